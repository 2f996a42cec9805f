"""Old rows of a table and the new ones, and what becomes of a run of rows between two of them.

A person's row is followed by the identity number, a subtotal by its label.  A run over everybody
of a community stays a run over everybody of it, whoever came or went.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Final

import msgspec
import numpy as np

from xlpay.base.money import Ints
from xlpay.results.layout import Layout
from xlpay.workbook.fill.markers import ROW, SUBTOTAL, Extent, RowPlace
from xlpay.workbook.fill.rowfinder import RowFinder

_GONE: Final = 0


class Change(Enum):
    """What a run of rows has now that its formula did not mean."""

    NONE = ""
    SUMS = "其中有了小计，求和会重复"
    PEOPLE = "不再包括全部人员"
    OTHERS = "其中的人和原来不同"


class Span(msgspec.Struct, frozen=True):
    """Rows from first to last, both included."""

    first: int
    last: int
    change: Change = Change.NONE

    def covers(self, other: Span) -> bool:
        return self.first <= other.first and other.last <= self.last


class RowMap:
    """The new row of each row of ours, by the old one."""

    def __init__(self, old: Extent, new: Layout) -> None:
        self._first = old.head_row + 1
        self._new = new
        sums = ((old.total_row, new.total_row), (old.capitals_row, new.capitals_row))
        # A damaged sheet may bear our marks anywhere: rows above the table are none of it.
        ours = {key: [r for r in rows if r >= self._first] for key, rows in old.keys.items()}
        marked = [row for rows in ours.values() for row in rows]
        marked += [was for was, _ in sums if was is not None]
        count = max([old.head_row, old.last_row, *marked]) - old.head_row
        self._places = np.zeros(count, np.int64)  # _GONE: there no more
        self._people = np.zeros(count, np.bool_)
        self._sums = np.zeros(count, np.bool_)
        finder = RowFinder(new)
        for (marker, key), rows in ours.items():
            for times, row in enumerate(rows):
                place = finder.find(RowPlace(marker, key, times, row))
                self._places[row - self._first] = place or _GONE
                (self._people if marker == ROW else self._sums)[row - self._first] = True
        for was, now in sums:
            if was is not None and was >= self._first:
                self._places[was - self._first] = now or _GONE
                self._sums[was - self._first] = True
        self._runs = list(_old_runs(old))
        self._now = _new_runs(new)

    def place(self, row: int) -> int | None:
        """The new row of a row of ours; None where it is there no more."""
        return int(self._places[row - self._first]) or None

    def span(self, first: int, last: int) -> Span | None:
        """The new rows of a run of rows of ours; None where nothing is left of it."""
        asked = Span(first, last)
        at = slice(first - self._first, last - self._first + 1)
        sums = self._places[at][self._sums[at]]
        ends = [int(place) for place in sums if place != _GONE]
        whole: list[Span] = []
        moved_away = False
        for label, run in self._runs:
            now = self._now.get(label)
            if asked.covers(run) and now is not None:
                whole.append(now)
                continue
            left = self._left(asked, run)
            stayed = left if now is None else left[(now.first <= left) & (left <= now.last)]
            moved_away |= len(stayed) < len(left)
            ends += [int(stayed.min()), int(stayed.max())] if len(stayed) else []
        had_sums = bool(self._sums[at].any())
        everybody = bool(self._runs) and all(asked.covers(run) for _, run in self._runs)
        ends += [end for run in whole for end in (run.first, run.last)]
        people = self._new.data_rows
        if everybody and len(people) and (had_sums or len(self._now) < 2):
            ends += [int(people[0]), int(people[-1])]
        if not ends:
            return None
        span = Span(min(ends), max(ends))
        return Span(
            span.first, span.last, self._change(asked, span, whole, had_sums, everybody, moved_away)
        )

    def _left(self, asked: Span, run: Span) -> Ints:
        """The new rows of those rows of a run that are asked for."""
        first, last = max(asked.first, run.first), min(asked.last, run.last)
        if first > last:
            return np.zeros(0, np.int64)
        at = slice(first - self._first, last - self._first + 1)
        places: Ints = self._places[at][self._people[at] & (self._places[at] != _GONE)]
        return places

    def _change(
        self,
        asked: Span,
        span: Span,
        whole: list[Span],
        had_sums: bool,
        everybody: bool,
        moved_away: bool,
    ) -> Change:
        if not had_sums and any(span.first <= row <= span.last for row in self._new_sums()):
            return Change.SUMS
        people = self._new.data_rows
        if everybody and len(people) and not span.covers(Span(int(people[0]), int(people[-1]))):
            return Change.PEOPLE
        outside = self._places * self._people
        outside[asked.first - self._first : asked.last - self._first + 1] = _GONE
        inside = outside[(span.first <= outside) & (outside <= span.last)]
        strangers = any(
            not any(run.first <= row <= run.last for run in whole) for row in inside.tolist()
        )
        return Change.OTHERS if strangers or moved_away else Change.NONE

    def _new_sums(self) -> Iterator[int]:
        yield from self._new.subtotal_rows.values()
        yield from (row for row in (self._new.total_row, self._new.capitals_row) if row)


def _old_runs(old: Extent) -> Iterator[tuple[str, Span]]:
    """The rows of people before each subtotal, by its label; those after the last one by ""."""
    ends = sorted(
        (row, key)
        for (marker, key), rows in old.keys.items()
        if marker == SUBTOTAL
        for row in rows[:1]
    )
    start = old.head_row + 1
    for row, key in ends:
        if start < row:
            yield key, Span(start, row - 1)
        start = row + 1
    if start <= old.last_data:
        yield "", Span(start, old.last_data)


def _new_runs(new: Layout) -> dict[str, Span]:
    """The same of the new table; "" is everybody where there are no subtotals."""
    rows = new.data_rows
    found: dict[str, Span] = {}
    done = 0
    for group in new.table.groups:
        found.setdefault(group.label, Span(int(rows[group.start]), int(rows[group.stop - 1])))
        done = group.stop
    if done < len(rows):
        found[""] = Span(int(rows[done]), int(rows[-1]))
    return found
