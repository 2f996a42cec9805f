"""What the helper changes in an open document, whole blocks at a time."""

import uno
from com.sun.star.sheet.CellDeleteMode import LEFT, UP
from com.sun.star.sheet.CellInsertMode import DOWN, RIGHT
from com.sun.star.table import CellAddress
from xlpay_calc_kept import link, stretch
from xlpay_calc_reader import Reader
from xlpay_calc_undo import CONTENTS, Changes

LOST = "#REF!"
NOTE = 8  # of com.sun.star.sheet.CellFlags
PLACING = ("HoriJustify", "HoriJustifyMethod", "VertJustify", "VertJustifyMethod", "Orientation")
TURNING = ("IsTextWrapped", "ShrinkToFit", "ParaIndent", "RotateAngle", "RotateReference")
LINES = ("TopBorder2", "BottomBorder2", "LeftBorder2", "RightBorder2", "DiagonalBLTR2")
UNDER = ("CharUnderline", "CharUnderlineColor", "CharUnderlineHasColor", "CharStrikeout")
OVER = ("CharOverline", "CharOverlineColor", "CharOverlineHasColor", "CharShadowed", "CharRelief")
FONT = ("FontName", "FontFamily", "FontCharSet", "FontPitch", "FontStyleName", "Height", "Weight")
LOOK = (
    *("CellStyle", "NumberFormat", "CellBackColor", "CellProtection", "WritingMode"),
    *PLACING,
    *TURNING,
    *LINES,
    *("DiagonalTLBR2", "ShadowFormat", "CharColor", "CharContoured"),
    *UNDER,
    *OVER,
    *(f"Char{what}{kind}" for what in (*FONT, "Posture") for kind in ("", "Asian", "Complex")),
)
MM100_A_CHARACTER = 2540 / 96 * 8  # a digit of the template's font is eight pixels wide


