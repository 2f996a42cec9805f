"""The catalogue's entries: the scale and the figure it multiplies."""

from __future__ import annotations

from typing import Final

from xlpay.catalogue import grading, reading, reading_numbers, reading_words, scale
from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.context import Subject
from xlpay.catalogue.function import Function
from xlpay.catalogue.model import Example, Result

POLICY: Final = Argument(
    "policy",
    "政策",
    "政策名（赤峰市2020、嘉峪关市2021）或编号（chifeng-2020）；只有一个政策有这一项时可不填",
    "Policy name or id (chifeng-2020); not needed where one shipped policy alone has the notion",
    reading_words.POLICY,
    optional=True,
)
EDUCATION: Final = Argument(
    "education",
    "学历",
    "小学、初中、高中、中专、大专、本科、硕士、博士；技校、专科、研究生等别名也认",
    "Education level such as 大专, 本科, 硕士; aliases are read",
    reading_words.EDUCATION,
)
_GRADE = Argument(
    "grade",
    "等级",
    "等级（整数），或“试用期”（附件1试用期一行的系数）",
    "Grade as a whole number, or 试用期 for the probation row of the table",
    reading.GRADE,
)
_PLACE = Argument(
    "region_or_income",
    "地区或收入",
    "旗县区名（用已公布的最新数），或年人均可支配收入（元）；不填用政策的第一个地区",
    "Region (its newest published figure) or yearly income in yuan; default: the first region",
    reading.PLACE,
    optional=True,
)
_SHARE = Argument(
    "share",
    "基本工资占比",
    "大于0、不大于1的数，或80%这样的文字；不填用政策的默认值0.80",
    "Share of base pay, above 0 and at most 1, or text such as 80%; default 0.80",
    reading_numbers.SHARE,
    optional=True,
)
_SCALE = "薪酬等级"
_HAS_GRADES = "岗位等级"

CWGRADE: Final = Function(
    name="CWGRADE",
    summary_zh="按岗位、折算年限、学历和一肩挑定等级",
    summary_en="Grade from post, credited years, education and double post",
    category=_SCALE,
    arguments=(
        Argument(
            "post",
            "岗位",
            "正职、副职、工作人员，或任一职务，如党组织书记、居委会副主任",
            "正职, 副职, 工作人员 or any duty such as 党组织书记",
            reading_words.POST,
        ),
        Argument(
            "years",
            "折算年限",
            "到上年底的折算年限，0—100，如 4.5；CWYEARS 的结果可直接用",
            "Credited years through last year, 0 to 100, such as 4.5; the result of CWYEARS fits",
            reading_numbers.YEARS,
        ),
        Argument(
            "education",
            "学历",
            "学历保底等级用；不填不保底",
            "Education for the floor grade; no floor if left out",
            reading_words.EDUCATION,
            optional=True,
        ),
        Argument(
            "dual",
            "一肩挑",
            "党组织书记、居委会主任一人担任的填 TRUE、是 或 1；不填为否",
            "TRUE, 是 or 1 for one person as both secretary and director; default no",
            reading_numbers.FLAG,
            optional=True,
        ),
        POLICY,
    ),
    result=Result.INTEGER,
    rule="xlpay.rules.grades.grades",
    evaluate=grading.grade,
    explain=grading.explain_grade,
    examples=(
        Example(("正职", 5, "本科", True), 10),
        Example(("工作人员", 4, "大专"), 2),
        Example((["正职", "副职", ""], [34, 12, ""], ["大专", "本科", ""]), [[18], [7], [""]]),
    ),
    subject=Subject(grading.has_grades, _HAS_GRADES),
)

