"""How much a test tries: a seeded small amount by itself, more when tests/proofs.py asks."""

from __future__ import annotations

import os


def size(name: str, small: int) -> int:
    """The number that `python -m tests.proofs` gave for `name`, else the small one."""
    return int(os.environ.get(f"XLPAY_PROOF_{name.upper()}", small))


def first_seed(otherwise: int) -> int:
    """Where the seeds of a search begin; without one, where they always do."""
    return size("seed", otherwise)
