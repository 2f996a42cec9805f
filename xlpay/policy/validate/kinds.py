"""What each kind of component, factor, year's money and award needs, and what it can't have.

Whatever no kind can express is refused here by name, with what is supported instead.
"""

from __future__ import annotations

from typing import Final

from xlpay.kinds.factors import FactorTable
from xlpay.kinds.payout import Payout
from xlpay.kinds.table import degrees_needed
from xlpay.language.problems import ADD, FIX
from xlpay.language.structure import walk
from xlpay.policy.schema.document import Component, Condition, Factor
from xlpay.policy.terms.definitions import definitions, made_of, probation_ratios
from xlpay.policy.validate.collecting import Problems
from xlpay.policy.validate.counts import count_problems
from xlpay.policy.validate.rows import table_problems
from xlpay.policy.validate.words import word_lists

# Names of the program's own lines and columns.
RESERVED: Final = frozenset(
    {
        "序号",
        "姓名",
        "身份证号",
        "社区",
        "备注",
        "缺勤及不足月扣款",
        "补发补扣",
        "应发合计",
        "养老保险",
        "医疗保险",
        "失业保险",
        "住房公积金",
        "补缴",
        "个人所得税",
        "其他扣款",
        "扣款合计",
        "代垫",
        "代垫收回",
        "实发合计",
        "网格员月报酬",
    }
)


_MONTHS: Final = 12


def kind_problems(sheet: Problems) -> None:
    """Adds what is wrong with the kinds beyond their words and values."""
    document = sheet.document
    for index, component in enumerate(document.component):
        _component(sheet, f"component[{index + 1}]", component)
    for index, factor in enumerate(document.factor):
        _factor(sheet, f"factor[{index + 1}]", factor)
    for index, count in enumerate(document.count):
        count_problems(sheet, f"count[{index + 1}]", count)
    for index, column in enumerate(document.payroll.columns):
        if column.header in RESERVED:
            what = f"“{column.header}”是各地共用的列名"
            sheet.add(f"payroll.columns[{index + 1}].header", what, "请改名")
    for index, run in enumerate(document.run):
        if not 1 <= run.counts_from <= _MONTHS:
            sheet.add(f"run[{index + 1}].counts_from", "月份要从 1 到 12", FIX)
    for path, part in walk(document):
        if isinstance(part, Condition):
            _condition(sheet, path, part)
    _grade(sheet)
    _probation(sheet)


# ── components


def _component(sheet: Problems, path: str, component: Component) -> None:
    """Its name is free, and its paying month lies in its period."""
    if component.name in RESERVED:
        sheet.add(f"{path}.name", f"“{component.name}”是程序自己的项目名", "请改名")
    _period(sheet, path, component)


def _period(sheet: Problems, path: str, component: Component) -> None:
    """A period's paying month lies in it; only payouts and sums a period have one."""
    length, payout = component.schedule.length, isinstance(component.how, Payout)
    if component.paid_month and (payout or component.every == "month" or component.prorated):
        what = "paid_month 只用于按期发放、不按月折算的项目；payout 在期末月，或期满后发"
        sheet.add(f"{path}.paid_month", what, "请删去；期满后第几个月发写 paid_after")
    elif not 0 <= component.paid_month <= length:
        sheet.add(f"{path}.paid_month", f"要从 1 到 {length}，0 表示期末月", FIX)
    if component.paid_after and not (payout or component.prorated):
        what = "paid_after 只用于 payout，或按在岗月数折算（prorated）的按期项目"
        sheet.add(f"{path}.paid_after", what, "到期那个月发给在岗的人用 paid_month")
    elif not 0 <= component.paid_after <= _MONTHS:
        sheet.add(f"{path}.paid_after", "要从 0 到 12，0 表示期末月", FIX)
    if component.prorated and (payout or component.every == "month"):
        sheet.add(f"{path}.prorated", "prorated 只用于按季、半年、年发放的项目", "请删去")
    if component.every != "month" and component.pay == "memo":
        sheet.add(f"{path}.every", "只列示的项目（memo）不发放，不用 every", "请删去")


# ── factors, counts, grades, conditions


