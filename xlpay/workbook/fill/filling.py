"""Result sheets filled inside the user's own workbook, every other part kept byte for byte.

A part changes only if it is a result sheet or reachable from one alone, workbook.xml in names that
point at result sheets and in asking for recalculation, the lists that a new sheet or a dropped
calcChain must stand in, a formula or chart of the user's that looks at rows of a result, the cell
of the month that was asked for, the mark of a sheet that stood in front, or the custom properties,
which get our mark.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec
from lxml import etree
from msgspec import field

from xlpay.base.findings import unusable
from xlpay.results.layout import Layout
from xlpay.results.tables import Table
from xlpay.workbook.file.contents import Contents
from xlpay.workbook.file.markup import Element, utf8
from xlpay.workbook.file.package import Package, open_package
from xlpay.workbook.file.parts import SheetRef, Workbook, open_workbook, relations
from xlpay.workbook.file.safe import write_whole
from xlpay.workbook.file.strings import SharedStrings
from xlpay.workbook.file.zipwriter import ZipWriter, new_entry
from xlpay.workbook.fill.charts import drawn_rows, grown_charts
from xlpay.workbook.fill.following import Stuck, Trouble
from xlpay.workbook.fill.inputcell import MonthCell, with_month
from xlpay.workbook.fill.mark import fingerprint, marked
from xlpay.workbook.fill.markers import HEAD, NOTE, REMARK_HEADER, TITLE
from xlpay.workbook.fill.moves import Moves
from xlpay.workbook.fill.names import ask_to_recalculate, our_areas, our_columns, update_names
from xlpay.workbook.fill.newsheets import fresh_sheet
from xlpay.workbook.fill.notes import moved_notes, noted_rows
from xlpay.workbook.fill.opening import chosen_besides, not_chosen, open_on
from xlpay.workbook.fill.othersheets import moved_formulas
from xlpay.workbook.fill.pivots import grown_pivots
from xlpay.workbook.fill.prototypes import rewrite
from xlpay.workbook.fill.prototypes import words as prototype_words
from xlpay.workbook.fill.resultsheet import ResultSheet, take_apart
from xlpay.workbook.fill.rowstream import RowWriter
from xlpay.workbook.fill.sheetxml import align
from xlpay.workbook.fill.unprinted import never_filled, without_rows
from xlpay.workbook.fill.usercells import Carrier, Orphan

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TABLE = "table"  # the place of everything below the header
_PLACE = "xlpay-rows"  # the processing instruction that holds a place in the tree


class FillReport(msgspec.Struct, frozen=True):
    """What the caller should tell: values that lost their row, columns that moved, new sheets."""

    orphans: tuple[Orphan, ...] = ()
    added_sheets: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()  # sheet and header of a column put in among ours
    stuck: tuple[Stuck, ...] = ()  # references of the user's that don't simply follow


class _Filled(msgspec.Struct, frozen=True):
    """One result sheet ready to be written."""

    sheet: ResultSheet
    moves: Moves


class _Output(msgspec.Struct):
    """The parts that differ from the source."""

    changed: dict[str, Iterable[bytes]] = field(default_factory=dict)
    added: dict[str, Iterable[bytes]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)


def fill(
    source: Path | Package,
    target: Path,
    tables: Sequence[Table],
    inputs: Collection[str] = (),
    month: MonthCell | None = None,
    *,
    front: str = "",
) -> FillReport:
    """Write `target`: the workbook at `source`, or in that package, with these sheets filled.

    `inputs` are the sheets that were read for it; `month` the cell that is to say another month.
    It opens on the sheet `front`, if that is one of those filled.
    """
    package = open_package(source)
    if target.exists() and package.path.exists() and target.samefile(package.path):
        raise unusable("F-SAME-FILE", name=package.name)
    workbook = open_workbook(package)
    if len({table.sheet.lower() for table in tables}) < len(tables):
        raise ValueError("two tables for one sheet")
    check_fillable(workbook)
    contents = Contents(workbook)
    strings = SharedStrings(workbook)
    filled, added = _take_all(workbook, contents, strings, tables)
    output = _Output()
    orphans: list[Orphan] = []
    stuck: list[Stuck] = []
    moves = {one.moves.sheet: one.moves for one in filled}
    for one in filled:
        lost, told = _fill_one(workbook, one, moves, strings, output, one.moves.sheet in added)
        orphans += lost
        stuck += told
    stuck += _follow(workbook, moves, inputs, month, output)
    stuck += _name(workbook, contents, strings, filled, added)
    sheets = {one.moves.sheet: one.sheet for one in filled}
    if front in sheets:
        contents.workbook_changed |= open_on(workbook, sheets[front], list(sheets.values()))
        for part in chosen_besides(workbook, list(sheets.values())):
            data = b"".join(output.changed.get(part) or [package.read(part)])
            output.changed[part] = [not_chosen(data)]
    custom = contents.custom_part()
    contents.collect(output.changed, output.dropped)
    with write_whole(target, package.mode) as file:
        _write(ZipWriter(file, target.name), package, output, custom)
    order = [sheet.name for sheet in workbook.sheets]
    real = tuple(one for one in stuck if _concerns(one, order, moves))
    return FillReport(tuple(orphans), tuple(added), _put_among(filled), real)


def _name(
    workbook: Workbook,
    contents: Contents,
    strings: SharedStrings,
    filled: Sequence[_Filled],
    added: Sequence[str],
) -> list[Stuck]:
    """The workbook's names at what they mean now, to be recalculated; those that can't follow."""
    contents.drop_calc_chain()
    moves = {one.moves.sheet: one.moves for one in filled}
    places = {name: contents.place(name) for name in added}
    unprinted = dict(without_rows((one.sheet, one.moves) for one in filled))
    unprinted |= never_filled(workbook, strings, our_areas(workbook), moves)
    drawn = partial(drawn_rows, workbook)
    renamed, stuck = update_names(workbook.root, moves, places, unprinted, drawn)
    contents.workbook_changed |= renamed | ask_to_recalculate(workbook.root)
    return stuck


def _put_among(filled: Sequence[_Filled]) -> tuple[tuple[str, str], ...]:
    """The user's columns that stood among ours: sheet and header."""
    return tuple(
        (one.moves.sheet, one.sheet.headers.get(column, ""))
        for one in filled
        for column in one.sheet.inserted
    )


