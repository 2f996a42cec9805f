"""Which workbooks a batch is about, what their outputs are called, and what they depend on.

Folders are searched with all that is in them, patterns are expanded here too, since Windows shells
don't.  Lock files, hidden files and what an earlier run wrote are passed over.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from glob import glob, has_magic
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from xlpay import __version__
from xlpay.base.assets import policy_folder
from xlpay.base.findings import UnusableFile, os_words, unusable
from xlpay.base.forms import SETTINGS
from xlpay.base.regular import read_regular
from xlpay.jobs.outputs import Destination, own_stem
from xlpay.workbook.file.package import MAX_FILE_BYTES, open_package
from xlpay.workbook.file.parts import open_workbook
from xlpay.workbook.fill.mark import Mark, mark_of

SUMMARY: Final = "汇总.xlsx"
_MOST_POLICY_BYTES: Final = 1 << 24  # of what is taken a fingerprint of, beyond any policy
_ENDINGS: Final = (".xlsx", ".xlsm")
_LOCKS: Final = ("~$", ".~", ".")  # Excel and WPS, LibreOffice, hidden
_WRITTEN: Final = re.compile(r"(.+)-(\d{4}-\d{2}|\d{4}年终)$")
_KEPT: Final = re.compile(r"\.旧-\d+$")


class Found(msgspec.Struct, frozen=True):
    """A workbook, the folder and the name its outputs get, and how it is shown."""

    path: Path
    folder: str  # below the batch's own, "" for the top
    name: str
    shown: str

    @property
    def top(self) -> Path:
        """The batch's own folder, where standards for all its workbooks may lie."""
        return self.path.parents[len(PurePosixPath(self.folder).parts)]

    @property
    def key(self) -> str:
        """What the state knows it by."""
        return str(self.path)


class Task(msgspec.Struct, frozen=True):
    """A workbook to be run."""

    found: Found
    out: Path
    month: int | None
    skip: bool

    @property
    def where(self) -> Destination:
        """Where its outputs go."""
        return Destination(self.found.path, self.out / self.found.folder, self.found.name)

    def around(self) -> str:
        """The fingerprint of all that the output depends on beside the workbook's own bytes."""
        digest = hashlib.sha256(f"{__version__} {self.month} {self.skip} {_policies()}".encode())
        folders = (self.found.path.parent, self.found.top)
        for policy in sorted({path for folder in folders for path in folder.glob("*.toml")}):
            digest.update(os.fsencode(policy.name))
            with suppress(OSError):
                digest.update(read_regular(policy, _MOST_POLICY_BYTES).data)
        return digest.hexdigest()


@lru_cache(maxsize=1)
def _policies() -> str:
    """Of the shipped policies."""
    digest = hashlib.sha256()
    for path in sorted(policy_folder().rglob("*.toml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def fingerprint(path: Path) -> str:
    """Of a file's bytes; '' where there are none to be read."""
    with suppress(OSError):
        return hashlib.sha256(read_regular(path, MAX_FILE_BYTES).data).hexdigest()
    return ""


def plan(paths: Sequence[str], out: Path, named: Mapping[str, str]) -> list[Found]:
    """The workbooks in a fixed order, no two with outputs of one name.

    `named` are the names that an earlier batch gave; they stay, so that its outputs are found,
    if they are names that a batch gives.
    """
    chosen: dict[Path, str] = {}
    for path, folder in _books(paths, out.resolve()):
        chosen.setdefault(path.resolve(), folder)
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for path, folder in chosen.items():
        name = named.get(str(path), "")
        given = re.fullmatch(rf"{re.escape(own_stem(path.stem))}(\(\d+\))?", name)
        if given and _spot(folder, name) not in taken:
            names[path] = name
            taken.add(_spot(folder, name))
    for path, folder in chosen.items():
        if path not in names:
            names[path] = _free(folder, own_stem(path.stem), taken)
            taken.add(_spot(folder, names[path]))
    return [
        Found(path, folder, names[path], f"{folder}/{path.name}" if folder else path.name)
        for path, folder in chosen.items()
    ]


def _spot(folder: str, name: str) -> str:
    """Where outputs go, as a file system sees it that ignores case."""
    return f"{folder}/{own_stem(name)}".casefold()


def _free(folder: str, stem: str, taken: set[str]) -> str:
    """The stem, or with a number behind it, so that nobody else's outputs are called so."""
    name, number = stem, 1
    while _spot(folder, name) in taken:
        number += 1
        name = f"{stem}({number})"
    return name


def _books(paths: Sequence[str], out: Path) -> Iterator[tuple[Path, str]]:
    """Each workbook and its folder below the one that was named."""
    for text in paths:
        path = Path(text)
        if path.is_dir():
            yield from _inside(path, out)
        elif path.exists() or not has_magic(text):
            yield path, ""  # what is named is tried, whatever it is
        else:
            root = Path(*itertools.takewhile(lambda part: not has_magic(part), path.parts))
            for match in sorted(map(Path, glob(text, recursive=True))):
                if match.is_dir():
                    yield from _inside(match, out)
                elif _is_input(match, root, out):
                    yield match, ""


def _inside(folder: Path, out: Path) -> Iterator[tuple[Path, str]]:
    try:
        inside = sorted(folder.rglob("*"))
    except OSError as error:
        why = os_words(error)
        raise unusable("F-UNREADABLE", name=folder.name, why=why) from None
    for path in inside:
        if _is_input(path, folder, out):
            below = path.parent.relative_to(folder)
            yield path, "" if below == Path() else below.as_posix()


def _is_input(path: Path, root: Path, out: Path) -> bool:
    """A workbook that somebody keeps: no lock, nothing hidden, nothing that we wrote.

    What we wrote is known by the mark inside it.  Who changed an output may go on working in it: it
    is a workbook, unless it stands among outputs, or beside the workbook that it came from.
    """
    if path.suffix.lower() not in _ENDINGS or path.name.startswith(_LOCKS) or not path.is_file():
        return False
    mark = mark_of(path)
    if mark is not Mark.CHANGED:
        return mark is Mark.NONE
    if out in path.resolve().parents and out not in (root.resolve(), *root.resolve().parents):
        return False  # the folder of outputs lies within the one that was named
    written = _WRITTEN.match(path.stem)
    if _KEPT.search(path.stem) or (written and _beside(path, written.group(1))):
        return False
    return _has_input(path)


def _has_input(path: Path) -> bool:
    """Whether an output holds what a month is computed from: a report or a summary does not."""
    with suppress(UnusableFile):
        return any(s.name == SETTINGS.sheet for s in open_workbook(open_package(path)).sheets)
    return False


def _beside(path: Path, stem: str) -> bool:
    """Whether the workbook stands beside it whose output it is."""
    return any(path.with_name(stem + ending).exists() for ending in _ENDINGS)
