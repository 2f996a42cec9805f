"""CPU time of worksheet functions: one call, and rows a second from arrays and from Python objects.

`python bench/functions.py`; numbers are processor seconds of this process, so that other work on
the machine matters little.  The floor beside a single call is one numpy operation on one element.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from xlpay.functions import CATALOGUE, CWBASE, CWGRADE, CWTOTAL

ROWS = 1_000_000
POSTS = ("正职", "副职", "工作人员", "党组织书记")
LEVELS = ("高中", "大专", "本科", "硕士", "博士")


def seconds(work: Callable[[], Any], times: int = 1, rounds: int = 5) -> float:
    """The best CPU time of a call among some rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - start) / times)
    return best


def single_calls() -> None:
    """One call of each function, beside numpy's floor, and the same call once it is remembered."""
    one = np.zeros(1)
    floor = seconds(lambda: one + one, 20_000)
    print(f"{'numpy, 1 element':<18}{floor * 1e6:9.2f} µs")
    for function in CATALOGUE.values():
        args = function.examples[0].args
        first = seconds(lambda f=function, a=args: f.answer(a), 300)  # type: ignore[misc]
        again = seconds(lambda f=function, a=args: f(*a), 300)  # type: ignore[misc]
        print(
            f"{function.name:<18}{first * 1e6:9.2f} µs{first / floor:9.0f} ×{again * 1e6:9.2f} µs"
        )


def million_rows(name: str, work: Callable[[], Any]) -> None:
    """Rows a CPU second."""
    print(f"{name:<44}{ROWS / seconds(work, rounds=3) / 1e6:9.2f} million rows/s")


def main() -> None:
    single_calls()
    chance = np.random.default_rng(2020)
    posts = np.asarray(POSTS)[chance.integers(0, len(POSTS), ROWS)]
    levels = np.asarray(LEVELS)[chance.integers(0, len(LEVELS), ROWS)]
    years = chance.integers(0, 480, ROWS) / 12
    dual = chance.random(ROWS) < 0.1
    million_rows("CWGRADE numpy text", lambda: CWGRADE(posts, years, levels, dual))
    objects = [np.asarray(column.tolist(), dtype=object) for column in (posts, levels)]
    million_rows("CWGRADE numpy objects", lambda: CWGRADE(objects[0], years, objects[1], dual))
    lists = [column.tolist() for column in (posts, years, levels, dual)]
    million_rows("CWGRADE lists", lambda: CWGRADE(*lists))
    rows = [[[value] for value in column] for column in lists]
    million_rows("CWGRADE rows of one cell", lambda: CWGRADE(*rows))
    mixed = [
        ["是" if value else "" for value in lists[3]],
        [str(y) for y in lists[1][:1000]] * 1000,
    ]
    million_rows(
        "CWGRADE text of every kind", lambda: CWGRADE(lists[0], mixed[1], lists[2], mixed[0])
    )
    grades = chance.integers(1, 19, ROWS)
    million_rows("CWTOTAL numpy", lambda: CWTOTAL(grades, 34101))
    million_rows("CWBASE numpy", lambda: CWBASE(grades, "红山区"))


if __name__ == "__main__":
    main()
