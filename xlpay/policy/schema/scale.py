"""Years, runs of top ratings, grades, coefficients, probation."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from xlpay.kinds.counts import GoesBy
from xlpay.kinds.factors import HowLarge
from xlpay.language.positions import (
    Count,
    Holds,
    Inline,
    Money,
    Needs,
    Part,
    Ratio,
    Share,
    Years,
)
from xlpay.language.values import is_setting


class Extra(Part, kw_only=True, frozen=True):
    """Years a rating adds on top; with `less`, years it takes away."""

    rating: str
    years: Years
    since: int = 0
    less: bool = False


class CountRule(Part, kw_only=True, frozen=True):
    """Years that count; what they go by, `how`, says the kind (xlpay.kinds.counts).

    undecided: whether a year of a rating marked so counts whole, where no list names it.
    No count falls below 0, and `most` is the most that counts.  A rated year counts from month
    `counts_from` of the year after it.  From 参加工作日期 service elsewhere is included, and there
    are no ratings.  What does not say how far it reaches into the present year counts through this
    month (anniversary), else through the year before.
    """

    name: str
    source: str
    how: Annotated[GoesBy, Inline()]
    uncounted: tuple[str, ...] = ()  # says that they count for nothing on purpose
    undecided: Annotated[Any, Holds("choice", ("counted", "uncounted"))] = None
    extra: tuple[Extra, ...] = ()
    extra_most: Years = None  # the most that `extra` adds in all
    most: Years = None
    counts_from: int = 1
    opening: Literal["", "期初折算年限", "期初合格年数"] = ""
    unrated_before: int = 0
    unrated_as: str = ""
    breaks: Annotated[Any, Holds("choice", ("exclude", "reset"))] = "exclude"
    known_since: int = 0  # an earlier entry needs opening figures
    note: str = ""

    @property
    def basis(self) -> str:
        """The word of what it goes by."""
        return self.how.kind


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


class Factor(Part, kw_only=True, frozen=True):
    """A further coefficient; `how` large it is says its kind (xlpay.kinds.factors)."""

    name: str
    source: str
    how: Annotated[HowLarge, Inline()]
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

    @property
    def asks(self) -> str:
        """The setting that decides about the mode; "" where the policy does."""
        return self.mode["setting"] if is_setting(self.mode) else ""
