"""The form of a policy file: every table and key that one may hold, and no other.

A value position (Money, Ratio, Years …) takes a literal, `{setting = "…"}` (the office's choice in
参数), or a dated list `[{from = "2024-07", value = …}, …]`.  A table that holds values has a
`source`: the clause of the document they stand in.  There are no formulas: kinds come from closed
lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import msgspec


@dataclass(frozen=True, slots=True)
class Holds:
    """What a value position holds: a unit, and for a choice the words allowed.

    A share is a ratio above 0 and at most 1.
    """

    unit: Literal[
        "money", "ratio", "share", "weight", "years", "days", "count", "flag", "choice", "any"
    ]
    choices: tuple[str, ...] = ()


# Value positions.  Each is read by xlpay.policy.values, which knows settings and dates.
Money = Annotated[Any, Holds("money")]  # yuan, at most two decimals -> fen
Ratio = Annotated[Any, Holds("ratio")]  # a coefficient -> 1e-6
Share = Annotated[Any, Holds("share")]  # a part of a whole: above 0, at most 1 -> 1e-6
Weight = Annotated[Any, Holds("weight")]  # -> 1e-6
Years = Annotated[Any, Holds("years")]  # -> 1/1200 year
Days = Annotated[Any, Holds("days")]  # -> 1/100 day
Count = Annotated[Any, Holds("count")]  # a whole number from 0
Flag = Annotated[Any, Holds("flag")]
AnyValue = Annotated[Any, Holds("any")]


class Part(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of a policy file; an unknown key is refused."""


class Choice(Part, kw_only=True, frozen=True):
    """A word that 参数 offers for a setting, and what it means to the rules."""

    word: str
    means: str
    note: str = ""


class Setting(Part, kw_only=True, frozen=True):
    """A row of 参数 that this scheme reads."""

    name: str
    kind: Literal["ratio", "money", "weight", "year", "month", "choice"]
    source: str
    note: str = ""
    default: Any = None
    min: Any = None
    max: Any = None
    above: Any = None  # an open lower bound
    choices: tuple[Choice, ...] = ()
    required_for: Literal["", "month", "year"] = ""


class Word(Part, kw_only=True, frozen=True):
    """A word of an input sheet's drop-down; aliases are read and shown as the word."""

    word: str
    source: str
    aliases: tuple[str, ...] = ()
    note: str = ""


class Category(Word, kw_only=True, frozen=True):
    """人员类别. scale: by the components; reported: a sum the office states; none: not here."""

    pay: Literal["scale", "reported", "none"]
    quota: bool = False  # counts towards the quota of top ratings and the staffing checks


class Post(Word, kw_only=True, frozen=True):
    """岗位, highest first; the last one is whoever holds no duty."""

    leader: bool = False


class Duty(Word, kw_only=True, frozen=True):
    """职务. A post duty gives a post; break interrupts service; lent changes nothing."""

    kind: Literal["post", "extra", "break", "lent"]
    post: str = ""
    secretary: bool = False  # trains as a leader even where the post does not
    party_worker: bool = False


class Rating(Word, kw_only=True, frozen=True):
    """等次 of a year."""

    quota: bool = False
    failing: bool = False
    undecided: bool = False


class Level(Word, kw_only=True, frozen=True):
    """学历, 学位 or 职业资格, lowest first."""

    equals: str = ""  # a degree names the 学历 it belongs to


class Leave(Word, kw_only=True, frozen=True):
    """A kind of 请假考勤; `unpaid` may hang on a setting."""

    unit: Literal["calendar", "workday"]
    unpaid: Flag = False
    absence: bool = False  # 旷工: counts towards dismissal
    sick: bool = False  # paid in full for now, watched from the third month
    personal: bool = False


class Leaving(Word, kw_only=True, frozen=True):
    """离职原因."""

    rest_of_month_paid: bool = False
    forfeits_bonus: bool = False
    bars_rehire: bool = False
    own_wish: bool = False
    retired: bool = False


class Double(Part, kw_only=True, frozen=True):
    """One person holding all of `duties` at once; `post` makes it a post of its own."""

    name: str
    source: str
    duties: tuple[str, ...]
    post: str = ""


class Extra(Part, kw_only=True, frozen=True):
    """Years a rating adds on top."""

    rating: str
    years: Years
    since: int = 0


class CountRule(Part, kw_only=True, frozen=True):
    """Years that count.

    months: months in service / 12 of each counted year; rating: a whole year each; service: months
    in service / 12 with no regard to ratings; anniversary: whole years of service to date.
    """

    name: str
    source: str
    basis: Literal["months", "rating", "service", "anniversary"]
    ratings: tuple[str, ...] = ()
    extra: tuple[Extra, ...] = ()
    opening: Literal["", "期初折算年限", "期初合格年数"] = ""
    unrated_before: int = 0
    unrated_as: str = ""
    breaks: Annotated[Any, Holds("choice", ("exclude", "reset"))] = "exclude"
    known_since: int = 0  # an earlier entry needs opening figures
    note: str = ""


