"""Functions of year-end money by rating, and of awards for years of service."""

from __future__ import annotations

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import BLANK, DAY, FEN, RATIO, Bools, Ints, decimal_text, yuan_text
from xlpay.catalogue.arguments import spans_of
from xlpay.catalogue.context import Context
from xlpay.catalogue.model import Columns, not_in_force
from xlpay.catalogue.sickleave import SICK, sick_too_long, sick_words
from xlpay.kinds.absence import LongSpell, MonthsLess, ShareLess
from xlpay.kinds.events import LongService
from xlpay.kinds.yearly import YearRating
from xlpay.policy.schema.document import Document, Event, Exclusion, Yearly
from xlpay.policy.terms.term import cited, clause, exact
from xlpay.rules.bonus import (
    counted_rating,
    forfeited,
    less_months,
    paid_months,
    prorated,
    rating_values,
    service_award,
)
from xlpay.rules.rounding import rounding

_HALF_DAY = DAY // 2


def has_rating_bonus(document: Document) -> bool:
    """The policy has a year-end sum by rating."""
    return any(isinstance(rule.how, YearRating) for rule in document.yearly)


def has_service_award(document: Document) -> bool:
    """The policy has an award for years of service."""
    return any(isinstance(event.how, LongService) for event in document.event)


def _rule(context: Context) -> Yearly:
    for rule in context.document.yearly:
        if isinstance(rule.how, YearRating):
            return rule
    raise not_in_force(f"{context.document.scheme}没有按等次发的年终奖。")


def _about(context: Context, exclusion: Exclusion, flag: str) -> bool:
    """Whether an exclusion is about a kind of leave with this flag: sick, personal."""
    words = (exclusion.leave, *exclusion.also)
    return any(getattr(kind, flag) for kind in context.document.leave if kind.word in words)


def _away(context: Context, exclusion: Exclusion, columns: Columns) -> tuple[Bools, Ints]:
    """Who was away for too long by an exclusion, and the days (1/100) of its kinds of leave."""
    days = np.zeros(1, dtype=np.int64)
    for flag, name in (("sick", SICK), ("personal", "personal_days")):
        if name in columns and _about(context, exclusion, flag):
            days = days + columns[name] * _HALF_DAY
    if isinstance(exclusion.how, LongSpell) and bool(days.any()):
        raise not_in_force(f"“{exclusion.reason}”要看一次请了几个月，请写请假的起止日期。")
    most = 0 if isinstance(exclusion.how, LongSpell) else exact(exclusion.how.more_than)
    dates = columns.get(spans_of(SICK))
    dated = dates is not None and bool((dates != BLANK).any())
    if dates is not None and dated and _about(context, exclusion, "sick"):
        over, sick = sick_too_long(exclusion, dates)
        return over | (days.any() & (days + sick > most)), days + sick
    return days > most, days


class _BonusLeft(msgspec.Struct, frozen=True):
    """Of the year's sum (n,): who gets nothing and why, for how many months, the part kept."""

    nothing: Bools
    months: Ints
    kept: Ints | None  # 1e-6
    reasons: tuple[tuple[Bools, str, str], ...]  # whom each exclusion touches, why, its clause


def _bonus_left(context: Context, columns: Columns) -> _BonusLeft:
    """What leaving, absence and a year not served whole leave of it, as in the year's run."""
    rule, scheme = _rule(context), context.scheme
    nothing = forfeited(scheme, rule, columns["leave_reason"])
    months, kept = paid_months(rule, columns["months"]), None
    reasons = []
    for exclusion in rule.exclusions:
        over, days = _away(context, exclusion, columns)
        takes = exclusion.takes
        if isinstance(takes, MonthsLess):
            less = np.where(over, less_months(takes, days), 0)
            months = np.maximum(months - less, 0)
        elif isinstance(takes, ShareLess):
            left = np.where(over, RATIO - exact(takes.share), RATIO)
            kept = left if kept is None else np.minimum(kept, left)
        else:
            nothing = nothing | over
        reasons.append((over, exclusion.reason, context.cite(cited(exclusion))))
    return _BonusLeft(nothing, months, kept, tuple(reasons))


