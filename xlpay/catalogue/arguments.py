"""What an argument of a worksheet function is; its kind is declared beside its reader."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

from xlpay.catalogue.context import Context
from xlpay.catalogue.readers import Reader


class PlainType(StrEnum):
    """The plain type behind a kind, for wrappers and interfaces."""

    TEXT = "文字"
    NUMBER = "数"
    DATE = "日期"
    FLAG = "是否"
    ANY = "数或文字"


class Zero(StrEnum):
    """What a single 0 stands for in a host that hands over a blank cell as 0, as Calc does."""

    NUMBER = "number"
    BLANK = "blank"  # where 0 is no value at all
    UNSURE = "unsure"  # where 0 and a blank would give different amounts


class ArgumentKind(msgspec.Struct, frozen=True, eq=False):
    """What an argument holds: its word in the reference page, and the reader under a policy."""

    word: str
    read: Callable[[Context], Reader]
    holds: PlainType = PlainType.NUMBER
    zero: Zero = Zero.NUMBER

    def reader(self, context: Context) -> Reader:
        """The reader, made once a policy."""
        found: Reader = context.kept(self.word, self.read)
        return found


class Argument(msgspec.Struct, frozen=True, eq=False):
    """An argument: its names and help in both languages, and what it holds.

    An optional one may be left out or blank; a range is read as a whole (pairs: two columns, first
    and last day), and `repeats` marks the last argument of a function that takes any number.
    Of a value a row, `spans` is how a range of two columns with days in it is read instead.
    """

    name: str
    name_zh: str
    help_zh: str
    help_en: str
    kind: ArgumentKind
    optional: bool = False
    is_range: bool = False
    is_pairs: bool = False
    repeats: bool = False
    spans: ArgumentKind | None = None

    def as_spans(self) -> Argument:
        """The argument as a range of first and last days; its column is called after it."""
        assert self.spans is not None
        return msgspec.structs.replace(
            self, name=spans_of(self.name), kind=self.spans, is_range=True, is_pairs=True
        )


def spans_of(name: str) -> str:
    """The column of an argument that came as first and last days."""
    return f"{name}_dates"
