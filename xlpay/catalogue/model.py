"""What a result and a fault of a worksheet function are; no rules, no policy.

Every argument becomes an int64 column in exact units, and every result is one.  What a cell can't
give is a value below LOW: BLANK, or the place of its trouble in a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from xlpay.base.codes import CODES, FUNCTION_CODES
from xlpay.base.grid import CellError
from xlpay.base.money import BLANK, Ints
from xlpay.unit.cells import Trouble

VALUE: Final = CellError("#VALUE!")
NOT_AVAILABLE: Final = CellError("#N/A")
UNKNOWN_NAME: Final = CellError("#NAME?")

LOW: Final = BLANK + 2**40  # anything below is no value
NOTHING: Final = LOW - 1  # a result: nothing is in force

Columns = Mapping[str, Ints]


class Result(StrEnum):
    """What a function gives; a column of whole numbers is shown so."""

    INTEGER = "整数"
    MONEY = "金额（元）"
    RATIO = "系数"
    YEARS = "年数"
    FLAG = "TRUE 或 FALSE"
    MONTH = "年月（文字）"
    CAPITALS = "大写金额（文字）"
    TEXT = "文字"


class Example(msgspec.Struct, frozen=True):
    """Arguments and the value they give: a scalar, or rows for ranges."""

    args: tuple[Any, ...]
    value: Any


class Fault(msgspec.Struct, frozen=True):
    """Why there is no value: the spreadsheet's error, and a sentence for CWEXPLAIN."""

    error: CellError
    why: str
    came_in: bool = False  # the error of a cell, handed on


class Unusable(Exception):
    """Raised by an evaluation that can't go on for any row."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.why)
        self.fault = fault


def not_in_force(why: str) -> Unusable:
    """#N/A: the words are right, but nothing is in force for them."""
    return Unusable(Fault(NOT_AVAILABLE, why))


def unusable(why: str) -> Unusable:
    """#VALUE!: the values don't go together."""
    return Unusable(Fault(VALUE, why))


def fault_of(trouble: Trouble, header: str) -> Fault:
    """The fault of a value that an argument (by its Chinese name) can't use."""
    words = {"nearest": "", "header": header, **dict(trouble.words)}
    if trouble.code in FUNCTION_CODES:
        error, text = FUNCTION_CODES[trouble.code]
        return Fault(CellError(error), f"{text.format(**words)}。")
    code = CODES[trouble.code]
    problem, hint = code.message.format(**words), code.hint.format(**{"note": "", **words})
    named = "" if "header" in code.words else f"{header}："
    return Fault(VALUE, f"{named}{problem}。{hint}。")
