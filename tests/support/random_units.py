"""Random units of the oracle as sheets, so that they can be computed without a file."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.oracle.generate import SHEETS, random_unit, sheet_cells
from tests.oracle.model import Month
from tests.oracle.model import Unit as OracleUnit
from xlpay.base.codes import Severity
from xlpay.base.grid import CellValue, Grid
from xlpay.policy.files.load import load_shipped
from xlpay.unit.inputs import Unit, read_unit

CITIES = ("chifeng", "jiayuguan")


def as_cell(value: object) -> CellValue:
    """A value as a reader of workbooks would give it."""
    return float(value) if isinstance(value, Decimal) else value  # type: ignore[return-value]


def grids(unit: OracleUnit, month: Month) -> Callable[[str], Grid | None]:
    """The unit's sheets."""
    sheets: dict[str, Grid] = {}
    cells = sheet_cells(unit)
    for name, headers in SHEETS.items():
        columns = headers.split()
        rows: list[list[CellValue]] = [list(columns)]
        for row in cells[name]:
            values = {**row, "值": str(month)} if row.get("项目") == "工资月份" else row
            rows.append([as_cell(values.get(column)) for column in columns])
        sheets[name] = Grid(name, rows)
    return sheets.get


def read(unit: OracleUnit, month: Month) -> Unit:
    """The unit as xlpay reads it; the generator makes no errors."""
    found, findings = read_unit(grids(unit, month), load_shipped())
    assert found is not None
    assert [f.line() for f in findings if f.severity is Severity.ERROR] == []
    return found


__all__ = ["CITIES", "Month", "OracleUnit", "grids", "random_unit", "read"]
