"""A file that appears whole or not at all, and the lock files of those who have it open.

The bytes go to a nameless neighbour first; only a complete, synced file takes the target's name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from xlpay.base.findings import UnusableFile, os_words, unusable

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


@contextlib.contextmanager
def write_whole(target: Path) -> Iterator[BinaryIO]:
    """A binary file to fill; when the block ends well it replaces `target`, else it vanishes.

    An OSError on the way, the caller's writes included, becomes UnusableFile.
    """
    try:
        _check_name(target)
        temporary, file = _own_file(target.parent)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if _POSIX:
                    os.replace(temporary, target)  # while it is claimed
            if not _POSIX:  # elsewhere an open file can't be renamed
                os.replace(temporary, target)
            _sync_folder(target.parent)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _failed(target, error) from error


def _own_file(folder: Path) -> tuple[Path, BinaryIO]:
    """A new file that no sweep of another process removes."""
    while True:
        # The name is drawn, not staff: file names of payrolls hold names of people.
        path = folder / f".xlpay-{secrets.token_hex(8)}.tmp"
        file = path.open("xb")
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
        with contextlib.suppress(OSError):
            if not _POSIX:  # no claims there: what is an hour old belongs to nobody
                if time.time() - stray.stat().st_mtime > _OLD_S:
                    stray.unlink()
                continue
            with stray.open("rb") as file:
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
