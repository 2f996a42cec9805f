"""The formulas in the bytes of a sheet that is the user's, found and put back one by one.

Everything of the part but the formulas that change stays as it is, byte for byte.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import product
from typing import Final

import msgspec

from xlpay.results.references import split_cell
from xlpay.workbook.fill.formulas import translated

_CELL: Final = re.compile(
    rb"<((?:[\w.-]+:)?)c((?:\s[^<>]*)?)>\s*"
    rb"<\1f((?:\s[^<>]*?)?)(?:/>|>([^<]*)</\1f>)"
    rb"(\s*(?:<\1v(?:\s[^<>]*)?>[^<]*</\1v>|<\1v\s*/>))?"
)
# Outside the rows: conditional formats, validations, and their kin in extensions (xm:f).
_RULE: Final = re.compile(rb"(<((?:[\w.-]+:)?formula[12]?|[\w.-]+:f)(?:\s[^<>]*)?>)([^<]*)(</\2>)")
_VALUE: Final = re.compile(
    rb"<((?:[\w.-]+:)?)c((?:\s[^<>]*)?)>\s*<\1v(?:\s[^<>]*)?>[^<]*</\1v>\s*</\1c>"
)
_AFTER_NAME: Final = frozenset(b">/ \t\r\n")
_SHARED: Final = re.compile(rb"""\s(?:t|si|ref)\s*=\s*(?:"[^"]*"|'[^']*')""")
_KIND: Final = re.compile(rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")
_MOST_FILLED: Final = 100_000  # cells of an array formula
_ATTRIBUTE: Final = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

At = tuple[int, int]  # row, column; (0, 0) where a cell does not say


class FormulaCell(msgspec.Struct, frozen=True):
    """A cell with a formula: its place, and the text as it stands for itself."""

    at: At
    text: str
    group: str = ""  # of formulas that are written once for several cells
    spread: tuple[At, At] | None = None  # the cells that an array formula fills

    def filled(self) -> Iterator[At]:
        """All cells whose values are the formula's."""
        (top, left), (bottom, right) = self.spread or (self.at, self.at)
        if (bottom - top + 1) * (right - left + 1) <= _MOST_FILLED:
            yield from product(range(top, bottom + 1), range(left, right + 1))


class NewFormula(msgspec.Struct, frozen=True):
    """What becomes of a cell: its formula's new text (None: it stays), and of its value."""

    text: str | None
    valued: bool  # the cached value stays


def formula_cells(data: bytes) -> Iterator[FormulaCell]:
    """Each cell with a formula of its own; data tables have none."""
    masters: dict[str, tuple[str, At]] = {}
    if not _may_have_formulas(data):
        return
    for match in _CELL.finditer(data):
        attributes = _attributes(match[3])
        kind = attributes.get("t")
        if kind == "dataTable":
            continue
        at, text = _place(match[2]), _plain(match[4] or b"")
        group = attributes.get("si", "") if kind == "shared" else ""
        if group and text:
            masters.setdefault(group, (text, at))
        elif group and group in masters:
            text = _from(masters[group], at)
        yield FormulaCell(at, text, group, _ends(attributes) if kind == "array" else None)


def _may_have_formulas(data: bytes) -> bool:
    """Whether the rows hold the beginning of a formula: a search that costs next to nothing."""
    first, last = data.find(b"sheetData"), data.rfind(b"sheetData")
    at = data.find(b"f", first, last)  # one rare byte: much quicker than a mark of two
    while at >= 0:
        if data[at - 1] in b"<:" and data[at + 1] in _AFTER_NAME:
            return True
        at = data.find(b"f", at + 1, last)
    return False


def with_formulas(data: bytes, new: Mapping[At, NewFormula]) -> bytes:
    """The part with those cells as they shall be; formulas that change are shared no longer."""

    def put(match: re.Match[bytes]) -> bytes:
        wanted = new.get(_place(match[2]))
        if wanted is None or _attributes(match[3]).get("t") == "dataTable":
            return match[0]
        value = (match[5] or b"") if wanted.valued else b""
        if wanted.text is None:
            return match[0][: match.start(5) - match.start()] + value if match[5] else match[0]
        prefix, kept = match[1], match[3]
        if _attributes(kept).get("t") == "shared":
            kept = _SHARED.sub(b"", kept)
        formula = b"<%bf%b>%b</%bf>" % (prefix, kept, _escaped(wanted.text), prefix)
        return b"<%bc%b>%b%b" % (prefix, match[2], formula, value)

    return _CELL.sub(put, data)


def without_values(data: bytes, cells: Collection[At]) -> bytes:
    """The part with those cells blank, as far as they have no formula."""

    def put(match: re.Match[bytes]) -> bytes:
        if _place(match[2]) not in cells:
            return match[0]
        return b"<%bc%b/>" % (match[1], _KIND.sub(b"", match[2]))

    return _VALUE.sub(put, data)


def with_rules(data: bytes, follow: Callable[[str], str]) -> bytes:
    """The part with the formulas outside its rows as `follow` gives them."""
    end = data.rfind(b"sheetData") + 1

    def put(match: re.Match[bytes]) -> bytes:
        text = _plain(match[3])
        followed = follow(text)
        return match[0] if followed == text else match[1] + _escaped(followed) + match[4]

    return data[:end] + _RULE.sub(put, data[end:])


def _from(master: tuple[str, At], at: At) -> str:
    text, place = master
    return translated(text, at[0] - place[0], at[1] - place[1])


def _ends(attributes: Mapping[str, str]) -> tuple[At, At] | None:
    first, _, last = attributes.get("ref", "").partition(":")
    start, stop = split_cell(first), split_cell(last or first)
    return None if start is None or stop is None else (start, stop)


def _place(attributes: bytes) -> At:
    return split_cell(_attributes(attributes).get("r", "")) or (0, 0)


def _attributes(markup: bytes) -> dict[str, str]:
    return {
        match[1].decode(): _plain(match[2] if match[2] is not None else match[3])
        for match in _ATTRIBUTE.finditer(markup)
    }


def _plain(markup: bytes) -> str:
    return html.unescape(markup.decode())


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()
