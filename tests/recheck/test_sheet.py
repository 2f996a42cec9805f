"""核对: what stands in it, and that a spreadsheet comes to the same amounts as the batch."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from msgspec.structs import replace

from tests.support.calc import Office, missing
from tests.support.months import compute
from tests.support.random_units import CITIES, grids, random_unit
from tests.support.units import CHIFENG, JIAYUGUAN, make_unit, person
from xlpay.cli import main
from xlpay.hosts.calc.build import build
from xlpay.hosts.calc.install import helper_command
from xlpay.policy.files.load import load_shipped
from xlpay.policy.schema.document import Document
from xlpay.recheck.grid import UNCHECKED
from xlpay.recheck.sheet import CHECK, check
from xlpay.results.tables import Table
from xlpay.run.monthly import month_run
from xlpay.sample import write_samples
from xlpay.unit.settings import NOT_BESIDE
from xlpay.workbook.fill.filling import fill

MONTH = "2026-01"
CLEAN = ("赤峰样例", "嘉峪关样例")
PEOPLE = 2_000  # random ones, at the least
lacking = missing()
Rows = Sequence[Sequence[Any]]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The two clean samples, run with --formulas."""
    folder = tmp_path_factory.mktemp("核对")
    write_samples(folder)
    for stem in CLEAN:
        assert main(["run", str(folder / f"{stem}.xlsx"), "--formulas"]) == 0
    return {stem: folder / f"{stem}-{MONTH}.xlsx" for stem in CLEAN}


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    if lacking:
        pytest.skip(lacking)
    extension = build(tmp_path_factory.mktemp("calc") / "xlpay.oxt", helper_command())
    with Office(extensions=[extension], timeout_s=300) as office:
        yield office


def verdicts(rows: Rows) -> Counter[str]:
    """How many TRUE, FALSE, 未核 and errors stand in a sheet that Calc or openpyxl has read."""
    start = next(i for i, row in enumerate(rows) if row and row[0] == "head")
    columns = [i for i, header in enumerate(rows[start]) if str(header).endswith("？")]
    words = {1.0: "TRUE", 0.0: "FALSE"}
    found: Counter[str] = Counter()
    for row in rows[start + 1 :]:
        for value in (row[i] for i in columns if i < len(row)):
            if value is not None and value != "":
                found[words.get(value, str(value))] += 1
    return found


def sheet_of(book: Path, *, data_only: bool) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(book, data_only=data_only)[CHECK]
    return list(sheet.iter_rows(values_only=True))


def unchecked(table: Table) -> int:
    words = [c.formulas.words for c in table.columns if c.formulas and c.formulas.flags]
    return sum(word == UNCHECKED for column in words for word in column)


# ── what stands there


@pytest.mark.parametrize("stem", CLEAN)
def test_formulas_stand_between_what_they_are_given_and_the_result(
    books: dict[str, Path], stem: str
) -> None:
    rows = sheet_of(books[stem], data_only=False)
    head = next(row for row in rows if row[0] == "head")
    first = next(row for row in rows if row[0] == "r")
    for i, header in enumerate(head):
        if str(header).endswith("？"):
            name = str(header)[:-1]
            assert head[i - 2 : i] == (f"{name}（公式）", f"{name}（结果）")
            if first[i] != UNCHECKED:
                assert str(first[i - 2]).startswith("=") and str(first[i]).startswith("=IFERROR")
    years = next(str(value) for value in first if "CWYEARS" in str(value))
    assert years.startswith("=CWYEARS(") and "2025" in years


@pytest.mark.parametrize("stem", CLEAN)
def test_readers_see_the_batch_s_values_before_anything_is_computed(
    books: dict[str, Path], stem: str
) -> None:
    rows = sheet_of(books[stem], data_only=True)
    found = verdicts(rows)
    note = next(str(row[1]) for row in rows if row[0] == "note")
    assert found["TRUE"] > 500 and not found["FALSE"]
    assert f"TRUE {found['TRUE']}　　FALSE 0　　{UNCHECKED}{found[UNCHECKED]}" in note


@pytest.mark.parametrize("stem", CLEAN)
def test_running_on_ones_own_output_gives_the_same_parts(
    books: dict[str, Path], stem: str, tmp_path: Path
) -> None:
    assert main(["run", str(books[stem]), "--formulas", "--out", str(tmp_path)]) == 0
    again = tmp_path / f"{stem}-{MONTH}.xlsx"
    with zipfile.ZipFile(books[stem]) as first, zipfile.ZipFile(again) as second:
        assert first.namelist() == second.namelist()
        for name in first.namelist():
            assert first.read(name) == second.read(name), name


def test_without_the_option_there_is_no_such_sheet(tmp_path: Path) -> None:
    book = write_samples(tmp_path)[0]
    assert main(["run", str(book)]) == 0
    assert CHECK not in openpyxl.load_workbook(tmp_path / f"{book.stem}-{MONTH}.xlsx").sheetnames


# ── what is not checked, and why


def table_of(policy: str, *people: Any, **more: Any) -> Table:
    unit, _ = make_unit(policy, "2026-11", list(people), **more)
    run = compute(unit, unit.month)
    assert run is not None
    return check(run)


