"""Amounts with the formula that each came by.

A line keeps the very columns its amounts were computed from; its formula is those columns put into
words, so that an explanation can't differ from the calculation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xlpay.base.money import FEN, MONTH_OF_YEAR, RATIO, YEAR, Bools, Ints, decimal_text


@dataclass(frozen=True, slots=True)
class Operand:
    """A number of a formula: whole numbers of 1/scale by person, or one for all."""

    values: Ints | NDArray[np.object_]
    scale: int

    def texts(self, people: Ints) -> list[str]:
        """The number of each person, as it stands in a formula."""
        if self.single:
            return [self._text(int(self.values[0]))] * len(people)
        distinct, which = np.unique(self.values[people], return_inverse=True)
        words = [self._text(int(value)) for value in distinct]
        return [words[i] for i in which.tolist()]

    @property
    def single(self) -> bool:
        """One number for everybody."""
        return len(self.values) == 1

    def _text(self, value: int) -> str:
        if self.scale != YEAR:
            return decimal_text(value, self.scale)
        months, rest = divmod(value, MONTH_OF_YEAR)
        if value % YEAR == 0:
            return str(value // YEAR)
        return f"{value}/{YEAR}" if rest else f"{months}/12"


@dataclass(frozen=True, slots=True)
class Case:
    """The formula of the people in `where`; each {} of the template is an operand.

    `source` is the clause that makes the case; '' where it is the line's own.
    """

    where: Bools
    template: str
    operands: tuple[Operand, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A component's amounts (fen) and how they came about; the last case that holds counts."""

    name: str
    amount: Ints
    cases: tuple[Case, ...]
    source: str

    def _chosen(self, people: Ints) -> Ints:
        """The case of each person; -1 for none."""
        chosen = np.full(len(people), -1, dtype=np.int64)
        for index, case in enumerate(self.cases):
            chosen[case.where[people]] = index
        return chosen

    def sources(self, people: Ints) -> list[str]:
        """The clause of each person's amount."""
        if not any(case.source for case in self.cases):
            return [self.source] * len(people)
        own = [case.source or self.source for case in self.cases]
        return [own[index] if index >= 0 else self.source for index in self._chosen(people)]

    def formulas(self, people: Ints) -> list[str]:
        """The 算式 of each person: text without '=' that evaluates to the amount."""
        chosen = self._chosen(people)
        result = ["0"] * len(people)
        for index, case in enumerate(self.cases):
            here = np.flatnonzero(chosen == index)
            if not len(here):
                continue
            columns = [operand.texts(people[here]) for operand in case.operands]
            rows = zip(*columns, strict=True) if columns else iter([()] * len(here))
            for position, row in zip(here.tolist(), rows, strict=True):
                result[position] = case.template.format(*row)
        return result

    def formula(self, person: int) -> str:
        """The 算式 of one person."""
        return self.formulas(np.asarray([person], dtype=np.int64))[0]


def fen(values: Ints | int) -> Operand:
    """Fen as an operand in yuan."""
    return Operand(np.atleast_1d(np.asarray(values, dtype=np.int64)), FEN)


def ratio(values: Ints | int) -> Operand:
    """A coefficient or share as an operand."""
    return Operand(np.atleast_1d(np.asarray(values, dtype=np.int64)), RATIO)


def number(values: Ints | NDArray[np.object_] | int, scale: int = 1) -> Operand:
    """Whole numbers of 1/scale as an operand; Python integers where int64 would not hold them."""
    whole = values if isinstance(values, np.ndarray) else np.asarray([values], dtype=np.int64)
    return Operand(whole, scale)
