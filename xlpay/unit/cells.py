"""From a cell's value to what its column holds; what does not fit is a coded problem.

Amounts are read to the exact decimal they show: a float is taken as its 15 significant digits,
then counted in fen.  Text is normalised first (full-width digits, stray spaces).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Final

import msgspec

from xlpay.base.forms import NO, YES
from xlpay.base.grid import CellError, CellValue, Unvalued
from xlpay.base.money import FEN, MAX_FEN, RATIO, YEAR
from xlpay.base.spelling import bare, seen

SCORE: Final = 10_000  # scores have at most four decimals
HALF: Final = 2  # days are counted in halves
_MAX_SCORE: Final = 10**6 * SCORE
_MAX_YEARS: Final = Decimal(100)
# What makes another word of a word, and what of a word says how high it stands.
_MARKS: Final = ("副", "不", "基本", "助理", "小", "在读", "肄业", "结业")
_STEPS: Final = (("专", "本"), ("初", "中", "高"), ("硕", "博"), ("长", "员"))
_SURE: Final = 10**14  # fifteen digits tell doubles below apart in every unit counted here

_NUMBER: Final = re.compile(
    r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?$|[+-]?\d*\.?\d+([eE][+-]?\d+)?$|[+-]?\d+\.$"
)
# What is put into a cell to say that there is nothing.
_NOTHINGS: Final = re.compile(r"[-‐–—―_/\\]+|无|没有|暂无|空白?|[Nn]/?[Aa]")
_TOGETHER: Final = re.compile(r"[、/,;+&]|兼|和|及")
_AROUND: Final = "。.,;、:'\"“”‘’「」"  # marks typed around a word
# What offices add to a word that is the same without it: 全日制本科, 大专学历, 合同制人员.
_SAID_TOO: Final = re.compile(r"^全日制|(学历|等次|人员)$")
_SPACES: Final = re.compile(r"\s+")


class Trouble(msgspec.Struct, frozen=True):
    """Why a cell can't be used: a code of xlpay.base.codes and its words."""

    code: str
    words: tuple[tuple[str, object], ...] = ()


def trouble(code: str, **words: object) -> Trouble:
    return Trouble(code, tuple(words.items()))


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """Text in its plain form: half-width, without outer or line-break spaces and unseen marks."""
    plain = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    return _SPACES.sub(" ", bare(plain)).strip()


def squeezed(text: str) -> str:
    """Text without any space: headers and words are compared so."""
    return clean(text).replace(" ", "")


def is_blank(value: CellValue) -> bool:
    """An empty cell, or text of nothing but spaces."""
    return value is None or (isinstance(value, str) and not clean(value))


def is_nothing(value: CellValue) -> bool:
    """Text that says that there is nothing: 无, —, /."""
    return isinstance(value, str) and bool(_NOTHINGS.fullmatch(squeezed(value)))


def code_of(word: str, code_for: Callable[[str], int]) -> int:
    """The code of a word, else of it without the marks and what else is typed around it."""
    code = code_for(word)
    if code >= 0:
        return code
    bare_word = word.strip(_AROUND)
    code = code_for(bare_word)
    return code if code >= 0 else code_for(_SAID_TOO.sub("", bare_word))


def unusable(value: CellValue) -> Trouble | None:
    """The trouble of an error cell, of a formula without a value, of a number that is none."""
    if isinstance(value, CellError):
        return trouble("C-ERROR", value=value.text)
    if isinstance(value, Unvalued):
        return trouble("C-FORMULA")
    if isinstance(value, float) and not math.isfinite(value):
        return trouble("C-ERROR", value=str(value))
    return None


def shown(value: CellValue) -> str:
    """A value as a person would read it, shortened; marks that nobody sees are named."""
    if isinstance(value, float):
        text = format(value, ".15g")
    elif isinstance(value, datetime):
        text = value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    else:
        text = seen(str(value))
    return text if len(text) <= 40 else text[:39] + "…"


def text_of(value: CellValue) -> str:
    """Any value as text; whole numbers without '.0'."""
    if isinstance(value, str):
        return clean(value)
    return shown(value)


def as_written(value: CellValue) -> str:
    """Text to be printed: in the widths that the office chose, without stray spaces and marks."""
    return _SPACES.sub(" ", bare(value)).strip() if isinstance(value, str) else shown(value)


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


def rate(value: CellValue) -> int | Trouble:
    """A share from 0 with at most six decimals, in 1e-6: 0.08, 8%."""
    return counted(of_percent(value), RATIO, 10**4 * RATIO, "C-NUMBER")


def of_percent(value: CellValue) -> CellValue:
    """'80%' as 0.8; anything else unchanged."""
    if isinstance(value, str) and clean(value).endswith("%"):
        number = decimal_of(clean(value)[:-1])
        return value if isinstance(number, Trouble) else str(number / 100)
    return value


def credited_years(value: CellValue) -> int | Trouble:
    """期初折算年限 in 1/1200 year, read to the nearest twelfth.

    It may be written to two decimals, so within 0.005 (docs/contract.md, input sheets).
    """
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


def flag(value: CellValue) -> int | Trouble:
    """是 -> 1, 否 -> 0."""
    plain = {True: YES, False: NO}.get(value, "") if isinstance(value, bool) else text_of(value)
    return {YES: 1, NO: 0}[plain] if plain in (YES, NO) else trouble("C-FLAG", value=shown(value))


def closest(word: str, offered: list[str]) -> str:
    """The nearest word of the same level, '' if none is near.

    To a word that says nothing of high and low one is near if all near ones say the same of it:
    大砖 is 大专, but 社工师 may be any of three.
    """
    alike = [other for other in offered if _alike(other, word)]
    same = [other for other in alike if _levels(other) == _levels(word)]
    if found := get_close_matches(word, same, 1, 0.4):
        return found[0]
    near = get_close_matches(word, alike, len(alike), 0.4) if alike else []
    return near[0] if len(set(map(_levels, near))) == 1 else ""


def _alike(one: str, other: str) -> bool:
    """Whether two words may be one: 大专 isn't 本科, nor 主任 副主任."""
    if any((mark in one) != (mark in other) for mark in _MARKS):
        return False
    pairs = zip(_levels(one), _levels(other), strict=True)
    return all(mine == yours or not mine or not yours for mine, yours in pairs)


def _levels(word: str) -> tuple[frozenset[str], ...]:
    """What a word says of high and low."""
    return tuple(frozenset(word).intersection(step) for step in _STEPS)


def nearest(word: str, offered: list[str], shown_as: Callable[[str], str] = str) -> str:
    """'，最接近的是“…”' or nothing; `shown_as` gives the word that stands for an alias.

    Of several words in one cell none is nearest: each is worth something of its own.
    """
    parts = [part for part in _TOGETHER.split(word) if part]
    if len(parts) > 1 and set(parts) <= set(offered):
        return "，像是几项写在一格，请分行各写一项"
    close = closest(word, offered)
    return f"，最接近的是“{shown_as(close)}”" if close else ""
