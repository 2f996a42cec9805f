"""xlwings' own path of a call from Excel, run without Windows: real conversions, stand-ins for COM.

`call_udf` and the conversions are xlwings' own; only what talks to Excel is replaced: an engine
registered under the name "excel", and modules that pywin32 would bring.
"""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import xlwings
from xlwings import conversion

from tests.support import places

MISSING = -2147352572  # what pywin32 makes of an argument left out
ERRORS = {-2146826246: "#N/A", -2146826273: "#VALUE!", -2146826281: "#DIV/0!"}
UDFS = places.UDFS / "excel"


class Engine:
    """What xlwings asks of Excel's engine when values come in and go out."""

    name, type, apps = "excel", "desktop", None

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            if isinstance(value, datetime):
                return datetime_builder(year=value.year, month=value.month, day=value.day)
            if isinstance(value, int) and not isinstance(value, bool) and value in ERRORS:
                return ERRORS[value] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, _: Any) -> Any:
        return "" if value is None else value


class _Idle(types.ModuleType):
    """A module of pywin32 in which everything does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_: None


class _Windows:
    """xlwings._xlwindows as far as a call needs it."""

    BOOK_CALLER = None

    class Range:
        def __init__(self, xl: Any) -> None:
            self.xl = xl

    @staticmethod
    def is_range_instance(_: Any) -> bool:
        return False  # our VBA sends values, never ranges


class Excel:
    """The COM server's side of a call."""

    def __init__(self, udfs: Any) -> None:
        self._udfs = udfs

    def call(self, name: str, *args: Any, book: Any = None) -> Any:
        """A call as VBA sends it, with the workbook that calls; squeezed as the server does."""
        rows = self._udfs.call_udf("xlpay_udfs", name, args, book)
        if len(rows) == 1:
            return rows[0][0] if len(rows[0]) == 1 else rows[0]
        return rows


@contextmanager
def excel(monkeypatch: Any, impl: Any = None, book: Any = None) -> Iterator[Excel]:
    """xlwings with its decorators and its call path of Windows.

    `impl` is an engine with a workbook in memory; `book` makes a workbook of what VBA gives.
    """
    for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
        monkeypatch.setitem(sys.modules, name, _Idle(name))
    server = types.ModuleType("xlwings.com_server")
    monkeypatch.setattr(server, "loop", None, raising=False)
    monkeypatch.setitem(sys.modules, "xlwings.com_server", server)
    monkeypatch.setattr(xlwings, "_xlwindows", _Windows, raising=False)
    monkeypatch.setattr(_Windows, "BOOK_CALLER", None)
    before = xlwings.engines.active
    engine = xlwings.Engine(impl=impl or Engine())
    xlwings.engines.add(engine)
    engine.activate()
    udfs = importlib.import_module("xlwings.udfs")
    monkeypatch.setattr(udfs, "Dispatch", lambda given: given, raising=False)
    monkeypatch.setattr(_Windows, "Book", staticmethod(book), raising=False)
    for short, own in (("func", "xlfunc"), ("arg", "xlarg"), ("ret", "xlret")):
        monkeypatch.setattr(xlwings, short, getattr(udfs, own))
    monkeypatch.syspath_prepend(str(UDFS))
    monkeypatch.delitem(sys.modules, "xlpay_udfs", raising=False)
    udfs.udf_modules.clear()
    try:
        yield Excel(udfs)
    finally:
        xlwings.engines.active = before
        xlwings.engines.engines.remove(engine)
        del xlwings.engines.engines_by_name["excel"]
        for name in ("xlpay_udfs", "xlwings.udfs"):
            sys.modules.pop(name, None)


__all__ = ["MISSING", "conversion", "excel"]
