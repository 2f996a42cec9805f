"""On what a person's contributions are reckoned: the entered base, held within the limits.

劳社险中心函〔2006〕60号 for what a base is; who earns less or more than the limits pays on them
(国办发〔2019〕13号 三).  A base that is just a limit is the person's own.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.units import CodeColumn, FenColumn
from xlpay.policy.contributions.kinds import FUND_BASE, MEDICAL_BASE, Contribution
from xlpay.policy.contributions.rows import Limits
from xlpay.unit.net.records import Bases

SOURCES: Final = ("本人", "下限", "上限")  # where a base comes from
OWN, LOW, HIGH = range(3)
REFUSED, AT_LOW, AT_GROSS = "错误", "按下限", "按当月应发"  # what a base that isn't filled is


class Base(msgspec.Struct, frozen=True, eq=False):
    """The bases of a kind by person (n,): entered and used, BLANK where there is none.

    `source` is a place in SOURCES; `from_gross` are those whose base is the month's gross.
    """

    entered: FenColumn
    used: FenColumn
    source: CodeColumn
    from_gross: Bools

    @property
    def known(self) -> Bools:
        """Who has one (n,)."""
        found: Bools = self.used != BLANK
        return found


def entered_bases(records: Bases, kind: Contribution, month: int, people: int) -> FenColumn:
    """The latest base entered for each person up to the month (n,); BLANK for none.

    A medical base that is not filled is the one of the other insurances.
    """
    values = {
        FUND_BASE: records.fund,
        MEDICAL_BASE: np.where(records.medical == BLANK, records.social, records.medical),
    }.get(kind.base, records.social)
    found: Ints = np.full(people, BLANK, dtype=np.int64)
    order = np.argsort(records.first, kind="stable")  # later rows are put over earlier ones
    held = order[(records.first[order] <= month) & (values[order] != BLANK)]
    found[records.person[held]] = values[held]
    return found


def clamped(entered: FenColumn, unfilled: str, limits: Limits, gross: FenColumn) -> Base:
    """Entered bases (n,) within the limits; what is not filled as the office chose.

    A base of 0 or below that no lower limit raises is none.
    """
    from_gross = (entered == BLANK) & (unfilled == AT_GROSS)
    lowest = (entered == BLANK) & (unfilled == AT_LOW) & (limits.low is not None)
    own = np.where(from_gross, gross, entered)
    known = (own != BLANK) & ((own > 0) | from_gross)
    low = lowest | (known & (own < (BLANK if limits.low is None else limits.low)))
    high = known & (own > (-BLANK - 1 if limits.high is None else limits.high))
    used = np.where(known, own, BLANK)
    used = np.where(low, limits.low or 0, np.where(high, limits.high or 0, used))
    used = np.where((used <= 0) & ~low, BLANK, used)
    source = np.where(low, LOW, np.where(high, HIGH, OWN))
    return Base(entered, used, source, from_gross)
