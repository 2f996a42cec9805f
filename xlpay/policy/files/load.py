"""Policy files to Documents; anything unknown, uncited or contradictory is refused, all at once.

Problems name the file, the line, the key path, what is wrong and the nearest valid word.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from xlpay.base.assets import policy_folder
from xlpay.base.findings import UnusableFile, os_words
from xlpay.language.place import placed
from xlpay.language.problems import FIX, Problem
from xlpay.language.syntax import number_problem, syntax_problem
from xlpay.language.values import nearest
from xlpay.policy.files.convert import converted
from xlpay.policy.schema.document import Document
from xlpay.policy.validate.document import check


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
    raw, text, problems = _parse(path)
    if raw is None:
        return None, problems
    document, problems = document_of(raw, path.name)
    return document, _with_places(problems, text, raw)


def with_places(path: Path, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of a file that can be read, each with its line."""
    raw, text, _ = _parse(path)
    return list(problems) if raw is None else _with_places(problems, text, raw)


def _with_places(problems: Sequence[Problem], text: str, raw: dict[str, Any]) -> list[Problem]:
    place = placed(text, raw) if problems else None
    return [replace(found, place=place(found.path)) for found in problems if place is not None]


def document_of(raw: dict[str, Any], file: str) -> tuple[Document | None, list[Problem]]:
    """The policy in parsed TOML (decimals as Decimal), and every problem; `file` is its name."""
    document, problems = converted(raw, file)
    return document, problems if document is None else [*problems, *check(document, file)]


def _parse(path: Path) -> tuple[dict[str, Any] | None, str, list[Problem]]:
    """A file's tables and its text; None and why it can't be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        hint = "请用记事本打开，另存为，编码选 UTF-8"
        return None, "", [Problem(path.name, "", "不是 UTF-8 编码", hint)]
    except OSError as error:
        return (
            None,
            "",
            [Problem(path.name, "", f"打不开：{os_words(error)}", _where_to_look(path))],
        )
    try:
        return tomllib.loads(text, parse_float=Decimal), text, []
    except tomllib.TOMLDecodeError as error:
        return None, "", [syntax_problem(text, error, path.name)]
    except (ValueError, ArithmeticError):  # a number of thousands of digits
        return None, "", [number_problem(text, path.name)]
    except RecursionError:
        return None, "", [Problem(path.name, "", "括号套得太深", FIX)]


def _where_to_look(path: Path) -> str:
    """What to do about a file that can't be opened; the policy files that are there instead."""
    beside = sorted(p.name for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
    near = nearest(path.name, beside)
    return f"请核对文件名和文件夹{near}" if near or not path.exists() else "请检查文件和权限"


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
