"""A month's payroll: from facts to what each person is paid, every amount with its formula.

The monthly standard is the sum of the components marked `standard`; a part month reduces it once,
as a whole.  Other monthly components and accruals are reduced each by itself (contract, part
months).  Only people in service on at least one day and paid under the scheme have a row.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from xlpay.derive import Derived
from xlpay.diagnostics import Diagnostic, find
from xlpay.forms import (
    ADJUSTMENTS,
    BACK_PAY,
    CLAW_BACK,
    OTHER_DEDUCTION,
    REGION,
    ROSTER,
    SCORES,
    SETTINGS,
    Words,
)
from xlpay.grid import cell_name
from xlpay.money import BLANK, Bools, Ints, yuan_text
from xlpay.months import month_text
from xlpay.policy.schema import Component
from xlpay.policy.scheme import Scheme
from xlpay.policy.values import DAY
from xlpay.rules.components import Case, Line, Pay, applies, evaluate, fen, number
from xlpay.rules.facts import Facts
from xlpay.rules.service import PartMonth, reduction
from xlpay.rules.sharing import share
from xlpay.unit import Unit

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
    findings: list[Diagnostic] = field(default_factory=list)

    @property
    def paid_days(self) -> int:
        """Paid days a month, in 1/100."""
        return self.scheme.days(self.scheme.document.part_month.days)

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


def compute(unit: Unit, month: int, excluded: Collection[int] = ()) -> MonthPayroll | None:
    """A month's payroll; None where the policy does not pay.  `excluded` people are left out."""
    scheme = unit.scheme(month)
    if scheme is None:
        return None
    derived = Derived(unit, scheme)
    facts = derived.facts(month)
    return compute_from(derived, facts, month, excluded)


def compute_from(
    derived: Derived, facts: Facts, month: int, excluded: Collection[int] = ()
) -> MonthPayroll:
    """A month's payroll from its facts."""
    unit, scheme = derived.unit, derived.scheme
    pay = evaluate(scheme, facts)
    kinds = {c.word: c.pay for c in scheme.document.category}
    scale = scheme.mask(Words.CATEGORY, [w for w, k in kinds.items() if k == "scale"])[
        facts.category
    ]
    reported = scheme.mask(Words.CATEGORY, [w for w, k in kinds.items() if k == "reported"])[
        facts.category
    ]
    here = derived.in_service(month)
    here[list(excluded)] = False
    paid = here & (scale | reported)
    run = MonthPayroll(
        unit,
        scheme,
        month,
        derived,
        facts,
        pay,
        np.flatnonzero(paid),
        scale,
        derived.part_month(month),
        np.where(
            scale,
            standard(scheme, pay),
            np.where(unit.roster.reported == BLANK, 0, unit.roster.reported),
        ),
    )
    _tell_missing(run, paid)
    for i in np.flatnonzero(paid & reported & (unit.roster.reported == BLANK)).tolist():
        run.tell(
            "R-REPORTED",
            i,
            REPORTED,
            category=unit.vocabulary.words(Words.CATEGORY)[facts.category[i]],
        )
    _tell_capped(run, paid & scale)
    _pay_lines(run, paid & scale)
    _reported_line(run, paid & reported)
    _reduction_line(run, paid)
    _adjustments(run, paid)
    _gross(run, paid)
    return run


def standard_components(scheme: Scheme) -> list[Component]:
    """The components of the monthly standard."""
    return [
        c
        for c in scheme.document.component
        if c.standard and c.pay == "monthly" and c.kind != "pool"
    ]


def standard(scheme: Scheme, pay: Pay) -> Ints:
    """The monthly standard of each person, before part-month reductions."""
    total = np.zeros(len(next(iter(pay.lines.values())).amount), dtype=np.int64)
    for component in standard_components(scheme):
        total = total + pay.lines[component.name].amount
    return total


def _tell_missing(run: MonthPayroll, paid: Bools) -> None:
    """Settings and figures that someone's pay needs and that are not there."""
    for name, who in run.pay.missing.items():
        if (who & paid & run.scale).any():
            cell = run.unit.settings.cells.get(name, "")
            note = next((s.note for s in run.scheme.document.setting if s.name == name), "")
            run.findings.append(
                find("P-MISSING", SETTINGS.sheet, cell, name=name, note=f"有人应领；{note}")
            )
    for name, unmatched in run.pay.unmatched.items():
        for i in np.flatnonzero(unmatched & paid & run.scale).tolist():
            run.tell("R-NOROW", i, component=name)
    for base in run.scheme.document.base:
        figure, region = run.pay.figures[base.name], run.unit.settings.region
        cell = run.unit.settings.cells.get(REGION, "")
        if not figure.found and (paid & run.scale).any():
            run.findings.append(
                find(
                    "P-NOBASE",
                    SETTINGS.sheet,
                    cell,
                    region=region,
                    base=base.name,
                    setting=base.setting,
                )
            )
        elif figure.year and figure.year != figure.wanted:
            value = yuan_text(int(figure.fen[0])) if len(figure.fen) else ""
            words = {"year": figure.wanted, "base": base.name, "used": figure.year, "value": value}
            run.findings.append(
                find("P-INCOME", SETTINGS.sheet, cell, setting=base.setting, **words)
            )


