"""Coefficient × base: one coefficient by grade, or a sum and product of several, rounded once.

Products of several coefficients outgrow 64 bits, so they are whole numbers of any size.
"""

from __future__ import annotations

from xlpay.base.money import Ints
from xlpay.kinds.amounts import Coefficient, OfBase, ShareOf
from xlpay.kinds.kind import ComponentKind
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import exact
from xlpay.rules.asked import Asked
from xlpay.rules.expr import Expr, PolicyValue, product, ratio, total, where
from xlpay.rules.lines import Line
from xlpay.rules.scale import coefficient_of_grade, steps_of
from xlpay.rules.values import Stated, by_clause, origin, ratio_of


def coefficient(asked: Asked[Coefficient]) -> Line:
    """half-up(coefficient × base × multiple / months), rounded once."""
    if asked.how.factors or asked.how.plus:
        return _product(asked)
    scheme, pay = asked.scheme, asked.pay
    assert pay.coefficient is not None and pay.grade is not None
    used = _by_grade(asked, pay.coefficient)
    rule = scheme.document.probation
    if rule is not None and rule.mode.value == "coefficient":
        rate = ratio_of(rule.ratio, "probation.ratio")
        own = _by_grade(asked, coefficient_of_grade(scheme, pay.grade.grade, asked.facts.post))
        used = used.told_as(where(asked.facts.probation, own * rate, used))
    return asked.line(used * pay.figures[asked.how.base].monthly())


def of_base(asked: Asked[OfBase]) -> Line:
    """half-up(base × multiple / months × factors), rounded once, whatever the grade."""
    base = asked.pay.figures[asked.how.base].monthly()
    return asked.line(product([*_factors(asked, asked.how.factors), base]))


def _product(asked: Asked[Coefficient]) -> Line:
    """(grade's coefficient + plus) × factors × base, in whole numbers of any size."""
    scheme, facts = asked.scheme, asked.facts
    base = asked.pay.figures[asked.how.base].monthly()
    added = [*_own_coefficient(asked), *_factors(asked, asked.how.plus)]
    factors = _factors(asked, asked.how.factors)
    value = product([*([total(added)] if added else []), *factors, base])
    rule = scheme.document.probation
    if rule is not None and facts.probation.any():
        mode = rule.mode.value
        if mode == "row":
            row = ratio_of(rule.row, "probation.row")
            value = where(facts.probation, row * base, value)
        elif mode == "coefficient":
            rate = ratio_of(rule.ratio, "probation.ratio")
            value = where(facts.probation, rate * value, value)
    return asked.line(value)


def _by_grade(asked: Asked[ComponentKind], coefficients: Ints) -> Expr:
    """Coefficients (n,), 1e-6, with where each stands: in the steps, or in probation's row."""
    rule, trial = asked.scheme.document.grade, asked.scheme.document.probation
    assert rule is not None and asked.pay.grade is not None
    own, steps = list[Stated](), rule.steps
    if any(step.coefficient.own for step in steps):
        own = [
            (here, origin(step.coefficient, "grade.steps"))
            for step, here in steps_of(asked.scheme, asked.pay.grade.grade, asked.facts.post)
        ]
    if trial is not None and trial.mode.value == "row" and trial.row is not None:
        own.append((asked.facts.probation, origin(trial.row, "probation.row")))
    return by_clause(ratio, coefficients, PolicyValue("grade.steps", rule.source), own)


def _has_steps(scheme: Scheme) -> bool:
    return scheme.document.grade is not None and bool(scheme.document.grade.steps)


def _own_coefficient(asked: Asked[Coefficient]) -> list[Expr]:
    """The grade's own coefficient; none where the scheme has no steps."""
    scheme, pay = asked.scheme, asked.pay
    if not _has_steps(scheme):
        return []
    assert pay.grade is not None
    own = coefficient_of_grade(scheme, pay.grade.grade, asked.facts.post)
    return [_by_grade(asked, own)]


def _factors(asked: Asked[ComponentKind], names: tuple[str, ...]) -> list[Expr]:
    """Factors by name; who has no row of one is noted."""
    pay, found = asked.pay, list[Expr]()
    sources = {rule.name: rule.source for rule in asked.scheme.document.factor}
    for name in names:
        unmatched = pay.factors[name].unmatched & asked.mask()
        pay.unmatched[name] = pay.unmatched.get(name, unmatched) | unmatched
        column, stated = pay.factors[name], PolicyValue(f"factor.{name}", sources[name])
        found.append(by_clause(ratio, column.value, stated, column.own))
    return found


def scaled_share(asked: Asked[ShareOf]) -> Line:
    """A share (the whole, if none is given) of another component × factors, rounded once."""
    parts = _factors(asked, asked.how.factors)
    if asked.how.share is not None:
        origin = asked.origin(asked.how.share, "share")
        parts.insert(0, ratio(exact(asked.how.share), origin))
    return asked.line(product([*parts, asked.figure(asked.how.of)]))
