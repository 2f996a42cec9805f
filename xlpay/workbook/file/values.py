"""The values of sheets by python-calamine, which is fed a plain archive made here.

The archive holds verified parts under canonical names and a table of styles reduced to what each
shows, so that odd paths, odd styles and lying zip headers never reach the reader.
"""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec
import python_calamine

from xlpay.base.findings import unusable
from xlpay.workbook.file.markup import MAIN, OFFICE_RELATIONS, RELATIONS, parse, utf8
from xlpay.workbook.file.numberformats import Shows, shown_by_styles
from xlpay.workbook.file.parts import Workbook
from xlpay.workbook.file.scanning import SheetText, check_strings

PlainValue = str | bool | float | int | date | datetime | time | timedelta | None

_ROOT_RELS: Final = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
    f'Type="{OFFICE_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_TYPES: Final = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


class UsedBlock(msgspec.Struct, frozen=True):
    """The used block of a sheet; first_row and first_col are 1-based."""

    first_row: int
    first_col: int
    rows: list[list[PlainValue]]
    merged: list[tuple[int, int, int, int]]


def blocks(
    workbook: Workbook, sheets: Sequence[SheetText], shown: Sequence[Shows]
) -> list[UsedBlock]:
    """The used block of each sheet; `shown` is what each style shows."""
    archive = _archive(workbook, sheets, shown)
    try:
        reader = python_calamine.CalamineWorkbook.from_filelike(archive)
        return [_block(reader.get_sheet_by_index(index)) for index in range(len(sheets))]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the reader derives from BaseException
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        names = "、".join(sheet.sheet for sheet in sheets)
        raise unusable(
            "F-DAMAGED", name=workbook.package.name, why=f"无法读取工作表 {names}"
        ) from None


def _block(sheet: python_calamine.CalamineSheet) -> UsedBlock:
    start = sheet.start
    merged = [
        (first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
        for first, last in sheet.merged_cell_ranges or []
    ]
    if start is None:
        return UsedBlock(1, 1, [], merged)
    # Streamed, or all rows would be held twice; the rows above the block come as blanks.
    rows: list[list[PlainValue]] = [
        [value or (None if value == "" else value) for value in row]  # most are not blank
        for row in itertools.islice(sheet.iter_rows(), start[0], None)
    ]
    return UsedBlock(start[0] + 1, start[1] + 1, rows, merged)


def _archive(workbook: Workbook, sheets: Sequence[SheetText], shown: Sequence[Shows]) -> io.BytesIO:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
        out.writestr("[Content_Types].xml", _TYPES)
        out.writestr("_rels/.rels", _ROOT_RELS)
        out.writestr("xl/workbook.xml", _workbook_xml(len(sheets), workbook.date1904))
        out.writestr("xl/_rels/workbook.xml.rels", _workbook_rels(len(sheets)))
        out.writestr("xl/styles.xml", _styles_xml(shown))
        strings = workbook.related.get("sharedStrings")
        if strings is not None and strings in workbook.package:
            name = workbook.package.name
            content = utf8(name, strings, workbook.package.read(strings))
            check_strings(name, content, sheets)
            out.writestr("xl/sharedStrings.xml", content)
        for index, sheet in enumerate(sheets, 1):
            out.writestr(f"xl/worksheets/sheet{index}.xml", sheet.data)
    archive.seek(0)
    return archive


def _workbook_xml(count: int, date1904: bool) -> str:
    sheets = "".join(
        f'<sheet name="s{i}" sheetId="{i}" r:id="rId{i}"/>' for i in range(1, count + 1)
    )
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONS}">'
        f'<workbookPr date1904="{int(date1904)}"/><sheets>{sheets}</sheets></workbook>'
    )


def _workbook_rels(count: int) -> str:
    kinds = [(f"rId{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, count + 1)]
    kinds += [("rIdT", "styles", "styles.xml"), ("rIdS", "sharedStrings", "sharedStrings.xml")]
    rows = "".join(
        f'<Relationship Id="{id_}" Type="{OFFICE_RELATIONS}/{kind}" Target="{target}"/>'
        for id_, kind, target in kinds
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def shown_in(workbook: Workbook) -> list[Shows]:
    """What each style of a workbook shows, by its index."""
    package, part = workbook.package, workbook.related.get("styles")
    styles = parse(package.name, part, package.read(part)) if part and part in package else None
    return shown_by_styles(styles) or [Shows.NUMBER]


def _styles_xml(shown: Sequence[Shows]) -> str:
    cells = "".join(f'<xf numFmtId="{shows.value}"/>' for shows in shown)
    return (
        f'<styleSheet xmlns="{MAIN}"><cellXfs count="{len(shown)}">{cells}</cellXfs></styleSheet>'
    )