def bonus(context: Context, columns: Columns) -> Ints:
    """CWBONUS: exclusions, then the sum of the rating × months / 12, rounded as the rule says."""
    rule, scheme = _rule(context), context.scheme
    sums = rating_values(scheme, rule)[counted_rating(scheme, rule, columns["rating"])]
    left = _bonus_left(context, columns)
    amount = prorated(sums, left.months, rounding(rule.rounding, rule.rounds), left.kept)
    result: Ints = np.where(left.nothing, 0, amount)
    return result


def explain_bonus(context: Context, columns: Columns) -> str:
    """Why nothing is due, or the sum, the months and what absence takes off."""
    rule, scheme = _rule(context), context.scheme
    if forfeited(scheme, rule, columns["leave_reason"])[0]:
        reason = context.vocabulary.words(Words.LEAVING)[int(columns["leave_reason"][0])]
        return f"年底前{reason}，不发{rule.name}。{context.cite(rule.source)}"
    left = _bonus_left(context, columns)
    touched = [(reason, cited) for over, reason, cited in left.reasons if over[0]]
    if left.nothing[0]:
        reason, cited = touched[0]
        return f"{reason}，不发{rule.name}。{cited}{sick_words(columns)}"
    counted = counted_rating(scheme, rule, columns["rating"])
    names = context.vocabulary.words(Words.RATING)
    own, used = names[int(columns["rating"][0])], names[int(counted[0])]
    sum_of = decimal_text(int(rating_values(scheme, rule)[counted][0]), FEN)
    months = int(left.months[0])
    as_if = "" if own == used else f"（按{used}）"
    how = f"{own}{as_if}{sum_of}元" + ("" if months == 12 else f"×{months}÷12")
    if left.kept is not None and left.kept[0] < RATIO:
        how += f"×{decimal_text(int(left.kept[0]), RATIO)}"
    unit = rounding(rule.rounding, rule.rounds).words()
    amount = yuan_text(int(bonus(context, columns)[0]))
    told = "".join(f"{reason}。{cited}。" for reason, cited in touched)
    source = context.cite(_source_of(rule, used))
    said = f"{rule.name}：{how}{unit}＝{amount}。{source}"
    return f"{said}{told and '。' + told}{sick_words(columns)}"


def _source_of(rule: Yearly, rating: str) -> str:
    """The clause of a rating's sum."""
    own = next((value.value for value in rule.values if value.rating == rating), None)
    return clause(own, rule.source)


def _awards(context: Context) -> list[tuple[Event, int]]:
    """The awards for long service, with the years of each."""
    found = [
        (event, event.how.years)
        for event in context.document.event
        if isinstance(event.how, LongService)
    ]
    if not found:
        raise not_in_force(f"{context.document.scheme}没有工作年限奖励。")
    return found


def award(context: Context, columns: Columns) -> Ints:
    """CWAWARD: in the year an anniversary is reached."""
    total = np.zeros(len(columns["years"]), dtype=np.int64)
    for event, years in _awards(context):
        total = total + service_award(context.scheme, event, years, columns["years"])
    return total


def explain_award(context: Context, columns: Columns) -> str:
    """The award of these years, or at which years there are some."""
    for event, years in _awards(context):
        amount = service_award(context.scheme, event, years, columns["years"])
        if amount[0]:
            source = context.cite(clause(event.amount, event.source))
            return f"{event.name}：{yuan_text(int(amount[0]))}元。{source}"
    known = "、".join(str(years) for _, years in _awards(context))
    sources = [event.source for event, _ in _awards(context)]
    return f"只在正好满{known}年时发，其他年数为0。{context.cite(*sources)}"
