"""Every sheet beside 花名册, read together: what it holds, and whom its mistakes make unsure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

import msgspec
import numpy as np

from xlpay.base.findings import Finding
from xlpay.base.forms import (
    ABSENCES,
    ACTIVITIES,
    ADJUSTMENTS,
    COMMUNITIES,
    CREDENTIALS,
    DUTIES,
    MOVED_DAYS,
    MOVES,
    RATINGS,
    SCORES,
    Form,
    Words,
)
from xlpay.base.grid import Grid
from xlpay.base.money import BLANK, Ints
from xlpay.base.months import LATEST, month_text, months_of
from xlpay.policy.terms.scheme import NONE, Vocabulary
from xlpay.unit import cells
from xlpay.unit.columns import codes_of, ints_of, numbers_of
from xlpay.unit.events.absences import absences_of
from xlpay.unit.events.career import credentials_of, ratings_of, spells_of
from xlpay.unit.events.moved import moved_days
from xlpay.unit.events.moves import Belonging, belonging
from xlpay.unit.events.people import RosterLookup
from xlpay.unit.events.records import Activities, Adjustments, Communities, Events, Scores
from xlpay.unit.events.rows import good, repeated, with_earlier
from xlpay.unit.places import Places, placed
from xlpay.unit.reach import Reach
from xlpay.unit.roster import Roster
from xlpay.unit.sheets import InputSheet

_FAR: Final = 12  # months ahead, in which nobody enters pay yet
_FORMS: Final = (
    DUTIES,
    RATINGS,
    CREDENTIALS,
    ABSENCES,
    SCORES,
    ADJUSTMENTS,
    ACTIVITIES,
    COMMUNITIES,
    MOVES,
    MOVED_DAYS,
)


class EventsRead(msgspec.Struct, frozen=True):
    """What was read from the event sheets.

    `unsure` are the people of whom some row has an error, the roster's rows included; `unread`
    are the sheets whose table was not found.  `unknown_…`: as in xlpay.unit.inputs.Unknown.
    """

    roster: Roster  # with every community that somebody is moved to
    belonging: Belonging | None  # None: nobody is moved
    events: Events
    findings: list[Finding]
    unsure: frozenset[int]
    unread: frozenset[str]
    unknown_cells: frozenset[tuple[str, int, str]]
    unknown_rows: frozenset[tuple[str, int]]


def read_events(
    grids: Callable[[str], Grid | None],
    roster: Roster,
    unsure: Collection[int],
    words: Vocabulary,
    places: Places,
    reach: Reach,
) -> EventsRead:
    """Every event sheet of a workbook; missing ones are empty.

    `unsure` are the people whose row in the roster has an error.
    """
    people = RosterLookup(roster, unsure, reach.today)
    sheets = [_opened(form, grids(form.sheet), reach) for form in _FORMS]
    duties, ratings, credentials, absences, scores, adjustments, *rest = sheets
    activities, communities, moves, moved = rest
    work_days = moved_days(moved, words, reach)
    events = Events(
        spells_of(duties, people, words, places, reach),
        ratings_of(ratings, people, words, reach),
        credentials_of(credentials, people, words, reach),
        absences_of(absences, people, words, reach, work_days),
        _scores(scores, people, reach),
        _adjustments(adjustments, people, words, reach),
        _activities(activities, people, words),
        _communities(communities, places),
        work_days,
        frozenset(sheet.form.sheet for sheet in sheets if sheet.rows),
    )
    roster, belongs = belonging(moves, people, places, events.communities, reach)
    findings = [found for sheet in sheets for found in sheet.findings]
    lost = [sheet for sheet in sheets if sheet.there and not sheet.found]
    unread = frozenset(sheet.form.sheet for sheet in lost if not sheet.no_pay)
    unknown = {(s.form.sheet, row, header) for s in sheets for row, header in s.unknown}
    rows = people.unknown() | {(sheet.form.sheet, NONE) for sheet in lost}
    unsure = people.unsure()
    return EventsRead(roster, belongs, events, findings, unsure, unread, frozenset(unknown), rows)


def _opened(form: Form, grid: Grid | None, reach: Reach) -> InputSheet:
    """A sheet; without rows where it is missing or its table was not found."""
    sheet = InputSheet(form, grid, reach.idle(form))
    if not sheet.found:
        sheet.rows = []
    return sheet


def _scores(sheet: InputSheet, people: RosterLookup, reach: Reach) -> Scores:
    scores = Scores(
        ints_of(sheet.rows),
        people.resolve(sheet),
        numbers_of(sheet, "月份", BLANK),
        numbers_of(sheet, "得分", 0),
    )
    for i, before in with_earlier(sheet, scores.person, scores.month):
        if before is not None:
            sheet.flag(i, "V-SCORETWICE", "月份", row=sheet.rows[before])
    _never(sheet, people, scores.person, scores.month, reach)
    known = scores.month != BLANK
    other = known & ((scores.month < reach.first_month) | (scores.month > reach.month))
    sheet.ease(np.flatnonzero(other).tolist())
    return good(sheet, scores)


def _adjustments(
    sheet: InputSheet, people: RosterLookup, words: Vocabulary, reach: Reach
) -> Adjustments:
    adjustments = Adjustments(
        ints_of(sheet.rows),
        people.resolve(sheet),
        numbers_of(sheet, "月份", BLANK),
        codes_of(sheet, "项目", words, Words.ADJUSTMENT),
        numbers_of(sheet, "金额", 0, cells.positive_money),
    )
    _twice(sheet, adjustments, words)
    _never(sheet, people, adjustments.person, adjustments.month, reach)
    known = adjustments.month != BLANK
    other = known & ((adjustments.month != reach.month) | reach.yearly)
    sheet.ease(np.flatnonzero(other).tolist())
    return good(sheet, adjustments)


def _twice(sheet: InputSheet, rows: Adjustments, words: Vocabulary) -> None:
    """The same sum for the same person and month: an error if nothing tells the two apart."""
    seen: dict[tuple[int, ...], list[int]] = {}
    said = sheet.texts("说明")
    keys = zip(*(c.tolist() for c in (rows.person, rows.month, rows.kind, rows.fen)), strict=True)
    for i, key in enumerate(keys):
        if i in sheet.bad or NONE in (key[0], key[2]):
            continue
        before = seen.setdefault(key, [])
        same = next((j for j in before if said[j] == said[i]), None)
        if same is not None:
            item = words.words(Words.ADJUSTMENT)[key[2]]
            sheet.flag(i, "V-PAIDTWICE", "金额", row=sheet.rows[same], item=item)
        elif before:
            sheet.flag(i, "V-PAIDALIKE", "金额", row=sheet.rows[before[0]])
        before.append(i)


def _never(
    sheet: InputSheet, people: RosterLookup, person: Ints, month: Ints, reach: Reach
) -> None:
    """Rows of another month in which the person is not there yet, or which is years away."""
    first = months_of(people.roster.entry)
    known = (month != BLANK) & (month != reach.month) & (person != NONE)
    entered = np.append(first, 0)[person]
    for i in np.flatnonzero(known & (month < entered)).tolist():
        if i not in sheet.bad and people.roster.entry[person[i]] < LATEST:
            sheet.flag(i, "V-NEVER", "月份", month=month_text(month[i]), why="还没有进入社区")
    for i in np.flatnonzero(known & (month > reach.month + _FAR)).tolist():
        if i not in sheet.bad:
            sheet.flag(i, "V-NEVER", "月份", month=month_text(month[i]), why="的工资还早得很")
    # Rows are added month by month: the same month of an earlier year below a later one is odd.
    ahead = np.maximum.accumulate(np.where(month == BLANK, 0, month)) > month
    years = reach.month - month
    for i in np.flatnonzero(known & ahead & (years > 0) & (years % 12 == 0)).tolist():
        if i not in sheet.bad and month[i] >= entered[i]:
            words = {"years": int(years[i]) // 12, "now": month_text(reach.month)}
            sheet.flag(i, "V-YEAR", "月份", month=month_text(month[i]), **words)


def _activities(sheet: InputSheet, people: RosterLookup, words: Vocabulary) -> Activities:
    activities = Activities(
        ints_of(sheet.rows),
        people.resolve(sheet),
        numbers_of(sheet, "月份", BLANK),
        codes_of(sheet, "项目", words, Words.ACTIVITY),
        numbers_of(sheet, "数量", 0),
    )
    return good(sheet, activities)


def _communities(sheet: InputSheet, places: Places) -> Communities:
    names = placed(sheet, "社区", places.community)
    repeated(sheet, "社区", names)
    sheet.tell_blank_rows()
    communities = Communities(
        ints_of(sheet.rows),
        tuple(names),
        tuple(placed(sheet, "街道", places.street)),
        numbers_of(sheet, "规划户数", BLANK),
        numbers_of(sheet, "批准增加指标数", BLANK),
    )
    return good(sheet, communities)
