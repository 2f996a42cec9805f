"""A year's money and one-off awards: pools of accruals, sums by rating, long service."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from xlpay.derive import Derived
from xlpay.diagnostics import Diagnostic, Severity, find
from xlpay.forms import RATINGS, SETTINGS, Words
from xlpay.money import FEN, RATIO, Bools, Ints, decimal_text, half_up
from xlpay.months import (
    LATEST,
    Window,
    add_months,
    day_number,
    day_text,
    first_day,
    month_of,
    months_of,
    window,
)
from xlpay.payroll import MonthPayroll, at_person, compute
from xlpay.policy.schema import Event, Exclusion, Quota, Yearly
from xlpay.policy.scheme import NONE, Scheme
from xlpay.rules.bonus import counted_rating, forfeited, prorated, rating_values, too_long
from xlpay.rules.components import Case, Line, fen, number
from xlpay.rules.service import months_in_service, unite
from xlpay.rules.sharing import share
from xlpay.unit import Unit


@dataclass
class YearEnd:
    """A year's money of one kind.  Columns run over the roster; `people` lists who has a row."""

    unit: Unit
    scheme: Scheme
    rule: Yearly
    year: int
    people: Ints
    rating: Ints  # the code used
    months: Ints  # in service in the year
    standard: Ints  # fen: the accruals, or the sum of the rating
    line: Line
    reasons: dict[int, str] = field(default_factory=dict)  # why an amount is 0
    findings: list[Diagnostic] = field(default_factory=list)


def year_end(unit: Unit, rule: Yearly, year: int, excluded: Collection[int] = ()) -> YearEnd:
    """A year's money under a rule; the unit's month lies in the year (its December)."""
    scheme = unit.scheme(unit.month)
    assert scheme is not None  # the unit was read for a month that the policy pays
    derived = Derived(unit, scheme)
    nothing = np.zeros(len(unit.roster), dtype=np.int64)
    standard, runs = nothing, list[MonthPayroll]()
    if rule.kind == "pool":
        standard, runs = accruals(unit, rule.of, year, excluded)
        months = sum((run.has_row().astype(np.int64) for run in runs), nothing)
    else:
        months = _months(derived, year)
    paid = scheme.mask(
        Words.CATEGORY, [c.word for c in scheme.document.category if c.pay == "scale"]
    )
    here = paid[unit.roster.category] & (months > 0)
    here[list(excluded)] = False
    line = Line(rule.name, nothing, (), rule.source)
    result = YearEnd(
        unit, scheme, rule, year, np.flatnonzero(here), nothing, months, standard, line
    )
    result.rating = _ratings(result, here)
    if rule.kind == "pool":
        _pool(result, here, runs)
    else:
        _by_rating(result, derived, here)
    return result


def _months(derived: Derived, year: int) -> Ints:
    roster = derived.unit.roster
    return months_in_service(
        roster.entry, roster.leave, derived.breaks, month_of(year, 1), month_of(year, 12)
    )


def year_window(year: int) -> Window:
    """The first and last day of a year."""
    return Window(first_day(month_of(year, 1)), window(month_of(year, 12)).last)


def _ratings(result: YearEnd, here: Bools) -> Ints:
    """The rating that counts for each person; findings where one is assumed or lacking."""
    unit, rule, year = result.unit, result.rule, result.year
    rows, words = unit.events.ratings, unit.vocabulary
    rating = np.full(len(unit.roster), NONE, dtype=np.int64)
    of_year = rows.year == year
    rating[rows.person[of_year]] = rows.rating[of_year]
    names = words.words(Words.RATING)
    roster, frame = unit.roster, year_window(year)
    for i in np.flatnonzero(here & (rating == NONE)).tolist():
        left = rule.unrated_leaver if roster.leave[i] < frame.last else ""
        entered = rule.unrated_entrant if roster.entry[i] >= frame.first else ""
        if assumed := left or entered:
            rating[i] = words.code(Words.RATING, assumed)
            result.findings.append(
                at_person(unit, "B-ASSUMED", i, year=year, rating=names[rating[i]])
            )
        else:
            name, identity = roster.names[i], roster.identities[i]
            result.findings.append(find("B-UNRATED", RATINGS.sheet, "", name, identity, year=year))
    return counted_rating(result.scheme, rule, rating)


