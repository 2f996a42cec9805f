"""The Calc extension in LibreOffice: real cells, computed afresh, by a helper of our own Python."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from tests.support.calc import CalcError, Office, missing
from tests.support.linked_books import FOLDER, PATH, XLSTART, linked_book
from xlpay.base.findings import UnusableFile
from xlpay.functions import CATALOGUE, CWGRADE, CWTOTAL
from xlpay.hosts.calc import install as calc_install
from xlpay.hosts.calc.build import build
from xlpay.hosts.calc.install import helper_command
from xlpay.hosts.calc.interface import compiled, idl
from xlpay.hosts.examples import SHEET, all_examples, formula_of, rows_of, write_examples
from xlpay.jobs.relinking import relink_book

POSTS = ("正职", "副职", "工作人员", "党组织书记")
Table = list[list[object]]
OTHER_ADDIN = (PATH, "file:///D:\\other.xlam")
SDK = Path("/usr/lib/libreoffice")
lacking = missing()


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("calc") / "xlpay.oxt", helper_command())


@pytest.fixture(scope="module")
def calc(extension: Path) -> Iterator[Office]:
    if lacking:
        pytest.skip(lacking)
    with Office(extensions=[extension], timeout_s=300) as office:
        yield office


def below(pid: int) -> list[int]:
    """The processes that a process has begun, and those that they have begun."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text(errors="replace")
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(folder.name))
    found, open_ones = [], [pid]
    while open_ones:
        children = parents.get(open_ones.pop(), [])
        found += children
        open_ones += children
    return found