def _tell_capped(run: MonthPayroll, mask: Bools) -> None:
    """A notice where part of a double post's grades is lost at the highest grade."""
    columns, rule = run.pay.grade, run.scheme.document.double
    if columns is None or rule is None:
        return
    for i in np.flatnonzero(mask & run.facts.double & (columns.wanted > columns.grade)).tolist():
        wanted, highest = int(columns.wanted[i]), int(columns.grade[i])
        run.tell("R-CAPPED", i, name=rule.name, wanted=wanted, highest=highest)


def _pay_lines(run: MonthPayroll, mask: Bools) -> None:
    """Each component as paid: standards whole, others and accruals reduced by themselves."""
    for component in run.scheme.document.component:
        line = only(run.pay.lines[component.name], mask)
        whole = component.pay == "memo" or (component.standard and component.kind != "pool")
        if not whole:
            line = reduced(run, line)
        if component.kind == "pool":
            line = _pooled(run, component, line, mask)
        run.lines[component.name] = line


def only(line: Line, mask: Bools) -> Line:
    """A line for the people of a mask, 0 for the others."""
    return Line(line.name, np.where(mask, line.amount, 0), line.cases, line.source)


def reduced(run: MonthPayroll, line: Line) -> Line:
    """A line less its own part-month reduction."""
    taken = reduction(line.amount, run.part, run.paid_days)
    operands = (number(run.part.out * 5, 10), number(run.paid_days, DAY))
    kept = (number(run.part.paid * 5, 10), number(run.paid_days, DAY))
    cases = list(line.cases)
    for case in line.cases:
        whole, times = f"({case.template})", f"ROUND(({case.template})*{{}}/{{}},2)"
        some = case.where & (taken > 0)
        few = run.part.out <= run.part.paid
        cases.append(
            Case(some & few, f"{whole}-{times}", (*case.operands, *case.operands, *operands))
        )
        cases.append(Case(some & ~few, times, (*case.operands, *kept)))
        cases.append(Case(case.where & (taken == line.amount), "0"))
    return Line(line.name, line.amount - taken, tuple(cases), line.source)


def _pooled(run: MonthPayroll, component: Component, own: Line, mask: Bools) -> Line:
    """Each community's own shares divided by score × own share, largest remainder."""
    unit, month = run.unit, run.month
    scores = unit.events.scores
    this_month = scores.month == month
    score = np.full(len(unit.roster), BLANK, dtype=np.int64)
    score[scores.person[this_month]] = scores.score[this_month]
    row_of = dict(
        zip(scores.person[this_month].tolist(), scores.row[this_month].tolist(), strict=True)
    )
    members = mask & applies(run.scheme, run.facts, component)
    amount, pool, weight = own.amount.copy(), own.amount.copy(), own.amount * 0
    total = weight.astype(object)
    divided = np.zeros(len(unit.roster), dtype=np.bool_)
    for place, name in enumerate(unit.roster.communities):
        here = np.flatnonzero(members & (unit.roster.community == place))
        scored = score[here] != BLANK
        words = {"community": name, "month": month_text(month)}
        if not len(here):
            continue
        if not scored.any():
            if own.amount[here].any():
                run.findings.append(find("V-NOSCORES", SCORES.sheet, **words))
            continue
        lacking = here[~scored]
        for i in lacking.tolist():
            run.findings.append(
                _score_finding(unit, "V-SCORES", i, "", names=unit.roster.names[i], **words)
            )
        weights = np.where(scored, score[here], 0).astype(object) * own.amount[here]
        if not len(lacking) and own.amount[here].any() and not any(weights.tolist()):
            for i in here[scored].tolist():
                run.findings.append(
                    _score_finding(unit, "V-ZEROSCORES", i, f"C{row_of[i]}", **words)
                )
        if len(lacking) or not any(weights.tolist()):
            continue
        parts = share(int(own.amount[here].sum()), weights)
        amount[here], pool[here], divided[here] = parts, own.amount[here].sum(), True
        weight[here], total[here] = score[here], sum(weights.tolist())
    _unused_scores(run, mask, this_month)
    floor_part = np.asarray(
        [
            int(p) * int(s) * int(o) // int(t) if t else 0
            for p, s, o, t in zip(pool, np.maximum(weight, 0), own.amount, total, strict=True)
        ],
        dtype=np.int64,
    )
    left = amount - floor_part
    template = "ROUNDDOWN({}*{}*{}/{},2)"
    operands = (fen(pool), number(weight, 10_000), fen(own.amount), number(total, 1_000_000))
    cases = (
        *own.cases,
        Case(divided, template, operands),
        Case(divided & (left > 0), template + "+{}", (*operands, fen(left))),
    )
    return Line(own.name, amount, cases, own.source)


