"""A month or a year from sheets to tables: read, check, compute, and what the result sheets show.

No file and no host is known here; a folder's workbook and a live one go the same way.  With an
error nothing is computed for anybody, unless the people concerned are to be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from xlpay import checks
from xlpay.diagnostics import Diagnostic, Severity
from xlpay.forms import ROSTER
from xlpay.grid import Grid
from xlpay.months import month_of, month_text
from xlpay.payroll import MonthPayroll, compute
from xlpay.policy.schema import Document
from xlpay.promotion import Change, changes
from xlpay.settings import FindPolicy
from xlpay.unit import Unit, read_unit
from xlpay.workbook import results
from xlpay.workbook.tables import Table
from xlpay.yearend import Award, YearEnd, awards, quota_findings, year_end

Grids = Callable[[str], Grid | None]
Progress = Callable[[str], None]


@dataclass
class Calculated:
    """What came of a workbook: findings always; a run and its tables where they could be made."""

    findings: list[Diagnostic]
    unit: Unit | None = None
    run: MonthPayroll | None = None
    before: MonthPayroll | None = None
    changes: list[Change] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    years: list[YearEnd] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)  # people, with skip_errors

    @property
    def failed(self) -> bool:
        """Nothing may be written: there are errors that were not left out."""
        return self.run is None and not self.years

    @property
    def period(self) -> str:
        """The month, as text; '' where not even that is known."""
        return month_text(self.unit.month) if self.unit is not None else ""

    def report(self) -> Table:
        """校验报告."""
        name = self.unit.settings.unit if self.unit is not None else ""
        return results.report(name, self.period, self.findings)


def quiet(stage: str) -> None:
    """A progress that says nothing."""


def month_run(
    grids: Grids,
    shipped: Sequence[Document],
    find_policy: FindPolicy,
    month: int | None = None,
    *,
    skip_errors: bool = False,
    progress: Progress = quiet,
) -> Calculated:
    """The month of a workbook: payroll, changes since the month before, one-off awards."""
    progress("读取")
    unit, findings = read_unit(grids, shipped, find_policy, month)
    if unit is None:
        return Calculated(findings)
    progress("计算")
    excluded: set[int] = set()
    while True:
        run = compute(unit, unit.month, excluded)
        assert run is not None  # read_unit refuses a month that the policy does not pay
        given, notices = awards(run)
        found = [*findings, *run.findings, *checks.findings(run), *notices]
        done = Calculated(found, unit, left_out=sorted(excluded))
        concerned, rest = _people_of_errors(unit, found, excluded)
        if rest or (concerned and not skip_errors):
            return done
        if not concerned:
            break
        excluded |= concerned
    done.run, done.awards = run, [award for award in given if award.person not in excluded]
    done.before = compute(unit, unit.month - 1, excluded)
    done.changes = changes(run)
    return done


def _people_of_errors(
    unit: Unit, findings: Sequence[Diagnostic], excluded: set[int]
) -> tuple[set[int], bool]:
    """People with an error who are not yet left out, and whether an error is nobody's."""
    index = unit.roster.index()
    by_row = {int(row): i for i, row in enumerate(unit.roster.rows.tolist())}
    people: set[int] = set()
    nobody = False
    for finding in findings:
        if finding.severity is not Severity.ERROR:
            continue
        row = (
            int("".join(c for c in finding.cell if c.isdigit()) or 0)
            if finding.sheet == ROSTER.sheet
            else 0
        )
        person = by_row.get(row, index.get(finding.identity))
        if person is not None and finding.code != "I-TWICE":
            people.add(person)
        elif person is not None:
            # Two rows of one person: neither can be trusted.
            people |= {
                i for i, number in enumerate(unit.roster.identities) if number == finding.identity
            }
        elif not finding.identity and not finding.code.startswith("I-"):
            nobody = True
    return people - excluded, nobody


def year_run(
    grids: Grids,
    shipped: Sequence[Document],
    find_policy: FindPolicy,
    year: int,
    *,
    skip_errors: bool = False,
    progress: Progress = quiet,
) -> Calculated:
    """The year-end money of a workbook."""
    progress("读取")
    unit, findings = read_unit(grids, shipped, find_policy, month_of(year, 12))
    if unit is None:
        return Calculated(findings)
    scheme = unit.scheme(unit.month)
    assert scheme is not None
    progress("计算")
    quota = quota_findings(unit, scheme, [year], Severity.ERROR)
    excluded: set[int] = set()
    while True:
        years = [year_end(unit, rule, year, excluded) for rule in scheme.document.yearly]
        found = [*findings, *quota, *(f for result in years for f in result.findings)]
        run = compute(unit, unit.month, excluded)
        assert run is not None
        served = years[0].months > 0 if years else None
        found += checks.openings(run, served)
        done = Calculated(found, unit, left_out=sorted(excluded))
        concerned, rest = _people_of_errors(unit, found, excluded)
        if rest or (concerned and not skip_errors):
            return done
        if not concerned:
            done.years = years
            return done
        excluded |= concerned


def month_tables(done: Calculated) -> list[Table]:
    """The result sheets of a month; 年终奖 belongs to the year and is left as it stands."""
    assert done.run is not None
    summary, grades, moved = results.summary(done.run, done.before)
    return [
        results.payroll(done.run),
        results.promotion(done.run, done.changes),
        results.awards(done.run, done.awards),
        summary,
        grades,
        moved,
        done.report(),
        results.basis(done.run),
    ]


def year_tables(done: Calculated) -> list[Table]:
    """The result sheets of a year."""
    tables = [done.report()]
    for result in done.years:
        tables += [results.bonus(result), results.year_basis(result)]
    return tables
