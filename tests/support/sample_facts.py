"""What the computed month and year say of each person of a sample, as plain text."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

import msgspec
import numpy as np

from tests.support.months import awards, changes, compute, year_end
from xlpay import checks
from xlpay.base.codes import Severity
from xlpay.base.findings import Finding
from xlpay.base.forms import INPUT_FORMS, Words
from xlpay.base.grid import CellValue, Grid
from xlpay.base.money import RATIO, YEAR, decimal_text, yuan_text
from xlpay.base.months import month_of, month_text
from xlpay.pay.month import MonthPayroll
from xlpay.pay.promotion import Change
from xlpay.policy.files.load import load_shipped
from xlpay.sample.units import Rows
from xlpay.unit.inputs import Unit, read_unit
from xlpay.yearly.awards import Award
from xlpay.yearly.quota import quota_findings
from xlpay.yearly.standards import YearEnd

Facts = dict[str, str]


def grid_of(rows: Rows, sheet: str) -> Grid | None:
    """A sheet's rows as a grid with the form's headers; None for a sheet without rows."""
    if sheet not in rows:
        return None
    headers = {form.sheet: [field.header for field in form.fields] for form in INPUT_FORMS}[sheet]
    head: list[CellValue] = list(headers)
    body = [[row.get(header) for header in headers] for row in rows[sheet]]
    return Grid(sheet, [head, *body])  # type: ignore[list-item]


class Computed(msgspec.Struct, frozen=True, dict=True):
    """A unit read from its rows, and all that follows."""

    rows: Rows
    month: int | None = None

    @cached_property
    def _read(self) -> tuple[Unit, list[Finding]]:
        grids = {form.sheet: grid_of(self.rows, form.sheet) for form in INPUT_FORMS}
        unit, findings = read_unit(grids.get, load_shipped(), month=self.month)
        assert unit is not None, findings
        return unit, findings

    @property
    def unit(self) -> Unit:
        return self._read[0]

    @cached_property
    def run(self) -> MonthPayroll:
        run = compute(self.unit, self.unit.month)
        assert run is not None
        return run

    @cached_property
    def findings(self) -> list[Finding]:
        """Of reading, computing and the checks."""
        notices = awards(self.run)[1]
        return [*self._read[1], *self.run.findings, *checks.findings(self.run), *notices]

    @cached_property
    def changes(self) -> list[Change]:
        return changes(self.run)

    @cached_property
    def awards(self) -> list[Award]:
        return awards(self.run)[0]

    @cached_property
    def year(self) -> YearEnd:
        """The year before the month's."""
        year = self.unit.month // 12 - 1
        last = Computed(self.rows, month_of(year, 12)).unit
        scheme = last.scheme(last.month)
        assert scheme is not None
        (rule,) = scheme.document.yearly
        result = year_end(last, rule, year)
        result.findings += quota_findings(last, scheme, [year], Severity.ERROR)
        return result

    def person(self, name: str) -> int:
        return self.unit.roster.names.index(name)

    def _weight(self, i: int) -> str:
        """A person's yearly money per accrual, as a multiple of that of a 合格 of the community."""
        year, roster, words = self.year, self.unit.roster, self.unit.vocabulary
        good = (year.rating == words.code(Words.RATING, "合格")) & (year.line.amount > 0)
        other = int(np.flatnonzero(good & (roster.community == roster.community[i]))[0])
        amount, standard = year.line.amount.tolist(), year.standard.tolist()
        rate = Fraction(amount[i] * standard[other], amount[other] * standard[i] or 1)
        return f"{float(rate):.4g}"

    def facts(self, name: str) -> Facts:
        """A person's figures by header; changes as 变动:cause, the year's money as 年终."""
        i, run = self.person(name), self.run
        document = run.scheme.document
        found = {"社区": self.unit.roster.communities[self.unit.roster.community[i]]}
        found["行"] = "有" if i in run.people else "无"
        if i in run.people:
            lines = {line.name: int(line.amount[i]) for line in run.lines.values()}
            found |= {key: yuan_text(fen) for key, fen in lines.items() if fen}
            found |= {
                key: decimal_text(int(value[i]) * 100 // YEAR, 100)
                for key, value in run.facts.years.items()
            }
        if i in run.people and run.scale[i] and run.pay.grade and run.pay.coefficient is not None:
            found["岗位"] = document.post[run.facts.post[i]].word
            found["等级"] = str(run.pay.grade.grade[i])
            found["系数"] = decimal_text(int(run.pay.coefficient[i]), RATIO)
        for change in self.changes:
            if change.person == i:
                found[f"变动:{change.cause}"] = yuan_text(change.amount)
                if change.back_pay:
                    found["执行月份"] = month_text(change.since)
                    found["补发建议"] = yuan_text(change.back_pay)
        found |= {award.name: yuan_text(award.fen) for award in self.awards if award.person == i}
        if i in self.year.people:
            found["年终"] = yuan_text(int(self.year.line.amount[i]))
            found["月数"] = str(self.year.months[i])
            found["原因"] = self.year.reasons.get(i, "")
            found["分配比"] = self._weight(i)
        return found
