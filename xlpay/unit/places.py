"""Communities and streets of a unit: however a cell spells one, it is read as its first spelling.

The policy's own words come first, then 花名册 from above, then the other sheets, so that whatever
goes by a place may compare texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import field

from xlpay.base.spelling import place_key
from xlpay.policy.schema.document import Document
from xlpay.policy.terms.definitions import place_words
from xlpay.unit.sheets import InputSheet


class Spellings:
    """The first spelling of each place."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._first: dict[str, str] = {}
        for word in words:
            self.of(word)

    def of(self, text: str) -> str:
        """The first spelling of the place that the text names; '' for none."""
        return self._first.setdefault(place_key(text), text) if text else ""


class Places(msgspec.Struct, frozen=True):
    """The spellings of a unit's communities and of its streets."""

    community: Spellings = field(default_factory=Spellings)
    street: Spellings = field(default_factory=Spellings)


def places_of(documents: Sequence[Document]) -> Places:
    """Spellings that know a policy's own."""
    return Places(
        Spellings(place_words(documents, "community")), Spellings(place_words(documents, "street"))
    )


def placed(sheet: InputSheet, header: str, spellings: Spellings) -> list[str]:
    """A column of places in their first spellings; another spelling is told once."""
    written = sheet.texts(header)
    first = {text: spellings.of(text) for text in dict.fromkeys(written)}
    other = {text for text, spelling in first.items() if text != spelling}
    for index, text in enumerate(written if other else ()):
        if text in other:
            sheet.flag(index, "V-SPELT", header, written=text, first=first[text])
            other.discard(text)
    return [first[text] for text in written]
