"""Keys that a component shares with its readings: written once in the component's table.

A reading is another kind under a setting's word.  It writes `of`, `less` and `share` itself where
they differ; the other keys that its kind needs stand in the component, although the component's own
kind may not have them.  Here they are given to the reading that has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xlpay.policy.schema.form import Union


def share_with_readings(raw: dict[str, Any], union: Union) -> dict[str, Any]:
    """A component's table with each key in the kinds that have it, its readings' among them."""
    readings = raw.get("readings")
    if not isinstance(readings, list) or not readings:
        return raw
    own, theirs = _keys(raw, union), [_keys(reading, union) for reading in readings]
    given = [
        {key: raw[key] for key in keys if key in raw} | reading
        if isinstance(reading, dict)
        else reading
        for reading, keys in zip(readings, theirs, strict=True)
    ]
    moved = {key for keys in theirs for key in keys} - {*own} if own else set()
    return {key: raw[key] for key in raw if key not in moved} | {"readings": given}


def _keys(raw: Any, union: Union) -> Iterable[str]:
    """The keys of the kind that a table names; none where it names no kind."""
    kind = union.chosen(raw) if isinstance(raw, dict) else None
    return kind.__struct_fields__ if kind is not None else ()
