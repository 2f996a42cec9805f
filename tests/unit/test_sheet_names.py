"""A sheet is known by its headers: under another name it is never left out in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.mutations import CHIFENG, JIAYUGUAN, Book, small_unit
from xlpay.base.codes import Severity
from xlpay.jobs.books import Job, run_month
from xlpay.sample.write import write

Change = Callable[[Book], object]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("named")
    paths = {city: folder / f"{number}.xlsx" for number, city in enumerate((CHIFENG, JIAYUGUAN))}
    for city, path in paths.items():
        write(small_unit(city), path)
    return paths


def ran(book: Path, folder: Path, change: Change) -> Job:
    changed = Book.open(book)
    change(changed)
    return run_month(changed.save(folder / "book.xlsx"))


def renamed(sheet: str, name: str, state: str = "") -> Change:
    def change(book: Book) -> None:
        book.listed(sheet).set("name", name)
        if state:
            book.listed(name).set("state", state)

    return change


def told(job: Job, code: str) -> list[str]:
    return [f.message for f in job.done.findings if f.code == code]


@pytest.mark.parametrize(
    ("sheet", "name", "state"),
    [
        ("任职记录", "任职情况", ""),
        ("请假考勤", "1月请假", ""),
        ("请假考勤", "1月请假", "hidden"),
        ("请假考勤", "1月请假", "veryHidden"),
        ("考核记录", "2025年考核", ""),
        ("补扣发明细", "补扣发", ""),
        ("学历证书", "证书", ""),
        ("花名册", "人员名单", ""),
        ("花名册", "花名册 ", ""),
        ("花名册", "花名册 (2)", ""),
        ("参数", "设置", ""),
    ],
)
def test_a_sheet_under_another_name_stops_the_run(
    clean: dict[str, Path], tmp_path: Path, sheet: str, name: str, state: str
) -> None:
    job = ran(clean[CHIFENG], tmp_path, renamed(sheet, name, state))
    assert job.done.failed
    errors = [f for f in job.done.findings if f.severity is Severity.ERROR]
    assert [(f.code, f.sheet) for f in errors] == [("S-MEANT", sheet)]
    assert f"“{name}”" in errors[0].message
    assert ("隐藏" in errors[0].message) == bool(state)
    assert ("空格" in errors[0].message) == name.endswith(" ")
    assert not {"S-SHEET", "S-ABSENT", "S-RENAMED"} & {
        f.code for f in job.done.findings if f.sheet == sheet
    }


def test_a_sheet_on_which_no_pay_hangs_is_a_warning(clean: dict[str, Path], tmp_path: Path) -> None:
    job = ran(clean[CHIFENG], tmp_path, renamed("履职记录", "走访台账"))
    assert not job.done.failed
    assert len(told(job, "S-MEANT")) == 1


def test_an_empty_official_sheet_beside_it_is_as_none(
    clean: dict[str, Path], tmp_path: Path
) -> None:
    def change(book: Book) -> None:
        """The rows of 请假考勤 stand in the sheet of scores, and none in their own."""
        scores, away = book.sheet("绩效分配"), book.sheet("请假考勤")
        for row in range(1, away.last_row() + 1):
            for letter in "ABCDE":
                scores.put(f"{letter}{row}", away.text(f"{letter}{row}"))
        for row in range(2, away.last_row() + 1):
            away.drop(row)
        book.listed("绩效分配").set("name", "一月请假")

    job = ran(clean[CHIFENG], tmp_path, change)
    assert job.done.failed
    assert len(told(job, "S-MEANT")) == 1


def test_a_copy_beside_the_official_sheet_is_a_warning(
    clean: dict[str, Path], tmp_path: Path
) -> None:
    def change(book: Book) -> None:
        scores, away = book.sheet("绩效分配"), book.sheet("请假考勤")
        for row in range(1, away.last_row() + 1):
            for letter in "ABCDE":
                scores.put(f"{letter}{row}", away.text(f"{letter}{row}"))
        book.listed("绩效分配").set("name", "请假考勤 (2)")

    job = ran(clean[CHIFENG], tmp_path, change)
    assert not job.done.failed
    assert len(told(job, "S-TWIN")) == 1


def test_a_hidden_sheet_that_is_read_is_told(clean: dict[str, Path], tmp_path: Path) -> None:
    hide = renamed("补扣发明细", "补扣发明细", "veryHidden")
    job = ran(clean[JIAYUGUAN], tmp_path, hide)
    assert not job.done.failed
    assert told(job, "S-HIDDENSHEET") == ["工作表“补扣发明细”是隐藏的，也照读"]
    assert "S-HIDDENSHEET" not in {f.code for f in run_month(clean[JIAYUGUAN]).done.findings}
