"""Which contribution rules hold for a unit: the state's, its local file's, its own 缴费标准.

A row or a file that can't be used makes its kinds unusable: another layer's value is never taken
in place of one that somebody meant to give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from xlpay.base.findings import Finding, eased, find
from xlpay.base.forms import FIXED_PART, LIMITS, MINIMUM_WAGE, RATE, RATES, Words
from xlpay.base.grid import Grid, Position
from xlpay.base.money import BLANK, Ints
from xlpay.base.units import Fen
from xlpay.policy.contributions.faults import faults
from xlpay.policy.contributions.files import StandardsFile, for_region, national, rows_for
from xlpay.policy.contributions.kinds import BY_WORD, KINDS, PERSON, UNIT
from xlpay.policy.contributions.rows import (
    OWN,
    FixedPart,
    Limits,
    MinimumWage,
    Origin,
    Rate,
    Row,
)
from xlpay.policy.contributions.standards import ContributionStandards
from xlpay.policy.terms.scheme import NONE, Vocabulary
from xlpay.unit import cells
from xlpay.unit.columns import codes_of, numbers_of
from xlpay.unit.net.sheets import is_computed, nothing_computed, opened
from xlpay.unit.reach import Reach
from xlpay.unit.settings import Settings
from xlpay.unit.sheets import InputSheet
from xlpay.unit.standards import check_regions

EVERY_KIND: Final = frozenset({*BY_WORD, ""})
# What the rows of an item fill in.
_FILLED: Final = {
    RATE: ("个人", "单位"),
    FIXED_PART: ("个人定额", "单位定额"),
    LIMITS: ("下限", "上限"),
    MINIMUM_WAGE: ("下限",),
}
_NUMBERS: Final = ("个人", "单位", "个人定额", "单位定额", "下限", "上限")


def read_rules(
    grid: Grid | None,
    settings: Settings,
    words: Vocabulary,
    reach: Reach,
    files: Callable[[], Sequence[StandardsFile]],
) -> tuple[ContributionStandards, list[Finding]]:
    """All layers together, and what is wrong with the local files and the sheet."""
    standards = ContributionStandards(national())
    standards, told = _with_files(standards, settings, files())
    own, unusable, wrong = _own_rows(grid, settings, words, reach)
    return standards.joined(own, unusable), [*told, *wrong]


# ── local files


def _with_files(
    standards: ContributionStandards, settings: Settings, files: Sequence[StandardsFile]
) -> tuple[ContributionStandards, list[Finding]]:
    """The rules with those of the files that are the unit's, each named with its fingerprint."""
    documents = settings.documents
    regions = [name for document in documents for name in document.regions]
    beside = for_region(files, settings.region, [d.scheme for d in documents], regions)
    told = list(_about(beside.own))
    if not beside.own:
        told += [
            find("N-FOREIGN", name=f.name, local=f.local, region=settings.region)
            for f in beside.others
        ]
    broken = any(found.one_figure for found in told)
    if nothing_computed(settings):
        told = [eased(found) if found.one_figure else found for found in told]
    if broken:
        return standards.joined((), EVERY_KIND), told
    return standards.joined(rows_for(beside.own, settings.region)), told


def _about(files: Sequence[StandardsFile]) -> Iterator[Finding]:
    """What is told of the files that are the unit's."""
    first: dict[str, StandardsFile] = {}
    for file in files:
        other = first.setdefault(file.local, file)
        if other is not file:
            yield find("N-FILETWICE", name=other.name, other=file.name, local=file.local)
        elif file.problems:
            yield _first("N-FILE", file, file.problems[0].line(), len(file.problems))
        else:
            if file.doubts:
                yield _first("N-FILEDOUBT", file, file.doubts[0].line(), len(file.doubts))
            words = {"local": file.local, "count": len(file.rows)}
            yield find("N-LOCAL", name=file.name, fingerprint=file.fingerprint, **words)


def _first(code: str, file: StandardsFile, line: str, count: int) -> Finding:
    said = line.removeprefix(file.name).strip()
    return find(code, name=file.name, count=count, first=said.rstrip("。"))


# ── 缴费标准


