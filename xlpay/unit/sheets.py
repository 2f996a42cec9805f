"""A sheet of input rows: its header found by text, its cells read by column, every mistake kept.

A row counts if any column of ours is filled, unless it is no record (xlpay.unit.header).  Cells are
read column by column with one parse for each distinct value, which is what makes a hundred
thousand rows cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, time
from typing import Final, TypeVar

from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, eased, find
from xlpay.base.forms import CellKind, Form
from xlpay.base.grid import NOWHERE, CellValue, Grid, Position, cell_name
from xlpay.unit import cells, dates
from xlpay.unit.cells import Trouble, is_blank, squeezed
from xlpay.unit.header import Header, find_header, key_of, others, stray

T = TypeVar("T")
MANY_BLANKS: Final = 3  # so many required cells blank in a row are told as one mistake
MANY_STRAYS: Final = 3  # so many rows that are no records are told one by one
_IDENTITY_LENGTH: Final = 18
_NO_END: Final = 9999  # the year by which other systems say that something goes on

_PARSERS: Final[dict[CellKind, Callable[[CellValue], int | Trouble]]] = {
    CellKind.DATE: dates.day,
    CellKind.MONTH: dates.month,
    CellKind.YEAR: dates.year,
    CellKind.FLAG: cells.flag,
    CellKind.MONEY: cells.money,
    CellKind.YEARS: cells.credited_years,
    CellKind.COUNT: cells.whole,
    CellKind.DAYS: cells.days,
    CellKind.SCORE: cells.score,
    CellKind.RATE: cells.rate,
}


class InputSheet:
    """An input sheet's rows; `findings` gathers what is wrong with them.

    `rows` are the sheet's row numbers of the rows that count.  `people[index]` is the name and
    identity number shown with a finding; the roster sets it once it knows them.  `there` says
    whether the workbook has the sheet, `found` whether its table could be read.  What is wrong in a
    column of `idle` headers is a warning: no amount of the run depends on it.
    """

    def __init__(self, form: Form, grid: Grid | None, idle: Collection[str] = frozenset()) -> None:
        self.form = form
        self.idle = frozenset(idle)
        self.no_pay = {f.header for f in form.fields if f.required} <= self.idle
        self.findings: list[Finding] = []
        self.columns: dict[str, int] = {}
        self.rows: list[int] = []
        self.people: list[tuple[str, str]] = []
        self.bad: set[int] = set()  # indices of rows that can't be used
        # Of those with an error, by index: the places of the errors in `findings`, and the headers.
        self.wrong: dict[int, list[tuple[int, str]]] = {}
        self.unknown: set[tuple[int, str]] = set()  # (row, header) of cells told as no matter
        self.bad_cells: set[tuple[int, str]] = set()  # (index, header)
        self._hushed: set[tuple[int, str]] = set()  # blank cells that are told in another way
        self._blank_rows: dict[int, list[str]] = {}  # rows that lack most of what is required
        self._lines: list[list[CellValue]] = []  # the rows' cells
        self._left = 1  # the sheet column of their first
        self.found = grid is not None
        self.there = grid is not None
        self._date1904 = grid is not None and grid.date1904
        if grid is None:
            return
        self._left = grid.first_col
        header = find_header(form, grid)
        self.columns = header.columns
        for name, column in header.twice:
            self.add("S-TWICE", header.row, column=column, header=name)
        self._check_header(grid, header)
        if self.found:
            self._find_rows(grid, header)
            self._check_merged(grid, header.row)
            self._find_blank_rows()
        if grid.hidden_rows:
            self.findings.append(find("S-HIDDEN", form.sheet, sheet=form.sheet))

    # ── finding the table

    def _check_header(self, grid: Grid, header: Header) -> None:
        """A finding for each required header that is missing; one if there is no header at all."""
        required = [f.header for f in self.form.fields if f.required]
        missing = [name for name in required if name not in self.columns]
        if not missing:
            return
        self.found = False
        if len(missing) == len(required):
            self.add("S-NOHEADER", header.row, headers="、".join(required))
            return
        unclaimed = others(grid, header)
        for name in missing:
            column = unclaimed.get(cells.closest(name, list(unclaimed)), 0)
            near = cells.nearest(name, list(unclaimed))
            self.add("S-HEADER", header.row, column=column, header=name, nearest=near)

    def _find_rows(self, grid: Grid, header: Header) -> None:
        """The rows that count; a repeated header, a total or signatures are told and left out."""
        ours = sorted((column - grid.first_col, name) for name, column in self.columns.items())
        key = key_of(self.form, header)
        strays: dict[str, list[tuple[int, str]]] = {}  # code -> row and first header
        at = self.columns[key] - grid.first_col
        start = max(header.row + 1 - grid.first_row, 0)
        for number, row in enumerate(grid.rows[start:], start=grid.first_row + start):
            value = row[at]
            plain = type(value) is str and len(value) == _IDENTITY_LENGTH and value.isalnum()
            if not plain:  # as nearly all rows of people are
                filled = {name: row[c] for c, name in ours if not is_blank(row[c])}
                if not filled:
                    continue
                first = number == header.row + 1
                if code := stray(self.form, key, filled, below_header=first):
                    strays.setdefault(code, []).append((number, next(iter(filled))))
                    continue
            self.rows.append(number)
            self._lines.append(row)
        self.people = [("", "")] * len(self.rows)
        for code, places in strays.items():
            self._tell_strays(code, places)

    def _tell_strays(self, code: str, places: list[tuple[int, str]]) -> None:
        """Rows that are no records: one by one, or the first for all where there are many."""
        many = len(places) > MANY_STRAYS
        more = f"（这样的共 {len(places)} 行）" if many else ""
        for number, header in places[: 1 if many else None]:
            self.add(code, number, column=self.columns[header], more=more)

    def _check_merged(self, grid: Grid, header: int) -> None:
        """Merged cells among the rows: what they cover is blank, and not told once more."""
        if not self.rows:
            return
        index_of = {row: index for index, row in enumerate(self.rows)} if grid.merged else {}
        for first_row, first_col, last_row, last_col in grid.merged:
            covered = [h for h, c in self.columns.items() if first_col <= c <= last_col]
            if first_row <= header or first_row > self.rows[-1] or not covered:
                continue
            where = f"{cell_name(first_row, first_col)}:{cell_name(last_row, last_col)}"
            self.add("S-MERGED", first_row, column=first_col, about=covered, range=where)
            for row in range(first_row, last_row + 1):
                if row in index_of:
                    if not self._no_matter(covered):
                        self.bad.add(index_of[row])
                        self.wrong.setdefault(index_of[row], [])
                    self._hushed |= {(index_of[row], h) for h in covered}

    def _find_blank_rows(self) -> None:
        """Rows that lack most of what is required: one mistake each."""
        required = [f.header for f in self.form.fields if f.required and not f.may_be_blank]
        if len(required) < MANY_BLANKS:
            return
        columns = [self.raw(header) for header in required]
        for index, values in enumerate(zip(*columns, strict=True)):
            if None not in values:  # as nearly always
                continue
            told = [
                header
                for header, value in zip(required, values, strict=True)
                if is_blank(value) and (index, header) not in self._hushed
            ]
            if len(told) >= MANY_BLANKS:
                self._blank_rows[index] = told
                self._hushed |= {(index, header) for header in told}

    def tell_blank_rows(self) -> None:
        """The findings of those rows, once it is known whose rows they are."""
        for index, headers in self._blank_rows.items():
            self.flag(index, "C-BLANKS", headers[0], headers="、".join(headers))

    # ── findings

    def add(
        self,
        code: str,
        row: int,
        header: str = "",
        column: int = 0,
        about: Collection[str] = (),
        **words: object,
    ) -> None:
        """A finding at a cell that belongs to no person; `about`: the columns that it concerns."""
        at = column or self.columns.get(header, 0)
        if header:
            words = {"header": header, **words}
        where = Position(row, at) if at else NOWHERE
        found = self._weighed(find(code, self.form.sheet, where, **words))
        no_matter = self._no_matter(about or ([header] if header else []))
        self.findings.append(
            eased(found) if no_matter and found.severity is Severity.ERROR else found
        )

    def _weighed(self, found: Finding) -> Finding:
        """A finding that stops nobody's pay where the sheet is one of deductions."""
        grave = self.form.deductions and found.severity is Severity.ERROR
        return replace(found, one_figure=True) if grave else found

    def _no_matter(self, headers: Collection[str]) -> bool:
        """Whether no amount depends on these columns, or on the sheet where none is named."""
        return self.no_pay if not headers else self.idle.issuperset(headers)

    def flag(self, index: int, code: str, header: str, **words: object) -> None:
        """A finding at a cell of the row with that index; an error takes the row out."""
        if code == "C-BLANK" and (index, header) in self._hushed:
            return
        name, identity = self.people[index]
        column = self.columns.get(header) or self.columns[self.form.fields[0].header]
        where = Position(self.rows[index], column)
        finding = self._weighed(
            find(code, self.form.sheet, where, name, identity, **{"header": header, **words})
        )
        if finding.severity is Severity.ERROR:
            self.bad_cells.add((index, header))
            if header in self.idle:
                finding = eased(finding)
                self.unknown.add((self.rows[index], header))
                self.bad |= {index} if self.form.field(header).required else set()
            else:
                self.bad.add(index)
                self.wrong.setdefault(index, []).append((len(self.findings), header))
        self.findings.append(finding)

    def ease(self, indices: Iterable[int], *headers: str) -> None:
        """Errors in these rows (in these columns, else in all) as warnings.

        For rows, and cells, on which no amount of the run depends.
        """
        for index in self.wrong.keys() & {*indices}:
            stands = []
            for at, header in self.wrong[index]:
                if headers and header not in headers:
                    stands.append((at, header))
                    continue
                self.findings[at] = eased(self.findings[at])
                self.unknown.add((self.rows[index], header))
            if stands:
                self.wrong[index] = stands
                continue
            del self.wrong[index]
            if headers:  # the rest of the row holds
                self.bad.discard(index)

    def sound(self, index: int, *headers: str) -> bool:
        """Whether no error was found in those cells: only then may they be compared."""
        return not any((index, header) in self.bad_cells for header in headers)

    def trouble(self, index: int, header: str, found: Trouble, **words: object) -> None:
        """A cell's trouble as a finding."""
        self.flag(index, found.code, header, **{**dict(found.words), **words})

    # ── reading columns

    def raw(self, header: str) -> list[CellValue]:
        """The values of a column as they stand; Nones where the sheet has no such column."""
        column = self.columns.get(header)
        if column is None:
            return [None] * len(self.rows)
        offset = column - self._left
        return [line[offset] for line in self._lines]

    def texts(self, header: str) -> list[str]:
        """A column as text; '' for blanks, an error cell is a finding."""
        return self._read(header, cells.text_of, "")

    def numbers(
        self, header: str, blank: int, parse: Callable[[CellValue], int | Trouble] | None = None
    ) -> list[int]:
        """A column read by what its field holds (days, months, fen, …); `blank` for blanks."""
        usual = _PARSERS[self.form.field(header).holds]
        usual = dates.day_1904 if self._date1904 and usual is dates.day else usual
        return self._read(header, parse or usual, blank)

    def words(
        self,
        header: str,
        code_of: Callable[[str], int],
        offered: Iterable[str],
        blank: int,
        word_of: Callable[[str], str],
    ) -> list[int]:
        """A column of words as codes; an unknown word is a finding with the nearest one.

        `word_of`: an alias that is near is told as its word.
        """

        def parse(value: CellValue) -> int | Trouble:
            word = squeezed(cells.text_of(value))
            code = cells.code_of(word, code_of)
            if code >= 0:
                return code
            near = cells.nearest(word, list(offered), word_of)
            return cells.trouble("C-WORD", value=cells.shown(value), nearest=near)

        return self._read(header, parse, blank)

    def _read(self, header: str, parse: Callable[[CellValue], T | Trouble], blank: T) -> list[T]:
        """Parse a column, once for each distinct value."""
        field = self.form.field(header)
        must = field.required and not field.may_be_blank
        values = self.raw(header)
        distinct = set(values)
        if True in distinct or False in distinct:  # 1 and TRUE are equal, and not the same
            outcomes = [self._parse(value, parse, blank) for value in values]
        else:
            known = {value: self._parse(value, parse, blank) for value in distinct}
            good = {v: o for v, o in known.items() if not isinstance(o, Trouble)}
            if len(good) == len(known) and not (must and any(map(is_blank, distinct))):
                return [good[value] for value in values]  # as nearly always
            outcomes = [known[value] for value in values]
        result: list[T] = []
        for index, (value, outcome) in enumerate(zip(values, outcomes, strict=True)):
            if isinstance(outcome, Trouble):
                if not must and header not in self.idle and _says_nothing(field.holds, value):
                    outcome = cells.trouble("C-NOTHING", value=cells.shown(value))
                self.trouble(index, header, outcome)
                result.append(blank)
                continue
            if must and is_blank(value):
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


def _says_nothing(holds: CellKind, value: CellValue) -> bool:
    """Whether a cell that can't be read says that there is nothing.

    For a day also the 0 of a formula that points at an empty cell, and the last day of all.
    """
    if holds is CellKind.DATE and not isinstance(value, bool):
        if isinstance(value, int | float | time):
            return value in (0, time(0))
        if isinstance(value, date):
            return value.year in (1899, _NO_END)
        if isinstance(value, str) and squeezed(value).startswith(f"{_NO_END}"):
            return True
    return cells.is_nothing(value)


def missing_sheet(form: Form) -> Finding:
    """The finding of a workbook without a required sheet."""
    return find("S-SHEET", form.sheet, sheet=form.sheet)
