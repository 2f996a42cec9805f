"""What the helper reads of an open document, whole sheets at a time.

Rows and columns count from 1 as the helper's do.
"""

import hashlib

from com.sun.star.table import CellRangeAddress

FORMULAS = 16  # of com.sun.star.sheet.CellFlags
DATES, LOGICAL = 2 | 4, 1024  # kinds of number format
OOXML_NAMES, ALL_GROUPS = 5, 0x7FFFFFFF
CALC_REFERENCES, OOXML_REFERENCES = 0, 3
EXCEL_ERRORS = {"Err:502": "#VALUE!", "Err:503": "#NUM!", "Err:524": "#REF!", "Err:525": "#NAME?"}


class Reader:
    """An open document; the methods named do_… are what may be asked."""

    def __init__(self, document, controller):
        self.document = document
        self.controller = controller
        self._sheets = document.Sheets
        self._quiet = None  # whether calculation was automatic; None: nothing is switched off
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        mapper = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        self._parser.OpCodeMap = mapper.getAvailableMappings(OOXML_NAMES, ALL_GROUPS)
        self._parser.FormulaConvention = OOXML_REFERENCES

    def do_check(self, sheets):
        """What stands in the way of writing."""
        there = [self._sheets.getByName(s) for s in sheets if self._sheets.hasByName(s)]
        return {
            "read_only": bool(self.document.isReadonly()),
            "structure": bool(self.document.isProtected()),
            "missing": len(there) < len(sheets),
            "sheets": [sheet.Name for sheet in there if sheet.isProtected()],
        }

    def do_sheets(self):
        """All names in order."""
        return list(self._sheets.ElementNames)

    def do_grid(self, sheet, formulas=False):
        """Values with what they are; with `formulas` also what is typed. None: no such sheet."""
        if not self._sheets.hasByName(sheet):
            return None
        if self._quiet is not None:
            self.document.calculate()
        used = self._used(self._sheets.getByName(sheet))
        address = used.RangeAddress
        rows = used.getDataArray()
        found = {
            "first_row": address.StartRow + 1,
            "first_col": address.StartColumn + 1,
            "rows": rows,
            "errors": self._errors(used, rows),
            "hidden": not self._sheets.getByName(sheet).IsVisible,
            "visible_rows": self._visible_rows(used),
            "merged": list(merged(used)),
        }
        found["dates"], found["flags"] = self._shown_as(used)
        typed = list(self._formulas(used))
        found["flags"] += [at for at in map(logical, typed) if at]
        if formulas:
            found["formulas"] = [self._typed(*one) for one in typed]
        return found

    def do_fingerprint(self, sheet):
        """The hash of what is typed in a sheet."""
        used = self._used(self._sheets.getByName(sheet))
        typed = repr((corners(used.RangeAddress), used.getFormulaArray()))
        return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()

    def _used(self, sheet):
        cursor = sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        start = cursor.RangeAddress
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return sheet.getCellRangeByPosition(
            start.StartColumn, start.StartRow, end.EndColumn, end.EndRow
        )

    def _errors(self, used, rows):
        """Error cells with their text."""
        found = []
        for r, row in enumerate(rows):
            if None in row:
                for c, value in enumerate(row):
                    if value is None:
                        text = used.getCellByPosition(c, r).String
                        text = EXCEL_ERRORS.get(text, text)
                        found.append((r, c, "#VALUE!" if text.startswith("Err:") else text))
        return found

    def _visible_rows(self, used):
        """Runs of rows that are neither hidden nor filtered out."""
        return [(a.StartRow + 1, a.EndRow + 1) for a in used.queryVisibleCells().RangeAddresses]

    def _shown_as(self, used):
        """Areas whose numbers show as dates, and those that show as TRUE and FALSE."""
        dates, flags, kinds = [], [], self.document.NumberFormats
        formats = used.getUniqueCellFormatRanges()
        for ranges in (formats.getByIndex(i) for i in range(formats.Count)):
            kind = kinds.getByKey(ranges.NumberFormat).Type
            if kind & (DATES | LOGICAL):
                area = [corners(a) for a in ranges.RangeAddresses]
                (flags if kind & LOGICAL else dates).extend(area)
        return dates, flags

    def _formulas(self, used):
        """Each cell with a formula, and the formula as Calc writes it."""
        for area in used.queryContentCells(FORMULAS):
            for r, row in enumerate(area.getFormulaArray()):
                for c, text in enumerate(row):
                    yield area.getCellByPosition(c, r), text

    def _typed(self, cell, text):
        """Row, column and the formula as an .xlsx holds it; {…} for one of an array."""
        at = cell.CellAddress
        # Excel's way of printing would make J8 of J8:J8; without sheets and decimals both are one
        own = CALC_REFERENCES if "." not in text else OOXML_REFERENCES
        self._parser.FormulaConvention = own
        shown = "" if "#" in text else self._parser.printFormula(cell.getTokens(), at)
        self._parser.FormulaConvention = OOXML_REFERENCES
        if not shown:  # a lost reference, another file: Calc's own words are kept
            return at.Row + 1, at.Column + 1, "of:" + text
        return at.Row + 1, at.Column + 1, f"{{{shown}}}" if text.startswith("{") else shown

    def do_names(self, prefix):
        """Names that begin so and point at one area: name, sheet, corners."""
        found = []
        for one in self.document.NamedRanges:
            area = one.getReferredCells() if one.Name.startswith(prefix) else None
            if area is not None and hasattr(area, "RangeAddress"):
                address = area.RangeAddress
                found.append((one.Name, area.Spreadsheet.Name, corners(address)))
        return found

    def do_selection(self):
        """Sheet, row, column; None where no cell is selected."""
        chosen = self.controller.getSelection()
        if not hasattr(chosen, "RangeAddress"):
            return None
        address = chosen.RangeAddress
        return chosen.Spreadsheet.Name, address.StartRow + 1, address.StartColumn + 1

    def do_notes(self, sheet):
        notes = self._sheets.getByName(sheet).Annotations
        return [(n.Position.Row + 1, n.Position.Column + 1, n.String) for n in notes]

    def do_grounds(self, sheet, cells):
        """Fill (-1 for none) and note of cells."""
        found = self._sheets.getByName(sheet)
        each = [found.getCellByPosition(c - 1, r - 1) for r, c in cells]
        return [(cell.CellBackColor, cell.Annotation.String) for cell in each]

    # ── places

    def _area(self, sheet, area):
        top, left, bottom, right = area
        found = self._sheets.getByName(sheet)
        return found.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    def _ranges(self, sheet, areas):
        number = self._sheets.getByName(sheet).RangeAddress.Sheet
        ranges = self.document.createInstance("com.sun.star.sheet.SheetCellRanges")
        ranges.addRangeAddresses(
            tuple(CellRangeAddress(number, c - 1, r - 1, d - 1, s - 1) for r, c, s, d in areas),
            False,
        )
        return ranges