class Run(Part, kw_only=True, frozen=True):
    """Rises for `length` top ratings in consecutive years."""

    name: str
    source: str
    ratings: tuple[str, ...]
    length: Count
    mode: Annotated[Any, Holds("choice", ("every", "rolling", "once"))] = "every"
    since: Count = 0
    limit: Count = None
    opening_run: bool = False
    note: str = ""


class Band(Part, kw_only=True, frozen=True):
    """From so many credited years on, this grade."""

    years: Years
    grade: int


class Ladder(Part, kw_only=True, frozen=True):
    """A post's grades by years: bands, or from `start` a grade every `every` years."""

    post: str
    source: str
    bands: tuple[Band, ...] = ()
    start: int = 0
    every: Years = None
    last: int = 0


class LevelValue(Part, kw_only=True, frozen=True):
    """What a level gives: a grade to reach, grades more, or years."""

    level: str
    value: Years  # whole numbers for grades


class LevelRule(Part, kw_only=True, frozen=True):
    """What 学历 (and 学位) or 职业资格 does to the grade.

    effect: floor (at least this grade), shift (grades above the start, for `posts`; floor for the
    others), grades (so many more), years (so many years deemed served).
    needs, for 学历: diploma; both (diploma and degree of the level); one (only one of the two).
    """

    source: str
    effect: Annotated[Any, Holds("choice", ("floor", "shift", "grades", "years"))]
    values: tuple[LevelValue, ...]
    needs: Literal["diploma", "degree", "both", "one"] = "diploma"
    posts: tuple[str, ...] = ()
    within_post: bool = False  # never above the post's own last grade


class Step(Part, kw_only=True, frozen=True):
    """A grade's coefficient."""

    grade: int
    coefficient: Ratio


class Grade(Part, kw_only=True, frozen=True):
    """How a grade comes about: ladder by years, then education, double post, limits."""

    source: str
    count: str
    highest: int
    name: str = "等级"
    ladders: tuple[Ladder, ...]
    steps: tuple[Step, ...] = ()
    education: tuple[LevelRule, ...] = ()
    qualification: tuple[LevelRule, ...] = ()
    double_grades: Count = 0
    double_source: str = ""
    early_run: str = ""
    early_grades: Count = 1
    note: str = ""


class Probation(Part, kw_only=True, frozen=True):
    """Pay until the month of 试用期截止日期.

    full: as the grade; row: the coefficient `row`; coefficient: the own coefficient × `ratio`;
    amount: each of `components` × `ratio`.  `unpaid` names components not paid then.
    """

    source: str
    mode: Annotated[Any, Holds("choice", ("full", "row", "coefficient", "amount"))] = "full"
    row: Ratio = None
    row_name: str = ""
    ratio: Share = None
    components: tuple[str, ...] = ()
    unpaid: tuple[str, ...] = ()
    note: str = ""


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
    """What a coefficient multiplies: a published index, a fixed sum, or a sum by area."""

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
    setting: str = ""  # the office's own figure, which wins
    setting_from: str = ""  # the month from which it holds
    setting_before: str = ""  # the figure before that month
    note: str = ""


class Row(Part, kw_only=True, frozen=True):
    """A row of a table component: its keys and its amount."""

    amount: Money
    post: str = ""
    grade: int = 0
    education: str = ""
    qualification: str = ""
    category: str = ""
    duty: str = ""
    rating: str = ""
    region: str = ""
    street: str = ""
    community: str = ""
    years: Years = None  # from so many years of the component's `of` on


class Condition(Part, kw_only=True, frozen=True):
    """Who a component is for; each list given must hold one of the person's words."""

    category: tuple[str, ...] = ()
    post: tuple[str, ...] = ()
    duty: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    qualification: tuple[str, ...] = ()
    double: bool | None = None
    probation: bool | None = None


class Slice(Part, kw_only=True, frozen=True):
    """A part of `years` × rate: from so many years on, this rate a year."""

    years: Years
    rate: Money


class Reading(Part, kw_only=True, frozen=True):
    """Another definition of the component under a setting's word."""

    setting: str
    means: str
    kind: str
    of: str = ""
    less: tuple[str, ...] = ()
    share: Share = None
    source: str


class Component(Part, kw_only=True, frozen=True):
    """A part of the pay.

    fixed: `amount`; table: `rows` by `keys`; coefficient: coefficient × `base`; share: `share` of
    `of`; gross: `of` / `share`; rest: `of` less `less`; years: years of `of` × `rate` (or
    `slices`), at most `cap`; rises: rises of the run `of` × `rate`, on top of `amount`; pool:
    `amount` a person, pooled by community and divided by scores.
    """

    name: str
    kind: Literal[
        "fixed", "table", "coefficient", "share", "gross", "rest", "years", "rises", "pool"
    ]
    source: str
    pay: Literal["monthly", "accrual", "memo"] = "monthly"
    standard: bool = True  # part of the monthly standard
    amount: Money = None
    base: str = ""
    of: str = ""
    less: tuple[str, ...] = ()
    share: Share = None
    rate: Money = None
    slices: tuple[Slice, ...] = ()
    whole_years: bool = False
    cap: Money = None
    keys: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    otherwise: Money = None  # the amount where no row of a table matches
    when: Condition = msgspec.field(default_factory=Condition)
    unless: Condition = msgspec.field(default_factory=Condition)
    readings: tuple[Reading, ...] = ()
    rounding: Literal["fen", "jiao", "yuan"] = "fen"
    every: Literal["month", "quarter", "half-year", "year"] = "month"
    lawful_min: Money = None
    lawful_max: Money = None
    note: str = ""


