"""The worksheet functions inside LibreOffice: each call goes to a helper process and back.

LibreOffice's own Python runs this file, so it is pure standard library and knows no rule.  What
the buttons do on an open document stands beside it (xlpay_calc_live).
"""

import struct

import unohelper
from org.xlpay.calc import XFunctions
from xlpay_calc_live import COMMANDS, Commands
from xlpay_calc_pipe import Failed, Helper
from xlpay_calc_relink import RELINK, Relink

IMPLEMENTATION = "org.xlpay.calc.Functions"
SERVICE = "XLPAY"  # LibreOffice before 24.8 knows the functions as XLPAY.CWGRADE(...)
SMALL = 64  # rows of a range whose call is remembered
MOST_KNOWN = 100000
WHOLE_COLUMN = 65536  # rows from which a range is cut to what is used
CODES = {"#NULL!": 521, "#DIV/0!": 532, "#VALUE!": 519, "#REF!": 524, "#NAME?": 525, "#NUM!": 503}
NOT_AVAILABLE = 0x7FFF
TROUBLE = (
    "xlpay 的助手程序没有启动：{why}。请在命令行运行 xlpay calc install，再重新打开 LibreOffice。"
)


def error_value(text):
    """A number that Calc shows as an error: its code in the low bits of a NaN."""
    code = CODES.get(text, NOT_AVAILABLE)
    return struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | code))[0]


def used(rows):
    """How many rows there are up to the last one that is not empty."""
    count = len(rows)
    while count > 1 and all(value == "" for value in rows[count - 1]):
        count -= 1
    return count


def cut(args):
    """Whole columns without their unused end, all to the same length."""
    whole = [a for a in args if isinstance(a, tuple) and len(a) >= WHOLE_COLUMN]
    if not whole:
        return args
    most = max(used(a) for a in whole)
    return [a[:most] if isinstance(a, tuple) and len(a) >= WHOLE_COLUMN else a for a in args]


def flat(value):
    """A value as it is; a range as its width and its cells row by row."""
    if type(value) is not tuple:
        return value
    width = len(value[0])
    cells = [row[0] for row in value] if width == 1 else [cell for row in value for cell in row]
    return {"width": width, "cells": cells}


def rows_of(answer):
    """An answer as Calc takes it: rows of numbers, texts and errors."""
    cells, width = answer["cells"], answer["width"]
    for place, text in answer["errors"]:
        cells[place] = error_value(text)
    columns = [iter(cells)] * width
    return tuple(zip(*columns))  # noqa: B905  older offices bring a Python without strict


KNOWN = {}  # answers of small calls; a function gives the same for the same arguments
HELPER = Helper(on_start=KNOWN.clear)  # a new one may be of another version


def compute(name, args):
    """A call of a function, as rows of values."""
    small = True
    for value in args:
        if type(value) is tuple and len(value) > SMALL:
            small = False
    if small and (name, args) in KNOWN:
        return KNOWN[name, args]
    try:
        rows = rows_of(HELPER.ask(name, [flat(value) for value in cut(args)]))
    except Failed as problem:
        why = TROUBLE.format(why=problem) if name == "CWEXPLAIN" else error_value("#NAME?")
        return ((why,),)
    if small:
        if len(KNOWN) >= MOST_KNOWN:
            KNOWN.clear()
        KNOWN[name, args] = rows
    return rows


class Functions(unohelper.Base, XFunctions):
    """The methods of XFunctions, each made from its name."""

    def __init__(self, context):
        pass

    def __getattr__(self, name):
        if not name.startswith("CW"):
            raise AttributeError(name)

        def method(*args):
            if args and isinstance(args[-1], tuple) and name == "CWEXPLAIN":
                args = args[:-1] + args[-1]
            return compute(name, args)

        setattr(type(self), name, staticmethod(method))
        return method


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, IMPLEMENTATION, (SERVICE,))
g_ImplementationHelper.addImplementation(
    Commands, COMMANDS, ("com.sun.star.frame.ProtocolHandler",)
)
g_ImplementationHelper.addImplementation(Relink, RELINK, ("com.sun.star.task.Job",))
