"""Standards an office enters by date: a year's published figure, and the month it holds from."""

from __future__ import annotations

import msgspec

from xlpay.base.grid import Position
from xlpay.kinds.bases import Published
from xlpay.policy.schema.document import Base, Document


class Standard(msgspec.Struct, frozen=True):
    """The figure of `year` in fen, in force from `month` until the next one's month."""

    year: int
    month: int
    fen: int
    source: str  # what the office cites
    cell: Position  # of its sum


def published_figures(document: Document) -> tuple[Published, ...]:
    """How the bases are made whose figures are published."""
    return tuple(base.how for base in document.base if isinstance(base.how, Published))


def dated_figures(document: Document) -> Published | None:
    """How the base is made whose yearly figures an office may enter by date; None without one."""
    base = dated_base(document)
    return base.how if base is not None and isinstance(base.how, Published) else None


def dated_base(document: Document) -> Base | None:
    """The base whose yearly figures an office may enter by date; None where there is none."""
    yearly = (b for b in document.base if isinstance(b.how, Published) and b.per == "year")
    return next(yearly, None)
