"""The kinds of components: from facts to amounts, with the formula that each amount came by.

Each kind of the policy's closed list is one function; readings and probation come on top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import RATIO, YEAR, Ints
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
        kind, of, less, share, source = chosen(component, scheme.settings)
        line = _KINDS[kind](Asked(scheme, facts, pay, component, of, less, share, source))
        pay.lines[component.name] = _on_probation(scheme, facts, component, line)


def _fixed(asked: Asked) -> Line:
    raw = asked.component.amount
    amount = asked.setting_or(raw, asked.scheme.money(raw))
    everyone = np.full(len(asked.facts), amount, dtype=np.int64)
    return asked.line(everyone, "{}", fen(amount))


def _share(asked: Asked) -> Line:
    if asked.component.factors:
        return scaled_share(asked)
    whole = asked.pay.lines[asked.of].amount
    part = asked.scheme.ratio(asked.share)
    amount = asked.rounding.of(part * whole, RATIO)
    return asked.line(amount, "ROUND({}*{},¤)", ratio(part), fen(whole))


def _gross(asked: Asked) -> Line:
    part = asked.pay.lines[asked.of].amount
    share = asked.scheme.ratio(asked.share)
    amount = asked.rounding.of(part * RATIO, share)
    return asked.line(amount, "ROUND({}/{},¤)", fen(part), ratio(share))


def _rest(asked: Asked) -> Line:
    lines = asked.pay.lines
    left = lines[asked.of].amount
    for name in asked.less:
        left = left - lines[name].amount
    operands = [fen(lines[name].amount) for name in (asked.of, *asked.less)]
    return asked.line(left, "-".join("{}" for _ in operands), *operands)


def _sum(asked: Asked) -> Line:
    parts = [asked.pay.lines[name].amount for name in asked.component.parts]
    total = sum(parts, np.zeros(len(asked.facts), dtype=np.int64))
    return asked.line(total, "+".join("{}" for _ in parts), *(fen(part) for part in parts))


def _years(asked: Asked) -> Line:
    """Years × rate, or by slices."""
    component, scheme = asked.component, asked.scheme
    years = asked.facts.years[asked.of]
    if component.whole_years:
        years = years // YEAR * YEAR
    if component.slices and component.slice_rate == "each":
        amount, template, operands = _sliced(asked, years)
        return asked.line(amount, template, *operands)
    if component.slices:
        rate: Ints | int = _rate_reached(asked, years)
    else:
        rate = asked.setting_or(component.rate, scheme.money(component.rate))
    amount = asked.rounding.of(years * rate, YEAR)
    whole = asked.rounding.plain and bool((years % YEAR == 0).all())
    return asked.line(
        amount, "{}*{}" if whole else "ROUND({}*{},¤)", fen(rate), number(years, YEAR)
    )


def _rate_reached(asked: Asked, years: Ints) -> Ints:
    """The rate of the slice that the years have reached."""
    starts = np.asarray([asked.scheme.years(s.years) for s in asked.component.slices], np.int64)
    rates = [asked.setting_or(s.rate, asked.scheme.money(s.rate)) for s in asked.component.slices]
    step = np.searchsorted(starts, years, side="right") - 1
    result: Ints = np.asarray(rates, dtype=np.int64)[np.maximum(step, 0)]
    return result


def _sliced(asked: Asked, years: Ints) -> tuple[Ints, str, tuple[Operand, ...]]:
    """Each slice's years at its own rate."""
    scheme, slices = asked.scheme, asked.component.slices
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


def _rises(asked: Asked) -> Line:
    """A sum on top of which each rise of a run adds `rate`."""
    component, scheme = asked.component, asked.scheme
    base = 0
    if component.amount is not None:
        base = asked.setting_or(component.amount, scheme.money(component.amount))
    rate = asked.setting_or(component.rate, scheme.money(component.rate))
    times = asked.facts.rises[asked.of]
    return asked.line(base + rate * times, "{}+{}*{}", fen(base), fen(rate), number(times))


def _table(asked: Asked) -> Line:
    """The row that a person agrees with; of several scales or duties, the highest or their sum."""
    component, scheme, facts = asked.component, asked.scheme, asked.facts
    matched = np.zeros(len(facts), dtype=np.bool_)
    by_kind: dict[tuple[int, str], Ints] = {}
    for row, here in table_rows(scheme, facts, grade_of(asked.pay), component):
        value = asked.setting_or(row.amount, scheme.money(row.amount), here)
        kind = (0, "")
        if component.several:
            code = scheme.vocabulary.code(Words.QUALIFICATION, row.qualification)
            kind = (int(scheme.qualification_scale[code]), row.duty)
        before = by_kind.get(kind, np.zeros(len(facts), dtype=np.int64))
        by_kind[kind] = np.where(here, value, before)
        matched |= here
    otherwise = scheme.money(component.otherwise) or 0
    if component.otherwise is None:
        asked.pay.unmatched[component.name] = ~matched & asked.mask()
    parts = list(by_kind.values())
    if component.several == "sum" and len(parts) > 1:
        first = np.where(matched, parts[0], otherwise)
        operands = [fen(part) for part in (first, *parts[1:])]
        template = "+".join("{}" for _ in operands)
        return asked.line(sum(parts[1:], first), template, *operands)
    amount = np.where(matched, np.max(parts, axis=0), otherwise)
    return asked.line(amount, "{}", fen(amount))


def _pool(asked: Asked) -> Line:
    """A person's own share of the pool; dividing it by scores needs the whole group."""
    return _same(asked) if asked.of else _fixed(asked)


def _same(asked: Asked) -> Line:
    """The amount of another component, before it is scored."""
    own = asked.pay.lines[asked.of].amount
    return asked.line(own, "{}", fen(own))


def _payout(asked: Asked) -> Line:
    """Nothing in a month by itself: what is due comes from the months of the period."""
    return asked.line(np.zeros(len(asked.facts), dtype=np.int64), "0")


_KINDS: Mapping[str, Callable[[Asked], Line]] = {
    "fixed": _fixed,
    "table": _table,
    "base": of_base,
    "coefficient": coefficient,
    "share": _share,
    "gross": _gross,
    "rest": _rest,
    "sum": _sum,
    "years": _years,
    "rises": _rises,
    "pool": _pool,
    "scored": _same,
    "payout": _payout,
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
