"""The helper columns of 核对: what the functions are given, a row a person."""

from __future__ import annotations

from typing import Final

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import BLANK, RATIO, YEAR, Bools, Ints
from xlpay.base.months import LATEST, day_text
from xlpay.catalogue.reading_numbers import share_setting
from xlpay.pay.month import MonthPayroll
from xlpay.policy.terms.scheme import NONE
from xlpay.recheck.gaps import Gaps
from xlpay.recheck.grid import Cells, quoted
from xlpay.results.tables import Column, Kind

POST, EDUCATION, DUAL, TRIAL = "岗位", "学历", "兼两职", "试用期"
QUALIFICATION, SHARE, OUT, PAID = "职业资格", "占比", "不计薪天数", "计薪天数"
ENTRY, LEAVE, BREAK_FIRST, BREAK_LAST = "进入日期", "离职日期", "间断起", "间断止"
OPENED, OPENING = "期初截止年度", "期初年数"
OPENING_RUN, OPENING_RISES = "期初连续优秀年数", "期初连优上调次数"
_YES: Final = "是"


class Inputs:
    """The columns of a month's people, in the order in which they are shown."""

    def __init__(self, run: MonthPayroll, people: Ints, cells: Cells, gaps: Gaps) -> None:
        self.run, self.scheme, self.facts = run, run.scheme, run.facts
        self.people, self.cells, self.gaps = people, cells, gaps
        self.last_year = run.month // 12 - 1
        self.years: range = self._rated_years()

    def of(self, values: Ints, blank: int | None = None) -> Ints:
        """A column of the roster for the people shown; `blank` becomes an empty cell."""
        own = values[self.people]
        return own if blank is None else np.where(own == blank, BLANK, own)

    def _words_of(self, kind: Words, codes: Ints) -> list[str | None]:
        words = self.run.unit.vocabulary.words(kind)
        return [words[c] if c != NONE else None for c in codes[self.people].tolist()]

    def _yes(self, mask: Bools, word: str = _YES) -> list[str | None]:
        return [word if here else None for here in mask[self.people].tolist()]

    def add(self) -> None:
        """All of them."""
        cells, facts, roster = self.cells, self.facts, self.run.unit.roster
        posts = [post.word for post in self.scheme.document.post]
        if self.run.pay.grade is not None:
            cells.words(POST, [posts[p] for p in facts.post[self.people].tolist()])
        cells.words(EDUCATION, self._words_of(Words.EDUCATION, facts.education), 8.0)
        cells.words(DUAL, self._yes(facts.double), 7.0)
        cells.words(QUALIFICATION, self._words_of(Words.QUALIFICATION, facts.qualification), 15.0)
        rule = self.scheme.document.probation
        row = rule is not None and rule.mode.value == "row"
        word = rule.row_name if rule is not None and row and rule.row_name else _YES
        if rule is not None:
            cells.words(TRIAL, self._yes(facts.probation, word), 8.0)
        cells.words(ENTRY, self._days(roster.entry))
        cells.words(LEAVE, self._days(roster.leave))
        self._breaks()
        cells.numbers(OPENED, Kind.COUNT, self.of(roster.opening_year))
        main = self.gaps.main_count()
        if main is not None:
            opened = roster.opening_year != BLANK
            read = roster.opening_years
            if main.opening != "期初折算年限":
                read = np.where(roster.opening_count == BLANK, 0, roster.opening_count * YEAR)
            figure = np.where(read == BLANK, 0, read) if main.opening else roster.opening_year * 0
            cells.numbers(OPENING, Kind.YEARS, self.of(np.where(opened, figure, BLANK)))
        if self.scheme.document.run:
            cells.numbers(OPENING_RUN, Kind.COUNT, self.of(roster.opening_run))
            cells.numbers(OPENING_RISES, Kind.COUNT, self.of(roster.opening_rises))
        self._ratings()
        for base in self.scheme.document.base:
            fen = self.run.pay.figures[base.name].fen
            cells.numbers(base.name, Kind.MONEY, self.of(np.where(self.run.on_scale, fen, BLANK)))
        self._share()
        halves = RATIO // 2
        for header, days in ((OUT, self.run.part.out), (PAID, self.run.part.paid)):
            own = np.where(self.run.paid, days * halves, BLANK)
            cells.numbers(header, Kind.COEFFICIENT, self.of(own))

    def _days(self, days: Ints) -> list[str | None]:
        return [day_text(d) if d < LATEST else None for d in days[self.people].tolist()]

    def _share(self) -> None:
        setting = share_setting(self.gaps.context) if self.gaps.context is not None else None
        held = self.scheme.settings.get(setting.name) if setting is not None else None
        if held is not None:
            value = np.where(self.run.on_scale, int(held), BLANK)
            self.cells.numbers(SHARE, Kind.COEFFICIENT, self.of(value))

    def _breaks(self) -> None:
        """The interruption of those who have one; of several, formulas hold a list."""
        self.broken: dict[int, list[tuple[str, str]]] = {}
        breaks = self.run.staff.service.breaks
        for person, first, last in zip(
            breaks.person.tolist(), breaks.first.tolist(), breaks.last.tolist(), strict=True
        ):
            pair = (day_text(first), day_text(last) if last < LATEST else "")
            self.broken.setdefault(person, []).append(pair)
        first_ones = [self.broken.get(i, [("", "")])[0] for i in self.people.tolist()]
        self.cells.words(BREAK_FIRST, [pair[0] for pair in first_ones])
        if any(pair[0] for pair in first_ones):  # the range needs both
            last_ones = [pair[1] for pair in first_ones]
            self.cells.add(BREAK_LAST, Column(BREAK_LAST, Kind.TEXT, last_ones, width=11.0))

    def breaks_of(self, row: int) -> str:
        """The interruptions of a row as an argument."""
        pairs = self.broken.get(int(self.people[row]), [])
        if not pairs:
            return ""
        if len(pairs) == 1:
            return f"{self.cells.cell(BREAK_FIRST, row)}:{self.cells.cell(BREAK_LAST, row)}"
        return "{" + ";".join(f"{quoted(first)},{quoted(last)}" for first, last in pairs) + "}"

    def _rated_years(self) -> range:
        """The years that have a column: from the first rating, or an opening run, on."""
        roster, seen = self.run.unit.roster, self.run.staff.credits.rated(self.run.month)
        first = min(seen.first, self.last_year)
        opened = roster.opening_year[self.people]
        for year in opened[opened != BLANK].tolist():
            first = min(first, year + 1)
        return range(first, self.last_year + 1)

    def _ratings(self) -> None:
        seen = self.run.staff.credits.rated(self.run.month)
        words = self.run.unit.vocabulary.words(Words.RATING)
        for year in self.years:
            codes = seen.of(year, len(self.run.unit.roster))[self.people].tolist()
            texts = [words[code] if code >= 0 else None for code in codes]
            self.cells.add(f"{year}年", Column(f"{year}年", Kind.TEXT, texts, width=8.0))

    def year_ranges(self, first: int, row: int) -> str:
        """Years and ratings from a year on, as two arguments."""
        cells, start, end = self.cells, f"{first}年", f"{self.last_year}年"
        own = f"{cells.cell(start, row)}:{cells.cell(end, row)}"
        return f"{cells.head(start)}:{cells.head(end)},{own}"
