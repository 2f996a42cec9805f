"""The sample units with the mistakes that clerks make: each warning occurs, and the usual errors.

One warning needs another month than that of 参数: M-NORECORD comes with --month 2025-12.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from xlpay.sample import chifeng, jiayuguan
from xlpay.sample.mistaken_deductions import DEDUCTIONS
from xlpay.sample.mistaken_rules import (
    LEFT_CHIFENG,
    RULES_CHIFENG,
    RULES_EITHER,
    RULES_JIAYUGUAN,
    TOO_MANY,
)
from xlpay.sample.mistakes import How, Mistake, apply, steady
from xlpay.sample.units import Row


def _old_number(row: Row) -> str:
    """The 15 digits of before 1999."""
    number = str(row["身份证号"])
    return number[:6] + number[8:17]


def _wrong_digit(row: Row) -> str:
    number = str(row["身份证号"])
    return number[:17] + ("1" if number[17] != "1" else "2")


def _wrong_account(row: Row) -> str:
    number = str(row["银行账号"])
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def _opened(row: Row) -> bool:
    return steady(row) and row.get("期初截止年度") is not None


def _unopened(row: Row) -> bool:
    return steady(row) and row.get("期初截止年度") is None


def _with_x(row: Row) -> bool:
    return steady(row) and str(row["身份证号"]).endswith("X")


def _hasty(row: Row) -> bool:
    """Rated through 2024 in 花名册, so that 2025 is the only rating, in the first street."""
    return steady(row) and row.get("期初截止年度") == 2024 and row["街道"] == "朔风街道"


_EVERY_OPENING: Final = dict.fromkeys(
    ("期初截止年度", "期初折算年限", "期初合格年数", "期初连续优秀年数", "期初连优上调次数")
)
_ROSTER, _DUTIES, _RATED, _PAPERS = "花名册", "任职记录", "考核记录", "学历证书"
_AWAY, _SCORES, _MONEY = "请假考勤", "绩效分配", "补扣发明细"
_SET, _ADD, _DROP = How.SET, How.ADD, How.DROP
_TITLE: Final = {"类别": "职业资格", "等级": "社会工作师", "取得日期": date(2025, 11, 14)}


def _of_long_standing(row: Row) -> bool:
    """Somebody steady who came between 2002 and 2024."""
    entry = row["进入社区日期"]
    return steady(row) and isinstance(entry, date) and 2002 <= entry.year <= 2024


_GONE: Final = {"离职日期": date(2025, 12, 31), "离职原因": "调出"}


def _away(kind: str, first: date, last: date, days: float) -> dict[str, object]:
    return {"类别": kind, "起始日期": first, "结束日期": last, "天数": days}


def _grid(first: date, last: date | None = None) -> dict[str, object]:
    return {"职务": "网格长", "起始日期": first, "结束日期": last}


def _day(day: int, month: int = 1, year: int = 2026) -> date:
    return date(year, month, day)


# fmt: off
EITHER: Final = (
    Mistake("P-UNKNOWN", "参数名写错一个字", "参数", {"非整月记薪": "发整月"}, How.SETTING),
    Mistake("P-WORD", "证件号码打印填了没有的词", "参数", {"证件号码打印": "遮住"}, How.SETTING),
    # cells and numbers
    Mistake("C-DIGITS", "手机号存成了数字", _ROSTER, {"手机号": 19000009999}),
    Mistake("C-ACCOUNT", "银行账号存成了数字", _ROSTER, {"银行账号": 6299990012345678}),
    Mistake("C-LUHN", "银行账号抄错一位", _ROSTER,
            {"银行账号": _wrong_account}),
    Mistake("I-LOWER", "身份证号末位写成小写", _ROSTER,
            {"身份证号": lambda row: str(row["身份证号"]).lower()}, who=_with_x),
    Mistake("I-CHECK", "身份证号末位抄错", _ROSTER, {"身份证号": _wrong_digit}),
    Mistake("I-UNKNOWN", "还没有进花名册的人，先登记了考核", _RATED,
            {"姓名": "王小红", "身份证号": "150402199001010023", "年度": 2025, "等次": "合格"},
            _ADD, None),
    Mistake("S-TOTAL", "表里留着合计", _MONEY,
            {"姓名": "合计", "身份证号": None, "金额": 1987.93}, _ADD, None),
    Mistake("S-FOOTER", "表里留着签字", _MONEY,
            {"姓名": "制表：", "身份证号": None, "说明": "审核："}, _ADD, None),
    Mistake("S-REPEATED", "打印用的表头留在中间", _AWAY,
            {h: h for h in ("姓名", "身份证号", "类别", "起始日期", "结束日期", "天数")},
            _ADD, None),
    Mistake("I-NUMBER", "身份证号存成了数字", _AWAY,
            {"身份证号": lambda row: int(str(row["身份证号"])[:17] + "0")}
            | _away("病假", _day(5), _day(6), 2), _ADD),
    Mistake("I-LENGTH", "身份证号少两位", _AWAY,
            {"身份证号": lambda row: str(row["身份证号"])[:16]}
            | _away("病假", _day(5), _day(6), 2), _ADD),
    Mistake("I-TWICE", "同一个人填了两行", _ROSTER,
            {h: (lambda row, h=h: row[h])
             for h in ("社区", "人员类别", "进入社区日期", "学历")}, _ADD),
    Mistake("I-NAME", "姓名写成同音字", _RATED, {"姓名": "王小明"}),
    Mistake("R-NAMENOTE", "离职写在姓名里", _ROSTER,
            {"姓名": lambda row: f"{row['姓名']}（2025.12离职）"}),
    Mistake("C-DATE", "日期填了文字", _ROSTER, {"进入社区日期": "去年七月"}),
    Mistake("C-NODATE", "没有的日期", _ROSTER, {"试用期截止日期": "2026-02-30"}),
    Mistake("C-WORD", "没有从下拉中选", _ROSTER, {"人员类别": "临时工"}),
    Mistake("C-NOTHING", "没有的写了“无”", _ROSTER, {"离职日期": "无"}),
    Mistake("C-BLANK", "学历漏填", _ROSTER, {"学历": None}),
    Mistake("C-DECIMALS", "补发金额算到了厘", _MONEY,
            {"月份": "2026-01", "项目": "补发", "金额": 133.333, "说明": "补发三分之一"}, _ADD),
    # dates of 花名册
    Mistake("R-REASON", "离职没有填原因", _ROSTER, {"离职日期": _day(20)}),
    Mistake("R-NOLEAVE", "只填了离职原因", _ROSTER, {"离职原因": "调出"}),
    Mistake("R-LEAVE", "离职年份写错", _ROSTER,
            {"离职日期": _day(20, year=2002), "离职原因": "辞职"}),
    Mistake("R-PROBATION", "试用期年份写错", _ROSTER, {"试用期截止日期": _day(30, 6, 2006)}),
    Mistake("R-YOUNG", "进入日期写早了", _ROSTER,
            {"进入社区日期": lambda row: date(int(str(row["身份证号"])[6:10]) + 15, 3, 1)},
            who=_opened),
    Mistake("R-CONTRACT", "合同起止填反", _ROSTER,
            {"合同起始日期": _day(1, 7, 2028), "合同终止日期": _day(30, 6, 2027)}),
    Mistake("R-NOOPENING", "老人员没有期初数", _ROSTER, _EVERY_OPENING, who=_opened),
    Mistake("R-OPENING", "期初数只填了一半", _ROSTER, {"期初截止年度": 2024}, who=_unopened),
    # events
    Mistake("V-RATED", "把前一单位的考核也录了进来", _RATED,
            {"年度": 2018, "等次": "合格"}, _ADD, _unopened),
    Mistake("V-TWICE", "同一年度的考核录了两次", _RATED,
            {"年度": 2024, "等次": "优秀"}, _ADD, _unopened),
    Mistake("V-TWICE", "同一年度的考核录了两次", _RATED,
            {"年度": 2024, "等次": "优秀"}, _ADD, None),
    Mistake("V-DAYS", "病假天数按工作日填", _AWAY, _away("病假", _day(5), _day(11), 5), _ADD),
    Mistake("V-CROSS", "同一天登记了两种假", _AWAY,
            _away("年休假", _day(9), _day(9), 1), _ADD, None),
    Mistake("V-ORDER", "起止日期填反", _AWAY, _away("病假", _day(19), _day(9), 10), _ADD),
    Mistake("V-SPLIT", "事假跨月没有分开填", _AWAY,
            _away("事假", _day(30, 12, 2025), _day(6), 6), _ADD),
    Mistake("V-TOOLONG", "事假天数按日历天填", _AWAY, _away("事假", _day(9), _day(12), 4), _ADD),
    Mistake("V-NOMOVE", "花名册已经改成新社区", "调动记录",
            {"起始月份": "2026-01", "社区": lambda row: row["社区"]}, _ADD),
    Mistake("V-NOTMOVED", "本来就上班的日子列成调休", "调休",
            {"日期": _day(6), "类别": "上班"}, How.ROW),
    Mistake("V-OVERLAP", "同一职务的两段任期重叠", _DUTIES,
            _grid(_day(20, 12, 2024), _day(31, 12, 2025)), _ADD),
    Mistake("V-OVERLAP", "同一职务的两段任期重叠", _DUTIES, _grid(_day(1, 6, 2025)), _ADD, None),
    Mistake("V-BEFORE", "任职日期早于进入社区", _DUTIES,
            _grid(_day(1, 5, 2001), _day(31, 5, 2001)), _ADD, _of_long_standing),
    Mistake("V-OUT", "离职以后还登记了任职", _DUTIES, _grid(_day(22)), _ADD),
    Mistake("V-OUT", "离职以后还登记了任职", _ROSTER,
            {"离职日期": _day(20), "离职原因": "调出"}, who=None),
    Mistake("V-SAME", "同一张证书录了两次", _PAPERS, _TITLE, _ADD),
    Mistake("V-SAME", "同一张证书录了两次", _PAPERS, _TITLE, _ADD, None),
    Mistake("V-COMMUNITY", "社区名与“社区”表不一致", _ROSTER,
            {"社区": lambda row: str(row["社区"])[:2] + "居委会"}),
    Mistake("Q-ADJUSTMENT", "补发漏了小数点", _MONEY,
            {"月份": "2026-01", "项目": "补发", "金额": 12345}, _ADD),
    Mistake("V-NOPAY", "给不由本办法发薪的人补发", _ROSTER, {"人员类别": "事业编制"}),
    Mistake("V-NOPAY", "给不由本办法发薪的人补发", _MONEY,
            {"月份": "2026-01", "项目": "补发", "金额": 200}, _ADD, None),
    Mistake("V-COLLECT", "离职以后补扣，没有工资可扣", _ROSTER, _GONE, who=_of_long_standing),
    Mistake("V-COLLECT", "离职以后补扣，没有工资可扣", _MONEY,
            {"月份": "2026-01", "项目": "补扣", "金额": 200}, _ADD, None),
    Mistake("V-NEVER", "补发的年份写错", _MONEY,
            {"月份": "2001-01", "项目": "补发", "金额": 120, "说明": "补发上月"}, _ADD,
            _of_long_standing),
    Mistake("V-YEAR", "补发的年份没有改", _MONEY,
            {"月份": "2025-01", "项目": "补发", "金额": 90, "说明": "补发上月"}, _ADD, None),
    Mistake("V-PAIDALIKE", "同一笔补发录了两次", _MONEY,
            {"月份": "2026-01", "项目": "补发", "金额": 150, "说明": "补发上年12月"}, _ADD, None),
    Mistake("V-PAIDALIKE", "同一笔补发录了两次", _MONEY,
            {"月份": "2026-01", "项目": "补发", "金额": 150, "说明": "补2025年12月"}, _ADD, None),
    Mistake("V-NOTOVER", "考核年度写成今年", _RATED, {"年度": 2026, "等次": "合格"}, _ADD, None),
    Mistake("V-BOTH", "升任以后副职没有结束", _DUTIES,
            {"职务": "居委会副主任", "起始日期": _day(1, 11, 2025)}, _ADD),
    Mistake("V-BOTH", "升任以后副职没有结束", _DUTIES,
            {"职务": "居委会主任", "起始日期": _day(1, 12, 2025)}, _ADD, None),
)

IN_CHIFENG: Final = (
    Mistake("P-INCOME", "没有填新的收入数", "参数", dict.fromkeys(
        ("上年度人均可支配收入", "收入标准执行月份", "调整前收入标准")), How.SETTING),
    Mistake("I-OLD", "15位旧身份证号", _ROSTER, {"身份证号": _old_number}, How.ALL),
    Mistake("R-OPENLARGE", "期初年限多算", _ROSTER, {"期初折算年限": 31.5}, who=_opened),
    Mistake("R-REPORTED", "专职网格员没有填月报酬", _ROSTER, {"网格员月报酬": None},
            who=lambda row: row["人员类别"] == "专职网格员"),
    Mistake("Q-REPORTED", "网格员填成了年报酬", _ROSTER, {"网格员月报酬": 24000},
            who=lambda row: row["人员类别"] == "专职网格员"),
    Mistake("V-UNRATED", "漏录一个年度的考核", _RATED, {}, _DROP, _opened,
            lambda row: row["年度"] == 2023),
    Mistake("V-NOTHIRED", "职业资格没有聘用日期", _PAPERS, _TITLE, _ADD),
    Mistake("V-ALLUNRATED", "全单位上年度考核还没有录", _RATED, {}, How.GONE,
            fits=lambda row: row["年度"] == 2025),
)

IN_JIAYUGUAN: Final = (
    *(Mistake("B-QUOTA", "优秀超过名额", _RATED, {"等次": "优秀"}, who=_hasty) for _ in range(3)),
    Mistake("R-OPENLARGE", "期初合格年数多算", _ROSTER, {"期初合格年数": 31}, who=_opened),
    Mistake("V-UNRATED", "漏录一个年度的考核", _RATED, {}, _DROP, _opened,
            lambda row: row["年度"] == 2025),
    Mistake("V-SCORENOPAY", "给离职的人也打了分", _ROSTER, _GONE),
    Mistake("V-SCORES", "漏了一个人的得分", _SCORES, {}, _DROP),
)
# fmt: on

CHIFENG: Final = apply(
    chifeng.SAMPLE,
    (*RULES_CHIFENG, *IN_CHIFENG, *RULES_EITHER, *EITHER, *DEDUCTIONS, *LEFT_CHIFENG),
)
JIAYUGUAN: Final = apply(
    jiayuguan.SAMPLE, (*RULES_JIAYUGUAN, *IN_JIAYUGUAN, *RULES_EITHER, *EITHER, TOO_MANY)
)
