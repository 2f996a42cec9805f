"""What a count of years goes by, and the union of it."""

from __future__ import annotations

from typing import Literal

from xlpay.kinds.kind import Policy
from xlpay.language.positions import Part, Share, Variant
from xlpay.language.problems import ADD

Present = Literal["", "before", "through"]
Start = Literal["entry", "first_job"]


class Partial(Part, kw_only=True, frozen=True):
    """A rating whose year counts only in part."""

    rating: str
    share: Share


class Basis(Variant, kw_only=True, frozen=True, tag_field="basis"):
    """What a count goes by; what it has no key for is as it stands here."""

    @property
    def ratings(self) -> tuple[str, ...]:
        """The ratings whose year counts whole."""
        return ()

    @property
    def partial(self) -> tuple[Partial, ...]:
        """The ratings whose year counts in part."""
        return ()

    @property
    def duties(self) -> tuple[str, ...]:
        """The duties whose time counts."""
        return ()

    @property
    def present(self) -> Present:
        """How far it reaches into the present year: through the month before, or this one."""
        return ""

    @property
    def start(self) -> Start:
        """From 进入社区日期, or from 参加工作日期."""
        return "entry"

    @property
    def rated(self) -> bool:
        """Some years count by their rating."""
        return bool(self.ratings or self.partial)

    def problems(self, path: str, policy: Policy) -> None:
        """Tells what is wrong with what the file says of it."""


class Rated(Basis, kw_only=True, frozen=True):
    """Years by their ratings."""

    ratings: tuple[str, ...] = ()
    partial: tuple[Partial, ...] = ()

    def problems(self, path: str, policy: Policy) -> None:
        if not self.rated:
            policy.add(f"{path}.ratings", f"{self.kind} 要写哪些等次计年", ADD)


class ByMonths(Rated, kw_only=True, frozen=True, tag="months"):
    """Months in service / 12 of each counted year."""


class ByRating(Rated, kw_only=True, frozen=True, tag="rating"):
    """A whole year each."""


class CalendarYears(Rated, kw_only=True, frozen=True, tag="calendar"):
    """Calendar years with at least a month in service, the present one included."""

    start: Start = "entry"

    def problems(self, path: str, policy: Policy) -> None:
        """It need not go by ratings."""


class SinceADay(Basis, kw_only=True, frozen=True):
    """Service since a day, with no regard to ratings."""

    present: Present = ""
    start: Start = "entry"


class InService(SinceADay, kw_only=True, frozen=True, tag="service"):
    """Months in service / 12."""


class Anniversary(SinceADay, kw_only=True, frozen=True, tag="anniversary"):
    """Whole years of service to date."""


class Tenure(Basis, kw_only=True, frozen=True):
    """Months / 12 of what one holds now, without a gap."""

    present: Present = ""


class InPost(Tenure, kw_only=True, frozen=True, tag="post"):
    """In the present post."""

    def problems(self, path: str, policy: Policy) -> None:
        if not policy.has("post"):
            policy.add("post", "按岗位数年限，要有 [[post]]", ADD)


class InDuty(Tenure, kw_only=True, frozen=True, tag="duty"):
    """In any of `duties`, held now."""

    duties: tuple[str, ...] = ()

    def problems(self, path: str, policy: Policy) -> None:
        if not self.duties:
            policy.add(f"{path}.duties", "duty 要写哪些职务 duties", ADD)
        for word in self.duties:
            policy.known(f"{path}.duties", word, policy.names("duty"), "职务")


GoesBy = ByMonths | ByRating | InService | Anniversary | CalendarYears | InPost | InDuty
