"""A batch's workbooks in some processes, which end with their parent.

A process that dies costs one workbook.  A pool that breaks does not say whose fault it was: what it
had in hand is run again, each in a process of its own, and the rest goes on in a new pool.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from xlpay.batch.files import Task
from xlpay.batch.rows import UNUSABLE, BookResult

Run = Callable[[Task], BookResult]
_AHEAD: Final = 2  # workbooks handed out to each process


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
    left = list(tasks)
    while left:
        in_hand: list[Task] = []
        done: set[Task] = set()
        try:
            for task, row in _pooled(run_one, left, processes, in_hand):
                done.add(task)
                yield task, row
        except BrokenProcessPool:
            # A process died: out of memory, or killed.  Find out whose workbook it was.
            for task in in_hand:
                done.add(task)
                yield task, _alone(run_one, task)
        left = [task for task in left if task not in done]


def _pooled(
    run_one: Run, tasks: Sequence[Task], processes: int, in_hand: list[Task]
) -> Iterator[tuple[Task, BookResult]]:
    """Each task with its row; `in_hand` are those handed out and not yet given back."""
    waiting = iter(tasks)
    running: dict[Future[BookResult], Task] = {}
    with _pool(processes) as pool:
        try:
            while True:
                for task in waiting:
                    in_hand.append(task)
                    running[pool.submit(run_one, task)] = task
                    if len(running) >= processes * _AHEAD:
                        break
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    task, row = running.pop(future), future.result()
                    in_hand.remove(task)
                    yield task, row
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _alone(run_one: Run, task: Task) -> BookResult:
    """A task in a process that no other task shares."""
    with _pool(1) as pool:
        try:
            return pool.submit(run_one, task).result()
        except BrokenProcessPool:
            why = "计算时进程意外结束（可能是内存不够）"
            return BookResult(task.found.shown, UNUSABLE, why=why, lines=(why,))


def _pool(processes: int) -> ProcessPoolExecutor:
    # spawn, as everywhere: a fork would copy threads and open files half-way
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Let this process end when its parent does, however that ends: nobody waits for it then."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent.join,), daemon=True).start()


def _outlive(join: Callable[[], None]) -> None:
    join()
    os._exit(1)
