"""A formula written once: exact numbers by person, and the tree of operators that they came from.

`(ratio(coefficient, …) * fen(base, …) / 12).round()` is both the amount and its 算式.  Numbers are
whole multiples of 1/scale, Python integers where int64 would not hold them; nothing is rounded but
where the sentence says so.  Every leaf says what it is, so that a tree can be written in other
ways than as numbers (xlpay.rules.formulas).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import lcm
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from xlpay.base.money import FEN, MONTH_OF_YEAR, RATIO, YEAR, Bools, Ints
from xlpay.rules.rounding import FEN as TO_FEN
from xlpay.rules.rounding import Rounding

Whole = Ints | NDArray[np.object_]
Scale = int | Whole
_SAFE: Final = 2**61  # twice a number below it, and a sum of two, stay in int64


# ── what a number of a formula is


@dataclass(frozen=True, slots=True)
class InputCell:
    """A value that the office enters: the sheet and its column (or the name in 参数)."""

    sheet: str
    column: str


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """A value that the policy states: where in its file, and the clause."""

    place: str
    clause: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure that stands in a result sheet: a component's amount, a total, a count of years."""

    name: str


@dataclass(frozen=True, slots=True)
class Plain:
    """A number that needs no source, such as the months of a year; `what` it counts."""

    what: str = ""


Origin = InputCell | PolicyValue | Shown | Plain


