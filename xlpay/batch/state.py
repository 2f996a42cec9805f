"""What an earlier batch into the same folder did, and why it may be believed.

A workbook is left alone while its bytes, the month, the policies, last month's result and the
program are those of the earlier batch, and its output is still what was written.  A state is a file
like any other: what in it is not as we write it, or was edited since, is not there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from xlpay.base.regular import read_regular
from xlpay.batch.files import Task, fingerprint
from xlpay.batch.rows import DONE, UNUSABLE, BookResult, with_results
from xlpay.workbook.file.safe import write_whole

STATE: Final = ".xlpay-batch.json"
_VERSION: Final = 2
_MOST_BYTES: Final = 1 << 28


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A workbook that was done: what its outputs are called, its row, last month's result."""

    name: str
    folder: str
    row: BookResult
    before: str = ""  # the fingerprint of last month's result, '' where there was none
    seal: str = ""  # over all of this: a sum that was edited is none

    def sealed(self) -> Kept:
        plain = msgspec.to_builtins(replace(self, seal=""))
        text = json.dumps(plain, sort_keys=True)
        return replace(self, seal=hashlib.sha256(text.encode()).hexdigest())


State = dict[str, Kept]  # by workbook


def read_state(out: Path) -> State:
    """What an earlier batch left, as far as it is as it was left."""
    with suppress(OSError, ValueError, RecursionError):
        state = json.loads(read_regular(out / STATE, _MOST_BYTES).data)
        if isinstance(state, dict) and state.get("version") == _VERSION:
            books = state.get("books")
            found = {book: _kept(raw) for book, raw in _items(books)}
            return {book: kept for book, kept in found.items() if kept is not None}
    return {}


def _items(books: Any) -> list[tuple[str, Any]]:
    return [*books.items()] if isinstance(books, dict) else []


def _kept(raw: Any) -> Kept | None:
    """One workbook of a state; None for what we have not written so."""
    with suppress(msgspec.ValidationError):
        kept = msgspec.convert(raw, Kept)
        if kept.sealed() == kept:
            return kept
    return None


def write_state(out: Path, state: Mapping[str, Kept], mode: int | None) -> None:
    """Write what is done; `mode` are the permissions of a new file."""
    books = {book: msgspec.to_builtins(kept) for book, kept in state.items()}
    text = json.dumps({"version": _VERSION, "books": books}, ensure_ascii=False, indent=1)
    with write_whole(out / STATE, mode) as file:  # odd bytes of file names as escapes of JSON
        file.write(text.encode("utf-8", "backslashreplace"))


def kept_row(state: State, task: Task) -> BookResult | None:
    """The row of an earlier batch, if all is as it was then and its output proves it."""
    kept, found = state.get(task.found.key), task.found
    if kept is None or (kept.name, kept.folder) != (found.name, found.folder):
        return None
    row = kept.row
    if not _within(row.output, found.folder) or row.around != task.around():
        return None
    if not row.content or row.content != fingerprint(found.path):
        return None
    fresh = with_results(replace(row, book=found.shown, skipped=True), task)
    if not row.written or fresh.written != row.written:
        return None
    if row.status == DONE and (fresh.before.content if fresh.before else "") != kept.before:
        return None
    return fresh


def _within(output: str, folder: str) -> bool:
    """Whether an output is a file in that folder of a batch, and nowhere else."""
    path = PurePosixPath(output)
    return bool(output) and ".." not in path.parts and path.parent == PurePosixPath(folder)


def note(state: State, task: Task, row: BookResult) -> None:
    """Remember what is done; what could not be used is tried again the next time."""
    state.pop(task.found.key, None)
    if row.status != UNUSABLE and row.content and row.written:
        plain = replace(row, paid=(), doubles=(), before=None, paid_twice=False)
        before = row.before.content if row.before is not None else ""
        state[task.found.key] = Kept(task.found.name, task.found.folder, plain, before).sealed()
