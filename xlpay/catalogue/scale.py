"""Functions of the pay that a coefficient gives, and of the figure it multiplies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xlpay.base.money import Ints, ints, yuan_text
from xlpay.catalogue.context import Context, index_base, repeated, role
from xlpay.catalogue.grading import PROBATION, coefficient, coefficient_words
from xlpay.catalogue.model import NOTHING, Columns, not_in_force
from xlpay.catalogue.readers import NEWEST, OWN
from xlpay.catalogue.reading_numbers import share_setting
from xlpay.kinds.amounts import Coefficient, ShareOf
from xlpay.policy.schema.document import Component, Document
from xlpay.policy.terms.definitions import evaluation_order, made_of
from xlpay.policy.terms.term import exact
from xlpay.rules.asked import Pay
from xlpay.rules.bases import from_sum, published
from xlpay.rules.components import add_lines
from xlpay.rules.grades import GradeColumns
from xlpay.rules.lines import Line
from xlpay.rules.scale import factor_column


def has_index(document: Document) -> bool:
    """The policy has a published figure by region and year."""
    return index_base(document) is not None


def is_total(component: Component) -> bool:
    """What the coefficient gives."""
    return isinstance(component.how, Coefficient)


def is_base(component: Component) -> bool:
    """The part of it paid each month."""
    return (
        isinstance(component.how, ShareOf | Coefficient)
        and component.standard
        and component.pay == "monthly"
    )


def is_accrual(component: Component) -> bool:
    """The part of it accrued."""
    return component.pay == "accrual"


def has(notion: Callable[[Component], bool]) -> Callable[[Document], bool]:
    """A policy that has a component of the kind."""
    return lambda document: any(notion(component) for component in document.component)


def _needed(context: Context, target: Component) -> tuple[Component, ...]:
    """A component and those it is made of, in the order of computing."""
    settings = context.scheme.settings
    wanted, order = {target.name}, evaluation_order(context.document, settings)
    for component in reversed(order):
        if component.name in wanted:
            wanted |= made_of(component, settings)
    return tuple(component for component in order if component.name in wanted)


def _lines(context: Context, target: Component, columns: Columns) -> dict[str, Line]:
    """The lines of a component and of what it is made of, from grades and incomes."""
    components: tuple[Component, ...] = context.kept(
        f"needed {target.name}", lambda own: _needed(own, target)
    )
    if not context.document.base:
        raise not_in_force(f"{context.document.scheme}的{target.name}不按基数计算。")
    count = max(len(columns["grade"]), len(columns["region_or_income"]))
    facts = context.facts(count, probation=columns["grade"] == PROBATION)
    income = repeated(columns["region_or_income"], count)
    grades = repeated(columns["grade"], count)
    pay = Pay(
        grade=GradeColumns(*[grades] * 6),
        coefficient=_coefficients(context, columns, count),
        factors={
            rule.name: factor_column(context.scheme, facts, grades, rule)
            for rule in context.document.factor
        },
        figures={base.name: from_sum(base, income) for base in context.document.base},
    )
    add_lines(context.scheme, facts, pay, components)
    return pay.lines


def _coefficients(context: Context, columns: Columns, count: int) -> Ints:
    """The coefficient of each grade; 0 where the scheme has sums by grade."""
    if not _has_steps(context):
        return np.zeros(count, dtype=np.int64)
    own: Ints = repeated(coefficient(context, columns), count)
    return own


def _has_steps(context: Context) -> bool:
    rule = context.document.grade
    return rule is not None and bool(rule.steps)


def amount_of(notion: Callable[[Component], bool], what: str) -> Callable[[Context, Columns], Ints]:
    """The evaluation of the component of a kind: CWTOTAL, CWBASE, CWPERF."""

    def evaluate(context: Context, columns: Columns) -> Ints:
        target = role(context, notion, what)
        shares = columns.get("share")
        if shares is None or (len(shares) == 1 and shares[0] == OWN):
            return _lines(context, target, columns)[target.name].amount
        count = max(len(column) for column in columns.values())
        full = {name: np.broadcast_to(column, (count,)) for name, column in columns.items()}
        result = np.zeros(count, dtype=np.int64)
        for value in np.unique(full["share"]).tolist():
            here = full["share"] == value
            part = {name: column[here] for name, column in full.items()}
            result[here] = _lines(with_share(context, value), target, part)[target.name].amount
        return result

    return evaluate


def with_share(context: Context, share: int) -> Context:
    """The policy under another share (1e-6) of what is paid each month."""
    setting = share_setting(context)
    return context if share == OWN or setting is None else context.under(setting.name, share)


def explain_amount(
    notion: Callable[[Component], bool], what: str
) -> Callable[[Context, Columns], str]:
    """The formulas of a component and of what it is made of."""

    def explain(context: Context, columns: Columns) -> str:
        own = with_share(context, int(columns["share"][0])) if "share" in columns else context
        target = role(own, notion, what)
        lines = _lines(own, target, columns)
        parts = [f"{x.name}＝{x.formula(0)}＝{yuan_text(int(x.amount[0]))}" for x in lines.values()]
        words = f"{columns['grade'][0]}级"
        if _has_steps(own):
            words, _ = coefficient_words(own, columns)
        cited = own.cite(*(line.source_of(0) for line in lines.values()))
        return f"{words}；{'；'.join(parts)}。{cited}"

    return explain


# ── the figure


def income(context: Context, columns: Columns) -> Ints:
    """CWINCOME: the figure of a year, or the newest known before it; NOTHING before the first."""
    base = index_base(context.document)
    if base is None:
        raise not_in_force(f"{context.document.scheme}没有按地区公布的收入数。")
    regions, years = np.broadcast_arrays(columns["region"], columns["year"])
    pairs, place = np.unique(regions * 10_000 + years, return_inverse=True)
    found = [
        published(context.scheme, base, context.document.regions[pair // 10_000], pair % 10_000)[1]
        for pair in pairs.tolist()
    ]
    figures = ints([NOTHING if term is None else exact(term) for term in found])
    return figures[place.reshape(-1)]


def explain_income(context: Context, columns: Columns) -> str:
    """Which year's figure, and where it was published."""
    base = index_base(context.document)
    assert base is not None
    wanted = int(columns["year"][0])
    region = context.document.regions[int(columns["region"][0])]
    year, term = published(context.scheme, base, region, wanted)
    if term is None:
        return f"{region}没有{wanted}年及以前的{base.name}。{context.cite(base.source)}"
    fallback = "" if wanted in (year, NEWEST) else f"没有{wanted}年的数，用已知最近的{year}年；"
    text = f"{fallback}{region}{year}年{base.name}{yuan_text(exact(term))}元"
    return f"{text}。{context.cite(term.source)}"
