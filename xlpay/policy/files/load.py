"""Policy files to Documents; anything unknown, uncited or contradictory is refused, all at once.

Problems name the file, the line, the key path, what is wrong and the nearest valid word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from xlpay.base.assets import policy_folder
from xlpay.base.findings import UnusableFile
from xlpay.language.place import placed
from xlpay.language.problems import FIX, Problem
from xlpay.language.text import PolicyText, parsed, read_text
from xlpay.policy.files.convert import converted
from xlpay.policy.schema.document import Document
from xlpay.policy.validate.document import check


class PolicyError(UnusableFile):
    """A policy file that can't be used; `problems` lists everything found."""

    def __init__(self, problems: list[Problem]) -> None:
        lines = "\n".join(problem.line() for problem in problems)
        super().__init__("P-POLICY", f"政策文件不能用（{len(problems)}处）：\n{lines}")
        self.problems = problems


def load(source: Path | PolicyText) -> Document:
    """The policy in a file; PolicyError lists every problem."""
    document, problems = read_document(source)
    if document is None or problems:
        raise PolicyError(problems)
    return document


def read_document(source: Path | PolicyText) -> tuple[Document | None, list[Problem]]:
    """The policy in a file as far as it can be read, and every problem."""
    file = source if isinstance(source, PolicyText) else read_text(source)
    raw, text, problems = parsed(file)
    if raw is None:
        return None, problems
    document, problems = document_of(raw, file.name)
    return document, _with_places(problems, text, raw)


def with_places(path: Path, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of a file that can be read, each with its line."""
    raw, text, _ = parsed(read_text(path))
    return list(problems) if raw is None else _with_places(problems, text, raw)


def _with_places(problems: Sequence[Problem], text: str, raw: dict[str, Any]) -> list[Problem]:
    place = placed(text, raw) if problems else None
    return [replace(found, place=place(found.path)) for found in problems if place is not None]


def document_of(raw: dict[str, Any], file: str) -> tuple[Document | None, list[Problem]]:
    """The policy in parsed TOML (decimals as Decimal), and every problem; `file` is its name."""
    document, problems = converted(raw, file)
    problems = [*problems, *_unprintable(raw, "", file)]
    return document, problems if document is None else [*problems, *check(document, file)]


def _unprintable(raw: Any, path: str, file: str) -> list[Problem]:
    """Texts with characters that no sheet can hold."""
    if isinstance(raw, str):
        odd = [c for c in raw if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t"]
        return [Problem(file, path, "文字里有看不见的控制字符", FIX, stops=False)] if odd else []
    if isinstance(raw, dict):
        parts = [(f"{path}.{key}" if path else str(key), inner) for key, inner in raw.items()]
    elif isinstance(raw, list):
        parts = [(f"{path}[{at}]", inner) for at, inner in enumerate(raw, 1)]
    else:
        return []
    return [problem for own, inner in parts for problem in _unprintable(inner, own, file)]


@lru_cache(maxsize=1)
def load_shipped() -> tuple[Document, ...]:
    """Every policy that comes with xlpay, oldest first; PolicyError."""
    files = sorted(policy_folder().glob("*/2*.toml"))
    return load_all([path for path in files if not path.name.endswith(".clauses.toml")])


def load_all(files: Sequence[Path | PolicyText]) -> tuple[Document, ...]:
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
