"""What errors lead to: whom one concerns, who may be left out, what is told beside another.

An error is never passed over in silence.  It becomes a warning only where it surely has no part in
the month, it leaves out the people it concerns only where that was asked for, and what it merely
brings about is not told a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from xlpay.base.codes import CODES, Severity
from xlpay.base.findings import Finding, stops
from xlpay.base.forms import ADJUSTMENTS, COMMUNITIES, ROSTER, SETTINGS, Words
from xlpay.base.grid import cell_name
from xlpay.base.months import window
from xlpay.policy.terms.scheme import NONE
from xlpay.policy.uses import reaches_back
from xlpay.unit.identities import modern
from xlpay.unit.inputs import Unit

Result = TypeVar("Result")


class Attempted(msgspec.Struct, Generic[Result], frozen=True):
    """All findings, the people left out, and the result: None where errors stand."""

    findings: list[Finding]
    left_out: frozenset[int]
    result: Result | None


def leaving_out_errors(
    unit: Unit,
    read: Sequence[Finding],
    attempt: Callable[[frozenset[int]], tuple[Result, list[Finding]]],
    *,
    skip_errors: bool,
) -> Attempted[Result]:
    """Compute, with `skip_errors` until nobody with an error is left in.

    What was told of people before they were left out is kept; what their absence brings about is
    not told.
    """
    excluded: frozenset[int] = frozenset()
    told: list[Finding] = []
    who = Whose(unit)
    while True:
        result, computed = attempt(excluded)
        fresh = [f for f in _no_consequences(unit, read, computed) if not who.of(f) & excluded]
        found = [*read, *told, *fresh]
        errors = [f for f in found if stops(f)]
        if not skip_errors or any(who.nobody(f) for f in errors):
            return Attempted(found, excluded, None if errors else result)
        concerned = {person for f in errors for person in who.of(f)} - excluded
        if not concerned:
            return Attempted(found, excluded, result)
        told += [f for f in fresh if who.of(f) & concerned]
        excluded |= concerned


def _no_consequences(
    unit: Unit, read: Sequence[Finding], computed: Sequence[Finding]
) -> list[Finding]:
    """What was computed and is worth telling beside what reading found: one mistake, one finding.

    Left out is what concerns a person, a cell or a sheet with an error, told already.
    """
    if unit.unread:
        return []
    unknown = _goes_by_unknown(unit)
    computed = [f for f in computed if not unknown(f)]
    errors = [f for f in read if stops(f)]
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
        and not (f.sheet == ROSTER.sheet and f.row in rows)
        and f.sheet not in sheets
        and not (COMMUNITIES.sheet in sheets and not f.person and f.severity is Severity.WARNING)
    ]


def _goes_by_unknown(unit: Unit) -> Callable[[Finding], bool]:
    """Tells the findings of management rules that go by a cell or a row that couldn't be used."""
    columns, unknown = unit.columns, unit.unknown
    cells = {
        cell_name(row, columns[header])
        for sheet, row, header in unknown.cells
        if sheet == ROSTER.sheet and header in columns
    }
    people: dict[str, set[int]] = {}
    for sheet, person in unknown.rows:
        people.setdefault(sheet, set()).add(person)
    who = Whose(unit) if people else None

    def goes(found: Finding) -> bool:
        if found.severity in (Severity.ERROR, Severity.INFO):
            return False
        mine = people.get(found.sheet)
        if who is not None and mine:
            return NONE in mine or not found.identity or bool(who.of(found) & mine)
        return found.sheet == ROSTER.sheet and found.cell in cells

    return goes


def without_unpaid(unit: Unit, read: Sequence[Finding]) -> list[Finding]:
    """Errors in rows of people who surely have no part in this month, as warnings.

    An identity number stays an error: it is not known whose row it is.  So does 补扣发明细: money
    entered for someone who is not paid is itself a mistake.
    """
    who = Whose(unit)
    unpaid = _surely_unpaid(unit, read)

    def mild(found: Finding) -> bool:
        if found.severity is not Severity.ERROR or CODES[found.code].identity:
            return False
        people = who.of(found)
        return found.sheet != ADJUSTMENTS.sheet and bool(people) and people <= unpaid

    return [found.without_effect() if mild(found) else found for found in read]


def _surely_unpaid(unit: Unit, read: Sequence[Finding]) -> set[int]:
    """People of a category that is not paid here, or who left before the month before.

    Only where the cells that say so are sound, and what is paid goes by the month alone: who left
    last month is compared with, and sums a period reach further back.
    """
    roster, scheme = unit.roster, unit.scheme(unit.month)
    assert scheme is not None
    errors = {(f.sheet, f.cell) for f in read if f.severity is Severity.ERROR}
    doubtful = {f.identity for f in read if CODES[f.code].identity}
    document = scheme.document
    paid = {category.word for category in document.category if category.pay != "none"}
    words = unit.vocabulary.words(Words.CATEGORY)
    monthly = not reaches_back(document)
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


class Whose:
    """Whom a finding concerns."""

    def __init__(self, unit: Unit) -> None:
        self._people: dict[str, set[int]] = {}
        for person, number in enumerate(unit.roster.identities):
            self._people.setdefault(modern(number), set()).add(person)
        self._rows = {int(row): i for i, row in enumerate(unit.roster.rows.tolist())}

    def of(self, finding: Finding) -> set[int]:
        """The people of a finding: of its row in 花名册, or of its identity number.

        Two rows of one number are both concerned: neither can be trusted.
        """
        same = self._people.get(modern(finding.identity), set()) if finding.identity else set()
        if finding.sheet == ROSTER.sheet and not CODES[finding.code].several:
            person = self._rows.get(finding.row)
            return same if person is None else {person}
        return same

    def nobody(self, finding: Finding) -> bool:
        """A finding that no person can be left out for; a row of a stranger is left out itself."""
        stranger = bool(finding.identity) or CODES[finding.code].identity
        return not self.of(finding) and not stranger
