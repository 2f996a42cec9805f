"""What a coefficient multiplies: an index by region and year, a fixed sum, sums by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np

from xlpay.base.forms import SETTINGS
from xlpay.base.money import RATIO, Bools, Ints
from xlpay.base.units import FenColumn
from xlpay.rules.expr import (
    Expr,
    InputCell,
    Origin,
    PolicyValue,
    fen,
    larger,
    number,
    ratio,
    smaller,
    where,
)
from xlpay.rules.rounding import rounding
from xlpay.schema.document import Base
from xlpay.terms.scheme import Scheme
from xlpay.terms.term import Term, exact

MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """A base in force: fen by person, how it is divided, where it comes from.

    `year` is the year of the figure (0: the office's own, or none); `wanted` the year that the
    rules ask for; a figure that can't be found is 0, `found` is then False, and `lacking` says for
    whom where the base goes by place.
    """

    fen: FenColumn
    months: int  # 12 where the figure is a year's
    multiple: Fraction
    year: int
    wanted: int
    source: str
    found: bool
    lacking: Bools | None = None
    entered: str = ""  # the office's own figure: its name in 参数
    made: Expr | None = None  # how rounding and bounds made it

    def _origin(self) -> Origin:
        if self.entered:
            return InputCell(SETTINGS.sheet, self.entered)
        return PolicyValue("base", self.source)

    def monthly(self) -> Expr:
        """The base of a month."""
        if self.made is not None:
            return self.made
        own, top, bottom = fen(self.fen, self._origin()), *self.multiple.as_integer_ratio()
        value = own
        if top != bottom:  # told as the policy's decimal, in numbers as small as can be
            told = own * ratio(top * RATIO // bottom, PolicyValue("base.multiple", self.source))
            value = (own * number(top) / bottom).told_as(told)
        return value / self.months if self.months > 1 else value


@lru_cache(maxsize=256)
def _multiple(ratio: int) -> Fraction:
    return Fraction(ratio, RATIO)


def figure(scheme: Scheme, base: Base, region: str, places: Sequence[str], place: Ints) -> Figure:
    """The base of each person; `place` indexes `places`, the streets or communities it goes by."""
    months = MONTHS if base.per == "year" else 1
    multiple = _multiple(exact(base.multiple))
    year, wanted, source = 0, 0, base.source
    if base.kind == "area":
        sums, lacking = _by_area(scheme, base, region, places, place)
        found = not lacking.any()
        return _bounded(
            scheme, base, Figure(sums, months, multiple, year, wanted, source, found, lacking)
        )
    entered = ""
    if base.kind == "fixed":
        amount = base.amount.value
    else:
        wanted = wanted_year(scheme, base)
        amount = own_figure(scheme, base)
        entered = base.setting if amount is not None else ""
        if amount is None:
            year, amount, source = published(scheme, base, region, wanted)
    everyone = np.full(len(place), amount or 0, dtype=np.int64)
    own = Figure(everyone, months, multiple, year, wanted, source, amount is not None)
    return _bounded(scheme, base, replace(own, entered=entered))


def from_sum(scheme: Scheme, base: Base, sums: Ints) -> Figure:
    """A base of these sums (fen), each as the policy would publish or state it."""
    months = MONTHS if base.per == "year" else 1
    multiple = _multiple(exact(base.multiple))
    return _bounded(scheme, base, Figure(sums, months, multiple, 0, 0, base.source, True))


def stated(scheme: Scheme, base: Base, place: str) -> int | None:
    """The sum (fen) of a region, street or community in the month; None where there is none."""
    if base.kind == "fixed":
        return _known(base.amount)
    if base.kind == "area":
        own = [area.amount for area in base.areas if place in area.members]
        return _known(own[0]) if own else None
    return published(scheme, base, place, scheme.month // MONTHS)[1]


def _known(term: Term | None) -> int | None:
    """A sum (fen); None where there is none, or its setting is not filled."""
    return None if term is None or term.value is None else exact(term)


def _bounded(scheme: Scheme, base: Base, figure: Figure) -> Figure:
    """The base of a month, rounded and within its bounds; as it is where it has neither."""
    if not base.unit and base.least is None and base.most is None:
        return figure
    value = figure.monthly().round(rounding(base.unit or "fen", base.rounds))
    if base.least is not None:
        least = fen(exact(base.least), PolicyValue(f"{base.name}.least", base.source))
        value = where(figure.fen > 0, larger(value, least), value)
    if base.most is not None:
        most = fen(exact(base.most), PolicyValue(f"{base.name}.most", base.source))
        value = smaller(value, most)
    return replace(figure, fen=value.in_fen, months=1, multiple=Fraction(1), made=value)


def wanted_year(scheme: Scheme, base: Base) -> int:
    """The year whose figure the rules ask for in the month."""
    return (scheme.month - (base.changes_in - 1)) // MONTHS - base.lag


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
    figure = newest.figures[region]
    return newest.year, figure.value, figure.source


def _by_area(
    scheme: Scheme, base: Base, region: str, places: Sequence[str], place: Ints
) -> tuple[Ints, Bools]:
    """Sums by region, street or community, and whose place is in no area (0)."""
    amounts = {name: exact(area.amount) for area in base.areas for name in area.members}
    if base.by == "region":
        sums = np.full(len(place), amounts.get(region, 0), dtype=np.int64)
        return sums, np.full(len(place), region not in amounts, dtype=np.bool_)
    by_place = np.asarray([amounts.get(name, 0) for name in places] or [0], dtype=np.int64)
    known = np.asarray([name in amounts for name in places] or [False], dtype=np.bool_)
    return by_place[place], ~known[place]
