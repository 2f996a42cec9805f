"""How many of a group may have the top rating, and years in which more have it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from xlpay.derive import Derived
from xlpay.diagnostics import Diagnostic, Severity, find
from xlpay.forms import RATINGS, Words
from xlpay.money import RATIO, decimal_text, half_up
from xlpay.months import year_window
from xlpay.policy.scheme import Scheme
from xlpay.unit import Unit

_GROUPS = {"street": "街道", "community": "社区", "unit": ""}


def quota_findings(
    unit: Unit, scheme: Scheme, years: Collection[int], severity: Severity
) -> list[Diagnostic]:
    """Years in which a group has more top ratings than the quota allows."""
    rule = scheme.document.quota
    if rule is None:
        return []
    derived = Derived(unit, scheme)
    group, names = derived.groups(rule.group)
    counted = scheme.marked(Words.CATEGORY, "quota")[unit.roster.category]
    top = scheme.marked(Words.RATING, "quota")
    ratings = unit.events.ratings
    share_of = scheme.ratio(rule.share)
    found: list[Diagnostic] = []
    for year in sorted(y for y in years if y >= rule.since):
        day = year_window(year).last
        there = counted & (unit.roster.entry <= day) & (unit.roster.leave >= day)
        rows = (ratings.year == year) & top[ratings.rating] & counted[ratings.person]
        counting = there
        if rule.counts == "rated":
            counting = np.zeros(len(there), dtype=np.bool_)
            counting[ratings.person[(ratings.year == year) & counted[ratings.person]]] = True
        totals = np.bincount(group[counting], minlength=len(names))
        tops = np.bincount(group[ratings.person[rows]], minlength=len(names))
        for code in np.flatnonzero(tops).tolist():
            total = int(totals[code])
            most = max(allowed(total, share_of, rule.rounding), scheme.count(rule.least))
            if tops[code] <= most:
                continue
            first = ratings.row[rows & (group[ratings.person] == code)].min()
            words = {
                "group": f"{_GROUPS[rule.group]}“{names[code]}”" if names[code] else "全单位",
                "rating": "、".join(r.word for r in scheme.document.rating if r.quota),
                "share": f"{decimal_text(share_of, RATIO // 100)}%",
            }
            numbers = {"year": year, "top": tops[code], "most": most, "total": total}
            finding = find("B-QUOTA", RATINGS.sheet, f"A{first}", **words, **numbers)
            found.append(replace(finding, severity=severity))
    return found


def allowed(total: int, share_of: int, rounding: str) -> int:
    """How many of `total` a share (1e-6) allows."""
    exact = total * share_of
    if rounding == "up":
        return -(-exact // RATIO)
    return int(half_up(exact, RATIO)) if rounding == "nearest" else exact // RATIO
