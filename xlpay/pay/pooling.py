"""Pay divided by scores: a pool of a group's own shares, or a share × the person's own score.

Scores come from 绩效分配; in a group either everybody has one or nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from xlpay.base.diagnostics import Diagnostic, Severity, find
from xlpay.base.forms import SCORES
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import month_text
from xlpay.facts.derive import Derived
from xlpay.pay.month import MonthPayroll, at_person
from xlpay.policy.schema.document import Component
from xlpay.rules.lines import Case, Line, fen, number
from xlpay.rules.rounding import rounding
from xlpay.rules.sharing import share

SCORE = 10_000  # scores are whole numbers of 1/10000
_POOLED = "ROUNDDOWN({}*{}*{}/{},2)"


@dataclass(frozen=True, slots=True)
class _Scores:
    """A month's scores by person (BLANK: none) and their rows in 绩效分配."""

    score: Ints
    rows: dict[int, int]


def _scores(run: MonthPayroll) -> _Scores:
    scores = run.unit.events.scores
    now = scores.month == run.month
    score = np.full(len(run.unit.roster), BLANK, dtype=np.int64)
    score[scores.person[now]] = scores.score[now]
    rows = zip(scores.person[now].tolist(), scores.row[now].tolist(), strict=True)
    return _Scores(score, dict(rows))


def pooled(run: MonthPayroll, component: Component, own: Line, members: Bools) -> Line:
    """Each group's own shares divided by score × own share, largest remainder."""
    scores = _scores(run)
    amount, pool, weight = own.amount.copy(), own.amount.copy(), own.amount * 0
    total = weight.astype(object)
    divided = np.zeros(len(members), dtype=np.bool_)
    for found in near_groups(run.derived, component.group, members, scores.score != BLANK):
        _tell(run, found)
    for here in _scored_groups(run, component, own, members, scores):
        weights = scores.score[here].astype(object) * own.amount[here]
        if not any(weights.tolist()):
            _all_zero(run, here, own, scores)
            continue
        parts = share(int(own.amount[here].sum()), weights)
        amount[here], pool[here], divided[here] = parts, own.amount[here].sum(), True
        weight[here], total[here] = scores.score[here], sum(weights.tolist())
    floor_part = np.asarray(
        [
            int(p) * int(s) * int(o) // int(t) if t else 0
            for p, s, o, t in zip(pool, np.maximum(weight, 0), own.amount, total, strict=True)
        ],
        dtype=np.int64,
    )
    left = amount - floor_part
    operands = (fen(pool), number(weight, SCORE), fen(own.amount), number(total, 100 * SCORE))
    cases = (
        *own.cases,
        Case(divided, _POOLED, operands),
        Case(divided & (left > 0), _POOLED + "+{}", (*operands, fen(left))),
    )
    return Line(own.name, amount, cases, own.source)


def scored(run: MonthPayroll, component: Component, own: Line, members: Bools) -> Line:
    """Each person's own share × score / full score; the share itself where nobody is scored."""
    scores, to = _scores(run), rounding(component.rounding, component.rounds)
    full = run.scheme.count(component.full)
    amount, score = own.amount.copy(), np.zeros(len(members), dtype=np.int64)
    counted = np.zeros(len(members), dtype=np.bool_)
    for here in _scored_groups(run, component, own, members, scores):
        score[here], counted[here] = scores.score[here], True
    rated = to.of(own.amount * score, full * SCORE)
    amount = np.where(counted, rated, amount)
    operands = (fen(own.amount), number(score, SCORE), number(full))
    case = Case(counted, to.text("{}*{}/{}"), operands)
    return Line(own.name, amount, (*own.cases, case), own.source)


def _scored_groups(
    run: MonthPayroll, component: Component, own: Line, members: Bools, scores: _Scores
) -> Iterator[Ints]:
    """The people of each group in which everybody has a score; findings about the others."""
    codes, names = run.derived.groups(component.group)
    for code, name in enumerate(names):
        here = np.flatnonzero(members & (codes == code))
        known = scores.score[here] != BLANK
        words = {"group": group_words(component.group, name), "month": month_text(run.month)}
        if not len(here):
            continue
        if not known.any():
            if own.amount[here].any():
                _tell(run, find("V-NOSCORES", SCORES.sheet, **words))
            continue
        for i in here[~known].tolist():
            _tell(run, _at(run, "V-SCORES", i, names=run.unit.roster.names[i], **words))
        if known.all():
            yield here


def near_groups(
    derived: Derived, kind: str, members: Bools, divided: Bools
) -> Iterator[Diagnostic]:
    """Errors where a group's members may belong to another group, spelt otherwise.

    Only where one of the two has members whose pay is divided among them.
    """
    codes, names = derived.groups(kind)
    header = "社区" if kind == "community" else "街道"
    for first, second in derived.near_groups(kind):
        one, two = members & (codes == first), members & (codes == second)
        if one.any() and two.any() and ((one | two) & divided).any():
            words = {"place": header, "name": names[second], "other": names[first]}
            person = int(np.flatnonzero(two)[0])
            found = at_person(derived.unit, "V-NEAR", person, header, **words)
            yield replace(found, severity=Severity.ERROR)


def group_words(kind: str, name: str) -> str:
    """A group as findings name it."""
    if not name:
        return "全单位"
    return f"社区“{name}”" if kind == "community" else f"街道“{name}”"


def _all_zero(run: MonthPayroll, here: Ints, own: Line, scores: _Scores) -> None:
    """A pool that nobody has a share of."""
    if own.amount[here].any():
        words = {"month": month_text(run.month)}
        for i in here.tolist():
            name = run.unit.roster.communities[run.unit.roster.community[i]]
            group = group_words("community", name)
            _tell(run, _at(run, "V-ZEROSCORES", i, f"C{scores.rows[i]}", group=group, **words))


def tell_unused(run: MonthPayroll, mask: Bools) -> None:
    """Scores of people who have no part in the month."""
    for i, row in _scores(run).rows.items():
        if not mask[i]:
            _tell(run, _at(run, "V-SCORENOPAY", i, f"A{row}", month=month_text(run.month)))


def _tell(run: MonthPayroll, finding: Diagnostic) -> None:
    """A finding, once however many components ask for the same scores."""
    if finding not in run.findings:
        run.findings.append(finding)


def _at(run: MonthPayroll, code: str, person: int, cell: str = "", **words: object) -> Diagnostic:
    roster = run.unit.roster
    return find(code, SCORES.sheet, cell, roster.names[person], roster.identities[person], **words)
