"""What is computed, as the tables of the result sheets: columns, order, titles; no file format.

Every host writes these same tables, so that a file and a live workbook show the same cells.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xlpay.awards import Award
from xlpay.diagnostics import Diagnostic, Severity
from xlpay.explain import bases, belongs, part_month_words, shown_lines
from xlpay.forms import Words
from xlpay.money import BLANK, Bools, Ints, capitals, yuan_text
from xlpay.months import month_text
from xlpay.payroll import ADJUSTMENT, GROSS, NET, OTHER, REDUCTION, REPORTED, MonthPayroll
from xlpay.policy.schema import PayrollColumn
from xlpay.policy.scheme import NONE
from xlpay.promotion import Change
from xlpay.rules.lines import Line
from xlpay.unit import Unit
from xlpay.workbook.tables import Column, Group, Kind, Table
from xlpay.yearend import YearEnd

PAYROLL, PROMOTION, BONUS, AWARDS = "工资发放表", "晋级审批表", "年终奖", "一次性奖励"
SUMMARY, REPORT, BASIS = "汇总", "校验报告", "计算依据"
GRADE_CHART, CHANGE_CHART = "汇总图表_等级", "汇总图表_变动"
DEDUCTIONS = ("养老保险", "医疗保险", "失业保险", "住房公积金", "个人所得税")
DEDUCTED, REMARK = "扣款合计", "备注"
ENTERED, LEFT = "进入", "离开"

_WIDTHS = {
    "序号": 4.5,
    "姓名": 8.0,
    "身份证号": 18.5,
    "社区": 11.0,
    REMARK: 18.0,
}
_MONEY_WIDTH = 9.5
_SUMS_WIDTH = 14.0  # where there is room, and whole communities are summed
_EMPTY_WIDTH = 7.0  # of a column of money that nobody has


def _texts(header: str, values: Sequence[str | None], width: float | None = None) -> Column:
    return Column(header, Kind.TEXT, values, width=width or _WIDTHS.get(header))


def _money(
    header: str, values: Ints, width: float = _MONEY_WIDTH, *, summed: bool = True
) -> Column:
    if len(values) and (values == BLANK).all():
        width = _EMPTY_WIDTH
    return Column(header, Kind.MONEY, values, summed=summed, width=width)


def _counts(header: str, values: Ints, width: float = 6.0, *, summed: bool = False) -> Column:
    return Column(header, Kind.COUNT, values, summed=summed, width=_WIDTHS.get(header, width))


def people_columns(unit: Unit, people: Ints, *, numbered: bool = True) -> list[Column]:
    """序号, 姓名, 身份证号, 社区."""
    roster = unit.roster
    chosen = people.tolist()
    columns = [
        _texts("姓名", [roster.names[i] for i in chosen]),
        _texts("身份证号", [roster.identities[i] for i in chosen]),
        _texts("社区", [roster.communities[roster.community[i]] for i in chosen]),
    ]
    if not numbered:
        return columns
    return [_counts("序号", np.arange(1, len(chosen) + 1, dtype=np.int64)), *columns]


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


def note_line(unit: Unit, period: str) -> str:
    return f"单位：{unit.settings.unit}　　所属期：{period}　　金额单位：元"


# ── 工资发放表


def payroll(run: MonthPayroll) -> Table:
    """工资发放表."""
    people, groups = by_community(run.unit, run.people)
    scale = run.scale[people]
    columns = people_columns(run.unit, people)
    columns += [
        _city_column(run, column, people, scale) for column in run.scheme.document.payroll.columns
    ]
    columns += [
        _money(name, run.lines[name].amount[people]) for name in (REDUCTION, ADJUSTMENT, GROSS)
    ]
    empty = np.full(len(people), BLANK, dtype=np.int64)
    columns += [_money(name, empty, summed=False) for name in DEDUCTIONS]
    other = run.other[people]
    net = run.gross[people] - other
    columns += [_money(OTHER, other), _money(DEDUCTED, other), _money(NET, net)]
    columns.append(_texts(REMARK, _remarks(run, people)))
    period = month_text(run.month)
    return Table(
        PAYROLL,
        "payroll",
        f"{run.unit.settings.unit}社区工作者工资发放表",
        note_line(run.unit, period),
        tuple(columns),
        groups,
        "总计",
        (f"{NET}（大写）", capitals_text(int(net.sum()))),
    )


def capitals_text(fen: int) -> str:
    """An amount in capitals; below 0 with 负 in front."""
    return capitals(fen) if fen >= 0 else "负" + capitals(-fen)


def _city_column(run: MonthPayroll, column: PayrollColumn, people: Ints, scale: Bools) -> Column:
    """A column of the policy; blank for those not on the scale."""
    if column.shows == "post":
        posts = [post.word for post in run.scheme.document.post]
        own = zip(run.facts.post[people].tolist(), scale, strict=True)
        return _texts(column.header, [posts[p] if s else None for p, s in own], 8.5)
    if column.shows in _WORD_COLUMNS:
        return _texts(column.header, _words_shown(run, column, people), 9.0)
    if column.shows == "component":
        return _money(column.header, np.where(scale, run.lines[column.of].amount[people], BLANK))
    if column.shows == "grade":
        assert run.pay.grade is not None
        return _counts(column.header, np.where(scale, run.pay.grade.grade[people], BLANK), 5.0)
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
        return _money(column.header, figures, summed=False)  # a sum of bases says nothing
    years = run.facts.years[column.of][people]
    return Column(column.header, Kind.YEARS, np.where(scale, years, BLANK), width=7.0)


_WORD_COLUMNS = ("category", "education", "degree", "qualification", "rating")


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


def _remarks(run: MonthPayroll, people: Ints) -> list[str | None]:
    """Days not paid, and a stated sum."""
    remarks: list[str | None] = []
    taken, why = run.lines[REDUCTION].amount, part_month_words(run)
    for i in people.tolist():
        parts = []
        if not run.scale[i]:
            parts.append(f"{REPORTED}{yuan_text(int(run.lines[REPORTED].amount[i]))}元")
        if taken[i]:
            parts.append(why(i).replace(f"，计薪{run.part.paid[i] / 2:g}天", ""))
        remarks.append("；".join(parts) or None)
    return remarks


# ── 晋级审批表


def promotion(run: MonthPayroll, changes: Sequence[Change]) -> Table:
    """晋级审批表: a row a cause, then the approval chain to be signed."""
    people = np.asarray([change.person for change in changes], dtype=np.int64)
    blank: list[str | None] = [None] * len(changes)
    columns = [
        *people_columns(run.unit, people),
        _texts("变动类型", [change.cause for change in changes], 12.0),
        Column("变动前", Kind.WIDE, [change.before for change in changes], width=20.0),
        Column("变动后", Kind.WIDE, [change.after for change in changes], width=20.0),
        _money("月增资额", np.asarray([change.amount for change in changes], dtype=np.int64)),
        _texts("执行月份", [month_text(change.since) for change in changes], 9.0),
        _money("补发建议", np.asarray([change.back_pay for change in changes], dtype=np.int64)),
        Column("依据", Kind.WIDE, [change.source for change in changes], width=28.0),
        *(_texts(step, blank, 11.0) for step in run.scheme.document.approval.steps),
    ]
    period = month_text(run.month)
    title = f"{run.unit.settings.unit}社区工作者晋级审批表"
    return Table(
        PROMOTION, "promotion", title, note_line(run.unit, period), tuple(columns), (), "合计"
    )


# ── 年终奖, 一次性奖励


def bonus(results: Sequence[YearEnd]) -> Table:
    """年终奖: under the title of the policy's only rule, or all its rules together by 项目."""
    return _one_bonus(results[0]) if len(results) == 1 else _bonuses(results)


