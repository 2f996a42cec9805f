"""Blocks of cells between xlwings' shapes and ours: values, formulas, addresses, what is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import xlwings as xw

from xlpay.base.grid import CellError, Unvalued, column_letters
from xlpay.hosts.excel.calls import ERROR_NUMBERS
from xlpay.live.host import Content, Formula, Rectangle, TypedCells

_ADDRESS: Final = 240  # characters that a range's address may have
_PLAIN: Final = frozenset({float, int, bool})
_DAY_0: Final = datetime(1899, 12, 30)


def values_of(used: xw.Range) -> list[list[Any]]:
    """What stands on screen, whatever is hidden."""
    rows: list[list[Any]] = used.options(ndim=2, err_to_str=True).value
    for row in rows:
        for index, value in enumerate(row):
            if value.__class__ is str and (not value or value[0] == "#"):
                row[index] = CellError(value) if value in ERROR_NUMBERS else value or None
    return rows


def block_of(used: xw.Range) -> TypedCells:
    """The cells as typed: two reads."""
    formulas = used.formula
    texts = formulas if isinstance(formulas, list | tuple) else ((formulas,),)
    rows = [
        [_content(value, text) for value, text in zip(values, typed, strict=True)]
        if any(map(_begins, typed))
        else values
        for values, typed in zip(values_of(used), texts, strict=True)
    ]
    return TypedCells(rows, used.row, used.column)


def _begins(text: Any) -> bool:
    return isinstance(text, str) and text.startswith("=")


def _content(value: Any, text: Any) -> Content:
    """A cell as typed: a text that begins with "=" is its own value, a formula is not."""
    if _begins(text) and value != text:
        return Formula(text[1:])
    content: Content = value
    return content


def sent_row(row: Sequence[Content]) -> list[Any]:
    """A row as Range.Formula takes it: "" empties a cell, the apostrophe keeps a text a text."""
    return [
        f"'{content}"
        if content.__class__ is str
        else ""
        if content is None
        else content
        if content.__class__ in _PLAIN
        else _sent(content)
        for content in row
    ]


def _sent(content: Content) -> Any:
    if isinstance(content, Formula):
        return f"={content.text}"
    if isinstance(content, CellError):
        return content.text
    if isinstance(content, Unvalued):
        return f"={content.formula.removeprefix('=')}"
    if isinstance(content, date | time | timedelta):
        return _serial(content)
    return content


def _serial(content: date | datetime | time | timedelta) -> float:
    """A date or time as the number that its cell's format shows."""
    if isinstance(content, timedelta):
        return content / timedelta(days=1)
    if isinstance(content, time):
        content = datetime.combine(_DAY_0.date(), content)
    elif not isinstance(content, datetime):
        content = datetime.combine(content, time())
    return (content.replace(tzinfo=None) - _DAY_0) / timedelta(days=1)


def address(area: Rectangle, *, fixed: bool = False) -> str:
    mark = "$" if fixed else ""
    first = f"{mark}{column_letters(area.first_col)}{mark}{area.first_row}"
    return f"{first}:{mark}{column_letters(area.last_col)}{mark}{area.last_row}"


def addresses(areas: Sequence[Rectangle]) -> Iterator[str]:
    """The areas together, in as few addresses as Excel takes."""
    text = ""
    for area in areas:
        one = address(area)
        if text and len(text) + len(one) >= _ADDRESS:
            yield text
            text = ""
        text = f"{text},{one}" if text else one
    if text:
        yield text


def hex_of(colour: tuple[int, int, int] | None) -> str:
    return "" if colour is None else "{:02X}{:02X}{:02X}".format(*colour)


def merged_in(found: xw.Range) -> Iterator[tuple[int, int, int, int]]:
    """The merged ranges: halves that hold none are left out."""
    seen = set()
    waiting = [found]
    while waiting:
        one = waiting.pop()
        whole_merged: bool | None = one.merge_cells  # None: some of its cells
        if whole_merged is False:
            continue
        high, wide = one.shape
        if whole_merged and (whole := one(1, 1).merge_area).shape == one.shape:
            seen.add((whole.row, whole.column, *whole.shape))
        elif high * wide == 1:
            whole = one.merge_area
            seen.add((whole.row, whole.column, *whole.shape))
        elif high >= wide:
            waiting += [one[: high // 2, :], one[high // 2 :, :]]
        else:
            waiting += [one[:, : wide // 2], one[:, wide // 2 :]]
    for row, column, high, wide in sorted(seen):
        yield row, column, row + high - 1, column + wide - 1


def hidden_rows_in(used: xw.Range) -> frozenset[int]:
    """The rows that a filter or the user hides."""
    high = used.shape[0]
    seen: set[int] = set()
    areas: Any = used.get_special_cells("visible")
    for area in areas:
        seen.update(range(area.row, area.row + area.shape[0]))
    return frozenset(range(used.row, used.row + high)) - seen


def can_choose(chosen: Any) -> bool:
    """Whether xlwings tells enough of a filter's choice to make it again."""
    known = chosen.type in ("values", "comparison")
    return known or bool(chosen.count) or bool(chosen.percent)


def choose(target: Any, field: int, chosen: Any) -> None:
    """A filter's choice as it was."""
    if chosen.type == "values":
        target.apply_values(field, chosen.values)
    elif chosen.type == "comparison":
        target.apply_comparison(field, chosen.operator, chosen.value1, chosen.value2)
    else:
        getattr(target, f"apply_{chosen.type}")(field, chosen.count or chosen.percent)
