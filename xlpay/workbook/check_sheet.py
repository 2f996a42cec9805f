"""核对: each person's years, grade and pay once more, as worksheet functions over input values.

What a function is given stands in helper columns left of it; the batch's own figure stands beside
each formula, and TRUE or FALSE behind.  What the functions can't express shows 未核, with why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from xlpay.catalogue import allowances, scale
from xlpay.catalogue.reading_numbers import share_setting
from xlpay.forms import Words
from xlpay.money import BLANK, RATIO, YEAR, Bools, Ints
from xlpay.months import LATEST, day_text, month_text, months_of
from xlpay.payroll import ADJUSTMENT, GROSS, REDUCTION, REPORTED, MonthPayroll
from xlpay.policy.definitions import is_standard
from xlpay.policy.schema import Component, CountRule, Run
from xlpay.policy.scheme import NONE
from xlpay.rules.conditions import applies
from xlpay.workbook import results
from xlpay.workbook.check_gaps import Gaps, Role, is_reduced
from xlpay.workbook.check_grid import Cells, quoted
from xlpay.workbook.tables import Column, Kind, Table

CHECK: Final = "核对"
POST, EDUCATION, DUAL, TRIAL = "岗位", "学历", "一肩挑", "试用期"
QUALIFICATION, SHARE, OUT, PAID = "职业资格", "占比", "不计薪天数", "计薪天数"
ENTRY, LEAVE, BREAK_FIRST, BREAK_LAST = "进入日期", "离职日期", "中断起", "中断止"
OPENED, OPENING = "期初截止年度", "期初年数"
OPENING_RUN, OPENING_RISES = "期初连续优秀年数", "期初连优上调次数"
_YES: Final = "是"
_COMMA: Final = ","
_STATED: Final = ("fixed", "pool")


def check(run: MonthPayroll) -> Table:
    """The sheet 核对 of a month."""
    return _Check(run).table()


class _Check:
    """A month's people in the order of 工资发放表, and the columns made of them."""

    def __init__(self, run: MonthPayroll) -> None:
        self.run, self.scheme, self.facts = run, run.scheme, run.facts
        self.people, self.groups = results.by_community(run.unit, run.people)
        self.cells = Cells(len(self.people))
        self.gaps = Gaps(run)
        self.policy = quoted(run.scheme.document.scheme)
        self.last_year = run.month // 12 - 1
        self.years: range = self._rated_years()

    def table(self) -> Table:
        """Helper columns, then the figures in the order in which each needs those before."""
        cells, run = self.cells, self.run
        for column in results.people_columns(run.unit, self.people):
            cells.add(column.header, column)
        self._helpers()
        for count in self.scheme.document.count:
            self._years(count)
        for rule in self.scheme.document.run:
            self._rises(rule)
        if run.pay.grade is not None:
            self._grade()
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

    # ── helper columns

    def _of(self, values: Ints, blank: int | None = None) -> Ints:
        """A column of the roster for the people shown; `blank` becomes an empty cell."""
        own = values[self.people]
        return own if blank is None else np.where(own == blank, BLANK, own)

    def _words_of(self, kind: Words, codes: Ints) -> list[str | None]:
        words = self.run.unit.vocabulary.words(kind)
        return [words[c] if c != NONE else None for c in codes[self.people].tolist()]

    def _yes(self, mask: Bools, word: str = _YES) -> list[str | None]:
        return [word if here else None for here in mask[self.people].tolist()]

    def _helpers(self) -> None:
        cells, facts, roster = self.cells, self.facts, self.run.unit.roster
        posts = [post.word for post in self.scheme.document.post]
        if self.run.pay.grade is not None:
            cells.words(POST, [posts[p] for p in facts.post[self.people].tolist()])
        cells.words(EDUCATION, self._words_of(Words.EDUCATION, facts.education), 8.0)
        cells.words(DUAL, self._yes(facts.double), 7.0)
        cells.words(QUALIFICATION, self._words_of(Words.QUALIFICATION, facts.qualification), 15.0)
        rule = self.scheme.document.probation
        row = rule is not None and self.scheme.choice(rule.mode) == "row"
        word = rule.row_name if rule is not None and row and rule.row_name else _YES
        if rule is not None:
            cells.words(TRIAL, self._yes(facts.probation, word), 8.0)
        cells.words(ENTRY, self._days(roster.entry))
        cells.words(LEAVE, self._days(roster.leave))
        self._breaks()
        cells.numbers(OPENED, Kind.COUNT, self._of(roster.opening_year))
        main = self.gaps.main_count()
        if main is not None:
            opened = roster.opening_year != BLANK
            read = roster.opening_years
            if main.opening != "期初折算年限":
                read = np.where(roster.opening_count == BLANK, 0, roster.opening_count * YEAR)
            figure = np.where(read == BLANK, 0, read) if main.opening else roster.opening_year * 0
            cells.numbers(OPENING, Kind.YEARS, self._of(np.where(opened, figure, BLANK)))
        if self.scheme.document.run:
            cells.numbers(OPENING_RUN, Kind.COUNT, self._of(roster.opening_run))
            cells.numbers(OPENING_RISES, Kind.COUNT, self._of(roster.opening_rises))
        self._ratings()
        for base in self.scheme.document.base:
            fen = self.run.pay.figures[base.name].fen
            cells.numbers(base.name, Kind.MONEY, self._of(np.where(self.run.scale, fen, BLANK)))
        self._share()
        halves = RATIO // 2
        cells.numbers(OUT, Kind.COEFFICIENT, self._of(self.run.part.out) * halves)
        cells.numbers(PAID, Kind.COEFFICIENT, self._of(self.run.part.paid) * halves)

    def _days(self, days: Ints) -> list[str | None]:
        return [day_text(d) if d < LATEST else None for d in days[self.people].tolist()]

    def _share(self) -> None:
        setting = share_setting(self.gaps.context) if self.gaps.context is not None else None
        held = self.scheme.settings.get(setting.name) if setting is not None else None
        if held is not None:
            value = np.where(self.run.scale, int(held), BLANK)
            self.cells.numbers(SHARE, Kind.COEFFICIENT, self._of(value))

    def _breaks(self) -> None:
        """The interruption of those who have one; of several, formulas hold a list."""
        self.broken: dict[int, list[tuple[str, str]]] = {}
        breaks = self.run.derived.breaks
        for person, first, last in zip(
            breaks.person.tolist(), breaks.first.tolist(), breaks.last.tolist(), strict=True
        ):
            pair = (day_text(first), day_text(last) if last < LATEST else "")
            self.broken.setdefault(person, []).append(pair)
        first_ones = [self.broken.get(i, [("", "")])[0] for i in self.people.tolist()]
        self.cells.words(BREAK_FIRST, [pair[0] for pair in first_ones])
        if any(pair[0] for pair in first_ones):  # the range needs both
            last_ones = [pair[1] for pair in first_ones]
            self.cells.add(BREAK_LAST, Column(BREAK_LAST, Kind.TEXT, last_ones, width=11.0))

    def _breaks_of(self, row: int) -> str:
        pairs = self.broken.get(int(self.people[row]), [])
        if not pairs:
            return ""
        if len(pairs) == 1:
            return f"{self.cells.cell(BREAK_FIRST, row)}:{self.cells.cell(BREAK_LAST, row)}"
        return "{" + ";".join(f"{quoted(first)},{quoted(last)}" for first, last in pairs) + "}"

    def _rated_years(self) -> range:
        """The years that have a column: from the first rating, or an opening run, on."""
        roster, seen = self.run.unit.roster, self.run.derived.rated(self.run.month)
        first = min(seen.first, self.last_year)
        opened = roster.opening_year[self.people]
        for year in opened[opened != BLANK].tolist():
            first = min(first, year + 1)
        return range(first, self.last_year + 1)

    def _ratings(self) -> None:
        seen = self.run.derived.rated(self.run.month)
        words = self.run.unit.vocabulary.words(Words.RATING)
        for year in self.years:
            codes = seen.of(year, len(self.run.unit.roster))[self.people].tolist()
            texts = [words[code] if code >= 0 else None for code in codes]
            self.cells.add(f"{year}年", Column(f"{year}年", Kind.TEXT, texts, width=8.0))

    def _year_ranges(self, first: int, row: int) -> str:
        """Years and ratings from a year on, as two arguments."""
        cells, start, end = self.cells, f"{first}年", f"{self.last_year}年"
        own = f"{cells.cell(start, row)}:{cells.cell(end, row)}"
        return f"{cells.head(start)}:{cells.head(end)},{own}"

    # ── figures

    def _figure(
        self, name: str, kind: Kind, batch: Ints, why: Sequence[str], formula: Callable[[int], str]
    ) -> None:
        """A figure of those on the scale."""
        own = np.where(self.run.scale, batch, BLANK)[self.people]
        reasons = [why[i] for i in self.people.tolist()]
        texts = [formula(row) for row in range(len(self.people))]
        self.cells.figure(name, kind, own, texts, reasons)

    def _call(self, name: str, *args: str) -> str:
        """A call, the policy its last argument."""
        return f"{name}({_COMMA.join([*args, self.policy])})"

    def _years(self, count: CountRule) -> None:
        cells = self.cells

        def formula(row: int) -> str:
            entry, ratings = cells.cell(ENTRY, row), self._year_ranges(self.years[0], row)
            opening = (cells.cell(OPENING, row), cells.cell(OPENED, row))
            rest = (*opening, cells.cell(LEAVE, row), self._breaks_of(row))
            return self._call("CWYEARS", entry, str(self.last_year), ratings, *rest)

        batch, why = self.facts.years[count.name], self.gaps.years(count)
        self._figure(count.name, Kind.YEARS, batch, why, formula)

    def _rises(self, rule: Run) -> None:
        cells, roster = self.cells, self.run.unit.roster
        held = rule.mode["setting"] if isinstance(rule.mode, dict) else ""
        means = self.scheme.choice(rule.mode)
        choices = [c for s in self.scheme.document.setting if s.name == held for c in s.choices]
        mode = next((quoted(c.word) for c in choices if c.means == means), "")
        limit = 1 if means == "once" else self.scheme.count(rule.limit)

        def formula(row: int) -> str:
            i = int(self.people[row])
            first = max(self.years[0], int(months_of(roster.entry[i : i + 1])[0]) // 12)
            opened = bool(rule.opening_run and roster.opening_year[i] != BLANK)
            if roster.opening_year[i] != BLANK:
                first = max(first, int(roster.opening_year[i]) + 1)
            before = cells.cell(OPENING_RISES, row) if opened else ""
            if first > self.last_year:
                return before or "0"
            own = cells.cell(OPENING_RUN, row) if opened else ""
            gained = self._call("CWBLOCKS", self._year_ranges(first, row), mode, own)
            if not before:
                return gained
            if limit:
                return f"MAX({before},MIN({before}+{gained},{limit}))"
            return f"{before}+{gained}"

        batch, why = self.facts.rises[rule.name], self.gaps.rises(rule)
        self._figure(rule.name, Kind.COUNT, batch, why, formula)

    def _grade(self) -> None:
        cells, rule, pay = self.cells, self.scheme.document.grade, self.run.pay
        assert rule is not None and pay.grade is not None

        def grade(row: int) -> str:
            args = (cells.cell(POST, row), cells.value(rule.count, row))
            return self._call("CWGRADE", *args, cells.cell(EDUCATION, row), cells.cell(DUAL, row))

        self._figure(rule.name, Kind.COUNT, pay.grade.grade, self.gaps.grade(), grade)
        if rule.steps and pay.coefficient is not None:
            self._figure(
                "系数",
                Kind.COEFFICIENT,
                pay.coefficient,
                self.gaps.coefficient(),
                lambda row: self._call("CWCOEF", self._graded(row)),
            )

    def _graded(self, row: int) -> str:
        """The grade, or on probation the word of its own row."""
        rule, grade = self.scheme.document.probation, self.scheme.document.grade
        assert grade is not None
        trial = bool(self.facts.probation[self.people[row]])
        if trial and rule is not None and self.scheme.choice(rule.mode) == "row":
            return self.cells.cell(TRIAL, row)
        return self.cells.value(grade.name, row)

    def _component(self, component: Component) -> None:
        role, formula = self._formula(component)
        if component.kind in _STATED and role is not None:
            why = self.gaps.stated(component)
        else:
            why = self.gaps.component(component, role)
        if component.kind == "years":
            why = self.gaps.whole_years(component, why)
        if component.kind == "pool":
            scores = self.run.unit.events.scores
            if (scores.month == self.run.month).any():
                why = self.gaps.everyone("按得分分总量，要整组一起算")

        def reduced(row: int) -> str:
            whole = formula(row)
            taken = self._call(
                "CWPART", whole, self.cells.cell(OUT, row), self.cells.cell(PAID, row)
            )
            return f"ROUND({whole}-{taken},2)"

        batch = self.run.lines[component.name].amount
        text = reduced if is_reduced(component) else formula
        self._figure(component.name, Kind.MONEY, batch, why, text)

    def _formula(self, component: Component) -> tuple[Role | None, Callable[[int], str]]:
        """The function of a component's kind, and its call in a row."""
        cells = self.cells
        place = self._place(component)

        def scaled(name: str, *, share: bool) -> Callable[[int], str]:
            def formula(row: int) -> str:
                own = (cells.cell(SHARE, row),) if share else ()
                return self._call(name, self._graded(row), cells.cell(place, row), *own)

            return formula

        def looked_up(name: str, key: str) -> Callable[[int], str]:
            otherwise = self.scheme.money(component.otherwise) or 0

            def formula(row: int) -> str:
                own = cells.cell(key, row)
                if not own:
                    return f"{otherwise / 100:g}"
                return f'IF({own}="",{otherwise / 100:g},{self._call(name, own)})'

            return formula

        if self.run.pay.grade is not None and place:
            for role, name in (
                (scale.is_total, "CWTOTAL"),
                (scale.is_base, "CWBASE"),
                (scale.is_accrual, "CWPERF"),
            ):
                if role(component):
                    return role, scaled(name, share=name != "CWTOTAL")
        if allowances.is_education_table(component):
            return allowances.is_education_table, looked_up("CWEDU", EDUCATION)
        if allowances.is_qualification_table(component):
            return allowances.is_qualification_table, looked_up("CWCERT", QUALIFICATION)
        if allowances.is_years(component):
            return allowances.is_years, lambda row: self._call(
                "CWASSESS", cells.value(component.of, row)
            )
        if allowances.is_rises(component):
            return allowances.is_rises, lambda row: self._call(
                "CWJYBASE", cells.value(component.of, row)
            )
        if component.kind in _STATED and not component.of:
            return self._stated(component)
        return None, lambda row: ""

    def _place(self, component: Component) -> str:
        """The base that a component of the scale hangs on."""
        names = [component.base] + [
            c.base for c in self.scheme.document.component if c.kind == "coefficient"
        ]
        return next((name for name in names if name), "")

    def _stated(self, component: Component) -> tuple[Role, Callable[[int], str]]:
        """A sum that the policy or the office states, for whom it is due."""
        amount = self.scheme.money(component.amount) or 0
        due = applies(self.scheme, self.facts, component) & self.run.scale
        key = f"{component.name}标准"
        self.cells.numbers(key, Kind.MONEY, self._of(np.where(due, amount, BLANK)))
        none = self._yes(due)
        return (
            lambda other: other.name == component.name,
            lambda row: self.cells.cell(key, row) if none[row] else "0",
        )

    def _sums(self) -> None:
        """缺勤及不足月扣款 of the whole standard, and 应发合计."""
        cells, run = self.cells, self.run
        stated = np.where(run.scale, BLANK, run.standard)
        cells.numbers(REPORTED, Kind.MONEY, self._of(stated))
        adjusted = run.lines[ADJUSTMENT].amount
        cells.numbers(ADJUSTMENT, Kind.MONEY, self._of(np.where(adjusted == 0, BLANK, adjusted)))
        components = self.scheme.document.component
        standard = [c.name for c in components if is_standard(c)]
        monthly = [c.name for c in components if c.pay == "monthly"]

        def total(names: Sequence[str], row: int) -> str:
            if not run.scale[self.people[row]]:
                return cells.cell(REPORTED, row)
            return "+".join(cells.value(name, row) for name in names) or "0"

        def part(row: int) -> str:
            days = (cells.cell(OUT, row), cells.cell(PAID, row))
            return self._call("CWPART", f"ROUND({total(standard, row)},2)", *days)

        def gross(row: int) -> str:
            own = f"{total(monthly, row)}-{cells.value(REDUCTION, row)}"
            back = cells.cell(ADJUSTMENT, row)
            return f"ROUND({own}{'+' if back else ''}{back},2)"

        rows, rule = range(len(self.people)), self.scheme.document.part_month
        gap = [self.gaps.part([rule.days])] * len(rows)
        taken = run.lines[REDUCTION].amount[self.people]
        cells.figure(REDUCTION, Kind.MONEY, taken, [part(row) for row in rows], gap)
        paid = run.gross[self.people]
        none = [""] * len(rows)
        cells.figure(GROSS, Kind.MONEY, paid, [gross(row) for row in rows], none)
