"""What the rows themselves say: years without a rating, dates outside employment, unknown names.

Rows dated after the month paid say nothing about it yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np

from xlpay.base.findings import Finding, eased, find
from xlpay.base.forms import (
    ABSENCES,
    CREDENTIAL_KINDS,
    CREDENTIALS,
    DUTIES,
    QUALIFICATION,
    RATINGS,
    SETTINGS,
    Form,
    Words,
)
from xlpay.base.grid import NOWHERE
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import (
    LATEST,
    day_text,
    month_of,
    month_text,
    months_of,
)
from xlpay.checks.view import View
from xlpay.facts.leave import HALVES
from xlpay.kinds.bases import Published
from xlpay.kinds.table import LookedUp
from xlpay.policy.schema.document import CountRule
from xlpay.policy.uses import duties_that_pay
from xlpay.rules.ratings import UNRATED
from xlpay.rules.service import months_in_service
from xlpay.unit.cells import nearest

TITLE = CREDENTIAL_KINDS.index(QUALIFICATION)


def record_findings(view: View) -> Iterator[Finding]:
    """Everything the rows of a unit say about this month."""
    yield from _not_here(view)
    yield from _half_settings(view)
    yield from _unrated(view)
    yield from _not_hired(view)
    yield from _absences(view)
    yield from _duties(view)
    yield from _communities(view)
    yield from _near(view)


def _not_here(view: View) -> Iterator[Finding]:
    """Who is in the roster and not paid: not yet here, or of a category paid elsewhere."""
    roster, names = view.unit.roster, view.words.words(Words.CATEGORY)
    elsewhere = view.scheme.mask(
        Words.CATEGORY, [c.word for c in view.scheme.document.category if c.pay == "none"]
    )[roster.category]
    for i in np.flatnonzero((roster.entry > view.frame.last) & ~elsewhere).tolist():
        yield view.at("R-FUTURE", i, "进入社区日期", month=month_text(view.month))
    for i in np.flatnonzero(view.serving & elsewhere).tolist():
        yield view.at("R-NOTPAID", i, "人员类别", category=names[roster.category[i]])


def _half_settings(view: View) -> Iterator[Finding]:
    """A base's own figure, the month it starts in and the figure before it belong together."""
    values, cells = view.scheme.settings, view.unit.settings.cells
    assumed = view.unit.settings.assumed
    for base in view.scheme.document.base:
        if not isinstance(base.how, Published):
            continue
        own, since, before = base.how.setting, base.how.setting_from, base.how.setting_before
        for name, other in ((since, own), (since, before), (before, since), (before, own)):
            given = name in values and name not in assumed
            if name and other and given and (other not in values or other in assumed):
                why = f"填了“{name}”，没有填“{other}”"
                yield find("P-LEAVES", SETTINGS.sheet, cells.get(name, NOWHERE), name=name, why=why)
                break


# ── ratings and credentials


def _unrated(view: View) -> Iterator[Finding]:
    """A year in service without a rating, one for each person; the whole unit's last year once."""
    ratings, last = view.unit.events.ratings, view.year - 1
    unit_lacks = not (ratings.year == last).any()
    names, lacking = _read_by_pay(view), _unrated_last_year(view)
    told = {(i + 1, last) for i in np.flatnonzero(lacking & bool(names)).tolist()}
    if names and unit_lacks and told:
        yield find("V-ALLUNRATED", RATINGS.sheet, year=last)
        told.add((0, last))
    for person, _ in sorted(told) if not unit_lacks else ():
        yield view.of("V-NORATING", RATINGS, person - 1, year=last, component="、".join(names))
    for count in view.scheme.document.count:
        for year, lacking in _years_lacking(view, count):
            if year == last and unit_lacks:
                if (0, last) not in told and lacking.any():
                    yield find("V-ALLUNRATED", RATINGS.sheet, year=last)
                    told.add((0, last))
                continue
            for i in np.flatnonzero(lacking).tolist():
                if (i + 1, year) not in told:
                    yield view.of("V-UNRATED", RATINGS, i, year=year)
                    told.add((i + 1, year))


def _read_by_pay(view: View) -> list[str]:
    """The components whose amount goes by last year's rating."""
    found = []
    for component in view.scheme.document.component:
        for how in (component.how, *(reading.how for reading in component.readings)):
            by_row = isinstance(how, LookedUp) and "rating" in how.keys
            if by_row or component.when.rating or component.unless.rating:
                found.append(component.name)
    return list(dict.fromkeys(found))


