"""The stage of the common suite over xlwings: a workbook in the engine's memory, and its user."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlwings

from tests.support.live_cells import Sheet, Typed, Workbook
from tests.support.live_suite import Cells
from tests.support.xlwings_live import Machine
from xlpay.hosts.excel.live import ExcelHost
from xlpay.live.actions import press
from xlpay.live.session import Services


class ExcelStage:
    """A workbook in the engine's memory, and the user."""

    def __init__(self, machine: Machine, book: Workbook, cache: Path) -> None:
        self.machine, self.book, self.cache = machine, book, cache
        self.answer = True
        self.now = 1_700_000_000.0

    def press(self, action: str) -> str:
        self.machine.answer = "yes" if self.answer else "no"
        before = dict(self.machine.settings)
        count = len(self.machine.said)
        host = ExcelHost(xlwings.Book.caller())
        press(action, host, Services(self.cache, self.now, self.cache))
        after = {**self.machine.settings, "cut_copy_mode": before["cut_copy_mode"]}
        assert after == before, "settings are as they were"
        said = self.machine.said[count:]
        assert len(said) <= 1
        return said[0] if said else ""

    def press_all(self, action: str) -> None:
        """A press in which others may be made."""
        host = ExcelHost(xlwings.Book.caller())
        press(action, host, Services(self.cache, self.now, self.cache))

    def again(self, action: str) -> str:
        """A press during another."""
        self.press_all(action)
        return self.machine.said[-1]

    def asked(self) -> int:
        return len(self.machine.asked)

    def sheets(self) -> list[str]:
        return [sheet.name for sheet in self.book.sheets]

    def sheet(self, name: str) -> Sheet:
        return self.book.sheet(name)

    def cells(self, sheet: str) -> Cells:
        own = self.sheet(sheet)
        found: Cells = {}
        for row, line in enumerate(own.values, 1):
            for column, value in enumerate(line, 1):
                typed = own.at(row, column)
                if isinstance(typed, Typed):
                    found[row, column] = (typed.text, self.book.value(own, row, column))
                elif value is not None:
                    found[row, column] = value
        return found

    def put(self, sheet: str, row: int, column: int, value: Any) -> None:
        text = isinstance(value, str) and not value.startswith("=")
        self.sheet(sheet).put(row, column, [[f"'{value}" if text else value]])

    def notes(self, sheet: str) -> dict[tuple[int, int], str]:
        return dict(self.sheet(sheet).notes)

    def add_note(self, sheet: str, row: int, column: int, text: str) -> None:
        self.sheet(sheet).notes[row, column] = text

    def fill(self, sheet: str, row: int, column: int) -> str:
        return self.sheet(sheet).style(row, column)[1]

    def paint(self, sheet: str, row: int, column: int, fill: str) -> None:
        self.sheet(sheet).fills[row, column] = fill

    def select(self, sheet: str, row: int, column: int) -> None:
        self.book.active, self.book.selected = sheet, (row, column)

    def selected(self) -> tuple[str, int, int]:
        return (self.book.active, *self.book.selected)

    def rename(self, sheet: str, name: str) -> None:
        self.sheet(sheet).name = name

    def remove(self, sheet: str) -> None:
        self.book.sheets.remove(self.sheet(sheet))

    def filter(self, sheet: str, column: int, values: Sequence[str]) -> None:
        own = self.sheet(sheet)
        own.criteria[column] = {"type": "values", "values": list(values)}
        self.book.hide(own)

    def hidden(self, sheet: str) -> set[int]:
        return {row for row in self.sheet(sheet).hidden if row > 4}

    def fail_at(self, write: int) -> None:
        self.machine.fail_at = self.machine.writes + write if write else 0

    def writes(self) -> int:
        return self.machine.writes
