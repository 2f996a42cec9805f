"""What a coefficient multiplies: an index by region and year, a fixed sum, sums by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from xlpay.money import RATIO, Ints
from xlpay.policy.schema import Base
from xlpay.policy.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Figure:
    """A base in force: fen by person, how it is divided, where it comes from.

    `year` is the year of the figure (0: the office's own, or none); `wanted` the year that the
    rules ask for; a figure that can't be found is 0, and `found` is False.
    """

    fen: Ints
    months: int  # 12 where the figure is a year's
    multiple: Fraction
    year: int
    wanted: int
    source: str
    found: bool


def figure(scheme: Scheme, base: Base, region: str, places: Sequence[str], place: Ints) -> Figure:
    """The base of each person; `place` indexes `places`, the streets or communities it goes by."""
    months = 12 if base.per == "year" else 1
    multiple = Fraction(scheme.ratio(base.multiple), RATIO)
    year, wanted, source = 0, 0, base.source
    if base.kind == "area":
        fen, found = _by_area(scheme, base, region, places, place)
        return Figure(fen, months, multiple, year, wanted, source, found)
    if base.kind == "fixed":
        amount = scheme.money(base.amount)
    else:
        wanted = scheme.month // 12 - base.lag
        amount = own_figure(scheme, base)
        if amount is None:
            year, amount, source = published(scheme, base, region, wanted)
    everyone = np.full(len(place), amount or 0, dtype=np.int64)
    return Figure(everyone, months, multiple, year, wanted, source, amount is not None)


def own_figure(scheme: Scheme, base: Base) -> int | None:
    """The office's own figure in force in the month, in fen; None: the policy's table."""
    since = scheme.settings.get(base.setting_from)
    earlier = since is not None and scheme.month < int(since)
    held = scheme.settings.get(base.setting_before if earlier else base.setting)
    return None if held is None else int(held)


def published(scheme: Scheme, base: Base, region: str, wanted: int) -> tuple[int, int | None, str]:
    """The published figure: year, fen, source; the newest known one up to the year wanted."""
    known = [y for y in base.years if y.year <= wanted and region in y.figures]
    if not known:
        return 0, None, base.source
    newest = max(known, key=lambda y: y.year)
    return newest.year, scheme.money(newest.figures[region]), newest.source


def _by_area(
    scheme: Scheme, base: Base, region: str, places: Sequence[str], place: Ints
) -> tuple[Ints, bool]:
    """Sums by region, street or community (0 where the place is in no area)."""
    amounts = {name: scheme.money(area.amount) or 0 for area in base.areas for name in area.members}
    if base.by == "region":
        return np.full(len(place), amounts.get(region, 0), dtype=np.int64), region in amounts
    by_place = np.asarray([amounts.get(name, 0) for name in places] or [0], dtype=np.int64)
    fen: Ints = by_place[place]
    return fen, bool((fen > 0).all())