def corners(address):
    """First row, first column, last row, last column."""
    return address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1


def logical(typed):
    """The one-cell area of a formula that shows as TRUE or FALSE."""
    cell, text = typed
    if text in ("=TRUE()", "=FALSE()") or (
        cell.Value in (0.0, 1.0)
        and not cell.getError()
        and cell.String.upper() in ("TRUE", "FALSE")
    ):
        at = cell.CellAddress
        return at.Row + 1, at.Column + 1, at.Row + 1, at.Column + 1
    return None


def merged(area):
    """Merged areas, found by halves: a sheet has few."""
    if not area.getIsMerged():
        return
    rows, columns = area.Rows.Count, area.Columns.Count
    if rows == columns == 1:
        cursor = area.Spreadsheet.createCursorByRange(area)
        cursor.collapseToMergedArea()
        yield corners(cursor.RangeAddress)
    elif rows > 1:
        yield from merged(area.getCellRangeByPosition(0, 0, columns - 1, rows // 2 - 1))
        yield from merged(area.getCellRangeByPosition(0, rows // 2, columns - 1, rows - 1))
    else:
        yield from merged(area.getCellRangeByPosition(0, 0, columns // 2 - 1, 0))
        yield from merged(area.getCellRangeByPosition(columns // 2, 0, columns - 1, 0))
