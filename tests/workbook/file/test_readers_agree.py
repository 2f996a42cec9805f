"""A result opened by LibreOffice, openpyxl and calamine shows the same value in every cell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.support.calc import Office
from xlpay.base.grid import cell_name
from xlpay.cli import main
from xlpay.sample import write_samples

CLEAN = ("赤峰样例", "嘉峪关样例")
Cells = dict[str, Any]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The month and the year-end of both samples."""
    folder = tmp_path_factory.mktemp("读")
    for book in write_samples(folder):
        main(["run", str(book)])
        if book.stem in CLEAN:
            assert main(["bonus", str(book), "--year", "2025"]) == 0
    return folder


@pytest.mark.calc
@pytest.mark.parametrize(
    "name",
    [
        *(f"{stem}-2026-01.xlsx" for stem in CLEAN),
        *(f"{stem}-2025年终.xlsx" for stem in CLEAN),
        *(f"{stem}-常见错误-2026-01-校验报告.xlsx" for stem in CLEAN),
    ],
)
def test_three_programs_read_the_same_values(results: Path, name: str, office: Office) -> None:
    path = results / name
    ours = by_openpyxl(path)
    theirs = by_calamine(path)
    shown = by_libreoffice(path, office)
    assert list(ours) == list(theirs) == list(shown)
    for sheet, cells in ours.items():
        assert cells == theirs[sheet], sheet
        assert cells.keys() == shown[sheet].keys(), sheet
        # LibreOffice computes the formulas anew: sums to the last place of a double.
        wrong = {
            at: (v, shown[sheet][at]) for at, v in cells.items() if not near(v, shown[sheet][at])
        }
        assert wrong == {}, sheet
    assert sum(map(len, ours.values())) > 50


def near(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, abs=1e-9)
    return bool(one == other)


def by_openpyxl(path: Path) -> dict[str, Cells]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: {
            cell.coordinate: plain(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        for sheet in book.worksheets
    }


def by_calamine(path: Path) -> dict[str, Cells]:
    book = CalamineWorkbook.from_path(path)
    return {
        name: grid(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for name in book.sheet_names
    }


def by_libreoffice(path: Path, office: Office) -> dict[str, Cells]:
    return {name: grid(rows) for name, rows in office.read(path).items()}


def grid(rows: list[list[Any]]) -> Cells:
    return {
        cell_name(number, column): plain(value)
        for number, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
        if value not in (None, "")
    }


def plain(value: Any) -> float | str:
    """A value as a number or a text; a date as its serial number."""
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return float((value - dt.date(1899, 12, 30)).days)
    if isinstance(value, int | float):  # a boolean is 1 or 0
        return float(value)
    return str(value).replace("\r\n", "\n")
