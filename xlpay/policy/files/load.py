"""Policy files to Documents; anything unknown, uncited or contradictory is refused, all at once.

A file is converted table by table, so that one mistake does not hide the others.  Problems name
the file, the key path, what is wrong and the nearest valid word.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec.structs import replace

from xlpay.base.assets import policy_folder
from xlpay.base.findings import UnusableFile
from xlpay.language.place import placed
from xlpay.language.problems import ADD, DROP, FIX, Problem
from xlpay.language.reading import parsed
from xlpay.language.values import nearest
from xlpay.policy.files.readings import share_with_readings, users_of
from xlpay.policy.schema.document import Document, Inline, Part
from xlpay.policy.schema.form import inline_of, keys_of
from xlpay.policy.schema.wording import brief
from xlpay.policy.validate.document import check

_EXPECTED: Final = re.compile(r"Expected `(\w+)")
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
    raw, text, problems = parsed(path)
    if raw is None:
        return None, problems
    document, problems = document_of(raw, path.name)
    return document, _with_places(problems, text, raw)


def with_places(path: Path, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of a file that can be read, each with its line."""
    raw, text, _ = parsed(path)
    return list(problems) if raw is None else _with_places(problems, text, raw)


def _with_places(problems: Sequence[Problem], text: str, raw: dict[str, Any]) -> list[Problem]:
    place = placed(text, raw) if problems else None
    return [replace(found, place=place(found.path)) for found in problems if place is not None]


def document_of(raw: dict[str, Any], file: str) -> tuple[Document | None, list[Problem]]:
    """The policy in parsed TOML (decimals as Decimal), and every problem; `file` is its name."""
    problems: list[Problem] = []
    parts: dict[str, Any] = {}
    fields = _hints(Document)
    for name, kind in fields.items():
        if name in raw:
            parts[name] = _convert(raw[name], kind, name, file, problems)
        elif name in _required(Document):
            problems.append(_missing(Document, name, name, file))
    for name in raw:
        if name not in fields:
            hint = nearest(name, list(fields))
            problems.append(Problem(file, name, f"不认识的键{hint}", DROP))
    if _stopped(problems):
        return None, problems
    document = Document(**parts)
    return document, [*problems, *check(document, file)]


@lru_cache(maxsize=128)
def _hints(table: type[msgspec.Struct]) -> dict[str, Any]:
    """The keys of a table with their types."""
    return typing.get_type_hints(table, include_extras=False)


@lru_cache(maxsize=128)
def _required(table: type[msgspec.Struct]) -> tuple[str, ...]:
    """The keys that a table must have."""
    return tuple(field.name for field in msgspec.structs.fields(table) if field.required)


def _convert(
    raw: Any,
    kind: Any,
    name: str,
    file: str,
    problems: list[Problem],
    owner: tuple[type[msgspec.Struct], str] | None = None,
) -> Any:
    """Convert a section piece by piece, so that one mistake does not hide another.

    `owner` is the table and key that it stands in, for what the words of a closed list mean.
    """
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)[0]
        if not isinstance(raw, list):
            problems.append(Problem(file, name, *_not_a_list(raw, inner, name)))
            return ()
        return tuple(
            _convert(element, inner, f"{name}[{i + 1}]", file, problems)
            for i, element in enumerate(raw)
        )
    fields = _struct_fields(kind)
    if fields is not None and isinstance(raw, dict):
        return _table(raw, kind, fields, name, file, problems)
    if fields is not None and isinstance(raw, list):
        problems.append(Problem(file, name, "只有一个，不是列表", f"请写成 [{name}]"))
        return None
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        problems.append(_problem(str(error), raw, kind, name, file, _meanings(owner)))
        return None


def _not_a_list(raw: Any, inner: Any, name: str) -> tuple[str, str]:
    """What is wrong and what to write, where one thing stands in the place of a list."""
    key = name.rpartition(".")[2]
    if _table_type(inner) is None:
        shown = f'"{raw}"' if isinstance(raw, str) else "…"
        return "应为列表", f"请写成 {key} = [{shown}]"
    if isinstance(raw, dict):
        return f"应为列表：可以有许多个，每个写成 [[{name}]]", "请用两层方括号"
    return f"应为列表，如 [[{name}]]", FIX


