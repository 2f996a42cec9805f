"""Marks at wrong cells: a note that begins 「xlpay 」, and a fill where the cell has none.

Only our own notes are ever taken away or changed; a cell with a note of the user's gets no mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding
from xlpay.live.host import Host, Obstacle
from xlpay.unit.inputs import INPUT_SHEETS

OURS: Final = "xlpay "
MOST: Final = 500  # marks; all findings are listed in 校验报告
FILLS: Final = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.NOTICE: "DDEBF7"}
_ORDER: Final = {severity: i for i, severity in enumerate(Severity)}
_LONGEST: Final = 1000  # characters of a note

Cell = tuple[int, int]


def mark(host: Host, findings: Iterable[Finding]) -> int:
    """Set the marks of these findings and take away those of earlier ones; how many stand now."""
    wanted = _wanted(findings)
    count = 0
    for sheet in host.sheets():
        if sheet in INPUT_SHEETS:
            count += _mark_sheet(host, sheet, wanted.get(sheet, {}))
    return count


def _wanted(findings: Iterable[Finding]) -> dict[str, dict[Cell, list[Finding]]]:
    """The first findings that have a cell, by sheet and cell; information is no mistake."""
    found: dict[str, dict[Cell, list[Finding]]] = {}
    marked = 0
    for finding in sorted(findings, key=lambda f: _ORDER[f.severity]):
        if finding.sheet not in INPUT_SHEETS or finding.severity not in FILLS:
            continue
        for cell in finding.cells[: MOST - marked]:
            marked += 1
            found.setdefault(finding.sheet, {}).setdefault(cell, []).append(finding)
    return found


def _mark_sheet(host: Host, sheet: str, wanted: dict[Cell, list[Finding]]) -> int:
    """The marks of one sheet; a protected sheet gets none, its findings are listed all the same."""
    notes = host.notes(sheet)
    ours = {cell for cell, text in notes.items() if text.startswith(OURS)}
    theirs = set(notes) - ours
    texts = {cell: _text(own) for cell, own in wanted.items() if cell not in theirs}
    touched = sorted(ours | set(texts))
    if not touched or not _writable(host, sheet):
        return 0
    fills: dict[str, list[Cell]] = {}
    for cell, ground in zip(touched, host.grounds(sheet, touched), strict=True):
        fill = FILLS[wanted[cell][0].severity] if cell in texts else ""
        free = not ground.fill or (cell in ours and ground.fill in FILLS.values())
        if free and ground.fill != fill:
            fills.setdefault(fill, []).append(cell)
    for cell in touched:
        text = texts.get(cell, "")
        if notes.get(cell, "") != text:
            host.set_note(sheet, *cell, text)
    for fill, cells in fills.items():
        host.set_fill(sheet, cells, fill)
    return len(texts)


def _writable(host: Host, sheet: str) -> bool:
    try:
        host.check([sheet])
    except Obstacle:
        return False
    return True


def _text(findings: Sequence[Finding]) -> str:
    lines = [f"{f.level} {f.code}：{f.message}。{f.hint}" for f in findings]
    return (OURS + "\n".join(lines))[:_LONGEST]
