"""Calls of functions that read a range as a whole: one result, or one for each cell of a range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from xlpay.base.grid import CellError
from xlpay.base.money import BLANK
from xlpay.catalogue.columns import Block, Column, block, column, matched
from xlpay.catalogue.context import NATIONAL, Context
from xlpay.catalogue.model import (
    LOW,
    VALUE,
    Argument,
    Columns,
    Fault,
    Kind,
    Unusable,
    fault_of,
)
from xlpay.catalogue.reading import reader
from xlpay.catalogue.showing import listed, many, one
from xlpay.catalogue.single import policy_of
from xlpay.unit.cells import Trouble

if TYPE_CHECKING:
    from xlpay.catalogue.function import Function


def of_ranges(function: Function, args: Sequence[Any]) -> Any:
    """The result of a call; a fault of any cell is the result."""
    found = read_whole(function, args)
    if found is None:
        return ""
    if isinstance(found, Fault):
        return found.error
    try:
        numbers = function.evaluate(*found)
    except Unusable as error:
        return error.fault.error
    if not function.shaped_like:
        return one(function.result, int(numbers[0]))
    place = [a.name for a in function.arguments].index(function.shaped_like)
    return _shaped(function, numbers, block(args[place]), args[place])


def _shaped(function: Function, numbers: Any, own: Block, given: Any) -> Any:
    """A value for each cell of the range, "" for its blanks."""
    empty = numbers == BLANK
    values = many(function.result, np.where(empty, 0, numbers))
    if empty.any():
        values = values.astype(object)
        values[empty] = ""
    if own.single:
        return values[0].item() if isinstance(values[0], np.generic) else values[0]
    if own.array:
        return values if np.ndim(given) == 1 else values.reshape(own.rows, own.columns)
    return listed(values.reshape(own.rows, own.columns))


def read_whole(function: Function, args: Sequence[Any]) -> tuple[Context, Columns] | Fault | None:
    """The arguments as columns; a fault; None where a required single value, or all, is blank."""
    blocks = [
        _line(argument, block(value))
        for argument, value in zip(function.arguments, args, strict=False)
    ]
    blocks += [block(None)] * (len(function.arguments) - len(blocks))
    together = [
        i for i, a in enumerate(function.arguments) if a.is_range and a.kind is not Kind.OPEN_DATE
    ]
    for i, own in zip(together, matched([blocks[i] for i in together])[0], strict=True):
        blocks[i] = own
    context = policy_of(function, blocks[-1].cells[0]) if function.notion is not None else NATIONAL
    if isinstance(context, Fault):
        return _errors_first(function, blocks) or context
    columns: dict[str, Column] = {}
    for argument, own in zip(function.arguments, blocks, strict=True):
        if not argument.is_range and len(own.cells) > 1:
            return Fault(VALUE, f"“{argument.name_zh}”只能是一个值。")
        pairs = argument.is_range and argument.kind is Kind.OPEN_DATE
        if pairs and len(own.cells) > 2 and own.columns != 2:
            return Fault(VALUE, f"“{argument.name_zh}”应为两列：起始日期、结束日期。")
        if argument.kind is not Kind.POLICY:
            columns[argument.name] = column(own.cells, reader(context, argument.kind))
    return _usable(function, context, columns, blocks)


def _usable(
    function: Function, context: Context, columns: dict[str, Column], blocks: Sequence[Block]
) -> tuple[Context, Columns] | Fault | None:
    """Columns without trouble, blanks of optional single values filled."""
    if error := _errors_first(function, blocks):
        return error
    required = [a for a in function.arguments if not a.optional]
    empty = {a.name: bool((columns[a.name].values == BLANK).all()) for a in required}
    if all(empty.values()) or any(empty[a.name] for a in required if not a.is_range):
        return None
    values = {}
    for argument in function.arguments:
        own = columns.get(argument.name)
        if own is None:
            continue
        if own.odd:
            low = own.values[(own.values < LOW) & (own.values != BLANK)]
            odd = own.at(int(low[0]))
            if isinstance(odd, Trouble):
                return fault_of(odd, argument)
        numbers = own.values
        if not argument.is_range and numbers[0] == BLANK:
            blank = reader(context, argument.kind).blank
            if isinstance(blank, Trouble):
                return fault_of(blank, argument)
            numbers = np.asarray([blank], dtype=np.int64)
        values[argument.name] = numbers
    return context, values


def _errors_first(function: Function, blocks: Sequence[Block]) -> Fault | None:
    """An error that came in through any cell."""
    for argument, own in zip(function.arguments, blocks, strict=True):
        if isinstance(own.cells, np.ndarray) and own.cells.dtype.kind != "O":
            continue
        for value in own.cells:
            if isinstance(value, CellError):
                return Fault(value, f"“{argument.name_zh}”传入了错误值 {value.text}。")
    return None


def _line(argument: Argument, own: Block) -> Block:
    """A range of one row as a column; pairs of dates stay as they are."""
    if not argument.is_range or own.rows > 1 or argument.kind is Kind.OPEN_DATE:
        return own
    return Block(own.cells, len(own.cells), 1, own.single, own.array, own.whole)
