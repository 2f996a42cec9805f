"""The comparisons still run: data of any size, whole processes measured, a page of results."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from bench.measure import run
from bench.people import PEOPLE, make


def test_people_are_made_as_many_as_wanted(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    make(book, PEOPLE + 30)
    sheet = openpyxl.load_workbook(book)["花名册"]
    numbers = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]
    assert len(set(numbers)) == len(numbers) == PEOPLE + 30
    with zipfile.ZipFile(book) as archive:
        assert "xl/sharedStrings.xml" in archive.namelist()
    cost = run(["-m", "xlpay.cli", "run", str(book), "--out", str(tmp_path)])
    assert cost.cpu_s > 0
    assert cost.peak_mb > 10


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="没有这个文件"):
        run(["-m", "xlpay.cli", "run", "没有这个文件.xlsx"])
