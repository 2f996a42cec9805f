"""花名册: one person a row, as columns of codes, days and fen.

A person's index in these columns is the person in every other column of the unit.  Open dates are
EARLIEST or LATEST, absent numbers are BLANK, absent words NONE.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
import numpy as np

from xlpay.base.findings import find
from xlpay.base.forms import ROSTER, Words
from xlpay.base.money import BLANK, Ints
from xlpay.base.months import EARLIEST, LATEST, add_months, day_text, months_of
from xlpay.base.units import (
    CodeColumn,
    CountColumn,
    DayColumn,
    FenColumn,
    SheetRowColumn,
    YearColumn,
    Years1200Column,
)
from xlpay.policy.terms.scheme import NONE, Vocabulary
from xlpay.unit import cells
from xlpay.unit.cells import is_blank
from xlpay.unit.columns import codes_of, ints_of, numbers_of
from xlpay.unit.identities import birth_day, modern, read_identity
from xlpay.unit.places import Places, placed
from xlpay.unit.reach import Reach
from xlpay.unit.sheets import InputSheet

STATED: Final = "网格员月报酬"
# What only the scale asks, for people whose pay the office states.
_SCALE_ONLY: Final = (
    "学历",
    "学位",
    "试用期截止日期",
    "期初截止年度",
    "期初折算年限",
    "期初合格年数",
    "期初连续优秀年数",
    "期初连优上调次数",
    "参加工作日期",
)
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # a digit doubled, its digits added


class Roster(msgspec.Struct, frozen=True):
    """The people of a unit, column by column, in the order of 花名册."""

    rows: SheetRowColumn
    names: tuple[str, ...]
    identities: tuple[str, ...]  # '' where the number can't serve as a key
    community: Ints  # index into communities
    communities: tuple[str, ...]
    streets: tuple[str, ...]  # as written, '' if blank
    category: CodeColumn
    entry: DayColumn
    education: CodeColumn
    degree: CodeColumn
    probation_end: DayColumn  # EARLIEST: no probation
    opening_year: YearColumn  # BLANK: no opening figures
    opening_years: Years1200Column
    opening_count: CountColumn
    opening_run: CountColumn
    opening_rises: CountColumn
    leave: DayColumn  # last day employed; LATEST: employed
    leaving: CodeColumn
    applied: DayColumn
    previous_leave: DayColumn
    previous_leaving: CodeColumn
    contract_first: DayColumn
    contract_last: DayColumn
    joined: DayColumn
    local: Ints  # 1, 0, BLANK
    retirement: CodeColumn
    reported: FenColumn  # a month; BLANK
    first_job: DayColumn  # BLANK
    social_base: FenColumn  # what contributions go by where 缴费基数 has no row yet; BLANK
    fund_base: FenColumn

    def __len__(self) -> int:
        return len(self.names)

    def index(self) -> dict[str, int]:
        """Identity number, in its form of 18 characters, -> person; the first row of two."""
        found: dict[str, int] = {}
        for i, identity in enumerate(self.identities):
            if identity:
                found.setdefault(modern(identity), i)
        return found


# Column of Roster -> its header, and what stands for a blank or whose words it holds; in this
# order mistakes are told.
_COLUMNS: Final[dict[str, tuple[str, int | Words]]] = {
    "category": ("人员类别", Words.CATEGORY),
    "entry": ("进入社区日期", LATEST),
    "education": ("学历", Words.EDUCATION),
    "degree": ("学位", Words.DEGREE),
    "probation_end": ("试用期截止日期", EARLIEST),
    "opening_year": ("期初截止年度", BLANK),
    "opening_years": ("期初折算年限", BLANK),
    "opening_count": ("期初合格年数", BLANK),
    "opening_run": ("期初连续优秀年数", BLANK),
    "opening_rises": ("期初连优上调次数", BLANK),
    "leave": ("离职日期", LATEST),
    "leaving": ("离职原因", Words.LEAVING),
    "applied": ("离职申请日期", BLANK),
    "previous_leave": ("前次离职日期", BLANK),
    "previous_leaving": ("前次离职原因", Words.LEAVING),
    "contract_first": ("合同起始日期", BLANK),
    "contract_last": ("合同终止日期", BLANK),
    "joined": ("纳入体系日期", BLANK),
    "local": ("是否属地", BLANK),
    "retirement": ("退休类别", Words.RETIREMENT),
    "reported": ("网格员月报酬", BLANK),
    "first_job": ("参加工作日期", BLANK),
    "social_base": ("社保缴费基数", BLANK),
    "fund_base": ("公积金缴存基数", BLANK),
}


def read_roster(sheet: InputSheet, words: Vocabulary, places: Places, reach: Reach) -> Roster:
    """The roster; what is wrong with it goes to the sheet's findings."""
    names = sheet.texts("姓名")
    identities = _identities(sheet, names, reach.today)
    communities = placed(sheet, "社区", places.community)
    offered = tuple(dict.fromkeys(communities))
    position = {name: i for i, name in enumerate(offered)}
    roster = Roster(
        rows=ints_of(sheet.rows),
        names=tuple(names),
        identities=tuple(identities),
        community=ints_of([position[name] for name in communities]),
        communities=offered,
        streets=tuple(placed(sheet, "街道", places.street)),
        **{name: _column(sheet, words, *held) for name, held in _COLUMNS.items()},
    )
    sheet.tell_blank_rows()
    _check(sheet, roster)
    _noted_names(sheet, roster, words)
    _accounts(sheet)
    _ease(sheet, roster, reach)
    return roster


