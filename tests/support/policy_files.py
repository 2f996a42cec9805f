"""The shipped policies as parsed TOML, to be changed in tests."""

from __future__ import annotations

import copy
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from xlpay.base.assets import policy_folder
from xlpay.policy.files.load import document_of
from xlpay.policy.schema.document import Document

FILES = {
    "chifeng": policy_folder() / "chifeng" / "2020.toml",
    "jiayuguan": policy_folder() / "jiayuguan" / "2021.toml",
}
Raw = dict[str, Any]


@lru_cache(maxsize=4)
def _parsed(path: Path) -> Raw:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def raw_policy(city: str) -> Raw:
    """A copy of a shipped policy, free to change."""
    return copy.deepcopy(_parsed(FILES[city]))


def problem_lines(raw: Raw) -> list[str]:
    """What the loader says of it."""
    return [problem.line() for problem in document_of(raw, "t.toml")[1]]


def loaded(raw: Raw) -> Document:
    """The policy, which must load."""
    document, problems = document_of(raw, "t.toml")
    assert document is not None and not problems, [problem.line() for problem in problems]
    return document


def named(entries: list[Raw], name: str) -> Raw:
    """The table of that name, word, post, kind, grade or rating in a list."""
    keys = ("name", "word", "post", "kind", "grade", "rating")
    return next(e for e in entries if any(e.get(key) == name for key in keys))
