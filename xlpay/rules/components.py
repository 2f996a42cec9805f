"""The kinds of components: from facts to amounts, with the formula that each amount came by.

Each kind of the policy's closed list is one function; readings and probation come on top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import RATIO, YEAR, Ints
from xlpay.kinds.amounts import (
    Coefficient,
    Fixed,
    Gross,
    OfBase,
    Rest,
    Rises,
    ShareOf,
    SumOf,
    YearsOf,
)
from xlpay.kinds.kind import ComponentKind
from xlpay.kinds.payout import Payout
from xlpay.kinds.scores import Pooled, Scored
from xlpay.kinds.table import LookedUp
from xlpay.policy.definitions import chosen, evaluation_order, probation_ratios
from xlpay.policy.schema.document import Component
from xlpay.policy.scheme import Scheme
from xlpay.rules.asked import Asked, Pay, grade_of
from xlpay.rules.bases import figure
from xlpay.rules.conditions import applies, table_rows
from xlpay.rules.facts import Facts
from xlpay.rules.lines import Case, Line, Operand, fen, number, ratio
from xlpay.rules.products import coefficient, of_base, scaled_share
from xlpay.rules.rounding import rounding
from xlpay.rules.scale import coefficients, factor_column, grade_columns


def evaluate(scheme: Scheme, facts: Facts) -> Pay:
    """Every component's amount for every person, as if the whole month were worked."""
    pay = Pay()
    if scheme.document.grade is not None:
        pay.grade = grade_columns(scheme, facts)
        pay.coefficient = coefficients(scheme, facts, pay.grade.grade)
    for rule in scheme.document.factor:
        pay.factors[rule.name] = factor_column(scheme, facts, grade_of(pay), rule)
    for base in scheme.document.base:
        places = facts.communities if base.by == "community" else facts.streets
        place = facts.community if base.by == "community" else facts.street
        pay.figures[base.name] = figure(scheme, base, facts.region, places, place)
    add_lines(scheme, facts, pay, evaluation_order(scheme.document, scheme.settings))
    return pay


def add_lines(scheme: Scheme, facts: Facts, pay: Pay, components: Iterable[Component]) -> None:
    """The line of each component, added to `pay`; each comes after those it is made of."""
    for component in components:
        how, source = chosen(component, scheme.settings)
        line = _KINDS[type(how)](Asked(scheme, facts, pay, component, how, source))
        pay.lines[component.name] = _on_probation(scheme, facts, component, line)


def _fixed(asked: Asked[Fixed | Pooled]) -> Line:
    raw = asked.how.amount
    amount = asked.setting_or(raw, asked.scheme.money(raw))
    everyone = np.full(len(asked.facts), amount, dtype=np.int64)
    return asked.line(everyone, "{}", fen(amount))


def _share(asked: Asked[ShareOf]) -> Line:
    if asked.how.factors:
        return scaled_share(asked)
    whole = asked.pay.lines[asked.how.of].amount
    part = asked.scheme.ratio(asked.how.share)
    amount = asked.rounding.of(part * whole, RATIO)
    return asked.line(amount, "ROUND({}*{},¤)", ratio(part), fen(whole))


def _gross(asked: Asked[Gross]) -> Line:
    part = asked.pay.lines[asked.how.of].amount
    share = asked.scheme.ratio(asked.how.share)
    amount = asked.rounding.of(part * RATIO, share)
    return asked.line(amount, "ROUND({}/{},¤)", fen(part), ratio(share))


def _rest(asked: Asked[Rest]) -> Line:
    lines = asked.pay.lines
    left = lines[asked.how.of].amount
    for name in asked.how.less:
        left = left - lines[name].amount
    operands = [fen(lines[name].amount) for name in (asked.how.of, *asked.how.less)]
    return asked.line(left, "-".join("{}" for _ in operands), *operands)


def _sum(asked: Asked[SumOf]) -> Line:
    parts = [asked.pay.lines[name].amount for name in asked.how.parts]
    total = sum(parts, np.zeros(len(asked.facts), dtype=np.int64))
    return asked.line(total, "+".join("{}" for _ in parts), *(fen(part) for part in parts))


def _years(asked: Asked[YearsOf]) -> Line:
    """Years × rate, or by slices."""
    how, scheme = asked.how, asked.scheme
    years = asked.facts.years[asked.how.of]
    if how.whole_years:
        years = years // YEAR * YEAR
    if how.slices and how.slice_rate == "each":
        amount, template, operands = _sliced(asked, years)
        return asked.line(amount, template, *operands)
    if how.slices:
        rate: Ints | int = _rate_reached(asked, years)
    else:
        rate = asked.setting_or(how.rate, scheme.money(how.rate))
    amount = asked.rounding.of(years * rate, YEAR)
    whole = asked.rounding.plain and bool((years % YEAR == 0).all())
    return asked.line(
        amount, "{}*{}" if whole else "ROUND({}*{},¤)", fen(rate), number(years, YEAR)
    )


def _rate_reached(asked: Asked[YearsOf], years: Ints) -> Ints:
    """The rate of the slice that the years have reached."""
    starts = np.asarray([asked.scheme.years(s.years) for s in asked.how.slices], np.int64)
    rates = [asked.setting_or(s.rate, asked.scheme.money(s.rate)) for s in asked.how.slices]
    step = np.searchsorted(starts, years, side="right") - 1
    result: Ints = np.asarray(rates, dtype=np.int64)[np.maximum(step, 0)]
    return result


