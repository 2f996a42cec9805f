"""A formula written once: exact numbers by person, and the tree of operators that they came from.

`(ratio(coefficient, …) * fen(base, …) / 12).round()` is both the amount and its 算式.  Numbers are
whole multiples of 1/scale, Python integers where int64 would not hold them; nothing is rounded but
where the sentence says so.  Every leaf says what it is, so that a tree can be written in other
ways than as numbers (xlpay.rules.formulas).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd, lcm
from typing import Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xlpay.base.money import FEN, MONTH_OF_YEAR, RATIO, YEAR, Bools, Ints
from xlpay.rules.rounding import FEN as TO_FEN
from xlpay.rules.rounding import Rounding

Whole = Ints | NDArray[np.object_]
Scale = int | Whole
_SAFE: Final = 2**61  # twice a number below it, and a sum of two, stay in int64


# ── what a number of a formula is


class InputCell(msgspec.Struct, frozen=True):
    """A value that the office enters: the sheet and its column (or the name in 参数)."""

    sheet: str
    column: str


class PolicyValue(msgspec.Struct, frozen=True):
    """A value that the policy states: where in its file, and the clause.

    own: the clause is that of the value in force, and not of the table that it stands in.
    """

    place: str
    clause: str
    own: bool = False


class Shown(msgspec.Struct, frozen=True):
    """A figure that stands in a result sheet: a component's amount, a total, a count of years."""

    name: str


class Plain(msgspec.Struct, frozen=True):
    """A number that needs no source, such as the months of a year; `what` it counts."""

    what: str = ""


Origin = InputCell | PolicyValue | Shown | Plain
NO_SOURCE: Final = Plain()


# ── the tree


class Leaf(msgspec.Struct, frozen=True, eq=False):
    """A number by person (n,), or one (1,), in 1/scale; written without its sign if `bare`."""

    values: Whole
    scale: int
    origin: Origin
    bare: bool = False

    @property
    def single(self) -> bool:
        """One number for everybody."""
        return len(self.values) == 1


class Operation(msgspec.Struct, frozen=True, eq=False):
    """Two numbers and what is done with them."""

    sign: Literal["+", "-", "*", "/"]
    left: Node
    right: Node


class Bound(msgspec.Struct, frozen=True, eq=False):
    """The smaller or the larger of two numbers."""

    name: Literal["MIN", "MAX"]
    left: Node
    right: Node


class Rounded(msgspec.Struct, frozen=True, eq=False):
    """A number, rounded."""

    of: Node
    to: Rounding


class Choice(msgspec.Struct, frozen=True, eq=False):
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


def own_clauses(node: Node, who: Bools | None = None) -> Iterator[tuple[Bools | None, str, bool]]:
    """For whom (n,; None: all) a tree rests on a value with a clause of its own; if on it alone."""
    match node:
        case Leaf(_, _, PolicyValue(_, clause, True)):
            yield who, clause, True
        case Rounded(of):
            yield from own_clauses(of, who)
        case Choice(mask, then, otherwise):
            yield from own_clauses(then, mask if who is None else who & mask)
            yield from own_clauses(otherwise, ~mask if who is None else who & ~mask)
        case Operation(_, left, right) | Bound(_, left, right):
            for part in (left, right):
                yield from ((here, clause, False) for here, clause, _ in own_clauses(part, who))


# ── exact numbers with their tree


