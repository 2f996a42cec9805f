"""A month or a year for a program: sheets in, findings and tables out; no file is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeAlias

import msgspec

from xlpay.base.findings import Finding, UnusableFile
from xlpay.base.months import FIRST_YEAR, LAST_YEAR, month_of
from xlpay.pay.payroll import Recall, nothing_closed
from xlpay.policy.files.load import load_shipped
from xlpay.policy.files.show import find_document
from xlpay.policy.schema.document import Document
from xlpay.results.tables import Table
from xlpay.run.frames import Sheets, grids_of
from xlpay.run.missing_sheets import sheet_findings
from xlpay.run.monthly import Calculated, month_run, policies_of, tables_of, year_run
from xlpay.unit import dates
from xlpay.unit.settings import FindPolicy

Month: TypeAlias = int | str | date  # year * 12 + month - 1, text such as 2026-01, a day in it


class Outcome(msgspec.Struct, frozen=True):
    """What came of a unit's sheets: every finding, and the tables by name of sheet.

    Where errors stand, 校验报告 is the only table.
    """

    findings: tuple[Finding, ...]
    tables: Mapping[str, Table]
    failed: bool


def month(
    sheets: Sheets,
    month: Month | None = None,
    *,
    skip_errors: bool = False,
    policies: Iterable[str | Path | Document] = (),
    history: Recall | None = None,
) -> Outcome:
    """The month of a unit, from frames or rows by name of sheet; UnusableFile.

    `policies` are further policies: files, ids or documents.  `history` is given the history that
    would be computed and gives the one to ask, so that closed months answer first.
    """
    done = month_run(
        grids_of(sheets).get,
        load_shipped(),
        policies_given(policies),
        month_number(month),
        skip_errors=skip_errors,
        recall=history or nothing_closed,
    )
    return _outcome(done, sheets)


def year(
    sheets: Sheets,
    year: int,
    *,
    skip_errors: bool = False,
    policies: Iterable[str | Path | Document] = (),
    history: Recall | None = None,
) -> Outcome:
    """The year-end money of a unit, as `month` gives a month."""
    done = year_run(
        grids_of(sheets).get,
        load_shipped(),
        policies_given(policies),
        year,
        skip_errors=skip_errors,
        recall=history or nothing_closed,
    )
    return _outcome(done, sheets)


def _outcome(done: Calculated, sheets: Iterable[str]) -> Outcome:
    done.add(sheet_findings(sorted(sheets), policies_of(done)), first=True)
    tables = {table.sheet: table for table in tables_of(done)}
    return Outcome(tuple(done.findings), tables, done.failed)


def month_number(month: Month | None) -> int | None:
    """A month as a whole number, from text such as 2026-01 or a day in it; UnusableFile."""
    if month is None:
        return None
    if isinstance(month, int):
        found = month if month_of(FIRST_YEAR, 1) <= month <= month_of(LAST_YEAR, 12) else None
    else:
        parsed = dates.month(month)
        found = parsed if isinstance(parsed, int) else None
    if found is None:
        raise UnusableFile("A-MONTH", f"“{month}”不是月份", "应写成 2026-11")
    return found


def policies_given(policies: Iterable[str | Path | Document]) -> FindPolicy:
    """Finds the policies given; with one all of its scheme."""
    shipped = {document.id for document in load_shipped()}
    given = [p if isinstance(p, Document) else find_document(str(p)) for p in policies]
    further = [document for document in given if document.id not in shipped]

    def find(name: str) -> list[Document]:
        schemes = {d.scheme for d in (*load_shipped(), *further) if name in (d.scheme, d.id)}
        return [document for document in further if document.scheme in schemes]

    return FindPolicy(find, lambda: [(document.id, document.scheme) for document in further])
