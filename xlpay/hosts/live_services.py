"""What a button needs of the machine: the user's cache, the clock, the user's documents."""

from __future__ import annotations

import time
from pathlib import Path

from xlpay.base.cache import cache_folder
from xlpay.live.session import Services


def this_user() -> Services:
    """The services of whoever is at the machine."""
    documents = Path.home() / "Documents"
    return Services(
        cache_folder() / "undo", time.time(), documents if documents.is_dir() else Path.home()
    )
