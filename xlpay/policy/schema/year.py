"""Money for a year, one-off awards, quota."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from xlpay.kinds.absence import HowLong, OffYear
from xlpay.kinds.events import GivenFor
from xlpay.kinds.quotas import Bound
from xlpay.kinds.schedule import Schedule
from xlpay.kinds.yearly import YearHow
from xlpay.language.positions import (
    AnyValue,
    Group,
    Holds,
    Inline,
    Money,
    Part,
    Rounds,
    Share,
    Unit,
)
from xlpay.policy.schema.pay import Condition


class Exclusion(Part, kw_only=True, frozen=True):
    """What takes the year-end money away, or part of it.

    `how` long an absence may be and what it `takes` are kinds (xlpay.kinds.absence).  `also` names
    kinds of leave counted together with `leave`; `unit` counts days by their dates, else as
    entered.
    """

    how: Annotated[HowLong, Inline()]
    leave: str
    also: tuple[str, ...] = ()
    unit: Literal["", "calendar", "workday"] = ""
    takes: Annotated[OffYear, Inline()]
    reason: str
    source: str

    @property
    def kind(self) -> str:
        """The word of its kind."""
        return self.how.kind


class RatingAmount(Part, kw_only=True, frozen=True):
    """What a rating is worth: a sum or a weight."""

    rating: str
    value: AnyValue  # a sum or a weight, as the kind says


class Yearly(Part, kw_only=True, frozen=True):
    """Money for a year; `how` much it is says its kind (xlpay.kinds.yearly).

    Where it has a sum of its own, that is for a whole year; prorate: months (× months in service
    / 12), none (whole, to whoever was in service), full (only to those in service in all twelve
    months).  `stayers`: only to those still employed on 31 December.  An unrated leaver has a
    share by `unrated_leaver`, or nothing, or waits for a rating (an error until then).
    """

    name: str
    title: str
    source: str
    how: Annotated[YearHow, Inline()]
    values: tuple[RatingAmount, ...] = ()
    when: Condition = msgspec.field(default_factory=Condition)
    prorate: Literal["months", "none", "full"] = "months"
    stayers: bool = False
    unrated_leaver: str = ""
    unrated_leaver_gets: Annotated[Any, Holds("choice", ("share", "nothing", "waits"))] = "share"
    unrated_entrant: str = ""
    undecided_as: str = ""
    forfeits: bool = False  # the leave reasons marked so take it away
    forfeits_unrated: bool = False  # only from whom has no rating of the year
    exclusions: tuple[Exclusion, ...] = ()
    rounding: Unit = "fen"
    rounds: Rounds = "nearest"
    note: str = ""

    @property
    def kind(self) -> str:
        """The word of its kind."""
        return self.how.kind

    @property
    def schedule(self) -> Schedule:
        """When it is paid: once a year, as what was set aside over it or as a sum of its own."""
        by_months = not self.how.pays() and self.prorate == "months"
        return Schedule(12, 12, 0, self.how.pays(), by_months, set_aside=False)


class Event(Part, kw_only=True, frozen=True):
    """A one-off award, paid outside the monthly pay: `amount`, or what its kind says by level.

    `how` it comes about says its kind (xlpay.kinds.events).
    """

    name: str
    source: str
    how: Annotated[GivenFor, Inline()]
    amount: Money = None
    since: date
    when: Condition = msgspec.field(default_factory=Condition)
    note: str = ""

    @property
    def kind(self) -> str:
        """The word of its kind."""
        return self.how.kind


class QuotaCase(Part, kw_only=True, frozen=True):
    """Another share for those of some communities or streets, in given years where years are."""

    source: str
    share: Share
    community: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


class Quota(Part, kw_only=True, frozen=True):
    """How many of a group may, or must, have some ratings: a share of its staff or of those rated.

    The ratings are those marked `quota` unless named; the people those of the categories marked so,
    or of `category`, and of `post` at the year's end where posts are named.  Each person counts
    with the share of the last of `cases` that holds; the sum of a group is rounded.
    """

    source: str
    share: Share
    since: int
    name: str = ""
    how: Annotated[Bound, Inline()]
    ratings: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    post: tuple[str, ...] = ()
    cases: tuple[QuotaCase, ...] = ()
    group: Group = "street"
    rounding: Literal["down", "nearest", "up"] = "down"
    counts: Literal["staff", "rated"] = "staff"

    @property
    def at(self) -> str:
        """Whether the share is the most or the least."""
        return self.how.kind
