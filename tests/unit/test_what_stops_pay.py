"""A cell that can't be used stops the run just where an amount of the run depends on it.

Every column of every sheet in turn: the cell becomes an error value.  The run must fail if some
lawful value there would have changed an amount, and no column may stop it that no amount follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from tests.support.units import CHIFENG, FORMS, JIAYUGUAN, make_grids, person
from xlpay.base.codes import Severity
from xlpay.base.findings import NO_PAY
from xlpay.base.forms import INPUT_FORMS, SETTINGS, CellKind, Field, Form, Use, Words
from xlpay.base.grid import CellError, CellValue, Grid
from xlpay.base.money import Ints
from xlpay.policy.files.load import load_shipped
from xlpay.policy.terms.scheme import Vocabulary
from xlpay.run.monthly import Calculated, month_run, year_run
from xlpay.unit.settings import NOT_BESIDE

WRONG: Final = CellError("#REF!")
GIVEN: Final = {"政策", "单位名称", "工资月份", "地区"}  # without them there is no run at all
UNHELD: Final = {"绩效系数_基本合格", "绩效系数_不合格"}  # ratings that nobody here has
Sheets = dict[str, Grid]
Amounts = tuple[Any, ...]


# ── two units in which everything that a policy reads is somewhere of weight


_STAFF: Final = [
    person("甲", 学历="本科", 社区="东社区", 街道="南街道", 合同起始日期="2024-01-01"),
    person("乙", 进入社区日期="2025-11-03", 试用期截止日期="2026-05-02", 社区="东社区"),
    person("丙", 学历="本科", 进入社区日期="2015-03-01", born="1966-02-02", male=True,
           离职日期="2026-01-15", 离职原因="退休", 社区="西社区", 期初截止年度=2023),
    person("丁", 离职日期="2024-06-30", 离职原因="辞职"),
    person("戊", 人员类别="下派人员"),
    person("己", 进入社区日期="2018-05-01", 社区="西社区", 是否属地="是", 退休类别="女50",
           期初截止年度=2023),
    person("辛", 进入社区日期="2025-01-06", 社区="西社区"),
]  # fmt: skip
_SHEETS: Final[dict[str, Any]] = {
    "duties": [
        ("甲", "居委会主任", "2024-03-01", None),
        ("己", "居委会副主任", "2021-05-01", "2022-04-30"),
        ("己", "中断", "2024-06-03", "2024-06-28"),
        ("甲", "党组织书记", "2026-05-01", None),
        ("乙", "借调", "2025-12-01", "2026-01-31"),
        ("己", "中断", "2026-01-21", "2026-01-22"),
        ("己", "网格长", "2024-01-01", None),
    ],
    "ratings": [
        *(("甲", year, "合格") for year in (2022, 2023, 2024)),
        *(("丙", year, "合格") for year in (2022, 2023, 2024, 2025)),
        *(("己", year, "优秀") for year in (2021, 2022, 2024)),
        ("己", 2025, "合格"),
        ("辛", 2025, "合格"),
        ("乙", 2025, "合格"),
    ],
    "credentials": [
        {"姓名": "甲", "类别": "职业资格", "等级": "社会工作师", "取得日期": "2025-12-05",
         "聘用日期": "2025-12-20"},
        ("辛", "学历", "硕士", "2025-12-10"),
        ("乙", "学历", "博士", "2026-06-10"),
    ],
    "absences": [
        ("甲", "事假", "2026-01-12", "2026-01-14", 2),
        ("甲", "病假", "2026-01-19", "2026-01-20", 2),
        ("己", "事假", "2025-10-14", "2025-10-15", 2),
        ("己", "年休假", "2026-01-05", "2026-01-06", 2),
        ("己", "旷工", "2026-03-05", "2026-03-06", 1),
    ],
    "scores": [
        *((name, "2026-01", 80 + at) for at, name in enumerate(("甲", "乙", "丙", "己", "辛"))),
        ("甲", "2025-12", 90),
    ],
    "adjustments": [("甲", "2026-01", "补发", 100), ("甲", "2026-03", "补扣", 50)],
    "activities": [("甲", "走访", "2026-01", 50), ("丁", "走访", "2026-01", 50)],
    "communities": [
        {"社区": "东社区", "街道": "南街道", "规划户数": 900, "批准增加指标数": 1},
        {"社区": "西社区", "街道": "北街道", "规划户数": 900},
    ],
    "incomes": [
        {"年度": 2024, "金额": 37000, "执行月份": "2025-02", "依据": "统计公报"},
        {"年度": 2025, "金额": 39000, "地区": "红山区", "执行月份": "2026-01"},
    ],
    "moves": [
        ("己", "2025-11", "东社区"),
        ("甲", "2025-07", "西社区"),
        ("乙", "2026-05", "西社区"),
    ],
    "moved_days": [("2026-01-04", "上班"), ("2026-01-02", "休息"), ("2026-02-14", "上班")],
}  # fmt: skip


def sheets_of(policy: str, *, yearly: bool) -> Sheets:
    staff = list(_STAFF)
    settings: dict[str, CellValue] = {"事假扣款": "扣"}
    if policy == CHIFENG:
        staff += [person("庚", 社区="东社区", 人员类别="专职网格员", 网格员月报酬=3000)]
        weights = {"优秀": 1.2, "合格": 1, "基本合格": 0.5, "不合格": 0}
        settings |= {f"绩效系数_{word}": weight for word, weight in weights.items()}
        settings |= {
            "系数口径": "月薪酬总额",
            "基本工资占比": 0.8,
            "试用期口径": "附件1系数0.90",
            "中断口径": "扣除中断期",
            "学历口径": "保底",
        }
    opened = "期初折算年限" if policy == CHIFENG else "期初合格年数"
    opening: dict[str, CellValue] = {opened: 5, "期初连续优秀年数": 2, "期初连优上调次数": 0}
    staff = [
        replace(p, cells={**p.cells, **opening}) if "期初截止年度" in p.cells else p for p in staff
    ]
    month = "2025-12" if yearly else "2026-01"
    best = "优秀" if policy == CHIFENG else "合格"  # in 嘉峪关 beyond the quota of so few
    sheets = {**_SHEETS, "ratings": [*_SHEETS["ratings"], ("甲", 2025, best)]}
    grids = make_grids(policy, month, staff, settings=settings, **sheets)
    return {name: _whole(grid) for name, grid in grids.items()}


def _whole(grid: Grid) -> Grid:
    """The sheet with every column of its form."""
    form = next(f for f in INPUT_FORMS if f.sheet == grid.sheet)
    headers = [field.header for field in form.fields]
    at = {header: grid.rows[0].index(header) for header in headers if header in grid.rows[0]}
    lines = [[row[at[h]] if h in at else None for h in headers] for row in grid.rows[1:]]
    return replace(grid, rows=[[*headers], *lines])


# ── what a run gives


class Run(msgspec.Struct, frozen=True):
    """A city's month or year over changed sheets."""

    policy: str
    yearly: bool

    def of(self, sheets: Sheets) -> Calculated:
        grids = sheets.get
        if self.yearly:
            return year_run(grids, load_shipped(), NOT_BESIDE, 2025)
        return month_run(grids, load_shipped(), NOT_BESIDE)

    def __str__(self) -> str:
        return f"{self.policy}{'年' if self.yearly else '月'}"


