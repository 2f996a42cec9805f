"""Numbers that may be a person's, hidden: identity numbers, accounts, telephones."""

from __future__ import annotations

import re
from typing import Final

_LEAST: Final = 11  # digits: a telephone has so many, an identity number 15 or 18
_APART: Final = "[ \u00a0\u3000\\-\u00ad‐‑‒–—―−－]"
_RUN: Final = re.compile(rf"\d(?:{_APART}?\d){{{_LEAST - 1},}}{_APART}?[Xx]?")
_IDENTITY: Final = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15})(?!\d)")
# Days and months beside each other are no number, however many digits they have together.
_DAY: Final = re.compile(r"(?<![\d-])(?:1[89]|2[012])\d\d-\d{1,2}(?:-\d{1,2})?(?![\d-])")
_HELD: Final = "\ue000"  # a private sign in the place of each


def mask_identity(identity: str) -> str:
    """All but the first six and the last two characters hidden."""
    if len(identity) < 10:
        return "*" * len(identity)
    return identity[:6] + "*" * (len(identity) - 8) + identity[-2:]


def mask_numbers(text: str) -> str:
    """Every identity number and every other run of 11 digits and more hidden.

    Spaces and dashes inside don't end a run.
    """
    if sum(map(str.isdigit, text)) < _LEAST:
        return text
    text = _IDENTITY.sub(lambda found: mask_identity(found[0]), text.replace(_HELD, ""))
    days = _DAY.findall(text)
    masked = _RUN.sub(_hidden, _DAY.sub(_HELD, text))
    for day in days:
        masked = masked.replace(_HELD, day, 1)
    return masked


def _hidden(run: re.Match[str]) -> str:
    """The first three and the last two signs, what stands apart kept as it is."""
    places = [at for at, sign in enumerate(run[0]) if sign.isalnum()]
    shown = {*places[:3], *places[-2:]}
    signs = enumerate(run[0])
    return "".join("*" if at in places and at not in shown else sign for at, sign in signs)
