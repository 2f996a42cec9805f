"""A month or a year from sheets to tables: read, check, compute, and what the result sheets show.

No file and no host is known here; a folder's workbook and a live one go the same way.  With an
error nothing is computed for anybody, unless the people concerned are to be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import msgspec
import numpy as np
from msgspec import field

from xlpay import checks
from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, asked_once, find, unusable
from xlpay.base.forms import POLICY, SETTINGS
from xlpay.base.grid import NOWHERE, Grid
from xlpay.base.months import FIRST_YEAR, LAST_YEAR, month_of, month_text
from xlpay.pay.history import History
from xlpay.pay.month import MonthPayroll
from xlpay.pay.payroll import Computed, Recall, nothing_closed
from xlpay.pay.promotion import Change, changes
from xlpay.policy.contributions.files import StandardsFile, files_in
from xlpay.policy.files.beside import Beside
from xlpay.policy.schema.document import Document
from xlpay.results import common as results
from xlpay.results import month as month_results
from xlpay.results import summary as summary_results
from xlpay.results import year as year_results
from xlpay.results.deductions import deduction_tables
from xlpay.results.tables import Paper, Table
from xlpay.run.errors import leaving_out_errors, without_unpaid
from xlpay.run.ticks import Ticks, kept, read_ticks, ticked_off
from xlpay.unit.inputs import Unit, read_unit
from xlpay.unit.settings import NOT_BESIDE, FindPolicy
from xlpay.yearly.awards import Award, awards
from xlpay.yearly.money import YearEnd, year_end
from xlpay.yearly.quota import quota_findings

Grids = Callable[[str], Grid | None]
Progress = Callable[[str], None]


class Calculated(msgspec.Struct):
    """What came of a workbook: findings always; a run and its tables where they could be made."""

    findings: list[Finding]
    unit: Unit | None = None
    run: MonthPayroll | None = None
    before: MonthPayroll | None = None
    changes: list[Change] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    years: list[YearEnd] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)  # people, with skip_errors
    ticks: Ticks = field(default_factory=Ticks)
    year: int | None = None  # of a year's money
    sheets: Collection[str] = ()  # of the workbook, where there is one

    @property
    def failed(self) -> bool:
        """Nothing may be written: there are errors that were not left out."""
        return self.run is None and not self.years

    @property
    def period(self) -> str:
        """The month, as text; '' where not even that is known."""
        return month_text(self.unit.month) if self.unit is not None else ""

    def add(self, findings: Sequence[Finding], *, first: bool = False) -> None:
        """Further findings, ticked off as the office did."""
        at = 0 if first else len(self.findings)
        self.findings[at:at] = ticked_off(findings, self.ticks)

    def report(self) -> Table:
        """校验报告."""
        name = self.unit.settings.unit if self.unit is not None else ""
        period = self.period if self.year is None else f"{self.year}年"
        others = kept(self.findings, self.ticks, yearly=self.year is not None)
        return results.report(name, period, self.findings, list(others))


def quiet(stage: str) -> None:
    """A progress that says nothing."""


def policies_beside(folder: Path | None, top: Path | None = None) -> FindPolicy:
    """Finds policy files in the workbook's folder: every version of the scheme that is meant.

    Local standards are found there, and in the `top` folder of a batch.
    """
    if folder is None:
        return NOT_BESIDE
    beside = Beside(folder)

    def standards() -> list[StandardsFile]:
        own = files_in(folder)
        if top is None or top.resolve() == folder.resolve():
            return list(own)
        nearer = {file.local for file in own}
        return [*own, *(file for file in files_in(top) if file.local not in nearer)]

    return FindPolicy(beside.find, beside.names, beside.files, standards)


def month_run(
    grids: Grids,
    shipped: Sequence[Document],
    find_policy: FindPolicy,
    month: int | None = None,
    *,
    skip_errors: bool = False,
    recall: Recall = nothing_closed,
    progress: Progress = quiet,
) -> Calculated:
    """The month of a workbook: payroll, changes since the month before, one-off awards.

    `recall` gives what is asked for earlier months, from what would be computed for them.
    """
    progress("读取")
    unit, findings = read_unit(grids, shipped, find_policy, month)
    ticks = read_ticks(grids(results.REPORT))
    if unit is None:
        return Calculated(ticked_off(asked_once(findings), ticks), ticks=ticks)
    progress("计算")
    months = Computed(unit, recall=recall)

    def attempt(left_out: frozenset[int]) -> tuple[_Month, list[Finding]]:
        past = months.without(left_out).past
        run = past.month(unit.month)
        assert run is not None  # read_unit refuses a month that the policy does not pay
        given, notices = awards(run, past)
        return _Month(past, run, given), [*run.findings, *checks.findings(run), *notices]

    read = without_unpaid(unit, findings)
    tried = leaving_out_errors(unit, read, attempt, skip_errors=skip_errors)
    done = Calculated(
        ticked_off(asked_once(tried.findings), ticks),
        unit,
        left_out=sorted(tried.left_out),
        ticks=ticks,
    )
    if tried.result is not None:
        done.run = tried.result.run
        done.awards = [own for own in tried.result.awards if own.person not in tried.left_out]
        done.before = tried.result.past.month(unit.month - 1)
        done.changes = changes(done.run, tried.result.past)
    return done


class _Month(msgspec.Struct, frozen=True):
    """A month, and the history that it was computed with."""

    past: History
    run: MonthPayroll
    awards: list[Award]


def year_run(
    grids: Grids,
    shipped: Sequence[Document],
    find_policy: FindPolicy,
    year: int,
    *,
    skip_errors: bool = False,
    recall: Recall = nothing_closed,
    progress: Progress = quiet,
) -> Calculated:
    """The year-end money of a workbook."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise unusable("P-YEAR", year=year)
    progress("读取")
    unit, findings = read_unit(grids, shipped, find_policy, month_of(year, 12), yearly=True)
    ticks = read_ticks(grids(results.REPORT))
    if unit is None:
        return Calculated(ticked_off(asked_once(findings), ticks), ticks=ticks, year=year)
    scheme = unit.scheme(unit.month)
    assert scheme is not None
    if not scheme.document.yearly:
        cell = unit.settings.cells.get(POLICY, NOWHERE)
        none = find("P-NOYEAR", SETTINGS.sheet, cell, scheme=scheme.document.scheme)
        return Calculated([*findings, none], unit, ticks=ticks)
    progress("计算")
    months = Computed(unit, recall=recall, known_by=unit.month)
    quota = quota_findings(unit, scheme, [year], Severity.ERROR)

    def attempt(left_out: frozenset[int]) -> tuple[list[YearEnd], list[Finding]]:
        past = months.without(left_out).past
        years = [year_end(past, rule, year) for rule in scheme.document.yearly]
        return years, [*quota, *_year_findings(past, years)]

    tried = leaving_out_errors(unit, findings, attempt, skip_errors=skip_errors)
    years = tried.result or []
    found = ticked_off(asked_once(tried.findings), ticks)
    left_out = sorted(tried.left_out)
    return Calculated(found, unit, years=years, left_out=left_out, ticks=ticks, year=year)


