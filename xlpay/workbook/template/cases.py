"""What 填表说明 says of cases and results, told from the policies: only what they know.

A line that not all policies share says whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from xlpay.policy.inputs import (
    credentials,
    duties,
    hired,
    leave_words,
    opening_headers,
    opening_runs,
    probation,
    reported,
    scores,
    tag,
    work_days,
)
from xlpay.policy.schema.document import Document

Line = tuple[str, ...]
Tell = Callable[[Document], Line | None]


def told(schemes: Sequence[Document], tellers: Sequence[Tell]) -> Iterator[Line]:
    """The line of each teller, once for all policies that say the same."""
    for tell in tellers:
        found: dict[Line, list[Document]] = {}
        for scheme in schemes:
            if line := tell(scheme):
                found.setdefault(line, []).append(scheme)
        for line, readers in found.items():
            yield (*line[:-1], tag(schemes, readers) + line[-1])


# ── the order of work


def _first_time(d: Document) -> Line:
    text = "先填“参数”：橙色的几项必填，其余不填就按说明里的办。再填“花名册”，一人一行。"
    if opening_headers(d) or opening_runs(d):
        text += "老人员把审批过的期初数（名字带“期初”的各列）一并填上，以前年度的考核就不用补录。"
    return "1", "第一次使用", text


def _records(d: Document) -> Line:
    parts = ["现任职务填进“任职记录”"] if d.duty else []
    if d.rating:
        since = "期初截止年度以后" if opening_headers(d) else "各年度"
        parts.append(f"{since}的考核填进“考核记录”")
    if credentials(d):
        parts.append("进入社区以后取得的证书填进“学历证书”")
    return "2", "补齐记录", "，".join(parts or ["没有别的要补"]) + "。"


def _monthly(d: Document) -> Line:
    parts = ["新进", "离职", *(["任免"] if d.duty else []), *(["考核结果"] if d.rating else [])]
    parts += ["证书"] if credentials(d) else []
    parts += [*(["请假"] if d.leave else []), "补扣发", *(["绩效得分"] if scores(d) else [])]
    text = f"把“参数”里的工资月份改成要算的月份，再登记本月的变化：{'、'.join(parts)}。"
    return "3", "每月登记", text + "以前登记过的行不要删，离职人员的行也留着。"


STEPS: Final[tuple[Tell, ...]] = (_first_time, _records, _monthly)


# ── what may happen


def _newcomer(d: Document) -> Line:
    trial = "；有试用期的填试用期截止日期" if probation(d) else ""
    how = f"加一行：进入社区日期填到岗第一天，学历填进入时的学历{trial}。"
    return "新进人员", "花名册", how


def _opening(d: Document) -> Line | None:
    if not opening_headers(d):
        return None
    how = "按审批表填期初截止年度和名字带“期初”的年限或年数，要一起填。"
    return "原有人员第一次录入", "花名册", how


def _appointment(d: Document) -> Line | None:
    if not d.duty:
        return None
    how = "任职加一行；免职在原来那行填结束日期。工资从次月起变动。"
    how += f"没有职务的不用登记，按{d.post[-1].word}算。" if d.post else ""
    return "任职、免职", "任职记录", how


def _double(d: Document) -> Line | None:
    if d.double is None:
        return None
    return d.double.name, "任职记录", f"{'、'.join(d.double.duties)}各登记一行。"


def _extra(d: Document) -> Line | None:
    found = duties(d, "extra")
    if not found:
        return None
    how = f"加一行，职务选{'或'.join(found)}；不担任了填结束日期。"
    return f"担任{found[0]}{'等' if len(found) > 1 else ''}", "任职记录", how


def _leaver(d: Document) -> Line:
    how = "填离职日期（在职的最后一天）和离职原因。行不要删。"
    return "离职、退休", "花名册", how


def _break(d: Document) -> Line | None:
    found = duties(d, "break")
    if not found:
        return None
    how = f"加一行，职务选{'或'.join(found)}，起止日期是不在岗的第一天和最后一天。"
    return "离岗一段时间后又回来", "任职记录", how


def _lent(d: Document) -> Line | None:
    found = duties(d, "lent")
    if not found:
        return None
    how = f"加一行，职务选{'或'.join(found)}，并填社区。工资和年限不受影响。"
    return "人在别处工作", "任职记录", how


def _moved(d: Document) -> Line:
    how = "加一行，起始月份填工资从哪个月起算新社区的。花名册里的社区不改。"
    return "调到别的社区", "调动记录", how


def _diploma(d: Document) -> Line | None:
    if not d.education:
        return None
    how = "类别选学历，等级选新学历，填取得日期。花名册里的学历不要改。"
    return "取得更高学历", "学历证书", how


def _degree(d: Document) -> Line | None:
    if not d.degree:
        return None
    how = "类别选学位，等级选新学位，填取得日期。花名册里的学位不要改。"
    return "取得更高学位", "学历证书", how


def _qualification(d: Document) -> Line | None:
    if not d.qualification:
        return None
    also = "；还要填聘用日期，没有聘用日期的不算" if hired(d) else ""
    return "取得职业资格", "学历证书", f"类别选职业资格，再选等级，填取得日期{also}。"


def _honour(d: Document) -> Line | None:
    if not d.honour:
        return None
    how = "类别选荣誉，再选等级，填取得日期；得过两次的登记两行。"
    return "得到表彰", "学历证书", how


def _rated(d: Document) -> Line | None:
    if not d.rating:
        return None
    how = "每人一行。批准日期晚于次年1月的一定要填，程序会算出补发建议。没有参加考核的不填。"
    return "年度考核出来了", "考核记录", how


def _absent(d: Document) -> Line | None:
    if not d.leave:
        return None
    by_work, by_date = (leave_words(d, workday=own) for own in (True, False))
    how = "一次一行。"
    if by_work:
        how += f"{'、'.join(by_work)}填工作日天数，不计薪的跨月要按月分成几行；"
    how += "其余填日历天数。" if by_date else ""
    return "请假", "请假考勤", how.rstrip("；。") + "。"


def _moved_day(d: Document) -> Line | None:
    if not work_days(d):
        return None
    how = "全单位一天一行，类别选上班或休息。那天请假的照常在“请假考勤”填。"
    return "周末上班、周一至周五放假", "调休", how


def _corrected(d: Document) -> Line:
    how = "月份填在哪个月的工资里处理，项目选补发、补扣或其他扣款，金额填正数，说明写清原因。"
    how += "已离职的也能补发，单列一行。"
    return "补发、补扣、代扣", "补扣发明细", how


def _scored(d: Document) -> Line | None:
    if not scores(d):
        return None
    how = "同一组里要填就人人都填；全组不填的，按各人本人标准发。"
    return "绩效按得分分配", "绩效分配", how


def _stated(d: Document) -> Line | None:
    found = reported(d)
    if not found:
        return None
    how = f"人员类别选{'或'.join(found)}，并填网格员月报酬。"
    return "报酬由单位定的人", "花名册", how


def _year(d: Document) -> Line | None:
    if not d.yearly:
        return None
    rated = "先把全年考核录齐，" if any(rule.values for rule in d.yearly) else ""
    needed = [s.name for s in d.setting if s.required_for == "year"]
    named = needed[0] + (f"等{len(needed)}项" if len(needed) > 1 else "") if needed else ""
    settings = f"再到“参数”填{named}，" if needed else ""
    how = f"{rated}{settings}然后运行 xlpay bonus 工作簿.xlsx --year 年度。"
    return "、".join(rule.name for rule in d.yearly), "考核记录" if rated else "参数", how


def _contributions(d: Document) -> Line:
    how = "参数里把要算的险种（计算养老等）选“是”，各人的基数填“缴费基数”。费率、上下限由当地定："
    how += "全市的写进工作簿旁边的“地方标准-地区.toml”，本单位的填“缴费标准”；没有标准的险种空着。"
    return "由程序算社保、公积金", "缴费标准", how


def _cover(d: Document) -> Line:
    how = "参保、停保的月份与入职、离职对不上的，每个险种填一段。"
    return "参保、停保", "参保记录", how


def _billed(d: Document) -> Line:
    how = "核定单的合计填“核定应缴”，程序只比较；要按核定扣的，逐人填“代扣调整”，以它为准。"
    return "核定数与算的不同", "代扣调整", how


def _arrears(d: Document) -> Line:
    return "补缴以前月份", "补缴", "个人、单位分开填，在缴费月份的工资里扣；滞纳金由单位承担。"


def _standing(d: Document) -> Line:
    how = "法院扣款、赔偿、借款、党费、工会费等每月都扣的，填一次；只扣一次的填“补扣发明细”。"
    return "按月代扣", "代扣项目", how


def _advanced(d: Document) -> Line:
    how = "工资不够扣、由单位垫付的，把上月末的余额填进来，以后从工资里收回。"
    return "单位代垫", "期初代垫", how


CASES: Final[tuple[Tell, ...]] = (
    _newcomer,
    _opening,
    _appointment,
    _double,
    _extra,
    _leaver,
    _break,
    _lent,
    _moved,
    _diploma,
    _degree,
    _qualification,
    _honour,
    _rated,
    _absent,
    _moved_day,
    _corrected,
    _scored,
    _stated,
    _year,
    _contributions,
    _cover,
    _billed,
    _arrears,
    _standing,
    _advanced,
)


# ── results


def _pay(d: Document) -> Line:
    return "工资发放表", "每人一行，分社区小计，末尾总计和大写金额。"


def _changes(d: Document) -> Line:
    return "晋级审批表", "工资标准比上月有变化的人，一个原因一行，带审批意见栏。"


def _bonus(d: Document) -> Line:
    found = "、".join(rule.name for rule in d.yearly)
    return "年终奖", f"{found}；年终计算时填写。" if found else "这个办法没有，空着。"


def _awards(d: Document) -> Line:
    found = "、".join(event.name for event in d.event)
    text = f"{found}，不在当月应发合计之内。" if found else "这个办法没有，空着。"
    return "一次性奖励", text


def _summary(d: Document) -> Line:
    charts = f"各社区应发合计、各{people_by(d)}人数、比上月增减"
    return "汇总", f"按社区汇总；右边三张图：{charts}。"


def _report(d: Document) -> Line:
    return "校验报告", "录入里的问题：级别、在哪一格、怎么改。"


def _basis(d: Document) -> Line:
    return "计算依据", "每人每项一行：金额、算式、依据的文件和条款。"


RESULTS: Final[tuple[Tell, ...]] = (
    _pay,
    _changes,
    _bonus,
    _awards,
    _summary,
    _report,
    _basis,
)


def people_by(d: Document) -> str:
    """What the chart of people goes by."""
    return d.grade.name if d.grade is not None else "学历"
