"""From a unit's rows to the facts of a month: who holds what, which years count, who serves.

Nothing dated after the month is looked at, except that a duty handed over at a month's end is seen
to continue.  The same rows give the facts of any month, so a change between months is a difference.
"""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.forms import Words
from xlpay.base.money import Ints
from xlpay.base.months import (
    EARLIEST,
    LATEST,
    add_months,
    months_of,
)
from xlpay.facts.credentials import CredentialsHeld
from xlpay.facts.credits import Credits
from xlpay.facts.duties import DutiesHeld
from xlpay.facts.leave import Leave
from xlpay.facts.part_months import PartMonths
from xlpay.facts.places import Places
from xlpay.facts.service import Service
from xlpay.policy.terms.scheme import NONE, Scheme
from xlpay.policy.terms.term import exact
from xlpay.rules.births import Births, births_of
from xlpay.rules.facts import Facts
from xlpay.rules.scale import grade_columns
from xlpay.unit.inputs import Unit

Former = tuple[Ints, Ints]  # post and grade (n,)


class PeopleFacts(msgspec.Struct, frozen=True, dict=True):
    """What is known of a unit's people under one version's words; each part is computed once.

    With `known_by` ratings that are known by the end of that month count as if known in time.
    """

    unit: Unit
    scheme: Scheme
    known_by: int = 0

    @cached_property
    def service(self) -> Service:
        return Service(self.unit, self.scheme)

    @cached_property
    def duties(self) -> DutiesHeld:
        return DutiesHeld(self.unit, self.scheme, self.service)

    @cached_property
    def leave(self) -> Leave:
        return Leave(self.unit, self.scheme)

    @cached_property
    def part_months(self) -> PartMonths:
        return PartMonths(self.unit, self.scheme, self.service, self.leave)

    @cached_property
    def credits(self) -> Credits:
        return Credits(self.unit, self.scheme, self.service, self.duties, self.known_by)

    @cached_property
    def credentials(self) -> CredentialsHeld:
        return CredentialsHeld(self.unit, self.scheme)

    @cached_property
    def places(self) -> Places:
        return Places(self.unit)

    def _in(self, month: int) -> Places:
        """The places of people in a month."""
        moved = self.unit.belonging is not None and month != self.unit.month
        return Places(self.unit.in_month(month)) if moved else self.places

    def facts(self, month: int) -> Facts:
        """The facts of every person in a month, by the end of it."""
        return self._facts(month, {})

    def by_ratings_of(self, facts: Facts, month: int, known_by: int) -> Facts:
        """The facts of a month, with the ratings that are known by the end of another."""
        credits = Credits(self.unit, self.scheme, self.service, self.duties, known_by)
        seen, document = credits.rated(month), self.scheme.document
        return replace(
            facts,
            rating=np.maximum(seen.of(month // 12 - 1, len(facts)), NONE),
            years={count.name: credits.years(count, month) for count in document.count},
            rises={run.name: credits.rises(run, month) for run in document.run},
        )

    def _facts(self, month: int, memo: dict[int, Former]) -> Facts:
        roster, scheme = self.unit.roster, self.scheme
        holding = self.duties.holding(month)
        post, double = self.duties.post(holding), self.duties.double(holding)
        seen = self.credits.rated(month)
        former_post, former_grade = self.former(month, memo)
        there = self._in(month)
        street, streets = there.streets
        return Facts(
            category=roster.category,
            post=post,
            double=double,
            holding=holding,
            education=self.credentials.education(month),
            degree=self.credentials.degree(month),
            qualification=self.credentials.qualification(month),
            further=self.credentials.further_qualifications(month),
            honours=self.credentials.honours(month),
            births=self.births if self._asks_sex else None,
            former_post=former_post,
            former_grade=former_grade,
            rating=np.maximum(seen.of(month // 12 - 1, len(roster)), NONE),
            years={count.name: self.credits.years(count, month) for count in scheme.document.count},
            rises={run.name: self.credits.rises(run, month) for run in scheme.document.run},
            probation=(self.probation_end > EARLIEST) & (month <= months_of(self.probation_end)),
            entry=roster.entry,
            region=self.unit.settings.region,
            street=street,
            streets=streets,
            community=there.unit.roster.community,
            communities=roster.communities,
        )

    @cached_property
    def probation_end(self) -> Ints:
        """The last day of probation (n,), as entered or so many months from entry.

        EARLIEST where there is none; a day before entry says so.
        """
        roster, rule = self.unit.roster, self.scheme.document.probation
        given = np.where(roster.probation_end < roster.entry, EARLIEST, roster.probation_end)
        months = 0 if rule is None else exact(rule.months)
        if rule is None or not months:
            return given
        has = (roster.probation_end == EARLIEST) & (roster.entry < LATEST)
        if rule.category:
            has &= self.scheme.mask(Words.CATEGORY, rule.category)[roster.category]
        ends = given.copy()
        for i in np.flatnonzero(has).tolist():
            ends[i] = add_months(int(roster.entry[i]), months) - 1
        return ends

    @cached_property
    def _asks_sex(self) -> bool:
        document = self.scheme.document
        asked = [c.when for c in document.component] + [c.unless for c in document.component]
        asked += [y.when for y in document.yearly] + [e.when for e in document.event]
        return any(condition.sex for condition in asked)

    @cached_property
    def births(self) -> Births:
        """Birth and sex of everybody."""
        return births_of(self.unit.roster.identities)

    def former(self, month: int, memo: dict[int, Former] | None = None) -> Former:
        """The post and grade (n,) had before the present post, by the rules in force; 0: none.

        The grade then may itself have been kept from an earlier post: `memo` holds what is known
        by month.
        """
        people = len(self.unit.roster)
        posts, grades = np.zeros(people, dtype=np.int64), np.zeros(people, dtype=np.int64)
        rule = self.scheme.document.grade
        if rule is None or not rule.keeps:
            return posts, grades
        known = {} if memo is None else memo
        since = self.duties.since(month, self.duties.post)
        changed = since > months_of(self.unit.roster.entry)
        for start in np.unique(since[changed]).tolist():
            if start - 1 not in known:
                facts = self._facts(start - 1, known)
                known[start - 1] = (facts.post, grade_columns(self.scheme, facts).grade)
            here = changed & (since == start)
            posts = np.where(here, known[start - 1][0], posts)
            grades = np.where(here, known[start - 1][1], grades)
        return posts, grades
