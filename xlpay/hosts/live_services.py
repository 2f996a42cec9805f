"""What a button needs of the machine: the user's cache, the clock, the user's documents."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from xlpay.live.session import Services


def this_user() -> Services:
    """The services of whoever is at the machine."""
    documents = Path.home() / "Documents"
    return Services(
        cache_folder() / "undo", time.time(), documents if documents.is_dir() else Path.home()
    )


def cache_folder() -> Path:
    """Where this system keeps what a program can do without."""
    if sys.platform == "win32":
        given = os.environ.get("LOCALAPPDATA")
        return (Path(given) if given else Path.home() / "AppData" / "Local") / "xlpay"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "xlpay"
    given = os.environ.get("XDG_CACHE_HOME")
    return (Path(given) if given else Path.home() / ".cache") / "xlpay"
