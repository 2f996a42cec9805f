"""Management rules about what people do: lent out, trained, visiting, absent, ill."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, find
from xlpay.base.forms import (
    ACTIVITIES,
    DUTIES,
    INDUCTION,
    SURVEY,
    TRAINING,
    VISITS,
    Words,
)
from xlpay.base.intervals import unite
from xlpay.base.money import Bools, Ints, decimal_text
from xlpay.base.months import (
    EARLIEST,
    add_months,
    day_number,
    day_text,
    month_of,
    month_text,
    months_of,
)
from xlpay.checks.view import View
from xlpay.policy.schema.document import Check
from xlpay.rules.service import months_in_service

QUANTITY = 10_000  # of 履职记录
DECEMBER = 11


def extra_duty_category(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Whoever holds an extra duty is of one of these categories."""
    spells, roster, today = view.unit.events.spells, view.unit.roster, view.frame.last
    allowed = check.words.get("category", ())
    extra = view.scheme.mask(Words.DUTY, view.duties("extra"))[spells.duty]
    fits = view.scheme.mask(Words.CATEGORY, allowed)[roster.category]
    now = extra & (spells.first <= today) & (spells.last >= today)
    duties, categories = view.words.words(Words.DUTY), view.words.words(Words.CATEGORY)
    for i in np.flatnonzero(now & view.present[spells.person] & ~fits[spells.person]).tolist():
        person = int(spells.person[i])
        words = {"duty": duties[spells.duty[i]], "category": categories[roster.category[person]]}
        row, wanted = int(spells.row[i]), "、".join(allowed)
        yield view.of("M-EXTRADUTY", DUTIES, person, row, wanted=wanted, source=source, **words)


# ── lent out


