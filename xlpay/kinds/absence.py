"""Absence that takes money away: how much it must be, and what it takes."""

from __future__ import annotations

from typing import ClassVar

from xlpay.kinds.kind import Policy
from xlpay.language.positions import Days, Money, Share, Variant
from xlpay.language.problems import ADD


class Limit(Variant, kw_only=True, frozen=True):
    """How long an absence may be in a year, before it takes money away."""

    def problems(self, path: str, policy: Policy) -> None:
        """Tells the limits that the kind needs and that are not there."""
        for key in self.__struct_fields__:
            given = getattr(self, key)
            if given is None or (key == "months" and given <= 0):
                policy.add(f"{path}.{key}", f"{self.kind} 要写 {key}", ADD)


class ManyDays(Limit, kw_only=True, frozen=True, tag="leave_days"):
    """More days than `more_than`."""

    more_than: Days = None


class LongSpell(Limit, kw_only=True, frozen=True, tag="leave_months"):
    """A spell longer than `months` (rows that touch are one spell)."""

    months: int = 0


class SpellOrDays(Limit, kw_only=True, frozen=True, tag="leave_spell_or_days"):
    """A spell longer than `months`, or several of more than `more_than` days together."""

    months: int = 0
    more_than: Days = None


HowLong = ManyDays | LongSpell | SpellOrDays


class Effect(Variant, kw_only=True, frozen=True, tag_field="effect"):
    """What an absence that is too long takes away."""

    def problems(self, path: str, policy: Policy) -> None:
        """Tells what is wrong with what the file says of it."""


class Whole(Effect, kw_only=True, frozen=True, tag="all"):
    """All of it."""

    unsaid: ClassVar[bool] = True


class ShareLess(Effect, kw_only=True, frozen=True, tag="share"):
    """`share` of it."""

    share: Share = None

    def problems(self, path: str, policy: Policy) -> None:
        if self.share is None:
            policy.add(f"{path}.share", "effect = share 要写扣几成 share", ADD)


class EachDay(Effect, kw_only=True, frozen=True, tag="each"):
    """`amount`, or `share` of it, for each day or time; with `beyond` for those above the limit."""

    amount: Money = None
    share: Share = None
    beyond: bool = False

    def problems(self, path: str, policy: Policy) -> None:
        if (self.amount is None) == (self.share is None):
            what = "effect = each 要写每天（次）扣多少 amount，或扣几成 share，只写一种"
            policy.add(f"{path}.amount", what, ADD)


class MonthsLess(Effect, kw_only=True, frozen=True, tag="months"):
    """A month of the year less for each `each` days."""

    each: Days = None

    def problems(self, path: str, policy: Policy) -> None:
        if self.each is None:
            policy.add(f"{path}.each", "effect = months 要写 each", ADD)


OffComponent = Whole | ShareLess | EachDay
OffYear = Whole | MonthsLess | ShareLess
