"""What changed since the month before: one row a cause, adding up exactly to the change.

The month before is the last one that a person was paid for: whole months of 中断 are passed over.

Causes are applied in the policy's order, each to what the ones before it left; the last takes all
that remains, so the rows of a person telescope to the change of the monthly standard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Bools, Ints, yuan_text
from xlpay.base.months import months_of
from xlpay.pay.back_pay import Missed, missed
from xlpay.pay.building import with_pay
from xlpay.pay.causes import taken
from xlpay.pay.grade_words import years_text
from xlpay.pay.history import History
from xlpay.pay.month import MonthPayroll
from xlpay.pay.rule_change import RuleChange
from xlpay.pay.standard import standard_of
from xlpay.policy.schema.document import Cause
from xlpay.policy.terms.definitions import is_standard, made_of
from xlpay.policy.terms.scheme import NONE, Scheme
from xlpay.policy.terms.term import joined
from xlpay.rules.asked import Pay
from xlpay.rules.components import evaluate
from xlpay.rules.facts import Facts

_GRADED = ("years", "post", "double", "education", "honour")


class Change(msgspec.Struct, frozen=True):
    """A row of 晋级审批表: fen a month, from which month, and the back pay suggested."""

    person: int
    cause: str
    before: str
    after: str
    amount: int
    since: int  # month
    back_pay: int
    source: str


class _State(msgspec.Struct, frozen=True):
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
        found += _since(run, before, concerned, past)
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


def _since(
    run: MonthPayroll, before: MonthPayroll, concerned: Bools, past: History
) -> list[Change]:
    """The changes of the people for whom a month is the month before."""
    previous = before.scheme
    same = previous.policy is run.scheme.policy
    now = run.facts if same else before.staff.facts(run.month)
    state = _of_month(before)
    late = missed(run, before.month, concerned, past)
    found: list[Change] = []
    for cause in run.scheme.document.cause:
        after = _apply(cause, state, now, run)
        moved = concerned & (after.total != state.total)
        found += _rows(run, cause, state, after, moved, late.get(cause.name))
        state = after
    return found


def _apply(cause: Cause, state: _State, now: Facts, run: MonthPayroll) -> _State:
    """The state after a cause has taken its columns from the new facts."""
    if cause.takes == "rules":
        return _of_month(run)
    facts = taken(cause, state.facts, now, run.scheme.document)
    return state if facts is state.facts else _state(state.scheme, facts)


def _rows(
    run: MonthPayroll, cause: Cause, before: _State, after: _State, mask: Bools, late: Missed | None
) -> Iterator[Change]:
    """The rows of a cause; with what late ratings missed in the months before, from the first."""
    amount = after.total - before.total
    described, own = _descriptions(cause, before, after), _own_clauses(before, after)
    for person in np.flatnonzero(mask).tolist():
        since, back = run.month, 0
        if late is not None and late.since[person]:
            since, back = int(late.since[person]), int(late.fen[person])
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
