"""Who is there: employment, interruption, duties, places, the days of a month that deduct."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlpay.forms import Words
from xlpay.money import Bools, Ints, ints
from xlpay.months import (
    LATEST,
    last_days,
    months_of,
    overlaps,
    window,
)
from xlpay.policy.scheme import Scheme
from xlpay.rules.duties import effective_months
from xlpay.rules.service import (
    Breaks,
    PartMonth,
    days_between,
    months_in_service,
    part_month,
    unite,
)
from xlpay.unit import Unit


@dataclass(frozen=True)
class Standing:
    """A unit under one version's words: what does not depend on the month, computed once."""

    unit: Unit
    scheme: Scheme
    in_time: int = 0  # as if ratings that became known late in this month had been known in time

    @cached_property
    def breaks(self) -> Breaks:
        """Interruptions, united."""
        spells = self.unit.events.spells
        if not len(spells.person):
            return Breaks(spells.person, spells.first, spells.last)
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

    def employed(self, month: int) -> Bools:
        """Employed on at least one day of the month, interrupted or not."""
        roster = self.unit.roster
        return overlaps(roster.entry, roster.leave, window(month))

    def in_service(self, month: int) -> Bools:
        """Employed and not interrupted on at least one day of the month."""
        roster = self.unit.roster
        return months_in_service(roster.entry, roster.leave, self.breaks, month, month) > 0

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
