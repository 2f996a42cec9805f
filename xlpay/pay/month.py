"""A month of a unit being paid: its columns, its lines, its findings."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from xlpay.base.diagnostics import Diagnostic, find
from xlpay.base.forms import ROSTER
from xlpay.base.grid import cell_name
from xlpay.base.money import Bools, Ints
from xlpay.facts.derive import Derived
from xlpay.policy.scheme import Scheme
from xlpay.rules.asked import Pay
from xlpay.rules.facts import Facts
from xlpay.rules.lines import Line
from xlpay.rules.service import PartMonth
from xlpay.rules.sharing import Divided
from xlpay.unit.inputs import Unit

REDUCTION, ADJUSTMENT, GROSS = "缺勤及不足月扣款", "补发补扣", "应发合计"
OTHER, NET = "其他扣款", "实发合计"
REPORTED = "网格员月报酬"


@dataclass
class MonthPayroll:
    """A month of a unit.  Columns run over everyone in the roster; `people` lists who has a row."""

    unit: Unit
    scheme: Scheme
    month: int
    derived: Derived
    facts: Facts
    pay: Pay  # standards, as if the whole month were worked
    people: Ints
    scale: Bools  # paid by the components
    part: PartMonth
    standard: Ints  # the monthly standard
    lines: dict[str, Line] = field(default_factory=dict)  # what is paid or accrued this month
    gross: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    other: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    pools: list[Divided] = field(default_factory=list)  # divided by scores
    findings: list[Diagnostic] = field(default_factory=list)

    @property
    def paid_days(self) -> int:
        """Paid days a month, in 1/100."""
        return self.derived.paid_days(self.month)

    def where(self, person: int, header: str) -> str:
        """A person's cell in 花名册."""
        column = self.unit.columns.get(header, self.unit.columns["姓名"])
        return cell_name(int(self.unit.roster.rows[person]), column)

    def tell(self, code: str, person: int, header: str = "姓名", **words: object) -> None:
        """A finding at a person's cell in 花名册."""
        self.findings.append(at_person(self.unit, code, person, header, **words))

    def has_row(self) -> Bools:
        """By person, whether 工资发放表 has a row."""
        mask = np.zeros(len(self.unit.roster), dtype=np.bool_)
        mask[self.people] = True
        return mask


def at_person(
    unit: Unit, code: str, person: int, header: str = "姓名", **words: object
) -> Diagnostic:
    """A finding at a person's cell in 花名册."""
    roster = unit.roster
    column = unit.columns.get(header, unit.columns["姓名"])
    cell = cell_name(int(roster.rows[person]), column)
    return find(code, ROSTER.sheet, cell, roster.names[person], roster.identities[person], **words)
