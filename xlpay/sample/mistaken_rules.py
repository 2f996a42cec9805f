"""What breaks the management rules: warnings that stop nothing."""

from __future__ import annotations

from datetime import date
from typing import Final

from xlpay.sample.mistakes import How, Mistake, Test, steady
from xlpay.sample.units import Row

_ROSTER, _DUTIES, _RATED, _AWAY = "花名册", "任职记录", "考核记录", "请假考勤"
_DONE, _PLACES = "履职记录", "社区"
_ADD, _DROP = How.ADD, How.DROP
_PAID_ELSEWHERE: Final = ("两委成员", "下派人员", "事业编制", "基层就业服务项目人员")


def _absent(first: date, last: date, days: float) -> dict[str, object]:
    return {"类别": "旷工", "起始日期": first, "结束日期": last, "天数": days}


def _lent(first: date, last: date | None) -> dict[str, object]:
    return {"职务": "借调", "起始日期": first, "结束日期": last}


def _woman(row: Row) -> bool:
    return steady(row) and row["退休类别"] != "男60"


def _new(row: Row) -> bool:
    """Entered since the policies were issued, long enough ago to be rated."""
    entry = row["进入社区日期"]
    return steady(row) and isinstance(entry, date) and date(2021, 6, 1) < entry < date(2024, 1, 1)


def _staying(row: Row) -> bool:
    """Of the staff, and not leaving."""
    return row["人员类别"] == "聘用制" and row["离职日期"] is None


def _of(community: str) -> Test:
    return lambda row: steady(row) and row["社区"] == community


# fmt: off
RULES_EITHER: Final = (
    Mistake("M-CONTRACT", "合同到期没有续签", _ROSTER,
            {"合同起始日期": date(2023, 1, 1), "合同终止日期": date(2025, 12, 31)}),
    Mistake("M-ENTRYEDU", "新进人员学历不够", _ROSTER, {"学历": "高中"}, who=_new),
    Mistake("M-RETIRE", "到龄没有办退休", _ROSTER, {"离职日期": None, "离职原因": None},
            who=lambda row: row["离职日期"] == date(2026, 1, 12)),
    Mistake("M-RETIRESEX", "退休类别选错", _ROSTER, {"退休类别": "男60"}, who=_woman),
    Mistake("M-SICK", "病假到了第三个月", _AWAY, {
        "类别": "病假", "起始日期": date(2025, 10, 20), "结束日期": date(2026, 1, 30), "天数": 103,
    }, _ADD),
    Mistake("M-ABSENCE", "旷工累计超过规定", _AWAY,
            _absent(date(2025, 11, 3), date(2025, 11, 21), 15), _ADD),
    Mistake("M-ABSENCE", "旷工累计超过规定", _AWAY,
            _absent(date(2026, 1, 5), date(2026, 1, 27), 17), _ADD, None),
)

RULES_CHIFENG: Final = (
    Mistake("M-MEANPAY", "试用期截止日期一拖到底", _ROSTER,
            {"试用期截止日期": date(2026, 6, 30)}, How.EVERYBODY),
    Mistake("M-STAFFING", "户数少填一位", _PLACES, {"规划户数": 560}, How.EVERYBODY,
            fits=lambda row: row["社区"] == "松涛社区"),
    Mistake("M-LEADERS", "免职的副主任没有填结束日期", _DUTIES,
            {"职务": "居委会副主任", "起始日期": date(2022, 3, 1)}, _ADD, _of("河湾社区")),
    Mistake("M-DUTY", "没有登记专职党务工作者", _DUTIES, {}, How.GONE,
            fits=lambda row: row["职务"] == "专职党务工作者"),
    Mistake("M-LOCAL", "属地人员都填成了否", _ROSTER, {"是否属地": "否"}, How.EVERYBODY,
            fits=lambda row: row["社区"] == "金禾社区"),
    Mistake("M-EXTRADUTY", "专职网格员登记成网格长", _DUTIES,
            {"职务": "网格长", "起始日期": date(2025, 6, 1)}, _ADD,
            lambda row: row["人员类别"] == "专职网格员" and row["社区"] == "晨光社区"),
    Mistake("M-FLOOR", "网格员月报酬偏低", _ROSTER, {"网格员月报酬": 1200},
            who=lambda row: row["人员类别"] == "专职网格员"),
    Mistake("M-LENTLONG", "借调超过三个月", _DUTIES,
            _lent(date(2025, 8, 1), None), _ADD, _of("望山社区")),
    *(Mistake("M-LENTMANY", "同时借调三人", _DUTIES,
              _lent(date(2025, 12, 1), date(2026, 2, 20)), _ADD, _of("望山社区"))
      for _ in range(2)),
    Mistake("M-SHORT", "走访不满30户", _DONE, {"数量": 12}, fits=lambda row: row["项目"] == "走访"),
    Mistake("M-MINSERVICE", "服务不满三年辞职", _ROSTER, {
        "纳入体系日期": date(2024, 1, 1), "离职日期": date(2026, 1, 20), "离职原因": "辞职",
        "离职申请日期": date(2025, 12, 1),
    }, who=_new),
    Mistake("M-REHIRE", "辞退不满三年又录用", _ROSTER, {
        "前次离职日期": date(2020, 12, 31), "前次离职原因": "辞退",
    }, who=_new),
)

