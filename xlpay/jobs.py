"""Jobs on files: a workbook in, the same workbook with its result sheets filled out.

The input is only read, the output appears whole or not at all.  With errors that are not left out,
a report workbook is written instead.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from xlpay.assets import template
from xlpay.diagnostics import Diagnostic, UnusableFile, find
from xlpay.forms import INPUT_FORMS
from xlpay.inquiry import Inquiry, inquire
from xlpay.monthly import (
    Calculated,
    Progress,
    month_run,
    month_tables,
    quiet,
    year_run,
    year_tables,
)
from xlpay.months import month_text
from xlpay.policy.load import load, load_shipped
from xlpay.policy.schema import Document
from xlpay.settings import FindPolicy
from xlpay.workbook.filling import fill
from xlpay.workbook.reading import Book, read_book
from xlpay.workbook.safe import write_whole
from xlpay.workbook.tables import Table

INPUT_SHEETS: Final = frozenset(form.sheet for form in INPUT_FORMS)
TEMPLATE_VERSION: Final = 1
_OWN_SUFFIX: Final = re.compile(r"-\d{4}-\d{2}$")


@dataclass
class Job:
    """What came of a workbook, and the file that was written (None: none)."""

    book: Path
    done: Calculated
    output: Path | None = None
    findings: list[Diagnostic] = field(default_factory=list)


def policies_beside(folder: Path) -> FindPolicy:
    """Finds a policy file by name in the workbook's folder."""

    def found(name: str) -> Document | None:
        if not name or Path(name).name != name:
            return None
        for candidate in (folder / name, folder / f"{name}.toml"):
            if candidate.suffix == ".toml" and candidate.is_file():
                return load(candidate)
        return None

    return found


def open_book(path: Path) -> Book:
    """A workbook's input sheets; UnusableFile."""
    return read_book(path, INPUT_SHEETS)


def version_findings(book: Book) -> list[Diagnostic]:
    """A warning where the workbook's template is newer than this program."""
    version = book.properties.get("xlpay_template_version", "")
    if version.isdigit() and int(version) > TEMPLATE_VERSION:
        return [find("S-NEWER", version=version)]
    return []


def output_path(book: Path, out: Path | None, label: str) -> Path:
    """DIR/<stem>-<label>.xlsx; a trailing -YYYY-MM of the stem is replaced."""
    folder = out if out is not None else book.parent
    suffix = ".xlsm" if book.suffix.lower() == ".xlsm" else ".xlsx"
    return folder / f"{_OWN_SUFFIX.sub('', book.stem)}-{label}{suffix}"


def run_month(
    path: Path,
    out: Path | None = None,
    month: int | None = None,
    *,
    skip_errors: bool = False,
    progress: Progress = quiet,
) -> Job:
    """`xlpay run`: the month's result sheets, or the report where there are errors."""
    book = open_book(path)
    done = month_run(
        book.grids.get,
        load_shipped(),
        policies_beside(path.parent),
        month,
        skip_errors=skip_errors,
        progress=progress,
    )
    done.findings[:0] = version_findings(book)
    progress("写入")
    if done.failed:
        label = done.period or (month_text(month) if month is not None else "未知月份")
        return Job(path, done, write_report(done, path, out, label))
    return _filled(path, out, done, month_tables(done), done.period)


def check_book(
    path: Path, out: Path | None = None, month: int | None = None, *, progress: Progress = quiet
) -> Job:
    """`xlpay check`: validation only; with `out`, the report is written there."""
    book = open_book(path)
    done = month_run(
        book.grids.get, load_shipped(), policies_beside(path.parent), month, progress=progress
    )
    done.findings[:0] = version_findings(book)
    output = write_report(done, path, out, done.period or "未知月份") if out is not None else None
    return Job(path, done, output)


def run_year(
    path: Path,
    year: int,
    out: Path | None = None,
    *,
    skip_errors: bool = False,
    progress: Progress = quiet,
) -> Job:
    """`xlpay bonus`: the year-end sheets, or the report where there are errors."""
    book = open_book(path)
    done = year_run(
        book.grids.get,
        load_shipped(),
        policies_beside(path.parent),
        year,
        skip_errors=skip_errors,
        progress=progress,
    )
    done.findings[:0] = version_findings(book)
    progress("写入")
    label = f"{year}年终"
    if done.failed:
        return Job(path, done, write_report(done, path, out, label))
    return _filled(path, out, done, year_tables(done), label)


def explain_book(
    path: Path, month: int | None, person: str, *, progress: Progress = quiet
) -> Inquiry:
    """`xlpay explain`: people with errors are left out, so that the others can be asked about."""
    book = open_book(path)
    done = month_run(
        book.grids.get,
        load_shipped(),
        policies_beside(path.parent),
        month,
        skip_errors=True,
        progress=progress,
    )
    return inquire(done, person)


def new_template(path: Path) -> Path:
    """`xlpay template`: a fresh official template; an existing file is never overwritten."""
    target = path / "payroll_template.xlsx" if path.is_dir() else path
    if target.exists():
        raise UnusableFile("F-EXISTS", f"“{target}”已经存在", "请换一个文件名，或先移走它")
    target.parent.mkdir(parents=True, exist_ok=True)
    with write_whole(target) as stream:
        stream.write(template().read_bytes())
    return target


def _filled(
    path: Path, out: Path | None, done: Calculated, tables: Sequence[Table], label: str
) -> Job:
    target = output_path(path, out, label)
    _refuse_input(path, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    report = fill(path, target, tables)
    orphans = [
        find("W-ORPHAN", orphan.sheet, header=orphan.header, value=str(orphan.value))
        for orphan in report.orphans
    ]
    done.findings += orphans
    return Job(path, done, target)


def _refuse_input(path: Path, target: Path) -> None:
    """The input is never written."""
    if target.exists() and target.samefile(path):
        raise UnusableFile(
            "F-SAME",
            f"结果会写到输入文件“{path.name}”自己上",
            "请用 --out 指定另一个文件夹，或把输入文件改名",
        )


def write_report(done: Calculated, path: Path, out: Path | None, label: str) -> Path:
    """A workbook of 校验报告 alone."""
    from openpyxl import Workbook  # only reports and templates need it

    from xlpay.workbook.template_results import REPORT, add_result

    target = output_path(path, out, f"{label}-校验报告").with_suffix(".xlsx")
    target.parent.mkdir(parents=True, exist_ok=True)
    blank = Workbook()
    blank.remove(blank.worksheets[0])
    add_result(blank, REPORT)
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "report.xlsx"
        blank.save(empty)
        fill(empty, target, [_unlinked(done.report())])
    return target


def _unlinked(table: Table) -> Table:
    """The report away from its workbook: its cells can't be linked to."""
    return Table(table.sheet, table.key, table.title, table.note, table.columns)
