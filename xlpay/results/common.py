"""What is computed, as the tables of the result sheets: what they share, and 校验报告.

A table is columns, order and titles, and knows no file format: every host writes these same tables,
so that a file and an open workbook show the same cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from xlpay.base.findings import TICKED, Finding, in_order
from xlpay.base.money import BLANK, Ints, capitals, ints
from xlpay.base.months import month_text
from xlpay.pay.month import MonthPayroll
from xlpay.policy.schema.document import Document
from xlpay.results.pools import GroupRow
from xlpay.results.printing import IDENTITY, masked
from xlpay.results.tables import Column, Group, Kind, Table
from xlpay.unit.inputs import Unit

PAYROLL, PROMOTION, BONUS, AWARDS = "工资发放表", "晋级审批表", "年终奖", "一次性奖励"
SUMMARY, REPORT, BASIS = "汇总", "校验报告", "计算依据"
GRADE_CHART, CHANGE_CHART = "汇总图表_等级", "汇总图表_变动"
CONTRIBUTIONS, UNIT_CONTRIBUTIONS, OWING = "社保公积金明细", "单位缴费汇总", "应收个人"
RESULT_SHEETS = frozenset(
    {PAYROLL, PROMOTION, BONUS, AWARDS, SUMMARY, REPORT, BASIS, GRADE_CHART, CHANGE_CHART}
    | {CONTRIBUTIONS, UNIT_CONTRIBUTIONS, OWING}
)
REMARK = "备注"
REMARKED = "核对说明"  # in 校验报告
KEPT = "留存"  # the level there of what was ticked off, and is told by runs of the other kind alone
YEARS_REPORT: Final = re.compile(r"所属期：\d{4}年")  # in its note

_WIDTHS = {
    "序号": 4.5,
    "姓名": 7.5,
    "身份证号": 21.0,  # 18 digits, with room for a program without 宋体
    "社区": 10.0,
    REMARK: 15.0,
}
_MONEY_WIDTH = 9.0
SUMS_WIDTH = 14.0  # where there is room, and whole communities are summed
_EMPTY_WIDTH = 7.0  # of a column of money that nobody has


def texts(header: str, values: Sequence[str | None], width: float | None = None) -> Column:
    """A column of text, as wide as its header usually is."""
    return Column(header, Kind.TEXT, values, width=width or _WIDTHS.get(header))


def money(header: str, values: Ints, width: float = _MONEY_WIDTH, *, summed: bool = True) -> Column:
    """A column of fen, narrow where nobody has any."""
    if len(values) and (values == BLANK).all():
        width = _EMPTY_WIDTH
    return Column(header, Kind.MONEY, values, summed=summed, width=width)


def counts(header: str, values: Ints, width: float = 6.0, *, summed: bool = False) -> Column:
    """A column of whole numbers."""
    return Column(header, Kind.COUNT, values, summed=summed, width=_WIDTHS.get(header, width))


def people_columns(unit: Unit, people: Ints) -> list[Column]:
    """序号, 姓名, 身份证号, 社区."""
    roster = unit.roster
    chosen = people.tolist()
    return [
        counts("序号", np.arange(1, len(chosen) + 1, dtype=np.int64)),
        *named(
            unit,
            [roster.names[i] for i in chosen],
            [roster.identities[i] for i in chosen],
        ),
        texts("社区", [roster.communities[roster.community[i]] for i in chosen]),
    ]


def named(
    unit: Unit, names: Sequence[str], identities: Sequence[str | None], width: float | None = None
) -> list[Column]:
    """姓名 and 身份证号, the numbers printed as the office chose."""
    columns = [texts("姓名", names, width), texts(IDENTITY, identities)]
    return masked(columns) if unit.settings.masked_ids else columns


def by_community(unit: Unit, people: Ints) -> tuple[Ints, tuple[Group, ...]]:
    """People in the order of their communities, then of 花名册, with a group a community."""
    ordered = people[np.argsort(unit.roster.community[people], kind="stable")]
    places = unit.roster.community[ordered]
    groups: list[Group] = []
    start = 0
    for stop in range(1, len(ordered) + 1):
        if stop == len(ordered) or places[stop] != places[start]:
            name = unit.roster.communities[places[start]]
            groups.append(Group(f"{name}小计", start, stop))
            start = stop
    return ordered, tuple(groups)


def headcount(run: MonthPayroll) -> str:
    """How many are paid for the month, and how many have back pay alone."""
    paid = int(run.paid.sum())
    more = len(run.people) - paid
    return f"{paid} 人" + (f"（另有 {more} 人仅补扣发）" if more else "")


def note_line(unit: Unit, period: str, payday: int | None = None) -> str:
    """The line under a title: who seals it, for which time, and the month it is handed out in."""
    paid = f"　　发放年月：{month_text(payday)}" if payday is not None else ""
    return f"单位（盖章）：{unit.settings.unit}　　所属期：{period}{paid}　　金额单位：元"


def month_note(run: MonthPayroll) -> str:
    """The line under the title of a month's sheet."""
    settings = run.unit.settings
    return note_line(run.unit, month_text(run.month), run.month + settings.paid_next_month)


