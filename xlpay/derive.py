"""From a unit's rows to the facts of a month: who holds what, which years count, who serves.

Nothing dated after the month is looked at, except that a duty handed over at a month's end is seen
to continue.  The same rows give the facts of any month, so a change between months is a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlpay.forms import CREDENTIAL_KINDS, DEGREE, DIPLOMA, QUALIFICATION, Words
from xlpay.money import BLANK, RATIO, YEAR, Bools, Ints, ints
from xlpay.months import (
    EARLIEST,
    LATEST,
    Window,
    last_days,
    month_of,
    months_of,
    overlaps,
    to_date,
    window,
)
from xlpay.policy.schema import CountRule, Run
from xlpay.policy.scheme import NONE, Scheme
from xlpay.rules import ratings as rating_rules
from xlpay.rules.duties import effective_months, held, highest_post
from xlpay.rules.facts import Facts
from xlpay.rules.ratings import UNRATED, Credit, Rated, Streak
from xlpay.rules.service import (
    Breaks,
    PartMonth,
    days_between,
    months_in_service,
    part_month,
    resumed,
    unite,
)
from xlpay.unit import Unit

_NO_OPENING = -10_000  # a year before all others: no opening figures


@dataclass(frozen=True)
class Derived:
    """A unit under one version's words: what does not depend on the month, computed once."""

    unit: Unit
    scheme: Scheme
    in_time: int = 0  # as if ratings that became known late in this month had been known in time

    @cached_property
    def breaks(self) -> Breaks:
        """Interruptions, united."""
        spells = self.unit.events.spells
        mask = self._duty_kind == "break"
        chosen = mask[spells.duty]
        return Breaks(
            *unite(spells.person[chosen], spells.first[chosen], spells.last[chosen], adjacent=True)
        )

    @cached_property
    def _duty_kind(self) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        """By duty code, its kind; '' for NONE (the last element)."""
        kinds = [""] * (len(self.unit.vocabulary.words(Words.DUTY)) + 1)
        for duty in self.scheme.document.duty:
            kinds[self.unit.vocabulary.code(Words.DUTY, duty.word)] = duty.kind
        return np.asarray(kinds)

    @cached_property
    def duty_months(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Post and extra duties: person, duty, first and last month in force."""
        spells = self.unit.events.spells
        kinds = self._duty_kind
        counted = np.isin(kinds, ("post", "extra"))[spells.duty]
        kind = np.where(kinds[:-1] == "post", 0, 1).astype(np.int64)
        return effective_months(
            spells.person[counted],
            spells.duty[counted],
            kind,
            spells.first[counted],
            spells.last[counted],
            self.unit.roster.entry,
            self.breaks,
        )

    @cached_property
    def post_of_duty(self) -> Ints:
        """By duty code, the index of its post; -1 for none."""
        posts = [post.word for post in self.scheme.document.post]
        given = np.full(len(self.unit.vocabulary.words(Words.DUTY)), -1, dtype=np.int64)
        for duty in self.scheme.document.duty:
            if duty.kind == "post" and duty.post:
                given[self.unit.vocabulary.code(Words.DUTY, duty.word)] = posts.index(duty.post)
        return given

    # ── a month

    def employed(self, month: int) -> Bools:
        """Employed on at least one day of the month, interrupted or not."""
        roster = self.unit.roster
        return overlaps(roster.entry, roster.leave, window(month))

    def in_service(self, month: int) -> Bools:
        """Employed and not interrupted on at least one day of the month."""
        roster = self.unit.roster
        return months_in_service(roster.entry, roster.leave, self.breaks, month, month) > 0

    def facts(self, month: int) -> Facts:
        """The facts of every person in a month, by the end of it."""
        roster, scheme = self.unit.roster, self.scheme
        duties = len(self.unit.vocabulary.words(Words.DUTY))
        holding = held(len(roster), duties, self.duty_months, month)
        posts = len(scheme.document.post)
        post = (
            highest_post(holding, self.post_of_duty, posts)
            if posts
            else np.zeros(len(roster), np.int64)
        )
        double: Bools = self._double(holding)
        rule = scheme.document.double
        if rule is not None and rule.post:
            own = [p.word for p in scheme.document.post].index(rule.post)
            post = np.where(double, own, post)
        seen = self.rated(month)
        return Facts(
            category=roster.category,
            post=post,
            double=double,
            holding=holding,
            education=self.education(month),
            degree=self.degree(month),
            qualification=self.qualification(month),
            rating=np.maximum(seen.of(month // 12 - 1, len(roster)), NONE),
            years={count.name: self.years(count, month) for count in scheme.document.count},
            rises={run.name: self.rises(run, month) for run in scheme.document.run},
            probation=(roster.probation_end > EARLIEST)
            & (month <= months_of(roster.probation_end)),
            entry=roster.entry,
            region=self.unit.settings.region,
            street=self.streets[0],
            streets=self.streets[1],
            community=roster.community,
            communities=roster.communities,
        )

    def _double(self, holding: Bools) -> Bools:
        rule = self.scheme.document.double
        if rule is None:
            return np.zeros(len(holding), dtype=np.bool_)
        codes = list(self.unit.vocabulary.codes(Words.DUTY, rule.duties))
        return np.asarray(holding[:, codes].all(axis=1), dtype=np.bool_)

    def groups(self, kind: str) -> tuple[Ints, tuple[str, ...]]:
        """Each person's community, street, or the one group of the whole unit ('')."""
        roster = self.unit.roster
        if kind == "community":
            return roster.community, roster.communities
        return self.streets if kind == "street" else (np.zeros(len(roster), np.int64), ("",))

    @cached_property
    def streets(self) -> tuple[Ints, tuple[str, ...]]:
        """Each person's street: from 花名册, else from 社区, else the whole unit ('')."""
        roster, communities = self.unit.roster, self.unit.events.communities
        by_community = dict(zip(communities.name, communities.street, strict=True))
        names = [
            own or by_community.get(roster.communities[c], "")
            for own, c in zip(roster.streets, roster.community.tolist(), strict=True)
        ]
        offered = tuple(dict.fromkeys(names))
        position = {name: i for i, name in enumerate(offered)}
        return ints([position[name] for name in names]), offered

    # ── education and qualification

    def education(self, month: int) -> Ints:
        """The highest 学历 that counts in the month."""
        credentials, roster = self.unit.events.credentials, self.unit.roster
        rank = self.scheme.education_rank
        return self._highest(
            rank, roster.education, self.recorded(DIPLOMA), credentials.obtained, month
        )

    def degree(self, month: int) -> Ints:
        """The highest 学位 that counts in the month; NONE for none."""
        credentials, roster = self.unit.events.credentials, self.unit.roster
        rank = self.scheme.rank(Words.DEGREE)
        return self._highest(
            rank, roster.degree, self.recorded(DEGREE), credentials.obtained, month
        )

    def recorded(self, kind: str) -> Bools:
        """The rows of 学历证书 of a kind."""
        result: Bools = self.unit.events.credentials.kind == CREDENTIAL_KINDS.index(kind)
        return result

    def qualification_dates(self) -> Ints:
        """The date from which each credential counts; BLANK: never."""
        credentials, rule = self.unit.events.credentials, self.scheme.document.qualifications
        if rule is None or rule.from_date == "obtained":
            return credentials.obtained
        return credentials.hired

    def qualification(self, month: int) -> Ints:
        """The highest 职业资格 that counts in the month; NONE for none."""
        roster = self.unit.roster
        none = np.full(len(roster), NONE, dtype=np.int64)
        dates = self.qualification_dates()
        held_now = self.recorded(QUALIFICATION) & (dates != BLANK)
        return self._highest(self.scheme.qualification_rank, none, held_now, dates, month)

    def _highest(self, rank: Ints, own: Ints, chosen: Bools, dates: Ints, month: int) -> Ints:
        """The highest level among a person's own and those in force."""
        credentials, entry = self.unit.events.credentials, self.unit.roster.entry
        person = credentials.person[chosen]
        day = dates[chosen]
        since = np.where(day <= entry[person], months_of(entry[person]), months_of(day) + 1)
        now = since <= month
        best = rank[own]
        np.maximum.at(best, person[now], rank[credentials.level[chosen][now]])
        code_of_rank = np.full(int(rank.max(initial=0)) + 2, NONE, dtype=np.int64)
        codes = np.arange(len(rank) - 1)
        code_of_rank[rank[:-1][rank[:-1] >= 0]] = codes[rank[:-1] >= 0]
        result: Ints = np.where(best < 0, NONE, code_of_rank[np.maximum(best, 0)])
        return result

    # ── years

    def rated(self, month: int) -> Rated:
        """Ratings as known in the month."""
        r = self.unit.events.ratings
        approved = np.where(self._late(self.in_time), EARLIEST, r.approved)
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
        scheme = self.scheme
        words = self.unit.vocabulary
        extra = tuple(
            (
                words.mask(Words.RATING, [e.rating]),
                -scheme.years(e.years) if e.less else scheme.years(e.years),
                e.since,
            )
            for e in count.extra
        )
        counts = np.where(words.mask(Words.RATING, count.ratings), RATIO, 0)
        for part in count.partial:
            counts[words.code(Words.RATING, part.rating)] = scheme.ratio(part.share)
        return Credit(
            counts=counts,
            extra=extra,
            by_months=count.basis in ("months", "service"),
            any_rating=count.basis == "service" or not any((count.ratings, count.partial)),
            unrated_before=count.unrated_before,
            unrated_as=words.code(Words.RATING, count.unrated_as) if count.unrated_as else UNRATED,
        )

    def counting_from(self, count: CountRule, month: int) -> tuple[Ints, Ints]:
        """The day from which service counts, and the opening figure (1/1200) that still counts."""
        roster = self.unit.roster
        opening = np.where(roster.opening_year == BLANK, 0, self._opening(count))
        if self.scheme.choice(count.breaks) != "reset":
            return roster.entry, opening
        ended = resumed(self.breaks, len(roster), month)
        year_end = _year_end(self.opening_year)
        return np.maximum(roster.entry, ended + 1), np.where(year_end < ended, 0, opening)

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
            reached = self._anniversary(entry, window(month - (count.present == "before")))
            return self._at_most(count, reached)
        for _, added in self.credits(count, month, entry):
            total = total + added
        return self._at_most(count, np.maximum(total, 0))

    def _at_most(self, count: CountRule, years: Ints) -> Ints:
        """The years (1/1200) within the count's limit."""
        if count.most is None:
            return years
        return np.minimum(years, self.scheme.years(count.most))

    def credits(self, count: CountRule, month: int, entry: Ints) -> list[tuple[int, Ints]]:
        """Each year and what it adds (1/1200), after the opening and from the entry year on."""
        roster = self.unit.roster
        credit, seen = self.credit(count), self.rated(month)
        entered = months_of(entry) // 12
        first = max(int(min(entered.min(initial=9999), 9999)), 1900)
        found: list[tuple[int, Ints]] = []
        extras = np.zeros(len(roster), dtype=np.int64)
        room = YEAR * 200 if count.extra_most is None else self.scheme.years(count.extra_most)
        end = self._counted_through(count, month)
        for year in range(first, end // 12 + 1):
            live = (year > self.opening_year) & (year >= entered)
            if not live.any():
                continue
            last = min(month_of(year, 12), end)
            months = months_in_service(entry, roster.leave, self.breaks, month_of(year, 1), last)
            rating = seen.of(year, len(roster))
            added, extra = rating_rules.credit_of_year(credit, rating, months, year)
            before = extras
            extras = np.minimum(extras + np.where(live, extra, 0), room)
            found.append((year, np.where(live, added, 0) + extras - before))
        return found

    def _counted_through(self, count: CountRule, month: int) -> int:
        """The last month that a count looks at: mostly December of the year before."""
        if count.basis == "calendar" and not (count.ratings or count.partial):
            return month  # a calendar year counts from its first month in service
        if count.present:
            return month - (count.present == "before")
        return (month - count.counts_from + 1) // 12 * 12 - 1

    def _anniversary(self, entry: Ints, frame: Window) -> Ints:
        """Whole years since entry, each day of interruption pushing the anniversary back."""
        lost = np.zeros(len(entry), dtype=np.int64)
        first = np.maximum(self.breaks.first, entry[self.breaks.person])
        last = np.minimum(self.breaks.last, frame.last)
        np.add.at(lost, self.breaks.person, np.maximum(last - first + 1, 0))
        begun = np.minimum(entry + lost, LATEST)
        years = [_whole_years(int(day), frame.last) for day in begun]
        return ints(years) * YEAR if years else np.empty(0, dtype=np.int64)

    def rises(self, run: Run, month: int) -> Ints:
        """Rises for top ratings through the year before."""
        roster, scheme = self.unit.roster, self.scheme
        opened = self.opening_year > _NO_OPENING
        streak = Streak(
            top=self.unit.vocabulary.mask(Words.RATING, run.ratings),
            length=scheme.count(run.length),
            mode=scheme.choice(run.mode),
            since=scheme.count(run.since),
            limit=scheme.count(run.limit),
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

    # ── part months

    def part_month(self, month: int) -> PartMonth:
        """Days that deduct in the month, and the others."""
        unit, scheme, frame = self.unit, self.scheme, window(month)
        roster, absences = unit.roster, unit.events.absences
        paid_on = scheme.marked(Words.LEAVING, "rest_of_month_paid")[roster.leaving]
        leave = np.where(
            paid_on & (roster.leave < LATEST), last_days(months_of(roster.leave)), roster.leave
        )
        unpaid = np.zeros(len(roster), dtype=np.int64)
        kinds = self.unpaid_kinds[absences.kind]
        dated = self.calendar_kinds[absences.kind]
        deducts = kinds & ~dated & (months_of(absences.first) == month)
        np.add.at(unpaid, absences.person[deducts], absences.halves[deducts])
        by_calendar = scheme.document.part_month.by == "calendar"
        days = days_between(
            np.maximum(absences.first, frame.first),
            np.minimum(absences.last, frame.last),
            calendar=by_calendar,
        )
        np.add.at(unpaid, absences.person[kinds & dated], 2 * days[kinds & dated])
        whole = scheme.choice(scheme.document.part_month.mode) == "whole"
        # Interruptions after the real last day are no interruptions of the paid rest of the month.
        inside = Breaks(
            self.breaks.person,
            self.breaks.first,
            np.minimum(self.breaks.last, roster.leave[self.breaks.person]),
        )
        return part_month(
            roster.entry, leave, inside, unpaid, frame, whole=whole, calendar=by_calendar
        )

    @cached_property
    def calendar_kinds(self) -> Bools:
        """By leave code, whether it is counted in calendar days; False for NONE."""
        words = [leave.word for leave in self.scheme.document.leave if leave.unit == "calendar"]
        return self.scheme.mask(Words.LEAVE, words)

    @cached_property
    def unpaid_kinds(self) -> Bools:
        """By leave code, whether its days deduct under the settings; False for NONE."""
        words = [
            leave.word for leave in self.scheme.document.leave if self.scheme.flag(leave.unpaid)
        ]
        return self.scheme.mask(Words.LEAVE, words)

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


def _whole_years(first: int, last: int) -> int:
    """Anniversaries of `first` that have come by `last` (29 February: 28)."""
    if first > last:
        return 0
    start, end = to_date(first), to_date(last)
    day = min(start.day, 28) if start.month == 2 and not _leap(end.year) else start.day
    return end.year - start.year - ((end.month, end.day) < (start.month, day))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
