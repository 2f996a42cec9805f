"""The buttons inside LibreOffice: a press goes to the helper, which asks back for what it needs.

A command that touched the document at once would lock LibreOffice up: dispatch() only posts a
callback, the work runs in notify().  Whoever presses by program may pass a "Listener", to whom what
was said and asked goes at the end instead of to windows, and the "Answer" to questions.
"""

import os

import uno
import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.awt.MessageBoxType import INFOBOX, QUERYBOX
from com.sun.star.beans import PropertyValue
from com.sun.star.frame import DispatchResultEvent, XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo
from xlpay_calc_book import Book
from xlpay_calc_pipe import Failed, Helper

COMMANDS = "org.xlpay.calc.Commands"
PROTOCOL = "org.xlpay.calc:"
TITLE = "社区薪酬"
OK, YES_NO, YES = 1, 3, 2  # of com.sun.star.awt.MessageBoxButtons and …Results
DONE, FAILED = 1, 0  # of com.sun.star.frame.DispatchResultState
TROUBLE = "xlpay 的助手程序出错：{why}"
RESTORED = "工作簿已恢复到按下按钮之前。"
NOT_RESTORED = "工作簿不保存撤销步骤，无法恢复，请不要保存，关闭后重新打开。"
HELPER = Helper()  # another than the functions': these may be asked while a press runs


class Commands(unohelper.Base, XDispatchProvider, XDispatch, XInitialization, XServiceInfo):
    """The handler of org.xlpay.calc:… in one window."""

    def __init__(self, context):
        self._context = context
        self._frame = None

    def initialize(self, given):
        self._frame = given[0] if given else None

    def queryDispatch(self, url, target, flags):
        return self if url.Protocol == PROTOCOL else None

    def queryDispatches(self, requests):
        return tuple(self.queryDispatch(r.FeatureURL, r.FrameName, 0) for r in requests)

    def dispatch(self, url, given):
        asynchronous = create(self._context, "com.sun.star.awt.AsyncCallback")
        asynchronous.addCallback(Press(self._context, self._frame, url.Path, given), None)

    def addStatusListener(self, listener, url):
        pass  # the buttons are always enabled

    def removeStatusListener(self, listener, url):
        pass

    def getImplementationName(self):
        return COMMANDS

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return ("com.sun.star.frame.ProtocolHandler",)


class Press(unohelper.Base, XCallback):
    """One press of a button."""

    def __init__(self, context, frame, button, given):
        self._button = button
        self._listener = next((p.Value for p in given if p.Name == "Listener"), None)
        answer = next((p.Value for p in given if p.Name == "Answer"), False)
        self._screen = Screen(context, frame, self._listener is not None, answer)
        self._frame = frame

    def notify(self, _):
        state = FAILED
        try:
            self._run()
            state = DONE
        except Failed as problem:
            self._screen.tell(TROUBLE.format(why=problem))
        finally:
            self._screen.status("")
            if self._listener is not None:
                said = tuple(self._screen.said)
                self._listener.dispatchFinished(DispatchResultEvent(None, state, said))

    def _run(self):
        controller = self._frame.getController()
        book = Book(controller.getModel(), controller)
        request = {"press": self._button, "book": book.description()}
        try:
            HELPER.converse(request, lambda demand: self._answer(book, demand))
        except BaseException as problem:
            why = RESTORED if book.finish(failed=True) else NOT_RESTORED
            raise Failed(f"{problem}。{why}") from problem
        book.finish(failed=False)

    def _answer(self, book, demand):
        """What the helper asked for, or why it can't be had."""
        name, given = demand["do"], demand.get("with", {})
        try:
            asked = self._screen if name in SCREEN else book
            if asked is book:
                return {"ok": book.do(name, given)}
            return {"ok": getattr(self._screen, name)(**given)}
        except Exception as problem:  # UNO's exceptions exist only at run time
            return {"failed": type(problem).__name__, "why": str(problem)}


SCREEN = ("status", "tell", "ask", "open_new")


class Screen:
    """What the user sees beside the cells."""

    def __init__(self, context, frame, silent, answer):
        self._context = context
        self._frame = frame
        self._silent = silent
        self._yes = answer
        self._indicator = None
        self.said = []

    def status(self, text):
        """The status bar; given back with ""."""
        if text and self._indicator is None:
            self._indicator = self._frame.createStatusIndicator()
            self._indicator.start(text, 0)
        elif text:
            self._indicator.setText(text)
        elif self._indicator is not None:
            self._indicator.end()
            self._indicator = None

    def tell(self, text):
        self.said.append(("tell", text))
        self._box(text, INFOBOX, OK)

    def ask(self, text):
        self.said.append(("ask", text))
        return self._box(text, QUERYBOX, YES_NO) == YES

    def _box(self, text, kind, buttons):
        if self._silent or not self._frame.ContainerWindow.isVisible():
            return YES if self._yes else 0
        toolkit = create(self._context, "com.sun.star.awt.Toolkit")
        window = self._frame.getContainerWindow()
        box = toolkit.createMessageBox(window, kind, buttons, TITLE, text)
        try:
            return box.execute()
        finally:
            box.dispose()

    def open_new(self, path):
        """Another document beside this one."""
        hidden = not self._frame.ContainerWindow.isVisible()
        how = (PropertyValue("Hidden", 0, hidden, 0),)
        url = uno.systemPathToFileUrl(os.path.abspath(path))
        create(self._context, "com.sun.star.frame.Desktop").loadComponentFromURL(
            url, "_blank", 0, how
        )


def create(context, name):
    """A service."""
    return context.ServiceManager.createInstanceWithContext(name, context)
