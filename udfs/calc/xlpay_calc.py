"""The worksheet functions inside LibreOffice: each call goes to a helper process and back.

LibreOffice's own Python runs this file, so it is pure standard library and knows no rule.  The
helper starts at the first call, is started again if it dies, and ends with LibreOffice, which
closes its input.  Its command stands in helper.json, written when the extension is installed.
"""

import contextlib
import json
import os
import struct
import subprocess
import threading
import time

import unohelper
from org.xlpay.calc import XFunctions

IMPLEMENTATION = "org.xlpay.calc.Functions"
SERVICE = "XLPAY"  # LibreOffice before 24.8 knows the functions as XLPAY.CWGRADE(...)
PROTOCOL = 1
REST_S = 5.0  # after a failed start: no new attempt for each of many cells
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


class Failed(Exception):
    """The helper can't be started, or died twice over one call."""


class Helper:
    """The process that computes: frames of JSON, each behind its length in four bytes."""

    def __init__(self):
        self._lock = threading.Lock()
        self._process = None
        self._failure = ""
        self._until = 0.0

    def ask(self, name, args):
        """The result of a call; a dead helper is started again, once."""
        request = json.dumps([name, args]).encode("ascii")
        with self._lock:
            for _ in range(2):
                process = self._process or self._start()
                try:
                    send(process.stdin, request)
                    return json.loads(receive(process.stdout))
                except (OSError, EOFError, ValueError):
                    self._stop()
            raise Failed("助手程序两次中断")

    def _start(self):
        if time.monotonic() < self._until:
            raise Failed(self._failure)
        try:
            self._process = started()
        except (OSError, EOFError, ValueError, KeyError) as problem:
            self._failure = str(problem) or type(problem).__name__
            self._until = time.monotonic() + REST_S
            raise Failed(self._failure) from None
        KNOWN.clear()  # it may be of another version
        return self._process

    def _stop(self):
        process, self._process = self._process, None
        if process is not None:
            close(process)


def started():
    """A running helper that has said hello."""
    with open(os.path.join(os.path.dirname(__file__), "helper.json"), encoding="utf-8") as file:
        command = json.load(file)["command"]
    if os.name == "posix":  # a locale without UTF-8 must not spoil a path
        command = [word.encode("utf-8") for word in command]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}  # LibreOffice's own
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        if json.loads(receive(process.stdout))["protocol"] != PROTOCOL:
            raise ValueError("扩展与 xlpay 的版本不同")
    except BaseException:
        close(process)
        raise
    return process


def close(process):
    """End a helper and forget its pipes."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # what was not yet sent is lost with it
            pipe.close()


def send(pipe, data):
    """A frame out."""
    pipe.write(struct.pack(">I", len(data)) + data)
    pipe.flush()


def receive(pipe):
    """A frame in; EOFError where the other side has gone."""
    head = pipe.read(4)
    if len(head) < 4:
        raise EOFError("助手程序没有回答")
    size = struct.unpack(">I", head)[0]
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError("助手程序没有回答完")
    return data


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


HELPER = Helper()
KNOWN = {}  # answers of small calls; a function gives the same for the same arguments


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