def _struct_fields(kind: Any) -> dict[str, Any] | None:
    """The fields of a table's type with their types; None if it is none."""
    table = _table_type(kind)
    return None if table is None else _hints(table)


def _table_type(kind: Any) -> type[msgspec.Struct] | None:
    """The table in a type such as Grade or Grade | None."""
    for option in (kind, *typing.get_args(kind)):
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return option
    return None


def _table(
    raw: dict[str, Any],
    kind: Any,
    fields: dict[str, Any],
    name: str,
    file: str,
    problems: list[Problem],
) -> Any:
    """A table, key by key."""
    before = len(problems)
    table = _table_type(kind)
    assert table is not None
    inline = inline_of(typing.cast(type[Part], table))
    if inline is not None:
        return _of_a_kind(raw, typing.cast(type[Part], table), inline, name, file, problems)
    values: dict[str, Any] = {}
    for key, inner in raw.items():
        if key not in fields:
            problems.append(_unknown(key, name, file, list(fields)))
        else:
            path = f"{name}.{key}"
            values[key] = _convert(inner, fields[key], path, file, problems, (table, key))
    for key in _required(table):
        if key not in raw:
            problems.append(_missing(table, f"{name}.{key}", key, file))
    return None if _stopped(problems[before:]) else table(**values)


def _stopped(problems: Sequence[Problem]) -> bool:
    """Whether what was read so far cannot make a table."""
    return any(problem.stops for problem in problems)


def _unknown(key: str, name: str, file: str, offered: list[str]) -> Problem:
    """A key that the table does not have."""
    near, hint = nearest(key, offered), DROP
    if key in _hints(Document):
        near, hint = "", f"“{key}”是单独的表：请写成 [[{key}]]，或移到第一个 [表] 之前"
    return Problem(file, f"{name}.{key}", f"不认识的键{near}", hint)


def _of_a_kind(
    raw: dict[str, Any],
    table: type[Part],
    inline: tuple[str, Inline, dict[str, type[Part]]],
    name: str,
    file: str,
    problems: list[Problem],
) -> Any:
    """A table whose `kind` says which keys it has besides those that every kind has."""
    before, (position, _, kinds) = len(problems), inline
    raw = share_with_readings(raw, kinds)
    common = {key: hint for key, hint in _hints(table).items() if key != position}
    kind = kinds.get(raw["kind"]) if isinstance(raw.get("kind"), str) else None
    own = _hints(kind) if kind is not None else {}
    values: dict[str, dict[str, Any]] = {"common": {}, "own": {}}
    for key, inner in raw.items():
        whose, hints = ("common", common) if key in common else ("own", own)
        if key in hints:
            path = f"{name}.{key}"
            found = _convert(inner, hints[key], path, file, problems, (table, key))
            values[whose][key] = found
        elif key != "kind" and (kind is not None or not users_of(key, kinds)):
            problems.append(_misplaced(key, name, file, [*common, *own], kinds))
    if kind is None:
        words = Literal[tuple(kinds)]  # type: ignore[valid-type]
        if "kind" in raw:
            _convert(raw["kind"], words, f"{name}.kind", file, problems, (table, "kind"))
        else:
            problems.append(_missing(table, f"{name}.kind", "kind", file))
    for key in _required(table):
        if key not in raw and key != position:
            problems.append(_missing(table, f"{name}.{key}", key, file))
    if kind is None or _stopped(problems[before:]):
        return None
    return table(**values["common"], **{position: kind(**values["own"])})


def _misplaced(
    key: str, name: str, file: str, offered: list[str], kinds: Mapping[str, type[Part]]
) -> Problem:
    """A key that no table of this kind has; the kinds that have it, if any."""
    users = users_of(key, kinds)
    if not users:
        return _unknown(key, name, file, offered)
    what, hint = f"只有 {'、'.join(users)} 用 {key}", "请删去，或改 kind"
    return Problem(file, f"{name}.{key}", what, hint, stops=False)