def _year_findings(past: History, years: Sequence[YearEnd]) -> list[Finding]:
    """What is told of a year's money, of absences in its months and of openings in its December."""
    december = past.month(past.unit.month)
    assert december is not None
    paid = np.zeros(len(past.unit.roster), dtype=np.bool_)
    for result in years:
        paid[result.people] = True
    found = _each_once([finding for result in years for finding in result.findings])
    for month in {id(m): m for result in years for m in result.months_run}.values():
        found += checks.wrong_records(month)
    return [*found, *checks.figures(past.unit), *checks.openings(december, paid)]


def _each_once(found: Sequence[Finding]) -> list[Finding]:
    """Findings without the further ones of a setting that is not filled: each is told once."""
    lacking = {f.word("name"): f for f in reversed(found) if f.code == "P-MISSING"}
    return [f for f in found if f.code != "P-MISSING" or lacking[f.word("name")] is f]


def policies_of(done: Calculated) -> Sequence[Document]:
    """The versions of the scheme, as far as the unit could be read."""
    return done.unit.settings.documents if done.unit is not None else ()


def month_tables(done: Calculated, present: Collection[str] = ()) -> list[Table]:
    """The result sheets of a month; 年终奖 belongs to the year and is left as it stands.

    `present` are the sheets that the workbook has.
    """
    assert done.run is not None
    summary, grades, moved = summary_results.summary(done.run, done.before)
    payroll = month_results.payroll(done.run, done.changes, done.left_out)
    promotion = month_results.promotion(done.run, done.changes)
    deductions = deduction_tables(done.run, present)
    signed = (payroll, promotion, *deductions)
    wide = [find("W-PAPER", t.sheet) for t in signed if t.paper is Paper.A3]
    done.findings += [finding for finding in wide if finding not in done.findings]
    return [
        payroll,
        promotion,
        month_results.awards(done.run, done.awards),
        summary,
        grades,
        moved,
        done.report(),
        month_results.basis(done.run),
        *deductions,
    ]


def tables_of(done: Calculated) -> list[Table]:
    """The result sheets of a month or a year; where errors stand, 校验报告 alone."""
    if done.failed:
        return [done.report()]
    return month_tables(done) if done.run is not None else year_tables(done)


def year_tables(done: Calculated) -> list[Table]:
    """The result sheets of a year."""
    tables = [done.report()]
    if done.years:
        tables += [year_results.bonus(done.years), year_results.year_basis(done.years)]
    return tables