def _fill_one(
    workbook: Workbook,
    one: _Filled,
    moves: Mapping[str, Moves],
    strings: SharedStrings,
    output: _Output,
    added: bool,
) -> tuple[list[Orphan], list[Stuck]]:
    """A result sheet and its comments among the output; what of the user's found no place."""
    carrier = Carrier(one.sheet, one.moves, moves, strings)
    user, orphans = carrier.cells()
    notes, lost = moved_notes(workbook, one.sheet, one.moves)
    output.changed |= {part: [content] for part, content in notes.items()}
    _name_columns(one)
    stuck = align(one.sheet, one.moves, moves)
    chunks = _sheet_chunks(one, carrier.rows(), user)
    (output.added if added else output.changed)[one.sheet.ref.part] = chunks
    return orphans + lost, stuck + carrier.stuck


def _follow(
    workbook: Workbook,
    moves: Mapping[str, Moves],
    inputs: Collection[str],
    month: MonthCell | None,
    output: _Output,
) -> list[Stuck]:
    """The user's formulas and charts elsewhere among the output, with what can't follow."""
    typed: dict[str, set[tuple[int, int]]] = {month.sheet: {month.at}} if month is not None else {}
    others, stuck = moved_formulas(workbook, moves, inputs, typed)
    part = next((s.part for s in workbook.sheets if month and s.name == month.sheet), "")
    if month is not None and part:
        data = others.get(part) or utf8(workbook.package.name, part, workbook.package.read(part))
        others[part] = with_month(data, month, date1904=workbook.date1904)
    charts, lost = grown_charts(workbook, moves)
    output.changed |= {
        part: [data] for part, data in (others | charts | grown_pivots(workbook, moves)).items()
    }
    return stuck + lost


def _concerns(one: Stuck, order: Sequence[str], moves: Mapping[str, Moves]) -> bool:
    """Whether sheets that a reference spans, if it spans several, have a result among them."""
    first, colon, last = one.told.was.rpartition("!")[0].strip("'").partition(":")
    if one.told.trouble is not Trouble.FIXED or not colon:
        return True
    if first not in order or last not in order:
        return False
    ends = sorted((order.index(first), order.index(last)))
    return any(name in moves for name in order[ends[0] : ends[1] + 1])


def check_fillable(workbook: Workbook) -> None:
    """Refuse a workbook of which no valid copy with other parts can be made."""
    package = workbook.package
    if workbook.strict:
        raise unusable("F-STRICT", name=package.name)
    signed = any(r.kind == "origin" for r in relations(package, "").values())
    if signed or any(name.lower().startswith("_xmlsignatures/") for name in package.names()):
        raise unusable("F-SIGNED", name=package.name)


def _take_all(
    workbook: Workbook, contents: Contents, strings: SharedStrings, tables: Sequence[Table]
) -> tuple[list[_Filled], list[str]]:
    """Each table's sheet taken apart; those that are missing made first."""
    columns = our_columns(workbook)
    present = {sheet.name.lower(): sheet for sheet in workbook.sheets}
    sheets: dict[str, ResultSheet] = {}
    for table in tables:
        ref = present.get(table.sheet.lower())
        if ref is not None:
            _check_sheet(workbook, ref)
            data = workbook.package.read(ref.part)
            sheets[table.sheet] = _taken(workbook, ref, data, strings, table, columns)
    added = [table.sheet for table in tables if table.sheet not in sheets]
    if added:
        # the last one: 计算依据 wears plain formats, 工资发放表 leaves zeros blank
        sibling = next(reversed(sheets.values()), None) or _sibling(workbook, strings, columns)
        for table in tables:
            if table.sheet in added:
                ref = contents.add_sheet(table.sheet, table.key)
                data = fresh_sheet(workbook, sibling)
                sheets[table.sheet] = _taken(workbook, ref, data, strings, table, {})
    filled = []
    for table in tables:
        sheet = sheets[table.sheet]
        filled.append(_Filled(sheet, Moves(sheet.extent(), Layout(table, sheet.head_row))))
    return filled, added