class _Sheet:
    """缴费标准 read column by column."""

    def __init__(self, sheet: InputSheet, settings: Settings, words: Vocabulary) -> None:
        self.sheet = sheet
        self.items = codes_of(sheet, "项目", words, Words.STANDARD)
        self.kinds = codes_of(sheet, "险种", words, Words.CONTRIBUTION)
        self.words = words.words(Words.STANDARD)
        self.regions = sheet.texts("地区")
        self.first = numbers_of(sheet, "起始月份", BLANK)
        self.numbers: dict[str, Ints] = {h: numbers_of(sheet, h, BLANK) for h in _NUMBERS}
        self.documents = sheet.texts("文号")
        check_regions(sheet, settings, self.regions)
        sheet.tell_blank_rows()

    def item(self, i: int) -> str:
        code = int(self.items[i])
        return self.words[code] if code != NONE else ""

    def kind(self, i: int) -> str:
        code = int(self.kinds[i])
        return KINDS[code].word if code != NONE else ""

    def rows(self, i: int) -> Iterator[tuple[str, Row]]:
        """The rules of a sheet row, each with the column that it stands in.

        Whatever is filled counts, and what the row's item says must be.
        """
        filled = {h: int(c[i]) for h, c in self.numbers.items() if c[i] != BLANK}
        if self.item(i) == MINIMUM_WAGE:
            if "下限" in filled:
                about = self._about(i, "下限", "")
                yield "下限", MinimumWage(amount=Fen(filled["下限"]), **about)
            return
        kind = self.kind(i)
        for header, side in (("个人", PERSON), ("单位", UNIT)):
            if header in filled:
                about = self._about(i, header, kind)
                yield header, Rate(side=side, share=filled[header], **about)
            if (fixed := f"{header}定额") in filled:
                about = self._about(i, fixed, kind)
                yield fixed, FixedPart(side=side, amount=Fen(filled[fixed]), **about)
        if header := next((h for h in ("下限", "上限") if h in filled), ""):
            low, high = (Fen(filled[h]) if h in filled else None for h in ("下限", "上限"))
            yield header, Limits(low=low, high=high, **self._about(i, header, kind))

    def _about(self, i: int, header: str, kind: str) -> dict[str, Any]:
        cell = Position(self.sheet.rows[i], self.sheet.columns[header])
        origin = Origin(OWN, self.documents[i], RATES.sheet, cell)
        return {"kind": kind, "first": int(self.first[i]), "origin": origin}


def _own_rows(
    grid: Grid | None, settings: Settings, words: Vocabulary, reach: Reach
) -> tuple[list[Row], frozenset[str], list[Finding]]:
    """The rows for the unit's region, the kinds that can't be used, the findings."""
    sheet = opened(RATES, grid, reach, used=not nothing_computed(settings))
    if not sheet.found:
        return [], EVERY_KIND if sheet.there else frozenset(), sheet.findings
    read = _Sheet(sheet, settings, words)
    found: list[tuple[int, str, Row]] = []
    for i in range(len(sheet.rows)):
        if i in sheet.bad or cells.squeezed(read.regions[i]) not in ("", settings.region):
            continue
        _check_filled(read, i)
        if i not in sheet.bad:
            found += [(i, header, row) for header, row in read.rows(i)]
    _tell_faults(sheet, found)
    matters = (read.first <= reach.month) & is_computed(settings, read.kinds)
    sheet.ease(np.flatnonzero(~matters).tolist())
    unusable = {kind for i in sheet.wrong for kind in _concerned(read, i)}
    rows = [row for i, _, row in found if i not in sheet.bad]
    return rows, frozenset(unusable), sheet.findings


def _check_filled(read: _Sheet, i: int) -> None:
    """A row has a kind, and the numbers that its item is about."""
    item = read.item(i)
    if item != MINIMUM_WAGE and not read.kind(i):
        read.sheet.flag(i, "C-BLANK", "险种")
    needed = _FILLED[item]
    if all(read.numbers[header][i] == BLANK for header in needed):
        read.sheet.flag(i, "N-NOVALUE", needed[0], item=item, headers="、".join(needed))


def _tell_faults(sheet: InputSheet, found: Sequence[tuple[int, str, Row]]) -> None:
    """What is wrong with rows that can be read, once a row and code."""
    told: set[tuple[int, str]] = set()
    for fault in faults([row for _, _, row in found]):
        i, header, _ = found[fault.at]
        if (i, fault.code) not in told:
            told.add((i, fault.code))
            at = "文号" if fault.code == "N-NODOC" else header
            sheet.flag(i, fault.code, at, **fault.words)


def _concerned(read: _Sheet, i: int) -> Iterable[str]:
    """The kinds of a row with an error: all where that is not known."""
    if read.item(i) == MINIMUM_WAGE:
        return ("",)
    return (read.kind(i),) if read.kind(i) else EVERY_KIND
