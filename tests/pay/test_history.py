"""The past is an argument: closed months answer first, and a month is computed once a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from tests.support.sample_facts import grid_of
from tests.support.small_scheme import Raw, added, alone, changed
from xlpay.base.grid import Grid
from xlpay.base.money import Ints
from xlpay.base.months import month_of
from xlpay.facts.people import PeopleFacts
from xlpay.language.values import parse_month
from xlpay.pay import payroll
from xlpay.pay.building import MonthBuilder
from xlpay.pay.history import History, MonthFacts
from xlpay.pay.month import MonthPayroll
from xlpay.pay.payroll import Computed
from xlpay.pay.stages import Stage
from xlpay.policy.files.load import load_shipped
from xlpay.policy.terms.scheme import Scheme
from xlpay.run.monthly import Calculated, month_run, year_run
from xlpay.sample import SAMPLES
from xlpay.sample.units import Rows
from xlpay.unit.inputs import Unit
from xlpay.unit.settings import NOT_BESIDE

Accruals = Mapping[tuple[int, str], Sequence[int]]
Counts = Counter[tuple[int, frozenset[int]]]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """How often each month was begun, by the people left out."""
    return _counted(monkeypatch, "ACCRUING")


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """How often each month was computed to its net, by the people left out."""
    return _counted(monkeypatch, "PAYING")


def _counted(monkeypatch: pytest.MonkeyPatch, stages: str) -> Counts:
    counts: Counts = Counter()

    def count(run: MonthBuilder, past: History) -> None:
        counts[run.month, past.left_out] += 1

    before: tuple[Stage, ...] = getattr(payroll, stages)
    monkeypatch.setattr(payroll, stages, (count, *before))
    return counts


def _sheets(rows: Rows) -> Callable[[str], Grid | None]:
    return lambda sheet: grid_of(rows, sheet)


def _month(rows: Rows) -> Calculated:
    return month_run(_sheets(rows), load_shipped(), NOT_BESIDE, skip_errors=True)


def _year(rows: Rows) -> Calculated:
    return year_run(_sheets(rows), load_shipped(), NOT_BESIDE, 2025, skip_errors=True)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_run_computes_each_month_once_for_the_people_left_out(
    name: str, begun: Counts, finished: Counts
) -> None:
    done = _month(SAMPLES[name])
    assert done.unit is not None and done.run is not None and done.before is not None
    now, left_out = done.unit.month, frozenset(done.left_out)
    assert {(now, left_out), (now - 1, left_out)} <= set(begun)
    assert set(begun.values()) == set(finished.values()) == {1}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_year_computes_each_of_its_months_once(
    name: str, begun: Counts, finished: Counts
) -> None:
    done = _year(SAMPLES[name])
    assert done.failed is ("错误" in name)  # a year's errors are not all of people
    assert begun[month_of(2025, 12), frozenset(done.left_out)] == 1
    assert set(begun.values()) == set(finished.values()) == {1}


def test_what_was_true_of_everybody_is_asked_once_however_many_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: Counter[int] = Counter()

    def counting(unit: Unit, scheme: Scheme, known_by: int) -> PeopleFacts:
        asked[unit.month] += 1
        return PeopleFacts(unit, scheme, known_by)

    monkeypatch.setattr(payroll, "PeopleFacts", counting)
    done = _month(SAMPLES["赤峰样例-常见错误"])
    assert done.left_out
    assert set(asked.values()) == {1}


# ── a period's accruals, and closed months before computed ones


def quarterly(raw: Raw) -> None:
    """Sets 100 aside a month and pays it out a quarter."""
    added(raw, "计提", "fixed", amount=100, pay="accrual")
    added(raw, "季绩效", "payout", of="计提", every="quarter")


def _unit(month: str) -> Unit:
    return alone(changed(quarterly), month)


def test_a_payout_begins_the_months_of_its_period_and_finishes_none_of_them(
    begun: Counts, finished: Counts
) -> None:
    unit = _unit("2026-06")
    june = Computed(unit).month(unit.month)
    assert june is not None
    assert june.lines["季绩效"].amount.tolist() == [300_00]
    everybody = frozenset[int]()
    assert dict(finished) == {(parse_month("2026-06"), everybody): 1}
    months = [parse_month(f"2026-0{m}") for m in (4, 5, 6)]
    assert dict(begun) == {(month, everybody): 1 for month in months}


class Closed:
    """A history in which some accruals were closed; all else is computed."""

    def __init__(
        self, computed: History, accruals: Mapping[tuple[int, str], Sequence[int]]
    ) -> None:
        self._computed, self._accruals = computed, accruals

    @property
    def unit(self) -> Unit:
        return self._computed.unit

    @property
    def left_out(self) -> frozenset[int]:
        return self._computed.left_out

    def facts(self, month: int) -> MonthFacts | None:
        return self._computed.facts(month)

    def month(self, month: int) -> MonthPayroll | None:
        return self._computed.month(month)

    def accrued(self, month: int, component: str) -> Ints | None:
        closed = self._accruals.get((month, component))
        if closed is not None:
            return np.asarray(closed, dtype=np.int64)
        return self._computed.accrued(month, component)


def test_what_was_closed_answers_before_what_would_be_computed() -> None:
    unit = _unit("2026-06")
    closed = {(parse_month("2026-04"), "计提"): [90_00]}
    past = Computed(unit, recall=lambda computed: Closed(computed, closed)).past
    june = past.month(unit.month)
    assert june is not None
    assert june.lines["季绩效"].amount.tolist() == [290_00]
    assert june.lines["季绩效"].formula(0) == "90+100+100"


def test_no_month_is_known_that_the_policy_does_not_pay() -> None:
    past = Computed(_unit("2026-06")).past
    early = parse_month("1990-01")
    assert past.month(early) is None
    assert past.facts(early) is None
    assert past.accrued(early, "计提") is None
    assert past.accrued(parse_month("2026-04"), "没有这一项") is None
