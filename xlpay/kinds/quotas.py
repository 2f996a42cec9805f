"""The kinds of quotas, and the union of them."""

from __future__ import annotations

from typing import ClassVar

from xlpay.language.positions import Count, Variant


class AtMost(Variant, kw_only=True, frozen=True, tag_field="at", tag="most"):
    """No more than the share, but `least` in any case."""

    unsaid: ClassVar[bool] = True
    least: Count = 0


class AtLeast(Variant, kw_only=True, frozen=True, tag_field="at", tag="least"):
    """No fewer than the share."""


Bound = AtMost | AtLeast
