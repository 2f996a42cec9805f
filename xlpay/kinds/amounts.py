"""The kinds that are arithmetic, and the union of all kinds."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from xlpay.kinds.kind import ComponentKind, Frame, Policy
from xlpay.kinds.payout import Payout
from xlpay.kinds.scores import Pooled, Scored
from xlpay.kinds.table import LookedUp
from xlpay.language.positions import Money, Part, Share, Years
from xlpay.language.problems import ADD


class Fixed(ComponentKind, kw_only=True, frozen=True, tag="fixed"):
    """`amount`."""

    amount: Money = None

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        if self.amount is None:
            policy.add(f"{path}.amount", "fixed 要写 amount", ADD)


class OfBase(ComponentKind, kw_only=True, frozen=True, tag="base"):
    """`base` itself × each of `factors`, whatever the grade."""

    base: str = ""
    factors: tuple[str, ...] = ()

    def base_name(self) -> str:
        return self.base

    def factor_names(self) -> tuple[str, ...]:
        return self.factors

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        policy.needed(f"{path}.base", self.base, policy.names("base"), "[[base]]")
        _factors(self.factors, f"{path}.factors", policy)


class Coefficient(ComponentKind, kw_only=True, frozen=True, tag="coefficient"):
    """`base` × (the grade's coefficient, if there are steps, + `plus`) × each of `factors`."""

    base: str = ""
    factors: tuple[str, ...] = ()
    plus: tuple[str, ...] = ()

    def base_name(self) -> str:
        return self.base

    def factor_names(self) -> tuple[str, ...]:
        return (*self.factors, *self.plus)

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        policy.needed(f"{path}.base", self.base, policy.names("base"), "[[base]]")
        _factors(self.factors, f"{path}.factors", policy)
        _factors(self.plus, f"{path}.plus", policy)
        if not (policy.has("grade") or self.factors or self.plus):
            what = f"“{frame.name}”按系数算，要有 [grade]，或写 factors、plus"
            policy.add("grade", what, ADD)


class ShareOf(ComponentKind, kw_only=True, frozen=True, tag="share"):
    """`share` of `of`, × each of `factors`."""

    of: str = ""
    share: Share = None
    factors: tuple[str, ...] = ()

    def made_of(self) -> frozenset[str]:
        return frozenset({self.of})

    def factor_names(self) -> tuple[str, ...]:
        return self.factors

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        _made_of(self.of, self.kind, path, policy)
        _factors(self.factors, f"{path}.factors", policy)
        if self.share is None and not self.factors:
            policy.add(f"{path}.share", "share 要写 share", ADD)


class Gross(ComponentKind, kw_only=True, frozen=True, tag="gross"):
    """`of` / `share`."""

    of: str = ""
    share: Share = None

    def made_of(self) -> frozenset[str]:
        return frozenset({self.of})

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        _made_of(self.of, self.kind, path, policy)
        if self.share is None:
            policy.add(f"{path}.share", "gross 要写 share", ADD)


class Rest(ComponentKind, kw_only=True, frozen=True, tag="rest"):
    """`of` less each of `less`."""

    of: str = ""
    less: tuple[str, ...] = ()

    def made_of(self) -> frozenset[str]:
        return frozenset({self.of, *self.less})

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        _made_of(self.of, self.kind, path, policy)
        for name in self.less:
            policy.known(f"{path}.less", name, policy.names("component"), "[[component]]")
        if not self.less:
            policy.add(f"{path}.less", "rest 要写减去哪些", ADD)


class SumOf(ComponentKind, kw_only=True, frozen=True, tag="sum"):
    """`parts` together."""

    parts: tuple[str, ...] = ()

    def made_of(self) -> frozenset[str]:
        return frozenset(self.parts)

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        for name in self.parts:
            policy.known(f"{path}.parts", name, policy.names("component"), "[[component]]")
        if not self.parts:
            policy.add(f"{path}.parts", "sum 要写 parts", ADD)


class Slice(Part, kw_only=True, frozen=True):
    """A part of `years` × rate: from so many years on, this rate a year."""

    years: Years
    rate: Money


class YearsOf(ComponentKind, kw_only=True, frozen=True, tag="years"):
    """Years of `of` × `rate`, or by `slices`."""

    of: str = ""
    rate: Money = None
    slices: tuple[Slice, ...] = ()
    slice_rate: Literal["each", "all"] = "each"  # all: the rate reached holds for all years
    whole_years: bool = False

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        policy.needed(f"{path}.of", self.of, policy.names("count"), "years 所依据的名字（of）")
        if (self.rate is None) == (not self.slices):
            policy.add(f"{path}.rate", "years 要写 rate 或 slices，只写一种")
        starts = [policy.at_first(piece.years) for piece in self.slices]
        known = [start for start in starts if start is not None]
        if starts and (starts[0] != 0 or any(b <= a for a, b in pairwise(known))):
            policy.add(f"{path}.slices", "各段要从 0 年起、从小到大", "请按年限排列")


class Rises(ComponentKind, kw_only=True, frozen=True, tag="rises"):
    """Rises of the run `of` × `rate`, on top of `amount`."""

    of: str = ""
    amount: Money = None
    rate: Money = None

    def problems(self, path: str, frame: Frame, policy: Policy) -> None:
        policy.needed(f"{path}.of", self.of, policy.names("run"), "rises 所依据的名字（of）")
        if self.rate is None:
            policy.add(f"{path}.rate", "rises 要写 rate", ADD)


def _made_of(of: str, kind: str, path: str, policy: Policy) -> None:
    policy.needed(f"{path}.of", of, policy.names("component"), f"{kind} 所依据的名字（of）")


def _factors(names: tuple[str, ...], path: str, policy: Policy) -> None:
    for name in names:
        policy.known(path, name, policy.names("factor"), "[[factor]]")


HowMuch = (
    Fixed
    | LookedUp
    | Coefficient
    | OfBase
    | ShareOf
    | Gross
    | Rest
    | SumOf
    | YearsOf
    | Rises
    | Pooled
    | Scored
    | Payout
)
