"""How a result sheet comes out on paper: what stays folded away, and the paper it then needs.

A signed sheet must be read by people of every age: type is never smaller than 8 points.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import numpy as np
from msgspec.structs import replace

from xlpay.base.masking import mask_identity
from xlpay.base.money import BLANK
from xlpay.results.tables import Column, Kind, Paper

IDENTITY: Final = "身份证号"
MASKED: Final = "身份证号（遮盖）"
_TYPE: Final = 10  # points, of the rows of a result sheet
_SMALLEST: Final = 8  # points
_CHARACTER: Final = 6  # points: one character of a column's width, in the program's own 宋体 11
_PRINTED: Final = 791  # points between the margins of A4 landscape
_USUAL_WIDTH: Final = 8.0  # characters, of a column whose width is the sheet's own


def fold_idle(columns: Iterable[Column], keep: Collection[str]) -> tuple[Column, ...]:
    """The columns, those that say nothing this month folded; those to keep always in sight."""
    return tuple(
        replace(column, folded=True) if column.header not in keep and is_idle(column) else column
        for column in columns
    )


def is_idle(column: Column) -> bool:
    """Whether a column has rows, and in all of them nothing or 0."""
    if isinstance(column.values, np.ndarray):
        return len(column.values) > 0 and bool(np.isin(column.values, (0, BLANK)).all())
    return len(column.values) > 0 and not any(column.values)


def masked(columns: Iterable[Column]) -> list[Column]:
    """The columns, that of identity numbers folded, and one beside it that may be printed.

    The whole numbers stay as they are in their column: rows are matched by them.
    """
    found: list[Column] = []
    for column in columns:
        if column.header != IDENTITY:
            found.append(column)
            continue
        found.append(replace(column, folded=True))
        shown = [mask_identity(text) if text else None for text in map(_text, column.values)]
        found.append(Column(MASKED, Kind.TEXT, shown, width=column.width))
    return found


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def paper_of(columns: Sequence[Column]) -> Paper:
    """A4 if the columns in sight fit its width in type that can be read, else A3."""
    width = sum(column.width or _USUAL_WIDTH for column in columns if not column.folded)
    fits = width * _CHARACTER * _SMALLEST <= _PRINTED * _TYPE
    return Paper.A4 if fits else Paper.A3
