"""A batch's workbooks in some processes; a process that dies costs one workbook.

A pool that breaks does not say whose fault it was.  What it had not finished is run again, each in
a process of its own, so that only the one that kills it is lost.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from xlpay.batch.files import Task
from xlpay.batch.rows import UNUSABLE, BookResult

Run = Callable[[Task], BookResult]
_AHEAD: Final = 4  # workbooks handed out to each process


def processes_for(workers: int | None, tasks: int) -> int:
    return max(1, min(workers or os.cpu_count() or 1, tasks))


def run_all(
    run_one: Run, tasks: Sequence[Task], processes: int
) -> Iterator[tuple[Task, BookResult]]:
    """Each task with its row, as they are done."""
    if processes == 1:
        for task in tasks:
            yield task, run_one(task)
        return
    left = dict.fromkeys(tasks)
    try:
        for task, row in _pooled(run_one, tasks, processes):
            del left[task]
            yield task, row
    except BrokenProcessPool:
        # A process died: out of memory, or killed.  Find out whose workbook it was, one by one.
        for task in left:
            yield task, _alone(run_one, task)


def _pooled(
    run_one: Run, tasks: Sequence[Task], processes: int
) -> Iterator[tuple[Task, BookResult]]:
    # spawn, as everywhere: a fork would copy threads and open files half-way
    context = multiprocessing.get_context("spawn")
    waiting = iter(tasks)
    running: dict[Future[BookResult], Task] = {}
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


def _alone(run_one: Run, task: Task) -> BookResult:
    """A task in a process that no other task shares."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(run_one, task).result()
        except BrokenProcessPool:
            why = "计算时进程意外结束（可能是内存不够）"
            return BookResult(task.found.shown, UNUSABLE, why=why, lines=(why,))
