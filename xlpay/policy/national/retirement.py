"""The statutory retirement ages, read from their bundled file; strict, like every policy."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec

from xlpay.base.assets import policy_folder
from xlpay.language.values import parse_month
from xlpay.policy.schema.document import Part


class DelayRow(Part, kw_only=True, frozen=True):
    """From this month of birth on, a month later for each `every` months, at most `most`."""

    born_from: str
    every: int
    most: int


class AgeCategory(Part, kw_only=True, frozen=True):
    """A word of 退休类别 with its age before the delay; `default` where the cell is blank."""

    word: str
    sex: Literal["男", "女"]
    age: int
    source: str
    delays: tuple[DelayRow, ...]
    default: bool = False


class RetirementLaw(Part, kw_only=True, frozen=True):
    """The file of the retirement ages."""

    format: Literal[1]
    title: str
    document: str
    adopted: date
    in_force: date
    category: tuple[AgeCategory, ...]


class Delay(msgspec.Struct, frozen=True):
    """Born in month `born_from` or later: a month later for each `every` months, at most `most`."""

    born_from: int
    every: int
    most: int


class RetirementAge(msgspec.Struct, frozen=True):
    """A category's age before the delay; `default` where a person's category is not known."""

    word: str
    male: bool
    default: bool
    years: int
    delays: tuple[Delay, ...]
    source: str


@lru_cache(maxsize=1)
def retirement_law() -> RetirementLaw:
    """The file as it stands; msgspec.ValidationError for an unknown key or a wrong type."""
    path = policy_folder() / "national" / "retirement.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), RetirementLaw)


@lru_cache(maxsize=1)
def retirement_ages() -> dict[str, RetirementAge]:
    """By word of 退休类别, the age and its delays as the rules take them."""
    law = retirement_law()
    return {
        category.word: RetirementAge(
            category.word,
            category.sex == "男",
            category.default,
            category.age,
            tuple(Delay(parse_month(d.born_from), d.every, d.most) for d in category.delays),
            f"{law.document}{category.source}",
        )
        for category in law.category
    }