def _values(result: YearEnd) -> Ints:
    """By rating code, its sum (fen) or weight (1e-6), 0 for none; missing settings are findings."""
    values, missing = rating_values(result.scheme, result.rule)
    for name in missing:
        cell = result.unit.settings.cells.get(name, "")
        note = "年终分配要用，填 0 或正数"
        result.findings.append(find("P-MISSING", SETTINGS.sheet, cell, name=name, note=note))
    return values


def accruals(
    unit: Unit, name: str, year: int, excluded: Collection[int]
) -> tuple[Ints, list[MonthPayroll]]:
    """The year's accruals of a component by person, and the months they come from."""
    total = np.zeros(len(unit.roster), dtype=np.int64)
    months: list[MonthPayroll] = []
    for month in range(month_of(year, 1), month_of(year, 12) + 1):
        run = compute(unit.in_month(month), month, excluded)
        if run is not None and name in run.lines:
            total = total + run.lines[name].amount
            months.append(run)
    return total, months


def _pool(result: YearEnd, here: Bools, runs: Sequence[MonthPayroll]) -> None:
    """Each community's accruals divided by accrual × weight, largest remainder."""
    unit, rule = result.unit, result.rule
    weights = _values(result)
    seen: set[tuple[str, str, str]] = set()
    for finding in (f for run in runs for f in run.findings if f.severity is Severity.ERROR):
        key = (finding.code, finding.cell, finding.person)
        if key not in seen and not finding.code.startswith("V-"):
            result.findings.append(finding)
        seen.add(key)
    amount = np.zeros(len(unit.roster), dtype=np.int64)
    pool, scale = amount.copy(), amount.copy().astype(object)
    weight = weights[result.rating]
    for place, name in enumerate(unit.roster.communities):
        members = np.flatnonzero(here & (unit.roster.community == place))
        parts = result.standard[members].astype(object) * weight[members]
        total = int(result.standard[members].sum())
        if total and not any(parts.tolist()):
            result.findings.append(find("B-ZERO", RATINGS.sheet, community=name))
            continue
        amount[members] = share(total, parts) if len(members) else 0
        pool[members], scale[members] = total, sum(parts.tolist())
    floors = np.asarray(
        [
            int(p) * int(a) * int(w) // int(s) if s else 0
            for p, a, w, s in zip(pool, result.standard, weight, scale, strict=True)
        ],
        dtype=np.int64,
    )
    left = amount - floors
    everyone = amount >= 0
    operands = (fen(pool), fen(result.standard), number(weight, RATIO), number(scale, FEN * RATIO))
    cases = (
        Case(everyone & (pool > 0), "ROUNDDOWN({}*{}*{}/{},2)", operands),
        Case(left > 0, "ROUNDDOWN({}*{}*{}/{},2)+{}", (*operands, fen(left))),
    )
    result.line = Line(rule.name, amount, cases, rule.source)
    for i in result.people[amount[result.people] == 0].tolist():
        result.reasons[i] = "权重为0" if result.standard[i] else "当年没有计提"


def _by_rating(result: YearEnd, derived: Derived, here: Bools) -> None:
    """A sum by rating × months in service / 12, unless it is forfeited or excluded."""
    unit, rule = result.unit, result.rule
    sums = _values(result)
    result.standard = np.where(here, sums[result.rating], 0)
    amount = prorated(result.standard, result.months)
    _forfeit(result, here)
    for exclusion in rule.exclusions:
        for i in np.flatnonzero(here & _excluded(derived, exclusion, result.year)).tolist():
            result.reasons.setdefault(i, exclusion.reason)
    out = np.zeros(len(unit.roster), dtype=np.bool_)
    out[list(result.reasons)] = True
    amount = np.where(out, 0, amount)
    whole = result.months == 12
    cases = (
        Case(here & whole, "{}", (fen(result.standard),)),
        Case(here & ~whole, "ROUND({}*{}/12,2)", (fen(result.standard), number(result.months))),
        Case(out, "0"),
    )
    result.line = Line(rule.name, np.where(here, amount, 0), cases, rule.source)
    names = unit.vocabulary.words(Words.RATING)
    for i in result.people[(amount[result.people] == 0)].tolist():
        if result.rating[i] != NONE:
            result.reasons.setdefault(i, f"等次为{names[result.rating[i]]}")


