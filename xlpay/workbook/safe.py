"""A file that appears whole or not at all, and the lock files of those who have it open.

The bytes go to a nameless neighbour first; only a complete, synced file takes the target's name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from xlpay.diagnostics import UnusableFile, unusable

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


@contextlib.contextmanager
def write_whole(target: Path) -> Iterator[BinaryIO]:
    """A binary file to fill; when the block ends well it replaces `target`, else it vanishes.

    An OSError on the way, the caller's writes included, becomes UnusableFile.
    """
    # The name is drawn, not derived: file names of payrolls hold names of people.
    temporary = target.with_name(f".xlpay-{secrets.token_hex(8)}.tmp")
    try:
        _check_name(target)
        try:
            with temporary.open("xb") as file:
                _claim(file)
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
            _sync_folder(target.parent)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _failed(target, error) from error


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
            with stray.open("rb") as file:
                _claim(file)
                if os.name == "posix":
                    stray.unlink()
            stray.unlink(missing_ok=True)  # elsewhere an open file can't be removed


def _claim(file: BinaryIO) -> None:
    """Lock a file as one at work; OSError if another process has it.

    The lock goes with the process, however it ends.  Windows locks what is open by itself.
    """
    if os.name == "posix":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
                raise


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
    if os.name != "posix":
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
    why = error.strerror or type(error).__name__
    return unusable(code, name=target.name, why=why)


def lock_of(path: Path) -> Path | None:
    """The lock file beside a workbook that some program has open: Excel, WPS or LibreOffice."""
    for name in (f"~${path.name}", f".~lock.{path.name}#", f".~{path.name}"):
        candidate = path.with_name(name)
        with contextlib.suppress(OSError):
            if candidate.exists():
                return candidate
    return None
