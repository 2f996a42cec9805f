"""Duties held in a month, and the posts that they give."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Bools, Ints
from xlpay.base.months import months_of
from xlpay.facts.service import Service
from xlpay.policy.terms.scheme import Scheme
from xlpay.rules.duties import effective_months, held, highest_post
from xlpay.unit.inputs import Unit


class DutiesHeld(msgspec.Struct, frozen=True, dict=True):
    """The duties of a unit's people."""

    unit: Unit
    scheme: Scheme
    service: Service

    @cached_property
    def _duty_kind(self) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        """By duty code, its kind; '' for NONE (the last element)."""
        kinds = [""] * (len(self.unit.vocabulary.words(Words.DUTY)) + 1)
        for duty in self.scheme.document.duty:
            kinds[self.unit.vocabulary.code(Words.DUTY, duty.word)] = duty.kind
        return np.asarray(kinds)

    @cached_property
    def duty_months(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Post and extra duties: person, duty, first and last month in force."""
        spells = self.unit.events.spells
        kinds = self._duty_kind
        counted = np.isin(kinds, ("post", "extra"))[spells.duty]
        kind = np.where(kinds[:-1] == "post", 0, 1).astype(np.int64)
        return effective_months(
            spells.person[counted],
            spells.duty[counted],
            kind,
            spells.first[counted],
            spells.last[counted],
            self.unit.roster.entry,
            self.service.breaks,
        )

    @cached_property
    def post_of_duty(self) -> Ints:
        """By duty code, the index of its post; -1 for none."""
        posts = [post.word for post in self.scheme.document.post]
        given = np.full(len(self.unit.vocabulary.words(Words.DUTY)), -1, dtype=np.int64)
        for duty in self.scheme.document.duty:
            if duty.kind == "post" and duty.post:
                given[self.unit.vocabulary.code(Words.DUTY, duty.word)] = posts.index(duty.post)
        return given

    def holding(self, month: int) -> Bools:
        """(n, duties): the duties in force in the month."""
        duties = len(self.unit.vocabulary.words(Words.DUTY))
        return held(len(self.unit.roster), duties, self.duty_months, month)

    def double(self, holding: Bools) -> Bools:
        """Who holds all duties of [double]."""
        rule = self.scheme.document.double
        if rule is None:
            return np.zeros(len(holding), dtype=np.bool_)
        codes = list(self.unit.vocabulary.codes(Words.DUTY, rule.duties))
        return np.asarray(holding[:, codes].all(axis=1), dtype=np.bool_)

    def post(self, holding: Bools) -> Ints:
        """The post (n,) that the duties held give; that of [double] where it is one of its own."""
        posts, rule = [p.word for p in self.scheme.document.post], self.scheme.document.double
        if not posts:
            return np.zeros(len(holding), np.int64)
        post = highest_post(holding, self.post_of_duty, len(posts))
        if rule is not None and rule.post:
            post = np.where(self.double(holding), posts.index(rule.post), post)
        return post

    def since(self, month: int, state: Callable[[Bools], Ints]) -> Ints:
        """The first month (n,) of what the duties held have given without a change up to now."""
        _, _, begins, ends = self.duty_months
        edges = np.unique(np.concatenate([begins, ends + 1]))
        now = state(self.holding(month))
        first: Ints = months_of(self.unit.roster.entry)
        live = np.ones(len(now), dtype=np.bool_)
        for edge in edges[edges <= month][::-1].tolist():
            changed = live & (state(self.holding(edge - 1)) != now)
            first = np.where(changed, np.maximum(first, edge), first)
            live &= ~changed
            if not live.any():
                break
        return first
