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
    NO_SOURCE,
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
from xlpay.rules.values import Stated, by_clause, origin, sum_of
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
    own: tuple[Stated, ...] = ()  # whose figure has a clause of its own
    times: Origin = NO_SOURCE  # where the multiple comes from
    made: Expr | None = None  # how rounding and bounds made it

    def _origin(self) -> Origin:
        if self.entered:
            return InputCell(SETTINGS.sheet, self.entered)
        return PolicyValue("base", self.source)

    def monthly(self) -> Expr:
        """The base of a month."""
        if self.made is not None:
            return self.made
        own = by_clause(fen, self.fen, self._origin(), self.own)
        value, (top, bottom) = own, self.multiple.as_integer_ratio()
        if top != bottom:  # told as the policy's decimal, in numbers as small as can be
            told = own * ratio(top * RATIO // bottom, self.times)
            value = (own * number(top) / bottom).told_as(told)
        return value / self.months if self.months > 1 else value


@lru_cache(maxsize=256)
def _multiple(ratio: int) -> Fraction:
    return Fraction(ratio, RATIO)


def figure(scheme: Scheme, base: Base, region: str, places: Sequence[str], place: Ints) -> Figure:
    """The base of each person; `place` indexes `places`, the streets or communities it goes by."""
    if base.kind == "area":
        return _by_area(base, region, places, place)
    year, wanted, term, entered = 0, 0, base.amount, None
    if base.kind == "index":
        wanted, entered = wanted_year(scheme, base), own_figure(scheme, base)
        year, term = (0, None) if entered is not None else published(base, region, wanted)
    amount = _known(term) if entered is None else entered
    everyone = np.full(len(place), amount or 0, dtype=np.int64)
    source = base.source if term is None else term.source
    own = Figure(everyone, *_scale(base), year, wanted, source, amount is not None)
    name, clauses = "" if entered is None else base.setting, _own((everyone >= 0, term))
    return _bounded(base, replace(own, entered=name, own=clauses, times=_times(base)))


def from_sum(base: Base, sums: Ints) -> Figure:
    """A base of these sums (fen), each as the policy would publish or state it."""
    own = Figure(sums, *_scale(base), 0, 0, base.source, True)
    return _bounded(base, replace(own, times=_times(base)))


def _scale(base: Base) -> tuple[int, Fraction]:
    """By what a base is divided and multiplied to be a month's."""
    return MONTHS if base.per == "year" else 1, _multiple(exact(base.multiple))


def _times(base: Base) -> Origin:
    return origin(base.multiple, "base.multiple")


def _own(*given: tuple[Bools, Term | None]) -> tuple[Stated, ...]:
    """Whose figure has a clause of its own."""
    return tuple((here, origin(term, "base")) for here, term in given if term and term.own)


def stated(scheme: Scheme, base: Base, place: str) -> int | None:
    """The sum (fen) of a region, street or community in the month; None where there is none."""
    if base.kind == "fixed":
        return _known(base.amount)
    if base.kind == "area":
        own = [area.amount for area in base.areas for name in area.members if name == place]
        return _known(own[0]) if own else None
    return _known(published(base, place, scheme.month // MONTHS)[1])


def _known(term: Term | None) -> int | None:
    """A sum (fen); None where there is none, or its setting is not filled."""
    return None if term is None or term.value is None else exact(term)


def _bounded(base: Base, figure: Figure) -> Figure:
    """The base of a month, rounded and within its bounds; as it is where it has neither."""
    if not base.unit and base.least is None and base.most is None:
        return figure
    value = figure.monthly().round(rounding(base.unit or "fen", base.rounds))
    if base.least is not None:
        least = sum_of(base.least, f"{base.name}.least")
        value = where(figure.fen > 0, larger(value, least), value)
    if base.most is not None:
        most = sum_of(base.most, f"{base.name}.most")
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


def published(base: Base, region: str, wanted: int) -> tuple[int, Term | None]:
    """The published figure and its year; the newest known one up to the year wanted."""
    known = [y for y in base.years if y.year <= wanted and region in y.figures]
    if not known:
        return 0, None
    newest = max(known, key=lambda y: y.year)
    return newest.year, newest.figures[region]


def _by_area(base: Base, region: str, places: Sequence[str], place: Ints) -> Figure:
    """Sums by region, street or community; whose place is in no area lacks one (0)."""
    amounts = {name: area.amount for area in base.areas for name in area.members}
    names, mine = (places, place) if base.by != "region" else ([region], np.zeros_like(place))
    sums = np.asarray([exact(amounts.get(name)) for name in names] or [0], dtype=np.int64)[mine]
    lacking = ~np.asarray([name in amounts for name in names] or [False], dtype=np.bool_)[mine]
    own = _own(*((mine == i, amounts.get(name)) for i, name in enumerate(names)))
    found = Figure(sums, *_scale(base), 0, 0, base.source, not lacking.any(), lacking)
    return _bounded(base, replace(found, own=own, times=_times(base)))
