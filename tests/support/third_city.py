"""Units of schemes that are files only: rows of the result sheets by person, formulas checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from tests.support.months import awards, changes, compute, year_end
from tests.support.units import Cells, Person, Row, make_unit
from xlpay.base.money import BLANK
from xlpay.base.months import window
from xlpay.cli.output import table_json
from xlpay.language.values import parse_month
from xlpay.pay.month import MonthPayroll
from xlpay.policy.files.load import load
from xlpay.policy.schema.document import Document
from xlpay.results import month as month_results
from xlpay.results import year as year_results
from xlpay.results.tables import Table
from xlpay.unit.inputs import Unit

POLICIES = Path(__file__).parent / "policies"

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def policy(name: str) -> Document:
    """One of the illustrative policies."""
    return load(POLICIES / f"{name}.toml")


def unit_of(
    documents: Sequence[Document],
    month: str,
    people: Sequence[Person | str],
    settings: Cells | None = None,
    **sheets: Sequence[Row],
) -> tuple[Unit, list[str]]:
    """A unit under the newest of the documents, and the lines of what reading found."""
    values = {"地区": documents[-1].regions[0], **(settings or {})}
    unit, findings = make_unit(
        documents[-1].scheme, month, people, documents=documents, settings=values, **sheets
    )
    return unit, [finding.line() for finding in findings]


def run_of(unit: Unit, month: str = "") -> MonthPayroll:
    """A month of the unit; its formulas and causes must hold."""
    number = parse_month(month) if month else unit.month
    run = compute(unit.in_month(number), number)
    assert run is not None
    _formulas_hold(run)
    _causes_add_up(run)
    return run


def pay(run: MonthPayroll) -> dict[str, dict[str, Any]]:
    """工资发放表 by name."""
    return {row["姓名"]: row for row in rows(month_results.payroll(run))}


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows of a table; amounts as Decimal."""
    found = table_json(table, full_ids=True)
    return [{h: v if h == "算式" else _plain(v) for h, v in row.items()} for row in found]


def _plain(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


def agrees(got: Mapping[str, Any], **wanted: Any) -> None:
    """The cells named are as wanted, all at once."""
    wrong = {k: (got.get(k), v) for k, v in wanted.items() if not _same(got.get(k), v)}
    assert not wrong, wrong


def _same(got: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) and _NUMBER.fullmatch(wanted):
        return got is not None and Decimal(str(got)) == Decimal(wanted)
    return bool(got == wanted or (isinstance(got, Decimal) and got == Decimal(str(wanted))))


def bonus_rows(unit: Unit, document: Document, year: int) -> dict[tuple[str, str], dict[str, Any]]:
    """年终奖 by name and rule; formulas must give the amounts."""
    december = unit.in_month(year * 12 + 11)
    ends = [year_end(december, rule, year) for rule in document.yearly]
    for end in ends:
        for person in end.people.tolist():
            assert value_of(end.line.formula(person)) * 100 == int(end.line.amount[person])
    return {(row["姓名"], row.get("项目", "")): row for row in rows(year_results.bonus(ends))}


def given(run: MonthPayroll) -> list[tuple[str, str, int]]:
    """一次性奖励: name, award, yuan."""
    return [(run.unit.roster.names[a.person], a.name, a.fen // 100) for a in awards(run)[0]]


# ── what must hold of every run


def value_of(formula: str) -> Fraction:
    """A formula's exact value."""
    text = _NUMBER.sub(lambda m: f"F('{m.group()}')", formula)
    names = {"F": Fraction, "ROUND": _rounded, "ROUNDDOWN": _down, "ROUNDUP": _up}
    names |= {"MIN": min, "MAX": max}
    result: Fraction = eval(text, {"__builtins__": {}}, names)
    return result


def _rounded(value: Fraction, places: Fraction) -> Fraction:
    half = Fraction(1, 2) / Fraction(10) ** int(places)
    return _down(value + half, places) if value >= 0 else -_rounded(-value, places)


def _down(value: Fraction, places: Fraction) -> Fraction:
    scale = Fraction(10) ** int(places)
    return Fraction(int(value * scale)) / scale


def _up(value: Fraction, places: Fraction) -> Fraction:
    scale = Fraction(10) ** int(places)
    size = -(-abs(value) * scale // 1) / scale
    return size if value >= 0 else -size


def _formulas_hold(run: MonthPayroll) -> None:
    for row in rows(month_results.basis(run)):
        assert value_of(row["算式"]) == Fraction(stated(row)), row


def stated(row: Mapping[str, Any]) -> Any:
    """The figure that a row of 计算依据 states; a sum of weights is no money and stands in 依据."""
    return row["金额"] if row["金额"] is not None else row["依据"].rpartition("合计")[2]


def _causes_add_up(run: MonthPayroll) -> None:
    before = compute(run.unit.in_month(run.month - 1), run.month - 1)
    if before is None:
        return
    total = np.zeros(len(run.unit.roster), dtype=np.int64)
    for change in changes(run):
        total[change.person] += change.amount
    roster, day = run.unit.roster, window(run.month - 1).last
    for i in run.people.tolist():
        if before.has_row()[i] and roster.entry[i] <= day <= roster.leave[i] and run.scale[i]:
            assert total[i] == int(run.standard[i] - before.standard[i]), roster.names[i]
    assert BLANK not in total
