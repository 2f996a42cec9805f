"""Every function case of tests/spec, each call typed into a real cell of LibreOffice Calc."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from tests.support.calc import CalcError, Office, missing
from tests.support.spec_calls import CallCase, call_cases, right
from xlpay.base.grid import CellError
from xlpay.hosts.calc.build import build
from xlpay.hosts.calc.install import helper_command

lacking = missing()
Rows = list[list[Any]]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Rows]:
    """What each case gives, all computed in one workbook."""
    if lacking:
        pytest.skip(lacking)
    folder = tmp_path_factory.mktemp("calc")
    extension = build(folder / "xlpay.oxt", helper_command())
    book, places = workbook()
    book.save(folder / "cases.xlsx")
    with Office(extensions=[extension], timeout_s=300) as office:
        grid = office.read(folder / "cases.xlsx", ["cases"])["cases"]
        column = [[given(value)] for (value,) in (grid.row(i, 1) for i in range(places[-1]))]
    return [column[at:end] for at, end in itertools.pairwise(places)]


def workbook() -> tuple[Workbook, list[int]]:
    """The calls, one below the other, an array where there are rows; no value is cached.

    The places are where each case begins, and where the last one ends.
    """
    book, places = Workbook(), [0]
    sheet = book.worksheets[0]
    sheet.title = "cases"
    for case in call_cases():
        first, last = places[-1] + 1, places[-1] + len(case.rows)
        formula = f"={case.call}"
        sheet[f"A{first}"] = ArrayFormula(f"A{first}:A{last}", formula) if last > first else formula
        places.append(last)
    return book, places


def given(value: Any) -> Any:
    """A cell as the catalogue would give it: an error is the spreadsheet's own."""
    if isinstance(value, CalcError):
        return CellError(str(value))
    return "" if value is None else value


def name(place: int) -> str:
    case = call_cases()[place]
    return f"{case.call} {case.name}"


@pytest.mark.calc
@pytest.mark.parametrize("place", range(len(call_cases())), ids=name)
def test_in_a_cell(results: list[Rows], place: int) -> None:
    case: CallCase = call_cases()[place]
    assert right(case, results[place]), results[place]
