"""What no workbook can see for itself: a person paid in two of them, one workbook there twice.

Everything is written all the same; who is paid twice is an error of both workbooks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, find, kinds
from xlpay.base.grid import cell_name
from xlpay.base.masking import mask_identity
from xlpay.base.money import yuan_text
from xlpay.batch.paid import Paid
from xlpay.batch.rows import BookResult
from xlpay.results.common import PAYROLL

_NAMED: Final = 5  # other workbooks that are named
_SAME_CONTENT: Final = "内容完全相同"
_SAME_MONTH: Final = "单位名称和工资月份相同"


def with_doubles(rows: Sequence[BookResult]) -> list[BookResult]:
    """The rows, each with what the others tell about it."""
    found: dict[int, list[Finding]] = {}
    others: dict[int, list[str]] = {}
    for one, other, why in _same_books(rows):
        for here, there in ((one, other), (other, one)):
            others.setdefault(here, []).append(f"和“{rows[there].book}”{why}")
    for here, same in others.items():
        more = f"等{len(same)}份" if len(same) > _NAMED else ""
        found[here] = [find("W-BOOK-TWICE", others="、".join(same[:_NAMED]) + more)]
    for places in _people(rows).values():
        for here, paid in places:
            for there, again in places:
                if there != here:
                    found.setdefault(here, []).append(_paid_twice(paid, rows[there].book, again))
    return [_told(row, found[n]) if n in found else row for n, row in enumerate(rows)]


def _same_books(rows: Sequence[BookResult]) -> Iterator[tuple[int, int, str]]:
    """Pairs of rows of one workbook: of equal content, or of one unit in one month."""
    contents: dict[str, int] = {}
    months: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows):
        first = contents.setdefault(row.content, number) if row.content else number
        if first != number:
            yield first, number, _SAME_CONTENT
        if row.unit and row.period:
            same = months.setdefault((row.unit, row.period), number)
            if same not in (number, first):
                yield same, number, _SAME_MONTH


def _people(rows: Sequence[BookResult]) -> Mapping[tuple[str, str], list[tuple[int, Paid]]]:
    """By month and identity number, where each person is paid; only who is so in two workbooks.

    Back pay by the unit that somebody has left is none for the month.
    """
    found: dict[tuple[str, str], dict[int, Paid]] = {}
    for number, row in enumerate(rows):
        for paid in row.paid:
            if paid.gross_fen and not paid.only_back_pay:
                found.setdefault((row.period, paid.identity), {}).setdefault(number, paid)
    return {key: [*places.items()] for key, places in found.items() if len(places) > 1}


def _paid_twice(paid: Paid, book: str, again: Paid) -> Finding:
    return find(
        "W-PAID-TWICE",
        PAYROLL,
        paid.at,
        paid.name,
        paid.identity,
        masked=mask_identity(paid.identity),
        other=f"{book} {PAYROLL}!{cell_name(*again.at)}",
        here=yuan_text(paid.gross_fen),
        there=yuan_text(again.gross_fen),
    )


def _told(row: BookResult, findings: Sequence[Finding]) -> BookResult:
    """The row with these findings among its own."""
    lines = kinds(findings)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return replace(
        row,
        errors=row.errors + errors,
        warnings=row.warnings + len(findings) - errors,
        why="；".join(part for part in (row.why, *lines[:1]) if part),
        doubles=tuple(lines),
        paid_twice=bool(errors),
    )
