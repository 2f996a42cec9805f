"""Why a component is nothing for somebody: the condition not met, the month in which it is paid.

Each condition is asked of the rule by itself, so that the reason is the one that decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Bools
from xlpay.base.months import day_text
from xlpay.pay.grade_words import years_text
from xlpay.pay.month import MonthPayroll
from xlpay.pay.periods import due_now, pays_in
from xlpay.policy.schema.document import Component, Condition
from xlpay.policy.schema.form import keys_of
from xlpay.policy.schema.wording import brief
from xlpay.policy.terms.scheme import NONE
from xlpay.policy.terms.term import exact
from xlpay.rules.conditions import applies, matches

_BOUNDS: Final = ("years_from", "years_below")
_OF_COUNT: Final = "years_of"  # goes with these bounds


class _Test(msgspec.Struct, frozen=True):
    """A key of a condition, and who meets it."""

    key: str
    condition: Condition
    met: Bools


def held_word(run: MonthPayroll, key: str, i: int) -> str:
    """The person's own word that a key of a table or condition looks at."""
    vocabulary, facts = run.unit.vocabulary, run.facts
    if key == "post":
        return str(run.scheme.document.post[facts.post[i]].word)
    if key == "region":
        return facts.region
    if key == "street":
        return facts.streets[facts.street[i]] or "（没有填）"
    if key == "community":
        return str(facts.communities[facts.community[i]])
    if key == "duty":
        codes = np.flatnonzero(facts.holding[i]).tolist()
    elif key == "qualification":
        codes = [int(own[i]) for own in facts.qualifications]
    else:
        codes = [int(getattr(facts, key)[i])]
    named = vocabulary.words(Words(key))
    return "、".join(named[code] for code in codes if code != NONE) or f"没有{_called(key)}"


def _called(key: str) -> str:
    """What a key of a condition is called."""
    return next(brief(own.says) for own in keys_of(Condition) if own.name == key)


def why_nothing(run: MonthPayroll, component: Component) -> Callable[[int], str]:
    """By person, why they don't have a component; '' for those who do."""
    here = applies(run.scheme, run.facts, component)
    when, unless = list(_tests(run, component.when)), list(_tests(run, component.unless))
    paid, trial = _paid_now(run, component), _unpaid_on_trial(run, component)

    def words(i: int) -> str:
        if not here[i]:
            failed = next((test for test in when if not test.met[i]), None)
            if failed is not None:
                return f"不发：{_unmet(run, failed, i)}"
            return f"不发：{'，'.join(_excepted(run, test, i) for test in unless)}"
        if trial[i]:
            return "试用期不发"
        return "" if paid is None or paid[i] else f"本月不发：{_pay_day(component)}"

    return words


def _tests(run: MonthPayroll, condition: Condition) -> Iterator[_Test]:
    """Each thing that a condition asks, by itself."""
    for key in keys_of(Condition):
        value = getattr(condition, key.name)
        if value == key.default or key.name == _OF_COUNT:
            continue
        asked: dict[str, Any] = {key.name: value}
        if key.name in _BOUNDS:
            asked[_OF_COUNT] = condition.years_of
        single = Condition(**asked)
        yield _Test(key.name, single, matches(run.scheme, run.facts, single))


def _unmet(run: MonthPayroll, test: _Test, i: int) -> str:
    """What is lacking for somebody."""
    key, condition = test.key, test.condition
    says, value = _called(key), getattr(condition, key)
    if key in ("duty", "all_duties"):
        return f"没有{'同时' if key == 'all_duties' else ''}担任{'、'.join(value)}"
    if key == "double":
        return "没有一人兼任" if value else "一人兼任"
    if key == "probation":
        return "不在试用期" if value else "在试用期"
    if key == "sex":
        return f"只给{value}的"
    if key in _BOUNDS:
        return _years(run, condition, key, i) + "才有"
    if key == "months":
        return f"只在{'、'.join(str(month) for month in value)}月发"
    if key in ("entered_from", "entered_before"):
        entered = day_text(int(run.facts.entry[i]))
        return f"{entered}进入，只给{value}{'及以后' if key == 'entered_from' else '以前'}进入的"
    if not isinstance(value, tuple) or not hasattr(run.facts, key):
        return f"不符合条件“{says}”"
    return f"{_held(run, key, i)}，只给{'、'.join(value)}"


def _excepted(run: MonthPayroll, test: _Test, i: int) -> str:
    """What of somebody is excepted."""
    key, condition = test.key, test.condition
    says, value = _called(key), getattr(condition, key)
    if key in ("duty", "all_duties"):
        return f"担任{'、'.join(value)}的不发"
    if key == "double":
        return "一人兼任的不发" if value else "没有一人兼任的不发"
    if key == "probation":
        return "试用期不发" if value else "过了试用期不发"
    if key == "sex":
        return f"{value}的不发"
    if key in _BOUNDS:
        return _years(run, condition, key, i) + "的不发"
    if key == "months":
        return f"{'、'.join(str(month) for month in value)}月不发"
    if key in ("entered_from", "entered_before"):
        return f"{value}{'及以后' if key == 'entered_from' else '以前'}进入的不发"
    if not isinstance(value, tuple) or not hasattr(run.facts, key):
        return f"符合除外条件“{says}”"
    return f"{_held(run, key, i)}，不给{'、'.join(value)}"


def _held(run: MonthPayroll, key: str, i: int) -> str:
    """'学历是大专', or '没有学历'."""
    own = held_word(run, key, i)
    return own if own == f"没有{_called(key)}" else f"{_called(key)}是{own}"


def _years(run: MonthPayroll, condition: Condition, key: str, i: int) -> str:
    """How the years of somebody compare with a condition's."""
    own = years_text(int(run.facts.years[condition.years_of][i]))
    bound = years_text(exact(getattr(condition, key)))
    wanted = f"满{bound}年" if key == "years_from" else f"不满{bound}年"
    return f"{condition.years_of}{own}年，{wanted}"


def _paid_now(run: MonthPayroll, component: Component) -> Bools | None:
    """Who is paid a period's money in the month; None where it is paid every month."""
    if not component.schedule.periodic:
        return None
    if component.schedule.leavers:
        return due_now(run.staff, component, run.month)
    return np.full(len(run.facts), pays_in(component, run.month), dtype=np.bool_)


def _unpaid_on_trial(run: MonthPayroll, component: Component) -> Bools:
    """Who has nothing of a component because of probation (n,)."""
    rule = run.scheme.document.probation
    if rule is None:
        return np.zeros(len(run.facts), dtype=np.bool_)
    others = rule.components[1:] if rule.mode.value == "sum" else ()
    return run.facts.probation & (component.name in (*rule.unpaid, *others))


def _pay_day(component: Component) -> str:
    """The months in which a period's money is paid."""
    schedule = component.schedule
    length, place = schedule.length, schedule.place + schedule.after
    months = "、".join(f"{(first + place - 1) % 12 + 1}月" for first in range(0, 12, length))
    text = f"每年{months}发" if length == 12 else f"{months}发"
    return f"{text}，离职的在最后一个月发" if schedule.leavers else text
