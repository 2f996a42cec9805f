"""Management rules about a person's coming, staying and leaving."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlpay.base.findings import Finding
from xlpay.base.forms import Words
from xlpay.base.money import BLANK, Bools
from xlpay.base.months import (
    EARLIEST,
    LATEST,
    add_months,
    day_number,
    day_text,
    last_days,
    months_of,
    year_window,
)
from xlpay.checks.view import View
from xlpay.policy.schema.document import Check
from xlpay.policy.terms.scheme import NONE
from xlpay.rules.ratings import UNRATED, known_from


def _new(view: View) -> Bools:
    """Staff in service who entered since the policy was issued."""
    issued = day_number(view.scheme.document.issued)
    result: Bools = view.serving & view.of_staff & (view.unit.roster.entry >= issued)
    return result


def entry_education(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Newcomers have at least this 学历 on entry."""
    rank, names = view.scheme.education_rank, view.words.words(Words.EDUCATION)
    education = view.unit.roster.education
    for least in check.words.get("at_least", ()):
        floor = rank[view.words.code(Words.EDUCATION, least)]
        low = _new(view) & (education != NONE) & (rank[education] < floor)
        for i in np.flatnonzero(low).tolist():
            words = {"education": names[education[i]], "least": least, "source": source}
            yield view.at("M-ENTRYEDU", i, "学历", **words)


