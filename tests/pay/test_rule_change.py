"""标准调整 names what changed: the base or component itself, and the version that says so."""

from __future__ import annotations

from tests.support.months import changes
from tests.support.small_scheme import Raw, added, changed, component
from tests.support.third_city import policy, run_of, unit_of
from tests.support.units import person

STAFF = person("甲", 进入社区日期="2024-01-01")


def told(*documents: object, month: str = "2025-01") -> tuple[str, str]:
    """变动前 and 变动后 of the row of 标准调整."""
    ratings = [("甲", 2024, "基本合格")]  # the years stay the same
    unit, _ = unit_of(documents, month, [STAFF], ratings=ratings)  # type: ignore[arg-type]
    row = next(c for c in changes(run_of(unit)) if c.cause == "标准调整")
    return row.before, row.after


def test_a_dated_sum_is_named_not_the_base() -> None:
    def dated(raw: Raw) -> None:
        rise = [{"from": "2024-01", "value": 20}, {"from": "2025-01", "value": 25}]
        added(raw, "误餐补贴", "fixed", amount=rise)

    assert told(changed(dated)) == (
        "误餐补贴20.00元，4120.00元",
        "误餐补贴25.00元，4125.00元",
    )


def test_the_base_is_named_where_it_changed_and_what_follows_from_it_is_not() -> None:
    unit, _ = unit_of(
        [policy("jinan-manner")],
        "2025-01",
        [person("山", 进入社区日期="2024-01-01", 街道="山下街道")],
        ratings=[("山", 2024, "不合格")],
    )
    (row,) = changes(run_of(unit))
    assert row.before == "街道薪酬基数4800.00元，2688.00元"
    assert row.after == "街道薪酬基数4950.00元，2772.00元"


def test_a_new_version_is_named_with_what_it_changed() -> None:
    def newer(raw: Raw) -> None:
        raw["id"], raw["pays_from"] = "small-2025", "2025-01"
        component(raw, "基本工资")["factors"] = ["岗位系数"]
        raw["factor"] = [
            {
                "name": "岗位系数",
                "keys": ["post"],
                "source": "一",
                "rows": [{"post": "正职", "value": 1}, {"post": "工作人员", "value": 2}],
            }
        ]
        added(raw, "误餐补贴", "fixed", amount=20)

    assert told(changed(), changed(newer)) == (
        "基本工资4000.00元、没有误餐补贴，按small，4100.00元",
        "基本工资8000.00元、误餐补贴20.00元，按small-2025（2025-01起），8120.00元",
    )
