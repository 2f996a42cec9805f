"""A scheme in a month: the version in force, its words as codes, its values under the settings.

Arrays hold codes, not words.  The codes come from one Vocabulary over all versions of the scheme,
so that the month before can be computed with its own version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import msgspec
import numpy as np

from xlpay.base.forms import (
    COMMON_ALIASES,
    COMMON_WORDS,
    DEGREE,
    DIPLOMA,
    HONOUR,
    QUALIFICATION,
    Words,
)
from xlpay.base.money import Bools
from xlpay.base.units import SettingValue
from xlpay.policy.schema.document import Document
from xlpay.policy.terms.compiled import Terms, compiled
from xlpay.policy.terms.standards import Standard

NONE: Final = -1  # the code of "no word"
# A citation of another document: 《…》, or a number or 文件 before any clause.
_BY_ITSELF: Final = re.compile(r"《|[^（、；第]*(?:文件|号)")

_LISTS: Final = {
    Words.CATEGORY: "category",
    Words.DUTY: "duty",
    Words.RATING: "rating",
    Words.EDUCATION: "education",
    Words.DEGREE: "degree",
    Words.QUALIFICATION: "qualification",
    Words.HONOUR: "honour",
    Words.LEAVE: "leave",
    Words.LEAVING: "leaving",
}


def credential_kinds(documents: Sequence[Document]) -> tuple[str, ...]:
    """What 学历证书 may record: 学历 and 职业资格, and what the policies list besides."""
    kinds = [DIPLOMA, QUALIFICATION]
    kinds += [DEGREE] if any(document.degree for document in documents) else []
    kinds += [HONOUR] if any(document.honour for document in documents) else []
    return tuple(kinds)


class Vocabulary:
    """The words of every drop-down and their codes; aliases have the code of their word."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._words: dict[Words, tuple[str, ...]] = dict(COMMON_WORDS)
        self._codes: dict[Words, dict[str, int]] = {
            kind: {word: code for code, word in enumerate(words)}
            for kind, words in COMMON_WORDS.items()
        }
        for kind, aliases in COMMON_ALIASES.items():
            common = self._codes[kind]
            common.update({a: common[word] for a, word in aliases.items() if word in common})
        for kind, name in _LISTS.items():
            words: list[str] = []
            codes: dict[str, int] = {}
            for document in reversed(documents):
                for entry in getattr(document, name):
                    if entry.word not in codes:
                        codes[entry.word] = len(words)
                        words.append(entry.word)
                    for alias in entry.aliases:
                        codes.setdefault(alias, codes[entry.word])
            self._words[kind], self._codes[kind] = tuple(words), codes
        kinds = credential_kinds(documents)
        self._words[Words.CREDENTIAL] = kinds
        self._codes[Words.CREDENTIAL] = {word: code for code, word in enumerate(kinds)}

    def words(self, kind: Words) -> tuple[str, ...]:
        """The words of a list, in the order of their codes."""
        return self._words[kind]

    def spellings(self, kind: Words) -> tuple[str, ...]:
        """The words and their aliases."""
        return tuple(self._codes[kind])

    def code(self, kind: Words, word: str) -> int:
        """The code of a word or alias; NONE if it is not one."""
        return self._codes[kind].get(word, NONE)

    def word(self, kind: Words, spelling: str) -> str:
        """The word that a spelling, known to be in the list, stands for."""
        return self._words[kind][self._codes[kind][spelling]]

    def codes(self, kind: Words, words: Iterable[str]) -> tuple[int, ...]:
        """The codes of words that are known to be in the list."""
        return tuple(self._codes[kind][word] for word in words)

    def mask(self, kind: Words, words: Iterable[str]) -> Bools:
        """By code, whether it is one of the words; the last element stands for NONE."""
        mask = np.zeros(len(self._words[kind]) + 1, dtype=np.bool_)
        mask[list(self.codes(kind, words))] = True
        return mask


class Scheme(msgspec.Struct, frozen=True, dict=True):
    """A version of a scheme in a month, under an office's settings."""

    policy: Document  # as its file states it
    vocabulary: Vocabulary
    settings: Mapping[str, SettingValue]
    month: int
    standards: tuple[Standard, ...] = ()  # of the region, by month

    @cached_property
    def terms(self) -> Terms:
        """The policy compiled for the month."""
        return compiled(self.policy, self.settings, self.month)

    @cached_property
    def document(self) -> Document:
        """The policy with a Term in each value position."""
        return self.terms.document

    def mask(self, kind: Words, words: Iterable[str]) -> Bools:
        return self.vocabulary.mask(kind, words)

    def marked(self, kind: Words, flag: str) -> Bools:
        """By code, whether the word carries a flag in this version; False for NONE."""
        entries = getattr(self.document, _LISTS[kind])
        return self.mask(kind, [entry.word for entry in entries if getattr(entry, flag)])

    @cached_property
    def education_rank(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """By code, how high a 学历 stands (0 lowest); NONE below all."""
        return self.rank(Words.EDUCATION)

    @cached_property
    def qualification_rank(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        return self.rank(Words.QUALIFICATION)

    @cached_property
    def qualification_scales(self) -> tuple[str, ...]:
        """The scales of 职业资格, the main one first."""
        return tuple(dict.fromkeys(level.scale for level in self.document.qualification)) or ("",)

    @cached_property
    def qualification_scale(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """By code, the position of a qualification's scale; -1 for NONE and words of others."""
        scale = np.full(len(self.vocabulary.words(Words.QUALIFICATION)) + 1, -1, dtype=np.int64)
        for level in self.document.qualification:
            code = self.vocabulary.code(Words.QUALIFICATION, level.word)
            scale[code] = self.qualification_scales.index(level.scale)
        return scale

    @cached_property
    def degree_rank(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """By code of 学位, the rank of the 学历 it belongs to."""
        rank = np.full(len(self.vocabulary.words(Words.DEGREE)) + 1, -1, dtype=np.int64)
        for degree in self.document.degree:
            level = self.vocabulary.code(Words.EDUCATION, degree.equals or degree.word)
            rank[self.vocabulary.code(Words.DEGREE, degree.word)] = self.education_rank[level]
        return rank

    def rank(self, kind: Words) -> np.ndarray[Any, np.dtype[np.int64]]:
        """By code, how high a level stands in its list (0 lowest); NONE below all."""
        rank = np.full(len(self.vocabulary.words(kind)) + 1, -1, dtype=np.int64)
        for position, entry in enumerate(getattr(self.document, _LISTS[kind])):
            rank[self.vocabulary.code(kind, entry.word)] = position
        return rank

    def cite(self, source: str) -> str:
        """A citation: document and clause; a source outside the document stands by itself."""
        return source if _BY_ITSELF.match(source) else self.policy.document + source


def versions(documents: Iterable[Document], name: str) -> tuple[Document, ...]:
    """The versions of the scheme of that name, id or title, oldest first."""
    found = [d for d in documents if name in (d.scheme, d.id, d.title)]
    if found and all(d.scheme != name for d in found):
        found = [d for d in found if d.id == name or d.title == name]
    return tuple(sorted(found, key=lambda d: d.first_month))


def version_of(documents: Sequence[Document], month: int, first_month: int) -> Document | None:
    """The version that pays in the month; None before `first_month` or after the last one's end."""
    if month < first_month:
        return None
    started = [d for d in documents if d.first_month <= month] or list(documents[:1])
    latest = started[-1]
    if latest.last_month is not None and month > latest.last_month:
        return None
    return latest
