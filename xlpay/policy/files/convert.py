"""Parsed TOML to the structs of the form, table by table, so that one mistake hides no other."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal

import msgspec

from xlpay.language.problems import ADD, DROP, FIX, Problem
from xlpay.language.values import nearest
from xlpay.policy.files.readings import share_with_readings
from xlpay.policy.schema.document import Document, Grade, Part
from xlpay.policy.schema.form import Union, keys_of, unions_of
from xlpay.policy.schema.wording import brief

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


def converted(raw: dict[str, Any], file: str) -> tuple[Document | None, list[Problem]]:
    """The policy in parsed TOML as far as its form goes, None where it has none; every problem."""
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
    return Document(**parts), problems


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
    unions = unions_of(typing.cast(type[Part], table))
    if unions:
        return _of_kinds(raw, typing.cast(type[Part], table), unions, name, file, problems)
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
    head = next((own for own in keys_of(Document) if own.name == key), None)
    if key in _hints(Grade) and name.startswith("grade."):
        near, hint = "", f"“{key}”是 [grade] 的键，写在 [[{name.partition('[')[0]}]] 以前"
    elif head is not None and head.table is None:
        near, hint = "", f"“{key}”写在文件开头，移到第一个 [表] 之前"
    elif head is not None:
        near, hint = "", f"“{key}”是单独的表：请写成 [[{key}]]，或移到第一个 [表] 之前"
    elif name.rpartition(".")[2].startswith("rows["):
        near, hint = "", f"一行只写查的键和数：{'、'.join(offered)}"
    return Problem(file, f"{name}.{key}", f"不认识的键{near}", hint)


def _of_kinds(
    raw: dict[str, Any],
    table: type[Part],
    unions: tuple[Union, ...],
    name: str,
    file: str,
    problems: list[Problem],
) -> Any:
    """A table whose words say which keys it has besides those that every kind has."""
    before = len(problems)
    raw = share_with_readings(raw, unions[0])
    places = {union.position: union for union in unions}
    chosen = {place: union.chosen(raw) for place, union in places.items()}
    hints = {"": {key: hint for key, hint in _hints(table).items() if key not in places}}
    hints |= {place: _hints(kind) if kind else {} for place, kind in chosen.items()}
    values: dict[str, dict[str, Any]] = {place: {} for place in hints}
    for key, inner in raw.items():
        where = next((place for place, own in hints.items() if key in own), None)
        if where is not None:
            path = f"{name}.{key}"
            found = _convert(inner, hints[where][key], path, file, problems, (table, key))
            values[where][key] = found
        elif inner != [] and all(key != union.key for union in unions):  # [] says nothing
            kinds_here = [(union, chosen[union.position]) for union in unions]
            problems += _misplaced(key, name, file, hints, kinds_here)
    for union in unions:
        if chosen[union.position] is None:
            _no_kind(raw, table, union, name, file, problems)
    for key in _required(table):
        if key not in raw and key not in places:
            problems.append(_missing(table, f"{name}.{key}", key, file))
    if None in chosen.values() or _stopped(problems[before:]):
        return None
    kinds = {place: kind(**values[place]) for place, kind in chosen.items() if kind is not None}
    return table(**values[""], **kinds)


def _no_kind(
    raw: dict[str, Any],
    table: type[Part],
    union: Union,
    name: str,
    file: str,
    problems: list[Problem],
) -> None:
    """A table that names no kind, or one that isn't there."""
    path = f"{name}.{union.key}"
    if union.key in raw:
        words = Literal[tuple(union.kinds)]  # type: ignore[valid-type]
        _convert(raw[union.key], words, path, file, problems, (table, union.key))
    else:
        problems.append(_missing(table, path, union.key, file))


def _misplaced(
    key: str,
    name: str,
    file: str,
    hints: Mapping[str, Mapping[str, Any]],
    unions: Sequence[tuple[Union, type[Part] | None]],
) -> Iterator[Problem]:
    """A key that no table of these kinds has, with the kinds that have it and what this one has."""
    union, kind = next((own for own in unions if own[0].users_of(key)), (None, None))
    if union is None:
        yield _unknown(key, name, file, [one for own in hints.values() for one in own])
    elif kind is not None:  # else the kind itself is to be told first
        only = "" if union.key == "kind" else f"{union.key} = "
        what = f"只有 {only}{'、'.join(union.users_of(key))} 用 {key}"
        own = "、".join(kind.__struct_fields__)
        mine = f"（{kind.__struct_config__.tag} 用 {own}）" if own else ""
        yield Problem(file, f"{name}.{key}", what, f"请删去，或改 {union.key}{mine}", stops=False)


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
