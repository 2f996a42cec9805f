"""Deductions against an independent reading in exact fractions, on random person-months."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from tests.oracle.deductions import KINDS, Place, Slip, slip
from tests.support.deductions import owing
from tests.support.random_deductions import DESIGNATED, REGION, computed, place_of, rules, worker
from tests.support.sizes import first_seed, size
from xlpay.base.money import BLANK
from xlpay.deductions.bases import SOURCES
from xlpay.pay.month import ADVANCED, DEDUCTED, NET, OTHER, RECOVERED, MonthPayroll

FIRST, UNITS, PEOPLE = first_seed(9100), size("units", 40), 60


# ── held against each other


def fen(run: MonthPayroll, name: str, i: int) -> Fraction | None:
    """A figure as shown, in yuan; 0 where the sheet has no such line."""
    if name not in run.lines:
        return Fraction(0)
    value = int(run.shown(name)[i])
    return None if value == BLANK else Fraction(value, 100)


def differs(run: MonthPayroll, i: int, wanted: Slip) -> dict[str, tuple[Any, Any]]:
    """What the two don't agree on."""
    names = (*wanted.own, OTHER, DEDUCTED, NET)
    got: dict[str, Any] = {name: fen(run, name, i) for name in names}
    due: dict[str, Any] = {**wanted.own, OTHER: wanted.other, DEDUCTED: wanted.deducted}
    due[NET] = wanted.net
    if ADVANCED in run.lines:
        got[ADVANCED], due[ADVANCED] = fen(run, ADVANCED, i), wanted.lent
    if RECOVERED in run.lines:
        got[RECOVERED], due[RECOVERED] = fen(run, RECOVERED, i), wanted.back
    for own in run.contributed:
        name, unknown = f"{own.kind.word}单位", own.unknown("单位")[i]
        got[name] = None if unknown else Fraction(int(own.amount("单位")[i]), 100)
        due[name] = wanted.unit[own.kind.word]
        if own.rules.limits is not None and own.base.known[i]:
            got[f"{own.kind.word}来源"] = (
                Fraction(int(own.base.used[i]), 100),
                SOURCES[own.base.source[i]],
            )
            due[f"{own.kind.word}来源"] = wanted.base[own.kind.word]
    got["欠"] = {kind: Fraction(yuan) for kind, yuan in owing(run, i).items()}
    due["欠"] = wanted.owes
    return {name: (got[name], due[name]) for name in got if got[name] != due[name]}


@pytest.mark.parametrize("seed", range(FIRST, FIRST + UNITS))
def test_every_figure_is_the_oracles(seed: int) -> None:
    draw = random.Random(seed)
    place = place_of(draw)
    people = [worker(draw) for _ in range(PEOPLE)]
    run = computed(place, people)
    for i in run.people.tolist():
        wrong = differs(run, i, slip(place, people[i], DESIGNATED))
        assert not wrong, (seed, i, people[i], wrong)


def test_most_of_the_generated_figures_are_known_and_some_of_everything_is_there() -> None:
    run_of_all = []
    for seed in range(FIRST, FIRST + 6):
        draw = random.Random(seed)
        place = Place(rules(draw), REGION, frozenset(KINDS), "按下限")
        run_of_all.append(computed(place, [worker(draw) for _ in range(PEOPLE)]))
    settled = sum(int((~run.provisional).sum()) for run in run_of_all)
    assert settled > 40
    assert any(ADVANCED in r.lines and r.lines[ADVANCED].amount.any() for r in run_of_all)
    assert any(RECOVERED in r.lines and r.lines[RECOVERED].amount.any() for r in run_of_all)
