"""Slips that a policy file may hold without a mistake of form: each is a warning that names it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.policy_files import Raw, loaded, named, problem_lines, raw_policy
from xlpay.policy.files.load import load_shipped, read_document
from xlpay.policy.validate.doubts import doubts

CF, JY = "chifeng", "jiayuguan"


def further(raw: Raw, name: str, **keys: Any) -> None:
    raw["component"].append({"name": name, "source": "一", **keys})
    raw["payroll"]["columns"].append({"header": name, "shows": "component", "of": name})


def row(raw: Raw, component: str, key: str, word: str, amount: int) -> None:
    rows = named(raw["component"], component)["rows"]
    next(r for r in rows if r[key] == word)["amount"] = amount


def as_gross(raw: Raw) -> None:
    named(raw["component"], "基本工资")["kind"] = "gross"


SLIPS: dict[str, tuple[str, Callable[[Raw], object], str]] = {
    "paid by a quarter and by the year": (
        CF,
        lambda p: further(p, "季度绩效", kind="payout", of="绩效计提", every="quarter"),
        "“绩效计提”已由 component[6] 发放",
    ),
    "paid monthly and by the year": (
        CF,
        lambda p: p["yearly"][0].update(kind="accrued", of="职业津贴"),
        "“职业津贴”每月已经发了",
    ),
    "a sum beside its parts": (
        JY,
        lambda p: further(p, "合计", kind="sum", parts=["学历工资", "考核工资"]),
        "都每月发",
    ),
    "taken twice": (
        JY,
        lambda p: further(p, "余额", kind="rest", of="基本工资", less=["学历工资"] * 2),
        "会减两次",
    ),
    "below zero": (
        JY,
        lambda p: further(p, "余额", kind="rest", of="学历工资", less=["基本工资"]),
        "会小于 0",
    ),
    "gross for share": (CF, as_gross, "会小于 0"),
    "ten times, by 学历": (JY, lambda p: row(p, "学历工资", "education", "大专", 2000), "相差太大"),
    "ten times, by 资格": (
        CF,
        lambda p: row(p, "职业津贴", "qualification", "社会工作师", 3000),
        "相差太大",
    ),
    "a tenth, by rating": (
        JY,
        lambda p: p["yearly"][0]["values"][1].update(value=120),
        "相差太大",
    ),
    "学历 in the wrong order": (
        JY,
        lambda p: p["education"].insert(4, p["education"].pop(5)),
        "比低一级",
    ),
    "an income ten times": (
        CF,
        lambda p: p["base"][0]["years"][0]["figures"].update({"红山区": 381950}),
        "与别的地区相差太大",
    ),
    "a share of a few percent": (
        CF,
        lambda p: named(p["setting"], "基本工资占比").update(default=Decimal("0.09")),
        "比例 0.09 很小",
    ),
    "probation of thirty months": (CF, lambda p: p["probation"].update(months=30), "30 个月"),
    "a day far ahead": (JY, lambda p: p["event"][0].update(since=date(2203, 5, 27)), "远在以后"),
}


@pytest.mark.parametrize(("city", "change", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told(city: str, change: Callable[[Raw], object], said: str) -> None:
    raw = raw_policy(city)
    change(raw)
    assert any(said in what for _, what, _ in doubts(loaded(raw)))


def test_nothing_is_doubted_of_the_shipped_policies() -> None:
    assert [found for document in load_shipped() for found in doubts(document)] == []


def _said(change: Callable[[Raw], object]) -> str:
    raw = raw_policy(CF)
    change(raw)
    return " ".join(problem_lines(raw))


def test_where_a_key_belongs_is_told() -> None:
    ladder = _said(lambda p: p["grade"]["ladders"][0].update(count="工龄"))
    assert "“count”是 [grade] 的键，写在 [[grade.ladders]] 以前" in ladder
    assert "写在文件开头" in _said(lambda p: p["approval"].update(regions=["某区"]))
    in_row = _said(lambda p: named(p["component"], "职业津贴")["rows"][0].update(share=1))
    assert "一行只写查的键和数" in in_row and "street“" not in in_row


@pytest.mark.parametrize(
    ("text", "said"),
    [("[grade]\na = 1\n[grade]\nb = 2", "请合成一处"), ("a = 是", "是、否要写成 true、false")],
)
def test_what_is_no_toml_is_told_as_what_it_is(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "某市.toml"
    file.write_text(text, encoding="utf-8")
    assert any(said in problem.line() for problem in read_document(file)[1])
