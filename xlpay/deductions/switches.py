"""Which kinds of contributions the office wants computed; of the others what is typed counts."""

from __future__ import annotations

from xlpay.policy.contributions.kinds import KINDS, Contribution
from xlpay.unit.settings import Settings


def wanted(settings: Settings, kind: Contribution) -> bool:
    """Whether contributions of a kind are to be computed."""
    return kind.word in settings.computed


def any_wanted(settings: Settings) -> bool:
    """Whether any kind is: pay that is too small is then covered, and never below 0."""
    return any(wanted(settings, kind) for kind in KINDS)
