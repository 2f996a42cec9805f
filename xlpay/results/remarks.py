"""备注 of 工资发放表: what is unlike last month, in the words that who signs asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Bools, Ints, yuan_text
from xlpay.base.months import to_date, window
from xlpay.explain.figures import part_month_words
from xlpay.pay.month import REDUCTION, REPORTED, MonthPayroll
from xlpay.pay.promotion import Change

_NO_RISE: Final = "rules"  # what this cause takes: a new standard raises everybody


def remarks(run: MonthPayroll, people: Ints, changes: Sequence[Change]) -> list[str | None]:
    """Who came, went, rose, has a stated sum, unpaid days, back pay alone; None: all as ever."""
    rises = {cause.name for cause in run.scheme.document.cause if cause.takes != _NO_RISE}
    raised: dict[int, int] = {}
    for change in changes:
        if change.cause in rises:
            raised[change.person] = raised.get(change.person, 0) + change.amount
    moved = _moved(run)
    why, taken = part_month_words(run), run.lines[REDUCTION].amount
    told = ~run.paid | run.reported | (taken != 0) | _comes_or_goes(run)
    told[[*moved, *raised]] = True
    for unknown_of in run.blank.values():
        told |= unknown_of
    found: list[str | None] = [None] * len(people)
    for place in np.flatnonzero(told[people]).tolist():  # hardly anybody
        i = int(people[place])
        if not run.paid[i]:
            found[place] = _gone(run, i)
            continue
        parts = [*_coming_and_going(run, i)]
        if i in moved:
            parts.append(f"由{moved[i]}调入")
        if raised.get(i, 0) > 0:
            parts.append("本月晋级")
        if run.reported[i]:
            parts.append(f"{REPORTED}{yuan_text(int(run.lines[REPORTED].amount[i]))}元")
        if taken[i]:
            parts.append(why(i).replace(f"，计薪{run.part.paid[i] / 2:g}天", ""))
        if unknown := [name for name in run.deductions if name in run.blank and run.blank[name][i]]:
            parts.append(f"未定稿：{'、'.join(unknown)}")
        found[place] = "；".join(parts) or None
    return found


def _gone(run: MonthPayroll, person: int) -> str:
    """Why somebody has back pay alone."""
    left = run.unit.roster.leave[person] < window(run.month).first
    breaks = [duty.word for duty in run.scheme.document.duty if duty.kind == "break"]
    return f"{'已离职' if left else '、'.join(breaks)}，仅补扣发"


def _moved(run: MonthPayroll) -> dict[int, str]:
    """Where those were in the month before who now belong to another community."""
    if run.unit.belonging is None:
        return {}
    now, was = run.unit.roster, run.unit.in_month(run.month - 1).roster
    there = now.entry < window(run.month).first
    moved = np.flatnonzero(there & (now.community != was.community)).tolist()
    return {i: was.communities[was.community[i]] for i in moved}


def _comes_or_goes(run: MonthPayroll) -> Bools:
    """Whose first or last day of employment lies in the month (n,)."""
    roster, (first, last) = run.unit.roster, window(run.month)
    entry, leave = roster.entry, roster.leave
    found: Bools = ((first <= entry) & (entry <= last)) | ((first <= leave) & (leave <= last))
    return found


def _coming_and_going(run: MonthPayroll, person: int) -> Iterator[str]:
    """The first and the last day of employment, where they lie in the month."""
    roster, frame = run.unit.roster, window(run.month)
    entry, leave = int(roster.entry[person]), int(roster.leave[person])
    if frame.first <= entry <= frame.last:
        yield f"新进（自{to_date(entry).day}日）"
    if frame.first <= leave <= frame.last:
        code = int(roster.leaving[person])
        reason = run.unit.vocabulary.words(Words.LEAVING)[code] if code >= 0 else "离职"
        whole = run.staff.service.last_paid[person] > leave
        end = to_date(leave).day
        yield f"{reason}（{end}日），整月计发" if whole else f"离职（至{end}日）"