def _ease(sheet: InputSheet, roster: Roster, reach: Reach) -> None:
    """What no amount hangs on for this person: why somebody left long ago, a grade not paid by."""
    left = (roster.leave <= reach.today) & (months_of(roster.leave) >= reach.first_month)
    gone = np.flatnonzero(~left).tolist()
    sheet.ease((i for i in gone if sheet.sound(i, "离职日期")), "离职原因")
    pays = {category.word: category.pay for category in reach.scheme.document.category}
    names = [*reach.scheme.vocabulary.words(Words.CATEGORY), ""]
    paid = [pays.get(names[code], "") for code in roster.category.tolist()]
    stated = [i for i, pay in enumerate(paid) if pay == "reported"]
    sheet.ease(stated, *_SCALE_ONLY)
    sheet.ease((i for i, pay in enumerate(paid) if pay not in ("", "reported")), STATED)


def _column(sheet: InputSheet, words: Vocabulary, header: str, holds: int | Words) -> Ints:
    """A column; 学位 is free text, which nothing reads, unless the scheme has a list of degrees."""
    if not isinstance(holds, Words):
        return numbers_of(sheet, header, holds)
    if holds is Words.DEGREE and not words.words(holds):
        return np.full(len(sheet.rows), NONE, dtype=np.int64)
    return codes_of(sheet, header, words, holds)


def _identities(sheet: InputSheet, names: list[str], today: int) -> list[str]:
    """Identity numbers as keys; also tells the sheet whose rows they are."""
    values = sheet.raw("身份证号")
    parsed = [read_identity(value, today) for value in values]
    sheet.people = [(name, number) for name, (number, _) in zip(names, parsed, strict=True)]
    first: dict[str, int] = {}
    for index, (number, troubles) in enumerate(parsed):
        for found in troubles:
            sheet.trouble(index, "身份证号", found)
        key = modern(number)
        if number and key in first:
            sheet.flag(index, "I-TWICE", "身份证号", row=sheet.rows[first[key]])
            sheet.wrong.setdefault(first[key], [])  # neither row can be trusted
        first.setdefault(key, index)
    return [number for number, _ in parsed]


