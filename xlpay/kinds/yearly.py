"""The kinds of a year's money, and the union of them."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from xlpay.kinds.kind import Policy
from xlpay.kinds.schedule import Pool
from xlpay.kinds.table import KEYS_NOT_EVERYBODY_HAS, Row, degrees_needed
from xlpay.language.positions import Group, Money, Needs, Variant
from xlpay.language.problems import ADD

_NO_ROW: Final = "不发就写 otherwise = 0"


class YearFrame(Protocol):
    """What a kind may ask of the [[yearly]] that it stands in."""

    @property
    def values(self) -> tuple[object, ...]: ...
    @property
    def prorate(self) -> str: ...


class YearKind(Variant, kw_only=True, frozen=True):
    """How much a year's money is, before the rating and what absence takes off."""

    @property
    def values_are(self) -> Literal["money", "weight"]:
        """What the values of the ratings are: sums, or weights of a sum."""
        return "weight"

    def pays(self) -> str:
        """The component whose amounts of the year it pays; '' where it has a sum of its own."""
        return ""

    def pool(self) -> Pool | None:
        """The group within which the year's amounts are divided; None where they are not."""
        return None

    def problems(self, path: str, frame: YearFrame, policy: Policy) -> None:
        """Tells what is wrong with what the file says of it."""
        if not frame.values:
            policy.add(f"{path}.values", f"{self.kind} 要写各等次多少", ADD)
        if self.pays() and frame.prorate != "months":
            what = f"{self.kind} 是各月之和，不再按月折算"
            policy.add(f"{path}.prorate", what, "请删去")


class YearPool(YearKind, kw_only=True, frozen=True, tag="pool"):
    """The year's accruals of `of`, by `group`, divided by accrual × weight of the rating."""

    of: str = ""
    group: Group = "community"

    def pays(self) -> str:
        return self.of

    def pool(self) -> Pool:
        return Pool(self.group, divided=True)

    def problems(self, path: str, frame: YearFrame, policy: Policy) -> None:
        accrued = [n for n in policy.names("component") if policy.paid_as(n) == "accrual"]
        policy.needed(f"{path}.of", self.of, accrued, "计提的 [[component]]")
        YearKind.problems(self, path, frame, policy)


class YearAccrued(YearKind, kw_only=True, frozen=True, tag="accrued"):
    """The person's own sum of `of` over the year × weight of the rating, not pooled."""

    of: str = ""

    def pays(self) -> str:
        return self.of

    def problems(self, path: str, frame: YearFrame, policy: Policy) -> None:
        policy.needed(f"{path}.of", self.of, policy.names("component"), "[[component]]（of）")
        YearKind.problems(self, path, frame, policy)


class YearRating(YearKind, kw_only=True, frozen=True, tag="rating"):
    """A sum by rating."""

    @property
    def values_are(self) -> Literal["money", "weight"]:
        """Sums."""
        return "money"


class YearTable(YearKind, kw_only=True, frozen=True, tag="table"):
    """A sum by `keys` (the last month in service decides), × the rating's weight if given."""

    of: str = ""  # the count of the key years
    keys: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    otherwise: Money = None
    needs: Needs = "diploma"

    def problems(self, path: str, frame: YearFrame, policy: Policy) -> None:
        if self.otherwise is None and {*self.keys} & {*KEYS_NOT_EVERYBODY_HAS, "years"}:
            policy.add(f"{path}.otherwise", "有人可能查不到，要写 otherwise", _NO_ROW)
        if "years" in self.keys:
            policy.needed(f"{path}.of", self.of, policy.names("count"), "[[count]]（of）")
        degrees_needed(self.needs, path, policy)


class YearPay(YearKind, kw_only=True, frozen=True, tag="pay"):
    """The monthly amount of `of` in the last month in service × weight of the rating."""

    of: str = ""

    def problems(self, path: str, frame: YearFrame, policy: Policy) -> None:
        policy.needed(f"{path}.of", self.of, policy.names("component"), "[[component]]（of）")


YearHow = YearPool | YearAccrued | YearRating | YearTable | YearPay
