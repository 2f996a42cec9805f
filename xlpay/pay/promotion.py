"""What changed since the month before: one row a cause, adding up exactly to the change.

The month before is the last one that a person was paid for: whole months of 中断 are passed over.

Causes are applied in the policy's order, each to what the ones before it left; the last takes all
that remains, so the rows of a person telescope to the change of the monthly standard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Bools, Ints, yuan_text
from xlpay.base.months import months_of
from xlpay.facts.people import PeopleFacts
from xlpay.pay.building import with_pay
from xlpay.pay.grade_words import years_text
from xlpay.pay.history import History
from xlpay.pay.month import MonthPayroll
from xlpay.pay.rule_change import RuleChange
from xlpay.pay.standard import standard_of
from xlpay.rules.asked import Pay
from xlpay.rules.components import evaluate
from xlpay.rules.facts import Facts
from xlpay.schema.document import Cause
from xlpay.terms.definitions import is_standard, made_of
from xlpay.terms.scheme import NONE, Scheme
from xlpay.terms.term import joined

RATING_CAUSES = ("years", "run", "rating")
_GRADED = ("years", "post", "double", "education", "honour")


@dataclass(frozen=True, slots=True)
class Change:
    """A row of 晋级审批表: fen a month, from which month, and the back pay suggested."""

    person: int
    cause: str
    before: str
    after: str
    amount: int
    since: int  # month
    back_pay: int
    source: str


@dataclass(frozen=True, slots=True)
class _State:
    """A step of the chain: facts under a scheme, and the standard they give."""

    scheme: Scheme
    facts: Facts
    pay: Pay
    total: Ints


def _state(scheme: Scheme, facts: Facts) -> _State:
    pay = evaluate(scheme, facts)
    return _State(scheme, facts, pay, standard_of(scheme, pay))


def _of_month(run: MonthPayroll) -> _State:
    """The state of a month that is computed."""
    return _State(run.scheme, run.facts, run.pay, standard_of(run.scheme, run.pay))


def changes(run: MonthPayroll, past: History) -> list[Change]:
    """The changes since each person's month before, in the order of 花名册, then by cause."""
    found: list[Change] = []
    for month, concerned in _months_before(run, past):
        before = past.month(month)
        assert before is not None  # the policy pays in it
        found += _since(run, before, concerned)
    order = {cause.name: i for i, cause in enumerate(run.scheme.document.cause)}
    return sorted(found, key=lambda change: (change.person, order[change.cause]))


def _months_before(run: MonthPayroll, past: History) -> Iterator[tuple[int, Bools]]:
    """The people on the scale by the last month before this one that they were paid for.

    Nobody who was not since the last entry, nor any month before the policy's first.
    """
    entered = months_of(run.unit.roster.entry)
    waiting: Bools = run.on_scale
    month = run.month
    while True:
        month -= 1
        waiting = waiting & (entered <= month)
        known = past.facts(month) if waiting.any() else None
        if known is None:
            return
        here: Bools = waiting & with_pay(known, month, past.left_out)
        if here.any():
            yield month, here
        waiting = waiting & ~here


def _since(run: MonthPayroll, before: MonthPayroll, concerned: Bools) -> list[Change]:
    """The changes of the people for whom a month is the month before."""
    previous = before.scheme
    same = previous.policy is run.scheme.policy
    now = run.facts if same else before.staff.facts(run.month)
    state = _of_month(before)
    late = _Late(_late_years(run, before.month), before.month, run, previous)
    found: list[Change] = []
    for cause in run.scheme.document.cause:
        after = _apply(cause, state, now, run)
        found += _rows(run, cause, state, after, concerned & (after.total != state.total), late)
        state = after
    return found


def _late_years(run: MonthPayroll, before: int) -> Ints:
    """The earliest year by person whose rating became known late since a month; 0 for none."""
    found = np.zeros(len(run.unit.roster), dtype=np.int64)
    for month in range(before + 1, run.month + 1):
        year = run.staff.credits.late_year(month)
        earlier = (year > 0) & ((found == 0) | (year < found))
        found = np.where(earlier, year, found)
    return found


