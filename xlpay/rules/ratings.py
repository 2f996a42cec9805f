"""Years that count and rises for top ratings, from yearly ratings.

A rating counts from January of the next year; one approved after that January is known only from
the month of approval, and until then its year does not count
(docs/readings.md, time).
"""

from __future__ import annotations

import msgspec
import numpy as np

from xlpay.base.money import MONTH_OF_YEAR, RATIO, YEAR, Bools, Ints, half_up
from xlpay.base.months import EARLIEST, month_of, months_of

UNRATED, NOT_YET = -1, -2


class Rated(msgspec.Struct, frozen=True):
    """Ratings by person and year: `codes[y - first]` (people,), UNRATED or NOT_YET known."""

    first: int
    codes: tuple[Ints, ...]

    def of(self, year: int, people: int) -> Ints:
        """The codes of a year."""
        if 0 <= year - self.first < len(self.codes):
            return self.codes[year - self.first]
        return np.full(people, UNRATED, dtype=np.int64)


def known_from(year: Ints, approved: Ints) -> Ints:
    """The month from which a rating is known."""
    january = month_of(1, 1) + year * 12  # January of the year after
    result: Ints = np.where(approved == EARLIEST, january, np.maximum(january, months_of(approved)))
    return result


def rated(people: int, person: Ints, year: Ints, rating: Ints, approved: Ints, month: int) -> Rated:
    """Ratings as seen in a month: (n,) rows to a column a year, up to the year before."""
    past = year < month // 12
    person, year, rating, approved = person[past], year[past], rating[past], approved[past]
    if not len(year):
        return Rated(month // 12, ())
    low, high = int(year.min()), int(year.max())
    codes = np.full((high - low + 1, people), UNRATED, dtype=np.int64)
    codes[year - low, person] = np.where(known_from(year, approved) <= month, rating, NOT_YET)
    return Rated(low, tuple(codes))


class Credit(msgspec.Struct, frozen=True):
    """How years count.  By rating code, with one more element, for unrated: 0 or False."""

    counts: Ints  # the part that counts, 1e-6
    extra: tuple[tuple[Bools, int, int], ...]  # (ratings, 1/1200 year or less, first year)
    by_months: bool
    any_rating: bool  # every year in service counts
    nothing: bool  # only what comes on top counts by the year
    unrated_before: int
    unrated_as: int  # the code an unrated earlier year has


def credit_of_year(credit: Credit, rating: Ints, months: Ints, year: int) -> tuple[Ints, Ints]:
    """What a year adds, in 1/1200, for itself and on top: rating codes, months in service (n,)."""
    whole = months * MONTH_OF_YEAR if credit.by_months else np.where(months > 0, YEAR, 0)
    if year < credit.unrated_before:
        rating = np.where(rating == UNRATED, credit.unrated_as, rating)
    # NOT_YET (-2) and UNRATED (-1) both read the last element of a mask, which is False.
    rating = np.maximum(rating, UNRATED)
    if credit.nothing or credit.any_rating:
        added = whole.astype(np.int64) * (not credit.nothing)
    else:
        if not credit.by_months:
            whole = np.full(len(months), YEAR, dtype=np.int64)
        added = half_up(whole * credit.counts[rating], RATIO)
    extra = np.zeros(len(months), dtype=np.int64)
    for mask, years, since in credit.extra:
        if year >= since:
            extra = extra + np.where(mask[rating] & (months > 0), years, 0)
    return added, extra


class Streak(msgspec.Struct, frozen=True):
    """How rises for top ratings come: mode every, rolling or once."""

    top: Bools  # by rating code, and False for unrated
    length: int
    mode: str
    since: int
    limit: int  # 0: none


def rises(
    streak: Streak,
    ratings: Rated,
    through: int,
    entry_year: Ints,
    opening_year: Ints,
    opening_run: Ints,
    opening_rises: Ints,
) -> Ints:
    """Rises through a year (n,).

    opening_year: a year far in the past where there are no opening figures; the run is dropped if
    `since` is later than the year after it.  Non-top, unrated and unknown years break a run.
    """
    people = len(entry_year)
    run = np.where(streak.since > opening_year + 1, 0, opening_run)
    gained = np.zeros(people, dtype=np.int64)
    # A year without ratings breaks a run, so the walk starts where an opening run stands.
    opened = opening_year[opening_run > 0]
    first = min(ratings.first, int(opened.min(initial=through)) + 1)
    begins = np.maximum(opening_year + 1, entry_year)
    for year in range(max(streak.since, first), through + 1):
        live = begins <= year
        top = streak.top[np.maximum(ratings.of(year, people), UNRATED)]
        grown = np.where(top, run + 1, 0)
        earned = grown >= streak.length
        gained += live & earned
        if streak.mode != "rolling":
            grown = np.where(earned, 0, grown)
        run = np.where(live, grown, run)
    if streak.mode == "once":
        total = np.maximum(opening_rises, np.minimum(opening_rises + gained, 1))
    else:
        total = opening_rises + gained
    if streak.limit:
        total = np.maximum(opening_rises, np.minimum(total, streak.limit))
    result: Ints = total
    return result