class Expr(msgspec.Struct, frozen=True, eq=False):
    """values / scale by person (n,), or one for all (1,); `scale` may go by person too.

    No value is larger than `bound`, so that it is known when int64 would not hold a product.
    """

    values: Whole
    scale: Scale
    node: Node
    bound: int

    @property
    def in_fen(self) -> Ints:
        """The amounts of a sum that is in whole fen."""
        assert isinstance(self.scale, int) and self.scale == FEN
        return np.asarray(self.values, dtype=np.int64)

    def __add__(self, other: Expr) -> Expr:
        (first, a), (second, b), scale = _alike(self, other)
        node = Operation("+", self.node, other.node)
        return Expr(_held(first, a + b) + second, scale, node, a + b)

    def __sub__(self, other: Expr) -> Expr:
        (first, a), (second, b), scale = _alike(self, other)
        node = Operation("-", self.node, other.node)
        return Expr(_held(first, a + b) - second, scale, node, a + b)

    def __mul__(self, other: Expr) -> Expr:
        values, bound = _times((self.values, self.bound), (other.values, other.bound))
        node = Operation("*", self.node, other.node)
        return Expr(values, _both(self.scale, other.scale), node, bound)

    def __truediv__(self, other: Expr | int) -> Expr:
        """The divisor is above 0."""
        by = number(other) if isinstance(other, int) else other
        scale, finer = self.scale, by.scale
        if isinstance(scale, int) and isinstance(finer, int) and scale % finer == 0:
            scale, finer = scale // finer, 1
        values, bound = _finer(self, finer)
        divisor = int(by.values[0]) if len(by.values) == 1 else by.values
        node = Operation("/", self.node, by.node)
        return Expr(values, _both(scale, divisor), node, bound)

    def round(self, to: Rounding = TO_FEN) -> Expr:
        """The number in whole fen, rounded once."""
        bottom = self.scale
        if to.plain and isinstance(bottom, int) and bottom == FEN:
            return self
        common = gcd(bottom, FEN) if isinstance(bottom, int) else 1
        top, bound = _finer(self, FEN // common)
        bottom = bottom // common
        greatest = bottom if isinstance(bottom, int) else largest(bottom)
        if bound >= _SAFE or greatest * to.unit >= _SAFE:
            bound = largest(top)
        if bound >= _SAFE or greatest * to.unit >= _SAFE:
            top = top.astype(object)
            bottom = bottom if isinstance(bottom, int) else bottom.astype(object)
        most = bound // bottom if isinstance(bottom, int) else bound
        return Expr(to.of(top, bottom), FEN, Rounded(self.node, to), most + to.unit)

    def told_as(self, other: Expr) -> Expr:
        """The same numbers, told by the tree of another that has them too."""
        return Expr(self.values, self.scale, other.node, self.bound)


def where(mask: Bools, then: Expr, otherwise: Expr) -> Expr:
    """`then` for the people of a mask (n,), `otherwise` for the others."""
    (first, a), (second, b), scale = _alike(then, otherwise)
    node = Choice(mask, then.node, otherwise.node)
    return Expr(np.where(mask, first, second), scale, node, max(a, b))


def smaller(left: Expr, right: Expr) -> Expr:
    """MIN of two numbers."""
    (first, a), (second, b), scale = _alike(left, right)
    node = Bound("MIN", left.node, right.node)
    return Expr(np.minimum(first, second), scale, node, max(a, b))


def larger(left: Expr, right: Expr) -> Expr:
    """MAX of two numbers."""
    (first, a), (second, b), scale = _alike(left, right)
    node = Bound("MAX", left.node, right.node)
    return Expr(np.maximum(first, second), scale, node, max(a, b))


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


def number(values: Whole | int, origin: Origin = NO_SOURCE, scale: int = 1) -> Expr:
    """Whole numbers of 1/scale, a power of ten."""
    own = values if isinstance(values, np.ndarray) else _column(values)
    return Expr(own, scale, Leaf(own, scale, origin), largest(own))


def years(values: Ints, origin: Origin) -> Expr:
    """Years in 1/1200, told as whole years, twelfths, or the number of 1/1200."""
    told = number(values, origin) / YEAR
    months = values % MONTH_OF_YEAR == 0
    if months.any():
        told = where(months, number(values // MONTH_OF_YEAR, origin) / 12, told)
    whole = values % YEAR == 0
    if whole.any():
        told = where(whole, number(values // YEAR, origin), told)
    return Expr(values, YEAR, told.node, largest(values))


# ── whole numbers of any size


_Sized = tuple[Whole, int]  # values, and what none of them is larger than


def largest(values: Whole) -> int:
    """The size of the largest number; 0 of none."""
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def _times(first: _Sized, second: _Sized) -> _Sized:
    """Exact products: int64 where it holds them, Python integers where not."""
    (a, most), (b, other) = first, second
    if most * other >= _SAFE:
        most, other = largest(a), largest(b)
    bound = most * other
    return _held(a, bound) * b, bound


def _held(values: Whole, bound: int) -> Whole:
    """Values to be reckoned with, as Python integers where the result may outgrow int64."""
    return values if bound < _SAFE else values.astype(object)


def _column(value: int | Whole) -> Whole:
    """A number for all as a column of one; a column as it is."""
    if isinstance(value, np.ndarray):
        return value
    return np.asarray([value], dtype=np.int64 if abs(value) < _SAFE else object)


def _both(first: Scale, second: Scale) -> Scale:
    """The product of two scales."""
    if isinstance(first, int) and isinstance(second, int):
        return first * second
    a, b = _column(first), _column(second)
    return _times((a, largest(a)), (b, largest(b)))[0]


def _alike(left: Expr, right: Expr) -> tuple[_Sized, _Sized, Scale]:
    """Both numbers in multiples of the same part."""
    a, b = left.scale, right.scale
    if isinstance(a, int) and isinstance(b, int):
        scale = lcm(a, b)
        return _finer(left, scale // a), _finer(right, scale // b), scale
    if a is b:
        return _finer(left, 1), _finer(right, 1), a
    return _finer(left, b), _finer(right, a), _both(a, b)


def _finer(own: Expr, by: Scale) -> _Sized:
    """A number's values in parts smaller by so much."""
    if isinstance(by, int) and by == 1:
        return own.values, own.bound
    column = _column(by)
    return _times((own.values, own.bound), (column, largest(column)))


NOTHING: Final = number(0)
