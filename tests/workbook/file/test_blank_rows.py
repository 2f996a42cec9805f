"""Formatting down to the last row is no data: it costs little, and nothing else changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.mutations import CHIFENG, Book, small_unit
from xlpay.sample.write import write
from xlpay.workbook.file.package import open_package
from xlpay.workbook.file.parts import open_workbook
from xlpay.workbook.file.reading import read_book
from xlpay.workbook.file.scanning import SheetText, without_blanks

ROSTER = "花名册"
MEASURED = """
import sys, time
from pathlib import Path
from xlpay.jobs.books import run_month
run_month(Path(sys.argv[1]), Path(sys.argv[3]))
start = time.process_time()
run_month(Path(sys.argv[2]), Path(sys.argv[3]))
cost = time.process_time() - start
peak = next(l for l in open("/proc/self/status") if l.startswith("VmHWM"))  # of this process alone
print(cost, int(peak.split()[1]) / 1024)
"""


def blown(folder: Path, kind: str) -> tuple[Path, Path]:
    """A workbook, and the same with a million formatted rows that hold nothing."""
    clean, large = folder / "a.xlsx", folder / "b.xlsx"
    write(small_unit(CHIFENG), clean)
    part = next(s.part for s in open_workbook(open_package(clean)).sheets if s.name == ROSTER)
    row, end = {
        "rows": ('<row r="{0}" s="5" customFormat="1" ht="15"/>', ""),
        "cells": ('<row r="{0}"><c r="A{0}" s="5"/></row>', ""),
    }[kind]
    book = Book.open(clean)
    rows = "".join(row.format(number) for number in range(100, 1_000_000)) + end
    book.parts[part] = book.parts[part].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    book.save(large)
    return clean, large


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="no /proc: no peak of one process"
)
@pytest.mark.parametrize("kind", ["rows", "cells"])
def test_a_million_formatted_blank_rows_cost_little(kind: str, tmp_path: Path) -> None:
    clean, large = blown(tmp_path, kind)
    assert read_book(large, {ROSTER}).grids[ROSTER].rows == (
        read_book(clean, {ROSTER}).grids[ROSTER].rows
    )
    words = [sys.executable, "-c", MEASURED, str(clean), str(large), str(tmp_path / "out")]
    done = subprocess.run(words, capture_output=True, check=True, text=True, timeout=120)
    seconds, mib = map(float, done.stdout.split())
    assert seconds < 3
    assert mib < 300


def test_only_what_is_blank_goes() -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}"></c></row>' for n in range(9))
    some = '<row r="9"><c r="A9" s="1"/><c r="B9"><v>1</v></c><c r="C9"/></row>'
    sheet = SheetText("f", "s", "p", f"<sheetData>{(blank + some) * 30_000}</sheetData>".encode())
    left = without_blanks(sheet).data
    row = b'<row r="9"><c r="B9"><v>1</v></c></row>'
    assert left == b"<sheetData>" + row * 30_000 + b"</sheetData>"


@pytest.mark.parametrize("odd", ["<row/>", '<row r="1" hidden="1"/>', "<![CDATA[x]]>"])
def test_rows_stay_where_their_numbers_or_looks_count(odd: str) -> None:
    rows = odd + "".join(f'<row r="{n}"/>' for n in range(2, 250_000))
    data = f"<sheetData>{rows}</sheetData>".encode()
    assert without_blanks(SheetText("f", "s", "p", data)).data == data