# ── the tree


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A number by person (n,), or one (1,), in 1/scale; written without its sign if `bare`."""

    values: Whole
    scale: int
    origin: Origin
    bare: bool = False

    @property
    def single(self) -> bool:
        """One number for everybody."""
        return len(self.values) == 1


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """Two numbers and what is done with them."""

    sign: Literal["+", "-", "*", "/"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """The smaller or the larger of two numbers."""

    name: Literal["MIN", "MAX"]
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Rounded:
    """A number, rounded."""

    of: Node
    to: Rounding


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """`then` for the people of a mask (n,), `otherwise` for the others."""

    mask: Bools
    then: Node
    otherwise: Node


Node = Leaf | Operation | Bound | Rounded | Choice


def leaves(node: Node) -> Iterator[Leaf]:
    """The numbers that a tree rests on, from left to right."""
    match node:
        case Leaf():
            yield node
        case Rounded(of):
            yield from leaves(of)
        case Choice(_, left, right) | Operation(_, left, right) | Bound(_, left, right):
            yield from leaves(left)
            yield from leaves(right)


# ── exact numbers with their tree


@dataclass(frozen=True, slots=True, eq=False)
class Expr:
    """values / scale by person (n,), or one for all (1,); `scale` may go by person too."""

    values: Whole
    scale: Scale
    node: Node

    @property
    def in_fen(self) -> Ints:
        """The amounts of a sum that is in whole fen."""
        assert isinstance(self.scale, int) and self.scale == FEN
        return np.asarray(self.values, dtype=np.int64)

    def __add__(self, other: Expr) -> Expr:
        first, second, scale = _alike(self, other)
        return Expr(first + second, scale, Operation("+", self.node, other.node))

    def __sub__(self, other: Expr) -> Expr:
        first, second, scale = _alike(self, other)
        return Expr(first - second, scale, Operation("-", self.node, other.node))

    def __mul__(self, other: Expr) -> Expr:
        node = Operation("*", self.node, other.node)
        return Expr(times(self.values, other.values), _both(self.scale, other.scale), node)

    def __truediv__(self, other: Expr | int) -> Expr:
        """The divisor is above 0."""
        by = number(other) if isinstance(other, int) else other
        node = Operation("/", self.node, by.node)
        values = _finer(self, by.scale)
        divisor = int(by.values[0]) if len(by.values) == 1 else by.values
        return Expr(values, _both(self.scale, divisor), node)

    def round(self, to: Rounding = TO_FEN) -> Expr:
        """The number in whole fen, rounded once."""
        top, bottom = self.values, self.scale
        if to.plain and isinstance(bottom, int) and bottom == FEN:
            return self
        if isinstance(bottom, int) and bottom % FEN == 0:
            bottom = bottom // FEN
        else:
            top = times(top, _column(FEN))
        greatest = bottom if isinstance(bottom, int) else largest(bottom)
        if max(largest(top), greatest * to.unit) >= _SAFE:
            top = top.astype(object)
            bottom = bottom if isinstance(bottom, int) else bottom.astype(object)
        return Expr(to.of(top, bottom), FEN, Rounded(self.node, to))

    def told_as(self, other: Expr) -> Expr:
        """The same numbers, told by the tree of another that has them too."""
        return Expr(self.values, self.scale, other.node)


def where(mask: Bools, then: Expr, otherwise: Expr) -> Expr:
    """`then` for the people of a mask (n,), `otherwise` for the others."""
    first, second, scale = _alike(then, otherwise)
    return Expr(np.where(mask, first, second), scale, Choice(mask, then.node, otherwise.node))


def smaller(left: Expr, right: Expr) -> Expr:
    """MIN of two numbers."""
    first, second, scale = _alike(left, right)
    return Expr(np.minimum(first, second), scale, Bound("MIN", left.node, right.node))


def larger(left: Expr, right: Expr) -> Expr:
    """MAX of two numbers."""
    first, second, scale = _alike(left, right)
    return Expr(np.maximum(first, second), scale, Bound("MAX", left.node, right.node))


def total(parts: list[Expr]) -> Expr:
    """The sum of some numbers; 0 of none."""
    found = parts[0] if parts else NOTHING
    for part in parts[1:]:
        found = found + part
    return found


def product(parts: list[Expr]) -> Expr:
    """The product of some numbers, at least one."""
    found = parts[0]
    for part in parts[1:]:
        found = found * part
    return found


# ── leaves


def fen(values: Ints | int, origin: Origin) -> Expr:
    """Fen, written in yuan."""
    return number(values, origin, FEN)


def ratio(values: Ints | int, origin: Origin) -> Expr:
    """A coefficient or share."""
    return number(values, origin, RATIO)


def number(values: Whole | int, origin: Origin = Plain(), scale: int = 1) -> Expr:
    """Whole numbers of 1/scale, a power of ten."""
    own = values if isinstance(values, np.ndarray) else _column(values)
    return Expr(own, scale, Leaf(own, scale, origin))


def years(values: Ints, origin: Origin) -> Expr:
    """Years in 1/1200, told as whole years, twelfths, or the number of 1/1200."""
    told = number(values, origin) / YEAR
    months = values % MONTH_OF_YEAR == 0
    if months.any():
        told = where(months, number(values // MONTH_OF_YEAR, origin) / 12, told)
    whole = values % YEAR == 0
    if whole.any():
        told = where(whole, number(values // YEAR, origin), told)
    return Expr(values, YEAR, told.node)


# ── whole numbers of any size


def times(first: Whole, second: Whole) -> Whole:
    """Exact products: int64 where it holds them, Python integers where not."""
    small = first.dtype != np.object_ and second.dtype != np.object_
    if small and largest(first) * largest(second) < _SAFE:
        return first * second
    found: NDArray[np.object_] = first.astype(object) * second.astype(object)
    return found


def largest(values: Whole) -> int:
    """The size of the largest number; 0 of none."""
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def _column(value: Any) -> Whole:
    """A number for all as a column of one; a column as it is."""
    if isinstance(value, np.ndarray):
        return value
    return np.asarray([value], dtype=np.int64 if abs(value) < _SAFE else object)


def _one(scale: Scale) -> bool:
    return isinstance(scale, int) and scale == 1


def _both(first: Scale, second: Scale) -> Scale:
    """The product of two scales."""
    if isinstance(first, int) and isinstance(second, int):
        return first * second
    return times(_column(first), _column(second))


def _alike(left: Expr, right: Expr) -> tuple[Whole, Whole, Scale]:
    """Both numbers in multiples of the same part."""
    if left.scale is right.scale or (
        isinstance(left.scale, int) and isinstance(right.scale, int) and left.scale == right.scale
    ):
        return left.values, right.values, left.scale
    if isinstance(left.scale, int) and isinstance(right.scale, int):
        scale = lcm(left.scale, right.scale)
        return _finer(left, scale // left.scale), _finer(right, scale // right.scale), scale
    return _finer(left, right.scale), _finer(right, left.scale), _both(left.scale, right.scale)


def _finer(own: Expr, by: Scale) -> Whole:
    """A number's values in parts smaller by so much."""
    return own.values if _one(by) else times(own.values, _column(by))


NOTHING: Final = number(0)
