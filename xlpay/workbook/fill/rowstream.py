"""The rows of a result sheet as a stream of bytes, block by block.

One template a block holds what all its rows share; each row is one formatting and one replacement
of its number, so that a cell costs a fraction of a microsecond.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from xlpay.base.grid import column_letters
from xlpay.base.money import BLANK, Ints
from xlpay.results.layout import FIRST_COLUMN, Layout, numbers_of
from xlpay.results.tables import Column, Formulas, Kind, number_text
from xlpay.workbook.file.markup import allowed, writable
from xlpay.workbook.file.strings import inline
from xlpay.workbook.fill.markers import BELOW, CAPITALS, HEAD, NOTE, PROTOTYPES, ROW, SUBTOTAL
from xlpay.workbook.fill.prototypes import Prototype
from xlpay.workbook.fill.resultsheet import ResultSheet
from xlpay.workbook.fill.sums import SumRow, foot, formula, frame_texts, subtotals

_BLOCK_ROWS: Final = 1024
_NUMBER: Final = "\0"  # stands for the row's number; no written text can hold it

UserMarkup = Mapping[int, str]  # new row -> the user's cells of it, written


class RowWriter:
    """Writes the rows of one sheet in its namespace prefix and its prototypes' styles."""

    def __init__(self, sheet: ResultSheet, layout: Layout, user: UserMarkup) -> None:
        self._sheet = sheet
        self._layout = layout
        self._table = layout.table
        self._user = user
        self._p = sheet.prefix
        count = len(self._table.columns)
        self._formulas: dict[int, Sequence[str | None]] = {}  # made once, by their column's id
        self._letters = [column_letters(FIRST_COLUMN + index) for index in range(count)]

    def frame(self, marker: str) -> bytes:
        """The title, note or header row."""
        number, style = self._sheet.frame[marker]
        # centerContinuous centres a text over the empty cells of the same style after it
        styles = self._styles(PROTOTYPES[0]) if marker == HEAD else [style] * len(self._letters)
        texts = frame_texts(self._table, marker)
        cells = [
            self._text_cell(letters, number, style, text)
            for letters, style, text in zip(self._letters, styles, texts, strict=True)
        ]
        if marker == NOTE and self._table.note_formula is not None:
            cells[0] = self._note_cell(number, style)
        height = self._sheet.frame_height[marker]
        return self._row(number, marker, height, "".join(cells)).encode()

    def _note_cell(self, row: int, style: str | None) -> str:
        """The note as a formula with its text."""
        p, table = self._p, self._table
        assert table.note_formula is not None
        formula = _escaped(allowed(table.note_formula(self._layout)))
        text = _escaped(writable(table.note))
        open_ = f'<{p}c r="{self._letters[0]}{row}"{_style(style)} t="str">'
        return f"{open_}<{p}f>{formula}</{p}f><{p}v>{text}</{p}v></{p}c>"

    def table(self) -> Iterator[bytes]:
        """Everything below the header that is ours."""
        lines = subtotals(self._layout)
        stops = {group.stop: line for group, line in zip(self._table.groups, lines, strict=True)}
        for start in range(0, len(self._table), _BLOCK_ROWS):
            stop = min(start + _BLOCK_ROWS, len(self._table))
            rows = self._block(start, stop)
            for index in reversed([index for index in stops if start < index <= stop]):
                rows.insert(index - start, self._line(stops[index]))
            yield "".join(rows).encode()
        for line in foot(self._layout):
            yield self._line(line).encode()

    def _block(self, start: int, stop: int) -> list[str]:
        """The rows[start:stop] of the table."""
        prototype = self._prototype(PROTOTYPES[1])
        fragments: list[str] = []
        arguments: list[Sequence[object]] = []
        styles = self._styles(PROTOTYPES[1])
        for letters, style, column in zip(self._letters, styles, self._table.columns, strict=True):
            if column.formulas is not None and column.formulas.flags:
                style = None  # a number format would show TRUE as 1 in LibreOffice
            fragment, values = self._column_block(column, start, stop)
            open_ = f'<{self._p}c r="{letters}{_NUMBER}"{_style(style)}'
            fragments.append(open_.replace("%", "%%") + fragment)
            arguments.append(values)
        template = self._row(None, ROW, prototype.height, "".join(fragments))
        numbers = self._layout.data_rows[start:stop].tolist()
        cells = zip(*arguments, strict=True)
        rows = [
            (template % values).replace(_NUMBER, str(number))
            for number, values in zip(numbers, cells, strict=True)
        ]
        if self._user:
            return [self._with_user(row, n) for row, n in zip(rows, numbers, strict=True)]
        return rows

    def _column_block(self, column: Column, start: int, stop: int) -> tuple[str, Sequence[object]]:
        """What follows the attributes of a column's cells, and the values that go in."""
        p = self._p
        if not isinstance(column.values, np.ndarray):
            texts = column.values[start:stop]
            open_, close = f' t="inlineStr"><{p}is><{p}t', f"</{p}t></{p}is></{p}c>"
            made = {text: f"{open_}{inline(text)}{close}" if text else "/>" for text in set(texts)}
            return "%s", [made[text] for text in texts]
        values = column.values[start:stop]
        numbers = numbers_of(values, column.kind)
        if column.formulas is not None:
            return "%s", self._formula_block(column.formulas, values, numbers, start)
        if (values != BLANK).all():
            spec = "%s" if isinstance(numbers[0], str) else "%.15g"
            return f"><{p}v>{spec}</{p}v></{p}c>", numbers
        blank = values == BLANK
        written = [text if isinstance(text, str) else f"{text:.15g}" for text in numbers]
        return "%s", [
            "/>" if empty else f"><{p}v>{text}</{p}v></{p}c>"
            for empty, text in zip(blank.tolist(), written, strict=True)
        ]

    def _formula_block(
        self, formulas: Formulas, values: Ints, numbers: Sequence[float | str], start: int
    ) -> list[str]:
        """What follows the attributes of cells with formulas: formula and result, word or blank."""
        p, stop = self._p, start + len(values)
        if self._formulas.get(id(formulas)) is None:
            self._formulas[id(formulas)] = formulas.text(self._layout)
        texts = self._formulas[id(formulas)][start:stop]
        words = formulas.words[start:stop] or [None] * len(values)
        kind = ' t="b"' if formulas.flags else ""
        found = []
        for value, number, text, word in zip(values, numbers, texts, words, strict=True):
            if value != BLANK:
                shown = number if isinstance(number, str) else f"{number:.15g}"
                formula = f"<{p}f>{_escaped(allowed(text))}</{p}f>" if text else ""
                found.append(f"{kind}>{formula}<{p}v>{shown}</{p}v></{p}c>")
            elif word:
                open_, close = f' t="inlineStr"><{p}is><{p}t', f"</{p}t></{p}is></{p}c>"
                found.append(f"{open_}{inline(word)}{close}")
            else:
                found.append("/>")
        return found

    def _line(self, line: SumRow) -> str:
        """A row of sums; each sum stands beside its formula, or readers see nothing."""
        name = PROTOTYPES[2] if line.marker == SUBTOTAL else PROTOTYPES[3]
        words = line.marker in (CAPITALS, BELOW)
        styles = self._text_styles(name) if words else self._styles(name)
        p, cells = self._p, []
        for index, (letters, style) in enumerate(zip(self._letters, styles, strict=True)):
            if index in line.sums:
                total, span = line.sums[index]
                value = number_text(total, self._table.columns[index].kind)
                text = f"<{p}f>{formula(span)}</{p}f>" if span else ""
                open_ = f'<{p}c r="{letters}{line.row}"{_style(style)}>'
                cells.append(f"{open_}{text}<{p}v>{value}</{p}v></{p}c>")
            else:
                text = line.texts.get(index, "")
                cells.append(self._text_cell(letters, line.row, style, text))
        return self._row(line.row, line.marker, self._prototype(name).height, "".join(cells))

    def _row(self, number: int | None, marker: str, height: Mapping[str, str], cells: str) -> str:
        """A whole row; without a number it is a template whose number is put in later."""
        shown = _NUMBER if number is None else str(number)
        p, attributes = self._p, "".join(f' {k}="{_attribute(v)}"' for k, v in height.items())
        mark = f'<{p}c r="A{shown}" t="inlineStr"><{p}is><{p}t>{marker}</{p}t></{p}is></{p}c>'
        row = f'<{p}row r="{shown}"{attributes}>{mark}{cells}</{p}row>'
        return row if number is None else self._with_user(row, number)

    def _with_user(self, row: str, number: int) -> str:
        kept = self._user.get(number)
        end = f"</{self._p}row>"
        return row if kept is None else f"{row[: -len(end)]}{kept}{end}"

    def _text_cell(self, letters: str, row: int, style: str | None, text: str) -> str:
        p, open_ = self._p, f'<{self._p}c r="{letters}{row}"{_style(style)}'
        if not text:
            return f"{open_}/>"
        return f'{open_} t="inlineStr"><{p}is><{p}t{inline(text)}</{p}t></{p}is></{p}c>'

    def _prototype(self, name: str) -> Prototype:
        return self._sheet.prototypes.get(name) or self._sheet.prototypes[PROTOTYPES[1]]

    def _styles(self, name: str) -> list[str | None]:
        """The style index of each column in a row of that prototype."""
        styles = self._prototype(name).styles
        return [styles.get(column.kind) for column in self._table.columns]

    def _text_styles(self, name: str) -> list[str | None]:
        return [self._prototype(name).styles.get(Kind.TEXT)] * len(self._letters)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _style(style: str | None) -> str:
    return "" if style is None else f' s="{_attribute(style)}"'


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
