"""Coefficient × base: one coefficient by grade, or a sum and product of several, rounded once.

Products of several coefficients outgrow 64 bits, so they are whole numbers of any size.
"""

from __future__ import annotations

from xlpay.kinds.amounts import Coefficient, OfBase, ShareOf
from xlpay.kinds.kind import ComponentKind
from xlpay.rules.asked import Asked
from xlpay.rules.expr import Expr, PolicyValue, product, ratio, total, where
from xlpay.rules.lines import Line
from xlpay.rules.scale import coefficient_of_grade
from xlpay.terms.scheme import Scheme
from xlpay.terms.term import exact


def coefficient(asked: Asked[Coefficient]) -> Line:
    """half-up(coefficient × base × multiple / months), rounded once."""
    if asked.how.factors or asked.how.plus:
        return _product(asked)
    scheme, pay = asked.scheme, asked.pay
    assert pay.coefficient is not None and pay.grade is not None
    used = ratio(pay.coefficient, _of_grade(scheme))
    rule = scheme.document.probation
    if rule is not None and rule.mode.value == "coefficient":
        rate = ratio(exact(rule.ratio), PolicyValue("probation.ratio", rule.source))
        own = ratio(
            coefficient_of_grade(scheme, pay.grade.grade, asked.facts.post), _of_grade(scheme)
        )
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
            row = ratio(exact(rule.row), PolicyValue("probation.row", rule.source))
            value = where(facts.probation, row * base, value)
        elif mode == "coefficient":
            rate = ratio(exact(rule.ratio), PolicyValue("probation.ratio", rule.source))
            value = where(facts.probation, rate * value, value)
    return asked.line(value)


def _of_grade(scheme: Scheme) -> PolicyValue:
    """Where the coefficients by grade stand."""
    rule = scheme.document.grade
    return PolicyValue("grade.steps", rule.source if rule is not None else "")


def _has_steps(scheme: Scheme) -> bool:
    return scheme.document.grade is not None and bool(scheme.document.grade.steps)


def _own_coefficient(asked: Asked[Coefficient]) -> list[Expr]:
    """The grade's own coefficient; none where the scheme has no steps."""
    scheme, pay = asked.scheme, asked.pay
    if not _has_steps(scheme):
        return []
    assert pay.grade is not None
    own = coefficient_of_grade(scheme, pay.grade.grade, asked.facts.post)
    return [ratio(own, _of_grade(scheme))]


def _factors(asked: Asked[ComponentKind], names: tuple[str, ...]) -> list[Expr]:
    """Factors by name; who has no row of one is noted."""
    pay, found = asked.pay, list[Expr]()
    sources = {rule.name: rule.source for rule in asked.scheme.document.factor}
    for name in names:
        unmatched = pay.factors[name].unmatched & asked.mask()
        pay.unmatched[name] = pay.unmatched.get(name, unmatched) | unmatched
        found.append(ratio(pay.factors[name].value, PolicyValue(f"factor.{name}", sources[name])))
    return found


def scaled_share(asked: Asked[ShareOf]) -> Line:
    """A share (the whole, if none is given) of another component × factors, rounded once."""
    parts = _factors(asked, asked.how.factors)
    if asked.how.share is not None:
        origin = asked.origin(asked.how.share, "share")
        parts.insert(0, ratio(exact(asked.how.share), origin))
    return asked.line(product([*parts, asked.figure(asked.how.of)]))
