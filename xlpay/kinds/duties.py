"""The kinds of duties, and the union of them."""

from __future__ import annotations

from xlpay.language.positions import Variant


class PostDuty(Variant, kw_only=True, frozen=True, tag="post"):
    """It gives a post."""

    post: str = ""


class ExtraDuty(Variant, kw_only=True, frozen=True, tag="extra"):
    """Held beside another one."""


class BreakDuty(Variant, kw_only=True, frozen=True, tag="break"):
    """It interrupts service."""


class LentDuty(Variant, kw_only=True, frozen=True, tag="lent"):
    """Lent to others: it changes nothing."""


DutyKind = PostDuty | ExtraDuty | BreakDuty | LentDuty
