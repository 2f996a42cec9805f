"""Where a job's files go, and what must hold before one is written.

The input is never written; a workbook that some program has open is refused, for it would be
overwritten there at the next saving; what a killed run left behind is cleared away.
"""

from __future__ import annotations

import filecmp
import hashlib
import itertools
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from xlpay.base.findings import unusable
from xlpay.base.months import month_text, month_told
from xlpay.results.tables import Table
from xlpay.workbook.file.package import package_of
from xlpay.workbook.file.safe import folder_for, lock_of, sweep, write_whole
from xlpay.workbook.fill.filling import fill
from xlpay.workbook.fill.mark import Mark, mark_of

if TYPE_CHECKING:
    from xlpay.workbook.template.results import EmptyResult

_NO_FILE: Final = Path(os.devnull) / "table.xlsx"  # what is made in memory stands nowhere
REPORT_LABEL: Final = "校验报告"
_OWN_SUFFIX: Final = re.compile(r"-\d{4}-\d{2}$")
_LONGEST: Final = 255  # of a file name: bytes on POSIX, UTF-16 units elsewhere


class Destination(msgspec.Struct, frozen=True):
    """A workbook's outputs: `out` defaults to its folder, `name` to its stem."""

    book: Path
    out: Path | None = None
    name: str = ""

    def path(self, label: str, *, report: bool = False) -> Path:
        """DIR/<stem>-<label>.xlsx; a trailing -YYYY-MM of the stem is replaced."""
        folder = self.out if self.out is not None else self.book.parent
        macros = self.book.suffix.lower() == ".xlsm" and not report
        ending = f"-{label}-{REPORT_LABEL}" if report else f"-{label}"
        return folder / _fitting(own_stem(self.name or self.book.stem), ending, macros)

    def prepare(self, target: Path) -> Path:
        """The target once it may be written: its folder made, nobody else at work on it."""
        folder_for(target)
        if target.exists():
            if self.book.exists() and target.samefile(self.book):
                raise unusable("F-SAME", name=self.book.name, next=_month_after(target))
            if lock := lock_of(target):
                raise unusable("F-OPEN", name=target.name, lock=lock.name)
        sweep(target.parent)
        return target


@contextmanager
def replacing(target: Path) -> Iterator[Path | None]:
    """A result that was changed since it was written is kept beside the new one: where.

    The old one stays whole until the new one is; of an attempt that fails nothing is left.
    """
    kept, known = None, True
    if target.is_file() and mark_of(target) is not Mark.WHOLE:
        kept, known = _beside(target)
        if not known:
            mode = target.stat().st_mode
            with target.open("rb") as old, write_whole(kept, mode) as new:
                shutil.copyfileobj(old, new)
    try:
        yield kept
    except BaseException:
        if kept is not None and not known:
            kept.unlink(missing_ok=True)
        raise


def _beside(target: Path) -> tuple[Path, bool]:
    """<name>.旧-<n>.xlsx, with the first number that is free or has that very content."""
    macros = target.suffix.lower() == ".xlsm"
    for number in itertools.count(1):
        path = target.with_name(_fitting(target.stem, f".旧-{number}", macros))
        if not path.exists():
            return path, False
        if path.is_file() and filecmp.cmp(path, target, shallow=False):
            return path, True  # a run that was killed after it had kept it
    raise AssertionError("numbers end")


def _month_after(target: Path) -> str:
    """The month after that of a result, as --month takes it."""
    label = _OWN_SUFFIX.search(target.stem)
    return month_text(month_told(label[0][1:]) + 1) if label else "和那个月"


def own_stem(stem: str) -> str:
    """A stem without the month that an earlier run put behind it."""
    return _OWN_SUFFIX.sub("", stem)


def _fitting(stem: str, ending: str, macros: bool) -> str:
    """The whole name, the stem cut where a file system would refuse it."""
    ending += ".xlsm" if macros else ".xlsx"
    if _length(stem + ending) <= _LONGEST:
        return stem + ending
    mark = f"~{hashlib.sha256(stem.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"
    while stem and _length(stem + mark + ending) > _LONGEST:
        stem = stem[:-1]
    return stem + mark + ending


def _length(name: str) -> int:
    if os.name == "posix":
        return len(os.fsencode(name))
    return len(name.encode("utf-16-le", "surrogatepass")) // 2


def write_table(table: Table, form: EmptyResult, target: Path, mode: int | None = None) -> None:
    """A workbook of one table alone."""
    write_tables([(table, form)], target, mode)


def write_tables(
    tables: Sequence[tuple[Table, EmptyResult]], target: Path, mode: int | None = None
) -> None:
    """A workbook of these tables alone; away from their workbook their cells can't be linked to.

    `mode` are the permissions of what they were computed from.  No time is written into it.
    """
    from openpyxl import Workbook  # only reports and templates need it

    from xlpay.workbook.template.book import packed, undated
    from xlpay.workbook.template.results import add_result

    blank = Workbook()
    blank.remove(blank.worksheets[0])
    for _, form in tables:
        add_result(blank, form)
    empty = package_of(_NO_FILE, packed(undated(blank)), mode)
    fill(empty, target, [replace(table, links={}) for table, _ in tables])
