"""A run killed at any moment leaves the old output or the new one, and nothing that confuses."""

from __future__ import annotations

import errno
import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.support.mutations import CHIFENG, Book, small_unit
from tests.support.sizes import first_seed, size
from xlpay.cli import main
from xlpay.sample.write import write
from xlpay.workbook.file import safe

MONTH = "2026-01"
KILLS = size("kills", 20, in_ci=60)
# Ready once everything is imported and has run; each line then is a run of the workbook.
CHILD = """
import sys
from pathlib import Path
from xlpay.jobs.books import run_month
book, out = Path(sys.argv[1]), Path(sys.argv[2])
run_month(book, out / "warm")
while True:
    print("ready", flush=True)
    sys.stdin.readline()
    run_month(book, out)
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "工资.xlsx"
    write(small_unit(CHIFENG), path)
    return path


@pytest.fixture(scope="module")
def fresh(book: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a run that nobody kills writes."""
    out = tmp_path_factory.mktemp("fresh")
    assert main(["run", str(book), "--out", str(out)]) == 0
    return (out / f"工资-{MONTH}.xlsx").read_bytes()


class Runs:
    """Children that run the workbook when told, one after the other."""

    def __init__(self, book: Path, out: Path) -> None:
        self._command = [sys.executable, "-c", CHILD, str(book), str(out)]
        self.child = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ready(self) -> None:
        assert self.child.stdout is not None
        assert self.child.stdout.readline() == b"ready\n"

    def go(self) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write(b"\n")
        self.child.stdin.flush()

    def kill(self) -> None:
        self.child.send_signal(signal.SIGKILL)
        self.child.communicate()

    def again(self) -> None:
        self.child = self._start()


def test_a_kill_at_any_moment_leaves_the_old_output_or_the_new(
    book: Path, fresh: bytes, tmp_path: Path
) -> None:
    target = tmp_path / f"工资-{MONTH}.xlsx"
    kept = tmp_path / f"工资-{MONTH}.旧-1.xlsx"
    rng = random.Random(first_seed(2026))
    waiting = [Runs(book, tmp_path) for _ in range(4)]  # starting a process takes longest
    try:
        waiting[0].ready()
        start = time.perf_counter()
        waiting[0].go()
        waiting[0].ready()
        reach_s = (time.perf_counter() - start) * 1.3
        left = {"old": 0, "new": 0}
        for number in range(KILLS):
            runs = waiting[number % len(waiting)]
            if number or runs is not waiting[0]:
                runs.ready()
            old = b"old" if rng.random() < 0.5 else None
            target.unlink(missing_ok=True)
            if old is not None:
                target.write_bytes(old)
            runs.go()
            time.sleep(rng.uniform(0, reach_s))
            runs.kill()
            found = target.read_bytes() if target.exists() else None
            assert found in (old, fresh), f"kill {number}"
            left["new" if found == fresh else "old"] += 1
            reach_s *= 0.93 if found == fresh else 1.05  # half of them in time, however busy
            others = {path.name for path in tmp_path.iterdir()} - {target.name, "warm"}
            others.discard(kept.name)  # a copy of what was no output of ours, never another's
            assert all(name.startswith(".xlpay-") and name.endswith(".tmp") for name in others)
            assert not kept.exists() or kept.read_bytes() == b"old"
            runs.again()
    finally:
        for runs in waiting:
            runs.kill()
    assert min(left.values()) > KILLS // 10, left  # the moments fell on both sides
    (tmp_path / ".xlpay-0123456789abcdef.tmp").write_bytes(b"half")
    target.unlink(missing_ok=True)
    assert main(["run", str(book), "--out", str(tmp_path)]) == 0
    assert target.read_bytes() == fresh
    assert {path.name for path in tmp_path.iterdir()} == {target.name, kept.name, "warm"}


def test_the_temporary_file_of_a_living_run_stays(tmp_path: Path) -> None:
    with safe.write_whole(tmp_path / "a") as file:
        file.write(b"1")
        living = list(tmp_path.iterdir())
        code = "import sys; from pathlib import Path; from xlpay.workbook.file import safe;"
        code += "safe.sweep(Path(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
        assert list(tmp_path.iterdir()) == living
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_sweeping_and_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from xlpay.workbook.file import safe\n"
    code += "print(1, flush=True)\nwhile True: safe.sweep(Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as sweeper:
        try:
            assert sweeper.stdout is not None
            sweeper.stdout.readline()
            for number in range(1000):
                with safe.write_whole(tmp_path / "a") as file:
                    file.write(b"%d" % number)
                assert (tmp_path / "a").read_bytes() == b"%d" % number
        finally:
            sweeper.kill()


