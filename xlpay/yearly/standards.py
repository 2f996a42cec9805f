"""A year's money for a whole year, and whom it is for: the last month in service decides."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from msgspec import field
from msgspec.structs import replace

from xlpay.base.findings import Finding, find
from xlpay.base.forms import SETTINGS, Words
from xlpay.base.grid import NOWHERE
from xlpay.base.money import Bools, Ints
from xlpay.base.months import month_of
from xlpay.base.units import CodeColumn, CountColumn, FenColumn, PersonColumn
from xlpay.facts.people import PeopleFacts
from xlpay.kinds.yearly import YearPay, YearTable
from xlpay.pay.history import History, MonthFacts
from xlpay.pay.month import MonthPayroll, at_person
from xlpay.policy.schema.document import Yearly
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import exact, unfilled
from xlpay.rules.asked import grade_of
from xlpay.rules.bonus import rating_values
from xlpay.rules.components import evaluate
from xlpay.rules.conditions import matches, table_rows
from xlpay.rules.lines import Line
from xlpay.rules.sharing import Divided
from xlpay.rules.values import Stated, origin
from xlpay.unit.inputs import Unit

_YEAR: Final = 12


class YearEnd(msgspec.Struct):
    """A year's money of one kind.  Columns run over the roster; `people` lists who has a row."""

    unit: Unit
    scheme: Scheme
    rule: Yearly
    year: int
    people: PersonColumn
    rating: CodeColumn  # the code used
    months: CountColumn  # in service in the year
    standard: FenColumn  # the year's sum of a component, or the sum for a whole year
    line: Line
    reasons: dict[int, str] = field(default_factory=dict)  # why an amount is 0 or reduced
    findings: list[Finding] = field(default_factory=list)
    pools: list[Divided] = field(default_factory=list)  # by the weight of the rating
    own: list[Stated] = field(default_factory=list)  # whose sum has a clause of its own
    months_run: list[MonthPayroll] = field(default_factory=list)  # whose amounts are summed

    def values(self) -> Ints:
        """By rating code, its sum (fen) or weight (1e-6), 0 for none."""
        return rating_values(self.scheme, self.rule)

    def tell_unfilled(self) -> None:
        """The settings that the rule needs and that are not filled, each once.

        What becomes of unrated leavers is asked only where there are some.
        """
        asked_later = self.rule.unrated_leaver_gets.setting
        for name in dict.fromkeys(unfilled(self.rule)):
            if name == asked_later:
                continue
            self.lacks(name, "年终分配要用，填 0 或正数")

    def lacks(self, name: str, note: str) -> None:
        """Tells a setting that the money needs and that is not filled."""
        cell = self.unit.settings.cells.get(name, NOWHERE)
        self.findings.append(find("P-MISSING", SETTINGS.sheet, cell, name=name, note=note))

    def clauses(self) -> list[Stated]:
        """Whose rating's value has a clause of its own."""
        found = list[Stated]()
        for entry in self.rule.values:
            if entry.value.own:
                code = self.unit.vocabulary.code(Words.RATING, entry.rating)
                found.append((self.rating == code, origin(entry.value, "yearly.values")))
        return found


def last_months(staff: PeopleFacts, year: int) -> Ints:
    """The last month of the year in which each person (n,) is in service; -1: none."""
    last = np.full(len(staff.unit.roster), -1, dtype=np.int64)
    for month in range(month_of(year, 1), month_of(year, _YEAR) + 1):
        last = np.where(staff.service.in_service(month), month, last)
    return last


def entitled(past: History, staff: PeopleFacts, rule: Yearly, year: int) -> Bools:
    """Whom the money is for (n,), by what each was in the last month in service."""
    last = last_months(staff, year)
    who = np.zeros(len(last), dtype=np.bool_)
    for month in np.unique(last[last >= 0]).tolist():
        known = _known(past, staff, month)
        who |= (last == month) & matches(known.scheme, known.facts, rule.when)
    return who


def _known(past: History, staff: PeopleFacts, month: int) -> MonthFacts:
    """The facts of a month; under the year's own version where none pays in it."""
    return past.facts(month) or MonthFacts(staff, staff.facts(month))


def standards(result: YearEnd, past: History, staff: PeopleFacts, here: Bools) -> Ints:
    """The sum for a whole year by table or of a component, in each one's last month in service."""
    how, last = result.rule.how, last_months(staff, result.year)
    assert isinstance(how, YearTable | YearPay)
    standard = np.zeros(len(here), dtype=np.int64)
    for month in np.unique(last[here]).tolist():
        known = _known(past, staff, month)
        scheme, facts = known.scheme, replace(known.facts, rating=result.rating)
        pay = evaluate(scheme, facts)
        mine = here & (last == month)
        if isinstance(how, YearPay):
            amount = pay.lines[how.of].amount
        else:
            amount = np.full(len(here), exact(how.otherwise), dtype=np.int64)
            matched = np.zeros(len(here), dtype=np.bool_)
            for row, who in table_rows(scheme, facts, grade_of(pay), how):
                amount = np.where(who, exact(row.amount), amount)
                matched |= who
                result.own.append((mine & who, origin(row.amount, "yearly.rows")))
            if how.otherwise is not None:
                rest = (mine & ~matched, origin(how.otherwise, "yearly.otherwise"))
                result.own.append(rest)
            else:
                _tell_unmatched(result, mine & ~matched)
        standard = np.where(mine, amount, standard)
    return standard


def _tell_unmatched(result: YearEnd, who: Bools) -> None:
    for i in np.flatnonzero(who).tolist():
        result.findings.append(at_person(result.unit, "R-NOROW", i, component=result.rule.name))
