"""A table whose cells speak of each other: columns as they come, and formulas over their cells.

A formula is written before it is known where its table will stand; a cell is named in it by its
column's letters and, between two marks, the index of its row (or the header's).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from xlpay.base.grid import column_letters
from xlpay.base.money import BLANK, Ints
from xlpay.results.layout import FIRST_COLUMN
from xlpay.results.tables import Column, Formulas, Kind, Placed

UNCHECKED: Final = "未核"
_MARK: Final = "\0"
_HEAD: Final = "head"
_EXACT: Final = 6  # decimals in which two numbers agree: finer than fen and twelfths


def placed(formula: str, layout: Placed) -> str:
    """A formula with the rows of the sheet in the place of its marks."""
    pieces = formula.split(_MARK)
    for i in range(1, len(pieces), 2):
        row = layout.head_row if pieces[i] == _HEAD else layout.data_rows[int(pieces[i])]
        pieces[i] = str(row)
    return "".join(pieces)


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


class Cells:
    """Columns of `count` rows, known by keys."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.columns: list[Column] = []
        self._letters: dict[str, str] = {}
        self._verdicts: list[int] = []
        self.right = self.unchecked = 0
        self.why: list[list[str]] = [[] for _ in range(count)]
        self._known: dict[str, list[bool]] = {}

    def add(self, key: str, column: Column) -> None:
        self._letters[key] = column_letters(FIRST_COLUMN + len(self.columns))
        self.columns.append(column)

    def words(self, header: str, values: Sequence[str | None], width: float = 11.0) -> None:
        """A column of text, left out where it would be empty."""
        if any(values):
            self.add(header, Column(header, Kind.TEXT, values, width=width))

    def numbers(self, header: str, kind: Kind, values: Ints, width: float = 9.0) -> None:
        """A column of numbers, left out where it would be empty."""
        if (values != BLANK).any():
            self.add(header, Column(header, kind, values, width=width))

    def cell(self, key: str, row: int) -> str:
        """A cell of a row; '' where there is no such column."""
        letters = self._letters.get(key)
        return "" if letters is None else f"{letters}{_MARK}{row}{_MARK}"

    def head(self, key: str) -> str:
        """The header cell of a column."""
        return f"${self._letters[key]}${_MARK}{_HEAD}{_MARK}"

    def span(self, key: str, first: int, last: int) -> str:
        """The cells of a column from a row to another."""
        letters = self._letters[key]
        return f"${letters}${_MARK}{first}{_MARK}:${letters}${_MARK}{last}{_MARK}"

    def step(self, key: str, kind: Kind, values: Ints, formulas: Sequence[str]) -> None:
        """A column of formulas on the way, which are not compared."""
        self.add(key, Column(key, kind, values, width=10.0, formulas=_formulas(formulas)))

    def figure(
        self, name: str, kind: Kind, batch: Ints, formulas: Sequence[str], why: Sequence[str]
    ) -> None:
        """A figure by formula, the batch's own beside, and whether the two are equal.

        `batch` is BLANK where a person has no such figure, `why` says why one is not checked.
        """
        theirs = batch != BLANK
        known = theirs & np.asarray([not reason for reason in why], dtype=np.bool_)
        self._known[name] = known.tolist()
        computed = np.where(known, batch, BLANK)
        own, beside = f"{name}（公式）", f"{name}（结果）"
        self.add(own, Column(own, kind, computed, width=11.0, formulas=_formulas(formulas)))
        self.add(beside, Column(beside, kind, batch, width=11.0))
        equal = [
            f"IFERROR(ROUND({self.cell(own, i)}-{self.cell(beside, i)},{_EXACT})=0,FALSE)"
            for i in range(self.count)
        ]
        words = [
            UNCHECKED if t and not k else None
            for t, k in zip(theirs.tolist(), known.tolist(), strict=True)
        ]
        self._verdicts.append(len(self.columns))
        flags = np.where(known, 1, BLANK)
        verdict = _formulas(equal, flags=True, words=words)
        self.add(f"{name}？", Column(f"{name}？", Kind.COUNT, flags, width=7.0, formulas=verdict))
        self.right += int(known.sum())
        self.unchecked += int((theirs & ~known).sum())
        for i, word in enumerate(words):
            if word:
                self.why[i].append(f"{name}：{why[i]}")

    def value(self, name: str, row: int) -> str:
        """A figure's formula cell, or the batch's own where it is not checked."""
        known = self._known[name][row]
        return self.cell(f"{name}（公式）" if known else f"{name}（结果）", row)

    def count_formula(self, before: str, layout: Placed) -> str:
        """The note: how many are TRUE, FALSE, not checked."""
        spans = [layout.span(0, self.count, index) for index in self._verdicts]
        pieces = [quoted(before)]
        for label, wanted in (("TRUE ", "TRUE"), ("FALSE ", "FALSE"), (UNCHECKED, None)):
            criterion = wanted or quoted(UNCHECKED)
            counts = "+".join(f"COUNTIF({span},{criterion})" for span in spans)
            pieces += [quoted(f"　　{label}"), f"({counts})"]
        return "&".join(pieces)

    def count_text(self, before: str) -> str:
        """What the note's formula gives as long as nothing is changed."""
        return f"{before}　　TRUE {self.right}　　FALSE 0　　{UNCHECKED}{self.unchecked}"


def _formulas(
    texts: Sequence[str], *, flags: bool = False, words: Sequence[str | None] = ()
) -> Formulas:
    return Formulas(lambda layout: [placed(text, layout) for text in texts], flags, words)
