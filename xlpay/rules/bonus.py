"""Year-end money by rating, what takes it away, and awards for years of service.

Exclusion comes before proration: who is excluded gets nothing, however many months were served.
"""

from __future__ import annotations

import numpy as np

from xlpay.forms import Words
from xlpay.money import Bools, Ints, half_up
from xlpay.policy.schema import Event, Exclusion, Yearly
from xlpay.policy.scheme import Scheme


def rating_values(scheme: Scheme, rule: Yearly) -> tuple[Ints, tuple[str, ...]]:
    """By rating code, its sum (fen; kind rating) or weight (1e-6; pool), and settings not filled.

    0 for none (the last element) and where a setting is missing.
    """
    values = np.zeros(len(scheme.vocabulary.words(Words.RATING)) + 1, dtype=np.int64)
    missing: list[str] = []
    for entry in rule.values:
        read = scheme.money if rule.kind == "rating" else scheme.weight
        value = read(entry.value)
        if value is None:
            missing.append(entry.value["setting"])
        values[scheme.vocabulary.code(Words.RATING, entry.rating)] = value or 0
    return values, tuple(missing)


def counted_rating(scheme: Scheme, rule: Yearly, rating: Ints) -> Ints:
    """The rating that counts (n,): what an undecided one is taken for."""
    if not rule.undecided_as:
        return rating
    undecided = scheme.marked(Words.RATING, "undecided")[rating]
    result: Ints = np.where(
        undecided, scheme.vocabulary.code(Words.RATING, rule.undecided_as), rating
    )
    return result


def prorated(standard: Ints, months: Ints) -> Ints:
    """A year's sum (fen) × months in service / 12, halves up."""
    return half_up(standard * months, 12)


def forfeited(scheme: Scheme, rule: Yearly, leaving: Ints) -> Bools:
    """Whose reason for leaving (n,) before the year's last day takes the money away."""
    marked = scheme.marked(Words.LEAVING, "forfeits_bonus")[leaving]
    return marked if rule.forfeits else np.zeros(marked.shape, dtype=np.bool_)


def too_long(scheme: Scheme, exclusion: Exclusion, hundredths: Ints) -> Bools:
    """Who was away for more days in the year (n,), in 1/100 day, than the exclusion allows."""
    result: Bools = hundredths > scheme.days(exclusion.more_than)
    return result


def service_award(scheme: Scheme, event: Event, years: Ints) -> Ints:
    """The award (fen) where exactly its years (n,) are reached; 0 elsewhere."""
    result: Ints = np.where(years == event.years, scheme.money(event.amount) or 0, 0)
    return result
