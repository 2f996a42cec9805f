"""Jobs on files: a workbook in, the same workbook with its result sheets filled out.

The input is only read, the output appears whole or not at all.  With errors that are not left out,
a report workbook is written instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from xlpay.base.assets import template
from xlpay.base.findings import Finding, find, unusable
from xlpay.base.months import month_text
from xlpay.jobs.outputs import Destination, write_table
from xlpay.policy.files.load import load_shipped
from xlpay.policy.files.show import find_document
from xlpay.policy.inputs import POLICY_PROPERTY, forms_read
from xlpay.policy.schema.document import Document
from xlpay.results.common import BONUS, PAYROLL, REPORT
from xlpay.results.tables import Table
from xlpay.run.inquiry import Inquiry, inquire
from xlpay.run.missing_sheets import sheet_findings
from xlpay.run.monthly import (
    Calculated,
    Grids,
    Progress,
    month_run,
    month_tables,
    policies_beside,
    policies_of,
    quiet,
    year_run,
    year_tables,
)
from xlpay.run.outcome import Month, month_number
from xlpay.unit.inputs import INPUT_SHEETS
from xlpay.unit.settings import FindPolicy
from xlpay.workbook.file.reading import Book, read_book
from xlpay.workbook.file.safe import folder_for, lock_of, write_whole
from xlpay.workbook.fill.filling import fill

TEMPLATE_VERSION: Final = 1
UNKNOWN_MONTH: Final = "未知月份"


@dataclass
class Job:
    """What came of a workbook: findings, tables by name of sheet, the file written (None: none)."""

    book: Path
    done: Calculated
    tables: Mapping[str, Table]
    output: Path | None = None

    @property
    def findings(self) -> list[Finding]:
        return self.done.findings


def open_book(path: Path) -> Book:
    """A workbook's input sheets; UnusableFile."""
    return read_book(path, INPUT_SHEETS)


def parted(book: Book) -> tuple[Book, Grids]:
    """A workbook, and what hands over each of its input sheets, once.

    Once, because a sheet of a large unit takes much memory that computing needs too.
    """
    grids = dict(book.grids)
    return replace(book, grids={}), lambda sheet: grids.pop(sheet, None)


def book_findings(book: Book, policies: Sequence[Document] = ()) -> list[Finding]:
    """What the workbook as a file tells: open elsewhere, too new a template, missing sheets.

    Of sheets, all, or in the template of one policy those that it reads.
    """
    if POLICY_PROPERTY not in book.properties:
        policies = ()
    findings = []
    if lock_of(book.path):
        findings.append(find("S-OPEN", name=book.path.name))
    version = book.properties.get("xlpay_template_version", "")
    if version.isdigit() and int(version) > TEMPLATE_VERSION:
        findings.append(find("S-NEWER", version=version))
    return findings + sheet_findings(book.sheets, policies)


def _destination(path: Path | str, out: Path | str | None, name: str = "") -> Destination:
    return Destination(Path(path), None if out is None else Path(out), name)


def _computed(
    path: Path, run: Callable[[Grids, Sequence[Document], FindPolicy], Calculated]
) -> Calculated:
    """What comes of a workbook, told first what the workbook itself lacks."""
    book, grids = parted(open_book(path))
    done = run(grids, load_shipped(), policies_beside(path.parent))
    done.findings[:0] = book_findings(book, policies_of(done))
    return done


def run_month(
    path: Path | str,
    out: Path | str | None = None,
    month: Month | None = None,
    *,
    name: str = "",
    skip_errors: bool = False,
    formulas: bool = False,
    progress: Progress = quiet,
) -> Job:
    """`xlpay run`: the month's result sheets, or the report where there are errors.

    `name` is what outputs are called by, if not by the workbook's stem; with `formulas` 核对 comes
    too.
    """
    where, number = _destination(path, out, name), month_number(month)
    run = partial(month_run, month=number, skip_errors=skip_errors, progress=progress)
    done = _computed(where.book, run)
    progress("写入")
    if done.failed:
        label = done.period or (month_text(number) if number is not None else UNKNOWN_MONTH)
        return _reported(where, done, label)
    tables = month_tables(done)
    if formulas and done.run is not None:
        from xlpay.recheck.sheet import check  # only who asks for it pays for the catalogue

        tables.append(check(done.run))
    return _filled(where, done, tables, done.period, PAYROLL)


def check_book(
    path: Path | str,
    out: Path | str | None = None,
    month: Month | None = None,
    *,
    progress: Progress = quiet,
) -> Job:
    """`xlpay check`: validation only; with `out`, the report is written there."""
    where = _destination(path, out)
    done = _computed(where.book, partial(month_run, month=month_number(month), progress=progress))
    if out is None:
        return Job(where.book, done, {REPORT: done.report()})
    return _reported(where, done, done.period or UNKNOWN_MONTH)


def run_year(
    path: Path | str,
    year: int,
    out: Path | str | None = None,
    *,
    skip_errors: bool = False,
    progress: Progress = quiet,
) -> Job:
    """`xlpay bonus`: the year-end sheets, or the report where there are errors."""
    where = _destination(path, out)
    run = partial(year_run, year=year, skip_errors=skip_errors, progress=progress)
    done = _computed(where.book, run)
    progress("写入")
    label = f"{year}年终"
    if done.failed:
        return _reported(where, done, label)
    return _filled(where, done, year_tables(done), label, BONUS)


def explain_book(
    path: Path, month: int | None, person: str, *, progress: Progress = quiet
) -> Inquiry:
    """`xlpay explain`: people with errors are left out, so that the others can be asked about."""
    _, grids = parted(open_book(path))
    done = month_run(
        grids,
        load_shipped(),
        policies_beside(path.parent),
        month,
        skip_errors=True,
        progress=progress,
    )
    return inquire(done, person)


def new_template(path: Path, policy: str = "") -> Path:
    """`xlpay template`: the official template, or that of one policy; never over a file."""
    target = path / "payroll_template.xlsx" if path.is_dir() else path
    if target.exists():
        raise unusable("F-EXISTS", name=target)
    folder_for(target)
    if policy:
        # only one's own template is built
        from xlpay.workbook.template.book import packed, workbook

        document = find_document(policy)
        content = packed(workbook([document], forms_read(document)))
    else:
        content = template().read_bytes()
    with write_whole(target) as stream:
        stream.write(content)
    return target


def _filled(
    where: Destination, done: Calculated, tables: Sequence[Table], label: str, front: str
) -> Job:
    """The workbook with its result sheets, opened on `front`."""
    target = where.prepare(where.path(label))
    report = fill(where.book, target, tables, front=front)
    orphans = [
        find("W-ORPHAN", orphan.sheet, header=orphan.header, value=str(orphan.value))
        for orphan in report.orphans
    ]
    done.findings += orphans
    done.findings += [find("W-MOVED", sheet, header=header) for sheet, header in report.moved]
    return Job(where.book, done, {table.sheet: table for table in tables}, target)


def _reported(where: Destination, done: Calculated, label: str) -> Job:
    """A workbook of 校验报告 alone."""
    from xlpay.workbook.template import results  # only reports and templates need it

    target, report = where.prepare(where.path(label, report=True)), done.report()
    write_table(report, results.REPORT, target)
    return Job(where.book, done, {REPORT: report}, target)
