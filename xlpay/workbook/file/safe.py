"""A file that appears whole or not at all, and the lock files of those who have it open.

The bytes go to a nameless neighbour first, which is its owner's alone; only a complete, synced file
takes the target's name, with the permissions of the file that it replaces or of what it came from.
What a killed run left is taken away by the next one, wherever that works: a note of each neighbour
is kept for as long as it is there.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from xlpay.base.cache import cache_folder, private_folder
from xlpay.base.findings import UnusableFile, os_words, unusable
from xlpay.base.regular import read_regular

_CODES: Final = {
    errno.ENOSPC: "F-DISK-FULL",
    errno.EDQUOT: "F-DISK-FULL",
    errno.EFBIG: "F-DISK-FULL",
    errno.EROFS: "F-READ-ONLY",
    errno.ENAMETOOLONG: "F-NAME-TOO-LONG",
    errno.EACCES: "F-IN-USE",
    errno.EPERM: "F-IN-USE",
    errno.EBUSY: "F-IN-USE",
    errno.ETXTBSY: "F-IN-USE",
}


_POSIX: Final = os.name == "posix"
_NO_LOCKS: Final = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_OLD_S: Final = 3600
_FILE_MODE: Final = 0o666  # a workbook is never a program
_NOTES: Final = "temporaries"
_LONGEST_PATH: Final = 1 << 16
_TEMPORARY: Final = re.compile(r"\.xlpay-[0-9a-f]{16}\.tmp")


@contextlib.contextmanager
def write_whole(target: Path, mode: int | None = None) -> Iterator[BinaryIO]:
    """A binary file to fill; when the block ends well it replaces `target`, else it vanishes.

    It gets the permissions of the old file, else `mode`, else those of any new file.  An OSError on
    the way, the caller's writes included, becomes UnusableFile.
    """
    note: Path | None = None
    try:
        _check_name(target)
        sweep_noted()
        temporary, file = _own_file(target.parent)
        note = _noted(temporary)
        try:
            with file:
                yield file
                file.flush()
                if _POSIX:
                    os.fchmod(file.fileno(), _mode_for(target, mode))
                os.fsync(file.fileno())
                if _POSIX:
                    os.replace(temporary, target)  # while it is claimed
            if not _POSIX:  # elsewhere an open file can't be renamed
                os.replace(temporary, target)
            _sync_folder(target.parent)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            _forget(note)
    except OSError as error:
        raise _failed(target, error) from error


def _mode_for(target: Path, mode: int | None) -> int:
    """The permissions of a file that is about to take its name."""
    with contextlib.suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode) & _FILE_MODE
    if mode is not None:
        return mode & _FILE_MODE
    mask = os.umask(0o077)
    os.umask(mask)
    return _FILE_MODE & ~mask


def strictest(paths: Iterable[Path]) -> int | None:
    """The permissions that all of these files give; None where there are none."""
    mode: int | None = None
    for path in paths:
        with contextlib.suppress(OSError):
            own = stat.S_IMODE(path.stat().st_mode)
            mode = own if mode is None else mode & own
    return mode


def _noted(temporary: Path) -> Path | None:
    """A note of where a temporary file lies; None where the user has no place for one."""
    with contextlib.suppress(OSError, RuntimeError):
        note = private_folder(_NOTES) / f"{temporary.stem.removeprefix('.')}.path"
        with open(os.open(note, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(os.fsencode(temporary.resolve()))
        return note
    return None


def _forget(note: Path | None) -> None:
    if note is not None:
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)


def sweep_noted() -> None:
    """Remove what killed runs of this user left behind, in whatever folder."""
    with contextlib.suppress(OSError, RuntimeError):
        for note in (cache_folder() / _NOTES).glob("*.path"):
            with contextlib.suppress(OSError, ValueError):
                path = Path(os.fsdecode(read_regular(note, _LONGEST_PATH).data))
                if _TEMPORARY.fullmatch(path.name) and path.stem.removeprefix(".") == note.stem:
                    _remove_stray(path)
                if not path.exists():
                    note.unlink(missing_ok=True)


def _own_file(folder: Path) -> tuple[Path, BinaryIO]:
    """A new file that no sweep of another process removes."""
    while True:
        # The name is drawn, not staff: file names of payrolls hold names of people.
        path = folder / f".xlpay-{secrets.token_hex(8)}.tmp"
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(path, flags, 0o600), "wb")
        try:
            _claim(file)
            if path.exists():  # claimed first: a sweep can't have it any more
                return path, file
        except BlockingIOError:  # a sweep looks at it, to remove it
            pass
        except OSError as error:
            if error.errno in _NO_LOCKS:  # then no sweep removes anything either
                return path, file
            file.close()
            path.unlink(missing_ok=True)
            raise
        file.close()


def folder_for(target: Path) -> None:
    """Make the folder of a file to be written; UnusableFile."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failed(target.parent, error) from error


def sweep(folder: Path) -> None:
    """Remove the temporary files of runs that were killed; those of living ones are claimed."""
    for stray in folder.glob(".xlpay-*.tmp"):
        _remove_stray(stray)


def _remove_stray(stray: Path) -> None:
    with contextlib.suppress(OSError):
        if not _POSIX:  # no claims there: what is an hour old belongs to nobody
            if time.time() - stray.stat().st_mtime > _OLD_S:
                stray.unlink()
            return
        with open(os.open(stray, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
            _claim(file)
            stray.unlink()


def _claim(file: BinaryIO) -> None:
    """Lock a file as one at work; OSError if another process has it.

    The lock goes with the process, however it ends.
    """
    if _POSIX:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _check_name(target: Path) -> None:
    """Meet the system's verdict on the name before any work: too long, a folder, no such place."""
    try:
        target.lstat()
    except FileNotFoundError:
        if not target.parent.is_dir():
            raise
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut; Windows has no such call."""
    if not _POSIX:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some network file systems refuse it; the file itself is synced
        pass
    finally:
        os.close(handle)


def _failed(target: Path, error: OSError) -> UnusableFile:
    code = _CODES.get(error.errno or 0, "F-WRITE")
    why = os_words(error)
    return unusable(code, name=target.name, why=why)


def lock_of(path: Path) -> Path | None:
    """The lock file beside a workbook that some program has open: Excel, WPS or LibreOffice."""
    for name in (f"~${path.name}", f".~lock.{path.name}#", f".~{path.name}"):
        candidate = path.with_name(name)
        with contextlib.suppress(OSError):
            if candidate.exists():
                return candidate
    return None
