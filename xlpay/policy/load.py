"""Policy files to Documents; anything unknown, uncited or contradictory is refused, all at once.

A file is converted table by table, so that one mistake does not hide the others.  Problems name
the file, the key path, what is wrong and the nearest valid word.
"""

from __future__ import annotations

import re
import tomllib
import typing
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from xlpay.assets import policy_folder
from xlpay.diagnostics import UnusableFile
from xlpay.policy.check import Problem, check
from xlpay.policy.schema import Document
from xlpay.policy.values import nearest

_UNKNOWN: Final = re.compile(r"unknown field `(\w+)`")
_MISSING: Final = re.compile(r"missing required field `(\w+)`")
_WHERE: Final = re.compile(r" - at `\$(.*)`$")
_TYPES: Final = {
    "int": "整数",
    "str": "文字（加引号）",
    "array": "列表 […]",
    "object": "表 {…}",
    "bool": "true 或 false",
    "date": "日期",
}


class PolicyError(UnusableFile):
    """A policy file that can't be used; `problems` lists everything found."""

    def __init__(self, problems: list[Problem]) -> None:
        lines = "\n".join(problem.line() for problem in problems)
        super().__init__("P-POLICY", f"政策文件不能用（{len(problems)}处）：\n{lines}")
        self.problems = problems


def load(path: Path) -> Document:
    """The policy in a file; PolicyError lists every problem."""
    document, problems = read_document(path)
    if document is None or problems:
        raise PolicyError(problems)
    return document


def read_document(path: Path) -> tuple[Document | None, list[Problem]]:
    """The policy in a file as far as it can be read, and every problem."""
    raw, problems = _parse(path)
    if raw is None:
        return None, problems
    parts: dict[str, Any] = {}
    for name, kind in _fields().items():
        if name in raw:
            parts[name] = _convert(raw[name], kind, name, path.name, problems)
        elif name in _required():
            problems.append(Problem(path.name, name, "缺少这一项", "请补上"))
    for name in raw:
        if name not in _fields():
            hint = nearest(name, list(_fields()))
            problems.append(Problem(path.name, name, f"不认识的键{hint}", "请改正或删去"))
    if problems:
        return None, problems
    document = Document(**parts)
    return document, check(document, path.name)


def _parse(path: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text, parse_float=Decimal), []
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at (.*)\)$", str(error))
        line = where.group(1).replace("line ", "第").replace(", column ", "行第") + "字" if where else ""
        return None, [Problem(path.name, line, "写法有误，读不懂", "多半是少了引号、括号或逗号")]
    except UnicodeDecodeError:
        return None, [Problem(path.name, "", "不是 UTF-8 编码", "请另存为 UTF-8")]
    except OSError as error:
        return None, [Problem(path.name, "", f"打不开：{error.strerror}", "请检查文件名和权限")]


@lru_cache(maxsize=1)
def _fields() -> dict[str, Any]:
    return typing.get_type_hints(Document, include_extras=False)


@lru_cache(maxsize=1)
def _required() -> frozenset[str]:
    return frozenset(f.name for f in msgspec.structs.fields(Document) if f.required)


def _convert(raw: Any, kind: Any, name: str, file: str, problems: list[Problem]) -> Any:
    """Convert one section; lists of tables element by element."""
    if typing.get_origin(kind) is tuple:
        if not isinstance(raw, list):
            problems.append(Problem(file, name, "应为一组表 [[" + name + "]]", ""))
            return ()
        element = typing.get_args(kind)[0]
        return tuple(_convert(r, element, f"{name}[{i + 1}]", file, problems) for i, r in enumerate(raw))
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        problems.append(_problem(str(error), raw, kind, name, file))
        return None


def _problem(text: str, raw: Any, kind: Any, name: str, file: str) -> Problem:
    """msgspec's sentence in ours, with the key path counted from 1."""
    where = _WHERE.search(text)
    path = name + (re.sub(r"\[(\d+)\]", lambda m: f"[{int(m.group(1)) + 1}]", where.group(1)) if where else "")
    if unknown := _UNKNOWN.search(text):
        known = _known_keys(kind, where.group(1) if where else "")
        return Problem(file, f"{path}.{unknown.group(1)}", f"不认识的键{nearest(unknown.group(1), known)}", "请改正或删去")
    if missing := _MISSING.search(text):
        what = "没有写出处" if missing.group(1) == "source" else "缺少这一项"
        return Problem(file, f"{path}.{missing.group(1)}", what, "请补上")
    if "enum value" in text:
        return Problem(file, path, f"不支持的词：{text.split('enum value')[1].split(' - ')[0].strip()}", "见政策文件的说明")
    expected = re.search(r"Expected `(\w+)", text)
    word = _TYPES.get(expected.group(1), expected.group(1)) if expected else ""
    return Problem(file, path, f"应为{word}" if word else text, "")


def _known_keys(kind: Any, where: str) -> list[str]:
    """The keys that the table at a path of `kind` may hold."""
    for key in re.findall(r"[A-Za-z_]+", where):
        hints = typing.get_type_hints(kind, include_extras=False) if hasattr(kind, "__struct_fields__") else {}
        kind = hints.get(key, kind)
        while typing.get_origin(kind) in (tuple, dict, typing.Union):
            kind = [a for a in typing.get_args(kind) if a is not Ellipsis][-1]
    return list(getattr(kind, "__struct_fields__", ()))


@lru_cache(maxsize=1)
def load_shipped() -> tuple[Document, ...]:
    """Every policy that comes with xlpay, oldest first."""
    files = sorted(policy_folder().glob("*/2*.toml"))
    return tuple(load(path) for path in files if not path.name.endswith(".clauses.toml"))
