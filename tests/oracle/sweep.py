"""Generate units, run the program on them, and compare every figure with the oracle.

Run: python -m tests.oracle.sweep --seeds 1-200 --policy both [--in-process] [--bonus]
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import shlex
import subprocess
import sys
import tempfile
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .compare import compare, compare_bonus
from .generate import POLICIES, bonus_year, random_unit, write_workbook
from .model import Month, Unit

RUN = "xlpay run {book} --out {out}"
BONUS = "xlpay bonus {book} --year {year} --out {out}"
REPORT = "校验报告.xlsx"


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    command: str
    bonus_command: str
    in_process: bool
    bonus: bool
    keep: Path | None


def arguments_of(command: str, values: dict[str, str]) -> list[str]:
    """The command's words, with {book}, {out} and {year} filled in."""
    return [word.format(**values) for word in shlex.split(command)]


def call_subprocess(words: list[str]) -> tuple[int, str]:
    """Exit code and standard error of a command."""
    done = subprocess.run(
        words, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    return done.returncode, done.stderr


def call_in_process(words: list[str]) -> tuple[int, str]:
    """The same through the program's own main(), whose first word is dropped."""
    module = importlib.import_module("xlpay.cli")
    errors = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
        try:
            code = module.main(words[1:])
        except SystemExit as stop:
            code = stop.code
        except Exception:  # a crash is a finding of the sweep, not its end
            return 99, traceback.format_exc()
    return (code if isinstance(code, int) else 0 if code is None else 1), errors.getvalue()


def call(options: Options, words: list[str]) -> tuple[int, str]:
    """Run the words."""
    return call_in_process(words) if options.in_process else call_subprocess(words)


def result_of(out: Path, before: set[Path]) -> Path | None:
    """The one new workbook that is no report."""
    new = [p for p in out.glob("*.xls[xm]") if p not in before and not p.name.endswith(REPORT)]
    return max(new, key=lambda p: p.stat().st_mtime_ns, default=None)


def failure(code: int, errors: str) -> list[str]:
    """What the program said instead of a result."""
    lines = [line for line in errors.splitlines() if line.strip()]
    wanted = lines[-6:] if code == 99 else lines[:6]
    return [f"exit code {code}, no result", *wanted]


def run_month(options: Options, book: Path, out: Path, unit: Unit, month: Month) -> list[str]:
    """One month's run and its differences."""
    before = set(out.glob("*"))
    words = arguments_of(options.command, {"book": str(book), "out": str(out), "year": ""})
    code, errors = call(options, words)
    result = result_of(out, before)
    if code != 0 or result is None:
        return failure(code, errors)
    return compare(result, unit, month)


def run_bonus(options: Options, book: Path, out: Path, unit: Unit, year: int) -> list[str]:
    """One year's sheet and its differences."""
    before = set(out.glob("*"))
    values = {"book": str(book), "out": str(out), "year": str(year)}
    code, errors = call(options, arguments_of(options.bonus_command, values))
    result = result_of(out, before)
    if code != 0 or result is None:
        return [f"bonus {year}: {line}" for line in failure(code, errors)]
    return compare_bonus(result, unit, year)


def check_seed(options: Options, job: tuple[str, int]) -> tuple[str, int, str, list[str]]:
    """One seed: generate, run, compare."""
    policy, seed = job
    unit, month = random_unit(seed, policy)
    with tempfile.TemporaryDirectory() as folder:
        root = options.keep or Path(folder)
        root.mkdir(parents=True, exist_ok=True)
        book, out = root / f"{policy}-{seed}.xlsx", root / f"out-{policy}-{seed}"
        out.mkdir(exist_ok=True)
        for old in out.glob("*.xls*"):
            old.unlink()
        write_workbook(unit, month, book)
        found = run_month(options, book, out, unit, month)
        year = bonus_year(unit, month) if options.bonus else None
        if year is not None:
            bonus_out = out / "bonus"
            bonus_out.mkdir(exist_ok=True)
            for old in bonus_out.glob("*.xls*"):
                old.unlink()
            found = found + run_bonus(options, book, bonus_out, unit, year)
    return policy, seed, str(month), found


def seeds_of(text: str) -> range:
    """A-B, both included, or one seed."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def parse(words: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.sweep")
    parser.add_argument("--seeds", type=seeds_of, required=True, metavar="A-B")
    parser.add_argument("--policy", choices=[*POLICIES, "both"], default="both")
    parser.add_argument("--command", default=RUN)
    parser.add_argument("--bonus-command", default=BONUS)
    parser.add_argument("--in-process", action="store_true", help="call xlpay.cli.main")
    parser.add_argument("--bonus", action="store_true", help="also the year before's 年终奖")
    parser.add_argument("--keep", type=Path, help="keep books and results in this folder")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--show", type=int, default=8, help="differences shown per seed")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Sweep; 1 if anything differs."""
    given = parse(words)
    options = Options(given.command, given.bonus_command, given.in_process, given.bonus, given.keep)
    policies = list(POLICIES) if given.policy == "both" else [given.policy]
    jobs = [(policy, seed) for seed in given.seeds for policy in policies]
    check = partial(check_seed, options)
    if given.workers > 1:
        with ProcessPoolExecutor(given.workers) as pool:
            results = list(pool.map(check, jobs, chunksize=4))
    else:
        results = [check(job) for job in jobs]
    bad = [result for result in results if result[3]]
    for policy, seed, month, found in bad:
        print(f"{policy} seed {seed} ({month}): {len(found)} differences")
        for line in found[: given.show]:
            print(f"    {line}")
    print(f"{len(jobs)} units, {len(bad)} differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