CWCOEF: Final = Function(
    name="CWCOEF",
    summary_zh="等级（或试用期）的薪酬系数",
    summary_en="Pay coefficient of a grade, or of 试用期",
    category=_SCALE,
    arguments=(_GRADE, POLICY),
    result=Result.RATIO,
    rule="xlpay.rules.components.coefficients",
    evaluate=grading.coefficient,
    explain=grading.explain_coefficient,
    examples=(
        Example((10,), 1.45),
        Example(("试用期",), 0.9),
        Example(([1, 18],), [[1.0], [1.85]]),
    ),
    subject=Subject(grading.has_grades, _HAS_GRADES),
)

CWTOTAL: Final = Function(
    name="CWTOTAL",
    summary_zh="月薪酬总额＝系数×年人均可支配收入÷12，四舍五入到分",
    summary_en="Monthly total: coefficient × yearly income / 12, rounded half up to the fen",
    category=_SCALE,
    arguments=(_GRADE, _PLACE, POLICY),
    result=Result.MONEY,
    rule="xlpay.rules.components.add_lines",
    evaluate=scale.amount_of(scale.is_total, "按系数计的工资"),
    explain=scale.explain_amount(scale.is_total, "按系数计的工资"),
    examples=(
        Example((1,), 2841.75),
        Example((15, 34101), 4830.98),
        Example(("试用期", "赤峰市"), 2557.58),
    ),
    subject=Subject(scale.has(scale.is_total), "按系数计的工资"),
)

CWBASE: Final = Function(
    name="CWBASE",
    summary_zh="基本工资（每月发放）＝月薪酬总额×占比，四舍五入到分",
    summary_en="Base pay a month: total × share, rounded half up to the fen",
    category=_SCALE,
    arguments=(_GRADE, _PLACE, _SHARE, POLICY),
    result=Result.MONEY,
    rule="xlpay.rules.components.add_lines",
    evaluate=scale.amount_of(scale.is_base, "基本工资"),
    explain=scale.explain_amount(scale.is_base, "基本工资"),
    examples=(
        Example((1,), 2273.4),
        Example((10, "赤峰市"), 3296.43),
        Example((1, 34101, "70%"), 1989.23),
    ),
    subject=Subject(scale.has(scale.is_base), "按系数计的基本工资"),
)

CWPERF: Final = Function(
    name="CWPERF",
    summary_zh="绩效计提（按月计提、年终分配）＝月薪酬总额－基本工资",
    summary_en="Performance pay accrued a month: total less base pay",
    category=_SCALE,
    arguments=(_GRADE, _PLACE, _SHARE, POLICY),
    result=Result.MONEY,
    rule="xlpay.rules.components.add_lines",
    evaluate=scale.amount_of(scale.is_accrual, "绩效计提"),
    explain=scale.explain_amount(scale.is_accrual, "绩效计提"),
    examples=(Example((1,), 568.35), Example((18, "赤峰市"), 1051.45)),
    subject=Subject(scale.has(scale.is_accrual), "绩效计提"),
)

CWINCOME: Final = Function(
    name="CWINCOME",
    summary_zh="某地某年的城镇居民人均可支配收入；没有该年的用已知最近一年的",
    summary_en="A region's yearly income figure; the newest known up to that year",
    category=_SCALE,
    arguments=(
        Argument(
            "region",
            "地区",
            "政策所列的旗县区或市，如 红山区、赤峰市",
            "A region listed by the policy, such as 红山区",
            reading_words.REGION,
        ),
        Argument(
            "year",
            "年度",
            "收入数所属的年度（发薪用上一年度的数）；不填用最新的",
            "The year the figure is of (pay uses last year's); default: the newest",
            reading.YEAR,
            optional=True,
        ),
        POLICY,
    ),
    result=Result.MONEY,
    rule="xlpay.rules.bases.published",
    evaluate=scale.income,
    explain=scale.explain_income,
    examples=(Example(("赤峰市",), 34101.0), Example(("红山区", 2019), 38195.0)),
    subject=Subject(scale.has_index, "按地区公布的收入数"),
)

__all__ = ["CWBASE", "CWCOEF", "CWGRADE", "CWINCOME", "CWPERF", "CWTOTAL"]
