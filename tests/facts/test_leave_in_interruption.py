"""A day of unpaid leave inside an interruption deducts once: nobody was employed on it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.small_scheme import alone, changed
from tests.support.third_city import run_of
from tests.support.units import person
from xlpay.pay.month import REDUCTION


def _unpaid(raw: dict[str, Any]) -> None:
    next(leave for leave in raw["leave"] if leave["word"] == "病假")["unpaid"] = True


@pytest.mark.parametrize(
    "breaks",
    [[("2024-03-04", "2024-03-08")], [("2024-03-04", "2024-03-05"), ("2024-03-06", "2024-03-08")]],
)
def test_calendar_leave_within_an_interruption(breaks: list[tuple[str, str]]) -> None:
    document, who = changed(_unpaid), person("甲", 进入社区日期="2023-01-01")
    out = [("甲", "中断", *days) for days in breaks]
    ill = [("甲", "病假", "2024-03-06", "2024-03-12", 7)]

    def taken(**sheets: Any) -> tuple[int, int]:
        run = run_of(alone(document, "2024-03", who, **sheets))
        return int(run.part.out[0]), int(run.lines[REDUCTION].amount[0])

    assert taken(duties=out)[0] == 2 * 5
    assert taken(absences=ill)[0] == 2 * 5
    # 4-8 March are interrupted, of the illness 11 and 12 March are left.
    assert taken(duties=out, absences=ill)[0] == 2 * 7
