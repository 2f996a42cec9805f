"""Plain records of a unit's input workbook (docs/contract.md)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

CHIFENG = "赤峰市2020"
JIAYUGUAN = "嘉峪关市2021"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @staticmethod
    def of(day: date) -> Month:
        """The month a day lies in."""
        return Month(day.year, day.month)

    @staticmethod
    def parse(text: str) -> Month:
        """A month written as 2026-11."""
        year, number = text.strip().split("-")[:2]
        return Month(int(year), int(number))

    @property
    def index(self) -> int:
        """Months counted from year 0, for subtraction."""
        return self.year * 12 + self.number - 1

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day ("today" of a run for this month)."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> Month:
        """The month so many months later."""
        year, number = divmod(self.index + months, 12)
        return Month(year, number + 1)

    def days(self) -> list[date]:
        """Every day of the month."""
        return [date(self.year, self.number, n) for n in range(1, self.last.day + 1)]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass
class Person:
    """One row of 花名册."""

    name: str
    id_number: str
    community: str
    category: str
    entry: date
    education: str
    street: str | None = None
    probation_end: date | None = None
    opening_year: int | None = None
    opening_years: Decimal | None = None
    opening_count: int | None = None
    opening_run: int | None = None
    opening_rises: int | None = None
    leave: date | None = None
    leave_reason: str | None = None
    retirement_category: str | None = None
    grid_pay: Decimal | None = None


@dataclass
class Duty:
    """One row of 任职记录 (中断 and 借调 included)."""

    id_number: str
    duty: str
    start: date
    end: date | None = None


@dataclass
class Rating:
    """One row of 考核记录."""

    id_number: str
    year: int
    grade: str
    approved: date | None = None


@dataclass
class Credential:
    """One row of 学历证书."""

    id_number: str
    kind: str
    level: str
    obtained: date
    appointed: date | None = None


@dataclass
class Absence:
    """One row of 请假考勤."""

    id_number: str
    kind: str
    start: date
    end: date
    days: Decimal


@dataclass
class Score:
    """One row of 绩效分配."""

    id_number: str
    month: Month
    points: Decimal


@dataclass
class Adjustment:
    """One row of 补扣发明细."""

    id_number: str
    month: Month
    item: str
    amount: Decimal


@dataclass
class Community:
    """One row of 社区."""

    name: str
    street: str | None = None
    households: int | None = None
    extra_places: int | None = None


@dataclass
class Unit:
    """A unit's whole file; a setting that is absent takes the default of docs/contract.md."""

    settings: dict[str, str] = field(default_factory=dict)
    persons: list[Person] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    credentials: list[Credential] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    communities: list[Community] = field(default_factory=list)

    @property
    def policy(self) -> str:
        """The scheme named by 政策."""
        return self.settings["政策"]
