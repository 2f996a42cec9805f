"""Problems of one policy, collected: what is wrong where, and words that are in no list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import field

from xlpay.language.positions import Holds
from xlpay.language.problems import ADD, FIX, Problem, listed
from xlpay.language.values import in_force, is_setting, literal, nearest, parse_month
from xlpay.policy.schema.document import Document


class Problems(msgspec.Struct):
    """Collects the problems of one policy."""

    document: Document
    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, message: str, hint: str = FIX) -> None:
        self.problems.append(Problem(self.file, path.lstrip("."), message, hint))

    def known(self, path: str, word: str, words: Iterable[str], what: str) -> None:
        """A problem unless the word is blank or one of the words."""
        offered = list(words)
        if word and word not in offered:
            near = nearest(word, offered) or listed(offered)
            self.add(path, f"“{word}”不是{what}{near}", "请改正，或先列出这个词")

    def needed(self, path: str, word: str, words: Iterable[str], what: str) -> None:
        """A problem unless the word is one of the words; a blank one is missing."""
        if word:
            self.known(path, word, words, what)
        else:
            self.add(path, f"没有写{what}", ADD)

    # What a kind of component asks of the policy around it (xlpay.kinds.kind.Policy).

    def names(self, table: str) -> list[str]:
        """The names, or words, of a list of tables."""
        entries = getattr(self.document, table)
        return [entry.name if hasattr(entry, "name") else entry.word for entry in entries]

    def has(self, table: str) -> bool:
        """Whether the policy has such a table at all."""
        return bool(getattr(self.document, table))

    def paid_as(self, name: str) -> str:
        """How the component of that name is paid; '' where there is none."""
        return next((c.pay for c in self.document.component if c.name == name), "")

    def at_first(self, years: Any) -> int | None:
        """Years (1/1200) in the first month of pay; None where a setting decides."""
        return number_in(years, Holds("years"), parse_month(self.document.pays_from))


def number_in(raw: Any, holds: Holds, month: int) -> int | None:
    """The literal in force in a month, in exact units; None where a setting decides."""
    held = in_force(raw, month)
    return None if is_setting(held) else int(literal(held, holds))
