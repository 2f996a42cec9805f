"""The management rules of a policy: a function for each kind of [[check]], parameters from it.

They never stop a run: warnings where a person should look, an info where a rule needs a sheet
that is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec
from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, find
from xlpay.base.forms import (
    ABSENCES,
    ACTIVITIES,
    COMMUNITIES,
    DUTIES,
    RATINGS,
    Form,
    Words,
)
from xlpay.checks.attendance import absence, sick_third_month
from xlpay.checks.communities import leaders, local_residence, party_worker, places, staffing
from xlpay.checks.conduct import (
    extra_duty_category,
    induction,
    secondment,
    survey,
    training,
    visits,
)
from xlpay.checks.pay_level import mean_pay, reported_floor
from xlpay.checks.people import (
    contract_end,
    entry_age,
    entry_education,
    failed_ratings,
    joined_rated,
    low_education,
    minimum_service,
    not_elected,
    notice,
    rehire,
)
from xlpay.checks.retiring import retirement
from xlpay.checks.view import View
from xlpay.policy.schema.document import Check
from xlpay.policy.terms.term import cited
from xlpay.rules.ratings import known_from
from xlpay.unit.inputs import Unit
from xlpay.yearly.quota import quota_findings


class Rule(msgspec.Struct, frozen=True):
    """How a kind of check is done; `title` takes the policy's words, `needs` is its sheet."""

    title: str
    find: Callable[[View, Check, str], Iterator[Finding]]
    needs: Form | None = None


RULES: Final[dict[str, Rule]] = {
    "staffing": Rule("人数与户数", staffing, COMMUNITIES),
    "leaders": Rule("领导职数", leaders, DUTIES),
    "party_worker": Rule("{party_worker}的配备", party_worker, DUTIES),
    "local_residence": Rule("属地人员", local_residence),
    "extra_duty_category": Rule("{extra}的人员类别", extra_duty_category, DUTIES),
    "secondment": Rule("{lent}的时间和人数", secondment, DUTIES),
    "training": Rule("培训天数", training, ACTIVITIES),
    "visits": Rule("走访户数", visits, ACTIVITIES),
    "entry_education": Rule("进入时的学历", entry_education),
    "entry_age": Rule("进入时的年龄", entry_age),
    "low_education": Rule("学历标准", low_education),
    "minimum_service": Rule("最低服务年限", minimum_service),
    "not_elected": Rule("没有再当选的人", not_elected, DUTIES),
    "joined_rated": Rule("纳入体系以前的考核", joined_rated, RATINGS),
    "rehire": Rule("再次录用的限制", rehire),
    "failed_ratings": Rule("连续{failing}", failed_ratings, RATINGS),
    "absence": Rule("{absence}天数", absence, ABSENCES),
    "retirement": Rule("退休", retirement),
    "mean_pay": Rule("平均待遇", mean_pay),
    "reported_floor": Rule("最低报酬", reported_floor),
    "contract_end": Rule("合同期限", contract_end),
    "sick_third_month": Rule("{sick}期限", sick_third_month, ABSENCES),
    "places": Rule("名额", places),
    "induction": Rule("初任培训", induction, ACTIVITIES),
    "survey": Rule("满意度测评", survey, ACTIVITIES),
    "notice": Rule("离职申请", notice),
}


def management_findings(view: View) -> Iterator[Finding]:
    """Every management rule of the policy in force, and the quota of past years."""
    for check in view.scheme.document.check:
        rule, source = RULES[check.kind], view.scheme.cite(cited(check))
        if rule.needs is not None and rule.needs.sheet not in view.unit.events.filled:
            words = {"sheet": rule.needs.sheet, "what": _title(view, rule)}
            yield find("M-NODATA", rule.needs.sheet, source=source, **words)
        else:
            yield from rule.find(view, check, source)
    years = range(view.scheme.document.quota.since, view.year) if view.scheme.document.quota else ()
    yield from quota_findings(_as_known(view), view.scheme, years, Severity.WARNING)


def _title(view: View, rule: Rule) -> str:
    """A rule's title with the policy's words."""
    words = {
        "party_worker": view.flagged(Words.DUTY, "party_worker"),
        "extra": view.duties("extra"),
        "lent": view.duties("lent"),
        "failing": view.flagged(Words.RATING, "failing"),
        "absence": view.flagged(Words.LEAVE, "absence"),
        "sick": view.flagged(Words.LEAVE, "sick"),
    }
    return rule.title.format(**{key: "、".join(value) for key, value in words.items()})


def _as_known(view: View) -> Unit:
    """The unit with the ratings known by the month paid."""
    events = view.unit.events
    rows = events.ratings
    known = known_from(rows.year, rows.approved) <= view.month
    if known.all():
        return view.unit
    kept = replace(
        rows,
        row=rows.row[known],
        person=rows.person[known],
        year=rows.year[known],
        rating=rows.rating[known],
        approved=rows.approved[known],
    )
    return replace(view.unit, events=replace(events, ratings=kept))
