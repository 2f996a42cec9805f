"""Readers of grades, places, dates and identity numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from xlpay.base.codes import CODES, Severity
from xlpay.base.grid import CellValue
from xlpay.base.money import FEN, MAX_INCOME_FEN, Bools, Ints
from xlpay.base.months import EARLIEST, LATEST
from xlpay.catalogue.arguments import ArgumentKind, PlainType, Zero
from xlpay.catalogue.context import Context, newest_figure, places
from xlpay.catalogue.readers import NEWEST, Floats, Reader, counting
from xlpay.catalogue.reading_words import offered
from xlpay.unit import cells, dates, identities
from xlpay.unit.cells import Trouble, trouble

_SERIAL: Final = 25569  # the serial number of 1970-01-01
_FIRST_SERIAL, _LAST_SERIAL = 61, 109_938  # 1900-03-01 .. 2200-12-31


def grade(context: Context) -> Reader:
    """A grade, or 0 for the row of probation."""
    rule, probation = context.document.grade, context.document.probation
    grades = [step.grade for step in rule.steps] if rule else []
    if rule and not grades:  # sums by grade, without coefficients
        grades = list(range(1, rule.highest + 1))
    low, high = (min(grades), max(grades)) if grades else (1, 0)
    rows = (
        {probation.row_name: 0}
        if probation and probation.row_name and probation.row is not None
        else {}
    )
    row = "".join(f"，或“{name}”" for name in rows)

    def read(value: CellValue) -> int | Trouble:
        if isinstance(value, str) and cells.squeezed(value) in rows:
            return 0
        found = cells.counted(value, 1, 10_000, "C-WHOLE")
        if isinstance(found, Trouble) or found not in grades:
            return trouble("N-GRADE", value=cells.shown(value), low=low, high=high, row=row)
        return found

    if len(grades) != high - low + 1:
        return Reader(read, words=rows)
    return counting(read, 1, low, high, words=rows)


def place(context: Context) -> Reader:
    """A region's newest figure, or an income, in fen; blank: the policy's first region."""
    known: dict[str, int] = {}
    lacking: dict[str, Trouble] = {}
    for word in places(context):
        fen = newest_figure(context, word)
        if fen is None:
            lacking[word] = trouble("N-FORCE", what=word)
        else:
            known[word] = fen

    def read(value: CellValue) -> int | Trouble:
        plain = cells.squeezed(value) if isinstance(value, str) else ""
        if plain in known or plain in lacking:
            return known[plain] if plain in known else lacking[plain]
        found = cells.counted(value, FEN, MAX_INCOME_FEN, "C-DECIMALS")
        if isinstance(found, Trouble) and found.code == "C-NUMBER":
            near = cells.nearest(plain, [*known, *lacking]) or offered([*known, *lacking])
            return trouble("C-WORD", value=cells.shown(value), nearest=near)
        return trouble("C-POSITIVE", value=cells.shown(value)) if found == 0 else found

    first = next(iter(context.document.regions), "")
    blank: int | Trouble = known[first] if first in known else trouble("N-FORCE", what=first)
    return counting(read, FEN, 1, MAX_INCOME_FEN, blank, known)


def date(blank: int) -> Callable[[Context], Reader]:
    """A day number from a real date, a serial number or text."""

    def read(value: CellValue) -> int | Trouble:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return dates.day(value)
        if 1900 <= value <= 2200:
            return trouble("N-SERIALYEAR", value=cells.shown(value))
        if not _FIRST_SERIAL <= value < _LAST_SERIAL + 1:
            return _early(value)
        return int(value) - _SERIAL

    def exact(values: Floats) -> tuple[Ints, Bools]:
        sure = (
            (values >= _FIRST_SERIAL)
            & (values < _LAST_SERIAL + 1)
            & ~((values >= 1900) & (values <= 2200))
        )
        return np.floor(np.where(sure, values, 0)).astype(np.int64) - _SERIAL, sure

    return lambda _: Reader(read, blank, exact=exact)


def _early(value: int | float) -> int | Trouble:
    """January and February 1900, one day off: the serial numbers count a 29 February 1900."""
    if 1 <= value < _FIRST_SERIAL - 1:
        return int(value) - _SERIAL + 1
    return trouble("N-SERIAL", value=cells.shown(value))


def year(_: Context) -> Reader:
    """A year; blank: the newest."""
    return counting(dates.year, 1, 1900, 2200, NEWEST)


# ── identity numbers


def identity(_: Context) -> Reader:
    """1 for an identity number without an error, 0 for any other value."""
    return Reader(lambda value: int(not identity_errors(value)), too_long=0)


def identity_errors(value: CellValue) -> list[Trouble]:
    """What is wrong with an identity number; a small x and an old number are no errors."""
    found = identities.identity(value, LATEST)[1]
    return [bad for bad in found if CODES[bad.code].severity is Severity.ERROR]


PLACE: Final = ArgumentKind("地区或金额", place, PlainType.ANY, zero=Zero.BLANK)
GRADE: Final = ArgumentKind("等级或文字", grade, PlainType.ANY, zero=Zero.BLANK)
DATE: Final = ArgumentKind("日期", date(EARLIEST), PlainType.DATE, zero=Zero.BLANK)
OPEN_DATE: Final = ArgumentKind("日期（可空）", date(LATEST), PlainType.DATE, zero=Zero.BLANK)
YEAR: Final = ArgumentKind(
    "年度", lambda _: counting(dates.year, 1, 1900, 2200, NEWEST), zero=Zero.BLANK
)
IDENTITY: Final = ArgumentKind("身份证号", identity, PlainType.TEXT, zero=Zero.BLANK)
