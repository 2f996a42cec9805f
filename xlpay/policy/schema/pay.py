"""Bases, and the components of the pay: closed lists of kinds, no formulas."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from xlpay.policy.schema.base import (
    Count,
    Days,
    Group,
    Keyed,
    Money,
    Needs,
    Part,
    Ratio,
    Rounds,
    Share,
    Unit,
    Years,
)

ComponentKind = Literal[
    "fixed",
    "table",
    "coefficient",
    "base",
    "share",
    "gross",
    "rest",
    "sum",
    "years",
    "rises",
    "pool",
    "scored",
    "payout",
]
Every = Literal["month", "quarter", "half-year", "year"]


class IndexYear(Part, kw_only=True, frozen=True):
    """A year's published figures by region."""

    year: int
    source: str
    figures: dict[str, Money]


class Area(Part, kw_only=True, frozen=True):
    """A sum for a group of regions, streets or communities."""

    members: tuple[str, ...]
    amount: Money


class Base(Part, kw_only=True, frozen=True):
    """What a coefficient multiplies: a published index, a fixed sum, or a sum by area.

    An index holds from month `changes_in` of the year that is `lag` years later.  `unit` rounds the
    base of a month (a year's figure / 12 × multiple) before it is multiplied; `least` and `most`
    bound it.
    """

    name: str
    source: str
    kind: Literal["index", "fixed", "area"]
    per: Literal["year", "month"] = "month"
    multiple: Ratio = 1
    amount: Money = None
    by: Literal["region", "street", "community"] = "region"
    areas: tuple[Area, ...] = ()
    years: tuple[IndexYear, ...] = ()
    lag: int = 1
    changes_in: int = 1
    unit: Literal["", "fen", "jiao", "yuan", "ten"] = ""
    rounds: Rounds = "nearest"
    least: Money = None
    most: Money = None
    setting: str = ""  # the office's own figure, which wins
    setting_from: str = ""  # the month from which it holds
    setting_before: str = ""  # the figure before that month
    note: str = ""


class Row(Keyed, kw_only=True, frozen=True):
    """A row of a table: its keys and its amount."""

    amount: Money


class Condition(Part, kw_only=True, frozen=True):
    """Who a component is for; each list given must hold one of the person's words.

    `all_duties` are held together.
    `years_of` names a count for `years_from` (at least) and `years_below`; `months` are calendar
    months (1-12) in which it is paid; `entered_from` and `entered_before` go by 进入社区日期.
    """

    category: tuple[str, ...] = ()
    post: tuple[str, ...] = ()
    duty: tuple[str, ...] = ()
    all_duties: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    degree: tuple[str, ...] = ()
    qualification: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    honour: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    double: bool | None = None
    probation: bool | None = None
    sex: Literal["", "男", "女"] = ""  # by the identity number
    years_of: str = ""
    years_from: Years = None
    years_below: Years = None
    months: tuple[int, ...] = ()
    entered_from: date | None = None
    entered_before: date | None = None


class Slice(Part, kw_only=True, frozen=True):
    """A part of `years` × rate: from so many years on, this rate a year."""

    years: Years
    rate: Money


class Reading(Part, kw_only=True, frozen=True):
    """Another definition of the component under a setting's word."""

    setting: str
    means: str
    kind: ComponentKind
    of: str = ""
    less: tuple[str, ...] = ()
    share: Share = None
    source: str


class Absence(Part, kw_only=True, frozen=True):
    """What absence within the month, or the period so far, takes off a component.

    Days of `leave` together, `more_than` so many or `reaches` so many (that number included);
    `unit`: as entered, calendar or Monday-Friday days by the dates, or times (records).
    effect: all of it; share (`share` of it); each (`amount`, or `share` of it, for each day or
    time; with `beyond` only for those above the limit).
    """

    leave: tuple[str, ...]
    source: str
    more_than: Days = None
    reaches: Days = None
    unit: Literal["", "calendar", "workday", "times"] = ""
    within: Every = "month"
    effect: Literal["all", "share", "each"] = "all"
    share: Share = None
    amount: Money = None
    beyond: bool = False


class Component(Part, kw_only=True, frozen=True):
    """A part of the pay.

    fixed: `amount`; table: `rows` by `keys`; base: `base` itself (× each of `factors`), whatever
    the grade; coefficient: `base` × (the grade's coefficient, if
    there are steps, + the factors in `plus`) × each of `factors`; share: `share` of `of` (× each
    of `factors`); gross: `of` / `share`; rest: `of` less `less`; sum: `parts` together; years:
    years of `of` × `rate` (or `slices`); rises: rises of the run `of` × `rate`, on top of `amount`;
    pool: `amount` (or `of`) a person, pooled by `group` and divided by scores; scored: `of` ×
    score / `full`; payout: in the last month of each `every` the period's accruals of `of`, with
    `by_scores` pooled, with `own_score` × score of the month / `full`.

    A payout, or a `prorated` sum, is paid `paid_after` months after the period, to those who left
    since in their last month.
    pay: monthly; accrual (set aside, paid by a payout or a [[yearly]]); memo (only shown or built
    upon).  `cap` and `least` bound any kind.  A component that is no payout and has an `every` is a
    sum a period, paid in month `paid_month` of it (0: the last) to whoever is in service then; with
    `prorated` × months in service, and to those who leave in their last month.
    in_part_month: reduced as [part_month] says; whole (whatever the days); none (nothing to whoever
    is not in service on all days of the month).  `absences` take it away, or part of it.
    """

    name: str
    kind: ComponentKind
    source: str
    pay: Literal["monthly", "accrual", "memo"] = "monthly"
    standard: bool = True  # part of the monthly standard
    amount: Money = None
    base: str = ""
    factors: tuple[str, ...] = ()
    plus: tuple[str, ...] = ()
    of: str = ""
    parts: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    share: Share = None
    rate: Money = None
    slices: tuple[Slice, ...] = ()
    slice_rate: Literal["each", "all"] = "each"  # all: the rate reached holds for all years
    whole_years: bool = False
    cap: Money = None
    least: Money = None
    keys: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    otherwise: Money = None  # the amount where no row of a table matches
    needs: Needs = "diploma"  # how the key education is read
    # Who agrees with several rows: by scale of qualifications, or by duty.
    several: Literal["", "highest", "sum"] = ""
    when: Condition = msgspec.field(default_factory=Condition)
    unless: Condition = msgspec.field(default_factory=Condition)
    readings: tuple[Reading, ...] = ()
    rounding: Unit = "fen"
    rounds: Rounds = "nearest"
    every: Every = "month"
    paid_month: int = 0
    paid_after: int = 0
    prorated: bool = False
    group: Group = "community"
    full: Count = 100
    by_scores: bool = False
    own_score: bool = False
    in_part_month: Literal["reduced", "whole", "none"] = "reduced"
    absences: tuple[Absence, ...] = ()
    lawful_min: Money = None
    lawful_max: Money = None
    note: str = ""