def _unrated_last_year(view: View) -> Bools:
    """Who is paid, was in service last year, and has no rating of it that is known."""
    roster, staff, year = view.unit.roster, view.staff, view.year - 1
    first, last = month_of(year, 1), month_of(year, 12)
    months = months_in_service(roster.entry, roster.leave, staff.service.breaks, first, last)
    unrated = staff.credits.rated(view.month).of(year, len(roster)) == UNRATED
    due: Bools = view.paid & view.run.scale & (months > 0) & unrated
    return due


def _years_lacking(view: View, count: CountRule) -> Iterator[tuple[int, Bools]]:
    """Each year that ratings should decide, and who was in service in it without one."""
    if count.basis not in ("months", "rating"):
        return
    roster, staff = view.unit.roster, view.staff
    entry, _ = staff.credits.counting_from(count, view.month)
    seen = staff.credits.rated(view.month)
    entered = int((months_of(entry[view.paid]) // 12).min(initial=view.year))
    for year in range(max(count.unrated_before or count.known_since, entered), view.year):
        first, last = month_of(year, 1), month_of(year, 12)
        months = months_in_service(entry, roster.leave, staff.service.breaks, first, last)
        due = view.paid & (year > staff.credits.opening_year) & (months > 0)
        yield year, due & (seen.of(year, len(roster)) == UNRATED)


def _not_hired(view: View) -> Iterator[Finding]:
    """A qualification that would count for more, had the person been hired for it."""
    rule, rows = view.scheme.document.qualifications, view.unit.events.credentials
    if rule is None or rule.from_date != "hired":
        return
    rank, names = view.scheme.qualification_rank, view.words.words(Words.QUALIFICATION)
    scale = view.scheme.qualification_scale[np.where(rows.kind == TITLE, rows.level, -1)]
    held = np.full(len(rows.row), -1, dtype=np.int64)
    for place, codes in enumerate(view.run.facts.qualifications):
        held = np.where(scale == place, rank[codes[rows.person]], held)
    blank = (rows.kind == TITLE) & (rows.hired == BLANK) & (rows.obtained <= view.frame.last)
    for row in np.flatnonzero(blank & view.paid[rows.person]).tolist():
        if rank[rows.level[row]] > held[row]:
            person, at = int(rows.person[row]), int(rows.row[row])
            yield view.of("V-NOTHIRED", CREDENTIALS, person, at, level=names[rows.level[row]])


# ── dates


def _outside(
    view: View, form: Form, row: Ints, person: Ints, first: Ints, last: Ints
) -> Iterator[Finding]:
    """Rows that begin before entry, or go on after the last day of employment."""
    roster, today = view.unit.roster, view.frame.last
    begun = first <= today
    for i in np.flatnonzero(begun & (first < roster.entry[person])).tolist():
        yield view.of("V-BEFORE", form, int(person[i]), int(row[i]), date=day_text(first[i]))
    left = roster.leave[person]
    over = begun & (left <= today) & ((first > left) | ((last < LATEST) & (last > left)))
    for i in np.flatnonzero(over).tolist():
        yield view.of("V-OUT", form, int(person[i]), int(row[i]))


def _duties(view: View) -> Iterator[Finding]:
    """Spells outside employment."""
    spells = view.unit.events.spells
    yield from _outside(view, DUTIES, spells.row, spells.person, spells.first, spells.last)
    yield from exclusive(view)


def exclusive(view: View) -> Iterator[Finding]:
    """Two posts held at once that nobody holds together: 主任 and 副主任, a post and 工作人员.

    An error where the higher one began first, so that pay goes on by a post that was given up.
    """
    spells, names = view.unit.events.spells, view.words.words(Words.DUTY)
    posts = view.staff.duties.post_of_duty
    paying = duties_that_pay(view.scheme.policy)
    frame = view.frame
    now = (posts[spells.duty] >= 0) & (spells.first <= frame.last) & (spells.last >= frame.first)
    held: dict[int, list[int]] = {}
    for i in np.flatnonzero(now & view.paid[spells.person]).tolist():
        held.setdefault(int(spells.person[i]), []).append(i)
    for person, rows in held.items():
        for high, low in permutations(rows, 2):
            ranks = posts[spells.duty[high]], posts[spells.duty[low]]
            words = names[spells.duty[high]], names[spells.duty[low]]
            lowest = words[1] == view.scheme.document.post[-1].word  # says: no other duty
            deputy = words[0] == words[1].replace("副", "")
            shared = min(spells.last[high], spells.last[low]) > max(
                spells.first[high], spells.first[low]
            )
            if ranks[0] >= ranks[1] or not (lowest or deputy) or not shared:
                continue
            later = spells.first[low] > spells.first[high]
            said = {"duty": words[0], "row": int(spells.row[low]), "lower": words[1]}
            said["first"] = day_text(spells.first[low])
            open_ended = spells.last[high] == spells.last[low] == LATEST
            code = "V-DEMOTED" if later and open_ended else "V-BOTH"
            found = view.of(code, DUTIES, person, int(spells.row[high]), **said)
            no_pay = code == "V-DEMOTED" and words[0] not in paying
            yield eased(found) if no_pay else found


def _absences(view: View) -> Iterator[Finding]:
    """Absences outside employment or within an interruption, and longer than there are days."""
    rows = view.unit.events.absences
    yield from _outside(view, ABSENCES, rows.row, rows.person, rows.first, rows.last)
    broken = view.breaks_of(rows.person, rows.first, rows.last)
    for i in np.flatnonzero((rows.first <= view.frame.last) & (broken >= 0)).tolist():
        yield view.of("V-OUT", ABSENCES, int(rows.person[i]), int(rows.row[i]))
    yield from too_long(view)


def too_long(view: View) -> Iterator[Finding]:
    """More days than there are in employment, of the kind's unit; deducted as entered.

    Days after leaving count where the rest of the month is paid (docs/readings.md, part months).
    """
    staff, roster = view.staff, view.unit.roster
    rows, names = staff.leave.rows, view.words.words(Words.LEAVE)
    workday = view.scheme.marked(Words.LEAVE, "absence") | view.scheme.marked(
        Words.LEAVE, "personal"
    )
    kinds = workday | staff.leave.unpaid_kinds
    rows = rows.where(kinds[rows.kind] & (rows.first <= view.frame.last))
    breaks, work = staff.service.breaks, view.unit.work_days
    most = rows.days_employed(roster.entry, staff.service.last_paid, breaks, work)
    # What is counted by calendar days deducts by its dates, whatever the number entered.
    now = staff.leave.unpaid_kinds[rows.kind] & ~rows.by_calendar
    now &= (months_of(rows.first) == view.month) & view.serving[rows.person]
    for i in np.flatnonzero(rows.halves > HALVES * most).tolist():
        words = {
            "kind": names[rows.kind[i]],
            "days": f"{rows.halves[i] / HALVES:g}",
            "most": int(most[i]),
            "unit": "日历天" if rows.by_calendar[i] else "工作日",
            "how": "，按填的天数扣" if now[i] else "",
        }
        yield view.of("V-TOOLONG", ABSENCES, int(rows.person[i]), int(rows.row[i]), **words)


# ── names of communities


def _near(view: View) -> Iterator[Finding]:
    """Communities and streets that may be one; what divides pay has told its own as errors."""
    told = {(f.code, f.cell) for f in view.run.findings}
    # A sheet of communities says which there are: V-COMMUNITY tells those that it does not know.
    kinds = [("street", "街道")] if view.listed else [("community", "社区"), ("street", "街道")]
    for kind, header in kinds:
        codes, names = view.staff.places.groups(kind)
        for first, second in view.staff.places.near_groups(kind):
            here = np.flatnonzero((codes == second) & view.serving)
            if not len(here) or not ((codes == first) & view.serving).any():
                continue
            words = {"place": header, "name": names[second], "other": names[first]}
            found = view.at("V-NEAR", int(here[0]), header, **words)
            if (found.code, found.cell) not in told:
                yield found


def _communities(view: View) -> Iterator[Finding]:
    """Communities that the sheet of communities does not know, where it has rows."""
    known = view.listed
    if not known:
        return
    roster = view.unit.roster
    for code in np.unique(roster.community[view.serving]).tolist():
        name = roster.communities[code]
        if name and name not in known:
            yield view.at_community("V-COMMUNITY", name, nearest=nearest(name, list(known)))
    spells, today = view.unit.events.spells, view.frame.last
    everywhere = {*known, *roster.communities}
    held = (spells.first <= today) & (spells.last >= view.frame.first) & view.serving[spells.person]
    for i in np.flatnonzero(held & view.leading[spells.duty]).tolist():
        name = spells.community[i]
        if name and name not in everywhere:
            words = {"community": name, "nearest": nearest(name, list(known))}
            yield view.of("V-COMMUNITY", DUTIES, int(spells.person[i]), int(spells.row[i]), **words)
