"""Diploma and degree as one level: either of them, both, or only one of the two.

With both, the lower of the two counts.  Only one counts where the other is below every level that
the rule lists, so that nobody has the benefit of both rules at once.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Ints
from xlpay.policy.terms.scheme import NONE, Scheme
from xlpay.rules.facts import Facts


def level_codes(scheme: Scheme, facts: Facts, needs: str, listed: Iterable[str]) -> Ints:
    """The 学历 code (n,) that a rule reads under `needs`; `listed` are the levels it names."""
    if needs == "diploma":
        return facts.education
    diploma = scheme.education_rank[facts.education]
    degree = scheme.degree_rank[facts.degree]
    if needs == "degree":
        rank = degree
    elif needs == "both":
        rank = np.minimum(diploma, degree)
    else:
        codes = scheme.vocabulary.codes(Words.EDUCATION, listed)
        lowest = min((int(scheme.education_rank[code]) for code in codes), default=0)
        alone = np.minimum(diploma, degree) < lowest
        rank = np.where(alone, np.maximum(diploma, degree), NONE)
    return _codes(scheme, rank)


def _codes(scheme: Scheme, rank: Ints) -> Ints:
    """The codes of ranks (n,); NONE below 0."""
    ranks = scheme.education_rank[:-1]
    code_of_rank = np.full(len(ranks) + 1, NONE, dtype=np.int64)
    known = np.flatnonzero(ranks >= 0)
    code_of_rank[ranks[known]] = known
    result: Ints = np.where(rank < 0, NONE, code_of_rank[np.maximum(rank, 0)])
    return result
