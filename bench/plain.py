"""The peers: what a plain pandas + openpyxl script does with the same cells; each is a process.

`keep BOOK RESULTS` sets the result cells of a run aside for the next; it is not measured.
`fill BOOK RESULTS OUT` reads the inputs into frames, opens the workbook, writes given result cells
in the prototypes' styles, and saves: it computes nothing and checks nothing.
`copy BOOK OUT` streams every cell through openpyxl's read-only and write-only modes, unstyled.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any


def keep(book: str, results: str) -> None:
    """The rows of each result sheet, from the header row on, as `fill` is given them."""
    import openpyxl

    opened = openpyxl.load_workbook(book, read_only=True, data_only=True)
    found = {}
    for sheet in opened:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        heads = [i for i, row in enumerate(rows) if row and row[0] == "head"]
        if heads:
            found[sheet.title] = rows[heads[0] :]
    Path(results).write_bytes(pickle.dumps(found))


def fill(book: str, results: str, out: str) -> None:
    """Input cells read and kept, result cells written in style."""
    import openpyxl
    import pandas as pd

    with open(results, "rb") as file:
        tables: dict[str, list[list[Any]]] = pickle.load(file)
    opened = openpyxl.load_workbook(book)
    frames = {
        sheet.title: pd.DataFrame(sheet.values) for sheet in opened if sheet.title not in tables
    }
    assert frames
    for name, rows in tables.items():
        sheet: Any = opened[name]
        styles = {kind: sheet.cell(2, column)._style for column, kind in enumerate("TWCYKM", 2)}
        for number, row in enumerate(rows, start=7):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    cell = sheet.cell(number, column, value)
                    cell._style = styles["T" if isinstance(value, str) else "M"]
    opened.save(out)


def copy(book: str, out: str) -> None:
    """All cells of all sheets, values only."""
    import openpyxl

    source = openpyxl.load_workbook(book, read_only=True)
    target = openpyxl.Workbook(write_only=True)
    for sheet in source:
        made = target.create_sheet(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            made.append(row)
    target.save(out)


if __name__ == "__main__":
    {"keep": keep, "fill": fill, "copy": copy}[sys.argv[1]](*sys.argv[2:])