RULES_JIAYUGUAN: Final = (
    Mistake("M-NORECORD", "满意度测评的年份写错", _DONE, {"月份": "2024-11"}, How.EVERYBODY,
            fits=lambda row: row["项目"] == "满意度测评"),
    Mistake("M-ENTRYAGE", "新进人员超龄", _ROSTER, {
        "进入社区日期": lambda row: date(int(str(row["身份证号"])[6:10]) + 42, 3, 1),
        "期初截止年度": None, "期初合格年数": None, "期初连续优秀年数": None,
        "期初连优上调次数": None,
    }, who=lambda row: steady(row) and "1980" <= str(row["身份证号"])[6:10] <= "1982"),
    Mistake("M-LOWEDU", "学历填成小学", _ROSTER, {"学历": "小学"},
            who=lambda row: steady(row) and row["学历"] == "高中"),
    Mistake("M-INDUCTION", "试用期内没有初任培训", _DONE, {}, _DROP,
            lambda row: row["进入社区日期"] == date(2025, 6, 16)),
    Mistake("M-INDUCTION", "试用期内没有初任培训", _ROSTER,
            {"试用期截止日期": date(2025, 12, 15)}, who=None),
    Mistake("M-NOTICE", "辞职没有提前一个月申请", _ROSTER, {
        "离职日期": date(2026, 1, 20), "离职原因": "辞职", "离职申请日期": date(2026, 1, 9),
    }),
    Mistake("M-FAILED", "连续两年不合格", _RATED, {"等次": "不合格"}, How.SET, _new,
            lambda row: row["年度"] == 2024),
    Mistake("M-FAILED", "连续两年不合格", _RATED, {"等次": "不合格"}, How.SET, None,
            lambda row: row["年度"] == 2025),
    Mistake("M-ABSENCERUN", "连续旷工超过15个工作日", _AWAY,
            _absent(date(2026, 1, 5), date(2026, 1, 27), 17), _ADD),
)
LEFT_CHIFENG: Final = (  # last: they need nobody in particular
    Mistake("M-NOTELECTED", "落选的委员没有填离职", _ROSTER, {"人员类别": "两委成员"},
            who=_staying),
    Mistake("M-NOTELECTED", "落选的委员没有填离职", _DUTIES, {
        "职务": "两委委员", "起始日期": date(2022, 1, 4), "结束日期": date(2025, 11, 28),
    }, _ADD, None),
    Mistake("M-JOINED", "纳入体系以前没有考核", _ROSTER, {
        "纳入体系日期": date(2026, 1, 9), "期初截止年度": None, "期初折算年限": None,
    }, who=_staying),
    Mistake("M-JOINED", "纳入体系以前没有考核", _RATED, {}, _DROP, None),
)
TOO_MANY: Final = Mistake(  # last: it makes people of those who were not paid here
    "M-PLACES", "别的类别也填成聘用制", _ROSTER, {"人员类别": "聘用制"}, How.EVERYBODY,
    fits=lambda row: row.get("街道") == "星河街道" and row["人员类别"] in _PAID_ELSEWHERE,
)
# fmt: on