def title_of(unit: Unit, document: Document, what: str) -> str:
    """The unit, its people by the policy's word, and what the sheet is."""
    return f"{unit.settings.unit}{document.staff}{what}"


def unconfirmed(run: MonthPayroll) -> str:
    """What a title says of rules that have run out and are used on."""
    old = [own.kind.word for own in run.contributed if any(r.run_out for r in own.rules.used())]
    return f"（{'、'.join(old)}待确认文号）" if old else ""


def capitals_text(fen: int) -> str:
    """An amount in capitals; below 0 with 负 in front."""
    return capitals(fen) if fen >= 0 else "负" + capitals(-fen)


def report(
    unit_name: str, period: str, findings: Sequence[Finding], kept: Sequence[Finding] = ()
) -> Table:
    """校验报告: every finding once, errors first, each linked to its first cell.

    已核对 and 核对说明 are the office's; `kept` are rows of theirs that come last as they stood.
    """
    grouped: dict[tuple[str, ...], list[Finding]] = {}
    for f in in_order(findings):
        grouped.setdefault((f.code, f.level, f.sheet, f.person, f.message, f.hint), []).append(f)
    rows = [*(equal[0] for equal in grouped.values()), *kept]
    times = [*map(len, grouped.values()), *(1 for _ in kept)]
    levels = [*(equal[0].level for equal in grouped.values()), *(KEPT for _ in kept)]
    links = [f"'{f.sheet}'!{f.cell}" if f.sheet and f.cell else None for f in rows]
    columns = (
        texts("级别", levels, 5.0),
        texts("代码", [f.code for f in rows], 11.0),
        texts("工作表", [f.sheet or None for f in rows], 9.5),
        texts("单元格", [f.cell or None for f in rows], 7.5),
        texts("姓名", [f.person or None for f in rows], 7.5),
        Column("问题", Kind.WIDE, [f.message for f in rows], width=40.0),
        Column("处理建议", Kind.WIDE, list(map(_hint, rows, times)), width=32.0),
        texts(TICKED, [f.ticked or None for f in rows], 10.0),
        Column(REMARKED, Kind.WIDE, [f.remark or None for f in rows], width=14.0),
    )
    more = f"，另留存以前核对过的{len(kept)}条" if kept else ""
    note = f"单位：{unit_name}　　所属期：{period}　　共{len(rows) - len(kept)}条{more}"
    return Table(REPORT, "report", "校验报告", note, columns, links={3: links})


def _hint(found: Finding, times: int) -> str:
    """What to do, and how many equal findings there are: their first cell is the link's text."""
    return found.hint if times == 1 else f"{found.hint}（相同的共 {times} 处）"


def basis_table(
    unit: Unit,
    what: str,
    period: str,
    people: Ints,
    items: Sequence[str],
    amounts: Ints,
    formulas: Sequence[str],
    reasons: Sequence[str],
    groups: Sequence[GroupRow] = (),
) -> Table:
    """计算依据: a row a sum of a person, with its formula and clause; sums are not added up.

    Figures of a group come last, under the group's name.
    """
    roster, chosen = unit.roster, people.tolist()
    names = [*(roster.names[i] for i in chosen), *(row.group for row in groups)]
    identities = [*(roster.identities[i] for i in chosen), *(None for _ in groups)]
    sums = np.concatenate([amounts, ints([row.amount for row in groups])])
    columns = (
        *named(unit, names, identities, 10.0),
        texts("项目", [*items, *(row.item for row in groups)], 16.0),
        money("金额", sums, summed=False),
        Column("算式", Kind.WIDE, [*formulas, *(row.formula for row in groups)], width=46.0),
        Column("依据", Kind.WIDE, [*reasons, *(row.reason for row in groups)], width=44.0),
    )
    title = f"{unit.settings.unit}{what}计算依据"
    files = [f"{file.shown}（指纹 {file.fingerprint}）" for file in unit.settings.files]
    beside = f"　　政策文件：{'、'.join(files)}" if files else ""
    return Table(BASIS, "basis", title, note_line(unit, period) + beside, columns)
