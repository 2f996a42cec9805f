"""What a console gets: printable, masked, one line for a surprise, whatever the streams do."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.mutations import CHIFENG, Book, small_unit
from tests.support.places import PACKAGE
from xlpay.base.masking import mask_numbers
from xlpay.cli import main
from xlpay.cli.console import clean
from xlpay.sample.write import write

MONTH = "2026-01"


@pytest.fixture(scope="module")
def clean_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("console") / "工资.xlsx"
    write(small_unit(CHIFENG), path)
    return path


@pytest.fixture
def book(clean_book: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(clean_book, tmp_path / "工资.xlsx"))


def changed(book: Path, sheet: str, header: str, value: str) -> Path:
    made = Book.open(book)
    page = made.sheet(sheet)
    page.put(page.at(2, header), value)
    made.save(book)
    return book


def run(shell: str, *words: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """A command in a shell; $0 is the program, $1 … the words."""
    program = f'"{sys.executable}" -m xlpay.cli'
    return subprocess.run(
        ["bash", "-c", shell.replace("XLPAY", program), "x", *words],
        capture_output=True,
        cwd=cwd,
        timeout=60,
        check=False,
    )


# ── the door


def test_nothing_goes_to_a_console_by_another_door() -> None:
    for path in (PACKAGE / "cli").glob("*.py"):
        if path.name == "console.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
            assert not called, path.name
            written = isinstance(node, ast.Attribute) and node.attr in ("write", "buffer")
            assert not written, path.name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("6222021234567890128", "622**************28"),
        ("150429-19921130-0088", "150***-********-**88"),
        ("6222 0212 3456 7890 128", "622* **** **** **** *28"),
        ("138-0000-1234", "138-****-**34"),
        ("１３８００００１２３４", "１３８******３４"),
        ("15042919921130008X", "150429**********8X"),
        ("2026-01-05 2026-01-16 2026-02", "2026-01-05 2026-01-16 2026-02"),
        ("（2026-01-05）13800001234 2026-01", "（2026-01-05）138******34 2026-01"),
        ("应发合计 43901.07 元，12 人", "应发合计 43901.07 元，12 人"),
    ],
)
def test_long_numbers_are_masked_with_what_stands_inside(text: str, shown: str) -> None:
    assert mask_numbers(text) == shown


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        ("\x1b[2J", "\\u001b[2J"),
        ("\a", "\\u0007"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\x9b", "\\u009b"),
        ("\udcff", "\\udcff"),
        ("\U000e0041", "\\U000e0041"),
        ("\n", "\\u000a"),
        ("\r", "\\u000d"),
        ("\u3000", "\u3000"),
    ],
)
def test_what_cannot_be_printed_is_escaped(sign: str, shown: str) -> None:
    assert clean(f"甲{sign}乙") == f"甲{shown}乙"


def test_a_cell_and_a_file_name_cannot_speak_to_the_terminal(book: Path, tmp_path: Path) -> None:
    odd = book.rename(tmp_path / "工资\x1b[31m\u202e.xlsx")
    changed(odd, "花名册", "人员类别", "_x001B_[2J_x0007_OK")
    done = run('XLPAY run "$1"; XLPAY explain "$1" --person 不在', str(odd), cwd=tmp_path)
    assert not {b"\x1b"[0], 7} & {*done.stdout, *done.stderr}
    assert "\u202e" not in (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("header", ["进入社区日期", "人员类别", "等级"])
def test_numbers_of_persons_are_masked_in_every_kind_of_output(
    header: str, book: Path, capfdbinary: Any
) -> None:
    roster = "学历" if header == "等级" else header
    for value in ("6222021234567890128", "150429-19921130-0088", "138 0000 1234"):
        changed(book, "花名册", roster, value)
        for words in (["check"], ["check", "--json"], ["check", "--all-findings"]):
            main([*words, str(book)])
            told = capfdbinary.readouterr()
            assert value.encode() not in told.out + told.err


# ── streams


def test_a_full_standard_output_is_told(book: Path, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        return
    for words in ('run "$1"', 'run "$1" --json', "policy list", "--help", "fn CWGRADE 正职 5"):
        done = run(f"XLPAY {words} > /dev/full", str(book), cwd=tmp_path)
        assert done.returncode == 2, words
        lines = [line for line in done.stderr.decode().splitlines() if "F-CONSOLE" in line]
        assert len(lines) == 1, words
        assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr
    assert (tmp_path / f"工资-{MONTH}.xlsx").exists()


@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_a_closed_stream_changes_no_result(closed: str, book: Path, tmp_path: Path) -> None:
    if "full" in closed and not Path("/dev/full").exists():
        return
    whole = run('XLPAY run "$1" --out whole', str(book), cwd=tmp_path)
    done = run(f'XLPAY run "$1" --out other {closed}', str(book), cwd=tmp_path)
    assert (whole.returncode, done.returncode) == (0, 0)
    name = f"工资-{MONTH}.xlsx"
    assert (tmp_path / "other" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert b"Traceback" not in done.stderr
    wrong = run(f"XLPAY run 没有.xlsx {closed}", cwd=tmp_path)
    assert wrong.returncode == 2


def test_a_reader_that_goes_away_is_no_fault(book: Path, tmp_path: Path) -> None:
    done = run('XLPAY run "$1" --json | true; echo ${PIPESTATUS[0]}', str(book), cwd=tmp_path)
    assert done.stdout.strip() == b"0"
    assert b"Broken" not in done.stderr and b"Traceback" not in done.stderr


def test_few_file_handles_are_a_line(book: Path, tmp_path: Path) -> None:
    for handles in (5, 6, 7):
        done = run(f'ulimit -n {handles}; XLPAY run "$1"', str(book), cwd=tmp_path)
        assert b"/xlpay/" not in done.stderr, done.stderr.decode()  # where Python itself starts


def test_odd_bytes_in_file_names(book: Path, tmp_path: Path) -> None:
    if sys.platform in ("win32", "darwin"):  # names there are text
        return
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.xlsx")
    book.rename(odd)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xfd.toml")).write_text("x = 1")
    done = run('XLPAY run "$1" --json', odd, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout.decode("utf-8"))  # strictly
    assert told["book"].endswith("\udcff\udcfe.xlsx")
    for _ in range(2):
        batch = run("XLPAY batch . --out out --json --workers 1", cwd=tmp_path)
        assert batch.returncode == 0, batch.stderr.decode()
        (row,) = json.loads(batch.stdout.decode("utf-8"))["books"]
        assert row["status"] == "完成"
    assert row["skipped"]


# ── the last net


def fails(error: BaseException) -> Callable[..., Any]:
    def failing(*_: object, **__: object) -> Any:
        raise error

    return failing


class Panic(BaseException):
    """As a library's panic: no Exception."""


