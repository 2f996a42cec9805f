"""Small units for tests: a row says only what matters, people are called by their names.

    unit, findings = make_unit(
        CHIFENG,
        "2026-11",
        [person("王伟", 学历="本科"), person("李娜", born="1968-03-02", male=True)],
        duties=[("王伟", "党组织书记", "2024-01-01", None)],
        ratings=[("李娜", 2025, "优秀")],
    )

A row of another sheet is a tuple: the name, then the cells of the sheet in the order of its
columns without 身份证号 and 姓名, as many as wanted.  A dict by header does as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from stdnum.cn import ric

from tests.support.months import compute
from xlpay import checks
from xlpay.base.codes import Severity
from xlpay.base.findings import Finding
from xlpay.base.forms import (
    ABSENCES,
    ACTIVITIES,
    ADJUSTMENTS,
    ADVANCED,
    ARREARS,
    BASES,
    BILLS,
    COMMUNITIES,
    COVER,
    CREDENTIALS,
    DUTIES,
    INCOMES,
    MOVED_DAYS,
    MOVES,
    OVERRIDES,
    RATES,
    RATINGS,
    ROSTER,
    SCORES,
    SETTINGS,
    STANDING,
    Form,
)
from xlpay.base.grid import CellValue, Grid
from xlpay.policy.files.load import load_shipped
from xlpay.policy.schema.document import Document
from xlpay.unit.inputs import Unit, read_unit

CHIFENG, JIAYUGUAN = "赤峰市2020", "嘉峪关市2021"

Cells = Mapping[str, CellValue]
Row = Mapping[str, Any] | Sequence[Any]

USUAL: Mapping[str, Cells] = {
    CHIFENG: {"地区": "红山区", "上年度人均可支配收入": 38195, "网格补贴标准": 200},
    JIAYUGUAN: {"地区": "嘉峪关市"},
}


class Person(msgspec.Struct, frozen=True):
    """A row of 花名册 before it has an identity number."""

    name: str
    cells: Cells
    born: str
    male: bool


def person(name: str, *, born: str = "1990-01-15", male: bool = False, **cells: Any) -> Person:
    """Somebody employed in 第一社区 since 2021, but for the cells given (花名册's headers)."""
    usual: Cells = {
        "社区": "第一社区",
        "人员类别": "聘用制",
        "进入社区日期": "2021-01-01",
        "学历": "大专",
    }
    return Person(name, {**usual, **cells}, born, male)


def people(count: int, **cells: Any) -> list[Person]:
    """So many alike: 甲01, 甲02, …"""
    return [person(f"甲{i + 1:02d}", **cells) for i in range(count)]


def identity_of(place: int, born: str, male: bool) -> str:
    """A valid identity number for the person at that place of the roster."""
    first17 = f"150402{born.replace('-', '')}{place * 2 + male:03d}"
    return first17 + str(ric.calc_check_digit(first17 + "0"))


def make_grids(
    policy: str,
    month: str,
    everyone: Sequence[Person | str] = (),
    *,
    settings: Cells | None = None,
    **sheets: Sequence[Row],
) -> dict[str, Grid]:
    """The sheets of a unit; the names of `sheets` are those of `make_unit`."""
    staff = [person(p) if isinstance(p, str) else p for p in everyone]
    number = {p.name: identity_of(i, p.born, p.male) for i, p in enumerate(staff)}
    common = {"政策": policy, "单位名称": "测试街道", "工资月份": month}
    values = {**common, **USUAL.get(policy, {}), **(settings or {})}
    grids = [
        _grid(SETTINGS, [{"项目": name, "值": value} for name, value in values.items()]),
        _grid(ROSTER, [{"姓名": p.name, "身份证号": number[p.name], **p.cells} for p in staff]),
    ]
    for name, rows in sheets.items():
        grids.append(_grid(FORMS[name], [_row(FORMS[name], row, number) for row in rows]))
    return {grid.sheet: grid for grid in grids}


FORMS: Mapping[str, Form] = {
    "duties": DUTIES,
    "ratings": RATINGS,
    "credentials": CREDENTIALS,
    "absences": ABSENCES,
    "scores": SCORES,
    "adjustments": ADJUSTMENTS,
    "activities": ACTIVITIES,
    "communities": COMMUNITIES,
    "incomes": INCOMES,
    "moved_days": MOVED_DAYS,
    "moves": MOVES,
    "rates": RATES,
    "bases": BASES,
    "cover": COVER,
    "arrears": ARREARS,
    "bills": BILLS,
    "overrides": OVERRIDES,
    "standing": STANDING,
    "advanced": ADVANCED,
}


def _row(form: Form, row: Row, number: Mapping[str, str]) -> Cells:
    """A row by header, with the identity number of whoever it names."""
    headers = [field.header for field in form.fields]
    if not isinstance(row, Mapping):
        rest = [h for h in headers if h not in ("身份证号", "姓名")]
        row = dict(zip(["姓名", *rest] if "身份证号" in headers else headers, row, strict=False))
    name = row.get("姓名")
    return {"身份证号": number[str(name)], **row} if name else row


def _grid(form: Form, rows: Sequence[Cells]) -> Grid:
    headers = [field.header for field in form.fields]
    body: list[list[CellValue]] = [[row.get(header) for header in headers] for row in rows]
    strange = {header for row in rows for header in row} - set(headers)
    assert not strange, f"{form.sheet} has no {strange}"
    return Grid(form.sheet, [list(headers), *body])


def make_unit(
    policy: str,
    month: str,
    everyone: Sequence[Person | str] = (),
    *,
    documents: Sequence[Document] = (),
    settings: Cells | None = None,
    **sheets: Sequence[Row],
) -> tuple[Unit, list[Finding]]:
    """A unit as read, and what reading found.

    `sheets`: duties, ratings, credentials, absences, scores, adjustments, activities, communities,
    incomes, moved_days, moves, and those of deductions: rates, bases, cover, arrears, bills,
    overrides, standing, advanced.
    """
    grids = make_grids(policy, month, everyone, settings=settings, **sheets)
    unit, findings = read_unit(grids.get, documents or load_shipped())
    assert unit is not None, [finding.line() for finding in findings]
    return unit, findings


def checked(
    policy: str,
    month: str,
    everyone: Sequence[Person | str] = (),
    *,
    documents: Sequence[Document] = (),
    settings: Cells | None = None,
    **sheets: Sequence[Row],
) -> Findings:
    """Everything found in a unit: reading, computing, checking."""
    unit, read = make_unit(
        policy, month, everyone, documents=documents, settings=settings, **sheets
    )
    run = compute(unit, unit.month)
    assert run is not None
    return Findings([*read, *run.findings, *checks.findings(run)])


class Findings(list[Finding]):
    """Findings that can be asked for."""

    def of(self, code: str) -> list[Finding]:
        """Those of a code."""
        return [finding for finding in self if finding.code == code]

    def one(self, code: str) -> Finding:
        """The only one of a code."""
        found = self.of(code)
        assert len(found) == 1, (code, [finding.line() for finding in self])
        return found[0]

    def codes(self, *severities: Severity) -> set[str]:
        """The codes found, of some severities or of all."""
        return {f.code for f in self if not severities or f.severity in severities}

    def serious(self) -> list[str]:
        """The lines of errors and warnings."""
        return [f.line() for f in self if f.severity in (Severity.ERROR, Severity.WARNING)]
