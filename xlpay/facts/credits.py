"""Years that count and rises for ratings, from service, ratings and opening figures."""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import BLANK, MONTH_OF_YEAR, RATIO, YEAR, Bools, Ints, ints
from xlpay.base.months import (
    EARLIEST,
    LATEST,
    Window,
    add_months,
    last_days,
    month_of,
    months_of,
    to_date,
    window,
)
from xlpay.facts.duties import DutiesHeld
from xlpay.facts.service import Service
from xlpay.policy.schema.document import CountRule, Run
from xlpay.policy.terms.definitions import counted_whole
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import exact
from xlpay.rules import ratings as rating_rules
from xlpay.rules.ratings import UNRATED, Credit, Rated, Streak
from xlpay.rules.service import months_in_service, resumed, served
from xlpay.unit.inputs import Unit

_NO_OPENING = -10_000  # a year before all others: no opening figures


class Credits(msgspec.Struct, frozen=True, dict=True):
    """The years and rises of a unit's people as of any month.

    With `known_by` ratings that are known by the end of that month count as if known in time.
    """

    unit: Unit
    scheme: Scheme
    service: Service
    duties: DutiesHeld
    known_by: int = 0

    def rated(self, month: int) -> Rated:
        """Ratings as known in the month."""
        r = self.unit.events.ratings
        approved = r.approved
        if self.known_by:
            known = rating_rules.known_from(r.year, r.approved) <= self.known_by
            approved = np.where(known, EARLIEST, approved)
        return rating_rules.rated(
            len(self.unit.roster), r.person, r.year, r.rating, approved, month
        )

    def _late(self, month: int) -> Bools:
        """By row of 考核记录, whether the rating becomes known in this very month, late."""
        r = self.unit.events.ratings
        known = rating_rules.known_from(r.year, r.approved)
        result: Bools = (known == month) & (known > (r.year + 1) * 12)
        return result

    @cached_property
    def opening_year(self) -> Ints:
        """The year through which opening figures count; far in the past where there are none."""
        opening = self.unit.roster.opening_year
        return np.where(opening == BLANK, _NO_OPENING, opening)

    def credit(self, count: CountRule) -> Credit:
        """A count's rule in arrays."""
        words = self.unit.vocabulary
        extra = tuple(
            (
                words.mask(Words.RATING, [e.rating]),
                -exact(e.years) if e.less else exact(e.years),
                e.since,
            )
            for e in count.extra
        )
        whole = counted_whole(self.scheme.document, count)
        counts = np.where(words.mask(Words.RATING, whole), RATIO, 0)
        for part in count.how.partial:
            counts[words.code(Words.RATING, part.rating)] = exact(part.share)
        return Credit(
            counts=counts,
            extra=extra,
            by_months=count.basis in ("months", "service"),
            any_rating=count.basis == "service" or not count.how.rated,
            nothing=count.basis == "anniversary",
            unrated_before=count.unrated_before,
            unrated_as=words.code(Words.RATING, count.unrated_as) if count.unrated_as else UNRATED,
        )

    def counting_from(self, count: CountRule, month: int) -> tuple[Ints, Ints]:
        """The day from which service counts, and the opening figure (1/1200) that still counts."""
        roster = self.unit.roster
        opening = np.where(roster.opening_year == BLANK, 0, self._opening(count))
        if count.how.start == "first_job":
            opening = np.zeros_like(opening)
        entry = self.started(count)
        if count.breaks.value != "reset":
            return entry, opening
        ended = resumed(self.service.breaks, len(roster), month)
        year_end = _year_end(self.opening_year)
        return np.maximum(entry, ended + 1), np.where(year_end < ended, 0, opening)

    def started(self, count: CountRule) -> Ints:
        """The day (n,) on which a count begins: of entry, or of an earlier first job."""
        roster = self.unit.roster
        if count.how.start == "entry":
            return roster.entry
        first = np.where(roster.first_job == BLANK, roster.entry, roster.first_job)
        return np.minimum(first, roster.entry)

    def _opening(self, count: CountRule) -> Ints:
        roster = self.unit.roster
        if not count.opening:
            return np.zeros(len(roster), dtype=np.int64)
        if count.opening == "期初折算年限":
            return np.where(roster.opening_years == BLANK, 0, roster.opening_years)
        return np.where(roster.opening_count == BLANK, 0, roster.opening_count) * YEAR

    def years(self, count: CountRule, month: int) -> Ints:
        """Credited years (1/1200) through the year before; anniversary: to the month's end."""
        entry, total = self.counting_from(count, month)
        if count.basis == "anniversary":
            through = month - (count.how.present == "before")
            reached = self._anniversary(count, entry, window(through))
            for _, added in self.by_year(count, month, entry) if count.extra else ():
                reached = reached + added
            return self._at_most(count, np.maximum(reached, 0))
        if count.basis in ("post", "duty"):
            return self._at_most(count, self._tenure(count, entry, month))
        for _, added in self.by_year(count, month, entry):
            total = total + added
        return self._at_most(count, np.maximum(total, 0))

    def _at_most(self, count: CountRule, years: Ints) -> Ints:
        """The years (1/1200) within the count's limit."""
        if count.most is None:
            return years
        return np.minimum(years, exact(count.most))

    def by_year(self, count: CountRule, month: int, entry: Ints) -> list[tuple[int, Ints]]:
        """Each year and what it adds (1/1200), after the opening and from the entry year on."""
        roster = self.unit.roster
        credit, seen = self.credit(count), self.rated(month)
        entered = months_of(entry) // 12
        begins = np.maximum(self.opening_year + 1, entered)
        if count.how.start == "first_job":
            begins = entered
        first = max(int(min(entered.min(initial=9999), 9999)), 1900)
        found: list[tuple[int, Ints]] = []
        extras = np.zeros(len(roster), dtype=np.int64)
        room = YEAR * 200 if count.extra_most is None else exact(count.extra_most)
        end = self.counted_through(count, month)
        service = served(entry, roster.leave, self.service.breaks)
        for year in range(first, end // 12 + 1):
            live = begins <= year
            if not live.any():
                continue
            last = min(month_of(year, 12), end)
            months = service.months(month_of(year, 1), last)
            rating = seen.of(year, len(roster))
            added, extra = rating_rules.credit_of_year(credit, rating, months, year)
            before = extras
            extras = np.minimum(extras + np.where(live, extra, 0), room)
            found.append((year, np.where(live, added, 0) + extras - before))
        return found

    def counted_through(self, count: CountRule, month: int) -> int:
        """The last month that a count looks at: mostly December of the year before."""
        if count.basis == "calendar" and not count.how.rated:
            return month  # a calendar year counts from its first month in service
        if count.how.present:
            return month - (count.how.present == "before")
        return (month - count.counts_from + 1) // 12 * 12 - 1

    def _tenure(self, count: CountRule, entry: Ints, month: int) -> Ints:
        """Months in the present post, or in duties held now, without a gap (1/1200)."""
        since, held_now = self.held_since(count, month)
        first_days = last_days(since - 1) + 1
        begun = np.where(since > months_of(entry), first_days, entry)
        end = month - (count.how.present == "before") if count.how.present else month // 12 * 12 - 1
        months = months_in_service(begun, self.unit.roster.leave, self.service.breaks, 0, end)
        result: Ints = np.where(held_now, months * MONTH_OF_YEAR, 0)
        return result

    def held_since(self, count: CountRule, month: int) -> tuple[Ints, Bools]:
        """The first month of the present post, or of the duties of a count; who holds them."""
        if count.basis == "post":
            everybody = np.ones(len(self.unit.roster), dtype=np.bool_)
            return self.duties.since(month, self.duties.post), everybody
        codes = list(self.unit.vocabulary.codes(Words.DUTY, count.how.duties))

        def held_now(holding: Bools) -> Ints:
            return np.asarray(holding[:, codes].any(axis=1), dtype=np.int64)

        return self.duties.since(month, held_now), held_now(self.duties.holding(month)) > 0

    def _anniversary(self, count: CountRule, entry: Ints, frame: Window) -> Ints:
        """Whole years since entry, each day of interruption pushing the anniversary back.

        With an opening figure, years since so long before the end of its year.
        """
        opened = (self.opening_year > _NO_OPENING) & bool(count.opening)
        after = np.where(opened, _year_end(self.opening_year) + 1, entry)
        opening = self._opening(count) // MONTH_OF_YEAR
        start = np.where(opened, _months_before(after, opening), entry)
        lost = np.zeros(len(entry), dtype=np.int64)
        breaks = self.service.breaks
        first = np.maximum(breaks.first, np.maximum(entry, after)[breaks.person])
        last = np.minimum(breaks.last, frame.last)
        np.add.at(lost, breaks.person, np.maximum(last - first + 1, 0))
        begun = np.minimum(start + lost, LATEST)
        years = [_whole_years(int(day), frame.last) for day in begun]
        return ints(years) * YEAR if years else np.empty(0, dtype=np.int64)

    def rises(self, run: Run, month: int) -> Ints:
        """Rises for top ratings through the year before."""
        roster = self.unit.roster
        opened = self.opening_year > _NO_OPENING
        streak = Streak(
            top=self.unit.vocabulary.mask(Words.RATING, run.ratings),
            length=exact(run.length),
            mode=run.mode.value,
            since=exact(run.since),
            limit=exact(run.limit),
        )
        use = opened & run.opening_run
        return rating_rules.rises(
            streak,
            self.rated(month),
            (month - run.counts_from + 1) // 12 - 1,
            months_of(roster.entry) // 12,
            self.opening_year,
            np.where(use & (roster.opening_run != BLANK), roster.opening_run, 0),
            np.where(use & (roster.opening_rises != BLANK), roster.opening_rises, 0),
        )

    def late_year(self, month: int) -> Ints:
        """The earliest counted year whose rating becomes known late in the month; 0 for none."""
        r, entry = self.unit.events.ratings, self.unit.roster.entry
        late = self._late(month) & (r.year > self.opening_year[r.person])
        late &= r.year >= months_of(entry[r.person]) // 12
        earliest = np.full(len(entry), 9999, dtype=np.int64)
        np.minimum.at(earliest, r.person[late], r.year[late])
        return np.where(earliest == 9999, 0, earliest)


def _year_end(years: Ints) -> Ints:
    """31 December of each year as a day number."""
    return last_days(np.maximum(years, 1) * 12 + 11)


def _months_before(days: Ints, months: Ints) -> Ints:
    """The same day so many months before (n,)."""
    pairs = zip(days.tolist(), months.tolist(), strict=True)
    return ints([add_months(day, -many) if many else day for day, many in pairs])


def _whole_years(first: int, last: int) -> int:
    """Anniversaries of `first` that have come by `last` (29 February: 28)."""
    if first > last:
        return 0
    start, end = to_date(first), to_date(last)
    day = min(start.day, 28) if start.month == 2 and not _leap(end.year) else start.day
    return end.year - start.year - ((end.month, end.day) < (start.month, day))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
