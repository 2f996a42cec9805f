"""What a check looks at: a month's run, who is there, and where a finding points.

Nothing dated after the month paid is looked at: "today" is its last day.
"""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import COMMUNITIES, ROSTER, Form, Words
from xlpay.base.grid import NOWHERE, Position
from xlpay.base.money import RATIO, Bools, Ints
from xlpay.base.months import Window, window
from xlpay.facts.people import PeopleFacts
from xlpay.pay.month import MonthPayroll
from xlpay.policy.schema.document import Check
from xlpay.policy.terms.scheme import Scheme, Vocabulary
from xlpay.rules.births import Births
from xlpay.rules.service import employed_on
from xlpay.unit.inputs import Unit

_KEY = np.int64(1) << 24  # more than any day number, so that (person, day) is one number


class View(msgspec.Struct, frozen=True, dict=True):
    """A month's run as the checks see it.  Masks run over everyone in the roster."""

    run: MonthPayroll

    @property
    def unit(self) -> Unit:
        return self.run.unit

    @property
    def scheme(self) -> Scheme:
        return self.run.scheme

    @property
    def staff(self) -> PeopleFacts:
        return self.run.staff

    @property
    def words(self) -> Vocabulary:
        return self.run.unit.vocabulary

    @property
    def month(self) -> int:
        return self.run.month

    @property
    def year(self) -> int:
        return self.run.month // 12

    @cached_property
    def frame(self) -> Window:
        """The first and last day of the month paid."""
        return window(self.run.month)

    # ── who is there

    @cached_property
    def serving(self) -> Bools:
        """In service on at least one day of the month."""
        return self.staff.service.in_service(self.month)

    @cached_property
    def paid(self) -> Bools:
        """In service in the month and paid by the components, left out of the run or not."""
        result: Bools = self.serving & self.run.scale
        return result

    @cached_property
    def present(self) -> Bools:
        """In service on the last day of the month."""
        roster, breaks, day = self.unit.roster, self.staff.service.breaks, self.frame.last
        there = employed_on(roster.entry, roster.leave, day)
        there[breaks.person[(breaks.first <= day) & (breaks.last >= day)]] = False
        return there

    @cached_property
    def counted(self) -> Bools:
        """Present, and of a category that counts towards staffing."""
        result: Bools = self.present & self.of_staff
        return result

    @cached_property
    def strength(self) -> Bools:
        """Present, and counted among the staff, paid here or not."""
        also = self.scheme.marked(Words.CATEGORY, "counted")[self.unit.roster.category]
        result: Bools = self.present & (self.of_staff | also)
        return result

    @cached_property
    def of_staff(self) -> Bools:
        """Of a category that counts towards staffing."""
        return self.scheme.marked(Words.CATEGORY, "quota")[self.unit.roster.category]

    @cached_property
    def leading(self) -> Bools:
        """By duty code, whether it gives a leader's post; False for NONE."""
        leaders = [post.leader for post in self.scheme.document.post]
        given = self.staff.duties.post_of_duty.tolist()
        return np.asarray([*(g >= 0 and leaders[g] for g in given), False], dtype=np.bool_)

    def breaks_of(self, person: Ints, first: Ints, last: Ints) -> Ints:
        """The latest break that shares a day with each row (n,); -1 for none."""
        breaks = self.staff.service.breaks  # united, sorted by person and day
        if not len(breaks.person):
            return np.full(len(person), -1, dtype=np.int64)
        key = breaks.person * _KEY + breaks.first
        at = np.searchsorted(key, person * _KEY + last, side="right") - 1
        near = np.maximum(at, 0)
        shared = (at >= 0) & (breaks.person[near] == person) & (breaks.last[near] >= first)
        result: Ints = np.where(shared, at, -1)
        return result

    @cached_property
    def births(self) -> Births:
        """Birth and sex as the identity numbers say."""
        return self.staff.births

    # ── parameters of a check

    def number(self, check: Check, key: str) -> int | None:
        """A check's value in 1e-6; None where the policy (or its setting) has none."""
        term = check.values.get(key)
        return None if term is None or term.value is None else int(term.value)

    def whole(self, check: Check, key: str) -> int | None:
        """A check's value as a whole number; None where there is none."""
        value = self.number(check, key)
        return None if value is None else value // RATIO

    def flagged(self, kind: Words, flag: str) -> tuple[str, ...]:
        """The words of a list that carry a flag in this version of the policy."""
        mask = self.scheme.marked(kind, flag)
        return tuple(word for word, on in zip(self.words.words(kind), mask, strict=False) if on)

    def duties(self, kind: str) -> tuple[str, ...]:
        """The words of duties of a kind."""
        return tuple(duty.word for duty in self.scheme.document.duty if duty.kind == kind)

    # ── what is not known

    def unknown(self, header: str) -> Bools:
        """Of whom a cell of 花名册 couldn't be used (n,)."""
        rows = {
            row
            for sheet, row, of in self.unit.unknown.cells
            if (sheet, of) == (ROSTER.sheet, header)
        }
        result: Bools = np.isin(self.unit.roster.rows, list(rows))
        return result

    # ── where a finding points

    def at(self, code: str, person: int, header: str = "姓名", /, **words: object) -> Finding:
        """A finding at a person's cell of 花名册."""
        roster = self.unit.roster
        name, identity = roster.names[person], roster.identities[person]
        return find(code, ROSTER.sheet, self.run.where(person, header), name, identity, **words)

    def of(self, code: str, form: Form, person: int, row: int = 0, /, **words: object) -> Finding:
        """A finding at a person's row of another sheet; without a row, at the sheet."""
        roster = self.unit.roster
        cell = Position(row, 1) if row else NOWHERE
        name, identity = roster.names[person], roster.identities[person]
        return find(code, form.sheet, cell, name, identity, **words)

    def at_community(self, code: str, name: str, /, **words: object) -> Finding:
        """A finding about a community: at its row of 社区, else at its first person's cell."""
        if name in self.listed:
            row = int(self.unit.events.communities.row[self.listed[name]])
            return find(code, COMMUNITIES.sheet, Position(row, 1), community=name, **words)
        person = self.first_people.get(name)
        cell = self.run.where(person, "社区") if person is not None else NOWHERE
        return find(code, ROSTER.sheet, cell, community=name, **words)

    @cached_property
    def listed(self) -> dict[str, int]:
        """By name of community, its place in the sheet 社区."""
        return {name: i for i, name in enumerate(self.unit.events.communities.name)}

    @cached_property
    def first_people(self) -> dict[str, int]:
        """By name of community, its first person: one on the staff and present, if there is any."""
        roster = self.unit.roster
        order = np.argsort(~self.counted, kind="stable")
        codes, first = np.unique(roster.community[order], return_index=True)
        people = order[first].tolist()
        return {roster.communities[c]: i for c, i in zip(codes.tolist(), people, strict=True)}


def by_community(view: View, who: Bools) -> Ints:
    """How many of them each community of the roster has."""
    roster = view.unit.roster
    counted: Ints = np.bincount(roster.community[who], minlength=len(roster.communities))
    return counted.astype(np.int64)
