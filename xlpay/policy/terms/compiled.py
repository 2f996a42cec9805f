"""A policy compiled: the same tables with a Term in each value position, read once.

A compiled policy holds from one month in which a value changes to the next, and for the settings
that its positions name; what else changes with the month stays as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec

from xlpay.base.units import SettingValue
from xlpay.language.positions import Holds, Part
from xlpay.language.structure import value_fields
from xlpay.language.values import Span, is_setting, literal, setting_value, spans
from xlpay.policy.schema.document import Document
from xlpay.policy.schema.year import Yearly
from xlpay.policy.terms.term import Term

PartT = TypeVar("PartT", bound=Part)
_Read = Callable[[Any, Holds, str], Term]
_ANY: Final = Holds("any")


class Terms(msgspec.Struct, frozen=True):
    """A compiled policy, and the settings that a value in force needs and that are not filled."""

    document: Document
    unfilled: tuple[str, ...]


def compiled(document: Document, settings: Mapping[str, SettingValue], month: int) -> Terms:
    """A policy's terms in a month.  Before its first value, a dated list holds that one."""
    plan = _plan(_Same(document))
    epoch = bisect_right(plan.starts, month)
    key = (epoch, tuple(settings.get(name) for name in plan.settings))
    if key not in plan.made:
        if len(plan.made) >= _KEPT:
            plan.made.pop(next(iter(plan.made)))
        plan.made[key] = _compile(plan, settings, month)
    return plan.made[key]


_KEPT: Final = 64  # compiled forms of one document


class _Same:
    """A document by identity: its tables hold lists, and so have no hash."""

    __slots__ = ("document",)

    def __init__(self, document: Document) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.document is self.document


class _Plan:
    """What a document's terms hang on: months in which a value changes, and settings."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.spans: dict[int, tuple[Span, ...]] = {}  # by id of a raw list, alive with the document
        self.made: dict[tuple[int, tuple[SettingValue | None, ...]], Terms] = {}
        starts, names = set[int](), dict[str, None]()
        for raw in _raw_values(document):
            found = spans(raw) if isinstance(raw, list) else (Span(0, raw),)
            if isinstance(raw, list):
                self.spans[id(raw)] = found
                starts |= {span.start for span in found}
            names |= {span.value["setting"]: None for span in found if is_setting(span.value)}
        self.starts, self.settings = sorted(starts), tuple(names)


@lru_cache(maxsize=64)
def _plan(own: _Same) -> _Plan:
    return _Plan(own.document)


def _raw_values(part: Part) -> Iterator[Any]:
    """The raw value of every value position of a table and those within."""
    held = value_fields(type(part))
    for name in part.__struct_fields__:
        inner = getattr(part, name)
        if name in held:
            yield from inner.values() if held[name][1] else (inner,)
            continue
        for one in inner if isinstance(inner, tuple) else (inner,):
            if isinstance(one, Part):
                yield from _raw_values(one)


def _compile(plan: _Plan, settings: Mapping[str, SettingValue], month: int) -> Terms:
    unfilled: dict[str, None] = {}

    def read(raw: Any, holds: Holds, source: str) -> Term:
        """The value of a position in the month."""
        dated, own = isinstance(raw, list), False
        if dated:
            held = plan.spans[id(raw)]
            span = held[max(bisect_right(held, month, key=lambda one: one.start) - 1, 0)]
            raw, own, source = span.value, bool(span.source), span.source or source
        if not is_setting(raw):
            return Term(literal(raw, holds), "", source, own, dated)
        value = setting_value(settings.get(raw["setting"]), holds)
        if value is None and holds.unit != "text":  # a heading that nobody names isn't printed
            unfilled[raw["setting"]] = None
        return Term(value, raw["setting"], source, own, dated)

    document = _with_terms(plan.document, "", _ANY, read)
    return Terms(document, tuple(unfilled))


def _with_terms(part: PartT, source: str, any_value: Holds, read: _Read) -> PartT:
    """A table with terms in its value positions; `source` is the clause of the table around it."""
    source = getattr(part, "source", "") or source
    if isinstance(part, Yearly):
        any_value = Holds(part.how.values_are)
    held, changed = value_fields(type(part)), dict[str, Any]()
    for name in part.__struct_fields__:
        raw = getattr(part, name)
        if raw is None or raw == ():
            continue
        if name in held:
            holds, keyed = held[name]
            holds = any_value if holds.unit == "any" else holds
            term = {k: read(v, holds, source) for k, v in raw.items()} if keyed else None
            changed[name] = read(raw, holds, source) if term is None else term
        elif isinstance(raw, Part):
            changed[name] = _with_terms(raw, source, any_value, read)
        elif isinstance(raw, tuple) and isinstance(raw[0], Part):
            changed[name] = tuple(_with_terms(one, source, any_value, read) for one in raw)
    return msgspec.structs.replace(part, **changed) if changed else part
