"""Every sheet beside 花名册, read together: what it holds, and whom its mistakes make unsure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from xlpay.base.diagnostics import Diagnostic
from xlpay.base.forms import (
    ABSENCES,
    ACTIVITIES,
    ADJUSTMENTS,
    COMMUNITIES,
    CREDENTIALS,
    DUTIES,
    RATINGS,
    SCORES,
    Form,
    Words,
)
from xlpay.base.grid import Grid
from xlpay.base.money import BLANK
from xlpay.policy.scheme import Scheme, Vocabulary
from xlpay.unit import cells
from xlpay.unit.columns import codes_of, ints_of, numbers_of
from xlpay.unit.events.absences import absences_of
from xlpay.unit.events.career import credentials_of, ratings_of, spells_of
from xlpay.unit.events.people import People
from xlpay.unit.events.records import Activities, Adjustments, Communities, Events, Scores
from xlpay.unit.events.rows import good, repeated, with_earlier
from xlpay.unit.places import Places, placed
from xlpay.unit.roster import Roster
from xlpay.unit.sheets import Sheet

_FORMS: Final = (
    DUTIES,
    RATINGS,
    CREDENTIALS,
    ABSENCES,
    SCORES,
    ADJUSTMENTS,
    ACTIVITIES,
    COMMUNITIES,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from the event sheets.

    `unsure` are the people of whom some row has an error, the roster's rows included; `unread`
    are the sheets whose table was not found.
    """

    events: Events
    findings: list[Diagnostic]
    unsure: frozenset[int]
    unread: frozenset[str]


def read_events(
    grids: Callable[[str], Grid | None],
    roster: Roster,
    unsure: Collection[int],
    words: Vocabulary,
    scheme: Scheme,
    places: Places,
    today: int,
) -> Reading:
    """Every event sheet of a workbook; missing ones are empty.

    `unsure` are the people whose row in the roster has an error.
    """
    people = People(roster, unsure, today)
    sheets = [_opened(form, grids(form.sheet)) for form in _FORMS]
    duties, ratings, credentials, absences, scores, adjustments, activities, communities = sheets
    events = Events(
        spells_of(duties, people, words, places),
        ratings_of(ratings, people, words),
        credentials_of(credentials, people, words),
        absences_of(absences, people, words, scheme),
        _scores(scores, people),
        _adjustments(adjustments, people, words),
        _activities(activities, people, words),
        _communities(communities, places),
        frozenset(sheet.form.sheet for sheet in sheets if sheet.rows),
    )
    findings = [found for sheet in sheets for found in sheet.findings]
    unread = frozenset(sheet.form.sheet for sheet in sheets if sheet.there and not sheet.found)
    return Reading(events, findings, people.unsure(), unread)


def _opened(form: Form, grid: Grid | None) -> Sheet:
    """A sheet; without rows where it is missing or its table was not found."""
    sheet = Sheet(form, grid)
    if not sheet.found:
        sheet.rows = []
    return sheet


def _scores(sheet: Sheet, people: People) -> Scores:
    scores = Scores(
        ints_of(sheet.rows),
        people.resolve(sheet),
        numbers_of(sheet, "月份", BLANK),
        numbers_of(sheet, "得分", 0),
    )
    for i, before in with_earlier(sheet, scores.person, scores.month):
        if before is not None:
            sheet.flag(i, "V-SCORETWICE", "月份", row=sheet.rows[before])
    return good(sheet, scores)


def _adjustments(sheet: Sheet, people: People, words: Vocabulary) -> Adjustments:
    adjustments = Adjustments(
        ints_of(sheet.rows),
        people.resolve(sheet),
        numbers_of(sheet, "月份", BLANK),
        codes_of(sheet, "项目", words, Words.ADJUSTMENT),
        numbers_of(sheet, "金额", 0, cells.positive_money),
    )
    return good(sheet, adjustments)


def _activities(sheet: Sheet, people: People, words: Vocabulary) -> Activities:
    activities = Activities(
        ints_of(sheet.rows),
        people.resolve(sheet),
        numbers_of(sheet, "月份", BLANK),
        codes_of(sheet, "项目", words, Words.ACTIVITY),
        numbers_of(sheet, "数量", 0),
    )
    return good(sheet, activities)


def _communities(sheet: Sheet, places: Places) -> Communities:
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
