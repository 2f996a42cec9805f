"""Values that no reader knows or no number can be: each a cell with its place, never damage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from tests.support.mutations import CHIFENG, Book, Markup, small_unit
from xlpay.base.grid import CellError, CellValue
from xlpay.base.masking import mask_numbers
from xlpay.jobs.books import check_book
from xlpay.sample.write import write
from xlpay.workbook.file.reading import read_book

DAY, YEARS = "进入社区日期", "期初折算年限"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("odd") / "工资.xlsx"
    write(small_unit(CHIFENG), path)
    return path


def with_cell(clean: Path, target: Path, markup: Markup, header: str, style: str = "") -> str:
    """The workbook with that cell in row 2 of 花名册; where it is."""
    book = Book.open(clean)
    sheet = book.sheet("花名册")
    at = sheet.at(2, header)
    sheet.put(at, markup)
    book.save(target)
    return at


def read(path: Path, at: str) -> CellValue:
    grid = read_book(path, {"花名册"}).grids["花名册"]
    return grid.at(*coordinate_to_tuple(at))


@pytest.mark.parametrize(
    "word",
    ["#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!", "Err:502", "#div/0!", "#N/A", "x" * 300],
)
def test_any_error_word_is_an_error_cell(clean: Path, tmp_path: Path, word: str) -> None:
    path = tmp_path / "a.xlsx"
    at = with_cell(clean, path, Markup(f"<v>{word}</v>", "e"), DAY)
    assert read(path, at) == CellError(word)
    found = [f for f in check_book(path).findings if f.code == "C-ERROR"]
    assert [(f.sheet, f.cell) for f in found] == [("花名册", at)]


@pytest.mark.parametrize("number", ["NaN", "nan", "-inf", "Infinity", "1e309", "-1E+400", "1e999"])
@pytest.mark.parametrize("header", [DAY, "网格员月报酬", YEARS])
def test_a_number_that_is_none_is_an_error_cell(
    clean: Path, tmp_path: Path, number: str, header: str
) -> None:
    path = tmp_path / "a.xlsx"
    at = with_cell(clean, path, Markup(f"<v>{number}</v>", "n"), header)
    assert read(path, at) == CellError(number)
    assert "C-ERROR" in {f.code for f in check_book(path).findings if f.cell == at}


@pytest.mark.parametrize("number", ["-1", "-0.5", "-1e3", "-1e11", "-1e300", "-99999999999999999"])
def test_a_day_before_all_days_is_told_with_its_cell(
    clean: Path, tmp_path: Path, number: str, capfd: Any
) -> None:
    path = tmp_path / "a.xlsx"
    at = with_cell(clean, path, Markup(f"<v>{number}</v>", "n"), DAY)
    assert read(path, at) == float(number)
    (found,) = [f for f in check_book(path).findings if f.cell == at and f.sheet == "花名册"]
    assert found.code in ("C-DATENUM", "C-DATE") and (
        mask_numbers(format(float(number), ".15g")) in found.message
    )
    assert "panicked" not in capfd.readouterr().err


@pytest.mark.parametrize("number", ["NaN", "1e309", "-1", "-1e300"])
def test_the_month_in_settings(clean: Path, tmp_path: Path, number: str) -> None:
    book = Book.open(clean)
    sheet = book.sheet("参数")
    at = next(f"B{row}" for row in range(2, 60) if sheet.text(f"A{row}") == "工资月份")
    sheet.put(at, Markup(f"<v>{number}</v>", "n"))
    path = tmp_path / "a.xlsx"
    book.save(path)
    found = [f for f in check_book(path).findings if f.cell == at and f.sheet == "参数"]
    assert found and check_book(path).done.run is None


@pytest.mark.parametrize("number", ["NaN", "1e309", "-1e300"])
def test_a_month_among_rows(clean: Path, tmp_path: Path, number: str) -> None:
    book = Book.open(clean)
    sheet = book.sheet("补扣发明细")
    at = sheet.at(2, "月份")
    sheet.put(at, Markup(f"<v>{number}</v>", "n"))
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert [f.code for f in check_book(path).findings if f.cell == at and f.sheet == "补扣发明细"]


def test_sheets_that_are_parsed_whole_give_the_same(clean: Path, tmp_path: Path) -> None:
    """A comment in the sheet makes the search give way to the parser."""
    for name, comment in (("a", b""), ("b", b"<!-- -->")):
        book = Book.open(clean)
        sheet = book.sheet("花名册")
        for row, markup in enumerate(
            (
                Markup("<v>#SPILL!</v>", "e"),
                Markup("<v>-1e300</v>", "n"),
                Markup("<v>1e309</v>", "n"),
                Markup("<f>1+1</f>"),
            ),
            2,
        ):
            sheet.put(sheet.at(row, DAY), markup)
        book.save(tmp_path / f"{name}.xlsx")
        if comment:
            book = Book.open(tmp_path / f"{name}.xlsx")
            part = next(p for p, data in book.parts.items() if b"#SPILL!" in data)
            book.parts[part] = book.parts[part].replace(b"<sheetData>", b"<sheetData>" + comment)
            book.save(tmp_path / f"{name}.xlsx")
    one, other = (
        read_book(tmp_path / f"{name}.xlsx", {"花名册"}).grids["花名册"].rows for name in "ab"
    )
    assert one == other
    assert CellError("#SPILL!") in {row[4] for row in one}
