"""Cell references read: letters as numbers, A1 as row and column, the size of a sheet."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384


@lru_cache(maxsize=2048)
def column_number(letters: str) -> int:
    """A -> 1, AB -> 28; letters in either case."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def split_cell(reference: str) -> tuple[int, int] | None:
    """'AB12' -> (12, 28), dollars ignored; None where it names no cell of a sheet."""
    plain = reference.replace("$", "")
    digits = plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    letters = plain[: len(plain) - len(digits)]
    if not (0 < len(letters) <= 3 and digits.isascii() and digits.isdigit() and len(digits) <= 7):
        return None
    row, column = int(digits), column_number(letters)
    return (row, column) if 1 <= row <= MAX_ROWS and column <= MAX_COLUMNS else None
