"""A grade in words: each rule that acted on it, by its own name and clause, in the order applied.

The words are read off the columns of the rule, so that nothing is credited to what did not do it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import YEAR, decimal_text
from xlpay.policy.terms.scheme import NONE, Scheme
from xlpay.rules.facts import Facts
from xlpay.rules.grades import Acted, GradeColumns, LevelEffect

_NEEDS: Final = {
    "diploma": "{}学历",
    "degree": "{}层次的学位",
    "both": "{}学历、学位都有",
    "one": "{}学历、学位只有一样",
}
_KEEPS: Final = {"grade": "保留原级", "nearest": "就近就高"}


class GradeStep(msgspec.Struct, frozen=True):
    """What one rule did, its clause, and the grade after it (0: it gave years, not grades)."""

    words: str
    source: str
    grade: int = 0


def years_text(years: int) -> str:
    """Years (1/1200) with at most two decimals."""
    return decimal_text((years * 100 + YEAR // 2) // YEAR, 100)


def deemed_steps(scheme: Scheme, columns: GradeColumns, i: int) -> list[GradeStep]:
    """What was deemed served on top of the years that count."""
    found = [
        GradeStep(f"{more.name}视同{years_text(int(more.years[i]))}年", more.source)
        for more in columns.more
        if more.years[i]
    ]
    for acted in columns.acted:
        if acted.does == "years" and acted.gives[i]:
            words = f"{_level(scheme, acted, i)}视同{years_text(int(acted.gives[i]))}年"
            found.append(GradeStep(words, acted.effect.clause(int(acted.codes[i]))))
    return found


def grade_steps(scheme: Scheme, columns: GradeColumns, i: int) -> Iterator[GradeStep]:
    """What acted on the grade by years: levels, runs and a double post, limits."""
    grade = int(columns.band[i])
    for acted in columns.acted:
        if acted.does in ("floor", "grades"):
            grade = int(acted.after[i])
            yield from _level_step(scheme, columns, acted, i)
    wanted = int(columns.wanted[i])
    for more in columns.more:
        if by := int(more.grades[i]):
            grade = max(grade + by, wanted) if by < 0 else grade + by
            words = f"{more.name}{'加' if by > 0 else '减'}{abs(by)}级"
            yield GradeStep(words, more.source, grade)
    if wanted != grade:
        yield GradeStep(f"不低于{wanted}级", "", wanted)
    if columns.limited[i] != wanted:
        yield _limit(scheme, columns, i)
    if columns.grade[i] != columns.limited[i]:
        yield _kept(scheme, int(columns.grade[i]))


def _level_step(scheme: Scheme, columns: GradeColumns, acted: Acted, i: int) -> Iterator[GradeStep]:
    """A floor, or grades more; with what was lost at the post's last grade."""
    gives, before, after = (int(c[i]) for c in (acted.gives, acted.before, acted.after))
    if not gives or (acted.does == "floor" and before == after):
        return
    words = _level(scheme, acted, i)
    words += f"不低于{gives}级" if acted.does == "floor" else f"加{gives}级"
    if acted.does == "grades" and after - before < gives:
        words += f"，本岗位最高{columns.tops[i]}级"
    yield GradeStep(words, acted.effect.clause(int(acted.codes[i])), after)


def _limit(scheme: Scheme, columns: GradeColumns, i: int) -> GradeStep:
    """The limit that holds the grade: of a level, of the post, or of the scale."""
    grade, rule = int(columns.limited[i]), scheme.document.grade
    for acted in columns.acted:
        if acted.does == "limit" and acted.after[i] == grade < acted.before[i]:
            words = f"{_level(scheme, acted, i)}最高{grade}级"
            return GradeStep(words, acted.effect.clause(int(acted.codes[i])), grade)
    assert rule is not None
    whose = "本岗位" if grade < rule.highest else ""
    return GradeStep(f"{whose}最高{grade}级", rule.source, grade)


def _kept(scheme: Scheme, grade: int) -> GradeStep:
    """What is left of the grade in a former post."""
    rule = scheme.document.grade
    assert rule is not None
    return GradeStep(f"按原岗位的等级{_KEEPS[rule.keeps]}定{grade}级", rule.keeps_source, grade)


def _level(scheme: Scheme, acted: Acted, i: int) -> str:
    """The level that a rule read: '本科学历', '职业资格社会工作师'."""
    effect, code = acted.effect, int(acted.codes[i])
    word = scheme.vocabulary.words(Words(effect.kind))[code] if code != NONE else ""
    if effect.kind == Words.QUALIFICATION:
        return f"职业资格{word}" if word else "没有职业资格"
    return _NEEDS[effect.needs].format(word) if word else _without(effect)


def _without(effect: LevelEffect) -> str:
    return "没有相应学历" if effect.needs == "diploma" else "没有相应学历、学位"


def fingerprint(columns: GradeColumns, facts: Facts) -> list[list[int]]:
    """By person, all that the words depend on: who has the same numbers shares the words."""
    parts = [facts.post, columns.band, columns.wanted, columns.limited, columns.grade]
    parts.append(columns.years)
    for acted in columns.acted:
        parts += [acted.codes, acted.gives, acted.before, acted.after]
    for more in columns.more:
        parts += [more.grades, more.years]
    found: list[list[int]] = np.stack(parts, axis=1).tolist()
    return found
