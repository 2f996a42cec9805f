"""The skeleton's scheme with one thing changed: a unit of it, and what it pays."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from third_city import pay, run_of, unit_of
from units import Person, person

from xlpay.policy import skeleton
from xlpay.policy.load import document_of
from xlpay.policy.schema import Document
from xlpay.unit import Unit

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
