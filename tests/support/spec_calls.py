"""Cases of the worksheet functions: a call as typed into a cell, and what it gives.

They stand in [[function]] tables of tests/spec.  A case can be asked of anything that computes such
a call: Python here, a cell of LibreOffice where the extension is tested.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import msgspec

from tests.support.spec_cases import FOLDER, parsed
from xlpay.base.grid import CellError
from xlpay.functions import CATALOGUE, Function, call

ROWS = 50  # of a range among whose rows a case stands
_FRACTION = re.compile(r"\d+/\d+")


class CallCase(msgspec.Struct, frozen=True):
    """A call such as CWGRADE("正职", 5), and its value, or a text that its value contains."""

    name: str
    clause: str
    source: str
    call: str
    value: Any = None
    contains: str = ""

    @property
    def function(self) -> Function:
        return CATALOGUE[self.call.partition("(")[0]]

    @property
    def args(self) -> tuple[Any, ...]:
        """The arguments as values: None where one is left out, a list for an array."""
        return tuple(argument(text) for text in split(self.call.partition("(")[2][:-1], ","))

    @property
    def of_dates(self) -> bool:
        """An argument is a range of first and last days, so that the call has one result."""
        spans = [a.spans is not None for a in self.function.arguments]
        return any(own and isinstance(v, list) for own, v in zip(spans, self.args, strict=False))

    @property
    def rows(self) -> list[list[Any]]:
        """The value as rows."""
        values = self.value if isinstance(self.value, list) else [self.value]
        return [[cell(value)] for value in values]


@lru_cache(maxsize=1)
def call_cases() -> tuple[CallCase, ...]:
    """Every case of a worksheet function."""
    files = sorted(FOLDER.glob("*/*.toml"))
    return tuple(CallCase(**raw) for path in files for raw in parsed(path).get("function", []))


def split(text: str, mark: str) -> list[str]:
    """A text split at a mark outside quotes and braces."""
    found, depth, quoted = [""], 0, False
    for letter in text:
        quoted ^= letter == '"'
        depth += (letter == "{") - (letter == "}") if not quoted else 0
        if letter == mark and not quoted and not depth:
            found.append("")
        else:
            found[-1] += letter
    return [part.strip() for part in found]


def argument(text: str) -> Any:
    """One argument: a literal, an array {1;2;3} of rows, or nothing."""
    if text.startswith("{"):
        rows = [[argument(c) for c in split(row, ",")] for row in split(text[1:-1], ";")]
        return rows
    if not text:
        return None
    if text.startswith('"'):
        return text[1:-1]
    if text in ("TRUE", "FALSE"):
        return text == "TRUE"
    return float(text) if "." in text else int(text)


def cell(value: Any) -> Any:
    """An expected value as a cell holds it."""
    if isinstance(value, str) and value.startswith("#"):
        return CellError(value)
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        return float(Fraction(value))
    return float(value) if isinstance(value, Decimal) else value


def right(case: CallCase, result: Sequence[Sequence[Any]]) -> bool:
    """Whether the result is what the case says."""
    if case.contains:
        return case.contains in str(result[0][0])
    return [list(row) for row in result] == case.rows


def alone(case: CallCase) -> list[list[Any]]:
    """The call with its own arguments."""
    return call(case.function.name, case.args)


def in_a_column(case: CallCase) -> list[list[Any]]:
    """The call with ranges of 50 rows, of which only the case's own row is looked at.

    The other rows are other cases of the function.  A function of whole ranges has its ranges made
    longer by blank rows instead, and keeps its result.
    """
    if case.function.takes_ranges or case.of_dates:
        padded = [_padded(value) for value in case.args]
        return call(case.function.name, padded)[: len(case.rows)]
    others = [
        c.args
        for c in call_cases()
        if c.function is case.function and c.call != case.call and not c.of_dates
    ] or [case.args]
    rows = [others[i % len(others)] for i in range(ROWS)]
    own = ROWS // 2
    rows[own] = case.args
    width = max(len(row) for row in rows)
    columns = [[[row[i] if i < len(row) else None] for row in rows] for i in range(width)]
    return [call(case.function.name, columns)[own]]


def _padded(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return value + [[None] * len(value[0])] * (ROWS - len(value))
