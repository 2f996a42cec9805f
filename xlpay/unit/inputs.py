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
from xlpay.base.forms import INCOMES, INPUT_FORMS, ROSTER, SETTINGS
from xlpay.base.grid import Grid
from xlpay.policy.contributions.standards import ContributionStandards
from xlpay.policy.schema.document import Document
from xlpay.policy.terms.scheme import Scheme, Vocabulary
from xlpay.unit.events.reading import read_events
from xlpay.unit.events.records import Events
from xlpay.unit.net.records import NetRecords, no_records
from xlpay.unit.places import places_of
from xlpay.unit.reach import Reach
from xlpay.unit.roster import EMPTY_ROSTER, Roster, read_roster
from xlpay.unit.settings import NOT_BESIDE, FindPolicy, Settings, read_settings
from xlpay.unit.sheets import InputSheet, missing_sheet
from xlpay.unit.standards import with_standards

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
    net: NetRecords = field(default_factory=no_records)
    contributions: ContributionStandards = field(default_factory=ContributionStandards)

    @property
    def month(self) -> int:
        """The month paid."""
        return self.settings.month

    def scheme(self, month: int) -> Scheme | None:
        """The scheme as in force in a month; None where the policy does not pay."""
        document = self.settings.version(month)
        if document is None:
            return None
        settings = self.settings
        return Scheme(document, self.vocabulary, settings.values, month, settings.standards)

    def in_month(self, month: int) -> Unit:
        """The same unit paid in another month."""
        return replace(self, settings=replace(self.settings, month=month))


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
    vocabulary = Vocabulary(settings.documents)
    document = settings.version(settings.month)
    assert document is not None  # read_settings refuses a month without a version
    settings, told = with_standards(settings, document, grids(INCOMES.sheet))
    findings += told
    scheme = Scheme(document, vocabulary, settings.values, settings.month, settings.standards)
    reach = Reach(scheme, yearly)
    sheet = InputSheet(ROSTER, grid, reach.idle(ROSTER))
    if not sheet.found:
        return None, [*findings, *sheet.findings]
    if not sheet.rows:
        return None, [*findings, *sheet.findings, EMPTY_ROSTER]
    places = places_of(settings.documents)
    roster = read_roster(sheet, vocabulary, places, reach)
    read = read_events(grids, roster, sheet.wrong, vocabulary, places, reach)
    cells = {(ROSTER.sheet, row, header) for row, header in sheet.unknown} | read.unknown_cells
    unknown = Unknown(frozenset(cells), read.unknown_rows)
    unit = Unit(
        settings,
        vocabulary,
        roster,
        read.events,
        sheet.columns,
        read.unsure,
        read.unread,
        unknown,
    )
    return unit, [*findings, *sheet.findings, *read.findings]
