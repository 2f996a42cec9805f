"""CWEXPLAIN: how a figure came about, or why the arguments can't be used, in Chinese.

It runs the function's own evaluation on one row and reads the words off the columns of the rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from xlpay.base.grid import CellError
from xlpay.catalogue.columns import block, matched
from xlpay.catalogue.context import Context
from xlpay.catalogue.function import Function
from xlpay.catalogue.model import (
    Argument,
    Columns,
    Example,
    Fault,
    Kind,
    Result,
    Unusable,
    fault_of,
)
from xlpay.catalogue.ranges import read_whole
from xlpay.catalogue.reading import identity_errors
from xlpay.catalogue.single import is_empty, single_row
from xlpay.unit.cells import nearest, shown, squeezed

MOST: Final = 9  # the arguments that a function may have
_BLANK: Final = "必填的参数是空的，所以结果也是空的：{names}。"


def explained(catalogue: Mapping[str, Function], name: Any, args: Sequence[Any]) -> Any:
    """The explanation of a call; rows of them where the function works row by row on ranges."""
    name = block(name).cells[0]
    if isinstance(name, CellError):
        return name
    if is_empty(name):
        return ""
    function = (
        catalogue.get(squeezed(name).upper()) if isinstance(name, str) and len(name) < 256 else None
    )
    if function is None:
        near = (
            nearest(squeezed(name).upper(), list(catalogue))
            if isinstance(name, str) and len(name) < 256
            else ""
        )
        return f"没有“{shown(name)}”这个函数{near}。"
    if len(args) > len(function.arguments):
        return f"{function.name} 最多 {len(function.arguments)} 个参数，给了 {len(args)} 个。"
    if function.takes_ranges:
        return _whole(function, args)
    blocks = [block(value) for value in args]
    if all(own.single for own in blocks):
        return _single(function, [own.cells[0] for own in blocks])
    blocks, rows, columns = matched(blocks)
    cells = [
        [own.cells[0 if len(own.cells) == 1 else i] for own in blocks]
        for i in range(rows * columns)
    ]
    texts = [_single(function, row) for row in cells]
    return [texts[i * columns : (i + 1) * columns] for i in range(rows)]


def _single(function: Function, args: Sequence[Any]) -> str:
    """One row."""
    found = single_row(function, args)
    if found is None:
        return _blank(function, args)
    if isinstance(found, Fault):
        return found.why
    try:
        text = function.explain(*found)
    except Unusable as error:
        return error.fault.why
    if function.arguments[0].kind is Kind.IDENTITY:
        errors = (
            identity_errors(args[0]) if not isinstance(args[0], str) or len(args[0]) < 256 else []
        )
        return "".join([text, *(fault_of(bad, function.arguments[0]).why for bad in errors)])
    return text


def _whole(function: Function, args: Sequence[Any]) -> str:
    """A function that reads ranges as a whole."""
    found = read_whole(function, args)
    if found is None:
        return _blank(function, args)
    if isinstance(found, Fault):
        return found.why
    try:
        return function.explain(*found)
    except Unusable as error:
        return error.fault.why


def _blank(function: Function, args: Sequence[Any]) -> str:
    """Which required arguments are blank."""
    given = [*args, *(None,) * (len(function.arguments) - len(args))]
    names = [
        argument.name_zh
        for argument, value in zip(function.arguments, given, strict=True)
        if not argument.optional and all(is_empty(item) for item in block(value).cells)
    ]
    return _BLANK.format(names="、".join(names))


def _never(_: Context, __: Columns) -> NoReturn:
    raise AssertionError("CWEXPLAIN carries out its calls by itself")


def explainer(figures: Sequence[Function]) -> Function:
    """CWEXPLAIN over the other functions."""
    catalogue = {function.name: function for function in figures}
    return Function(
        name="CWEXPLAIN",
        summary_zh="说明一个数是怎样算出来的、依据哪一条；不能用的参数说明原因",
        summary_en="How a figure came about, with the clause, or why the arguments can't be used",
        category="说明",
        arguments=(
            Argument(
                "function_name",
                "函数名",
                "要说明的函数名，如 CWGRADE",
                "Name of the function to explain, such as CWGRADE",
                Kind.FUNCTION,
            ),
            Argument(
                "args",
                "参数",
                "该函数的参数，依次填写；区域逐行说明",
                "The arguments of that function, in its order",
                Kind.ANY,
                optional=True,
                repeats=True,
            ),
        ),
        result=Result.TEXT,
        rule="xlpay.catalogue.explaining.explained",
        evaluate=_never,
        explain=_never,
        examples=(
            Example(
                ("CWJYBASE", 1),
                "基本工资＝2000+100*1＝2100.00。"
                "依据：《嘉峪关市专职社区工作者管理办法》第二十四条(一)(四)。",
            ),
            Example(("CWGRAD", "正职"), "没有“CWGRAD”这个函数，最接近的是“CWGRADE”。"),
        ),
        by_itself=lambda args: explained(catalogue, args[0], args[1:]),
    )
