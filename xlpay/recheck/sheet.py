"""核对: each person's years, grade and pay once more, as worksheet functions over input values.

What a function is given stands in helper columns left of it; the batch's own figure stands beside
each formula, and TRUE or FALSE behind.  What the functions can't express shows 未核, with why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from xlpay.base.money import BLANK, FEN, RATIO, decimal_text
from xlpay.base.months import month_text
from xlpay.catalogue import allowances, scale
from xlpay.kinds.amounts import Coefficient, Fixed, Rises, YearsOf
from xlpay.kinds.scores import Pooled
from xlpay.kinds.table import LookedUp
from xlpay.pay.month import ADJUSTMENT, GROSS, REDUCTION, REPORTED, MonthPayroll
from xlpay.pay.pooling import SCORE
from xlpay.pay.reducing import paid_days
from xlpay.policy.schema.document import Component
from xlpay.policy.terms.definitions import bases_of, reduced_together
from xlpay.policy.terms.term import Term, exact
from xlpay.recheck.figures import Figures
from xlpay.recheck.gaps import Role, is_reduced
from xlpay.recheck.inputs import EDUCATION, OUT, PAID, QUALIFICATION, SHARE
from xlpay.results import common as results
from xlpay.results.tables import Column, Kind, Table
from xlpay.rules.conditions import applies
from xlpay.rules.expr import Shown, fen
from xlpay.rules.partmonth import reduction
from xlpay.rules.rounding import Rounding, rounding
from xlpay.rules.service import PartMonth

CHECK: Final = "核对"
_SCORE: Final = RATIO // SCORE
_STATED: Final = (Fixed, Pooled)
_TOTAL: Final = "CWTOTAL"
_GRADED: Final[tuple[tuple[Role, str], ...]] = (
    (scale.is_total, _TOTAL),
    (scale.is_base, "CWBASE"),
    (scale.is_accrual, "CWPERF"),
)
_LOOKED_UP: Final[tuple[tuple[Role, str, str], ...]] = (
    (allowances.is_education_table, "CWEDU", EDUCATION),
    (allowances.is_qualification_table, "CWCERT", QUALIFICATION),
)
_BY_COUNT: Final[tuple[tuple[Role, str], ...]] = (
    (allowances.is_years, "CWASSESS"),
    (allowances.is_rises, "CWJYBASE"),
)


def check(run: MonthPayroll) -> Table:
    """The sheet 核对 of a month."""
    return _Check(run).table()


class _Check:
    """All figures in the order in which each needs those before it."""

    def __init__(self, run: MonthPayroll) -> None:
        self.run, self.scheme = run, run.scheme
        self.figures = figures = Figures(run)
        self.people, self.cells = figures.people, figures.cells
        self.gaps, self.inputs = figures.gaps, figures.inputs

    def table(self) -> Table:
        """Helper columns, then the figures in the order in which each needs those before."""
        cells, run = self.cells, self.run
        for column in results.people_columns(run.unit, self.people):
            cells.add(column.header, column)
        self.inputs.add()
        for count in self.scheme.document.count:
            self.figures.years(count)
        for rule in self.scheme.document.run:
            self.figures.rises(rule)
        if run.pay.grade is not None:
            self.figures.grade()
        for component in self.scheme.document.component:
            self._component(component)
        self._sums()
        why = ["；".join(reasons) or None for reasons in cells.why]
        cells.add("未核原因", Column("未核原因", Kind.WIDE, why, width=40.0))
        before = results.note_line(run.unit, month_text(run.month))
        title = f"{run.unit.settings.unit}{CHECK}：函数重算与工资发放表"
        return Table(
            CHECK,
            "check",
            title,
            cells.count_text(before),
            tuple(cells.columns),
            note_formula=(lambda at: cells.count_formula(before, at)) if len(self.people) else None,
        )

    def _component(self, component: Component) -> None:
        role, formula = self._formula(component)
        how = component.how
        if isinstance(how, _STATED) and role is not None:
            why = self.gaps.stated(component)
        else:
            why = self.gaps.component(component, role)
        if isinstance(how, YearsOf):
            why = self.gaps.whole_years(how, why)
        batch = self.run.lines[component.name].amount
        text = formula
        if is_reduced(component):
            to = rounding(component.rounding, component.rounds)
            text, why = self._less_part(formula, to), self.gaps.in_part_month(why)
        if isinstance(how, Pooled) and role is not None:
            scores = self.run.unit.events.scores
            if (scores.month == self.run.month).any():
                if other := self.gaps.of_pool(component):
                    why = self.gaps.everyone(other)
                elif how.group == "community":
                    text = self._pooled(component, text)
                else:
                    why = self.gaps.everyone("总量不按社区分，这里的人按社区排")
        self.figures.figure(component.name, Kind.MONEY, batch, why, text)

    def _less_part(self, formula: Callable[[int], str], to: Rounding) -> Callable[[int], str]:
        """A sum less its own reduction in a part month, rounded as the component is."""
        cells = self.cells

        def text(row: int) -> str:
            whole, days = formula(row), (cells.cell(OUT, row), cells.cell(PAID, row))
            less = f"{whole}-{self.figures.call('CWPART', whole, *days)}"
            if to.plain:
                return f"ROUND({less},2)"
            return f"{to.name}(ROUND({less},2),{to.places})"

        return text

    def _pooled(self, component: Component, own: Callable[[int], str]) -> Callable[[int], str]:
        """The community's own shares divided by score × own share, where all have a score."""
        run, cells, name = self.run, self.cells, component.name
        part, score, weight = f"{name}份额", f"{name}得分", f"{name}权重"
        whole = np.where(run.on_scale, run.pay.lines[name].amount, BLANK)[self.people]
        held = fen(np.where(whole == BLANK, 0, whole), Shown(name))
        taken = reduction(held, self._part(), paid_days(run)).in_fen
        share = np.where(whole == BLANK, BLANK, whole - taken)
        scores = run.unit.events.scores
        given = np.full(len(run.scale), BLANK, dtype=np.int64)
        now = scores.month == run.month
        given[scores.person[now]] = scores.score[now]
        theirs = given[self.people]
        scored = (theirs != BLANK) & (share != BLANK)
        weights = np.where(scored, theirs * np.where(scored, share, 0), BLANK)
        rows = range(len(self.people))
        cells.step(part, Kind.MONEY, share, [own(row) for row in rows])
        cells.numbers(score, Kind.COEFFICIENT, np.where(scored, theirs * _SCORE, BLANK))
        product = [f"ROUND({cells.cell(score, r)}*{cells.cell(part, r)},6)" for r in rows]
        cells.step(weight, Kind.COEFFICIENT, weights, product)
        found = [cells.cell(part, row) for row in rows]
        for group in self.figures.groups:
            here = slice(group.start, group.stop)
            members = share[here] != BLANK
            if not members.any() or not scored[here][members].all():
                continue
            if not (weights[here][members] > 0).any():
                continue
            last = group.stop - 1
            pool = f"ROUND(SUM({cells.span(part, group.start, last)}),2)"
            parts = f"CWSHARE({pool},{cells.span(weight, group.start, last)})"
            for row in range(group.start, group.stop):
                found[row] = f"INDEX({parts},{row - group.start + 1})"
        return lambda row: found[row]

    def _part(self) -> PartMonth:
        """The days of the people shown."""
        part = self.run.part
        return PartMonth(part.out[self.people], part.paid[self.people])

    def _formula(self, component: Component) -> tuple[Role | None, Callable[[int], str]]:
        """The function of a component's kind, and its call in a row."""
        how, place = component.how, self._place(component)
        if self.run.pay.grade is not None and place:
            for role, name in _GRADED:
                if role(component):
                    return role, self._scaled(name, place)
        for role, name, key in _LOOKED_UP:
            if role(component) and isinstance(how, LookedUp):
                return role, self._looked_up(name, key, how)
        for role, name in _BY_COUNT:
            if role(component) and isinstance(how, YearsOf | Rises):
                return role, self._counted(name, how.of)
        if isinstance(how, _STATED) and not how.made_of():
            return self._stated(component, how.amount)
        return None, lambda row: ""

    def _scaled(self, name: str, place: str) -> Callable[[int], str]:
        """A sum by grade of a place; the total alone is whole, all else is a share of it."""
        cells, share = self.cells, name != _TOTAL

        def formula(row: int) -> str:
            own = (cells.cell(SHARE, row),) if share else ()
            return self.figures.call(name, self.figures.graded(row), cells.cell(place, row), *own)

        return formula

    def _looked_up(self, name: str, key: str, table: LookedUp) -> Callable[[int], str]:
        """A sum by a word; what is paid otherwise where the word is blank."""
        otherwise = decimal_text(exact(table.otherwise), FEN)

        def formula(row: int) -> str:
            own = self.cells.cell(key, row)
            if not own:
                return otherwise
            return f'IF({own}="",{otherwise},{self.figures.call(name, own)})'

        return formula

    def _counted(self, name: str, of: str) -> Callable[[int], str]:
        """A sum by a number of years or of rises."""
        return lambda row: self.figures.call(name, self.cells.value(of, row))

    def _place(self, component: Component) -> str:
        """The base that a component of the scale hangs on."""
        hows = [c.how for c in self.scheme.document.component]
        names = [*bases_of(component), *(h.base for h in hows if isinstance(h, Coefficient))]
        return next((name for name in names if name), "")

    def _stated(self, component: Component, term: Term | None) -> tuple[Role, Callable[[int], str]]:
        """A sum that the policy or the office states, for whom it is due."""
        amount = exact(term)
        due = applies(self.scheme, self.run.facts, component) & self.run.on_scale
        key = f"{component.name}标准"
        self.cells.numbers(key, Kind.MONEY, self.inputs.of(np.where(due, amount, BLANK)))
        shown = due[self.people].tolist()
        return (
            lambda other: other.name == component.name,
            lambda row: self.cells.cell(key, row) if shown[row] else "0",
        )

    def _sums(self) -> None:
        """缺勤及不足月扣款 of the whole standard, and 应发合计."""
        cells, run = self.cells, self.run
        stated = np.where(run.reported, run.standard, BLANK)
        cells.numbers(REPORTED, Kind.MONEY, self.inputs.of(stated))
        adjusted = run.lines[ADJUSTMENT].amount
        cells.numbers(
            ADJUSTMENT, Kind.MONEY, self.inputs.of(np.where(adjusted == 0, BLANK, adjusted))
        )
        components = self.scheme.document.component
        standard = [c.name for c in components if reduced_together(c)]
        monthly = [c.name for c in components if c.pay == "monthly"]

        def total(names: Sequence[str], row: int) -> str:
            if not run.scale[self.people[row]]:
                return cells.cell(REPORTED, row)
            return "+".join(cells.value(name, row) for name in names) or "0"

        def part(row: int) -> str:
            days = (cells.cell(OUT, row), cells.cell(PAID, row))
            return self.figures.call("CWPART", f"ROUND({total(standard, row)},2)", *days)

        def gross(row: int) -> str:
            back = cells.cell(ADJUSTMENT, row)
            if not run.paid[self.people[row]]:
                return back
            own = f"{total(monthly, row)}-{cells.value(REDUCTION, row)}"
            return f"ROUND({own}{'+' if back else ''}{back},2)"

        rows, why = range(len(self.people)), self.gaps.reduction()
        gap = [why[i] for i in self.people.tolist()]
        taken = np.where(run.paid, run.lines[REDUCTION].amount, BLANK)[self.people]
        cells.figure(REDUCTION, Kind.MONEY, taken, [part(row) for row in rows], gap)
        paid = run.gross[self.people]
        none = [""] * len(rows)
        cells.figure(GROSS, Kind.MONEY, paid, [gross(row) for row in rows], none)
