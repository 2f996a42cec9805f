"""Management rules about the level of pay: everyone's average, and the sums an office states."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import ROSTER, Words
from xlpay.base.money import BLANK, RATIO, Bools, Ints, half_up, yuan_text
from xlpay.checks.view import View
from xlpay.pay.month import REPORTED
from xlpay.policy.schema.document import Check


def _line(view: View, check: Check) -> tuple[str, Ints] | None:
    """The component a check looks at: its name and everyone's amount for a whole month."""
    for name in check.words.get("component", ()):
        if name in view.run.pay.lines:
            return name, view.run.pay.lines[name].amount
    return None


def mean_pay(view: View, check: Check, source: str) -> Iterator[Finding]:
    """The average × 12 is not below the year's base figure, fen lost to rounding apart."""
    found = _line(view, check)
    base = next((b for b in view.scheme.document.base if b.per == "year"), None)
    if found is None or base is None or not view.paid.any():
        return
    name, amount = found
    people = int(view.paid.sum())
    year = 12 * int(amount[view.paid].sum())
    wanted = int(view.run.pay.figures[base.name].fen[view.paid].sum())
    # Twelve months, each rounded to the fen, may lose six fen a person.
    if year + 6 * people < wanted:
        words = {
            "component": name,
            "mean": yuan_text(int(half_up(year, people))),
            "base": base.name,
            "wanted": yuan_text(int(half_up(wanted, people))),
        }
        yield find("M-MEANPAY", ROSTER.sheet, source=source, **words)


def reported_floor(view: View, check: Check, source: str) -> Iterator[Finding]:
    """A stated sum is at least a share of the community's average, else of the street's."""
    found, share = _line(view, check), view.number(check, "share")
    kinds = [c.word for c in view.scheme.document.category if c.pay == "reported"]
    if found is None or share is None or not kinds:
        return
    name, amount = found
    roster = view.unit.roster
    listed = view.words.mask(Words.CATEGORY, kinds)[roster.category]
    who = view.serving & listed & (roster.reported != BLANK)
    floors = _floors(view, amount, share)
    low = who & (floors >= 0) & (roster.reported < floors)
    for i in np.flatnonzero(low).tolist():
        words = {"value": yuan_text(int(roster.reported[i])), "least": yuan_text(int(floors[i]))}
        percent = f"{share * 100 / RATIO:g}%"
        yield view.at("M-FLOOR", i, REPORTED, component=name, share=percent, source=source, **words)


def _floors(view: View, amount: Ints, share: int) -> Ints:
    """half-up(share × mean) by person, in fen; -1 where nobody is paid in the street either."""
    roster, (streets, _) = view.unit.roster, view.staff.places.streets
    floors = np.full(len(roster), -1, dtype=np.int64)
    for group in (streets, roster.community):  # the community's own mean comes last and wins
        total, count = _sums(group, amount, view.paid)
        mean = half_up(total * share, np.maximum(count, 1) * RATIO)
        floors = np.where(count[group] > 0, mean[group], floors)
    return floors


def _sums(group: Ints, amount: Ints, who: Bools) -> tuple[Ints, Ints]:
    """Sum and number of people by group."""
    size = int(group.max(initial=0)) + 1
    total, count = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(total, group[who], amount[who])
    np.add.at(count, group[who], 1)
    return total, count