def helpers(office: Office) -> list[int]:
    """The running helper processes of an office."""
    assert office._driver is not None
    return [p for p in below(office._driver.pid) if b"calc.helper" in command_line(p)]


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def gone(pid: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(100):
        if b"calc.helper" not in command_line(pid):
            return True
        time.sleep(0.1)
    return False


def grade_book(path: Path, years: list[float], *, arrays: bool = False) -> Path:
    """Posts and years in columns A and B, CWGRADE in C."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("people")
    for row, year in enumerate(years, 1):
        sheet.append([POSTS[row % 4], year, f"=CWGRADE(A{row},B{row})" if not arrays else None])
    if arrays:
        other = book.create_sheet("arrays")
        formula = f"=CWGRADE(people!A1:A{len(years)},people!B1:B{len(years)})"
        other.append([ArrayFormula(f"A1:A{len(years)}", formula)])
    book.save(path)
    return path


def expected_grades(years: list[float]) -> list[float]:
    posts = [POSTS[row % 4] for row in range(1, len(years) + 1)]
    return [float(value) for (value,) in CWGRADE(posts, years)]


# ── the package


def test_the_compiled_interface_is_what_libreoffice_would_make(tmp_path: Path) -> None:
    tool = SDK / "sdk" / "bin" / "unoidl-write"
    if not tool.exists():
        pytest.skip("unoidl-write is not installed (package libreoffice-dev)")
    source, out = tmp_path / "xlpay.idl", tmp_path / "xlpay.rdb"
    source.write_text(idl(CATALOGUE), encoding="ascii")
    types = [SDK / "program" / "types.rdb", SDK / "program" / "types" / "offapi.rdb"]
    subprocess.run([tool, *types, source, out], check=True)
    made = out.read_bytes()
    banner = made[16 : made.index(b"\0", 17) + 1]
    assert compiled(CATALOGUE, banner) == made


def test_the_extension_is_equal_on_each_build(tmp_path: Path) -> None:
    first, second = build(tmp_path / "a.oxt"), build(tmp_path / "b.oxt")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as package:
        assert "helper.json" not in package.namelist()
        for name in package.namelist():
            if name.endswith((".xml", ".xcu", ".components")):
                ElementTree.fromstring(package.read(name))


def test_every_argument_has_help_in_both_languages(extension: Path) -> None:
    with zipfile.ZipFile(extension) as package:
        text = package.read("CalcAddIns.xcu").decode()
    for function in CATALOGUE.values():
        assert function.summary_zh in text
        for argument in function.arguments:
            assert f">{argument.name_zh}</value>" in text


# ── values


@pytest.mark.calc
def test_the_workbook_of_examples_agrees_in_every_row(calc: Office, tmp_path: Path) -> None:
    grid = calc.read(write_examples(tmp_path / "examples.xlsx"))[SHEET]
    count = sum(len(rows_of(example)) for _, example in all_examples())
    agreed = [row[6] for row in grid if len(row) > 6 and isinstance(row[6], float)]
    assert agreed == [1.0] * count


@pytest.mark.calc
def test_examples_from_cells_and_ranges(calc: Office) -> None:
    """The arguments stand in cells of another sheet."""
    table: Table = []
    formulas, wanted = [], []
    for function, example in all_examples():
        if len(rows_of(example)) > 1:
            continue
        words = []
        for value in example.args:
            cells = value if isinstance(value, list) else [value]
            first = len(table) + 1
            table += [[cell] for cell in cells]
            last = f":A{len(table)}" if isinstance(value, list) else ""
            words.append(f"cells!A{first}{last}")
        formulas.append(f"={function.name}({','.join(words)})")
        wanted.append(example.value)
    for formula, found, value in zip(
        formulas, calc.evaluate(formulas, {"cells": table}), wanted, strict=True
    ):
        assert found == (float(value) if not isinstance(value, str) else value), formula


@pytest.mark.calc
def test_array_results(calc: Office) -> None:
    for function, example in all_examples():
        rows = rows_of(example)
        if len(rows) > 1:
            found = calc.evaluate_array(formula_of(function, example), len(rows), 1)
            assert found == [[float(v) if not isinstance(v, str) else v] for (v,) in rows]


@pytest.mark.calc
def test_values_follow_the_cells(calc: Office, tmp_path: Path) -> None:
    """Two workbooks that differ in their years alone: nothing is read from a cache."""
    for shift in (0, 7):
        years = [float((row * 3 + shift) % 40) for row in range(200)]
        path = grade_book(tmp_path / f"{shift}.xlsx", years)
        column = [row[2] for row in calc.read(path)["people"]]
        assert column == expected_grades(years)


@pytest.mark.calc
@pytest.mark.parametrize("arrays", [False, True])
def test_a_column_of_ten_thousand(calc: Office, tmp_path: Path, arrays: bool) -> None:
    years = [row % 481 / 12 for row in range(10_000)]
    sheets = calc.read(grade_book(tmp_path / "long.xlsx", years, arrays=arrays))
    column = [row[0] for row in sheets["arrays"]] if arrays else [r[2] for r in sheets["people"]]
    assert column == expected_grades(years)


@pytest.mark.calc
def test_whole_columns_are_cut_to_what_is_used(calc: Office) -> None:
    people: Table = [["正职", 5], ["副职", 12], ["工作人员", None], ["厂长", 1]]
    found = calc.evaluate_array("=CWGRADE(p!A:A,p!B:B)", 5, 1, {"p": people})
    assert found[:2] == [[8.0], [7.0]]
    assert found[2] == [""]
    assert [str(value) for (value,) in found[3:]] == ["#VALUE!", "#N/A"]
    assert calc.evaluate(["=SUM(CWSHARE(1500,p!A:A))"], {"p": [[95], [88], [80]]}) == [1500.0]


# ── errors, blanks, what is left out


@pytest.mark.calc
@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ('=CWGRADE("厂长",5)', "#VALUE!"),
        ('=CWGRADE("正职",-1)', "#VALUE!"),
        ('=CWGRADE("正职","很久")', "#VALUE!"),
        ('=CWGRADE("正职",5,,,"火星2020")', "#VALUE!"),
        ("=CWCOEF(2.5)", "#VALUE!"),
        ('=CWAWARD(20,"赤峰市2020")', "#N/A"),
        ("=CWGRADE(NA(),5)", "#N/A"),
        ('=CWGRADE("正职",1/0)', "#DIV/0!"),
        ('=CWRETIRE("1899-01-01","男60")', "#VALUE!"),
        ('=CWGRADE(REPT("正",32767),5)', "#VALUE!"),
        ('=CWBONUS("合格",0)', "#VALUE!"),  # 0 and a blank cell look the same here
        ("=CWNOSUCH(1)", "#NAME?"),
    ],
)
def test_errors_are_the_spreadsheets_own(calc: Office, formula: str, error: str) -> None:
    (found,) = calc.evaluate([formula])
    assert isinstance(found, CalcError)
    assert found == error


@pytest.mark.calc
def test_an_array_has_errors_row_by_row(calc: Office) -> None:
    people: Table = [["正职", 5], ["厂长", 5], [None, None], ["副职", "=1+1"]]
    found = calc.evaluate_array("=CWGRADE(p!A1:A4,p!B1:B4)", 4, 1, {"p": people})
    assert found == [[8.0], ["#VALUE!"], [""], [float(CWGRADE("副职", 2))]]
    assert isinstance(found[1][0], CalcError)


@pytest.mark.calc
def test_blanks_and_arguments_left_out(calc: Office) -> None:
    formulas = [
        "=CWGRADE(b!A1,b!B1)",
        '=CWGRADE("正职",5,,TRUE)',
        '=CWGRADE("正职",5,b!A1,b!A1,b!A1)',
        '=CWBONUS("优秀")',
        "=CWTOTAL(1,b!A1)",
        "=CWTOTAL(b!A1)",
        '=CWYEARS("2020-01-01",2022,b!C1:C3,b!D1:D3,b!A1,b!A1,b!A1)',
        '=CWEXPLAIN("CWGRADE","厂长",5)',
    ]
    table: Table = [[None, None, 2020 + row, "优秀"] for row in range(3)]
    found = calc.evaluate(formulas, {"b": table})
    assert found[:7] == ["", 10.0, 8.0, 1500.0, 2841.75, "", 4.5]
    assert "厂长" in str(found[7])


@pytest.mark.calc
def test_a_row_not_yet_filled_in_is_blank(calc: Office) -> None:
    """Calc hands over the blank cells of a row that a formula was filled down to as zeros."""
    formulas = [
        "=CWGRADE(b!A1,b!B1,b!C1,b!D1)",
        "=CWPART(b!A1,b!B1,b!C1)",
        "=CWBONUS(b!A1,b!B1,b!C1)",
        "=CWRETIRE(b!A1,b!B1)",
        "=CWCERT(b!A1,b!B1)",
        "=CWPART(0,0,22)",
        '=CWBONUS("优秀","0")',
        '=CWEXPLAIN("CWBONUS","优秀",b!A1)',
    ]
    found = calc.evaluate(formulas, {"b": []})
    assert found[:5] == [""] * 5
    assert found[5:7] == [0.0, 0.0]
    assert found[7] == ('“在职月数”是0，而 Calc 把空单元格也当0：真是0请写文字"0"，不填请省去。')


@pytest.mark.calc
def test_dates_flags_and_full_width_text(calc: Office) -> None:
    formulas = [
        '=CWRETIRE(DATE(1970,5,20),"男60")',
        '=CWRETIRE("1970年5月20日","男60")',
        '=CWGRADE("正职",5,"本科","是")',
        '=CWGRADE("正职",5,"本科",1)',
        '=CWGRADE("正职","５")',
        '=CWRMB("=1+1")',
    ]
    found = calc.evaluate(formulas)
    assert found[:5] == ["2031-10", "2031-10", 10.0, 10.0, 8.0]
    assert found[5] == CalcError("#VALUE!")


# ── saving, the helper's life


@pytest.mark.calc
def test_names_stay_plain_when_saved(calc: Office, tmp_path: Path) -> None:
    years = [5.0, 12.0, 34.0]
    saved = calc.save_as(grade_book(tmp_path / "in.xlsx", years), tmp_path / "out.xlsx")
    sheet = load_workbook(saved)["people"]
    assert [sheet.cell(row, 3).value for row in (1, 2, 3)] == [
        f"=CWGRADE(A{row},B{row})" for row in (1, 2, 3)
    ]
    assert [row[2] for row in calc.read(saved)["people"]] == expected_grades(years)


@pytest.mark.calc
@pytest.mark.parametrize("link", [XLSTART, FOLDER])
def test_calls_as_excel_saves_them_compute_once_loaded(
    calc: Office, tmp_path: Path, link: tuple[str, str]
) -> None:
    """[1]!CWGRADE(…) in cells, arrays and beside other sheets; saved, they are plain."""
    formulas = [
        "[1]!CWGRADE(A1,B1)",
        "[1]!CWTOTAL([1]!CWGRADE($A$2,人员!B2))",
        'IF(A1="正职","[1]!CWGRADE(",0)',
        "_xll.CWGRADE(A1,B1)",
        "cwgrade(A1,B1)",
        "CWGRADE(A1,B1)",
        "[1]!CWMINE(A1)",
    ]
    path = linked_book(tmp_path / "a.xlsx", [link], formulas, "[1]!CWGRADE(A1:A2,人员!B1:B2)")
    wanted = [8.0, CWTOTAL(7), "[1]!CWGRADE(", 8.0, 8.0, 8.0, CalcError("#NAME?")]
    with calc.open(path) as document:
        grid = document.typed("人员")
        state = document.run(
            "undo = document.UndoManager\n"
            "array = document.Sheets.getByIndex(0).getCellRangeByName('D1:D2').getArrayFormula()\n"
            "found = [document.isModified(), undo.isLocked(), undo.isUndoPossible(), array]"
        )
    assert [grid.value(f"C{row}") for row in range(1, 8)] == wanted
    assert [grid.value("D1"), grid.value("D2")] == [8.0, 7.0]
    assert state == [False, False, False, "{=CWGRADE(A1:A2,$人员.B1:B2)}"]
    sheet = load_workbook(calc.save_as(path, tmp_path / "b.xlsx"))["人员"]
    assert sheet["C1"].value == sheet["C4"].value == sheet["C5"].value == "=CWGRADE(A1,B1)"
    assert sheet["D1"].value.text.lstrip("=") == "CWGRADE(A1:A2,人员!B1:B2)"
    made = relink_book(path).output
    assert made is not None
    again = calc.read(made, ["人员"])["人员"]
    assert [again.value(f"C{row}") for row in range(1, 8)] == wanted


@pytest.mark.calc
def test_calls_into_other_links_stay_as_they_are(calc: Office, tmp_path: Path) -> None:
    """A number is looked up in the file; LibreOffice itself drops the parts of such links."""
    formulas = ["[1]!CWGRADE(A1,B1)", "[2]!CWGRADE(A1,B1)"]
    path = linked_book(tmp_path / "a.xlsx", [OTHER_ADDIN, XLSTART], formulas)
    with calc.open(path) as document:
        grid = document.typed("人员")
    assert [grid.value("C1"), grid.value("C2")] == [CalcError("#NAME?"), 8.0]
    saved = calc.save_as(path, tmp_path / "b.ods")
    with calc.open(saved) as document:
        assert document.typed("人员").value("C2") == 8.0


@pytest.mark.calc
@pytest.mark.skipif(lacking is not None, reason=str(lacking))
def test_what_an_office_without_the_functions_has_saved_computes_again(
    calc: Office, tmp_path: Path
) -> None:
    path = linked_book(tmp_path / "a.xlsx", formulas=["[1]!CWGRADE(A1,B1)", "CWGRADE(A1,B1)"])
    with Office() as bare:
        saved = bare.save_as(path, tmp_path / "b.xlsx")
    with calc.open(saved) as document:
        grid = document.typed("人员")
    assert [grid.value("C1"), grid.value("C2")] == [8.0, 8.0]
    made = relink_book(saved).output
    assert made is not None
    sheet = load_workbook(made)["人员"]
    assert sheet["C1"].value == sheet["C2"].value == "=CWGRADE(A1,B1)"


@pytest.mark.calc
def test_the_older_form_with_the_service_name(calc: Office) -> None:
    assert calc.evaluate(['=XLPAY.CWGRADE("正职",5)']) == [8.0]


@pytest.mark.calc
def test_a_killed_helper_is_started_again_in_mid_sheet(calc: Office, tmp_path: Path) -> None:
    calc.evaluate(['=CWGRADE("正职",5)'])
    (first,) = helpers(calc)
    years = [row / 500 for row in range(20_000)]  # all different: every cell asks the helper
    path = grade_book(tmp_path / "kill.xlsx", years)
    killed: list[int] = []

    def kill() -> None:
        busy = cpu_ticks(first)
        end = time.monotonic() + 60
        while cpu_ticks(first) < busy + 20 and time.monotonic() < end:  # 0.2 s into the sheet
            time.sleep(0.01)
        os.kill(first, signal.SIGKILL)
        killed.append(first)

    killer = threading.Thread(target=kill)
    killer.start()
    column = [row[2] for row in calc.read(path)["people"]]
    killer.join()
    assert killed == [first]
    assert column == expected_grades(years)
    (second,) = helpers(calc)
    assert second != first


def cpu_ticks(pid: int) -> int:
    """User and system time of a process, in hundredths of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@pytest.mark.calc
@pytest.mark.skipif(lacking is not None, reason=str(lacking))
def test_the_helper_ends_with_the_office(extension: Path) -> None:
    with Office(extensions=[extension]) as office:
        assert office.evaluate(['=CWGRADE("正职",5)']) == [8.0]
        (pid,) = helpers(office)
    assert gone(pid)


@pytest.mark.calc
@pytest.mark.skipif(lacking is not None, reason=str(lacking))
@pytest.mark.parametrize("command", [["/nonexistent/python"], [sys.executable, "-c", ""], None])
def test_a_helper_that_cannot_start_is_an_error_and_explained(
    tmp_path: Path, command: list[str] | None
) -> None:
    extension = build(tmp_path / "xlpay.oxt", command)
    formulas = ['=CWGRADE("正职",5)', '=CWEXPLAIN("CWGRADE","正职",5)'] + ["=CWRMB(1)"] * 50
    with Office(extensions=[extension]) as office:
        found = office.evaluate(formulas)
    assert found[0] == CalcError("#NAME?") and isinstance(found[0], CalcError)
    assert "xlpay calc install" in str(found[1])
    assert set(map(str, found[2:])) == {"#NAME?"}


@pytest.mark.calc
@pytest.mark.skipif(lacking is not None, reason=str(lacking))
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_installed_as_it_is_for_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    """`install` into a profile of our own, from a Python in a folder with a space and Chinese."""
    places = [
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        f"-env:UNO_SHARED_PACKAGES_CACHE={(tmp_path / 'shared').as_uri()}",
    ]
    python = tmp_path / "我的 环境" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    grade_book(tmp_path / "in.xlsx", [5.0, 12.0])

    assert calc_install.uninstall(places) == ["没有安装 LibreOffice Calc 扩展。"]
    assert str(python) in calc_install.install(places)[1]
    assert third_column(tmp_path, places, locale) == [f"{x:g}" for x in expected_grades([5.0, 12])]
    calc_install.install(places)  # again, over itself
    python.rename(python.parent / "moved")
    assert third_column(tmp_path, places, locale) == ["#NAME?"] * 2
    assert calc_install.uninstall(places) == ["已移除 LibreOffice Calc 扩展。"]
    assert calc_install.uninstall(places) == ["没有安装 LibreOffice Calc 扩展。"]


UNOPKG = """#!/bin/sh
# an unopkg that knows two lists of extensions, everybody's and the user's own
list="$HERE/own"
for word in "$@"; do [ "$word" = --shared ] && list="$HERE/everybody"; done
case "$1" in
  list) cat "$list" ;;
  add) echo org.xlpay.calc > "$list" ;;
  remove) : > "$list" ;;
esac
"""


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of those lists; the one who installs is no administrator."""
    tool = tmp_path / "unopkg"
    tool.write_text(UNOPKG)
    tool.chmod(0o755)
    for name in ("own", "everybody"):
        (tmp_path / name).write_text("")
    monkeypatch.setenv("HERE", str(tmp_path))
    monkeypatch.setattr(calc_install, "find_unopkg", lambda: tool)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tmp_path


def test_an_extension_of_everybodys_and_ones_own_do_not_fight(
    lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice registers the second by half: Insert duplicate implementation name."""
    assert "已安装" in calc_install.install()[0]
    assert (lists / "own").read_text() and not (lists / "everybody").read_text()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    said = calc_install.install()
    assert "已安装" in said[0] and "xlpay calc install" in said[-1] and "冲突" in said[-1]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    said = calc_install.install()
    assert "已移除您自己装的那一份" in said[0] and "管理员已经为" in said[1]
    assert not (lists / "own").read_text() and (lists / "everybody").read_text()
    assert "不必再装" in calc_install.install()[0]
    assert not (lists / "own").read_text()
    said = calc_install.uninstall()
    assert said[0].startswith("没有安装") and "只有管理员能移除" in said[1]
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert calc_install.uninstall() == ["已移除 LibreOffice Calc 扩展。"]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "已安装" in calc_install.install()[0] and (lists / "own").read_text()
    assert calc_install.uninstall() == ["已移除 LibreOffice Calc 扩展。"]


def third_column(folder: Path, places: list[str], locale: str) -> list[str]:
    """Column C of in.xlsx as LibreOffice shows it when a user starts it."""
    command = ["soffice", *places, "--headless", "--convert-to", "csv", "--outdir", str(folder)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_", "LANG"))}
    subprocess.run(
        [*command, str(folder / "in.xlsx")],
        check=True,
        capture_output=True,
        env={**kept, "LC_ALL": locale},
    )
    lines = (folder / "in.csv").read_text(encoding="utf-8").split()
    return [line.rpartition(",")[2] for line in lines]


@pytest.mark.skipif(lacking is not None, reason=str(lacking))
def test_why_libreoffice_refuses_an_extension() -> None:
    """The line of unopkg that names the reason, not the last one."""
    with pytest.raises(UnusableFile, match="unexpected option --nonsense"):
        calc_install.install(["--nonsense"])


def test_a_python_that_only_root_can_reach_is_told(tmp_path: Path) -> None:
    private = tmp_path / "private"
    (private / "bin").mkdir(parents=True)
    private.chmod(0o700)
    (tmp_path / "python").symlink_to(private / "bin" / "python")
    assert calc_install.closed_folder(Path("/usr/bin/env")) is None
    for path in (private / "bin" / "python", tmp_path / "python"):
        assert calc_install.closed_folder(path) in (private, *private.parents)