RUNS: Final = [Run(policy, yearly) for policy in (CHIFENG, JIAYUGUAN) for yearly in (False, True)]


def amounts(done: Calculated) -> Amounts | None:
    """Every amount of a run; None where it failed."""
    if done.failed:
        return None
    assert done.unit is not None
    roster, found = done.unit.roster, list[Any]()
    if done.run is not None:
        columns = [line.amount for line in done.run.lines.values()]
        columns.append(done.run.gross)
        found += [tuple(column.tolist()) for column in columns]
        found.append(_by_community(roster.community, done.run.gross))
        found += [(c.person, c.amount, c.since, c.back_pay) for c in done.changes]
        found += [(a.person, a.fen) for a in done.awards]
    for year in done.years:
        found.append(tuple(year.line.amount.tolist()))
        found.append(_by_community(roster.community, year.line.amount))
    return tuple(found)


def _by_community(community: Ints, fen: Ints) -> tuple[int, ...]:
    return tuple(sorted(x for x in np.bincount(community, fen).astype(np.int64).tolist() if x))


def with_cell(sheets: Sheets, sheet: str, row: int, at: int, value: CellValue) -> Sheets:
    rows = [list(line) for line in sheets[sheet].rows]
    rows[row][at] = value
    return {**sheets, sheet: replace(sheets[sheet], rows=rows)}


