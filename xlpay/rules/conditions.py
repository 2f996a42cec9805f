"""Whom a component, or a row of a table, is for.

Every list given in a condition must hold one of the person's words; a row of a table must agree in
every key, and of rows by years the highest one reached counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeVar

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Bools, Ints
from xlpay.base.months import day_number
from xlpay.policy.schema.document import Component, Condition, Keyed
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import exact
from xlpay.rules.facts import Facts
from xlpay.rules.levels import level_codes

RowT = TypeVar("RowT", bound=Keyed)
RowOut = TypeVar("RowOut", bound=Keyed, covariant=True)


class Keying(Protocol[RowOut]):
    """A table of a policy: a component's, a factor's or a year's."""

    @property
    def keys(self) -> tuple[str, ...]: ...

    @property
    def rows(self) -> tuple[RowOut, ...]: ...

    @property
    def of(self) -> str: ...

    @property
    def needs(self) -> str: ...


_NOTHING_ASKED: Final = Condition()
_MALE: Final = "男"


def matches(scheme: Scheme, facts: Facts, condition: Condition) -> Bools:
    """Who satisfies everything given in a condition."""
    mask: Bools = np.ones(len(facts), dtype=np.bool_)
    if condition == _NOTHING_ASKED:
        return mask
    for key in _WORDS:
        words: tuple[str, ...] = getattr(condition, key)
        if words:
            mask &= _WORDS[key](scheme, facts, words)
    if condition.all_duties:
        held = facts.holding[:, list(scheme.vocabulary.codes(Words.DUTY, condition.all_duties))]
        mask = mask & held.all(axis=1)
    if condition.honour:
        codes = list(scheme.vocabulary.codes(Words.HONOUR, condition.honour))
        mask = mask & (honours_of(facts, codes) > 0)
    if condition.double is not None:
        mask &= facts.double == condition.double
    if condition.probation is not None:
        mask &= facts.probation == condition.probation
    if condition.sex:
        mask = mask & _of_sex(facts, condition.sex == _MALE)
    if condition.years_from is not None:
        mask = mask & (facts.years[condition.years_of] >= exact(condition.years_from))
    if condition.years_below is not None:
        mask = mask & (facts.years[condition.years_of] < exact(condition.years_below))
    if condition.months and scheme.month % 12 + 1 not in condition.months:
        mask[:] = False
    if condition.entered_from is not None:
        mask = mask & (facts.entry >= day_number(condition.entered_from))
    if condition.entered_before is not None:
        mask = mask & (facts.entry < day_number(condition.entered_before))
    return mask


def _of_sex(facts: Facts, male: bool) -> Bools:
    """Who is a man, or a woman, by the identity number; nobody where that is not known."""
    if facts.births is None:
        return np.zeros(len(facts), dtype=np.bool_)
    result: Bools = facts.births.known & (facts.births.male == male)
    return result


def honours_of(facts: Facts, codes: list[int]) -> Ints:
    """How many of some honours each person (n,) has received."""
    if facts.honours is None:
        return np.zeros(len(facts), dtype=np.int64)
    received: Ints = facts.honours[:, codes].sum(axis=1)
    return received


def _of_list(kind: Words) -> Callable[[Scheme, Facts, Sequence[str]], Bools]:
    """Who has one of the words of a vocabulary."""

    def mask(scheme: Scheme, facts: Facts, words: Sequence[str]) -> Bools:
        result: Bools = scheme.mask(kind, words)[getattr(facts, kind)]
        return result

    return mask


def _posts(scheme: Scheme, facts: Facts, words: Sequence[str]) -> Bools:
    posts = [post.word for post in scheme.document.post]
    result: Bools = np.isin(facts.post, [posts.index(word) for word in words])
    return result


def _duties(scheme: Scheme, facts: Facts, words: Sequence[str]) -> Bools:
    codes = list(scheme.vocabulary.codes(Words.DUTY, words))
    return np.asarray(facts.holding[:, codes].any(axis=1), dtype=np.bool_)


def _qualifications(scheme: Scheme, facts: Facts, words: Sequence[str]) -> Bools:
    """Who has one of the words, in whatever scale."""
    mask = scheme.mask(Words.QUALIFICATION, words)
    found: Bools = np.any([mask[codes] for codes in facts.qualifications], axis=0)
    return found


def _regions(scheme: Scheme, facts: Facts, words: Sequence[str]) -> Bools:
    return np.full(len(facts), facts.region in words, dtype=np.bool_)


def _streets(scheme: Scheme, facts: Facts, words: Sequence[str]) -> Bools:
    return _places(facts.streets, facts.street, words)


def _communities(scheme: Scheme, facts: Facts, words: Sequence[str]) -> Bools:
    return _places(facts.communities, facts.community, words)


def _places(names: Sequence[str], place: Ints, words: Sequence[str]) -> Bools:
    """Whose place (n,), an index into `names`, is one of the words."""
    return np.asarray([name in words for name in names] or [False], dtype=np.bool_)[place]


_WORDS: Final[Mapping[str, Callable[[Scheme, Facts, Sequence[str]], Bools]]] = {
    "category": _of_list(Words.CATEGORY),
    "post": _posts,
    "duty": _duties,
    "education": _of_list(Words.EDUCATION),
    "degree": _of_list(Words.DEGREE),
    "qualification": _qualifications,
    "rating": _of_list(Words.RATING),
    "region": _regions,
    "street": _streets,
    "community": _communities,
}


def applies(scheme: Scheme, facts: Facts, component: Component) -> Bools:
    """Who a component is for: `when` holds and `unless` does not."""
    mask = matches(scheme, facts, component.when)
    if component.unless != _NOTHING_ASKED:
        excepted: Bools = mask & ~matches(scheme, facts, component.unless)
        return excepted
    return mask


# ── tables


def table_rows(
    scheme: Scheme, facts: Facts, grade: Ints | None, table: Keying[RowT]
) -> Iterator[tuple[RowT, Bools]]:
    """The rows of a table with whom each is for; a later one overrides, years ascending."""
    listed = [row.education for row in table.rows if row.education]
    education = level_codes(scheme, facts, table.needs, listed)
    rows = sorted(table.rows, key=lambda row: exact(row.years))
    for row in rows:
        mask = np.ones(len(facts), dtype=np.bool_)
        for key in table.keys:
            if key == "years":
                mask &= facts.years[table.of] >= exact(row.years)
            elif key == "education":
                mask &= education == scheme.vocabulary.code(Words.EDUCATION, row.education)
            elif key == "grade":
                assert grade is not None  # the policy is refused without [grade]
                mask &= grade == row.grade
            else:
                mask &= _WORDS[key](scheme, facts, (getattr(row, key),))
        yield row, mask
