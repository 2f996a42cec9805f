"""The form of a policy file in Chinese: what every table and key is, and the words it takes."""

from __future__ import annotations

import tomllib
import typing
from functools import lru_cache
from typing import Any

import msgspec

from xlpay.base.assets import policy_folder
from xlpay.policy.schema.document import Document, Holds, Inline, Part


class Key(msgspec.Struct, frozen=True):
    """A key of a table: what it is, the words it takes, the table it holds, if it is needed."""

    name: str
    says: str
    words: tuple[tuple[str, str], ...]
    table: type[Part] | None
    many: bool
    required: bool
    default: Any
    holds: Holds | None


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """By name of a table, the words for its keys and for theirs."""
    path = policy_folder() / "form" / "zh.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def title_of(table: type[Part]) -> str:
    """What a table is called."""
    return texts()[table.__name__]["title"]


def says(table: type[Part], key: str) -> str:
    """What a key of a table is; KeyError where the form has no words for it."""
    own = texts()[table.__name__]
    return own[f"{key}_"] if key == "title" else own[key]


def word_says(table: type[Part], key: str, word: str) -> str:
    """What a word of a key means; the word itself where it needs no explanation."""
    return texts()[table.__name__].get(f"{key}.{word}", word)


@lru_cache(maxsize=128)
def keys_of(table: type[Part]) -> tuple[Key, ...]:
    """The keys of a table, in the order of the form; those of all its kinds among them."""
    hints = typing.get_type_hints(table, include_extras=True)
    found: list[Key] = []
    for field in msgspec.structs.fields(table):
        inline = kinds_in(hints[field.name])
        if inline is None:
            found.append(_key(table, field, hints[field.name]))
        else:
            found += _keys_of_kinds(table, *inline)
    return tuple(found)


def kinds_in(hint: Any) -> tuple[Inline, tuple[type[Part], ...]] | None:
    """The kinds of table that a position holds, where their keys stand in the table around it."""
    marks = [m for m in getattr(hint, "__metadata__", ()) if isinstance(m, Inline)]
    return (marks[0], typing.get_args(hint.__origin__)) if marks else None


@lru_cache(maxsize=128)
def inline_of(table: type[Part]) -> tuple[str, Inline, dict[str, type[Part]]] | None:
    """The position of a table whose kind decides its keys, and the kinds by their words."""
    for name, hint in typing.get_type_hints(table, include_extras=True).items():
        if inline := kinds_in(hint):
            words = {word_of(kind): kind for kind in inline[1]}
            return name, inline[0], words
    return None


def word_of(kind: type[Part]) -> str:
    """The word by which a policy file names a kind."""
    return str(kind.__struct_config__.tag)


def _keys_of_kinds(table: type[Part], inline: Inline, kinds: tuple[type[Part], ...]) -> list[Key]:
    """`kind` with its words, then each key that some kind has."""
    means = tuple((word, word_says(table, "kind", word)) for word in map(word_of, kinds))
    found = {"kind": Key("kind", says(table, "kind"), means, None, False, True, None, None)}
    for kind in kinds:
        hints = typing.get_type_hints(kind, include_extras=True)
        for field in msgspec.structs.fields(kind):
            if field.name not in found and field.name in (inline.only or hints):
                found[field.name] = _key(table, field, hints[field.name])
    return list(found.values())


def _key(table: type[Part], field: Any, hint: Any) -> Key:
    marks = [m for m in getattr(hint, "__metadata__", ()) if isinstance(m, Holds)]
    holds = marks[0] if marks else None
    words = holds.choices if holds is not None else _literals(hint)
    inner = _table(hint)
    return Key(
        field.name,
        says(table, field.name),
        tuple((word, word_says(table, field.name, word)) for word in words if word),
        inner,
        typing.get_origin(hint) is tuple,
        field.required,
        None if field.default is msgspec.NODEFAULT else field.default,
        holds,
    )


def _literals(hint: Any) -> tuple[str, ...]:
    """The words of a closed list."""
    if typing.get_origin(hint) is typing.Literal:
        return tuple(str(word) for word in typing.get_args(hint) if isinstance(word, str))
    return ()


def _table(hint: Any) -> type[Part] | None:
    """The table inside a type, if there is one."""
    for option in (hint, *typing.get_args(hint)):
        if isinstance(option, type) and issubclass(option, Part):
            return option
    return None


@lru_cache(maxsize=1)
def tables() -> tuple[type[Part], ...]:
    """Every kind of table that a policy file may hold, each once."""
    found: dict[type[Part], None] = {}

    def add(table: type[Part]) -> None:
        if table not in found:
            found[table] = None
            for key in keys_of(table):
                if key.table is not None:
                    add(key.table)

    add(Document)
    return tuple(found)
