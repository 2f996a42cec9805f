"""The catalogue's entries: years, rises, year-end money, the sharing of a pool."""

from __future__ import annotations

from typing import Final

from xlpay.catalogue import reading, reading_numbers, reading_words, service, yearend
from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.context import Subject
from xlpay.catalogue.entries_scale import POLICY
from xlpay.catalogue.function import Function
from xlpay.catalogue.model import Example, Result

_YEARS, _MONTH, _YEAR_END = "年限", "月度", "年终与奖励"
_YEARS_RANGE = Argument(
    "years_range",
    "年度区域",
    "一列年度，如 2021、2022；与等次区域逐行对应",
    "A column of years such as 2021, row by row with the ratings",
    reading.YEAR,
    is_range=True,
)
_RATINGS_RANGE = Argument(
    "ratings_range",
    "等次区域",
    "一列考核等次：优秀、合格、基本合格、不合格、不定等次；空的是没有考核",
    "A column of ratings (优秀, 合格, …); blank: not rated",
    reading_words.RATING,
    is_range=True,
)

CWYEARS: Final = Function(
    name="CWYEARS",
    summary_zh="到某年底累计的折算年限：按在职月数和考核等次，优秀另加",
    summary_en="Credited years through a year, from months in service and ratings",
    category=_YEARS,
    arguments=(
        Argument(
            "entry_date",
            "进入日期",
            "进入社区工作的第一天",
            "First day of employment",
            reading.DATE,
        ),
        Argument(
            "last_year",
            "截止年度",
            "算到哪一年年底，如 2022",
            "The last year counted",
            reading.YEAR,
        ),
        _YEARS_RANGE,
        _RATINGS_RANGE,
        Argument(
            "opening_years",
            "期初年限",
            "到期初截止年度年底核定的年限；与期初截止年度一起填",
            "Years credited by the end of opening_year; the two come together",
            reading_numbers.OPENING,
            optional=True,
        ),
        Argument(
            "opening_year",
            "期初截止年度",
            "期初年限核定到哪一年年底，如 2020",
            "The year through which opening_years counts",
            reading.YEAR,
            optional=True,
        ),
        Argument(
            "leave_date",
            "离职日期",
            "在职的最后一天；在职的不填",
            "Last day of employment; blank if still employed",
            reading.OPEN_DATE,
            optional=True,
        ),
        Argument(
            "breaks_range",
            "中断区域",
            "两列：中断的第一天、最后一天（未恢复的不填）",
            "Two columns: first and last day of each interruption (blank: still open)",
            reading.OPEN_DATE,
            optional=True,
            is_range=True,
            is_pairs=True,
        ),
        POLICY,
    ),
    result=Result.YEARS,
    rule="xlpay.facts.credits.Credits.years",
    evaluate=service.credited,
    explain=service.explain_credited,
    examples=(
        Example(("2020-01-01", 2022, [2020, 2021, 2022], ["优秀", "优秀", "优秀"]), 4.5),
        Example(("2017-07-01", 2020, [2017, 2018, 2019, 2020], ["合格"] * 4), 3.5),
    ),
    subject=Subject(service.counts, "累计的年数", service.counts_months),
)

CWBLOCKS: Final = Function(
    name="CWBLOCKS",
    summary_zh="连续三年优秀的上调次数",
    summary_en="Rises for three consecutive 优秀 years",
    category=_YEARS,
    arguments=(
        _YEARS_RANGE,
        _RATINGS_RANGE,
        Argument(
            "mode",
            "连优上调口径",
            "每满三年（不重叠）、滚动、仅一次；不填为每满三年",
            "每满三年 (blocks, default), 滚动 (rolling) or 仅一次 (once)",
            reading_words.MODE,
            optional=True,
        ),
        Argument(
            "opening_run",
            "期初连续优秀年数",
            "区域里第一年之前尚未用掉的连续优秀年数，0—2；起算年度（2021）以前的不计",
            "Unused 优秀 years in a row before the first year given, 0 to 2; none before 2021",
            reading_numbers.RUN,
            optional=True,
        ),
        POLICY,
    ),
    result=Result.INTEGER,
    rule="xlpay.rules.ratings.rises",
    evaluate=service.blocks,
    explain=service.explain_blocks,
    examples=(
        Example((list(range(2021, 2027)), ["优秀"] * 6), 2),
        Example((list(range(2021, 2027)), ["优秀"] * 6, "滚动"), 4),
    ),
    subject=Subject(service.has_run, "连续优秀上调"),
)

