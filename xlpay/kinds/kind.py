"""What kinds have in common, and what they ask of the policy around them.

A kind holds the keys that it alone understands; those of every kind are in the table around it (a
`Component`, a `Yearly`).  A policy file writes both side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from xlpay.kinds.schedule import Pool
from xlpay.language.positions import Money, Variant
from xlpay.language.problems import FIX


class Frame(Protocol):
    """What a kind may ask of the component that it stands in."""

    @property
    def name(self) -> str: ...
    @property
    def pay(self) -> str: ...
    @property
    def every(self) -> str: ...
    @property
    def rounding(self) -> str: ...


class Policy(Protocol):
    """The policy around a component: its lists of names, and where problems are told."""

    def add(self, path: str, message: str, hint: str = FIX) -> None:
        """A problem."""

    def known(self, path: str, word: str, words: Iterable[str], what: str) -> None:
        """A problem unless the word is blank or one of the words."""

    def needed(self, path: str, word: str, words: Iterable[str], what: str) -> None:
        """A problem unless the word is one of the words."""

    def names(self, table: str) -> list[str]:
        """The names, or words, of a list: component, factor, base, count, qualification …"""

    def has(self, table: str) -> bool:
        """Whether the policy has such a table at all."""

    def paid_as(self, name: str) -> str:
        """How the component of that name is paid; '' where there is none."""

    def at_first(self, years: Any) -> int | None:
        """Years (1/1200) in the first month of pay; None where a setting decides."""


class ComponentKind(Variant, kw_only=True, frozen=True):
    """How much a component is."""

    def made_of(self) -> frozenset[str]:
        """The components from whose amounts it is made."""
        return frozenset()

    def base_name(self) -> str:
        """The base that it is multiplied from; '' for none."""
        return ""

    def factor_names(self) -> tuple[str, ...]:
        """The factors that it is multiplied by, or adds to its coefficient."""
        return ()

    def sums(self, path: str) -> Iterator[tuple[str, Money]]:
        """The sums that it gives by themselves, with the key path of each."""
        yield f"{path}.amount", getattr(self, "amount", None)

    def pool(self) -> Pool | None:
        """How scores decide about it; None where they do not."""
        return None

    def pays(self) -> str:
        """The component whose amounts set aside it pays; '' where it pays its own amount."""
        return ""

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        """Tells what is wrong with what the file says of it."""
