"""What of the input sheets an amount can depend on under a policy: columns, settings, leave.

Everything else may be looked at by a management rule or kept for the record; what is wrong with it
stops nobody's pay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from xlpay.base.forms import Field, Form, Use
from xlpay.language.positions import Part
from xlpay.language.structure import walk
from xlpay.policy.inputs import reads
from xlpay.policy.schema.document import Condition, Document
from xlpay.policy.terms.definitions import definitions, place_words

# Parts of a policy that the pay of a month doesn't follow.
_NOT_MONTHLY: Final = ("yearly", "quota", "further_quota", "check")
_ONLY_MONTHLY: Final = ("leave", "leave_pay", "part_month", "base")
_NO_PAY: Final = ("quota", "further_quota", "check")


def _by_street(document: Document) -> bool:
    """Something is divided by street, or hangs on one."""
    hows = [how for component in document.component for how in definitions(component)]
    pools = [how.pool() for how in (*hows, *(yearly.how for yearly in document.yearly))]
    grouped = any(pool is not None and pool.group == "street" for pool in pools)
    return grouped or bool(place_words([document], "street"))


def _probation(document: Document) -> bool:
    """Pay on probation is other pay."""
    asked = (isinstance(p, Condition) and p.probation is not None for _, p in walk(document))
    return document.probation is not None or any(asked)


def _by_own_days(document: Document) -> bool:
    """A part month may be paid by the month's own days of work."""
    rule = document.part_month
    return rule.by == "workday" and (rule.of_month or rule.mode not in ("prorate", "whole"))


# Sheet and column -> whose pay follows it; what is not listed is as the form says.
_PAYS: Final[Mapping[tuple[str, str], Callable[[Document], bool]]] = {
    ("花名册", "街道"): _by_street,
    ("花名册", "试用期截止日期"): _probation,
    ("社区", "社区"): _by_street,
    ("社区", "街道"): _by_street,
    ("调动记录", "街道"): _by_street,
    ("调休", "日期"): _by_own_days,
    ("调休", "类别"): _by_own_days,
}


def use_of(document: Document, form: Form, field: Field) -> Use:
    """What a policy uses a column for."""
    if not reads(document, form, field):
        return Use.RECORD
    pays = _PAYS.get((form.sheet, field.header))
    return Use.CHECK if pays is not None and not pays(document) else field.use


def idle_columns(document: Document, form: Form) -> frozenset[str]:
    """The columns of a sheet on which no amount depends, and nobody's identity."""
    kept = (Use.CHECK, Use.RECORD)
    return frozenset(f.header for f in form.fields if use_of(document, form, f) in kept)


def idle_settings(document: Document, *, yearly: bool) -> frozenset[str]:
    """The settings that no amount follows: in a month's run, those of the year's money too."""
    names = {setting.name for setting in document.setting}
    summed = _of_the_year(document)
    apart = (*(_NO_PAY if yearly else _NOT_MONTHLY), "setting", "cause", "component")
    apart = (*apart, "approval", *(_ONLY_MONTHLY if yearly and not summed else ()))
    parts = [getattr(document, name) for name in document.__struct_fields__ if name not in apart]
    parts += [c for c in document.component if not yearly or c.name in summed]
    return frozenset(names - {*_texts(parts)})


def _of_the_year(document: Document) -> set[str]:
    """The components that the year's money is made of."""
    by_name = {component.name: component for component in document.component}
    wanted = [of for y in document.yearly if (of := getattr(y.how, "of", ""))]
    found = set[str]()
    while wanted:
        name = wanted.pop()
        if name in by_name and name not in found:
            found.add(name)
            for how in definitions(by_name[name]):
                wanted += [*how.made_of(), *([how.pays()] if how.pays() else [])]
    return found


def _texts(value: Any) -> Iterator[str]:
    """Every text of a part: a setting is named by one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Part):
        yield from _texts([inner for _, inner, _ in value.in_file()])
    elif isinstance(value, Mapping):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for element in value:
            yield from _texts(element)


def reaches_back(document: Document) -> bool:
    """Some money of a month is a sum over other months."""
    return any(c.schedule.pays or c.schedule.periodic for c in document.component)


def leave_that_pays(document: Document, *, yearly: bool) -> frozenset[str]:
    """The kinds of leave that may take something off an amount."""
    found = {leave.word for leave in document.leave if leave.unpaid is not False}
    found |= {word for rule in document.leave_pay for word in rule.leave}
    found |= {word for c in document.component for rule in c.absences for word in rule.leave}
    if yearly:
        rules = [rule for y in document.yearly for rule in y.exclusions]
        found |= {word for rule in rules for word in (rule.leave, *rule.also)}
    return frozenset(found)


def days_that_pay(document: Document, *, yearly: bool) -> frozenset[str]:
    """The kinds of leave whose number of days is taken as entered, not from the dates."""
    by_days = {leave.word for leave in document.leave if leave.unit == "workday"}
    by_days |= {word for c in document.component for rule in c.absences for word in rule.leave}
    if yearly:
        rules = [r for y in document.yearly for r in y.exclusions if not r.unit]
        by_days |= {word for rule in rules for word in (rule.leave, *rule.also)}
    return frozenset(by_days) & leave_that_pays(document, yearly=yearly)


def duties_that_pay(document: Document) -> frozenset[str]:
    """The duties on which pay may hang: they interrupt service, or a rule names them or a post."""
    rules = [document.component, document.grade, document.count, document.factor, document.base]
    named = {*_texts([*rules, document.double, document.yearly, document.event])}
    by_post = "post" in named or any(post.word in named for post in document.post)
    return frozenset(
        duty.word
        for duty in document.duty
        if duty.kind == "break" or duty.word in named or (duty.kind == "post" and by_post)
    )
