"""From a cell's value to what its column holds; what does not fit is a coded problem.

Amounts are read to the exact decimal they show: a float is taken as its 15 significant digits,
then counted in fen.  Text is normalised first (full-width digits, stray spaces).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Final

from stdnum.cn import ric

from xlpay.forms import NO, YES
from xlpay.grid import CellError, CellValue, Unvalued
from xlpay.money import FEN, MAX_FEN, YEAR
from xlpay.months import day_number, month_of, to_date

SCORE: Final = 10_000  # scores have at most four decimals
HALF: Final = 2  # days are counted in halves
_MAX_SCORE: Final = 10**6 * SCORE
_MAX_YEARS: Final = Decimal(100)
_SURE: Final = 10**14  # fifteen digits tell doubles below apart in every unit counted here
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
# A year, or a year and month such as 2021.7, typed where a date is shown: a day of this year.
_YEAR_TYPED: Final = 1905
_NOT_ENDED: Final = frozenset({"至今", "现在", "目前", "今", "在任", "在职"})

_DATE: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)?)$")
_MONTH: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))$")
_YEAR: Final = re.compile(r"(\d{4})年?$")
_NUMBER: Final = re.compile(
    r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?$|[+-]?\d*\.?\d+([eE][+-]?\d+)?$|[+-]?\d+\.$"
)
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a cell can't be used: a code of xlpay.diagnostics and its words."""

    code: str
    words: tuple[tuple[str, object], ...] = ()


def trouble(code: str, **words: object) -> Trouble:
    return Trouble(code, tuple(words.items()))


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """Text in its plain form: full-width to half-width, outer and line-break spaces gone."""
    plain = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    return _SPACES.sub(" ", plain.replace("\u200b", "").replace("\ufeff", "")).strip()


def squeezed(text: str) -> str:
    """Text without any space: headers and words are compared so."""
    return clean(text).replace(" ", "")


def is_blank(value: CellValue) -> bool:
    """An empty cell, or text of nothing but spaces."""
    return value is None or (isinstance(value, str) and not clean(value))


def unusable(value: CellValue) -> Trouble | None:
    """The trouble of an error cell or of a formula without a value."""
    if isinstance(value, CellError):
        return trouble("C-ERROR", value=value.text)
    if isinstance(value, Unvalued):
        return trouble("C-FORMULA")
    return None


def shown(value: CellValue) -> str:
    """A value as a person would read it, shortened."""
    if isinstance(value, float):
        text = format(value, ".15g")
    elif isinstance(value, datetime):
        text = value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    else:
        text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def text_of(value: CellValue) -> str:
    """Any value as text; whole numbers without '.0'."""
    if isinstance(value, str):
        return clean(value)
    return shown(value)


def as_written(value: CellValue) -> str:
    """Text to be printed: in the widths that the office chose, without stray spaces."""
    return _SPACES.sub(" ", value).strip() if isinstance(value, str) else shown(value)


