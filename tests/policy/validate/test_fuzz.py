"""One odd value anywhere in a policy: refused with file and key, or usable; never a traceback."""

from __future__ import annotations

import copy
import random
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.support.months import awards, changes, compute, year_end
from tests.support.small_scheme import SMALL, many_kinds
from tests.support.third_city import POLICIES, unit_of
from tests.support.units import person
from xlpay.base.codes import Severity
from xlpay.policy.files.load import document_of
from xlpay.policy.files.show import lines
from xlpay.policy.schema.document import Document
from xlpay.policy.validate.lint import lints
from xlpay.results import month as month_results
from xlpay.results import year as year_results
from xlpay.yearly.quota import quota_findings

Raw = dict[str, Any]
FILES: list[Raw] = [
    *(
        tomllib.loads((POLICIES / f"{name}.toml").read_text("utf-8"), parse_float=Decimal)
        for name in ("jinan-manner", "harbin-manner")
    ),
    SMALL,
    many_kinds(),
]
NUMBERS = (0, -1, 1, 2, 12, 13, Decimal("0.5"), Decimal("1.005"), True, False)
WORDS = "month quarter year table fixed share payout pool scored rest sum coefficient accrual memo"
WORDS += " amount row both one degree none rating accrued pay all months service honour years rises"
SHAPES: tuple[Any, ...] = ("", "x", "优秀", [], {}, ["x"], [""], {"setting": "x"})
ODD = (None, *NUMBERS, *WORDS.split(), *SHAPES, [{"from": "2024-01", "value": 1}])


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[key], (*path, key))


def odd(seed: int) -> tuple[Raw, tuple[Any, ...], Any]:
    """A policy with one value replaced or left out; where, and by what."""
    rng = random.Random(seed)
    raw = copy.deepcopy(rng.choice(FILES))
    path = rng.choice([path for path in paths(raw) if path])
    table = raw
    for key in path[:-1]:
        table = table[key]
    value = rng.choice(ODD)
    if value is None:
        del table[path[-1]]
    else:
        table[path[-1]] = copy.deepcopy(value)
    return raw, path, value


def used(document: Document) -> None:
    """Everything that is done with a policy."""
    assert lines(document)
    lints(document, "f.toml")
    people = [
        person("甲", 进入社区日期="2020-01-01", 学历="本科", 街道="泉边街道"),
        person("乙", 进入社区日期="2024-02-01", 街道="山下街道", 试用期截止日期="2025-03-31"),
        person("丙", 进入社区日期="2023-01-01", 离职日期="2025-03-15", 离职原因="辞职"),
    ]
    settings = {s.name: 80 for s in document.setting if s.kind == "money" and s.default is None}
    duties = [("甲", "党组织书记", "2024-01-01"), ("甲", "居委会主任", "2024-01-01")]
    absences = [(n, "病假", "2024-12-02", "2025-03-20", 109) for n in ("甲", "丙")]
    absences.append(("乙", "事假", "2025-03-03", "2025-03-06", 4))
    sheets: dict[str, Any] = {"duties": duties, "absences": absences}
    unit, _ = unit_of([document], "2025-03", people, settings, **sheets)
    run = compute(unit, unit.month)
    assert run is not None
    changes(run)
    awards(run)
    quota_findings(unit, run.scheme, [2024], Severity.WARNING)
    month_results.payroll(run)
    month_results.basis(run)
    ends = [year_end(unit.in_month(2025 * 12 + 11), rule, 2025) for rule in document.yearly]
    if ends:
        year_results.bonus(ends)
        year_results.year_basis(ends)


@pytest.mark.parametrize("block", range(10))
def test_an_odd_value_is_refused_or_can_be_used(block: int) -> None:
    for seed in range(100 * block, 100 * block + 100):
        raw, path, value = odd(seed)
        document, problems = document_of(raw, "f.toml")
        assert all(line.line().startswith("f.toml") for line in problems)
        if document is None or problems:
            continue
        if document.pays_from > "2025-03" or (document.pays_until or "9") < "2025-12":
            continue
        try:
            used(document)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {path} = {value!r}") from error