def _bonuses(results: Sequence[YearEnd]) -> Table:
    """A row a person and rule; communities in their order, then people, then rules."""
    unit, names = results[0].unit, results[0].unit.vocabulary.words(Words.RATING)
    roster = unit.roster
    rows = [
        (int(roster.community[i]), i, which)
        for which, result in enumerate(results)
        for i in result.people.tolist()
    ]
    rows.sort()
    people = np.asarray([i for _, i, _ in rows], dtype=np.int64)

    def taken(column: str) -> Ints:
        return np.asarray([getattr(results[w], column)[i] for _, i, w in rows], dtype=np.int64)

    codes = taken("rating").tolist()
    amount = np.asarray([results[w].line.amount[i] for _, i, w in rows], dtype=np.int64)
    columns = [
        *people_columns(unit, people),
        _texts("项目", [results[w].rule.name for _, _, w in rows], 16.0),
        _texts("等次", [names[code] if code >= 0 else None for code in codes], 9.0),
        _counts("月数", taken("months")),
        _money("标准", taken("standard"), _SUMS_WIDTH),
        _money("金额", amount, _SUMS_WIDTH),
        _texts(REMARK, [results[w].reasons.get(i) for _, i, w in rows], 30.0),
    ]
    _, groups = by_community(unit, people)
    title = f"{unit.settings.unit}社区工作者年终发放表"
    note = note_line(unit, f"{results[0].year}年度")
    text = ("合计（大写）", capitals_text(int(amount.sum())))
    return Table(BONUS, "bonus", title, note, tuple(columns), groups, "总计", text)


