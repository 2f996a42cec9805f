"""What an argument, a result and a fault of a worksheet function are; no rules, no policy.

Every argument becomes an int64 column in exact units, and every result is one.  What a cell can't
give is a value below LOW: BLANK, or the place of its trouble in a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from xlpay.base.diagnostics import CODES, FUNCTION_CODES
from xlpay.base.grid import CellError
from xlpay.base.money import BLANK, Ints
from xlpay.unit.cells import Trouble

VALUE: Final = CellError("#VALUE!")
NOT_AVAILABLE: Final = CellError("#N/A")
UNKNOWN_NAME: Final = CellError("#NAME?")

LOW: Final = BLANK + 2**40  # anything below is no value
NOTHING: Final = LOW - 1  # a result: nothing is in force

Columns = Mapping[str, Ints]


class Kind(StrEnum):
    """What an argument holds; the value is its word in the reference page."""

    POST = "岗位或职务"
    EDUCATION = "学历"
    QUALIFICATION = "职业资格"
    RATING = "考核等次"
    LEAVING = "离职原因"
    RETIREMENT = "退休类别"
    POLICY = "政策"
    REGION = "地区"
    PLACE = "地区或金额"
    GRADE = "等级或文字"
    MODE = "口径"
    FLAG = "是否"
    DATE = "日期"
    OPEN_DATE = "日期（可空）"
    YEAR = "年度"
    YEARS = "年数"
    COUNTED = "整年数"
    ANNIVERSARY = "周年数"
    OPENING = "期初数"
    RUN = "连续年数"
    TIMES = "次数"
    MONTHS = "月数"
    DAYS = "天数"
    SHARE = "占比"
    WEIGHT = "权重"
    MONEY = "金额"
    TAXABLE = "金额（可为负）"
    CAPITAL = "金额（可达万亿）"
    IDENTITY = "身份证号"
    FUNCTION = "函数名"
    ANY = "任意"


class Holds(StrEnum):
    """The plain type behind a kind, for wrappers and interfaces."""

    TEXT = "文字"
    NUMBER = "数"
    DATE = "日期"
    FLAG = "是否"
    ANY = "数或文字"


_TEXT: Final = (
    Kind.POST,
    Kind.EDUCATION,
    Kind.QUALIFICATION,
    Kind.RATING,
    Kind.LEAVING,
    Kind.RETIREMENT,
    Kind.POLICY,
    Kind.REGION,
    Kind.MODE,
    Kind.IDENTITY,
    Kind.FUNCTION,
)
_OTHER: Final = {
    Kind.PLACE: Holds.ANY,
    Kind.GRADE: Holds.ANY,
    Kind.ANY: Holds.ANY,
    Kind.FLAG: Holds.FLAG,
    Kind.DATE: Holds.DATE,
    Kind.OPEN_DATE: Holds.DATE,
}


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
class Argument:
    """An argument: its names and help in both languages, and what it holds.

    An optional one may be left out or blank; a range is read as a whole, and `repeats` marks the
    last argument of a function that takes any number of them.
    """

    name: str
    name_zh: str
    help_zh: str
    help_en: str
    kind: Kind
    optional: bool = False
    is_range: bool = False
    repeats: bool = False

    @property
    def holds(self) -> Holds:
        """The plain type of one value."""
        return Holds.TEXT if self.kind in _TEXT else _OTHER.get(self.kind, Holds.NUMBER)


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


def fault_of(trouble: Trouble, argument: Argument) -> Fault:
    """The fault of a value that an argument can't use."""
    words = {"nearest": "", "header": argument.name_zh, **dict(trouble.words)}
    if trouble.code in FUNCTION_CODES:
        error, text = FUNCTION_CODES[trouble.code]
        return Fault(CellError(error), f"{text.format(**words)}。")
    code = CODES[trouble.code]
    problem, hint = code.message.format(**words), code.hint.format(**{"note": "", **words})
    named = "" if "header" in code.words else f"{argument.name_zh}："
    return Fault(VALUE, f"{named}{problem}。{hint}。")
