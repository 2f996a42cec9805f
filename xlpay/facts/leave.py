"""Leave, counted in one place: its spells, its days by unit, within any frame.

A spell is what rows of the given kinds make that touch or overlap: how the leave was cut into rows
doesn't matter, and no day is counted twice.  A number of days as entered belongs to its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, Literal

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.intervals import days_between, unite
from xlpay.base.money import DAY, Bools, Ints
from xlpay.base.months import (
    EARLIEST,
    LATEST,
    Window,
    add_months,
    months_of,
    overlaps,
    to_date,
    window,
)
from xlpay.base.workdays import PLAIN, WorkDays
from xlpay.policy.terms.scheme import Scheme
from xlpay.rules.service import Breaks
from xlpay.unit.inputs import Unit

HALVES: Final = 2  # a day of leave in halves, as entered
_SHORTEST_MONTH: Final = 28


class LeaveSpells(msgspec.Struct, frozen=True):
    """Stretches of leave without a gap (m,): whose, first and last day; by person and day."""

    people: int
    person: Ints
    first: Ints
    last: Ints

    def within(self, first: Ints | int, last: Ints | int) -> LeaveSpells:
        """What lies from one day to another, the same for everybody or each person's (n,)."""
        low = np.maximum(self.first, np.broadcast_to(first, self.people)[self.person])
        high = np.minimum(self.last, np.broadcast_to(last, self.people)[self.person])
        return LeaveSpells(self.people, self.person, low, high)._where(low <= high)

    def touching(self, frame: Window) -> LeaveSpells:
        """Those with a day in the frame, whole."""
        return self._where(overlaps(self.first, self.last, frame))

    def reaching(self, months: int) -> LeaveSpells:
        """Those that last to the same day so many months after their first, or longer."""
        long = self.last - self.first >= _SHORTEST_MONTH * months
        for i in np.flatnonzero(long).tolist():
            long[i] = self.last[i] >= add_months(int(self.first[i]), months)
        return self._where(long)

    def _where(self, chosen: Bools) -> LeaveSpells:
        columns = (column[chosen] for column in (self.person, self.first, self.last))
        return LeaveSpells(self.people, *columns)

    def count(self) -> Ints:
        """How many spells each person has (n,)."""
        return np.bincount(self.person, minlength=self.people).astype(np.int64)

    def days(self, *, calendar: bool, work: WorkDays = PLAIN) -> Ints:
        """Calendar days, or days of work, of each person (n,)."""
        total = np.zeros(self.people, dtype=np.int64)
        days = days_between(self.first, self.last, calendar=calendar, work=work)
        np.add.at(total, self.person, days)
        return total