class Exclusion(Part, kw_only=True, frozen=True):
    """What takes the year-end money away."""

    kind: Literal["leave_days", "leave_months", "leave_spell_or_days"]
    leave: str
    more_than: Days = None  # days
    months: int = 0
    reason: str
    source: str


class RatingAmount(Part, kw_only=True, frozen=True):
    """What a rating is worth: a sum or a weight."""

    rating: str
    value: AnyValue  # a sum or a weight, as the kind says


class Yearly(Part, kw_only=True, frozen=True):
    """Money for a year.

    pool: the year's accruals of `of`, by community, divided by accrual × weight of the rating;
    rating: a sum by rating, × months in service / 12.
    """

    name: str
    title: str
    source: str
    kind: Literal["pool", "rating"]
    of: str = ""
    values: tuple[RatingAmount, ...]
    unrated_leaver: str = ""
    unrated_entrant: str = ""
    undecided_as: str = ""
    forfeits: bool = False  # the leave reasons marked so take it away
    exclusions: tuple[Exclusion, ...] = ()
    note: str = ""


class Event(Part, kw_only=True, frozen=True):
    """A one-off award."""

    name: str
    source: str
    kind: Literal["certificate", "service"]
    amount: Money
    since: date
    at_least: str = ""  # certificate: this 职业资格 or higher
    years: int = 0  # service: unbroken years
    note: str = ""


class Cause(Part, kw_only=True, frozen=True):
    """A reason for a change of the monthly standard, in the order applied."""

    name: str
    takes: Literal[
        "years",
        "post",
        "double",
        "education",
        "qualification",
        "extra",
        "run",
        "probation",
        "rules",
    ]
    source: str
    of: str = ""  # years: the count; run: the run
    note: str = ""


class PayrollColumn(Part, kw_only=True, frozen=True):
    """A column of 工资发放表 between 社区 and 缺勤及不足月扣款."""

    header: str
    shows: Literal["post", "years", "grade", "coefficient", "component"]
    of: str = ""


class Payroll(Part, kw_only=True, frozen=True):
    """The city's own columns."""

    source: str
    columns: tuple[PayrollColumn, ...]


class PartMonth(Part, kw_only=True, frozen=True):
    """Pay of a month not worked whole."""

    source: str
    days: Days  # paid days a month
    mode: Annotated[Any, Holds("choice", ("prorate", "whole"))] = "prorate"
    note: str = ""


class Quota(Part, kw_only=True, frozen=True):
    """How many of a street may have the top rating."""

    source: str
    share: Share
    since: int
    group: Literal["street", "community", "unit"] = "street"
    rounding: Literal["down", "nearest", "up"] = "down"


class Qualifications(Part, kw_only=True, frozen=True):
    """From which date a qualification counts."""

    source: str
    from_date: Literal["hired", "obtained"]


class Check(Part, kw_only=True, frozen=True):
    """A management rule: a warning where a person should look."""

    kind: str
    source: str
    values: dict[str, AnyValue] = {}
    words: dict[str, tuple[str, ...]] = {}
    note: str = ""


class Approval(Part, kw_only=True, frozen=True):
    """Who signs 晋级审批表."""

    source: str
    steps: tuple[str, ...]


class Document(Part, kw_only=True, frozen=True):
    """A policy file."""

    format: Literal[1]
    id: str
    scheme: str  # the word of 政策; versions of one scheme share it
    title: str
    document: str  # what a citation names
    issued: date
    pays_from: str  # "2020-05"
    pays_until: str = ""
    source: str
    regions: tuple[str, ...]
    successor: str = ""
    note: str = ""
    approval: Approval
    payroll: Payroll
    part_month: PartMonth
    setting: tuple[Setting, ...] = ()
    category: tuple[Category, ...]
    post: tuple[Post, ...] = ()
    duty: tuple[Duty, ...] = ()
    rating: tuple[Rating, ...] = ()
    education: tuple[Level, ...] = ()
    degree: tuple[Level, ...] = ()
    qualification: tuple[Level, ...] = ()
    qualifications: Qualifications | None = None
    leave: tuple[Leave, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    double: Double | None = None
    count: tuple[CountRule, ...] = ()
    run: tuple[Run, ...] = ()
    grade: Grade | None = None
    probation: Probation | None = None
    base: tuple[Base, ...] = ()
    component: tuple[Component, ...]
    yearly: tuple[Yearly, ...] = ()
    event: tuple[Event, ...] = ()
    cause: tuple[Cause, ...] = ()
    quota: Quota | None = None
    check: tuple[Check, ...] = ()
