"""What the kinds of a policy file come to: an amount, a schedule, a pool."""

from __future__ import annotations

import typing
from typing import Any

import pytest

from tests.support.small_scheme import added, changed, problems
from xlpay.kinds.absence import HowLong, OffComponent, OffYear
from xlpay.kinds.amounts import HowMuch
from xlpay.kinds.bases import WhereFrom
from xlpay.kinds.counts import GoesBy
from xlpay.kinds.duties import DutyKind
from xlpay.kinds.events import GivenFor
from xlpay.kinds.factors import HowLarge
from xlpay.kinds.quotas import Bound
from xlpay.kinds.schedule import Pool, Schedule
from xlpay.kinds.yearly import YearHow
from xlpay.language.positions import Variant
from xlpay.policy.schema.document import Component
from xlpay.policy.schema.form import word_of
from xlpay.rules import components


def of(kind: str, **keys: Any) -> Component:
    """A component of the skeleton's scheme, beside an accrual and a sum that is only shown."""

    def change(raw: dict[str, Any]) -> None:
        added(raw, "计提", "fixed", amount=100, pay="accrual")
        added(raw, "列示", "fixed", amount=100, pay="memo")
        added(raw, "所问", kind, **keys)

    return next(c for c in changed(change).component if c.name == "所问")


EVERY_MONTH = Schedule(1, 1, 0, "", by_months=False, set_aside=False)


@pytest.mark.parametrize(
    ("component", "schedule", "pool"),
    [
        (of("fixed", amount=1), EVERY_MONTH, None),
        (of("pool", amount=1, group="street"), EVERY_MONTH, Pool("street", divided=True)),
        (of("scored", of="列示", full=10), EVERY_MONTH, Pool("community", False, 10)),
        (
            of("payout", of="计提", every="quarter", paid_after=1),
            Schedule(3, 3, 1, "计提", by_months=False, set_aside=False),
            None,
        ),
        (
            of("payout", of="计提", every="year", by_scores=True, group="unit"),
            Schedule(12, 12, 0, "计提", by_months=False, set_aside=False),
            Pool("unit", True, 100),
        ),
        (
            of("payout", of="计提", every="half-year", own_score=True),
            Schedule(6, 6, 0, "计提", by_months=False, set_aside=False),
            Pool("community", False, 100),
        ),
        (
            of("fixed", amount=1, every="year", paid_month=10),
            Schedule(12, 10, 0, "", by_months=False, set_aside=False),
            None,
        ),
        (
            of("fixed", amount=1, every="half-year", prorated=True),
            Schedule(6, 6, 0, "", by_months=True, set_aside=False),
            None,
        ),
        (
            of("fixed", amount=1, every="year", pay="accrual"),
            Schedule(12, 12, 0, "", by_months=False, set_aside=True),
            None,
        ),
    ],
)
def test_a_kind_comes_to_a_schedule_and_a_pool(
    component: Component, schedule: Schedule, pool: Pool | None
) -> None:
    assert component.schedule == schedule
    assert component.pool == pool
    due_to_leavers = component.kind == "payout" or component.prorated
    assert schedule.leavers == due_to_leavers
    assert schedule.periodic == (component.every != "month" and component.pay != "accrual")


UNIONS = [
    *(HowMuch, YearHow, GivenFor, WhereFrom, HowLarge, GoesBy),
    *(HowLong, OffComponent, OffYear, DutyKind, Bound),
]


@pytest.mark.parametrize("union", UNIONS)
def test_each_kind_has_a_word_of_its_own_and_says_what_it_is(union: Any) -> None:
    kinds = typing.get_args(union)
    assert len({word_of(kind) for kind in kinds}) == len(kinds)
    assert all(issubclass(kind, Variant) and kind.__doc__ for kind in kinds)


def test_each_kind_of_component_is_paid() -> None:
    assert {*components._KINDS} == {*typing.get_args(HowMuch)}


@pytest.mark.parametrize(
    ("table", "keys", "told"),
    [
        (
            "base",
            {"years": [{"year": 2023, "figures": {}, "source": "一"}]},
            "base[1].years：只有 index 用 years。请删去，或改 kind（fixed 用 amount）",
        ),
        (
            "factor",
            {"rate": 1},
            "factor[1].rate：只有 years 用 rate。请删去，或改 kind"
            "（table 用 of、keys、rows、otherwise、needs）",
        ),
        (
            "count",
            {"present": "before"},
            "count[1].present：只有 basis = anniversary、duty、post、service 用 present。"
            "请删去，或改 basis（months 用 ratings、partial）",
        ),
        ("factor", {"kind": "rows"}, "factor[1].kind：“rows”不在 table、years 之中"),
        ("base", {"kind": None}, "base[1].kind：缺少这一项"),
    ],
)
def test_a_key_of_another_kind_is_refused_with_who_has_it_and_what_this_one_has(
    table: str, keys: dict[str, Any], told: str
) -> None:
    def change(raw: dict[str, Any]) -> None:
        own = {"name": "系数", "source": "一", "keys": ["post"], "rows": [], "otherwise": 1}
        raw.setdefault("factor", [own])
        raw[table][0].update(keys)
        for key in [key for key, value in raw[table][0].items() if value is None]:
            del raw[table][0][key]

    lines = problems(change)
    assert any(f"small.toml {told}" in line for line in lines), lines
