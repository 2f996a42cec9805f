"""Bases, and the components of the pay: what every component has, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Final, Literal

import msgspec

from xlpay.kinds.absence import OffComponent
from xlpay.kinds.amounts import HowMuch
from xlpay.kinds.bases import WhereFrom
from xlpay.kinds.schedule import LENGTHS, Pool, Schedule
from xlpay.language.positions import (
    Days,
    Inline,
    Money,
    Part,
    Ratio,
    Rounds,
    Unit,
    Years,
)

READING_KEYS: Final = ("of", "less", "share")
Every = Literal["month", "quarter", "half-year", "year"]


class Base(Part, kw_only=True, frozen=True):
    """What a coefficient multiplies: `how` its sum comes about says its kind (xlpay.kinds.bases).

    `unit` rounds the base of a month (a year's figure / 12 × multiple) before it is multiplied;
    `least` and `most` bound it.
    """

    name: str
    source: str
    how: Annotated[WhereFrom, Inline()]
    per: Literal["year", "month"] = "month"
    multiple: Ratio = 1
    unit: Literal["", "fen", "jiao", "yuan", "ten"] = ""
    rounds: Rounds = "nearest"
    least: Money = None
    most: Money = None
    note: str = ""


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


class Reading(Part, kw_only=True, frozen=True):
    """Another definition of the component under a setting's word.

    It writes `of`, `less` and `share`; what else its kind needs is written once, in the component.
    """

    setting: str
    means: str
    how: Annotated[HowMuch, Inline(only=READING_KEYS)]
    source: str

    @property
    def kind(self) -> str:
        """The word of its kind."""
        return self.how.kind

    def in_file(self) -> Iterator[tuple[str, Any, Part]]:
        """The keys as they stand in the file, without those that stand in the component."""
        yield "setting", self.setting, self
        yield "means", self.means, self
        yield from (own for own in self.how.in_file() if own[0] in ("kind", *READING_KEYS))
        yield "source", self.source, self


class Absence(Part, kw_only=True, frozen=True):
    """What absence within the month, or the period so far, takes off a component.

    Days of `leave` together, `more_than` so many or `reaches` so many (that number included);
    `unit`: as entered, calendar or Monday-Friday days by the dates, or times (records).  What it
    `takes` is the kind of its effect (xlpay.kinds.absence).
    """

    leave: tuple[str, ...]
    source: str
    more_than: Days = None
    reaches: Days = None
    unit: Literal["", "calendar", "workday", "times"] = ""
    within: Every = "month"
    takes: Annotated[OffComponent, Inline()]


class Component(Part, kw_only=True, frozen=True):
    """A part of the pay.

    `how` much it is says its kind (xlpay.kinds); everything else holds for every kind.

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
    how: Annotated[HowMuch, Inline()]
    source: str
    pay: Literal["monthly", "accrual", "memo"] = "monthly"
    standard: bool = True  # part of the monthly standard
    cap: Money = None
    least: Money = None
    when: Condition = msgspec.field(default_factory=Condition)
    unless: Condition = msgspec.field(default_factory=Condition)
    readings: tuple[Reading, ...] = ()
    rounding: Unit = "fen"
    rounds: Rounds = "nearest"
    every: Every = "month"
    paid_month: int = 0
    paid_after: int = 0
    prorated: bool = False
    in_part_month: Literal["reduced", "whole", "none"] = "reduced"
    absences: tuple[Absence, ...] = ()
    lawful_min: Money = None
    lawful_max: Money = None
    note: str = ""

    @property
    def kind(self) -> str:
        """The word of its kind, where no reading is in force."""
        return self.how.kind

    @property
    def schedule(self) -> Schedule:
        """When it is paid."""
        length = LENGTHS[self.every]
        place = self.paid_month or length
        aside, pays = self.pay == "accrual", self.how.pays()
        return Schedule(length, place, self.paid_after, pays, self.prorated, aside)

    @property
    def pool(self) -> Pool | None:
        """How scores decide about it."""
        return self.how.pool()

    def in_file(self) -> Iterator[tuple[str, Any, Part]]:
        """The keys as they stand in the file: its own, its kind's, and what its readings share."""
        yield "name", self.name, self
        yield from self.how.in_file()
        told = {*self.how.__struct_fields__, "kind", *READING_KEYS}
        for reading in self.readings:
            yield from (own for own in reading.how.in_file() if own[0] not in told)
            told.update(reading.how.__struct_fields__)
        yield from ((k, getattr(self, k), self) for k in self.__struct_fields__[2:])
