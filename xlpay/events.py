"""The sheets beside 花名册: spells, ratings, credentials, absences, scores, adjustments.

One row of a sheet is one element of each of its columns; `person` is the index in the roster.
Rows with an error are left out of the columns; their findings name the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import Final, TypeVar

import numpy as np

from xlpay import cells
from xlpay.cells import is_blank
from xlpay.diagnostics import Diagnostic, mask_identity
from xlpay.forms import (
    ABSENCES,
    ACTIVITIES,
    ADJUSTMENTS,
    COMMUNITIES,
    CREDENTIAL_KINDS,
    CREDENTIALS,
    DEGREE,
    DIPLOMA,
    DUTIES,
    HONOUR,
    QUALIFICATION,
    RATINGS,
    SCORES,
    Form,
    Words,
)
from xlpay.grid import CellValue, Grid
from xlpay.identities import modern, read_identity
from xlpay.money import BLANK, Bools, Ints
from xlpay.months import EARLIEST, LATEST, day_text, months_of, weekdays_between
from xlpay.policy.scheme import NONE, Scheme, Vocabulary
from xlpay.roster import Roster, ints_of
from xlpay.sheets import Sheet

EventT = TypeVar("EventT")
_FEW: Final = 50  # so many wrong numbers are compared with each unknown one
_ALIKE: Final = 0.88  # two of eighteen characters may differ


@dataclass(frozen=True, slots=True)
class Spells:
    """任职记录: a duty from first to last day (LATEST: still held)."""

    row: Ints
    person: Ints
    duty: Ints
    first: Ints
    last: Ints
    community: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    """考核记录: a year's rating; `approved` is the day of approval, EARLIEST where blank."""

    row: Ints
    person: Ints
    year: Ints
    rating: Ints
    approved: Ints


@dataclass(frozen=True, slots=True)
class Credentials:
    """学历证书: diplomas and qualifications; `hired` is BLANK where not filled."""

    row: Ints
    person: Ints
    kind: Ints  # a position in CREDENTIAL_KINDS
    level: Ints  # a code of 学历, 职业资格, 学位 or 荣誉, as the kind says
    obtained: Ints
    hired: Ints


@dataclass(frozen=True, slots=True)
class Absences:
    """请假考勤: days in halves."""

    row: Ints
    person: Ints
    kind: Ints
    first: Ints
    last: Ints
    halves: Ints


@dataclass(frozen=True, slots=True)
class Scores:
    """绩效分配: a month's score in 1/10000."""

    row: Ints
    person: Ints
    month: Ints
    score: Ints


@dataclass(frozen=True, slots=True)
class Adjustments:
    """补扣发明细: fen, with the code of 补发 / 补扣 / 其他扣款."""

    row: Ints
    person: Ints
    month: Ints
    kind: Ints
    fen: Ints


@dataclass(frozen=True, slots=True)
class Activities:
    """履职记录: a quantity in 1/10000 of a kind of duty done in a month."""

    row: Ints
    person: Ints
    month: Ints
    kind: Ints
    quantity: Ints


@dataclass(frozen=True, slots=True)
class Communities:
    """社区: households and extra places (BLANK where not filled)."""

    row: Ints
    name: tuple[str, ...]
    street: tuple[str, ...]
    households: Ints
    extra: Ints


@dataclass(frozen=True, slots=True)
class Events:
    """Everything beside the roster; `filled` names the optional sheets that hold a row."""

    spells: Spells
    ratings: Ratings
    credentials: Credentials
    absences: Absences
    scores: Scores
    adjustments: Adjustments
    activities: Activities
    communities: Communities
    filled: frozenset[str]


