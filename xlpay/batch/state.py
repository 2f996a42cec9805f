"""What an earlier batch into the same folder did, known by content.

A workbook is left alone while its bytes, the month, the policies and the program are those of the
earlier batch, and its output is still there.  A state that can't be read is none: all is run.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from msgspec.structs import asdict, replace

from xlpay.batch.files import Task
from xlpay.batch.rows import UNUSABLE, BookResult, with_results
from xlpay.workbook.file.safe import write_whole

STATE: Final = ".xlpay-batch.json"
_VERSION: Final = 1

State = dict[str, dict[str, Any]]  # by workbook, its row and what it depends on


def read_state(out: Path) -> State:
    """By workbook, the row of an earlier batch; empty where there is none that can be read."""
    with suppress(OSError, ValueError, AttributeError):
        state = json.loads((out / STATE).read_text("utf-8"))
        if state.get("version") == _VERSION:
            needed = {"book", "status", "output", "name", "folder", "fingerprint"}
            books: dict[str, Any] = state["books"]
            return {k: v for k, v in books.items() if isinstance(v, dict) and needed <= v.keys()}
    return {}


def write_state(out: Path, state: State) -> None:
    text = json.dumps({"version": _VERSION, "books": state}, ensure_ascii=False, indent=1)
    with write_whole(out / STATE) as file:
        file.write(text.encode("utf-8", "surrogatepass"))


def kept_row(state: State, task: Task) -> BookResult | None:
    """The row of an earlier batch, if all is as it was then."""
    kept, found = state.get(task.found.key), task.found
    if kept is None or not task.fingerprint or not (task.out / kept["output"]).is_file():
        return None
    now = (found.name, found.folder, task.fingerprint)
    if tuple(kept.get(word) for word in ("name", "folder", "fingerprint")) != now:
        return None
    names = set(BookResult.__struct_fields__)
    row = BookResult(**{name: value for name, value in kept.items() if name in names})
    row = replace(row, book=task.found.shown, lines=tuple(row.lines), skipped=True)
    return with_results(replace(row, paid=(), doubles=(), before=None), task)


def note(state: State, task: Task, row: BookResult) -> None:
    """Remember what is done; what could not be used is tried again the next time."""
    state.pop(task.found.key, None)
    if row.status != UNUSABLE and task.fingerprint:
        found = task.found
        where = {"name": found.name, "folder": found.folder, "fingerprint": task.fingerprint}
        state[found.key] = {**asdict(replace(row, paid=(), before=None)), **where}
