"""The catalogue's entries: income tax, retirement, identity numbers, capitals."""

from __future__ import annotations

from typing import Final

from xlpay.catalogue import national, reading, reading_numbers, reading_words
from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.function import Function
from xlpay.catalogue.model import Example, Result

_TAX, _PERSON = "个税", "人员与文字"

CWTAX: Final = Function(
    name="CWTAX",
    summary_zh="综合所得累计应纳税额（工资薪金累计预扣）",
    summary_en="Income tax on a year's cumulative taxable income",
    category=_TAX,
    arguments=(
        Argument(
            "cumulative_taxable",
            "累计应纳税所得额",
            "累计收入减各项累计扣除后的余额（元）；负数按0",
            "Cumulative income less all deductions, in yuan; below 0 counts as 0",
            reading_numbers.TAXABLE,
        ),
        Argument(
            "year",
            "年度",
            "纳税年度；不填用最新的税率表；没有税率表的年度为 #N/A",
            "Tax year; default: the newest table; #N/A for a year without one",
            reading.YEAR,
            optional=True,
        ),
    ),
    result=Result.MONEY,
    rule="xlpay.rules.tax.tax",
    evaluate=national.cumulative_tax,
    explain=national.explain_cumulative_tax,
    examples=(Example((36000,), 1080.0), Example(([12841.44, -5],), [[385.24], [0.0]])),
)

CWBONUSTAX: Final = Function(
    name="CWBONUSTAX",
    summary_zh="全年一次性奖金单独计税的税额（政策执行至2027-12-31）",
    summary_en="Tax on a yearly bonus taxed by itself (in force until 2027-12-31)",
    category=_TAX,
    arguments=(
        Argument(
            "amount", "奖金", "全年一次性奖金（元）", "Yearly bonus in yuan", reading_numbers.MONEY
        ),
        Argument(
            "year",
            "年度",
            "取得奖金的年度；不填用最新的税率表；2028年起为 #N/A",
            "Year of payment; default: the newest table; #N/A from 2028 on",
            reading.YEAR,
            optional=True,
        ),
    ),
    result=Result.MONEY,
    rule="xlpay.rules.tax.tax",
    evaluate=national.bonus_tax,
    explain=national.explain_bonus_tax,
    examples=(Example((36000,), 1080.0), Example((36001,), 3390.1), Example((144001,), 27390.2)),
)

CWRETIRE: Final = Function(
    name="CWRETIRE",
    summary_zh="法定退休年月（渐进式延迟），如 2031-10",
    summary_en="Statutory retirement month as text such as 2031-10",
    category=_PERSON,
    arguments=(
        Argument("birth_date", "出生日期", "出生日期", "Date of birth", reading.DATE),
        Argument(
            "category",
            "退休类别",
            "男60、女55、女50（原法定年龄）",
            "男60, 女55 or 女50: the statutory age before the delay",
            reading_words.RETIREMENT,
        ),
    ),
    result=Result.MONTH,
    rule="xlpay.rules.retirement.retirement_months",
    evaluate=national.retirement,
    explain=national.explain_retirement,
    examples=(
        Example(("1970-05-20", "男60"), "2031-10"),
        Example(("1984-11-01", "女50"), "2039-11"),
    ),
)

CWIDOK: Final = Function(
    name="CWIDOK",
    summary_zh="身份证号是否正确（位数、出生日期、校验码）；存成数字的不正确",
    summary_en="Whether an identity number is right; one stored as a number is not",
    category=_PERSON,
    arguments=(
        Argument(
            "id",
            "身份证号",
            "18位身份证号，按文本；15位旧号只核对日期",
            "Identity number of 18 characters, as text",
            reading.IDENTITY,
        ),
    ),
    result=Result.FLAG,
    rule="xlpay.unit.identities.identity",
    evaluate=national.identity_ok,
    explain=national.explain_identity,
    examples=(
        Example(("11010519491231002X",), True),
        Example((["110105194912310021", 1],), [[False], [False]]),
    ),
)

CWRMB: Final = Function(
    name="CWRMB",
    summary_zh="金额的人民币大写",
    summary_en="An amount in formal Chinese capitals",
    category=_PERSON,
    arguments=(
        Argument(
            "amount",
            "金额",
            "0 至 1 万亿元以下，最多两位小数",
            "From 0 to below 1,000,000,000,000 yuan, at most two decimals",
            reading_numbers.CAPITAL,
        ),
    ),
    result=Result.CAPITALS,
    rule="xlpay.base.money.capitals",
    evaluate=national.in_capitals,
    explain=national.explain_capitals,
    examples=(
        Example((16409.02,), "人民币壹万陆仟肆佰零玖元零贰分"),
        Example(([0, "3,250"],), [["人民币零元整"], ["人民币叁仟贰佰伍拾元整"]]),
    ),
)

__all__ = ["CWBONUSTAX", "CWIDOK", "CWRETIRE", "CWRMB", "CWTAX"]
