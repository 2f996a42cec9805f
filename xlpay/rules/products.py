"""Coefficient × base: one coefficient by grade, or a sum and product of several, rounded once.

Products of several coefficients outgrow 64 bits, so they are whole numbers of any size.
"""

from __future__ import annotations

import numpy as np

from xlpay.base.money import RATIO, Ints
from xlpay.kinds.amounts import Coefficient, OfBase, ShareOf
from xlpay.kinds.kind import ComponentKind
from xlpay.policy.scheme import Scheme
from xlpay.rules.asked import Asked
from xlpay.rules.lines import Case, Line, fen, ratio
from xlpay.rules.scale import coefficient_of_grade


def coefficient(asked: Asked[Coefficient]) -> Line:
    """half-up(coefficient × base × multiple / months), rounded once."""
    if asked.how.factors or asked.how.plus:
        return _product(asked)
    scheme, pay = asked.scheme, asked.pay
    assert pay.coefficient is not None and pay.grade is not None
    found = pay.figures[asked.how.base]
    top, bottom = found.multiple.numerator, found.multiple.denominator
    scale = RATIO * found.months * bottom
    amount = asked.rounding.product(pay.coefficient, found.fen * top, scale)
    term, base = found.term()
    cases: tuple[Case, ...] = ()
    rule = scheme.document.probation
    if rule is not None and scheme.choice(rule.mode) == "coefficient":
        rate = scheme.ratio(rule.ratio)
        own = coefficient_of_grade(scheme, pay.grade.grade, asked.facts.post)
        operands = (ratio(own), ratio(rate), *base)
        cases = (Case(asked.facts.probation, f"ROUND({{}}*{{}}*{term},¤)", operands),)
    operands = (ratio(pay.coefficient), *base)
    return asked.line(amount, f"ROUND({{}}*{term},¤)", *operands, cases=cases)


def of_base(asked: Asked[OfBase]) -> Line:
    """half-up(base × multiple / months × factors), rounded once, whatever the grade."""
    found = asked.pay.figures[asked.how.base]
    times = _factors(asked, asked.how.factors)
    product = found.fen.astype(object) * found.multiple.numerator
    for column in times:
        product = product * column.astype(object)
    scale = RATIO ** len(times) * found.multiple.denominator * found.months
    term, base = found.term()
    template = "*".join([*("{}" for _ in times), term])
    whole = found.months == found.multiple.denominator == 1 and not times
    template = template if whole else f"ROUND({template},¤)"
    operands = (*(ratio(column) for column in times), *base)
    amount = asked.rounding.of(product, scale)
    return asked.line(amount, template, *operands)


def _product(asked: Asked[Coefficient]) -> Line:
    """(grade's coefficient + plus) × factors × base, in whole numbers of any size."""
    scheme, pay, facts = asked.scheme, asked.pay, asked.facts
    own, added, times = _coefficients_of(asked)
    total = sum((column.astype(object) for column in added), own.astype(object))
    found = pay.figures[asked.how.base]
    scale = RATIO ** (1 + len(times)) * found.multiple.denominator * found.months
    product = total * found.fen.astype(object) * found.multiple.numerator
    for column in times:
        product = product * column.astype(object)
    amount = asked.rounding.of(product, scale)
    term, base = found.term()
    shown = [*([own] if _has_steps(scheme) else []), *added]
    head = "+".join("{}" for _ in shown)
    head = f"({head})" if len(shown) > 1 else head
    factors = "*".join([*([head] if shown else []), *("{}" for _ in times)])
    operands = (*(ratio(column) for column in (*shown, *times)), *base)
    template = f"ROUND({factors}*{term},¤)"
    cases: tuple[Case, ...] = ()
    rule = scheme.document.probation
    mode = scheme.choice(rule.mode) if rule is not None else "full"
    if rule is not None and mode in ("row", "coefficient"):
        rate = scheme.ratio(rule.row if mode == "row" else rule.ratio)
        whole = found.fen.astype(object) * found.multiple.numerator * RATIO ** len(times)
        reduced = whole * RATIO if mode == "row" else product
        probation = asked.rounding.of(reduced * rate, scale * RATIO)
        amount = np.where(facts.probation, probation, amount)
        parts = (ratio(rate), *base) if mode == "row" else (ratio(rate), *operands)
        form = f"{{}}*{term}" if mode == "row" else f"{{}}*{factors}*{term}"
        cases = (Case(facts.probation, f"ROUND({form},¤)", parts),)
    return asked.line(amount, template, *operands, cases=cases)


def _has_steps(scheme: Scheme) -> bool:
    return scheme.document.grade is not None and bool(scheme.document.grade.steps)


def _coefficients_of(asked: Asked[Coefficient]) -> tuple[Ints, list[Ints], list[Ints]]:
    """The grade's own coefficient (n,), what is added to it, and what multiplies the sum.

    Without steps the own one is 0 where something is added, else 1.
    """
    pay = asked.pay
    added, times = _factors(asked, asked.how.plus), _factors(asked, asked.how.factors)
    if _has_steps(asked.scheme):
        assert pay.grade is not None
        own = coefficient_of_grade(asked.scheme, pay.grade.grade, asked.facts.post)
    else:
        own = np.full(len(asked.facts), 0 if added else RATIO, dtype=np.int64)
    return own, added, times


def _factors(asked: Asked[ComponentKind], names: tuple[str, ...]) -> list[Ints]:
    """Factors by name; who has no row of one is noted."""
    pay = asked.pay
    for name in names:
        unmatched = pay.factors[name].unmatched & asked.mask()
        pay.unmatched[name] = pay.unmatched.get(name, unmatched) | unmatched
    return [pay.factors[name].value for name in names]


def scaled_share(asked: Asked[ShareOf]) -> Line:
    """A share (the whole, if none is given) of another component × factors, rounded once."""
    whole = asked.pay.lines[asked.how.of].amount
    times = _factors(asked, asked.how.factors)
    share = RATIO if asked.how.share is None else asked.scheme.ratio(asked.how.share)
    product = whole.astype(object) * share
    for column in times:
        product = product * column.astype(object)
    amount = asked.rounding.of(product, RATIO ** (1 + len(times)))
    shown = [*([] if asked.how.share is None else [ratio(share)]), *(ratio(c) for c in times)]
    template = "*".join("{}" for _ in range(len(shown) + 1))
    return asked.line(amount, f"ROUND({template},¤)", *shown, fen(whole))
