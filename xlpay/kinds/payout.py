"""What was set aside over a quarter, half-year or year, paid out."""

from __future__ import annotations

from xlpay.kinds.kind import ComponentKind, Frame, Policy
from xlpay.kinds.schedule import Pool
from xlpay.language.positions import Count, Group
from xlpay.language.problems import ADD, FIX


class Payout(ComponentKind, kw_only=True, frozen=True, tag="payout"):
    """In the last month of each `every` the period's accruals of `of`.

    With `by_scores` pooled by `group`, with `own_score` × score of the month / `full`.
    """

    of: str = ""
    group: Group = "community"
    full: Count = 100
    by_scores: bool = False
    own_score: bool = False

    def pays(self) -> str:
        return self.of

    def pool(self) -> Pool | None:
        if not (self.by_scores or self.own_score):
            return None
        return Pool(self.group, divided=self.by_scores, full=self.full)

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        accrued = [n for n in policy.names("component") if policy.paid_as(n) == "accrual"]
        policy.needed(f"{path}.of", self.of, accrued, "计提的 [[component]]（of）")
        if frame.every == "month":
            what = "payout 要写 every，可用 quarter、half-year、year"
            policy.add(f"{path}.every", what, ADD)
        if frame.pay != "monthly":
            policy.add(f"{path}.pay", "payout 是发放，pay 只能是 monthly", FIX)
        if self.own_score and self.by_scores:
            policy.add(f"{path}.own_score", "own_score 只用于 payout，不能和 by_scores 同写", FIX)
        if self.own_score and self.full == 0:
            policy.add(f"{path}.full", "满分不能是 0", FIX)
