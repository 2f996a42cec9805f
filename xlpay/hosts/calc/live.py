"""The open workbook of LibreOffice Calc as the core wants it: each call a frame to the extension.

The extension carries out; here stands what a value is.  A press is answered on the pipe on which
the functions are, and what it asks for in between goes the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from xlpay.base.grid import CellError, CellValue, Grid, Unvalued
from xlpay.hosts.calc.buttons import buttons
from xlpay.hosts.live_services import this_user
from xlpay.live.actions import ACTIONS, press
from xlpay.live.helping import help_text
from xlpay.live.host import Content, Formula, Ground, Obstacle, Rectangle, Selection, TypedCells
from xlpay.workbook.fill.names import PREFIX

Ask = Callable[[Mapping[str, object]], Any]  # a frame to the extension -> its answer
_MIDNIGHT: Final = time()


def pressed(action: str, ask: Ask, book: Mapping[str, Any]) -> None:
    """Do what a button is for, with the document that it was pressed over."""
    host = CalcHost(ask, book)
    if action == "help":
        host.tell(help_text((button.label, button.tip) for button in buttons()))
    elif action in ACTIONS:
        press(action, host, this_user())


class OfficeFault(Exception):
    """LibreOffice could not do what it was asked."""


class CalcHost:
    """A document open in LibreOffice Calc."""

    def __init__(self, ask: Ask, book: Mapping[str, Any]) -> None:
        self._ask = ask
        self._book = book
        self._stands = False  # something was written, and shall stay
        self._null = datetime(*book["null_date"])  # the day that is number 0

    def _do(self, what: str, **given: object) -> Any:
        answer = self._ask({"do": what, "with": given})
        if "failed" in answer:
            raise OfficeFault(f"{what}: {answer['failed']}: {answer['why']}")
        return answer["ok"]

    @property
    def name(self) -> str:
        path = self._book["path"]
        return Path(path).name if path else str(self._book["title"])

    @property
    def folder(self) -> Path | None:
        path = self._book["path"]
        return Path(path).parent if path else None

    @property
    def key(self) -> str:
        return str(self._book["key"])

    def check(self, sheets: Sequence[str]) -> None:
        found = self._do("check", sheets=list(sheets))
        if found["read_only"]:
            raise Obstacle("L-READ-ONLY", {"name": self.name})
        if found["sheets"]:
            raise Obstacle("L-PROTECTED", {"sheet": found["sheets"][0]})
        if found["structure"] and found["missing"]:
            raise Obstacle("L-STRUCTURE")

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What fails is taken back by the document itself, look and all, once the core gave up."""
        self._do("quiet")
        try:
            yield
            self._stands = True
        except BaseException as error:
            whole = not self._stands and self._do("take_back")
            if whole and isinstance(error, Obstacle) and error.code == "L-HALF":
                raise Obstacle("L-FAILED", error.words) from error
            raise
        finally:
            self._do("loud")

    # ── reading

    def sheets(self) -> list[str]:
        return list(self._do("sheets"))

    def grid(self, sheet: str) -> Grid | None:
        found = self._do("grid", sheet=sheet)
        if found is None:
            return None
        top, left, rows = self._values(found)
        last = top + len(rows) - 1
        merged = [(a, b, c, d) for a, b, c, d in found["merged"]]
        hidden = _hidden(found["visible_rows"], found["first_row"], last)
        return Grid(sheet, rows, top, left, found["hidden"], merged, hidden)

    def block(self, sheet: str) -> TypedCells:
        found = self._do("grid", sheet=sheet, formulas=True)
        if found is None:
            return TypedCells([])
        top, left, values = self._values(found)
        rows: list[list[Content]] = [list[Content](row) for row in values]
        for row, column, text in found["formulas"]:
            rows[row - top][column - left] = Formula(text)
        return TypedCells(rows, top, left)

    def fingerprint(self, sheet: str) -> str:
        return str(self._do("fingerprint", sheet=sheet))

    def _values(self, found: Mapping[str, Any]) -> tuple[int, int, list[list[CellValue]]]:
        """First row, first column, and the values as a reader of files gives them."""
        top, left = found["first_row"], found["first_col"]
        rows: list[list[CellValue]] = [[None if v == "" else v for v in r] for r in found["rows"]]
        for row, column, text in found["errors"]:
            rows[row][column] = CellError(text)
        _convert(rows, top, left, found["dates"], lambda number: _moment(self._null, number))
        _convert(rows, top, left, found["flags"], bool)
        while rows and not any(value is not None for value in rows[-1]):
            rows.pop()
        return top, left, rows

    def names(self) -> Mapping[str, tuple[str, Rectangle]]:
        found = self._do("names", prefix=PREFIX)
        return {name: (sheet, Rectangle(*corners)) for name, sheet, corners in found}

    def selection(self) -> Selection | None:
        found = self._do("selection")
        return None if found is None else Selection(*found)

    # ── writing

    def insert(self, sheet: str, area: Rectangle, *, down: bool) -> None:
        self._do("insert", sheet=sheet, area=_corners(area), down=down)

    def delete(self, sheet: str, area: Rectangle, *, up: bool) -> None:
        self._do("delete", sheet=sheet, area=_corners(area), up=up)

    def stretch(self, sheet: str, table: Rectangle, last_row: int, *, lone: bool) -> None:
        self._do("stretch", sheet=sheet, table=_corners(table), last_row=last_row, lone=lone)

    def write(self, sheet: str, row: int, column: int, rows: Sequence[Sequence[Content]]) -> None:
        width = max((len(line) for line in rows), default=0)
        if not width:
            return
        formulas: list[tuple[int, int, str]] = []
        plain = []
        for r, line in enumerate(rows, row):
            cells = [_plain(self._null, one) for one in line] + [None] * (width - len(line))
            for c, one in enumerate(line, column):
                if isinstance(one, bool | Formula | CellError):
                    formulas.append((r, c, _formula(one)))
            plain.append(cells)
        self._do("write", sheet=sheet, row=row, column=column, rows=plain, formulas=formulas)

    def wear(self, sheet: str, pattern: Rectangle, targets: Sequence[Rectangle]) -> None:
        areas = [_corners(target) for target in targets]
        self._do("wear", sheet=sheet, pattern=_corners(pattern), targets=areas)

    def widths(self, sheet: str, columns: Mapping[int, float]) -> None:
        self._do("widths", sheet=sheet, columns=list(columns.items()))

    def links(self, sheet: str, area: Rectangle, targets: Mapping[tuple[int, int], str]) -> None:
        places = [(row, column, place) for (row, column), place in targets.items()]
        self._do("links", sheet=sheet, area=_corners(area), targets=places)

    def name_area(self, name: str, sheet: str, area: Rectangle) -> None:
        self._do("name_area", name=name, sheet=sheet, area=_corners(area))

    def add_sheet(self, sheet: str, like: str, rows: int) -> None:
        self._do("add_sheet", sheet=sheet, like=like, rows=rows)

    def delete_sheet(self, sheet: str) -> None:
        self._do("delete_sheet", sheet=sheet)

    # ── marks

    def notes(self, sheet: str) -> dict[tuple[int, int], str]:
        return {(row, column): text for row, column, text in self._do("notes", sheet=sheet)}

    def grounds(self, sheet: str, cells: Sequence[tuple[int, int]]) -> list[Ground]:
        found = self._do("grounds", sheet=sheet, cells=list(cells))
        return [Ground("" if fill < 0 else f"{fill:06X}", note) for fill, note in found]

    def set_note(self, sheet: str, row: int, column: int, text: str) -> None:
        self._do("set_note", sheet=sheet, row=row, column=column, text=text)

    def set_fill(self, sheet: str, cells: Sequence[tuple[int, int]], fill: str) -> None:
        colour = int(fill, 16) if fill else -1
        self._do("set_fill", sheet=sheet, cells=list(cells), fill=colour)

    # ── speaking

    def status(self, text: str) -> None:
        self._do("status", text=text)

    def tell(self, text: str) -> None:
        self._do("tell", text=text)

    def ask(self, text: str) -> bool:
        return bool(self._do("ask", text=text))

    def show(self, sheet: str) -> None:
        self._do("show", sheet=sheet)

    def open_new(self, path: Path) -> None:
        self._do("open_new", path=str(path))


