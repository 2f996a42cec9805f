"""What stands in the rows of a result sheet that are no data: frame, subtotals, total, capitals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from msgspec import field

from xlpay.base.money import BLANK
from xlpay.results.layout import Layout
from xlpay.results.tables import Table, text_width
from xlpay.workbook.fill.markers import BELOW, CAPITALS, HEAD, SUBTOTAL, TITLE, TOTAL

_WIDTH: Final = 8.0  # characters, of a column whose width is the sheet's own


class SumRow(msgspec.Struct, frozen=True):
    """A row below the data: its words and its sums, by the index of the column.

    A sum is a value in the unit of its column's kind, with the cells it adds up ("" for none).
    """

    row: int
    marker: str
    texts: Mapping[int, str]
    sums: Mapping[int, tuple[int, str]] = field(default_factory=dict)


def formula(span: str) -> str:
    """The formula of a sum; subtotals inside the span are left out by the program."""
    return f"SUBTOTAL(9,{span})"


def frame_texts(table: Table, marker: str) -> list[str]:
    """The title, note or header row, a text a column."""
    if marker == HEAD:
        return [column.header for column in table.columns]
    text = table.title if marker == TITLE else table.note
    return [text] + [""] * (len(table.columns) - 1)


def subtotals(layout: Layout) -> Sequence[SumRow]:
    """The row after each group."""
    table, sums = layout.table, _group_sums(layout.table)
    return [
        SumRow(
            layout.subtotal_rows[number],
            SUBTOTAL,
            {table.label_column: group.label},
            {i: (own[number], layout.span(group.start, group.stop, i)) for i, own in sums.items()},
        )
        for number, group in enumerate(table.groups)
    ]


def foot(layout: Layout) -> Iterator[SumRow]:
    """The total, the capitals and the words below, as far as the table has them."""
    table = layout.table
    if layout.total_row is not None:
        spans = len(table) > 0
        sums = {
            i: (column.total(), layout.total_span(i) if spans else "")
            for i, column in enumerate(table.columns)
            if column.summed
        }
        yield SumRow(layout.total_row, TOTAL, {table.label_column: table.total_label or ""}, sums)
    if layout.capitals_row is not None and table.capitals is not None:
        at, (label, text) = table.label_column, table.capitals
        texts = {at: label, _beside(table, label): text}
        yield SumRow(layout.capitals_row, CAPITALS, texts)
    for row, words in enumerate(table.below, layout.first_below):
        yield SumRow(row, BELOW, {table.label_column: words})


def _beside(table: Table, label: str) -> int:
    """The first column that the label, running on to the right, does not reach."""
    at, room = table.label_column, 0.0
    while room < text_width(label) and at < len(table.columns) - 1:
        column = table.columns[at]
        room += 0 if column.folded else column.width or _WIDTH
        at += 1
    return at


def _group_sums(table: Table) -> dict[int, list[int]]:
    """The exact sum of each group, by column."""
    groups = table.groups
    if not groups:
        return {}
    starts = np.array([group.start for group in groups])
    stops = np.array([group.stop for group in groups])
    sums = {}
    for index, column in enumerate(table.columns):
        if column.summed:
            values = column.numbers()
            running = np.cumsum(np.where(values == BLANK, 0, values), dtype=np.int64)
            running = np.concatenate([np.zeros(1, dtype=np.int64), running])
            sums[index] = (running[stops] - running[starts]).tolist()
    return sums
