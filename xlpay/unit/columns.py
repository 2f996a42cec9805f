"""A sheet's columns as int64 columns: numbers in their units, words as codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.grid import CellValue
from xlpay.base.money import Ints, ints
from xlpay.policy.terms.scheme import NONE, Vocabulary
from xlpay.unit.cells import Trouble
from xlpay.unit.sheets import InputSheet


def ints_of(values: list[int]) -> Ints:
    """A list as an int64 column, empty lists included."""
    return ints(values) if values else np.empty(0, dtype=np.int64)


def numbers_of(
    sheet: InputSheet,
    header: str,
    blank: int,
    parse: Callable[[CellValue], int | Trouble] | None = None,
) -> Ints:
    """A column of days, months, fen, … as its field says, unless `parse` is given."""
    return ints_of(sheet.numbers(header, blank, parse))


def codes_of(sheet: InputSheet, header: str, words: Vocabulary, kind: Words) -> Ints:
    """A column of words as codes of the vocabulary; NONE where blank or unknown, which is told."""
    spellings = words.spellings(kind)
    word_of = partial(words.word, kind)
    return ints_of(sheet.words(header, partial(words.code, kind), spellings, NONE, word_of))
