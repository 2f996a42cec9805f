"""The scale of a scheme: from facts to grades, and from grades to coefficients.

Probation may put a row or a ratio in the place of a grade's own coefficient (Chifeng 附件1;
docs/readings.md).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.forms import Words
from xlpay.base.money import RATIO, YEAR, Bools, Ints, half_up
from xlpay.base.units import RatioColumn
from xlpay.kinds.factors import FactorByYears
from xlpay.policy.schema.document import Factor, Grade, LevelRule, Step
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import Term, cited, clause, exact
from xlpay.rules.conditions import honours_of, table_rows
from xlpay.rules.facts import Facts
from xlpay.rules.grades import GradeColumns, LadderSteps, LevelEffect, More, grades
from xlpay.rules.levels import level_codes
from xlpay.rules.values import Stated, origin


def ladders(scheme: Scheme) -> list[LadderSteps]:
    """The ladders in the order of the posts."""
    grade = _rule(scheme)
    by_post = {ladder.post: ladder for ladder in grade.ladders}
    found: list[LadderSteps] = []
    for post in scheme.document.post:
        ladder = by_post[post.word]
        if ladder.bands:
            years = [band.years for band in ladder.bands]
            lows = [exact(term) for term in years]
            steps = [band.grade for band in ladder.bands]
        else:
            count = ladder.last - ladder.start + 1
            years = [ladder.every] * count
            lows = [exact(ladder.every) * i for i in range(count)]
            steps = [ladder.start + i for i in range(count)]
        top = ladder.last or max(steps)
        clauses = tuple(clause(term, ladder.source) for term in years)
        found.append(
            LadderSteps(np.asarray(lows, np.int64), np.asarray(steps, np.int64), top, clauses)
        )
    return found


def level_effects(scheme: Scheme, facts: Facts) -> list[tuple[LevelEffect, Ints]]:
    """What 学历, 学位 and 职业资格 do to the grade, each with the level codes it reads."""
    grade = _rule(scheme)
    found: list[tuple[LevelEffect, Ints]] = []
    for kind, rules in (
        (Words.EDUCATION, grade.education),
        (Words.QUALIFICATION, grade.qualification),
    ):
        for rule in rules:
            codes = _qualification_codes(scheme, facts, rule)
            if kind is Words.EDUCATION:
                codes = level_codes(scheme, facts, rule.needs, [v.level for v in rule.values])
            found.append((_level_effect(scheme, kind, rule), codes))
    return found


def _qualification_codes(scheme: Scheme, facts: Facts, rule: LevelRule) -> Ints:
    """The 职业资格 of the scale that a rule is about; of a function's call, the one given."""
    if not facts.further:
        return facts.qualification
    code = scheme.vocabulary.code(Words.QUALIFICATION, rule.values[0].level)
    return facts.qualifications[int(scheme.qualification_scale[code])]


def _level_effect(scheme: Scheme, kind: Words, rule: LevelRule) -> LevelEffect:
    """A level rule by code: what each level gives, and for which posts."""
    effect = rule.effect.value
    gives = np.zeros(len(scheme.vocabulary.words(kind)) + 1, dtype=np.int64)
    if effect == "limit":
        gives[:] = rule.without or _rule(scheme).highest
    for value in rule.values:
        years = exact(value.value)
        gives[scheme.vocabulary.code(kind, value.level)] = (
            years if effect == "years" else years // YEAR
        )
    posts = [post.word for post in scheme.document.post]
    where = np.asarray([not rule.posts or word in rule.posts for word in posts], dtype=np.bool_)
    own = {
        scheme.vocabulary.code(kind, v.level): v.value.source for v in rule.values if v.value.own
    }
    return LevelEffect(effect, gives, where, rule.within_post, kind, rule.needs, rule.source, own)


def _rule(scheme: Scheme) -> Grade:
    rule = scheme.document.grade
    assert rule is not None  # asked only of schemes that have grades
    return rule


def grade_columns(scheme: Scheme, facts: Facts) -> GradeColumns:
    """The grade of each person and the columns on the way."""
    rule = _rule(scheme)
    more: list[More] = []
    if scheme.document.double is not None:
        given = np.where(facts.double, exact(rule.double_grades), 0)
        source = rule.double_source or scheme.document.double.source
        source = clause(rule.double_grades, source)
        more.append(More(scheme.document.double.name, source, given, np.zeros_like(given)))
    years = facts.years[rule.count]
    for effect in rule.runs:
        times = facts.rises[effect.run]
        given = times * exact(effect.grades) * (-1 if effect.fewer else 1)
        deemed = times * exact(effect.years)
        more.append(More(effect.run, cited(effect), given, deemed))
        years = years + deemed
    for honour in rule.honours:
        codes = list(scheme.vocabulary.codes(Words.HONOUR, honour.honour))
        times = honours_of(facts, codes)
        if honour.most is not None:
            times = np.minimum(times, exact(honour.most))
        name, given = "、".join(honour.honour), times * exact(honour.grades)
        more.append(More(name, cited(honour), given, np.zeros_like(given)))
    found = grades(
        ladders(scheme),
        facts.post,
        years,
        level_effects(scheme, facts),
        more,
        rule.highest,
        within_post=rule.within_post,
    )
    return replace(found, grade=np.maximum(found.limited, kept_grade(scheme, facts)))


