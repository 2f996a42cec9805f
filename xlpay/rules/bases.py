"""What a coefficient multiplies: an index by region and year, a fixed sum, sums by area."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.forms import INCOMES, SETTINGS
from xlpay.base.money import RATIO, Bools, Ints
from xlpay.base.units import FenColumn
from xlpay.kinds.bases import ByArea, FixedSum, Published
from xlpay.policy.schema.document import Base
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.standards import dated_base
from xlpay.policy.terms.term import Term, exact
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

MONTHS: Final = 12


class Figure(msgspec.Struct, frozen=True):
    """A base in force: fen by person, how it is divided, where it comes from.

    `year` is the year of the figure (0: not known); `wanted` the year that the rules ask for, or
    the same where the office says which holds; a figure that can't be found is 0, `found` is then
    False, and `lacking` says for whom where the base goes by place.
    """

    fen: FenColumn
    months: int  # 12 where the figure is a year's
    multiple: Fraction
    year: int
    wanted: int
    source: str
    found: bool
    lacking: Bools | None = None
    entered: InputCell | None = None  # where the office's own figure stands
    own: tuple[Stated, ...] = ()  # whose figure has a clause of its own
    times: Origin = NO_SOURCE  # where the multiple comes from
    made: Expr | None = None  # how rounding and bounds made it

    def _origin(self) -> Origin:
        if self.entered is not None:
            return self.entered
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
    how = base.how
    if isinstance(how, ByArea):
        return _by_area(base, how, region, places, place)
    year, wanted, held = 0, 0, None
    if isinstance(how, FixedSum):
        term = how.amount
    else:
        wanted, held = how.year_wanted(scheme.month), own_figure(scheme, base, region)
        if held is None:
            year, term = published(scheme, base, region, wanted)
        else:
            year, term = held.year, None
            wanted = held.year if held.fresh else wanted
    amount = _known(term) if held is None else held.fen
    everyone = np.full(len(place), amount or 0, dtype=np.int64)
    source = base.source if term is None else term.source
    own = Figure(everyone, *_scale(base), year, wanted, source, amount is not None)
    entered, clauses = None if held is None else held.entered, _own((everyone >= 0, term))
    return _bounded(base, replace(own, entered=entered, own=clauses, times=_times(base)))


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
    return tuple(
        (here, origin(term, "base")) for here, term in given if term is not None and term.own
    )


def stated(scheme: Scheme, base: Base, place: str) -> int | None:
    """The sum (fen) of a region, street or community in the month; None where there is none."""
    if isinstance(base.how, FixedSum):
        return _known(base.how.amount)
    if isinstance(base.how, ByArea):
        return _known(base.how.amounts.get(place))
    return _known(published(scheme, base, place, scheme.month // MONTHS)[1])


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


class OwnFigure(msgspec.Struct, frozen=True):
    """A figure that the office enters: fen, its year (0: not known), where it stands.

    `fresh`: the office's months say that it holds now; else it is merely the nearest one known.
    """

    fen: int
    year: int
    entered: InputCell
    fresh: bool


def own_figure(scheme: Scheme, base: Base, region: str = "") -> OwnFigure | None:
    """The office's own figure in force in the month; None: the policy says what holds.

    A year listed in 收入标准 holds from its month until the next one's, whatever 参数 and the
    table say of that year; of years it does not list the later one holds.
    """
    if not isinstance(base.how, Published):
        return None
    listed, typed = _listed(scheme, base), _typed(scheme, base.how)
    free = typed is not None and _unlisted(scheme, base, typed.year)
    if typed is not None and free and (listed is None or typed.year > listed.year):
        return typed
    if listed is None:
        return None
    table = published(scheme, base, region, base.how.year_wanted(scheme.month))[0]
    return listed if listed.year >= table else None


def _unlisted(scheme: Scheme, base: Base, year: int) -> bool:
    """Whether 收入标准 has no row for that year of the base."""
    return not _dated(scheme, base) or all(row.year != year for row in scheme.standards)


def _dated(scheme: Scheme, base: Base) -> bool:
    dated = dated_base(scheme.document)
    return dated is not None and dated.name == base.name


def _listed(scheme: Scheme, base: Base) -> OwnFigure | None:
    """The newest row of 收入标准 that holds in the month."""
    rows = [row for row in scheme.standards if row.month <= scheme.month]
    if not rows or not _dated(scheme, base):
        return None
    row = rows[-1]
    fresh = scheme.month < row.month + MONTHS
    return OwnFigure(row.fen, row.year, InputCell(INCOMES.sheet, "金额"), fresh)


def _typed(scheme: Scheme, base: Published) -> OwnFigure | None:
    """The figure of 参数 that holds in the month: from its month on, or that before it."""
    since = scheme.settings.get(base.setting_from)
    month = scheme.month if since is None else int(since)
    earlier = scheme.month < month
    name = base.setting_before if earlier else base.setting
    held = scheme.settings.get(name)
    if held is None:
        return None
    year = 0 if since is None else base.year_wanted(month) - (1 if earlier else 0)
    fresh = month - MONTHS <= scheme.month < month + MONTHS
    return OwnFigure(int(held), year, InputCell(SETTINGS.sheet, name), fresh)


def published(scheme: Scheme, base: Base, region: str, wanted: int) -> tuple[int, Term | None]:
    """The published figure and its year; the newest known one up to the year wanted.

    A year that the office lists in 收入标准 is left to it, but for months before the office's own
    figure holds for which nothing else is known.  0 and None where there is none.
    """
    years = base.how.years if isinstance(base.how, Published) else ()
    table = [y for y in years if y.year <= wanted and region in y.figures]
    known = [y for y in table if _unlisted(scheme, base, y.year)] or table
    if not known:
        return 0, None
    newest = max(known, key=lambda y: y.year)
    return newest.year, newest.figures[region]


def _by_area(base: Base, how: ByArea, region: str, places: Sequence[str], place: Ints) -> Figure:
    """Sums by region, street or community; whose place is in no area lacks one (0)."""
    amounts = how.amounts
    names, mine = (places, place) if how.by != "region" else ([region], np.zeros_like(place))
    sums = np.asarray([exact(amounts.get(name)) for name in names] or [0], dtype=np.int64)[mine]
    lacking = ~np.asarray([name in amounts for name in names] or [False], dtype=np.bool_)[mine]
    own = _own(*((mine == i, amounts.get(name)) for i, name in enumerate(names)))
    found = Figure(sums, *_scale(base), 0, 0, base.source, not lacking.any(), lacking)
    return _bounded(base, replace(found, own=own, times=_times(base)))
