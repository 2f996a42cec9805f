"""The full proofs, far beyond the tests: `python -m tests.proofs NAME [--seed N] [--size N]`.

Each is the tests' own code with another size and seed; both are printed with the commit and the
result, so that a search that found something can be repeated.  Without a seed it takes a new one.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys

import msgspec

from tests.support.places import ROOT


class Proof(msgspec.Struct, frozen=True):
    """What a proof shows, the tests that show it, and how much of it is enough."""

    shows: str
    tests: tuple[str, ...]
    size: int
    hypothesis: bool = False


PROOFS = {
    "properties": Proof(
        "what must hold of every unit, sum and cell, on examples chosen anew",
        (
            "tests/test_properties.py",
            "tests/base/test_money.py",
            "tests/catalogue/test_functions.py",
            "tests/workbook/fill/test_filling.py",
        ),
        400,
        hypothesis=True,
    ),
    "units": Proof(
        "every figure of random units equals the independent reading (size: units a block)",
        ("tests/test_properties.py::test_every_figure_agrees_with_the_independent_reading",),
        300,
    ),
    "mutations": Proof(
        "a damaged workbook ends in a line or in findings",
        ("tests/jobs/test_mutations.py",),
        20_000,
    ),
    "kills": Proof(
        "a run killed at any moment leaves the old output or the new one",
        ("tests/jobs/test_kill.py",),
        300,
    ),
    "clauses": Proof(
        "whatever of the clause ledgers is broken changes a case of its clause (size: of 100)",
        ("tests/policy/files/test_clauses.py",),
        100,
    ),
    "foreign": Proof(
        "workbooks of other programs end in a line or in findings (--corpus FOLDER)",
        ("tests/jobs/test_foreign.py",),
        1,
    ),
}


def commit() -> str:
    """The commit that is proven, marked where files differ from it."""
    shown = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return shown.stdout.strip() or "no commit"


def prove(name: str, seed: int, size: int, corpus: str = "") -> int:
    """Run one proof; pytest's exit code."""
    proof = PROOFS[name]
    told = f"{name}: seed {seed}, size {size}, commit {commit()}"
    print(f"{told}: {proof.shows}", flush=True)
    # Seeds of units are a range: a new seed begins a new part of it.
    given = {"XLPAY_PROOF_SEED": str(seed), f"XLPAY_PROOF_{name.upper()}": str(size)}
    given |= {"XLPAY_PROOF_CORPUS": corpus} if corpus else {}
    search = ["--hypothesis-profile=search", f"--hypothesis-seed={seed}"]
    command = [sys.executable, "-m", "pytest", "-q", *proof.tests]
    command += search if proof.hypothesis else []
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **given}, check=False)
    print(f"{told}: {'held' if done.returncode == 0 else 'FAILED'}", flush=True)
    return done.returncode


def main(words: list[str] | None = None) -> int:
    """Run the named proofs, or all; 1 where one fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PROOFS))
    parser.add_argument("--seed", type=int, help="repeat a search")
    parser.add_argument("--size", type=int, help="instead of the proof's own size")
    parser.add_argument("--corpus", default="", help="a folder of workbooks, for foreign")
    given = parser.parse_args(words)
    unknown = set(given.names) - set(PROOFS)
    if unknown:
        parser.error(f"no such proof: {', '.join(sorted(unknown))}; there are {', '.join(PROOFS)}")
    failed = [
        name
        for name in given.names or PROOFS
        if prove(
            name,
            secrets.randbelow(10**6) if given.seed is None else given.seed,
            given.size or PROOFS[name].size,
            given.corpus,
        )
    ]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