def _sliced(asked: Asked[YearsOf], years: Ints) -> tuple[Ints, str, tuple[Operand, ...]]:
    """Each slice's years at its own rate."""
    scheme, slices = asked.scheme, asked.how.slices
    starts = [scheme.years(piece.years) for piece in slices]
    ends = [*starts[1:], 10**9]
    total = np.zeros(len(years), dtype=np.int64)
    operands: list[Operand] = []
    for piece, start, end in zip(slices, starts, ends, strict=True):
        rate = asked.setting_or(piece.rate, scheme.money(piece.rate))
        part = np.clip(years - start, 0, end - start)
        total = total + rate * part
        operands += [fen(rate), number(part, YEAR)]
    template = "ROUND(" + "+".join("{}*{}" for _ in slices) + ",¤)"
    return asked.rounding.of(total, YEAR), template, tuple(operands)


def _rises(asked: Asked[Rises]) -> Line:
    """A sum on top of which each rise of a run adds `rate`."""
    how, scheme = asked.how, asked.scheme
    base = 0
    if how.amount is not None:
        base = asked.setting_or(how.amount, scheme.money(how.amount))
    rate = asked.setting_or(how.rate, scheme.money(how.rate))
    times = asked.facts.rises[asked.how.of]
    return asked.line(base + rate * times, "{}+{}*{}", fen(base), fen(rate), number(times))


def _table(asked: Asked[LookedUp]) -> Line:
    """The row that a person agrees with; of several scales or duties, the highest or their sum."""
    how, scheme, facts = asked.how, asked.scheme, asked.facts
    matched = np.zeros(len(facts), dtype=np.bool_)
    by_kind: dict[tuple[int, str], Ints] = {}
    for row, here in table_rows(scheme, facts, grade_of(asked.pay), how):
        value = asked.setting_or(row.amount, scheme.money(row.amount), here)
        kind = (0, "")
        if how.several:
            code = scheme.vocabulary.code(Words.QUALIFICATION, row.qualification)
            kind = (int(scheme.qualification_scale[code]), row.duty)
        before = by_kind.get(kind, np.zeros(len(facts), dtype=np.int64))
        by_kind[kind] = np.where(here, value, before)
        matched |= here
    otherwise = scheme.money(how.otherwise) or 0
    if how.otherwise is None:
        asked.pay.unmatched[asked.component.name] = ~matched & asked.mask()
    parts = list(by_kind.values())
    if how.several == "sum" and len(parts) > 1:
        first = np.where(matched, parts[0], otherwise)
        operands = [fen(part) for part in (first, *parts[1:])]
        template = "+".join("{}" for _ in operands)
        return asked.line(sum(parts[1:], first), template, *operands)
    amount = np.where(matched, np.max(parts, axis=0), otherwise)
    return asked.line(amount, "{}", fen(amount))


def _pool(asked: Asked[Pooled]) -> Line:
    """A person's own share of the pool; dividing it by scores needs the whole group."""
    return _same(asked) if asked.how.of else _fixed(asked)


def _same(asked: Asked[Pooled | Scored]) -> Line:
    """The amount of another component, before it is scored."""
    own = asked.pay.lines[asked.how.of].amount
    return asked.line(own, "{}", fen(own))


def _payout(asked: Asked[Payout]) -> Line:
    """Nothing in a month by itself: what is due comes from the months of the period."""
    return asked.line(np.zeros(len(asked.facts), dtype=np.int64), "0")


_KINDS: Mapping[type[ComponentKind], Callable[[Asked[Any]], Line]] = {
    Fixed: _fixed,
    LookedUp: _table,
    OfBase: of_base,
    Coefficient: coefficient,
    ShareOf: _share,
    Gross: _gross,
    Rest: _rest,
    SumOf: _sum,
    YearsOf: _years,
    Rises: _rises,
    Pooled: _pool,
    Scored: _same,
    Payout: _payout,
}


def _on_probation(scheme: Scheme, facts: Facts, component: Component, line: Line) -> Line:
    """A component on probation: a sum, a ratio or nothing, where the policy says so."""
    rule = scheme.document.probation
    if rule is None or not facts.probation.any():
        return line
    mode = scheme.choice(rule.mode)
    nothing = line.name in rule.unpaid or (mode == "sum" and line.name in rule.components[1:])
    if nothing:
        amount = np.where(facts.probation, 0, line.amount)
        case = Case(facts.probation, "0", source=rule.source)
        return Line(line.name, amount, (*line.cases, case), line.source)
    listed = probation_ratios(rule) if mode == "amount" else rule.components
    if line.name not in listed or mode not in ("amount", "sum"):
        return line
    trial = facts.probation & applies(scheme, facts, component)
    if mode == "sum":
        sum_of = scheme.money(rule.amount) or 0
        amount = np.where(trial, sum_of, line.amount)
        case = Case(trial, "{}", (fen(sum_of),), rule.source)
    else:
        raw = probation_ratios(rule)[line.name]
        rate, to = scheme.ratio(raw), rounding(component.rounding, component.rounds)
        reduced = to.of(line.amount * rate, RATIO)
        amount = np.where(trial, reduced, line.amount)
        operands, cited = (fen(line.amount), ratio(rate)), f"{line.source}、{rule.source}"
        case = Case(trial, to.text("{}*{}"), operands, cited)
    return Line(line.name, amount, (*line.cases, case), line.source)
