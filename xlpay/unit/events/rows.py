"""Rows of a sheet of events: which are kept, and which contradict or repeat each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import numpy as np
from msgspec.structs import fields, replace

from xlpay.base.money import Bools, Ints
from xlpay.base.months import EARLIEST, LATEST, day_text
from xlpay.policy.terms.scheme import NONE
from xlpay.unit.sheets import InputSheet

EventT = TypeVar("EventT")


def good(sheet: InputSheet, events: EventT) -> EventT:
    """The events without the rows that have an error."""
    if not sheet.bad:
        return events
    keep = np.ones(len(sheet.rows), dtype=np.bool_)
    keep[list(sheet.bad)] = False
    return replace(events, **{f.name: _kept(getattr(events, f.name), keep) for f in fields(events)})  # type: ignore[type-var,arg-type]


def _kept(column: Ints | tuple[str, ...], keep: Bools) -> Ints | tuple[str, ...]:
    if isinstance(column, tuple):
        return tuple(text for text, kept in zip(column, keep, strict=True) if kept)
    return column[keep]


def ordered(sheet: InputSheet, first: Ints, last: Ints) -> None:
    """A finding where the last day is before the first."""
    for i in np.flatnonzero((last < first) & (first < LATEST) & (last > EARLIEST)):
        sheet.flag(int(i), "V-ORDER", "结束日期", first=day_text(first[i]), last=day_text(last[i]))


def repeated(sheet: InputSheet, header: str, keys: Iterable[object]) -> None:
    """A warning where a row says what an earlier one said; a blank key says nothing."""
    seen: dict[object, int] = {}
    for i, key in enumerate(keys):
        if key and key in seen:
            sheet.flag(i, "V-SAME", header, row=sheet.rows[seen[key]])
        seen.setdefault(key, i)


def with_earlier(sheet: InputSheet, person: Ints, of: Ints) -> Iterator[tuple[int, int | None]]:
    """Each sound row of somebody, with the first row before it of the same person and `of`."""
    seen: dict[tuple[int, int], int] = {}
    for i, key in enumerate(zip(person.tolist(), of.tolist(), strict=True)):
        if i in sheet.bad or key[0] == NONE:
            continue
        yield i, seen.get(key)
        seen.setdefault(key, i)
