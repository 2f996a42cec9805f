"""A component to be computed under the definition in force, and the month's standards so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from xlpay.base.money import Bools, Ints
from xlpay.kinds.kind import ComponentKind
from xlpay.policy.schema.document import Component
from xlpay.policy.scheme import Scheme
from xlpay.rules.bases import Figure
from xlpay.rules.conditions import applies
from xlpay.rules.facts import Facts
from xlpay.rules.grades import GradeColumns
from xlpay.rules.lines import Case, Line, Operand, fen
from xlpay.rules.rounding import Rounding, rounding
from xlpay.rules.scale import FactorColumn

KindT = TypeVar("KindT", bound=ComponentKind, covariant=True)
_ROUNDED = ",¤)"  # how the template of a sum that is rounded ends


@dataclass
class Pay:
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


@dataclass(frozen=True, slots=True)
class Asked(Generic[KindT]):
    """One component to be computed, `how` the definition in force says."""

    scheme: Scheme
    facts: Facts
    pay: Pay
    component: Component
    how: KindT
    source: str

    @property
    def rounding(self) -> Rounding:
        """What amounts are rounded to, and which way."""
        return rounding(self.component.rounding, self.component.rounds)

    def mask(self) -> Bools:
        """Who the component is for (n,)."""
        return applies(self.scheme, self.facts, self.component)

    def line(
        self, amount: Ints, template: str, *operands: Operand, cases: tuple[Case, ...] = ()
    ) -> Line:
        """The line of those the component is for, within its bounds; 0 for the others."""
        mask = self.mask()
        paid = self.rounding.of(amount)
        found = [Case(mask, self._rounded(template), operands)]
        found += [
            Case(c.where & mask, self._rounded(c.template), c.operands, c.source) for c in cases
        ]
        bounds = (
            (self.component.cap, np.greater, "MIN"),
            (self.component.least, np.less, "MAX"),
        )
        for raw, beyond, name in bounds:
            if raw is None or (limit := self.scheme.money(raw)) is None:
                self.setting_or(raw, None)
                continue
            over = beyond(paid, limit)
            found += [
                Case(
                    c.where & over,
                    f"{name}({c.template},{{}})",
                    (*c.operands, fen(limit)),
                    c.source,
                )
                for c in found
                if (c.where & over).any()
            ]
            paid = np.where(over, limit, paid)
        return Line(self.component.name, np.where(mask, paid, 0), tuple(found), self.source)

    def _rounded(self, template: str) -> str:
        """A template that says how it is rounded, where it is."""
        if template.endswith(_ROUNDED):
            return self.rounding.text(template.removeprefix("ROUND(").removesuffix(_ROUNDED))
        return template if self.rounding.plain else self.rounding.text(template)

    def setting_or(self, raw: object, amount: int | None, who: Bools | None = None) -> int:
        """An amount; where its setting is not filled, 0 and a note of who needs it."""
        if amount is None and isinstance(raw, dict):
            needed = self.mask() if who is None else self.mask() & who
            before = self.pay.missing.get(raw["setting"])
            self.pay.missing[raw["setting"]] = needed if before is None else before | needed
        return amount or 0
