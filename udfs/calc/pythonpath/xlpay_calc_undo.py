"""The changes of one press, so that all of them can be taken back where the helper dies half-way.

The document's own undo does it, but it forgets what stood blank before a block was written (and
LibreOffice before 25.2 the block as a whole), so blocks and sheets are remembered here too.  An
action of our own on that stack would be neater; LibreOffice crashes when such an action changes
cells.
"""

import uno
from com.sun.star.beans import NamedValue

TITLE = "社区薪酬"


class Changes:
    """What was done since the first change."""

    def __init__(self, document):
        self._document = document
        self._undo = document.UndoManager
        self._modified = document.isModified()
        self._begun = False
        self._open = False
        self._depth = 0  # of the undo stack, as it should be
        self._most = steps_kept()
        self._whole = True  # it has dropped nothing
        self._journal = []  # (depth of the undo stack, what takes the next change back)

    def begin(self):
        """Changes follow that the document records: together one step."""
        if not self._begun:
            self._undo.clear()  # earlier steps would not fit what comes now
            self._begun = True
        if not self._open:
            self._undo.enterUndoContext(TITLE)
            self._open = True

    def record(self, back):
        """A change follows that needs more; `back` takes it back."""
        self.begin()
        self._close()
        self._journal.append((self._depth, back))

    def keep(self):
        """The end of all changes; half of them undone would spoil the document."""
        if self._begun:
            self._close()
            self._undo.clear()

    def undo(self):
        """Take everything back; False where the document keeps no undo, or too few steps."""
        if not self._begun:
            return True
        self._close()
        for depth, back in reversed(self._journal):
            self._down_to(depth)
            self._undo.lock()
            try:
                back()
            finally:
                self._undo.unlock()
        self._down_to(0)
        self._undo.clear()
        self._document.setModified(self._modified)
        return self._whole

    def _close(self):
        """End the step, and count what the document recorded."""
        if self._open:
            self._undo.leaveUndoContext()
            self._open = False
        found = len(self._undo.getAllUndoActionTitles())
        self._whole = self._whole and self._depth <= found < self._most
        self._depth = found

    def _down_to(self, depth):
        while len(self._undo.getAllUndoActionTitles()) > depth:
            self._undo.undo()


def steps_kept():
    """How many steps a document remembers: a setting of the user's."""
    services = uno.getComponentContext().ServiceManager
    provider = services.createInstance("com.sun.star.configuration.ConfigurationProvider")
    place = NamedValue("nodepath", "/org.openoffice.Office.Common/Undo")
    name = "com.sun.star.configuration.ConfigurationAccess"
    return provider.createInstanceWithArguments(name, (place,)).getByName("Steps")
