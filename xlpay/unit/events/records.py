"""What a row of each sheet beside 花名册 is: one element of each of its columns.

`person` is the index in the roster.  Rows with an error are not in the columns, nor are rows of
nobody: whoever computes need not ask.  Days are day numbers, open ones EARLIEST or LATEST.
"""

from __future__ import annotations

import msgspec

from xlpay.base.money import Ints
from xlpay.base.units import (
    CodeColumn,
    CountColumn,
    DayColumn,
    FenColumn,
    HalfDaysColumn,
    MonthColumn,
    PersonColumn,
    SheetRowColumn,
    TenThousandths,
    YearColumn,
)
from xlpay.base.workdays import WorkDays


class Spells(msgspec.Struct, frozen=True):
    """任职记录: a duty from first to last day (LATEST: still held)."""

    row: SheetRowColumn
    person: PersonColumn
    duty: CodeColumn
    first: DayColumn
    last: DayColumn
    community: tuple[str, ...]


class Ratings(msgspec.Struct, frozen=True):
    """考核记录: a year's rating; `approved` is the day of approval, EARLIEST where blank."""

    row: SheetRowColumn
    person: PersonColumn
    year: YearColumn
    rating: CodeColumn
    approved: DayColumn


class Credentials(msgspec.Struct, frozen=True):
    """学历证书: diplomas and qualifications; `hired` is BLANK where not filled."""

    row: SheetRowColumn
    person: PersonColumn
    kind: Ints  # a position in CREDENTIAL_KINDS
    level: CodeColumn  # a code of 学历, 职业资格, 学位 or 荣誉, as the kind says
    obtained: DayColumn
    hired: DayColumn


class Absences(msgspec.Struct, frozen=True):
    """请假考勤: days in halves."""

    row: SheetRowColumn
    person: PersonColumn
    kind: CodeColumn
    first: DayColumn
    last: DayColumn
    halves: HalfDaysColumn


class Scores(msgspec.Struct, frozen=True):
    """绩效分配: a month's score in 1/10000."""

    row: SheetRowColumn
    person: PersonColumn
    month: MonthColumn
    score: TenThousandths


class Adjustments(msgspec.Struct, frozen=True):
    """补扣发明细: fen, with the code of 补发 / 补扣 / 其他扣款."""

    row: SheetRowColumn
    person: PersonColumn
    month: MonthColumn
    kind: CodeColumn
    fen: FenColumn


class Activities(msgspec.Struct, frozen=True):
    """履职记录: a quantity in 1/10000 of a kind of duty done in a month."""

    row: SheetRowColumn
    person: PersonColumn
    month: MonthColumn
    kind: CodeColumn
    quantity: TenThousandths


class Communities(msgspec.Struct, frozen=True):
    """社区: households and extra places (BLANK where not filled)."""

    row: SheetRowColumn
    name: tuple[str, ...]
    street: tuple[str, ...]
    households: CountColumn
    extra: CountColumn


class Events(msgspec.Struct, frozen=True):
    """Everything beside the roster; `filled` names the optional sheets that hold a row."""

    spells: Spells
    ratings: Ratings
    credentials: Credentials
    absences: Absences
    scores: Scores
    adjustments: Adjustments
    activities: Activities
    communities: Communities
    work_days: WorkDays
    filled: frozenset[str]
