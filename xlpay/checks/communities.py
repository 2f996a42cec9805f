"""Management rules about a community: how many people, who leads, who lives there, the places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import COMMUNITIES, ROSTER, Words
from xlpay.base.money import BLANK, Bools
from xlpay.checks.view import View, by_community
from xlpay.policy.schema.document import Check


def staffing(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Between a person for so many households and one for so few, and never below the least."""
    fewest, most = view.whole(check, "households_max"), view.whole(check, "households_min")
    least = view.whole(check, "least") or 0
    rows = view.unit.events.communities
    staff = _counts(view, view.strength)
    for i in np.flatnonzero(rows.households != BLANK).tolist():
        name, households = rows.name[i], int(rows.households[i])
        count = staff.get(name, 0)
        low = max(least, -(-households // fewest)) if fewest else least
        high = max(least, households // most) if most else count
        if not low <= count <= high:
            words = {"count": count, "households": households, "low": low, "high": high}
            yield view.at_community("M-STAFFING", name, source=source, **words)


def _counts(view: View, who: Bools) -> dict[str, int]:
    """How many of them each community has, by name; only communities that have any.

    A name that the sheet of communities does not know is told as such, and is none.
    """
    counted = by_community(view, who)
    names, known = view.unit.roster.communities, view.listed
    there = [i for i in np.flatnonzero(counted).tolist() if names[i]]
    return {names[i]: int(counted[i]) for i in there if not known or names[i] in known}


def leaders(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Not more leaders than allowed; who holds two posts is one (the duty's own community)."""
    most = view.whole(check, "most")
    spells, roster, today = view.unit.events.spells, view.unit.roster, view.frame.last
    now = (spells.first <= today) & (spells.last >= today) & view.leading[spells.duty]
    held: set[tuple[str, int]] = set()
    for i in np.flatnonzero(now & view.present[spells.person]).tolist():
        person = int(spells.person[i])
        own = roster.communities[roster.community[person]]
        held.add((spells.community[i] or own, person))
    for name, count in Counter(name for name, _ in held).items():
        if most is not None and count > most:
            yield view.at_community("M-LEADERS", name, count=count, most=most, source=source)


def party_worker(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Each community has people of the duty that the policy wants there."""
    least = view.whole(check, "least") or 0
    spells, today = view.unit.events.spells, view.frame.last
    duties = view.flagged(Words.DUTY, "party_worker")
    wanted = view.scheme.mask(Words.DUTY, duties)[spells.duty]
    now = wanted & (spells.first <= today) & (spells.last >= today)
    holds = np.zeros(len(view.unit.roster), dtype=np.bool_)
    holds[spells.person[now]] = True
    there = _counts(view, holds & view.present)
    for name in _counts(view, view.counted):
        if (count := there.get(name, 0)) < least:
            words = {"duty": "、".join(duties), "count": count, "least": least}
            yield view.at_community("M-DUTY", name, source=source, **words)


def local_residence(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Each community has people who live there; nobody's residence filled is an info."""
    least = view.whole(check, "least") or 0
    local = view.unit.roster.local
    if ((local == BLANK) & ~view.unknown("是否属地"))[view.counted].all():
        yield find("M-NODATA", ROSTER.sheet, sheet="是否属地", what="属地人员", source=source)
        return
    there = _counts(view, view.counted & (local == 1))
    perhaps = _counts(view, view.counted & view.unknown("是否属地"))
    for name in _counts(view, view.counted):
        if (count := there.get(name, 0)) + perhaps.get(name, 0) < least:
            yield view.at_community("M-LOCAL", name, count=count, least=least, source=source)


def places(view: View, check: Check, source: str) -> Iterator[Finding]:
    """So many places a community, and those approved on top: a street's sum is the limit."""
    each = view.whole(check, "places")
    if each is None:
        return
    rows, staff = view.unit.events.communities, _counts(view, view.counted)
    extra = dict(zip(rows.name, np.where(rows.extra == BLANK, 0, rows.extra).tolist(), strict=True))
    unsure = {
        row
        for sheet, row, header in view.unit.unknown.cells
        if (sheet, header) == (COMMUNITIES.sheet, "批准增加指标数")
    }
    unknown = {
        name for name, row in zip(rows.name, rows.row.tolist(), strict=True) if row in unsure
    }
    streets: dict[str, list[str]] = {}
    for name in dict.fromkeys([*rows.name, *staff]):
        streets.setdefault(_street(view, name), []).append(name)
    for street, names in streets.items():
        if unknown & {*names}:
            continue
        for name in names:
            allowed, count = each + extra.get(name, 0), staff.get(name, 0)
            if count != allowed:
                words = {"count": count, "places": allowed}
                yield view.at_community("M-PLACESONE", name, source=source, **words)
        total = sum(staff.get(name, 0) for name in names)
        most = sum(each + extra.get(name, 0) for name in names)
        if total > most:
            group = f"街道“{street}”" if street else "全单位"
            words = {"group": group, "count": total, "most": most, "communities": len(names)}
            yield find(
                "M-PLACES", COMMUNITIES.sheet if rows.name else ROSTER.sheet, source=source, **words
            )


def _street(view: View, name: str) -> str:
    """A community's street: of its first person, else of its row."""
    codes, names = view.staff.places.streets
    person = view.first_people.get(name)
    if person is not None:
        return names[int(codes[person])]
    return view.unit.events.communities.street[view.listed[name]] if name in view.listed else ""
