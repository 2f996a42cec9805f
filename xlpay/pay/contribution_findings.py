"""What is told of contributions: rules that lack, people of whom base or cover is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import SETTINGS
from xlpay.base.grid import NOWHERE
from xlpay.base.money import Bools
from xlpay.base.months import month_text
from xlpay.deductions.bases import HIGH, LOW, SOURCES
from xlpay.deductions.contributions import BASES, LIMITS, Contributed, told
from xlpay.pay.building import MonthBuilder
from xlpay.pay.month import at_person
from xlpay.pay.overriding import unread_contributions
from xlpay.policy.contributions.kinds import FUND, Contribution
from xlpay.policy.contributions.standards import InForce

_NAMED: Final = 5  # people that a finding of many names
_Chosen = Callable[[Contributed], Bools]


def about_contributions(run: MonthBuilder) -> Iterator[Finding]:
    """Every finding of the month's contributions; of a person or of equal people one for all kinds.

    A figure fixed by hand is known, and a row that could not be used is told already.
    """
    for own in run.contributed:
        yield from _of_rules(run, own)
    wrong = unread_contributions(run)
    yield from _each(run, "N-BASE", lambda own: _open(own) & ~wrong & _without_base(run, own))
    yield from _each(run, "N-COVER", lambda own: _open(own) & ~wrong & own.cover.unknown)
    for code, name in ((LOW, "N-LOW"), (HIGH, "N-HIGH")):
        held = _at_limit(run, code)
        yield from _counted(run, name, held, limit=SOURCES[code])
    yield from _counted(run, "N-NEWBASE", lambda own: run.paid & own.cover.insured & _of_gross(own))
    outside: _Chosen = lambda own: run.paid & own.cover.recorded & ~own.cover.insured  # noqa: E731
    yield from _counted(run, "N-NOJOIN", outside)
    yield from _counted(run, "N-FUNDNEW", lambda own: _first_job(run, own))


# ── whose


def _open(own: Contributed) -> Bools:
    """Whose figure of some side is not known (n,)."""
    found: Bools = np.any(list(own.blank.values()), axis=0)
    return found


def _without_base(run: MonthBuilder, own: Contributed) -> Bools:
    """Who is insured and has no base, where there are limits to hold one within (n,)."""
    limited = all(LIMITS not in words for words in own.lacking.values())
    found: Bools = run.paid & own.cover.insured & ~own.base.known & limited
    return found


def _at_limit(run: MonthBuilder, code: int) -> _Chosen:
    """Whose base is a limit (n,)."""

    def chosen(own: Contributed) -> Bools:
        found: Bools = run.paid & own.cover.insured & own.base.known & (own.base.source == code)
        return found

    return chosen


def _of_gross(own: Contributed) -> Bools:
    """Whose base is the month's gross, for want of one entered (n,)."""
    found: Bools = own.base.from_gross & own.base.known
    return found


def _first_job(run: MonthBuilder, own: Contributed) -> Bools:
    """Who works for the first time and so pays no fund in the month of entry (n,)."""
    if own.kind is not FUND or own.rules.cover is not None:
        return np.zeros_like(run.paid)
    cover, service = own.cover, run.staff.service
    first = service.in_service(run.month) & ~service.in_service(run.month - 1)
    found: Bools = run.paid & first & ~(cover.recorded | cover.insured | cover.unknown)
    return found


# ── a finding


def _each(run: MonthBuilder, code: str, chosen: _Chosen) -> Iterator[Finding]:
    """A finding of each person, naming the kinds and their bases."""
    masks = [chosen(own) for own in run.contributed]
    some = np.any(masks, axis=0) if masks else np.zeros_like(run.paid)
    for i in np.flatnonzero(some).tolist():
        kinds = [own.kind for own, mask in zip(run.contributed, masks, strict=True) if mask[i]]
        bases = "、".join(dict.fromkeys(kind.base for kind in kinds))
        words = {"kind": "、".join(kind.word for kind in kinds)}
        words |= {"base": bases} if code == "N-BASE" else {}
        yield at_person(run.unit, code, i, "姓名", **words)


def _counted(run: MonthBuilder, code: str, chosen: _Chosen, **words: object) -> Iterator[Finding]:
    """One finding of all of them: how many, the first names, the kinds of which it is so."""
    kinds: dict[bytes, list[str]] = {}
    for own in run.contributed:
        kinds.setdefault(chosen(own).tobytes(), []).append(own.kind.word)
    for mask, named in kinds.items():
        people = np.flatnonzero(np.frombuffer(mask, dtype=np.bool_)).tolist()
        if people:
            names = "、".join(run.unit.roster.names[i] for i in people[:_NAMED])
            names += "等" if len(people) > _NAMED else ""
            kind = "、".join(named)
            yield find(code, BASES, count=len(people), people=names, kind=kind, **words)


def _of_rules(run: MonthBuilder, own: Contributed) -> Iterator[Finding]:
    """Rules that are not there, have run out, or are not the same in two layers."""
    lacking = tuple(dict.fromkeys(word for words in own.lacking.values() for word in words))
    if lacking and run.paid.any():
        words = {"month": month_text(run.month), "kind": own.kind.word}
        yield _at_switch(run, "N-NORATE", own.kind, what="、".join(lacking), **words)
    old = [rule for rule in own.rules.used() if rule.run_out]
    if old:
        words = {"kind": own.kind.word, "until": month_text(min(rule.row.last for rule in old))}
        yield _at_switch(run, "N-OLD", own.kind, rules=_named(old), **words)
    if unlike := [rule for rule in own.rules.used() if rule.differing]:
        yield _at_switch(run, "N-LAYER", own.kind, kind=own.kind.word, rules=_named(unlike))


def _named(rules: list[InForce]) -> str:
    """Layers and documents of rules, and of those that differ from them."""
    rows = [row for rule in rules for row in (rule.row, *rule.differing)]
    return "；".join(dict.fromkeys(told(row, run_out=False) for row in rows))


def _at_switch(run: MonthBuilder, code: str, kind: Contribution, /, **words: object) -> Finding:
    """A finding at the switch of a kind in 参数."""
    cell = run.unit.settings.cells.get(kind.setting, NOWHERE)
    return find(code, SETTINGS.sheet, cell, **words)
