"""What must hold of every unit: order, chunks, sums, causes, employment, the future."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.oracle.cities import awards, bonus
from tests.oracle.compare import expected
from tests.oracle.generate import bonus_year
from tests.oracle.model import Absence
from tests.support.months import awards as awards_of
from tests.support.months import changes, compute, year_end
from tests.support.random_units import CITIES, Month, OracleUnit, random_unit, read
from tests.support.sizes import first_seed, size
from xlpay.base.months import month_of, month_text, months_of
from xlpay.pay import promotion
from xlpay.pay.month import MonthPayroll
from xlpay.pay.payroll import Computed

SEEDS = st.integers(0, 100_000)
CITY = st.sampled_from(CITIES)
FIRST_RATED = 2020  # Chifeng 二(五)3(1): earlier years count without a rating
FIRST, UNITS = first_seed(5000), size("units", 30)
ROWS = ("persons", "duties", "ratings", "credentials", "absences", "scores", "adjustments")
# Fewer than a plain property's hundred, since each builds a unit; a search asks for its own number.
FEW = settings(max_examples=40 if settings().derandomize else settings().max_examples)


def run_of(unit: OracleUnit, month: Month) -> MonthPayroll:
    run = compute(read(unit, month), month_of(month.year, month.number))
    assert run is not None
    return run


def figures(run: MonthPayroll, *, pools: bool = True) -> dict[str, dict[str, int]]:
    """Each person's amounts by identity number; pooled ones depend on who else is there."""
    pooled = {c.name for c in run.scheme.document.component if c.kind == "pool"}
    pooled |= {"应发合计", "实发合计"}
    return {
        run.unit.roster.identities[i]: {
            name: int(line.amount[i])
            for name, line in run.lines.items()
            if (pools or name not in pooled) and name != "网格员月报酬"
        }
        for i in run.people.tolist()
    }


def part_of(unit: OracleUnit, ids: set[str]) -> OracleUnit:
    """The same unit with only some of its people."""

    def kept(rows: list[Any]) -> list[Any]:
        return [row for row in rows if row.id_number in ids]

    return replace(
        unit,
        persons=kept(unit.persons),
        duties=kept(unit.duties),
        ratings=kept(unit.ratings),
        credentials=kept(unit.credentials),
        absences=kept(unit.absences),
        scores=kept(unit.scores),
        adjustments=kept(unit.adjustments),
    )


@FEW
@given(SEEDS, CITY)
def test_a_person_alone_gets_what_the_person_gets_among_others(seed: int, city: str) -> None:
    unit, month = random_unit(seed, city)
    together = figures(run_of(unit, month), pools=False)
    for person in unit.persons:
        alone = figures(run_of(part_of(unit, {person.id_number}), month), pools=False)
        assert alone.get(person.id_number) == together.get(person.id_number)


@FEW
@given(SEEDS, CITY)
def test_the_order_of_rows_changes_nothing_but_who_gets_a_left_over_fen(
    seed: int, city: str
) -> None:
    unit, month = random_unit(seed, city)
    mixed: Any = {name: list(getattr(unit, name)) for name in ROWS}
    for rows in mixed.values():
        random.Random(seed).shuffle(rows)
    shuffled = replace(unit, **mixed)
    one, other = run_of(unit, month), run_of(shuffled, month)
    assert figures(one, pools=False) == figures(other, pools=False)
    assert int(one.gross.sum()) == int(other.gross.sum())


@FEW
@given(SEEDS, st.integers(2, 5))
def test_chunks_of_a_unit_add_up_to_the_unit(seed: int, size: int) -> None:
    unit, month = random_unit(seed, "chifeng")
    whole = figures(run_of(unit, month))
    ids = [person.id_number for person in unit.persons]
    pieces: dict[str, dict[str, int]] = {}
    for start in range(0, len(ids), size):
        pieces |= figures(run_of(part_of(unit, set(ids[start : start + size])), month))
    assert pieces == whole


