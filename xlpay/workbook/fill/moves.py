"""Where a cell of an earlier state of a result sheet stands after the sheet was filled again.

A range over all old rows grows to all new rows; what stands below the table moves with its end;
columns of ours are followed by their headers, the user's by their distance from ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from xlpay.results.layout import FIRST_COLUMN, Layout
from xlpay.results.references import MAX_COLUMNS, MAX_ROWS
from xlpay.workbook.fill.formulas import Corner, Reference, rewrite


@dataclass(frozen=True, slots=True)
class Extent:
    """What an earlier run left: the last rows and columns of ours, and the user's rows."""

    head_row: int
    last_data: int  # data and subtotals; the header row where there is none
    total_row: int | None
    capitals_row: int | None
    last_row: int
    last_column: int
    headers: Mapping[int, str] = field(default_factory=dict)
    user_rows: tuple[int, ...] = ()  # below the header, not marked as ours
    inserted: tuple[int, ...] = ()  # the user's columns among ours: they move right of ours


class Moves:
    """Old places of one sheet to new ones."""

    __slots__ = ("_columns", "_user_rows", "new", "old")

    def __init__(self, old: Extent, new: Layout) -> None:
        self.old = old
        self.new = new
        places = {c.header: FIRST_COLUMN + i for i, c in enumerate(new.table.columns)}
        self._columns = {
            number: places[text] for number, text in old.headers.items() if text in places
        }
        self._columns |= {c: new.last_column + i for i, c in enumerate(old.inserted, 1)}
        among = [row for row in old.user_rows if row < old.last_row]
        self._user_rows = {row: new.last_row + 1 + i for i, row in enumerate(among)}
        shift = new.last_row - old.last_row + len(among)
        self._user_rows |= {row: row + shift for row in old.user_rows if row > old.last_row}

    @property
    def sheet(self) -> str:
        return self.new.table.sheet

    @property
    def shift(self) -> int:
        """How far the user's columns right of ours move."""
        return self.new.last_column - self.old.last_column + len(self.old.inserted)

    def row(self, row: int) -> int:
        """The new row of one row; a data row stays where it is, as far as there are rows."""
        old, new = self.old, self.new
        if row <= old.head_row or row == MAX_ROWS:
            return row
        if row in self._user_rows:
            return self._user_rows[row]
        if row == old.total_row:
            return new.total_row or new.last_row
        if row == old.capitals_row:
            return new.capitals_row or new.last_row
        if row <= old.last_row:
            return max(new.first_data, min(row, new.last_data))
        among = sum(1 for user in old.user_rows if user < old.last_row)
        return max(1, min(row + new.last_row - old.last_row + among, MAX_ROWS))

    def column(self, column: int) -> int:
        """The new column of one column."""
        old_last, new_last = self.old.last_column, self.new.last_column
        if column > old_last:
            return max(1, min(column + self.shift, MAX_COLUMNS))
        if column < FIRST_COLUMN:
            return column
        return self._columns.get(column, min(column, new_last))

    def row_span(self, first: int, last: int) -> tuple[int, int]:
        """The new rows of a range: all data stays all data."""
        old, new = self.old, self.new
        if first <= old.head_row + 1 <= last and self._ends_with_data(last):
            return first, max(new.last_data, new.first_data)
        start = first if first <= old.head_row + 1 else self.row(first)
        return start, max(start, self.row(last))

    def _ends_with_data(self, last: int) -> bool:
        old = self.old
        if old.last_data > old.head_row:
            return last == old.last_data
        # An empty table: a range prepared under the header, unless the user's own rows are meant.
        prepared = last == old.head_row + 1 or old.last_row == old.head_row
        return prepared and not any(row <= last for row in old.user_rows)

    def column_span(self, first: int, last: int) -> tuple[int, int]:
        """The new columns of a range: all of ours stays all of ours."""
        if first == last:
            return (self.column(first),) * 2
        start = self.column(first)
        if first <= FIRST_COLUMN and last == self.old.last_column:
            return start, self.new.last_column
        stop = self.column(last)
        return min(start, stop), max(start, stop)

    def area(self, first: Corner, last: Corner) -> tuple[Corner, Corner]:
        """The new corners of a range; a whole row or column stays whole."""
        rows, columns = (first.row, last.row), (first.column, last.column)
        if first.row and last.row:
            rows = self.row_span(min(rows), max(rows))
        if first.column and last.column:
            columns = self.column_span(min(columns), max(columns))
        return (
            replace(first, row=rows[0], column=columns[0]),
            replace(last, row=rows[1], column=columns[1]),
        )

    def reference(self, reference: Reference) -> Reference:
        """The reference as it must read now."""
        if reference.single:
            corner = reference.first
            row = self.row(corner.row)
            corner = replace(corner, row=row, column=self.column(corner.column))
            return replace(reference, first=corner, last=corner)
        first, last = self.area(reference.first, reference.last)
        return replace(reference, first=first, last=last)

    def in_row(self, reference: Reference, row: int) -> Reference:
        """The reference to cells of one row, put into another."""
        first, last = reference.first, reference.last
        columns = first.column, last.column
        if all(columns):
            columns = self.column_span(*columns)
        return replace(
            reference,
            first=replace(first, row=row, column=columns[0]),
            last=replace(last, row=row, column=columns[1]),
        )

    def shows_table(self, reference: Reference) -> bool:
        """Whether the reference looks at rows that are ours."""
        first, last = sorted((reference.first.row, reference.last.row))
        end = max(self.old.last_row, self.old.head_row + 1)  # of an empty table: its first row
        return not first or (first <= end and last >= self.old.head_row)

    def sqref(self, text: str) -> str:
        """A list of cells and ranges, as conditional formats and validations have it."""
        return " ".join(self._grown(one) for one in text.split())

    def _grown(self, text: str) -> str:
        # A single cell under the header of an empty table is a range of one row.
        first, _, last = text.partition(":")
        moved = rewrite(f"{first}:{last or first}", self.reference)
        start, _, stop = moved.partition(":")
        return start if start == stop else moved


def rewritten(
    formula: str,
    own: str | None,
    moves: Mapping[str, Moves],
    own_row: tuple[int, int] | None = None,
) -> tuple[str, bool]:
    """The formula after the moves, and whether it looks at a table that was filled.

    `own` is the sheet on which the formula stands; `own_row` the old and new row of a person in
    which it stands: what looks at that row looks at it wherever it goes.
    """
    touched = False

    def visit(reference: Reference) -> Reference:
        nonlocal touched
        name = own if reference.sheet is None else reference.sheet
        found = moves.get(name) if name is not None else None
        if found is None:
            return reference
        touched = touched or found.shows_table(reference)
        if own_row and name == own and reference.first.row == reference.last.row == own_row[0]:
            return found.in_row(reference, own_row[1])
        return found.reference(reference)

    return rewrite(formula, visit), touched