class _People:
    """The roster as the event sheets see it."""

    def __init__(self, roster: Roster, unsure: Collection[int], today: int) -> None:
        self.roster = roster
        self.index = roster.index()
        self.today = today
        self._shown = list(zip(roster.names, roster.identities, strict=True))
        self._names = [cells.squeezed(name) for name in roster.names]
        often = Counter(self._names)
        self._by_name = {n: i for i, n in enumerate(self._names) if n and often[n] == 1}
        self._unsure = frozenset(unsure)
        self._unsure_names = {self._names[i] for i in unsure if self._names[i]}
        self._rows: list[tuple[Sheet, list[int]]] = []
        self._parsed: dict[object, tuple[str, list[cells.Trouble]]] = {}

    def resolve(self, sheet: Sheet) -> Ints:
        """The person of each row; findings for unusable numbers, unknown people, other names."""
        written = sheet.texts("姓名")
        plain_of = {name: cells.squeezed(name) for name in set(written)}
        names = [plain_of[name] for name in written]
        people: list[int] = []
        whose: list[int] = []
        for i, value in enumerate(sheet.raw("身份证号")):
            plain = self.index.get(value) if type(value) is str else None
            if plain is not None and (not names[i] or names[i] == self._names[plain]):
                sheet.people[i] = self._shown[plain]
                people.append(plain)
                whose.append(plain)
                continue
            number, troubles = self._read(value)
            person = self.index.get(modern(number), NONE) if number else NONE
            meant = person if person != NONE else self._by_name.get(names[i], NONE)
            people.append(person)
            whose.append(meant)
            # An error in the row is that person's, so that they can be left out.
            sheet.people[i] = self._shown[meant] if meant != NONE else (names[i], number)
            self._tell(sheet, i, number, person, names[i], troubles)
        sheet.tell_blank_rows()
        self._rows.append((sheet, whose))
        return ints_of(people)

    def _read(self, value: CellValue) -> tuple[str, list[cells.Trouble]]:
        """An identity cell, parsed once for all sheets."""
        key = (type(value), value)
        if key not in self._parsed:
            self._parsed[key] = read_identity(value, self.today)
        return self._parsed[key]

    def unsure(self) -> frozenset[int]:
        """Everybody of whom some row, here or in the roster, has an error."""
        found = {whose[i] for sheet, whose in self._rows for i in sheet.bad}
        return frozenset((found | self._unsure) - {NONE})

    def _tell(
        self,
        sheet: Sheet,
        i: int,
        number: str,
        person: int,
        name: str,
        troubles: list[cells.Trouble],
    ) -> None:
        if person == NONE:
            for found in troubles:
                sheet.trouble(i, "身份证号", found)
            if number and not troubles and not self._misspelt(number, name):
                sheet.flag(i, "I-UNKNOWN", "身份证号", masked=mask_identity(number))
            sheet.bad.add(i)  # nobody's row is left out, told or not
            return
        # A number that is in the roster has its mistakes told there once.
        own = self._names[person]
        if name and own and name != own and not (person in self._unsure and self._meant(name)):
            sheet.flag(i, "I-NAME", "姓名", name=name, roster=own)

    def _meant(self, name: str) -> bool:
        """Somebody whose row in the roster has an error."""
        return name in self._unsure_names

    def _misspelt(self, number: str, name: str) -> bool:
        """Whether it is the roster that has this person's number wrong, which is told there."""
        wrong = [self.roster.identities[i] for i in self._unsure]
        return self._meant(name) or (
            not name and len(wrong) <= _FEW and bool(get_close_matches(number, wrong, 1, _ALIKE))
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
    today: int,
) -> Reading:
    """Every event sheet of a workbook; missing ones are empty.

    `unsure` are the people whose row in the roster has an error.
    """
    people = _People(roster, unsure, today)
    findings: list[Diagnostic] = []
    filled: set[str] = set()

    def sheet(form: Form) -> Sheet:
        opened = Sheet(form, grids(form.sheet))
        if not opened.found:
            opened.rows = []
        if opened.rows:
            filled.add(form.sheet)
        return opened

    sheets = [
        sheet(f)
        for f in (
            DUTIES,
            RATINGS,
            CREDENTIALS,
            ABSENCES,
            SCORES,
            ADJUSTMENTS,
            ACTIVITIES,
            COMMUNITIES,
        )
    ]
    events = Events(
        _spells(sheets[0], people, words, scheme),
        _ratings(sheets[1], people, words),
        _credentials(sheets[2], people, words),
        _absences(sheets[3], people, words, scheme),
        _scores(sheets[4], people),
        _adjustments(sheets[5], people, words),
        _activities(sheets[6], people, words),
        _communities(sheets[7]),
        frozenset(filled),
    )
    for opened in sheets:
        findings += opened.findings
    unread = {opened.form.sheet for opened in sheets if opened.there and not opened.found}
    return Reading(events, findings, people.unsure(), frozenset(unread))


def _words(sheet: Sheet, header: str, words: Vocabulary, kind: Words) -> Ints:
    spellings = words.spellings(kind)
    return ints_of(sheet.words(header, lambda word: words.code(kind, word), spellings, NONE))


def _good(sheet: Sheet, events: EventT) -> EventT:
    """The events without the rows that have an error."""
    if not sheet.bad:
        return events
    keep = np.ones(len(sheet.rows), dtype=np.bool_)
    keep[list(sheet.bad)] = False
    return replace(events, **{f.name: _kept(getattr(events, f.name), keep) for f in fields(events)})  # type: ignore[type-var,arg-type]


def _kept(column: Ints | tuple[str, ...], keep: Bools) -> Ints | tuple[str, ...]:
    if isinstance(column, tuple):
        return tuple(text for text, kept in zip(column, keep, strict=True) if kept)
    return column[keep]


def _ordered(sheet: Sheet, first: Ints, last: Ints) -> None:
    """A finding where the last day is before the first."""
    for i in np.flatnonzero((last < first) & (first < LATEST) & (last > EARLIEST)):
        sheet.flag(int(i), "V-ORDER", "结束日期", first=day_text(first[i]), last=day_text(last[i]))


