"""Where a cell of an earlier state of a result sheet stands after the sheet was filled again.

A reference to a person's row follows the person, one to a sum follows the sum; what went away is
#REF!, as in a spreadsheet program.  A range over all old rows grows to all new rows; what stands
below the table moves with its end; columns of ours are followed by the headers we gave them, the
user's by their distance from ours.
"""

from __future__ import annotations

from functools import cached_property

from msgspec.structs import replace

from xlpay.results.layout import FIRST_COLUMN, Layout
from xlpay.results.references import MAX_COLUMNS, MAX_ROWS
from xlpay.workbook.fill.formulas import GONE, Corner, Reference, rewrite
from xlpay.workbook.fill.markers import SUBTOTAL, Extent
from xlpay.workbook.fill.rowmap import Change, RowMap, Span


class Moves:
    """Old places of one sheet to new ones."""

    def __init__(self, old: Extent, new: Layout) -> None:
        self.old = old
        self.new = new
        self._spans: dict[tuple[int, int], Span | None] = {}
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

    @cached_property
    def _map(self) -> RowMap:
        return RowMap(self.old, self.new)

    # ── rows

    def row(self, row: int) -> int | None:
        """The new row of one row; None where it is there no more."""
        old = self.old
        if row <= old.head_row or row == MAX_ROWS:
            return row
        if row in self._user_rows:
            return self._user_rows[row]
        if row <= old.last_row:
            return self._map.place(row)
        return self.row_beyond(row)

    def row_beyond(self, row: int) -> int:
        """The new row of one that is none of ours, above the table or below it."""
        old, new = self.old, self.new
        if row in self._user_rows:
            return self._user_rows[row]
        if row <= old.last_row or row == MAX_ROWS:
            return row
        if old.last_row == old.head_row and all(row < user for user in old.user_rows):
            return row  # under an empty table nothing stood there that could move
        among = sum(1 for user in old.user_rows if user < old.last_row)
        return max(1, min(row + new.last_row - old.last_row + among, MAX_ROWS))

    def row_span(self, first: int, last: int) -> Span | None:
        """The new rows of a range: all data stays all data; None where nothing is left of it."""
        if (first, last) not in self._spans:
            self._spans[first, last] = self._row_span(first, last)
        return self._spans[first, last]

    def _row_span(self, first: int, last: int) -> Span | None:
        old, new = self.old, self.new
        if first <= old.head_row + 1 <= last and self._ends_with_data(last):
            torn = bool(new.table.groups) and old.last_data > old.head_row
            had = any(marker == SUBTOTAL for marker, _ in old.keys)
            change = Change.SUMS if torn and not had else Change.NONE
            return Span(first, max(new.last_data, new.first_data), change)
        if last <= old.head_row or first > old.last_row:
            start = self.row_beyond(first)
            return Span(start, max(start, self.row_beyond(last)))
        inside = self._map.span(max(first, old.head_row + 1), min(last, old.last_row))
        above = first if first <= old.head_row else None
        stop = self.row_beyond(last) if last > old.last_row else None
        if inside is None:
            kept = Span(above or new.last_row + 1, stop or old.head_row)
            return kept if kept.first <= kept.last else None
        return Span(above or inside.first, max(stop or inside.last, inside.last), inside.change)

    def _ends_with_data(self, last: int) -> bool:
        old = self.old
        if old.last_data > old.head_row:
            return last == old.last_data
        # An empty table: a range prepared under the header, unless the user's own rows are meant.
        prepared = last == old.head_row + 1 or old.last_row == old.head_row
        return prepared and not any(row <= last for row in old.user_rows)

    # ── columns

    def column(self, column: int) -> int | None:
        """The new column of one column; None where it is there no more."""
        if column > self.old.last_column:
            return max(1, min(column + self.shift, MAX_COLUMNS))
        if column < FIRST_COLUMN:
            return column
        if column not in self._columns and column not in self.old.headers:
            return min(column, self.new.last_column)
        return self._columns.get(column)

    def cell_column(self, column: int) -> int:
        """The new column of a cell of the user's, above or below our columns too."""
        return self.column(column) or min(column, self.new.last_column)

    def column_span(self, first: int, last: int) -> tuple[int, int] | None:
        """The new columns of a range: all of ours stays all of ours."""
        if first == last:
            column = self.column(first)
            return None if column is None else (column, column)
        first, last = min(first, last), max(first, last)
        start = next((c for n in range(first, last + 1) if (c := self.column(n))), None)
        if first <= FIRST_COLUMN and last == self.old.last_column:
            return start or FIRST_COLUMN, self.new.last_column
        stop = next((c for n in range(last, first - 1, -1) if (c := self.column(n))), None)
        if start is None or stop is None:
            return None
        return min(start, stop), max(start, stop)

    # ── references

    def area(self, first: Corner, last: Corner) -> tuple[Corner, Corner, Change] | None:
        """The new corners of a range; a whole row or column stays whole; None: nothing is left."""
        rows, columns = (first.row, last.row), (first.column, last.column)
        change = Change.NONE
        if first.row and last.row:
            span = self.row_span(min(rows), max(rows))
            if span is None:
                return None
            rows, change = (span.first, span.last), span.change
        if first.column and last.column:
            found = self.column_span(min(columns), max(columns))
            if found is None:
                return None
            columns = found
        return (
            replace(first, row=rows[0], column=columns[0]),
            replace(last, row=rows[1], column=columns[1]),
            change,
        )

    def reference(self, reference: Reference) -> tuple[Reference | None, Change]:
        """The reference as it must read now; None where what it looked at is there no more."""
        first, last = reference.first, reference.last
        if reference.single or (first.row == last.row and self._is_ours(first.row, reference)):
            row = self.row(first.row) if first.row else 0
            found = None if row is None else self.in_row(reference, row)
            return found, Change.NONE
        area = self.area(first, last)
        if area is None:
            return None, Change.NONE
        return replace(reference, first=area[0], last=area[1]), area[2]

    def _is_ours(self, row: int, reference: Reference) -> bool:
        """Whether a range of one row means that row, not all rows of a table that has but one."""
        across = reference.first.column < reference.last.column
        whole = reference.first.column <= FIRST_COLUMN
        whole = whole and reference.last.column >= self.old.last_column
        return row > 0 and (not reference.first.column or (across and not whole))

    def in_row(self, reference: Reference, row: int) -> Reference | None:
        """The reference to cells of one row, put into another."""
        first, last = reference.first, reference.last
        columns: tuple[int, int] | None = (first.column, last.column)
        if first.column and last.column:
            columns = self.column_span(first.column, last.column)
        if columns is None:
            return None
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
        return " ".join(found for one in text.split() if (found := self._grown(one)))

    def _grown(self, text: str) -> str:
        # A single cell under the header of an empty table is a range of one row.
        first, _, last = text.partition(":")
        moved = rewrite(f"{first}:{last or first}", self._range)
        start, _, stop = moved.partition(":")
        return "" if moved == GONE else start if start == stop else moved

    def _range(self, reference: Reference) -> Reference | None:
        found = self.area(reference.first, reference.last)
        return None if found is None else replace(reference, first=found[0], last=found[1])
