"""Years, runs of top ratings, grades, coefficients, probation."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from xlpay.language.positions import (
    Count,
    Holds,
    Keyed,
    Money,
    Needs,
    Part,
    Ratio,
    Share,
    Years,
)


class Extra(Part, kw_only=True, frozen=True):
    """Years a rating adds on top; with `less`, years it takes away."""

    rating: str
    years: Years
    since: int = 0
    less: bool = False


class Partial(Part, kw_only=True, frozen=True):
    """A rating whose year counts only in part."""

    rating: str
    share: Share


class CountRule(Part, kw_only=True, frozen=True):
    """Years that count.

    months: months in service / 12 of each counted year; rating: a whole year each; service: months
    in service / 12 with no regard to ratings; anniversary: whole years of service to date;
    calendar: calendar years with at least a month in service, the present one included; post:
    months / 12 in the present post without a gap; duty: the same of any of `duties`, held now.
    No count falls below 0, and `most` is the most that counts.

    undecided: whether a year of a rating marked so counts whole, where no list names it.
    start: from 进入社区日期, or from 参加工作日期 (service elsewhere included, no ratings).
    A rated year counts from month `counts_from` of the year after it.  present: whether what
    service, anniversary, post and duty count reaches into the present year: through the month
    before, or this one; else anniversary counts through this month, the others through the year
    before.
    """

    name: str
    source: str
    basis: Literal["months", "rating", "service", "anniversary", "calendar", "post", "duty"]
    duties: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    partial: tuple[Partial, ...] = ()
    uncounted: tuple[str, ...] = ()  # says that they count for nothing on purpose
    undecided: Annotated[Any, Holds("choice", ("counted", "uncounted"))] = None
    extra: tuple[Extra, ...] = ()
    extra_most: Years = None  # the most that `extra` adds in all
    most: Years = None
    counts_from: int = 1
    present: Literal["", "before", "through"] = ""
    opening: Literal["", "期初折算年限", "期初合格年数"] = ""
    start: Literal["entry", "first_job"] = "entry"
    unrated_before: int = 0
    unrated_as: str = ""
    breaks: Annotated[Any, Holds("choice", ("exclude", "reset"))] = "exclude"
    known_since: int = 0  # an earlier entry needs opening figures
    note: str = ""


class Run(Part, kw_only=True, frozen=True):
    """Rises for `length` such ratings in consecutive years; `length = 1` counts each of them.

    A year counts from month `counts_from` of the year after it.
    every: completed blocks; rolling: each year from the length-th of a run on; once: at most one.
    """

    name: str
    source: str
    ratings: tuple[str, ...]
    length: Count
    mode: Annotated[Any, Holds("choice", ("every", "rolling", "once"))] = "every"
    since: Count = 0
    limit: Count = None
    counts_from: int = 1
    opening_run: bool = False
    note: str = ""


class Band(Part, kw_only=True, frozen=True):
    """From so many credited years on, this grade."""

    years: Years
    grade: int


class Ladder(Part, kw_only=True, frozen=True):
    """A post's grades by years: bands, or from `start` to `last` a grade every `every` years.

    `skips` says that the bands pass over grades on purpose.
    """

    post: str
    source: str
    bands: tuple[Band, ...] = ()
    start: int = 0
    every: Years = None
    last: int = 0
    skips: bool = False


class LevelValue(Part, kw_only=True, frozen=True):
    """What a level gives: a grade to reach or not to pass, grades more, or years."""

    level: str
    value: Years  # whole numbers for grades


class LevelRule(Part, kw_only=True, frozen=True):
    """What 学历 (and 学位) or 职业资格 does to the grade.

    effect: floor (at least this grade), shift (grades above the start, for `posts`; floor for the
    others), grades (so many more), years (so many years deemed served), limit (no grade above
    this one; `without` for those with none of the levels).
    needs, for 学历: diploma; degree; both (the lower of the two counts); one (only one of the two,
    that is, the other is below all levels listed).
    """

    source: str
    effect: Annotated[Any, Holds("choice", ("floor", "shift", "grades", "years", "limit"))]
    values: tuple[LevelValue, ...]
    needs: Needs = "diploma"
    posts: tuple[str, ...] = ()
    within_post: bool = False  # never above the post's own last grade
    without: int = 0


class Step(Part, kw_only=True, frozen=True):
    """A grade's coefficient; with `post`, for that post only."""

    grade: int
    coefficient: Ratio
    post: str = ""


class RunEffect(Part, kw_only=True, frozen=True):
    """What each rise of a run does to the grade: grades more (or fewer), or years deemed served."""

    run: str
    source: str
    grades: Count = 0
    fewer: bool = False  # the grades are taken away, down to the post's first grade
    years: Years = None


class HonourEffect(Part, kw_only=True, frozen=True):
    """Grades more for each of some honours received, at most `most` times."""

    honour: tuple[str, ...]
    source: str
    grades: Count
    most: Count = None


class Grade(Part, kw_only=True, frozen=True):
    """How a grade comes about: ladder by years, then education, runs, double post, limits."""

    source: str
    count: str
    highest: int
    name: str = "等级"
    ladders: tuple[Ladder, ...]
    steps: tuple[Step, ...] = ()
    education: tuple[LevelRule, ...] = ()
    qualification: tuple[LevelRule, ...] = ()
    runs: tuple[RunEffect, ...] = ()
    honours: tuple[HonourEffect, ...] = ()
    double_grades: Count = 0
    double_source: str = ""
    within_post: bool = False  # runs and double posts never pass the post's own last grade
    # What is left of the grade had in the post before the present one: the grade itself, or the
    # lowest of the present post whose coefficient is not below its own; on which changes.
    keeps: Literal["", "grade", "nearest"] = ""
    keeps_on: Literal["lower", "higher", "any"] = "any"
    keeps_source: str = ""
    note: str = ""


class FactorRow(Keyed, kw_only=True, frozen=True):
    """A row of a factor: its keys and its value."""

    value: Ratio


class Factor(Part, kw_only=True, frozen=True):
    """A further coefficient: a table by keys, or years of `of` × `rate` (at most `most`)."""

    name: str
    source: str
    kind: Literal["table", "years"] = "table"
    keys: tuple[str, ...] = ()
    rows: tuple[FactorRow, ...] = ()
    otherwise: Ratio = None  # where no row matches
    of: str = ""
    rate: Ratio = None
    whole_years: bool = False
    most: Ratio = None
    needs: Needs = "diploma"
    note: str = ""


class ProbationRatio(Part, kw_only=True, frozen=True):
    """A component with a ratio of its own on probation."""

    component: str
    ratio: Share


class Probation(Part, kw_only=True, frozen=True):
    """Pay until the month of 试用期截止日期; where that is blank, for `months` from the entry day.

    full: as the grade; row: the coefficient `row` in place of all others; coefficient: the own
    coefficient × `ratio`; amount: each of `components` × `ratio`, those of `ratios` × their own;
    sum: the first of `components` is `amount` and the others of them nothing.  `unpaid` names
    components not paid then.
    """

    source: str
    mode: Annotated[Any, Holds("choice", ("full", "row", "coefficient", "amount", "sum"))] = "full"
    row: Ratio = None
    row_name: str = ""
    ratio: Share = None
    amount: Money = None
    components: tuple[str, ...] = ()
    ratios: tuple[ProbationRatio, ...] = ()
    unpaid: tuple[str, ...] = ()
    months: Count = 0
    category: tuple[str, ...] = ()  # whom `months` concerns; none named: everybody
    note: str = ""