def _one_bonus(result: YearEnd) -> Table:
    """年终奖, under the title of the policy."""
    unit = result.unit
    people, groups = by_community(unit, result.people)
    names = unit.vocabulary.words(Words.RATING)
    amount = result.line.amount[people]
    columns = [
        *people_columns(unit, people),
        _texts(
            "等次",
            [names[code] if code >= 0 else None for code in result.rating[people].tolist()],
            9.0,
        ),
        _counts("月数", result.months[people]),
        _money("标准", result.standard[people], _SUMS_WIDTH),
        _money("金额", amount, _SUMS_WIDTH),
        _texts(REMARK, [result.reasons.get(i) for i in people.tolist()], 30.0),
    ]
    title = f"{unit.settings.unit}社区工作者{result.rule.title}"
    note = note_line(unit, f"{result.year}年度")
    text = ("合计（大写）", capitals_text(int(amount.sum())))
    return Table(BONUS, "bonus", title, note, tuple(columns), groups, "总计", text)


def awards(run: MonthPayroll, rows: Sequence[Award]) -> Table:
    """一次性奖励, paid outside 应发合计."""
    people = np.asarray([row.person for row in rows], dtype=np.int64)
    amounts = np.asarray([row.fen for row in rows], dtype=np.int64)
    basis = [f"{row.source}；{row.note}" for row in rows]
    columns = [
        *people_columns(run.unit, people, numbered=False)[:2],
        _texts("项目", [row.name for row in rows], 26.0),
        _money("金额", amounts, _SUMS_WIDTH),
        Column("依据", Kind.WIDE, basis, width=50.0),
    ]
    title = f"{run.unit.settings.unit}社区工作者一次性奖励表"
    return Table(
        AWARDS,
        "awards",
        title,
        note_line(run.unit, month_text(run.month)),
        tuple(columns),
        (),
        "合计",
    )


# ── 汇总 and its charts


