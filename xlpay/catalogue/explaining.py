"""CWEXPLAIN: how a figure came about, or why the arguments can't be used, in Chinese.

It runs the function's own evaluation on one row and reads the words off the columns of the rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

import numpy as np

from xlpay.base.grid import CellError
from xlpay.catalogue.arguments import Argument, ArgumentKind, PlainType, Zero
from xlpay.catalogue.context import Context
from xlpay.catalogue.function import Function
from xlpay.catalogue.model import (
    Columns,
    Example,
    Result,
    Unusable,
    fault_of,
)
from xlpay.catalogue.readers import ANYTHING, LONGEST, is_empty
from xlpay.catalogue.reading import IDENTITY, identity_errors
from xlpay.catalogue.rows import sorted_rows
from xlpay.catalogue.shapes import Given, given, in_shape
from xlpay.unit.cells import nearest, shown, squeezed

MOST: Final = 9  # the arguments that a function may have
_FUNCTION: Final = ArgumentKind("函数名", lambda _: ANYTHING, PlainType.TEXT, Zero.BLANK)
_ANY: Final = ArgumentKind("任意", lambda _: ANYTHING, PlainType.ANY)
_BLANK: Final = "必填的参数是空的，所以结果也是空的：{names}。"


def explained(catalogue: Mapping[str, Function], name: Any, args: Sequence[Any]) -> Any:
    """The explanation of a call; rows of them where the function works row by row on ranges."""
    name = given(name).cells[0]
    if isinstance(name, CellError):
        return name
    if is_empty(name):
        return ""
    word = squeezed(name).upper() if isinstance(name, str) and len(name) <= LONGEST else ""
    function = catalogue.get(word)
    if function is None:
        return f"没有“{shown(name)}”这个函数{nearest(word, list(catalogue)) if word else ''}。"
    if len(args) > len(function.arguments):
        return f"{function.name} 最多 {len(function.arguments)} 个参数，给了 {len(args)} 个。"
    arguments, laid = function.laid_out(args)
    texts = np.empty(laid.count, dtype=object)
    for place in range(laid.count):
        here = np.array((place,))
        row = laid.given if laid.count == 1 else [own.at(here) for own in laid.given]
        texts[place] = _explained_row(function, arguments, row)
    return in_shape(texts, laid.result)


def _explained_row(function: Function, arguments: Sequence[Argument], row: Sequence[Given]) -> str:
    """How the figure of one row came about, or why there is none."""
    rows = sorted_rows(arguments, function.subject, row, 1)
    if rows.settled:
        fault = rows.settled[0].fault
        return _blank(function, row) if fault is None else fault.why
    part = rows.parts[0]
    try:
        text = function.explain(part.context, part.columns)
    except Unusable as error:
        return error.fault.why
    return text + _of_identity(function.arguments[0], row[0].cells[0])


def _of_identity(argument: Argument, value: Any) -> str:
    """What is wrong with an identity number, told from the text itself."""
    if argument.kind is not IDENTITY or (isinstance(value, str) and len(value) > LONGEST):
        return ""
    return "".join(fault_of(bad, argument.name_zh).why for bad in identity_errors(value))


def _blank(function: Function, row: Sequence[Given]) -> str:
    """Which required arguments are blank."""
    names = [
        argument.name_zh
        for argument, own in zip(function.arguments, row, strict=True)
        if not argument.optional and all(is_empty(value) for value in own.cells)
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
                _FUNCTION,
            ),
            Argument(
                "args",
                "参数",
                "该函数的参数，依次填写；区域逐行说明",
                "The arguments of that function, in its order",
                _ANY,
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
