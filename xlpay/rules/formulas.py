"""A tree of operators written as text: 算式 as a person would write it.

Parentheses stand only where the text would else mean something else; a term of 0 is left out of a
sum, one below 0 turns its sign, and a number that needs no rounding is not rounded.  People whose
formula has the same shape are filled into one template together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import lcm
from typing import Final

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.money import FEN, Ints, decimal_text
from xlpay.rules.expr import Bound, Choice, Expr, Leaf, Node, Operation, Rounded
from xlpay.rules.rounding import Rounding

LeafTexts = Callable[[Leaf, Ints], Sequence[str]]
_SUM, _PRODUCT, _ATOM = 1, 2, 3  # how tightly a text holds together
_PATTERNS: Final = 3**36  # signs of so many terms fit in an int64


class _Terms(msgspec.Struct, frozen=True, eq=False):
    """A sum whose terms are written with these signs (1 or -1); at least one."""

    terms: tuple[tuple[int, _Shape], ...]


class _Product(msgspec.Struct, frozen=True, eq=False):
    """A product or quotient."""

    sign: str
    left: _Shape
    right: _Shape


class _Call(msgspec.Struct, frozen=True, eq=False):
    """MIN, MAX or a rounding; `places` where it is one."""

    name: str
    args: tuple[_Shape, ...]
    places: int | None = None


_Shape = Leaf | _Terms | _Product | _Call  # a tree in which nothing is left to choose


def formula_texts(tree: Expr, people: Ints, leaf: LeafTexts | None = None) -> list[str]:
    """The formula of each of the people (indices of the columns), without '='.

    `leaf` writes a leaf for people in another way than as its number, such as a cell's name; every
    term then stands, whatever its value is now.
    """
    result = [""] * len(people)
    write = leaf or _numbers
    for here, shape in _shapes(tree.node, people, np.arange(len(people)), leaf is None):
        template, leaves = _Writer().written(shape)
        columns = [write(one, people[here]) for one in leaves]
        rows = zip(*columns, strict=True) if columns else iter([()] * len(here))
        for position, row in zip(here.tolist(), rows, strict=True):
            result[position] = template % row
    return result


def _numbers(leaf: Leaf, people: Ints) -> list[str]:
    """A leaf as the number of each person."""
    if leaf.single:
        return [_number(leaf, int(leaf.values[0]))] * len(people)
    distinct, which = np.unique(leaf.values[people], return_inverse=True)
    words = [_number(leaf, int(value)) for value in distinct]
    return [words[i] for i in which.tolist()]


def _number(leaf: Leaf, value: int) -> str:
    return decimal_text(abs(value) if leaf.bare else value, leaf.scale)


# ── which people have a formula of the same shape

_Group = tuple[Ints, _Shape]  # positions in `people`, and the shape of their formula


def _shapes(node: Node, people: Ints, here: Ints, by_value: bool) -> Iterator[_Group]:
    """The people `here` by the shape of their formula."""
    match node:
        case Leaf():
            yield here, node
        case Choice(mask, then, otherwise):
            held = mask[people[here]]
            for branch, part in ((then, here[held]), (otherwise, here[~held])):
                if len(part):
                    yield from _shapes(branch, people, part, by_value)
        case Operation("+" | "-"):
            yield from _sums(node, people, here, by_value)
        case Operation(sign, left, right):
            for part, (first, second) in _together((left, right), people, here, by_value):
                if by_value:
                    yield from _signed_product(sign, first, second, people, part)
                else:
                    yield part, _Product(sign, first, second)
        case Bound(name, left, right):
            for part, both in _together((left, right), people, here, by_value):
                yield part, _Call(name, both)
        case Rounded(of, to):
            for part, shape in _shapes(of, people, here, by_value):
                yield part, shape if _whole(shape, to) else _Call(to.name, (shape,), to.places)


def _together(
    nodes: Sequence[Node], people: Ints, here: Ints, by_value: bool
) -> list[tuple[Ints, tuple[_Shape, ...]]]:
    """The people `here` by the shapes of several parts of their formula."""
    found: list[tuple[Ints, tuple[_Shape, ...]]] = [(here, ())]
    for node in nodes:
        found = [
            (part, (*before, shape))
            for group, before in found
            for part, shape in _shapes(node, people, group, by_value)
        ]
    return found


def _sums(node: Operation, people: Ints, here: Ints, by_value: bool) -> Iterator[_Group]:
    """The people by the shape of a sum: the terms that are not 0, each with its sign."""
    signed = _terms(node, 1)
    for part, shapes in _together([term for _, term in signed], people, here, by_value):
        terms = _flat([(sign, shape) for (sign, _), shape in zip(signed, shapes, strict=True)])
        if by_value:
            yield from _by_signs(terms, people, part)
        else:
            yield part, _Terms(tuple(terms))


def _terms(node: Node, sign: int) -> list[tuple[int, Node]]:
    """The terms of a sum, and of the sums it begins with."""
    if not isinstance(node, Operation) or node.sign not in "+-":
        return [(sign, node)]
    right = -1 if node.sign == "-" else 1
    return [*_terms(node.left, sign), (right, node.right)]


def _flat(terms: Sequence[tuple[int, _Shape]]) -> list[tuple[int, _Shape]]:
    """Terms that are added and are sums themselves, as their own terms."""
    found: list[tuple[int, _Shape]] = []
    for sign, shape in terms:
        if isinstance(shape, _Terms) and (sign > 0 or len(shape.terms) == 1):
            found += [(sign * own, term) for own, term in shape.terms]
        else:
            found.append((sign, shape))
    return found


def _by_signs(terms: list[tuple[int, _Shape]], people: Ints, here: Ints) -> Iterator[_Group]:
    """A sum by which of its terms are 0 or below for whom."""
    chosen, key = people[here], np.zeros(len(here), dtype=np.int64)
    signs = [_sign(shape, chosen) for _, shape in terms]
    for own in signs:
        if key.max(initial=0) >= _PATTERNS:
            key = np.unique(key, return_inverse=True)[1]
        key = key * 3 + own + 1
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    for pattern, example in enumerate(first.tolist()):
        kept: list[tuple[int, _Shape]] = []
        for (sign, shape), column in zip(terms, signs, strict=True):
            below = int(column[example]) if column.ndim else int(column)
            if below < 0 and isinstance(shape, Leaf):
                kept.append((-sign, replace(shape, bare=True)))
            elif below:
                kept.append((sign, shape))
        yield here[which == pattern], _Terms(tuple(kept or [(1, terms[0][1])]))


def _signed_product(
    sign: str, left: _Shape, right: _Shape, people: Ints, here: Ints
) -> Iterator[_Group]:
    """A product by whether it is below 0, which then stands before it."""
    for group, own, first in _factor(left, people, here):
        for part, other, second in _factor(right, people, group):
            found = _Product(sign, first, second)
            yield part, found if own * other > 0 else _Terms(((-1, found),))


def _factor(shape: _Shape, people: Ints, here: Ints) -> Iterator[tuple[Ints, int, _Shape]]:
    """A factor by its sign, where it is a number."""
    if isinstance(shape, _Terms) and len(shape.terms) == 1:
        yield here, *shape.terms[0]
        return
    if isinstance(shape, Leaf) and not shape.bare:
        own = (
            np.broadcast_to(shape.values < 0, here.shape)
            if shape.single
            else (shape.values[people[here]] < 0)
        )
        if own.any():
            yield here[own], -1, replace(shape, bare=True)
            here = here[~own]
    if len(here):
        yield here, 1, shape


def _sign(shape: _Shape, people: Ints) -> Ints:
    """Whether a term is 0 (0), a number below it (-1), or else (1), by person or for all."""
    match shape:
        case Leaf(values):
            own = values if shape.single else values[people]
            found: Ints = np.sign(abs(own) if shape.bare else own).astype(np.int64)
            return found[:1].reshape(()) if shape.single else found
        case _Product("*", left, right):
            both: Ints = abs(_sign(left, people) * _sign(right, people))
            return both
        case _Product(_, left, _):
            return abs(_sign(left, people))
        case _Call(_, (inner,), places) if places is not None:
            return abs(_sign(inner, people))
        case _:
            return np.asarray(1, dtype=np.int64)


# ── roundings that change nothing


def _whole(shape: _Shape, to: Rounding) -> bool:
    """Whether a number is a whole multiple of what it is rounded to, by how it is made."""
    if isinstance(shape, Leaf) and shape.single:
        return int(shape.values[0]) * FEN % (shape.scale * to.unit) == 0
    grain = _grain(shape)
    return bool(grain) and FEN % (grain * to.unit) == 0


def _grain(shape: _Shape) -> int:
    """A number is a whole multiple of 1/grain; 0 where that can't be told."""
    match shape:
        case Leaf():
            return shape.scale
        case _Terms(terms):
            return lcm(*(_grain(term) for _, term in terms))
        case _Product("*", left, right):
            return _grain(left) * _grain(right)
        case _Product(_, left, Leaf() as by) if by.single:
            return _grain(left) * int(by.values[0])
        case _Call(_, _, places) if places is not None:
            return int(10 ** max(places, 0))
        case _Call(_, args):
            return lcm(*(_grain(arg) for arg in args))
        case _:
            return 0


