"""The catalogue's entries: allowances, sums by years and rises, part months."""

from __future__ import annotations

from typing import Final

from xlpay.base.forms import Words
from xlpay.catalogue import allowances, reading_numbers, reading_words
from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.context import Subject
from xlpay.catalogue.entries_scale import EDUCATION, POLICY
from xlpay.catalogue.function import Function
from xlpay.catalogue.model import Example, Result
from xlpay.catalogue.scale import has

_PAY, _MONTH = "津贴与工资", "月度"

CWCERT: Final = Function(
    name="CWCERT",
    summary_zh="职业资格（社会工作师）每月的津贴或工资",
    summary_en="Monthly pay for a social worker qualification",
    category=_PAY,
    arguments=(
        Argument(
            "qualification",
            "职业资格",
            "助理社会工作师、社会工作师、高级社会工作师；初级、中级、高级也认",
            "助理社会工作师, 社会工作师, 高级社会工作师; 初级, 中级, 高级 too",
            reading_words.QUALIFICATION,
        ),
        Argument(
            "policy",
            "政策",
            "政策名或编号；两个政策都有这一项，须写明",
            "Policy name or id; needed, as both shipped policies have this",
            reading_words.POLICY,
            optional=True,
        ),
    ),
    result=Result.MONEY,
    rule="xlpay.rules.components.add_lines",
    evaluate=allowances.table_of(
        allowances.is_qualification_table, Words.QUALIFICATION, "职业资格津贴"
    ),
    explain=allowances.explain_table(
        allowances.is_qualification_table, Words.QUALIFICATION, "职业资格津贴"
    ),
    examples=(
        Example(("社会工作师", "赤峰市2020"), 300.0),
        Example(("社会工作师", "嘉峪关市2021"), 200.0),
    ),
    subject=Subject(has(allowances.is_qualification_table), "职业资格津贴"),
)

CWEDU: Final = Function(
    name="CWEDU",
    summary_zh="学历工资（嘉峪关）；政策按学历定最低等级的（赤峰），为该等级",
    summary_en="Monthly pay for education (Jiayuguan), or the floor grade (Chifeng)",
    category=_PAY,
    arguments=(
        EDUCATION,
        Argument(
            "policy",
            "政策",
            "政策名或编号；不填用有学历工资的政策（嘉峪关市2021）",
            "Policy name or id; default: the policy that pays for education (jiayuguan-2021)",
            reading_words.POLICY,
            optional=True,
        ),
    ),
    result=Result.MONEY,
    rule="xlpay.rules.components.add_lines",
    evaluate=allowances.education,
    explain=allowances.explain_education,
    examples=(
        Example(("本科",), 300.0),
        Example((["大专", "硕士"], "赤峰市2020"), [[1.0], [3.0]]),
    ),
    subject=Subject(
        allowances.heeds_education, "学历工资或按学历的最低等级", has(allowances.is_education_table)
    ),
)

CWASSESS: Final = Function(
    name="CWASSESS",
    summary_zh="考核工资＝考核合格年数×每年标准",
    summary_en="Assessment pay: 50 yuan × years rated 合格 or better",
    category=_PAY,
    arguments=(
        Argument(
            "years",
            "考核合格年数",
            "考核优秀、合格的年数，整数",
            "Number of years rated 优秀 or 合格, a whole number",
            reading_numbers.COUNTED,
        ),
        POLICY,
    ),
    result=Result.MONEY,
    rule="xlpay.rules.components.add_lines",
    evaluate=allowances.assessed,
    explain=allowances.explain_assessed,
    examples=(Example((5,), 250.0), Example(([0, 20],), [[0.0], [1000.0]])),
    subject=Subject(has(allowances.is_years), "按年数计的工资"),
)

CWJYBASE: Final = Function(
    name="CWJYBASE",
    summary_zh="嘉峪关基本工资＝2000＋100×连续三年优秀的上调次数",
    summary_en="Jiayuguan base pay: 2000 + 100 × rises for three 优秀 years",
    category=_PAY,
    arguments=(
        Argument(
            "rises",
            "上调次数",
            "上调次数，整数，如 CWBLOCKS 的结果",
            "Number of rises",
            reading_numbers.TIMES,
        ),
        POLICY,
    ),
    result=Result.MONEY,
    rule="xlpay.rules.components.add_lines",
    evaluate=allowances.raised,
    explain=allowances.explain_raised,
    examples=(Example((0,), 2000.0), Example((2,), 2200.0)),
    subject=Subject(has(allowances.is_rises), "按上调次数计的工资"),
)

CWPART: Final = Function(
    name="CWPART",
    summary_zh="缺勤及不足月扣款：按21.75天折算，四舍五入到分",
    summary_en="Reduction of a month's amount for days out, by 21.75 paid days",
    category=_MONTH,
    arguments=(
        Argument(
            "amount",
            "金额",
            "月标准（元），最多两位小数",
            "Monthly amount in yuan",
            reading_numbers.MONEY,
        ),
        Argument(
            "days_out",
            "缺勤天数",
            "当月星期一至五中不在职或扣款的天数，可有半天",
            "Monday-Friday days not employed or unpaid, halves allowed",
            reading_numbers.DAYS,
        ),
        Argument(
            "days_in",
            "其余天数",
            "当月星期一至五中其余的天数",
            "The other Monday-Friday days of the month",
            reading_numbers.DAYS,
        ),
        Argument(
            "policy",
            "政策",
            "政策名或编号；不填用第一个政策，各政策的月计薪天数都是21.75",
            "Policy name or id; default: the first; all shipped policies have 21.75 days",
            reading_words.POLICY,
            optional=True,
        ),
    ),
    result=Result.MONEY,
    rule="xlpay.rules.partmonth.reduction",
    evaluate=allowances.part_month,
    explain=allowances.explain_part_month,
    examples=(Example((3250, 3, 19), 448.28), Example((3250, 20, 2), 2951.15)),
    subject=Subject(lambda document: True, "月计薪天数", allowances.has_paid_days),
)

__all__ = ["CWASSESS", "CWCERT", "CWEDU", "CWJYBASE", "CWPART"]
