"""The form of a policy file in Chinese: what every table and key is, and the words it takes."""

from __future__ import annotations

import tomllib
import typing
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from xlpay.base.assets import policy_folder
from xlpay.language.positions import Holds, Inline, Part, Variant
from xlpay.policy.schema.document import Document


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


class Union(msgspec.Struct, frozen=True):
    """A position that holds one of several kinds of table; `key` names the kind in the file.

    `unsaid` is the kind where the file names none (""); of the keys `only` some are read here.
    """

    position: str
    key: str
    kinds: dict[str, type[Variant]]  # by their words
    unsaid: str
    only: tuple[str, ...] = ()

    def users_of(self, key: str) -> list[str]:
        """The words of the kinds that have a key, in alphabetical order."""
        return sorted(word for word, kind in self.kinds.items() if key in kind.__struct_fields__)

    def chosen(self, raw: Mapping[str, Any]) -> type[Variant] | None:
        """The kind that a table of the file names; None for no word that it could be."""
        word = raw.get(self.key, self.unsaid)
        return self.kinds.get(word) if isinstance(word, str) else None


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
        union = _union(field.name, hints[field.name])
        if union is None:
            found.append(_key(table, field, hints[field.name]))
        else:
            found += _keys_of_kinds(table, union)
    return tuple(found)


@lru_cache(maxsize=128)
def unions_of(table: type[Part]) -> tuple[Union, ...]:
    """The positions of a table whose kinds decide which keys it has."""
    hints = typing.get_type_hints(table, include_extras=True).items()
    return tuple(union for name, hint in hints if (union := _union(name, hint)) is not None)


def _union(position: str, hint: Any) -> Union | None:
    """The kinds that a position holds, where their keys stand in the table around it."""
    marks = [m for m in getattr(hint, "__metadata__", ()) if isinstance(m, Inline)]
    if not marks:
        return None
    held: tuple[type[Variant], ...] = typing.get_args(hint.__origin__)
    kinds = {word_of(kind): kind for kind in held}
    unsaid = next((word for word, kind in kinds.items() if kind.unsaid), "")
    return Union(position, str(held[0].__struct_config__.tag_field), kinds, unsaid, marks[0].only)


def word_of(kind: type[Part]) -> str:
    """The word by which a policy file names a kind."""
    return str(kind.__struct_config__.tag)


def _keys_of_kinds(table: type[Part], union: Union) -> list[Key]:
    """The key that names the kind with its words, then each key that some kind has."""
    means = tuple((word, word_says(table, union.key, word)) for word in union.kinds)
    needed, default = not union.unsaid, union.unsaid or None
    own = Key(union.key, says(table, union.key), means, None, False, needed, default, None)
    found = {union.key: own}
    for kind in union.kinds.values():
        hints = typing.get_type_hints(kind, include_extras=True)
        for field in msgspec.structs.fields(kind):
            if field.name not in found and field.name in (union.only or hints):
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
