"""The sheets between gross and net that tell of people, and the bills: rows as typed columns.

What is wrong in them stops nobody's pay; whose row could not be used is in `unknown_rows`, so that
the figures that hang on the sheet stay blank for those people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property

import msgspec
import numpy as np

from xlpay.base.findings import Finding
from xlpay.base.forms import (
    ADVANCED,
    ARREARS,
    BASE_COLUMNS,
    BASES,
    BILLS,
    COVER,
    OVERRIDES,
    STANDING,
    Form,
    Words,
)
from xlpay.base.grid import CellValue, Grid
from xlpay.base.money import BLANK, Ints, yuan_text
from xlpay.base.months import month_text
from xlpay.policy.contributions.kinds import FUND, KINDS, MEDICAL
from xlpay.policy.terms.scheme import Vocabulary
from xlpay.unit import cells
from xlpay.unit.cells import Trouble
from xlpay.unit.columns import codes_of, ints_of, numbers_of
from xlpay.unit.events.people import RosterLookup
from xlpay.unit.events.rows import good
from xlpay.unit.net.records import (
    LAST,
    Advanced,
    Arrears,
    Bases,
    Bills,
    Covered,
    NetRecords,
    Overrides,
    Standing,
)
from xlpay.unit.net.sheets import (
    ease_others,
    in_order,
    is_computed,
    no_doubles,
    nothing_computed,
    opened,
)
from xlpay.unit.reach import Reach
from xlpay.unit.roster import Roster
from xlpay.unit.settings import Settings
from xlpay.unit.sheets import InputSheet


class NetRead(msgspec.Struct, frozen=True):
    """What was read; `unknown_rows` are sheet and person of each row that could not be used.

    Where a sheet's table was not found, it is everybody.
    """

    records: NetRecords
    findings: list[Finding]
    unknown_rows: frozenset[tuple[str, int]]


class _Reading:
    """Reads sheet after sheet of one unit in one month."""

    def __init__(
        self,
        grids: Callable[[str], Grid | None],
        settings: Settings,
        roster: Roster,
        unsure: Collection[int],
        words: Vocabulary,
        reach: Reach,
    ) -> None:
        self.grids, self.settings, self.roster = grids, settings, roster
        self.words, self.reach = words, reach
        self.sheets: list[InputSheet] = []
        self._unsure = unsure

    @cached_property
    def lookup(self) -> RosterLookup:
        """Whose rows they are; nothing is looked up where no sheet has a row."""
        return RosterLookup(self.roster, self._unsure, self.reach.today)

    def people(self, sheet: InputSheet) -> Ints:
        """The person of each row."""
        return self.lookup.resolve(sheet) if sheet.rows else ints_of([])

    def open(self, form: Form, idle: Collection[str] = (), *, used: bool = True) -> InputSheet:
        sheet = opened(form, self.grids(form.sheet), self.reach, idle, used=used)
        self.sheets.append(sheet)
        return sheet

    def texts(self, sheet: InputSheet, header: str, kind: Words) -> tuple[tuple[str, ...], Ints]:
        """A column of words as the words meant, and as codes."""
        codes = codes_of(sheet, header, self.words, kind)
        words = (*self.words.words(kind), "")
        return tuple(words[code] for code in codes.tolist()), codes


def read_net(
    grids: Callable[[str], Grid | None],
    settings: Settings,
    roster: Roster,
    unsure: Collection[int],
    words: Vocabulary,
    reach: Reach,
) -> NetRead:
    """Every such sheet; missing ones are empty.

    `unsure` are the people of whom some row of another sheet has an error.
    """
    reading = _Reading(grids, settings, roster, unsure, words, reach)
    records = NetRecords(
        _bases(reading),
        _covered(reading),
        _arrears(reading),
        _bills(reading),
        _overrides(reading),
        _standing(reading),
        _advanced(reading),
    )
    findings = [found for sheet in reading.sheets for found in sheet.findings]
    lost = [s.form.sheet for s in reading.sheets if s.there and not s.found and not s.no_pay]
    everybody = {(sheet, person) for sheet in lost for person in range(len(roster))}
    wrong = reading.lookup.wrong() if any(sheet.rows for sheet in reading.sheets) else frozenset()
    return NetRead(records, findings, wrong | everybody)


def _base(value: CellValue) -> int | Trouble:
    """A base in fen: above 0."""
    fen = cells.money(value)
    return cells.trouble("N-BASE0") if fen == 0 else fen


def _bases(reading: _Reading) -> Bases:
    """Dated bases, after those of the roster, which have no date and hold until then."""
    computed = reading.settings.computed
    social = computed - {FUND.word}
    idle = [] if social else ["社保基数"]
    idle += [] if MEDICAL.word in computed else ["医保基数"]
    idle += [] if FUND.word in computed else ["公积金基数"]
    sheet = reading.open(BASES, idle, used=not nothing_computed(reading.settings))
    bases = Bases(
        ints_of(sheet.rows),
        reading.people(sheet),
        numbers_of(sheet, "起始月份", BLANK),
        *(numbers_of(sheet, header, BLANK, _base) for header in BASE_COLUMNS),
    )
    blank = (bases.social == BLANK) & (bases.medical == BLANK) & (bases.fund == BLANK)
    for i in np.flatnonzero(blank).tolist():
        if i not in sheet.bad:
            sheet.flag(i, "N-NOBASES", "社保基数")
    keys = list(zip(bases.person.tolist(), bases.first.tolist(), strict=True))
    what = [f"{_month(first)} 起的缴费基数" for _, first in keys]
    no_doubles(sheet, "起始月份", keys, what)
    ease_others(sheet, bases.first <= reading.reach.month)
    return _with_roster(good(sheet, bases), reading.roster)


def _with_roster(bases: Bases, roster: Roster) -> Bases:
    """The bases with those of 花名册 before them; 0 there is none."""
    social, fund = (np.where(c == 0, BLANK, c) for c in (roster.social_base, roster.fund_base))
    who = np.flatnonzero((social != BLANK) | (fund != BLANK))
    none = np.full(len(who), BLANK, dtype=np.int64)
    undated = (roster.rows[who], who, np.zeros_like(who), social[who], none, fund[who])
    dated = (bases.row, bases.person, bases.first, bases.social, bases.medical, bases.fund)
    return Bases(*(np.concatenate(pair) for pair in zip(undated, dated, strict=True)))


def _covered(reading: _Reading) -> Covered:
    sheet = reading.open(COVER, used=not nothing_computed(reading.settings))
    covered = Covered(
        ints_of(sheet.rows),
        reading.people(sheet),
        codes_of(sheet, "险种", reading.words, Words.CONTRIBUTION),
        numbers_of(sheet, "起始月份", BLANK),
        numbers_of(sheet, "终止月份", LAST),
    )
    in_order(sheet, covered.first, covered.last, "起始月份", "终止月份")
    columns = (covered.person, covered.kind, covered.first, covered.last)
    spells: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for i, (person, kind, first, last) in enumerate(rows):
        if i in sheet.bad:
            continue
        own = spells.setdefault((person, kind), [])
        before = next((j for j, a, b in own if first <= b and a <= last), None)
        if before is not None:
            sheet.flag(i, "N-CROSS", "起始月份", row=sheet.rows[before])
        own.append((i, first, last))
    ease_others(sheet, is_computed(reading.settings, covered.kind))
    return good(sheet, covered)


def _arrears(reading: _Reading) -> Arrears:
    sheet = reading.open(ARREARS)
    person = reading.people(sheet)
    kind = codes_of(sheet, "险种", reading.words, Words.CONTRIBUTION)
    first, last = numbers_of(sheet, "所属起", BLANK), numbers_of(sheet, "所属止", BLANK)
    sums = [numbers_of(sheet, h, BLANK) for h in ("个人金额", "单位金额", "滞纳金")]
    paid = numbers_of(sheet, "缴费月份", BLANK)
    in_order(sheet, first, last, "所属起", "所属止")
    for i in np.flatnonzero(np.all([s == BLANK for s in sums], axis=0)).tolist():
        if sheet.sound(i, "个人金额", "单位金额", "滞纳金"):
            sheet.flag(i, "N-NOSUM", "个人金额")
    for i in np.flatnonzero((last >= paid) & (paid != BLANK)).tolist():
        if i not in sheet.bad:
            words = {"last": month_text(last[i]), "paid": month_text(paid[i])}
            sheet.flag(i, "N-AHEAD", "所属止", **words)
    columns = (person, kind, first, last, paid, *sums)
    keys = list(zip(*(c.tolist() for c in columns), strict=True))
    what = [f"{_month(key[2])}—{_month(key[3])} 的补缴" for key in keys]
    no_doubles(sheet, "所属起", keys, what)
    ease_others(sheet, (paid == BLANK) | (paid == reading.reach.month))
    own, unit, late = (np.where(s == BLANK, 0, s) for s in sums)
    return good(
        sheet, Arrears(ints_of(sheet.rows), person, kind, first, last, own, unit, late, paid)
    )


def _bills(reading: _Reading) -> Bills:
    sheet = reading.open(BILLS, used=not nothing_computed(reading.settings))
    sheet.tell_blank_rows()
    bills = Bills(
        ints_of(sheet.rows),
        numbers_of(sheet, "月份", BLANK),
        codes_of(sheet, "险种", reading.words, Words.CONTRIBUTION),
        *(numbers_of(sheet, h, BLANK) for h in ("人数", "基数合计", "个人", "单位")),
    )
    keys = list(zip(bills.month.tolist(), bills.kind.tolist(), strict=True))
    what = [f"{_month(month)} {KINDS[kind].word}的核定数" for month, kind in keys]
    no_doubles(sheet, "月份", keys, what)
    now = (bills.month == BLANK) | (bills.month == reading.reach.month)
    ease_others(sheet, now & is_computed(reading.settings, bills.kind))
    return good(sheet, bills)


def _overrides(reading: _Reading) -> Overrides:
    sheet = reading.open(OVERRIDES)
    person, month = reading.people(sheet), numbers_of(sheet, "月份", BLANK)
    item, codes = reading.texts(sheet, "项目", Words.WITHHELD)
    overrides = Overrides(ints_of(sheet.rows), person, month, item, numbers_of(sheet, "金额", 0))
    keys = list(zip(person.tolist(), month.tolist(), codes.tolist(), strict=True))
    what = [f"{_month(m)} 的“{word}”" for m, word in zip(month.tolist(), item, strict=True)]
    no_doubles(sheet, "项目", keys, what)
    ease_others(sheet, (month == BLANK) | (month == reading.reach.month))
    return good(sheet, overrides)


def _standing(reading: _Reading) -> Standing:
    sheet = reading.open(STANDING)
    standing = Standing(
        ints_of(sheet.rows),
        reading.people(sheet),
        tuple(sheet.texts("项目")),
        numbers_of(sheet, "月额", 0, cells.positive_money),
        numbers_of(sheet, "起始月份", BLANK),
        numbers_of(sheet, "终止月份", LAST),
        tuple(sheet.texts("收款人")),
        codes_of(sheet, "种类", reading.words, Words.STANDING),
    )
    for i, name in enumerate(standing.name):
        if not name and i not in sheet.bad:
            sheet.flag(i, "C-BLANK", "项目")
    in_order(sheet, standing.first, standing.last, "起始月份", "终止月份")
    _alike(sheet, standing)
    month = reading.reach.month
    ease_others(sheet, (standing.first <= month) & (month <= standing.last))
    return good(sheet, standing)


def _alike(sheet: InputSheet, standing: Standing) -> None:
    """The same deduction twice: an error if nothing tells the two apart, else a warning."""
    columns = (standing.person, standing.fen, standing.kind, standing.first, standing.last)
    numbers = list(zip(*(c.tolist() for c in columns), strict=True))
    keys = list(zip(numbers, standing.name, standing.payee, strict=True))
    what = [f"“{n}”{yuan_text(k[1])} 元" for k, n in zip(numbers, standing.name, strict=True)]
    no_doubles(sheet, "项目", keys, what)
    seen: dict[tuple[object, ...], list[tuple[int, int, int]]] = {}
    for i, (person, fen, kind, first, last) in enumerate(numbers):
        if i in sheet.bad:
            continue
        own = seen.setdefault((person, fen, kind, standing.name[i]), [])
        before = next((j for j, a, b in own if first <= b and a <= last), None)
        if before is not None:
            sheet.flag(i, "N-ALIKE", "月额", row=sheet.rows[before])
        own.append((i, first, last))


def _advanced(reading: _Reading) -> Advanced:
    sheet = reading.open(ADVANCED)
    person = reading.people(sheet)
    kind, codes = reading.texts(sheet, "种类", Words.ADVANCED)
    fen, until = numbers_of(sheet, "余额", 0), numbers_of(sheet, "截至月份", BLANK)
    keys = list(zip(person.tolist(), codes.tolist(), until.tolist(), strict=True))
    what = [f"{_month(m)} 的“{word}”" for m, word in zip(until.tolist(), kind, strict=True)]
    no_doubles(sheet, "种类", keys, what)
    ease_others(sheet, (until == BLANK) | (until == reading.reach.month - 1))
    return good(sheet, Advanced(ints_of(sheet.rows), person, kind, fen, until))


def _month(month: int) -> str:
    """A month's text; '' where it is not known."""
    return month_text(month) if month != BLANK else ""
