"""Duties in force: which spells count in a month (docs/readings.md, time).

A start counts from the next month, an end through its own.  A start on or before entry, or on the
day service resumes, counts from its own month.  A hand-over at the end of a month leaves no gap.
"""

from __future__ import annotations

import numpy as np

from xlpay.base.intervals import unite
from xlpay.base.money import Bools, Ints
from xlpay.base.months import LATEST, last_days, months_of
from xlpay.rules.service import Breaks


def effective_months(
    person: Ints, duty: Ints, kind: Ints, first: Ints, last: Ints, entry: Ints, breaks: Breaks
) -> tuple[Ints, Ints, Ints, Ints]:
    """United spells as (person, duty, first month, last month in force).

    person, duty, first, last: (n,) spells; kind: by duty code, spells of one kind hand over to
    each other.
    """
    duties = len(kind) + 1
    key, first, last = unite(person * duties + duty, first, last, adjacent=False)
    person, duty = key // duties, key % duties
    at_once = (first <= entry[person]) | _among(person, first, breaks.person, breaks.last + 1)
    begins = months_of(first) + np.where(at_once, 0, 1)
    ended = months_of(last)
    at_month_end = (last < LATEST) & (last == last_days(ended))
    kinds = int(kind.max(initial=0)) + 1
    handed_over = at_month_end & _among(
        person * kinds + kind[duty], last + 1, person * kinds + kind[duty], first
    )
    return person, duty, begins, ended + handed_over


def _among(key: Ints, day: Ints, keys: Ints, days: Ints) -> Bools:
    """Where (key, day) is one of the pairs (keys, days)."""
    width = np.int64(1) << 24
    found: Bools = np.isin(key * width + day, keys * width + days)
    return found


def held(people: int, duties: int, spells: tuple[Ints, Ints, Ints, Ints], month: int) -> Bools:
    """(people, duties): the duties in force in the month."""
    person, duty, begins, ends = spells
    active = (begins <= month) & (month <= ends)
    matrix = np.zeros((people, duties), dtype=np.bool_)
    matrix[person[active], duty[active]] = True
    return matrix


def highest_post(holding: Bools, post_of_duty: Ints, posts: int) -> Ints:
    """The highest post (0 first) of each person; the last one where no duty gives a post."""
    post = np.full(len(holding), posts - 1, dtype=np.int64)
    for duty, given in enumerate(post_of_duty.tolist()):
        if given >= 0:
            post = np.where(holding[:, duty], np.minimum(post, given), post)
    return post
