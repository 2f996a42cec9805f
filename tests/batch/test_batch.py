"""Many workbooks at once: each for itself, none over another, done ones left alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.mutations import CHIFENG, JIAYUGUAN, Book, small_unit
from xlpay.batch import files as batch_files
from xlpay.batch import pool
from xlpay.batch import run as batch
from xlpay.batch.paid import paid_in
from xlpay.batch.rows import DONE, ERRORS, UNUSABLE, BookResult, run_one
from xlpay.batch.run import run_batch
from xlpay.batch.state import STATE
from xlpay.cli import main
from xlpay.sample.write import write

MONTH = "2026-01"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A clean workbook of each city, one with an error, and one that is none."""
    folder = tmp_path_factory.mktemp("books")
    paths = {name: folder / f"{name}.xlsx" for name in (CHIFENG, JIAYUGUAN, "bad", "text")}
    for city in (CHIFENG, JIAYUGUAN):
        write(small_unit(city), paths[city])
    bad = Book.open(paths[CHIFENG])
    bad.sheet("花名册").put("E12", "去年")
    bad.save(paths["bad"])
    paths["text"].write_text("姓名,金额\n")
    return paths


@pytest.fixture
def folder(tmp_path: Path, books: dict[str, Path]) -> Path:
    """A folder with folders: two books of one name, a bad one, a locked one, a report."""
    root = tmp_path / "各 街道"
    for place, name in (("", CHIFENG), ("东街", CHIFENG), ("西街/老城", JIAYUGUAN)):
        (root / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(books[name], root / place / "工资.xlsx")
    shutil.copy(books["bad"], root / "东街" / "有错.xlsx")
    shutil.copy(books["text"], root / "不是表.xlsx")
    (root / "~$工资.xlsx").write_bytes(b"lock")
    (root / ".~lock.工资.xlsx#").write_bytes(b"lock")
    (root / "说明.txt").write_text("不读")
    return root


def rows_of(out: Path) -> list[dict[str, Any]]:
    """The rows of the summary workbook, by header."""
    sheet = openpyxl.load_workbook(out / "汇总.xlsx", data_only=True)["批量汇总"]
    lines = list(sheet.iter_rows(values_only=True))
    head = [str(value) for line in lines if line[0] == "head" for value in line]
    return [dict(zip(head, line, strict=True)) for line in lines if line[0] == "r"]


def outputs(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*.xlsx")}


def statuses(rows: Sequence[BookResult]) -> dict[str, str]:
    return {row.book: row.status for row in rows}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_bad_workbook_is_a_row_and_stops_nobody(
    workers: str, folder: Path, tmp_path: Path, capfd: Any
) -> None:
    out = tmp_path / "out"
    assert main(["batch", str(folder), "--out", str(out), "--workers", workers]) == 1
    captured = capfd.readouterr()
    assert "东街/有错.xlsx 错误 C-DATE 花名册!E12" in captured.err
    assert "不是表.xlsx F-TEXT" in captured.err
    assert outputs(out) == {
        f"工资-{MONTH}.xlsx",
        f"东街/工资-{MONTH}.xlsx",
        f"东街/有错-{MONTH}-校验报告.xlsx",
        f"西街/老城/工资-{MONTH}.xlsx",
        "汇总.xlsx",
    }
    found = {row["文件"]: row for row in rows_of(out)}
    assert {name: row["状态"] for name, row in found.items()} == {
        "工资.xlsx": DONE,
        "东街/工资.xlsx": DONE,
        "东街/有错.xlsx": ERRORS,
        "西街/老城/工资.xlsx": DONE,
        "不是表.xlsx": UNUSABLE,
    }
    assert found["工资.xlsx"]["人数"] == 12
    assert found["工资.xlsx"]["应发合计"] == pytest.approx(43901.07)
    assert found["东街/有错.xlsx"]["错误"] == 1


def test_nothing_is_done_twice(folder: Path, tmp_path: Path, books: dict[str, Path]) -> None:
    out = tmp_path / "out"
    first = run_batch([str(folder)], out, workers=1)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("工资*.xlsx")}
    again = run_batch([str(folder)], out, workers=1)
    assert statuses(again.rows) == statuses(first.rows)
    assert {row.book for row in again.rows if row.skipped} == {
        row.book for row in first.rows if row.status != UNUSABLE
    }
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert [row.gross_fen for row in again.rows] == [row.gross_fen for row in first.rows]
    # Other bytes, another month, an output that is gone: done again.
    shutil.copy(books[JIAYUGUAN], folder / "工资.xlsx")
    (out / "东街" / f"工资-{MONTH}.xlsx").unlink()
    third = run_batch([str(folder)], out, workers=1)
    fresh = {row.book for row in third.rows if not row.skipped}
    assert fresh == {"工资.xlsx", "东街/工资.xlsx", "不是表.xlsx"}
    later = run_batch([str(folder)], out, 2026 * 12 + 1, workers=1)
    assert not any(row.skipped for row in later.rows)
    assert {row.period for row in later.rows if row.status == DONE} == {"2026-02"}


def test_a_policy_beside_the_workbook_counts_as_content(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_batch([str(folder)], out, workers=1)
    (folder / "东街" / "办法.toml").write_text("x = 1")
    again = run_batch([str(folder)], out, workers=1)
    fresh = {row.book for row in again.rows if not row.skipped}
    assert fresh == {"东街/工资.xlsx", "东街/有错.xlsx", "不是表.xlsx"}


def test_local_standards_in_the_batchs_folder_serve_every_workbook(
    folder: Path, tmp_path: Path
) -> None:
    shutil.rmtree(folder / "西街")
    (folder / "东街" / "有错.xlsx").unlink()
    (folder / "不是表.xlsx").unlink()
    local = folder / "地方标准-赤峰市.toml"
    local.write_text('format = 1\nlocal = "赤峰市"\n', "utf-8")
    out = tmp_path / "out"
    run_batch([str(folder)], out)
    for path in (out / f"工资-{MONTH}.xlsx", out / "东街" / f"工资-{MONTH}.xlsx"):
        sheet = openpyxl.load_workbook(path, data_only=True)["校验报告"]
        told = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
        assert any("地方标准-赤峰市.toml" in text and "指纹" in text for text in told)
    assert all(row.skipped for row in run_batch([str(folder)], out).rows)
    local.write_text('format = 1\nlocal = "赤峰市"\n# 改过\n', "utf-8")
    assert not any(row.skipped for row in run_batch([str(folder)], out).rows)


def test_outputs_of_one_name_get_numbers_and_keep_them(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    named = [str(path) for path in sorted(folder.rglob("工资.xlsx"))]
    first = run_batch(named, out, workers=1)
    made = {f"工资-{MONTH}.xlsx", f"工资(2)-{MONTH}.xlsx", f"工资(3)-{MONTH}.xlsx"}
    assert {row.output for row in first.rows} == made
    given = dict(zip(named, (row.output for row in first.rows), strict=True))
    again = run_batch(named[::-1], out, workers=1)
    assert all(row.skipped for row in again.rows)
    assert dict(zip(named[::-1], (row.output for row in again.rows), strict=True)) == given


def test_names_that_differ_in_case_or_ending_do_not_meet(
    books: dict[str, Path], tmp_path: Path
) -> None:
    for name in ("Pay.xlsx", "pay.xlsm", "pay-2025-12.xlsx"):
        shutil.copy(books[CHIFENG], tmp_path / name)
    found = batch_files.plan([str(tmp_path / name) for name in os.listdir(tmp_path)], tmp_path, {})
    names = [f"{one.folder}/{one.name}".casefold() for one in found]
    assert len(set(names)) == 3


def test_patterns_are_expanded_and_a_file_is_taken_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    name = folder.name
    paths = [f"{name}/**/工资.xlsx", f"{name}/*街/*.xlsx", f"{name}/工资.xlsx", name]
    found = batch_files.plan(paths, tmp_path / "out", {})
    assert len(found) == len({one.path for one in found}) == 5
    assert main(["batch", f"{name}/东街/工*.xlsx", "--out", "out"]) == 0
    assert outputs(tmp_path / "out") == {f"工资-{MONTH}.xlsx", "汇总.xlsx"}


def test_own_outputs_are_not_read_again(folder: Path, books: dict[str, Path]) -> None:
    """Neither those below the folder nor those beside the workbooks."""
    shutil.copy(books[CHIFENG], folder / "只有-2026-01.xlsx")  # someone works on in an output
    assert main(["run", str(folder / "工资.xlsx")]) == 0
    assert main(["run", str(folder / "东街" / "有错.xlsx")]) == 1
    out = folder / "结果"
    for _ in range(2):
        done = run_batch([str(folder)], out, workers=1)
        assert len(done.rows) == 6
    assert f"只有-{MONTH}.xlsx" in outputs(out)
    for _ in range(2):  # into the same folder
        done = run_batch([str(folder / "东街")], folder / "东街", workers=1)
        assert statuses(done.rows) == {"工资.xlsx": DONE, "有错.xlsx": ERRORS}


# ── across workbooks


def with_people(source: Path, target: Path, unit: str, gone: Sequence[str] = ()) -> Path:
    """The workbook as another unit's, without the people of those names."""
    book = openpyxl.load_workbook(source)
    settings = book["参数"]
    at = next(cell.row for cell in settings["A"] if cell.value == "单位名称")
    settings.cell(at, 2).value = unit
    numbers = {
        row[1].value
        for row in book["花名册"].iter_rows(min_row=2)
        if row[0].value in gone and row[1].value
    }
    for sheet in book.worksheets:
        head = [cell.value for cell in sheet[1]]
        if "身份证号" in head:
            column = head.index("身份证号") + 1
            for row in range(sheet.max_row, 1, -1):
                if sheet.cell(row, column).value in numbers:
                    sheet.delete_rows(row)
    book.save(target)
    return target


def names_in(path: Path) -> list[str]:
    roster = openpyxl.load_workbook(path)["花名册"]
    return [str(row[0]) for row in roster.iter_rows(min_row=2, values_only=True) if row[0]]


def test_a_person_in_two_workbooks_is_told_with_both_places(
    books: dict[str, Path], tmp_path: Path, capfd: Any
) -> None:
    people = names_in(books[CHIFENG])
    one = with_people(books[CHIFENG], tmp_path / "甲.xlsx", "甲街道", people[6:])
    two = with_people(books[CHIFENG], tmp_path / "乙.xlsx", "乙街道", people[:5])
    out = tmp_path / "out"
    for _ in range(2):  # the second time from the results that are there
        assert main(["batch", str(one), str(two), "--out", str(out), "--skip-errors"]) == 1
        said = [line for line in capfd.readouterr().err.splitlines() if "W-PAID-TWICE" in line]
        assert len(said) == 2
        assert said[0].startswith("甲.xlsx 错误 W-PAID-TWICE 工资发放表!D")
        assert people[5] in said[0] and "乙.xlsx 工资发放表!D" in said[0]
        assert said[1].startswith("乙.xlsx") and "甲.xlsx 工资发放表!D" in said[1]
        assert "******" in said[0] and not any(len(n) > 10 for n in re.findall(r"\d+", said[0]))
    rows = {row["文件"]: row for row in rows_of(out)}
    assert {name: (row["状态"], row["错误"] >= 1) for name, row in rows.items()} == {
        "甲.xlsx": (DONE, True),
        "乙.xlsx": (DONE, True),
    }
    assert "W-PAID-TWICE" in rows["甲.xlsx"]["说明"]
    assert {f"甲-{MONTH}.xlsx", f"乙-{MONTH}.xlsx"} <= outputs(out)
    assert not re.findall(r"\b\d{17}[\dX]\b", (out / STATE).read_text("utf-8"))


def test_the_terminal_has_one_line_a_kind_of_each_workbook(
    books: dict[str, Path], tmp_path: Path, capfd: Any
) -> None:
    bad = Book.open(books[CHIFENG])
    for row in range(2, 9):
        bad.sheet("花名册").put(f"E{row}", f"去年{row}")
        bad.sheet("花名册").put(f"F{row}", "初小")
    bad.save(tmp_path / "甲.xlsx")
    shutil.copy(tmp_path / "甲.xlsx", tmp_path / "乙.xlsx")
    assert main(["batch", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    said = [line.split(" ") for line in capfd.readouterr().err.splitlines()]
    kinds = [(line[0], line[2]) for line in said if line[1] == "错误"]
    assert sorted(kinds) == (
        [("乙.xlsx", "C-DATE"), ("乙.xlsx", "C-WORD"), ("甲.xlsx", "C-DATE"), ("甲.xlsx", "C-WORD")]
    )
    whole = [" ".join(line) for line in said]
    assert any("共 7 条" in line for line in whole)
    assert all(re.search(r"共 \d 处：第", line) for line in whole if " C-WORD " in line)


def test_all_who_are_paid_twice_are_one_line_a_workbook(
    books: dict[str, Path], tmp_path: Path, capfd: Any
) -> None:
    one = with_people(books[CHIFENG], tmp_path / "甲.xlsx", "甲街道", [])
    two = with_people(books[CHIFENG], tmp_path / "乙.xlsx", "乙街道", [])
    assert main(["batch", str(one), str(two), "--out", str(tmp_path / "out")]) == 1
    said = [line for line in capfd.readouterr().err.splitlines() if "W-PAID-TWICE" in line]
    assert len(said) == 2 and all("共 12 条" in line for line in said)


def test_the_same_workbook_twice_is_told(
    books: dict[str, Path], tmp_path: Path, capfd: Any
) -> None:
    shutil.copy(books[CHIFENG], tmp_path / "工资.xlsx")
    shutil.copy(books[CHIFENG], tmp_path / "工资 - 副本.xlsx")
    changed = openpyxl.load_workbook(books[CHIFENG])
    changed["花名册"]["BZ30"] = "改过"
    changed.save(tmp_path / "新工资.xlsx")
    assert main(["batch", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    said = [line for line in capfd.readouterr().err.splitlines() if "W-BOOK-TWICE" in line]
    assert len(said) == 3  # a line for each of the three, whatever number of others it is like
    assert sum("内容完全相同" in line for line in said) == 2
    assert sum("单位名称和工资月份相同" in line for line in said) == 2


def test_the_summary_has_sums_and_the_change_since_last_month(
    folder: Path, tmp_path: Path, capfd: Any
) -> None:
    out = tmp_path / "out"
    names = [str(folder / "西街" / "老城" / "工资.xlsx"), str(folder / "工资.xlsx")]
    assert main(["batch", *names, "--out", str(out)]) == 0
    assert [row["比上月应发"] for row in rows_of(out)] == [None, None]
    assert main(["batch", *names, "--out", str(out), "--month", "2026-02"]) == 0
    first, second = rows_of(out)
    january = paid_in(out / second["输出"].replace("2026-02", MONTH))
    february = paid_in(out / second["输出"])
    assert january is not None and february is not None
    change = (february.gross_fen - january.gross_fen) / 100
    assert second["比上月应发"] == pytest.approx(change)
    assert second["应发合计"] == pytest.approx(february.gross_fen / 100)
    assert second["实发合计"] == pytest.approx(february.net_fen / 100)
    assert (first["比上月人数"], second["比上月人数"]) == (0, 0)
    said = capfd.readouterr().out
    assert "实发合计" in said and "和上月结果比（2 个工作簿）" in said


def test_results_are_no_workbooks_wherever_they_lie(folder: Path, tmp_path: Path) -> None:
    assert main(["run", str(folder / "工资.xlsx")]) == 0
    (folder / "上月").mkdir()
    made = folder / f"工资-{MONTH}.xlsx"
    shutil.copy(made, folder / "上月" / "随便叫什么.xlsx")
    shutil.copy(made, folder / "上月" / f"工资-{MONTH}.旧-1.xlsx")
    found = batch_files.plan([str(folder), str(folder / "上月" / "*.xlsx")], tmp_path / "out", {})
    assert len(found) == 5
    named = batch_files.plan([str(folder / "上月" / "随便叫什么.xlsx")], tmp_path / "out", {})
    assert len(named) == 1  # what is named is tried
    saved = openpyxl.load_workbook(made)  # somebody goes on working in it
    saved.save(folder / "上月" / "接着做.xlsx")
    assert len(batch_files.plan([str(folder)], tmp_path / "out", {})) == 6


def test_json_is_for_machines(folder: Path, tmp_path: Path, capfdbinary: Any) -> None:
    assert main(["batch", str(folder), "--out", str(tmp_path / "out"), "--json"]) == 1
    told = json.loads(capfdbinary.readouterr().out)
    assert told["status"] == 1
    assert told["summary"].endswith("汇总.xlsx")
    assert {book["book"]: book["gross"] for book in told["books"]}["工资.xlsx"] == "43901.07"


def test_exit_codes(books: dict[str, Path], tmp_path: Path, capfd: Any) -> None:
    out = str(tmp_path / "out")
    assert main(["batch", str(books[CHIFENG]), "--out", out]) == 0
    assert main(["batch", str(books[CHIFENG]), str(books["bad"]), "--out", out]) == 1
    skipping = ["batch", str(books["bad"]), "--out", out, "--skip-errors"]
    assert main(skipping) == 0
    assert main(["batch", str(books["text"]), "没有.xlsx", "--out", out]) == 2
    capfd.readouterr()
    assert main(["batch", str(tmp_path / "没有*.xlsx"), "--out", out]) == 2
    assert capfd.readouterr().err.startswith("F-NO-BOOKS ")


def test_a_state_that_cannot_be_read_is_done_without(
    books: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / STATE).write_text("{半")
    assert run_batch([str(books[CHIFENG])], tmp_path).status == 0
    (tmp_path / STATE).write_text('{"version": 1, "books": {"x": 1}}')
    assert not run_batch([str(books[CHIFENG])], tmp_path).rows[0].skipped


def test_a_process_that_dies_costs_one_workbook(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed by the system for its memory, say; here by a stand-in for the run."""
    monkeypatch.setattr(batch, "run_one", dies_of_one_book)
    done = run_batch([str(folder)], tmp_path / "out", workers=2)
    dead = [row for row in done.rows if row.status == UNUSABLE]
    assert [row.book for row in dead] == ["不是表.xlsx"]
    assert "意外结束" in dead[0].why
    assert sum(row.status == DONE for row in done.rows) == 4


def dies_of_one_book(task: batch_files.Task) -> BookResult:
    """Runs in a process of its own."""
    if task.found.name == "不是表":
        os._exit(9)
    return BookResult(task.found.shown, DONE)


def test_a_fault_of_ours_is_a_row_too(
    books: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> Iterator[None]:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("xlpay.jobs.books.run_month", fails)
    done = run_batch([str(books[CHIFENG]), str(books[JIAYUGUAN])], tmp_path, workers=1)
    assert [row.status for row in done.rows] == [UNUSABLE] * 2
    assert "ZeroDivisionError" in done.rows[0].why


# ── what is known of earlier batches


def test_outputs_are_known_by_their_mark_not_by_name(
    folder: Path, books: dict[str, Path], tmp_path: Path
) -> None:
    """Results of earlier runs lie anywhere; a workbook may be called as a result is."""
    for place in ("", "东街/旧", "东街/旧/更旧"):
        assert main(["run", str(folder / "工资.xlsx"), "--out", str(folder / place)]) == 0
    shutil.copy(books["bad"], folder / f"工资-{MONTH}-校验报告.xlsx")  # somebody's own
    shutil.copy(books[JIAYUGUAN], folder / "西街" / f"工资-{MONTH}.xlsx")
    found = {one.shown for one in batch_files.plan([str(folder)], tmp_path / "out", {})}
    assert found == {
        "工资.xlsx",
        "东街/工资.xlsx",
        "东街/有错.xlsx",
        "西街/老城/工资.xlsx",
        "不是表.xlsx",
        f"工资-{MONTH}-校验报告.xlsx",
        f"西街/工资-{MONTH}.xlsx",
    }


def test_a_changed_report_or_summary_is_no_workbook(folder: Path, tmp_path: Path) -> None:
    run_batch([str(folder)], folder, workers=1)  # into the folder itself
    for made in (folder / "汇总.xlsx", folder / "东街" / f"有错-{MONTH}-校验报告.xlsx"):
        openpyxl.load_workbook(made).save(made)
    assert len(batch_files.plan([str(folder)], folder, {})) == 5


def test_an_output_is_proven_before_it_is_believed(books: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run_batch([str(books[CHIFENG])], out, workers=1).rows[0]
    made = out / first.output
    whole = made.read_bytes()
    for other in (whole[:100], b"", whole[:-30] + b"\1" + whole[-29:]):
        made.write_bytes(other)
        again = run_batch([str(books[CHIFENG])], out, workers=1).rows[0]
        assert (again.skipped, again.gross_fen) == (False, first.gross_fen)
        assert made.read_bytes() == whole
    assert run_batch([str(books[CHIFENG])], out, workers=1).rows[0].skipped


def test_an_edited_state_is_not_believed(books: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run_batch([str(books[CHIFENG])], out, workers=1).rows[0]
    text = (out / STATE).read_text("utf-8")
    for was, now in (
        (str(first.gross_fen), "99999999"),
        ('"people": 12', '"people": 120'),
        ('"status": "完成"', '"status": "有错误"'),
        (f'"{first.output}"', '"../../etc/passwd"'),
        (f'"name": "{CHIFENG}"', '"name": "../x"'),
    ):
        assert was in text
        (out / STATE).write_text(text.replace(was, now), "utf-8")
        again = run_batch([str(books[CHIFENG])], out, workers=1).rows[0]
        assert again == first
    assert not (tmp_path / f"x-{MONTH}.xlsx").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "1",
        "{",
        "[" * 100_000,
        '{"version": 2}',
        '{"version": 2, "books": null}',
        '{"version": 2, "books": []}',
        '{"version": 2, "books": "x"}',
        '{"version": {}, "books": {}}',
        '{"version": 2, "books": {"BOOK": null}}',
        '{"version": 2, "books": {"BOOK": []}}',
        '{"version": 2, "books": {"BOOK": {"name": 1}}}',
        '{"version": 2, "books": {"BOOK": {"name": "x", "folder": "", "row": {}}}}',
        '{"version": 2, "books": {"BOOK": {"name": "x", "folder": "", "row": {"book": 1}}}}',
        '{"version": 2, "books": {"BOOK": {"name": "x", "folder": "", "row": []}}}',
        '{"version": 1e999, "books": NaN}',
    ],
)
def test_no_state_makes_a_batch_fail(text: str, books: dict[str, Path], tmp_path: Path) -> None:
    book = books["bad"]
    (tmp_path / STATE).write_text(text.replace("BOOK", str(book)))
    row = run_batch([str(book)], tmp_path, workers=1).rows[0]
    assert (row.status, row.skipped) == (ERRORS, False)


def test_a_state_that_is_no_file(books: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / STATE).write_bytes(b"\xff\xfe\x00")
    assert not run_batch([str(books["bad"])], tmp_path, workers=1).rows[0].skipped


def test_a_workbook_saved_while_it_is_computed_is_run_again(
    books: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state knows the bytes that were read, not those that stood there afterwards."""
    book, out = tmp_path / "工资.xlsx", tmp_path / "out"
    shutil.copy(books[CHIFENG], book)
    real = run_one

    def saved_meanwhile(task: batch_files.Task) -> BookResult:
        row = real(task)
        shutil.copy(books[JIAYUGUAN], book)
        return row

    monkeypatch.setattr(batch, "run_one", saved_meanwhile)
    first = run_batch([str(book)], out, workers=1).rows[0]
    monkeypatch.setattr(batch, "run_one", real)
    second = run_batch([str(book)], out, workers=1).rows[0]
    assert not second.skipped and second.unit != first.unit


def test_another_result_of_last_month_is_a_change(books: dict[str, Path], tmp_path: Path) -> None:
    out, one = tmp_path / "out", [str(books[CHIFENG])]
    run_batch(one, out, workers=1)
    february = 2026 * 12 + 1
    run_batch(one, out, february, workers=1)
    assert run_batch(one, out, february, workers=1).rows[0].skipped
    january = out / f"{CHIFENG}-{MONTH}.xlsx"
    openpyxl.load_workbook(january).save(january)
    assert not run_batch(one, out, february, workers=1).rows[0].skipped


def test_a_death_costs_only_what_was_in_hand(
    books: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone: list[str] = []
    plain = pool._alone

    def counted(run: pool.Run, task: batch_files.Task) -> BookResult:
        alone.append(task.found.name)
        return plain(run, task)

    monkeypatch.setattr(pool, "_alone", counted)
    monkeypatch.setattr(batch, "run_one", dies_of_one_book)
    names = ["不是表", *(f"第{number}本" for number in range(20))]
    for name in names:
        shutil.copy(books["text"], tmp_path / f"{name}.xlsx")
    paths = [str(tmp_path / f"{name}.xlsx") for name in names]
    done = run_batch(paths, tmp_path / "out", workers=2)
    assert [row.status for row in done.rows] == [UNUSABLE, *[DONE] * 20]
    assert "不是表" in alone and len(alone) <= 4


CHILD = """
import sys
from pathlib import Path
from tests.batch.test_batch import sleeps
from xlpay.batch import run as batch
batch.run_one = sleeps
batch.run_batch(sys.argv[2:], Path(sys.argv[1]), workers=2)
"""


def sleeps(task: batch_files.Task) -> BookResult:
    """Runs in a process of its own: it says which, and waits."""
    (task.out / f"{os.getpid()}.pid").touch()
    time.sleep(60)
    return BookResult(task.found.shown, DONE)


def test_workers_end_with_their_parent(books: dict[str, Path], tmp_path: Path) -> None:
    given = [sys.executable, "-c", CHILD, str(tmp_path), *map(str, books.values())]
    with subprocess.Popen(given) as parent:
        until = time.monotonic() + 60
        while len(list(tmp_path.glob("*.pid"))) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        parent.kill()
    workers = [int(path.stem) for path in tmp_path.glob("*.pid")]
    assert len(workers) == 2
    until = time.monotonic() + 20
    while any(map(lives, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(lives, workers))


def lives(process: int) -> bool:
    """Whether a process is there and is no mere entry that nobody asked about."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
