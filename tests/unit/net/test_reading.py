"""The sheets between gross and net: what is read, and each mistake with its cell and person.

None of the mistakes stops anybody's pay; whose figure can't be known is in `unknown.rows`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.units import CHIFENG, Findings, make_grids, make_unit, person
from xlpay.base.codes import Severity
from xlpay.base.findings import NO_PAY, stops
from xlpay.base.forms import COMMON_WORDS, DEDUCTION_FORMS, Words
from xlpay.base.grid import Grid
from xlpay.base.money import BLANK
from xlpay.base.months import month_of
from xlpay.policy.contributions.kinds import KINDS
from xlpay.policy.contributions.rows import OWN, FixedPart, Limits, MinimumWage, Rate
from xlpay.policy.files.load import load_shipped
from xlpay.run.monthly import month_run, policies_beside
from xlpay.unit.inputs import Unit
from xlpay.unit.net.records import LAST
from xlpay.unit.settings import NOT_BESIDE

ALL = {f"计算{kind.word}": "是" for kind in KINDS}
STAFF = [person("王伟"), person("李娜")]


def read(settings: Any = ALL, **sheets: Any) -> tuple[Unit, Findings]:
    unit, found = make_unit(CHIFENG, "2026-11", STAFF, settings=settings, **sheets)
    return unit, Findings(found)


def test_the_kinds_are_those_of_the_drop_down() -> None:
    assert COMMON_WORDS[Words.CONTRIBUTION] == tuple(kind.word for kind in KINDS)
    columns = [kind.column for kind in KINDS if kind.column]
    assert list(COMMON_WORDS[Words.WITHHELD][: len(columns)]) == columns


def test_nothing_is_computed_where_nobody_asks() -> None:
    unit, found = read({})
    assert unit.settings.computed == frozenset()
    assert unit.settings.unfilled_base == "错误"
    assert [f for f in found if f.code[0] == "N"] == []
    asked, _ = read({"计算养老": "是", "未填基数": "按下限"})
    assert asked.settings.computed == {"养老"}
    assert asked.settings.unfilled_base == "按下限"


def test_a_word_that_is_no_choice_is_told_and_nothing_computed() -> None:
    unit, found = read({"计算养老": "对"})
    assert unit.settings.computed == frozenset()
    assert found.one("P-WORD").message == "参数“计算养老”的值“对”不认识，按“否”"


def test_every_sheet_is_read() -> None:
    unit, found = read(
        bases=[("王伟", "2026-07", 5000, None, 4800, "核定"), ("王伟", "2026-01", 4863)],
        cover=[("李娜", "医保", "2026-03", None), ("李娜", "基本养老保险", "2026-03", "2026-10")],
        arrears=[("王伟", "养老", "2026-01", "2026-06", 120.5, 241, 3, "2026-11", "核定单")],
        bills=[("2026-11", "养老", 2, 10000, 800, 1600)],
        overrides=[("王伟", "2026-11", "个税", 3.5, "核定"), ("李娜", "2026-11", "养老保险", 0)],
        standing=[("李娜", "党费", 5, "2026-01", None, "支部", "党费")],
        advanced=[("李娜", "养老保险", 389.04, "2026-10")],
    )
    assert found.serious() == []
    net = unit.net
    assert net.bases.social.tolist() == [500_000, 486_300]
    assert net.bases.medical.tolist() == [BLANK, BLANK]
    assert net.bases.fund.tolist() == [480_000, BLANK]
    assert net.covered.kind.tolist() == [1, 0]
    assert net.covered.last.tolist() == [LAST, month_of(2026, 10)]
    assert [c.tolist() for c in (net.arrears.own, net.arrears.unit, net.arrears.late_fee)] == [
        [12_050],
        [24_100],
        [300],
    ]
    assert (net.bills.own.tolist(), net.bills.people.tolist()) == ([80_000], [2])
    assert (net.overrides.item, net.overrides.fen.tolist()) == (
        ("个人所得税", "养老保险"),
        [350, 0],
    )
    assert (net.standing.name, net.standing.kind.tolist()) == (("党费",), [3])
    assert (net.advanced.kind, net.advanced.fen.tolist()) == (("养老",), [38_904])
    assert unit.unknown.rows == frozenset()


def test_the_rosters_bases_hold_until_a_dated_one() -> None:
    staff = [person("王伟", 社保缴费基数=4900, 公积金缴存基数=0), person("李娜")]
    unit, found = make_unit(CHIFENG, "2026-11", staff, bases=[("李娜", "2026-07", 5000)])
    assert Findings(found).serious() == []
    bases = unit.net.bases
    assert bases.person.tolist() == [0, 1]
    assert bases.first.tolist() == [0, month_of(2026, 7)]
    assert (bases.social.tolist(), bases.fund.tolist()) == ([490_000, 500_000], [BLANK, BLANK])


BASE = ("王伟", "2026-07", 5000)
COVERED = ("王伟", "养老", "2026-01", "2026-06")
OVERRIDE = ("王伟", "2026-11", "养老保险", 5)
DEDUCTION = ("王伟", "借款", 100, "2026-01", None, "财务", "借款")
OPENING = ("王伟", "养老", 5, "2026-10")
ARREAR = ("王伟", "养老", "2026-01", "2026-06", 5, 10, None, "2026-11")

# sheet, rows, the code, its cell; whose figures stay blank is 王伟 where it is an error
MISTAKES: dict[str, tuple[str, list[Any], str, str]] = {
    "two bases of one date": ("bases", [BASE, BASE], "N-TWICE", "B3"),
    "a base of 0": ("bases", [("王伟", "2026-07", 0)], "N-BASE0", "C2"),
    "a base as text": ("bases", [("王伟", "2026-07", "五千")], "C-NUMBER", "C2"),
    "no base": ("bases", [("王伟", "2026-07")], "N-NOBASES", "C2"),
    "a base below 0": ("bases", [("王伟", "2026-07", -1)], "C-NEGATIVE", "C2"),
    "a tenth of a fen": ("bases", [("王伟", "2026-07", 1.001)], "C-DECIMALS", "C2"),
    "no month": ("bases", [("王伟", "七月", 5000)], "C-MONTH", "B2"),
    "an unknown kind": ("cover", [("王伟", "生育", "2026-01")], "C-WORD", "B2"),
    "months out of order": ("cover", [("王伟", "养老", "2026-06", "2026-01")], "N-SPAN", "D2"),
    "arrears of nothing": (
        "arrears",
        [(*ARREAR[:4], None, None, None, "2026-11")],
        "N-NOSUM",
        "E2",
    ),
    "arrears twice": ("arrears", [ARREAR, ARREAR], "N-TWICE", "C3"),
    "arrears backwards": (
        "arrears",
        [("王伟", "养老", "2026-06", "2026-01", 5, 10, None, "2026-11")],
        "N-SPAN",
        "D2",
    ),
    "an unknown column": ("overrides", [("王伟", "2026-11", "养老金", 5)], "C-WORD", "C2"),
    "one figure fixed twice": ("overrides", [OVERRIDE, OVERRIDE], "N-TWICE", "C3"),
    "no amount": ("overrides", [("王伟", "2026-11", "养老保险")], "C-BLANK", "D2"),
    "a deduction twice": ("standing", [DEDUCTION, DEDUCTION], "N-TWICE", "B3"),
    "a deduction of nothing": (
        "standing",
        [("王伟", "借款", 0, *DEDUCTION[3:])],
        "C-POSITIVE",
        "C2",
    ),
    "a deduction of no kind": ("standing", [(*DEDUCTION[:6], "罚款")], "C-WORD", "G2"),
    "an opening twice": ("advanced", [OPENING, OPENING], "N-TWICE", "B3"),
    "a month without a sum": ("advanced", [("王伟", "养老", None, "2026-10")], "C-BLANK", "C2"),
}


@pytest.mark.parametrize("name", list(MISTAKES))
def test_a_mistake_blanks_the_persons_figure_and_stops_nobody(name: str) -> None:
    sheet, rows, code, cell = MISTAKES[name]
    unit, found = read(**{sheet: rows})
    told = found.one(code)
    assert (told.cell, told.person, told.severity) == (cell, "王伟", Severity.ERROR)
    assert not stops(told)
    assert unit.unknown.rows == {(told.sheet, 0)}
    grids = make_grids(CHIFENG, "2026-11", STAFF, settings=ALL, **{sheet: rows})
    done = month_run(grids.get, load_shipped(), NOT_BESIDE)
    assert not done.failed
    assert code in {f.code for f in done.findings if f.severity is Severity.ERROR}
    assert done.run is not None and len(done.run.people) == 2


DOUBTS: dict[str, tuple[str, list[Any], str, str]] = {
    "overlapping cover": (
        "cover",
        [COVERED, ("王伟", "养老", "2026-06", None)],
        "N-CROSS",
        "C3",
    ),
    "arrears of months to come": (
        "arrears",
        [("王伟", "养老", "2026-01", "2026-11", 5, 10, None, "2026-11")],
        "N-AHEAD",
        "D2",
    ),
    "two alike": (
        "standing",
        [DEDUCTION, (*DEDUCTION[:5], "李某", "借款")],
        "N-ALIKE",
        "C3",
    ),
}


@pytest.mark.parametrize("name", list(DOUBTS))
def test_what_deserves_a_look_is_used(name: str) -> None:
    sheet, rows, code, cell = DOUBTS[name]
    unit, found = read(**{sheet: rows})
    told = found.one(code)
    assert (told.cell, told.person, told.severity) == (cell, "王伟", Severity.WARNING)
    assert unit.unknown.rows == frozenset()


def test_a_bill_twice_is_a_mistake_of_nobody() -> None:
    unit, found = read(bills=[("2026-11", "养老", 2), ("2026-11", "养老", 3)])
    assert found.one("N-TWICE").message == "与第2行重复：2026-11 养老的核定数"
    assert unit.net.bills.people.tolist() == [2]
    assert not any(stops(f) for f in found)


def test_what_no_figure_of_the_month_follows_is_a_warning() -> None:
    _, found = read(
        overrides=[("王伟", "2026-10", "养老金", 5)],
        arrears=[("王伟", "养老", "2026-01", "2026-02", None, None, None, "2026-05")],
        advanced=[("王伟", "养老", None, "2026-01")],
        bases=[("王伟", "2027-01", 0)],
        standing=[("王伟", "借款", 0, "2026-01", "2026-05", None, "借款")],
    )
    assert {f.severity for f in found if f.code[0] in "CN"} == {Severity.WARNING}
    assert all(f.message.endswith(NO_PAY) for f in found if f.code[0] in "CN")


def test_what_is_not_computed_is_a_warning() -> None:
    unit, found = read({"计算公积金": "是"}, bases=[("王伟", "2026-07", 0, None, 5000)])
    assert found.one("N-BASE0").severity is Severity.WARNING
    assert unit.unknown.rows == frozenset()
    assert unit.net.bases.fund.tolist() == [500_000]
    _, found = read({}, bases=[("王伟", "2026-07", 0)], cover=[("王伟", "生育", "2026-01")])
    assert {f.severity for f in found} == {Severity.WARNING}


def test_a_stranger_is_told_and_left_out() -> None:
    row = {"身份证号": "150402198001012120", "起始月份": "2026-07", "社保基数": 5000}
    unit, found = read(bases=[row])
    told = found.one("I-UNKNOWN")
    assert told.severity is Severity.ERROR and not stops(told)
    assert unit.net.bases.person.tolist() == []


def test_a_sheet_without_its_table_blanks_everybodys() -> None:
    grids = make_grids(CHIFENG, "2026-11", STAFF, settings=ALL)
    grids["缴费基数"] = Grid("缴费基数", [["身份证号", "基数"], ["1", 5]])
    done = month_run(grids.get, load_shipped(), NOT_BESIDE)
    assert not done.failed and done.unit is not None
    assert "S-HEADER" in {f.code for f in done.findings}
    assert done.unit.unknown.rows == {("缴费基数", 0), ("缴费基数", 1)}


def test_a_sheet_on_which_nothing_stands_is_none() -> None:
    grids = make_grids(CHIFENG, "2026-11", STAFF, settings=ALL)
    grids |= {form.sheet: Grid(form.sheet, [[None, None]]) for form in DEDUCTION_FORMS}
    done = month_run(grids.get, load_shipped(), NOT_BESIDE)
    assert not done.failed and done.unit is not None
    assert done.unit.unknown.rows == frozenset()
    assert [f for f in done.findings if f.sheet in {form.sheet for form in DEDUCTION_FORMS}] == []


# ── 缴费标准


def test_a_units_own_rules_are_rows_with_their_cell_and_document() -> None:
    unit, found = read(
        rates=[
            ("费率", "医疗", None, "2026-01", 0.02, "7%", 7, None, None, None, "某文"),
            ("基数上下限", "养老", "红山区", "2026-01", *[None] * 4, 4863, 24315, "某文"),
            ("最低工资", None, None, "2024-12", *[None] * 4, 2200, None, "某文"),
            ("费率", "失业", "松山区", "2026-01", 0.01, None, *[None] * 4, "某文"),
        ]
    )
    assert found.serious() == []
    own = [row for row in unit.contributions.rows if row.origin.layer == OWN]
    assert [type(row) for row in own] == [Rate, FixedPart, Rate, Limits, MinimumWage]
    rate = unit.contributions.rate("医疗", "单位", unit.month, "红山区")
    assert rate is not None
    assert (rate.row.share, rate.row.origin.cell) == (70_000, (2, 6))
    assert rate.row.origin.words() == "缴费标准：某文"
    limits = unit.contributions.limits("养老", unit.month, "红山区")
    assert limits is not None and limits.row.high == 2_431_500
    other = unit.contributions.rate("失业", "个人", unit.month, "红山区")
    assert other is not None and other.row.share == 5000


def rule(*cells: Any) -> tuple[Any, ...]:
    """A row with a document."""
    return (*cells, *[None] * (10 - len(cells)), "某文")


WRONG_RULES: dict[str, tuple[list[Any], str, str, frozenset[str]]] = {
    "8 for 8%": ([rule("费率", "养老", None, "2026-01", 8)], "N-RATE8", "E2", frozenset({"养老"})),
    "limits out of order": (
        [rule("基数上下限", "养老", None, "2026-01", *[None] * 4, 5000, 4000)],
        "N-LIMITS",
        "I2",
        frozenset({"养老"}),
    ),
    "a fund below the law": (
        [rule("费率", "公积金", None, "2026-01", 0.03)],
        "N-FUNDLOW",
        "E2",
        frozenset({"公积金"}),
    ),
    "a rate that is text": (
        [rule("费率", "医疗", None, "2026-01", "二")],
        "C-NUMBER",
        "E2",
        frozenset({"医疗"}),
    ),
    "no number": ([rule("费率", "医疗", None, "2026-01")], "N-NOVALUE", "E2", frozenset({"医疗"})),
    "twice": (
        [rule("费率", "医疗", None, "2026-01", 0.02), rule("费率", "医疗", None, "2026-01", 0.03)],
        "N-ROWTWICE",
        "E3",
        frozenset({"医疗"}),
    ),
    "no kind": (
        [rule("费率", None, None, "2026-01", 0.02)],
        "C-BLANK",
        "B2",
        frozenset({"", *(kind.word for kind in KINDS)}),
    ),
    "an unknown region": (
        [rule("费率", "医疗", "红山", "2026-01", 0.02)],
        "C-WORD",
        "C2",
        frozenset({"医疗"}),
    ),
}


@pytest.mark.parametrize("name", list(WRONG_RULES))
def test_a_wrong_rule_makes_its_kind_unusable_for_all(name: str) -> None:
    rows, code, cell, unusable = WRONG_RULES[name]
    unit, found = read(rates=rows)
    told = found.one(code)
    assert (told.cell, told.severity, stops(told)) == (cell, Severity.ERROR, False)
    assert unit.contributions.unusable == unusable
    for kind in unusable - {""}:
        assert unit.contributions.rate(kind, "个人", unit.month, "红山区") is None


def test_rules_that_deserve_a_look_are_used() -> None:
    unit, found = read(
        rates=[
            ("基数上下限", "养老", None, "2026-01", *[None] * 4, 4600, 22900),
            rule("费率", "公积金", None, "2026-01", 0.08, 0.12),
            rule("费率", "公积金", None, "2026-07", 0.13, 0.13),
        ]
    )
    assert found.one("N-RATIO").cell == "I2"
    assert found.one("N-NODOC").cell == "K2"
    assert found.one("N-FUNDEQ").message == "公积金比例单位 0.12、个人 0.08，两边不同"
    assert found.one("N-FUND").cell == "E4"
    assert unit.contributions.unusable == frozenset()


def test_a_rule_to_come_or_of_another_region_spoils_nothing() -> None:
    unit, found = read(
        rates=[
            rule("费率", "医疗", None, "2027-01", 8),
            rule("费率", "医疗", "松山区", "2026-01", 8),
        ]
    )
    assert unit.contributions.unusable == frozenset()
    assert found.one("N-RATE8").severity is Severity.WARNING


# ── local files beside a workbook

FILE = """
[[rate]]
kinds = ["医疗"]
from = "2026-01"
person = 0.02
document = "某文"
"""


def beside(folder: Path, name: str, local: str, text: str = FILE) -> None:
    (folder / name).write_text(f'format = 1\nlocal = "{local}"\n{text}', "utf-8")


def run_beside(folder: Path, settings: Any = ALL, top: Path | None = None) -> tuple[Unit, Findings]:
    grids = make_grids(CHIFENG, "2026-11", STAFF, settings=settings)
    done = month_run(grids.get, load_shipped(), policies_beside(folder, top))
    assert not done.failed and done.unit is not None
    return done.unit, Findings(done.findings)


def medical(unit: Unit) -> int | None:
    found = unit.contributions.rate("医疗", "个人", unit.month, unit.settings.region)
    return None if found is None else found.row.share


def test_a_local_file_is_used_and_named_with_its_fingerprint(tmp_path: Path) -> None:
    beside(tmp_path, "地方标准-赤峰市.toml", "赤峰市")
    unit, found = run_beside(tmp_path)
    assert medical(unit) == 20_000
    told = found.one("N-LOCAL")
    assert told.severity is Severity.INFO
    assert told.message.startswith("用了地方标准文件“地方标准-赤峰市.toml”（赤峰市，1 条，指纹 ")


def test_a_file_of_another_region_is_told_and_not_used(tmp_path: Path) -> None:
    beside(tmp_path, "地方标准-通辽市.toml", "通辽市")
    unit, found = run_beside(tmp_path)
    assert medical(unit) is None
    assert "是“通辽市”的，没有用" in found.one("N-FOREIGN").message
    beside(tmp_path, "地方标准-赤峰市.toml", "赤峰市")
    assert run_beside(tmp_path)[1].of("N-FOREIGN") == []


def test_a_wrong_file_leaves_every_kind_blank(tmp_path: Path) -> None:
    beside(tmp_path, "地方标准-赤峰市.toml", "赤峰市", FILE.replace("0.02", "2"))
    unit, found = run_beside(tmp_path)
    told = found.one("N-FILE")
    assert "（1处）：rate[1]（第4行）：医疗的费率 2 大得不合理" in told.message
    assert told.severity is Severity.ERROR and not stops(told)
    assert unit.contributions.rate("养老", "个人", unit.month, "红山区") is None
    eased = run_beside(tmp_path, {})[1].one("N-FILE")
    assert eased.severity is Severity.WARNING


def test_two_files_of_one_region_are_none(tmp_path: Path) -> None:
    beside(tmp_path, "地方标准-赤峰市.toml", "赤峰市")
    beside(tmp_path, "地方标准-赤峰市新.toml", "赤峰市")
    unit, found = run_beside(tmp_path)
    assert medical(unit) is None
    assert found.one("N-FILETWICE").severity is Severity.ERROR


def test_a_file_that_deserves_a_look_is_told_in_a_line(tmp_path: Path) -> None:
    beside(tmp_path, "地方标准-赤峰市.toml", "赤峰市", FILE.replace('document = "某文"', ""))
    unit, found = run_beside(tmp_path)
    assert medical(unit) == 20_000
    assert "没有填文号" in found.one("N-FILEDOUBT").message


def test_a_batchs_folder_serves_all_its_workbooks(tmp_path: Path) -> None:
    inner = tmp_path / "某街道"
    inner.mkdir()
    beside(tmp_path, "地方标准-赤峰市.toml", "赤峰市")
    assert medical(run_beside(inner)[0]) is None
    assert medical(run_beside(inner, top=tmp_path)[0]) == 20_000
    beside(inner, "地方标准-赤峰市.toml", "赤峰市", FILE.replace("0.02", "0.03"))
    assert medical(run_beside(inner, top=tmp_path)[0]) == 30_000


def test_a_broken_file_stops_no_pay(tmp_path: Path) -> None:
    (tmp_path / "地方标准-赤峰市.toml").write_text("format = 1\nlocal = ", "utf-8")
    assert "写法有误" in run_beside(tmp_path)[1].one("N-FILE").message


def test_the_forms_of_deductions_are_no_news_where_they_lack() -> None:
    assert all(form.alternative and form.deductions for form in DEDUCTION_FORMS)
