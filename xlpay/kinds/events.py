"""The kinds of one-off awards, and the union of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

from xlpay.kinds.kind import Policy
from xlpay.kinds.schedule import Schedule
from xlpay.language.positions import Money, Part, Variant
from xlpay.language.problems import ADD


class EventFrame(Protocol):
    """What a kind may ask of the [[event]] that it stands in."""

    @property
    def name(self) -> str: ...
    @property
    def amount(self) -> Money: ...


class LevelAmount(Part, kw_only=True, frozen=True):
    """What a level, rating or honour is worth once."""

    level: str
    amount: Money


class EventKind(Variant, kw_only=True, frozen=True):
    """What an award is given for."""

    @property
    def schedule(self) -> Schedule:
        """When it is due: in the month in which it comes about, or `after` months later."""
        return Schedule(1, 1, 0, "", by_months=False, set_aside=False)

    def by_level(self) -> tuple[LevelAmount, ...]:
        """What each level is worth, where the award is no single sum."""
        return ()

    def problems(self, path: str, frame: EventFrame, policy: Policy) -> None:
        """Tells what is wrong with what the file says of it."""
        if (frame.amount is None) == (not self.by_level()):
            policy.add(f"{path}.amount", "要写 amount，或按档次写 amounts，只写一种", ADD)


class Obtained(EventKind, kw_only=True, frozen=True):
    """In the month after something is obtained in employment: `at_least` this level or higher."""

    at_least: str = ""
    amounts: tuple[LevelAmount, ...] = ()

    @property
    def schedule(self) -> Schedule:
        """In the month after."""
        return Schedule(1, 1, 1, "", by_months=False, set_aside=False)

    def by_level(self) -> tuple[LevelAmount, ...]:
        return self.amounts

    def listed(self) -> tuple[str, str]:
        """The list that its levels are of, and what they are called."""
        raise NotImplementedError

    def problems(self, path: str, frame: EventFrame, policy: Policy) -> None:
        EventKind.problems(self, path, frame, policy)
        of, what = self.listed()
        if not policy.has(of):
            policy.add(of, f"“{frame.name}”要有 [[{of}]]", ADD)
        policy.known(f"{path}.at_least", self.at_least, policy.names(of), what)
        _levels(self.amounts, path, policy.names(of), what, policy)


class Ranked(Obtained, kw_only=True, frozen=True):
    """A level that a higher one may follow.

    repeat: once (the first only), level (each level its own), difference (a higher level pays what
    it is worth beyond the one paid before).
    """

    repeat: Literal["once", "level", "difference"] = "once"


class Certificate(Ranked, kw_only=True, frozen=True, tag="certificate"):
    """A qualification."""

    def listed(self) -> tuple[str, str]:
        return "qualification", "职业资格"

    def problems(self, path: str, frame: EventFrame, policy: Policy) -> None:
        Ranked.problems(self, path, frame, policy)
        if not (self.at_least or self.amounts):
            policy.add(f"{path}.at_least", "certificate 要写最低的职业资格", ADD)


class Diploma(Ranked, kw_only=True, frozen=True, tag="diploma"):
    """A 学历."""

    def listed(self) -> tuple[str, str]:
        return "education", "学历"


class Degree(Ranked, kw_only=True, frozen=True, tag="degree"):
    """A 学位."""

    def listed(self) -> tuple[str, str]:
        return "degree", "学位"


class HonourGiven(Obtained, kw_only=True, frozen=True, tag="honour"):
    """An honour; each one counts."""

    def listed(self) -> tuple[str, str]:
        return "honour", "荣誉"


class LongService(EventKind, kw_only=True, frozen=True, tag="service"):
    """In the month of the anniversary of `years` unbroken years."""

    years: int = 0

    def problems(self, path: str, frame: EventFrame, policy: Policy) -> None:
        EventKind.problems(self, path, frame, policy)
        if self.years <= 0:
            policy.add(f"{path}.years", "service 要写满多少年", ADD)


class ForRatings(EventKind, kw_only=True, frozen=True, tag="rating"):
    """When `running` such ratings in consecutive years are known."""

    amounts: tuple[LevelAmount, ...] = ()
    ratings: tuple[str, ...] = ()
    running: int = 1

    def by_level(self) -> tuple[LevelAmount, ...]:
        return self.amounts

    def problems(self, path: str, frame: EventFrame, policy: Policy) -> None:
        EventKind.problems(self, path, frame, policy)
        listed = policy.names("rating")
        if not listed:
            policy.add("rating", f"“{frame.name}”要有 [[rating]]", ADD)
        _levels(self.amounts, path, listed, "等次", policy)
        for word in self.ratings:
            policy.known(f"{path}.ratings", word, listed, "等次")
        if not self.ratings or self.running < 1:
            policy.add(f"{path}.ratings", "rating 要写哪些等次、连续几年 running", ADD)
        if self.amounts and self.running > 1:
            policy.add(f"{path}.amounts", "连续几年的只有一个数", "请写 amount")


def _levels(
    amounts: Iterable[LevelAmount], path: str, listed: list[str], what: str, policy: Policy
) -> None:
    for number, entry in enumerate(amounts):
        policy.known(f"{path}.amounts[{number + 1}].level", entry.level, listed, what)


GivenFor = Certificate | Diploma | Degree | LongService | ForRatings | HonourGiven
