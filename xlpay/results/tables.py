"""What a result sheet shows, as columns of exact values; no file format is known here.

Numbers are int64 in the unit of their kind (money fen, years 1/1200, coefficients 1e-6), so that
no float is met before the digits are written.  BLANK (xlpay.base.money) is an empty cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec
import numpy as np
from msgspec import field

from xlpay.base.money import BLANK, FEN, RATIO, YEAR, Ints, decimal_text

if TYPE_CHECKING:
    import pandas as pd


Plain = str | int | Decimal | None  # a value of a record


class Kind(StrEnum):
    """What a column holds; a result sheet has one prototype cell a kind, in this order (B..G)."""

    TEXT = "text"
    WIDE = "wide"
    COUNT = "count"
    YEARS = "years"
    COEFFICIENT = "coefficient"
    MONEY = "money"


SCALES: Final[Mapping[Kind, int]] = {
    Kind.COUNT: 1,
    Kind.YEARS: YEAR,
    Kind.COEFFICIENT: RATIO,
    Kind.MONEY: FEN,
}


class Paper(IntEnum):
    """Sizes of paper by their numbers in a spreadsheet."""

    A3 = 8
    A4 = 9


class Placed(Protocol):
    """Where the rows of a table stand on its sheet, as its formulas ask."""

    @property
    def head_row(self) -> int: ...

    @property
    def data_rows(self) -> Ints: ...

    def span(self, start: int, stop: int, column: int) -> str: ...


class Formulas(msgspec.Struct, frozen=True):
    """The formulas of a column, whose values are then the results that readers see.

    `text` gives each row's formula (None: none), once it is known where the table stands; with
    `flags` 1 and 0 are TRUE and FALSE; `words` stand in the rows without a value.
    """

    text: Callable[[Placed], Sequence[str | None]]
    flags: bool = False
    words: Sequence[str | None] = ()


class Column(msgspec.Struct, frozen=True):
    """One column: text (None or "" is blank) for TEXT and WIDE, int64 (or BLANK) for the rest."""

    header: str
    kind: Kind
    values: Sequence[str | None] | Ints
    summed: bool = False  # subtotal and total rows carry its sum
    width: float | None = None  # in characters; None keeps the sheet's own
    formulas: Formulas | None = None
    folded: bool = False  # in a collapsed group: a click opens it, paper leaves it out

    def __post_init__(self) -> None:
        if self.is_text == isinstance(self.values, np.ndarray):
            raise ValueError(
                f"{self.header}: {self.kind} takes {'a list' if self.is_text else 'int64'}"
            )
        if self.summed and self.is_text:
            raise ValueError(f"{self.header}: text has no sum")
        if self.is_text and self.formulas is not None:
            raise ValueError(f"{self.header}: formulas give numbers")

    @property
    def is_text(self) -> bool:
        return self.kind in (Kind.TEXT, Kind.WIDE)

    def numbers(self) -> Ints:
        """The int64 values of a column of numbers."""
        if not isinstance(self.values, np.ndarray):
            raise TypeError(f"{self.header} holds text")
        return self.values

    def total(self, start: int = 0, stop: int | None = None) -> int:
        """The exact sum of rows[start:stop], blanks left out, in the unit of the kind."""
        part = self.numbers()[start:stop]
        return int(np.where(part == BLANK, 0, part).sum(dtype=np.int64))


def number_text(value: int, kind: Kind) -> str:
    """The exact value in the unit a cell shows, in the fewest digits that give it back."""
    if kind is Kind.YEARS:  # twelfths have no end in decimals: the nearest double
        return repr(value / SCALES[kind]).removesuffix(".0")
    return decimal_text(value, SCALES[kind])


def _plain(column: Column) -> list[Plain]:
    """A column's values: text, whole numbers, exact decimals as a sheet shows them, or None."""
    if column.is_text:
        return [str(text) if text else None for text in column.values]
    kind, numbers = column.kind, column.numbers().tolist()
    known: dict[int, Plain] = {n: _number(n, kind) for n in set(numbers)}
    known[BLANK] = None
    return [known[n] for n in numbers]


def _number(value: int, kind: Kind) -> int | Decimal:
    if kind is Kind.COUNT:
        return value
    if kind is Kind.MONEY:
        return Decimal(value).scaleb(-2)
    return Decimal(number_text(value, kind))


def _series(column: Column) -> pd.Series[Any]:
    """A column for pandas: text, or numbers in the unit that the sheet shows."""
    import pandas as pd

    if column.is_text:
        return pd.Series(list(column.values), dtype=object)
    numbers = column.numbers()
    shown = pd.Series(numbers / SCALES[column.kind], dtype="Float64").mask(numbers == BLANK)
    return shown.astype("Int64") if column.kind is Kind.COUNT else shown


class Group(msgspec.Struct, frozen=True):
    """A run of rows that gets a subtotal row after it: rows[start:stop]."""

    label: str
    start: int
    stop: int


class Table(msgspec.Struct, frozen=True):
    """A whole result sheet: title, note, columns, and which rows sum up.

    `links` gives a column (by its index) an internal target a row, such as "'花名册'!C5".
    `note_formula` gives the formula that the note is the result of.  `below` are lines of words
    under the total; `paper` is what the columns in sight need, None where the sheet's own stays.
    """

    sheet: str
    key: str
    title: str
    note: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...] = ()
    total_label: str | None = None
    capitals: tuple[str, str] | None = None
    links: Mapping[int, Sequence[str | None]] = field(default_factory=dict)
    note_formula: Callable[[Placed], str] | None = None
    below: tuple[str, ...] = ()
    paper: Paper | None = None

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"{self.sheet}: a table has at least one column")
        if len({len(column.values) for column in self.columns}) > 1:
            raise ValueError(f"{self.sheet}: columns of different length")
        if any(len(targets) != len(self) for targets in self.links.values()):
            raise ValueError(f"{self.sheet}: links of another length than the rows")
        end = 0
        for group in self.groups:
            if not end <= group.start < group.stop <= len(self):
                raise ValueError(f"{self.sheet}: groups must follow each other: {group.label}")
            end = group.stop

    def __len__(self) -> int:
        return len(self.columns[0].values)

    def records(self) -> list[dict[str, Plain]]:
        """The rows by header: amounts as Decimal, counts as int, text, None where blank."""
        columns = {column.header: _plain(column) for column in self.columns}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def to_frame(self) -> pd.DataFrame:
        """The rows as a pandas frame: amounts in yuan, blanks missing, sums left to pandas."""
        import pandas as pd  # only who asks for a frame pays for pandas

        return pd.DataFrame({column.header: _series(column) for column in self.columns})

    @property
    def label_column(self) -> int:
        """Where the words of subtotal and total rows stand: the first column of text."""
        return next((i for i, column in enumerate(self.columns) if column.is_text), 0)


def text_width(text: str) -> int:
    """The width of a text in a column's characters, of which a Chinese one takes two."""
    return sum(1 if ord(character) < 0x2000 else 2 for character in text)
