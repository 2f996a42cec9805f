"""A policy as a tree: its tables, its value positions, and a stable path to each part.

A path joins keys with dots; an element of a list is addressed by what names it (name, word, post,
level, rating, years, grade …) in quotes: `component."基本工资".share`,
`grade.ladders."正职".bands."4".grade`.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec

from xlpay.language.positions import Holds, Keyed, Part, Variant

KEYS: Final = (
    "post",
    "grade",
    "education",
    "degree",
    "qualification",
    "category",
    "duty",
    "rating",
    "region",
    "street",
    "community",
)
# What names an element, the first that is there; "years" before "grade": a band, not a step.
_NAMES: Final = ("name", "word", "post", "level", "rating", "year", "years", "grade", "header")
_OTHER_NAMES: Final = ("leave", "kind", "members")
# What only names, explains or cites: no value.
DESCRIPTIVE: Final = frozenset(
    {
        "format",
        "id",
        "scheme",
        "title",
        "document",
        "source",
        "double_source",
        "keeps_source",
        "note",
        "name",
        "word",
        "aliases",
        "successor",
        "row_name",
        "reason",
        "uncounted",
    }
)
Step = str | int
Steps = tuple[Step, ...]


def walk(part: Part, path: str = "") -> Iterator[tuple[str, Part]]:
    """Every table of a policy with its key path, list elements counted from 1."""
    yield path, part
    for field, inner, _ in part.in_file():
        if isinstance(inner, Part):
            yield from walk(inner, f"{path}.{field}" if path else field)
        elif isinstance(inner, tuple):
            here = f"{path}.{field}" if path else field
            for index, element in enumerate(inner):
                if isinstance(element, Part):
                    yield from walk(element, f"{here}[{index + 1}]")


def positions(part: Part) -> Iterator[tuple[str, Any, Holds]]:
    """The value positions of a table: key, raw value, what it holds."""
    for key, raw, owner in part.in_file():
        held = value_fields(type(owner)).get(key)
        if held is None or raw is None:
            continue
        holds, keyed = held
        if keyed:
            yield from ((f'{key}."{k}"', v, holds) for k, v in raw.items())
        else:
            yield key, raw, holds


@lru_cache(maxsize=128)
def value_fields(kind: type[Part]) -> dict[str, tuple[Holds, bool]]:
    """The value fields of a kind of table: what each holds, whether it is keyed by words."""
    found: dict[str, tuple[Holds, bool]] = {}
    for key, hint in typing.get_type_hints(kind, include_extras=True).items():
        keyed = typing.get_origin(hint) is dict
        inner = typing.get_args(hint)[1] if keyed else hint
        marks = [m for m in getattr(inner, "__metadata__", ()) if isinstance(m, Holds)]
        if marks:
            found[key] = marks[0], keyed
    return found


# ── stable paths


def label(element: Any) -> str:
    """What an element of a list is addressed by; '' if nothing names it."""
    if isinstance(element, Keyed):
        words = [str(getattr(element, key)) for key in KEYS if getattr(element, key)]
        return "、".join([*words, *([str(element.years)] if element.years is not None else [])])
    if hasattr(element, "setting") and hasattr(element, "means"):
        return f"{element.setting}={element.means}"
    for key in (*_NAMES, *_OTHER_NAMES):
        found = getattr(element, key, None)
        if found not in (None, "", ()):
            return "、".join(found) if isinstance(found, tuple) else str(found)
    return ""


def labels(elements: tuple[Any, ...]) -> list[str]:
    """The labels of a list: its number where nothing names an element; a repeated one numbered."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for index, element in enumerate(elements):
        text = label(element) if isinstance(element, Part) else str(element)
        text = text or str(index + 1)
        seen[text] = seen.get(text, 0) + 1
        found.append(text if seen[text] == 1 else f"{text}#{seen[text]}")
    return found


def parts_of(document: Part) -> dict[str, Steps]:
    """Every path of a policy that holds something, with the keys and positions that lead there."""
    return dict(_paths(document, "", ()))


def _paths(value: Any, path: str, steps: Steps) -> Iterator[tuple[str, Steps]]:
    if path:
        yield path, steps
    if isinstance(value, Part):
        for field, inner, _ in value.in_file():
            if inner not in (None, "", (), {}):
                yield from _paths(inner, f"{path}.{field}" if path else field, (*steps, field))
    elif isinstance(value, tuple):
        for index, (name, element) in enumerate(zip(labels(value), value, strict=True)):
            yield from _paths(element, f'{path}."{name}"', (*steps, index))
    elif isinstance(value, dict) and set(value) != {"setting"}:
        for key, element in value.items():
            yield from _paths(element, f'{path}."{key}"', (*steps, key))


def leaves(document: Part) -> dict[str, Steps]:
    """The paths of everything that decides something: values, kinds, flags, names referred to.

    Texts that only name, explain or cite are left out, and so is what equals its default.
    """
    return {path: steps for path, steps, _ in _leaves(document, "", ())}


def _leaves(value: Any, path: str, steps: Steps) -> Iterator[tuple[str, Steps, Any]]:
    if isinstance(value, Part):
        kept = dict(_given(value))
        for field, inner in kept.items():
            yield from _leaves(inner, f"{path}.{field}" if path else field, (*steps, field))
    elif isinstance(value, tuple) and value and isinstance(value[0], Part):
        for index, (name, element) in enumerate(zip(labels(value), value, strict=True)):
            yield from _leaves(element, f'{path}."{name}"', (*steps, index))
    elif isinstance(value, dict) and set(value) != {"setting"}:
        for key, element in value.items():
            yield from _leaves(element, f'{path}."{key}"', (*steps, key))
    else:
        yield path, steps, value


def _given(part: Part) -> Iterator[tuple[str, Any]]:
    """The fields of a table that are there and are no mere text about it."""
    for field, value, owner in part.in_file():
        default = _defaults(type(owner)).get(field)
        if field not in DESCRIPTIVE and value != default and value not in (None, "", (), {}):
            yield field, value


@lru_cache(maxsize=128)
def _defaults(kind: type[Part]) -> dict[str, Any]:
    """The keys of a table with their defaults (NODEFAULT for required ones)."""
    found = {field.name: field.default for field in msgspec.structs.fields(kind)}
    if issubclass(kind, Variant) and kind.unsaid:
        found[str(kind.__struct_config__.tag_field)] = kind.__struct_config__.tag
    return found