_DATES: Final = ("2020-02-02", "2022-07-01", "2025-12-05", "2026-01-13", "2026-02-01")
_OTHER: Final[dict[CellKind, tuple[CellValue, ...]]] = {
    CellKind.DATE: (*_DATES, None),
    CellKind.MONTH: ("2025-12", "2026-01", "2026-02"),
    CellKind.YEAR: (2021, 2022, 2024, 2026, None),
    CellKind.FLAG: ("是", "否"),
    CellKind.MONEY: (123.45, 5000),
    CellKind.YEARS: (0.5, 2, 3),
    CellKind.COUNT: (0, 1, 2, 5),
    CellKind.DAYS: (0.5, 1, 3, 31),
    CellKind.SCORE: (1, 50),
    CellKind.DIGITS: ("6222021234567890123",),
    CellKind.TEXT: ("东社区", "西社区", "南街道", "北街道", "别处", None),
}


def others(field: Field, words: Vocabulary, sheets: Sheets) -> Iterator[CellValue]:
    """Lawful values that might stand in a column's cells."""
    if field.holds is CellKind.IDENTITY:
        at = sheets["花名册"].rows[0].index("身份证号")
        yield from (row[at] for row in sheets["花名册"].rows[1:])
    elif field.words is Words.LEVEL:
        yield from (*words.words(Words.EDUCATION), *words.words(Words.QUALIFICATION))
    elif field.words is not None:
        yield from words.words(field.words)
    yield from _OTHER.get(field.holds, ())


# ── the law


_ROWS: Final[dict[str, tuple[int, ...]]] = {  # of the sheets with many rows, those that are tried
    "花名册": (1, 3, 4, 6, 7, 8),
    "考核记录": (3, 8, 11, 12),
    "绩效分配": (1, 6),
}
_YEARLY: Final = {  # in a run of a year, what may be otherwise than in a month
    ("花名册", "离职原因"),
    ("花名册", "是否属地"),
    ("任职记录", "职务"),
    ("考核记录", "等次"),
    ("请假考勤", "天数"),
    ("补扣发明细", "金额"),
    ("履职记录", "数量"),
}


def _cases() -> Iterator[tuple[Run, Form, Field]]:
    for run in RUNS:
        for form in INPUT_FORMS:  # those of deductions stop nothing: tests/unit/net
            apart = form is SETTINGS or form.deductions
            for field in form.fields if not apart else ():
                if not run.yearly or (form.sheet, field.header) in _YEARLY:
                    yield run, form, field


@pytest.mark.parametrize(
    ("run", "form", "field"),
    list(_cases()),
    ids=lambda part: part.sheet if isinstance(part, Form) else getattr(part, "header", str(part)),
)
def test_a_cell_stops_the_run_if_an_amount_depends_on_it(
    run: Run, form: Form, field: Field
) -> None:
    sheets, before = usual_run(run)
    usual = amounts(before)
    assert usual is not None, [f.message for f in before.findings if f.severity == "错误"]
    assert before.unit is not None
    at = [f.header for f in form.fields].index(field.header)
    every = range(1, len(sheets[form.sheet].rows))
    tried = _ROWS.get(form.sheet, every) if field.use is Use.PAY else every[:1]
    stopped, follows = False, False
    for row in (row for row in tried if row in every and field.use is not Use.WHO):
        done = run.of(with_cell(sheets, form.sheet, row, at, WRONG))
        words = before.unit.vocabulary
        given = [
            amounts(run.of(with_cell(sheets, form.sheet, row, at, value)))
            for value in others(field, words, sheets)
        ]
        follows |= any(value != usual for value in given)
        stopped |= done.failed
        if any(value not in (None, usual) for value in given):
            assert done.failed, (row, sheets[form.sheet].rows[row])
        if not done.failed:
            assert amounts(done) == usual
            told = [f for f in done.findings if NO_PAY in f.message]
            assert all(f.severity is Severity.WARNING for f in told)
    assert follows or not stopped  # what no amount of any row follows stops nothing


@lru_cache(maxsize=4)
def usual_run(run: Run) -> tuple[Sheets, Calculated]:
    """The sheets of a run, and what comes of them as they are."""
    sheets = sheets_of(run.policy, yearly=run.yearly)
    return sheets, run.of(sheets)


@pytest.mark.parametrize("run", RUNS, ids=str)
def test_a_setting_stops_the_run_if_an_amount_depends_on_it(run: Run) -> None:
    sheets, before = usual_run(run)
    usual = amounts(before)
    assert usual is not None and before.unit is not None
    for row, (name, value, *_) in enumerate(sheets["参数"].rows[1:], start=1):
        if name in GIVEN | UNHELD or value is None:
            continue
        kinds = {s.name: s for d in before.unit.settings.documents for s in d.setting}
        setting = kinds[str(name)]
        offered: tuple[CellValue, ...] = tuple(choice.word for choice in setting.choices)
        offered = offered or (0.5, 150, 40000, 2, 0)
        given = (amounts(run.of(with_cell(sheets, "参数", row, 1, other))) for other in offered)
        depends = any(value not in (None, usual) for value in given)
        assert run.of(with_cell(sheets, "参数", row, 1, WRONG)).failed == depends, name


