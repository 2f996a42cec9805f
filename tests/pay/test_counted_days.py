"""Days of leave in their own unit, ratings counted once, rounding of the year-end function."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.small_scheme import Raw, alone, changed, problems
from tests.support.third_city import pay, run_of
from tests.support.units import person
from xlpay import checks
from xlpay.policy.files import skeleton


def unpaid_by_calendar(raw: Raw) -> None:
    raw["leave"].append({"word": "停薪", "unit": "calendar", "unpaid": True, "source": "十一"})


def told(row: tuple[object, ...], **changes: Any) -> list[str]:
    staff = person("甲", 进入社区日期="2024-01-01", **changes)
    unit = alone(changed(unpaid_by_calendar), "2024-04", staff, absences=[row])
    return [f.line() for f in checks.findings(run_of(unit)) if f.code == "V-TOOLONG"]


def test_unpaid_leave_by_calendar_days_is_checked_by_calendar_days() -> None:
    # 1-30 April: 30 calendar days, 22 from Monday to Friday
    assert told(("甲", "停薪", "2024-04-01", "2024-04-30", 30)) == []
    (line,) = told(("甲", "停薪", "2024-04-01", "2024-04-30", 31))
    assert "31天，多于这段日期内的在职日历天30天" in line
    assert told(("甲", "事假", "2024-04-01", "2024-04-30", 23))  # working days still


def test_days_after_leaving_are_out_once() -> None:
    staff = person("甲", 进入社区日期="2024-01-01", 离职日期="2024-04-19", 离职原因="合同期满")
    row = ("甲", "停薪", "2024-04-18", "2024-04-23", 6)
    run = run_of(alone(changed(unpaid_by_calendar), "2024-04", staff, absences=[row]))
    # 22-30 April not employed: 7; 18 and 19 unpaid: 2; of 22: 4100-4100×13/21.75 where 9 <= 13
    assert pay(run)["甲"]["缺勤及不足月扣款"] == Decimal("1696.55")  # 4100×9/21.75


@pytest.mark.parametrize(
    ("keys", "path", "twice"),
    [
        ({"uncounted": ["合格", "不合格"]}, "count[1].uncounted", "合格"),
        (
            {"ratings": ["优秀"], "partial": [{"rating": "基本合格", "share": Decimal("0.5")}]},
            "count[1].uncounted",
            "基本合格",
        ),
        ({"ratings": ["优秀", "合格", "优秀"]}, "count[1].ratings", "优秀"),
        (
            {"partial": [{"rating": "合格", "share": Decimal("0.5")}]},
            "count[1].partial[1]",
            "合格",
        ),
    ],
)
def test_a_rating_counted_in_two_ways_is_refused(keys: Raw, path: str, twice: str) -> None:
    lines = problems(lambda raw: raw["count"][0].update(keys))
    assert any(path in line and f"“{twice}”" in line for line in lines), lines


def test_the_year_end_function_heeds_rounding_exclusions_and_proration(tmp_path: Path) -> None:
    """3000×7/12 = 1750; 2000×7/12 = 1166.67 -> 1167 to the yuan; 30 days a month less; half."""
    common = 'kind = "leave_days", source = "十", reason = "超过"'
    keys = [
        'leave = "病假", more_than = 30, effect = "months", each = 30',
        'leave = "事假", more_than = 10, effect = "share", share = 0.5',
    ]
    exclusions = ", ".join(f"{{ {common}, {own} }}" for own in keys)
    more = f'forfeits = true\nrounding = "yuan"\nexclusions = [{exclusions}]\n'
    text = skeleton.text("small").replace("forfeits = true\nsource", f"{more}source", 1)
    path = tmp_path / "small.toml"
    path.write_text(text, "utf-8")

    def asked(*words: str) -> str:
        code = "import sys; from xlpay.cli import main; sys.exit(main(['fn', *sys.argv[1:]]))"
        command = [sys.executable, "-c", code, *words, "--policy", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert asked("CWBONUS", "合格", "7") == "1167"
    assert asked("CWBONUS", "合格", "12", "65") == "1667"  # 2000×10/12 = 1666.67
    assert asked("CWBONUS", "合格", "12", "30") == "2000"  # not more than 30
    assert asked("CWBONUS", "合格", "7", "0", "10.5") == "583"  # 2000×7/12×0.5
