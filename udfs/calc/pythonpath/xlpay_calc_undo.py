"""The changes of one press as one step of the document's own undo.

UNO records most changes itself; a block written and a sheet added are recorded by actions of ours.
So Ctrl+Z takes a whole press back, and so does the extension where the helper dies in mid-run.
"""

import unohelper
from com.sun.star.document import XUndoAction

TITLE = "社区薪酬"


class Changes:
    """The changes of one press: together one step of the document's own undo."""

    def __init__(self, document):
        self._document = document
        self._undo = document.UndoManager
        self._modified = document.isModified()
        self._open = False

    def begin(self):
        if not self._open:
            self._undo.enterUndoContext(TITLE)
            self._open = True

    def record(self, action):
        self._undo.addUndoAction(action)

    def keep(self):
        """Close the step."""
        if self._open:
            self._undo.leaveUndoContext()
            self._open = False
        return True

    def undo(self):
        """Take everything back; False where the document keeps no undo."""
        if not self._open:
            return True
        self.keep()
        if not self._undo.isUndoPossible() or self._undo.getCurrentUndoActionTitle() != TITLE:
            return False
        self._undo.undo()
        self._undo.clearRedo()
        self._document.setModified(self._modified)
        return True


class Written(unohelper.Base, XUndoAction):
    """A block written: setDataArray records nothing of its own."""

    Title = TITLE

    def __init__(self, book, sheet, area, data):
        self._book, self._sheet, self._area, self._data = book, sheet, area, data

    def undo(self):
        self._book.put(self._sheet, self._area, tuple(("",) * len(r) for r in self._data))

    def redo(self):
        self._book.put(self._sheet, self._area, self._data)


class Added(unohelper.Base, XUndoAction):
    """A sheet added."""

    Title = TITLE

    def __init__(self, book, sheet):
        self._book, self._sheet = book, sheet

    def undo(self):
        if self._book.document.Sheets.hasByName(self._sheet):
            self._book.document.Sheets.removeByName(self._sheet)

    def redo(self):
        if not self._book.document.Sheets.hasByName(self._sheet):
            self._book.new_sheet(self._sheet)