def _forfeit(result: YearEnd, here: Bools) -> None:
    """Leaving for a reason that takes the money away, before the last day of the year."""
    roster = result.unit.roster
    lost = forfeited(result.scheme, result.rule, roster.leaving)
    names = result.unit.vocabulary.words(Words.LEAVING)
    for i in np.flatnonzero(here & lost & (roster.leave < year_window(result.year).last)).tolist():
        result.reasons[i] = f"{names[roster.leaving[i]]}（{day_text(roster.leave[i])}）"


def _excluded(derived: Derived, exclusion: Exclusion, year: int) -> Bools:
    """Who was absent for longer than the rule allows."""
    unit, scheme = derived.unit, derived.scheme
    absences, frame = unit.events.absences, year_window(year)
    code = unit.vocabulary.code(Words.LEAVE, exclusion.leave)
    rows = (absences.kind == code) & (absences.first <= frame.last) & (absences.last >= frame.first)
    person = absences.person[rows]
    first = np.maximum(absences.first[rows], frame.first)
    last = np.minimum(absences.last[rows], frame.last)
    total = np.zeros(len(unit.roster), dtype=np.int64)
    if exclusion.kind == "leave_days":
        np.add.at(total, person, absences.halves[rows] * 50)
        return too_long(scheme, exclusion, total)
    long = np.zeros(len(unit.roster), dtype=np.bool_)
    for i, a, b in zip(person.tolist(), first.tolist(), last.tolist(), strict=True):
        long[i] |= b >= add_months(a, exclusion.months)
    if exclusion.kind == "leave_months":
        return long
    united, u_first, u_last = unite(person, first, last, adjacent=True)
    np.add.at(total, united, (u_last - u_first + 1) * 100)
    return long | too_long(scheme, exclusion, total)


# ── one-off awards


@dataclass(frozen=True, slots=True)
class Award:
    """A row of 一次性奖励."""

    person: int
    name: str
    fen: int
    note: str
    source: str


def awards(run: MonthPayroll) -> tuple[list[Award], list[Diagnostic]]:
    """One-off awards that fall in the month, and notices of those to settle by hand."""
    found: list[Award] = []
    findings: list[Diagnostic] = []
    for event in run.scheme.document.event:
        if event.kind == "certificate":
            found += _certificates(run, event)
        else:
            rows, notices = _long_service(run, event)
            found += rows
            findings += notices
    return sorted(found, key=lambda award: award.person), findings


def _entitled(run: MonthPayroll) -> Bools:
    return run.derived.employed(run.month) & run.scale


def _amount(run: MonthPayroll, event: Event) -> int:
    return run.scheme.money(event.amount) or 0


def _certificates(run: MonthPayroll, event: Event) -> list[Award]:
    """A certificate of a level or higher, obtained in service: once, the month after."""
    unit, scheme = run.unit, run.scheme
    rows, roster = unit.events.credentials, unit.roster
    rank = scheme.qualification_rank
    least = rank[unit.vocabulary.code(Words.QUALIFICATION, event.at_least)]
    since = day_number(event.since)
    held = rows.is_diploma == 0
    person, level, obtained = rows.person[held], rows.level[held], rows.obtained[held]
    chosen = (rank[level] >= least) & (obtained >= since)
    chosen &= (obtained >= roster.entry[person]) & (obtained <= roster.leave[person])
    first = np.full(len(roster), LATEST, dtype=np.int64)
    np.minimum.at(first, person[chosen], obtained[chosen])
    # Earned by the certificate: also due to someone who has left in the meantime.
    due = run.scale & (first < LATEST) & (months_of(first) + 1 == run.month)
    return [
        Award(
            i,
            event.name,
            _amount(run, event),
            f"{day_text(first[i])} 取得证书",
            scheme.cite(event.source),
        )
        for i in np.flatnonzero(due).tolist()
    ]


