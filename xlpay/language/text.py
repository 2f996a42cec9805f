"""The text of a policy file: read once, within limits, with its fingerprint and what it is called.

What a file says of itself stands above its first table: it is found there without parsing the rest,
so that a file beside a workbook is parsed only if it is meant.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from xlpay.base.findings import os_words
from xlpay.base.regular import NotRegular, TooLarge, read_regular
from xlpay.language.problems import FIX, Problem
from xlpay.language.syntax import number_problem, syntax_problem
from xlpay.language.values import nearest

MOST_BYTES: Final = 1 << 20  # a policy of all kinds has 60,000
MOST_PARTS: Final = 32  # of a dotted key: the parser takes the square of them

_KEY: Final = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP: Final = re.compile(rf"(?<![\w-]){_KEY}(?:[ \t]*+\.[ \t]*+{_KEY}){{{MOST_PARTS},}}")
_TABLE: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
_SAYS: Final = re.compile(r"""^[ \t]*["']?(id|scheme|title)["']?[ \t]*=.*$""", re.MULTILINE)
_LONGEST_LINE: Final = 10_000


class PolicyText(msgspec.Struct, frozen=True):
    """A policy file as it was read; `problem`: why it can't be."""

    name: str
    text: str = ""
    sha256: str = ""
    problem: Problem | None = None

    def header(self) -> dict[str, str]:
        """Its own words about itself: id, scheme and title, as far as they stand at its top."""
        table = _TABLE.search(self.text)
        top = self.text[: table.start()] if table else self.text
        found: dict[str, str] = {}
        for line in _SAYS.finditer(top):
            if len(line[0]) <= _LONGEST_LINE:
                found.setdefault(line[1], _value(line[0]))
        return found


def _value(line: str) -> str:
    """The text that a line gives its key; '' where it gives none."""
    try:
        (value,) = tomllib.loads(line).values()
    except (ValueError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""


def read_text(path: Path) -> PolicyText:
    """The file; why not, where it can't be read or may not be parsed."""

    def unreadable(what: str, hint: str) -> PolicyText:
        return PolicyText(path.name, problem=Problem(path.name, "", what, hint))

    try:
        data = read_regular(path, MOST_BYTES).data
    except NotRegular as error:
        why = os_words(error) if error.errno else "不是普通文件"
        return unreadable(f"打不开：{why}", _where_to_look(path))
    except TooLarge:
        return unreadable("文件大于 1 MB", "政策文件不会这么大，请核对是不是这一个")
    except OSError as error:
        return unreadable(f"打不开：{os_words(error)}", _where_to_look(path))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return unreadable("不是 UTF-8 编码", "请用记事本打开，另存为，编码选 UTF-8")
    if max(map(len, text.split("\n"))) > _LONGEST_LINE:
        return unreadable(f"有一行超过 {_LONGEST_LINE} 个字", FIX)
    if _DEEP.search(text):
        return unreadable(f"有一个键由 {MOST_PARTS} 段以上组成", FIX)
    return PolicyText(path.name, text, hashlib.sha256(data).hexdigest())


def _where_to_look(path: Path) -> str:
    """What to do about a file that can't be opened; the policy files that are there instead."""
    beside = sorted(p.name for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
    near = nearest(path.name, beside)
    return f"请核对文件名和文件夹{near}" if near or not path.exists() else "请检查文件和权限"


def parsed(file: PolicyText) -> tuple[dict[str, Any] | None, str, list[Problem]]:
    """A file's tables and its text; None and why it can't be read."""
    if file.problem is not None:
        return None, "", [file.problem]
    text = file.text
    try:
        return tomllib.loads(text, parse_float=Decimal), text, []
    except tomllib.TOMLDecodeError as error:
        return None, "", [syntax_problem(text, error, file.name)]
    except (ValueError, ArithmeticError):  # a number of thousands of digits
        return None, "", [number_problem(text, file.name)]
    except RecursionError:
        return None, "", [Problem(file.name, "", "括号套得太深", FIX)]
