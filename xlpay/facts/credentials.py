"""Education, degrees, qualifications and honours that count in a month."""

from __future__ import annotations

import msgspec
import numpy as np

from xlpay.base.forms import CREDENTIAL_KINDS, DEGREE, DIPLOMA, HONOUR, QUALIFICATION, Words
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import months_of
from xlpay.policy.terms.scheme import NONE, Scheme
from xlpay.unit.inputs import Unit


class CredentialsHeld(msgspec.Struct, frozen=True):
    """The credentials of a unit's people."""

    unit: Unit
    scheme: Scheme

    def education(self, month: int) -> Ints:
        """The highest 学历 that counts in the month."""
        credentials, roster = self.unit.events.credentials, self.unit.roster
        rank = self.scheme.education_rank
        return self._highest(
            rank, roster.education, self.recorded(DIPLOMA), credentials.obtained, month
        )

    def degree(self, month: int) -> Ints:
        """The highest 学位 that counts in the month; NONE for none."""
        credentials, roster = self.unit.events.credentials, self.unit.roster
        rank = self.scheme.rank(Words.DEGREE)
        return self._highest(
            rank, roster.degree, self.recorded(DEGREE), credentials.obtained, month
        )

    def recorded(self, kind: str) -> Bools:
        """The rows of 学历证书 of a kind."""
        result: Bools = self.unit.events.credentials.kind == CREDENTIAL_KINDS.index(kind)
        return result

    def honours(self, month: int) -> Ints:
        """(n, words): how often each honour was received, from the month after it."""
        rows, entry = self.unit.events.credentials, self.unit.roster.entry
        words = len(self.unit.vocabulary.words(Words.HONOUR))
        counted = np.zeros((len(entry), words), dtype=np.int64)
        chosen = self.recorded(HONOUR)
        person, day, level = rows.person[chosen], rows.obtained[chosen], rows.level[chosen]
        first = entry[person]
        since = np.where(day <= first, months_of(first), months_of(day) + 1)
        now = since <= month
        np.add.at(counted, (person[now], level[now]), 1)
        return counted

    def qualification_dates(self) -> Ints:
        """The date from which each credential counts; BLANK: never."""
        credentials, rule = self.unit.events.credentials, self.scheme.document.qualifications
        if rule is None or rule.from_date == "obtained":
            return credentials.obtained
        return credentials.hired

    def qualification(self, month: int, scale: int = 0) -> Ints:
        """The highest 职业资格 of a scale that counts in the month; NONE for none."""
        roster, rows = self.unit.roster, self.unit.events.credentials
        none = np.full(len(roster), NONE, dtype=np.int64)
        dates, recorded = self.qualification_dates(), self.recorded(QUALIFICATION)
        own = self.scheme.qualification_scale[np.where(recorded, rows.level, NONE)] == scale
        held_now = recorded & own & (dates != BLANK)
        return self._highest(self.scheme.qualification_rank, none, held_now, dates, month)

    def further_qualifications(self, month: int) -> tuple[Ints, ...]:
        """The same of each scale beside the main one."""
        scales = range(1, len(self.scheme.qualification_scales))
        return tuple(self.qualification(month, scale) for scale in scales)

    def _highest(self, rank: Ints, own: Ints, chosen: Bools, dates: Ints, month: int) -> Ints:
        """The highest level among a person's own and those in force."""
        credentials, entry = self.unit.events.credentials, self.unit.roster.entry
        person = credentials.person[chosen]
        day = dates[chosen]
        since = np.where(day <= entry[person], months_of(entry[person]), months_of(day) + 1)
        now = since <= month
        best = rank[own]
        np.maximum.at(best, person[now], rank[credentials.level[chosen][now]])
        code_of_rank = np.full(int(rank.max(initial=0)) + 2, NONE, dtype=np.int64)
        codes = np.arange(len(rank) - 1)
        code_of_rank[rank[:-1][rank[:-1] >= 0]] = codes[rank[:-1] >= 0]
        result: Ints = np.where(best < 0, NONE, code_of_rank[np.maximum(best, 0)])
        return result
