"""Where in a file a key path stands: the line, and what the element is called.

The parser keeps no lines, so the text is read once more for its heads and keys; a key inside
brackets has the line of the innermost thing that begins a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

_HEAD: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"\s*((?:[\w\-.]+|\"[^\"]*\"|\s*\.\s*)+?)\s*=\s*(.*)$")
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')
_STEP: Final = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_NAMING: Final = ("name", "word", "header", "post", "reason", "level", "rating", "run", "kind")

Place = Callable[[str], str]


def placed(text: str, raw: dict[str, Any]) -> Place:
    """From a key path to '（第152行，资格津贴）'; '' for what is not in the file."""
    lines = dict(_lines(text))

    def place(path: str) -> str:
        short = path
        while short not in lines and short:
            cut = max(short.rfind("."), short.rfind("["))
            short = short[:cut] if cut > 0 else ""
        number = f"第{lines[short]}行" if short else ""
        parts = [part for part in (number, _called(path, raw)) if part]
        return f"（{'，'.join(parts)}）" if parts else ""

    return place


def _called(path: str, raw: dict[str, Any]) -> str:
    """The name of the innermost element of a list on the path."""
    found, value = "", raw
    for key, index in _STEP.findall(path):
        try:
            value = value[key] if key else value[int(index) - 1]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            break
        if index and isinstance(value, dict):
            names = (value.get(name) for name in _NAMING)
            found = next((n for n in names if isinstance(n, str) and n), found)
    return found


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Each key path that begins a line, with the line's number."""
    counts: dict[str, int] = {}
    table, array, depth, element = "", "", 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        bare = _STRINGS.sub('""', line)
        opened = bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
        if depth > 0:
            if depth == 1 and bare.lstrip().startswith("{"):
                element += 1
                yield f"{array}[{element}]", number
            depth += opened
            continue
        if head := _HEAD.match(bare):
            table = _head(head.group(1) == "[[", head.group(2), counts)
            yield table, number
        elif key := _KEY.match(line):
            array, element = f"{table}.{key.group(1)}".lstrip("."), 0
            yield array, number
            depth = max(opened, 0)


def _head(many: bool, name: str, counts: dict[str, int]) -> str:
    """The path of a table: [a.b] or the next of [[a.b]], within the newest [[a]]."""
    path = ""
    steps = [step.strip().strip('"') for step in name.split(".")]
    for place, step in enumerate(steps):
        path = f"{path}.{step}".lstrip(".")
        if many and place == len(steps) - 1:
            counts[path] = counts.get(path, 0) + 1
            for inner in [other for other in counts if other.startswith(f"{path}[")]:
                counts.pop(inner)
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
