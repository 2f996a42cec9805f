"""A workbook in, a workbook out: run as a user runs it, reopened by readers that are not ours."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from tests.support.calc import Office
from tests.support.third_city import stated
from xlpay.cli import main
from xlpay.jobs.books import run_month
from xlpay.results.month import payroll
from xlpay.sample import write_samples

MONTH = "2026-01"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CLEAN = ("赤峰样例", "嘉峪关样例")
SHEETS = ("工资发放表", "晋级审批表", "一次性奖励", "汇总", "校验报告", "计算依据")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four samples, each already run."""
    folder = tmp_path_factory.mktemp("样例 文件夹")
    for book in write_samples(folder):
        before = hashlib.sha256(book.read_bytes()).digest()
        code = main(["run", str(book)])
        assert code == (0 if book.stem in CLEAN else 1)
        assert hashlib.sha256(book.read_bytes()).digest() == before
    return folder


def result(folder: Path, stem: str) -> Path:
    return folder / f"{stem}-{MONTH}.xlsx"


def rows(path: Path, sheet: str) -> Iterator[dict[str, Any]]:
    """The rows of a result sheet that belong to a person, by header."""
    found: dict[str, int] = {}
    for cells in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True):
        texts = {str(value): i for i, value in enumerate(cells) if value is not None}
        if not found and "姓名" in texts:
            found = texts
        elif found and cells[0] == "r":
            yield {header: cells[i] for header, i in found.items()}


@pytest.mark.parametrize("stem", CLEAN)
def test_a_sample_runs_and_every_result_sheet_is_there(samples: Path, stem: str) -> None:
    book = openpyxl.load_workbook(result(samples, stem), data_only=True)
    assert set(SHEETS) <= set(book.sheetnames)
    people = list(rows(result(samples, stem), "工资发放表"))
    assert len(people) > 80
    for person in people:
        gross, other = Decimal(str(person["应发合计"])), Decimal(str(person["其他扣款"] or 0))
        assert Decimal(str(person["实发合计"])) == gross - other


@pytest.mark.parametrize("stem", CLEAN)
def test_a_mistaken_sample_writes_a_report_and_no_payroll(samples: Path, stem: str) -> None:
    report = samples / f"{stem}-常见错误-{MONTH}-校验报告.xlsx"
    assert report.exists()
    assert not result(samples, f"{stem}-常见错误").exists()
    assert openpyxl.load_workbook(report).sheetnames == ["校验报告"]


@pytest.mark.parametrize("stem", CLEAN)
def test_running_on_ones_own_output_gives_the_same_parts(
    samples: Path, stem: str, tmp_path: Path
) -> None:
    assert main(["run", str(result(samples, stem)), "--out", str(tmp_path)]) == 0
    again = tmp_path / f"{stem}-{MONTH}.xlsx"
    with zipfile.ZipFile(result(samples, stem)) as first, zipfile.ZipFile(again) as second:
        assert first.namelist() == second.namelist()
        for name in first.namelist():
            assert first.read(name) == second.read(name), name


