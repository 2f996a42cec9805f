"""Many workbooks, each run for itself in some processes; a bad one is a row of the summary.

What was done is known by content: a workbook is left alone while its bytes, the month, the
policies and the program are those of an earlier batch into the same folder, and its output is
still there.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from xlpay.batch_files import SUMMARY, Task, plan
from xlpay.diagnostics import Severity, UnusableFile
from xlpay.money import yuan_text
from xlpay.outputs import Destination, write_table
from xlpay.workbook.safe import folder_for, sweep, write_whole
from xlpay.workbook.tables import Column, Kind, Table

STATE: Final = ".xlpay-batch.json"
SHEET: Final = "批量汇总"
DONE, ERRORS, UNUSABLE = "完成", "有错误", "不能用"
_STATE_VERSION: Final = 1
_TOLD: Final = 20  # errors of one workbook that are told line by line
_STATE_EVERY: Final = 16  # workbooks between two writings of the state
_AHEAD: Final = 4  # workbooks handed out to each process


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one workbook."""

    book: str
    status: str
    unit: str = ""
    period: str = ""
    people: int | None = None
    gross_fen: int | None = None
    errors: int = 0
    warnings: int = 0
    output: str = ""
    why: str = ""  # the first error, or why it can't be used
    lines: tuple[str, ...] = ()  # errors as the command tells them
    skipped: bool = False  # done before, and nothing has changed


@dataclass(slots=True)
class Batch:
    """All rows, in the order of the workbooks, and the summary that was written."""

    rows: list[Row] = field(default_factory=list)
    summary: Path | None = None

    @property
    def status(self) -> int:
        """The exit code: 2 if nothing could be used, 1 if any workbook has errors."""
        if all(row.status == UNUSABLE for row in self.rows):
            return 2
        return 0 if all(row.status == DONE for row in self.rows) else 1


def run_batch(
    paths: Sequence[str],
    out: Path,
    month: int | None = None,
    *,
    workers: int | None = None,
    skip_errors: bool = False,
    tell: Callable[[Row, int, int], None] = lambda row, done, total: None,
) -> Batch:
    """Run every workbook that the paths name; `tell` hears of each as it is done."""
    folder_for(out / STATE)
    sweep(out)
    state = _read_state(out)
    found = plan(paths, out, {book: kept["name"] for book, kept in state.items()})
    tasks = [Task(f, out, month, skip_errors) for f in found]
    rows: dict[str, Row] = {}
    fresh: list[Task] = []

    def take(task: Task, row: Row) -> None:
        rows[task.found.key] = row
        tell(row, len(rows), len(tasks))

    for task in tasks:
        known = _kept(state, task)
        if known is None:
            fresh.append(task)
        else:
            take(task, known)
    try:
        for task, row in _run_all(fresh, _processes(workers, len(fresh))):
            take(task, row)
            _note(state, task, row)
            if len(rows) % _STATE_EVERY == 0:
                _write_state(out, state)
    finally:
        _write_state(out, state)
    batch = Batch([rows[task.found.key] for task in tasks])
    if tasks:
        batch.summary = _write_summary(batch, out)
    return batch


def _processes(workers: int | None, tasks: int) -> int:
    return max(1, min(workers or os.cpu_count() or 1, tasks))


# ── one workbook


def run_one(task: Task) -> Row:
    """A workbook's row, whatever happens; runs in a process of its own."""
    try:
        return _run(task)
    except UnusableFile as error:
        return Row(task.found.shown, UNUSABLE, why=error.line(), lines=(error.line(),))
    except Exception as error:  # a fault of ours must not cost the others their run
        why = f"程序出错：{type(error).__name__}: {error}"
        return Row(task.found.shown, UNUSABLE, why=why, lines=(why,))


def _run(task: Task) -> Row:
    from xlpay.jobs import run_month  # the parent of the processes need not load it

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
    return Row(
        found.shown,
        ERRORS if done.failed else DONE,
        done.unit.settings.unit if done.unit is not None else "",
        done.period,
        len(run.people) if run is not None else None,
        int(run.gross.sum()) if run is not None else None,
        len(errors),
        sum(f.severity is Severity.WARNING for f in done.findings),
        job.output.relative_to(task.out).as_posix() if job.output is not None else "",
        lines[0] if done.failed and lines else "",
        tuple(lines) if done.failed else (),
    )


# ── some processes


def _run_all(tasks: Sequence[Task], processes: int) -> Iterator[tuple[Task, Row]]:
    """Each task with its row, as they are done."""
    if processes == 1:
        for task in tasks:
            yield task, run_one(task)
        return
    left = dict.fromkeys(tasks)
    try:
        for task, row in _pooled(tasks, processes):
            del left[task]
            yield task, row
    except BrokenProcessPool:
        # A process died: out of memory, or killed.  Find out whose workbook it was, one by one.
        for task in left:
            yield task, _alone(task)


