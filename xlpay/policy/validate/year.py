"""What each kind of a year's money and of one-off awards needs, and what it can't have."""

from __future__ import annotations

from typing import Final

from xlpay.kinds.yearly import YearAccrued, YearPool, YearTable
from xlpay.policy.schema.document import Event, Exclusion, Yearly
from xlpay.policy.text.problems import ADD, FIX, Sheet
from xlpay.policy.validate.kinds import table_problems
from xlpay.policy.validate.words import word_lists

_LEVELS: Final = {
    "certificate": ("qualification", "职业资格"),
    "diploma": ("education", "学历"),
    "degree": ("degree", "学位"),
    "honour": ("honour", "荣誉"),
    "rating": ("rating", "等次"),
}


def year_problems(sheet: Sheet) -> None:
    """Adds what is wrong with the year's money and the awards."""
    for index, yearly in enumerate(sheet.document.yearly):
        _yearly(sheet, f"yearly[{index + 1}]", yearly)
    for index, event in enumerate(sheet.document.event):
        _event(sheet, f"event[{index + 1}]", event)


def _yearly(sheet: Sheet, path: str, yearly: Yearly) -> None:
    yearly.how.problems(path, yearly, sheet)
    if isinstance(yearly.how, YearTable):
        table_problems(sheet, path, yearly.how.keys, yearly.how.rows)
    for number, exclusion in enumerate(yearly.exclusions):
        _exclusion(sheet, f"{path}.exclusions[{number + 1}]", yearly, exclusion)


def _exclusion(sheet: Sheet, where: str, yearly: Yearly, exclusion: Exclusion) -> None:
    """What each effect needs, and where it can't be."""
    leaves = word_lists(sheet.document)["leave"]
    for word in exclusion.also:
        sheet.known(f"{where}.also", word, leaves, "请假类别")
    for effect, key in (("months", "each"), ("share", "share")):
        given = getattr(exclusion, key) is not None
        if given != (exclusion.effect == effect):
            what = (
                f"effect = {effect} 要写 {key}" if not given else f"只有 effect = {effect} 用 {key}"
            )
            sheet.add(f"{where}.{key}", what, FIX if given else ADD)
    if exclusion.effect != "all" and isinstance(yearly.how, YearPool):
        what = "分配的总量里只能全扣（effect = all）；按月、按比例扣用 accrued、rating、table、pay"
        sheet.add(f"{where}.effect", what, FIX)
    if exclusion.effect == "months" and isinstance(yearly.how, YearAccrued):
        sheet.add(f"{where}.effect", "accrued 是各月之和，按比例扣用 share", FIX)


def _event(sheet: Sheet, path: str, event: Event) -> None:
    if (event.amount is None) == (not event.amounts):
        sheet.add(f"{path}.amount", "要写 amount，或按档次写 amounts，只写一种", ADD)
    if event.kind in _LEVELS:
        key, what = _LEVELS[event.kind]
        listed = word_lists(sheet.document)[key]
        if not listed:
            sheet.add(key, f"“{event.name}”要有 [[{key}]]", ADD)
        sheet.known(f"{path}.at_least", event.at_least, listed, what)
        for number, entry in enumerate(event.amounts):
            sheet.known(f"{path}.amounts[{number + 1}].level", entry.level, listed, what)
        for word in event.ratings:
            sheet.known(f"{path}.ratings", word, listed, what)
    elif event.amounts:
        sheet.add(f"{path}.amounts", f"{event.kind} 只有一个数", "请写 amount")
    if event.kind == "rating" and (not event.ratings or event.running < 1):
        sheet.add(f"{path}.ratings", "rating 要写哪些等次、连续几年 running", ADD)
    if event.kind == "rating" and event.amounts and event.running > 1:
        sheet.add(f"{path}.amounts", "连续几年的只有一个数", "请写 amount")
    if event.kind != "rating" and event.ratings:
        sheet.add(f"{path}.ratings", "只有 rating 用 ratings", "请删去")
    if event.repeat != "once" and event.kind not in ("certificate", "diploma", "degree"):
        what = f"{event.kind} 不用 repeat；可用于 certificate、diploma、degree"
        sheet.add(f"{path}.repeat", what, "请删去")