def _factor(sheet: Problems, path: str, factor: Factor) -> None:
    factor.how.problems(path, sheet)
    if isinstance(factor.how, FactorTable):
        table_problems(sheet, path, factor.how.keys, factor.how.rows)
    hows = [how for c in sheet.document.component for how in definitions(c)]
    used = {name for how in hows for name in how.factor_names()}
    if factor.name not in used:
        sheet.add(
            f"{path}.name",
            f"没有任何项目用到系数“{factor.name}”",
            "请在 factors 或 plus 里写上，或删去",
        )


def _grade(sheet: Problems) -> None:
    grade = sheet.document.grade
    if grade is None:
        return
    for number, effect in enumerate(grade.runs):
        if bool(effect.grades) == (effect.years is not None):
            what = "要写每次加几级 grades，或视同几年 years，只写一种"
            sheet.add(f"grade.runs[{number + 1}]", what, ADD)
        if effect.fewer and not effect.grades:
            sheet.add(f"grade.runs[{number + 1}].fewer", "fewer 只用于 grades", "请删去")
    _keeps(sheet)
    honours = word_lists(sheet.document)["honour"]
    for number, honour in enumerate(grade.honours):
        path = f"grade.honours[{number + 1}]"
        for word in honour.honour:
            sheet.known(f"{path}.honour", word, honours, "荣誉")
        if not honour.honour:
            sheet.add(f"{path}.honour", "没有写哪些荣誉", ADD)
    for name in ("education", "qualification"):
        for number, rule in enumerate(getattr(grade, name)):
            path = f"grade.{name}[{number + 1}]"
            if name == "qualification" and rule.needs != "diploma":
                sheet.add(f"{path}.needs", "needs 只用于学历", "请删去")
            elif name == "education":
                degrees_needed(rule.needs, path, sheet)
            if rule.without and rule.effect != "limit":
                sheet.add(f"{path}.without", "without 只用于 limit", "请删去")


def _keeps(sheet: Problems) -> None:
    """What is left of a former grade."""
    grade = sheet.document.grade
    assert grade is not None
    if grade.keeps == "nearest" and not grade.steps:
        what = "就近就高按等级系数比，要有 grade.steps"
        sheet.add("grade.keeps", what, "没有系数的可用 keeps = grade（保留原级）")
    if not grade.keeps and (grade.keeps_on != "any" or grade.keeps_source):
        sheet.add("grade.keeps", "没有写保留什么", "grade 保留原级，nearest 就近就高")
    if grade.keeps and not grade.keeps_source:
        sheet.add("grade.keeps_source", "没有写出处", "请写条款号")


def _condition(sheet: Problems, path: str, condition: Condition) -> None:
    limits = condition.years_from is not None or condition.years_below is not None
    counts = [c.name for c in sheet.document.count]
    if limits:
        sheet.needed(f"{path}.years_of", condition.years_of, counts, "[[count]]（years_of）")
    elif condition.years_of:
        sheet.add(f"{path}.years_of", "没有写 years_from 或 years_below", ADD)
    duties = word_lists(sheet.document)["duty"]
    for word in condition.all_duties:
        sheet.known(f"{path}.all_duties", word, duties, "职务")
    if any(not 1 <= month <= _MONTHS for month in condition.months):
        sheet.add(f"{path}.months", "月份要从 1 到 12", FIX)
    first, before = condition.entered_from, condition.entered_before
    if first is not None and before is not None and first >= before:
        sheet.add(f"{path}.entered_before", "早于 entered_from，谁也不符合", FIX)


def _probation(sheet: Problems) -> None:
    """A component and what it is made of are not both reduced."""
    rule = sheet.document.probation
    if rule is None or rule.mode == "sum":
        return
    by_name = {c.name: c for c in sheet.document.component}
    listed = probation_ratios(rule)
    for name in listed:
        if name not in by_name:
            continue
        twice = sorted(made_of(by_name[name], {}) & set(listed))
        if twice:
            what = f"“{name}”由“{twice[0]}”算出，两个都打折就打了两次"
            sheet.add("probation.components", what, f"请删去“{name}”")