def _repeated(sheet: Sheet, header: str, *columns: Ints) -> None:
    """A warning where a row says what an earlier one said."""
    seen: dict[tuple[int, ...], int] = {}
    for i, key in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        if key in seen:
            sheet.flag(i, "V-SAME", header, row=sheet.rows[seen[key]])
        seen.setdefault(key, i)


def _spells(sheet: Sheet, people: _People, words: Vocabulary, scheme: Scheme) -> Spells:
    """任职记录; overlapping spells of one duty are a warning (the rules unite them)."""
    person = people.resolve(sheet)
    spells = Spells(
        ints_of(sheet.rows),
        person,
        _words(sheet, "职务", words, Words.DUTY),
        ints_of(sheet.numbers("起始日期", LATEST)),
        ints_of(sheet.numbers("结束日期", LATEST)),
        tuple(sheet.texts("社区")),
    )
    _ordered(sheet, spells.first, spells.last)
    order = np.lexsort((spells.first, spells.duty, spells.person))
    reach, previous = EARLIEST, (NONE, NONE)
    names = words.words(Words.DUTY)
    for i in order.tolist():
        key = (int(spells.person[i]), int(spells.duty[i]))
        if i in sheet.bad or key[0] == NONE:
            continue
        if key == previous and spells.first[i] <= reach:
            sheet.flag(i, "V-OVERLAP", "起始日期", duty=names[key[1]])
        reach = max(reach, int(spells.last[i])) if key == previous else int(spells.last[i])
        previous = key
    return _good(sheet, spells)


