"""Calls of functions on ranges, row by row: one evaluation serves all rows of a policy.

In a row an error that came in goes first, then a missing required argument (""), then what can't
be used; the other rows are not touched by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xlpay.base.grid import CellError
from xlpay.base.money import BLANK, Bools
from xlpay.catalogue.columns import Block, Column, block, column, matched
from xlpay.catalogue.context import NATIONAL, Context
from xlpay.catalogue.model import (
    LOW,
    NOT_AVAILABLE,
    NOTHING,
    Columns,
    Fault,
    Kind,
    Unusable,
    fault_of,
)
from xlpay.catalogue.reading import reader
from xlpay.catalogue.showing import listed, many
from xlpay.catalogue.single import chosen, default_of
from xlpay.unit.cells import Trouble

if TYPE_CHECKING:
    from xlpay.catalogue.function import Function


def of_rows(function: Function, args: Sequence[Any]) -> Any:
    """The result of a call with at least one range."""
    blocks = [block(value) for value in args]
    blocks += [block(None)] * (len(function.arguments) - len(blocks))
    array = any(b.array for b in blocks)
    flat = all(np.ndim(value) <= 1 for value in args if isinstance(value, np.ndarray))
    blocks, rows, columns = matched(blocks)
    result = _result(function, blocks, rows * columns)
    if array:
        return result if flat and columns == 1 else result.reshape(rows, columns)
    return listed(result.reshape(rows, columns))


def _result(function: Function, blocks: Sequence[Block], count: int) -> NDArray[Any]:
    """The flat result of `count` rows: numbers, or objects where some row has none."""
    if function.notion is None:
        return _of_policy(function, NATIONAL, blocks[:], count)
    policies = column(blocks[-1].cells, reader(NATIONAL, Kind.POLICY))
    distinct = np.unique(policies.values)
    if len(distinct) == 1:
        return _of_policy(function, _context(function, policies, int(distinct[0])), blocks, count)
    result = np.empty(count, dtype=object)
    for value in distinct.tolist():
        here = np.flatnonzero(policies.values == value)
        part = [
            b if len(b.cells) == 1 else Block([b.cells[i] for i in here.tolist()], len(here), 1)
            for b in blocks
        ]
        result[here] = _of_policy(
            function, _context(function, policies, value), part, len(here)
        ).astype(object)
    return result


def _context(function: Function, policies: Column, value: int) -> Context | Fault:
    odd = policies.at(value)
    if isinstance(odd, CellError):
        return Fault(odd, "")
    if odd is not None:
        return fault_of(odd, function.arguments[-1])
    return default_of(function) if value == BLANK else chosen(function, value)


def _of_policy(
    function: Function, context: Context | Fault, blocks: Sequence[Block], count: int
) -> NDArray[Any]:
    """The rows under one policy."""
    columns: dict[str, Column] = {}
    usable = context if isinstance(context, Context) else NATIONAL
    lacks: Bools | None = None
    for argument, own in zip(function.arguments, blocks, strict=True):
        if argument.kind is Kind.POLICY:
            continue
        if usable is NATIONAL and isinstance(context, Fault):
            read = column(
                own.cells, reader(NATIONAL, Kind.IDENTITY)
            )  # only blanks and errors matter
        else:
            read = column(own.cells, reader(usable, argument.kind))
        if argument.optional:
            read = (
                _filled(read, reader(usable, argument.kind).blank)
                if isinstance(context, Context)
                else read
            )
        else:
            empty = read.values == BLANK
            if empty.any():
                lacks = empty if lacks is None else lacks | empty
        columns[argument.name] = read
    fault = context if isinstance(context, Fault) else None
    if (
        fault is None
        and lacks is None
        and not any((c.values < LOW).any() for c in columns.values() if c.odd)
    ):
        return _shown(function, usable, {name: c.values for name, c in columns.items()}, count)
    return _mixed(function, usable, columns, lacks, fault, count)


def _filled(read: Column, blank: int | Trouble) -> Column:
    """A column whose blanks have become what a blank stands for."""
    empty = read.values == BLANK
    if not empty.any():
        return read
    if isinstance(blank, int):
        return Column(np.where(empty, blank, read.values), read.odd)
    return Column(np.where(empty, BLANK + 1 + len(read.odd), read.values), [*read.odd, blank])


def _shown(function: Function, context: Context, columns: Columns, count: int) -> NDArray[Any]:
    """Rows without trouble."""
    try:
        numbers = function.evaluate(context, columns)
    except Unusable as error:
        result = np.empty(count, dtype=object)
        result[:] = error.fault.error
        return result
    if len(numbers) != count:
        numbers = np.repeat(numbers, count)
    nothing = numbers == NOTHING
    if not nothing.any():
        return many(function.result, numbers)
    result = many(function.result, np.where(nothing, 0, numbers)).astype(object)
    result[nothing] = NOT_AVAILABLE
    return result


def _mixed(
    function: Function,
    context: Context,
    columns: dict[str, Column],
    lacks: Bools | None,
    fault: Fault | None,
    count: int,
) -> NDArray[Any]:
    """Rows of which some are blank or in trouble: errors first, then blanks, then what is wrong."""
    result = np.empty(count, dtype=object)
    free = np.ones(count, dtype=np.bool_)
    arguments = {argument.name: argument for argument in function.arguments}

    def settle(where: Bools, value: Any) -> None:
        result[np.broadcast_to(where, (count,)) & free] = value
        free[np.broadcast_to(where, (count,))] = False

    for errors in (True, False):
        for name, own in columns.items():
            for place, odd in enumerate(own.odd):
                if isinstance(odd, CellError) is errors:
                    shown = (
                        odd if isinstance(odd, CellError) else fault_of(odd, arguments[name]).error
                    )
                    settle(own.values == BLANK + 1 + place, shown)
        if errors and fault is not None and not fault.why:
            settle(np.asarray([True]), fault.error)
        if errors and lacks is not None:
            settle(lacks, "")
    if fault is not None:
        settle(np.asarray([True]), fault.error)
    good = np.flatnonzero(free)
    if len(good):
        values = {n: c.values if len(c.values) == 1 else c.values[good] for n, c in columns.items()}
        result[good] = _shown(function, context, values, len(good)).astype(object)
    return result
