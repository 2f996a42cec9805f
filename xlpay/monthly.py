"""A month or a year from sheets to tables: read, check, compute, and what the result sheets show.

No file and no host is known here; a folder's workbook and a live one go the same way.  With an
error nothing is computed for anybody, unless the people concerned are to be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from xlpay import checks
from xlpay.awards import Award, awards
from xlpay.diagnostics import Diagnostic, Severity, find
from xlpay.forms import ADJUSTMENTS, COMMUNITIES, INPUT_FORMS, ROSTER, SETTINGS, Words
from xlpay.grid import Grid, cell_name
from xlpay.identities import modern
from xlpay.months import month_of, month_text, window
from xlpay.payroll import MonthPayroll, compute
from xlpay.policy.beside import names_in, policies_in
from xlpay.policy.schema import Document
from xlpay.policy.scheme import NONE
from xlpay.promotion import Change, changes
from xlpay.quota import quota_findings
from xlpay.settings import NOT_BESIDE, FindPolicy
from xlpay.unit import INPUT_SHEETS, Unit, read_unit
from xlpay.workbook import results
from xlpay.workbook.tables import Table
from xlpay.workbook.template_scope import reads_sheet
from xlpay.yearend import YearEnd, year_end

Grids = Callable[[str], Grid | None]
Progress = Callable[[str], None]
Result = TypeVar("Result")
_ALIKE: Final = 0.7  # of names of sheets: one character more or less


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


def policies_beside(folder: Path | None) -> FindPolicy:
    """Finds policy files in the workbook's folder: every version of the scheme that is meant."""
    if folder is None:
        return NOT_BESIDE
    return FindPolicy(lambda name: policies_in(folder, name), lambda: names_in(folder))


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

    def attempt(excluded: set[int]) -> tuple[tuple[MonthPayroll, list[Award]], list[Diagnostic]]:
        run = compute(unit, unit.month, excluded)
        assert run is not None  # read_unit refuses a month that the policy does not pay
        given, notices = awards(run)
        return (run, given), [*run.findings, *checks.findings(run), *notices]

    read = _without_unpaid(unit, findings)
    found, excluded, result = _settle(unit, read, attempt, skip_errors=skip_errors)
    done = Calculated(found, unit, left_out=sorted(excluded))
    if result is not None:
        done.run, given = result
        done.awards = [award for award in given if award.person not in excluded]
        done.before = compute(unit, unit.month - 1, excluded)
        done.changes = changes(done.run)
    return done