def _apply(cause: Cause, state: _State, now: Facts, run: MonthPayroll) -> _State:
    """The state after a cause has taken its columns from the new facts."""
    facts = state.facts
    if cause.takes == "rules":
        return _of_month(run)
    if cause.of and cause.of not in {**facts.years, **facts.rises}:
        return state  # the version before has no such count or run: left to the last cause
    if cause.takes == "years":
        facts = replace(facts, years={**facts.years, cause.of: now.years[cause.of]})
        if all(other.takes != "rating" for other in run.scheme.document.cause):
            facts = replace(facts, rating=now.rating)
    elif cause.takes == "rating":
        facts = replace(facts, rating=now.rating)
    elif cause.takes == "run":
        facts = replace(facts, rises={**facts.rises, cause.of: now.rises[cause.of]})
    elif cause.takes == "post":
        facts = replace(
            facts,
            post=now.post,
            former_post=now.former_post,
            former_grade=now.former_grade,
        )
    elif cause.takes == "double":
        facts = replace(facts, double=now.double)
    elif cause.takes == "education":
        facts = replace(facts, education=now.education, degree=now.degree)
    elif cause.takes == "qualification":
        facts = replace(facts, qualification=now.qualification, further=now.further)
    elif cause.takes == "honour":
        facts = replace(facts, honours=now.honours)
    elif cause.takes == "extra":
        facts = replace(facts, holding=now.holding)
    else:
        facts = replace(facts, probation=now.probation)
    return _state(state.scheme, facts)


@dataclass(frozen=True, slots=True)
class _Late:
    """Ratings that became known late since the month before: the earliest year, and what that
    month would have been had they been known in time."""

    year: Ints
    month: int
    run: MonthPayroll
    scheme: Scheme  # of the month before

    def missed(self, cause: Cause, before: _State) -> Ints:
        """What a cause would have added to the month before, had the ratings been known (fen)."""
        if cause.takes not in RATING_CAUSES or not self.year.any():
            return np.zeros(len(self.year), dtype=np.int64)
        in_time = PeopleFacts(self.run.unit, self.scheme, self.run.month).facts(self.month)
        known = _apply(cause, before, in_time, self.run)
        return np.where(self.year > 0, known.total - before.total, 0)

    def january(self, person: int) -> int:
        """January of the year after the earliest."""
        return (int(self.year[person]) + 1) * 12


def _rows(
    run: MonthPayroll, cause: Cause, before: _State, after: _State, mask: Bools, late: _Late
) -> Iterator[Change]:
    """The rows of a cause; what late ratings missed counts from their January."""
    amount, missed = after.total - before.total, late.missed(cause, before)
    document = run.scheme.document
    starts = {rule.name: rule.counts_from for rule in document.count}
    starts |= {rule.name: rule.counts_from for rule in document.run}
    delay = starts.get(cause.of, 1) - 1
    described, own = _descriptions(cause, before, after), _own_clauses(before, after)
    for person in np.flatnonzero(mask).tolist():
        since = late.january(person) + delay if missed[person] else run.month
        back = int(missed[person]) * (run.month - since)
        told = described(person)
        source = joined(cause.source, (clause for who, clause in own if who[person]))
        cited = run.scheme.cite(source)
        yield Change(person, cause.name, *told, int(amount[person]), since, back, cited)


def _own_clauses(before: _State, after: _State) -> list[tuple[Bools, str]]:
    """Clauses that values in force have of their own, with whose standard (n,) moved by them."""
    components = {c.name: c for c in after.scheme.document.component}
    wanted, seen = [c.name for c in components.values() if is_standard(c)], set[str]()
    found: list[tuple[Bools, str]] = []
    while wanted:
        name = wanted.pop(0)
        if name in seen or name not in components:
            continue
        seen.add(name)
        wanted += sorted(made_of(components[name], after.scheme.settings))
        line, was = after.pay.lines[name], before.pay.lines.get(name)
        for who, clause, _ in line.own_clauses():
            moved = line.amount != (0 if was is None else was.amount)
            found.append((moved if who is None else moved & who, clause))
    return found