@FEW
@given(SEEDS)
def test_pools_keep_their_sum(seed: int) -> None:
    unit, month = random_unit(seed, "jiayuguan")
    run = run_of(unit, month)
    scored = {row.id_number for row in unit.scores if row.month == month}
    for component in (c for c in run.scheme.document.component if c.kind == "pool"):
        for place in range(len(run.unit.roster.communities)):
            members = run.people[run.unit.roster.community[run.people] == place]
            if not {run.unit.roster.identities[i] for i in members.tolist()} & scored:
                continue
            paid = int(run.lines[component.name].amount[members].sum())
            own = sum(int(run.pay.lines[component.name].amount[i]) for i in members.tolist())
            assert paid <= own
    alone = figures(run_of(replace(unit, scores=[]), month))
    together = figures(run)
    name = next(c.name for c in run.scheme.document.component if c.kind == "pool")
    assert sum(f[name] for f in alone.values()) == sum(f[name] for f in together.values())


@FEW
@given(SEEDS, CITY)
def test_causes_add_up_to_the_change_of_the_monthly_standard(seed: int, city: str) -> None:
    unit, month = random_unit(seed, city)
    now = run_of(unit, month)
    total = np.zeros(len(now.unit.roster), dtype=np.int64)
    for row in changes(now):
        assert row.amount != 0
        total[row.person] += row.amount
    for i in now.people.tolist():
        before = last_paid(now, i) if now.scale[i] else None
        assert total[i] == (int(now.standard[i] - before.standard[i]) if before else 0)


def last_paid(now: MonthPayroll, person: int) -> MonthPayroll | None:
    """The last month before in which a person was paid since entry."""
    month = now.month
    while month > months_of(now.unit.roster.entry[person : person + 1])[0]:
        month -= 1
        before = compute(now.unit, month)
        if before is None or before.has_row()[person]:
            return before
    return None


@FEW
@given(SEEDS, CITY)
def test_rows_of_a_year_add_up_to_the_change_of_the_standard(seed: int, city: str) -> None:
    """Over any months, with whole months of 中断 among them, no rise goes without its row."""
    unit, month = random_unit(seed, city)
    last = read(unit, month)
    past, told = Computed(last), np.zeros(len(last.roster), dtype=np.int64)
    first: dict[int, int] = {}
    latest: dict[int, int] = {}
    for number in range(last.month - 12, last.month + 1):
        run = past.month(number)
        if run is None:
            continue
        rows = promotion.changes(run, past)
        for row in rows:
            told[row.person] += row.amount if row.person in first else 0
        for i in run.people[run.scale[run.people]].tolist():
            latest[i] = int(run.standard[i])
            first.setdefault(i, latest[i])
    assert {i: int(told[i]) for i in first} == {i: latest[i] - first[i] for i in first}


@FEW
@given(SEEDS, CITY)
def test_nobody_is_paid_for_a_month_in_which_he_is_not_employed(seed: int, city: str) -> None:
    unit, month = random_unit(seed, city)
    run = run_of(unit, month)
    breaks = [(d.id_number, d.start, d.end) for d in unit.duties if d.duty == "中断"]
    for i, person in enumerate(unit.persons):
        days = [
            day
            for day in month.days()
            if person.entry <= day
            and (person.leave is None or day <= person.leave)
            and not any(
                n == person.id_number and a <= day and (b is None or day <= b) for n, a, b in breaks
            )
        ]
        if not days:
            assert i not in run.people.tolist()
            assert int(run.gross[i]) == 0
        assert 0 <= int(run.lines["缺勤及不足月扣款"].amount[i]) <= int(run.standard[i])


