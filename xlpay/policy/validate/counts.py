"""Counts of years: what each basis goes by, and that a rating counts in one way only."""

from __future__ import annotations

from typing import Final

from xlpay.language.problems import ADD, FIX
from xlpay.language.values import is_setting
from xlpay.policy.validate.collecting import Problems
from xlpay.policy.validate.words import word_lists
from xlpay.schema.document import CountRule

_COUNTED: Final = {"ratings": "整年计", "partial": "计一部分", "uncounted": "不计"}
_SINCE_A_DAY: Final = ("service", "anniversary", "calendar")
_UNRATED: Final = ("service", "anniversary", "post", "duty")  # bases without ratings
_MONTHS: Final = 12


def count_problems(sheet: Problems, path: str, count: CountRule) -> None:
    """Adds what is wrong with a count of years."""
    _counted_once(sheet, path, count)
    if count.undecided is not None:
        _undecided(sheet, path, count)
    for number, part in enumerate(count.partial):
        where = f"{path}.partial[{number + 1}]"
        if not is_setting(part.share) and not isinstance(part.share, list) and part.share * 100 % 1:
            sheet.add(f"{where}.share", f"{part.share} 最多两位小数", FIX)
    rated = count.ratings or count.partial
    if count.basis in _UNRATED and rated:
        what = f"{count.basis} 不看考核等次，可用 months、rating、calendar"
        sheet.add(f"{path}.ratings", what, "请删去，或改 basis")
    if count.basis in ("post", "duty"):
        _tenure(sheet, path, count)
    elif count.duties:
        sheet.add(f"{path}.duties", "只有 basis = duty 用 duties", "请删去，或改 basis")
    if not 1 <= count.counts_from <= _MONTHS:
        sheet.add(f"{path}.counts_from", "月份要从 1 到 12", FIX)
    if count.present and count.basis not in _UNRATED:
        what = f"{count.basis} 的年数到上年底为止，不用 present"
        sheet.add(f"{path}.present", what, f"可用于 {'、'.join(_UNRATED)}")
    if count.start == "first_job":
        _from_first_job(sheet, path, count)
    if count.extra_most is not None and not count.extra:
        sheet.add(f"{path}.extra_most", "没有 extra，用不上 extra_most", "请删去")


def _undecided(sheet: Problems, path: str, count: CountRule) -> None:
    """What a count says of ratings marked so, which then stand in none of its lists."""
    words = [rating.word for rating in sheet.document.rating if rating.undecided]
    said = {*count.ratings, *count.uncounted, *(part.rating for part in count.partial)}
    if not words:
        sheet.add(f"{path}.undecided", "没有一个等次是 undecided", "请删去，或在 [[rating]] 里写明")
    for word in words:
        if word in said:
            what = f"“{word}”已写在 ratings、partial 或 uncounted 里"
            sheet.add(f"{path}.undecided", what, "只写一处")


def _from_first_job(sheet: Problems, path: str, count: CountRule) -> None:
    """Years since the first job know no ratings, and need no opening figure."""
    if count.basis not in _SINCE_A_DAY or count.ratings or count.partial:
        what = "从参加工作起算的年数不看等次，只能用 service、anniversary、calendar"
        sheet.add(f"{path}.start", what, "请删去 start，或改 basis")
    for key in ("opening", "extra", "known_since"):
        if getattr(count, key):
            what = f"从参加工作起算的年数不用 {key}"
            sheet.add(f"{path}.{key}", what, "请删去；以前的年数已在参加工作日期里")


def _tenure(sheet: Problems, path: str, count: CountRule) -> None:
    """Time in a post or duty: what it is counted by, and what does not touch it."""
    if count.basis == "post" and not sheet.document.post:
        sheet.add("post", f"“{count.name}”按岗位数，要有 [[post]]", ADD)
    if (count.basis == "duty") != bool(count.duties):
        what = "duty 要写哪些职务 duties" if count.basis == "duty" else "post 不用 duties"
        sheet.add(f"{path}.duties", what, ADD if count.basis == "duty" else "请删去")
    duties = word_lists(sheet.document)["duty"]
    for word in count.duties:
        sheet.known(f"{path}.duties", word, duties, "职务")
    if count.opening or count.extra:
        key = "opening" if count.opening else "extra"
        what = f"{count.basis} 只看任职记录，不用 {key}"
        sheet.add(f"{path}.{key}", what, "请删去；早年的任职写进任职记录")


def _counted_once(sheet: Problems, path: str, count: CountRule) -> None:
    """A rating counts whole, in part, or not at all: it stands in one of the three lists, once."""
    told: dict[str, str] = {}
    lists = [("ratings", word, f"{path}.ratings") for word in count.ratings]
    for number, part in enumerate(count.partial):
        lists.append(("partial", part.rating, f"{path}.partial[{number + 1}]"))
    lists += [("uncounted", word, f"{path}.uncounted") for word in count.uncounted]
    for key, word, where in lists:
        if word in told:
            what = f"“{word}”已在 {told[word]} 里{_COUNTED[told[word]]}"
            sheet.add(where, what, "整年计、计一部分、不计，只能写一处")
        told.setdefault(word, key)
