"""Pay divided by scores: a pool of a group's own shares, or a share × the person's own score.

Scores come from 绩效分配; in a group either everybody has one or nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, find
from xlpay.base.forms import SCORES
from xlpay.base.grid import NOWHERE, Position
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import month_text
from xlpay.facts.people import PeopleFacts
from xlpay.kinds.schedule import Pool
from xlpay.pay.building import MonthBuilder
from xlpay.pay.month import at_person
from xlpay.policy.schema.document import Component
from xlpay.policy.terms.term import exact
from xlpay.rules.expr import InputCell, number
from xlpay.rules.lines import Line
from xlpay.rules.rounding import FEN
from xlpay.rules.sharing import Divided, part_of, share
from xlpay.rules.values import origin

SCORE = 10_000  # scores are whole numbers of 1/10000
_GIVEN = InputCell(SCORES.sheet, "得分")


class _Scores(msgspec.Struct, frozen=True):
    """A month's scores by person (BLANK: none) and their rows in 绩效分配."""

    score: Ints
    rows: dict[int, int]


def _scores(run: MonthBuilder) -> _Scores:
    scores = run.unit.events.scores
    now = scores.month == run.month
    score = np.full(len(run.unit.roster), BLANK, dtype=np.int64)
    score[scores.person[now]] = scores.score[now]
    rows = zip(scores.person[now].tolist(), scores.row[now].tolist(), strict=True)
    return _Scores(score, dict(rows))


def shared_by_scores(run: MonthBuilder, component: Component, own: Line, members: Bools) -> Line:
    """A component's own shares as the scores of its group decide."""
    pool = component.pool
    assert pool is not None
    shared = _divided if pool.divided else _scored
    return shared(run, component, pool, own, members)


def _divided(
    run: MonthBuilder, component: Component, pool: Pool, own: Line, members: Bools
) -> Line:
    """Each group's own shares divided by score × own share, largest remainder."""
    scores, amount = _scores(run), own.amount.copy()
    weight = np.zeros(len(members), dtype=np.int64)
    divided, pools = np.zeros(len(members), dtype=np.bool_), list[tuple[Ints, Divided]]()
    for near in near_groups(run.staff, pool.group, members, scores.score != BLANK):
        _tell(run, near)
    for group, here in _scored_groups(run, pool, own, members, scores):
        shares, weights = own.amount[here], scores.score[here]
        weighed = weights.astype(object) * shares
        if not any(weighed.tolist()):
            _all_zero(run, here, own, scores)
            continue
        found = Divided(
            own.name,
            group,
            own.sources(here[:1])[0],
            tuple(shares.tolist()),
            tuple(weights.tolist()),
            SCORE,
            _GIVEN,
        )
        pools.append((here, found))
        amount[here], weight[here], divided[here] = share(found.pool, weighed), weights, True
    if not pools:
        return own
    run.pools += [found for _, found in pools]
    part = part_of(pools, own.value, number(weight, _GIVEN, SCORE), amount)
    return replace(own, to=FEN).instead(divided, part)  # the parts add up to the pool, to the fen


def _scored(run: MonthBuilder, component: Component, pool: Pool, own: Line, members: Bools) -> Line:
    """Each person's own share × score / full score; the share itself where nobody is scored."""
    scores = _scores(run)
    score = np.zeros(len(members), dtype=np.int64)
    counted = np.zeros(len(members), dtype=np.bool_)
    for _, here in _scored_groups(run, pool, own, members, scores):
        score[here], counted[here] = scores.score[here], True
    full = number(exact(pool.full), origin(pool.full, f"{component.name}.full"))
    rated = own.value * number(score, _GIVEN, SCORE) / full
    return own.instead(counted, rated)


def _scored_groups(
    run: MonthBuilder, pool: Pool, own: Line, members: Bools, scores: _Scores
) -> Iterator[tuple[str, Ints]]:
    """The groups in which everybody has a score, and their people; findings about the others."""
    codes, names = run.staff.places.groups(pool.group)
    for code, name in enumerate(names):
        here = np.flatnonzero(members & (codes == code))
        known = scores.score[here] != BLANK
        words = {"group": group_words(pool.group, name), "month": month_text(run.month)}
        if not len(here):
            continue
        if not known.any():
            if own.amount[here].any():
                _tell(run, find("V-NOSCORES", SCORES.sheet, **words))
            continue
        for i in here[~known].tolist():
            _tell(run, _at(run, "V-SCORES", i, names=run.unit.roster.names[i], **words))
        if known.all():
            yield words["group"], here


def near_groups(staff: PeopleFacts, kind: str, members: Bools, divided: Bools) -> Iterator[Finding]:
    """Errors where a group's members may belong to another group, spelt otherwise.

    Only where one of the two has members whose pay is divided among them.
    """
    codes, names = staff.places.groups(kind)
    header = "社区" if kind == "community" else "街道"
    for first, second in staff.places.near_groups(kind):
        one, two = members & (codes == first), members & (codes == second)
        if one.any() and two.any() and ((one | two) & divided).any():
            words = {"place": header, "name": names[second], "other": names[first]}
            person = int(np.flatnonzero(two)[0])
            found = at_person(staff.unit, "V-NEAR", person, header, **words)
            yield replace(found, severity=Severity.ERROR)


def group_words(kind: str, name: str) -> str:
    """A group as findings name it."""
    if not name:
        return "全单位"
    return f"社区“{name}”" if kind == "community" else f"街道“{name}”"


def _all_zero(run: MonthBuilder, here: Ints, own: Line, scores: _Scores) -> None:
    """A pool that nobody has a share of."""
    if own.amount[here].any():
        words = {"month": month_text(run.month)}
        for i in here.tolist():
            name = run.unit.roster.communities[run.unit.roster.community[i]]
            group = group_words("community", name)
            _tell(
                run, _at(run, "V-ZEROSCORES", i, Position(scores.rows[i], 3), group=group, **words)
            )


def tell_unused(run: MonthBuilder, mask: Bools) -> None:
    """Scores of people who have no part in the month."""
    for i, row in _scores(run).rows.items():
        if not mask[i]:
            _tell(run, _at(run, "V-SCORENOPAY", i, Position(row, 1), month=month_text(run.month)))


def _tell(run: MonthBuilder, finding: Finding) -> None:
    """A finding, once however many components ask for the same scores."""
    if finding not in run.findings:
        run.findings.append(finding)


def _at(
    run: MonthBuilder, code: str, person: int, cell: Position = NOWHERE, /, **words: object
) -> Finding:
    roster = run.unit.roster
    return find(code, SCORES.sheet, cell, roster.names[person], roster.identities[person], **words)
