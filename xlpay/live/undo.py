"""What the last run replaced, kept in the user's cache so that it can be taken back for a day.

Files are the owner's alone, plain JSON, named by the workbook; what stands in the result sheets
after the run is known by its hash, so that nothing is taken back over later changes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import astuple

from xlpay.base.grid import CellError, Unvalued
from xlpay.live.host import Content, Formula, Host, Obstacle, Rectangle, TypedCells
from xlpay.live.ownformulas import OwnFormula, fingerprints, unchanged
from xlpay.live.writing import Before, Written, restore
from xlpay.results.tables import Kind

_VERSION: Final = 1
_KEPT_S: Final = 24 * 60 * 60
_SUFFIX: Final = ".undo.json"


class Cache(msgspec.Struct, frozen=True):
    """The folder of what can be taken back; `now` is the time in seconds, the caller's."""

    folder: Path
    now: float

    def path(self, key: str) -> Path:
        """The file of a workbook."""
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return self.folder / f"{name}{_SUFFIX}"

    def sweep(self) -> None:
        """Take away what is older than a day."""
        with suppress(OSError):
            for path in self.folder.glob(f"*{_SUFFIX}"):
                with suppress(OSError):
                    if not 0 <= self.now - path.stat().st_mtime < _KEPT_S:
                        path.unlink()


def keep(cache: Cache, host: Host, written: Written) -> bool:
    """Note what a run replaced; False where the cache can't be written."""
    cache.sweep()
    record = {
        "version": _VERSION,
        "book": host.key,
        "after": {one.sheet: host.fingerprint(one.sheet) for one in written.before},
        "kinds": {header: kind.value for header, kind in written.kinds.items()},
        "before": [_packed(one) for one in written.before],
        "own": [astuple(one) for one in written.own.before],
        "own_after": fingerprints(host, written.own.before),
    }
    return _save(cache, host, record)


def _save(cache: Cache, host: Host, record: Mapping[str, Any]) -> bool:
    try:
        cache.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chmod(cache.folder, 0o700)
        path = cache.path(host.key)
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(json.dumps(record, ensure_ascii=True).encode("ascii"))
        os.utime(path, (cache.now, cache.now))
    except OSError:
        return False
    return True


@contextmanager
def rewriting(cache: Cache, host: Host, sheet: str) -> Iterator[None]:
    """A sheet of a run is written once more by us: what was kept can still be taken back."""
    path = cache.path(host.key)
    record = _read(path)
    known = record["after"].get(sheet) if record is not None else None
    ours = known is not None and known == host.fingerprint(sheet)
    yield
    if record is not None and ours:
        kept = path.stat().st_mtime
        record["after"][sheet] = host.fingerprint(sheet)
        _save(Cache(cache.folder, kept), host, record)


def forget(cache: Cache, host: Host) -> None:
    """Nothing of this workbook can be taken back any more."""
    with suppress(OSError):
        cache.path(host.key).unlink()


def take_back(cache: Cache, host: Host) -> list[str]:
    """Bring back what the last run replaced; the sheets.  Obstacle where that can't be."""
    cache.sweep()
    record = _read(cache.path(host.key))
    if record is None:
        raise Obstacle("L-NOTHING")
    before = [_unpacked(one) for one in record["before"]]
    kinds = {header: Kind(kind) for header, kind in record["kinds"].items()}
    present = {name.lower() for name in host.sheets()}
    if any(one.sheet.lower() not in present for one in before):
        raise Obstacle("L-CHANGED")
    if any(host.fingerprint(one.sheet) != record["after"][one.sheet] for one in before):
        raise Obstacle("L-CHANGED")
    own = [OwnFormula(*one) for one in record.get("own", [])]
    own = unchanged(host, own, record.get("own_after", {}))
    host.check([one.sheet for one in before])
    with host.quiet():
        restore(host, before, kinds, own)
    forget(cache, host)
    return [one.sheet for one in before]


def _read(path: Path) -> dict[str, Any] | None:
    """A record of this version; None for none that can be used."""
    with suppress(OSError, ValueError):
        record = json.loads(path.read_bytes())
        if isinstance(record, dict) and record.get("version") == _VERSION:
            return record
    return None


# ── as JSON


def _packed(before: Before) -> dict[str, Any]:
    packed: dict[str, Any] = {
        "sheet": before.sheet,
        "name": before.name,
        "last_column": before.last_column,
    }
    if before.area is not None:
        packed["area"] = astuple(before.area)
    if before.block is not None:
        rows = [[_content(content) for content in row] for row in before.block.rows]
        packed["block"] = [before.block.first_row, before.block.first_col, rows]
    return packed


def _unpacked(packed: Mapping[str, Any]) -> Before:
    block = None
    if "block" in packed:
        first_row, first_col, rows = packed["block"]
        block = TypedCells([[_value(one) for one in row] for row in rows], first_row, first_col)
    area = Rectangle(*packed["area"]) if "area" in packed else None
    return Before(packed["sheet"], packed["name"], packed["last_column"], block, area)


def _content(content: Content) -> Any:
    """A cell: text, number, bool and blank as themselves, the rest with its kind."""
    if content is None or isinstance(content, str | bool | float | int):
        return content
    if isinstance(content, Formula):
        return ["f", content.text]
    if isinstance(content, datetime):
        return ["dt", content.isoformat()]
    if isinstance(content, date):
        return ["d", content.isoformat()]
    if isinstance(content, time):
        return ["t", content.isoformat()]
    if isinstance(content, timedelta):
        return ["td", content.total_seconds()]
    return ["e", content.text] if isinstance(content, CellError) else ["u", content.formula]


_KINDS: Final[Mapping[str, Any]] = {
    "f": Formula,
    "dt": datetime.fromisoformat,
    "d": date.fromisoformat,
    "t": time.fromisoformat,
    "td": lambda seconds: timedelta(seconds=seconds),
    "e": CellError,
    "u": Unvalued,
}


def _value(packed: Any) -> Content:
    if not isinstance(packed, list):
        content: Content = packed
        return content
    made: Content = _KINDS[packed[0]](packed[1])
    return made
