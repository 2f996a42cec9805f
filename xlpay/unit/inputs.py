"""A unit's whole input: settings, roster, events, and the scheme of any month.

Reading never stops at the first mistake: all findings of all sheets come together, and the unit is
absent only where nothing could be computed at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import field
from msgspec.structs import replace

from xlpay.base.findings import Finding
from xlpay.base.forms import INCOMES, INPUT_FORMS, RATES, ROSTER, SETTINGS
from xlpay.base.grid import Grid
from xlpay.base.workdays import WorkDays
from xlpay.policy.contributions.standards import ContributionStandards
from xlpay.policy.schema.document import Document
from xlpay.policy.terms.scheme import Scheme, Vocabulary
from xlpay.unit.events.moves import Belonging
from xlpay.unit.events.reading import read_events
from xlpay.unit.events.records import Events
from xlpay.unit.net.reading import read_net
from xlpay.unit.net.records import NetRecords, no_records
from xlpay.unit.net.rules import read_rules
from xlpay.unit.places import places_of
from xlpay.unit.reach import Reach
from xlpay.unit.roster import EMPTY_ROSTER, Roster, read_roster
from xlpay.unit.settings import NOT_BESIDE, FindPolicy, Settings, read_settings
from xlpay.unit.sheets import InputSheet, missing_sheet
from xlpay.unit.standards import with_standards, without_replaced

INPUT_SHEETS = frozenset(form.sheet for form in INPUT_FORMS)


class Unknown(msgspec.Struct, frozen=True):
    """What can't be used and changes no pay, so that no management rule may go by it.

    `cells` are (sheet, row, header); `rows` (sheet, person) of rows left out, NONE where it is not
    known whose, or where the sheet's table was not found.
    """

    cells: frozenset[tuple[str, int, str]] = frozenset()
    rows: frozenset[tuple[str, int]] = frozenset()


class Unit(msgspec.Struct, frozen=True):
    """A unit as read; `columns` gives the letter positions of 花名册 for findings.

    `unsure` are the people of whom some row has an error; `unread` the sheets whose table was not
    found.  What is computed from either may be wrong, and is not told.
    """

    settings: Settings
    vocabulary: Vocabulary
    roster: Roster
    events: Events
    columns: Mapping[str, int] = field(default_factory=dict)
    unsure: frozenset[int] = frozenset()
    unread: frozenset[str] = frozenset()
    unknown: Unknown = field(default_factory=Unknown)
    belonging: Belonging | None = None  # None: nobody is moved
    net: NetRecords = field(default_factory=no_records)
    contributions: ContributionStandards = field(default_factory=ContributionStandards)

    @property
    def month(self) -> int:
        """The month paid."""
        return self.settings.month

    @property
    def work_days(self) -> WorkDays:
        """The days of work, moved ones too."""
        return self.events.work_days

    def scheme(self, month: int) -> Scheme | None:
        """The scheme as in force in a month; None where the policy does not pay."""
        document = self.settings.version(month)
        if document is None:
            return None
        settings = self.settings
        return Scheme(document, self.vocabulary, settings.values, month, settings.standards)

    def in_month(self, month: int) -> Unit:
        """The same unit paid in another month, everybody where they belong then."""
        settings, roster = replace(self.settings, month=month), self.roster
        if self.belonging is not None:
            roster = self.belonging.placed(roster, month)
        return replace(self, settings=settings, roster=roster)


def read_unit(
    grids: Callable[[str], Grid | None],
    shipped: Sequence[Document],
    find_policy: FindPolicy = NOT_BESIDE,
    month: int | None = None,
    *,
    yearly: bool = False,
) -> tuple[Unit | None, list[Finding]]:
    """A unit from its sheets and every finding; the unit is None where nothing can be computed.

    `yearly`: to compute the money of the month's year; what that doesn't hang on stops nothing.
    """
    settings, findings = read_settings(
        grids(SETTINGS.sheet), shipped, find_policy, month, yearly=yearly
    )
    grid = grids(ROSTER.sheet)
    if grid is None:
        findings.append(missing_sheet(ROSTER))
    if settings is None or grid is None:
        return None, findings
    document = settings.version(settings.month)
    assert document is not None  # read_settings refuses a month without a version
    settings, told = with_standards(settings, document, grids(INCOMES.sheet))
    findings = without_replaced(findings, settings, document)
    unit, of_people = _with_people(grids, grid, settings, document, find_policy, yearly=yearly)
    return unit, [*findings, *told, *of_people]


def _with_people(
    grids: Callable[[str], Grid | None],
    grid: Grid,
    settings: Settings,
    document: Document,
    find_policy: FindPolicy,
    *,
    yearly: bool,
) -> tuple[Unit | None, list[Finding]]:
    """The unit with its people, whose rows stand in `grid`, and all that is recorded of them."""
    vocabulary = Vocabulary(settings.documents)
    scheme = Scheme(document, vocabulary, settings.values, settings.month, settings.standards)
    reach = Reach(scheme, yearly)
    sheet = InputSheet(ROSTER, grid, reach.idle(ROSTER))
    if not sheet.found or not sheet.rows:
        return None, [*sheet.findings, *([EMPTY_ROSTER] if sheet.found else [])]
    places = places_of(settings.documents)
    roster = read_roster(sheet, vocabulary, places, reach)
    read = read_events(grids, roster, sheet.wrong, vocabulary, places, reach)
    cells = {(ROSTER.sheet, row, header) for row, header in sheet.unknown} | read.unknown_cells
    net = read_net(grids, settings, roster, read.unsure, vocabulary, reach)
    contributions, told = read_rules(
        grids(RATES.sheet), settings, vocabulary, reach, find_policy.standards
    )
    unknown = Unknown(frozenset(cells), read.unknown_rows | net.unknown_rows)
    unit = Unit(
        settings,
        vocabulary,
        read.roster,
        read.events,
        sheet.columns,
        read.unsure,
        read.unread,
        unknown,
        read.belonging,
        net.records,
        contributions,
    ).in_month(settings.month)
    return unit, [*sheet.findings, *read.findings, *net.findings, *told]
