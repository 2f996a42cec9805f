"""What a row of each sheet of deductions is: one element of each of its columns.

`person` is the index in the roster, `kind` a place in the kinds of contributions; months are open
at LAST where no end is given.  Rows with an error are not in the columns.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from xlpay.base.forms import COMMON_WORDS, Words
from xlpay.base.money import Ints
from xlpay.base.units import CodeColumn, CountColumn, FenColumn, MonthColumn, PersonColumn
from xlpay.base.units import SheetRowColumn as Rows

LAST: Final = 9999 * 12  # the month of what goes on


class Bases(msgspec.Struct, frozen=True):
    """缴费基数: from a month on, what a person's contributions go by; BLANK where not filled."""

    row: Rows
    person: PersonColumn
    first: MonthColumn
    social: FenColumn
    medical: FenColumn
    fund: FenColumn


class Covered(msgspec.Struct, frozen=True):
    """参保记录: a kind from first to last month."""

    row: Rows
    person: PersonColumn
    kind: CodeColumn
    first: MonthColumn
    last: MonthColumn


class Arrears(msgspec.Struct, frozen=True):
    """补缴: what is paid in a month for earlier ones; the late fee is the unit's."""

    row: Rows
    person: PersonColumn
    kind: CodeColumn
    first: MonthColumn
    last: MonthColumn
    own: FenColumn
    unit: FenColumn
    late_fee: FenColumn
    paid: MonthColumn


class Bills(msgspec.Struct, frozen=True):
    """核定应缴: what the office is asked to pay for a kind in a month; BLANK where not filled."""

    row: Rows
    month: MonthColumn
    kind: CodeColumn
    people: CountColumn
    bases: FenColumn
    own: FenColumn
    unit: FenColumn


class Overrides(msgspec.Struct, frozen=True):
    """代扣调整: a figure of a person and month as it was fixed; `item` is a column's header."""

    row: Rows
    person: PersonColumn
    month: MonthColumn
    item: tuple[str, ...]
    fen: FenColumn


class Standing(msgspec.Struct, frozen=True):
    """代扣项目: so much a month from first to last, to whom; `kind` a place in STANDING_KINDS."""

    row: Rows
    person: PersonColumn
    name: tuple[str, ...]
    fen: FenColumn
    first: MonthColumn
    last: MonthColumn
    payee: tuple[str, ...]
    kind: CodeColumn


class Advanced(msgspec.Struct, frozen=True):
    """期初代垫: what the unit had advanced for a person, by kind, at the end of a month."""

    row: Rows
    person: PersonColumn
    kind: tuple[str, ...]
    fen: FenColumn
    until: MonthColumn


STANDING_KINDS: Final = COMMON_WORDS[Words.STANDING]  # in the order taken


class NetRecords(msgspec.Struct, frozen=True):
    """All sheets of deductions."""

    bases: Bases
    covered: Covered
    arrears: Arrears
    bills: Bills
    overrides: Overrides
    standing: Standing
    advanced: Advanced


def no_records() -> NetRecords:
    """Sheets without a row."""
    none: Ints = np.empty(0, dtype=np.int64)
    return NetRecords(
        Bases(none, none, none, none, none, none),
        Covered(none, none, none, none, none),
        Arrears(none, none, none, none, none, none, none, none, none),
        Bills(none, none, none, none, none, none, none),
        Overrides(none, none, none, (), none),
        Standing(none, none, (), none, none, none, (), none),
        Advanced(none, none, (), none, none),
    )
