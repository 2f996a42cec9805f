"""What each kind of a year's money and of one-off awards needs, and what it can't have."""

from __future__ import annotations

from xlpay.kinds.absence import MonthsLess, Whole
from xlpay.kinds.yearly import YearAccrued, YearPool, YearTable
from xlpay.language.problems import FIX
from xlpay.policy.schema.document import Exclusion, Yearly
from xlpay.policy.validate.collecting import Problems
from xlpay.policy.validate.rows import table_problems
from xlpay.policy.validate.words import word_lists


def year_problems(sheet: Problems) -> None:
    """Adds what is wrong with the year's money and the awards."""
    for index, yearly in enumerate(sheet.document.yearly):
        _yearly(sheet, f"yearly[{index + 1}]", yearly)
    for index, event in enumerate(sheet.document.event):
        event.how.problems(f"event[{index + 1}]", event, sheet)


def _yearly(sheet: Problems, path: str, yearly: Yearly) -> None:
    yearly.how.problems(path, yearly, sheet)
    if isinstance(yearly.how, YearTable):
        table_problems(sheet, path, yearly.how.keys, yearly.how.rows)
    for number, exclusion in enumerate(yearly.exclusions):
        _exclusion(sheet, f"{path}.exclusions[{number + 1}]", yearly, exclusion)


def _exclusion(sheet: Problems, where: str, yearly: Yearly, exclusion: Exclusion) -> None:
    """What each kind and effect needs, and where it can't be."""
    exclusion.how.problems(where, sheet)
    exclusion.takes.problems(where, sheet)
    leaves = word_lists(sheet.document)["leave"]
    for word in exclusion.also:
        sheet.known(f"{where}.also", word, leaves, "请假类别")
    if not isinstance(exclusion.takes, Whole) and isinstance(yearly.how, YearPool):
        what = "分配的总量里只能全扣（effect = all）；按月、按比例扣用 accrued、rating、table、pay"
        sheet.add(f"{where}.effect", what, FIX)
    if isinstance(exclusion.takes, MonthsLess) and isinstance(yearly.how, YearAccrued):
        sheet.add(f"{where}.effect", "accrued 是各月之和，按比例扣用 share", FIX)