def entry_age(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Newcomers are not past this birthday on entry; the birthday itself passes (以下含本数)."""
    under = view.whole(check, "under")
    if under is None:
        return
    old = view.births.known & view.births.older_than(under, view.unit.roster.entry)
    for i in np.flatnonzero(_new(view) & old).tolist():
        yield view.at("M-ENTRYAGE", i, "进入社区日期", most=under, source=source)


def low_education(view: View, check: Check, source: str) -> Iterator[Finding]:
    """A 学历 that the table of sums does not name."""
    levels = view.scheme.mask(Words.EDUCATION, check.words.get("levels", ()))
    names, held = view.words.words(Words.EDUCATION), view.run.facts.education
    for i in np.flatnonzero(view.paid & levels[held]).tolist():
        yield view.at("M-LOWEDU", i, "学历", education=names[held[i]], source=source)


def not_elected(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Whose category stands for an elected post, whose duties all ended, and who is still paid."""
    spells, roster, today = view.unit.events.spells, view.unit.roster, view.frame.last
    elected = view.scheme.mask(Words.CATEGORY, check.words.get("category", ()))[roster.category]
    posts = view.staff.duties.post_of_duty[spells.duty] >= 0
    last = np.full(len(roster), EARLIEST, dtype=np.int64)
    np.maximum.at(last, spells.person[posts], np.minimum(spells.last[posts], LATEST))
    gone = view.paid & elected & (last > EARLIEST) & (last < view.frame.first)
    names = view.words.words(Words.CATEGORY)
    for i in np.flatnonzero(gone & (roster.leave > today)).tolist():
        words = {"category": names[roster.category[i]], "until": day_text(int(last[i]))}
        yield view.at("M-NOTELECTED", i, source=source, **words)


def joined_rated(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Who was there already joined the system after a year with such a rating; told in that year.

    A rating is known from January of the year after it, or from its approval; opening figures of
    years that count stand for ratings.
    """
    roster, rows, names = view.unit.roster, view.unit.events.ratings, check.words.get("ratings", ())
    good = view.scheme.mask(Words.RATING, names)[rows.rating]
    known = known_from(rows.year, rows.approved) <= months_of(roster.joined)[rows.person]
    rated = np.zeros(len(roster), dtype=np.bool_)
    rated[rows.person[good & known]] = True
    rated |= (roster.opening_year != BLANK) & (roster.opening_years > 0)
    frame = year_window(view.year)
    this_year = (roster.joined >= frame.first) & (roster.joined <= view.frame.last)
    late = view.paid & this_year & (roster.joined > roster.entry) & ~rated
    for i in np.flatnonzero(late).tolist():
        words = {"joined": day_text(int(roster.joined[i])), "rating": "、".join(names)}
        yield view.at("M-JOINED", i, "纳入体系日期", source=source, **words)


def minimum_service(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Who joined the system stays so many years; told in the month of leaving.

    Retirement, death and dismissal are no choice of the person's.
    """
    years, roster = view.whole(check, "years"), view.unit.roster
    if years is None:
        return
    excused = np.zeros(len(view.words.words(Words.LEAVING)) + 1, dtype=np.bool_)
    for flag in ("retired", "rest_of_month_paid", "bars_rehire"):
        excused |= view.scheme.marked(Words.LEAVING, flag)
    who = _leaving_now(view) & (roster.joined != BLANK) & ~excused[roster.leaving]
    for i in np.flatnonzero(who).tolist():
        until = add_months(int(roster.joined[i]), 12 * years) - 1
        if roster.leave[i] < until:
            words = {"joined": day_text(roster.joined[i]), "years": years, "until": day_text(until)}
            yield view.at("M-MINSERVICE", i, "离职日期", source=source, **words)


def _leaving_now(view: View) -> Bools:
    """Whose last day lies in the month paid."""
    leave = view.unit.roster.leave
    result: Bools = (leave >= view.frame.first) & (leave <= view.frame.last)
    return result


def rehire(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Nobody comes back within so many years of a dismissal."""
    years, roster = view.whole(check, "years"), view.unit.roster
    if years is None:
        return
    barred = view.scheme.marked(Words.LEAVING, "bars_rehire")[roster.previous_leaving]
    unknown = roster.previous_leaving == NONE
    names = view.words.words(Words.LEAVING)
    who = view.serving & (roster.previous_leave != BLANK) & (barred | unknown)
    for i in np.flatnonzero(who).tolist():
        until = add_months(int(roster.previous_leave[i]), 12 * years)
        if roster.entry[i] >= until:
            continue
        words = {"left": day_text(roster.previous_leave[i]), "years": years, "source": source}
        if unknown[i]:
            yield view.at("M-REHIREWHY", i, "前次离职原因", **words)
        else:
            reason = names[roster.previous_leaving[i]]
            yield view.at("M-REHIRE", i, "前次离职日期", reason=reason, **words)


def failed_ratings(view: View, check: Check, source: str) -> Iterator[Finding]:
    """The last ratings, so many running, were all failing; a year without one breaks nothing."""
    running = view.whole(check, "running")
    if not running:
        return
    people = len(view.unit.roster)
    seen = view.staff.credits.rated(view.month)
    failing = view.scheme.marked(Words.RATING, "failing")
    times, years = np.zeros(people, dtype=np.int64), dict[int, list[int]]()
    open_ones = view.serving.copy()
    for year in range(view.year - 1, seen.first - 1, -1):
        codes = seen.of(year, people)
        failed = failing[np.maximum(codes, UNRATED)]
        mine = open_ones & failed
        for i in np.flatnonzero(mine).tolist():
            years.setdefault(i, []).insert(0, year)
        times += mine
        open_ones &= (failed | (codes < 0)) & (times < running)
    word = "、".join(view.flagged(Words.RATING, "failing"))
    for i in np.flatnonzero(times == running).tolist():
        words = {"years": "、".join(map(str, years[i])), "times": running, "rating": word}
        yield view.at("M-FAILED", i, source=source, **words)


def notice(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Who leaves at their own wish said so so many months before; told in the month of leaving.

    Not in probation, whose notice is days.
    """
    months, roster = view.whole(check, "months"), view.unit.roster
    if months is None:
        return
    own = view.scheme.marked(Words.LEAVING, "own_wish")[roster.leaving]
    ends = view.staff.probation_end
    trying = (ends > EARLIEST) & (roster.leave <= ends)
    for i in np.flatnonzero(_leaving_now(view) & own & ~trying).tolist():
        if roster.applied[i] == BLANK:
            yield view.at("M-NOTICEDATE", i, "离职申请日期", source=source)
        elif roster.leave[i] < (until := add_months(int(roster.applied[i]), months) - 1):
            words = {"applied": day_text(roster.applied[i]), "months": months}
            words["until"] = day_text(until)
            yield view.at("M-NOTICE", i, "离职申请日期", source=source, **words)


def contract_end(view: View, check: Check, source: str) -> Iterator[Finding]:
    """A contract that has ended, or ends next month with nothing said about leaving by then."""
    roster = view.unit.roster
    last, signed = roster.contract_last, roster.contract_last != BLANK
    present = view.present & signed & (last >= roster.contract_first)  # else told as such
    ended = present & (last <= view.frame.last) & (roster.leave > last)
    for i in np.flatnonzero(ended).tolist():
        yield view.at("M-CONTRACT", i, "合同终止日期", date=day_text(last[i]), source=source)
    next_month = int(last_days(np.asarray([view.month + 1]))[0])
    soon = present & (last > view.frame.last) & (last <= next_month) & (roster.leave > last)
    for i in np.flatnonzero(soon).tolist():
        yield view.at("M-CONTRACTSOON", i, "合同终止日期", date=day_text(last[i]), source=source)
