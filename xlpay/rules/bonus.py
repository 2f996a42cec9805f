"""Year-end money by rating, what takes it away, and awards for years of service.

Exclusion comes before proration: who is excluded gets nothing, however many months were served.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import RATIO, Bools, Ints
from xlpay.kinds.absence import MonthsLess
from xlpay.policy.schema.document import Event, Yearly
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import exact
from xlpay.rules.rounding import FEN, Rounding

_YEAR: Final = 12


def rating_values(scheme: Scheme, rule: Yearly) -> Ints:
    """By rating code, its sum (fen; kind rating) or weight (1e-6; the others).

    0 for none (the last element) and where a setting is not filled.
    """
    values = np.zeros(len(scheme.vocabulary.words(Words.RATING)) + 1, dtype=np.int64)
    for entry in rule.values:
        values[scheme.vocabulary.code(Words.RATING, entry.rating)] = exact(entry.value)
    return values


def counted_rating(scheme: Scheme, rule: Yearly, rating: Ints) -> Ints:
    """The rating that counts (n,): what an undecided one is taken for."""
    if not rule.undecided_as:
        return rating
    undecided = scheme.marked(Words.RATING, "undecided")[rating]
    result: Ints = np.where(
        undecided, scheme.vocabulary.code(Words.RATING, rule.undecided_as), rating
    )
    return result


def prorated(standard: Ints, months: Ints, to: Rounding = FEN, kept: Ints | None = None) -> Ints:
    """A year's sum (fen) × months / 12 × the part kept (1e-6), rounded once."""
    if kept is None:
        return to.of(standard * months, _YEAR)
    whole = (standard * months).astype(object) * kept.astype(object)
    return to.of(whole, _YEAR * RATIO)


def paid_months(rule: Yearly, months: Ints) -> Ints:
    """For how many months in service (n,) a whole year's money is paid under the rule."""
    if rule.prorate == "none":
        return np.where(months > 0, _YEAR, 0)
    if rule.prorate == "full":
        return np.where(months >= _YEAR, _YEAR, 0)
    return months


def less_months(takes: MonthsLess, hundredths: Ints) -> Ints:
    """The months (n,) that so many days (1/100) take away."""
    result: Ints = hundredths // max(exact(takes.each), 1)
    return result


def forfeited(scheme: Scheme, rule: Yearly, leaving: Ints) -> Bools:
    """Whose reason for leaving (n,) before the year's last day takes the money away."""
    marked = scheme.marked(Words.LEAVING, "forfeits_bonus")[leaving]
    return marked if rule.forfeits else np.zeros(marked.shape, dtype=np.bool_)


def service_award(scheme: Scheme, event: Event, of_years: int, years: Ints) -> Ints:
    """The award (fen) where exactly its years (n,) are reached; 0 elsewhere."""
    result: Ints = np.where(years == of_years, exact(event.amount), 0)
    return result
