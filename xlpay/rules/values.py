"""Values of a policy as numbers of a formula: each with the clause, or the setting, it is from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlpay.base.forms import SETTINGS
from xlpay.base.money import Bools, Ints
from xlpay.policy.terms.term import Term, exact
from xlpay.rules.expr import Expr, InputCell, Origin, PolicyValue, fen, ratio, where

Stated = tuple[Bools, Origin]  # the people (n,) whose value has a clause of its own


def origin(term: Term | None, place: str, otherwise: str = "") -> Origin:
    """Where a value comes from: the office in 参数, or the policy; `otherwise` its clause if none.

    place: the keys that lead to it, for a reader of the tree.
    """
    if term is None:
        return PolicyValue(place, otherwise)
    if term.setting:
        return InputCell(SETTINGS.sheet, term.setting)
    return PolicyValue(place, term.source, term.own)


def sum_of(term: Term | None, place: str) -> Expr:
    """A sum; 0 where there is none."""
    return fen(exact(term), origin(term, place))


def ratio_of(term: Term | None, place: str) -> Expr:
    """A coefficient or share; 0 where there is none."""
    return ratio(exact(term), origin(term, place))


def own_only(given: Sequence[Stated]) -> Sequence[Stated]:
    """Whose value comes from where; nothing where no value has a clause of its own."""
    return given if any(isinstance(o, PolicyValue) and o.own for _, o in given) else ()


def by_clause(
    leaf: Callable[[Ints | int, Origin], Expr],
    values: Ints,
    stated: Origin,
    own: Sequence[Stated],
) -> Expr:
    """Values by person (n,), a leaf of its own for each clause."""
    found = leaf(values, stated)
    for mask, clause in own:
        if mask.any():
            found = where(mask, leaf(values, clause), found)
    return found
