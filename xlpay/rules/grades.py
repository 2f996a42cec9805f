"""Grades: a ladder by years, then education, qualification, a double post, the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from xlpay.money import Bools, Ints


@dataclass(frozen=True, slots=True)
class LadderSteps:
    """A post's grades: from lows[i] (1/1200 year) on, grades[i]; `last` is its highest."""

    lows: Ints
    grades: Ints
    last: int


@dataclass(frozen=True, slots=True)
class LevelEffect:
    """What a level does: `gives` by code (0 for none; the last element is NONE's)."""

    effect: str  # floor | shift | grades | years | limit
    gives: Ints
    posts: Bools  # by post; whom it is for (shift: a floor for the others)
    within_post: bool


@dataclass(frozen=True, slots=True)
class GradeColumns:
    """The columns from which a grade came; what `explain` shows."""

    years: Ints  # with deemed years
    band: Ints
    after_levels: Ints
    wanted: Ints  # before the limit
    grade: Ints


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
    more: Ints,
    highest: int,
    *,
    within_post: bool = False,
) -> GradeColumns:
    """The grade of each person.

    levels: each effect with the person's level codes (n,); `more` grades on top (n,), after the
    levels, or below 0 down to the post's first; nothing above `highest`, the post's last grade with
    `within_post`, or a level's limit.
    """
    tops = np.asarray([ladder.last for ladder in ladders], dtype=np.int64)[post]
    for effect, codes in levels:
        if effect.effect == "years":
            years = years + np.where(effect.posts[post], effect.gives[codes], 0)
    by_years = band(ladders, post, years)
    grade = by_years
    for effect, codes in levels:
        gives = effect.gives[codes]
        if effect.effect == "floor":
            grade = np.where(effect.posts[post], np.maximum(grade, gives), grade)
        elif effect.effect == "shift":
            shifted = grade + np.maximum(gives - start(ladders, post), 0)
            grade = np.where(effect.posts[post], shifted, np.maximum(grade, gives))
        elif effect.effect == "grades":
            raised = grade + np.where(effect.posts[post], gives, 0)
            grade = np.maximum(grade, np.minimum(raised, tops)) if effect.within_post else raised
    wanted = np.maximum(grade + more, np.minimum(grade, start(ladders, post)))
    most = np.full(len(post), highest, dtype=np.int64)
    if within_post:
        most = np.minimum(most, np.maximum(tops, grade))
    for effect, codes in levels:
        if effect.effect == "limit":
            most = np.where(effect.posts[post], np.minimum(most, effect.gives[codes]), most)
    return GradeColumns(years, by_years, grade, wanted, np.minimum(wanted, most))
