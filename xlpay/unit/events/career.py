"""What a person's standing follows from: 任职记录, 考核记录, 学历证书."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from xlpay.base.forms import CREDENTIAL_KINDS, DEGREE, DIPLOMA, HONOUR, QUALIFICATION, Words
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import EARLIEST, LATEST, months_of
from xlpay.policy.terms.scheme import NONE, Vocabulary
from xlpay.unit import cells
from xlpay.unit.cells import is_blank
from xlpay.unit.columns import codes_of, ints_of, numbers_of
from xlpay.unit.events.people import RosterLookup
from xlpay.unit.events.records import Credentials, Ratings, Spells
from xlpay.unit.events.rows import good, ordered, repeated, with_earlier
from xlpay.unit.places import Places, placed
from xlpay.unit.reach import Reach
from xlpay.unit.sheets import MANY_STRAYS, InputSheet

_LEVELS: Final = {
    DIPLOMA: Words.EDUCATION,
    QUALIFICATION: Words.QUALIFICATION,
    DEGREE: Words.DEGREE,
    HONOUR: Words.HONOUR,
}


def spells_of(
    sheet: InputSheet, people: RosterLookup, words: Vocabulary, places: Places, reach: Reach
) -> Spells:
    """任职记录; overlapping spells of one duty are a warning (the rules unite them)."""
    person = people.resolve(sheet)
    spells = Spells(
        ints_of(sheet.rows),
        person,
        codes_of(sheet, "职务", words, Words.DUTY),
        numbers_of(sheet, "起始日期", LATEST),
        numbers_of(sheet, "结束日期", LATEST),
        tuple(placed(sheet, "社区", places.community)),
    )
    ordered(sheet, spells.first, spells.last)
    order = np.lexsort((spells.first, spells.duty, spells.person))
    held, previous = EARLIEST, (NONE, NONE)
    names = words.words(Words.DUTY)
    for i in order.tolist():
        key = (int(spells.person[i]), int(spells.duty[i]))
        if i in sheet.bad or key[0] == NONE:
            continue
        if key == previous and spells.first[i] <= held:
            sheet.flag(i, "V-OVERLAP", "起始日期", duty=names[key[1]])
        held = max(held, int(spells.last[i])) if key == previous else int(spells.last[i])
        previous = key
    # A duty that begins on the next day is looked at, in case another is handed over to it.
    later = (spells.first > reach.today + 1) & (spells.first < LATEST)
    no_pay = ~reach.paying_duties()[spells.duty]
    sheet.ease(np.flatnonzero(later | no_pay).tolist())
    return good(sheet, spells)


def ratings_of(sheet: InputSheet, people: RosterLookup, words: Vocabulary, reach: Reach) -> Ratings:
    """考核记录; a year rated twice is an error, a year before entry a warning."""
    ratings = Ratings(
        ints_of(sheet.rows),
        people.resolve(sheet),
        numbers_of(sheet, "年度", BLANK),
        codes_of(sheet, "等次", words, Words.RATING),
        numbers_of(sheet, "批准日期", EARLIEST),
    )
    entered = (months_of(people.roster.entry) // 12).tolist()  # LATEST: a year after all others
    known = (people.roster.entry < LATEST).tolist()
    for i, before in with_earlier(sheet, ratings.person, ratings.year):
        person, year = int(ratings.person[i]), int(ratings.year[i])
        if before is not None:
            sheet.flag(i, "V-TWICE", "年度", year=year)
        if known[person] and year < entered[person]:
            sheet.flag(i, "V-RATED", "年度", year=year)
    _not_over(sheet, ratings, reach)
    sheet.ease(np.flatnonzero(_unused(ratings, people, reach)).tolist())
    return good(sheet, ratings)


def _not_over(sheet: InputSheet, ratings: Ratings, reach: Reach) -> None:
    """A warning for ratings of years that last on; where there are many, at the first of them."""
    early = (ratings.year != BLANK) & (ratings.year * 12 + 11 > reach.month)
    rows = [i for i in np.flatnonzero(early).tolist() if i not in sheet.bad]
    many = len(rows) > MANY_STRAYS
    more = f"（这样的共 {len(rows)} 行）" if many else ""
    for i in rows[: 1 if many else None]:
        sheet.flag(i, "V-NOTOVER", "年度", year=int(ratings.year[i]), more=more)


def _unused(ratings: Ratings, people: RosterLookup, reach: Reach) -> Bools:
    """Ratings that no amount of the run hangs on: of a year to come, or within the opening."""
    last = reach.year - 1 if reach.one_month else reach.year
    opened = np.append(people.roster.opening_year, BLANK)[ratings.person]
    covered = (ratings.year <= opened) & (ratings.year < reach.year - 1)
    result: Bools = (ratings.year != BLANK) & ((ratings.year > last) | covered)
    return result


def credentials_of(
    sheet: InputSheet, people: RosterLookup, words: Vocabulary, reach: Reach
) -> Credentials:
    """学历证书; the level must belong to the kind."""
    person = people.resolve(sheet)
    kinds = codes_of(sheet, "类别", words, Words.CREDENTIAL)
    levels = _levels(sheet, kinds, words)
    credentials = Credentials(
        ints_of(sheet.rows),
        person,
        _kind_codes(words)[kinds],
        levels,
        numbers_of(sheet, "取得日期", LATEST),
        numbers_of(sheet, "聘用日期", BLANK),
    )
    again = np.where(credentials.kind == CREDENTIAL_KINDS.index(HONOUR), credentials.obtained, 0)
    said = (credentials.person, credentials.kind, credentials.level, again)
    repeated(sheet, "等级", zip(*(column.tolist() for column in said), strict=True))
    later = (credentials.obtained > reach.today) & (credentials.obtained < LATEST)
    sheet.ease(np.flatnonzero(later).tolist())
    title = credentials.kind == CREDENTIAL_KINDS.index(QUALIFICATION)
    known = kinds != NONE
    sheet.ease(np.flatnonzero(known & ~title).tolist(), "聘用日期")
    if reach.by_hiring:
        sheet.ease(np.flatnonzero(known & title).tolist(), "取得日期")
    return good(sheet, credentials)


def _levels(sheet: InputSheet, kinds: Ints, words: Vocabulary) -> Ints:
    """等级 as codes of the words of each row's own 类别; NONE where it is not one of them."""
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
        levels[i] = cells.code_of(word, partial(words.code, kind))
        if levels[i] == NONE:
            near = cells.nearest(word, list(words.spellings(kind)), partial(words.word, kind))
            sheet.flag(i, "C-WORD", "等级", value=cells.shown(value), nearest=near)
    return ints_of(levels)


def _kind_codes(words: Vocabulary) -> Ints:
    """By the code of 学历证书.类别, its position in CREDENTIAL_KINDS; NONE for NONE."""
    kinds = [CREDENTIAL_KINDS.index(word) for word in words.words(Words.CREDENTIAL)]
    return ints_of([*kinds, NONE])
