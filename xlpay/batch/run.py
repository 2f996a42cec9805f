"""Many workbooks, each run for itself in some processes; a bad one is a row of the summary.

A batch that is stopped loses nothing that was done: the state is written as it goes, and what it
knows is not run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import field
from msgspec.structs import asdict, replace

from xlpay.base.money import yuan_text
from xlpay.batch.doubles import with_doubles
from xlpay.batch.files import Task, plan
from xlpay.batch.pool import processes_for, run_all
from xlpay.batch.rows import DONE, ERRORS, UNUSABLE, BookResult, run_one
from xlpay.batch.state import STATE, kept_row, note, read_state, write_state
from xlpay.batch.summary import write_summary
from xlpay.workbook.file.safe import folder_for, strictest, sweep

_STATE_EVERY: Final = 16  # workbooks between two writings of the state


class Batch(msgspec.Struct):
    """All rows, in the order of the workbooks, and the summary that was written."""

    rows: list[BookResult] = field(default_factory=list)
    summary: Path | None = None
    kept: Path | None = None  # an earlier summary that somebody had worked in

    @property
    def status(self) -> int:
        """The exit code: 2 if nothing could be used, 1 if any workbook has errors."""
        if all(row.status == UNUSABLE for row in self.rows):
            return 2
        sound = all(row.status == DONE and not row.paid_twice for row in self.rows)
        return 0 if sound else 1


def run_batch(
    paths: Sequence[str],
    out: Path,
    month: int | None = None,
    *,
    workers: int | None = None,
    skip_errors: bool = False,
    tell: Callable[[BookResult, int, int], None] = lambda row, done, total: None,
) -> Batch:
    """Run every workbook that the paths name; `tell` hears of each as it is done."""
    folder_for(out / STATE)
    sweep(out)
    state = read_state(out)
    found = plan(paths, out, {book: kept.name for book, kept in state.items()})
    tasks = [Task(f, out, month, skip_errors) for f in found]
    mode = strictest(f.path for f in found)  # state and summary tell of all of them
    rows: dict[str, BookResult] = {}
    fresh: list[Task] = []

    def take(task: Task, row: BookResult) -> None:
        rows[task.found.key] = row
        tell(row, len(rows), len(tasks))

    for task in tasks:
        known = kept_row(state, task)
        if known is None:
            fresh.append(task)
        else:
            take(task, known)
    try:
        for task, row in run_all(run_one, fresh, processes_for(workers, len(fresh))):
            take(task, row)
            note(state, task, row)
            if len(rows) % _STATE_EVERY == 0:
                write_state(out, state, mode)
    finally:
        write_state(out, state, mode)
    batch = Batch(with_doubles([rows[task.found.key] for task in tasks]))
    if tasks:
        batch.summary, batch.kept = write_summary(batch.rows, out, mode)
    return batch


def summary_lines(batch: Batch) -> list[str]:
    """What a person wants to know at the end."""
    count = Counter(row.status for row in batch.rows)
    parts = [f"{status} {count[status]}" for status in (DONE, ERRORS, UNUSABLE) if count[status]]
    skipped = sum(row.skipped for row in batch.rows)
    if skipped:
        parts.append(f"其中没有变化、不再重算 {skipped}")
    gross = yuan_text(sum(row.gross_fen or 0 for row in batch.rows))
    net = yuan_text(sum(row.net_fen or 0 for row in batch.rows))
    lines = [f"共 {len(batch.rows)} 个工作簿：{'，'.join(parts)}"]
    lines[0] += f"；应发合计 {gross} 元，实发合计 {net} 元"
    compared = [row for row in batch.rows if row.before is not None]
    if compared:
        more = sum(change for row in compared if (change := row.gross_change_fen) is not None)
        lines.append(f"和上月结果比（{len(compared)} 个工作簿）：应发 {_signed(more)} 元")
    twice = sum(row.paid_twice for row in batch.rows)
    if twice:
        lines.append(f"有人在两个工作簿里都有工资：{twice} 个工作簿，见汇总的说明")
    if batch.kept is not None:
        lines.append(f"原来的汇总改动过，已另存为 {batch.kept}")
    return [*lines, f"已写出 {batch.summary}"]


def doubles_lines(batch: Batch) -> list[str]:
    """What the workbooks tell about each other, a line each."""
    return [f"{row.book} {line}" for row in batch.rows for line in row.doubles]


def _signed(fen: int) -> str:
    return f"+{yuan_text(fen)}" if fen > 0 else yuan_text(fen)


def batch_json(batch: Batch, status: int) -> dict[str, Any]:
    """The batch for machines."""
    books = []
    for row in batch.rows:
        gross = None if row.gross_fen is None else yuan_text(row.gross_fen)
        net = None if row.net_fen is None else yuan_text(row.net_fen)
        told = asdict(replace(row, paid=()))
        for key in ("gross_fen", "net_fen", "paid", "before", "around", "written"):
            del told[key]
        change = row.gross_change_fen
        more = None if change is None else yuan_text(change)
        books.append({**told, "gross": gross, "net": net, "gross_change": more})
    return {"status": status, "summary": str(batch.summary or "") or None, "books": books}
