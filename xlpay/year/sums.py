"""The kinds of a year's money: from ratings, accruals, tables and months to amounts with formulas.

Exclusion comes before proration: who is excluded gets nothing, however many months were served.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from xlpay.base.diagnostics import find
from xlpay.base.forms import RATINGS, Words
from xlpay.base.money import FEN, RATIO, Bools, Ints
from xlpay.base.months import day_text, year_window
from xlpay.facts.derive import Derived
from xlpay.pay.month import MonthPayroll
from xlpay.pay.pooling import group_words, near_groups
from xlpay.policy.definitions import made_of
from xlpay.policy.scheme import NONE, Scheme
from xlpay.policy.text.structure import positions, walk
from xlpay.policy.text.values import is_setting
from xlpay.rules.bonus import forfeited, paid_months
from xlpay.rules.lines import Case, Line, Operand, fen, number, ratio
from xlpay.rules.rounding import rounding
from xlpay.rules.sharing import share
from xlpay.year.exclusions import away
from xlpay.year.standards import SUMMED, YearEnd, standards

_YEAR: Final = 12
_ABOUT: Final = ("P-NOBASE", "P-NOPLACE", "P-INCOME", "P-LEAVES", "R-NOROW")  # of a month's sum


@dataclass(frozen=True, slots=True)
class _Due:
    """Of a year's money (n,): who gets nothing, for how many months it is paid, the part kept."""

    nothing: Bools
    months: Ints
    kept: Ints  # 1e-6


def _due(result: YearEnd, derived: Derived, here: Bools) -> _Due:
    """What leaving, absence and a year not served whole leave of it; tells why."""
    rule, roster = result.rule, result.unit.roster
    nothing = _leavers(result, here)
    months, kept = result.months.copy(), np.full(len(roster), RATIO, dtype=np.int64)
    if rule.prorate == "none":
        months = paid_months(rule, months)
    elif rule.prorate == "full":
        short = here & (months < _YEAR)
        for i in np.flatnonzero(short & ~nothing).tolist():
            result.reasons[i] = f"当年在岗{months[i]}个月，不满{_YEAR}个月"
        nothing |= short
    for exclusion in rule.exclusions:
        found = away(derived, exclusion, result.year)
        touched = found.all | (found.months > 0) | (found.kept < RATIO)
        for i in np.flatnonzero(here & touched).tolist():
            result.reasons.setdefault(i, exclusion.reason)
        nothing |= here & found.all
        months, kept = np.maximum(months - found.months, 0), np.minimum(kept, found.kept)
    return _Due(nothing, months, kept)


def _leavers(result: YearEnd, here: Bools) -> Bools:
    """Who left before the last day of the year, and loses the money by it."""
    rule, roster = result.rule, result.unit.roster
    names = result.unit.vocabulary.words(Words.LEAVING)
    gone = here & (roster.leave < year_window(result.year).last)
    out = gone & forfeited(result.scheme, rule, roster.leaving)
    for i in np.flatnonzero(out).tolist():
        result.reasons[i] = f"{names[roster.leaving[i]]}（{day_text(roster.leave[i])}）"
    if rule.stayers:
        for i in np.flatnonzero(gone & ~out).tolist():
            result.reasons[i] = f"年底前离职（{day_text(roster.leave[i])}）"
        out |= gone
    return out


def _tell_zero(result: YearEnd, amount: Ints, otherwise: str = "") -> None:
    """A reason for each amount of 0 that has none yet: the rating, else `otherwise`."""
    names = result.unit.vocabulary.words(Words.RATING)
    for i in result.people[amount[result.people] == 0].tolist():
        if result.rating[i] != NONE and result.rule.values:
            result.reasons.setdefault(i, f"等次为{names[result.rating[i]]}")
        elif otherwise:
            result.reasons.setdefault(i, otherwise)


# ── pools


def divide(result: YearEnd, derived: Derived, here: Bools, runs: Sequence[MonthPayroll]) -> None:
    """Each group's accruals divided by accrual × weight, largest remainder."""
    unit, rule = result.unit, result.rule
    weights = result.values()
    tell_months(result, runs)
    amount = np.zeros(len(unit.roster), dtype=np.int64)
    pool, scale = amount.copy(), amount.copy().astype(object)
    weight = np.where(_due(result, derived, here).nothing, 0, weights[result.rating])
    result.findings += near_groups(derived, rule.group, here, result.standard > 0)
    codes, names = derived.groups(rule.group)
    for code, name in enumerate(names):
        members = np.flatnonzero(here & (codes == code))
        parts = result.standard[members].astype(object) * weight[members]
        total = int(result.standard[members].sum())
        if total and not any(parts.tolist()):
            group = group_words(rule.group, name)
            result.findings.append(find("B-ZERO", RATINGS.sheet, group=group))
            continue
        amount[members] = share(total, parts) if len(members) else 0
        pool[members], scale[members] = total, sum(parts.tolist())
    result.line = _pool_line(result, amount, pool, weight, scale)
    words = result.unit.vocabulary.words(Words.RATING)
    for i in result.people[amount[result.people] == 0].tolist():
        rated = f"等次为{words[result.rating[i]]}，权重为0"
        result.reasons.setdefault(i, rated if result.standard[i] else "当年没有计提")


