"""A component's amounts by person, with the formula and the clause that each came by.

Amount and formula are two readings of one expression (xlpay.rules.expr), so that an explanation
can't differ from the calculation.
"""

from __future__ import annotations

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.money import Bools, Ints
from xlpay.policy.terms.term import joined
from xlpay.rules.expr import NOTHING, Expr, PolicyValue, leaves, own_clauses, where
from xlpay.rules.formulas import formula_texts
from xlpay.rules.rounding import FEN, Rounding


class Line(msgspec.Struct, frozen=True):
    """A component's amounts (n,) in whole fen, and how they came about.

    `source` is the clause of it all; `cited` are those of some people, of which the last counts.
    A value in force that has a clause of its own adds it, or is the whole clause of a figure that
    is nothing but that value.
    `to` is what the component's amounts are rounded to: whatever is put in their place is, too.
    apart: its clauses name their own documents, which are not the policy's.
    """

    name: str
    value: Expr
    source: str
    cited: tuple[tuple[Bools, str], ...] = ()
    to: Rounding = FEN
    apart: bool = False

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
        found = [self.source] * len(people)
        if self.cited:
            chosen = np.full(len(people), -1, dtype=np.int64)
            for index, (mask, _) in enumerate(self.cited):
                chosen[mask[people]] = index
            own = [*(source for _, source in self.cited), self.source]
            found = [own[index] for index in chosen.tolist()]
        for who, clause, alone in self.own_clauses():
            here = range(len(people)) if who is None else np.flatnonzero(who[people]).tolist()
            for i in here:
                whole = alone and found[i] == self.source
                found[i] = clause if whole else joined(found[i], (clause,))
        return found

    def source_of(self, person: int) -> str:
        """The clause of one person's amount."""
        return self.sources(np.asarray([person], dtype=np.int64))[0]

    def own_clauses(self) -> list[tuple[Bools | None, str, bool]]:
        """For whom (n,; None: all) an amount rests on a value with a clause of its own.

        And whether it is that value and nothing else.
        """
        node = self.value.node
        if not any(isinstance(x.origin, PolicyValue) and x.origin.own for x in leaves(node)):
            return []
        return list(own_clauses(node))

    def formulas(self, people: Ints) -> list[str]:
        """The 算式 of each person: text without '=' that evaluates to the amount."""
        return formula_texts(self.value, people)

    def formula(self, person: int) -> str:
        """The 算式 of one person."""
        return self.formulas(np.asarray([person], dtype=np.int64))[0]
