"""Which cell styles show a date or a duration, from styles.xml.

Format numbers 27-36 and 50-58 are dates in Chinese Excel and WPS, though no file spells them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final

from xlpay.workbook.file.markup import Element, child, children


class Shows(Enum):
    """What a number in a cell stands for."""

    NUMBER = 0
    DATE = 14  # the built-in format number of a plain date
    DURATION = 46  # and that of [h]:mm:ss


_DATES: Final = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
_DURATIONS: Final = frozenset([46])


def shown_by_styles(styles: Element | None) -> list[Shows]:
    """What each cell style (cellXfs) shows, by its index."""
    if styles is None:
        return []
    codes: dict[int, str] = {}
    formats = child(styles, "numFmts")
    for element in [] if formats is None else children(formats, "numFmt"):
        codes[_id(element)] = element.get("formatCode", "")
    cell_styles = child(styles, "cellXfs")
    return [
        _shown(_id(xf), codes)
        for xf in ([] if cell_styles is None else children(cell_styles, "xf"))
    ]


def format_codes(styles: Element) -> Iterator[tuple[int, str]]:
    """Each cell style's format number and its code ("" for a built-in one)."""
    formats, cell_styles = child(styles, "numFmts"), child(styles, "cellXfs")
    codes = {
        _id(element): element.get("formatCode", "")
        for element in ([] if formats is None else children(formats, "numFmt"))
    }
    for xf in [] if cell_styles is None else children(cell_styles, "xf"):
        yield _id(xf), codes.get(_id(xf), "")


def _id(element: Element) -> int:
    text = element.get("numFmtId", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _shown(number: int, codes: dict[int, str]) -> Shows:
    if number in codes:
        return shown_by_code(codes[number])
    if number in _DURATIONS:
        return Shows.DURATION
    return Shows.DATE if number in _DATES else Shows.NUMBER


@lru_cache(maxsize=1024)
def shown_by_code(code: str) -> Shows:
    """What a format code shows, by its first section: [h]:mm a duration, yyyy-mm-dd a date."""
    kind = Shows.NUMBER
    for token in _tokens(code):
        if token == ";":
            break
        if token.startswith("["):
            if token[1:-1] and set(token[1:-1].lower()) in ({"h"}, {"m"}, {"s"}):
                return Shows.DURATION
        elif token.lower() in "dmyhs":
            kind = Shows.DATE
    return kind


def _tokens(code: str) -> Iterator[str]:
    """The signs of a code: quoted and escaped text left out, a bracket kept whole."""
    at = 0
    while at < len(code):
        sign = code[at]
        if sign == '"':
            end = code.find('"', at + 1)
            at = len(code) if end < 0 else end + 1
        elif sign in "\\_*":
            at += 2
        elif sign == "[":
            end = code.find("]", at)
            end = len(code) - 1 if end < 0 else end
            yield code[at : end + 1]
            at = end + 1
        elif code[at : at + 7].lower() == "general":
            at += 7
        else:
            yield sign
            at += 1
