"""`python -m bench [NAME…] [--rounds N]`: against peers, as ratios; kept in bench/RESULTS.md.

Each comparison makes its data, runs the contenders in turns as whole processes, and prints medians
and their ratio: CPU time, and peak memory beside it.  A chart is written to bench/results.png.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from bench.measure import Cost, interleaved, median, run

HERE: Final = Path(__file__).resolve().parent
RESULTS: Final = HERE / "RESULTS.md"
CHART: Final = HERE / "results.png"
XLPAY: Final = ("-m", "xlpay.cli")
OURS, PEER = "xlpay", "peer"


class Result(msgspec.Struct, frozen=True):
    """A comparison: medians of both, what the ratio is of, and what was aimed at."""

    name: str
    says: str
    peer: str
    ours: Cost
    theirs: Cost
    ratio: float
    aim: str
    held: bool
    rounds: int


def against_plain(folder: Path, people: int, rounds: int, name: str) -> Result:
    """`run` against a script that copies the same input and result cells in style."""
    book = folder / f"{people}.xlsx"
    _made(book, people)
    run([*XLPAY, "run", str(book), "--out", str(folder / "made")])
    written = next((folder / "made").glob(f"{people}-*.xlsx"))
    given = folder / "results.pickle"
    run(["-m", "bench.plain", "keep", str(written), str(given)])
    ours = [*XLPAY, "run", str(book), "--out", str(folder / "out")]
    peer = ["-m", "bench.plain", "fill", str(book), str(given), str(folder / "plain.xlsx")]
    return _cpu(
        name,
        f"{people:,} people, all result sheets",
        "plain pandas + openpyxl script, same cells and styles, nothing computed",
        interleaved({OURS: ours, PEER: peer}, rounds),
        0.5,
    )


def against_copy(folder: Path, people: int, rounds: int, name: str) -> Result:
    """`run` against openpyxl's own streaming modes, which copy what `run` has written."""
    book = folder / f"{people}.xlsx"
    _made(book, people)
    out = folder / "out"
    ours = [*XLPAY, "run", str(book), "--out", str(out)]
    run(ours)
    written = str(next(out.glob(f"{people}-*.xlsx")))
    peer = ["-m", "bench.plain", "copy", written, str(folder / "copy.xlsx")]
    again = [*XLPAY, "run", str(book), "--out", str(folder / "again")]
    return _cpu(
        name,
        f"{people:,} people, all result sheets",
        "openpyxl read-only to write-only copy of the same cells, unstyled",
        interleaved({OURS: again, PEER: peer}, rounds),
        0.15,
        most_mb=900,
    )


def batch(folder: Path, books: int, rounds: int, name: str) -> Result:
    """Two processes against one, in clock time."""
    first = folder / "book.xlsx"
    _made(first, 300)
    inputs = folder / "in"
    inputs.mkdir()
    for number in range(books):
        shutil.copy(first, inputs / f"{number:03d}.xlsx")
    costs: dict[str, list[Cost]] = {OURS: [], PEER: []}
    for _ in range(rounds):
        for who, workers in ((OURS, "2"), (PEER, "1")):
            out = folder / f"out-{workers}"
            shutil.rmtree(out, ignore_errors=True)
            command = [*XLPAY, "batch", str(inputs), "--out", str(out), "--workers", workers]
            costs[who].append(run(command))
    ours, theirs = median(costs[OURS]), median(costs[PEER])
    ratio = theirs.clock_s / ours.clock_s
    says = f"batch of {books} workbooks of 300 people, two processes"
    return Result(
        name, says, "one process (clock time)", ours, theirs, ratio, "≥ 1.60", ratio >= 1.6, rounds
    )


def live(folder: Path, people: int, rounds: int, name: str) -> Result:
    """The button on an open workbook against `run` on its file."""
    book, state, cost = folder / f"{people}.xlsx", folder / "state", folder / "cost"
    _made(book, people)
    run(["-m", "bench.live", str(book), str(state)])
    costs: dict[str, list[Cost]] = {OURS: [], PEER: []}
    for _ in range(rounds):
        whole = run(["-m", "bench.live", str(book), str(state), str(cost)])
        costs[OURS].append(replace(whole, cpu_s=float(cost.read_text(encoding="ascii"))))
        costs[PEER].append(run([*XLPAY, "run", str(book), "--out", str(folder / "out")]))
    says = f"the button on an open workbook of {people:,} people, without the program itself"
    return _cpu(name, says, "`xlpay run` on its file", costs, 1.5)


def _made(book: Path, people: int) -> None:
    run(["-m", "bench.people", str(book), str(people)])


