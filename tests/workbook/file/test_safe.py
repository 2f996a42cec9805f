"""Safe writing: the whole file or none, no trace of names, and locks that are seen."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from xlpay.base.findings import UnusableFile
from xlpay.workbook.file.safe import lock_of, write_whole


def test_the_target_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "工资.xlsx"
    with write_whole(target) as file:
        file.write(b"abc")
        assert not target.exists()
        (temporary,) = tmp_path.iterdir()
        assert "工资" not in temporary.name
    assert target.read_bytes() == b"abc"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), write_whole(target) as file:
        file.write(b"new")
        raise ZeroDivisionError
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), write_whole(tmp_path / "a.xlsx"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "F-DISK-FULL"),
        (errno.EROFS, "F-READ-ONLY"),
        (errno.EACCES, "F-IN-USE"),
        (errno.EIO, "F-WRITE"),
    ],
)
def test_a_fault_of_the_disk_is_told_in_words(tmp_path: Path, number: int, code: str) -> None:
    with pytest.raises(UnusableFile) as caught, write_whole(tmp_path / "a.xlsx"):
        raise OSError(number, os.strerror(number))
    assert caught.value.code == code
    assert "a.xlsx" in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_name_too_long_a_folder_and_no_folder(tmp_path: Path) -> None:
    def code(target: Path) -> str:
        with pytest.raises(UnusableFile) as caught, write_whole(target):
            pass
        return caught.value.code

    assert code(tmp_path / ("长" * 200 + ".xlsx")) == "F-NAME-TOO-LONG"
    assert code(tmp_path) == "F-WRITE"
    assert code(tmp_path / "没有" / "a.xlsx") == "F-WRITE"


def test_a_full_disk_while_replacing_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UnusableFile), write_whole(target) as file:
        file.write(b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_file_gets_the_modes_of_any_new_file(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        with write_whole(tmp_path / "a.xlsx"):
            pass
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o640


@pytest.mark.parametrize("lock", ["~$工资.xlsx", ".~lock.工资.xlsx#", ".~工资.xlsx"])
def test_the_lock_of_an_open_workbook_is_seen(tmp_path: Path, lock: str) -> None:
    book = tmp_path / "工资.xlsx"
    assert lock_of(book) is None
    (tmp_path / lock).touch()
    assert lock_of(book) == tmp_path / lock
