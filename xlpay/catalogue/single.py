"""Calls of functions on single values: the path of a formula in one cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlpay.base.grid import CellError
from xlpay.base.money import BLANK, Ints
from xlpay.catalogue.context import NATIONAL, Context, default_context, named
from xlpay.catalogue.model import NOT_AVAILABLE, NOTHING, Columns, Fault, Kind, Unusable, fault_of
from xlpay.catalogue.readers import Reader, cell
from xlpay.catalogue.reading import reader
from xlpay.catalogue.showing import one
from xlpay.unit.cells import Trouble

if TYPE_CHECKING:
    from xlpay.catalogue.function import Function

_ANYTHING: Final = Reader(lambda _: 0)


def of_single(function: Function, args: Sequence[Any]) -> Any:
    """The result of a call without ranges."""
    found = single_row(function, args)
    if isinstance(found, Fault):
        return found.error
    if found is None:
        return ""
    try:
        number = int(function.evaluate(*found)[0])
    except Unusable as error:
        return error.fault.error
    return one(function.result, number) if number != NOTHING else NOT_AVAILABLE


def single_row(function: Function, args: Sequence[Any]) -> tuple[Context, Columns] | Fault | None:
    """A row of single values as columns of one; its fault; None where a required one is blank."""
    given: Any = (
        args
        if len(args) == len(function.arguments)
        else (*args, *(None,) * (len(function.arguments) - len(args)))
    )
    fault: Fault | None = None
    context = policy_of(function, given[-1]) if function.notion is not None else NATIONAL
    if isinstance(context, Fault):
        fault, context = context, NATIONAL
    numbers: dict[str, Ints] = {}
    lacks = False
    for argument, value in zip(function.arguments, given, strict=True):
        if isinstance(value, CellError):
            return Fault(value, f"“{argument.name_zh}”传入了错误值 {value.text}。")
        if argument.kind is Kind.POLICY or fault is not None:
            lacks |= not argument.optional and is_empty(value)
            continue
        own = reader(context, argument.kind)
        found: int | Trouble | CellError = BLANK if value is None else cell(own, value)
        if found == BLANK:
            lacks |= not argument.optional
            found = own.blank
        if isinstance(found, Trouble):
            fault = fault_of(found, argument)
        elif isinstance(found, int):
            numbers[argument.name] = np.array((found,))
    if lacks:
        return None
    return fault if fault is not None else (context, numbers)


def is_empty(value: Any) -> bool:
    """Nothing, or text of nothing but spaces."""
    return cell(_ANYTHING, value) == BLANK


def policy_of(function: Function, value: Any) -> Context | Fault:
    """The policy named, or the default where none is."""
    if value is None:
        return default_of(function)
    found = cell(reader(NATIONAL, Kind.POLICY), value)
    if found == BLANK:
        return default_of(function)
    if isinstance(found, CellError):
        return Fault(found, f"“政策”传入了错误值 {found.text}。")
    if isinstance(found, Trouble):
        return fault_of(found, function.arguments[-1])
    return chosen(function, found)


def default_of(function: Function) -> Context | Fault:
    """The policy where none is named."""
    notion = function.prefers or function.notion
    assert notion is not None
    return default_context(notion, function.notion_zh)


def chosen(function: Function, place: int) -> Context | Fault:
    """A shipped policy by its place; #N/A where it has nothing of what the function is about."""
    context = named(place)
    if function.notion is not None and not function.notion(context.document):
        return Fault(NOT_AVAILABLE, f"{context.document.scheme}没有{function.notion_zh}。")
    return context
