"""How much a test tries: a seeded small amount, more in CI, all of it when tests/proofs.py asks."""

from __future__ import annotations

import os
import zlib
from typing import Final

IN_CI: Final = os.environ.get("XLPAY_CI") == "1"


def size(name: str, small: int, in_ci: int | None = None) -> int:
    """The number that `python -m tests.proofs` gave for `name`, else that of CI, else the small."""
    otherwise = in_ci if IN_CI and in_ci is not None else small
    return int(os.environ.get(f"XLPAY_PROOF_{name.upper()}", otherwise))


def chosen(name: str, one: str, share: int) -> bool:
    """Whether one of many is tried: so many of 100 by itself, always the same; all for a proof."""
    return zlib.crc32(one.encode()) % 100 < size(name, share)


def first_seed(otherwise: int) -> int:
    """Where the seeds of a search begin; without one, where they always do."""
    return size("seed", otherwise)
