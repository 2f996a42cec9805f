"""Identity numbers (GB 11643-1999): the key of a person on every sheet.

A number is a key in the form it was written in; rows are matched by `modern`, so that 15 and 18
digits of one person are one person.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from stdnum.cn import ric

from xlpay.base.grid import CellValue
from xlpay.base.months import day_number
from xlpay.unit.cells import Trouble, is_blank, text_of, trouble, unusable

_QUOTES: Final = "'‘’`"  # typed to keep a cell as text
_HYPHENS: Final = str.maketrans("", "", "-‐–—_.·")
_LIKE_X: Final = ("x", "Х", "х", "Χ", "χ", "×")


def read_identity(value: CellValue, today: int) -> tuple[str, list[Trouble]]:
    """An identity cell as its key and its troubles; a blank one is a trouble too."""
    if is_blank(value):
        return "", [trouble("C-BLANK")]
    if bad := unusable(value):
        return "", [bad]
    return identity(value, today)


def identity(value: CellValue, today: int) -> tuple[str, list[Trouble]]:
    """An identity number in its 18-character form (GB 11643-1999) and what is wrong with it.

    The text is '' where it can't serve as a key.
    """
    if isinstance(value, bool | int | float):
        return "", [trouble("I-NUMBER")]
    plain = _joined(text_of(value).replace(" ", "").strip(_QUOTES))
    troubles = []
    if plain.endswith(_LIKE_X):
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


def _joined(text: str) -> str:
    """The text without hyphens, where it is a whole number without them; else unchanged."""
    plain = text.translate(_HYPHENS)
    last = "X" if plain.endswith(_LIKE_X) else plain[-1:]
    whole = len(plain) == 18 and plain[:17].isdigit() and plain.isprintable()
    return plain if whole and ric.calc_check_digit(plain[:17] + "0") == last else text


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
