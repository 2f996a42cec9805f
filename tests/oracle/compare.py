"""A result workbook against the oracle's figures (docs/contract.md, result sheets)."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from . import cities
from .common import Award, Bonus, PayRow, Promotion, Value
from .model import Month, Unit

Cells = dict[str, object]
TOLERANCE = Fraction(1, 1_000_000)
DEDUCTIONS = ("养老保险", "医疗保险", "失业保险", "住房公积金", "个人所得税", "其他扣款")
ZERO_MAY_BE_BLANK = ("其他扣款", "补发补扣", "补发建议", "职业津贴", "网格补贴", "技术等级工资")


@dataclass(frozen=True)
class Expected:
    """The oracle's rows of the month."""

    pay: dict[str, PayRow]
    promotions: list[Promotion]
    awards: list[Award]


def expected(unit: Unit, month: Month) -> Expected:
    """Everything the oracle says about the month."""
    return Expected(
        cities.pay_rows(unit, month),
        cities.promotion_rows(unit, month),
        cities.awards(unit, month),
    )


# ---------------------------------------------------------------- reading


def open_book(path: Path) -> Any:
    """The workbook with the values its formulas last had."""
    openpyxl: Any = importlib.import_module("openpyxl")
    return openpyxl.load_workbook(path, data_only=True)


def sheet_rows(book: Any, name: str) -> list[Cells] | None:
    """The rows below the header that have an 身份证号; None without the sheet or header."""
    if name not in book.sheetnames:
        return None
    rows = [row for row in book[name].iter_rows(values_only=True) if any(map(filled, row))]
    for number, row in enumerate(rows[:10]):
        headers = [str(cell).strip() if cell is not None else "" for cell in row]
        if "姓名" in headers and "身份证号" in headers:
            found = [
                {h: c for h, c in zip(headers, cells, strict=False) if h}
                for cells in rows[number + 1 :]
            ]
            return [cells for cells in found if identity(cells)]
    return None


def filled(value: object) -> bool:
    """The cell is not empty."""
    return value not in (None, "")


def identity(cells: Cells) -> str:
    """The row's identity number, or nothing."""
    text = str(cells.get("身份证号") or "").strip()
    return text if re.fullmatch(r"\d{17}[\dX]", text) else ""


def number_of(value: object) -> Fraction | None:
    """A cell as an exact number."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        return Fraction(Decimal(str(value).replace(",", "")))
    except (InvalidOperation, ValueError, OverflowError):
        return None


def month_text(value: object) -> str:
    """A month cell, text or date, as 2026-11."""
    if isinstance(value, date):
        return str(Month.of(value))
    found = re.match(r"\s*(\d{4})\D+(\d{1,2})", str(value or ""))
    return str(Month(int(found[1]), int(found[2]))) if found else str(value)


# ---------------------------------------------------------------- comparing


def shown(value: object) -> str:
    """A value in plain words."""
    if isinstance(value, Fraction):
        text = f"{float(value):.6f}".rstrip("0").rstrip(".")
        return text if Fraction(text) == value else f"{text} ({value})"
    return "empty" if value in (None, "") else str(value)


def same(header: str, want: Value, got: object) -> bool:
    """The cell holds the expected value."""
    if want is None:
        return got in (None, "") or (header in ZERO_MAY_BE_BLANK and number_of(got) == 0)
    if isinstance(want, str):
        return str(got or "").strip() == want
    figure = number_of(got)
    if figure is None:
        return want == 0 and header in ZERO_MAY_BE_BLANK and got in (None, "")
    return abs(figure - want) <= TOLERANCE


def differences(where: str, want: dict[str, Value], got: Cells) -> list[str]:
    """Every expected column that is missing or holds something else."""
    result: list[str] = []
    for header, value in want.items():
        if header not in got:
            result.append(f"{where}: column {header} is missing")
        elif not same(header, value, got[header]):
            result.append(f"{where}: {header} is {shown(got[header])}, expected {shown(value)}")
    return result


def own_sums(where: str, got: Cells) -> list[str]:
    """扣款合计 and 实发合计 add up from the row's own cells."""
    parts = [number_of(got.get(header)) or Fraction(0) for header in DEDUCTIONS]
    total = number_of(got.get("扣款合计")) or Fraction(0)
    gross = number_of(got.get("应发合计")) or Fraction(0)
    net = number_of(got.get("实发合计"))
    result: list[str] = []
    if abs(sum(parts, Fraction(0)) - total) > TOLERANCE:
        result.append(f"{where}: 扣款合计 {shown(total)} is not the sum of its parts")
    if net is None or abs(gross - total - net) > TOLERANCE:
        result.append(f"{where}: 实发合计 {shown(net)} is not 应发合计 − 扣款合计")
    return result


