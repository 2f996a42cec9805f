"""Settings that are not filled: all that a run needs are told in it, each once, at its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.support.small_scheme import Raw, added, changed, component
from tests.support.units import CHIFENG, JIAYUGUAN, Cells, Person, make_grids, person
from xlpay.base.codes import Severity
from xlpay.base.findings import Finding
from xlpay.policy.files.load import load_shipped
from xlpay.policy.schema.document import Document
from xlpay.run.monthly import month_run, year_run
from xlpay.unit.settings import NOT_BESIDE

MONEY = {"kind": "money", "source": "二"}
SHARE = {"kind": "ratio", "source": "二", "above": 0, "max": 1}


def lacking(found: Sequence[Finding]) -> dict[str, str]:
    """The settings told as not filled with their cells; each stands once."""
    told = [finding for finding in found if finding.code == "P-MISSING"]
    assert all((f.sheet, f.severity) == ("参数", Severity.ERROR) for f in told)
    names = {finding.word("name"): finding.cell for finding in told}
    assert len(names) == len(told), [finding.line() for finding in told]
    return names


def of_month(
    scheme: str,
    staff: Sequence[Person],
    settings: Cells,
    *documents: Document,
    month: str = "2026-01",
    **sheets: Any,
) -> dict[str, str]:
    grids = make_grids(scheme, month, staff, settings=settings, **sheets)
    return lacking(month_run(grids.get, documents or load_shipped(), NOT_BESIDE).findings)


def test_chifeng_tells_what_is_missing_of_all_schemes_and_of_its_own_at_once() -> None:
    grids = {"单位名称": None, "网格补贴标准": None}
    staff, duties = [person("甲"), person("乙")], [("甲", "网格长", "2021-01-01")]
    told = of_month(CHIFENG, staff, grids, duties=duties)
    assert told == {"单位名称": "B3", "网格补贴标准": "B7"}
    assert of_month(CHIFENG, staff, grids) == {"单位名称": "B3"}  # nobody has a grid
    assert of_month(CHIFENG, staff, grids | {"地区": None}, duties=duties) == {
        "单位名称": "B3",
        "地区": "B5",
        "网格补贴标准": "B7",
    }


def test_jiayuguan_has_a_default_for_each_of_its_own() -> None:
    settings = {"单位名称": None, "地区": None, "非整月计薪": None, "连优起算年度": None}
    assert of_month(JIAYUGUAN, [person("甲")], settings) == {"单位名称": "B3", "地区": "B5"}


def test_a_year_tells_each_weight_that_is_missing_once() -> None:
    rated = [("甲", 2025, "合格")]
    grids = make_grids(CHIFENG, "2025-12", [person("甲")], ratings=rated)
    told = lacking(year_run(grids.get, load_shipped(), NOT_BESIDE, 2025).findings)
    assert set(told) == {f"绩效系数_{word}" for word in ("优秀", "合格", "基本合格", "不合格")}


# ── a third policy: settings in every kind of place


def everywhere(raw: Raw) -> None:
    """Settings without a default: in a base, a cap, rows, shares, factors, steps, absence …"""
    names = ("基数标准", "通讯上限", "初级标准", "中级标准", "奖励标准", "缺勤扣款", "年功标准")
    raw["setting"] += [{"name": name, **MONEY} for name in names]
    raw["setting"] += [{"name": name, **SHARE} for name in ("餐补比例", "试用期比例", "房补比例")]
    raw["setting"] += [
        {"name": name, "kind": "ratio", "source": "二"} for name in ("每年系数", "一级系数")
    ]
    raw["base"][0]["amount"] = {"setting": "基数标准"}
    raw["base"][0]["multiple"] = {"setting": "每年系数"}
    raw["grade"]["steps"][0]["coefficient"] = {"setting": "一级系数"}
    component(raw, "通讯补贴")["cap"] = {"setting": "通讯上限"}
    rows = component(raw, "职业津贴")["rows"]
    rows[0]["amount"], rows[1]["amount"] = {"setting": "初级标准"}, {"setting": "中级标准"}
    raw["factor"] = [
        {"name": "年限系数", "kind": "years", "source": "二", "of": "工作年限"},
        {"name": "全勤系数", "source": "二", "keys": ["post"]},
    ]
    raw["factor"][0]["rate"] = {"setting": "每年系数"}
    raw["factor"][1]["rows"] = [
        {"post": "正职", "value": {"setting": "餐补比例"}},
        {"post": "工作人员", "value": {"setting": "房补比例"}},
    ]
    added(raw, "餐补", "share", of="通讯补贴", share={"setting": "餐补比例"})
    added(raw, "房补", "base", base="薪酬基数", factors=["年限系数", "全勤系数"])
    added(raw, "年功", "years", of="工作年限", rate={"setting": "年功标准"})
    takes = {"effect": "each", "amount": {"setting": "缺勤扣款"}}
    rule = {"leave": ["事假"], "more_than": 0, "source": "二", **takes}
    added(raw, "全勤奖", "fixed", amount=100, absences=[rule])
    raw["probation"] = {
        "mode": "amount",
        "components": ["通讯补贴"],
        "ratio": {"setting": "试用期比例"},
        "source": "二",
    }
    raw["event"] = [
        {"name": "五年奖", "kind": "service", "years": 5, "since": raw["issued"], "source": "二"}
    ]
    raw["event"][0]["amount"] = {"setting": "奖励标准"}


@pytest.fixture(scope="module")
def document() -> Document:
    return changed(everywhere)


STAFF = [
    person("甲", 进入社区日期="2021-01-10"),
    person("乙", 进入社区日期="2024-03-01"),
]
ALL = {"基数标准", "通讯上限", "每年系数", "一级系数", "餐补比例", "房补比例", "年功标准"}
PAPERS = [("乙", "职业资格", "助理社会工作师", "2024-05-01")]


def of_third(document: Document, settings: Mapping[str, Any], **sheets: Any) -> set[str]:
    own = {"地区": "本市", **settings}
    return set(of_month(document.scheme, STAFF, own, document, **sheets))


def test_a_third_policy_tells_all_in_one_run(document: Document) -> None:
    due = ALL | {"奖励标准"}  # 甲 has served for five years this month
    assert of_third(document, {}) == due
    assert of_third(document, {}, credentials=PAPERS) == due | {"初级标准"}
    away = [("甲", "事假", "2026-01-05", "2026-01-05", 1)]
    assert of_third(document, {}, absences=away) == due | {"缺勤扣款"}
    assert of_third(document, {}, month="2026-02") == ALL


def test_what_is_filled_is_not_told(document: Document) -> None:
    filled = dict.fromkeys(ALL - {"年功标准", "一级系数"}, 1)
    assert of_third(document, filled) == {"年功标准", "一级系数", "奖励标准"}


def test_a_setting_that_nobody_needs_may_stay_blank(document: Document) -> None:
    """Nobody has the qualification, is absent or on probation."""
    told = of_third(document, dict.fromkeys(ALL, 1) | {"奖励标准": 1})
    assert not told
    on_trial = [person("丙", 进入社区日期="2026-01-01", 试用期截止日期="2026-06-30")]
    own: Cells = {"地区": "本市", **dict.fromkeys(ALL, 1), "奖励标准": 1}
    assert set(of_month(document.scheme, on_trial, own, document)) == {"试用期比例"}
