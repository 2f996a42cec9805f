"""备注 of 工资发放表: what is unlike last month, in the words that who signs asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlpay.base.forms import Words
from xlpay.base.money import Ints, yuan_text
from xlpay.base.months import to_date, window
from xlpay.explain.figures import part_month_words
from xlpay.pay.month import REDUCTION, REPORTED, MonthPayroll
from xlpay.pay.promotion import Change

_NO_RISE: Final = "rules"  # what this cause takes: a new standard raises everybody


def remarks(run: MonthPayroll, people: Ints, changes: Sequence[Change]) -> list[str | None]:
    """Who came, who went, who rose, a stated sum, days not paid; None where all is as ever."""
    rises = {cause.name for cause in run.scheme.document.cause if cause.takes != _NO_RISE}
    raised: dict[int, int] = {}
    for change in changes:
        if change.cause in rises:
            raised[change.person] = raised.get(change.person, 0) + change.amount
    why, taken = part_month_words(run), run.lines[REDUCTION].amount
    found: list[str | None] = []
    for i in people.tolist():
        parts = [*_coming_and_going(run, i)]
        if raised.get(i, 0) > 0:
            parts.append("本月晋级")
        if not run.scale[i]:
            parts.append(f"{REPORTED}{yuan_text(int(run.lines[REPORTED].amount[i]))}元")
        if taken[i]:
            parts.append(why(i).replace(f"，计薪{run.part.paid[i] / 2:g}天", ""))
        if unknown := [name for name in run.deductions if name in run.blank and run.blank[name][i]]:
            parts.append(f"未定稿：{'、'.join(unknown)}")
        found.append("；".join(parts) or None)
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