class LeaveRows(msgspec.Struct, frozen=True):
    """Rows of 请假考勤 (m,); `halves` are the days entered, `by_calendar` the unit of the kind."""

    people: int
    row: Ints
    person: Ints
    kind: Ints
    first: Ints
    last: Ints
    halves: Ints
    by_calendar: Bools

    def where(self, chosen: Bools) -> LeaveRows:
        """The rows chosen (m,)."""
        columns = (self.row, self.person, self.kind, self.first, self.last, self.halves)
        row, person, kind, first, last, halves = (column[chosen] for column in columns)
        by_calendar = self.by_calendar[chosen]
        return LeaveRows(self.people, row, person, kind, first, last, halves, by_calendar)

    def touching(self, frame: Window) -> LeaveRows:
        """The rows with a day in the frame."""
        return self.where(overlaps(self.first, self.last, frame))

    def spells(self) -> LeaveSpells:
        """The rows united, whatever their kinds."""
        return LeaveSpells(self.people, *unite(self.person, self.first, self.last, adjacent=True))

    def times(self) -> Ints:
        """How many rows each person has (n,)."""
        return np.bincount(self.person, minlength=self.people).astype(np.int64)

    def entered(self) -> Ints:
        """The days entered of each person (n,), in halves."""
        total = np.zeros(self.people, dtype=np.int64)
        np.add.at(total, self.person, self.halves)
        return total

    def days_employed(
        self, first: Ints, last: Ints, breaks: Breaks, work: WorkDays = PLAIN
    ) -> Ints:
        """By row, the days by its dates and unit in employment (from first to last day, by person)
        and not interrupted (m,)."""
        low, high = np.maximum(self.first, first[self.person]), last[self.person]
        high = np.minimum(self.last, high)
        days = days_between(low, high, calendar=self.by_calendar, work=work)
        for i in np.flatnonzero(np.isin(self.person, breaks.person)).tolist():
            own = breaks.person == self.person[i]
            begins = np.maximum(breaks.first[own], low[i])
            ends = np.minimum(breaks.last[own], high[i])
            calendar = bool(self.by_calendar[i])
            days[i] -= days_between(begins, ends, calendar=calendar, work=work).sum()
        return days

    # ── of one person, by first day

    def by_person(self) -> Iterator[tuple[int, LeaveRows]]:
        """Each person's rows, by first day."""
        order = np.argsort(self.first, kind="stable")
        groups: dict[int, list[int]] = {}
        for i in order.tolist():
            groups.setdefault(int(self.person[i]), []).append(i)
        for person, own in groups.items():
            yield person, self.where(np.asarray(own))

    def most_in_a_year(self, frame: Window, work: WorkDays = PLAIN) -> tuple[int, int]:
        """Of the twelve months from the first day of each row, the most: since when, in halves.

        Twelve months that ended before the frame don't count, nor does what comes after it.  A row
        that reaches past the twelve months counts with its days of work inside them.
        """
        best = (0, 0)
        for since in self.first.tolist():
            after = add_months(since, 12)
            if after <= frame.first:
                continue
            end = min(after - 1, frame.last)
            inside = HALVES * work.at_most(self.first, np.minimum(self.last, end))
            begun = (self.first >= since) & (self.first <= end)
            halves = int(np.minimum(self.halves, inside)[begun].sum())
            best = max(best, (since, halves), key=lambda found: found[1])
        return best

    def longest_run(self, work: WorkDays = PLAIN) -> tuple[int, int]:
        """Rows with no day of work between them are one run: since when, days in halves."""
        best, run = (0, 0), (0, 0)
        end: int | None = None
        spans = zip(self.first.tolist(), self.last.tolist(), self.halves.tolist(), strict=True)
        for first, last, halves in spans:
            goes_on = end is not None and not int(work.between(end + 1, first - 1))
            run = (run[0], run[1] + halves) if goes_on else (first, halves)
            end = last if end is None else max(end, last)
            best = max(best, run, key=lambda found: found[1])
        return best


class LeaveDay(msgspec.Struct, frozen=True):
    """A day on leave: its halves, the first day of its spell, the leave before it in the year."""

    day: int
    halves: int
    by_calendar: bool
    since: int
    earlier: int  # halves in the same calendar year

    def counts(self, *, calendar: bool, work: WorkDays = PLAIN) -> bool:
        """Whether it is a day of a month that is counted by calendar days or days of work."""
        return self.halves > 0 and (not self.by_calendar or calendar or work.include(self.day))

    def after(self, per: Literal["spell_months", "spell_days", "year_days"]) -> int:
        """How much leave lies before it: months or days of the spell, or days of the year."""
        if per == "spell_days":
            return self.day - self.since
        if per == "year_days":
            return self.earlier // HALVES
        months = 0
        while add_months(self.since, months + 1) <= self.day:
            months += 1
        return months


