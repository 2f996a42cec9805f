"""What is true of each person in a month: the columns from which every amount is computed."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from xlpay.base.money import Bools, Ints
from xlpay.base.units import CodeColumn, CountColumn, DayColumn
from xlpay.rules.births import Births


class Facts(msgspec.Struct, frozen=True):
    """Columns of n people in a month; codes are those of the scheme's vocabulary."""

    category: CodeColumn
    post: CodeColumn  # index into the policy's posts, 0 highest
    double: Bools  # holds all duties of [double]
    holding: Bools  # (n, duties) duties in force
    education: CodeColumn
    degree: CodeColumn
    qualification: CodeColumn  # the highest of the main scale
    rating: CodeColumn  # of the year before; below 0: none known
    years: Mapping[str, Ints]  # by count, 1/1200
    rises: Mapping[str, Ints]  # by run
    probation: Bools
    entry: DayColumn
    region: str
    street: Ints
    streets: tuple[str, ...]
    community: Ints
    communities: tuple[str, ...]
    further: tuple[Ints, ...] = ()  # 职业资格, the highest of each further scale
    honours: CountColumn | None = None  # (n, words): how often each was received
    births: Births | None = None  # None: nothing asks for them
    former_post: CodeColumn | None = None  # the one before, where its grade is kept
    former_grade: Ints | None = None  # 0: none

    @property
    def qualifications(self) -> tuple[Ints, ...]:
        """The highest 职业资格 of each scale, the main one first."""
        return (self.qualification, *self.further)

    def __len__(self) -> int:
        return len(self.category)
