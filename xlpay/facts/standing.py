"""Who is there: employment, interruption, duties, places, the days of a month that deduct."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Bools, Ints, ints
from xlpay.base.months import (
    LATEST,
    last_days,
    months_of,
    overlaps,
    window,
)
from xlpay.base.spelling import near_places
from xlpay.policy.scheme import Scheme
from xlpay.policy.text.values import DAY
from xlpay.rules.duties import effective_months, held, highest_post
from xlpay.rules.service import (
    Breaks,
    PartMonth,
    days_between,
    months_in_service,
    part_month,
    share_lost,
    unite,
)
from xlpay.unit.inputs import Unit


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

    def holding(self, month: int) -> Bools:
        """(n, duties): the duties in force in the month."""
        duties = len(self.unit.vocabulary.words(Words.DUTY))
        return held(len(self.unit.roster), duties, self.duty_months, month)

    def double(self, holding: Bools) -> Bools:
        """Who holds all duties of [double]."""
        rule = self.scheme.document.double
        if rule is None:
            return np.zeros(len(holding), dtype=np.bool_)
        codes = list(self.unit.vocabulary.codes(Words.DUTY, rule.duties))
        return np.asarray(holding[:, codes].all(axis=1), dtype=np.bool_)

    def post(self, holding: Bools) -> Ints:
        """The post (n,) that the duties held give; that of [double] where it is one of its own."""
        posts, rule = [p.word for p in self.scheme.document.post], self.scheme.document.double
        if not posts:
            return np.zeros(len(holding), np.int64)
        post = highest_post(holding, self.post_of_duty, len(posts))
        if rule is not None and rule.post:
            post = np.where(self.double(holding), posts.index(rule.post), post)
        return post

    def since(self, month: int, state: Callable[[Bools], Ints]) -> Ints:
        """The first month (n,) of what the duties held have given without a change up to now."""
        _, _, begins, ends = self.duty_months
        edges = np.unique(np.concatenate([begins, ends + 1]))
        now = state(self.holding(month))
        first: Ints = months_of(self.unit.roster.entry)
        live = np.ones(len(now), dtype=np.bool_)
        for edge in edges[edges <= month][::-1].tolist():
            changed = live & (state(self.holding(edge - 1)) != now)
            first = np.where(changed, np.maximum(first, edge), first)
            live &= ~changed
            if not live.any():
                break
        return first

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
    def near_communities(self) -> list[tuple[int, int]]:
        """Communities of which the second may be the first, spelt in another way."""
        return near_places(self.unit.roster.communities, self.unit.events.communities.name)

    @cached_property
    def near_streets(self) -> list[tuple[int, int]]:
        """Streets of which the second may be the first, spelt in another way."""
        return near_places(self.streets[1], self.unit.events.communities.street)

    def near_groups(self, kind: str) -> list[tuple[int, int]]:
        """Pairs of groups of which the second may be the first, spelt in another way."""
        if kind == "community":
            return self.near_communities
        return self.near_streets if kind == "street" else []

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
        scheme, rule = self.scheme, self.scheme.document.part_month
        whole = scheme.choice(rule.mode) == "whole"
        part = part_month(
            self.unit.roster.entry,
            self.last_paid,
            self._real_breaks,
            self._unpaid(month),
            window(month),
            whole_entry=whole or bool(rule.entering),
            whole_leave=whole or bool(rule.leaving),
            calendar=rule.by == "calendar",
        )
        if whole or not (rule.entering or rule.leaving):
            return part
        return replace(part, lost=self._lost(month))

    @cached_property
    def last_paid(self) -> Ints:
        """The last day that counts as employed: the month's, where the rest of it is paid."""
        roster = self.unit.roster
        paid_on = self.scheme.marked(Words.LEAVING, "rest_of_month_paid")[roster.leaving]
        return np.where(
            paid_on & (roster.leave < LATEST), last_days(months_of(roster.leave)), roster.leave
        )

    @cached_property
    def _real_breaks(self) -> Breaks:
        """Interruptions after the real last day are none of the paid rest of the month."""
        breaks = self.breaks
        last = np.minimum(breaks.last, self.unit.roster.leave[breaks.person])
        return Breaks(breaks.person, breaks.first, last)

    def whole_month(self, month: int) -> Bools:
        """Employed and not interrupted on every (Monday-Friday) day of the month."""
        nothing = np.zeros(len(self.unit.roster), dtype=np.int64)
        calendar = self.scheme.document.part_month.by == "calendar"
        frame = window(month)
        entry, leave = self.unit.roster.entry, self.last_paid
        part = part_month(entry, leave, self._real_breaks, nothing, frame, calendar=calendar)
        result: Bools = part.out == 0
        return result

    def _lost(self, month: int) -> Ints:
        """The share of the month (1e-6) lost by the day of entry or of leaving: the greater."""
        scheme, frame, rule = self.scheme, window(month), self.scheme.document.part_month
        lost = np.zeros(len(self.unit.roster), dtype=np.int64)
        entry, leave = self.unit.roster.entry, self.last_paid
        for steps, days, here in (
            (rule.entering, entry, (entry > frame.first) & (entry <= frame.last)),
            (rule.leaving, leave, (leave >= frame.first) & (leave < frame.last)),
        ):
            if steps:
                shares = [(step.through, scheme.ratio(step.share)) for step in steps]
                day = np.where(here, days - frame.first + 1, 1)
                lost = np.maximum(lost, np.where(here, share_lost(shares, day), 0))
        return lost

    def _unpaid(self, month: int) -> Ints:
        """Days of unpaid leave in the month, in halves."""
        frame, roster, absences = window(month), self.unit.roster, self.unit.events.absences
        unpaid = np.zeros(len(roster), dtype=np.int64)
        kinds = self.unpaid_kinds[absences.kind]
        dated = self.calendar_kinds[absences.kind]
        deducts = kinds & ~dated & (months_of(absences.first) == month)
        np.add.at(unpaid, absences.person[deducts], absences.halves[deducts])
        days = days_between(  # of the days employed: the others are out already
            np.maximum(np.maximum(absences.first, frame.first), roster.entry[absences.person]),
            np.minimum(np.minimum(absences.last, frame.last), self.last_paid[absences.person]),
            calendar=self.scheme.document.part_month.by == "calendar",
        )
        np.add.at(unpaid, absences.person[kinds & dated], 2 * days[kinds & dated])
        return unpaid

    def paid_days(self, month: int) -> int:
        """Paid days a month, in 1/100: the policy's number, or the month's own."""
        rule, frame = self.scheme.document.part_month, window(month)
        if not rule.of_month:
            return self.scheme.days(rule.days)
        return int(days_between(frame.first, frame.last, calendar=rule.by == "calendar")) * DAY

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