def secondment(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Lent out not too long at a stretch, and not too many of a community at once."""
    spells, roster = view.unit.events.spells, view.unit.roster
    lent = view.scheme.mask(Words.DUTY, view.duties("lent"))[spells.duty]
    first = np.maximum(spells.first, roster.entry[spells.person])
    last = np.minimum(spells.last, roster.leave[spells.person])
    rows = np.flatnonzero(lent & (first <= np.minimum(last, view.frame.last)))
    yield from _lent_long(view, check, source, rows, first, last)
    yield from _lent_many(view, check, source, rows, first, last)


def _lent_long(
    view: View, check: Check, source: str, rows: Ints, first: Ints, last: Ints
) -> Iterator[Finding]:
    """Spells less than `gap_days` apart are one, so that splitting does not help."""
    months, spells = view.whole(check, "months"), view.unit.events.spells
    gap = max(view.whole(check, "gap_days") or 1, 1) - 1
    if months is None:
        return
    united = unite(spells.person[rows], first[rows], last[rows] + gap, adjacent=True)
    for person, begun, reach in zip(*(column.tolist() for column in united), strict=True):
        over = add_months(begun, months)
        if reach - gap >= view.frame.first and min(reach - gap, view.frame.last) >= over:
            own = rows[spells.person[rows] == person]
            row = int(spells.row[own[first[own].argmax()]])
            words = {"first": day_text(begun), "months": months, "until": day_text(over - 1)}
            words["duty"] = "、".join(view.duties("lent"))
            yield view.of("M-LENTLONG", DUTIES, person, row, source=source, **words)


def _lent_many(
    view: View, check: Check, source: str, rows: Ints, first: Ints, last: Ints
) -> Iterator[Finding]:
    """On each day of the month, the people of a community who are lent out."""
    most, spells, roster = view.whole(check, "at_once"), view.unit.events.spells, view.unit.roster
    if most is None:
        return
    by_place: dict[str, list[int]] = {}
    for i in rows[last[rows] >= view.frame.first].tolist():
        own = roster.communities[roster.community[spells.person[i]]]
        by_place.setdefault(spells.community[i] or own, []).append(i)
    for name, held in by_place.items():
        if len(held) <= most:
            continue
        away = {
            day: len({int(spells.person[i]) for i in held if first[i] <= day <= last[i]})
            for day in range(view.frame.first, view.frame.last + 1)
        }
        day = max(away, key=lambda d: (away[d], -d))
        if away[day] > most:
            words = {"date": day_text(day), "count": away[day], "most": most}
            words["duty"] = "、".join(view.duties("lent"))
            yield view.at_community("M-LENTMANY", name, source=source, **words)


# ── what 履职记录 holds


def _short(
    view: View, item: str, since: int, source: str, who: Bools, least: Ints, part: Bools
) -> Iterator[Finding]:
    """Who has done less than the least (1e-6) from a month through this one.

    Those who were there for only `part` of the time get a notice.  Where nobody has a row, the
    unit is told once; where nobody ever had, the rule can't be checked.
    """
    rows = view.unit.events.activities
    kept = (rows.kind == view.words.code(Words.ACTIVITY, item)) & (rows.month <= view.month)
    now = kept & (rows.month >= since)
    period = month_text(view.month) if since == view.month else f"{view.year}年"
    if not kept.any():
        sheet = f"{ACTIVITIES.sheet}·{item}"
        yield find("M-NODATA", ACTIVITIES.sheet, sheet=sheet, what=item, source=source)
        return
    if not now.any() and who.any():
        yield find("M-NORECORD", ACTIVITIES.sheet, period=period, item=item, source=source)
        return
    total = np.zeros(len(view.unit.roster), dtype=np.int64)
    np.add.at(total, rows.person[now], rows.quantity[now])
    for i in np.flatnonzero(who & (total * 100 < least)).tolist():
        words = {"value": decimal_text(int(total[i]), QUANTITY), "item": item, "period": period}
        words["least"] = decimal_text(int(least[i]), QUANTITY * 100)
        found = view.of("M-SHORT", ACTIVITIES, i, source=source, **words)
        yield replace(found, severity=Severity.NOTICE) if part[i] else found


def _part_year(view: View) -> Bools:
    """In service for less than the whole calendar year so far."""
    roster, january = view.unit.roster, month_of(view.year, 1)
    months = months_in_service(
        roster.entry, roster.leave, view.staff.service.breaks, january, january + DECEMBER
    )
    result: Bools = months < DECEMBER + 1
    return result


def _yearly(view: View, item: str, source: str) -> Iterator[Finding]:
    """A year's rule is told in December."""
    yield find("M-YEARLY", ACTIVITIES.sheet, what=item, source=source)


def training(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Days of training in the calendar year, more for those who lead."""
    if view.month % 12 != DECEMBER:
        yield from _yearly(view, TRAINING, source)
        return
    duties = (*check.words.get("duties", ()), *view.flagged(Words.DUTY, "secretary"))
    codes = list(view.words.codes(Words.DUTY, duties))
    leads = view.run.facts.holding[:, codes].any(axis=1)
    least = np.where(
        leads, view.number(check, "leader_days") or 0, view.number(check, "other_days") or 0
    )
    january = month_of(view.year, 1)
    yield from _short(view, TRAINING, january, source, view.counted, least, _part_year(view))


def survey(view: View, check: Check, source: str) -> Iterator[Finding]:
    """So many surveys a person in the calendar year."""
    if view.month % 12 != DECEMBER:
        yield from _yearly(view, SURVEY, source)
        return
    least = np.full(len(view.unit.roster), view.number(check, "times") or 0, dtype=np.int64)
    january = month_of(view.year, 1)
    yield from _short(view, SURVEY, january, source, view.counted, least, _part_year(view))


def visits(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Households visited in the month, by those there all month and not away all of it."""
    roster, breaks, frame = view.unit.roster, view.staff.service.breaks, view.frame
    least = np.full(len(roster), view.number(check, "households") or 0, dtype=np.int64)
    whole = (roster.entry <= frame.first) & (roster.leave >= frame.last)
    whole[breaks.person[(breaks.first <= frame.last) & (breaks.last >= frame.first)]] = False
    who = whole & view.counted & ~_away(view)
    yield from _short(view, VISITS, view.month, source, who, least, ~whole)


def _away(view: View) -> Bools:
    """On leave on every day of work of the month."""
    work = view.unit.work_days
    away = view.staff.leave.rows.spells().within(*view.frame).days(calendar=False, work=work)
    result: Bools = away >= int(work.between(*view.frame))
    return result


def induction(view: View, check: Check, source: str) -> Iterator[Finding]:
    """A newcomer's first training lies in the probation; told for a year after its end."""
    roster, ends = view.unit.roster, view.staff.probation_end
    ended = months_of(ends)
    recent = (ends > EARLIEST) & (ends <= view.frame.last)
    recent &= ended > view.month - 12
    new = roster.entry >= day_number(view.scheme.document.issued)
    rows = view.unit.events.activities
    kind = rows.kind == view.words.code(Words.ACTIVITY, INDUCTION)
    trained = np.zeros(len(roster), dtype=np.bool_)
    trained[rows.person[kind & (rows.month <= ended[rows.person])]] = True
    for i in np.flatnonzero(view.serving & view.of_staff & recent & new & ~trained).tolist():
        words = {"item": INDUCTION, "until": day_text(ends[i]), "source": source}
        yield view.at("M-INDUCTION", i, "试用期截止日期", **words)
