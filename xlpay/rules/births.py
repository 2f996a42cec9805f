"""Birth and sex, as identity numbers say."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from xlpay.base.money import Bools, Ints
from xlpay.base.months import LATEST, month_of, months_of
from xlpay.base.units import YearColumn


class Births(msgspec.Struct, frozen=True):
    """Year, month and day of birth (n,) and whether male; `known` is False for unusable numbers."""

    year: YearColumn
    month: Ints
    day: Ints
    male: Bools
    known: Bools

    @property
    def months(self) -> Ints:
        """Month numbers of birth; far in the future where unknown."""
        return np.where(self.known, self.year * 12 + self.month - 1, month_of(9000, 1))

    def older_than(self, years: int, days: Ints) -> Bools:
        """Whose birthday of so many years lies before the day (n,)."""
        born = (self.months + 12 * years) * 32 + self.day
        months = months_of(np.minimum(days, LATEST))
        first = (
            (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        )
        result: Bools = months * 32 + (days - first + 1) > born
        return result


def births_of(identities: Sequence[str]) -> Births:
    """Births from identity numbers of 18 or 15 characters (GB 11643-1999)."""
    text = np.asarray(identities, dtype="U18")
    codes = text.view(np.uint32).reshape(len(identities), 18).astype(np.int64) - ord("0")
    length = np.char.str_len(text)
    old = length == 15
    start = np.where(old, 6, 8)  # of the two digits after the century
    at = [codes[np.arange(len(codes)), start + i] for i in range(6)]
    century = np.where(old, 19, codes[:, 6] * 10 + codes[:, 7])
    year, month = century * 100 + at[0] * 10 + at[1], at[2] * 10 + at[3]
    day = at[4] * 10 + at[5]
    male = np.where(old, codes[:, 14], codes[:, 16]) % 2 == 1
    dated = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    return Births(year, month, day, male, (old | (length == 18)) & dated)
