"""Every function case of tests/spec: with single values, and as a row of a range among others."""

from __future__ import annotations

import re

import pytest

from tests.support.places import ROOT
from tests.support.spec_calls import (
    CallCase,
    alone,
    argument,
    call_cases,
    in_a_column,
    right,
    split,
)
from xlpay.base.grid import CellError
from xlpay.functions import CATALOGUE, call

ROWWISE = [c for c in call_cases() if not c.call.startswith("CWEXPLAIN")]  # it explains one call


def name(case: CallCase) -> str:
    return f"{case.call} {case.name}"


@pytest.mark.parametrize("case", call_cases(), ids=name)
def test_alone(case: CallCase) -> None:
    result = alone(case)
    assert right(case, result), result


@pytest.mark.parametrize("case", ROWWISE, ids=name)
def test_in_a_column(case: CallCase) -> None:
    result = in_a_column(case)
    assert right(case, result), result


def test_every_function_has_a_case() -> None:
    assert {case.function.name for case in call_cases()} == set(CATALOGUE)


@pytest.mark.parametrize("page", ["udfs/excel/CHECKLIST.zh-CN.md", "README.zh-CN.md"])
def test_what_the_pages_tell_to_type_gives_what_they_tell(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    told = re.findall(r"`=(CW[A-Z]+)\(([^`]*)\)`[，\s]*得 ([0-9.]+|#[A-Z/!]+)(?![0-9-])", text)
    typed = [found for found in told if not re.search(r"(?<![\"A-Z])[A-Z]+[0-9]", found[1])]
    assert len(typed) >= 2
    for name, arguments, value in typed:
        given = [argument(part) for part in split(arguments, ",")]
        (((found,),),) = [call(name, given)]
        assert (found.text if isinstance(found, CellError) else f"{found:.10g}") == value
    assert f"{len(CATALOGUE)} 个函数" in text
