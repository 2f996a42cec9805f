"""Opening figures: filled together, before the month paid, and no larger than they can be.

A figure is taken as entered; only what can't be placed in time is refused
(docs/readings.md, time).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import ROSTER
from xlpay.base.money import BLANK, MONTH_OF_YEAR, YEAR, Bools, Ints
from xlpay.base.months import month_of, months_of
from xlpay.checks.view import View
from xlpay.pay.grade_words import years_text
from xlpay.policy.schema.document import CountRule, Run
from xlpay.policy.terms.term import exact
from xlpay.rules.service import months_in_service

THROUGH, YEARS, COUNT = "期初截止年度", "期初折算年限", "期初合格年数"
FIRST_JOB = "参加工作日期"
RUN, RISES = "期初连续优秀年数", "期初连优上调次数"


def opening_findings(view: View, who: Bools) -> Iterator[Finding]:
    """Everything about the opening figures of `who` (n,)."""
    roster = view.unit.roster
    opened = roster.opening_year != BLANK
    for count in view.scheme.document.count:
        if count.opening:
            yield from _halves(view, who, opened, count)
            yield from _large(view, who & opened, count)
            yield from _lacking(view, who & ~opened, count)
        if count.how.start == "first_job":
            for i in np.flatnonzero(who & (roster.first_job == BLANK)).tolist():
                yield view.at("R-NOFIRSTJOB", i, FIRST_JOB, count=count.name)
    runs = [run for run in view.scheme.document.run if run.opening_run]
    if runs:
        yield from _loose(view, who & ~opened)
    for run in runs:
        yield from _run_large(view, who & opened, run)
    late = who & opened & (roster.opening_year >= view.year)
    for i in np.flatnonzero(late).tolist():
        words = {"month": _month(view), "year": int(roster.opening_year[i])}
        yield view.at("R-OPENMONTH", i, THROUGH, **words)
    yield from _january(view, who & opened)


def figure(view: View, header: str) -> Ints:
    """An opening figure as entered, BLANK where it is not."""
    roster = view.unit.roster
    return {
        YEARS: roster.opening_years,
        COUNT: roster.opening_count,
        RUN: roster.opening_run,
        RISES: roster.opening_rises,
    }[header]


def _month(view: View) -> str:
    return f"{view.year}年{view.month % 12 + 1}月"


def _halves(view: View, who: Bools, opened: Bools, count: CountRule) -> Iterator[Finding]:
    """The year without the figure, or the figure without the year."""
    filled = figure(view, count.opening) != BLANK
    for i in np.flatnonzero(who & (opened != filled)).tolist():
        blank = THROUGH if filled[i] else count.opening
        yield view.at("R-OPENING", i, blank, header=count.opening)


def _loose(view: View, who: Bools) -> Iterator[Finding]:
    """A run or rises without the year up to which they hold."""
    for header in (RUN, RISES):
        for i in np.flatnonzero(who & (figure(view, header) > 0)).tolist():
            yield view.at("R-OPENING", i, THROUGH, header=header)


def _large(view: View, who: Bools, count: CountRule) -> Iterator[Finding]:
    """More credited years than the dates allow, with the years that ratings may add."""
    value, most = _in_years(view, count), _longest(view, count)
    for i in np.flatnonzero(who & (value != BLANK) & (value > most)).tolist():
        words = {"value": years_text(int(value[i])), "most": years_text(int(most[i]))}
        yield view.at("R-OPENLARGE", i, count.opening, header=count.opening, **words)


def _in_years(view: View, count: CountRule) -> Ints:
    """The opening figure of a count in 1/1200 year, BLANK where it is not filled."""
    value = figure(view, count.opening)
    scale = YEAR if count.opening == COUNT else 1
    return np.where(value == BLANK, BLANK, value * scale)


def _calendar_years(view: View) -> Ints:
    """Calendar years from the entry year through the opening year; 0 or less: entered later."""
    roster = view.unit.roster
    years: Ints = view.staff.credits.opening_year - months_of(roster.entry) // 12 + 1
    return years


def _longest(view: View, count: CountRule) -> Ints:
    """The most that can be credited through the opening year, in 1/1200 year."""
    roster, through = view.unit.roster, view.staff.credits.opening_year
    most = np.zeros(len(roster), dtype=np.int64)
    if count.basis in ("rating", "calendar"):
        most = np.maximum(_calendar_years(view), 0) * YEAR
    else:
        for year in np.unique(roster.opening_year[roster.opening_year != BLANK]).tolist():
            here = roster.opening_year == year
            months = months_in_service(
                roster.entry, roster.leave, view.staff.service.breaks, 0, year * 12 + 11
            )
            most[here] = months[here] * MONTH_OF_YEAR
    entered, added = months_of(roster.entry) // 12, np.zeros_like(most)
    for extra in count.extra:
        if not extra.less:
            years = through - np.maximum(entered, extra.since) + 1
            added = added + np.maximum(years, 0) * exact(extra.years)
    if count.extra_most is not None:
        added = np.minimum(added, exact(count.extra_most))
    most = most + added
    return most if count.most is None else np.minimum(most, exact(count.most))


def _run_large(view: View, who: Bools, run: Run) -> Iterator[Finding]:
    """More top years than years, or than the years counted as good enough."""
    scheme = view.scheme
    length, mode = exact(run.length), run.mode.value
    unused, rises = (np.maximum(figure(view, header), 0) for header in (RUN, RISES))
    most = np.maximum(_calendar_years(view), 0)
    for count in scheme.document.count:
        if count.basis == "rating" and count.opening and set(run.ratings) <= set(count.how.ratings):
            counted = _in_years(view, count)
            most = np.where(counted == BLANK, most, np.minimum(most, counted // YEAR))
    for i in np.flatnonzero(who & (unused > most)).tolist():
        words = {"value": int(unused[i]), "most": int(most[i])}
        yield view.at("R-OPENLARGE", i, RUN, header=RUN, **words)
    # Blocks do not share years; a rolling rise takes one more year than the one before it.
    allowed = (most - unused) // length
    if mode == "rolling":
        allowed = np.maximum(most - length + 1, 0)
    for i in np.flatnonzero(who & (unused <= most) & (rises > allowed)).tolist():
        words = {"value": int(rises[i]), "most": int(allowed[i])}
        yield view.at("R-OPENLARGE", i, RISES, header=RISES, **words)


def _lacking(view: View, who: Bools, count: CountRule) -> Iterator[Finding]:
    """An entry before the ratings are known, and no opening figures."""
    early = months_of(view.unit.roster.entry) // 12 < count.known_since
    blank = figure(view, count.opening) == BLANK
    for i in np.flatnonzero(who & early & blank).tolist():
        words = {"year": count.known_since, "header": count.opening}
        yield view.at("R-NOOPENING", i, THROUGH, **words)


def _january(view: View, who: Bools) -> Iterator[Finding]:
    """Compared with a month of the opening year, rises by year can't be told: once for the unit.

    That is the January after it, and a later month where nobody was in service in between.
    """
    roster, staff, january = view.unit.roster, view.staff, month_of(view.year, 1)
    if view.unit.scheme(january - 1) is None:
        return
    breaks = staff.service.breaks
    since = months_in_service(roster.entry, roster.leave, breaks, january, view.month - 1)
    who = who & (roster.opening_year == view.year - 1) & (months_of(roster.entry) < january)
    if (who & (since == 0)).any():
        yield find("R-OPENJAN", ROSTER.sheet)
