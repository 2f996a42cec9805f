"""A process measured whole: CPU seconds, clock seconds and peak memory, its children included."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

ROOT: Final = Path(__file__).resolve().parent.parent


class Cost(msgspec.Struct, frozen=True):
    """What a process took."""

    cpu_s: float
    clock_s: float
    peak_mb: float


def run(arguments: Sequence[str], expect: int = 0) -> Cost:
    """A Python process with these arguments; RuntimeError if it ends otherwise than expected."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as everywhere but in some containers
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    clock = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != expect:
        raise RuntimeError(told.decode(errors="replace")[-2000:])
    return Cost(usage.ru_utime + usage.ru_stime, clock, usage.ru_maxrss / 1024)


def interleaved(contenders: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[Cost]]:
    """Each contender once a round, so that a slow minute of the machine meets all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, arguments in contenders.items():
            costs[name].append(run(arguments))
    return costs


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each measure."""
    return Cost(
        statistics.median(cost.cpu_s for cost in costs),
        statistics.median(cost.clock_s for cost in costs),
        statistics.median(cost.peak_mb for cost in costs),
    )
