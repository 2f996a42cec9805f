"""Where this system keeps, for one user, what a program can do without."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """The user's own folder of xlpay; it need not be there."""
    if sys.platform == "win32":
        given = os.environ.get("LOCALAPPDATA")
        return (Path(given) if given else Path.home() / "AppData" / "Local") / "xlpay"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "xlpay"
    given = os.environ.get("XDG_CACHE_HOME")
    return (Path(given) if given else Path.home() / ".cache") / "xlpay"


def private_folder(name: str) -> Path:
    """A folder of that name there, made for this user alone; OSError, RuntimeError: no home."""
    folder = cache_folder() / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    return folder
