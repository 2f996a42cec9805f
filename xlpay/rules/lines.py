"""A component's amounts by person, with the formula and the clause that each came by.

Amount and formula are two readings of one expression (xlpay.rules.expr), so that an explanation
can't differ from the calculation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from xlpay.base.money import Bools, Ints
from xlpay.rules.expr import NOTHING, Expr, where
from xlpay.rules.formulas import formula_texts
from xlpay.rules.rounding import FEN, Rounding


@dataclass(frozen=True, slots=True)
class Line:
    """A component's amounts (n,) in whole fen, and how they came about.

    `source` is the clause of it all; `cited` are those of some people, of which the last counts.
    `to` is what the component's amounts are rounded to: whatever is put in their place is, too.
    """

    name: str
    value: Expr
    source: str
    cited: tuple[tuple[Bools, str], ...] = ()
    to: Rounding = FEN

    @property
    def amount(self) -> Ints:
        """The amounts (n,) in fen."""
        return self.value.in_fen

    def instead(self, mask: Bools, value: Expr, source: str = "") -> Line:
        """Another amount for the people of a mask, rounded, under the line's clause or its own."""
        cited = self.cited
        if cited or source:
            cited = (*cited, (mask, source or self.source))
        return replace(self, value=where(mask, value.round(self.to), self.value), cited=cited)

    def less(self, mask: Bools, value: Expr) -> Line:
        """Another amount for the people of a mask, rounded, under the clauses that they have."""
        return replace(self, value=where(mask, value.round(self.to), self.value))

    def only(self, mask: Bools) -> Line:
        """The line for the people of a mask, 0 for the others."""
        return self.less(~mask, NOTHING)

    def citing(self, mask: Bools, source: str) -> Line:
        """The line with a further clause for the people of a mask."""
        before = ((np.ones_like(mask), self.source), *self.cited)
        further = tuple(
            (mask & own, cited if source in cited.split("、") else f"{cited}、{source}")
            for own, cited in before
        )
        return replace(self, cited=(*self.cited, *further))

    def sources(self, people: Ints) -> list[str]:
        """The clause of each person's amount."""
        if not self.cited:
            return [self.source] * len(people)
        chosen = np.full(len(people), -1, dtype=np.int64)
        for index, (mask, _) in enumerate(self.cited):
            chosen[mask[people]] = index
        own = [*(source for _, source in self.cited), self.source]
        return [own[index] for index in chosen.tolist()]

    def formulas(self, people: Ints) -> list[str]:
        """The 算式 of each person: text without '=' that evaluates to the amount."""
        return formula_texts(self.value, people)

    def formula(self, person: int) -> str:
        """The 算式 of one person."""
        return self.formulas(np.asarray([person], dtype=np.int64))[0]
