"""Nothing is overwritten in silence, and a result goes on with the month that it was made for."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.support.mutations import CHIFENG, small_unit
from tests.support.workbooks import Parts, differing, parts_of, plain_book, sheet_part
from xlpay.base.codes import Severity
from xlpay.base.findings import Finding
from xlpay.base.grid import Position
from xlpay.base.months import month_of
from xlpay.jobs import books as jobs
from xlpay.jobs.books import Job
from xlpay.sample.write import write
from xlpay.workbook.file.reading import read_book
from xlpay.workbook.fill.inputcell import MonthCell, with_month
from xlpay.workbook.fill.mark import PROPERTY, Mark, mark_of

MONTH = "2026-01"
FEBRUARY = month_of(2026, 2)


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("单位") / "长青.xlsx"
    write(small_unit(CHIFENG), path)
    return path


@pytest.fixture
def book(unit: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(unit, tmp_path / "长青.xlsx"))


def told(job: Job, code: str) -> list[Finding]:
    return [finding for finding in job.done.findings if finding.code == code]


def typed_into(path: Path, cell: str = "Z8") -> None:
    """Someone works in a result."""
    saved = openpyxl.load_workbook(path)
    saved["工资发放表"][cell] = "自己填的"
    saved.save(path)


def output(job: Job) -> Path:
    assert job.output is not None
    return job.output


def test_a_result_that_was_changed_is_kept_beside_the_new_one(book: Path) -> None:
    first = output(jobs.run_month(book))
    whole = first.read_bytes()
    assert told(jobs.run_month(book), "W-KEPT") == []
    assert first.read_bytes() == whole
    assert len(list(book.parent.glob("*.xlsx"))) == 2
    for number in (1, 2):
        typed_into(first)
        changed = first.read_bytes()
        (finding,) = told(jobs.run_month(book), "W-KEPT")
        kept = book.parent / f"长青-{MONTH}.旧-{number}.xlsx"
        assert kept.name in finding.message and finding.severity is Severity.WARNING
        assert kept.read_bytes() == changed
        assert first.read_bytes() == whole


def test_a_file_of_that_name_that_is_not_ours_is_kept_too(book: Path) -> None:
    foreign = plain_book(book.parent / f"长青-{MONTH}.xlsx")
    content = foreign.read_bytes()
    assert len(told(jobs.run_month(book), "W-KEPT")) == 1
    assert (book.parent / f"长青-{MONTH}.旧-1.xlsx").read_bytes() == content


def test_a_report_that_was_worked_in_is_kept_too(book: Path) -> None:
    broken = openpyxl.load_workbook(book)
    broken["花名册"]["E12"] = "去年"
    broken.save(book)
    report = output(jobs.run_month(book))
    assert report.name == f"长青-{MONTH}-校验报告.xlsx"
    assert mark_of(report) is Mark.WHOLE
    assert told(jobs.run_month(book), "W-KEPT") == []
    report.write_bytes(b"noted")
    assert len(told(jobs.run_month(book), "W-KEPT")) == 1
    assert (report.with_name(f"长青-{MONTH}-校验报告.旧-1.xlsx")).read_bytes() == b"noted"


def test_an_attempt_that_fails_leaves_the_old_one_alone(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = output(jobs.run_month(book))
    typed_into(first)
    changed = first.read_bytes()

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "fill", fails)
    with pytest.raises(ZeroDivisionError):
        jobs.run_month(book)
    assert first.read_bytes() == changed
    assert {path.name for path in book.parent.glob("*.xlsx")} == {book.name, first.name}


def test_the_mark_goes_with_the_file_whatever_it_is_called(book: Path, tmp_path: Path) -> None:
    assert mark_of(book) is Mark.NONE
    made = output(jobs.run_month(book))
    elsewhere = Path(shutil.copy(made, tmp_path / "别名.xlsx"))
    assert mark_of(elsewhere) is Mark.WHOLE
    properties = read_book(elsewhere, ()).properties
    assert {"xlpay_template_version", PROPERTY} <= set(properties)
    typed_into(elsewhere)
    assert mark_of(elsewhere) is Mark.CHANGED
    assert mark_of(tmp_path / "没有.xlsx") is Mark.NONE
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert mark_of(tmp_path / "坏.xlsx") is Mark.NONE


def test_every_part_counts_for_the_mark(book: Path, tmp_path: Path) -> None:
    made = output(jobs.run_month(book))
    for name in ("xl/styles.xml", sheet_part(made, "花名册"), "docProps/core.xml"):
        parts = Parts(made)
        parts.parts[name] = parts.parts[name].replace(b">", b"> ", 1)
        assert mark_of(parts.save(tmp_path / "改.xlsx")) is Mark.CHANGED


# ── the month that was asked for


def test_the_month_that_was_asked_for_stands_in_the_result(book: Path, tmp_path: Path) -> None:
    job = jobs.run_month(book, month=FEBRUARY)
    made = output(job)
    (finding,) = told(job, "W-MONTH")
    assert (finding.sheet, finding.severity) == ("参数", Severity.INFO)
    assert "2026-01" in finding.message and "2026-02" in finding.message
    cell = finding.cell
    before, after = openpyxl.load_workbook(book)["参数"], openpyxl.load_workbook(made)["参数"]
    assert (before[cell].value, after[cell].value) == ("2026-01", "2026-02")
    assert before[cell].style_id == after[cell].style_id
    part = sheet_part(book, "参数")
    was, now = parts_of(book)[part], parts_of(made)[part]
    start = next(i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a != b)
    assert was[was.index(b"</c>", start) :] == now[now.index(b"</c>", start) :]
    again = jobs.run_month(made, tmp_path / "又")
    assert again.done.period == "2026-02" and told(again, "W-MONTH") == []
    direct = jobs.run_month(book, tmp_path / "直接", FEBRUARY)
    assert not differing(output(again), output(direct))


def test_a_month_that_is_that_of_the_sheet_changes_nothing(book: Path) -> None:
    job = jobs.run_month(book, month=month_of(2026, 1))
    assert told(job, "W-MONTH") == []
    part = sheet_part(book, "参数")
    assert parts_of(output(job))[part] == parts_of(book)[part]


ROW = b'<sheetData><row r="4"><c r="A4"><v>1</v></c>%b<c r="C4"/></row><row r="5"/></sheetData>'
MADE = b'<c r="B4"%b t="inlineStr"><is><t>2026-02</t></is></c>'
CELLS = {
    "text": (b'<c r="B4" s="3" t="s"><v>7</v></c>', MADE % b' s="3"'),
    "inline": (b'<c r="B4" t="inlineStr"><is><t>x</t></is></c>', MADE % b""),
    "blank": (b'<c r="B4" s="3"/>', MADE % b' s="3"'),
    "none": (b"", MADE % b""),
    "a formula": (b'<c r="B4" t="str"><f>A1</f><v>x</v></c>', MADE % b""),
    "a date": (b'<c r="B4" s="9"><v>46023</v></c>', b'<c r="B4" s="9"><v>46054</v></c>'),
}


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_of_any_kind_takes_the_month(kind: str) -> None:
    old, new = CELLS[kind]
    wanted = MonthCell("参数", Position(4, 2), FEBRUARY)
    assert with_month(ROW % old, wanted, date1904=False) == ROW % new
    assert (date(2026, 2, 1) - date(1899, 12, 30)).days == 46054
