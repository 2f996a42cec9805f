"""Management rules about absence: how much in a rolling year, how long at a stretch, illness."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlpay.base.diagnostics import Diagnostic
from xlpay.base.forms import ABSENCES, Words
from xlpay.base.money import RATIO, Bools, Ints, decimal_text
from xlpay.base.months import add_months, day_text, weekdays_between
from xlpay.checks.view import View
from xlpay.policy.schema.document import Check
from xlpay.rules.service import unite

HALVES = 2
SHORTEST_MONTH = 28


def absence(view: View, check: Check, source: str) -> Iterator[Diagnostic]:
    """More days than allowed within twelve months that reach into this one, or at a stretch."""
    total, running = view.number(check, "total_days"), view.number(check, "running_days")
    rows = view.unit.events.absences
    chosen = _rows(view, "absence") & (rows.last >= add_months(view.frame.first, -12))
    word = "、".join(view.flagged(Words.LEAVE, "absence"))
    for person, own in _by_person(rows.person, rows.first, chosen, rows.halves, total, running):
        spans = [(int(rows.first[i]), int(rows.last[i]), int(rows.halves[i])) for i in own]
        for code, limit, found in (
            ("M-ABSENCE", total, _most_in_a_year(view, spans)),
            ("M-ABSENCERUN", running, _longest_run(spans)),
        ):
            since, halves = found
            if limit is None or halves * RATIO <= limit * HALVES:
                continue
            days, most = decimal_text(halves * 5, 10), decimal_text(limit, RATIO)
            words = {"kind": word, "first": day_text(since), "days": days, "most": most}
            yield view.of(code, ABSENCES, person, int(rows.row[own[-1]]), source=source, **words)


def _rows(view: View, flag: str) -> Bools:
    """Rows of kinds with a flag that have begun, of people in service in the month."""
    rows = view.unit.events.absences
    kinds = view.scheme.marked(Words.LEAVE, flag)
    result: Bools = kinds[rows.kind] & (rows.first <= view.frame.last) & view.serving[rows.person]
    return result


def _by_person(
    person: Ints, first: Ints, chosen: Bools, halves: Ints, *limits: int | None
) -> Iterator[tuple[int, list[int]]]:
    """The rows, by day, of each person whose sum passes the smallest limit."""
    least = min((limit for limit in limits if limit is not None), default=None)
    if least is None:
        return
    at = np.flatnonzero(chosen)
    total = np.zeros(int(person.max(initial=0)) + 1, dtype=np.int64)
    np.add.at(total, person[at], halves[at])
    at = at[total[person[at]] * RATIO > least * HALVES]
    groups: dict[int, list[int]] = {}
    for i in at[np.argsort(first[at], kind="stable")].tolist():
        groups.setdefault(int(person[i]), []).append(i)
    yield from groups.items()


def _most_in_a_year(view: View, spans: list[tuple[int, int, int]]) -> tuple[int, int]:
    """Of the twelve months from the first day of each row, the most: since when, days in halves.

    A row that reaches past the twelve months counts with its Monday-Friday days inside them.
    """
    best = (0, 0)
    for since, _, _ in spans:
        end = min(add_months(since, 12) - 1, view.frame.last)
        if add_months(since, 12) <= view.frame.first:
            continue  # a year that ended before this month was told in its time
        halves = sum(
            min(h, HALVES * int(weekdays_between(first, min(last, end))))
            for first, last, h in spans
            if since <= first <= end
        )
        best = max(best, (since, halves), key=lambda found: found[1])
    return best


def _longest_run(spans: list[tuple[int, int, int]]) -> tuple[int, int]:
    """Rows with no Monday-Friday day between them are one run: since when, days in halves."""
    best, run, end = (0, 0), (0, 0), None
    for first, last, halves in spans:
        if end is not None and not int(weekdays_between(end + 1, first - 1)):
            run = (run[0], run[1] + halves)
        else:
            run = (first, halves)
        end = last
        best = max(best, run, key=lambda found: found[1])
    return best


def sick_third_month(view: View, check: Check, source: str) -> Iterator[Diagnostic]:
    """Illness that has lasted longer than so many months on a day of the month paid."""
    months, rows = view.whole(check, "months"), view.unit.events.absences
    if months is None:
        return
    chosen = _rows(view, "sick")
    united = unite(rows.person[chosen], rows.first[chosen], rows.last[chosen], adjacent=True)
    word = "、".join(view.flagged(Words.LEAVE, "sick"))
    long = united[2] - united[1] >= SHORTEST_MONTH * months
    for person, first, last in zip(*(c[long].tolist() for c in united), strict=True):
        over = add_months(first, months)
        if last >= view.frame.first and min(last, view.frame.last) >= over:
            words = {
                "kind": word,
                "first": day_text(first),
                "months": months,
                "over": day_text(over),
            }
            yield view.of("M-SICK", ABSENCES, person, source=source, **words)