@FEW
@given(SEEDS, CITY, st.integers(1, 8))
def test_half_a_day_more_of_absence_never_pays_more(seed: int, city: str, some: int) -> None:
    """Chifeng's accruals, Jiayuguan's own shares, and what is paid, in the same month."""
    unit, month = random_unit(seed, city)
    days = Decimal(some) / 2
    others = [a for a in unit.absences if a.end < month.first or a.start > month.last]
    rows = [(person.id_number, "旷工", month.first, month.last) for person in unit.persons]
    before, after = (
        figures(
            run_of(replace(unit, absences=[*others, *(Absence(*r, extra) for r in rows)]), month),
            pools=False,
        )
        for extra in (days, days + Decimal("0.5"))
    )
    for identity, own in before.items():
        assert after[identity]["缺勤及不足月扣款"] >= own["缺勤及不足月扣款"]
        assert after[identity].get("绩效计提", 0) <= own.get("绩效计提", 0)


@FEW
@given(SEEDS, CITY)
@example(15527, "chifeng")  # a rating of 2019 approved after the month
def test_rows_dated_later_never_change_a_month(seed: int, city: str) -> None:
    """A rating known only later says at once that its year has one: without the row, an unrated
    year before 2020 counts as 合格 (Chifeng), so such rows are no rows of the future."""
    unit, month = random_unit(seed, city)
    last = month.last

    def early(rows: list[Any], *names: str) -> list[Any]:
        return [
            r for r in rows if all((getattr(r, n) is None or getattr(r, n) <= last) for n in names)
        ]

    past = replace(
        unit,
        persons=[
            replace(p, leave=None, leave_reason=None) if p.leave and p.leave > last else p
            for p in unit.persons
        ],
        duties=early(unit.duties, "start"),
        ratings=[r for r in unit.ratings if r.year < FIRST_RATED]
        + [r for r in early(unit.ratings, "approved") if FIRST_RATED <= r.year < month.year],
        credentials=early(unit.credentials, "obtained", "appointed"),
        absences=early(unit.absences, "start"),
        scores=[r for r in unit.scores if r.month <= month],
        adjustments=[r for r in unit.adjustments if r.month <= month],
    )
    with_future, without = run_of(unit, month), run_of(past, month)
    assert figures(with_future) == figures(without)
    assert changes(with_future) == changes(without)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("block", range(10))
def test_every_figure_agrees_with_the_independent_reading(city: str, block: int) -> None:
    """工资发放表, 晋级审批表, 一次性奖励 and 年终奖 of random units."""
    for seed in range(FIRST + UNITS * block, FIRST + UNITS * (block + 1)):
        unit, month = random_unit(seed, city)
        run = run_of(unit, month)
        ids = run.unit.roster.identities
        wanted = expected(unit, month)
        assert {ids[i] for i in run.people.tolist()} == set(wanted.pay), seed
        for i in run.people.tolist():
            cells: dict[str, Any] = dict(wanted.pay[ids[i]])
            for header, value in cells.items():
                if header in run.lines and value is not None:
                    assert int(run.lines[header].amount[i]) == value * 100, (seed, header)
                elif header in run.facts.years and value is not None:
                    assert int(run.facts.years[header][i]) == value * 1200, (seed, header)
        rows = sorted(
            (ids[c.person], c.cause, c.amount, month_text(c.since), c.back_pay)
            for c in changes(run)
        )
        assert rows == sorted(
            (p.id_number, p.cause, int(p.change * 100), str(p.effective), int(p.backpay * 100))
            for p in wanted.promotions
        ), seed
        given_awards = sorted((ids[a.person], a.fen) for a in awards_of(run)[0])
        assert given_awards == sorted(
            (a.id_number, int(a.amount * 100)) for a in awards(unit, month)
        ), seed
        if (year := bonus_year(unit, month)) is not None:
            december = replace(unit, settings={**unit.settings, "工资月份": f"{year}-12"})
            at_end = read(december, Month(year, 12))
            result = year_end(at_end, run.scheme.document.yearly[0], year)
            got = {ids[i]: int(result.line.amount[i]) for i in result.people.tolist()}
            assert got == {b.id_number: int(b.amount * 100) for b in bonus(december, year)}, seed