def _pool_line(
    result: YearEnd,
    amount: Ints,
    pool: Ints,
    weight: Ints,
    scale: np.ndarray[tuple[int], np.dtype[np.object_]],
) -> Line:
    floors = np.asarray(
        [
            int(p) * int(a) * int(w) // int(s) if s else 0
            for p, a, w, s in zip(pool, result.standard, weight, scale, strict=True)
        ],
        dtype=np.int64,
    )
    left = amount - floors
    operands = (fen(pool), fen(result.standard), number(weight, RATIO), number(scale, FEN * RATIO))
    cases = (
        Case((amount >= 0) & (pool > 0), "ROUNDDOWN({}*{}*{}/{},2)", operands),
        Case(left > 0, "ROUNDDOWN({}*{}*{}/{},2)+{}", (*operands, fen(left))),
    )
    return Line(result.rule.name, amount, cases, result.rule.source)


def tell_months(result: YearEnd, runs: Sequence[MonthPayroll]) -> None:
    """What the months that the year's sums come from say of the sums, each once."""
    seen: set[tuple[str, str, str]] = set()
    for run in runs:
        settings = _settings_of(run.scheme, result.rule.of)
        for finding in run.findings:
            key = (finding.code, finding.cell, finding.message)
            about = finding.code in _ABOUT or (
                finding.code == "P-MISSING" and any(f"“{s}”" in finding.message for s in settings)
            )
            if about and key not in seen:
                result.findings.append(finding)
            seen.add(key)


def _settings_of(scheme: Scheme, name: str) -> set[str]:
    """The settings that a component, or one it is made of, reads."""
    by_name = {component.name: component for component in scheme.document.component}
    wanted, found = [name], set[str]()
    while wanted:
        component = by_name[wanted.pop()]
        wanted += [other for other in made_of(component, scheme.settings) if other in by_name]
        for _, part in walk(component):
            found |= {raw["setting"] for _, raw, _ in positions(part) if is_setting(raw)}
    return found


# ── sums of a person


def accrued(result: YearEnd, derived: Derived, here: Bools, runs: Sequence[MonthPayroll]) -> None:
    """A person's own sum of the year × weight of the rating."""
    tell_months(result, runs)
    due = _due(result, derived, here)
    weight = np.where(here, result.values()[result.rating], 0)
    _pay(result, here, due, weight, by_months=False)
    _tell_zero(result, result.line.amount, "当年没有计提")


def sums(result: YearEnd, derived: Derived, here: Bools) -> None:
    """A sum for a year × weight of the rating × months in service / 12."""
    rule = result.rule
    values = result.values()
    if rule.kind == "rating":
        result.standard = np.where(here, values[result.rating], 0)
        weight = None
    else:
        result.standard = np.where(here, standards(result, derived, here), 0)
        weight = np.where(here, values[result.rating], 0) if rule.values else None
    _pay(result, here, _due(result, derived, here), weight, by_months=rule.prorate == "months")
    _tell_zero(result, result.line.amount, "" if rule.kind == "rating" else "没有标准")


def _pay(result: YearEnd, here: Bools, due: _Due, weight: Ints | None, *, by_months: bool) -> None:
    """standard × weight × part kept × months / 12, rounded once; the line with its formulas."""
    rule, to = result.rule, rounding(result.rule.rounding, result.rule.rounds)
    top, bottom = result.standard.astype(object), 1
    operands: list[Operand] = [fen(result.standard)]
    if weight is not None:
        top, bottom = top * weight, bottom * RATIO
        operands.append(ratio(weight))
    if bool((due.kept < RATIO).any()):
        top, bottom = top * due.kept, bottom * RATIO
        operands.append(ratio(due.kept))
    factors = "*".join("{}" for _ in operands)
    paid_months = due.months if rule.kind not in SUMMED else np.full(len(here), _YEAR)
    amount = to.of(top * paid_months, bottom * _YEAR)
    whole = paid_months == _YEAR
    simple = "{}" if len(operands) == 1 and to.plain else to.text(factors)
    cases = (
        Case(here & whole, simple, tuple(operands)),
        Case(
            here & ~whole,
            to.text(f"{factors}*{{}}/{_YEAR}"),
            (*operands, number(paid_months)),
        ),
        Case(due.nothing, "0"),
    )
    paid = np.where(here & ~due.nothing, amount, 0)
    result.line = Line(rule.name, paid, cases, rule.source)
