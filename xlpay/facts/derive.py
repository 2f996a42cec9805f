"""From a unit's rows to the facts of a month: who holds what, which years count, who serves.

Nothing dated after the month is looked at, except that a duty handed over at a month's end is seen
to continue.  The same rows give the facts of any month, so a change between months is a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlpay.base.forms import CREDENTIAL_KINDS, DEGREE, DIPLOMA, HONOUR, QUALIFICATION, Words
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import (
    EARLIEST,
    LATEST,
    add_months,
    months_of,
)
from xlpay.facts.crediting import Crediting
from xlpay.policy.scheme import NONE
from xlpay.rules.births import Births, births_of
from xlpay.rules.facts import Facts
from xlpay.rules.scale import grade_columns

Former = tuple[Ints, Ints]  # post and grade (n,)


@dataclass(frozen=True)
class Derived(Crediting):
    """A unit under one version's words, with the facts of any month."""

    def facts(self, month: int) -> Facts:
        """The facts of every person in a month, by the end of it."""
        return self._facts(month, {})

    def _facts(self, month: int, memo: dict[int, Former]) -> Facts:
        roster, scheme = self.unit.roster, self.scheme
        holding = self.holding(month)
        post, double = self.post(holding), self.double(holding)
        seen = self.rated(month)
        former_post, former_grade = self.former(month, memo)
        return Facts(
            category=roster.category,
            post=post,
            double=double,
            holding=holding,
            education=self.education(month),
            degree=self.degree(month),
            qualification=self.qualification(month),
            further=self.further_qualifications(month),
            honours=self.honours(month),
            births=self.births if self._asks_sex else None,
            former_post=former_post,
            former_grade=former_grade,
            rating=np.maximum(seen.of(month // 12 - 1, len(roster)), NONE),
            years={count.name: self.years(count, month) for count in scheme.document.count},
            rises={run.name: self.rises(run, month) for run in scheme.document.run},
            probation=(self.probation_end > EARLIEST) & (month <= months_of(self.probation_end)),
            entry=roster.entry,
            region=self.unit.settings.region,
            street=self.streets[0],
            streets=self.streets[1],
            community=roster.community,
            communities=roster.communities,
        )

    @cached_property
    def probation_end(self) -> Ints:
        """The last day of probation (n,), as entered or so many months from entry.

        EARLIEST where there is none; a day before entry says so.
        """
        roster, rule = self.unit.roster, self.scheme.document.probation
        given = np.where(roster.probation_end < roster.entry, EARLIEST, roster.probation_end)
        months = 0 if rule is None else self.scheme.count(rule.months)
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
        since = self.since(month, self.post)
        changed = since > months_of(self.unit.roster.entry)
        for start in np.unique(since[changed]).tolist():
            if start - 1 not in known:
                facts = self._facts(start - 1, known)
                known[start - 1] = (facts.post, grade_columns(self.scheme, facts).grade)
            here = changed & (since == start)
            posts = np.where(here, known[start - 1][0], posts)
            grades = np.where(here, known[start - 1][1], grades)
        return posts, grades

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

    def honours(self, month: int) -> Ints:
        """(n, words): how often each honour was received, from the month after it."""
        rows, entry = self.unit.events.credentials, self.unit.roster.entry
        words = len(self.unit.vocabulary.words(Words.HONOUR))
        counted = np.zeros((len(entry), words), dtype=np.int64)
        chosen = self.recorded(HONOUR)
        person, day, level = rows.person[chosen], rows.obtained[chosen], rows.level[chosen]
        first = entry[person]
        since = np.where(day <= first, months_of(first), months_of(day) + 1)
        now = since <= month
        np.add.at(counted, (person[now], level[now]), 1)
        return counted

    def qualification_dates(self) -> Ints:
        """The date from which each credential counts; BLANK: never."""
        credentials, rule = self.unit.events.credentials, self.scheme.document.qualifications
        if rule is None or rule.from_date == "obtained":
            return credentials.obtained
        return credentials.hired

    def qualification(self, month: int, scale: int = 0) -> Ints:
        """The highest 职业资格 of a scale that counts in the month; NONE for none."""
        roster, rows = self.unit.roster, self.unit.events.credentials
        none = np.full(len(roster), NONE, dtype=np.int64)
        dates, recorded = self.qualification_dates(), self.recorded(QUALIFICATION)
        own = self.scheme.qualification_scale[np.where(recorded, rows.level, NONE)] == scale
        held_now = recorded & own & (dates != BLANK)
        return self._highest(self.scheme.qualification_rank, none, held_now, dates, month)

    def further_qualifications(self, month: int) -> tuple[Ints, ...]:
        """The same of each scale beside the main one."""
        scales = range(1, len(self.scheme.qualification_scales))
        return tuple(self.qualification(month, scale) for scale in scales)

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
