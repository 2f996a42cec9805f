"""What a run replaces, kept in the user's cache so that it can be taken back for a day.

It is written down before the first cell is (begun), and kept when all is written (undo): a press
that dies in between leaves a record by which the next one offers to bring the sheets back.  Files
are the owner's alone, named by the workbook; a line of JSON holds what stood there, later ones what
stands after the run by its hash, so that nothing is taken back over later changes.
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

_VERSION: Final = 2
_KEPT_S: Final = 24 * 60 * 60
_UNDO: Final = ".undo.json"
_BEGUN: Final = ".begun.json"


class Cache(msgspec.Struct, frozen=True):
    """The folder of what can be taken back; `now` is the time in seconds, the caller's."""

    folder: Path
    now: float

    def path(self, key: str, suffix: str = _UNDO) -> Path:
        """The file of a workbook."""
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return self.folder / f"{name}{suffix}"

    def sweep(self) -> None:
        """Take away what is older than a day."""
        with suppress(OSError):
            for path in (p for s in (_UNDO, _BEGUN) for p in self.folder.glob(f"*{s}")):
                with suppress(OSError):
                    if not 0 <= self.now - path.stat().st_mtime < _KEPT_S:
                        path.unlink()


# ── a run


def begin(cache: Cache, host: Host, written: Written) -> None:
    """Note what a run is about to replace; before its first write."""
    cache.sweep()
    record = {
        "version": _VERSION,
        "book": host.key,
        "kinds": {header: kind.value for header, kind in written.kinds.items()},
        "before": [_packed(one) for one in written.before],
        "own": [astuple(one) for one in written.own.before],
    }
    path = cache.path(host.key, _BEGUN)
    with suppress(OSError):  # a cache that can't be written is no reason not to compute
        cache.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chmod(cache.folder, 0o700)
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(_line(record))
        os.utime(path, (cache.now, cache.now))


def keep(cache: Cache, host: Host) -> None:
    """All is written: what was begun can be taken back from now on, and nothing older."""
    forget(cache, host)
    path = cache.path(host.key, _BEGUN)
    if (record := _read(path, begun=True)) is not None:
        with suppress(OSError):
            _add(path, _after(host, record), cache.now)
            path.replace(cache.path(host.key))


def drop(cache: Cache, host: Host) -> None:
    """Nothing is half written: what was begun is over, and what was kept before stays."""
    with suppress(OSError):
        cache.path(host.key, _BEGUN).unlink(missing_ok=True)


@contextmanager
def rewriting(cache: Cache, host: Host, sheet: str) -> Iterator[None]:
    """A sheet of a run is written once more by us: what was kept can still be taken back."""
    path = cache.path(host.key)
    record = _read(path)
    known = record["after"].get(sheet) if record is not None else None
    ours = known is not None and known == host.fingerprint(sheet)
    yield
    if record is not None and ours:
        after = {**record["after"], sheet: host.fingerprint(sheet)}
        with suppress(OSError):
            kept = path.stat().st_mtime
            _add(path, {"after": after, "own_after": record["own_after"]}, kept)


def forget(cache: Cache, host: Host) -> None:
    """Nothing that was kept of this workbook can be taken back any more."""
    with suppress(OSError):
        cache.path(host.key).unlink()


# ── back


def take_back(cache: Cache, host: Host) -> list[str]:
    """Bring back what the last run replaced; the sheets.  Obstacle where that can't be."""
    if half_written(cache, host):
        return bring_back(cache, host)
    record = _read(cache.path(host.key))
    if record is None:
        raise Obstacle("L-NOTHING")
    before = [_unpacked(one) for one in record["before"]]
    present = _present(host)
    if any(one.sheet.lower() not in present for one in before):
        raise Obstacle("L-CHANGED")
    if any(host.fingerprint(one.sheet) != record["after"][one.sheet] for one in before):
        raise Obstacle("L-CHANGED")
    own = unchanged(host, _own(record), record["own_after"])
    _restore(host, record, before, own)
    forget(cache, host)
    return [one.sheet for one in before]


def half_written(cache: Cache, host: Host) -> list[str]:
    """The sheets that a press which died has changed; a record of one that changed none goes."""
    cache.sweep()
    record = _read(cache.path(host.key, _BEGUN), begun=True)
    if record is None:
        return []
    present = _present(host)
    changed = [one["sheet"] for one in record["before"] if _changed(host, one, present)]
    if not changed:
        drop(cache, host)
    return changed


def bring_back(cache: Cache, host: Host) -> list[str]:
    """Bring back what a press that died has replaced; the sheets."""
    record = _read(cache.path(host.key, _BEGUN), begun=True)
    if record is None:
        raise Obstacle("L-NOTHING")
    present = _present(host)
    before = [_unpacked(one) for one in record["before"]]
    before = [one for one in before if one.sheet.lower() in present]
    _restore(host, record, before, _own(record))
    drop(cache, host)
    return [one.sheet for one in before]


def _changed(host: Host, packed: Mapping[str, Any], present: frozenset[str]) -> bool:
    """Whether a sheet is not as it was; one that the user has deleted can't be brought back."""
    if packed["sheet"].lower() not in present:
        return False
    return "block" not in packed or packed["block"] != _packed_block(host.block(packed["sheet"]))


def _restore(
    host: Host, record: Mapping[str, Any], before: list[Before], own: list[OwnFormula]
) -> None:
    kinds = {header: Kind(kind) for header, kind in record["kinds"].items()}
    host.check([one.sheet for one in before])
    with host.quiet():
        try:
            restore(host, before, kinds, own)
        except Exception as error:
            raise Obstacle("L-HALF", {"why": str(error) or type(error).__name__}) from error


def _present(host: Host) -> frozenset[str]:
    return frozenset(name.lower() for name in host.sheets())


def _own(record: Mapping[str, Any]) -> list[OwnFormula]:
    return [OwnFormula(*one) for one in record["own"]]


# ── files


def _after(host: Host, record: Mapping[str, Any]) -> dict[str, Any]:
    """What stands after a run."""
    present = _present(host)
    sheets = [one["sheet"] for one in record["before"] if one["sheet"].lower() in present]
    return {
        "after": {sheet: host.fingerprint(sheet) for sheet in sheets},
        "own_after": fingerprints(host, _own(record)),
    }


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=True).encode("ascii") + b"\n"


def _add(path: Path, record: Mapping[str, Any], time_s: float) -> None:
    """One more line, under the time given."""
    with open(path, "ab") as file:
        file.write(_line(record))
    os.utime(path, (time_s, time_s))


def _read(path: Path, *, begun: bool = False) -> dict[str, Any] | None:
    """A record of this version, what was begun without its end; None for none that can be used."""
    with suppress(OSError, ValueError):
        lines = path.read_bytes().splitlines()
        records = [json.loads(line) for line in (lines[:1] if begun else [lines[0], lines[-1]])]
        if all(isinstance(one, dict) for one in records) and records[0].get("version") == _VERSION:
            record = {**records[0], **records[-1]}
            return record if begun or "after" in record else None
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
        packed["block"] = _packed_block(before.block)
    return packed


def _packed_block(block: TypedCells) -> list[Any]:
    rows = [[_content(content) for content in row] for row in block.rows]
    return [block.first_row, block.first_col, rows]


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
