"""The rows of 参数, each name once: the cell of a setting, blank, unusable or read.

What a cell means to a policy is not known here.
"""

from __future__ import annotations

from collections.abc import Callable

from xlpay.base.codes import CODES, Severity
from xlpay.base.findings import Finding, eased, find
from xlpay.base.forms import SETTINGS
from xlpay.base.grid import NOWHERE, CellValue, Grid, Position
from xlpay.unit import cells, dates
from xlpay.unit.cells import Trouble, is_blank, shown, squeezed
from xlpay.unit.sheets import InputSheet, missing_sheet


class SettingRows:
    """Reads 参数 row by row; findings gather in `findings`."""

    def __init__(self, grid: Grid | None) -> None:
        self.findings: list[Finding] = []
        self.rows: dict[str, tuple[CellValue, Position]] = {}
        self.names: dict[str, Position] = {}
        self._unusable: set[str] = set()  # settings whose cell is told as unusable
        self.idle: frozenset[str] = frozenset()  # settings that no amount of the run follows
        if grid is None:
            self.findings.append(missing_sheet(SETTINGS))
            return
        sheet = InputSheet(SETTINGS, grid)
        self.findings += sheet.findings
        if not sheet.found:
            return
        column = sheet.columns["值"]
        for row, name, value in zip(sheet.rows, sheet.raw("项目"), sheet.raw("值"), strict=True):
            key = squeezed(cells.text_of(name)) if not is_blank(name) else ""
            where = Position(row, column)
            if not key:
                continue
            if key in self.rows:
                self.findings.append(
                    find("P-TWICE", SETTINGS.sheet, Position(row, sheet.columns["项目"]), name=key)
                )
                continue
            self.rows[key] = (value, where)
            self.names[key] = Position(row, sheet.columns["项目"])

    def add(self, code: str, name: str, **words: object) -> None:
        where = self.rows.get(name, (None, NOWHERE))[1]
        found = find(code, SETTINGS.sheet, where, name=name, **words)
        no_matter = name in self.idle and found.severity is Severity.ERROR
        self.findings.append(eased(found) if no_matter else found)

    def value(self, name: str) -> CellValue:
        """The cell of a setting; None where blank or absent; an error cell is a finding."""
        raw = self.rows.get(name, (None, NOWHERE))[0]
        if is_blank(raw):
            return None
        if bad := cells.unusable(raw):
            if name not in self._unusable:
                found = find(bad.code, SETTINGS.sheet, self.rows[name][1], **dict(bad.words))
                self.findings.append(eased(found) if name in self.idle else found)
            self._unusable.add(name)
            return None
        return raw

    def missing(self, name: str) -> bool:
        """Whether a setting is blank or absent, and not merely unusable."""
        return self.value(name) is None and name not in self._unusable

    def text(self, name: str, note: str, read: Callable[[CellValue], str] = cells.text_of) -> str:
        """A required text."""
        value = self.value(name)
        if value is None and self.missing(name):
            self.add("P-MISSING", name, note=note)
        return "" if value is None else read(value)

    def month(self, name: str) -> int | None:
        value = self.value(name)
        if value is None:
            return None
        parsed = dates.month(value)
        if isinstance(parsed, Trouble):
            self.add(
                "P-VALUE", name, value=shown(value), why="不是月份", note=CODES[parsed.code].hint
            )
            return None
        return parsed
