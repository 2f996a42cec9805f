"""Figures that an office enters without the month they hold from: told where it matters."""

from __future__ import annotations

from collections.abc import Iterator

from xlpay.base.findings import Finding, find
from xlpay.base.forms import SETTINGS
from xlpay.base.grid import NOWHERE
from xlpay.base.money import yuan_text
from xlpay.base.months import month_text
from xlpay.kinds.bases import Published
from xlpay.policy.schema.document import Base
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import exact
from xlpay.rules.bases import own_figure, published
from xlpay.unit.inputs import Unit


def assumed_months(unit: Unit) -> Iterator[Finding]:
    """A figure of 参数 without its month, where the months before have another figure."""
    settings = unit.settings
    scheme = unit.scheme(unit.month)
    for base in scheme.document.base if scheme is not None else ():
        how = base.how
        if not isinstance(how, Published):
            continue
        since = settings.assumed.get(how.setting_from)
        if since is None:
            continue
        before, after = unit.scheme(since - 1), unit.scheme(since)
        if before is None or after is None:
            continue
        was, now = (_held(there, base, how, settings.region) for there in (before, after))
        if was == now or now != settings.values[how.setting]:
            continue
        words = {
            "name": how.setting,
            "month": month_text(since),
            "before": "没有数" if was is None else f"用 {yuan_text(was)} 元",
            "since": how.setting_from,
        }
        cell = settings.cells.get(how.setting, NOWHERE)
        yield find("P-FROM", SETTINGS.sheet, cell, **words)


def _held(scheme: Scheme, base: Base, how: Published, region: str) -> int | None:
    """The figure (fen) in force in the scheme's month."""
    own = own_figure(scheme, base, region)
    if own is not None:
        return own.fen
    term = published(scheme, base, region, how.year_wanted(scheme.month))[1]
    return None if term is None else exact(term)
