"""Management rule about retirement: who has reached the statutory month and is still there.

The category of a woman (50 or 55) can't be told from the identity number: a blank cell counts as
the law's default, with a notice where the other category would already be due.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlpay.base.findings import Finding
from xlpay.base.forms import Words
from xlpay.base.money import Ints
from xlpay.base.months import month_text
from xlpay.checks.view import View
from xlpay.policy.national.retirement import retirement_ages
from xlpay.policy.schema.document import Check
from xlpay.policy.terms.scheme import NONE
from xlpay.rules.retirement import retirement_months

HEADER = "退休类别"


def retirement(view: View, check: Check, source: str) -> Iterator[Finding]:
    """Still there at the end of the month in which the retirement age is reached, or later."""
    roster, births = view.unit.roster, view.births
    kinds = [c.word for c in view.scheme.document.category if c.pay != "none"]
    paid = view.scheme.mask(Words.CATEGORY, kinds)[roster.category]
    who = view.present & paid & births.known
    given, words = roster.retirement, view.words.words(Words.RETIREMENT)
    due, default, male = _due(view, check)
    for i in np.flatnonzero(who & (given != NONE) & (male[given] != births.male)).tolist():
        yield view.at("M-RETIRESEX", i, HEADER, category=words[given[i]], source=source)
    code = np.where(given == NONE, default, given)
    everyone = np.arange(len(roster))
    month = due[code, everyone]
    for i in np.flatnonzero(who & (month <= view.month)).tolist():
        said = {"due": month_text(int(month[i])), "category": words[code[i]]}
        yield view.at("M-RETIRE", i, HEADER, source=source, **said)
    open_cases = who & (given == NONE) & (month > view.month)
    stated = {retirement_ages()[word].male for word in _own(check)}  # the policy itself says which
    for other in [code for code in range(len(words)) if bool(male[code]) not in stated]:
        earlier = open_cases & (male[other] == births.male) & (due[other] <= view.month)
        for i in np.flatnonzero(earlier).tolist():
            said = {"category": words[code[i]], "other": words[other]}
            said["due"] = month_text(int(due[other][i]))
            yield view.at("M-RETIRECAT", i, HEADER, source=source, **said)


def _own(check: Check) -> tuple[str, ...]:
    """What the policy itself takes where 退休类别 is blank."""
    return check.words.get("default", ())


def _due(view: View, check: Check) -> tuple[Ints, Ints, Ints]:
    """Retirement month by category and person; each person's default; by category, 1 for men."""
    births, ages = view.births, retirement_ages()
    words = view.words.words(Words.RETIREMENT)
    due = np.stack([retirement_months(births.months, ages[word]) for word in words])
    default = np.zeros(len(view.unit.roster), dtype=np.int64)
    for code, word in enumerate(words):
        if ages[word].default:
            default[births.male == ages[word].male] = code
    for code, word in enumerate(words):
        if word in _own(check):
            default[births.male == ages[word].male] = code
    return due, default, np.asarray([ages[word].male for word in words], dtype=np.int64)
