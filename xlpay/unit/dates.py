"""From a cell's value to a day, a month or a year; what does not fit is a coded problem.

What could be read in two ways is refused, never guessed: 2026.1 as a number may be January or
October, and a number that a date format turned into a day of 1905 is a year somebody typed.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeGuard

from xlpay.base.grid import CellValue
from xlpay.base.months import FIRST_YEAR, LAST_YEAR, day_number, month_of, to_date
from xlpay.unit.cells import Trouble, clean, shown, squeezed, text_of, trouble

# A year, or a year and month such as 2021.7, typed where a date is shown: a day of this year.
_YEAR_TYPED: Final = 1905
_NOT_ENDED: Final = frozenset({"至今", "现在", "目前", "今", "在任", "在职"})

_DATE: Final = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})[日号.]?|月?份?)?)(?:T?0{1,2}(?::00){1,2}(?:\.0+)?Z?)?$"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_STOPS: Final = re.compile(r"(\d{4})[。、,](\d{1,2})[。、,](\d{1,2})$")
_QUOTES: Final = "'‘’`"  # typed to keep a cell as text
# 二〇一九年六月一日: figures of the year, numbers of the month and the day.
_FIGURES: Final = "〇一二三四五六七八九"
_WRITTEN: Final = re.compile(
    rf"([{_FIGURES}]{{4}})年([十{_FIGURES}]{{1,3}})月份?(?:([十{_FIGURES}]{{1,3}})[日号])?$"
)
_TENS: Final = re.compile(rf"([{_FIGURES[1:]}]?)十([{_FIGURES[1:]}]?)$")
# A day as spreadsheets count them: from 1950 to 2099, so that no year or month is one.
_SERIAL_DIGITS: Final = 5
_SERIALS: Final = range(18_264, 73_051)
_MONTH: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:月份?)?|(\d{2}))$")
_YEAR: Final = re.compile(r"(\d{4})(?:\.0|年(?:度(?:考核)?)?)?$")


def day(value: CellValue) -> int | Trouble:
    """A date, or text such as 2021-07-01, 2021/7/1, 2021.7, 2021年7月, as a day number.

    Other systems' 20210701, 2021-07-01 00:00:00 and 44378 are read, as numbers or as text.
    """
    if isinstance(value, date) and value.year == _YEAR_TYPED:
        return _year_typed(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return (
            day_number(value)
            if FIRST_YEAR <= value.year <= LAST_YEAR
            else trouble("C-NODATE", value=value)
        )
    plain = _plain_day(int(value)) if _is_whole(value) else value
    if not isinstance(plain, str):
        return trouble(
            "C-DATENUM" if isinstance(value, int | float) else "C-DATE", value=shown(value)
        )
    value = plain
    return _day_of_text(value)


def day_1904(value: CellValue) -> int | Trouble:
    """A day in a workbook that counts days from 1904: a bare number may be of either count."""
    text = clean(value) if isinstance(value, str) else ""
    counted = isinstance(value, int | float) and value in _SERIALS
    if counted or (text.isdigit() and len(text) <= len(str(_SERIALS[-1]))):
        return trouble("C-DATENUM", value=shown(value))
    return day(value)


def _is_whole(value: CellValue) -> TypeGuard[int | float]:
    """Whether a cell holds a number without decimals; NaN and infinity are none."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and value == int(value)
    )


def _plain_day(number: int) -> CellValue:
    """A whole number that is surely a day, as text: 20210701, 44378; else the number itself."""
    if number in _SERIALS:
        return (datetime(1899, 12, 30) + timedelta(days=number)).date().isoformat()
    return str(number) if _COMPACT.match(str(number)) else number


def _year_typed(value: date) -> Trouble:
    """The trouble of a number that its cell's format made a day of 1905."""
    typed = value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
    number = (typed - datetime(1899, 12, 30)) / timedelta(days=1)
    return trouble("C-DATEYEAR", value=f"{number:.6g}", day=f"{value:%Y-%m-%d}")


