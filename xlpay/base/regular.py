"""The bytes of a regular file, read once and within a limit: no pipe, no device, no folder."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

import msgspec

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class NotRegular(OSError):
    """What the path leads to is no file of bytes."""


class TooLarge(OSError):
    """The file has more bytes than are read."""


class Bytes(msgspec.Struct, frozen=True):
    """What stood in a file at one moment, and the permissions it had then."""

    data: bytes
    mode: int


def read_regular(path: Path, most: int) -> Bytes:
    """The bytes of the file, at most `most` of them; OSError, of which two are told above."""
    if os.name != "posix" and path.is_dir():  # there a folder can't even be opened
        raise NotRegular(errno.EISDIR, path.name)
    handle = os.open(path, _FLAGS)  # a pipe without a writer must not make us wait
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode):
        os.close(handle)
        if stat.S_ISDIR(state.st_mode):
            raise NotRegular(errno.EISDIR, path.name)
        raise NotRegular(f"{path.name} is no regular file")
    with open(handle, "rb") as file:
        data = file.read(most + 1) if state.st_size <= most else b""
    if max(len(data), state.st_size) > most:
        raise TooLarge(f"{path.name} is too large")
    return Bytes(data, stat.S_IMODE(state.st_mode))