def _descriptions(cause: Cause, before: _State, after: _State) -> Callable[[int], tuple[str, str]]:
    """What a cause looks like before and after, each with the monthly standard it gives."""
    if cause.takes != "rules":
        return lambda person: (_describe(cause, before, person), _describe(cause, after, person))
    rules = RuleChange((before.scheme, before.pay), (after.scheme, after.pay))

    def described(person: int) -> tuple[str, str]:
        left, right = rules.values(person)
        totals = [yuan_text(int(state.total[person])) for state in (before, after)]
        grades = [s.pay.grade.grade[person] if s.pay.grade else None for s in (before, after)]
        if None not in grades and grades[0] != grades[1]:
            left, right = f"{grades[0]}级，{left}", f"{grades[1]}级，{right}"
        return f"{left}，{totals[0]}元", f"{right}，{totals[1]}元"

    return described


def _describe(cause: Cause, state: _State, person: int) -> str:
    """What a cause looks like on one side, with the monthly standard it gives."""
    text = _WORDS[cause.takes](cause, state, person)
    rule = state.scheme.document.grade
    graded = cause.takes in _GRADED
    if rule is not None:
        graded |= cause.takes == "qualification" and bool(rule.qualification)
        graded |= cause.takes == "run" and bool(rule.runs)
    if graded and state.pay.grade is not None:
        text += ("，" if text else "") + f"{state.pay.grade.grade[person]}级"
    return f"{text}，{yuan_text(int(state.total[person]))}元"


def _years(cause: Cause, state: _State, person: int) -> str:
    years = int(state.facts.years[cause.of][person])
    return f"{years_text(years)}年"


def _post(cause: Cause, state: _State, person: int) -> str:
    word: str = state.scheme.document.post[state.facts.post[person]].word
    return word


def _double(cause: Cause, state: _State, person: int) -> str:
    return "是" if state.facts.double[person] else "否"


def _word(kind: Words) -> Callable[[Cause, _State, int], str]:
    def text(cause: Cause, state: _State, person: int) -> str:
        code = int(getattr(state.facts, kind)[person])
        return "无" if code == NONE else state.scheme.vocabulary.words(kind)[code]

    return text


def _education(cause: Cause, state: _State, person: int) -> str:
    """学历, with the 学位 where the policy looks at one."""
    diploma = _word(Words.EDUCATION)(cause, state, person)
    if not state.scheme.document.degree:
        return diploma
    degree = _word(Words.DEGREE)(cause, state, person)
    return f"{diploma}、{degree}" if degree != "无" else diploma


def _qualifications(cause: Cause, state: _State, person: int) -> str:
    words = state.scheme.vocabulary.words(Words.QUALIFICATION)
    codes = (int(column[person]) for column in state.facts.qualifications)
    return "、".join(words[code] for code in codes if code != NONE) or "无"


def _honours(cause: Cause, state: _State, person: int) -> str:
    words = state.scheme.vocabulary.words(Words.HONOUR)
    if state.facts.honours is None:
        return "无"
    own = zip(words, state.facts.honours[person].tolist(), strict=True)
    return "、".join(f"{word}{times}次" for word, times in own if times) or "无"


def _extra(cause: Cause, state: _State, person: int) -> str:
    words = state.scheme.vocabulary.words(Words.DUTY)
    extra = {d.word for d in state.scheme.document.duty if d.kind == "extra"}
    held = [words[i] for i in np.flatnonzero(state.facts.holding[person]) if words[i] in extra]
    return "、".join(held) or "无"


def _run(cause: Cause, state: _State, person: int) -> str:
    return f"上调{state.facts.rises[cause.of][person]}次"


def _probation(cause: Cause, state: _State, person: int) -> str:
    return "试用期" if state.facts.probation[person] else "正式"


_WORDS: Mapping[str, Callable[[Cause, _State, int], str]] = {
    "years": _years,
    "post": _post,
    "double": _double,
    "education": _education,
    "qualification": _qualifications,
    "extra": _extra,
    "run": _run,
    "probation": _probation,
    "rating": _word(Words.RATING),
    "honour": _honours,
}
