"""A person as a unit of one: the derivation that pays a community counts years here too."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, get_origin, get_type_hints

import numpy as np
from msgspec.structs import fields, replace

from xlpay.base.forms import Words
from xlpay.base.money import BLANK, Ints, ints
from xlpay.base.months import EARLIEST, LATEST
from xlpay.catalogue.context import Context
from xlpay.catalogue.model import Columns, not_in_force, unusable
from xlpay.policy.terms.scheme import NONE
from xlpay.unit.events.records import Events, Spells
from xlpay.unit.roster import Roster

_NOBODY = np.empty(0, dtype=np.int64)


def pairs_of(columns: Columns) -> tuple[Ints, Ints]:
    """Years with ratings; a year without a rating is unrated, a rating needs its year."""
    years, ratings = columns["years_range"], columns["ratings_range"]
    if len(years) != len(ratings) and not any((c == BLANK).all() for c in (years, ratings)):
        raise unusable("年度和等次的行数不同，对不上。")
    if len(years) != len(ratings):
        years, ratings = np.broadcast_arrays(years, ratings)
    if ((years == BLANK) & (ratings != BLANK)).any():
        raise unusable("有考核等次没有写年度。")
    rated = ratings != BLANK
    years, ratings = years[rated], ratings[rated]
    if len(set(years.tolist())) < len(years):
        distinct, times = np.unique(years, return_counts=True)
        raise unusable(f"{distinct[times > 1][0]}年的考核等次写了两次。")
    return years, ratings


@lru_cache(maxsize=1)
def no_events() -> Events:
    """The sheets beside the roster without a row."""
    kinds = get_type_hints(Events)
    sheets: dict[str, Any] = {"filled": frozenset()}
    for item in fields(Events):
        if item.name not in sheets:
            made = kinds[item.name]
            columns = get_type_hints(made)
            sheets[item.name] = made(
                **{n: () if get_origin(k) is tuple else _NOBODY for n, k in columns.items()}
            )
    return Events(**sheets)


def roster_of(columns: dict[str, int]) -> Roster:
    """One person of whom only the given columns are known."""
    known: dict[str, Any] = {name: ints([value]) for name, value in columns.items()}
    return replace(_nobody_known(), **known)


@lru_cache(maxsize=1)
def _nobody_known() -> Roster:
    """One person of whom nothing is known."""
    otherwise = {"leave": LATEST, "probation_end": EARLIEST, "community": 0, "rows": 0}
    words = ("category", "education", "degree", "leaving", "previous_leaving", "retirement")
    known: dict[str, Any] = {}
    for name, kind in get_type_hints(Roster).items():
        blank = NONE if name in words else otherwise.get(name, BLANK)
        known[name] = ("",) if get_origin(kind) is tuple else ints([blank])
    return Roster(**known)


def breaks_of(context: Context, pairs: Ints) -> Spells:
    """Interruptions as spells of a duty that interrupts; pairs of first and last day."""
    if (pairs == BLANK).all():
        return no_events().spells
    pairs = pairs if len(pairs) % 2 == 0 else np.append(pairs, BLANK)
    first, last = pairs[::2], pairs[1::2]
    if ((first == BLANK) & (last != BLANK)).any():
        raise unusable("中断没有写起始日期。")
    here = first != BLANK
    first, last = first[here], np.where(last[here] == BLANK, LATEST, last[here])
    if (last < first).any():
        raise unusable("中断的结束日期早于起始日期。")
    words = [duty.word for duty in context.document.duty if duty.kind == "break"]
    if len(first) and not words:
        raise not_in_force(f"{context.document.scheme}没有中断。")
    person = np.zeros(len(first), dtype=np.int64)
    code = context.vocabulary.code(Words.DUTY, words[0]) if words else NONE
    return Spells(person, person, person + code, first, last, ("",) * len(first))
