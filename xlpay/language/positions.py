"""Value positions of a policy file, and what every table of one has in common.

A value position (Money, Ratio, Years …) takes a literal, `{setting = "…"}` (the office's choice in
参数), or a dated list `[{from = "2024-07", value = …}, …]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import msgspec


class Holds(msgspec.Struct, frozen=True):
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


class Inline(msgspec.Struct, frozen=True):
    """A position whose table is one of several kinds: a word of the table around it says which.

    The keys of the kind stand among those of that table; `only` some where it says so.
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

    def in_file(self) -> Iterator[tuple[str, Any, Part]]:
        """The keys as they stand in the file, with their values and what declares them.

        The keys of a kind stand where the kind does.
        """
        for key in self.__struct_fields__:
            inner = getattr(self, key)
            if isinstance(inner, Variant):
                yield from inner.in_file()
            else:
                yield key, inner, self


class Variant(Part, kw_only=True, frozen=True, tag_field="kind"):
    """One of several tables that may stand in a place; the key `tag_field` names it by its word."""

    unsaid: ClassVar[bool] = False  # it holds where the file has no word

    @property
    def kind(self) -> str:
        """The word of the policy file."""
        return str(self.__struct_config__.tag)

    def in_file(self) -> Iterator[tuple[str, Any, Part]]:
        """The keys as they stand in the file: the kind's word first."""
        yield str(self.__struct_config__.tag_field), self.kind, self
        yield from super().in_file()


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
