"""What goes wrong in the sheets between gross and net: none of it stops anybody's pay."""

from __future__ import annotations

from typing import Final

from xlpay.sample.mistakes import How, Mistake

_RULES, _COVER, _LATE, _STANDING = "缴费标准", "参保记录", "补缴", "代扣项目"
_ADD, _ROW = How.ADD, How.ROW
_INVENTED: Final = "虚构文号〔2025〕1号"  # the sample's figures are nobody's


def _cover(first: str, last: str | None) -> dict[str, object]:
    return {"险种": "养老", "起始月份": first, "终止月份": last}


# fmt: off
DEDUCTIONS: Final = (
    Mistake("N-RATIO", "上限抄错一位", _RULES,
            {"项目": "基数上下限", "险种": "养老", "起始月份": "2025-01", "下限": 4000,
             "上限": 19000, "文号": _INVENTED}, _ROW),
    Mistake("N-NODOC", "没有填文号", _RULES,
            {"项目": "费率", "险种": "医疗", "起始月份": "2025-01", "个人": 0.02}, _ROW),
    Mistake("N-RATE8", "8% 写成 8", _RULES,
            {"项目": "费率", "险种": "工伤", "起始月份": "2025-01", "单位": 8, "文号": _INVENTED},
            _ROW),
    Mistake("N-FUND", "公积金比例高于 12%", _RULES,
            {"项目": "费率", "险种": "公积金", "起始月份": "2025-01", "个人": 0.13,
             "文号": _INVENTED}, _ROW),
    Mistake("N-FUNDEQ", "公积金单位、个人比例不同", _RULES,
            {"项目": "费率", "险种": "公积金", "起始月份": "2025-07", "个人": 0.08, "单位": 0.12,
             "文号": _INVENTED}, _ROW),
    Mistake("N-CROSS", "参保的两段重叠", _COVER, _cover("2024-01", "2025-06"), _ADD),
    Mistake("N-CROSS", "参保的两段重叠", _COVER, _cover("2025-06", None), _ADD, None),
    Mistake("N-AHEAD", "补缴补到了以后的月份", _LATE,
            {"险种": "养老", "所属起": "2025-12", "所属止": "2026-02", "个人金额": 320,
             "缴费月份": "2026-01"}, _ADD, None),
    *(Mistake("N-ALIKE", "同一项代扣填了两行", _STANDING,
              {"项目": "互助金", "月额": 20, "起始月份": "2025-01", "收款人": payee,
               "种类": "其他"},
              _ADD, None) for payee in ("工会", "区总工会")),
)
# fmt: on