def kept_grade(scheme: Scheme, facts: Facts) -> Ints:
    """The least grade (n,) that is left of the one in a former post; 0: none."""
    rule = _rule(scheme)
    if not rule.keeps or facts.former_grade is None or facts.former_post is None:
        return np.zeros(len(facts), dtype=np.int64)
    moved = facts.former_post - facts.post  # posts are listed highest first
    wanted = {"lower": moved < 0, "higher": moved > 0, "any": moved != 0}[rule.keeps_on]
    kept = np.where(wanted, facts.former_grade, 0)
    if rule.keeps == "grade":
        return kept
    own = coefficient_of_grade(scheme, facts.former_grade, facts.former_post)
    found = np.zeros(len(facts), dtype=np.int64)
    for index, ladder in enumerate(ladders(scheme)):
        mine = (facts.post == index) & (kept > 0)
        for grade in range(ladder.last, int(ladder.grades[0]) - 1, -1):
            value = coefficient_of_grade(scheme, np.asarray([grade]), np.asarray([index]))[0]
            enough = (value >= own) | (grade == ladder.last)
            found = np.where(mine & enough & (value > 0), grade, found)
    return found


# ── coefficients


def coefficient_of_grade(scheme: Scheme, grade: Ints, post: Ints) -> Ints:
    """The coefficient (1e-6) of each grade (n,) in each post (n,); 0 where there is none."""
    rule = _rule(scheme)
    posts = [entry.word for entry in scheme.document.post]
    table = np.zeros((max(len(posts), 1), rule.highest + 1), dtype=np.int64)
    for step in sorted(rule.steps, key=lambda step: bool(step.post)):  # a post's own ones win
        own = slice(None) if not step.post else posts.index(step.post)
        table[own, step.grade] = exact(step.coefficient)
    result: Ints = table[post, np.clip(grade, 0, rule.highest)]
    return result


def steps_of(scheme: Scheme, grade: Ints, post: Ints) -> Iterator[tuple[Step, Bools]]:
    """The steps with the people (n,) of such a grade; of two, the one of the own post is later."""
    posts = [entry.word for entry in scheme.document.post]
    for step in sorted(_rule(scheme).steps, key=lambda step: bool(step.post)):
        here = grade == step.grade
        yield step, here & (post == posts.index(step.post)) if step.post else here


def coefficients(scheme: Scheme, facts: Facts, grade: Ints) -> Ints:
    """The grade's coefficient as used (1e-6), probation included."""
    own = coefficient_of_grade(scheme, grade, facts.post)
    rule = scheme.document.probation
    if rule is None:
        return own
    mode = rule.mode.value
    if mode == "row":
        return np.where(facts.probation, exact(rule.row), own)
    if mode == "coefficient":
        return np.where(facts.probation, own * exact(rule.ratio) // RATIO, own)
    return own


class FactorColumn(msgspec.Struct, frozen=True):
    """A factor (n,), 1e-6, and who has no row of its table."""

    value: RatioColumn
    unmatched: Bools
    own: tuple[Stated, ...] = ()  # whose value has a clause of its own
    unfilled: tuple[tuple[Bools, Term], ...] = ()  # whose value hangs on a setting not filled


def factor_column(scheme: Scheme, facts: Facts, grade: Ints | None, rule: Factor) -> FactorColumn:
    """A further coefficient of each person."""
    none = np.zeros(len(facts), dtype=np.bool_)
    how = rule.how
    if isinstance(how, FactorByYears):
        years = facts.years[how.of]
        years = years // YEAR * YEAR if how.whole_years else years
        value = half_up(years * exact(how.rate), YEAR)
        if how.most is not None:
            value = np.minimum(value, exact(how.most))
        return _column(value, none, (~none, how.rate), (~none, how.most))
    value, matched = np.zeros(len(facts), dtype=np.int64), none.copy()
    given: list[tuple[Bools, Term | None]] = []
    for row, here in table_rows(scheme, facts, grade, how):
        value = np.where(here, exact(row.value), value)
        given.append((here, row.value))
        matched |= here
    if how.otherwise is not None:
        value = np.where(matched, value, exact(how.otherwise))
        return _column(value, none, *given, (~matched, how.otherwise))
    return _column(value, ~matched, *given)


def _column(value: Ints, unmatched: Bools, *given: tuple[Bools, Term | None]) -> FactorColumn:
    """A factor with where its values come from, as far as that is to be told."""
    lacking = ((here, term) for here, term in given if term is not None and term.value is None)
    return FactorColumn(value, unmatched, _own(*given), tuple(lacking))


def _own(*given: tuple[Bools, Term | None]) -> tuple[Stated, ...]:
    """Whose value comes from where; nothing where no value has a clause of its own."""
    if not any(term is not None and term.own for _, term in given):
        return ()
    return tuple((here, origin(term, "factor")) for here, term in given if term is not None)
