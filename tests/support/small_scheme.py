"""The skeleton's scheme with one thing changed: a unit of it, and what it pays."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.support.third_city import pay, run_of, unit_of
from tests.support.units import Person, person
from xlpay.policy.files import skeleton
from xlpay.policy.files.load import document_of
from xlpay.policy.schema.document import Document
from xlpay.unit.inputs import Unit

Raw = dict[str, Any]
SMALL: Raw = tomllib.loads(skeleton.text("small"), parse_float=Decimal)
SMALL["grade"]["steps"] = [
    {"grade": g, "coefficient": Decimal(c)}
    for g, c in ((1, "1"), (2, "1.1"), (3, "1.25"), (4, "1.4"))
]


def changed(change: Callable[[Raw], object] | None = None) -> Document:
    """The skeleton with a change; it must still be usable."""
    raw = copy.deepcopy(SMALL)
    if change is not None:
        change(raw)
    document, problems = document_of(raw, "small.toml")
    assert document is not None and not problems, [problem.line() for problem in problems]
    return document


def component(raw: Raw, name: str) -> Raw:
    found: Raw = next(c for c in raw["component"] if c["name"] == name)
    return found


def added(raw: Raw, name: str, kind: str, **keys: Any) -> None:
    """A further component, with a column."""
    raw["component"].append({"name": name, "kind": kind, "source": "一", **keys})
    raw["payroll"]["columns"].append({"header": name, "shows": "component", "of": name})


def alone(document: Document, month: str, *people: Person, **sheets: Any) -> Unit:
    staff = people or [person("甲", 进入社区日期="2024-01-01")]
    return unit_of([document], month, staff, **sheets)[0]


def paid(document: Document, month: str, *people: Person, **sheets: Any) -> dict[str, Any]:
    """工资发放表 of a month."""
    return pay(run_of(alone(document, month, *people, **sheets)))


def problems(change: Callable[[Raw], object]) -> list[str]:
    """What the loader says of the skeleton with a change."""
    raw = copy.deepcopy(SMALL)
    change(raw)
    return [problem.line() for problem in document_of(raw, "small.toml")[1]]


def many_kinds() -> Raw:
    """The skeleton with the kinds that the two illustrative policies do not have."""
    raw = copy.deepcopy(SMALL)
    half = Decimal("0.5")
    raw["part_month"].update(
        entering=[{"through": 15, "share": 1}, {"through": 31, "share": half}],
        leaving=[{"through": 15, "share": half}, {"through": 31, "share": 1}],
        of_month=True,
    )
    del raw["part_month"]["days"]
    raw["count"] += [
        {"name": "任现职年限", "basis": "post", "present": "before", "source": "六"},
        {"name": "书记年限", "basis": "duty", "duties": ["党组织书记"], "source": "六"},
        {"name": "工龄", "basis": "anniversary", "opening": "期初折算年限", "source": "六"},
    ]
    raw["leave_pay"] = [
        {
            "name": "病假工资",
            "leave": ["病假"],
            "per": "spell_months",
            "of": "工龄",
            "rows": [
                {"after": 0, "share": 1},
                {"after": 2, "share": half},
                {"years": 10, "after": 0, "share": 1},
            ],
            "components": ["基本工资"],
            "source": "十六",
        }
    ]
    raw["honour"] = [{"word": "市级表彰", "source": "十七"}]
    raw["qualification"].append({"word": "心理咨询师", "scale": "心理", "source": "九"})
    table = component(raw, "职业津贴")
    table["rows"].append({"qualification": "心理咨询师", "amount": 80})
    table["several"] = "sum"
    raw["grade"].update(
        keeps="nearest",
        keeps_source="七",
        honours=[{"honour": ["市级表彰"], "grades": 1, "most": 1, "source": "十七"}],
    )
    away = [
        {"leave": ["事假"], "more_than": 3, "source": "十五"},
        {"leave": ["病假"], "reaches": 2, "effect": "each", "amount": 50, "source": "十五"},
    ]
    added(raw, "全勤奖", "fixed", amount=200, in_part_month="none", absences=away)
    rows = [{"years": 0, "amount": 0}, {"years": 3, "amount": 90}]
    added(raw, "任职津贴", "table", keys=["years"], of="任现职年限", rows=rows, otherwise=0)
    added(raw, "计提", "fixed", amount=100, pay="accrual")
    keys = {"of": "计提", "every": "quarter", "paid_after": 1, "own_score": True}
    added(raw, "季绩效", "payout", **keys)
    case = {"community": ["一社区"], "years": [2024], "share": half, "source": "二十"}
    raw["quota"]["cases"] = [case]
    raw["further_quota"] = [
        {"name": "正职", "post": ["正职"], "share": half, "since": 2024, "source": "二十"}
    ]
    return raw
