"""The kinds of components: from facts to amounts, with the formula that each amount came by.

Each kind of the policy's closed list is one function; readings and probation come on top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import YEAR, Bools, Ints
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
from xlpay.kinds.bases import ByArea
from xlpay.kinds.kind import ComponentKind
from xlpay.kinds.payout import Payout
from xlpay.kinds.scores import Pooled, Scored
from xlpay.kinds.table import LookedUp
from xlpay.policy.schema.document import Component
from xlpay.policy.terms.definitions import chosen, evaluation_order, probation_ratios
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import exact
from xlpay.rules.asked import Asked, Pay, grade_of
from xlpay.rules.bases import figure
from xlpay.rules.conditions import applies, table_rows
from xlpay.rules.expr import (
    NOTHING,
    Expr,
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
from xlpay.rules.values import Stated, by_clause, ratio_of, sum_of


def evaluate(scheme: Scheme, facts: Facts) -> Pay:
    """Every component's amount for every person, as if the whole month were worked."""
    pay = Pay()
    if scheme.document.grade is not None:
        pay.grade = grade_columns(scheme, facts)
        pay.coefficient = coefficients(scheme, facts, pay.grade.grade)
    for rule in scheme.document.factor:
        pay.factors[rule.name] = factor_column(scheme, facts, grade_of(pay), rule)
    for base in scheme.document.base:
        of_community = isinstance(base.how, ByArea) and base.how.by == "community"
        places = facts.communities if of_community else facts.streets
        place = facts.community if of_community else facts.street
        pay.figures[base.name] = figure(scheme, base, facts.region, places, place)
    add_lines(scheme, facts, pay, evaluation_order(scheme.document, scheme.settings))
    return pay


def add_lines(scheme: Scheme, facts: Facts, pay: Pay, components: Iterable[Component]) -> None:
    """The line of each component, added to `pay`; each comes after those it is made of."""
    for component in components:
        how, source = chosen(component, scheme.settings)
        asked = Asked(scheme, facts, pay, component, how, source)
        if scheme.terms.unfilled:
            asked.note_unfilled()
        line = _KINDS[type(how)](asked)
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
    step = np.maximum(np.searchsorted(starts, counted, side="right") - 1, 0)
    reached = np.asarray(rates, dtype=np.int64)[step]
    own = [
        (step == i, asked.origin(piece.rate, "slices"))
        for i, piece in enumerate(asked.how.slices)
        if piece.rate.own
    ]
    return by_clause(fen, reached, asked.origin(None, "slices"), own)


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
    how = asked.how
    parts, matched = _looked_up(asked)
    if how.otherwise is None:
        asked.pay.unmatched[asked.component.name] = ~matched & asked.mask()
    rest = (~matched, asked.origin(how.otherwise, "otherwise"))
    stated, otherwise = asked.origin(None, "rows"), asked.filled(how.otherwise, ~matched)
    first, further = parts[0], parts[1:]
    if how.several != "sum" and further:
        best = np.max([part.values for part in parts], axis=0)
        own = [(here & (part.values == best), own) for part in parts for here, own in part.own]
        first, further = _Part(best, tuple(own)), []
    left = np.where(matched, first.values, otherwise)
    own = [*first.own, rest] if how.otherwise is not None and how.otherwise.own else [*first.own]
    added = [by_clause(fen, part.values, stated, part.own) for part in further]
    return asked.line(total([by_clause(fen, left, stated, own), *added]))


class _Part(msgspec.Struct, frozen=True):
    """What a table gives by one scale or duty (n,), fen; the clauses of rows, if some have own."""

    values: Ints
    own: tuple[Stated, ...] = ()


def _looked_up(asked: Asked[LookedUp]) -> tuple[list[_Part], Bools]:
    """What the rows give, by scale or duty where several count; who has a row (n,)."""
    how, scheme, facts = asked.how, asked.scheme, asked.facts
    nothing = _Part(np.zeros(len(facts), dtype=np.int64))
    own, matched = any(row.amount.own for row in how.rows), np.zeros(len(facts), dtype=np.bool_)
    by_kind: dict[tuple[int, str], _Part] = {}
    for row, here in table_rows(scheme, facts, grade_of(asked.pay), how):
        value, kind = asked.filled(row.amount, here), (0, "")
        if how.several:
            code = scheme.vocabulary.code(Words.QUALIFICATION, row.qualification)
            kind = (int(scheme.qualification_scale[code]), row.duty)
        before = by_kind.get(kind, nothing)
        clauses = (*before.own, (here, asked.origin(row.amount, "rows"))) if own else ()
        by_kind[kind] = _Part(np.where(here, value, before.values), clauses)
        matched |= here
    return list(by_kind.values()), matched


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
        return line.instead(trial, sum_of(rule.amount, "probation.amount"), rule.source)
    reduced = line.value * ratio_of(probation_ratios(rule)[line.name], "probation.ratio")
    return line.instead(trial, reduced, f"{line.source}、{rule.source}")
