"""A component to be computed under the definition in force, and the month's standards so far."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec
import numpy as np
from msgspec import field

from xlpay.base.money import Bools, Ints
from xlpay.kinds.kind import ComponentKind
from xlpay.policy.schema.document import Component
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import Term, exact
from xlpay.rules.bases import Figure
from xlpay.rules.conditions import applies
from xlpay.rules.expr import (
    NOTHING,
    Expr,
    Origin,
    Shown,
    fen,
    larger,
    smaller,
    where,
)
from xlpay.rules.facts import Facts
from xlpay.rules.grades import GradeColumns
from xlpay.rules.lines import Line
from xlpay.rules.rounding import Rounding, rounding
from xlpay.rules.scale import FactorColumn
from xlpay.rules.values import origin

KindT = TypeVar("KindT", bound=ComponentKind, covariant=True)


class Pay(msgspec.Struct):
    """A month's standards: a line a component, and the columns on the way.

    `missing` names settings that are needed but not filled, with the people concerned;
    `unmatched` the components and factors whose table has no row for a person.
    """

    lines: dict[str, Line] = field(default_factory=dict)
    grade: GradeColumns | None = None
    coefficient: Ints | None = None  # 1e-6
    factors: dict[str, FactorColumn] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    missing: dict[str, Bools] = field(default_factory=dict)
    unmatched: dict[str, Bools] = field(default_factory=dict)


def grade_of(pay: Pay) -> Ints | None:
    """Everybody's grade; None where the scheme has no grades."""
    return pay.grade.grade if pay.grade is not None else None


class Asked(msgspec.Struct, Generic[KindT], frozen=True):
    """One component to be computed, `how` the definition in force says."""

    scheme: Scheme
    facts: Facts
    pay: Pay
    component: Component
    how: KindT
    source: str

    def figure(self, name: str) -> Expr:
        """The amounts of another component."""
        return fen(self.pay.lines[name].amount, Shown(name))

    @property
    def rounding(self) -> Rounding:
        """What amounts are rounded to, and which way."""
        return rounding(self.component.rounding, self.component.rounds)

    def mask(self) -> Bools:
        """Who the component is for (n,)."""
        return applies(self.scheme, self.facts, self.component)

    def origin(self, term: Term | None, key: str) -> Origin:
        """Where a value of the component comes from: the policy, or the office in 参数."""
        return origin(term, f"{self.component.name}.{key}", self.source)

    def money(self, term: Term | None, key: str) -> Expr:
        """A sum of the component; where its setting is not filled, 0 and a note."""
        return fen(self.filled(term), self.origin(term, key))

    def line(self, value: Expr) -> Line:
        """The line of those the component is for, rounded, within its bounds; 0 for the others."""
        to, mask = self.rounding, self.mask()
        paid = value.round(to)
        bounds = (
            (self.component.cap, "cap", np.greater, smaller),
            (self.component.least, "least", np.less, larger),
        )
        for term, key, beyond, bound in bounds:
            if term is None or term.value is None:
                self.filled(term)
                continue
            over = np.broadcast_to(beyond(paid.values, term.value), mask.shape)
            if over.any():
                paid = where(over, bound(paid, fen(term.value, self.origin(term, key))), paid)
        return Line(self.component.name, where(mask, paid, NOTHING), self.source, to=to)

    def note_unfilled(self) -> None:
        """Notes who needs the settings of its own values; its rows and slices are read one by one.

        What a table gives otherwise is needed by those alone whom no row is for.
        """
        for key in self.how.__struct_fields__:
            value = getattr(self.how, key)
            if isinstance(value, Term) and key != "otherwise":
                self.filled(value)
        for name in self.how.factor_names():
            for here, term in self.pay.factors[name].unfilled:
                self.filled(term, here)

    def filled(self, term: Term | None, who: Bools | None = None) -> int:
        """An amount; where its setting is not filled, 0 and a note of who needs it."""
        if term is not None and term.value is None:
            needed = self.mask() if who is None else self.mask() & who
            before = self.pay.missing.get(term.setting)
            self.pay.missing[term.setting] = needed if before is None else before | needed
        return exact(term)
