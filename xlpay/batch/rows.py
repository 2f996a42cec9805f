"""One workbook of a batch and what came of it: a bad one is a row like any other."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import UnusableFile, kinds, weights
from xlpay.base.months import month_text, month_told
from xlpay.base.units import Fen
from xlpay.batch.files import Task, fingerprint
from xlpay.batch.paid import Paid, paid_in

DONE, ERRORS, UNUSABLE = "完成", "有错误", "不能用"


class BookResult(msgspec.Struct, frozen=True):
    """What came of one workbook."""

    book: str
    status: str
    unit: str = ""
    period: str = ""
    people: int | None = None
    gross_fen: Fen | None = None
    errors: int = 0
    warnings: int = 0
    output: str = ""
    why: str = ""  # the first error, or why it can't be used
    lines: tuple[str, ...] = ()  # its errors as the command tells them, one line a kind
    skipped: bool = False  # done before, and nothing has changed
    net_fen: int | None = None
    before: Before | None = None  # last month's result, where there is one
    content: str = ""  # fingerprint of the workbook, as it was read
    around: str = ""  # of all else that it was computed from
    written: str = ""  # of its output
    paid: tuple[Paid, ...] = ()  # never kept nor shown: it holds identity numbers
    doubles: tuple[str, ...] = ()  # what other workbooks of the batch tell about it
    paid_twice: bool = False

    @property
    def gross_change_fen(self) -> int | None:
        """Against last month's result, where there is one."""
        if self.before is None or self.gross_fen is None:
            return None
        return self.gross_fen - self.before.gross_fen

    @property
    def net_change_fen(self) -> int | None:
        """The same of net."""
        if self.before is None or self.net_fen is None:
            return None
        return self.net_fen - self.before.net_fen

    @property
    def people_change(self) -> int | None:
        """The same of people."""
        if self.before is None or self.people is None:
            return None
        return self.people - self.before.people


class Before(msgspec.Struct, frozen=True):
    """What last month's result says: people, gross and net."""

    people: int
    gross_fen: int
    net_fen: int
    content: str = ""  # the fingerprint of its file


def with_results(row: BookResult, task: Task) -> BookResult:
    """The row with what its output, and that of the month before, say was paid."""
    payroll = paid_in(task.out / row.output) if row.status == DONE and row.output else None
    if payroll is None:
        return replace(row, written=fingerprint(task.out / row.output) if row.output else "")
    return replace(
        row,
        paid=payroll.people,
        net_fen=payroll.net_fen,
        before=_before(task, row.period),
        written=payroll.content,
    )


def _before(task: Task, period: str) -> Before | None:
    """The result of the month before, among the outputs or beside the workbook."""
    target = task.where.path(month_text(month_told(period) - 1))
    payrolls = (paid_in(path) for path in (target, task.found.path.with_name(target.name)))
    one = next((payroll for payroll in payrolls if payroll is not None), None)
    return None if one is None else Before(one.headcount, one.gross_fen, one.net_fen, one.content)


def run_one(task: Task) -> BookResult:
    """A workbook's row, whatever happens; runs in a process of its own."""
    try:
        return _run(task)
    except UnusableFile as error:
        return BookResult(task.found.shown, UNUSABLE, why=error.line(), lines=(error.line(),))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a fault of ours must not cost the others their run
        from xlpay.base.faults import fault

        why = fault(error, "batch").line()
        return BookResult(task.found.shown, UNUSABLE, why=why, lines=(why,))


def _run(task: Task) -> BookResult:
    from xlpay.jobs.books import run_month  # the parent of the processes need not load it

    found, around = task.found, task.around()  # before the work: what changes later is run again
    job = run_month(
        found.path,
        task.out / found.folder,
        task.month,
        name=found.name,
        skip_errors=task.skip,
        top=found.top,
    )
    done = job.done
    errors = [f for f in done.findings if f.severity is Severity.ERROR]
    lines = kinds(errors)
    kept = kinds(f for f in done.findings if f.code == "W-KEPT")
    run = done.run
    row = BookResult(
        found.shown,
        ERRORS if done.failed else DONE,
        done.unit.settings.unit if done.unit is not None else "",
        done.period,
        int(run.paid.sum()) if run is not None else None,
        Fen(int(run.gross.sum())) if run is not None else None,
        len(errors),
        weights(done.findings)[Severity.WARNING],
        job.output.relative_to(task.out).as_posix() if job.output is not None else "",
        lines[0] if done.failed and lines else "",
        (*(lines if done.failed else ()), *kept),
        content=job.content,
        around=around,
    )
    return with_results(row, task)
