"""Where the checkout's parts lie, for tests at any depth."""

from __future__ import annotations

from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).resolve().parent.parent
ROOT: Final = TESTS.parent
PACKAGE: Final = ROOT / "xlpay"
UDFS: Final = ROOT / "udfs"
