"""The kinds of a year's money: from ratings, accruals, tables and months to amounts with formulas.

Exclusion comes before proration: who is excluded gets nothing, however many months were served.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from xlpay.base.codes import CODES
from xlpay.base.findings import find
from xlpay.base.forms import RATINGS, Words
from xlpay.base.money import RATIO, Bools, Ints, ints
from xlpay.base.months import day_text, year_window
from xlpay.base.units import CountColumn, RatioColumn
from xlpay.facts.people import PeopleFacts
from xlpay.kinds.schedule import Pool
from xlpay.kinds.yearly import YearRating
from xlpay.pay.history import History
from xlpay.pay.month import MonthPayroll
from xlpay.pay.pooling import group_words, near_groups
from xlpay.policy.schema.document import Component
from xlpay.policy.terms.definitions import made_of
from xlpay.policy.terms.scheme import NONE, Scheme
from xlpay.policy.terms.term import unfilled
from xlpay.rules.bonus import forfeited, paid_months
from xlpay.rules.expr import Expr, PolicyValue, Shown, fen, number, ratio, where
from xlpay.rules.lines import Line
from xlpay.rules.rounding import rounding
from xlpay.rules.sharing import Divided, part_of, share
from xlpay.rules.values import by_clause, own_only
from xlpay.yearly.exclusions import away
from xlpay.yearly.standards import YearEnd, standards

_YEAR: Final = 12


class Accrual(msgspec.Struct, frozen=True, eq=False):
    """A month, and what a component accrued in it (n,), fen."""

    run: MonthPayroll
    amount: Ints


class _YearDue(msgspec.Struct, frozen=True):
    """Of a year's money (n,): who gets nothing, for how many months it is paid, the part kept."""

    nothing: Bools
    months: CountColumn
    kept: RatioColumn


def _due(result: YearEnd, staff: PeopleFacts, here: Bools) -> _YearDue:
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
        found = away(staff, exclusion, result.year)
        touched = found.all | (found.months > 0) | (found.kept < RATIO)
        for i in np.flatnonzero(here & touched).tolist():
            result.reasons.setdefault(i, exclusion.reason)
        nothing |= here & found.all
        months, kept = np.maximum(months - found.months, 0), np.minimum(kept, found.kept)
    return _YearDue(nothing, months, kept)


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


def divide(
    result: YearEnd, staff: PeopleFacts, within: Pool, here: Bools, accruals: Sequence[Accrual]
) -> None:
    """Each group's accruals divided by accrual × weight, largest remainder.

    What was accrued in a month belongs to the group in which the person was then.
    """
    weights = result.values()
    tell_months(result, [accrual.run for accrual in accruals])
    weight = np.where(_due(result, staff, here).nothing, 0, weights[result.rating])
    result.findings += near_groups(staff, within.group, here, result.standard > 0)
    weighed = PolicyValue("yearly.values", result.rule.source)
    pools = list[_YearPool]()
    for name, shares, members in _groups(staff, within.group, here, accruals):
        group, own = group_words(within.group, name), shares[members]
        parts = own.astype(object) * weight[members]
        if not any(parts.tolist()):
            if own.any():
                result.findings.append(find("B-ZERO", RATINGS.sheet, group=group))
            continue
        both = tuple(own.tolist()), tuple(weight[members].tolist())
        found = Divided(result.rule.name, group, result.rule.source, *both, RATIO, weighed)
        pools.append(_YearPool(members, shares, share(found.pool, parts), found))
    result.pools = [pool.found for pool in pools]
    by_weight = by_clause(ratio, weight, weighed, result.clauses())
    for layer in _layers(pools):
        _add_layer(result, layer, by_weight)
    amount, words = result.line.amount, result.unit.vocabulary.words(Words.RATING)
    for i in result.people[amount[result.people] == 0].tolist():
        rated = f"等次为{words[result.rating[i]]}，权重为0"
        result.reasons.setdefault(i, rated if result.standard[i] else "当年没有计提")


class _YearPool(msgspec.Struct, frozen=True, eq=False):
    """A group's year: its members (indices), what they accrued in it (n,), what each gets, fen."""

    members: Ints
    shares: Ints
    parts: Ints
    found: Divided


def _groups(
    staff: PeopleFacts, kind: str, here: Bools, accruals: Sequence[Accrual]
) -> Iterator[tuple[str, Ints, Ints]]:
    """Each group of the year: its name, what was accrued in it (n,), its members.

    Members are who accrued something in it, and who belongs to it at the year's end.
    """
    codes, names = staff.places.groups(kind)
    code_of = {name: code for code, name in enumerate(names)}
    home, elsewhere = np.zeros(len(codes), dtype=np.int64), dict[int, Ints]()
    for accrual in accruals:
        then, names_then = accrual.run.staff.places.groups(kind)
        then = ints([code_of.setdefault(name, len(code_of)) for name in names_then])[then]
        away = then != codes
        home += np.where(away, 0, accrual.amount)
        for code in np.unique(then[away]).tolist():
            own = elsewhere.setdefault(code, np.zeros(len(codes), dtype=np.int64))
            own += np.where(away & (then == code), accrual.amount, 0)
    for name, code in code_of.items():
        shares = np.where(codes == code, home, 0)
        if code in elsewhere:
            shares = np.where(codes == code, home, elsewhere[code])
        yield name, shares, np.flatnonzero(here & ((shares > 0) | (codes == code)))


