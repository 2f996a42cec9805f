"""Every case of tests/spec: alone, and as a few rows among a few hundred others."""

from __future__ import annotations

import pytest

from tests.support.spec_cases import UnitCase, run_alone, run_among, unit_cases

CASES = [pytest.param(case, id=f"{case.city}: {case.name}") for case in unit_cases()]


@pytest.mark.parametrize("case", CASES)
def test_alone(case: UnitCase) -> None:
    """The case's people are the whole unit."""
    assert run_alone(case) == []


@pytest.mark.parametrize("case", CASES)
def test_among_others(case: UnitCase) -> None:
    """The same people among strangers of the same scheme, in one column."""
    assert run_among(case) == []
