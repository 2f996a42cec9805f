"""Workbooks of any number of people: the sample unit over and over, each time as other people.

Rows are written as text into the parts of a small workbook, with shared strings as Excel has them;
a library would take minutes for a hundred thousand people.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree
from stdnum.cn import ric

from xlpay.sample import SAMPLES
from xlpay.sample.units import Rows
from xlpay.sample.write import write

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SAMPLE: Final = "赤峰样例"
PEOPLE: Final = len(SAMPLES[SAMPLE]["花名册"])
REPEATED: Final = ("花名册", "任职记录", "考核记录", "学历证书", "请假考勤", "绩效分配",
                   "补扣发明细", "社区", "履职记录")  # fmt: skip
_TYPES: Final = "[Content_Types].xml"
_RELS: Final = "xl/_rels/workbook.xml.rels"
_IDENTITY: Final = re.compile(r"\d{17}[\dX]$")


def make(path: Path, people: int) -> None:
    """A workbook of so many people, in communities of twenty-four, with all their records."""
    small = path.with_name(f"small-{path.name}")
    write(SAMPLES[SAMPLE], small)
    with zipfile.ZipFile(small) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    small.unlink()
    strings = _Strings()
    for sheet, part in _parts_of(parts).items():
        if sheet in REPEATED:
            chosen = _chosen(SAMPLES[SAMPLE], people % PEOPLE)
            parts[part] = _grown(parts[part], strings, people // PEOPLE, chosen)
    _add_strings(parts, strings.part())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name, content in parts.items():
            target.writestr(name, content)


def _chosen(rows: Rows, count: int) -> set[str]:
    """The identity numbers of the people in the last, unfinished copy."""
    return {str(row["身份证号"]) for row in rows["花名册"][:count]}


class _Strings:
    """The shared strings, growing."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._index: dict[str, int] = {}

    def index(self, text: str) -> int:
        found = self._index.get(text)
        if found is None:
            found = self._index[text] = len(self.texts)
            self.texts.append(text)
        return found

    def part(self) -> bytes:
        items = "".join(
            f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.texts
        )
        return f'<sst xmlns="{MAIN[1:-1]}">{items}</sst>'.encode()


def _add_strings(parts: dict[str, bytes], strings: bytes) -> None:
    """The part and its entries in the lists."""
    parts["xl/sharedStrings.xml"] = strings
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts[_TYPES] = parts[_TYPES].replace(b"</Types>", entry.encode())
    relation = (
        f'<Relationship Id="rIdStrings" Type="{OFFICE[1:-1]}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>'
    )
    parts[_RELS] = parts[_RELS].replace(b"</Relationships>", relation.encode())


def _parts_of(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet -> part."""
    targets = {
        r.get("Id"): r.get("Target", "").lstrip("/").removeprefix("xl/")
        for r in etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    sheets = etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    return {str(s.get("name")): f"xl/{targets[s.get(f'{OFFICE}id')]}" for s in sheets}


def _grown(part: bytes, strings: _Strings, copies: int, chosen: set[str]) -> bytes:
    """The sheet with its rows over and over."""
    root = etree.fromstring(part)
    data = root.find(f"{MAIN}sheetData")
    assert data is not None
    header, *rows = data
    cells = [list(_cells(row)) for row in rows]
    first = etree.tostring(header).decode()
    text = [re.sub(r' xmlns(:\w+)?="[^"]*"', "", first)]
    number = 2
    for copy in range(copies + bool(chosen)):
        for row in cells:
            if copy == copies and not any(said in chosen for *_, said in row):
                continue
            text.append(_row(row, number, copy, strings))
            number += 1
    del data[:]
    head, _, tail = etree.tostring(root).partition(b"<sheetData/>")
    return head + f"<sheetData>{''.join(text)}</sheetData>".encode() + tail


Cell = tuple[str, str, str, str]  # column, style, number or "", text or ""


def _cells(row: etree._Element) -> Iterator[Cell]:
    for cell in row:
        if len(cell):
            column, style = cell.get("r", "").rstrip("0123456789"), cell.get("s", "0")
            inside = "".join(map(str, cell.itertext()))
            text = cell.get("t") == "inlineStr"
            yield column, style, "" if text else inside, inside if text else ""


def _row(cells: list[Cell], number: int, copy: int, strings: _Strings) -> str:
    made = []
    for column, style, value, text in cells:
        at = f'<c r="{column}{number}" s="{style}"'
        if text:
            made.append(f'{at} t="s"><v>{strings.index(_other(text, copy))}</v></c>')
        else:
            made.append(f"{at}><v>{value}</v></c>")
    return f'<row r="{number}">{"".join(made)}</row>'


def _other(text: str, copy: int) -> str:
    """Identity numbers, communities and streets of another copy of the unit."""
    if len(text) == 18 and _IDENTITY.match(text):
        body = f"{110000 + copy:06d}{text[6:17]}"
        return body + str(ric.calc_check_digit(body + "0"))
    if text.endswith(("社区", "街道")):
        return f"{text[:-2]}{copy + 1}{text[-2:]}"
    return text


if __name__ == "__main__":  # in a process of its own: memory that was used counts for children
    make(Path(sys.argv[1]), int(sys.argv[2]))