@lru_cache(maxsize=65536)
def _day_of_text(value: str) -> int | Trouble:
    if squeezed(value) in _NOT_ENDED:
        return trouble("C-UNTIL", value=shown(value))
    plain = _STOPS.sub(r"\1-\2-\3", _plain(value).translate(_DASHES))
    if plain.isdigit() and len(plain) == _SERIAL_DIGITS and int(plain) in _SERIALS:
        plain = str(_plain_day(int(plain)))
    found = _COMPACT.match(plain) or _DATE.match(plain)
    if not found or found.group(2) is None:
        return trouble("C-DATE", value=shown(value))
    year, month, day_of_month = int(found.group(1)), int(found.group(2)), int(found.group(3) or 1)
    try:
        result = date(year, month, day_of_month)
    except ValueError:
        return trouble("C-NODATE", value=shown(value))
    return (
        day_number(result)
        if FIRST_YEAR <= year <= LAST_YEAR
        else trouble("C-NODATE", value=shown(value))
    )


def _plain(text: str) -> str:
    """The text without spaces and the mark that keeps it text; a day written out in figures."""
    plain = clean(text).replace(" ", "").lstrip(_QUOTES)
    found = _WRITTEN.match(plain.replace("○", "〇").replace("零", "〇"))
    if not found:
        return plain
    year = "".join(str(_FIGURES.index(figure)) for figure in found.group(1))
    parts = [_number(part) for part in found.groups()[1:] if part]
    return "-".join((year, *map(str, parts))) if all(parts) else plain


def _number(text: str) -> int:
    """A number up to 99 such as 十二 or 三十; 0 for none."""
    if len(text) == 1 and text in _FIGURES:
        return _FIGURES.index(text)
    found = _TENS.match(text)
    if not found:
        return 0
    tens, ones = (_FIGURES.index(part) if part else 0 for part in found.groups())
    return (tens or 1) * 10 + ones


def month(value: CellValue) -> int | Trouble:
    """A month such as 2026-11, 2026年11月, 202611 or a date in it, as a month number."""
    if isinstance(value, date):
        if value.year == _YEAR_TYPED:
            return _year_typed(value)
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            return trouble("C-MONTH", value=shown(value))
        return month_of(value.year, value.month)
    if isinstance(value, int | float) and not isinstance(value, bool):
        # 202611 is plain; 2026.1 could be January or October, so numbers with decimals are refused
        whole = int(value) if _is_whole(value) else None
        plain = None if whole is None else _plain_day(whole)
        if whole is not None and 190001 <= whole <= 220012:
            plain = str(whole)
        value = plain if isinstance(plain, str) else shown(value) + "?"
    found = _MONTH.match(_plain(value)) if isinstance(value, str) else None
    if not found:
        parsed = day(value) if isinstance(value, str) else None
        if isinstance(parsed, int):
            return _month_of_day(parsed)
        return trouble("C-MONTH", value=shown(value).rstrip("?"))
    year, number = int(found.group(1)), int(found.group(2) or found.group(3))
    if not 1 <= number <= 12 or not FIRST_YEAR <= year <= LAST_YEAR:
        return trouble("C-MONTH", value=shown(value))
    return month_of(year, number)


def _month_of_day(number: int) -> int:
    found = to_date(number)
    return month_of(found.year, found.month)


def year(value: CellValue) -> int | Trouble:
    """A year of four digits."""
    if isinstance(value, date) and value.year == _YEAR_TYPED:
        return trouble("C-YEARDATE", **dict(_year_typed(value).words))
    text = text_of(value) if not isinstance(value, bool | date) else ""
    found = _YEAR.match(text.replace(" ", "").lstrip(_QUOTES))
    if not found or not FIRST_YEAR <= int(found.group(1)) <= LAST_YEAR:
        return trouble("C-YEAR", value=shown(value))
    return int(found.group(1))
