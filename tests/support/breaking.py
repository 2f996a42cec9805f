"""Rules broken on purpose: a policy file with one thing in it wrong, a function that answers wrong.

A claim that something computes a clause is proved by breaking it: a case must then come out
otherwise.  A broken policy is one that the loader accepts; what it refuses proves nothing.
"""

from __future__ import annotations

import importlib
import inspect
import types
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np

from tests.support.policy_files import Raw
from xlpay.language.structure import Steps, leaves, parts_of
from xlpay.policy.files.load import document_of
from xlpay.policy.schema.document import Document
from xlpay.rules.expr import Expr
from xlpay.rules.lines import Line

# ── policies


def without(raw: Raw, steps: Steps) -> Raw:
    """The policy with what is there removed; the copy may be changed."""
    del value_at(raw, steps[:-1])[steps[-1]]
    return raw


def value_at(raw: Raw, steps: Steps) -> Any:
    """What stands there."""
    found: Any = raw
    for step in steps:
        found = found[step]
    return found


def changed_values(value: Any) -> Iterator[Any]:
    """Another value of the same type; nothing for words and tables."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, Decimal):
        yield value + Decimal("0.01")
    elif isinstance(value, date):
        yield value + timedelta(days=1)
        yield value - timedelta(days=1)
    elif isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        yield value[:-1]
        yield value[1:]


def broken_policies(raw: Raw, document: Document, path: str) -> Iterator[Document]:
    """The policies that differ in what stands at a path, as far as they can be loaded."""
    for broken in _broken(raw, document, path):
        if found := _loaded(broken):
            yield found


def without_unread(raw: Raw) -> Document:
    """The policy, which must load, without the settings that nothing in it reads any more."""
    document = _loaded(raw)
    assert document is not None, [problem.line() for problem in document_of(raw, "t.toml")[1]]
    return document


def _loaded(raw: Raw) -> Document | None:
    document, problems = document_of(raw, "t.toml")
    told = [p.message for p in problems if "没有任何地方" in p.message]
    unread = {message.partition("“")[2].rstrip("”") for message in told}
    if unread:
        raw = {**raw, "setting": [s for s in raw["setting"] if s["name"] not in unread]}
        document, problems = document_of(raw, "t.toml")
    return None if problems else document


def _broken(raw: Raw, document: Document, path: str) -> Iterator[Raw]:
    steps = parts_of(document)[path]
    held = value_at(raw, steps)
    yield without(_copy(raw), steps)
    if isinstance(held, list):
        for index in range(len(held)):
            yield without(_copy(raw), (*steps, index))
    for leaf, at in leaves(document).items():
        if leaf == path or leaf.startswith(f"{path}."):
            yield from _broken_leaf(raw, document, at)
    if isinstance(held, dict):
        yield from _other_settings(raw, steps, held)
        yield from _other_words(raw, held)


def _broken_leaf(raw: Raw, document: Document, at: Steps) -> Iterator[Raw]:
    yield without(_copy(raw), at)
    for value in [*changed_values(value_at(raw, at)), *_further(raw, value_at(raw, at))]:
        other = _copy(raw)
        value_at(other, at[:-1])[at[-1]] = value
        yield other


def _further(raw: Raw, value: Any) -> Iterator[Any]:
    """A little less of a number, another month, another word, what a setting may mean."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield value - (Decimal("0.01") if isinstance(value, Decimal) else 1)
        yield from (value * 2, value + 2)
    elif isinstance(value, str):
        yield from _KINDS
        yield from _neighbours(raw, value)
        if value[:4].isdigit():
            yield f"{int(value[:4]) + 1}{value[4:]}"
            yield f"{int(value[:4]) - 1}{value[4:]}"
    elif isinstance(value, list) and all(isinstance(v, str) for v in value):
        for index, word in enumerate(value):
            for other in _neighbours(raw, word):
                yield [*value[:index], other, *value[index + 1 :]]
    elif isinstance(value, dict) and set(value) == {"setting"}:
        setting = next(s for s in raw["setting"] if s["name"] == value["setting"])
        yield from (choice["means"] for choice in setting.get("choices", []))


# Words of positions that take one of a few.
_KINDS = ("months", "rating", "service", "hired", "obtained", "fixed", "sum", "index", "years")


def _neighbours(raw: Raw, word: str) -> Iterator[str]:
    """The other words of the lists that a word is in, or the other names of its tables."""
    for entries in raw.values():
        if isinstance(entries, list) and entries and isinstance(entries[0], dict):
            words = [entry.get("word") or entry.get("name") for entry in entries]
            if word in words:
                yield from (other for other in words if other and other != word)