def _accounts(sheet: InputSheet) -> None:
    """Account and telephone numbers are text; an account should pass its check digit."""
    for header, code in (("银行账号", "C-ACCOUNT"), ("手机号", "C-DIGITS")):
        for index, value in enumerate(sheet.raw(header)):
            if isinstance(value, int | float):
                sheet.flag(index, code, header)
    for index, value in enumerate(sheet.raw("银行账号")):
        if not isinstance(value, str) or is_blank(value):
            continue
        number = cells.squeezed(value)
        if not number.isdigit() or not 12 <= len(number) <= 19:
            sheet.flag(index, "C-LUHN", "银行账号", why="应为12—19位数字")
        elif not _passes_luhn(number):
            sheet.flag(index, "C-LUHN", "银行账号", why="校验位不符")


def _passes_luhn(number: str) -> bool:
    """ISO/IEC 7812-1: every second digit from the right doubled, its digits added; sum % 10 = 0."""
    ones, twos = number[::-1][::2], number[::-1][1::2]
    return (sum(map(int, ones)) + sum(map(_DOUBLED.__getitem__, map(int, twos)))) % 10 == 0


def _check(sheet: InputSheet, roster: Roster) -> None:
    """Dates and openings that contradict each other."""
    for i in np.flatnonzero(roster.leave < roster.entry):
        if roster.entry[i] < LATEST:
            sheet.flag(
                int(i),
                "R-LEAVE",
                "离职日期",
                leave=day_text(roster.leave[i]),
                entry=day_text(roster.entry[i]),
            )
    for i in np.flatnonzero((roster.leave < LATEST) & (roster.leaving == NONE)):
        if sheet.sound(int(i), "离职原因", "离职日期"):
            sheet.flag(int(i), "R-REASON", "离职原因")
    for i in np.flatnonzero((roster.leave == LATEST) & (roster.leaving != NONE)):
        if sheet.sound(int(i), "离职日期"):
            sheet.flag(int(i), "R-NOLEAVE", "离职日期")
    # The day before entry says that somebody has no probation.
    early = (roster.probation_end > EARLIEST) & (roster.probation_end < roster.entry - 1)
    for i in np.flatnonzero(early):
        sheet.flag(int(i), "R-PROBATION", "试用期截止日期")
    for i in np.flatnonzero((roster.first_job != BLANK) & (roster.first_job > roster.entry)):
        sheet.flag(int(i), "R-FIRSTJOB", "参加工作日期")
    for i in np.flatnonzero(
        (roster.contract_last != BLANK) & (roster.contract_last < roster.contract_first)
    ):
        sheet.flag(int(i), "R-CONTRACT", "合同终止日期")
    for i in np.flatnonzero((roster.opening_run != BLANK) & (roster.opening_run > 2)):
        sheet.flag(int(i), "R-OPENRUN", "期初连续优秀年数", value=int(roster.opening_run[i]))
    _young(sheet, roster)


def _noted_names(sheet: InputSheet, roster: Roster, words: Vocabulary) -> None:
    """张三(2025.12离职): what a leaver's name is given where there is no column for it."""
    spellings = map(re.escape, words.spellings(Words.LEAVING))
    note = re.compile("|".join((r"\d{4}[-.年/]", "离职", "停薪", *spellings)))
    for i in np.flatnonzero(roster.leave == LATEST).tolist():
        name = roster.names[i]
        if note.search(name):
            sheet.flag(i, "R-NAMENOTE", "姓名", name=name)


def _young(sheet: InputSheet, roster: Roster) -> None:
    """Entered before the 16th birthday."""
    for index, number in enumerate(roster.identities):
        entry = int(roster.entry[index])
        if entry == LATEST or not number or not sheet.sound(index, "身份证号"):
            continue
        born = birth_day(number)
        if born is not None and entry - born < 17 * 366 and entry < add_months(born, 16 * 12):
            sheet.flag(index, "R-YOUNG", "进入社区日期")


EMPTY_ROSTER = find("S-EMPTY", ROSTER.sheet)
