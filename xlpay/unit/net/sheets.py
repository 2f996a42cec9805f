"""A sheet of deductions opened: what of it matters in the month, and what all are checked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from xlpay.base.forms import COMPUTED, Form, Use
from xlpay.base.grid import Grid
from xlpay.base.money import BLANK, Bools
from xlpay.base.months import month_text
from xlpay.base.units import CodeColumn, MonthColumn
from xlpay.policy.contributions.kinds import KINDS
from xlpay.unit.reach import Reach
from xlpay.unit.settings import Settings
from xlpay.unit.sheets import InputSheet


def opened(
    form: Form, grid: Grid | None, reach: Reach, idle: Iterable[str] = (), *, used: bool = True
) -> InputSheet:
    """A sheet, without rows where it is missing or its table was not found.

    What is wrong in `idle` columns, or anywhere in a sheet that is not `used`, is a warning.
    """
    apart = {f.header for f in form.fields if f.use in (Use.CHECK, Use.RECORD)} | {*idle}
    whole = {f.header for f in form.fields}
    if grid is not None and not any(value is not None for row in grid.rows for value in row):
        grid = None  # a sheet on which nothing stands, not even a header
    sheet = InputSheet(form, grid, apart if used and not reach.yearly else whole)
    if not sheet.found:
        sheet.rows = []
    return sheet


def is_computed(settings: Settings, kind: CodeColumn) -> Bools:
    """Of each row, whether contributions of its kind are to be computed; True where unknown."""
    known = [k.word in settings.computed for k in KINDS]
    result: Bools = np.array([*known, True], dtype=np.bool_)[kind]
    return result


def nothing_computed(settings: Settings) -> bool:
    """The office wants no contributions computed."""
    return not settings.computed & COMPUTED.keys()


def ease_others(sheet: InputSheet, matters: Bools) -> None:
    """What is wrong in rows that no figure of the month follows is a warning."""
    sheet.ease(np.flatnonzero(~matters).tolist())


def in_order(
    sheet: InputSheet, first: MonthColumn, last: MonthColumn, since: str, until: str
) -> None:
    """A finding where the last month is before the first."""
    for i in np.flatnonzero((first != BLANK) & (last != BLANK) & (last < first)).tolist():
        words = {"first": month_text(first[i]), "last": month_text(last[i])}
        sheet.flag(i, "N-SPAN", until, since=since, until=until, **words)


def no_doubles(
    sheet: InputSheet, header: str, keys: Sequence[tuple[object, ...]], what: Sequence[str]
) -> None:
    """A sound row that says of the same thing what an earlier one said is a mistake."""
    seen: dict[tuple[object, ...], int] = {}
    for i, key in enumerate(keys):
        if i in sheet.bad:
            continue
        before = seen.setdefault(key, i)
        if before != i:
            sheet.flag(i, "N-TWICE", header, row=sheet.rows[before], what=what[i])