def _pooled(tasks: Sequence[Task], processes: int) -> Iterator[tuple[Task, Row]]:
    # spawn, as everywhere: a fork would copy threads and open files half-way
    context = multiprocessing.get_context("spawn")
    waiting = iter(tasks)
    running: dict[Future[Row], Task] = {}
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        try:
            while True:
                for task in waiting:
                    running[pool.submit(run_one, task)] = task
                    if len(running) >= processes * _AHEAD:
                        break
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield running.pop(future), future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _alone(task: Task) -> Row:
    """A task in a process that no other task shares."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(run_one, task).result()
        except BrokenProcessPool:
            why = "计算时进程意外结束（可能是内存不够）"
            return Row(task.found.shown, UNUSABLE, why=why, lines=(why,))


# ── what was done before


def _read_state(out: Path) -> dict[str, dict[str, Any]]:
    """By workbook, the row of an earlier batch; empty where there is none that can be read."""
    with suppress(OSError, ValueError, AttributeError):
        state = json.loads((out / STATE).read_text("utf-8"))
        if state.get("version") == _STATE_VERSION:
            needed = {"book", "status", "output", "name", "folder", "fingerprint"}
            books: dict[str, Any] = state["books"]
            return {k: v for k, v in books.items() if isinstance(v, dict) and needed <= v.keys()}
    return {}


def _note(state: dict[str, dict[str, Any]], task: Task, row: Row) -> None:
    """Remember what is done; what could not be used is tried again the next time."""
    state.pop(task.found.key, None)
    if row.status != UNUSABLE and task.fingerprint:
        found = task.found
        where = {"name": found.name, "folder": found.folder, "fingerprint": task.fingerprint}
        state[found.key] = {**asdict(row), **where}


def _write_state(out: Path, state: dict[str, dict[str, Any]]) -> None:
    text = json.dumps({"version": _STATE_VERSION, "books": state}, ensure_ascii=False, indent=1)
    with write_whole(out / STATE) as file:
        file.write(text.encode("utf-8", "surrogatepass"))


def _kept(state: dict[str, dict[str, Any]], task: Task) -> Row | None:
    """The row of an earlier batch, if all is as it was then."""
    kept, found = state.get(task.found.key), task.found
    if kept is None or not task.fingerprint or not (task.out / kept["output"]).is_file():
        return None
    now = (found.name, found.folder, task.fingerprint)
    if tuple(kept.get(word) for word in ("name", "folder", "fingerprint")) != now:
        return None
    names = set(Row.__slots__)
    row = Row(**{name: value for name, value in kept.items() if name in names})
    return replace(row, book=task.found.shown, lines=tuple(row.lines), skipped=True)


# ── the summary


def summary_table(rows: Sequence[Row]) -> Table:
    """批量汇总: a row a workbook."""
    from xlpay.money import BLANK, ints

    def numbers(values: Sequence[int | None]) -> Any:
        return ints([BLANK if value is None else value for value in values])

    columns = (
        Column("序号", Kind.COUNT, numbers(range(1, len(rows) + 1)), width=6),
        Column("文件", Kind.WIDE, [row.book for row in rows], width=40),
        Column("状态", Kind.TEXT, [row.status for row in rows], width=9),
        Column("单位名称", Kind.TEXT, [row.unit or None for row in rows], width=26),
        Column("工资月份", Kind.TEXT, [row.period or None for row in rows], width=10),
        Column("人数", Kind.COUNT, numbers([row.people for row in rows]), summed=True, width=8),
        Column(
            "应发合计", Kind.MONEY, numbers([row.gross_fen for row in rows]), summed=True, width=15
        ),
        Column("错误", Kind.COUNT, numbers([row.errors for row in rows]), summed=True),
        Column("警告", Kind.COUNT, numbers([row.warnings for row in rows]), summed=True),
        Column("输出", Kind.WIDE, [row.output or None for row in rows], width=40),
        Column("说明", Kind.WIDE, [row.why or None for row in rows], width=52),
    )
    bad = sum(row.status != DONE for row in rows)
    note = f"共 {len(rows)} 个工作簿，完成 {len(rows) - bad} 个　　金额单位：元"
    return Table(SHEET, "batch", SHEET, note, columns, total_label="总计")


def _write_summary(batch: Batch, out: Path) -> Path:
    from xlpay.workbook.template_results import Head, ResultSheet

    table = summary_table(batch.rows)
    heads = tuple(Head(c.header, c.kind, c.width or 0) for c in table.columns)
    form = ResultSheet(SHEET, table.key, heads, frozen=2, signed=False)
    target = Destination(out).prepare(out / SUMMARY)
    write_table(table, form, target)
    return target


def summary_lines(batch: Batch) -> list[str]:
    """What a person wants to know at the end."""
    count = Counter(row.status for row in batch.rows)
    parts = [f"{status} {count[status]}" for status in (DONE, ERRORS, UNUSABLE) if count[status]]
    skipped = sum(row.skipped for row in batch.rows)
    if skipped:
        parts.append(f"其中没有变化、不再重算 {skipped}")
    gross = sum(row.gross_fen or 0 for row in batch.rows)
    return [
        f"共 {len(batch.rows)} 个工作簿：{'，'.join(parts)}；应发合计 {yuan_text(gross)} 元",
        f"已写出 {batch.summary}",
    ]


def batch_json(batch: Batch, status: int) -> dict[str, Any]:
    """The batch for machines."""
    books = []
    for row in batch.rows:
        gross = None if row.gross_fen is None else yuan_text(row.gross_fen)
        told = {key: value for key, value in asdict(row).items() if key != "gross_fen"}
        books.append({**told, "gross": gross})
    return {"status": status, "summary": str(batch.summary or "") or None, "books": books}