def decimal_of(value: CellValue) -> Decimal | Trouble:
    """The exact decimal that a cell shows."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return trouble("C-NUMBER", value=shown(value))
    if isinstance(value, str):
        plain = clean(value).replace(" ", "")
        if not _NUMBER.match(plain) or len(plain) > 40:
            return trouble("C-NUMBER", value=shown(value))
        return Decimal(plain.replace(",", ""))
    try:
        number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    except (InvalidOperation, ValueError, OverflowError):
        return trouble("C-NUMBER", value=shown(value))
    return number if number.is_finite() else trouble("C-NUMBER", value=shown(value))


def counted(value: CellValue, scale: int, most: int, fraction: str) -> int | Trouble:
    """A number from 0 as a whole number of 1/scale; `fraction`: code for too many decimals."""
    if type(value) is float and 0 <= value * scale <= min(most, _SURE):
        units = round(value * scale)
        if units / scale == value:  # the nearest double to so short a decimal shows just it
            return units
    number = decimal_of(value)
    if isinstance(number, Trouble):
        return number
    if number.adjusted() > 18:
        return trouble("C-LARGE", value=shown(value))
    exact = Fraction(number) * scale  # a Decimal product would be rounded to 28 digits
    if exact.denominator != 1:
        return trouble(fraction, value=shown(value))
    if exact < 0:
        return trouble("C-NEGATIVE", value=shown(value))
    return int(exact) if exact <= most else trouble("C-LARGE", value=shown(value))


def money(value: CellValue) -> int | Trouble:
    """Yuan as fen: from 0, at most two decimals."""
    return counted(value, FEN, MAX_FEN // 1000, "C-DECIMALS")


def positive_money(value: CellValue) -> int | Trouble:
    """Yuan above 0 as fen."""
    number = decimal_of(value)
    if isinstance(number, Decimal) and number <= 0:
        return trouble("C-POSITIVE", value=shown(value))
    return money(value)


def whole(value: CellValue) -> int | Trouble:
    """A whole number from 0."""
    return counted(value, 1, 10_000_000, "C-WHOLE")


def score(value: CellValue) -> int | Trouble:
    """A number from 0 with at most four decimals, in 1/10000."""
    return counted(value, SCORE, _MAX_SCORE, "C-NUMBER")


def days(value: CellValue) -> int | Trouble:
    """Days in halves."""
    return counted(value, HALF, 10_000, "C-HALVES")


def credited_years(value: CellValue) -> int | Trouble:
    """期初折算年限 in 1/1200 year, read to the nearest twelfth (contract: within 0.005)."""
    number = decimal_of(value)
    if isinstance(number, Trouble):
        return number
    if number < 0:
        return trouble("C-NEGATIVE", value=shown(value))
    if number > _MAX_YEARS:
        return trouble("C-LARGE", value=shown(value))
    twelfths = int((number * 12 + Decimal("0.5")) // 1)
    if abs(number * 12 - twelfths) > Decimal("0.06"):  # 0.005 year in twelfths
        return trouble("C-TWELFTH", value=shown(value))
    return twelfths * YEAR // 12


def day(value: CellValue) -> int | Trouble:
    """A date, or text such as 2021-07-01, 2021/7/1, 2021.7, 2021年7月, as a day number."""
    if isinstance(value, date) and value.year == _YEAR_TYPED:
        return _year_typed(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return (
            day_number(value)
            if _FIRST_YEAR <= value.year <= _LAST_YEAR
            else trouble("C-NODATE", value=value)
        )
    if not isinstance(value, str):
        return trouble(
            "C-DATENUM" if isinstance(value, int | float) else "C-DATE", value=shown(value)
        )
    return _day_of_text(value)


def _year_typed(value: date) -> Trouble:
    """The trouble of a number that its cell's format made a day of 1905."""
    typed = value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
    number = (typed - datetime(1899, 12, 30)) / timedelta(days=1)
    return trouble("C-DATEYEAR", value=f"{number:.6g}", day=f"{value:%Y-%m-%d}")


@lru_cache(maxsize=65536)
def _day_of_text(value: str) -> int | Trouble:
    if squeezed(value) in _NOT_ENDED:
        return trouble("C-UNTIL", value=shown(value))
    found = _DATE.match(clean(value).replace(" ", ""))
    if not found or found.group(2) is None:
        return trouble("C-DATE", value=shown(value))
    year, month, day_of_month = int(found.group(1)), int(found.group(2)), int(found.group(3) or 1)
    try:
        result = date(year, month, day_of_month)
    except ValueError:
        return trouble("C-NODATE", value=shown(value))
    return (
        day_number(result)
        if _FIRST_YEAR <= year <= _LAST_YEAR
        else trouble("C-NODATE", value=shown(value))
    )