def _ratings(sheet: Sheet, people: _People, words: Vocabulary) -> Ratings:
    """考核记录; a year rated twice is an error, a year before entry a warning."""
    ratings = Ratings(
        ints_of(sheet.rows),
        people.resolve(sheet),
        ints_of(sheet.numbers("年度", BLANK)),
        _words(sheet, "等次", words, Words.RATING),
        ints_of(sheet.numbers("批准日期", EARLIEST)),
    )
    seen: set[tuple[int, int]] = set()
    entered = (months_of(people.roster.entry) // 12).tolist()  # LATEST: a year after all others
    known = (people.roster.entry < LATEST).tolist()
    for i, key in enumerate(zip(ratings.person.tolist(), ratings.year.tolist(), strict=True)):
        if i in sheet.bad or key[0] == NONE:
            continue
        if key in seen:
            sheet.flag(i, "V-TWICE", "年度", year=key[1])
        seen.add(key)
        if known[key[0]] and key[1] < entered[key[0]]:
            sheet.flag(i, "V-RATED", "年度", year=key[1])
    return _good(sheet, ratings)


_LEVELS = {
    DIPLOMA: Words.EDUCATION,
    QUALIFICATION: Words.QUALIFICATION,
    DEGREE: Words.DEGREE,
    HONOUR: Words.HONOUR,
}


def _kind_codes(words: Vocabulary) -> Ints:
    """By the code of 学历证书.类别, its position in CREDENTIAL_KINDS; NONE for NONE."""
    kinds = [CREDENTIAL_KINDS.index(word) for word in words.words(Words.CREDENTIAL)]
    return ints_of([*kinds, NONE])


def _credentials(sheet: Sheet, people: _People, words: Vocabulary) -> Credentials:
    """学历证书; the level must belong to the kind."""
    person = people.resolve(sheet)
    kinds = _words(sheet, "类别", words, Words.CREDENTIAL)
    levels: list[int] = []
    for i, value in enumerate(sheet.raw("等级")):
        levels.append(NONE)
        if is_blank(value):
            sheet.flag(i, "C-BLANK", "等级")
            continue
        if bad := cells.unusable(value):
            sheet.trouble(i, "等级", bad)
            continue
        if kinds[i] == NONE:
            continue
        kind = _LEVELS[words.words(Words.CREDENTIAL)[kinds[i]]]
        word = cells.squeezed(cells.text_of(value))
        levels[i] = words.code(kind, word)
        if levels[i] == NONE:
            near = cells.nearest(word, list(words.spellings(kind)))
            sheet.flag(i, "C-WORD", "等级", value=cells.shown(value), nearest=near)
    credentials = Credentials(
        ints_of(sheet.rows),
        person,
        _kind_codes(words)[kinds],
        ints_of(levels),
        ints_of(sheet.numbers("取得日期", LATEST)),
        ints_of(sheet.numbers("聘用日期", BLANK)),
    )
    again = np.where(credentials.kind == CREDENTIAL_KINDS.index(HONOUR), credentials.obtained, 0)
    _repeated(sheet, "等级", credentials.person, credentials.kind, credentials.level, again)
    return _good(sheet, credentials)


def _absences(sheet: Sheet, people: _People, words: Vocabulary, scheme: Scheme) -> Absences:
    """请假考勤; working-day kinds that deduct lie within a month."""
    absences = Absences(
        ints_of(sheet.rows),
        people.resolve(sheet),
        _words(sheet, "类别", words, Words.LEAVE),
        ints_of(sheet.numbers("起始日期", LATEST)),
        ints_of(sheet.numbers("结束日期", EARLIEST)),
        ints_of(sheet.numbers("天数", 0)),
    )
    _ordered(sheet, absences.first, absences.last)
    names = words.words(Words.LEAVE)
    monthly = scheme.marked(Words.LEAVE, "absence") | scheme.marked(Words.LEAVE, "personal")
    monthly |= scheme.mask(
        Words.LEAVE,
        [x.word for x in scheme.document.leave if x.unit == "workday" and x.unpaid is not False],
    )
    calendar = scheme.mask(
        Words.LEAVE, [x.word for x in scheme.document.leave if x.unit == "calendar"]
    )
    monthly &= ~calendar  # counted by its dates in each month, so that it may cross months
    dated = (absences.first < LATEST) & (absences.last > EARLIEST)
    split = dated & monthly[absences.kind] & (months_of(absences.first) != months_of(absences.last))
    for i in np.flatnonzero(split).tolist():
        if i not in sheet.bad:
            sheet.flag(i, "V-SPLIT", "结束日期", kind=names[absences.kind[i]])
    spanned = np.where(
        calendar[absences.kind],
        absences.last - absences.first + 1,
        weekdays_between(np.minimum(absences.first, absences.last), absences.last),
    )
    other = dated & ~monthly[absences.kind] & (absences.halves != 2 * spanned)
    for i in np.flatnonzero(other).tolist():
        if i not in sheet.bad:
            days = f"{absences.halves[i] / 2:g}"
            sheet.flag(
                i, "V-DAYS", "天数", kind=names[absences.kind[i]], days=days, most=int(spanned[i])
            )
    _crossing(sheet, absences)
    return _good(sheet, absences)


def _crossing(sheet: Sheet, absences: Absences) -> None:
    """A warning where two absences of a person share a day."""
    order = np.lexsort((absences.first, absences.person))
    latest: dict[int, int] = {}
    for i in order.tolist():
        person = int(absences.person[i])
        if i in sheet.bad or person == NONE:
            continue
        before = latest.get(person)
        if before is not None and absences.first[i] <= absences.last[before]:
            sheet.flag(i, "V-CROSS", "起始日期", row=sheet.rows[before])
        if before is None or absences.last[i] > absences.last[before]:
            latest[person] = i


def _scores(sheet: Sheet, people: _People) -> Scores:
    scores = Scores(
        ints_of(sheet.rows),
        people.resolve(sheet),
        ints_of(sheet.numbers("月份", BLANK)),
        ints_of(sheet.numbers("得分", 0)),
    )
    seen: dict[tuple[int, int], int] = {}
    for i, key in enumerate(zip(scores.person.tolist(), scores.month.tolist(), strict=True)):
        if i in sheet.bad or key[0] == NONE:
            continue
        if key in seen:
            sheet.flag(i, "V-SCORETWICE", "月份", row=sheet.rows[seen[key]])
        seen.setdefault(key, i)
    return _good(sheet, scores)


def _adjustments(sheet: Sheet, people: _People, words: Vocabulary) -> Adjustments:
    adjustments = Adjustments(
        ints_of(sheet.rows),
        people.resolve(sheet),
        ints_of(sheet.numbers("月份", BLANK)),
        _words(sheet, "项目", words, Words.ADJUSTMENT),
        ints_of(sheet.numbers("金额", 0, cells.positive_money)),
    )
    return _good(sheet, adjustments)


def _activities(sheet: Sheet, people: _People, words: Vocabulary) -> Activities:
    activities = Activities(
        ints_of(sheet.rows),
        people.resolve(sheet),
        ints_of(sheet.numbers("月份", BLANK)),
        _words(sheet, "项目", words, Words.ACTIVITY),
        ints_of(sheet.numbers("数量", 0)),
    )
    return _good(sheet, activities)


def _communities(sheet: Sheet) -> Communities:
    names = sheet.texts("社区")
    sheet.people = [("", "")] * len(names)
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        if name and name in seen:
            sheet.flag(i, "V-SAME", "社区", row=sheet.rows[seen[name]])
        seen.setdefault(name, i)
    sheet.tell_blank_rows()
    communities = Communities(
        ints_of(sheet.rows),
        tuple(names),
        tuple(sheet.texts("街道")),
        ints_of(sheet.numbers("规划户数", BLANK)),
        ints_of(sheet.numbers("批准增加指标数", BLANK)),
    )
    return _good(sheet, communities)