class Book(Reader):
    """An open document to be changed; the methods named do_… are what may be asked."""

    def __init__(self, document, controller):
        super().__init__(document, controller)
        self._changes = Changes(document)

    def do(self, name, given):
        """Carry out one demand."""
        return getattr(self, "do_" + name)(**given)

    def description(self):
        """What the helper needs to know of the document from the start."""
        url, day = self.document.URL, self.document.NullDate
        return {
            "null_date": (day.Year, day.Month, day.Day),
            "url": url,
            "path": uno.fileUrlToSystemPath(url) if url.startswith("file:") else "",
            "title": self.document.Title,
            "key": url or "unsaved:" + self.document.RuntimeUID,
        }

    def finish(self, failed):
        """The end of a press: all as before but for the changes, which `failed` takes back."""
        try:
            return self._changes.undo() if failed else self._changes.keep()
        finally:
            if self._quiet is not None:
                self.do_loud()

    # ── quiet

    def do_quiet(self):
        """No calculation, no painting, no reaction to changes."""
        self._quiet = self.document.isAutomaticCalculationEnabled()
        self.document.lockControllers()
        self.document.addActionLock()
        self.document.enableAutomaticCalculation(False)

    def do_loud(self):
        """As it was before do_quiet."""
        was, self._quiet = self._quiet, None
        self.document.enableAutomaticCalculation(was)
        self.document.calculate()
        self.document.removeActionLock()
        self.document.unlockControllers()

    def do_take_back(self):
        """Everything since the button was pressed; whether all is as it was."""
        changes, self._changes = self._changes, Changes(self.document)
        return changes.undo()

    # ── writing

    def do_insert(self, sheet, area, down):
        """Empty cells where the area is."""
        here, there = neighbours(area, down)
        was = self._filled(sheet, here)
        self._changes.begin(sheet)
        found = self._sheets.getByName(sheet)
        found.insertCells(self._area(sheet, area).RangeAddress, DOWN if down else RIGHT)
        self._moved(sheet, there, was)

    def do_delete(self, sheet, area, up):
        """The area's cells taken out."""
        here, there = neighbours(area, up)
        was = self._filled(sheet, there)
        self._changes.begin(sheet)
        found = self._sheets.getByName(sheet)
        found.removeRange(self._area(sheet, area).RangeAddress, UP if up else LEFT)
        self._moved(sheet, here, was)

    def _moved(self, sheet, area, filled):
        """UNO does not say when it refuses to move cells, as at a part of an array formula."""
        if self._filled(sheet, area) != filled:
            raise RuntimeError("这些单元格不能移动")

    def _filled(self, sheet, area):
        """Which cells of an area have something."""
        return [[value != "" for value in row] for row in self._area(sheet, area).getDataArray()]

    def do_write(self, sheet, row, column, rows, formulas):
        """A block of numbers and texts, blank where None; then the few cells with a formula."""
        data = tuple(tuple("" if value is None else value for value in line) for line in rows)
        area = self._area(sheet, (row, column, row + len(rows) - 1, column + len(rows[0]) - 1))
        self._changes.begin(sheet)
        area.clearContents(CONTENTS)
        area.setDataArray(data)
        for r, c, text in formulas:
            self._enter(area.Spreadsheet.getCellByPosition(c - 1, r - 1), text)

    def _enter(self, cell, text):
        if text.startswith("of:"):
            cell.setFormula(text[3:])
        elif text.startswith("{"):
            one = cell.Spreadsheet.getCellRangeByName(cell.AbsoluteName.rpartition(".")[2])
            one.setArrayTokens(self._parser.parseFormula(text[1:-1], cell.CellAddress))
        else:
            cell.setTokens(self._parser.parseFormula(text, cell.CellAddress))
            if LOST in text:  # the parser takes it for a name, the cell itself does not
                cell.setFormula(cell.Formula.replace(LOST.lower(), LOST))

    def do_wear(self, sheet, pattern, targets):
        """The formatting of a cell for all cells of the targets.

        What an .xlsx centres across cells is merged here: a merged pattern reaches to the end.
        """
        cell = self._area(sheet, pattern)
        values = cell.getPropertyValues(LOOK)
        self._changes.begin()
        across = cell.getIsMerged() and len(targets) == 1 and targets[0][0] == pattern[0]
        if across:
            cell.merge(False)
        self._ranges(sheet, targets).setPropertyValues(LOOK, values)
        if across:
            self._area(sheet, (*pattern[:2], *targets[0][2:])).merge(True)

    def do_stretch(self, sheet, table, last_row, lone):
        self._changes.begin()
        stretch(self.document, self._sheets.getByName(sheet), table, last_row, lone)

    def do_links(self, sheet, area, targets):
        """Links to places of this document; the texts of the area were written before."""
        self._changes.begin()
        for row, column, place in targets:
            cell = self._sheets.getByName(sheet).getCellByPosition(column - 1, row - 1)
            link(self.document, cell, place)

    def do_widths(self, sheet, columns):
        self._changes.begin()
        for column, width in columns:
            found = self._sheets.getByName(sheet).Columns.getByIndex(column - 1)
            found.IsVisible = width > 0
            if width > 0:
                found.Width = round(width * MM100_A_CHARACTER)

    def do_name_area(self, name, sheet, area):
        names, content = self.document.NamedRanges, self._area(sheet, area).AbsoluteName
        self._changes.begin()
        if names.hasByName(name):
            names.getByName(name).Content = content
        else:
            names.addNewByName(name, content, CellAddress(), 0)

    def do_add_sheet(self, sheet, like, rows):
        """A sheet at the end with the first rows of another."""
        self._changes.begin()
        self._sheets.insertNewByName(sheet, self._sheets.Count)
        model, made = self._sheets.getByName(like), self._sheets.getByName(sheet)
        last = self._used(model).RangeAddress.EndColumn
        source = model.getCellRangeByPosition(0, 0, last, rows - 1)
        made.copyRange(made.getCellByPosition(0, 0).CellAddress, source.RangeAddress)
        made.PageStyle = model.PageStyle
        for kind, count, size in (("Rows", rows, "Height"), ("Columns", last + 1, "Width")):
            for index in range(count):
                old, new = getattr(model, kind)[index], getattr(made, kind)[index]
                if old.IsVisible:
                    setattr(new, size, getattr(old, size))
                new.IsVisible = old.IsVisible

    def do_delete_sheet(self, sheet):
        self._changes.begin()
        self._sheets.removeByName(sheet)

    # ── marks

    def do_set_note(self, sheet, row, column, text):
        self._changes.begin()
        found = self._sheets.getByName(sheet)
        cell = found.getCellByPosition(column - 1, row - 1)
        cell.clearContents(NOTE)
        if text:
            found.Annotations.insertNew(cell.CellAddress, text)

    def do_set_fill(self, sheet, cells, fill):
        self._changes.begin()
        self._ranges(sheet, [(r, c, r, c) for r, c in cells]).CellBackColor = fill

    def do_show(self, sheet):
        self.controller.setActiveSheet(self._sheets.getByName(sheet))


def neighbours(area, vertical):
    """The first row (column) of an area, and the one right after the area."""
    top, left, bottom, right = area
    if vertical:
        return (top, left, top, right), (bottom + 1, left, bottom + 1, right)
    return (top, left, bottom, left), (top, right + 1, bottom, right + 1)