# ── text


class _Writer:
    """A shape as a template of text, %s for each leaf, and the leaves in their order."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []

    def written(self, shape: _Shape) -> tuple[str, list[Leaf]]:
        """The template and the leaves."""
        return self._text(shape)[0], self.leaves

    def _text(self, shape: _Shape) -> tuple[str, int]:
        """The template of a shape, and how tightly it holds together."""
        match shape:
            case Leaf():
                self.leaves.append(shape)
                return "%s", _ATOM
            case _Call(name, args, places):
                inner = [self._text(arg)[0] for arg in args]
                if places is not None:
                    inner.append(str(places))
                return f"{name}({','.join(inner)})", _ATOM
            case _Product(sign, left, right):
                first = self._within(left, _PRODUCT)
                return first + sign + self._within(right, _ATOM if sign == "/" else _PRODUCT), (
                    _PRODUCT
                )
            case _Terms(terms):
                return self._sum(terms)

    def _sum(self, terms: tuple[tuple[int, _Shape], ...]) -> tuple[str, int]:
        (sign, first), rest = terms[0], terms[1:]
        if not rest and sign > 0:
            return self._text(first)
        text = self._text(first)[0] if sign > 0 else "-" + self._within(first, _PRODUCT)
        for sign, term in rest:
            text += "+" if sign > 0 else "-"
            text += self._within(term, _PRODUCT)
        return text, _SUM

    def _within(self, shape: _Shape, tight: int) -> str:
        """A part of a formula, in parentheses where it holds together less tightly than that."""
        text, own = self._text(shape)
        return f"({text})" if own < tight else text
