"""Jobs on files: a workbook in, the same workbook with its result sheets filled out.

The input is only read, the output appears whole or not at all.  With errors that are not left out,
a report workbook is written instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from xlpay import checks
from xlpay.base.assets import template
from xlpay.base.findings import Finding, find, unusable
from xlpay.base.forms import MONTH, SETTINGS
from xlpay.base.months import month_text
from xlpay.jobs.earlier import paid_before, redone
from xlpay.jobs.outputs import Destination, replacing, write_table
from xlpay.policy.files.load import load_shipped
from xlpay.policy.files.show import find_document
from xlpay.policy.inputs import POLICY_PROPERTY, forms_read
from xlpay.policy.schema.document import Document
from xlpay.results.common import BONUS, PAYROLL, REPORT, RESULT_SHEETS
from xlpay.results.tables import Table
from xlpay.run.inquiry import Inquiry, inquire
from xlpay.run.missing_sheets import Twin, twins, with_sheets
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
from xlpay.workbook.file.package import Package, open_package
from xlpay.workbook.file.reading import Book, read_book
from xlpay.workbook.file.safe import folder_for, lock_of, write_whole
from xlpay.workbook.fill.filling import fill
from xlpay.workbook.fill.inputcell import MonthCell

TEMPLATE_VERSION: Final = 1
UNKNOWN_MONTH: Final = "未知月份"


class Job(msgspec.Struct):
    """What came of a workbook: findings, tables by name of sheet, the file written (None: none).

    `content` is the fingerprint of the workbook's bytes as they were read.
    """

    book: Path
    done: Calculated
    tables: Mapping[str, Table]
    output: Path | None = None
    content: str = ""

    @property
    def findings(self) -> list[Finding]:
        return self.done.findings


def open_book(source: Path | Package) -> Book:
    """A workbook's input sheets, and 校验报告 for what is ticked off there; UnusableFile."""
    return read_book(source, INPUT_SHEETS | {REPORT}, RESULT_SHEETS)


def parted(book: Book) -> tuple[Book, Grids]:
    """A workbook, and what hands over each of its input sheets, once.

    Once, because a sheet of a large unit takes much memory that computing needs too.
    """
    grids = dict(book.grids)
    return replace(book, grids={}), lambda sheet: grids.pop(sheet, None)


def book_findings(book: Book) -> list[Finding]:
    """What the workbook as a file tells: open elsewhere, too new a template."""
    findings = []
    if lock_of(book.path):
        findings.append(find("S-OPEN", name=book.path.name))
    version = book.properties.get("xlpay_template_version", "")
    if version.isdigit() and int(version) > TEMPLATE_VERSION:
        findings.append(find("S-NEWER", version=version))
    return findings


def _destination(path: Path | str, out: Path | str | None, name: str = "") -> Destination:
    return Destination(Path(path), None if out is None else Path(out), name)


class Whole(msgspec.Struct, frozen=True):
    """What a workbook as a whole tells of every run of it; its sheets may be handed over by then.

    `found` are its twins of input sheets, `hidden` the input sheets that are hidden.
    """

    book: Book
    found: Sequence[Twin]
    hidden: Sequence[str]

    def told(self, done: Calculated) -> Calculated:
        """What was computed, told first what the workbook lacks; an error of that stops it."""
        # Which may be missing: of the template of one policy those that it reads, else all.
        policies = policies_of(done) if POLICY_PROPERTY in self.book.properties else ()
        with_sheets(done, self.book.sheets, self.found, self.hidden, policies)
        done.add(book_findings(self.book), first=True)
        return done


def whole(book: Book) -> Whole:
    """A workbook looked through before its sheets are handed over."""
    found = twins(book.heads, book.grids.get)
    hidden = [name for name, grid in book.grids.items() if grid.hidden]
    return Whole(replace(book, grids={}), found, hidden)


def _computed(
    package: Package,
    run: Callable[[Grids, Sequence[Document], FindPolicy], Calculated],
    top: Path | None = None,
) -> Calculated:
    """What comes of a workbook, and what it tells as a whole."""
    opened = open_book(package)
    package.verify()
    looked = whole(opened)
    _, grids = parted(opened)
    del opened  # the sheets are handed over one by one
    done = run(grids, load_shipped(), policies_beside(package.path.parent, top))
    done.sheets = looked.book.sheets
    return looked.told(done)


def _earlier(where: Destination, done: Calculated) -> list[Finding]:
    """What last month's result says that lies beside the workbook."""
    if done.run is None or done.before is None:
        return []
    paid = paid_before(where, done.run.month - 1)
    if paid is None:
        return []
    leaps = checks.against_result(done.run, done.before, paid.gross)
    return [*leaps, *redone(paid, done.before)]


