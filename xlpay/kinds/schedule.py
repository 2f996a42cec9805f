"""When an amount is paid, and how it is shared: what the kinds of the policy file come to.

`pool`, `scored` and `payout` of a file are not ways to reckon an amount: each is an amount with a
schedule, and with a pool where scores decide.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

LENGTHS: Final = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}  # in months


class Pool(msgspec.Struct, frozen=True):
    """How scores decide within a group.

    divided: the group's sums together, by score × own sum; else each person's sum × score / full.
    """

    group: Literal["community", "street", "unit"]
    divided: bool
    full: Any = 0  # a Count of the policy; of use where nothing is divided


class Schedule(msgspec.Struct, frozen=True):
    """When an amount is due.

    length: months of a period (1: every month); the sum is due in month `place` of it (1 to
    length), `after` months later.  pays: the component whose amounts set aside over the period are
    due; "": the amount itself.  by_months: × months in service / length.  leavers: whoever leaves
    before it is due is paid in the last month.  set_aside: not paid but kept for a payout.
    """

    length: int
    place: int
    after: int
    pays: str
    by_months: bool
    set_aside: bool

    @property
    def leavers(self) -> bool:
        return bool(self.pays) or self.by_months

    @property
    def periodic(self) -> bool:
        """Paid once a period, not every month."""
        return self.length > 1 and not self.set_aside
