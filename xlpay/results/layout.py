"""Where the rows of a table come to stand on its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import msgspec
import numpy as np

from xlpay.base.findings import unusable
from xlpay.base.grid import column_letters
from xlpay.base.money import BLANK, Ints
from xlpay.results.references import MAX_ROWS
from xlpay.results.tables import SCALES, Kind, Table, number_text

FIRST_COLUMN: Final = 2  # column A is hidden and holds the markers
_PLAIN_LIMIT: Final = 10**15  # below it, fifteen digits of a double are the exact decimal


class Layout(msgspec.Struct, frozen=True, dict=True):
    """A table under its header row, with a row after each group, the total and the capitals."""

    table: Table
    head_row: int

    def __post_init__(self) -> None:
        if self.last_row > MAX_ROWS:
            raise unusable("F-ROWS", sheet=self.table.sheet, rows=len(self.table))

    @property
    def first_data(self) -> int:
        return self.head_row + 1

    @property
    def last_data(self) -> int:
        """The last row of data or subtotals; the header row where there is none."""
        return self.head_row + len(self.table) + len(self.table.groups)

    @property
    def total_row(self) -> int | None:
        return None if self.table.total_label is None else self.last_data + 1

    @property
    def capitals_row(self) -> int | None:
        if self.table.capitals is None:
            return None
        return self.last_data + (1 if self.total_row is None else 2)

    @property
    def last_row(self) -> int:
        """The last row of ours."""
        return self.first_below + len(self.table.below) - 1

    @property
    def first_below(self) -> int:
        """The row after data, total and capitals: the first of the words below."""
        return (self.capitals_row or self.total_row or self.last_data) + 1

    @property
    def last_column(self) -> int:
        """The last column of ours."""
        return FIRST_COLUMN + len(self.table.columns) - 1

    @cached_property
    def data_rows(self) -> Ints:
        """The sheet row of each row of the table."""
        index = np.arange(len(self.table), dtype=np.int64)
        stops = np.array([group.stop for group in self.table.groups], dtype=np.int64)
        rows: Ints = self.first_data + index + np.searchsorted(stops, index, side="right")
        return rows

    @cached_property
    def subtotal_rows(self) -> dict[int, int]:
        """The sheet row of each group's subtotal, by the index of the group."""
        return {
            number: self.first_data + group.stop + number
            for number, group in enumerate(self.table.groups)
        }

    def span(self, start: int, stop: int, column: int) -> str:
        """The cells of rows[start:stop] in a column of the table: 'K8:K20'."""
        letters = column_letters(FIRST_COLUMN + column)
        return f"{letters}{self.data_rows[start]}:{letters}{self.data_rows[stop - 1]}"

    def total_span(self, column: int) -> str:
        """All data and subtotals of a column; SUBTOTAL leaves nested subtotals out."""
        letters = column_letters(FIRST_COLUMN + column)
        return f"{letters}{self.first_data}:{letters}{self.last_data}"

    def shown(self, row: int, column: int) -> str:
        """The text of a cell as a chart caches it; "" for a blank or a row that is not data."""
        at = int(np.searchsorted(self.data_rows, row))
        index = column - FIRST_COLUMN
        if at >= len(self.data_rows) or self.data_rows[at] != row:
            return ""
        if not 0 <= index < len(self.table.columns):
            return ""
        values, kind = self.table.columns[index].values, self.table.columns[index].kind
        if isinstance(values, np.ndarray):
            return "" if values[at] == BLANK else number_text(int(values[at]), kind)
        return values[at] or ""

    def header(self, column: int) -> str:
        """The header of a column of the sheet; "" where it is none of ours."""
        index = column - FIRST_COLUMN
        columns = self.table.columns
        return columns[index].header if 0 <= index < len(columns) else ""

    def area(self) -> str:
        """Our table from the header to the last data row: '$B$7:$Y$107'."""
        return (
            f"${column_letters(FIRST_COLUMN)}${self.head_row}"
            f":${column_letters(self.last_column)}${self.last_data}"
        )


def numbers_of(values: Ints, kind: Kind) -> Sequence[float | str]:
    """Floats whose fifteen digits are the exact decimals, or texts where that is not so."""
    large = (np.abs(values) >= _PLAIN_LIMIT) & (values != BLANK)
    if kind is Kind.YEARS or large.any():
        texts: dict[int, str] = {v: number_text(v, kind) for v in set(values.tolist())}
        return [texts[value] for value in values.tolist()]
    floats: list[float] = (values / SCALES[kind]).tolist()
    return floats
