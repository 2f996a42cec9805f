"""A sum looked up in a table by what a person is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from xlpay.kinds.kind import ComponentKind, Frame, Policy
from xlpay.language.positions import Keyed, Money, Needs
from xlpay.language.problems import ADD

KEYS_NOT_EVERYBODY_HAS: Final = (
    "degree",
    "qualification",
    "rating",
    "duty",
    "street",
    "community",
)


class Row(Keyed, kw_only=True, frozen=True):
    """A row of a table: its keys and its amount."""

    amount: Money


class LookedUp(ComponentKind, kw_only=True, frozen=True, tag="table"):
    """`rows` by `keys`."""

    of: str = ""  # the count of the key years
    keys: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    otherwise: Money = None  # the amount where no row of a table matches
    needs: Needs = "diploma"  # how the key education is read
    # Who agrees with several rows: by scale of qualifications, or by duty.
    several: Literal["", "highest", "sum"] = ""

    def sums(self, path: str) -> Iterator[tuple[str, Money]]:
        """What each row gives, and what is paid otherwise."""
        yield f"{path}.otherwise", self.otherwise
        yield from ((f"{path}.rows[{i + 1}].amount", row.amount) for i, row in enumerate(self.rows))

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        """Rows there are, and what its keys go by; whether they are complete hangs on the lists."""
        if not self.rows:
            policy.add(f"{path}.rows", "table 要写 rows", ADD)
        if "grade" in self.keys and not policy.has("grade"):
            policy.add("grade", f"“{frame.name}”按等级查表，要有 [grade]", ADD)
        degrees_needed(self.needs, path, policy)


def degrees_needed(needs: str, path: str, policy: Policy) -> None:
    """A table that reads 学位 stands in a policy that lists some."""
    if needs != "diploma" and not policy.has("degree"):
        policy.add(f"{path}.needs", f"needs = {needs} 要看学位，要有 [[degree]]", ADD)
