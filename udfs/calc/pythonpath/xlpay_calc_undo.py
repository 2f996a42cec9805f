"""The changes of one press, taken back where the helper dies half-way.

The document's own undo takes them back, all in one step; but it forgets which cells were blank
before a block was written.  So what stood in each sheet is kept too, and compared at the end.
"""

TITLE = "社区薪酬"
CONTENTS = 1 | 2 | 4 | 16  # values, dates, texts, formulas: of com.sun.star.sheet.CellFlags


class Changes:
    """What was done since the first change."""

    def __init__(self, document):
        self._document = document
        self._undo = document.UndoManager
        self._sheets = ()
        self._before = {}  # sheet -> its cells as typed, from A1 on
        self._begun = False

    def begin(self, sheet=None):
        """A change follows; `sheet` where it moves or replaces cells of one."""
        if not self._begun:
            self._begun = True
            self._sheets = self._document.Sheets.ElementNames
            self._undo.clear()  # earlier steps would not fit what comes now
            self._undo.enterUndoContext(TITLE)
        if sheet in self._sheets and sheet not in self._before:
            self._before[sheet] = typed(self._document.Sheets.getByName(sheet))

    def keep(self):
        """The end of all changes; no one shall undo the half of them."""
        if self._begun:
            self._undo.leaveUndoContext()
            self._undo.clear()

    def undo(self):
        """Take everything back; whether every cell is as it was."""
        if not self._begun:
            return True
        self._undo.leaveUndoContext()
        while self._undo.isUndoPossible():
            self._undo.undo()
        sheets = self._document.Sheets
        for name in set(sheets.ElementNames) - set(self._sheets):
            sheets.removeByName(name)
        found = [repaired(sheets.getByName(name), rows) for name, rows in self._before.items()]
        self._undo.clear()
        return all(found)


def typed(sheet, height=1, width=1):
    """What is typed in a sheet from A1 to its last used cell, at least so many rows and columns."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    right, bottom = max(end.EndColumn, width - 1), max(end.EndRow, height - 1)
    return sheet.getCellRangeByPosition(0, 0, right, bottom).getFormulaArray()


def repaired(sheet, rows):
    """Make every cell what it was; whether that went well."""
    height, width = len(rows), len(rows[0])
    now = typed(sheet, height, width)
    blank = ("",) * len(now[0])
    wanted = [(row + blank)[: len(blank)] for row in rows] + [blank] * (len(now) - height)
    for r, (row, old) in enumerate(zip(now, wanted)):  # noqa: B905  older offices' Python
        if row != old:
            for c in (c for c, text in enumerate(old) if text != row[c]):
                cell = sheet.getCellByPosition(c, r)
                cell.clearContents(CONTENTS)
                if old[c]:
                    cell.setFormula(old[c])
    return list(typed(sheet, len(wanted), len(blank))) == wanted