# ── places where nothing can be written


def refused(book: Path, out: Path, capfd: Any) -> str:
    """The code of a run that can't write, which leaves nothing behind."""
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert main(["run", str(book), "--out", str(out)]) == 2
    lines = capfd.readouterr().err.splitlines()
    codes: list[str] = [line.split()[0] for line in lines if line.startswith("F-")]
    assert len(codes) == 1, lines
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    return codes[0]


@pytest.mark.parametrize(
    ("error", "code"),
    [(errno.ENOSPC, "F-DISK-FULL"), (errno.EROFS, "F-READ-ONLY"), (errno.EACCES, "F-IN-USE")],
)
@pytest.mark.parametrize("when", ["opening", "writing", "syncing", "renaming"])
def test_a_place_that_refuses(
    when: str,
    error: int,
    code: str,
    book: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: Any,
) -> None:
    """Injected, since root may write everywhere: at each step of the way to the new file."""

    def fails(*_: object, **__: object) -> Any:
        raise OSError(error, os.strerror(error))

    if when == "opening":
        monkeypatch.setattr(safe, "_claim", fails)
    elif when == "writing":
        monkeypatch.setattr("xlpay.workbook.file.zipwriter.ZipWriter.copy", fails)
    else:
        monkeypatch.setattr(os, "fsync" if when == "syncing" else "replace", fails)
    (tmp_path / f"工资-{MONTH}.xlsx").write_bytes(b"old")
    assert refused(book, tmp_path, capfd) == code


def test_a_folder_that_cannot_be_made(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert main(["run", str(book), "--out", str(tmp_path / "file")]) == 2
    assert main(["run", str(book), "--out", str(tmp_path / "file" / "below")]) == 2
    told = capfd.readouterr().err
    assert told.count("F-") == 2
    assert "Traceback" not in told


def test_a_read_only_folder(book: Path, tmp_path: Path, capfd: Any) -> None:
    folder = tmp_path / "只读"
    folder.mkdir()
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):  # root: nothing is refused, so all must go well
            assert main(["run", str(book), "--out", str(folder)]) == 0
        else:
            assert refused(book, folder, capfd) == "F-IN-USE"
    finally:
        folder.chmod(0o755)


# ── odd paths


@pytest.mark.parametrize(
    "name",
    [
        "红山区 工资 （试 算）",
        "a" * 200,
        "长" * 80,
        "名.带.点",
        "100%[1]{x}#",
        "e\u0301é",
        "表 ‘引号’ & 和",
    ],
)
def test_odd_names(name: str, book: Path, tmp_path: Path, capfd: Any) -> None:
    folder = tmp_path / "文 件 夹"
    folder.mkdir()
    odd = folder / f"{name}.xlsx"
    odd.write_bytes(book.read_bytes())
    assert main(["run", str(odd)]) == 0
    made = [path for path in folder.iterdir() if path != odd]
    assert len(made) == 1
    assert made[0].name.endswith(f"-{MONTH}.xlsx")
    assert zipfile.ZipFile(made[0]).testzip() is None
    broken = folder / f"{name[:-1]}x.xlsx"
    broken.write_bytes(spoilt(book.read_bytes()))
    assert main(["run", str(broken)]) == 1
    reports = [path for path in folder.iterdir() if path.stem.endswith("-校验报告")]
    assert len(reports) == 1


def spoilt(data: bytes) -> bytes:
    """The workbook with a date that is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = Book({name: archive.read(name) for name in archive.namelist()})
    book.sheet("花名册").put("E12", "去年")
    return book.save(io.BytesIO()).getvalue()


# ── lock files

LOCKS = ("~${0}", ".~lock.{0}#", ".~{0}")


@pytest.mark.parametrize("lock", LOCKS)
def test_an_open_output_is_refused(lock: str, book: Path, tmp_path: Path, capfd: Any) -> None:
    target = tmp_path / f"工资-{MONTH}.xlsx"
    (tmp_path / lock.format(target.name)).write_bytes(b"somebody")
    assert main(["run", str(book), "--out", str(tmp_path)]) == 0  # a lock without a file is stale
    (target).write_bytes(b"old")
    assert refused(book, tmp_path, capfd) == "F-OPEN"
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize("lock", LOCKS)
def test_an_open_input_is_told(lock: str, book: Path, tmp_path: Path, capfd: Any) -> None:
    mine = tmp_path / "工资.xlsx"
    mine.write_bytes(book.read_bytes())
    (tmp_path / lock.format(mine.name)).write_bytes(b"somebody")
    assert main(["run", str(mine)]) == 0
    assert "S-OPEN" in capfd.readouterr().err
