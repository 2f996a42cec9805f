"""A month's result sheets: 工资发放表, 晋级审批表, 一次性奖励, 计算依据.

Columns of money are filled for everybody, those of the policy only for people on the scale: a sum
stated by another office is in 应发合计 and in no column of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.masking import mask_identity
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import month_text
from xlpay.explain.figures import bases, belongs, shown_lines
from xlpay.pay.month import (
    ADJUSTMENT,
    ADVANCED,
    DEDUCTED,
    GROSS,
    NET,
    OTHER,
    RECOVERED,
    REDUCTION,
    MonthPayroll,
)
from xlpay.pay.promotion import Change
from xlpay.policy.schema.document import Document, PayrollColumn
from xlpay.policy.terms.scheme import NONE
from xlpay.results.common import (
    AWARDS,
    PAYROLL,
    PROMOTION,
    REMARK,
    SUMS_WIDTH,
    basis_table,
    by_community,
    capitals_text,
    counts,
    money,
    month_note,
    named,
    people_columns,
    texts,
    title_of,
    unconfirmed,
)
from xlpay.results.pools import pool_rows
from xlpay.results.printing import fold_idle, paper_of
from xlpay.results.remarks import remarks
from xlpay.results.tables import Column, Kind, Table
from xlpay.yearly.awards import Award

DEDUCTIONS = ("养老保险", "医疗保险", "失业保险", "住房公积金", "补缴", "个人所得税")
PROVISIONAL: Final = "未定稿"  # of a net that some figure is lacking for
_ALWAYS: Final = (*("序号", "姓名", "身份证号", "社区"), GROSS, DEDUCTED, NET, REMARK)
_BACK_PAY: Final = "补发建议"
_BETWEEN: Final = (ADVANCED, RECOVERED)
_SUMS: Final = (REDUCTION, ADJUSTMENT, GROSS, *DEDUCTIONS, OTHER, DEDUCTED, *_BETWEEN, NET)
_WORD_COLUMNS: Final = ("category", "education", "degree", "qualification", "rating")


def payroll(
    run: MonthPayroll, changes: Sequence[Change] = (), left_out: Sequence[int] = ()
) -> Table:
    """工资发放表; `left_out` are people who stand under the total, not paid because of errors."""
    people, groups = by_community(run.unit, run.people)
    scale = run.on_scale[people]
    columns = people_columns(run.unit, people)
    columns += [
        _city_column(run, column, people, scale) for column in run.scheme.document.payroll.columns
    ]
    columns += [_sum_column(run, name, people) for name in _SUMS]
    net, open_net = run.lines[NET].amount[people], run.provisional[people].any()
    columns.append(texts(REMARK, remarks(run, people, changes)))
    shown = fold_idle(columns, _ALWAYS)
    return Table(
        PAYROLL,
        "payroll",
        title_of(run.unit, run.scheme.document, "工资发放表")
        + (f"（{PROVISIONAL}）" if open_net else "")
        + unconfirmed(run),
        month_note(run),
        shown,
        groups,
        "总计",
        (f"{NET}（大写）", capitals_text(int(net.sum()))),
        below=tuple(_left_out(run, person) for person in left_out),
        paper=paper_of(shown),
    )


def _left_out(run: MonthPayroll, person: int) -> str:
    """Who is not in the sheet because of errors, as the sheet names people."""
    roster = run.unit.roster
    number = roster.identities[person]
    number = mask_identity(number) if run.unit.settings.masked_ids else number
    place = roster.communities[roster.community[person]]
    return f"未列入本表：{roster.names[person]}　{number}　{place}　（有错误，见校验报告）"


def _sum_column(run: MonthPayroll, name: str, people: Ints) -> Column:
    """A sum of everybody; to be filled in by hand where no stage works it out."""
    if name not in run.lines:
        return money(name, np.full(len(people), BLANK, dtype=np.int64), summed=False)
    amount = run.shown(name)[people]
    if name == REDUCTION:  # nothing to take from where there is back pay alone
        amount = np.where(run.paid[people], amount, BLANK)
    return money(name, amount)


def _city_column(run: MonthPayroll, column: PayrollColumn, people: Ints, scale: Bools) -> Column:
    """A column of the policy; blank for those not on the scale."""
    if column.shows == "post":
        posts = [post.word for post in run.scheme.document.post]
        own = zip(run.facts.post[people].tolist(), scale, strict=True)
        return texts(column.header, [posts[p] if s else None for p, s in own], 8.5)
    if column.shows in _WORD_COLUMNS:
        return texts(column.header, _words_shown(run, column, people), 9.0)
    if column.shows == "component":
        return money(column.header, np.where(scale, run.lines[column.of].amount[people], BLANK))
    if column.shows == "grade":
        assert run.pay.grade is not None
        return counts(column.header, np.where(scale, run.pay.grade.grade[people], BLANK), 5.0)
    if column.shows == "coefficient":
        assert run.pay.coefficient is not None
        factor = run.pay.coefficient[people]
        shown = np.where(scale & (factor > 0), factor, BLANK)  # 0: the scheme has none by grade
        return Column(column.header, Kind.COEFFICIENT, shown, width=6.0)
    if column.shows == "factor":
        values = run.pay.factors[column.of].value[people]
        shown = np.where(scale, values, BLANK)
        return Column(column.header, Kind.COEFFICIENT, shown, width=6.0)
    if column.shows == "base":
        figures = np.where(scale, run.pay.figures[column.of].fen[people], BLANK)
        return money(column.header, figures, summed=False)  # a sum of bases says nothing
    years = run.facts.years[column.of][people]
    return Column(column.header, Kind.YEARS, np.where(scale, years, BLANK), width=7.0)


def _words_shown(run: MonthPayroll, column: PayrollColumn, people: Ints) -> list[str | None]:
    """The people's words of a vocabulary; blank where there is none.

    职业资格 of every scale, or of the one that the column names.
    """
    words = run.unit.vocabulary.words(Words(column.shows))
    codes = [getattr(run.facts, column.shows)]
    if column.shows == "qualification":
        scales = run.scheme.qualification_scales
        every = zip(scales, run.facts.qualifications, strict=True)
        codes = [own for scale, own in every if column.of in ("", scale)]
    rows = zip(*(own[people].tolist() for own in codes), strict=True)
    return ["、".join(words[c] for c in row if c != NONE) or None for row in rows]


def promotion(run: MonthPayroll, changes: Sequence[Change]) -> Table:
    """晋级审批表: a row a cause, then the approval chain to be signed."""
    people = np.asarray([change.person for change in changes], dtype=np.int64)
    blank: list[str | None] = [None] * len(changes)
    columns = [
        *people_columns(run.unit, people),
        texts("变动类型", [change.cause for change in changes], 10.0),
        Column("变动前", Kind.WIDE, [change.before for change in changes], width=16.0),
        Column("变动后", Kind.WIDE, [change.after for change in changes], width=16.0),
        money("月增资额", np.asarray([change.amount for change in changes], dtype=np.int64)),
        texts("执行月份", [month_text(change.since) for change in changes], 8.0),
        money(_BACK_PAY, np.asarray([change.back_pay for change in changes], dtype=np.int64)),
        Column("依据", Kind.WIDE, [change.source for change in changes], width=22.0),
        *(texts(step, blank, 10.5) for step in approval_steps(run.scheme.document)),
    ]
    title = title_of(run.unit, run.scheme.document, "晋级审批表")
    shown = fold_idle(columns, [c.header for c in columns if c.header != _BACK_PAY])
    return Table(
        PROMOTION,
        "promotion",
        title,
        month_note(run),
        shown,
        (),
        "合计",
        paper=paper_of(shown),
    )


def approval_steps(document: Document) -> tuple[str, ...]:
    """Who signs, in order; the department that the office names last, if it names one."""
    last = document.approval.last
    office = "" if last is None or last.value is None else str(last.value)
    named = office if not office or office.endswith("意见") else f"{office}意见"
    return (*document.approval.steps, *([named] if named else []))


def awards(run: MonthPayroll, rows: Sequence[Award]) -> Table:
    """一次性奖励, paid outside 应发合计."""
    people = np.asarray([row.person for row in rows], dtype=np.int64)
    amounts = np.asarray([row.fen for row in rows], dtype=np.int64)
    basis = [f"{row.source}；{row.note}" for row in rows]
    roster = run.unit.roster
    columns = [
        *named(
            run.unit,
            [roster.names[i] for i in people.tolist()],
            [roster.identities[i] for i in people.tolist()],
        ),
        texts("项目", [row.name for row in rows], 26.0),
        money("金额", amounts, SUMS_WIDTH),
        Column("依据", Kind.WIDE, basis, width=50.0),
    ]
    title = title_of(run.unit, run.scheme.document, "一次性奖励表")
    return Table(AWARDS, "awards", title, month_note(run), tuple(columns), (), "合计")


def basis(run: MonthPayroll) -> Table:
    """计算依据: a row a person and component, with formula and clause; then the divided pools."""
    people, _ = by_community(run.unit, run.people)
    lines = [(line, belongs(run, line)[people]) for line in shown_lines(run)]
    order, amounts, items = [], [], []
    formulas: list[list[str]] = []
    reasons: list[list[str]] = []
    for index, (line, mask) in enumerate(lines):
        chosen = people[mask]
        order.append(np.flatnonzero(mask) * len(lines) + index)
        amounts.append(line.amount[chosen])
        items.append([line.name] * len(chosen))
        formulas.append(line.formulas(chosen))
        reasons.append(bases(run, line, chosen))
    place = np.argsort(np.concatenate(order), kind="stable") if order else np.empty(0, np.int64)
    who = np.repeat(people, [sum(int(m[i]) for _, m in lines) for i in range(len(people))])

    def arranged(parts: Sequence[Sequence[str]]) -> list[str]:
        flat = [text for part in parts for text in part]
        return [flat[i] for i in place.tolist()]

    fen = np.concatenate(amounts)[place] if amounts else np.empty(0, np.int64)
    period = month_text(run.month)
    shown = (arranged(items), fen, arranged(formulas), arranged(reasons))
    groups = list(pool_rows(run.pools, run.scheme.cite))
    return basis_table(run.unit, "工资", period, who, *shown, groups)