class Leave(msgspec.Struct, frozen=True, dict=True):
    """The leave of a unit's people under one version's words."""

    unit: Unit
    scheme: Scheme

    @cached_property
    def rows(self) -> LeaveRows:
        """Every row."""
        rows = self.unit.events.absences
        words = [leave.word for leave in self.scheme.document.leave if leave.unit == "calendar"]
        by_calendar = self.scheme.mask(Words.LEAVE, words)[rows.kind]
        columns = (rows.row, rows.person, rows.kind, rows.first, rows.last, rows.halves)
        return LeaveRows(len(self.unit.roster), *columns, by_calendar)

    @cached_property
    def of_pay(self) -> WorkDays:
        """The days that pay of a part month goes by: a moved day, where the month's own days do."""
        rule = self.scheme.document.part_month
        own = rule.mode.value == "month" or rule.of_month
        return self.unit.work_days if own else PLAIN

    @cached_property
    def unpaid_kinds(self) -> Bools:
        """By leave code, whether its days deduct under the settings; False for NONE."""
        words = [leave.word for leave in self.scheme.document.leave if bool(leave.unpaid.value)]
        return self.scheme.mask(Words.LEAVE, words)

    def of(self, words: Iterable[str]) -> LeaveRows:
        """The rows of these kinds."""
        return self.rows.where(self.scheme.mask(Words.LEAVE, words)[self.rows.kind])

    def marked(self, flag: str) -> LeaveRows:
        """The rows of kinds that carry a flag."""
        return self.rows.where(self.scheme.marked(Words.LEAVE, flag)[self.rows.kind])

    def unpaid(self, month: int, first: Ints, last: Ints, breaks: Breaks) -> Ints:
        """Days that deduct in a month, in halves (n,), of those from each first to last day.

        Working days deduct as entered in the month of their first day; kinds of the calendar by
        their dates, in the unit of the part-month rule, but for days of interruption, which deduct
        by themselves.
        """
        rows = self.rows.where(self.unpaid_kinds[self.rows.kind])
        entered = rows.where(~rows.by_calendar & (months_of(rows.first) == month)).entered()
        dated = rows.where(rows.by_calendar).spells().within(*window(month)).within(first, last)
        calendar = self.scheme.document.part_month.by == "calendar"
        days = dated.days(calendar=calendar, work=self.of_pay)
        left = np.arange(len(breaks.person))
        while len(left):  # the first of each person's interruptions, then the next
            person, at = np.unique(breaks.person[left], return_index=True)
            from_day, to_day = np.full(len(first), LATEST), np.full(len(first), EARLIEST)
            from_day[person], to_day[person] = breaks.first[left[at]], breaks.last[left[at]]
            days = days - dated.within(from_day, to_day).days(calendar=calendar, work=self.of_pay)
            left = np.delete(left, at)
        return entered + HALVES * days

    def away(self, words: Iterable[str], unit: str, frame: Window) -> Ints:
        """Days of these kinds in a frame (n,), 1/100; times × 100 where the unit is times.

        A row inside the frame counts as entered, but for a unit other than its kind's; else days
        count by their dates, in the unit, or in that of the kind where none is given ('').
        """
        rows = self.of(words).touching(frame)
        if unit == "times":
            return rows.times() * DAY
        by_calendar = np.full(len(rows.row), unit == "calendar") if unit else rows.by_calendar
        inside = (rows.first >= frame.first) & (rows.last <= frame.last)
        as_entered = inside & (by_calendar == rows.by_calendar)
        total = rows.where(as_entered).entered() * (DAY // HALVES)
        for calendar in (True, False):
            dated = rows.where(~as_entered & (by_calendar == calendar)).spells()
            days = dated.within(*frame).days(calendar=calendar, work=self.unit.work_days)
            total = total + days * DAY
        return total

    def days(self, words: Iterable[str], month: int) -> dict[int, list[LeaveDay]]:
        """By person on leave of these kinds in a month, each day of it through the month's end.

        Half days go to the first days of work of a row.
        """
        frame, rows = window(month), self.of(words)
        rows = rows.where(rows.first <= frame.last)
        rows = rows.where(np.isin(rows.person, rows.person[rows.last >= frame.first]))
        spells = rows.spells()
        found: dict[int, dict[int, tuple[int, bool]]] = {}
        works = self.unit.work_days.include
        for i in range(len(rows.row)):
            own, left = found.setdefault(int(rows.person[i]), {}), int(rows.halves[i])
            dated = bool(rows.by_calendar[i])
            for day in range(int(rows.first[i]), min(int(rows.last[i]), frame.last) + 1):
                halves = HALVES if dated else min(HALVES, left) if works(day) else 0
                left -= halves
                own.setdefault(day, (halves, dated))
        return {
            person: _in_order(own, spells.first[spells.person == person])
            for person, own in found.items()
        }


def _in_order(own: dict[int, tuple[int, bool]], begins: Ints) -> list[LeaveDay]:
    """The days of one person, with the first day of their spell and what lies before them."""
    found, earlier, year = list[LeaveDay](), 0, 0
    for day, (halves, dated) in sorted(own.items()):
        if to_date(day).year != year:
            earlier, year = 0, to_date(day).year
        since = int(begins[np.searchsorted(begins, day, side="right") - 1])
        found.append(LeaveDay(day, halves, dated, since, earlier))
        earlier += halves
    return found