# ── values in


def _convert(
    rows: list[list[CellValue]],
    top: int,
    left: int,
    areas: Sequence[Sequence[int]],
    as_shown: Callable[[float], CellValue],
) -> None:
    """The numbers of some areas as what they show."""
    for first_row, first_column, last_row, last_column in areas:
        columns = slice(max(first_column - left, 0), max(last_column - left + 1, 0))
        for row in rows[max(first_row - top, 0) : max(last_row - top + 1, 0)]:
            row[columns] = [as_shown(v) if type(v) is float else v for v in row[columns]]


def _moment(null: datetime, number: float) -> CellValue:
    """A serial number as a date, a time, or both."""
    try:
        moment = null + timedelta(days=number)
    except OverflowError:
        return number
    moment = (moment + timedelta(microseconds=500)).replace(microsecond=0)
    if 0 < number < 1:
        return moment.time()
    return moment.date() if moment.time() == _MIDNIGHT else moment


def _hidden(visible: Sequence[Sequence[int]], first: int, last: int) -> frozenset[int]:
    """The rows that are in none of the visible runs."""
    hidden = set(range(first, last + 1))
    for start, stop in visible:
        hidden.difference_update(range(max(start, first), min(stop, last) + 1))
    return frozenset(hidden)


# ── values out


def _corners(area: Rectangle) -> tuple[int, int, int, int]:
    return area.first_row, area.first_col, area.last_row, area.last_col


def _plain(null: datetime, value: Content) -> str | float | None:
    """A value as Calc takes it in a block; what needs a formula is blank."""
    if value is None or isinstance(value, bool | Formula | CellError):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return float(value)
    return None if isinstance(value, Unvalued) else _serial(null, value)


def _serial(null: datetime, value: date | time | timedelta) -> float:
    """A date or time as the number under it."""
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, time):
        return (datetime.combine(null, value) - null) / timedelta(days=1)
    if not isinstance(value, datetime):
        value = datetime.combine(value, _MIDNIGHT)
    return (value - null) / timedelta(days=1)


def _formula(value: bool | Formula | CellError) -> str:
    """What Calc keeps as a formula: TRUE and FALSE and errors too."""
    if isinstance(value, Formula):
        return value.text
    return value.text if isinstance(value, CellError) else f"{value}".upper() + "()"
