"""A sheet of input rows: its header found by text, its cells read by column, every mistake kept.

The header is the row, within the first ten, that holds all required headers (else the one that
holds most).  A row counts if any column of ours is filled.  Cells are read column by column with
one parse for each distinct value, which is what makes a hundred thousand rows cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from xlpay import cells
from xlpay.cells import Trouble, is_blank, squeezed
from xlpay.diagnostics import Diagnostic, find
from xlpay.forms import Form, Holds
from xlpay.grid import CellValue, Grid, cell_name

T = TypeVar("T")
HEADER_ROWS: Final = 10

_PARSERS: Final[dict[Holds, Callable[[CellValue], int | Trouble]]] = {
    Holds.DATE: cells.day,
    Holds.MONTH: cells.month,
    Holds.YEAR: cells.year,
    Holds.FLAG: cells.flag,
    Holds.MONEY: cells.money,
    Holds.YEARS: cells.credited_years,
    Holds.COUNT: cells.whole,
    Holds.DAYS: cells.days,
    Holds.SCORE: cells.score,
}


class Sheet:
    """An input sheet's rows; `findings` gathers what is wrong with them.

    `rows` are the sheet's row numbers of the rows that count.  `person(index)` gives the name and
    identity number shown with a finding; the roster sets it once it knows them.
    """

    def __init__(self, form: Form, grid: Grid | None) -> None:
        self.form = form
        self.findings: list[Diagnostic] = []
        self.columns: dict[str, int] = {}
        self.rows: list[int] = []
        self.people: list[tuple[str, str]] = []
        self.bad: set[int] = set()  # indices of rows with an error
        self._grid = grid
        self.found = grid is not None
        if grid is None:
            return
        header = self._find_header(grid)
        self._check_header(header)
        if self.found:
            self._find_rows(grid, header)
            self._check_merged(grid, header)

    # ── finding the table

    def _find_header(self, grid: Grid) -> int:
        """The sheet row of the header; fills `columns`."""
        headers = {field.header for field in self.form.fields}
        required = {field.header for field in self.form.fields if field.required}
        best: tuple[int, int, dict[str, int]] = (-1, grid.first_row, {})
        duplicates: list[tuple[str, int]] = []
        for row in range(grid.first_row, HEADER_ROWS + 1):
            columns: dict[str, int] = {}
            twice: list[tuple[str, int]] = []
            for offset, value in enumerate(self._row(grid, row)):
                name = squeezed(value) if isinstance(value, str) else ""
                if name in headers and name not in columns:
                    columns[name] = grid.first_col + offset
                elif name in headers:
                    twice.append((name, grid.first_col + offset))
            score = len(columns) + (1000 if required <= set(columns) else 0)
            if score > best[0]:
                best = (score, row, columns)
                duplicates = twice
        self.columns = best[2]
        for name, column in duplicates:
            self.add("S-TWICE", best[1], column=column, header=name)
        return best[1]

    @staticmethod
    def _row(grid: Grid, row: int) -> list[CellValue]:
        index = row - grid.first_row
        return grid.rows[index] if 0 <= index < len(grid.rows) else []

    def _check_header(self, header: int) -> None:
        grid = self._grid
        assert grid is not None
        missing = [
            f.header for f in self.form.fields if f.required and f.header not in self.columns
        ]
        texts = [squeezed(v) for v in self._row(grid, header) if isinstance(v, str)]
        unclaimed = [text for text in texts if text and text not in self.columns]
        for name in missing:
            self.add("S-HEADER", header, header=name, nearest=cells.nearest(name, unclaimed))
        if missing:
            self.found = False

    def _find_rows(self, grid: Grid, header: int) -> None:
        ours = sorted(column - grid.first_col for column in self.columns.values())
        start = header + 1 - grid.first_row
        for index in range(start, len(grid.rows)):
            row = grid.rows[index]
            if any(row[c] is not None and not is_blank(row[c]) for c in ours):
                self.rows.append(grid.first_row + index)
        self.people = [("", "")] * len(self.rows)

    def _check_merged(self, grid: Grid, header: int) -> None:
        if not self.rows:
            return
        ours = set(self.columns.values())
        for first_row, first_col, last_row, last_col in grid.merged:
            if (
                last_row > header
                and first_row <= self.rows[-1]
                and ours & set(range(first_col, last_col + 1))
            ):
                where = f"{cell_name(first_row, first_col)}:{cell_name(last_row, last_col)}"
                self.add("S-MERGED", first_row, column=first_col, range=where)

    # ── findings

    def add(self, code: str, row: int, header: str = "", column: int = 0, **words: object) -> None:
        """A finding at a cell that belongs to no person."""
        at = column or self.columns.get(header, 0)
        if header:
            words = {"header": header, **words}
        self.findings.append(find(code, self.form.sheet, cell_name(row, at) if at else "", **words))

    def flag(self, index: int, code: str, header: str, **words: object) -> None:
        """A finding at a cell of the row with that index; an error takes the row out."""
        name, identity = self.people[index]
        column = self.columns.get(header) or self.columns[self.form.fields[0].header]
        finding = find(
            code,
            self.form.sheet,
            cell_name(self.rows[index], column),
            name,
            identity,
            **{"header": header, **words},
        )
        self.findings.append(finding)
        if finding.severity.name == "ERROR":
            self.bad.add(index)

    def trouble(self, index: int, header: str, found: Trouble, **words: object) -> None:
        """A cell's trouble as a finding."""
        self.flag(index, found.code, header, **{**dict(found.words), **words})

    # ── reading columns

    def raw(self, header: str) -> list[CellValue]:
        """The values of a column as they stand; Nones where the sheet has no such column."""
        grid, column = self._grid, self.columns.get(header)
        if grid is None or column is None:
            return [None] * len(self.rows)
        offset = column - grid.first_col
        return [grid.rows[row - grid.first_row][offset] for row in self.rows]

    def texts(self, header: str) -> list[str]:
        """A column as text; '' for blanks, an error cell is a finding."""
        return self._read(header, cells.text_of, "")

    def numbers(
        self, header: str, blank: int, parse: Callable[[CellValue], int | Trouble] | None = None
    ) -> list[int]:
        """A column read by what its field holds (days, months, fen, …); `blank` for blanks."""
        return self._read(header, parse or _PARSERS[self.form.field(header).holds], blank)

    def words(
        self, header: str, code_of: Callable[[str], int], offered: Iterable[str], blank: int
    ) -> list[int]:
        """A column of words as codes; an unknown word is a finding with the nearest one."""

        def parse(value: CellValue) -> int | Trouble:
            word = squeezed(cells.text_of(value))
            code = code_of(word)
            if code >= 0:
                return code
            return cells.trouble(
                "C-WORD", value=cells.shown(value), nearest=cells.nearest(word, list(offered))
            )

        return self._read(header, parse, blank)

    def _read(self, header: str, parse: Callable[[CellValue], T | Trouble], blank: T) -> list[T]:
        """Parse a column, once for each distinct value."""
        field = self.form.field(header)
        known: dict[tuple[type, CellValue], T | Trouble] = {}
        result: list[T] = []
        for index, value in enumerate(self.raw(header)):
            key = (type(value), value)
            outcome = known.get(key)
            if outcome is None:
                outcome = known[key] = self._parse(value, parse, blank)
            if isinstance(outcome, Trouble):
                self.trouble(index, header, outcome)
                outcome = blank
            elif field.required and not field.may_be_blank and is_blank(value):
                self.flag(index, "C-BLANK", header)
            result.append(outcome)
        return result

    @staticmethod
    def _parse(
        value: CellValue, parse: Callable[[CellValue], T | Trouble], blank: T
    ) -> T | Trouble:
        if is_blank(value):
            return blank
        return cells.unusable(value) or parse(value)


def missing_sheet(form: Form) -> Diagnostic:
    """The finding of a workbook without a required sheet."""
    return find("S-SHEET", form.sheet, sheet=form.sheet)
