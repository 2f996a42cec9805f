"""The kinds of components: from facts to amounts, with the formula that each amount came by.

Each kind of the policy's closed list is one function; readings and probation come on top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import YEAR, Ints
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
from xlpay.rules.asked import Asked, Pay, grade_of
from xlpay.rules.bases import figure
from xlpay.rules.conditions import applies, table_rows
from xlpay.rules.expr import (
    NOTHING,
    Expr,
    PolicyValue,
    Shown,
    fen,
    number,
    ratio,
    total,
    years,
)
from xlpay.rules.facts import Facts
from xlpay.rules.lines import Line
from xlpay.rules.products import coefficient, of_base, scaled_share
from xlpay.rules.scale import coefficients, factor_column, grade_columns
from xlpay.schema.document import Component
from xlpay.terms.definitions import chosen, evaluation_order, probation_ratios
from xlpay.terms.scheme import Scheme
from xlpay.terms.term import exact


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
    return asked.line(asked.money(asked.how.amount, "amount"))


def _share(asked: Asked[ShareOf]) -> Line:
    if asked.how.factors:
        return scaled_share(asked)
    return asked.line(_part(asked) * asked.figure(asked.how.of))


def _gross(asked: Asked[Gross]) -> Line:
    return asked.line(asked.figure(asked.how.of) / _part(asked))


def _part(asked: Asked[ShareOf | Gross]) -> Expr:
    return ratio(exact(asked.how.share), asked.origin(asked.how.share, "share"))


def _rest(asked: Asked[Rest]) -> Line:
    left = asked.figure(asked.how.of)
    for name in asked.how.less:
        left = left - asked.figure(name)
    return asked.line(left)


def _sum(asked: Asked[SumOf]) -> Line:
    return asked.line(total([asked.figure(name) for name in asked.how.parts]))


def _years(asked: Asked[YearsOf]) -> Line:
    """Years × rate, or by slices."""
    how = asked.how
    counted = asked.facts.years[asked.how.of]
    if how.whole_years:
        counted = counted // YEAR * YEAR
    if how.slices and how.slice_rate == "each":
        return asked.line(_sliced(asked, counted))
    rate = asked.money(how.rate, "rate")
    if how.slices:
        rate = _rate_reached(asked, counted)
    return asked.line(rate * years(counted, Shown(asked.how.of)))


def _rate_reached(asked: Asked[YearsOf], counted: Ints) -> Expr:
    """The rate of the slice that the years have reached."""
    starts = np.asarray([exact(s.years) for s in asked.how.slices], np.int64)
    rates = [asked.filled(s.rate) for s in asked.how.slices]
    step = np.searchsorted(starts, counted, side="right") - 1
    reached = np.asarray(rates, dtype=np.int64)[np.maximum(step, 0)]
    return fen(reached, asked.origin(None, "slices"))


def _sliced(asked: Asked[YearsOf], counted: Ints) -> Expr:
    """Each slice's years at its own rate."""
    slices = asked.how.slices
    starts = [exact(piece.years) for piece in slices]
    ends = [*starts[1:], 10**9]
    return total(
        [
            asked.money(piece.rate, "slices")
            * years(np.clip(counted - start, 0, end - start), Shown(asked.how.of))
            for piece, start, end in zip(slices, starts, ends, strict=True)
        ]
    )


def _rises(asked: Asked[Rises]) -> Line:
    """A sum on top of which each rise of a run adds `rate`."""
    how = asked.how
    rises = number(asked.facts.rises[asked.how.of], Shown(asked.how.of))
    added = asked.money(how.rate, "rate") * rises
    if how.amount is None:
        return asked.line(added)
    return asked.line(asked.money(how.amount, "amount") + added)


def _table(asked: Asked[LookedUp]) -> Line:
    """The row that a person agrees with; of several scales or duties, the highest or their sum."""
    how, scheme, facts = asked.how, asked.scheme, asked.facts
    matched = np.zeros(len(facts), dtype=np.bool_)
    by_kind: dict[tuple[int, str], Ints] = {}
    for row, here in table_rows(scheme, facts, grade_of(asked.pay), how):
        value = asked.filled(row.amount, here)
        kind = (0, "")
        if how.several:
            code = scheme.vocabulary.code(Words.QUALIFICATION, row.qualification)
            kind = (int(scheme.qualification_scale[code]), row.duty)
        before = by_kind.get(kind, np.zeros(len(facts), dtype=np.int64))
        by_kind[kind] = np.where(here, value, before)
        matched |= here
    otherwise = exact(how.otherwise)
    if how.otherwise is None:
        asked.pay.unmatched[asked.component.name] = ~matched & asked.mask()
    parts, stated = list(by_kind.values()), asked.origin(None, "rows")
    if how.several == "sum" and len(parts) > 1:
        first = np.where(matched, parts[0], otherwise)
        return asked.line(total([fen(part, stated) for part in (first, *parts[1:])]))
    return asked.line(fen(np.where(matched, np.max(parts, axis=0), otherwise), stated))


def _pool(asked: Asked[Pooled]) -> Line:
    """A person's own share of the pool; dividing it by scores needs the whole group."""
    return _same(asked) if asked.how.of else _fixed(asked)


def _same(asked: Asked[Pooled | Scored]) -> Line:
    """The amount of another component, before it is scored."""
    return asked.line(asked.figure(asked.how.of))


def _payout(asked: Asked[Payout]) -> Line:
    """Nothing in a month by itself: what is due comes from the months of the period."""
    return asked.line(NOTHING)


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
    mode = rule.mode.value
    nothing = line.name in rule.unpaid or (mode == "sum" and line.name in rule.components[1:])
    if nothing:
        return line.instead(facts.probation, NOTHING, rule.source)
    listed = probation_ratios(rule) if mode == "amount" else rule.components
    if line.name not in listed or mode not in ("amount", "sum"):
        return line
    trial = facts.probation & applies(scheme, facts, component)
    if mode == "sum":
        stated = fen(exact(rule.amount), PolicyValue("probation.amount", rule.source))
        return line.instead(trial, stated, rule.source)
    rate = exact(probation_ratios(rule)[line.name])
    reduced = line.value * ratio(rate, PolicyValue("probation.ratio", rule.source))
    return line.instead(trial, reduced, f"{line.source}、{rule.source}")
