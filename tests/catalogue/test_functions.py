"""The worksheet functions: their list, their examples, and what they do with anything at all."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import chifeng
from tests.oracle.common import half_up, largest_remainder
from tests.support.places import ROOT
from xlpay.catalogue.model import Example
from xlpay.catalogue.reference import NAME, reference
from xlpay.catalogue.shapes import WHOLE_COLUMN
from xlpay.functions import (
    CATALOGUE,
    CWASSESS,
    CWAWARD,
    CWBASE,
    CWBLOCKS,
    CWBONUS,
    CWBONUSTAX,
    CWCERT,
    CWCOEF,
    CWEDU,
    CWEXPLAIN,
    CWGRADE,
    CWIDOK,
    CWINCOME,
    CWPART,
    CWPERF,
    CWRETIRE,
    CWRMB,
    CWSHARE,
    CWTAX,
    CWTOTAL,
    CWYEARS,
    CellError,
    Function,
    call,
    run_line,
)
from xlpay.kinds.bases import Published
from xlpay.language.values import BadValue
from xlpay.policy.files.load import load_shipped
from xlpay.policy.national.income_tax import read_income_tax

VALUE, NOT_AVAILABLE = CellError("#VALUE!"), CellError("#N/A")
FUNCTIONS = list(CATALOGUE.values())

# What users were promised: name, then arguments, those in brackets optional.
PROMISED = """
CWGRADE post years [education] [dual] [policy]
CWCOEF grade [policy]
CWTOTAL grade [region_or_income] [policy]
CWBASE grade [region_or_income] [share] [policy]
CWPERF grade [region_or_income] [share] [policy]
CWINCOME region [year] [policy]
CWYEARS entry_date last_year years_range ratings_range [opening_years] [opening_year] [leave_date] \
[breaks_range] [policy]
CWCERT qualification [policy]
CWEDU education [policy]
CWASSESS years [policy]
CWBLOCKS years_range ratings_range [mode] [opening_run] [policy]
CWJYBASE rises [policy]
CWPART amount days_out days_in
CWSHARE pool weights_range
CWBONUS rating [months] [sick] [personal_days] [leave_reason] [policy]
CWAWARD years [policy]
CWTAX cumulative_taxable
CWBONUSTAX amount
CWRETIRE birth_date category
CWIDOK id
CWRMB amount
CWEXPLAIN function_name [args]
"""


def test_every_promised_function_is_there_once_with_its_arguments_in_order() -> None:
    promised = dict(line.split(" ", 1) for line in PROMISED.strip().splitlines())
    assert list(CATALOGUE) == sorted(CATALOGUE, key=list(CATALOGUE).index)
    assert set(promised) == set(CATALOGUE)
    for name, words in promised.items():
        own = [f"[{a.name}]" if a.optional else a.name for a in CATALOGUE[name].arguments]
        expected = words.split()
        assert own[: len(expected)] == expected
        assert all(word.startswith("[") for word in own[len(expected) :])


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_texts_fit_the_function_wizard_and_the_rule_exists(function: Function) -> None:
    texts = [function.summary_zh, function.summary_en, function.category]
    for argument in function.arguments:
        texts += [argument.name_zh, argument.help_zh, argument.help_en]
    assert all(0 < len(text) <= 255 for text in texts)
    module, _, rule = function.rule.rpartition(".")
    try:
        assert callable(getattr(importlib.import_module(module), rule))
    except ModuleNotFoundError:  # a method
        module, _, owner = module.rpartition(".")
        assert callable(getattr(getattr(importlib.import_module(module), owner), rule))
    assert len(function.examples) >= 2
    assert len({a.name for a in function.arguments}) == len(function.arguments)
    assert list(inspect.signature(function).parameters) == [a.name for a in function.arguments]


@pytest.mark.parametrize(
    ("function", "example"),
    [(f, e) for f in FUNCTIONS for e in f.examples],
    ids=lambda x: x.name if isinstance(x, Function) else "",
)
def test_examples(function: Function, example: Example) -> None:
    found = function(*example.args)
    assert found == example.value
    assert type(found) is type(example.value)
    as_rows = found if isinstance(found, list) else [[found]]
    assert call(function.name, example.args) == as_rows
    if function is not CWEXPLAIN:
        for line in _rows(CWEXPLAIN(function.name, *example.args)):
            assert all("依据" in text or "空" in text for text in line)


def _rows(found: Any) -> list[list[Any]]:
    return found if isinstance(found, list) else [[found]]


# ── against an independent reading of the rules

POSTS = ("正职", "副职", "工作人员")
LEVELS = {"小学": 1, "大专": 1, "专科": 1, "本科": 2, "硕士": 3, "研究生": 3, "博士": 4, None: 1}
YEARS = sorted({Fraction(n, 12) for n in range(0, 480, 5)} | {Fraction(n) for n in range(40)})


def test_grades_are_those_of_the_oracle_in_every_form_of_call() -> None:
    rows = list(product(POSTS, YEARS, LEVELS, (True, False)))
    expected = [chifeng.grade(y, post, dual, LEVELS[e]) for post, y, e, dual in rows]
    posts, years, levels, duals = (list(column) for column in zip(*rows, strict=True))
    floats = [float(y) for y in years]
    assert CWGRADE(posts, floats, levels, duals) == [[grade] for grade in expected]
    array = CWGRADE(
        np.asarray(posts), np.asarray(floats), np.asarray(levels, dtype=object), np.asarray(duals)
    )
    assert array.dtype == np.int64
    assert array.tolist() == expected
    assert [CWGRADE(*row) for row in zip(posts, floats, levels, duals, strict=True)] == expected
    words = np.asarray([level or "" for level in levels])
    assert CWGRADE(np.asarray(posts), np.asarray(floats), words, duals).tolist() == expected


def test_amounts_are_exact_for_every_region_and_grade() -> None:
    document = next(d for d in load_shipped() if d.id == "chifeng-2020")
    index = document.base[0].how
    assert isinstance(index, Published)
    figures = index.years[-1].figures
    for region, figure in figures.items():
        for grade in ["试用期", *range(1, 19)]:
            own = Fraction(9, 10) if grade == "试用期" else chifeng.own_coefficient(int(grade))
            total = half_up(own * Fraction(str(figure)) / 12)
            base = half_up(total * Fraction(8, 10))
            assert CWTOTAL(grade, region) == CWTOTAL(grade, int(figure)) == float(total)
            assert CWBASE(grade, region) == float(base)
            assert CWPERF(grade, region) == float(total - base)
            assert Fraction(str(CWCOEF(grade))) == own


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_a_shared_pool_keeps_its_sum(pool: int, weights: list[int]) -> None:
    parts = CWSHARE(pool / 100, weights)
    exact = largest_remainder(Fraction(pool, 100), [Fraction(weight) for weight in weights])
    assert [row[0] for row in parts] == [float(part) for part in exact]


# ── known values

RETIREMENT = """
1964-12 男60 2024-12|1965-01 男60 2025-02|1965-04 男60 2025-05|1965-05 男60 2025-07
1970-07 男60 2031-12|1976-08 男60 2039-07|1976-09 男60 2039-09|1990-03 男60 2053-03
1969-12 女55 2024-12|1970-01 女55 2025-02|1971-04 女55 2026-08|1981-09 女55 2039-09
1974-12 女50 2024-12|1975-01 女50 2025-02|1975-03 女50 2025-05|1980-06 女50 2033-03
1984-10 女50 2039-09|1984-11 女50 2039-11
"""
CAPITALS = {
    0: "人民币零元整",
    0.05: "人民币伍分",
    0.5: "人民币伍角整",
    5257.24: "人民币伍仟贰佰伍拾柒元贰角肆分",
    1409.5: "人民币壹仟肆佰零玖元伍角整",
    325.04: "人民币叁佰贰拾伍元零肆分",
    107000.53: "人民币壹拾万柒仟元伍角叁分",
    10010001: "人民币壹仟零壹万零壹元整",
    999999999999.99: "人民币玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}


def test_retirement_months() -> None:
    rows = [row.split() for line in RETIREMENT.strip().splitlines() for row in line.split("|")]
    assert len(rows) == 18
    births, kinds, months = (list(column) for column in zip(*rows, strict=True))
    assert CWRETIRE(births, kinds) == [[month] for month in months]
    assert CWRETIRE(25700, "男60") == "2031-10"  # the serial number of 1970-05-12


def test_capitals() -> None:
    for amount, text in CAPITALS.items():
        assert CWRMB(amount) == text
    assert CWRMB(1e12) == CWRMB(-1) == CWRMB(1.001) == VALUE


def test_tax_by_brackets() -> None:
    limits = [36000, 144000, 300000, 420000, 660000, 960000]
    assert [CWTAX(x) for x in limits] == [1080, 11880, 43080, 73080, 145080, 250080]
    assert CWTAX(36000.01) == 1080.0
    assert CWTAX(1_000_000) == 268080.0
    assert [CWTAX(-1), CWTAX("-1,000"), CWTAX(0)] == [0, 0, 0]
    assert [CWBONUSTAX(x) for x in (1500, 12617.38, 36000, 36001)] == [45, 378.52, 1080, 3390.1]
    assert CWBONUSTAX([1500, 1500], [2027, 2028]) == [[45.0], [NOT_AVAILABLE]]
    assert CWTAX(100, 2018) == NOT_AVAILABLE


def test_a_misprinted_tax_table_is_refused() -> None:
    good = (ROOT / "xlpay/policy/data/national/income_tax.toml").read_text(encoding="utf-8")
    assert len(read_income_tax(good).yearly[0].rates) == 7
    for old, new in (("quick = 2520", "quick = 2502"), ("rate = 0.20", "rate = 0.02")):
        with pytest.raises(BadValue):
            read_income_tax(good.replace(old, new))
    with pytest.raises(BadValue):
        read_income_tax(good.replace('document = "财税〔2018〕164号"', 'document = ""'))


def test_credited_years() -> None:
    three = [2020, 2021, 2022]
    assert CWYEARS("2020-01-01", 2022, three, ["合格"] * 3) == 3.0
    assert CWYEARS("2020-01-01", 2022, three, ["优秀", "优秀", "合格"]) == 4.0
    assert CWYEARS("2020-01-01", 2022, [], []) == 0.0
    assert CWYEARS("2017-07-01", 2019, "", "") == 2.5  # before 2020 unrated years count
    assert CWYEARS("2010-01-01", 2022, three, ["合格"] * 3, 3.58, 2020) == pytest.approx(67 / 12)
    assert CWYEARS("2022-03-31", 2022, [2022], ["合格"]) == pytest.approx(10 / 12)
    one = ("2022-01-01", 2022, [2022], ["合格"])
    assert CWYEARS(*one, None, None, "2022-06-01") == 0.5
    assert CWYEARS(*one, breaks_range=[["2022-03-01", "2022-04-30"]]) == pytest.approx(10 / 12)
    assert CWYEARS(*one, breaks_range=[["2022-03-01", ""], ["", ""]]) == pytest.approx(2 / 12)
    assert CWYEARS("2021-03-01", 2023, [2021, 2023], ["合格", "优秀"], policy="嘉峪关市2021") == 2.0
    for wrong in (
        (2.5,),
        (None, 2020),
        (2.5, 2023),
        (3.511, 2020),
        (None, None, "2021-12-31"),
        (None, None, None, [["2022-05-01", "2022-04-01"]]),
        (None, None, None, [["", "2022-04-01"]]),
        (None, None, None, [[1, 2, 3]]),
    ):
        assert CWYEARS(*one, *wrong) == VALUE
    assert CWYEARS("2022-01-01", 2022, [2022, 2022], ["合格", "优秀"]) == VALUE
    assert CWYEARS("2022-01-01", 2022, [2022, None], ["合格", "优秀"]) == VALUE
    assert CWYEARS("2022-01-01", 2022, [2021, 2022], ["合格"]) == VALUE


def test_rises_for_three_top_years() -> None:
    six = list(range(2021, 2027))
    top = ["优秀"] * 6
    assert [CWBLOCKS(six, top, mode) for mode in (None, "每满三年", "滚动", "仅一次")] == [
        2,
        2,
        4,
        1,
    ]
    assert CWBLOCKS([six], [top]) == 2  # a row as well as a column
    assert CWBLOCKS(six, ["优秀", "优秀", "合格", "优秀", "优秀", "优秀"]) == 1
    assert CWBLOCKS(six, ["优秀", "优秀", "", "优秀", "优秀", ""]) == 0
    assert CWBLOCKS([2021], ["优秀"], None, 2) == 1
    assert CWBLOCKS([2019, 2020, 2021], ["优秀"] * 3) == 0  # counted from 2021 on
    assert CWBLOCKS("", "") == ""
    assert CWBLOCKS(six, top, "隔年") == CWBLOCKS(six, top, None, 3) == VALUE
    assert CWBLOCKS(six, top, policy="赤峰市2020") == NOT_AVAILABLE


def test_sums_of_the_second_city() -> None:
    levels = ["小学", "高中", "技校", "大专", "本科", "研究生", "博士"]
    assert CWEDU(levels) == [[100], [100], [100], [200], [300], [400], [400]]
    assert CWEDU(levels, "chifeng-2020") == [[1], [1], [1], [1], [2], [3], [4]]
    assert CWCERT(["初级", "中级", "高级社会工作者"], "嘉峪关市2021") == [[100], [200], [500]]
    assert CWCERT(["初级", "初级"], ["嘉峪关市2021", "赤峰市2020"]) == [[100], [200]]
    assert CWCERT("中级") == VALUE
    assert "赤峰市2020、嘉峪关市2021" in CWEXPLAIN("CWCERT", "中级")
    assert CWASSESS(20) == 1000
    assert CWASSESS(2.5) == CWASSESS(-1) == VALUE
    assert CWBONUS("优秀") == 1500
    assert CWBONUS("不定等次", [5, 1, 0, 12]) == [[500], [100], [0], [1200]]
    assert CWBONUS("优秀", 12, [180, 180.5]) == [[1500], [0]]
    assert CWBONUS("优秀", 12, 0, [30, 30.5]) == [[1500], [0]]
    assert CWBONUS("优秀", 6, 0, 0, ["辞职", "退休", ""]) == [[0], [750], [750]]
    assert [CWAWARD(n) for n in (0, 19.99, 20, 20.01, 25, 30, 31)] == [0, 0, 5000, 0, 0, 10000, 0]
    assert CWPART(3250, [0, 11, 12, 22], [22, 11, 10, 0]) == [[0], [1643.68], [1755.75], [3250]]


def test_income_of_a_year() -> None:
    assert CWINCOME("敖汉旗") == CWINCOME("敖汉旗", 2019) == CWINCOME("敖汉旗", 2025) == 30335
    assert CWINCOME("敖汉旗", 2018) == NOT_AVAILABLE
    assert CWINCOME("敖汉旗", policy="嘉峪关市2021") == NOT_AVAILABLE
    assert "已知最近的2019年" in CWEXPLAIN("CWINCOME", "敖汉旗", 2025)


def test_identity_numbers() -> None:
    good = "11010519491231002X"
    assert CWIDOK(good) is CWIDOK(f" {good.lower()} ") is True
    assert CWIDOK([good[:-1] + "1", 110105194912310021, "x" * 32767, "19991332"]) == [[False]] * 4
    assert CWIDOK(["", CellError("#REF!")]) == [[""], [CellError("#REF!")]]
    assert "应为X" in CWEXPLAIN("CWIDOK", good[:-1] + "1")


# ── shapes


def test_rows_are_matched_and_single_values_repeat() -> None:
    assert CWGRADE(["正职", "副职"], 4, "本科") == [[8], [5]]
    assert CWGRADE([["正职"], ["副职"]], [[4]], None) == [[8], [5]]
    assert CWGRADE([["正职", "副职"]], [[0], [4]]) == [[7, 4], [8, 5]]
    assert CWGRADE((("正职",), ("副职",)), ((4.0,), (34,))) == [[8], [15]]
    assert CWGRADE(["正职", "副职"], [4], [["本科", "博士"]]) == [[8, 8], [5, 5]]
    grid = CWCOEF(np.asarray([[1, 2], [3, 4]]))
    assert grid.tolist() == [[1.0, 1.05], [1.1, 1.15]]
    assert CWCOEF(np.asarray([1.0, np.nan])).tolist() == [1.0, ""]
    assert CWTOTAL(np.asarray([1, 2]), "赤峰市").tolist() == [2841.75, 2983.84]
    assert CWRETIRE(np.asarray(["1970-05-20"], dtype="datetime64[D]"), "男60").tolist() == [
        "2031-10"
    ]


def test_ranges_of_unequal_length_are_errors_where_a_row_is_missing() -> None:
    assert CWGRADE(["正职", "副职", "副职"], [4, 4]) == [[8], [5], [VALUE]]
    assert CWGRADE(["正职", "副职"], [4, 4, 4]) == [[8], [5], [VALUE]]
    assert "行数" in CWEXPLAIN("CWGRADE", ["正职", "副职", "副职"], [4, 4])[2][0]


def test_whole_columns_are_cut_to_what_is_used() -> None:
    whole = 1_048_576
    posts, years = ["正职", "副职", *[None] * (whole - 2)], [4, *[None] * (whole - 1)]
    assert CWGRADE(posts, years) == [[8], [""]]
    assert CWGRADE([[p] for p in posts], [[y] for y in years]) == [[8], [""]]
    assert CWGRADE([None] * whole, 4) == [[""]]
    assert CWSHARE(1, [1, 1, *[None] * (whole - 2)]) == [[0.5], [0.5]]
    short = ["正职", None, None]
    assert len(short) < WHOLE_COLUMN
    assert CWGRADE(short, 4) == [[8], [""], [""]]


def test_blanks_errors_and_faults_of_a_row_in_that_order() -> None:
    lost = CellError("#REF!")
    assert CWGRADE(None, None) == CWGRADE("", 4) == CWGRADE("正职", "  ") == ""
    assert CWGRADE("正植", "") == ""
    assert (
        CWGRADE(lost, "") == CWGRADE("正植", lost) == CWGRADE("正职", 4, None, None, lost) == lost
    )
    rows = CWGRADE(["正职", "", lost, "正植", ""], [4, "", 4, lost, lost], "本科")
    assert rows == [[8], [""], [lost], [lost], [lost]]
    assert CWGRADE(["正职", ""], 4, policy="没有的政策") == [[VALUE], [""]]
    assert CWTOTAL([1, ""], policy="嘉峪关市2021") == [[NOT_AVAILABLE], [""]]
    assert CWGRADE("正职", 4, policy="赤峰市2021") == VALUE
    assert "最接近的是“赤峰市2020”" in CWEXPLAIN("CWGRADE", "正职", 4, None, None, "赤峰市2021")


def test_the_order_is_the_same_for_functions_of_ranges() -> None:
    lost = CellError("#REF!")
    six, top = list(range(2021, 2027)), ["优秀"] * 6
    assert CWBLOCKS("", "", policy="赤峰市2020") == ""  # a blank row, before its policy
    assert CWBLOCKS(six, top, ["滚动", lost]) == lost  # an error that came in, before its place
    assert CWSHARE(["", ""], [1, 1]) == ""
    assert CWSHARE([1, 1], [1, 1]) == VALUE
    assert CWEXPLAIN("CWSHARE", [1, 1], [1, 1]) == "“总额”只能是一个值。"
    assert CWEXPLAIN("CWBLOCKS", six, top, ["滚动", lost]) == "“连优上调口径”传入了错误值 #REF!。"
    assert CWBLOCKS(six, top, policy=["嘉峪关市2021", "赤峰市2020"]) == VALUE


def test_a_policy_that_lacks_the_subject_goes_before_any_value() -> None:
    rows = CWBASE([1, 1, "一"], [None, None], None, "嘉峪关市2021")
    assert rows == [[NOT_AVAILABLE]] * 3
    told = CWEXPLAIN("CWBASE", [1, 1, "一"], [None, None], None, "嘉峪关市2021")
    assert told == [["嘉峪关市2021没有按系数计的基本工资。"]] * 3


def test_an_explanation_has_the_shape_of_its_call() -> None:
    told = CWEXPLAIN("CWCOEF", np.asarray([1, 19]))
    assert isinstance(told, np.ndarray)
    assert told.tolist() == [CWEXPLAIN("CWCOEF", grade) for grade in (1, 19)]
    assert CWEXPLAIN("CWCOEF", []) == [[CWEXPLAIN("CWCOEF", None)]]
    assert CWCOEF([]) == [[""]]


def test_text_numbers_dates_and_truth_values_are_read_as_people_write_them() -> None:
    assert CWGRADE("　正 职", "５．０", "大学本科", "ＴＲＵＥ", "赤峰市２０２０") == 10
    for yes, no in ((True, False), ("TRUE", "FALSE"), ("是", "否"), (1, 0), (1.0, 0.0), ("1", "0")):
        assert [CWGRADE("正职", 5, "本科", flag) for flag in (yes, no)] == [10, 8]
        assert CWGRADE(["正职"] * 3, 5, "本科", [yes, no, ""]) == [[10], [8], [8]]
    assert CWGRADE("正职", [True, 1, "1"], "本科", [1, True, "是"]) == [[VALUE], [9], [9]]
    days = [43831, 43831.0, 43831.75, date(2020, 1, 1), datetime(2020, 1, 1, 8), "2020-01-01"]
    for day in [*days, "2020/1/1", "2020.1", "2020年1月", "２０２０年１月１日"]:
        assert CWYEARS(day, 2020, [2020], ["合格"]) == 1.0
    for day in (0, -1, 60, 2020, 10**9, "1899-12-31", date(1899, 12, 31), True, "2020-02-30"):
        assert CWRETIRE(day, "男60") == VALUE
    assert CWRETIRE(59, "男60") == "1960-02"
    assert CWGRADE("正职", 43 / 12 + 5 / 12) == 8  # 3.9999999999999996


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("CWGRADE", "正植", 5), "最接近的是“正职”"),
        (("CWGRADE", "正职", -1), "负数"),
        (("CWGRADE", "正职", 5, "大砖"), "最接近的是“大专”"),
        (("CWGRADE", "正职", 5, "本科", "也许"), "是 或 否"),
        (("CWCOEF", 5.5), "1—18"),
        (("CWCOEF", 19), "“试用期”"),
        (("CWTOTAL", 1, "红衫区"), "最接近的是“红山区”"),
        (("CWTOTAL", 1, 34101.001), "两位小数"),
        (("CWBASE", 1, None, 1.2), "不大于 1"),
        (("CWTOTAL", 1, None, "嘉峪关市2021"), "没有按系数计的工资"),
        (("CWBONUSTAX", 1500, 2028), "2027-12"),
        (("CWTAX", 1500, 2010), "有效期：2019-01起"),
        (("CWTOTAL", 1, "火星"), "应为赤峰市、红山区、"),
        (("CWGRADE", "xyz", 5), "应为正职、副职、工作人员"),
        (("CWYEARS", "2020-01-01", 2020, [2020], ["良好"]), "应为优秀、合格、基本合格、"),
        (("CWSHARE", 10, [0, 0]), "权重全是0"),
        (("CWGRADE", "x" * 32767, 5), "32767"),
        (("CWGRADE", CellError("#REF!"), 5), "#REF!"),
        (("CWGRADE", "", 5), "岗位"),
        (("CWGRADE", *["正职"] * 6), "最多 5 个参数"),
        (("CWNOTHING",), "没有“CWNOTHING”这个函数"),
    ],
)
def test_explanations_of_what_cannot_be_used(args: tuple[Any, ...], words: str) -> None:
    assert words in CWEXPLAIN(*args)


def test_explanations_follow_the_steps_of_the_rule() -> None:
    text = CWEXPLAIN("CWGRADE", "副职", 31, "大专", True)
    assert "按年限14级；一肩挑加2级，为16级" in text
    assert "附件1" in text and "二(五)3(2)" in text
    assert "ROUND(1.7*34101/12,2)＝4830.98" in CWEXPLAIN("CWTOTAL", 15)
    assert "最高18级" in CWEXPLAIN("CWGRADE", "正职", 34, "本科", True)
    assert "合计4又6/12年" in CWEXPLAIN(
        "CWYEARS", "2020-01-01", 2022, [2020, 2021, 2022], ["优秀"] * 3
    )
    assert CWEXPLAIN("cwgrade", ["正职", "副职"], 4)[1][0].startswith("副职")


# ── anything at all

ODD: list[Any] = [
    *(None, "", "  ", True, False, -1, -0.5, 0.5, 1e300, -1e300, float("nan"), float("inf")),
    *(
        10**400,
        "x" * 32767,
        "正" * 32767,
        "=1+1",
        "+1",
        "@SUM(A1)",
        "{0}",
        "{header}",
        "%s",
        "\x00",
    ),
    *(CellError("#REF!"), CellError("#N/A"), date(1899, 12, 31), datetime(1, 1, 1), date.max),
    *(0, 1, 59, 60, 61, 1900, 2958466, b"x", object(), {}, 1 + 2j, Decimal(5), Decimal("NaN")),
    *([1], (1,), [[1], [2]], [], [[]], [[], []], [[1, 2], [3]], np.array([]), np.array(5)),
    *("1899-12-30", "２０２１", "ＴＲＵＥ", "\u200b", "5年", np.float64(3), np.int64(3), np.nan),
    *(np.datetime64("2020-01-01"), np.datetime64("NaT"), time(1, 2), timedelta(1)),
    *("赤峰市2020", "嘉峪关市2021", "赤峰", "优秀", "正职", "本科", "试用期", "红山区", 34101),
]


def _cells(found: Any) -> Iterator[Any]:
    if isinstance(found, np.ndarray):
        found = found.tolist()
    if isinstance(found, list):
        for item in found:
            yield from _cells(item)
    else:
        yield found


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_any_argument_gives_a_value_or_an_error_never_an_exception(function: Function) -> None:
    usual = [*function.examples[0].args, *[None] * len(function.arguments)]
    for place, odd in product(range(len(function.arguments)), ODD):
        for value in (odd, [odd, usual[place]]):
            args = usual[: len(function.arguments)]
            args[place] = value
            results = [function(*args), call(function.name, args)]
            if function is not CWEXPLAIN:
                results.append(CWEXPLAIN(function.name, *args))
            for cell in _cells(results):
                assert isinstance(cell, str | bool | int | float | CellError)
                assert cell == cell
                if isinstance(cell, str):
                    assert len(cell) <= 32767
                    assert not cell.startswith(("=", "+", "@"))


SINGLE = [f for f in FUNCTIONS if not f.takes_ranges and f is not CWEXPLAIN]
SCALARS = [x for x in ODD if not isinstance(x, list | tuple | np.ndarray)]


@given(st.data())
def test_a_range_gives_what_its_rows_give_one_by_one(data: st.DataObject) -> None:
    function = data.draw(st.sampled_from(SINGLE))
    good = [[*e.args, *[None] * 9] for e in function.examples]
    columns = [
        data.draw(
            st.lists(
                st.sampled_from(
                    [*SCALARS, *[g[i] for g in good if not isinstance(g[i], list)] * 30]
                ),
                min_size=5,
                max_size=5,
            )
        )
        for i in range(len(function.arguments))
    ]
    one_by_one = [[function(*row)] for row in zip(*columns, strict=True)]
    assert function(*columns) == one_by_one
    told = [[CWEXPLAIN(function.name, *row)] for row in zip(*columns, strict=True)]
    assert CWEXPLAIN(function.name, *columns) == told
    arrays = []
    for column in columns:
        arrays.append(np.empty(5, dtype=object))
        arrays[-1][:] = column
    assert [[cell] for cell in function(*arrays).tolist()] == one_by_one


def test_numpy_text_is_read_like_any_text() -> None:
    words = [
        "正职",
        "副职",
        "工作人员",
        "党组织书记",
        "居委会副主任",
        "　正职",
        "正植",
        "",
        "正职员",
    ]
    array = CWGRADE(np.asarray(words * 3), 4)
    assert [[cell] for cell in array.tolist()] == CWGRADE(words * 3, 4)
    assert CWGRADE(np.asarray(["正职"], dtype=">U2"), 4).tolist() == [8]
    assert CWGRADE(np.asarray(["正职"], dtype="U40"), 4).tolist() == [8]
    assert CWGRADE("正职", np.asarray([4, 31], dtype=np.int8)).tolist() == [8, 17]


def test_what_is_remembered_is_what_the_call_gives() -> None:
    assert [CWGRADE("正职", years) for years in (1, True, 1.0, "1", True)] == [
        7,
        VALUE,
        7,
        7,
        VALUE,
    ]
    for amount in range(5000):
        CWRMB(amount)
    assert len(CWRMB.answered) <= 4096
    assert CWRMB(1) == CWRMB.answer((1,)) == "人民币壹元整"
    CWSHARE(1, [1, 1])[0][0] = 0
    assert CWSHARE(1, [1, 1]) == [[0.5], [0.5]]  # rows are nobody else's


# ── hosts


def test_calls_by_name() -> None:
    assert call("cwgrade", ["正职", 5]) == [[8]]
    assert call("CWNOTHING", []) == [[CellError("#NAME?")]]
    assert call("CWGRADE", ["正职"]) == call("CWGRADE", [1] * 9) == [[VALUE]]
    assert call("CWCOEF", [np.asarray([1, 2])]) == [[1.0], [1.05]]
    assert CWGRADE(post="正职", years=5, dual=True) == 10
    with pytest.raises(TypeError):
        CWGRADE("正职")


@pytest.mark.parametrize(
    ("words", "text", "code"),
    [
        ("CWGRADE 正职 5 本科 是", "10", 0),
        ("cwtotal 1,2 34,101", "2841.75\n2983.84", 0),
        ("CWSHARE 1,500 95,88,80", "541.83\n501.9\n456.27", 0),
        ("CWYEARS 2020-01-01 2022 2020,2021,2022 优秀,优秀,优秀", "4.5", 0),
        ("CWIDOK 11010519491231002X", "TRUE", 0),
        ("CWRETIRE 25700 男60", "2031-10", 0),
        ("CWGRADE #REF! 5", "#REF!\n“岗位”传入了错误值 #REF!。", 2),
        ("CWGRADE 正植 5", "#VALUE!\n“正植”不能作“岗位”，最接近的是“正职”。", 2),
        ("CWGRADE", "CWGRADE 要2—5个参数，给了0个", 2),
        ("CWGRAD 1", "没有“CWGRAD”这个函数，最接近的是“CWGRADE”。", 2),
        ("CWEXPLAIN CWSHARE 10 1,2", "10元按权重分给2份", 0),
    ],
)
def test_the_command_line(words: str, text: str, code: int) -> None:
    name, *arguments = words.split()
    found = run_line(name, arguments)
    assert found[0].startswith(text)
    assert found[1] == code


def test_importing_the_functions_is_light() -> None:
    code = "import sys, xlpay.functions; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pandas", "openpyxl", "xlwings", "lxml", "python_calamine"} & set(
        done.stdout.split()
    )


def test_the_reference_page_is_up_to_date() -> None:
    assert (ROOT / "udfs" / NAME).read_text(encoding="utf-8") == reference()
