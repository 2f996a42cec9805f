"""Functions of year-end money by rating, and of awards for years of service."""

from __future__ import annotations

import numpy as np

from xlpay.catalogue.context import Context
from xlpay.catalogue.model import Columns, not_in_force
from xlpay.forms import Words
from xlpay.money import FEN, Ints, decimal_text, yuan_text
from xlpay.policy.schema import Document, Event, Exclusion, Yearly
from xlpay.policy.values import DAY
from xlpay.rules.bonus import (
    counted_rating,
    forfeited,
    prorated,
    rating_values,
    service_award,
    too_long,
)

_HALF_DAY = DAY // 2


def has_rating_bonus(document: Document) -> bool:
    """The policy has a year-end sum by rating."""
    return any(rule.kind == "rating" for rule in document.yearly)


def has_service_award(document: Document) -> bool:
    """The policy has an award for years of service."""
    return any(event.kind == "service" for event in document.event)


def _rule(context: Context) -> Yearly:
    for rule in context.document.yearly:
        if rule.kind == "rating":
            return rule
    raise not_in_force(f"{context.document.scheme}没有按等次发的年终奖。")


def _away(context: Context, exclusion: Exclusion, columns: Columns) -> Ints:
    """The days (in halves) of the kind of leave that an exclusion is about."""
    leave = next(x for x in context.document.leave if x.word == exclusion.leave)
    if leave.sick:
        return columns["sick_days"]
    return columns["personal_days"] if leave.personal else np.zeros(1, dtype=np.int64)


def bonus(context: Context, columns: Columns) -> Ints:
    """CWBONUS: exclusions, then the sum of the rating × months / 12."""
    rule, scheme = _rule(context), context.scheme
    sums = rating_values(scheme, rule)[0]
    amount = prorated(sums[counted_rating(scheme, rule, columns["rating"])], columns["months"])
    out = forfeited(scheme, rule, columns["leave_reason"])
    for exclusion in rule.exclusions:
        out = out | too_long(scheme, exclusion, _away(context, exclusion, columns) * _HALF_DAY)
    result: Ints = np.where(out, 0, amount)
    return result


def explain_bonus(context: Context, columns: Columns) -> str:
    """Why nothing is due, or the sum and the months."""
    rule, scheme = _rule(context), context.scheme
    if forfeited(scheme, rule, columns["leave_reason"])[0]:
        reason = context.vocabulary.words(Words.LEAVING)[int(columns["leave_reason"][0])]
        return f"年底前{reason}，不发{rule.name}。{context.cite(rule.source)}"
    for exclusion in rule.exclusions:
        if too_long(scheme, exclusion, _away(context, exclusion, columns) * _HALF_DAY)[0]:
            return f"{exclusion.reason}，不发{rule.name}。{context.cite(exclusion.source)}"
    counted = counted_rating(scheme, rule, columns["rating"])
    names = context.vocabulary.words(Words.RATING)
    own, used = names[int(columns["rating"][0])], names[int(counted[0])]
    sum_of = decimal_text(int(rating_values(scheme, rule)[0][counted][0]), FEN)
    months = int(columns["months"][0])
    as_if = "" if own == used else f"（按{used}）"
    how = f"{own}{as_if}{sum_of}元" + ("" if months == 12 else f"×{months}÷12")
    amount = yuan_text(int(bonus(context, columns)[0]))
    return f"{rule.name}：{how}＝{amount}。{context.cite(rule.source)}"


def _awards(context: Context) -> list[Event]:
    found = [event for event in context.document.event if event.kind == "service"]
    if not found:
        raise not_in_force(f"{context.document.scheme}没有工作年限奖励。")
    return found


def award(context: Context, columns: Columns) -> Ints:
    """CWAWARD: in the year an anniversary is reached."""
    total = np.zeros(len(columns["years"]), dtype=np.int64)
    for event in _awards(context):
        total = total + service_award(context.scheme, event, columns["years"])
    return total


def explain_award(context: Context, columns: Columns) -> str:
    """The award of these years, or at which years there are some."""
    for event in _awards(context):
        amount = service_award(context.scheme, event, columns["years"])
        if amount[0]:
            return f"{event.name}：{yuan_text(int(amount[0]))}元。{context.cite(event.source)}"
    known = "、".join(str(event.years) for event in _awards(context))
    sources = [event.source for event in _awards(context)]
    return f"只在正好满{known}年时发，其他年数为0。{context.cite(*sources)}"
