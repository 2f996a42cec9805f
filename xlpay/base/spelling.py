"""Text as a reader sees it: marks that nobody sees, and spellings that mean one place or one name.

Nothing is guessed by likeness: two spellings are one where only width, case, spaces, unseen marks
or punctuation differ, and near where one of them leaves out what kind of place it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

# Controls, direction marks, joiners, byte order marks, soft hyphens and fillers.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e00ff]"
)
_SELECTORS: Final = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_DOTS: Final = str.maketrans(dict.fromkeys("•‧・∙⋅●.᛫⸱˙﹒", "·"))
_LONG_NUMBER: Final = (
    11  # digits that may be a person's are shown unbroken, so that they are masked
)

# How a place is called beside its name: the ending, and the kind of place.  Longest first.
_ENDINGS: Final = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("街道办事处", "街道"),
    ("村民委员会", "村"),
    ("镇人民政府", "镇"),
    ("乡人民政府", "乡"),
    ("居委会", "社区"),
    ("街道办", "街道"),
    ("办事处", "街道"),
    ("村委会", "村"),
    ("镇政府", "镇"),
    ("乡政府", "乡"),
    ("社区", "社区"),
    ("街道", "街道"),
    ("村", "村"),
    ("镇", "镇"),
    ("乡", "乡"),
)
_PLAIN_NAME: Final = re.compile("[\u4e00-\u9fa5]+")  # nothing to fold


def bare(text: str) -> str:
    """The text without marks that nobody sees."""
    return _UNSEEN.sub("", text)


def seen(text: str) -> str:
    """The text with each unseen mark named, such as [U+200E]."""
    plain = bare(text)
    if plain == text or sum(map(str.isdigit, plain)) >= _LONG_NUMBER:
        return plain
    return _UNSEEN.sub(lambda mark: f"[U+{ord(mark.group()):04X}]", text)


def _folded(text: str) -> str:
    plain = _SELECTORS.sub("", bare(unicodedata.normalize("NFKC", text)))
    return "".join(plain.casefold().split())


def name_key(text: str) -> str:
    """What two spellings of a person's name have in common; middle dots are one."""
    return text if _PLAIN_NAME.fullmatch(text) else _folded(text).translate(_DOTS)


def place_key(text: str) -> str:
    """What the spellings of one community or street have in common.

    Punctuation counts only between two digits: 1-2社区 isn't 12社区.
    """
    plain = _folded(text)
    kept = [
        char
        for at, char in enumerate(plain)
        if unicodedata.category(char)[0] not in "PS"
        or (plain[at - 1 : at].isdigit() and plain[at + 1 : at + 2].isdigit())
    ]
    return "".join(kept) or plain


def near_places(names: Sequence[str], known: Collection[str] = ()) -> list[tuple[int, int]]:
    """Pairs of places of which one may be the other: 长青 and 长青社区, 长青社区 and 长青居委会.

    Not those that are both `known` to be places of their own; the earlier one comes first.
    """
    places = {place_key(name) for name in known}
    by_stem: dict[str, list[tuple[int, str]]] = {}
    pairs = []
    for at, name in enumerate(names):
        stem, kind = _stem(name)
        for before, other in by_stem.get(stem, []) if stem else []:
            both = {place_key(name), place_key(names[before])} <= places
            if not both and (kind == other or "" in (kind, other)):
                pairs.append((before, at))
                break
        by_stem.setdefault(stem, []).append((at, kind))
    return pairs


def _stem(name: str) -> tuple[str, str]:
    """A place's name without its ending, and the kind of place that the ending says."""
    key = place_key(name)
    for ending, kind in _ENDINGS:
        if key.endswith(ending) and len(key) > len(ending):
            return key[: -len(ending)], kind
    return key, ""
