"""Grades: a ladder by years, then education, qualification, a double post, the limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from msgspec import field

from xlpay.base.money import Bools, Ints
from xlpay.base.units import Years1200Column


class LadderSteps(msgspec.Struct, frozen=True):
    """A post's grades: from lows[i] (1/1200 year) on, grades[i] by clauses[i]; `last` at most."""

    lows: Ints
    grades: Ints
    last: int
    clauses: tuple[str, ...]

    def clause(self, grade: int) -> str:
        """The clause by which years give a grade."""
        found: dict[int, str] = dict(zip(self.grades.tolist(), self.clauses, strict=True))
        return found.get(grade, self.clauses[0])


class LevelEffect(msgspec.Struct, frozen=True):
    """What a level does: `gives` by code (0 for none; the last element is NONE's)."""

    effect: str  # floor | shift | grades | years | limit
    gives: Ints
    posts: Bools  # by post; whom it is for (shift: a floor for the others)
    within_post: bool
    kind: str = ""  # the list of levels, for words
    needs: str = "diploma"
    source: str = ""
    own: Mapping[int, str] = field(default_factory=dict)  # by code, the clause that is its own

    def clause(self, code: int) -> str:
        """The clause of what a level does."""
        return self.own.get(code, self.source)


class More(msgspec.Struct, frozen=True):
    """Grades on top, or below 0: what gives them (for words), its clause, how many (n,).

    `years` (1/1200, n) were deemed served, and are in the years already.
    """

    name: str
    source: str
    grades: Ints
    years: Ints


class Acted(msgspec.Struct, frozen=True):
    """What a level did to each person: its code read, and years, grade or limit before and after.

    All (n,); `does` is what it did it by: years, floor, grades or limit.
    """

    effect: LevelEffect
    does: str
    codes: Ints
    gives: Ints
    before: Ints
    after: Ints


class GradeColumns(msgspec.Struct, frozen=True):
    """The columns from which a grade came; what `explain` shows."""

    years: Years1200Column  # with deemed years
    band: Ints
    wanted: Ints  # before the limit
    limited: Ints  # before what is kept of a former grade
    grade: Ints
    tops: Ints  # the last grade of the post
    acted: tuple[Acted, ...] = ()
    more: tuple[More, ...] = ()


def band(ladders: Sequence[LadderSteps], post: Ints, years: Ints) -> Ints:
    """The grade by years alone; post: index (n,), years: 1/1200 (n,)."""
    grade = np.zeros(len(post), dtype=np.int64)
    for index, ladder in enumerate(ladders):
        here = post == index
        step = np.searchsorted(ladder.lows, years[here], side="right") - 1
        grade[here] = ladder.grades[np.maximum(step, 0)]
    return grade


def start(ladders: Sequence[LadderSteps], post: Ints) -> Ints:
    """The lowest grade of each person's post."""
    lowest = np.asarray([ladder.grades[0] for ladder in ladders], dtype=np.int64)
    result: Ints = lowest[post]
    return result


def grades(
    ladders: Sequence[LadderSteps],
    post: Ints,
    years: Ints,
    levels: Sequence[tuple[LevelEffect, Ints]],
    more: Sequence[More],
    highest: int,
    *,
    within_post: bool = False,
) -> GradeColumns:
    """The grade of each person.

    levels: each effect with the person's level codes (n,); `more` grades on top, after the levels,
    or below 0 down to the post's first; nothing above `highest`, the post's last grade with
    `within_post`, or a level's limit.
    """
    tops = np.asarray([ladder.last for ladder in ladders], dtype=np.int64)[post]
    first = start(ladders, post)
    acted: list[Acted] = []
    years = _deemed(levels, post, years, acted)
    grade = by_years = band(ladders, post, years)
    for effect, codes in levels:
        if effect.effect in ("floor", "shift", "grades"):
            grade = _raised(effect, codes, grade, effect.posts[post], first, tops, acted)
    added = sum((each.grades for each in more), np.zeros(len(post), dtype=np.int64))
    wanted = np.maximum(grade + added, np.minimum(grade, first))
    most = np.full(len(post), highest, dtype=np.int64)
    if within_post:
        most = np.minimum(most, np.maximum(tops, grade))
    limit = most
    for effect, codes in levels:
        if effect.effect == "limit":
            gives = effect.gives[codes]
            lower = np.where(effect.posts[post], np.minimum(limit, gives), limit)
            acted.append(Acted(effect, "limit", codes, gives, limit, lower))
            limit = lower
    limited = np.minimum(wanted, limit)
    return GradeColumns(years, by_years, wanted, limited, limited, tops, tuple(acted), tuple(more))


def _deemed(
    levels: Sequence[tuple[LevelEffect, Ints]], post: Ints, years: Ints, acted: list[Acted]
) -> Ints:
    """The years (1/1200) with those that levels are deemed to be worth."""
    for effect, codes in levels:
        if effect.effect == "years":
            gives = np.where(effect.posts[post], effect.gives[codes], 0)
            acted.append(Acted(effect, "years", codes, gives, years, years + gives))
            years = years + gives
    return years


def _raised(
    effect: LevelEffect,
    codes: Ints,
    grade: Ints,
    here: Bools,
    first: Ints,
    tops: Ints,
    acted: list[Acted],
) -> Ints:
    """The grade after a level's floor, shift or grades; `first` and `tops` of each one's post."""
    gives = effect.gives[codes]
    if effect.effect == "floor":
        after = np.where(here, np.maximum(grade, gives), grade)
        acted.append(Acted(effect, "floor", codes, np.where(here, gives, 0), grade, after))
        return after
    if effect.effect == "shift":
        more = np.maximum(gives - first, 0)
        after = np.where(here, grade + more, np.maximum(grade, gives))
        middle = np.where(here, grade, after)
        acted.append(Acted(effect, "floor", codes, np.where(here, 0, gives), grade, middle))
        acted.append(Acted(effect, "grades", codes, np.where(here, more, 0), middle, after))
        return after
    gives = np.where(here, gives, 0)
    after = grade + gives
    if effect.within_post:
        after = np.maximum(grade, np.minimum(after, tops))
    acted.append(Acted(effect, "grades", codes, gives, grade, after))
    return after