CWSHARE: Final = Function(
    name="CWSHARE",
    summary_zh="把一笔钱按权重分到分，合计不变（最大余数法）",
    summary_en="A pool shared by weights to the fen, the sum kept (largest remainder)",
    category=_MONTH,
    arguments=(
        Argument(
            "pool",
            "总额",
            "要分的金额（元），最多两位小数",
            "Amount in yuan",
            reading_numbers.MONEY,
        ),
        Argument(
            "weights_range",
            "权重区域",
            "各人的权重（得分等），不小于0，最多六位小数；空的不分",
            "Weights from 0, at most six decimals; blanks get nothing",
            reading_numbers.WEIGHT,
            is_range=True,
        ),
    ),
    result=Result.MONEY,
    rule="xlpay.rules.sharing.share",
    evaluate=service.shared,
    explain=service.explain_shared,
    examples=(
        Example((1500, [95, 88, 80]), [[541.83], [501.9], [456.27]]),
        Example((1, [1, 1, 1]), [[0.34], [0.33], [0.33]]),
    ),
    shaped_like="weights_range",
)

CWBONUS: Final = Function(
    name="CWBONUS",
    summary_zh="年终奖：按等次，不满年按在职月数，应扣除的为0",
    summary_en="Year-end bonus by rating and months in service; 0 where excluded",
    category=_YEAR_END,
    arguments=(
        Argument("rating", "等次", "当年考核等次", "The year's rating", reading_words.RATING),
        Argument(
            "months",
            "在职月数",
            "当年在职月数，0—12的整数；不填为12",
            "Months in service in the year, 0 to 12; default 12",
            reading_numbers.MONTHS,
            optional=True,
        ),
        Argument(
            "sick",
            "病假",
            "当年病假（工伤不算）：日历天数，超过180天为0；或两列日期（第一天、最后一天），"
            "首尾相接的算一段，一段到六个月后的同一天、或分开的几段共超过180天的为0",
            "Sick leave of the year: calendar days (0 is due over 180), or two columns of first "
            "and last days (0 is due if one spell lasts to the same day six months later, or "
            "several come to over 180 days); work injury not counted",
            reading_numbers.DAYS,
            optional=True,
            spans=reading.DATE,
        ),
        Argument(
            "personal_days",
            "事假天数",
            "当年事假工作日，可有半天；超过30天为0",
            "Working days of personal leave, halves allowed; 0 is due over 30",
            reading_numbers.DAYS,
            optional=True,
        ),
        Argument(
            "leave_reason",
            "离职原因",
            "12月31日以前离职的原因；辞职、辞退、解聘、劝退、开除为0；在职的不填",
            "Reason for leaving before 31 December; 辞职, 辞退, 解聘, 劝退, 开除 give 0",
            reading_words.LEAVING,
            optional=True,
        ),
        POLICY,
    ),
    result=Result.MONEY,
    rule="xlpay.rules.bonus.prorated",
    evaluate=yearend.bonus,
    explain=yearend.explain_bonus,
    examples=(
        Example(("优秀", 7), 875.0),
        Example(("合格", 12, 0, 30.5), 0.0),
        Example((["合格", "基本合格"],), [[1200.0], [0.0]]),
    ),
    subject=Subject(yearend.has_rating_bonus, "按等次发的年终奖"),
)

CWAWARD: Final = Function(
    name="CWAWARD",
    summary_zh="连续工作满20年、30年的一次性奖励，其他年数为0",
    summary_en="One-off award at exactly 20 (5000) or 30 (10000) years of unbroken service, else 0",
    category=_YEAR_END,
    arguments=(
        Argument(
            "years",
            "连续工作年数",
            "连续工作年数",
            "Years of unbroken service",
            reading_numbers.ANNIVERSARY,
        ),
        POLICY,
    ),
    result=Result.MONEY,
    rule="xlpay.rules.bonus.service_award",
    evaluate=yearend.award,
    explain=yearend.explain_award,
    examples=(Example((20,), 5000.0), Example(([19, 30],), [[0.0], [10000.0]])),
    subject=Subject(yearend.has_service_award, "工作年限奖励"),
)

__all__ = ["CWAWARD", "CWBLOCKS", "CWBONUS", "CWSHARE", "CWYEARS"]
