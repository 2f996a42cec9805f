"""A month of a unit as it is paid: its columns, its lines, its findings; frozen once it is made."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import ROSTER
from xlpay.base.grid import Position
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.deductions.contributions import Contributed
from xlpay.facts.people import PeopleFacts
from xlpay.policy.terms.scheme import Scheme
from xlpay.rules.asked import Pay
from xlpay.rules.facts import Facts
from xlpay.rules.lines import Line
from xlpay.rules.service import PartMonth
from xlpay.rules.sharing import Divided
from xlpay.unit.inputs import Unit

REDUCTION, ADJUSTMENT, GROSS = "缺勤及不足月扣款", "补发补扣", "应发合计"
OTHER, DEDUCTED, NET = "其他扣款", "扣款合计", "实发合计"
ADVANCED, RECOVERED = "代垫", "代垫收回"
REPORTED = "网格员月报酬"


class Owing(msgspec.Struct, frozen=True, eq=False):
    """What people (n,) owe at the end of the month: advanced for them, or waiting to be taken."""

    kind: str
    amount: Ints
    advanced: bool


class MonthPayroll(msgspec.Struct, frozen=True):
    """A month of a unit.  Columns run over everyone in the roster.

    `people` lists who has a row in 工资发放表; `paid` says who is paid for the month: the others of
    `people` have back pay alone, which no comparison between months and no count goes by.

    `lines` stand in the order in which the stages made them: the components, then the sums.
    """

    unit: Unit
    scheme: Scheme
    month: int
    staff: PeopleFacts
    facts: Facts
    pay: Pay  # standards, as if the whole month were worked
    people: Ints
    paid: Bools
    scale: Bools  # paid by the components
    part: PartMonth
    standard: Ints  # the monthly standard
    lines: Mapping[str, Line]  # what is paid, accrued and deducted this month
    deductions: tuple[str, ...]  # the lines between gross and net
    pools: tuple[Divided, ...]  # divided by scores
    findings: tuple[Finding, ...]
    contributed: tuple[Contributed, ...] = ()  # the kinds that are computed
    blank: Mapping[str, Bools] = MappingProxyType({})  # whose figure of a line is not known
    owing: tuple[Owing, ...] = ()

    @property
    def provisional(self) -> Bools:
        """Of whom some figure is not known (n,), so that the net isn't either."""
        return provisional(self.blank, len(self.scale))

    def shown(self, name: str) -> Ints:
        """A line's amounts (n,) in fen as the sheets show them; BLANK where not known."""
        unknown = self.blank.get(name, np.zeros(len(self.scale), dtype=np.bool_))
        if name in (ADVANCED, NET):
            unknown = unknown | self.provisional
        found: Ints = np.where(unknown, BLANK, self.lines[name].amount)
        return found

    @property
    def gross(self) -> Ints:
        """应发合计 by person, fen."""
        return self.lines[GROSS].amount

    @property
    def paid_days(self) -> int:
        """Paid days a month, in 1/100."""
        return self.staff.part_months.paid_days(self.month)

    @property
    def on_scale(self) -> Bools:
        """Who is paid for the month by the components."""
        return self.paid & self.scale

    @property
    def reported(self) -> Bools:
        """Who is paid for the month the sum that the office states."""
        return self.paid & ~self.scale

    def where(self, person: int, header: str) -> Position:
        """A person's cell in 花名册."""
        column = self.unit.columns.get(header, self.unit.columns["姓名"])
        return Position(int(self.unit.roster.rows[person]), column)

    def has_row(self) -> Bools:
        """By person, whether 工资发放表 has a row."""
        mask = np.zeros(len(self.unit.roster), dtype=np.bool_)
        mask[self.people] = True
        return mask


def provisional(blank: Mapping[str, Bools], people: int) -> Bools:
    """Of whom some figure is not known (n,)."""
    found = np.zeros(people, dtype=np.bool_)
    for unknown in blank.values():
        found |= unknown
    return found


def at_person(unit: Unit, code: str, person: int, header: str = "姓名", **words: object) -> Finding:
    """A finding at a person's cell in 花名册."""
    roster = unit.roster
    column = unit.columns.get(header, unit.columns["姓名"])
    cell = Position(int(roster.rows[person]), column)
    return find(code, ROSTER.sheet, cell, roster.names[person], roster.identities[person], **words)
