"""Terms: the values of a policy's positions in a month, under the office's settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec

from xlpay.language.values import Value


class Term(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value in force, and where it comes from.

    value: fen, 1e-6, 1/1200 year, 1/100 day, a whole number, a flag, or what a choice means; None
    where the setting is not filled.  setting: the office's setting that gives it; "" where the
    policy does.  source: the clause of the value in force, which is `own` where it is a dated
    value's, and not that of the table around it.  dated: another value holds in other months.
    """

    value: Value | None
    setting: str = ""
    source: str = ""
    own: bool = False
    dated: bool = False

    def __bool__(self) -> bool:
        """Refused, so that a term is never taken for its value."""
        raise TypeError("ask for the value of a term, or whether there is one")


class Cited(Protocol):
    """A table that names its clause."""

    @property
    def source(self) -> str: ...


def exact(term: Term | None) -> int:
    """A number in exact units; 0 where the policy states none, or its setting is not filled."""
    return 0 if term is None or term.value is None else int(term.value)


def may_be(flag: Term) -> bool:
    """Whether a flag holds, or might in another month or under another setting."""
    return flag.value is not False or bool(flag.setting) or flag.dated


def clause(term: Term | None, otherwise: str) -> str:
    """The clause of a value in force; `otherwise` where there is no value with one of its own."""
    return term.source if term is not None and term.own else otherwise


def joined(source: str, clauses: Iterable[str]) -> str:
    """A clause, and further ones that it does not name yet."""
    for clause in clauses:
        if clause not in source.split("、"):
            source = f"{source}、{clause}"
    return source


def cited(table: Cited) -> str:
    """The clause of a table, with those that its values in force have of their own."""
    return joined(table.source, (term.source for term in _terms(table) if term.own))


def unfilled(table: object) -> list[str]:
    """The settings that values of a table, or of those within it, need and that are not filled."""
    return [term.setting for term in _terms(table) if term.value is None]


def _terms(value: object) -> Iterator[Term]:
    """The terms of a table and of those within it."""
    if isinstance(value, Term):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _terms(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _terms(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _terms(one)
