"""Value positions of a policy file, and what every table of one has in common.

A value position (Money, Ratio, Years …) takes a literal, `{setting = "…"}` (the office's choice in
参数), or a dated list `[{from = "2024-07", value = …}, …]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec


@dataclass(frozen=True, slots=True)
class Holds:
    """What a value position holds: a unit, and for a choice the words allowed.

    A share is a ratio above 0 and at most 1.
    """

    unit: Literal[
        "money",
        "ratio",
        "share",
        "weight",
        "years",
        "days",
        "count",
        "flag",
        "choice",
        "text",
        "any",
    ]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inline:
    """A position whose table is one of several kinds: `kind` says which.

    The keys of the kind stand among those of the table around it; `only` some where it says so.
    """

    only: tuple[str, ...] = ()


# Value positions.  Each is read by xlpay.language.values, which knows settings and dates.
Money = Annotated[Any, Holds("money")]  # yuan, at most two decimals -> fen
Ratio = Annotated[Any, Holds("ratio")]  # a coefficient -> 1e-6
Share = Annotated[Any, Holds("share")]  # a part of a whole: above 0, at most 1 -> 1e-6
Weight = Annotated[Any, Holds("weight")]  # -> 1e-6
Years = Annotated[Any, Holds("years")]  # -> 1/1200 year
Days = Annotated[Any, Holds("days")]  # -> 1/100 day
Count = Annotated[Any, Holds("count")]  # a whole number from 0
Flag = Annotated[Any, Holds("flag")]
Text = Annotated[Any, Holds("text")]
AnyValue = Annotated[Any, Holds("any")]

Unit = Literal["fen", "jiao", "yuan", "ten"]
Rounds = Literal["nearest", "up", "down"]
Group = Literal["community", "street", "unit"]
Needs = Literal["diploma", "degree", "both", "one"]


class Part(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A table of a policy file; an unknown key is refused."""

    def in_file(self) -> Iterable[tuple[str, Any, Part]]:
        """The keys as they stand in the file, with their values and what declares them."""
        return [(key, getattr(self, key), self) for key in self.__struct_fields__]


def inlined(table: Part, kind: Part) -> Iterator[tuple[str, Any, Part]]:
    """The keys of a table in the file, those of its kind where the kind stands."""
    for key in table.__struct_fields__:
        inner = getattr(table, key)
        if inner is kind:
            yield from kind.in_file()
        else:
            yield key, inner, table


class Keyed(Part, kw_only=True, frozen=True):
    """A row of a table: what a person must be for it to hold; the table's `keys` are given."""

    post: str = ""
    grade: int = 0
    education: str = ""
    degree: str = ""
    qualification: str = ""
    category: str = ""
    duty: str = ""
    rating: str = ""
    region: str = ""
    street: str = ""
    community: str = ""
    years: Years = None  # from so many years of the table's `of` on