def _other_settings(raw: Raw, steps: Steps, held: Raw) -> Iterator[Raw]:
    """A setting with another default, and with the meanings of its words changed about."""
    choices = held.get("choices") or []
    for choice in choices:
        if choice["word"] != held.get("default"):
            other = _copy(raw)
            value_at(other, steps)["default"] = choice["word"]
            yield other
    meant = [choice["means"] for choice in choices]
    for turn in range(1, len(meant)):
        other = _copy(raw)
        for choice, means in zip(
            value_at(other, steps)["choices"], [*meant[turn:], *meant[:turn]], strict=True
        ):
            choice["means"] = means
        yield other


_STRANGE = "别的叫法"


def _other_words(raw: Raw, held: Raw) -> Iterator[Raw]:
    """The same under another word, so that the old one means nothing."""
    word = held.get("word") or held.get("name")
    if word:
        yield _renamed(raw, word, _STRANGE)


def _renamed(raw: Any, old: str, new: str) -> Any:
    if isinstance(raw, dict):
        other = {new if k == old else k: _renamed(v, old, new) for k, v in raw.items()}
        return {k: v for k, v in other.items() if k != "aliases" or other.get("word") != new}
    if isinstance(raw, list):
        return [_renamed(value, old, new) for value in raw]
    return new if raw == old else raw


def _copy(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {key: _copy(value) for key, value in raw.items()}
    return [_copy(value) for value in raw] if isinstance(raw, list) else raw


# ── functions


def resolved(name: str) -> Any:
    """What a dotted name stands for."""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = inspect.getattr_static(found, part)
        return found
    raise AssertionError(name)


def function_of(name: str) -> types.FunctionType:
    """The function itself behind a dotted name."""
    found = resolved(name)
    for inner in ("__func__", "func", "fget", "__wrapped__"):
        found = getattr(found, inner, found)
    assert isinstance(found, types.FunctionType), name
    return found


WRONG = ("more", "much", "none")  # how a number is wrong


@contextmanager
def broken_rule(name: str, how: str = "more") -> Iterator[None]:
    """Everybody who calls the function is answered wrongly; one that only acts does nothing."""
    function = function_of(name)
    code, scope, hidden = function.__code__, function.__globals__, f"_{function.__name__}_broken"
    right = types.FunctionType(
        code, scope, code.co_name, function.__defaults__, function.__closure__
    )
    right.__kwdefaults__ = function.__kwdefaults__
    acts = function.__annotations__.get("return") in (None, "None")

    def wrong(*args: Any, **named: Any) -> Any:
        return None if acts else falsified(right(*args, **named), how)

    scope[hidden] = wrong
    made: dict[str, Any] = {}
    exec(f"def other(*args, **named): return {hidden}(*args, **named)", made)
    function.__code__ = made["other"].__code__
    try:
        yield
    finally:
        function.__code__ = code
        del scope[hidden]


def falsified(value: Any, how: str) -> Any:
    """Another answer of the same form: the opposite, other numbers, nobody's money, no finding."""
    if isinstance(value, bool) or (isinstance(value, np.ndarray) and value.dtype == np.bool_):
        return np.logical_not(value) if isinstance(value, np.ndarray) else not value
    if isinstance(value, int | np.ndarray):
        return {"more": value + 1, "much": value * 2 + 1, "none": value * 0}[how]
    if isinstance(value, Document):
        return None
    if isinstance(value, Line):
        return value.only(np.zeros(len(value.amount), dtype=np.bool_))
    if isinstance(value, Expr):
        return value + value
    if isinstance(value, str):
        return ""
    if isinstance(value, Document):
        return None  # none is in force
    if isinstance(value, dict):
        return {key: falsified(inner, how) for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(falsified(inner, how) for inner in value)
    if inspect.isgenerator(value):
        return (falsified(inner, how) for inner in value if isinstance(inner, tuple))
    if isinstance(value, list):
        return [falsified(inner, how) for inner in value if _columns(inner)]
    columns = _columns(value) or _numbers(value)
    return _with(value, {k: falsified(v, how) for k, v in columns.items()}) if columns else value


def _columns(value: Any) -> dict[str, Any]:
    """The columns, lines and tables of them that a record holds."""
    names: tuple[str, ...] = ()
    if isinstance(value, msgspec.Struct) and not isinstance(value, Document):
        names = value.__struct_fields__
    return {name: own for name in names if _holds(own := getattr(value, name))}


def _numbers(value: Any) -> dict[str, int]:
    """The numbers of a record that holds no columns."""
    names = value.__struct_fields__ if isinstance(value, msgspec.Struct) else ()
    return {name: own for name in names if type(own := getattr(value, name)) is int}


def _holds(value: Any) -> bool:
    inner = list(value.values()) if isinstance(value, dict) else value
    if isinstance(inner, list | tuple):
        return bool(inner) and all(isinstance(one, np.ndarray | Line) for one in inner)
    return isinstance(inner, np.ndarray | Line | Expr)


def _with(value: Any, fields: dict[str, Any]) -> Any:
    return msgspec.structs.replace(value, **fields)