def test_every_column_says_what_it_is_for() -> None:
    assert {form.sheet for form in FORMS.values()} < {form.sheet for form in INPUT_FORMS}
    uses = {field.use for form in INPUT_FORMS for field in form.fields}
    assert uses == set(Use)


_NO_MATTER: Final = [  # (policy, sheet, row, column): a paying column, and a row it doesn't pay in
    (CHIFENG, "花名册", 1, "离职原因"),  # hasn't left
    (CHIFENG, "花名册", 4, "离职原因"),  # left long ago
    (CHIFENG, "花名册", 4, "学历"),
    (CHIFENG, "花名册", 5, "进入社区日期"),  # is paid elsewhere
    (CHIFENG, "花名册", 8, "学历"),  # pay is stated
    (CHIFENG, "花名册", 1, "网格员月报酬"),  # pay is by the scale
    (CHIFENG, "任职记录", 5, "起始日期"),  # lent out
    (CHIFENG, "任职记录", 4, "职务"),  # to come
    (JIAYUGUAN, "任职记录", 1, "起始日期"),  # a post, where pay goes by none
    (CHIFENG, "考核记录", 8, "等次"),  # before the opening's end
    (CHIFENG, "学历证书", 1, "取得日期"),  # counts from 聘用日期
    (CHIFENG, "学历证书", 3, "等级"),  # to come
    (JIAYUGUAN, "请假考勤", 2, "天数"),  # paid in full
    (CHIFENG, "请假考勤", 3, "类别"),  # of a month gone by
    (CHIFENG, "请假考勤", 3, "天数"),
    (CHIFENG, "请假考勤", 5, "天数"),  # to come
    (JIAYUGUAN, "绩效分配", 6, "得分"),  # of another month
    (CHIFENG, "补扣发明细", 2, "金额"),
    (CHIFENG, "补扣发明细", 2, "项目"),
]


@pytest.mark.parametrize(("policy", "sheet", "row", "header"), _NO_MATTER)
def test_a_row_that_no_amount_follows_stops_nothing(
    policy: str, sheet: str, row: int, header: str
) -> None:
    sheets, before = usual_run(Run(policy, yearly=False))
    at = sheets[sheet].rows[0].index(header)
    done = Run(policy, yearly=False).of(with_cell(sheets, sheet, row, at, WRONG))
    assert amounts(done) == amounts(before)
    assert "C-ERROR" in {f.code for f in done.findings}


@pytest.mark.parametrize("header", ["日期", "类别"])
def test_a_moved_day_stops_pay_only_where_own_days_pay(header: str) -> None:
    staff = [person("甲", 进入社区日期="2026-01-12")]
    found = []
    for how in ("按21.75折算", "按当月工作日"):
        sheets = make_grids(
            CHIFENG,
            "2026-01",
            staff,
            settings={"非整月计薪": how},
            moved_days=[("2026-01-04", "上班")],
        )
        run, at = Run(CHIFENG, yearly=False), sheets["调休"].rows[0].index(header)
        usual, done = run.of(sheets), run.of(with_cell(sheets, "调休", 1, at, WRONG))
        lost = run.of({name: grid for name, grid in sheets.items() if name != "调休"})
        assert not usual.failed
        found.append((done.failed, amounts(lost) == amounts(usual)))
    assert found == [(False, True), (True, False)]


def test_an_unknown_value_is_not_told_as_missing() -> None:
    staff = [person("甲", 离职日期="2026-01-20", 离职原因="辞职", 离职申请日期="无", 是否属地="√")]
    done = Run(CHIFENG, yearly=False).of(make_grids(CHIFENG, "2026-01", staff))
    codes = {f.code for f in done.findings}
    assert not done.failed
    assert {"C-DATE", "C-FLAG"} <= codes
    assert not {"M-NOTICEDATE", "M-LOCAL"} & codes


def test_a_record_of_someone_gone_stops_nothing() -> None:
    sheets = make_grids(CHIFENG, "2026-01", ["甲"], activities=[("甲", "走访", "2026-01", 5)])
    at = sheets["履职记录"].rows[0].index("身份证号")
    done = Run(CHIFENG, yearly=False).of(with_cell(sheets, "履职记录", 1, at, "150402199001010023"))
    assert not done.failed
    assert [f.severity for f in done.findings if f.code == "I-UNKNOWN"] == [Severity.WARNING]
