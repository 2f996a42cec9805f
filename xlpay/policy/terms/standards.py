"""Standards an office enters by date: a year's published figure, and the month it holds from."""

from __future__ import annotations

import msgspec

from xlpay.base.grid import Position
from xlpay.policy.schema.document import Base, Document

MONTHS_OF_YEAR = 12


class Standard(msgspec.Struct, frozen=True):
    """The figure of `year` in fen, in force from `month` until the next one's month."""

    year: int
    month: int
    fen: int
    source: str  # what the office cites
    cell: Position  # of its sum


def dated_base(document: Document) -> Base | None:
    """The base whose yearly figures an office may enter by date; None where there is none."""
    return next((b for b in document.base if b.kind == "index" and b.per == "year"), None)


def holds_from(base: Base, year: int) -> int:
    """The month from which the figure of a year holds, unless the office says otherwise."""
    return (year + base.lag) * MONTHS_OF_YEAR + base.changes_in - 1


def year_wanted(base: Base, month: int) -> int:
    """The year whose figure the rules ask for in a month."""
    return (month - (base.changes_in - 1)) // MONTHS_OF_YEAR - base.lag
