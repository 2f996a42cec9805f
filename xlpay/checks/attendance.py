"""Management rules about absence: how much in a rolling year, how long at a stretch, illness."""

from __future__ import annotations

from collections.abc import Iterator

from xlpay.base.findings import Finding
from xlpay.base.forms import ABSENCES, Words
from xlpay.base.money import RATIO, decimal_text
from xlpay.base.months import EARLIEST, add_months, day_text
from xlpay.checks.view import View
from xlpay.facts.leave import HALVES, LeaveRows
from xlpay.policy.schema.document import Check


def absence(view: View, check: Check, source: str) -> Iterator[Finding]:
    """More days than allowed within twelve months that reach into this one, or at a stretch."""
    total, running = view.number(check, "total_days"), view.number(check, "running_days")
    least = min((limit for limit in (total, running) if limit is not None), default=None)
    if least is None:
        return
    rows = _rows(view, "absence")
    rows = rows.where(rows.last >= add_months(view.frame.first, -12))
    rows = rows.where(rows.entered()[rows.person] * RATIO > least * HALVES)
    word = "、".join(view.flagged(Words.LEAVE, "absence"))
    for person, own in rows.by_person():
        for code, limit, found in (
            ("M-ABSENCE", total, own.most_in_a_year(view.frame, view.unit.work_days)),
            ("M-ABSENCERUN", running, own.longest_run(view.unit.work_days)),
        ):
            since, halves = found
            if limit is None or halves * RATIO <= limit * HALVES:
                continue
            days, most = decimal_text(halves * 5, 10), decimal_text(limit, RATIO)
            words = {"kind": word, "first": day_text(since), "days": days, "most": most}
            yield view.of(code, ABSENCES, person, int(own.row[-1]), source=source, **words)


def _rows(view: View, flag: str) -> LeaveRows:
    """Rows of kinds with a flag that have begun, of people in service in the month."""
    rows = view.staff.leave.marked(flag)
    return rows.where((rows.first <= view.frame.last) & view.serving[rows.person])


def sick_third_month(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Illness that has lasted longer than so many months on a day of the month paid."""
    months = view.whole(check, "months")
    if months is None:
        return
    spells = _rows(view, "sick").spells().within(EARLIEST, view.frame.last).reaching(months)
    spells = spells.touching(view.frame)
    word = "、".join(view.flagged(Words.LEAVE, "sick"))
    for person, first in zip(spells.person.tolist(), spells.first.tolist(), strict=True):
        over = day_text(add_months(first, months))
        words = {"kind": word, "first": day_text(first), "months": months, "over": over}
        yield view.of("M-SICK", ABSENCES, person, source=source, **words)
