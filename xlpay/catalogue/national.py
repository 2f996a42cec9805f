"""Functions that no city's policy touches: income tax, retirement, identity numbers, capitals."""

from __future__ import annotations

import numpy as np

from xlpay.base.forms import RETIREMENT_WORDS
from xlpay.base.money import FEN, Ints, decimal_text, half_up, yuan_text
from xlpay.base.months import day_text, month_of, month_text, months_of
from xlpay.catalogue.context import Context
from xlpay.catalogue.model import NOTHING, Columns
from xlpay.catalogue.readers import NEWEST
from xlpay.policy.national.income_tax import FOREVER, PER_MILLE, TaxSchedule, in_force, income_tax
from xlpay.policy.national.retirement import retirement_ages
from xlpay.rules.retirement import delay_months, retirement_months
from xlpay.rules.tax import bracket, tax


def _schedule(schedules: tuple[TaxSchedule, ...], year: int) -> TaxSchedule | None:
    """The schedule of a whole year; the newest where no year is given."""
    return schedules[-1] if year == NEWEST else in_force(schedules, month_of(year, 12))


def _taxed(amounts: Ints, years: Ints, schedules: tuple[TaxSchedule, ...]) -> Ints:
    if len(years) == 1:
        schedule = _schedule(schedules, int(years[0]))
        return np.full(len(amounts), NOTHING) if schedule is None else tax(amounts, schedule)
    amounts = np.broadcast_to(amounts, years.shape)
    result = np.full(len(years), NOTHING, dtype=np.int64)
    for year in np.unique(years).tolist():
        schedule, here = _schedule(schedules, year), years == year
        if schedule is not None:
            result[here] = tax(amounts[here], schedule)
    return result


def cumulative_tax(_: Context, columns: Columns) -> Ints:
    """CWTAX."""
    return _taxed(columns["cumulative_taxable"], columns["year"], income_tax().yearly)


def bonus_tax(_: Context, columns: Columns) -> Ints:
    """CWBONUSTAX."""
    return _taxed(columns["amount"], columns["year"], income_tax().bonus)


def _explained(amount: Ints, year: int, schedules: tuple[TaxSchedule, ...], what: str) -> str:
    schedule = _schedule(schedules, year)
    if schedule is None:
        spans = "、".join(f"{month_text(s.first)}{_until(s)}" for s in schedules)
        return f"{year}年没有现行的{what}税率表（有效期：{spans}）。依据：{schedules[-1].source}。"
    here = int(bracket(amount, schedule)[0])
    rate = decimal_text(int(schedule.rates[here]) * 100, PER_MILLE)
    yuan, quick = decimal_text(int(amount[0]), FEN), decimal_text(int(schedule.quick[here]), FEN)
    share = yuan_text(int(half_up(amount, schedule.months)[0]))
    found = f"{what}{yuan}元" + (
        f"÷{schedule.months}＝{share}元，" if schedule.months > 1 else "，"
    )
    due = yuan_text(int(tax(amount, schedule)[0]))
    floor = "（负数按0）" if amount[0] < 0 else ""
    how = f"第{here + 1}级：{yuan}×{rate}%－{quick}＝{due}元{floor}"
    return f"{found}{how}。依据：{schedule.source}。"


def _until(schedule: TaxSchedule) -> str:
    return "起" if schedule.last == FOREVER else f"—{month_text(schedule.last)}"


def explain_cumulative_tax(_: Context, columns: Columns) -> str:
    """The bracket and its numbers."""
    year = int(columns["year"][0])
    return _explained(columns["cumulative_taxable"], year, income_tax().yearly, "累计应纳税所得额")


def explain_bonus_tax(_: Context, columns: Columns) -> str:
    """The bracket and its numbers."""
    return _explained(
        columns["amount"], int(columns["year"][0]), income_tax().bonus, "全年一次性奖金"
    )


# ── retirement


def retirement(_: Context, columns: Columns) -> Ints:
    """CWRETIRE: the month number."""
    born, category = np.broadcast_arrays(months_of(columns["birth_date"]), columns["category"])
    result = np.zeros(born.shape, dtype=np.int64)
    for code, word in enumerate(RETIREMENT_WORDS):
        here = category == code
        result[here] = retirement_months(born[here], retirement_ages()[word])
    return result


def explain_retirement(context: Context, columns: Columns) -> str:
    """Month of birth, age and delay."""
    age = retirement_ages()[RETIREMENT_WORDS[int(columns["category"][0])]]
    delay = int(delay_months(months_of(columns["birth_date"]), age)[0])
    birth, month = day_text(int(columns["birth_date"][0])), int(retirement(context, columns)[0])
    return (
        f"{birth}出生，原退休年龄{age.years}周岁，延迟{delay}个月，{month_text(month)}退休。"
        f"依据：{age.source}。"
    )


# ── identity numbers and capitals


def identity_ok(_: Context, columns: Columns) -> Ints:
    """CWIDOK: reading the number already told."""
    return columns["id"]


def explain_identity(_: Context, columns: Columns) -> str:
    """What was checked; what is wrong is told from the text itself."""
    good = bool(columns["id"][0])
    state = "正确" if good else "不正确"
    return f"身份证号{state}：核对了位数、字符、出生日期和末位校验码。依据：GB 11643-1999。"


def in_capitals(_: Context, columns: Columns) -> Ints:
    """CWRMB: shown in capitals."""
    return columns["amount"]


def explain_capitals(_: Context, columns: Columns) -> str:
    """The clause."""
    yuan = yuan_text(int(columns["amount"][0]))
    return f"{yuan}元的大写。依据：《支付结算办法》附件一“正确填写票据和结算凭证的基本规定”。"