def whys(table: Table) -> list[str]:
    return [str(why) for why in table.columns[-1].values if why]


def test_a_setting_that_no_argument_takes_is_not_checked() -> None:
    people = [person("王伟", 学历="硕士"), person("李娜")]
    table = table_of(CHIFENG, *people, settings={"学历口径": "平移"})
    (why,) = whys(table)
    assert why == "等级：函数里没有参数“学历口径”，本单位改过"
    assert unchecked(table) == 1
    table = table_of(CHIFENG, *people, settings={"系数口径": "基本工资"})
    assert len(whys(table)) == 2 and unchecked(table) == 6


def test_what_arguments_take_is_checked_under_other_settings() -> None:
    assert not whys(table_of(CHIFENG, "王伟", settings={"基本工资占比": 0.7}))
    trial = person("王伟", 试用期截止日期="2026-12-31")
    assert not whys(table_of(CHIFENG, trial, settings={"试用期口径": "附件1系数0.90"}))
    assert not whys(table_of(JIAYUGUAN, "王伟", settings={"连优上调口径": "滚动"}))
    table = table_of(CHIFENG, trial, "李娜", settings={"试用期口径": "本级×0.90"})
    assert len(whys(table)) == 1 and unchecked(table) == 4


def test_a_policy_that_the_functions_do_not_know_is_not_checked() -> None:
    shipped = load_shipped()[0]
    other = renamed(shipped)
    table = table_of(
        other.scheme,
        "王伟",
        documents=[other],
        settings={"地区": "红山区", "上年度人均可支配收入": 38195, "网格补贴标准": 200},
    )
    (why,) = whys(table)
    assert "函数里没有“某市2020”" in why
    assert unchecked(table) >= 6


def renamed(document: Document) -> Document:
    return msgspec.structs.replace(document, id="other-2020", scheme="某市2020", title="某市")


def test_nobody_paid_gives_an_empty_sheet() -> None:
    table = table_of(CHIFENG, person("王伟", 离职日期="2025-01-31", 离职原因="辞职"))
    assert len(table) == 0 and table.note_formula is None


# ── in LibreOffice


@pytest.mark.calc
@pytest.mark.parametrize("stem", CLEAN)
def test_the_samples_agree_in_real_cells(books: dict[str, Path], calc: Office, stem: str) -> None:
    rows = calc.read(books[stem], [CHECK])[CHECK]
    wanted = verdicts(sheet_of(books[stem], data_only=True))
    lines = [list(row) for row in rows]
    assert verdicts(lines) == wanted
    note = next(str(row[1]) for row in lines if row and row[0] == "note")
    assert f"TRUE {wanted['TRUE']}　　FALSE 0　　" in note


@pytest.mark.calc
def test_a_changed_input_is_seen(books: dict[str, Path], calc: Office, tmp_path: Path) -> None:
    """The cells are computed by the extension: other ratings, other years, grade and pay."""
    book = openpyxl.load_workbook(books[CLEAN[0]])
    sheet = book[CHECK]
    head = {str(cell.value): i for i, cell in enumerate(sheet[7], 1)}
    row = next(r for r in range(8, 60) if sheet.cell(r, head["2025年"]).value == "合格")
    sheet.cell(row, head["2025年"]).value = "不合格"
    book.save(tmp_path / "changed.xlsx")
    lines = [list(line) for line in calc.read(tmp_path / "changed.xlsx", [CHECK])[CHECK]]
    assert lines[row - 1][head["折算年限？"] - 1] == 0.0
    assert verdicts(lines)["FALSE"] >= 1
    note = next(str(line[1]) for line in lines if line and line[0] == "note")
    assert f"FALSE {verdicts(lines)['FALSE']}　" in note


def random_tables(city: str, people: int) -> list[Table]:
    """核对 of random units with so many people together, each on a sheet of its own."""
    tables: list[Table] = []
    seed = 9_000
    while sum(map(len, tables)) < people:
        unit, month = random_unit(seed, city)
        done = month_run(grids(unit, month), load_shipped(), NOT_BESIDE, skip_errors=True)
        if done.run is not None and len(done.run.people):
            number = len(tables)
            table = check(done.run)
            tables.append(replace(table, sheet=f"{CHECK}{number}", key=f"check{number}"))
        seed += 1
    return tables


@pytest.mark.calc
@pytest.mark.parametrize("city", CITIES)
def test_random_people_agree_in_real_cells(calc: Office, tmp_path: Path, city: str) -> None:
    tables = random_tables(city, PEOPLE // 2)
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    fill(tmp_path / "empty.xlsx", tmp_path / "filled.xlsx", tables)
    sheets = calc.read(tmp_path / "filled.xlsx", [table.sheet for table in tables])
    found: Counter[str] = Counter()
    for table in tables:
        own = verdicts([list(row) for row in sheets[table.sheet]])
        assert not own["FALSE"], table.title
        assert own[UNCHECKED] == unchecked(table)
        explained = [why for why in table.columns[-1].values if why]
        assert bool(explained) == bool(own[UNCHECKED])
        found += own
    assert set(found) <= {"TRUE", UNCHECKED}
    assert found["TRUE"] > 5 * found[UNCHECKED] > 0