def _taken(
    workbook: Workbook,
    ref: SheetRef,
    data: bytes,
    strings: SharedStrings,
    table: Table,
    columns: Mapping[str, tuple[str, int]],
) -> ResultSheet:
    sheet, last = columns.get(table.key, ("", 0))
    headers = {column.header for column in table.columns} | {REMARK_HEADER}
    noted = noted_rows(workbook, ref.part)
    last = last if sheet == ref.name else 0
    return take_apart(workbook, ref, data, strings, last, headers, noted)


def _sibling(
    workbook: Workbook, strings: SharedStrings, columns: Mapping[str, tuple[str, int]]
) -> ResultSheet | None:
    """Any result sheet of the workbook, for its styles."""
    names = {sheet for sheet, _ in columns.values()}
    for ref in workbook.sheets:
        if ref.name in names and ref.kind == "worksheet":
            data = workbook.package.read(ref.part)
            return take_apart(workbook, ref, data, strings, 0, ())
    return None


def _check_sheet(workbook: Workbook, ref: SheetRef) -> None:
    """Refuse what the filling would tear: tables and pivot tables among the rows."""
    name = workbook.package.name
    if ref.kind != "worksheet":
        raise unusable("F-RESULT-FORM", name=name, sheet=ref.name)
    kinds = {relation.kind for relation in relations(workbook.package, ref.part).values()}
    for kind, what in (("table", "“表格”(套用了表格格式)"), ("pivotTable", "数据透视表")):
        if kind in kinds:
            raise unusable("F-RESULT-OBJECT", name=name, sheet=ref.name, what=what)


def _name_columns(one: _Filled) -> None:
    """The hidden rows say which columns are ours now."""
    sheet, headers = one.sheet, [column.header for column in one.moves.new.table.columns]
    for marker, number, row in sheet.hidden_rows:
        words = prototype_words(marker, headers)
        rewrite(row, number, words, sheet.prototypes[marker], sheet.last_column)


def _sheet_chunks(
    one: _Filled, user_rows: list[tuple[int, Element]], user: Mapping[int, str]
) -> Iterator[bytes]:
    """The bytes of a result sheet: the tree around it, and the rows streamed into their places."""
    sheet = one.sheet
    writer = RowWriter(sheet, one.moves.new, user)
    body = next(element for element in sheet.root if etree.QName(element).localname == "sheetData")
    frame = [
        (sheet.frame[marker][0], marker) for marker in (TITLE, NOTE, HEAD) if marker in sheet.frame
    ]
    pieces: list[tuple[int, str | Element]] = [*sheet.top_rows, *frame]
    body.text = None
    for _, piece in sorted(pieces, key=lambda pair: pair[0]):
        body.append(etree.ProcessingInstruction(_PLACE, piece) if isinstance(piece, str) else piece)
    body.append(etree.ProcessingInstruction(_PLACE, _TABLE))
    for _, row in user_rows:
        body.append(row)
    rest = etree.tostring(sheet.root)
    yield _DECLARATION
    for marker in [*(marker for _, marker in sorted(frame)), _TABLE]:
        before, _, rest = rest.partition(f"<?{_PLACE} {marker}?>".encode())
        yield before
        if marker == _TABLE:
            yield from writer.table()
        else:
            yield writer.frame(marker)
    yield rest


def _write(writer: ZipWriter, package: Package, output: _Output, custom: str) -> None:
    """Every part, and last of all the custom properties with our mark over the others."""
    changed = {name.lower(): chunks for name, chunks in output.changed.items()}
    dropped = {name.lower() for name in output.dropped}
    place = None
    for entry in package.entries:
        name = entry.name.lower()
        if name == custom.lower():
            place = len(writer)
        if name in dropped or name == custom.lower():
            continue
        if name in changed:
            writer.stream(entry, changed[name])
        else:
            writer.copy(entry, package.raw(entry))
    for part, chunks in output.added.items():
        writer.stream(new_entry(part), chunks)
    old = package.find(custom)
    data = None if old is None else package.read(custom)
    made = marked(package.name, custom, data, fingerprint(writer.contents()))
    writer.stream(old or new_entry(custom), [made])
    if place is not None:
        writer.list_last_at(place)
    writer.close()
