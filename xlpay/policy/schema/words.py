"""The lists of words that a policy offers: settings, people, posts, ratings, levels, leave."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from xlpay.kinds.duties import DutyKind, PostDuty
from xlpay.language.positions import Flag, Inline, Part, Ratio, Years


class Choice(Part, kw_only=True, frozen=True):
    """A word that 参数 offers for a setting, and what it means to the rules."""

    word: str
    means: str
    note: str = ""


class Setting(Part, kw_only=True, frozen=True):
    """A row of 参数 that this scheme reads."""

    name: str
    kind: Literal["ratio", "money", "weight", "year", "month", "count", "choice", "text"]
    source: str
    note: str = ""
    default: Any = None
    min: Any = None
    max: Any = None
    above: Any = None  # an open lower bound
    choices: tuple[Choice, ...] = ()
    required_for: Literal["", "month", "year"] = ""


class Word(Part, kw_only=True, frozen=True):
    """A word of an input sheet's drop-down; aliases are read and shown as the word."""

    word: str
    source: str
    aliases: tuple[str, ...] = ()
    note: str = ""


class Category(Word, kw_only=True, frozen=True):
    """人员类别. scale: by the components; reported: a sum the office states; none: not here."""

    pay: Literal["scale", "reported", "none"]
    quota: bool = False  # counts towards the quota of top ratings and the staffing checks
    counted: bool = False  # counts towards the number of staff only


class Post(Word, kw_only=True, frozen=True):
    """岗位, highest first; the last one is whoever holds no duty."""

    leader: bool = False


class Duty(Word, kw_only=True, frozen=True):
    """职务; `how` it counts says its kind (xlpay.kinds.duties)."""

    how: Annotated[DutyKind, Inline()]
    secretary: bool = False  # trains as a leader even where the post does not
    party_worker: bool = False

    @property
    def kind(self) -> str:
        """The word of its kind."""
        return self.how.kind

    @property
    def post(self) -> str:
        """The post that it gives; '' for none."""
        return self.how.post if isinstance(self.how, PostDuty) else ""


class Rating(Word, kw_only=True, frozen=True):
    """等次 of a year."""

    quota: bool = False
    failing: bool = False
    undecided: bool = False


class Level(Word, kw_only=True, frozen=True):
    """学历, 学位 or 职业资格, lowest first.

    A 职业资格 may name the `scale` it belongs to; of each scale the highest one held counts.
    """

    equals: str = ""  # a degree names the 学历 it belongs to
    scale: str = ""


class Honour(Word, kw_only=True, frozen=True):
    """A commendation that 学历证书 may record, for a one-off award."""


class Leave(Word, kw_only=True, frozen=True):
    """A kind of 请假考勤; `unpaid` may hang on a setting."""

    unit: Literal["calendar", "workday"]
    unpaid: Flag = False
    absence: bool = False  # 旷工: counts towards dismissal
    sick: bool = False  # paid in full but for [[leave_pay]], watched from the third month
    personal: bool = False


class LeaveShare(Part, kw_only=True, frozen=True):
    """After so many months or days of leave, for so many years, this share of the pay."""

    share: Ratio  # 0 to 1
    after: int = 0
    years: Years = None


class LeavePay(Part, kw_only=True, frozen=True):
    """Pay on leave in part: a share by the length of the leave and by years.

    per: spell_months and spell_days since the first day of a spell (rows that touch are one);
    year_days: days of leave in the calendar year before the day.  `of` is the count of `years`.
    `components` of the monthly standard are reduced; none named: all of it.
    """

    name: str
    source: str
    leave: tuple[str, ...]
    per: Literal["spell_months", "spell_days", "year_days"]
    rows: tuple[LeaveShare, ...]
    of: str = ""
    components: tuple[str, ...] = ()
    note: str = ""


class Leaving(Word, kw_only=True, frozen=True):
    """离职原因."""

    rest_of_month_paid: bool = False
    forfeits_bonus: bool = False
    bars_rehire: bool = False
    own_wish: bool = False
    retired: bool = False


class Double(Part, kw_only=True, frozen=True):
    """One person holding all of `duties` at once; `post` makes it a post of its own.

    As grades it is [grade] double_grades, as money a component with `when = {double = true}`.
    """

    name: str
    source: str
    duties: tuple[str, ...]
    post: str = ""


class Qualifications(Part, kw_only=True, frozen=True):
    """From which date a qualification counts."""

    source: str
    from_date: Literal["hired", "obtained"]
