"""Every function case of tests/spec: with single values, and as a row of a range among others."""

from __future__ import annotations

import pytest
from spec_calls import CallCase, alone, call_cases, in_a_column, right

from xlpay.functions import CATALOGUE

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