def _cpu(
    name: str,
    says: str,
    peer: str,
    costs: dict[str, list[Cost]],
    aim: float,
    most_mb: float = 0,
) -> Result:
    ours, theirs = median(costs[OURS]), median(costs[PEER])
    ratio = ours.cpu_s / theirs.cpu_s
    held = ratio <= aim and (not most_mb or ours.peak_mb <= most_mb)
    goal = f"≤ {aim:.2f}" + (f", ≤ {most_mb:.0f} MB" if most_mb else "")
    return Result(name, says, peer, ours, theirs, ratio, goal, held, len(costs[OURS]))


Comparison = Callable[[Path, int, int, str], Result]
COMPARISONS: Final[dict[str, tuple[Comparison, int, int]]] = {
    "small": (against_plain, 300, 5),
    "usual": (against_plain, 5_000, 3),
    "large": (against_copy, 100_000, 1),
    "batch": (batch, 200, 3),
    "live": (live, 5_000, 3),
}
"""Name -> what is compared, of what size, how many rounds."""


def report(results: Sequence[Result]) -> str:
    """RESULTS.md."""
    lines = [
        "# Measured against peers",
        "",
        "Whole processes, run in turns; medians. CPU is user and system time. `python -m bench`",
        "makes the data (the sample unit over and over, with all its records) and this page.",
        "",
        f"Python {platform.python_version()}, numpy {version('numpy')}, "
        f"openpyxl {version('openpyxl')}, pandas {version('pandas')}, {_fast()}, "
        f"{platform.system()} {platform.machine()}.",
        "",
        "CPU s · clock s · peak MB:",
        "",
        "| | against | rounds | xlpay | peer | ratio | aim |",
        "|---|---|---|---|---|---|---|",
    ]
    for result in results:
        mark = "" if result.held else " **missed**"
        lines.append(
            f"| {result.says} | {result.peer} | {result.rounds} | {_text(result.ours)} | "
            f"{_text(result.theirs)} | {result.ratio:.2f}{mark} | {result.aim} |"
        )
    return "\n".join([*lines, "", "![ratios](results.png)", ""])


def _fast() -> str:
    """Whether the extra `fast` is installed."""
    try:
        return f"isal {version('isal')}"
    except PackageNotFoundError:
        return "no isal"


def _text(cost: Cost) -> str:
    return f"{cost.cpu_s:.2f} · {cost.clock_s:.2f} · {cost.peak_mb:.0f}"


def chart(results: Sequence[Result], path: Path) -> None:
    """CPU seconds side by side, each comparison with the peer as 1."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    timed = [result for result in results if result.aim.startswith("≤")]
    figure, axes = pyplot.subplots(figsize=(8, 1.2 + 0.8 * len(timed)))
    places = range(len(timed))
    axes.barh(places, [1.0] * len(timed), height=0.7, color="#d9d9d9", label="peer")
    axes.barh(
        places, [result.ratio for result in timed], height=0.4, color="#2f6f9f", label="xlpay"
    )
    for place, result in enumerate(timed):
        axes.text(result.ratio + 0.01, place, f"{result.ratio:.2f}", va="center")
    axes.set_yticks(
        places, [f"{r.says}\nagainst {r.peer.split(',')[0]}" for r in timed], fontsize=7
    )
    axes.invert_yaxis()
    axes.set_xlabel("CPU time of the whole process, peer = 1")
    axes.legend(loc="lower right", fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=120, metadata={"Software": None})
    pyplot.close(figure)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and say whether every aim was met."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(COMPARISONS))
    parser.add_argument("--rounds", type=int, help="instead of each one's own number")
    parser.add_argument("--keep", action="store_true", help="write RESULTS.md and the chart")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(COMPARISONS):
        parser.error(f"no comparison named {', '.join(sorted(unknown))}")
    results = []
    for name in given.names or COMPARISONS:
        compare, size, rounds = COMPARISONS[name]
        with tempfile.TemporaryDirectory() as folder:
            result = compare(Path(folder), size, given.rounds or rounds, name)
        results.append(result)
        print(f"{name}: {result.says}: {result.ratio:.2f} ({result.aim})", flush=True)
        for who, cost in ((OURS, result.ours), (PEER, result.theirs)):
            print(f"  {who:6} CPU {cost.cpu_s:8.2f} s, clock {cost.clock_s:8.2f} s", end=", ")
            print(f"{cost.peak_mb:6.0f} MB", flush=True)
    if not given.names or given.keep:
        RESULTS.write_text(report(results), encoding="utf-8")
        chart(results, CHART)
    return 0 if all(result.held for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