def sheet_parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Part -> sheet name."""
    names = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
    targets = {
        relation.get("Id"): str(relation.get("Target")).lstrip("/").removeprefix("xl/")
        for relation in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    }
    return {f"xl/{targets[sheet.get(RELATION)]}": str(sheet.get("name")) for sheet in names}


@pytest.mark.parametrize("stem", CLEAN)
def test_nothing_but_result_sheets_changes(samples: Path, stem: str) -> None:
    with (
        zipfile.ZipFile(samples / f"{stem}.xlsx") as before,
        zipfile.ZipFile(result(samples, stem)) as after,
    ):
        assert before.namelist() == after.namelist()
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
        sheets = sheet_parts(before)
    shown = {sheets[name] for name in changed if name in sheets}
    assert shown <= {*SHEETS, "年终奖", "汇总图表_等级", "汇总图表_变动"}
    rest = {name for name in changed if name not in sheets}
    assert all(
        name in ("xl/workbook.xml", "docProps/custom.xml")  # the custom properties have our mark
        or name.startswith(("xl/charts/", "xl/drawings/"))
        for name in rest
    )


@pytest.mark.calc
@pytest.mark.parametrize("stem", CLEAN)
def test_recalculated_sums_equal_the_written_ones(samples: Path, stem: str, office: Office) -> None:
    path = result(samples, stem)
    book = openpyxl.load_workbook(path, data_only=True)
    recalculated = office.read(path, ["工资发放表", "汇总", "晋级审批表"])
    checked = 0
    for name, grid in recalculated.items():
        for row in book[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    assert grid.value(cell.coordinate) == pytest.approx(cell.value, abs=1e-9), (
                        cell.coordinate
                    )
                    checked += 1
    assert checked > 1000


@pytest.mark.calc
@pytest.mark.parametrize("stem", CLEAN)
def test_every_formula_evaluates_to_its_amount(samples: Path, stem: str, office: Office) -> None:
    """In a real spreadsheet, and to another amount when an operand is changed."""
    basis = list(rows(result(samples, stem), "计算依据"))
    formulas = [str(row["算式"]) for row in basis]
    amounts = [float(stated(row)) for row in basis]
    values = office.evaluate(["=" + formula for formula in formulas])
    wrong = [
        (f, a, v)
        for f, a, v in zip(formulas, amounts, values, strict=True)
        if v != pytest.approx(a, abs=1e-9)
    ]
    assert wrong == []
    # Each formula rests on its operands: some operand, changed, changes the amount.
    still = list(range(len(formulas)))
    for pick in (0, -1):
        others = office.evaluate(["=" + with_operand_changed(formulas[i], pick) for i in still])
        still = [
            i
            for i, value in zip(still, others, strict=True)
            if value == pytest.approx(amounts[i], abs=1e-9)
        ]
    assert [formulas[i] for i in still] == []


def with_operand_changed(formula: str, pick: int) -> str:
    """The formula with its first (0) or last (-1) operand raised by 7 (not ROUND's 2)."""
    found = list(re.finditer(r"(?<![,\d.])\d+(\.\d+)?", formula))[pick]
    return f"{formula[: found.start()]}{Decimal(found.group()) + 7}{formula[found.end() :]}"


def test_json_is_for_machines_and_masks_identity_numbers(
    samples: Path, tmp_path: Path, capfdbinary: Any
) -> None:
    assert main(["run", str(samples / "赤峰样例.xlsx"), "--out", str(tmp_path), "--json"]) == 0
    payload = json.loads(capfdbinary.readouterr().out)
    assert payload["status"] == 0
    assert payload["period"] == MONTH
    assert len(payload["payroll"]) > 80
    assert all("*" in row["身份证号"] for row in payload["payroll"])
    assert (
        main(
            ["run", str(samples / "赤峰样例.xlsx"), "--out", str(tmp_path), "--json", "--full-ids"]
        )
        == 0
    )
    full = json.loads(capfdbinary.readouterr().out)
    assert not any("*" in row["身份证号"] for row in full["payroll"])


def test_leaving_out_people_with_errors_pays_the_others(
    samples: Path, tmp_path: Path, capfd: Any
) -> None:
    book = samples / "赤峰样例.xlsx"
    broken = tmp_path / "book.xlsx"
    opened = openpyxl.load_workbook(book)
    sheet = opened["花名册"]
    headers = [cell.value for cell in sheet[1]]
    sheet.cell(5, headers.index("进入社区日期") + 1).value = "去年"
    name = sheet.cell(5, headers.index("姓名") + 1).value
    opened.save(broken)
    assert main(["run", str(broken)]) == 1
    assert f"C-DATE 花名册!E5 {name}:" in capfd.readouterr().err
    assert main(["run", str(broken), "--skip-errors"]) == 0
    assert f"未计算 1 人：{name}" in capfd.readouterr().out
    paid = {row["姓名"] for row in rows(tmp_path / f"book-{MONTH}.xlsx", "工资发放表")}
    assert name not in paid
    assert len(list(rows(tmp_path / f"book-{MONTH}.xlsx", "工资发放表"))) + 1 == len(
        list(rows(result(samples, "赤峰样例"), "工资发放表"))
    )


def test_bonus_writes_the_year_end_sheets(samples: Path, tmp_path: Path) -> None:
    for stem in CLEAN:
        assert (
            main(["bonus", str(samples / f"{stem}.xlsx"), "--year", "2025", "--out", str(tmp_path)])
            == 0
        )
        people = list(rows(tmp_path / f"{stem}-2025年终.xlsx", "年终奖"))
        assert len(people) > 80
        assert all(row["备注"] for row in people if not row["金额"])


def test_the_input_is_never_overwritten(samples: Path, tmp_path: Path, capfd: Any) -> None:
    book = tmp_path / f"book-{MONTH}.xlsx"
    book.write_bytes((samples / "赤峰样例.xlsx").read_bytes())
    before = book.read_bytes()
    assert main(["run", str(book)]) == 2
    told = capfd.readouterr().err
    assert "F-SAME" in told and "--out" in told and "--month 2026-02" in told
    assert book.read_bytes() == before


def test_explain_names_the_candidates_of_an_ambiguous_name(samples: Path, capfd: Any) -> None:
    book = samples / "赤峰样例.xlsx"
    name = next(rows(result(samples, "赤峰样例"), "工资发放表"))["姓名"]
    assert main(["explain", str(book), "--person", name]) == 0
    assert "应发合计" in capfd.readouterr().out
    assert main(["explain", str(book), "--person", "查无此人"]) == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run", "没有这个文件.xlsx"], 2),
        (["policy", "list"], 0),
        (["policy", "show", "chifeng-2020"], 0),
        (["policy", "show", "chifeng-2021"], 2),
        (["policy", "clauses", "jiayuguan-2021"], 0),
        (["policy", "check", "没有.toml"], 2),
        (["fn", "CWGRADE", "正职", "5", "本科", "是"], 0),
    ],
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    assert main(arguments) == code


def test_a_template_is_never_written_over(tmp_path: Path, capfd: Any) -> None:
    target = tmp_path / "新模板.xlsx"
    assert main(["template", str(target)]) == 0
    assert main(["template", str(target)]) == 2
    assert "F-EXISTS" in capfd.readouterr().err


def test_every_table_becomes_a_frame(samples: Path) -> None:
    done = run_month(samples / "赤峰样例.xlsx", samples / "frames").done
    assert done.run is not None
    frame = payroll(done.run).to_frame()
    assert len(frame) == len(done.run.people)
    assert round(float(frame["应发合计"].sum()), 2) == int(done.run.gross.sum()) / 100
    assert frame["养老保险"].isna().all()
