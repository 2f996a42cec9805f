"""Which rows of a sheet are its header, and which below it are no records.

The header is the row, within the first ten, that holds all required headers (else the one that
holds most); headers over two or three rows are read as one.  A header once more, a total and a line
of signatures are what printed forms have between and below their rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import field

from xlpay.base.forms import SETTINGS, Form
from xlpay.base.grid import CellValue, Grid
from xlpay.unit.cells import squeezed

HEADER_ROWS: Final = 10
_JOINED_ROWS: Final = 3  # rows that one header may take
IDENTITY: Final = "身份证号"
REMARKS: Final = frozenset({"备注", "说明"})
_TOTALS: Final = re.compile(
    r"(合计|小计|总计|共计|累计|总数|总人数|人数)[::]?|共\d+[人名户]|.*(合计|小计|总计)[::]?$"
)
_FOOTERS: Final = re.compile(
    r"(制表|填表|审核|复核|审批|经办|负责人|分管|签字|盖章|单位[(盖负主:]|注:|备注:|说明:|日期:)"
    r"|(单位|部门)?(主管|领导|会计|出纳|联系人):|.*(签字|签名|签章|盖章)[::)]*$|以上.*(属实|核对|无误)"
    r"|\d{4}年\d{1,2}月(\d{1,2}日)?$|[-—–_=*]*\(?以下(均为|为)?(空白|无正文|无记录|无内容)"
)
_PHONE: Final = re.compile(r"(联系|办公)?(电话|手机|传真):")
# What the cells of a row below the header say, where it tells how to fill in the columns.
_NOTE: Final = re.compile(
    r"\(.*\)$|\[.*\]$|【.*】$|.*(必填|选填|可不填|不填|下拉|文本|填写|格式|示例|例如|一致)"
    r"|\d+位|.*四位数|.*年-?月-?日|yyyy"
)


_MANY_COLUMNS: Final = 100
_LONG_NUMBER: Final = 10  # so many digits are somebody's number, whatever stands before them


class Header(msgspec.Struct):
    """A header: its (lower) row, our columns in it (from 1), those that come twice."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    twice: list[tuple[str, int]] = field(default_factory=list)


def find_header(form: Form, grid: Grid) -> Header:
    """The best header that the first rows offer, complete or not."""
    required = {field.header for field in form.fields if field.required}

    def score(header: Header) -> int:
        return len(header.columns) + (1000 if required <= set(header.columns) else 0)

    best, read = Header(grid.first_row), list[Header]()
    for row in range(grid.first_row, HEADER_ROWS + 1):
        read.append(_headers_of(form, grid, row))
        for candidate in _joined(read[-_JOINED_ROWS:]):
            if score(candidate) > score(best):
                best = candidate
    return best


def _joined(rows: Sequence[Header]) -> Iterator[Header]:
    """The last row, then it with the ones above as one header, as long as no column comes twice."""
    joined = rows[-1]
    yield joined
    for above in reversed(rows[:-1] if joined.columns else ()):
        if set(above.columns) & set(joined.columns):
            return
        columns = {**above.columns, **joined.columns}
        joined = Header(joined.row, columns, [*above.twice, *joined.twice])
        yield joined


def _headers_of(form: Form, grid: Grid, row: int) -> Header:
    """Our headers in one row."""
    headers = {field.header for field in form.fields}
    found = Header(row)
    for offset, value in enumerate(row_of(grid, row)):
        name = squeezed(value) if isinstance(value, str) else ""
        if name in headers and name not in found.columns:
            found.columns[name] = grid.first_col + offset
        elif name in headers:
            found.twice.append((name, grid.first_col + offset))
    return found


def row_of(grid: Grid, row: int) -> list[CellValue]:
    """A row of the sheet; nothing outside the block."""
    index = row - grid.first_row
    return grid.rows[index] if 0 <= index < len(grid.rows) else []


def others(grid: Grid, header: Header) -> dict[str, int]:
    """The texts of the header row that are none of ours, with their columns."""
    return {
        text: grid.first_col + offset
        for offset, value in enumerate(row_of(grid, header.row))
        if isinstance(value, str) and (text := squeezed(value)) and text not in header.columns
    }


def key_of(form: Form, header: Header) -> str:
    """The column that tells a record from other rows: the identity number, else the first."""
    if IDENTITY in header.columns:
        return IDENTITY
    return next(field.header for field in form.fields if field.header in header.columns)


def stray(
    form: Form, key: str, filled: Mapping[str, CellValue], *, below_header: bool = False
) -> str:
    """The code of a row that is no record, '' for one that is.

    `filled` are the row's cells in columns of ours that are not blank, by header.
    """
    value = filled.get(key)
    if below_header and key == IDENTITY and _is_note(value, list(filled.values())):
        return "S-FOOTER"
    if value is not None and not isinstance(value, str):
        return ""
    words = {h: squeezed(text) for h, text in filled.items() if isinstance(text, str)}
    if len(words) == len(filled) and all(word == header for header, word in words.items()):
        return "S-REPEATED"
    if words.get(key) == key:
        return "S-REPEATED"
    if form is SETTINGS or (key == IDENTITY and value is not None):
        word = words.get(key, "")
        short = sum(map(str.isdigit, word)) < _LONG_NUMBER
        if (_FOOTERS.match(word) and short) or _PHONE.match(word):
            return "S-FOOTER"
        said = [w for h, w in words.items() if h not in REMARKS] if form is not SETTINGS else []
        return "S-TOTAL" if short and any(map(_TOTALS.match, said)) else ""
    if REMARKS.issuperset(filled):
        return "S-FOOTER"
    # Where no number tells a record, a total stands in the key itself.
    spoken = [w for h, w in words.items() if (h not in REMARKS if key == IDENTITY else h == key)]
    if any(_TOTALS.match(word) for word in spoken):
        return "S-TOTAL"
    return "S-FOOTER" if any(_FOOTERS.match(w) or _PHONE.match(w) for w in spoken) else ""


def _is_note(key: CellValue, values: Sequence[CellValue]) -> bool:
    """Whether a row below the header tells how to fill in its columns, or numbers them."""
    texts = [squeezed(str(value)) for value in values if isinstance(value, int | str)]
    if len(texts) < len(values) or (
        isinstance(key, str) and sum(map(str.isdigit, key)) >= _LONG_NUMBER
    ):
        return False
    if all(text.isdigit() for text in texts):
        counted = [int(text) for text in texts]
        rising = counted == sorted(set(counted))  # a column between them may be none of ours
        return len(counted) > 2 and rising and counted[-1] < _MANY_COLUMNS
    return len(texts) > 1 and 2 * sum(bool(_NOTE.match(text)) for text in texts) >= len(texts)
