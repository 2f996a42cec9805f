"""A fault of the program: one line for who met it, a file for who mends it, nothing of anybody.

The file says where in the program it happened and which versions ran.  What an exception says may
hold a cell, a name or a path, so that only its kind is kept.  It has no time in it: one fault is
one file.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import traceback
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Final

from xlpay.base.cache import private_folder
from xlpay.base.findings import UnusableFile, unusable

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_PARTS: Final = ("xlpay", "lxml", "msgspec", "numpy", "openpyxl", "python-calamine")
_NO_FILE: Final = "（说明没能写成文件）"


def fault(error: BaseException, doing: str = "") -> UnusableFile:
    """The fault in words, its file written; `doing` is the command's own word."""
    text = report(error, doing)
    kept = _NO_FILE
    with suppress(OSError, RuntimeError):
        name = f"fault-{hashlib.sha256(text.encode()).hexdigest()[:12]}.txt"
        path = private_folder("faults") / name
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        with open(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        kept = str(path)
    return unusable("F-FAULT", kind=type(error).__name__, place=_place(error), path=kept)


def report(error: BaseException, doing: str = "") -> str:
    """What happened where, by kinds of exceptions and lines of code alone."""
    lines = [f"xlpay {doing}".rstrip(), f"Python {platform.python_version()} {sys.platform}"]
    for part in _PARTS:
        with suppress(metadata.PackageNotFoundError):
            lines.append(f"{part} {metadata.version(part)}")
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        lines += ["", type(found).__name__]
        lines += [f"  {_named(f.filename)}:{f.lineno} {f.name}" for f in _frames(found)]
        found = found.__cause__ or found.__context__
    return "\n".join(lines) + "\n"


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(error.__traceback__))[-60:]  # a recursion has thousands


def _place(error: BaseException) -> str:
    """The last line of ours that it went through."""
    ours = [f for f in _frames(error) if Path(f.filename).is_relative_to(_PACKAGE)]
    return f"{_named(ours[-1].filename)}:{ours[-1].lineno}" if ours else "?"


def _named(file: str) -> str:
    """A file of code without the folders that it is installed in: they name the user."""
    path = Path(file)
    if path.is_relative_to(_PACKAGE):
        return path.relative_to(_PACKAGE.parent).as_posix()
    return "/".join(path.parts[-2:])