def summary(run: MonthPayroll, before: MonthPayroll | None) -> tuple[Table, Table, Table]:
    """汇总 by community, and what its charts of grades and of changes read."""
    community = run.unit.roster.community
    places = np.unique(community[run.people])
    names = [run.unit.roster.communities[place] for place in places.tolist()]

    def sums(amount: Ints) -> Ints:
        return by_place(amount[run.people], community[run.people])

    def by_place(amount: Ints, place: Ints) -> Ints:
        total = np.zeros(len(run.unit.roster.communities), dtype=np.int64)
        np.add.at(total, place, amount)
        return total[places]

    gross = sums(run.gross)
    columns = [
        _texts("社区", names, 16.0),
        _counts("人数", sums(np.ones(len(community), dtype=np.int64)), 7.0, summed=True),
        _money(GROSS, gross, _SUMS_WIDTH),
        _money(DEDUCTED, sums(run.other), _SUMS_WIDTH),
        _money(NET, sums(run.gross - run.other), _SUMS_WIDTH),
    ]
    if before is not None:
        last = np.where(before.has_row(), before.gross, 0)
        was = by_place(last, community)
        columns.append(_money("上月应发", was, _SUMS_WIDTH))
        columns.append(_money("比上月增减", gross - was, _SUMS_WIDTH))
    accrued = [c.name for c in run.scheme.document.component if c.pay == "accrual"]
    columns += [_money(n, sums(run.lines[n].amount), _SUMS_WIDTH) for n in accrued[:4]]
    title = f"{run.unit.settings.unit}社区工作者工资汇总表"
    table = Table(
        SUMMARY,
        "summary",
        title,
        note_line(run.unit, month_text(run.month)),
        tuple(columns),
        (),
        "总计",
    )
    return table, _grades(run), _changes(run, before)


def _grades(run: MonthPayroll) -> Table:
    """People by grade; without grades, by what the policy's first column of years or post shows."""
    people = run.people[run.scale[run.people]]
    if run.pay.grade is not None:
        grades, counts = np.unique(run.pay.grade.grade[people], return_counts=True)
        rule = run.scheme.document.grade
        name = rule.name if rule is not None else ""
        usual = name.endswith("级")
        labels = [f"{grade}级" if usual else f"{name}{grade}" for grade in grades.tolist()]
    else:
        codes, counts = np.unique(run.facts.education[people], return_counts=True)
        words = run.unit.vocabulary.words(Words.EDUCATION)
        labels = [words[code] if code >= 0 else "未填" for code in codes.tolist()]
    columns = (_texts("等级", labels), _counts("人数", counts.astype(np.int64)))
    return Table(GRADE_CHART, "summary_grades", "人数", "", columns)


def _changes(run: MonthPayroll, before: MonthPayroll | None) -> Table:
    """Why 应发合计 differs from the month before; reductions negative."""
    labels: list[str | None] = []
    amounts: list[int] = []

    def tell(label: str, amount: int) -> None:
        if amount:
            labels.append(label)
            amounts.append(amount)

    if before is not None:
        now, was = run.has_row(), before.has_row()
        tell(ENTERED, int(run.gross[now & ~was].sum()))
        tell(LEFT, -int(before.gross[was & ~now].sum()))
        both = now & was
        for line in shown_lines(run):
            if line.name in (GROSS,) or not _paid_monthly(run, line):
                continue
            earlier = before.lines.get(line.name)
            change = line.amount - (earlier.amount if earlier is not None else 0)
            sign = -1 if line.name == REDUCTION else 1
            tell(line.name, sign * int(change[both].sum()))
    columns = (_texts("原因", labels), _money("金额", np.asarray(amounts, dtype=np.int64)))
    return Table(CHANGE_CHART, "summary_changes", "比上月增减", "", columns)


def _paid_monthly(run: MonthPayroll, line: Line) -> bool:
    pays = {c.name: c.pay for c in run.scheme.document.component}
    return pays.get(line.name, "monthly") == "monthly"


# ── 校验报告, 计算依据


