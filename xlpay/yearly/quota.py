"""How many of a group may, or must, have some ratings, and years in which it is otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, find
from xlpay.base.forms import RATINGS, Words
from xlpay.base.grid import Position
from xlpay.base.money import RATIO, Bools, Ints, decimal_text, half_up
from xlpay.base.months import month_of, year_window
from xlpay.base.units import CountColumn, RatioColumn
from xlpay.facts.people import PeopleFacts
from xlpay.kinds.quotas import AtMost
from xlpay.policy.schema.document import Quota
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import exact
from xlpay.unit.inputs import Unit

_GROUPS = {"street": "街道", "community": "社区", "unit": ""}


def quota_findings(
    unit: Unit, scheme: Scheme, years: Collection[int], severity: Severity
) -> list[Finding]:
    """Years in which a group has more of some ratings than a quota allows, or fewer than asked."""
    document = scheme.document
    rules = [*([document.quota] if document.quota else []), *document.further_quota]
    return [
        found
        for rule in rules
        for year in sorted(y for y in years if y >= rule.since)
        for found in _of_year(_in_december(unit, scheme, year), rule, year, severity)
    ]


def _in_december(unit: Unit, scheme: Scheme, year: int) -> PeopleFacts:
    """The people of a unit where they belong at the end of a year."""
    return PeopleFacts(unit.in_month(month_of(year, 12)), scheme)


class _Counted(msgspec.Struct, frozen=True):
    """A year by group: people counted, the sum of their shares (1e-6), those with the ratings."""

    counting: Bools  # by person
    shares: RatioColumn  # by person
    totals: CountColumn
    weights: RatioColumn
    tops: CountColumn
    known: CountColumn  # those rated at all


def _of_year(staff: PeopleFacts, rule: Quota, year: int, severity: Severity) -> Iterator[Finding]:
    """The groups of a year that a quota is broken in."""
    scheme, ratings = staff.scheme, staff.unit.events.ratings
    group, names = staff.places.groups(rule.group)
    people, top = _people(staff, rule, year), _ratings(scheme, rule)
    rated = (ratings.year == year) & people[ratings.person]
    rows = rated & top[ratings.rating]
    counted = _counted(staff, rule, year, people, rated, rows)
    for code in np.flatnonzero(counted.known).tolist():
        limit = allowed(int(counted.weights[code]), rule.rounding)
        top_here = counted.tops[code]
        if isinstance(rule.how, AtMost):
            limit = max(limit, exact(rule.how.least))
        if (top_here <= limit) if rule.at == "most" else (top_here >= limit):
            continue
        mine = (rows if top_here else rated) & (group[ratings.person] == code)
        words = {
            "group": f"{_GROUPS[rule.group]}“{names[code]}”" if names[code] else "全单位",
            "rating": "、".join(
                rule.ratings or [r.word for r in scheme.document.rating if r.quota]
            ),
            "share": _share_text(counted.shares[counted.counting & (group == code)], scheme, rule),
            "beyond": "超过上限" if rule.at == "most" else "少于下限",
        }
        numbers = {"year": year, "top": top_here, "most": limit, "total": int(counted.totals[code])}
        at = Position(int(ratings.row[mine].min()), 1)
        finding = find("B-QUOTA", RATINGS.sheet, at, **words, **numbers)
        yield replace(finding, severity=severity) if rule.at == "most" else finding


def _counted(
    staff: PeopleFacts, rule: Quota, year: int, people: Bools, rated: Bools, rows: Bools
) -> _Counted:
    """Counts by group; `rated` and `rows` are the rows of ratings, and those with the rule's."""
    roster, ratings, day = (
        staff.unit.roster,
        staff.unit.events.ratings,
        year_window(year).last,
    )
    group, names = staff.places.groups(rule.group)
    counting = people & (roster.entry <= day) & (roster.leave >= day)
    if rule.counts == "rated":
        counting = np.zeros(len(people), dtype=np.bool_)
        counting[ratings.person[rated]] = True
    shares = _shares(staff, rule, year)
    weights = np.zeros(len(names), dtype=np.int64)
    np.add.at(weights, group[counting], shares[counting])

    def by_group(persons: Ints) -> Ints:
        return np.bincount(group[persons], minlength=len(names))

    return _Counted(
        counting,
        shares,
        by_group(np.flatnonzero(counting)),
        weights,
        by_group(ratings.person[rows]),
        by_group(ratings.person[rated]),
    )


def _share_text(shares: Ints, scheme: Scheme, rule: Quota) -> str:
    """The shares that a group's people have; the rule's own where it has nobody."""
    here = np.unique(shares).tolist() or [exact(rule.share)]
    return "、".join(f"{decimal_text(share, RATIO // 100)}%" for share in here)


def _people(staff: PeopleFacts, rule: Quota, year: int) -> Bools:
    """Whom a quota is about (n,)."""
    scheme, roster = staff.scheme, staff.unit.roster
    mask = scheme.marked(Words.CATEGORY, "quota")
    if rule.category:
        mask = scheme.mask(Words.CATEGORY, rule.category)
    counted: Bools = mask[roster.category]
    if not rule.post:
        return counted
    posts = [post.word for post in scheme.document.post]
    held = staff.duties.post(staff.duties.holding(month_of(year, 12)))
    return counted & np.isin(held, [posts.index(word) for word in rule.post])


def _ratings(scheme: Scheme, rule: Quota) -> Bools:
    """By rating code, whether it is one that the quota is about."""
    if rule.ratings:
        return scheme.mask(Words.RATING, rule.ratings)
    return scheme.marked(Words.RATING, "quota")


def _shares(staff: PeopleFacts, rule: Quota, year: int) -> Ints:
    """Each person's share (n,), 1e-6: the last case that holds, else the rule's own."""
    roster = staff.unit.roster
    street, streets = staff.places.streets
    shares = np.full(len(roster), exact(rule.share), dtype=np.int64)
    for case in rule.cases:
        mine = np.full(len(roster), not case.years or year in case.years)
        for words, place, names in (
            (case.community, roster.community, roster.communities),
            (case.street, street, streets),
        ):
            if words:
                mine &= np.asarray([name in words for name in names], dtype=np.bool_)[place]
        shares = np.where(mine, exact(case.share), shares)
    return shares


def allowed(exact: int, rounding: str) -> int:
    """How many a sum of shares (1e-6) allows."""
    if rounding == "up":
        return -(-exact // RATIO)
    return int(half_up(exact, RATIO)) if rounding == "nearest" else exact // RATIO
