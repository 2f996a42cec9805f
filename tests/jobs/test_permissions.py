"""What is written is as private as what it came from, bears no time, and leaves no trace."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.mutations import CHIFENG, Book, small_unit
from xlpay.base.cache import cache_folder
from xlpay.batch.run import run_batch
from xlpay.batch.state import STATE
from xlpay.cli import main
from xlpay.hosts.examples import write_examples
from xlpay.jobs.books import check_book, new_template, run_month, run_year
from xlpay.jobs.upgrading import upgrade_book
from xlpay.sample.write import write
from xlpay.workbook.file import safe

pytestmark = pytest.mark.filterwarnings("error")
MONTH = "2026-01"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "工资.xlsx"
    write(small_unit(CHIFENG), path)
    return path


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    old = os.umask(0o022)
    yield
    os.umask(old)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def report(book: Path, out: Path) -> Any:
    made = Book.open(book)
    sheet = made.sheet("花名册")
    sheet.put(sheet.at(2, "进入社区日期"), "去年")
    made.save(book)
    return run_month(book, out).output


SAME = ("run", "check", "bonus", "compare")  # leave their input as it is


def lacking(book: Path) -> Path:
    """The workbook without one of its sheets."""
    given = mode(book)
    made = Book.open(book)
    made.remove_sheet("汇总")
    made.save(book)
    book.chmod(given)
    return book


def compared(book: Path, out: Path) -> Path:
    assert main(["compare", str(book), "--set", "基本工资占比=0.7", "--out", str(out)]) == 0
    return next(out.iterdir())


def upgraded(book: Path, out: Path) -> Path | None:
    out.mkdir(exist_ok=True)
    return upgrade_book(lacking(book), out / "新.xlsx").output


JOBS: dict[str, Callable[[Path, Path], Any]] = {
    "run": lambda book, out: run_month(book, out).output,
    "report": report,
    "check": lambda book, out: check_book(book, out).output,
    "bonus": lambda book, out: run_year(book, 2025, out).output,
    "compare": compared,
    "upgrade": upgraded,
}


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("given", [0o600, 0o640, 0o664])
def test_an_output_is_as_private_as_its_input(
    job: str, given: int, book: Path, tmp_path: Path
) -> None:
    if os.name != "posix":
        return
    book.chmod(given)
    made = JOBS[job](book, tmp_path / "out")
    assert made is not None and mode(made) == given


def test_the_old_outputs_permissions_stay(book: Path, tmp_path: Path) -> None:
    if os.name != "posix":
        return
    made = run_month(book, tmp_path / "out").output
    assert made is not None and mode(made) == 0o644
    made.chmod(0o640)
    run_month(book, tmp_path / "out")
    assert mode(made) == 0o640
    shutil.copy(book, made)  # no output of ours: kept beside
    made.chmod(0o600)
    run_month(book, tmp_path / "out")
    kept = made.with_name(f"{made.stem}.旧-1.xlsx")
    assert (mode(made), mode(kept)) == (0o600, 0o600)


def test_state_and_summary_are_as_private_as_the_most_private_workbook(
    book: Path, tmp_path: Path
) -> None:
    if os.name != "posix":
        return
    other = tmp_path / "别处.xlsx"
    shutil.copy(book, other)
    book.chmod(0o640)
    other.chmod(0o604)
    out = tmp_path / "out"
    run_batch([str(book), str(other)], out, workers=1)
    assert {mode(out / STATE), mode(out / "汇总.xlsx")} == {0o600}


def test_a_temporary_file_is_its_owners_alone(tmp_path: Path) -> None:
    if os.name != "posix":
        return
    with safe.write_whole(tmp_path / "a", 0o666) as file:
        file.write(b"x")
        (temporary,) = tmp_path.iterdir()
        assert mode(temporary) == 0o600
    assert mode(tmp_path / "a") == 0o666


# ── after a kill

CHILD = """
import sys, time
from pathlib import Path
from xlpay.workbook.file.safe import write_whole
with write_whole(Path(sys.argv[1])) as file:
    file.write(b"150429199211300088")
    file.flush()
    print("ready", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_run_left_goes_with_the_next_run_anywhere(tmp_path: Path, book: Path) -> None:
    if os.name != "posix":
        return
    one, other = tmp_path / "甲", tmp_path / "乙"
    one.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(one / "a.xlsx")], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        run_month(book, other)
        assert len(list(one.iterdir())) == 1  # that of a living run stays
        child.send_signal(signal.SIGKILL)
    assert len(list(one.iterdir())) == 1
    run_month(book, other)
    assert list(one.iterdir()) == []
    assert not list((cache_folder() / "temporaries").iterdir())


def test_a_note_that_was_tampered_with_removes_nothing(tmp_path: Path) -> None:
    folder = cache_folder() / "temporaries"
    folder.mkdir(parents=True, exist_ok=True)
    precious = tmp_path / ".xlpay-0123456789abcdef.tmp"
    for name, text in (
        ("xlpay-aaaaaaaaaaaaaaaa.path", str(precious).encode()),
        ("xlpay-0123456789abcdef.path", str(tmp_path / "工资.xlsx").encode()),
        ("xlpay-bbbbbbbbbbbbbbbb.path", b"\0\xff"),
    ):
        (folder / name).write_bytes(text)
    precious.write_bytes(b"x")
    (tmp_path / "工资.xlsx").write_bytes(b"x")
    safe.sweep_noted()
    assert precious.exists() and (tmp_path / "工资.xlsx").exists()
    for path in folder.iterdir():
        path.unlink()


# ── no clock


def test_no_output_says_when_it_was_made(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each twice, at two times, byte for byte."""
    made: list[list[bytes]] = []
    gap = lacking(Path(shutil.copy(book, tmp_path / "少表.xlsx")))
    for number, year in enumerate((2001, 2031)):
        moment = time.struct_time((year, 2, 3, 4, 5, 6, 0, 34, 0))
        monkeypatch.setattr(time, "localtime", lambda *_, now=moment: now)
        monkeypatch.setattr(time, "time", lambda now=moment: time.mktime(now))
        own = tmp_path / f"{number}"
        own.mkdir()
        mine = Path(shutil.copy(book, own / "工资.xlsx"))
        paths = [job(mine, own / name) for name, job in JOBS.items() if name in SAME]
        paths.append(upgrade_book(gap, own / "升级.xlsx").output)
        mine = Path(shutil.copy(book, own / "工资.xlsx"))
        paths.append(report(mine, own / "report"))
        paths.append(new_template(own / "模板.xlsx"))
        paths.append(new_template(own / "赤峰.xlsx", "chifeng-2020"))
        paths.append(write_examples(own / "例.xlsx"))
        run_batch([str(book)], own / "batch", workers=1)
        paths.append(own / "batch" / "汇总.xlsx")
        made.append([path.read_bytes() for path in paths if path is not None])
    for one, other in zip(*made, strict=True):
        assert one == other
