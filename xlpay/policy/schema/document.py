"""The form of a policy file: every table and key that one may hold, and no other.

A table that holds values has a `source`: the clause of the document they stand in.  There are no
formulas: kinds come from closed lists.  The tables are in modules by chapter and meet here.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from xlpay.kinds.amounts import Slice
from xlpay.kinds.events import LevelAmount
from xlpay.kinds.table import Row
from xlpay.language.positions import (
    AnyValue,
    Count,
    Days,
    Flag,
    Holds,
    Inline,
    Keyed,
    Money,
    Part,
    Ratio,
    Share,
    Text,
    Weight,
    Years,
)
from xlpay.language.values import parse_month
from xlpay.policy.schema.pay import (
    Absence,
    Base,
    Component,
    Condition,
    Reading,
)
from xlpay.policy.schema.scale import (
    Band,
    CountRule,
    Extra,
    Factor,
    Grade,
    HonourEffect,
    Ladder,
    LevelRule,
    LevelValue,
    Probation,
    Run,
    RunEffect,
    Step,
)
from xlpay.policy.schema.words import (
    Category,
    Choice,
    Double,
    Duty,
    Honour,
    Leave,
    LeavePay,
    LeaveShare,
    Leaving,
    Level,
    Post,
    Qualifications,
    Rating,
    Setting,
    Word,
)
from xlpay.policy.schema.year import (
    Event,
    Exclusion,
    Quota,
    QuotaCase,
    RatingAmount,
    Yearly,
)

__all__ = [
    "Absence",
    "AnyValue",
    "Approval",
    "Band",
    "Base",
    "Category",
    "Cause",
    "Check",
    "Choice",
    "Component",
    "Condition",
    "Count",
    "CountRule",
    "DayShare",
    "Days",
    "Document",
    "Double",
    "Duty",
    "Event",
    "Exclusion",
    "Extra",
    "Factor",
    "Flag",
    "Grade",
    "Holds",
    "Honour",
    "HonourEffect",
    "Inline",
    "Keyed",
    "Ladder",
    "Leave",
    "LeavePay",
    "LeaveShare",
    "Leaving",
    "Level",
    "LevelAmount",
    "LevelRule",
    "LevelValue",
    "Money",
    "Part",
    "PartMonthRule",
    "Payroll",
    "PayrollColumn",
    "Post",
    "Probation",
    "Qualifications",
    "Quota",
    "QuotaCase",
    "Rating",
    "RatingAmount",
    "Ratio",
    "Reading",
    "Row",
    "Run",
    "RunEffect",
    "Setting",
    "Share",
    "Slice",
    "Step",
    "Text",
    "Weight",
    "Word",
    "Yearly",
    "Years",
]


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
        "rating",
        "honour",
        "rules",
    ]
    source: str
    of: str = ""  # years: the count; run: the run
    note: str = ""


class PayrollColumn(Part, kw_only=True, frozen=True):
    """A column of 工资发放表 between 社区 and 缺勤及不足月扣款."""

    header: str
    shows: Literal[
        "post",
        "years",
        "grade",
        "coefficient",
        "component",
        "factor",
        "base",
        "category",
        "education",
        "degree",
        "qualification",
        "rating",
    ]
    of: str = ""


class Payroll(Part, kw_only=True, frozen=True):
    """The city's own columns."""

    source: str
    columns: tuple[PayrollColumn, ...]


class DayShare(Part, kw_only=True, frozen=True):
    """Up to and including this day of the month, this share of the month's pay."""

    through: int
    share: Ratio  # 0 to 1


class PartMonthRule(Part, kw_only=True, frozen=True):
    """Pay of a month not worked whole: by Monday-Friday days, or by calendar days.

    Paid days a month are `days`, or the month's own with `of_month`.  `entering` and `leaving` give
    a share of the month by the day of entry or of leaving, in place of days before and after it.
    mode: prorate (by paid days a month); month (by the month's own days, absences too); whole (a
    month of entry or of leaving is paid whole, absences by paid days a month).
    """

    source: str
    days: Days = None
    of_month: bool = False
    by: Literal["workday", "calendar"] = "workday"
    entering: tuple[DayShare, ...] = ()
    leaving: tuple[DayShare, ...] = ()
    mode: Annotated[Any, Holds("choice", ("prorate", "month", "whole"))] = "prorate"
    note: str = ""


class Check(Part, kw_only=True, frozen=True):
    """A management rule: a warning where a person should look."""

    kind: str
    source: str
    values: dict[str, AnyValue] = msgspec.field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    note: str = ""


class Approval(Part, kw_only=True, frozen=True):
    """Who signs 晋级审批表: the clause's steps; `last` is a department that the office names."""

    source: str
    steps: tuple[str, ...]
    last: Text = None


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
    staff: str = "社区工作者"  # what titles call the people
    successor: str = ""
    note: str = ""
    approval: Approval
    payroll: Payroll
    part_month: PartMonthRule
    setting: tuple[Setting, ...] = ()
    category: tuple[Category, ...]
    post: tuple[Post, ...] = ()
    duty: tuple[Duty, ...] = ()
    rating: tuple[Rating, ...] = ()
    education: tuple[Level, ...] = ()
    degree: tuple[Level, ...] = ()
    qualification: tuple[Level, ...] = ()
    honour: tuple[Honour, ...] = ()
    qualifications: Qualifications | None = None
    leave: tuple[Leave, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    leave_pay: tuple[LeavePay, ...] = ()
    double: Double | None = None
    count: tuple[CountRule, ...] = ()
    run: tuple[Run, ...] = ()
    grade: Grade | None = None
    factor: tuple[Factor, ...] = ()
    probation: Probation | None = None
    base: tuple[Base, ...] = ()
    component: tuple[Component, ...]
    yearly: tuple[Yearly, ...] = ()
    event: tuple[Event, ...] = ()
    cause: tuple[Cause, ...] = ()
    quota: Quota | None = None
    further_quota: tuple[Quota, ...] = ()
    check: tuple[Check, ...] = ()

    @property
    def first_month(self) -> int:
        """The first month that it pays (year * 12 + month - 1)."""
        return parse_month(self.pays_from)

    @property
    def last_month(self) -> int | None:
        """The last month that it pays; None for a version that goes on."""
        return parse_month(self.pays_until) if self.pays_until else None
