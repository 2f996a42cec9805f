"""Sums that hang on scores: divided within a group, or the person's own."""

from __future__ import annotations

from xlpay.kinds.kind import ComponentKind, Frame, Policy
from xlpay.kinds.schedule import Pool
from xlpay.language.positions import Count, Group, Money
from xlpay.language.problems import ADD, FIX


class Pooled(ComponentKind, kw_only=True, frozen=True, tag="pool"):
    """`amount` (or `of`) a person, pooled by `group` and divided by scores."""

    amount: Money = None
    of: str = ""
    group: Group = "community"

    def made_of(self) -> frozenset[str]:
        return frozenset({self.of} - {""})

    def pool(self) -> Pool:
        return Pool(self.group, divided=True)

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        if (self.amount is None) == (not self.of):
            policy.add(f"{path}.amount", "pool 要写 amount 或 of，只写一种", ADD)
        if frame.rounding != "fen":
            what = "pool 按分分配，没有尾差可以舍入"
            policy.add(f"{path}.rounding", what, "请删去 rounding")
        _scored_part(self.of, self.kind, path, frame, policy)


class Scored(ComponentKind, kw_only=True, frozen=True, tag="scored"):
    """`of` × score / `full`."""

    of: str = ""
    group: Group = "community"
    full: Count = 100

    def made_of(self) -> frozenset[str]:
        return frozenset({self.of} - {""})

    def pool(self) -> Pool:
        return Pool(self.group, divided=False, full=self.full)

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        if not self.of:
            policy.add(f"{path}.of", "scored 要写依据哪一项（of）", ADD)
        if self.full == 0:
            policy.add(f"{path}.full", "满分不能是 0", FIX)
        _scored_part(self.of, self.kind, path, frame, policy)


def _scored_part(of: str, kind: str, path: str, frame: Frame, policy: Policy) -> None:
    """What is divided by scores must not be paid by itself as well, and is so every month."""
    policy.known(f"{path}.of", of, policy.names("component"), "[[component]]")
    paid = policy.paid_as(of)
    if paid and paid != "memo":
        what = f"“{of}”自己也发放（pay = {paid}），会发两次"
        policy.add(f"{path}.of", what, '请把它写成 pay = "memo"')
    if frame.every != "month" and frame.pay != "accrual":
        what = f"{kind} 只能按月；按期按得分分配用 payout 和 by_scores"
        policy.add(f"{path}.every", what, FIX)
