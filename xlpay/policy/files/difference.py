"""Two policies, or two versions of one: what each says that the other does not, value by value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xlpay.language.structure import Step, Steps, leaves
from xlpay.policy.schema.document import Document, Part
from xlpay.policy.schema.form import keys_of
from xlpay.policy.schema.wording import brief, value_text

_HEADS: Final = ("scheme", "id", "title", "document", "issued", "pays_from", "pays_until")


def difference(one: Document, other: Document) -> list[str]:
    """Lines: '－' only the first says it, '＋' only the other, '≠' they differ."""
    lines = [
        f"≠ {key}：{value_text(getattr(one, key))} → {value_text(getattr(other, key))}"
        for key in _HEADS
        if getattr(one, key) != getattr(other, key)
    ]
    first, second = _values(one), _values(other)
    whole: set[str] = set()
    for path in dict.fromkeys((*first, *second)):
        if path in _HEADS or first.get(path) == second.get(path):
            continue
        sign, element = _only(path, first, second)
        if not sign:
            lines.append(_line(path, first.get(path), second.get(path)))
        elif element not in whole:
            whole.add(element)
            lines.append(f"{sign} {element}（{_called(element)}）")
    return lines or ["两个政策没有不同（名字、条款号、说明不比）"]


def _only(path: str, first: dict[str, Any], second: dict[str, Any]) -> tuple[str, str]:
    """Where a whole element of a list is in one policy only: whose, and its path; '' else."""
    end = path.find('"', path.find('"') + 1) + 1
    if not end:
        return "", ""
    element = path[:end]
    here = any(p.startswith(element) for p in first)
    there = any(p.startswith(element) for p in second)
    return ("", "") if here and there else ("－" if here else "＋", element)


def _called(element: str) -> str:
    """What the list of an element is called."""
    head = element.split(".", 1)[0]
    return next((brief(key.says) for key in keys_of(Document) if key.name == head), head)


def _line(path: str, before: tuple[str, str] | None, after: tuple[str, str] | None) -> str:
    says = f"（{(before or after or ('', ''))[0]}）"
    if before is None and after is not None:
        return f"＋ {path}{says}：{after[1]}"
    if after is None and before is not None:
        return f"－ {path}{says}：{before[1]}"
    assert before is not None and after is not None
    return f"≠ {path}{says}：{before[1]} → {after[1]}"


def _values(document: Document) -> dict[str, tuple[str, str]]:
    """Everything that decides something: path -> (what it is called, its value)."""
    return {path: _leaf(document, steps) for path, steps in leaves(document).items()}


def _leaf(document: Document, steps: Steps) -> tuple[str, str]:
    """The Chinese words of a path and the value at its end."""
    value: Any = document
    words: list[str] = []
    for step in steps:
        words += _words(value, step)
        value = _inner(value, step)
    return "·".join(words), value_text(value)


def _inner(value: Any, step: Step) -> Any:
    """What stands at a key or place."""
    if isinstance(value, Part):
        return next(inner for key, inner, _ in value.in_file() if key == step)
    return value[step]


def _words(value: Any, step: Any) -> Iterator[str]:
    if isinstance(value, Part):
        yield from (brief(key.says) for key in keys_of(type(value)) if key.name == step)