def _missing(table: type[msgspec.Struct], path: str, key: str, file: str) -> Problem:
    """A key that must be there, with what it is."""
    if key == "source":
        return Problem(file, path, "没有写出处", ADD)
    says = next(own.says for own in keys_of(typing.cast(type[Part], table)) if own.name == key)
    return Problem(file, path, "缺少这一项", f"{ADD}：{says}")


def _problem(
    text: str, raw: Any, kind: Any, name: str, file: str, meanings: Mapping[str, str]
) -> Problem:
    """msgspec's sentence in ours."""
    where = _WHERE.search(text)
    inner = (
        re.sub(r"\[(\d+)\]", lambda m: f"[{int(m.group(1)) + 1}]", where.group(1)) if where else ""
    )
    path = name + inner
    if name == "format":
        what = "请写 format = 1，不加引号；更大的数要用更新的程序"
        return Problem(file, path, f"“{raw}”不能用", what)
    allowed = [str(word) for word in _literals(kind)]
    if allowed:
        near = nearest(str(raw), allowed) or _meant(str(raw), allowed, meanings)
        what = f"“{raw}”不在 {'、'.join(word or '（空）' for word in allowed)} 之中{near}"
        return Problem(file, path, what, FIX)
    if kind is date:
        return Problem(file, path, f"“{raw}”不是日期", "应写成 2020-04-28，不加引号")
    expected = _EXPECTED.search(text)
    word = _TYPES.get(expected.group(1), expected.group(1)) if expected else ""
    return Problem(file, path, f"应为{word}" if word else text, FIX)


def _meanings(owner: tuple[type[msgspec.Struct], str] | None) -> Mapping[str, str]:
    """What the words of a closed list mean."""
    if owner is None:
        return {}
    table, key = typing.cast(type[Part], owner[0]), owner[1]
    return next((dict(own.words) for own in keys_of(table) if own.name == key), {})


def _meant(raw: str, allowed: Sequence[str], meanings: Mapping[str, str]) -> str:
    """The word whose meaning is what was written: 固定 -> fixed; else what each word means."""
    told = [f"{word} {brief(meanings.get(word, word))}" for word in allowed if word]
    for word in allowed:
        says = meanings.get(word, "")
        if says and raw and (raw in says or says[:2] in raw):
            return f"（最接近的是“{word}”：{brief(says)}）"
    return f"（{'；'.join(told)}）"


def _literals(kind: Any) -> tuple[Any, ...]:
    """The words of a closed list."""
    return typing.get_args(kind) if typing.get_origin(kind) is typing.Literal else ()


@lru_cache(maxsize=1)
def load_shipped() -> tuple[Document, ...]:
    """Every policy that comes with xlpay, oldest first; PolicyError."""
    files = sorted(policy_folder().glob("*/2*.toml"))
    return load_all([path for path in files if not path.name.endswith(".clauses.toml")])


def load_all(files: Sequence[Path]) -> tuple[Document, ...]:
    """Policies that stand side by side: no two of one id, nor of one scheme in force at once."""
    documents = tuple(load(path) for path in files)
    problems: list[Problem] = []
    for i, (path, own) in enumerate(zip(files, documents, strict=True)):
        for earlier, other in zip(files[:i], documents[:i], strict=True):
            if own.id == other.id:
                what = f"与 {earlier.name} 的 id 相同：{own.id}"
                problems.append(Problem(path.name, "id", what, "请改名"))
            if own.scheme == other.scheme and _overlap(own, other):
                what = f"与 {earlier.name} 同属“{own.scheme}”，有的月份两份都有效"
                problems.append(Problem(path.name, "pays_from", what, "请写 pays_until"))
    if problems:
        raise PolicyError(problems)
    return documents


def _overlap(one: Document, other: Document) -> bool:
    """Whether both pay in some month; a version without an end lasts until the next one starts."""
    first, second = sorted((one, other), key=lambda d: d.first_month)
    if first.first_month == second.first_month:
        return True
    return first.last_month is not None and first.last_month >= second.first_month
