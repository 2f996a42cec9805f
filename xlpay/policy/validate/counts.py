"""Counts of years: what each basis goes by, and that a rating counts in one way only."""

from __future__ import annotations

from typing import Final

from xlpay.kinds.counts import Tenure
from xlpay.language.problems import FIX
from xlpay.language.values import is_setting
from xlpay.policy.schema.document import CountRule
from xlpay.policy.validate.collecting import Problems

_COUNTED: Final = {"ratings": "整年计", "partial": "计一部分", "uncounted": "不计"}
_MONTHS: Final = 12


def count_problems(sheet: Problems, path: str, count: CountRule) -> None:
    """Adds what is wrong with a count of years."""
    how = count.how
    how.problems(path, sheet)
    _counted_once(sheet, path, count)
    if count.undecided is not None:
        _undecided(sheet, path, count)
    for number, part in enumerate(how.partial):
        where = f"{path}.partial[{number + 1}]"
        if not is_setting(part.share) and not isinstance(part.share, list) and part.share * 100 % 1:
            sheet.add(f"{where}.share", f"{part.share} 最多两位小数", FIX)
    if not 1 <= count.counts_from <= _MONTHS:
        sheet.add(f"{path}.counts_from", "月份要从 1 到 12", FIX)
    if isinstance(how, Tenure):
        what, hint = f"{how.kind} 只看任职记录", "请删去；早年的任职写进任职记录"
        _without(sheet, path, count, ("opening", "extra"), what, hint)
    if how.start == "first_job":
        if how.rated:
            what = "从参加工作起算的年数不看等次"
            sheet.add(f"{path}.start", what, "请删去 start，或删去 ratings、partial")
        what, hint = "从参加工作起算的年数", "请删去；以前的年数已在参加工作日期里"
        _without(sheet, path, count, ("opening", "extra", "known_since"), what, hint)
    if count.extra_most is not None and not count.extra:
        sheet.add(f"{path}.extra_most", "没有 extra，用不上 extra_most", "请删去")


def _undecided(sheet: Problems, path: str, count: CountRule) -> None:
    """What a count says of ratings marked so, which then stand in none of its lists."""
    words = [rating.word for rating in sheet.document.rating if rating.undecided]
    said = {*count.how.ratings, *count.uncounted, *(part.rating for part in count.how.partial)}
    if not words:
        sheet.add(f"{path}.undecided", "没有一个等次是 undecided", "请删去，或在 [[rating]] 里写明")
    for word in words:
        if word in said:
            what = f"“{word}”已写在 ratings、partial 或 uncounted 里"
            sheet.add(f"{path}.undecided", what, "只写一处")


def _without(
    sheet: Problems, path: str, count: CountRule, keys: tuple[str, ...], what: str, hint: str
) -> None:
    """Keys of every count that this one has no use for."""
    for key in keys:
        if getattr(count, key):
            sheet.add(f"{path}.{key}", f"{what}，不用 {key}", hint)


def _counted_once(sheet: Problems, path: str, count: CountRule) -> None:
    """A rating counts whole, in part, or not at all: it stands in one of the three lists, once."""
    told: dict[str, str] = {}
    lists = [("ratings", word, f"{path}.ratings") for word in count.how.ratings]
    for number, part in enumerate(count.how.partial):
        lists.append(("partial", part.rating, f"{path}.partial[{number + 1}]"))
    lists += [("uncounted", word, f"{path}.uncounted") for word in count.uncounted]
    for key, word, where in lists:
        if word in told:
            what = f"等次“{word}”写了两处，已在 {told[word]} 里{_COUNTED[told[word]]}"
            sheet.add(where, what, "整年计、计一部分、不计，只能写一处")
        told.setdefault(word, key)
