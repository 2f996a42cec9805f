"""A stage of the deductions: insurance and housing fund of the month, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from msgspec.structs import replace

from xlpay.base.findings import Finding, find
from xlpay.base.forms import SETTINGS
from xlpay.base.grid import NOWHERE
from xlpay.base.money import Bools
from xlpay.base.months import month_text
from xlpay.deductions.bases import HIGH, LOW, SOURCES
from xlpay.deductions.contributions import BASES, Asked, Contributed, contributed, told
from xlpay.deductions.cover import Employment
from xlpay.deductions.switches import wanted
from xlpay.pay.building import MonthBuilder
from xlpay.pay.history import History
from xlpay.pay.month import GROSS
from xlpay.pay.overriding import OVERRIDES, is_typed, overridden, unread
from xlpay.policy.contributions.kinds import FUND, KINDS, PERSON, UNIT, Contribution
from xlpay.policy.contributions.standards import InForce
from xlpay.rules.expr import NOTHING, where
from xlpay.rules.lines import Line

COVER: Final = "参保记录"
_NAMED: Final = 5  # people that a finding of many names


def contributions(run: MonthBuilder, past: History) -> None:
    """养老保险, 医疗保险, 失业保险, 住房公积金 of each person, and what the unit pays."""
    settings = run.unit.settings
    asked = _asked(run)
    for kind in KINDS:
        if wanted(settings, kind):
            found = contributed(run.unit.contributions, run.unit.net, kind, asked)
            run.findings += _findings(run, found)
            found = _fixed(run, found)
            run.contributed.append(found)
            if kind.column:
                run.deduct(found.lines[PERSON])
        elif kind.column and is_typed(run, kind.column):
            nothing = Line(kind.column, where(run.paid, NOTHING, NOTHING).round(), "", apart=True)
            run.deduct(overridden(run, nothing))


def _asked(run: MonthBuilder) -> Asked:
    """The month's people, employment and gross."""
    roster = run.unit.roster
    staff = Employment(roster.entry, roster.leave, roster.first_job)
    settings, gross = run.unit.settings, run.lines[GROSS].amount
    return Asked(run.month, settings.region, run.paid, staff, gross, settings.unfilled_base)


def _fixed(run: MonthBuilder, found: Contributed) -> Contributed:
    """Contributions with the figures fixed by hand, and without those that can't be known."""
    wrong = run.paid & unread(run.unit, BASES, COVER, OVERRIDES)
    lines, blank = {}, {}
    for side, line in found.lines.items():
        run.leave_blank(line.name, found.blank[side] | wrong)
        known = ~run.blank.get(line.name, np.zeros_like(wrong))
        lines[side] = overridden(run, line.less(~known, NOTHING))
        blank[side] = run.blank.get(line.name, np.zeros_like(wrong))
        if side == UNIT:
            run.blank.pop(line.name, None)  # what the unit owes doesn't change anyone's net
    return replace(found, lines=lines, blank=blank)


# ── what is told


def _findings(run: MonthBuilder, found: Contributed) -> Iterator[Finding]:
    """What a kind's rules lack, and whose base or cover is not known."""
    yield from _of_rules(run, found)
    kind, first = found.kind, next(iter(found.lacking.values()))
    if not any(found.lacking.values()) or not first:
        insured = run.paid & found.cover.insured & ~found.base.known
        _tell(run, "N-BASE", insured, kind=kind.word, base=kind.base)
        for code, name in ((LOW, "N-LOW"), (HIGH, "N-HIGH")):
            who = run.paid & found.cover.insured & found.base.known & (found.base.source == code)
            yield from _counted(run, name, who, kind=kind.word, limit=SOURCES[code])
    _tell(run, "N-COVER", run.paid & found.cover.unknown, kind=kind.word)
    outside = run.paid & found.cover.recorded & ~found.cover.insured
    yield from _counted(run, "N-NOJOIN", outside, kind=kind.word)
    if kind is FUND and found.rules.cover is None:
        yield from _counted(run, "N-FUNDNEW", _first_month(run, found))


def _first_month(run: MonthBuilder, found: Contributed) -> Bools:
    """Who works for the first time and pays no fund in the month of entry (n,)."""
    first = run.staff.service.in_service(run.month) & ~run.staff.service.in_service(run.month - 1)
    result: Bools = (
        run.paid & first & ~found.cover.recorded & ~found.cover.insured & ~found.cover.unknown
    )
    return result


def _of_rules(run: MonthBuilder, found: Contributed) -> Iterator[Finding]:
    """Rules that are not there, have run out, or are not the same in two layers."""
    lacking = tuple(dict.fromkeys(word for words in found.lacking.values() for word in words))
    if lacking and run.paid.any():
        words = {"month": month_text(run.month), "kind": found.kind.word}
        yield _at_switch(run, "N-NORATE", found.kind, what="、".join(lacking), **words)
    rules = found.rules.used()
    yield from _each(run, "N-OLD", found.kind, rules, lambda rule: rule.run_out)
    yield from _each(run, "N-LAYER", found.kind, rules, lambda rule: bool(rule.differing))


def _each(
    run: MonthBuilder,
    code: str,
    kind: Contribution,
    rules: list[InForce],
    chosen: Callable[[InForce], bool],
) -> Iterator[Finding]:
    """One finding of those of a kind's rules that are chosen."""
    rows = [rule for rule in rules if chosen(rule)]
    if rows:
        others = [told(row, run_out=False) for rule in rows for row in rule.differing]
        words = dict.fromkeys([*(told(rule.row, run_out=False) for rule in rows), *others])
        last = min(rule.row.last for rule in rows)
        until = month_text(last) if last < run.month else ""
        yield _at_switch(run, code, kind, kind=kind.word, until=until, rules="；".join(words))


def _at_switch(run: MonthBuilder, code: str, kind: Contribution, /, **words: object) -> Finding:
    """A finding at the switch of a kind in 参数."""
    cell = run.unit.settings.cells.get(kind.setting, NOWHERE)
    return find(code, SETTINGS.sheet, cell, **words)


def _tell(run: MonthBuilder, code: str, who: Bools, /, **words: object) -> None:
    """A finding of each."""
    for i in np.flatnonzero(who).tolist():
        run.tell(code, i, "姓名", **words)


def _counted(run: MonthBuilder, code: str, who: Bools, /, **words: object) -> Iterator[Finding]:
    """One finding of all of them: how many, and the first names."""
    people = np.flatnonzero(who).tolist()
    if people:
        names = "、".join(run.unit.roster.names[i] for i in people[:_NAMED])
        more = "等" if len(people) > _NAMED else ""
        yield find(code, BASES, NOWHERE, count=len(people), people=names + more, **words)
