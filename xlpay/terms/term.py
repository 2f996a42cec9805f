"""Terms: the values of a policy's positions in a month, under the office's settings."""

from __future__ import annotations

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


def exact(term: Term | None) -> int:
    """A number in exact units; 0 where the policy states none, or its setting is not filled."""
    return 0 if term is None or term.value is None else int(term.value)


def clause(term: Term | None, otherwise: str) -> str:
    """The clause of a value in force; `otherwise` where there is no value with one of its own."""
    return term.source if term is not None and term.own else otherwise


def added(source: str, *terms: Term | None) -> str:
    """A clause, with those that values in force have of their own."""
    own = [term.source for term in terms if term is not None and term.own]
    return "、".join(dict.fromkeys([source, *own]))
