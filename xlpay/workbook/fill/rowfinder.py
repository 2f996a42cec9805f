"""Where a row of an earlier state stands in a new table: by identity number, group or marker."""

from __future__ import annotations

import numpy as np

from xlpay.results.layout import Layout
from xlpay.workbook.fill.markers import (
    CAPITALS,
    HEAD,
    ID_HEADER,
    NOTE,
    ROW,
    SUBTOTAL,
    TITLE,
    TOTAL,
    RowPlace,
)


class RowFinder:
    """The new row of each row that was ours."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._persons = _persons(layout)
        self._groups = {g.label: i for i, g in reversed([*enumerate(layout.table.groups)])}

    def find(self, old: RowPlace) -> int | None:
        """The new row; None where it is there no more."""
        layout = self._layout
        if old.marker in (TITLE, NOTE, HEAD):
            return old.row
        if old.marker == TOTAL:
            return layout.total_row
        if old.marker == CAPITALS:
            return layout.capitals_row
        if old.marker == SUBTOTAL:
            group = self._groups.get(old.key) if not old.times else None
            return None if group is None else layout.subtotal_rows[group]
        rows = self._persons.get(old.key, []) if old.marker == ROW else []
        return int(layout.data_rows[rows[old.times]]) if old.times < len(rows) else None


def _persons(layout: Layout) -> dict[str, list[int]]:
    """The rows of each identity number; where a sheet has none, of each first text."""
    columns = layout.table.columns
    headers = [column.header for column in columns]
    at = headers.index(ID_HEADER) if ID_HEADER in headers else layout.table.label_column
    values = columns[at].values
    found: dict[str, list[int]] = {}
    if not isinstance(values, np.ndarray):
        for index, value in enumerate(values):
            found.setdefault((value or "").strip(), []).append(index)
    return found
