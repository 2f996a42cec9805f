"""Part months, pay on leave in part, and what absence takes away: complete and without conflict."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from xlpay.language.problems import ADD, FIX
from xlpay.language.values import spans
from xlpay.policy.schema.document import Absence, Component, DayShare, LeavePay
from xlpay.policy.terms.definitions import reduced_together
from xlpay.policy.validate.collecting import Problems
from xlpay.policy.validate.words import word_lists

_PAID_DAYS: Final = {"workday": (20, 23), "calendar": (28, 31)}
_LAST_DAY: Final = 31


def leave_problems(sheet: Problems) -> None:
    """Adds what is wrong with part months, leave and absence."""
    _part_month(sheet)
    for index, rule in enumerate(sheet.document.leave_pay):
        _leave_pay(sheet, f"leave_pay[{index + 1}]", rule)
    _paid_once(sheet)
    for index, component in enumerate(sheet.document.component):
        path = f"component[{index + 1}]"
        _in_part_month(sheet, path, component)
        for number, absence in enumerate(component.absences):
            _absence(sheet, f"{path}.absences[{number + 1}]", absence)


# ── part months


def _part_month(sheet: Problems) -> None:
    """Paid days a month: no more than a month has, no fewer than it must have; or its own."""
    rule = sheet.document.part_month
    if (rule.days is None) != rule.of_month:
        what = "要写月计薪天数 days，或 of_month = true（按当月自己的天数），只写一种"
        sheet.add("part_month.days", what, ADD)
    low, high = _PAID_DAYS[rule.by]
    for span in spans(rule.days) if rule.days is not None else ():
        if isinstance(span.value, int | Decimal) and not low <= span.value <= high:
            what = f"每月计薪天数 {span.value} 不在 {low}—{high} 之间"
            sheet.add("part_month.days", what, "按工作日折算的多为 21.75；按日历天折算的写 by")
    for key in ("entering", "leaving"):
        steps = getattr(rule, key)
        if steps:
            _steps(sheet, f"part_month.{key}", steps)
        if steps and rule.mode == "whole":
            what = f"mode = whole 不按天折算，{key} 用不上"
            sheet.add(f"part_month.{key}", what, "请删去其中一个")


def _steps(sheet: Problems, path: str, steps: Sequence[DayShare]) -> None:
    """Days rise to the 31st; shares are at most 1."""
    days = [step.through for step in steps]
    if days[0] < 1 or any(b <= a for a, b in pairwise(days)) or days[-1] != _LAST_DAY:
        what = "through 要从小到大、从 1 日以后写到 31"
        sheet.add(path, what, "如 [{ through = 15, share = 1 }, { through = 31, share = 0.5 }]")
    for number, step in enumerate(steps):
        _at_most_one(sheet, f"{path}[{number + 1}].share", step.share)


def _at_most_one(sheet: Problems, path: str, raw: Any) -> None:
    """A share may be 0, and is at most 1."""
    for span in spans(raw):
        if isinstance(span.value, int | Decimal) and span.value > 1:
            sheet.add(path, f"{span.value} 大于 1", "写成几成，如 0.5")
        elif isinstance(span.value, dict):
            sheet.add(path, "不能来自参数", "请写成数")


# ── pay on leave in part


def _leave_pay(sheet: Problems, path: str, rule: LeavePay) -> None:
    document = sheet.document
    leaves = {leave.word: leave for leave in document.leave}
    if not rule.leave or not rule.rows:
        sheet.add(path, "要写哪些请假 leave、各段多少 rows", ADD)
        return
    for word in rule.leave:
        if word in leaves and leaves[word].unpaid is not False:
            what = f"“{word}”已写了不发薪（unpaid），不能再按比例发"
            sheet.add(f"{path}.leave", what, "请去掉一处")
    counts, by_years = [c.name for c in document.count], any(row.years for row in rule.rows)
    if by_years:
        sheet.needed(f"{path}.of", rule.of, counts, "[[count]]（of）")
    elif rule.of:
        sheet.add(f"{path}.of", "各段都没有 years，用不着 of", "请删去，或写 years")
    listed = [(str(row.years or 0), row.after) for row in rule.rows]
    for number, (row, own) in enumerate(zip(rule.rows, listed, strict=True)):
        where = f"{path}.rows[{number + 1}]"
        _at_most_one(sheet, f"{where}.share", row.share)
        if row.after < 0:
            sheet.add(f"{where}.after", "不能小于 0", FIX)
        if own in listed[:number]:
            sheet.add(where, "与前面的一行重复：同一天有两个数", "请删去一行")
    for years in dict.fromkeys(own[0] for own in listed):
        if (years, 0) not in listed:
            what = f"满{years}年的没有写请假一开始（after = 0）多少"
            sheet.add(f"{path}.rows", what, ADD)
    if "0" not in {own[0] for own in listed}:
        sheet.add(f"{path}.rows", "没有写年数最少的人多少（years 不写，或 0）", ADD)
    _reduced(sheet, path, rule)


def _reduced(sheet: Problems, path: str, rule: LeavePay) -> None:
    """Components named are part of the monthly standard, and reduced with it."""
    by_name = {c.name: c for c in sheet.document.component}
    for word in rule.components:
        sheet.known(f"{path}.components", word, by_name, "[[component]]")
        if word in by_name and not reduced_together(by_name[word]):
            what = f"“{word}”不在按月折算的月标准里"
            sheet.add(f"{path}.components", what, "别的项目请在它自己的 absences 里写")


def _paid_once(sheet: Problems) -> None:
    """A kind of leave is paid by one rule."""
    leaves, told = word_lists(sheet.document)["leave"], dict[str, str]()
    for index, rule in enumerate(sheet.document.leave_pay):
        path = f"leave_pay[{index + 1}].leave"
        for word in rule.leave:
            sheet.known(path, word, leaves, "请假类别")
            same = told.get(word, "")
            if same:
                sheet.add(path, f"“{word}”在“{same}”里已写了", "请删去一处")
            told.setdefault(word, rule.name)


# ── absence


def _in_part_month(sheet: Problems, path: str, component: Component) -> None:
    if component.pay == "memo" and (component.absences or component.in_part_month != "reduced"):
        what = "只列示的项目（memo）不发放，不会因缺勤减少"
        sheet.add(f"{path}.absences", what, "请写在要发的项目里")
    periodic = component.every != "month" and component.pay != "accrual"
    if periodic and component.in_part_month != "reduced":
        what = "按期发放的项目不按月折算；要按在岗月数折算写 prorated"
        sheet.add(f"{path}.in_part_month", what, "请删去")


def _absence(sheet: Problems, path: str, rule: Absence) -> None:
    """One limit, and what the effect needs."""
    if not rule.leave:
        sheet.add(f"{path}.leave", "没有写哪些请假", ADD)
    for word in rule.leave:
        sheet.known(f"{path}.leave", word, word_lists(sheet.document)["leave"], "请假类别")
    if (rule.more_than is None) == (rule.reaches is None):
        what = "要写超过几天 more_than，或满几天 reaches（含本数），只写一种"
        sheet.add(f"{path}.more_than", what, ADD)
    rule.takes.problems(path, sheet)
