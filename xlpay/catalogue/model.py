"""What a result and a fault of a worksheet function are; no rules, no policy.

Every argument becomes an int64 column in exact units, and every result is one.  What a cell can't
give is a value below LOW: BLANK, or the place of its trouble in a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from xlpay.base.diagnostics import CODES
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


@dataclass(frozen=True, slots=True)
class Example:
    """Arguments and the value they give: a scalar, or rows for ranges."""

    args: tuple[Any, ...]
    value: Any


@dataclass(frozen=True, slots=True)
class Fault:
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


# Troubles beside those of xlpay.base.diagnostics: code -> (error, what is wrong).
_OWN: Final[dict[str, tuple[CellError, str]]] = {
    "C-WORD": (VALUE, "“{value}”不能作“{header}”{nearest}"),
    "N-FIXED": (VALUE, "{scheme}的占比是固定的，不能另给"),
    "N-FORCE": (NOT_AVAILABLE, "{what}没有现行的标准"),
    "N-GRADE": (VALUE, "“{value}”不是等级：应为 {low}—{high} 的整数{row}"),
    "N-LENGTH": (VALUE, "“{header}”是 {length} 个字的文字，太长"),
    "N-LISTED": (VALUE, "“{header}”里又套着一组值"),
    "N-MONTHS": (VALUE, "“{value}”不是月数：应为 0—12 的整数"),
    "N-SERIAL": (VALUE, "日期序号 {value} 不在 1900—2200 年之间"),
    "N-SERIALYEAR": (VALUE, "“{value}”像是年份，请写完整日期，如 2021-07-01"),
    "N-SHARE": (VALUE, "“{header}”{value} 超出范围：{range}"),
    "N-ZERO": (VALUE, '“{header}”是0，而 Calc 把空单元格也当0：真是0请写文字"0"，不填请省去'),
    "N-UNEQUAL": (VALUE, "“{header}”的行数比别的区域少，对不上"),
}


def fault_of(trouble: Trouble, header: str) -> Fault:
    """The fault of a value that an argument (by its Chinese name) can't use."""
    words = {"nearest": "", "header": header, **dict(trouble.words)}
    if trouble.code in _OWN:
        error, text = _OWN[trouble.code]
        return Fault(error, f"{text.format(**words)}。")
    code = CODES[trouble.code]
    problem, hint = code.message.format(**words), code.hint.format(**{"note": "", **words})
    named = "" if problem.startswith(f"“{header}”") else f"{header}："
    return Fault(VALUE, f"{named}{problem}。{hint}。")
