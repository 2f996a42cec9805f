"""Grades and coefficients: the rule is asked once for every row of its tables, calls look it up.

A grade depends on years only through steps, so every post, 学历, double post and step is a row.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import RATIO, Ints, decimal_text
from xlpay.catalogue.context import Context
from xlpay.catalogue.model import Columns, not_in_force
from xlpay.pay.grade_words import deemed_steps, grade_steps, years_text
from xlpay.policy.schema.document import Document
from xlpay.policy.terms.scheme import NONE
from xlpay.policy.terms.term import clause
from xlpay.rules.grades import GradeColumns
from xlpay.rules.scale import coefficients, grade_columns, ladders, level_effects

PROBATION: Final = 0  # the "grade" of the probation row


def has_grades(document: Document) -> bool:
    """The policy has grades by post and years."""
    return document.grade is not None


class _Grades(msgspec.Struct, frozen=True):
    """The rule's answers: by post, 学历 (NONE first), double post and step of years."""

    steps: Ints  # 1/1200 year
    educations: int
    grade: Ints


def _grades(context: Context) -> _Grades:
    if context.document.grade is None:
        raise not_in_force(f"{context.document.scheme}没有等级。")
    posts = np.arange(len(context.document.post))
    educations = np.arange(NONE, len(context.vocabulary.words(Words.EDUCATION)))
    steps = _steps(context)
    axes = np.meshgrid(posts, educations, (0, 1), steps, indexing="ij")
    post, education, double, years = (np.ascontiguousarray(axis).reshape(-1) for axis in axes)
    columns = _grade_columns(
        context, {"post": post, "years": years, "education": education, "dual": double}
    )
    return _Grades(steps, len(educations), columns.grade)


def _steps(context: Context) -> Ints:
    """Every number of years (1/1200) from which some grade may differ."""
    scheme = context.scheme
    deemed = [
        np.unique(effect.gives).tolist()
        for effect, _ in level_effects(scheme, context.facts(1))
        if effect.effect == "years"
    ]
    sums = {0}
    for count in range(1, len(deemed) + 1):
        for some in combinations(deemed, count):
            sums |= {a + b for a in sums for gives in some for b in gives}
    lows = np.unique(np.concatenate([ladder.lows for ladder in ladders(scheme)]))
    return np.unique(np.maximum(lows[:, None] - np.asarray(sorted(sums)), 0))


def _grade_columns(context: Context, columns: Columns) -> GradeColumns:
    """The rule itself, with the columns on the way."""
    post, double = columns["post"], columns["dual"]
    own = context.document.double
    if own is not None and own.post:
        word = [p.word for p in context.document.post].index(own.post)
        post = np.where(double == 1, word, post)
    count = max(len(column) for column in columns.values())
    facts = context.facts(
        count, years=columns["years"], post=post, education=columns["education"], double=double
    )
    return grade_columns(context.scheme, facts)


def grade(context: Context, columns: Columns) -> Ints:
    """CWGRADE."""
    known: _Grades = context.kept("grades", _grades)
    row = columns["post"] * known.educations + (columns["education"] - NONE)
    row = (row * 2 + columns["dual"]) * len(known.steps)
    step = known.steps.searchsorted(columns["years"], side="right") - 1
    return known.grade.take(row + step)


def explain_grade(context: Context, columns: Columns) -> str:
    """The steps from years to grade."""
    rule, found = context.document.grade, None
    context.kept("grades", _grades)
    assert rule is not None
    found = _grade_columns(context, columns)
    post = context.document.post[int(columns["post"][0])].word
    ladder = ladders(context.scheme)[int(columns["post"][0])]
    years = years_text(int(columns["years"][0]))
    words, sources = [], [ladder.clause(int(found.band[0]))]
    for step in deemed_steps(context.scheme, found, 0):
        words.append(step.words)
        sources.append(step.source)
    words.insert(0, f"{post}，{rule.count}{years}年")
    total = f"，共{years_text(int(found.years[0]))}年" if len(words) > 1 else ""
    words = ["，".join(words) + f"{total}，按年限{found.band[0]}级"]
    for step in grade_steps(context.scheme, found, 0):
        words.append(f"{step.words}，为{step.grade}级")
        sources += [step.source] if step.source else []
    return f"{'；'.join(words)}。{context.cite(*dict.fromkeys(sources))}"


def _coefficients(context: Context) -> Ints:
    """By grade from 0 (probation), the coefficient (1e-6)."""
    rule = context.document.grade
    if rule is None or not rule.steps:
        raise not_in_force(f"{context.document.scheme}没有等级系数。")
    every = np.arange(rule.highest + 1)
    facts = context.facts(len(every), probation=every == PROBATION)
    return coefficients(context.scheme, facts, every)


def coefficient(context: Context, columns: Columns) -> Ints:
    """CWCOEF."""
    table: Ints = context.kept("coefficients", _coefficients)
    return table.take(columns["grade"])


def explain_coefficient(context: Context, columns: Columns) -> str:
    """The row of the table."""
    words, source = coefficient_words(context, columns)
    return f"{words}。{context.cite(source)}"


def coefficient_words(context: Context, columns: Columns) -> tuple[str, str]:
    """Which row of the table it is, and its clause."""
    value = decimal_text(int(coefficient(context, columns)[0]), RATIO)
    rule, row, grade = context.document.grade, context.document.probation, columns["grade"][0]
    assert rule is not None
    if grade == PROBATION and row is not None:
        return f"{row.row_name}的系数是{value}", clause(row.row, row.source)
    step = next((s.coefficient for s in rule.steps if s.grade == grade and not s.post), None)
    return f"{grade}级的系数是{value}", clause(step, rule.source)
