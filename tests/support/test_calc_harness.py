"""The LibreOffice harness itself: what other tests conclude from it must be Calc's own doing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.support.calc import CalcError, Office, OfficeError

pytestmark = pytest.mark.calc


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook whose formula carries a wrong cached value, as a stale file would."""
    path = tmp_path / "工资表.xlsx"
    workbook = Workbook()
    sheet = workbook.create_sheet("人员", 0)
    sheet["A1"], sheet["A2"], sheet["A3"] = 1234.56, 0.44, "=SUM(A1:A2)"
    sheet["B1"], sheet["B2"] = "王小明", '=B1&"，正职"'
    sheet["C1"], sheet["C2"], sheet["D4"] = "=1/0", "#N/A", "=NA()"
    sheet["C3"], sheet["C4"] = "文本#N/A", "=没有这个函数(1)"
    workbook.save(path)
    _replace(path, "<f>SUM(A1:A2)</f><v></v>", "<f>SUM(A1:A2)</f><v>999</v>")
    return path


def _replace(path: Path, old: str, new: str) -> None:
    """Change the first sheet's XML behind openpyxl's back."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    changed = parts[sheet].decode().replace(old, new).replace(old.replace("<v></v>", "<v/>"), new)
    assert new in changed
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**parts, sheet: changed.encode()}.items():
            archive.writestr(name, content)


def test_a_wrong_cached_value_is_recalculated(office: Office, book: Path) -> None:
    cached = load_workbook(book, data_only=True)["人员"]["A3"].value
    grid = office.read(book, ["人员"])["人员"]
    assert (cached, grid.value("A3"), grid.formula("A3")) == (999, 1235.0, "=SUM(A1:A2)")


def test_chinese_text_comes_back_as_it_went_in(office: Office, book: Path) -> None:
    grid = office.read(book)["人员"]
    assert (grid.value("B1"), grid.value("B2")) == ("王小明", "王小明，正职")


def test_an_error_cell_is_told_from_its_text(office: Office, book: Path) -> None:
    grid = office.read(book)["人员"]
    errors = {place: grid.value(place) for place in ("C1", "C2", "C4", "D4")}
    assert errors == {"C1": "#DIV/0!", "C2": "#N/A", "C4": "#NAME?", "D4": "#N/A"}
    assert all(isinstance(error, CalcError) for error in errors.values())
    assert not isinstance(grid.value("C3"), CalcError)


def test_an_empty_cell_is_none_also_beyond_the_last(office: Office, book: Path) -> None:
    grids = office.read(book)
    assert list(grids) == ["人员", "Sheet"]
    assert [grids["人员"].value(place) for place in ("B4", "Z99")] == [None, None]
    assert grids["Sheet"] == [[None]]


def test_formulas_see_the_sheets_given_with_them(office: Office) -> None:
    data = {"数据": [["甲", 1.5], ["乙", 2], ["丙", True]]}
    formulas = ["=SUM(数据!B1:B2)", '=VLOOKUP("乙",数据!A:B,2,FALSE)', '=""', "=1/0", "=2>1"]
    assert office.evaluate(formulas, data) == [3.5, 2.0, "", "#DIV/0!", 1.0]
    assert office.evaluate([]) == []


def test_an_array_formula_fills_its_range(office: Office) -> None:
    data = {"数据": [[1, 2, 3]]}
    assert office.evaluate_array("=TRANSPOSE(数据!A1:C1)*2", 4, 1, data) == [
        [2.0],
        [4.0],
        [6.0],
        ["#N/A"],
    ]


def test_ten_thousand_formulas_keep_their_order(office: Office) -> None:
    values = office.evaluate([f"={n}*2" for n in range(10_000)])
    assert values == [float(n * 2) for n in range(10_000)]


def test_a_saved_copy_holds_the_new_value_and_the_book_is_as_it_was(
    office: Office, book: Path, tmp_path: Path
) -> None:
    before = book.read_bytes()
    copy = office.save_as(book, tmp_path / "副本.xlsx")
    assert load_workbook(copy, data_only=True)["人员"]["A3"].value == 1235
    assert book.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["副本.xlsx", "工资表.xlsx"]


def test_pages_print_as_pdf_and_png(office: Office, book: Path, tmp_path: Path) -> None:
    printed = office.pdf(book, tmp_path / "页.pdf")
    pages = office.png(book, tmp_path / "图")
    assert printed.read_bytes().startswith(b"%PDF-")
    assert [page.name for page in pages] == ["工资表-page-1.png"]
    assert pages[0].read_bytes().startswith(b"\x89PNG")


def test_what_calc_cannot_read_is_an_error_and_the_next_request_works(
    office: Office, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(OfficeError):
        office.read(broken)
    assert office.evaluate(["=1+1"]) == [2.0]


def test_a_request_that_hangs_is_ended_and_the_next_one_starts_anew() -> None:
    with Office() as office:
        assert office.version() >= "25."
        office.timeout_s = 0.5
        with pytest.raises(OfficeError, match="took too long"):
            office.evaluate(["=SUMPRODUCT(SIN(ROW(1:1000000)))"] * 200)
        office.timeout_s = 60
        assert office.evaluate(["=1+1"]) == [2.0]
