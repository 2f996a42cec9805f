"""A figure's source is that of the value in force: a revision is cited from its month on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.support.months import awards, changes, year_end
from tests.support.small_scheme import Raw, added, alone, changed
from tests.support.third_city import given, rows, run_of
from tests.support.units import Person, person
from xlpay.explain.figures import explain
from xlpay.policy.files.show import lines
from xlpay.policy.schema.document import Document
from xlpay.results.year import year_basis

NEW = "《新文件》第三条"
BEFORE, AFTER = "2024-06", "2024-07"
MAIN = "基本工资"


def revised(old: Any, new: Any) -> list[Raw]:
    """A value revised by a document of its own from 2024-07 on."""
    values = (Decimal(str(old)), Decimal(str(new)))
    return [
        {"from": "2020-01", "value": values[0]},
        {"from": AFTER, "value": values[1], "source": NEW},
    ]


def staff() -> list[Person]:
    return [
        person("甲", 进入社区日期="2016-01-01", 期初折算年限=8, 期初截止年度=2023),
        person("乙", 进入社区日期="2024-02-01", 试用期截止日期="2025-01-31"),
    ]


def basis(document: Document, month: str, item: str, who: int = 0, **sheets: Any) -> str:
    """The 依据 of a figure."""
    run = run_of(alone(document, month, *staff(), **sheets))
    return next(e.basis for e in explain(run, who) if e.item == item)


def amount(raw: Raw) -> None:
    added(raw, "餐补", "fixed", amount=revised(100, 120))


def rate(raw: Raw) -> None:
    added(raw, "餐补", "years", of="工作年限", rate=revised(10, 12))


def slices(raw: Raw) -> None:
    pieces = [{"years": 0, "rate": 5}, {"years": 3, "rate": revised(10, 12)}]
    added(raw, "餐补", "years", of="工作年限", slices=pieces)


def row(raw: Raw) -> None:
    rows = [{"post": "正职", "amount": 5}, {"post": "工作人员", "amount": revised(10, 12)}]
    added(raw, "餐补", "table", keys=["post"], rows=rows)


def otherwise(raw: Raw) -> None:
    rows = [{"qualification": "社会工作师", "amount": 5}]
    paid = revised(10, 12)
    added(raw, "餐补", "table", keys=["qualification"], rows=rows, otherwise=paid)


def share(raw: Raw) -> None:
    added(raw, "餐补", "share", of=MAIN, share=revised("0.1", "0.2"))


def cap(raw: Raw) -> None:
    added(raw, "餐补", "fixed", amount=500, cap=revised(100, 120))


def factor(raw: Raw) -> None:
    rows = [{"post": "正职", "value": 2}, {"post": "工作人员", "value": revised("1.1", "1.2")}]
    raw["factor"] = [{"name": "岗位系数", "keys": ["post"], "rows": rows, "source": "八"}]
    added(raw, "餐补", "share", of=MAIN, factors=["岗位系数"])


@pytest.mark.parametrize(
    "change", [amount, rate, slices, row, otherwise, share, cap, factor], ids=lambda c: c.__name__
)
def test_a_revised_value_of_a_component_is_cited_from_its_month_on(
    change: Callable[[Raw], None],
) -> None:
    document = changed(change)
    assert NEW not in basis(document, BEFORE, "餐补")
    assert NEW in basis(document, AFTER, "餐补")


def test_a_sum_that_is_a_revised_value_has_that_clause_alone() -> None:
    for change in (amount, row, otherwise):
        assert basis(changed(change), AFTER, "餐补").startswith(NEW), change
    assert basis(changed(rate), AFTER, "餐补").startswith(f"{changed(rate).document}一、{NEW}")


def test_only_whose_row_was_revised_is_told_so() -> None:
    def two(raw: Raw) -> None:
        own = [
            {"education": "本科", "amount": 90},
            {"education": "大专", "amount": revised(10, 12)},
        ]
        added(raw, "餐补", "table", keys=["education"], rows=own, otherwise=0)

    people = [person("甲", 进入社区日期="2024-01-01", 学历="大专"), person("乙", 学历="本科")]
    run = run_of(alone(changed(two), AFTER, *people))
    told = [next(e.basis for e in explain(run, i) if e.item == "餐补") for i in (0, 1)]
    assert told[0].startswith(NEW) and NEW not in told[1]


def base_amount(raw: Raw) -> None:
    raw["base"][0] = {"name": raw["base"][0]["name"], "source": "四", "kind": "fixed"}
    raw["base"][0]["amount"] = revised(2000, 2100)


def base_bound(raw: Raw) -> None:
    base_amount(raw)
    raw["base"][0].update(amount=2000, least=revised(2050, 2100))


def step(raw: Raw) -> None:
    for one in raw["grade"]["steps"]:
        one["coefficient"] = revised(one["coefficient"], one["coefficient"] + 1)


def ladder(raw: Raw) -> None:
    for own in raw["grade"]["ladders"]:
        own["bands"][1]["years"] = revised(5, 6)


@pytest.mark.parametrize("change", [base_amount, base_bound, step, ladder])
def test_a_revision_of_what_the_main_wage_rests_on_is_cited(
    change: Callable[[Raw], None],
) -> None:
    document = changed(change)
    assert NEW not in basis(document, BEFORE, MAIN)
    assert NEW in basis(document, AFTER, MAIN)


def test_a_revised_share_on_probation_is_cited_for_those_on_probation() -> None:
    def trial(raw: Raw) -> None:
        raw["probation"] = {"mode": "amount", "source": "十", "components": [MAIN]}
        raw["probation"]["ratio"] = revised("0.8", "0.9")

    document = changed(trial)
    assert NEW not in basis(document, BEFORE, MAIN, 1)
    assert NEW in basis(document, AFTER, MAIN, 1) and NEW not in basis(document, AFTER, MAIN, 0)


def test_revised_paid_days_a_month_are_cited() -> None:
    document = changed(lambda raw: raw["part_month"].update(days=revised("21.75", "20.83")))
    away = [("甲", "事假", f"{month}-05", f"{month}-05", 1) for month in (BEFORE, AFTER)]
    for month, told in ((BEFORE, False), (AFTER, True)):
        assert (NEW in basis(document, month, "缺勤及不足月扣款", absences=away)) is told


def test_a_change_by_new_rules_cites_the_document_that_made_it() -> None:
    document = changed(amount)
    run = run_of(alone(document, AFTER, *staff()))
    found = {run.unit.roster.names[c.person]: c.source for c in changes(run)}
    assert found["甲"].endswith(f"、{NEW}")
    later = run_of(alone(document, "2024-08", *staff()))
    assert not any(NEW in c.source for c in changes(later))


def test_what_someone_gains_later_under_a_revised_value_cites_it_too() -> None:
    document = changed(step)
    held = [person("甲", 进入社区日期="2016-01-01", 学历="大专")]
    duties = [("甲", "党组织书记", "2024-08-01", "")]
    run = run_of(alone(document, "2024-09", *held, duties=duties))
    assert all(NEW in c.source for c in changes(run)) and changes(run)


def test_a_revised_award_cites_its_document() -> None:
    def award(raw: Raw) -> None:
        raw["event"] = [
            {
                "name": "从业奖",
                "kind": "service",
                "years": 5,
                "source": "十九",
                "since": "2020-01-01",
            }
        ]
        raw["event"][0]["amount"] = revised(1000, 1500)

    document = changed(award)
    for entry, month, told in (("2019-06-15", BEFORE, False), ("2019-07-15", AFTER, True)):
        run = run_of(alone(document, month, person("甲", 进入社区日期=entry)))
        assert given(run) == [("甲", "从业奖", 1500 if told else 1000)]
        assert [NEW in one.source for one in awards(run)[0]] == [told]


def test_policy_show_cites_each_dated_value() -> None:
    told = "\n".join(lines(changed(amount)))
    assert f"2020-01 起 100，2024-07 起 120〔{NEW}〕" in told


def test_a_revised_sum_of_a_rating_is_cited_in_the_years_own_sheet() -> None:
    def bonus(raw: Raw) -> None:
        values = [
            {"rating": word, "value": revised(1000, 1200) if word == "优秀" else 500}
            for word in ("优秀", "合格", "基本合格", "不合格")
        ]
        kind = {"name": "年终奖", "title": "年终", "kind": "rating", "source": "十二"}
        raw["yearly"] = [{**kind, "values": values}]

    document = changed(bonus)
    ratings = [("甲", 2024, "优秀"), ("乙", 2024, "合格")]
    unit = alone(document, "2024-12", *staff(), ratings=ratings)
    (table,) = [year_basis([year_end(unit, document.yearly[0], 2024)])]
    told = {row["姓名"]: row["依据"] for row in rows(table)}
    assert told["甲"].startswith(NEW) and NEW not in told["乙"]


def test_a_document_that_is_cited_by_its_number_stands_by_itself() -> None:
    document = changed(amount)
    scheme = run_of(alone(document, AFTER, *staff())).scheme
    for source in ("新文件第三条", "某人社发〔2024〕9号第三条", NEW, "文件无规定"):
        assert scheme.cite(source) == source
    for source in ("第三条", "附件1", "一、某人社发〔2024〕9号", "第三条（参照国发〔1981〕52号）"):
        assert scheme.cite(source) == f"{document.document}{source}"