def _score_finding(unit: Unit, code: str, person: int, cell: str, **words: object) -> Diagnostic:
    roster = unit.roster
    return find(code, SCORES.sheet, cell, roster.names[person], roster.identities[person], **words)


def _unused_scores(run: MonthPayroll, mask: Bools, this_month: Bools) -> None:
    scores = run.unit.events.scores
    for i, row in zip(
        scores.person[this_month].tolist(), scores.row[this_month].tolist(), strict=True
    ):
        if not mask[i]:
            run.findings.append(
                _score_finding(run.unit, "V-SCORENOPAY", i, f"A{row}", month=month_text(run.month))
            )


def _reported_line(run: MonthPayroll, mask: Bools) -> None:
    """The sum that the office states for those not on the scale."""
    if mask.any():
        amount = np.where(mask, run.standard, 0)
        source = next(c.source for c in run.scheme.document.category if c.pay == "reported")
        run.lines[REPORTED] = Line(REPORTED, amount, (Case(mask, "{}", (fen(amount),)),), source)


def _reduction_line(run: MonthPayroll, mask: Bools) -> None:
    """缺勤及不足月扣款: of the whole monthly standard at once."""
    base = np.where(mask, run.standard, 0)
    taken = reduction(base, run.part, run.paid_days)
    names = [c.name for c in standard_components(run.scheme)]
    parts = [fen(run.lines[name].amount) for name in names]
    total = "(" + "+".join("{}" for _ in parts) + ")"
    if REPORTED in run.lines:
        parts.append(fen(run.lines[REPORTED].amount))
        total = total[:-1] + "+{})"
    out = (number(run.part.out * 5, 10), number(run.paid_days, DAY))
    kept = (number(run.part.paid * 5, 10), number(run.paid_days, DAY))
    few = run.part.out <= run.part.paid
    cases = (
        Case(mask, "0"),
        Case((taken > 0) & few, f"ROUND({total}*{{}}/{{}},2)", (*parts, *out)),
        Case((taken > 0) & ~few, f"{total}-ROUND({total}*{{}}/{{}},2)", (*parts, *parts, *kept)),
        Case((taken > 0) & (taken == base), total, tuple(parts)),
    )
    run.lines[REDUCTION] = Line(REDUCTION, taken, cases, run.scheme.document.part_month.source)


def _adjustments(run: MonthPayroll, mask: Bools) -> None:
    """补发补扣 and 其他扣款 of the month; a row for someone not paid is an error."""
    rows, words = run.unit.events.adjustments, run.unit.vocabulary
    kinds = words.words(Words.ADJUSTMENT)
    sums = {kind: np.zeros(len(run.unit.roster), dtype=np.int64) for kind in kinds}
    now = rows.month == run.month
    for person, kind, amount, row in zip(
        rows.person[now].tolist(),
        rows.kind[now].tolist(),
        rows.fen[now].tolist(),
        rows.row[now].tolist(),
        strict=True,
    ):
        if mask[person]:
            sums[kinds[kind]][person] += amount
        else:
            roster = run.unit.roster
            item = {"month": month_text(run.month), "item": kinds[kind]}
            run.findings.append(
                find(
                    "V-NOPAY",
                    ADJUSTMENTS.sheet,
                    f"A{row}",
                    roster.names[person],
                    roster.identities[person],
                    **item,
                )
            )
    back, claw = sums[BACK_PAY], sums[CLAW_BACK]
    cases = (Case(mask, "{}", (fen(back),)), Case(claw > 0, "{}-{}", (fen(back), fen(claw))))
    run.lines[ADJUSTMENT] = Line(ADJUSTMENT, back - claw, cases, ADJUSTMENTS.sheet)
    run.other = sums[OTHER_DEDUCTION]


def _gross(run: MonthPayroll, mask: Bools) -> None:
    """应发合计: what is paid this month, less the reduction, with back pay."""
    monthly = [c.name for c in run.scheme.document.component if c.pay == "monthly"]
    if REPORTED in run.lines:
        monthly.append(REPORTED)
    total = np.zeros(len(run.unit.roster), dtype=np.int64)
    for name in monthly:
        total = total + run.lines[name].amount
    total = total - run.lines[REDUCTION].amount + run.lines[ADJUSTMENT].amount
    operands = [fen(run.lines[name].amount) for name in (*monthly, REDUCTION, ADJUSTMENT)]
    template = "+".join("{}" for _ in monthly) + "-{}+{}"
    negative = run.lines[ADJUSTMENT].amount < 0
    cases = (
        Case(mask, template, tuple(operands)),
        Case(
            mask & negative,
            template[:-3] + "-{}",
            (*operands[:-1], fen(-run.lines[ADJUSTMENT].amount)),
        ),
    )
    run.lines[GROSS] = Line(
        GROSS, np.where(mask, total, 0), cases, run.scheme.document.payroll.source
    )
    run.gross = run.lines[GROSS].amount
