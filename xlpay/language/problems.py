"""Problems of a policy file as values, gathered so that all of them come at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

ADD: Final = "请补上"
DROP: Final = "请改正或删去"
FIX: Final = "请改正"
_FEW: Final = 12  # words that can be told at once


def listed(words: Iterable[str]) -> str:
    """'（可用的有…）' where there are few; nothing else."""
    found = [word for word in words if word]
    return f"（可用的有 {'、'.join(found)}）" if 0 < len(found) <= _FEW else ""


class Problem(msgspec.Struct, frozen=True):
    """Something wrong in a policy file: which file, which key, what, and what to do.

    `place` adds the line and the name of what the key belongs to, where the text is at hand.  What
    does not stop the reading (a key that can be passed over) leaves the further checks to be made.
    """

    file: str
    path: str
    message: str
    hint: str = FIX
    place: str = ""
    stops: bool = True

    def line(self) -> str:
        where = f"{self.file} {self.path}{self.place}".strip()
        return f"{where}：{self.message}" + (f"。{self.hint}" if self.hint else "")
