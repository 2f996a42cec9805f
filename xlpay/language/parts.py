"""What a part of a policy hangs on besides itself: settings of the office, and the month."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

Plain = Any  # lists and dicts of plain values, as in the policy's file


def plain(part: object, without: tuple[str, ...] = ()) -> Plain:
    """A part as plain values, without some of its own keys."""
    raw = msgspec.to_builtins(part)
    return {k: v for k, v in raw.items() if k not in without} if isinstance(raw, dict) else raw


def settings_in(raw: Plain) -> Iterator[str]:
    """The settings that plain values name, by `setting = "…"` anywhere within."""
    if isinstance(raw, dict):
        if isinstance(raw.get("setting"), str):
            yield raw["setting"]
        for value in raw.values():
            yield from settings_in(value)
    elif isinstance(raw, list | tuple):
        for value in raw:
            yield from settings_in(value)


def is_dated(raw: Plain) -> bool:
    """Whether plain values hold terms that change with the month."""
    if isinstance(raw, dict):
        return raw.get("dated") is True or any(map(is_dated, raw.values()))
    return isinstance(raw, list | tuple) and any(map(is_dated, raw))
