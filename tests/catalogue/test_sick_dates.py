"""CWBONUS takes sick leave as days or as first and last days, and CWEXPLAIN says which."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from xlpay.base.grid import CellError
from xlpay.functions import CWBONUS, CWEXPLAIN

SERIAL = 46089  # 2026-03-08


@pytest.mark.parametrize(
    "sick",
    [
        [["2026-03-08", "2026-09-08"]],
        [[date(2026, 3, 8), date(2026, 9, 8)]],
        [[SERIAL, SERIAL + 184]],
        np.array([[SERIAL, SERIAL + 184]], dtype=np.float64),
        [["2026-03-08", "2026-06-30"], [None, None], ["2026-07-01", "2026-09-08"]],
    ],
)
def test_days_come_as_text_dates_or_serial_numbers(sick: Any) -> None:
    assert CWBONUS("合格", 12, sick) == 0
    told = CWEXPLAIN("CWBONUS", "合格", 12, sick)
    assert "病假超过6个月" in told and "请假1段：2026-03-08至2026-09-08，共185天" in told


def test_days_stay_days_one_or_a_row_each() -> None:
    assert CWBONUS("合格", 12, 181) == 0
    assert CWBONUS(["合格", "合格"], 12, [[180], [181]]) == [[1200.0], [0.0]]
    assert CWBONUS("合格", 12, [[180, 181]]) == [[1200.0, 0.0]]


def test_a_range_without_a_day_is_no_leave() -> None:
    assert CWBONUS("合格", 12, [[None, None], [None, None]]) == 1200


@pytest.mark.parametrize(
    ("sick", "why"),
    [
        ([["2026-03-08", None]], "第一天和最后一天"),
        ([["2026-09-08", "2026-03-08"]], "早于第一天"),
        ([["2025-12-01", "2026-07-05"]], "只写要算的那一年"),
        ([["2026-03-08", "昨天"]], "昨天"),
    ],
)
def test_days_that_say_nothing_certain_are_refused(sick: Any, why: str) -> None:
    assert CWBONUS("合格", 12, sick) == CellError("#VALUE!")
    assert why in CWEXPLAIN("CWBONUS", "合格", 12, sick)


def test_personal_leave_is_judged_beside_it() -> None:
    dates = [["2026-03-08", "2026-04-08"]]
    assert CWBONUS("合格", 12, dates, 30) == 1200
    assert CWBONUS("合格", 12, dates, 30.5) == 0