@pytest.mark.parametrize(
    "kind", [KeyError, MemoryError, RecursionError, Panic], ids=lambda kind: kind.__name__
)
def test_any_surprise_is_one_line_and_a_file(
    kind: type[BaseException],
    book: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: Any,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    for _ in range(2):
        error = kind("150429199211300088 张三")
        monkeypatch.setattr("xlpay.jobs.books.month_run", fails(error))
        assert main(["run", str(book)]) == 2
        captured = capfd.readouterr()
        (line,) = captured.err.splitlines()
        assert line.startswith("F-FAULT ") and kind.__name__ in line
        assert not captured.out
    (report,) = (tmp_path / "cache").rglob("fault-*.txt")  # one fault is one file
    text = report.read_text("utf-8")
    assert kind.__name__ in text and "xlpay/jobs/books.py:" in text
    for personal in ("张三", "1504", str(tmp_path), "工资", str(Path.home())):
        assert personal not in text
    if os.name == "posix":
        assert report.stat().st_mode & 0o777 == 0o600


def test_a_fault_in_a_batch_is_told_without_what_it_said(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("xlpay.jobs.books.month_run", fails(KeyError("张三")))
    assert main(["batch", str(book), "--out", str(tmp_path / "out"), "--workers", "1"]) == 2
    told = capfd.readouterr()
    assert "F-FAULT" in told.err and "KeyError" in told.err and "张三" not in told.err + told.out


@pytest.mark.parametrize("year", ["99999999999", "1899", "2201", "-5", "0"])
def test_a_year_that_is_none(year: str, book: Path, capfd: Any) -> None:
    assert main(["bonus", str(book), "--year", year]) == 2
    assert capfd.readouterr().err.startswith("P-YEAR ")


def test_a_demo_where_a_file_stands(book: Path, capfd: Any) -> None:
    assert main(["demo", str(book)]) == 2
    assert capfd.readouterr().err.startswith("F-")


@pytest.mark.parametrize(
    "name", ["赤" * 90, "赤" * 9000, "a/b", "../x", "a\0b", "CON", ".", "..", "x" * 300, "~/x", "*"]
)
def test_the_policys_name_in_a_cell_is_no_path(name: str, book: Path, capfd: Any) -> None:
    made = Book.open(book)
    sheet = made.sheet("参数")
    at = next(f"B{row}" for row in range(2, 60) if sheet.text(f"A{row}") == "政策")
    sheet.put(at, name.replace("\0", "_x0000_"))
    made.save(book)
    assert main(["check", str(book)]) == 1
    assert "P-SCHEME 参数!" in capfd.readouterr().err
