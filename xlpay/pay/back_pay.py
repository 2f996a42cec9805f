"""What ratings known late would have paid in the months before, cause by cause.

Each month stands under its own rules, settings, service and absences: what is due knowing the
ratings less what was due without them.  Nothing is said of what was really paid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from xlpay.base.money import Bools, Ints
from xlpay.pay.building import begin, with_pay
from xlpay.pay.causes import RATING_CAUSES, taken
from xlpay.pay.components import absences, part_months, standards
from xlpay.pay.history import History, MonthFacts
from xlpay.pay.month import REDUCTION, MonthPayroll
from xlpay.pay.standard import standard_components
from xlpay.pay.sums import reduction
from xlpay.policy.schema.document import Cause


class Missed(msgspec.Struct, frozen=True):
    """What late ratings missed by one cause (n,), fen, and from which month on; 0: none."""

    fen: Ints
    since: Ints


def missed(run: MonthPayroll, before: int, concerned: Bools, past: History) -> dict[str, Missed]:
    """By cause, what the ratings that became known since a month would have paid until this one."""
    year = _late_years(run, before)
    late = concerned & (year > 0)
    causes = [cause for cause in run.scheme.document.cause if cause.takes in RATING_CAUSES]
    if not late.any() or not causes:
        return {}
    none = np.zeros(len(late), dtype=np.int64)
    found = {cause.name: Missed(none, none) for cause in causes}
    for month in range((int(year[late].min()) + 1) * 12, run.month):
        known = past.facts(month)
        here = late & with_pay(known, month, past.left_out) if known is not None else late & False
        if known is None or not here.any():
            continue
        for cause, more in _more(known, month, (before, run.month), causes, past):
            more = np.where(here, more, 0)
            was = found[cause.name]
            since = np.where((was.since == 0) & (more != 0), month, was.since)
            found[cause.name] = Missed(was.fen + more, since)
    return found


def _late_years(run: MonthPayroll, before: int) -> Ints:
    """The earliest year by person whose rating became known late since a month; 0 for none."""
    found = np.zeros(len(run.unit.roster), dtype=np.int64)
    for month in range(before + 1, run.month + 1):
        year = run.staff.credits.late_year(month)
        earlier = (year > 0) & ((found == 0) | (year < found))
        found = np.where(earlier, year, found)
    return found


def _more(
    known: MonthFacts,
    month: int,
    known_by: tuple[int, int],
    causes: Sequence[Cause],
    past: History,
) -> Iterator[tuple[Cause, Ints]]:
    """What each cause adds to a month (n,), fen, by what is known by two months' ends."""
    staff = known.staff
    facts, now = (staff.by_ratings_of(known.facts, month, by) for by in known_by)
    paid = _paid(MonthFacts(staff, facts), month, past)
    for cause in causes:
        facts = taken(cause, facts, now, known.scheme.document)
        then = _paid(MonthFacts(staff, facts), month, past)
        yield cause, then - paid
        paid = then


def _paid(known: MonthFacts, month: int, past: History) -> Ints:
    """The monthly standard after what the month's absences take off it (n,), fen."""
    made = begin(known, month, past.left_out)
    for stage in (standards, part_months, absences, reduction):
        stage(made, past)
    total = -made.lines[REDUCTION].amount
    for component in standard_components(known.scheme):
        total = total + made.lines[component.name].amount
    return total