def compare_pay(book: Any, rows: dict[str, PayRow]) -> list[str]:
    """工资发放表."""
    found = sheet_rows(book, "工资发放表")
    if found is None:
        return ["工资发放表: no such sheet, or no header row"] if rows else []
    result: list[str] = []
    seen: set[str] = set()
    for cells in found:
        number = identity(cells)
        where = f"工资发放表 {cells.get('姓名')}"
        if number in seen:
            result.append(f"{where}: listed twice")
        elif number not in rows:
            result.append(f"{where}: should have no row")
        else:
            result += differences(where, rows[number], cells) + own_sums(where, cells)
        seen.add(number)
    missing = [row["姓名"] for number, row in rows.items() if number not in seen]
    return result + [f"工资发放表 {name}: row is missing" for name in missing]


def compare_promotions(book: Any, unit: Unit, rows: list[Promotion]) -> list[str]:
    """晋级审批表."""
    found = sheet_rows(book, "晋级审批表")
    if found is None:
        return ["晋级审批表: no such sheet, or no header row"] if rows else []
    names = {person.id_number: person.name for person in unit.persons}
    want = {(row.id_number, row.cause): row for row in rows}
    result: list[str] = []
    for cells in found:
        cause = str(cells.get("变动类型") or "")
        where = f"晋级审批表 {cells.get('姓名')} {cause}"
        row = want.pop((identity(cells), cause), None)
        if row is None:
            result.append(f"{where}: unexpected row, 月增资额 {shown(cells.get('月增资额'))}")
            continue
        figures: dict[str, Value] = {"月增资额": row.change, "补发建议": row.backpay}
        result += differences(where, figures, cells)
        effective = month_text(cells.get("执行月份"))
        if effective != str(row.effective):
            result.append(f"{where}: 执行月份 is {effective}, expected {row.effective}")
    for (number, cause), row in want.items():
        result.append(
            f"晋级审批表 {names[number]} {cause}: row is missing, 月增资额 {shown(row.change)}"
        )
    return result


def compare_awards(book: Any, unit: Unit, rows: list[Award]) -> list[str]:
    """一次性奖励: the amounts of each person."""
    found = sheet_rows(book, "一次性奖励")
    if found is None:
        return ["一次性奖励: no such sheet, or no header row"] if rows else []
    result: list[str] = []
    for person in unit.persons:
        want = sorted(row.amount for row in rows if row.id_number == person.id_number)
        cells = [row for row in found if identity(row) == person.id_number]
        got = sorted(number_of(row.get("金额")) or Fraction(0) for row in cells)
        if [amount for amount in got if amount] != want:
            amounts = [shown(a) for a in got], [shown(a) for a in want]
            result.append(f"一次性奖励 {person.name}: {amounts[0]}, expected {amounts[1]}")
    return result


def compare(result_path: Path | str, unit: Unit, month: Month | str) -> list[str]:
    """Every difference between a result workbook and the oracle, in plain words."""
    paid = Month.parse(month) if isinstance(month, str) else month
    want = expected(unit, paid)
    book = open_book(Path(result_path))
    return (
        compare_pay(book, want.pay)
        + compare_promotions(book, unit, want.promotions)
        + compare_awards(book, unit, want.awards)
    )


def compare_bonus(result_path: Path | str, unit: Unit, year: int) -> list[str]:
    """Every difference of the amounts of 年终奖."""
    want: dict[str, Bonus] = {row.id_number: row for row in cities.bonus(unit, year)}
    found = sheet_rows(open_book(Path(result_path)), "年终奖")
    if found is None:
        return ["年终奖: no such sheet, or no header row"]
    names = {person.id_number: person.name for person in unit.persons}
    result: list[str] = []
    for cells in found:
        row = want.pop(identity(cells), None)
        where = f"年终奖 {cells.get('姓名')}"
        if row is None:
            if number_of(cells.get("金额")):
                result.append(f"{where}: unexpected amount {shown(cells.get('金额'))}")
            continue
        result += differences(where, {"金额": row.amount}, cells)
    return result + [
        f"年终奖 {names[number]}: row is missing, {shown(row.amount)}"
        for number, row in want.items()
        if row.amount
    ]