def month(value: CellValue) -> int | Trouble:
    """A month such as 2026-11, 2026年11月, 202611 or a date in it, as a month number."""
    if isinstance(value, date):
        if value.year == _YEAR_TYPED:
            return _year_typed(value)
        return month_of(value.year, value.month)
    if isinstance(value, int | float) and not isinstance(value, bool):
        # 202611 is plain; 2026.1 could be January or October, so numbers with decimals are refused
        value = (
            str(int(value))
            if value == int(value) and 190001 <= value <= 220012
            else shown(value) + "?"
        )
    found = _MONTH.match(clean(value).replace(" ", "")) if isinstance(value, str) else None
    if not found:
        parsed = day(value) if isinstance(value, str) else None
        if isinstance(parsed, int):
            return _month_of_day(parsed)
        return trouble("C-MONTH", value=shown(value).rstrip("?"))
    year, number = int(found.group(1)), int(found.group(2) or found.group(3))
    if not 1 <= number <= 12 or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return trouble("C-MONTH", value=shown(value))
    return month_of(year, number)


def _month_of_day(number: int) -> int:
    found = to_date(number)
    return month_of(found.year, found.month)


def year(value: CellValue) -> int | Trouble:
    """A year of four digits."""
    plain = text_of(value).replace(" ", "") if not isinstance(value, bool | date) else ""
    found = _YEAR.match(plain)
    if not found or not _FIRST_YEAR <= int(found.group(1)) <= _LAST_YEAR:
        return trouble("C-YEAR", value=shown(value))
    return int(found.group(1))


def flag(value: CellValue) -> int | Trouble:
    """是 -> 1, 否 -> 0."""
    plain = {True: YES, False: NO}.get(value, "") if isinstance(value, bool) else text_of(value)
    return {YES: 1, NO: 0}[plain] if plain in (YES, NO) else trouble("C-FLAG", value=shown(value))


def closest(word: str, offered: list[str]) -> str:
    """The nearest word, '' if none is near."""
    return next(iter(get_close_matches(word, offered, 1, 0.4)), "")


def nearest(word: str, offered: list[str]) -> str:
    """'，最接近的是“…”' or nothing."""
    close = closest(word, offered)
    return f"，最接近的是“{close}”" if close else ""


def identity(value: CellValue, today: int) -> tuple[str, list[Trouble]]:
    """An identity number in its 18-character form (GB 11643-1999) and what is wrong with it.

    The text is '' where it can't serve as a key.
    """
    if isinstance(value, bool | int | float):
        return "", [trouble("I-NUMBER")]
    plain = text_of(value).replace(" ", "")
    troubles = []
    if plain.endswith("x"):
        troubles.append(trouble("I-LOWER"))
        plain = plain[:-1] + "X"
    if len(plain) == 15 and plain.isdigit():
        birth = f"19{plain[6:12]}"
        return plain, [trouble("I-OLD")] if _birth(birth) else [trouble("I-BIRTH")]
    if len(plain) != 18:
        return "", [trouble("I-LENGTH", length=len(plain))]
    if not (plain[:17].isdigit() and plain[:17].isascii() and (plain[17] in "0123456789X")):
        return "", [trouble("I-FORM")]
    born = _birth(plain[6:14])
    if born is None or born > today:
        return plain, [*troubles, trouble("I-BIRTH")]
    digit = ric.calc_check_digit(plain)
    if plain[17] != digit:
        return plain, [*troubles, trouble("I-CHECK", digit=digit)]
    return plain, troubles


def modern(number: str) -> str:
    """An identity number of 15 digits as the 18 characters of the same person; others unchanged.

    The old numbers were given out in the 20th century only (GB 11643-1999).
    """
    if len(number) != 15 or not number.isdigit():
        return number
    body = f"{number[:6]}19{number[6:]}"
    return body + str(ric.calc_check_digit(body + "0"))


@lru_cache(maxsize=1 << 16)
def _birth(digits: str) -> int | None:
    try:
        return day_number(date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])))
    except ValueError:
        return None


def birth_day(number: str) -> int | None:
    """The date of birth in an identity number of 15 or 18 characters."""
    return _birth(number[6:14] if len(number) == 18 else f"19{number[6:12]}")


def is_male(number: str) -> bool:
    """The 17th digit (15 characters: the last) is odd for men."""
    return int(number[16] if len(number) == 18 else number[14]) % 2 == 1
