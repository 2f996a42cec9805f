"""Stages over lines: a further one shows everywhere by itself, the result is frozen."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.support.months import compute
from tests.support.sample_facts import Computed as Sample
from tests.support.third_city import pay, run_of, value_of
from tests.support.units import CHIFENG, make_unit, person
from xlpay.explain.figures import explain
from xlpay.pay import payroll
from xlpay.pay.building import MonthBuilder
from xlpay.pay.history import History
from xlpay.pay.month import DEDUCTED, GROSS, NET, OTHER, MonthPayroll
from xlpay.pay.stages import ACCRUING, PAYING, STAGES
from xlpay.pay.sums import gross
from xlpay.results import month as month_results
from xlpay.results import summary as summary_results
from xlpay.rules.expr import PolicyValue, Shown, fen, ratio
from xlpay.rules.lines import Line
from xlpay.rules.rounding import rounding
from xlpay.sample import SAMPLES
from xlpay.unit.inputs import Unit

CLEAN = [name for name in SAMPLES if "错误" not in name]
MONTH = "2026-01"


def two_people() -> Unit:
    """甲 with something deducted, 乙 without."""
    unit, _ = make_unit(
        CHIFENG,
        MONTH,
        [person("甲"), person("乙")],
        adjustments=[{"姓名": "甲", "月份": MONTH, "项目": "其他扣款", "金额": 120.5}],
    )
    return unit


def run() -> MonthPayroll:
    found = compute(two_people(), two_people().month)
    assert found is not None
    return found


def test_every_stage_stands_once_in_the_list() -> None:
    assert len(set(STAGES)) == len(STAGES) == len(ACCRUING) + len(PAYING)


def test_the_net_is_a_line_with_a_formula_over_figures_that_stand_in_a_sheet() -> None:
    month = run()
    due, net = (month.lines[name].amount.tolist() for name in (GROSS, NET))
    assert net == [due[0] - 120_50, due[1]]
    assert month.lines[OTHER].amount.tolist() == month.lines[DEDUCTED].amount.tolist()
    rows = pay(month)
    for i, name in enumerate(("甲", "乙")):
        row = rows[name]
        assert row[NET] == row[GROSS] - row[DEDUCTED]
        assert value_of(month.lines[NET].formula(i)) == Fraction(row[NET])


def test_who_has_nothing_deducted_is_told_of_gross_alone() -> None:
    month = run()
    items = [[e.item for e in explain(month, i)] for i in range(2)]
    assert items[0][-4:] == [GROSS, OTHER, DEDUCTED, NET]
    assert items[1][-1] == GROSS
    told = {e.item: e for e in explain(month, 0)}
    assert (told[OTHER].formula, told[OTHER].basis) == ("120.5", "补扣发明细")


@pytest.mark.parametrize("name", CLEAN)
def test_both_sheets_read_the_same_line(name: str) -> None:
    month = Sample(SAMPLES[name]).run
    net = int(month.lines[NET].amount[month.people].sum())
    for table in (month_results.payroll(month), summary_results.summary(month, None)[0]):
        column = next(column for column in table.columns if column.header == NET)
        assert column.total() == net


def test_a_month_is_frozen_when_its_stages_are_done() -> None:
    month = run()
    with pytest.raises(AttributeError, match="immutable"):
        month.findings = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        month.lines["新"] = month.lines[NET]  # type: ignore[index]
    assert isinstance(month.findings, tuple)


# ── a further stage


def insurance(month: MonthBuilder, past: History) -> None:
    """8% of gross, as a stage of its own would have it."""
    rate = ratio(80_000, PolicyValue("养老保险", "二(五)"))
    due = fen(month.lines[GROSS].amount, Shown(GROSS)) * rate
    month.deduct(Line("养老保险", due.round(rounding("fen", "down")), "二(五)").only(month.paid))


def test_a_stage_after_gross_shows_everywhere_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    before = pay(run_of(two_people()))["乙"]
    assert before["养老保险"] is None
    place = PAYING.index(gross) + 1
    monkeypatch.setattr(payroll, "PAYING", (*PAYING[:place], insurance, *PAYING[place:]))
    month = run_of(two_people())  # its formulas give their amounts
    row = pay(month)["甲"]
    assert row["养老保险"] > 0
    assert row[DEDUCTED] == row["养老保险"] + row[OTHER]
    assert row[NET] == row[GROSS] - row[DEDUCTED]
    assert [e.item for e in explain(month, 1)][-4:] == [GROSS, "养老保险", DEDUCTED, NET]
    whole = month_results.payroll(month).columns
    assert next(c for c in whole if c.header == "养老保险").summed