def _without_unpaid(unit: Unit, read: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Errors in rows of people who surely have no part in this month, as warnings.

    An identity number stays an error: it is not known whose row it is.  So does 补扣发明细: money
    entered for someone who is not paid is itself a mistake.
    """
    who = _Whose(unit)
    unpaid = _surely_unpaid(unit, read)

    def mild(found: Diagnostic) -> bool:
        if found.severity is not Severity.ERROR or found.code.startswith("I-"):
            return False
        people = who.of(found)
        return found.sheet != ADJUSTMENTS.sheet and bool(people) and people <= unpaid

    return [_as_warning(found) if mild(found) else found for found in read]


def _as_warning(found: Diagnostic) -> Diagnostic:
    return replace(
        found, severity=Severity.WARNING, message=f"{found.message}（此人本月不发薪，不影响本月）"
    )


def _surely_unpaid(unit: Unit, read: Sequence[Diagnostic]) -> set[int]:
    """People of a category that is not paid here, or who left before the month before.

    Only where the cells that say so are sound, and what is paid goes by the month alone: who left
    last month is compared with, and sums a period reach further back.
    """
    roster, scheme = unit.roster, unit.scheme(unit.month)
    assert scheme is not None
    errors = {(f.sheet, f.cell) for f in read if f.severity is Severity.ERROR}
    doubtful = {f.identity for f in read if f.code.startswith("I-")}
    document = scheme.document
    paid = {category.word for category in document.category if category.pay != "none"}
    words = unit.vocabulary.words(Words.CATEGORY)
    monthly = all(
        c.kind != "payout" and (c.every == "month" or c.pay == "accrual")
        for c in document.component
    )
    before = window(unit.month - 1).first

    def sound(person: int, header: str) -> bool:
        column = unit.columns.get(header)
        row = int(roster.rows[person])
        return column is not None and (ROSTER.sheet, cell_name(row, column)) not in errors

    def gone(person: int) -> bool:
        return monthly and roster.leave[person] < before and sound(person, "离职日期")

    def elsewhere(person: int) -> bool:
        code = int(roster.category[person])
        return code != NONE and words[code] not in paid and sound(person, "人员类别")

    known = (i for i, number in enumerate(roster.identities) if number and number not in doubtful)
    return {i for i in known if elsewhere(i) or gone(i)}


def _settle(
    unit: Unit,
    read: Sequence[Diagnostic],
    attempt: Callable[[set[int]], tuple[Result, list[Diagnostic]]],
    *,
    skip_errors: bool,
) -> tuple[list[Diagnostic], set[int], Result | None]:
    """Compute, with `skip_errors` until nobody with an error is left in.

    Gives all findings, the people left out, and the result: None where errors stand.  What was told
    of people before they were left out is kept; what their absence brings about is not told.
    """
    excluded: set[int] = set()
    told: list[Diagnostic] = []
    who = _Whose(unit)
    while True:
        result, computed = attempt(excluded)
        fresh = [f for f in _no_consequences(unit, read, computed) if not who.of(f) & excluded]
        found = [*read, *told, *fresh]
        errors = [f for f in found if f.severity is Severity.ERROR]
        if not skip_errors or any(who.nobody(f) for f in errors):
            return found, excluded, None if errors else result
        concerned = {person for f in errors for person in who.of(f)} - excluded
        if not concerned:
            return found, excluded, result
        told += [f for f in fresh if who.of(f) & concerned]
        excluded |= concerned


def _no_consequences(
    unit: Unit, read: Sequence[Diagnostic], computed: Sequence[Diagnostic]
) -> list[Diagnostic]:
    """What was computed and is worth telling beside what reading found: one mistake, one finding.

    Left out is what concerns a person, a cell or a sheet with an error, told already.
    """
    if unit.unread:
        return []
    errors = [f for f in read if f.severity is Severity.ERROR]
    if not errors:
        return list(computed)
    roster = unit.roster
    told = {(f.sheet, f.cell) for f in errors if f.cell}
    sheets = {f.sheet for f in errors} & {SETTINGS.sheet, COMMUNITIES.sheet}
    people = {(roster.names[i], roster.identities[i]) for i in unit.unsure}
    rows = {int(roster.rows[i]) for i in unit.unsure}
    return [
        f
        for f in computed
        if (f.sheet, f.cell) not in told
        and not ((f.person or f.identity) and (f.person, f.identity) in people)
        and not (f.sheet == ROSTER.sheet and _row_of(f) in rows)
        and f.sheet not in sheets
        and not (COMMUNITIES.sheet in sheets and not f.person and f.severity is Severity.WARNING)
    ]


def _row_of(finding: Diagnostic) -> int:
    """The row of a finding's cell; 0 for none."""
    return int("".join(c for c in finding.cell if c.isdigit()) or 0)


class _Whose:
    """Whom a finding concerns."""

    def __init__(self, unit: Unit) -> None:
        self._people: dict[str, set[int]] = {}
        for person, number in enumerate(unit.roster.identities):
            self._people.setdefault(modern(number), set()).add(person)
        self._rows = {int(row): i for i, row in enumerate(unit.roster.rows.tolist())}

    def of(self, finding: Diagnostic) -> set[int]:
        """The people of a finding: of its row in 花名册, or of its identity number.

        Two rows of one number are both concerned: neither can be trusted.
        """
        same = self._people.get(modern(finding.identity), set()) if finding.identity else set()
        if finding.sheet == ROSTER.sheet and finding.code != "I-TWICE":
            person = self._rows.get(_row_of(finding))
            return same if person is None else {person}
        return same

    def nobody(self, finding: Diagnostic) -> bool:
        """A finding that no person can be left out for; a row of a stranger is left out itself."""
        stranger = bool(finding.identity) or finding.code.startswith("I-")
        return not self.of(finding) and not stranger


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

    def attempt(excluded: set[int]) -> tuple[list[YearEnd], list[Diagnostic]]:
        years = [year_end(unit, rule, year, excluded) for rule in scheme.document.yearly]
        run = compute(unit, unit.month, excluded)
        assert run is not None
        paid = np.zeros(len(unit.roster), dtype=np.bool_)
        for result in years:
            paid[result.people] = True
        computed = [*quota, *(f for result in years for f in result.findings)]
        for month in {id(m): m for result in years for m in result.months_run}.values():
            computed += checks.long_absences(month)
        return years, [*computed, *checks.openings(run, paid)]

    found, excluded, result = _settle(unit, findings, attempt, skip_errors=skip_errors)
    return Calculated(found, unit, years=result or [], left_out=sorted(excluded))


def policies_of(done: Calculated) -> Sequence[Document]:
    """The versions of the scheme, as far as the unit could be read."""
    return done.unit.settings.documents if done.unit is not None else ()


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
    if done.years:
        tables += [results.bonus(done.years), results.year_basis(done.years)]
    return tables


def sheet_findings(sheets: Sequence[str], policies: Sequence[Document] = ()) -> list[Diagnostic]:
    """Optional input sheets that are missing, and those that some other sheet may be meant for.

    Only those that one of the policies reads, if these are known.
    """
    if INPUT_SHEETS.isdisjoint(sheets):
        return []  # another file altogether: that the required sheets lack says enough
    findings = []
    others = [name for name in sheets if name not in INPUT_SHEETS]
    for form in INPUT_FORMS:
        unread = policies and not any(reads_sheet(policy, form) for policy in policies)
        if form.sheet in sheets or form.required or unread:
            continue
        near = next(iter(get_close_matches(form.sheet, others, 1, _ALIKE)), "")
        words = {"sheet": form.sheet, "near": near}
        findings.append(find("S-RENAMED" if near else "S-ABSENT", form.sheet, **words))
    return findings