def _layers(pools: Sequence[_YearPool]) -> list[list[tuple[Ints, _YearPool]]]:
    """Pools with some of their members, so that in each layer nobody is in two pools."""
    layers: list[list[tuple[Ints, _YearPool]]] = []
    times: dict[int, int] = {}
    for pool in pools:
        by_layer: dict[int, list[int]] = {}
        for person in pool.members.tolist():
            at = times.get(person, 0)
            times[person] = at + 1
            by_layer.setdefault(at, []).append(person)
        for at, people in by_layer.items():
            layers += [[] for _ in range(at + 1 - len(layers))]
            layers[at].append((np.asarray(people, dtype=np.int64), pool))
    return layers


def _add_layer(result: YearEnd, layer: Sequence[tuple[Ints, _YearPool]], by_weight: Expr) -> None:
    """What the people of a layer get of their pools, beside what they have of others."""
    own, paid = (np.zeros(len(result.standard), dtype=np.int64) for _ in range(2))
    for people, pool in layer:
        own[people] = pool.shares[people]
        paid[people] = pool.parts[np.searchsorted(pool.members, people)]
    everybody = np.concatenate([people for people, _ in layer])
    divided = np.isin(np.arange(len(own)), everybody)
    pools = [(people, pool.found) for people, pool in layer]
    part = part_of(pools, fen(own, Shown("标准")), by_weight, paid)
    more = result.line.amount > 0
    both = where(divided & more, result.line.value + part, part) if more.any() else part
    result.line = result.line.instead(divided, both)


def tell_months(result: YearEnd, runs: Sequence[MonthPayroll]) -> None:
    """What the months that the year's sums come from say of the sums, each once."""
    seen = set[object]()
    for run in runs:
        foreign = _of_others(run.scheme, result.rule.schedule.pays)
        for finding in run.findings:
            key = (finding.code, finding.row, finding.column, finding.about)
            lacking = CODES[finding.code].standard and (
                finding.code != "P-MISSING" or finding.word("name") not in foreign
            )
            if lacking and key not in seen:
                result.findings.append(finding)
            seen.add(key)


def _of_others(scheme: Scheme, name: str) -> set[str]:
    """The settings not filled that only components read of which this one is not made."""
    by_name = {component.name: component for component in scheme.document.component}
    wanted, own = [name], dict[str, Component]()
    while wanted:
        component = by_name[wanted.pop()]
        own[component.name] = component
        wanted += [other for other in made_of(component, scheme.settings) if other in by_name]
    others = tuple(component for component in by_name.values() if component.name not in own)
    document = scheme.document
    rest = [getattr(document, key) for key in document.__struct_fields__ if key != "component"]
    return {*unfilled(others)} - {*unfilled((*own.values(), *rest))}


# ── sums of a person


def accrued(result: YearEnd, staff: PeopleFacts, here: Bools, runs: Sequence[MonthPayroll]) -> None:
    """A person's own sum of the year × weight of the rating."""
    tell_months(result, runs)
    due = _due(result, staff, here)
    weight = np.where(here, result.values()[result.rating], 0)
    _pay(result, here, due, weight)
    _tell_zero(result, result.line.amount, "当年没有计提")


def sums(result: YearEnd, past: History, staff: PeopleFacts, here: Bools) -> None:
    """A sum for a year × weight of the rating × months in service / 12."""
    rule = result.rule
    values = result.values()
    by_rating = isinstance(rule.how, YearRating)
    if by_rating:
        result.standard = np.where(here, values[result.rating], 0)
        result.own += result.clauses()
        weight = None
    else:
        result.standard = np.where(here, standards(result, past, staff, here), 0)
        weight = np.where(here, values[result.rating], 0) if rule.values else None
    _pay(result, here, _due(result, staff, here), weight)
    _tell_zero(result, result.line.amount, "" if by_rating else "没有标准")


def _pay(result: YearEnd, here: Bools, due: _YearDue, weight: Ints | None) -> None:
    """standard × weight × part kept × months / 12, rounded once; the line with its formulas."""
    rule = result.rule
    value = by_clause(fen, result.standard, Shown("标准"), own_only(result.own))
    if weight is not None:
        stated = PolicyValue("yearly.values", rule.source)
        value = value * by_clause(ratio, weight, stated, result.clauses())
    if bool((due.kept < RATIO).any()):
        kept = ratio(due.kept, PolicyValue("yearly.exclusions", rule.source))
        value = where(due.kept < RATIO, value * kept, value)
    if not rule.schedule.pays:
        served = value * number(due.months, Shown("月数")) / _YEAR
        value = where(due.months == _YEAR, value, served)
    line = Line(rule.name, value.round(rounding(rule.rounding, rule.rounds)), rule.source)
    result.line = line.only(here & ~due.nothing)
