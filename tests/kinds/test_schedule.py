"""What the kinds of a policy file come to: an amount, a schedule, a pool."""

from __future__ import annotations

import typing
from typing import Any

import pytest

from tests.support.small_scheme import added, changed
from xlpay.kinds.amounts import HowMuch
from xlpay.kinds.schedule import Pool, Schedule
from xlpay.kinds.yearly import YearHow
from xlpay.language.positions import Variant
from xlpay.rules import components
from xlpay.schema.document import Component
from xlpay.schema.form import word_of


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


@pytest.mark.parametrize("union", [HowMuch, YearHow])
def test_each_kind_has_a_word_of_its_own_and_says_what_it_is(union: Any) -> None:
    kinds = typing.get_args(union)
    assert len({word_of(kind) for kind in kinds}) == len(kinds)
    assert all(issubclass(kind, Variant) and kind.__doc__ for kind in kinds)


def test_each_kind_of_component_is_paid() -> None:
    assert {*components._KINDS} == {*typing.get_args(HowMuch)}
