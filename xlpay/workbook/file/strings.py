"""The text of cells, old and new: shared strings read, inline text written.

XML can't hold most control characters: Excel writes them _xHHHH_, and so a text that itself looks
like such an escape is escaped too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from xlpay.workbook.file.markup import MAIN, Element, local, stream, utf8, writable
from xlpay.workbook.file.parts import Workbook

MAX_CELL_TEXT: Final = 32_767  # UTF-16 units, Excel's limit
_ELLIPSIS: Final = "…"
_CARE: Final = re.compile("[&<>_]|^ | $|  ")  # of printable texts
_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")


@lru_cache(maxsize=1 << 16)
def inline(text: str) -> str:
    """An <is> element's content for the text, without prefix: '<t>…</t>' minus the tags.

    Returned as attribute and body: ' xml:space="preserve">body' or '>body'.
    """
    if text.isprintable() and not _CARE.search(text):  # as nearly all: nothing to escape
        return ">" + cut(text)
    body = writable(cut(text))
    body = body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    keep = text != text.strip() or "\n" in text or "\t" in text or "  " in text
    return (' xml:space="preserve">' if keep else ">") + body


def cut(text: str) -> str:
    """The text within Excel's limit, an ellipsis where it was cut."""
    if len(text) * 2 <= MAX_CELL_TEXT:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) // 2 <= MAX_CELL_TEXT:
        return text
    kept = units[: (MAX_CELL_TEXT - 1) * 2].decode("utf-16-le", "ignore")
    return kept + _ELLIPSIS


def unescaped(text: str) -> str:
    """A stored text with its _xHHHH_ escapes resolved."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def rich_text(holder: Element) -> str:
    """The plain text of an <si> or <is> element: its runs, phonetic hints left out."""
    pieces = []
    for element in holder:
        kind = local(element)
        if kind == "t":
            pieces.append(element.text or "")
        elif kind == "r":
            pieces += [t.text or "" for t in element if local(t) == "t"]
    return unescaped("".join(pieces))


class SharedStrings:
    """The shared strings of a workbook, read when the first is asked for."""

    __slots__ = ("_texts", "_workbook")

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._texts: list[str] | None = None

    def text(self, index: str | None) -> str:
        """The string of an index as a cell holds it; "" where there is none."""
        if self._texts is None:
            self._texts = self._read()
        whole = index and index.isascii() and index.isdigit() and len(index) < 10
        at = int(index) if index and whole else -1
        return self._texts[at] if 0 <= at < len(self._texts) else ""

    def _read(self) -> list[str]:
        package, part = self._workbook.package, self._workbook.related.get("sharedStrings")
        if part is None or part not in package:
            return []
        data = utf8(package.name, part, package.read(part))
        texts = []
        for item in stream(package.name, part, data, (f"{{{MAIN}}}si",)):
            texts.append(rich_text(item))
            item.clear()
            while item.getprevious() is not None:
                parent = item.getparent()
                if parent is None:
                    break
                del parent[0]
        return texts


def cell_text(cell: Element, strings: SharedStrings) -> str:
    """What a cell says, as text: "" for a blank."""
    for element in cell:
        kind = local(element)
        if kind == "is":
            return rich_text(element)
        if kind == "v":
            if cell.get("t") == "s":
                return strings.text((element.text or "").strip())
            return unescaped(element.text or "")
    return ""
