"""The figures of 核对 that pay rests on: years, rises, grade and coefficient, as formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from xlpay.base.money import BLANK, Ints
from xlpay.base.months import months_of
from xlpay.pay.month import MonthPayroll
from xlpay.policy.schema.document import CountRule, Run
from xlpay.policy.terms.term import exact
from xlpay.recheck.gaps import Gaps
from xlpay.recheck.grid import Cells, quoted
from xlpay.recheck.inputs import (
    DUAL,
    EDUCATION,
    ENTRY,
    LEAVE,
    OPENED,
    OPENING,
    OPENING_RISES,
    OPENING_RUN,
    POST,
    TRIAL,
    Inputs,
)
from xlpay.results import common as results
from xlpay.results.tables import Kind


class Figures:
    """A month's people in the order of 工资发放表, and the columns made of them."""

    def __init__(self, run: MonthPayroll) -> None:
        self.run, self.scheme, self.facts = run, run.scheme, run.facts
        self.people, self.groups = results.by_community(run.unit, run.people)
        self.cells = Cells(len(self.people))
        self.gaps = Gaps(run)
        self.policy = quoted(run.scheme.document.scheme)
        self.inputs = Inputs(run, self.people, self.cells, self.gaps)

    def figure(
        self, name: str, kind: Kind, batch: Ints, why: Sequence[str], formula: Callable[[int], str]
    ) -> None:
        """A figure of those on the scale."""
        own = np.where(self.run.on_scale, batch, BLANK)[self.people]
        reasons = [why[i] for i in self.people.tolist()]
        texts = [formula(row) for row in range(len(self.people))]
        self.cells.figure(name, kind, own, texts, reasons)

    def call(self, name: str, *args: str) -> str:
        """A call, the policy its last argument."""
        return f"{name}({','.join([*args, self.policy])})"

    def years(self, count: CountRule) -> None:
        """折算年限 and the like, by CWYEARS."""
        cells = self.cells

        def formula(row: int) -> str:
            entry, ratings = (
                cells.cell(ENTRY, row),
                self.inputs.year_ranges(self.inputs.years[0], row),
            )
            opening = (cells.cell(OPENING, row), cells.cell(OPENED, row))
            rest = (*opening, cells.cell(LEAVE, row), self.inputs.breaks_of(row))
            return self.call("CWYEARS", entry, str(self.inputs.last_year), ratings, *rest)

        batch, why = self.facts.years[count.name], self.gaps.years(count)
        self.figure(count.name, Kind.YEARS, batch, why, formula)

    def rises(self, rule: Run) -> None:
        """Rises for top ratings, by CWBLOCKS."""
        cells, roster = self.cells, self.run.unit.roster
        held = rule.mode.setting
        means = rule.mode.value
        choices = [c for s in self.scheme.document.setting if s.name == held for c in s.choices]
        mode = next((quoted(c.word) for c in choices if c.means == means), "")
        limit = 1 if means == "once" else exact(rule.limit)

        def formula(row: int) -> str:
            i = int(self.people[row])
            first = max(self.inputs.years[0], int(months_of(roster.entry[i : i + 1])[0]) // 12)
            opened = bool(rule.opening_run and roster.opening_year[i] != BLANK)
            if roster.opening_year[i] != BLANK:
                first = max(first, int(roster.opening_year[i]) + 1)
            before = cells.cell(OPENING_RISES, row) if opened else ""
            if first > self.inputs.last_year:
                return before or "0"
            own = cells.cell(OPENING_RUN, row) if opened else ""
            gained = self.call("CWBLOCKS", self.inputs.year_ranges(first, row), mode, own)
            if not before:
                return gained
            if limit:
                return f"MAX({before},MIN({before}+{gained},{limit}))"
            return f"{before}+{gained}"

        batch, why = self.facts.rises[rule.name], self.gaps.rises(rule)
        self.figure(rule.name, Kind.COUNT, batch, why, formula)

    def grade(self) -> None:
        """Grade and coefficient, by CWGRADE and CWCOEF."""
        cells, rule, pay = self.cells, self.scheme.document.grade, self.run.pay
        assert rule is not None and pay.grade is not None

        def grade(row: int) -> str:
            args = (cells.cell(POST, row), cells.value(rule.count, row))
            return self.call("CWGRADE", *args, cells.cell(EDUCATION, row), cells.cell(DUAL, row))

        self.figure(rule.name, Kind.COUNT, pay.grade.grade, self.gaps.grade(), grade)
        if rule.steps and pay.coefficient is not None:
            self.figure(
                "系数",
                Kind.COEFFICIENT,
                pay.coefficient,
                self.gaps.coefficient(),
                lambda row: self.call("CWCOEF", self.graded(row)),
            )

    def graded(self, row: int) -> str:
        """The grade, or on probation the word of its own row."""
        rule, grade = self.scheme.document.probation, self.scheme.document.grade
        assert grade is not None
        trial = bool(self.facts.probation[self.people[row]])
        if trial and rule is not None and rule.mode.value == "row":
            return self.cells.cell(TRIAL, row)
        return self.cells.value(grade.name, row)