def run_month(
    path: Path | str,
    out: Path | str | None = None,
    month: Month | None = None,
    *,
    name: str = "",
    skip_errors: bool = False,
    formulas: bool = False,
    top: Path | None = None,
    progress: Progress = quiet,
) -> Job:
    """`xlpay run`: the month's result sheets, or the report where there are errors.

    `name` is what outputs are called by, if not by the workbook's stem; with `formulas` 核对 comes
    too; `top` is the folder of a batch, where local standards may lie.
    """
    where, number = _destination(path, out, name), month_number(month)
    run = partial(month_run, month=number, skip_errors=skip_errors, progress=progress)
    package = open_package(where.book)
    done = _computed(package, run, top)
    done.add(_earlier(where, done))
    progress("写入")
    if done.failed:
        label = done.period or (month_text(number) if number is not None else UNKNOWN_MONTH)
        return _reported(where, package, done, label)
    tables = month_tables(done, done.sheets)
    if formulas and done.run is not None:
        from xlpay.recheck.sheet import check  # only who asks for it pays for the catalogue

        tables.append(check(done.run))
    return _filled(where, package, done, tables, done.period, PAYROLL)


def check_book(
    path: Path | str,
    out: Path | str | None = None,
    month: Month | None = None,
    *,
    progress: Progress = quiet,
) -> Job:
    """`xlpay check`: validation only; with `out`, the report is written there."""
    where = _destination(path, out)
    package = open_package(where.book)
    done = _computed(package, partial(month_run, month=month_number(month), progress=progress))
    done.add(_earlier(where, done))
    if out is None:
        return _job(package, done, {REPORT: done.report()})
    return _reported(where, package, done, done.period or UNKNOWN_MONTH)


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
    package = open_package(where.book)
    done = _computed(package, run)
    progress("写入")
    label = f"{year}年终"
    if done.failed:
        return _reported(where, package, done, label)
    return _filled(where, package, done, year_tables(done), label, BONUS)


def explain_book(
    path: Path, month: int | None, person: str, *, progress: Progress = quiet
) -> Inquiry:
    """`xlpay explain`: people with errors are left out, so that the others can be asked about."""
    run = partial(month_run, month=month, skip_errors=True, progress=progress)
    done = _computed(open_package(path), run)
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


def _job(
    package: Package, done: Calculated, tables: Mapping[str, Table], output: Path | None = None
) -> Job:
    """What came of the bytes that were read; told where others stand in the file by now."""
    if package.changed_since():
        done.findings.append(find("S-SAVED", name=package.name))
    return Job(package.path, done, tables, output, package.sha256())


def _filled(
    where: Destination,
    package: Package,
    done: Calculated,
    tables: Sequence[Table],
    label: str,
    front: str,
) -> Job:
    """The workbook with its result sheets, opened on `front`."""
    target = where.prepare(where.path(label))
    month = _moved_month(done)
    with replacing(target) as kept:
        report = fill(package, target, tables, INPUT_SHEETS, month, front=front)
    orphans = [
        find("W-ORPHAN", orphan.sheet, header=orphan.header, value=str(orphan.value))
        for orphan in report.orphans
    ]
    done.findings += orphans
    done.findings += [one.finding() for one in report.stuck]
    done.findings += [find("W-MOVED", sheet, header=header) for sheet, header in report.moved]
    if month is not None:
        paid = {"month": done.period, "was": _written_month(done)}
        done.findings.append(find("W-MONTH", month.sheet, month.at, **paid))
    done.findings += _kept_findings(target, kept)
    return _job(package, done, {table.sheet: table for table in tables}, target)


def _moved_month(done: Calculated) -> MonthCell | None:
    """The cell of 工资月份, where another month was asked for than it says."""
    if done.unit is None or done.run is None:
        return None
    settings = done.unit.settings
    at = settings.cells.get(MONTH)
    if at is None or settings.month_written == settings.month:
        return None
    return MonthCell(SETTINGS.sheet, at, settings.month)


def _written_month(done: Calculated) -> str:
    said = done.unit.settings.month_written if done.unit is not None else None
    return month_text(said) if said is not None else "空白"


def _kept_findings(target: Path, kept: Path | None) -> list[Finding]:
    """What is told of a result that was changed and so is kept."""
    return [] if kept is None else [find("W-KEPT", name=target.name, kept=kept.name)]


def _reported(where: Destination, package: Package, done: Calculated, label: str) -> Job:
    """A workbook of 校验报告 alone."""
    from xlpay.workbook.template import results  # only reports and templates need it

    target, report = where.prepare(where.path(label, report=True)), done.report()
    with replacing(target) as kept:
        write_table(report, results.REPORT, target, package.mode)
    done.findings += _kept_findings(target, kept)
    return _job(package, done, {REPORT: report}, target)