def _long_service(run: MonthPayroll, event: Event) -> tuple[list[Award], list[Diagnostic]]:
    """Unbroken years since entry or the last interruption, in the month of the anniversary."""
    unit, roster, breaks = run.unit, run.unit.roster, run.derived.breaks
    frame = window(run.month)
    since = day_number(event.since)
    everyone = np.arange(len(roster), dtype=np.int64)
    person = np.concatenate([everyone, breaks.person])
    start = np.concatenate([roster.entry, np.minimum(breaks.last, LATEST - 1) + 1])
    counted = _entitled(run)[person] & (start < LATEST)
    person, start = person[counted], start[counted]
    reached = months_of(start) + 12 * event.years
    due = reached <= run.month
    person, start = person[due], start[due]
    day = np.asarray([add_months(d, 12 * event.years) for d in start.tolist()], dtype=np.int64)
    unbroken = (day <= roster.leave[person]) & ~_interrupted(run, person, start, day)
    found: list[Award] = []
    notices: list[Diagnostic] = []
    for i, first, then in zip(
        person[unbroken].tolist(), start[unbroken].tolist(), day[unbroken].tolist(), strict=True
    ):
        if then < since:
            words = {"date": day_text(then), "years": event.years}
            notices.append(at_person(unit, "B-PAST", i, "进入社区日期", **words))
        elif frame.first <= then <= frame.last:
            note = f"{day_text(first)} 起连续满{event.years}年"
            found.append(
                Award(i, event.name, _amount(run, event), note, run.scheme.cite(event.source))
            )
    return found, notices


def _interrupted(run: MonthPayroll, person: Ints, first: Ints, last: Ints) -> Bools:
    """Where a day of interruption lies within first..last of the person; (n,)."""
    breaks = run.derived.breaks
    found = np.zeros(len(person), dtype=np.bool_)
    for who, b_first, b_last in zip(
        breaks.person.tolist(), breaks.first.tolist(), breaks.last.tolist(), strict=True
    ):
        found |= (person == who) & (first <= b_last) & (last >= b_first)
    return found


# ── quota of top ratings


def quota_findings(
    unit: Unit, scheme: Scheme, years: Collection[int], severity: Severity
) -> list[Diagnostic]:
    """Years in which a group has more top ratings than the quota allows."""
    rule = scheme.document.quota
    if rule is None:
        return []
    derived = Derived(unit, scheme)
    group, names = _groups(derived, rule)
    counted = scheme.marked(Words.CATEGORY, "quota")[unit.roster.category]
    top = scheme.marked(Words.RATING, "quota")
    ratings = unit.events.ratings
    share_of = scheme.ratio(rule.share)
    found: list[Diagnostic] = []
    for year in sorted(y for y in years if y >= rule.since):
        day = year_window(year).last
        there = counted & (unit.roster.entry <= day) & (unit.roster.leave >= day)
        rows = (ratings.year == year) & top[ratings.rating] & counted[ratings.person]
        totals = np.bincount(group[there], minlength=len(names))
        tops = np.bincount(group[ratings.person[rows]], minlength=len(names))
        for code in np.flatnonzero(tops).tolist():
            most = allowed(int(totals[code]), share_of, rule.rounding)
            if tops[code] <= most:
                continue
            first = ratings.row[rows & (group[ratings.person] == code)].min()
            words = {
                "group": f"街道“{names[code]}”" if names[code] else "全单位",
                "rating": "、".join(r.word for r in scheme.document.rating if r.quota),
                "share": f"{decimal_text(share_of, RATIO // 100)}%",
            }
            counted_words = {"year": year, "top": tops[code], "most": most, "total": totals[code]}
            finding = find("B-QUOTA", RATINGS.sheet, f"A{first}", **words, **counted_words)
            found.append(replace(finding, severity=severity))
    return found


def allowed(total: int, share_of: int, rounding: str) -> int:
    """How many of `total` a share (1e-6) allows."""
    exact = total * share_of
    if rounding == "up":
        return -(-exact // RATIO)
    return int(half_up(exact, RATIO)) if rounding == "nearest" else exact // RATIO


def _groups(derived: Derived, rule: Quota) -> tuple[Ints, tuple[str, ...]]:
    roster = derived.unit.roster
    if rule.group == "community":
        return roster.community, roster.communities
    if rule.group == "street":
        return derived.streets
    return np.zeros(len(roster), dtype=np.int64), ("",)