def report(unit_name: str, period: str, findings: Sequence[Diagnostic]) -> Table:
    """校验报告: every finding, errors first, each linked to its cell."""
    order = {severity: i for i, severity in enumerate(Severity)}
    rows = sorted(findings, key=lambda finding: order[finding.severity])
    links = [f"'{f.sheet}'!{f.cell}" if f.sheet and f.cell else None for f in rows]
    columns = (
        _texts("级别", [f.severity.value for f in rows], 8.0),
        _texts("代码", [f.code for f in rows], 12.0),
        _texts("工作表", [f.sheet or None for f in rows], 12.0),
        _texts("单元格", [f.cell or None for f in rows], 9.0),
        _texts("姓名", [f.person or None for f in rows], 10.0),
        Column("问题", Kind.WIDE, [f.message for f in rows], width=52.0),
        Column("处理建议", Kind.WIDE, [f.hint for f in rows], width=52.0),
    )
    note = f"单位：{unit_name}　　所属期：{period}　　共{len(rows)}条"
    return Table(REPORT, "report", "校验报告", note, columns, links={3: links})


def basis(run: MonthPayroll) -> Table:
    """计算依据: a row a person and component, with formula and clause."""
    people, _ = by_community(run.unit, run.people)
    lines = [(line, belongs(run, line)[people]) for line in shown_lines(run)]
    columns: dict[str, list[list[str]]] = {"算式": [], "依据": []}
    order, amounts, items = [], [], []
    for index, (line, mask) in enumerate(lines):
        chosen = people[mask]
        order.append(np.flatnonzero(mask) * len(lines) + index)
        amounts.append(line.amount[chosen])
        items.append([line.name] * len(chosen))
        columns["算式"].append(line.formulas(chosen))
        columns["依据"].append(bases(run, line, chosen))
    place = np.argsort(np.concatenate(order), kind="stable") if order else np.empty(0, np.int64)
    who = np.repeat(people, [sum(int(m[i]) for _, m in lines) for i in range(len(people))])

    def arranged(parts: Sequence[Sequence[str]]) -> list[str]:
        flat = [text for part in parts for text in part]
        return [flat[i] for i in place.tolist()]

    roster = run.unit.roster
    table_columns = (
        _texts("姓名", [roster.names[i] for i in who.tolist()], 10.0),
        _texts("身份证号", [roster.identities[i] for i in who.tolist()], 21.0),
        _texts("项目", arranged(items), 16.0),
        _money(
            "金额",
            np.concatenate(amounts)[place] if amounts else np.empty(0, np.int64),
            summed=False,
        ),
        Column("算式", Kind.WIDE, arranged(columns["算式"]), width=46.0),
        Column("依据", Kind.WIDE, arranged(columns["依据"]), width=44.0),
    )
    title = f"{run.unit.settings.unit}工资计算依据"
    return Table(BASIS, "basis", title, note_line(run.unit, month_text(run.month)), table_columns)


def year_basis(results: Sequence[YearEnd]) -> Table:
    """计算依据 of a year's money, a rule after the other."""
    names, identities, items, formulas, reasons = (list[str]() for _ in range(5))
    amounts: list[int] = []
    for result in results:
        people, _ = by_community(result.unit, result.people)
        roster, chosen = result.unit.roster, people.tolist()
        cited = result.scheme.cite(result.line.source)
        names += [roster.names[i] for i in chosen]
        identities += [roster.identities[i] for i in chosen]
        items += [result.rule.name] * len(chosen)
        amounts += result.line.amount[people].tolist()
        formulas += result.line.formulas(people)
        reasons += [
            f"{cited}；{result.reasons[i]}" if i in result.reasons else cited for i in chosen
        ]
    columns = (
        _texts("姓名", names, 10.0),
        _texts("身份证号", identities, 21.0),
        _texts("项目", items, 16.0),
        _money("金额", np.asarray(amounts, dtype=np.int64), summed=False),
        Column("算式", Kind.WIDE, formulas, width=46.0),
        Column("依据", Kind.WIDE, reasons, width=44.0),
    )
    unit, first = results[0].unit, results[0]
    what = first.rule.title if len(results) == 1 else "年终"
    title = f"{unit.settings.unit}{what}计算依据"
    return Table(BASIS, "basis", title, note_line(unit, f"{first.year}年度"), columns)
