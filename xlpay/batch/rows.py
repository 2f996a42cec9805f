"""One workbook of a batch and what came of it: a bad one is a row like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xlpay.base.codes import Severity
from xlpay.base.findings import UnusableFile, weights
from xlpay.base.units import Fen
from xlpay.batch.files import Task

DONE, ERRORS, UNUSABLE = "完成", "有错误", "不能用"
_TOLD: Final = 20  # errors of one workbook that are told line by line


@dataclass(frozen=True, slots=True)
class BookResult:
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
    lines: tuple[str, ...] = ()  # errors as the command tells them
    skipped: bool = False  # done before, and nothing has changed


def run_one(task: Task) -> BookResult:
    """A workbook's row, whatever happens; runs in a process of its own."""
    try:
        return _run(task)
    except UnusableFile as error:
        return BookResult(task.found.shown, UNUSABLE, why=error.line(), lines=(error.line(),))
    except Exception as error:  # a fault of ours must not cost the others their run
        why = f"程序出错：{type(error).__name__}: {error}"
        return BookResult(task.found.shown, UNUSABLE, why=why, lines=(why,))


def _run(task: Task) -> BookResult:
    from xlpay.jobs.books import run_month  # the parent of the processes need not load it

    found = task.found
    job = run_month(
        found.path, task.out / found.folder, task.month, name=found.name, skip_errors=task.skip
    )
    done = job.done
    errors = [f for f in done.findings if f.severity is Severity.ERROR]
    lines = [f.line() for f in errors[:_TOLD]]
    if len(errors) > _TOLD:
        lines.append(f"另有 {len(errors) - _TOLD} 个错误，见校验报告")
    run = done.run
    return BookResult(
        found.shown,
        ERRORS if done.failed else DONE,
        done.unit.settings.unit if done.unit is not None else "",
        done.period,
        len(run.people) if run is not None else None,
        Fen(int(run.gross.sum())) if run is not None else None,
        len(errors),
        weights(done.findings)[Severity.WARNING],
        job.output.relative_to(task.out).as_posix() if job.output is not None else "",
        lines[0] if done.failed and lines else "",
        tuple(lines) if done.failed else (),
    )
