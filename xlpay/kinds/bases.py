"""The kinds of bases, and the union of them."""

from __future__ import annotations

from typing import Final, Literal

from xlpay.kinds.kind import Policy
from xlpay.language.positions import Money, Part, Variant
from xlpay.language.problems import ADD

_MONTHS: Final = 12


class IndexYear(Part, kw_only=True, frozen=True):
    """A year's published figures by region."""

    year: int
    source: str
    figures: dict[str, Money]


class Area(Part, kw_only=True, frozen=True):
    """A sum for a group of regions, streets or communities."""

    members: tuple[str, ...]
    amount: Money


class BaseKind(Variant, kw_only=True, frozen=True):
    """Where the sum of a base comes from."""

    def problems(self, path: str, policy: Policy) -> None:
        """Tells what is wrong with what the file says of it."""


class Published(BaseKind, kw_only=True, frozen=True, tag="index"):
    """A figure published for each year by region, or the office's own.

    A year's figure holds from month `changes_in` of the year that is `lag` years later.
    """

    years: tuple[IndexYear, ...] = ()
    lag: int = 1
    changes_in: int = 1
    setting: str = ""  # the office's own figure, which wins
    setting_from: str = ""  # the month from which it holds
    setting_before: str = ""  # the figure before that month

    def holds_from(self, year: int) -> int:
        """The month from which the figure of a year holds, unless the office says otherwise."""
        return (year + self.lag) * _MONTHS + self.changes_in - 1

    def year_wanted(self, month: int) -> int:
        """The year whose figure the rules ask for in a month."""
        return (month - (self.changes_in - 1)) // _MONTHS - self.lag


class FixedSum(BaseKind, kw_only=True, frozen=True, tag="fixed"):
    """`amount`."""

    amount: Money = None

    def problems(self, path: str, policy: Policy) -> None:
        if self.amount is None:
            policy.add(f"{path}.amount", "fixed 要写 amount", ADD)


class ByArea(BaseKind, kw_only=True, frozen=True, tag="area"):
    """A sum by region, street or community."""

    by: Literal["region", "street", "community"] = "region"
    areas: tuple[Area, ...] = ()

    @property
    def amounts(self) -> dict[str, Money]:
        """The sum of each place that is named."""
        return {name: area.amount for area in self.areas for name in area.members}

    def problems(self, path: str, policy: Policy) -> None:
        if not self.areas:
            policy.add(f"{path}.areas", "area 要写 areas", ADD)
        members = [name for area in self.areas for name in area.members]
        for name in sorted({name for name in members if members.count(name) > 1}):
            policy.add(f"{path}.areas", f"“{name}”在两个分组里", "请删去一个")


WhereFrom = Published | FixedSum | ByArea
