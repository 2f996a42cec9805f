"""Why a figure is what it is, in words, read off the columns of the calculation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from xlpay.absent import away_words
from xlpay.forms import SCORES, Words
from xlpay.leavepay import leave_bands
from xlpay.money import RATIO, Ints, decimal_text, yuan_text
from xlpay.months import EARLIEST, day_text, month_of, month_text
from xlpay.payroll import ADJUSTMENT, GROSS, REDUCTION, REPORTED, MonthPayroll
from xlpay.policy.definitions import chosen
from xlpay.policy.schema import Component, CountRule
from xlpay.policy.scheme import NONE, Scheme
from xlpay.promotion import years_text
from xlpay.rules.lines import Line
from xlpay.rules.ratings import NOT_YET, UNRATED
from xlpay.rules.service import months_in_service

Reason = Callable[[int], str]
_KEEPS: Final = {"grade": "保留原级", "nearest": "就近就高"}


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure of a person: item, amount (fen), formula, and the clause with what it rests on."""

    item: str
    amount: int
    formula: str
    basis: str


def shown_lines(run: MonthPayroll) -> list[Line]:
    """The lines of a month in the order in which they are shown."""
    names = [c.name for c in run.scheme.document.component]
    tail = [name for name in (REPORTED, REDUCTION, ADJUSTMENT, GROSS) if name in run.lines]
    return [run.lines[name] for name in (*names, *tail)]


def belongs(run: MonthPayroll, line: Line) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """By person, whether a line is theirs: components for those on the scale, else a stated sum."""
    if line.name == REPORTED:
        return ~run.scale
    if line.name in run.pay.lines:
        return run.scale
    return np.ones(len(run.scale), dtype=np.bool_)


def bases(run: MonthPayroll, line: Line, people: Ints) -> list[str]:
    """The 依据 of a line for each person: citation, then what of the person it rests on."""
    cited = line.sources(people)
    if line.name != ADJUSTMENT:
        cited = [run.scheme.cite(source) for source in cited]
    component = next((c for c in run.scheme.document.component if c.name == line.name), None)
    reason = _reason(run, component, line.name)
    if reason is None:
        return cited
    return [
        f"{own}；{words}" if (words := reason(i)) else own
        for i, own in zip(people.tolist(), cited, strict=True)
    ]


def _reason(run: MonthPayroll, component: Component | None, name: str) -> Reason | None:
    """What a line says of a person beyond its clause; None for nothing."""
    if name == REDUCTION:
        return part_month_words(run)
    if component is None:
        return None
    own = _own_reason(run, component)
    if not component.absences:
        return own
    away = away_words(run, component)
    return lambda i: "；".join(filter(None, (own(i) if own else "", away.get(i, ""))))


def _own_reason(run: MonthPayroll, component: Component) -> Reason | None:
    """What a component rests on, absence aside."""
    if chosen(component, run.scheme.settings)[0] == "coefficient":
        return grade_words(run) if run.pay.grade is not None else None
    if component.kind == "payout":
        until = "到期未发的" if component.paid_after else "到本月为止这一期"
        return lambda i: f"{component.of}{until}各月之和"
    if component.kind == "table":
        return _table_words(run, component)
    if component.kind == "years":
        years = run.facts.years[component.of]
        return lambda i: f"{component.of}{years_text(int(years[i]))}年"
    if component.kind == "rises":
        times = run.facts.rises[component.of]
        return lambda i: f"{component.of}{times[i]}"
    if component.when.duty:
        return _duty_words(run, component)
    if component.kind in ("pool", "scored"):
        return _score_words(run)
    return None


class _Grading(NamedTuple):
    """What decided a grade, and the coefficient used: whoever shares it shares the words."""

    post: int
    years: int
    band: int
    after_levels: int
    wanted: int
    grade: int
    education: int
    double: int
    coefficient: int
    trial: int


def grade_words(run: MonthPayroll) -> Reason:
    """How the grade came about: years, then levels, then runs and double posts, then the limit."""
    columns, facts = run.pay.grade, run.facts
    assert columns is not None and run.pay.coefficient is not None
    keys = np.stack(
        [
            facts.post,
            columns.years,
            columns.band,
            columns.after_levels,
            columns.wanted,
            columns.grade,
            facts.education,
            facts.double.astype(np.int64),
            run.pay.coefficient,
            facts.probation.astype(np.int64),
        ],
        axis=1,
    ).tolist()
    known: dict[_Grading, str] = {}

    def words(i: int) -> str:
        key = _Grading(*keys[i])
        if key not in known:
            known[key] = _grading_text(run.scheme, key)
        return known[key]

    return words


def _grading_text(scheme: Scheme, own: _Grading) -> str:
    """A grade in words."""
    rule, double, trial = scheme.document.grade, scheme.document.double, scheme.document.probation
    assert rule is not None
    post = scheme.document.post[own.post].word
    text = f"{post}，{rule.count}{years_text(own.years)}年定{own.band}级"
    if own.after_levels != own.band:
        levels = scheme.vocabulary.words(Words.EDUCATION)
        level = levels[own.education] if own.education != NONE else ""
        text += f"，{level}定{own.after_levels}级"
    if own.wanted != own.after_levels:
        names = [double.name] if double is not None and own.double else []
        names += [effect.run for effect in rule.runs]
        names += [word for effect in rule.honours for word in effect.honour]
        change = "加" if own.wanted > own.after_levels else "减"
        text += f"，{'、'.join(names)}{change}{abs(own.wanted - own.after_levels)}级"
    if own.grade > own.wanted:
        text += f"，按原岗位的等级{_KEEPS[rule.keeps]}定{own.grade}级"
    elif own.grade != own.wanted:
        text += f"，最高{own.grade}级"
    if not rule.steps:
        return text
    row = trial.row_name if own.trial and trial is not None else ""
    return f"{text}，{row}系数{decimal_text(own.coefficient, RATIO)}"


def _table_words(run: MonthPayroll, component: Component) -> Reason:
    """The words of the person that a table was looked up by."""
    vocabulary, facts = run.unit.vocabulary, run.facts
    graded = grade_words(run) if "grade" in component.keys else None

    def words(i: int) -> str:
        found = []
        for key in component.keys:
            if key == "qualification":
                codes = [int(own[i]) for own in facts.qualifications]
                named = vocabulary.words(Words.QUALIFICATION)
                found.append("、".join(named[c] for c in codes if c != NONE) or "无")
            elif key in ("education", "degree", "category", "rating"):
                code = int(getattr(facts, key)[i])
                found.append(vocabulary.words(Words(key))[code] if code != NONE else "无")
            elif key == "post":
                found.append(run.scheme.document.post[facts.post[i]].word)
            elif key == "region":
                found.append(facts.region)
            elif key == "street":
                found.append(facts.streets[facts.street[i]])
            elif key == "community":
                found.append(facts.communities[facts.community[i]])
            elif key == "grade" and graded is not None:
                found.append(graded(i))
            elif key == "years":
                found.append(f"{component.of}{years_text(int(facts.years[component.of][i]))}年")
        return "、".join(found)

    return words


def _duty_words(run: MonthPayroll, component: Component) -> Reason:
    """The duties for which a component is paid."""
    codes = list(run.unit.vocabulary.codes(Words.DUTY, component.when.duty))
    holding = run.facts.holding

    def words(i: int) -> str:
        return "、".join(
            w for w, c in zip(component.when.duty, codes, strict=True) if holding[i, c]
        )

    return words


def _score_words(run: MonthPayroll) -> Reason:
    scores = run.unit.events.scores
    now = scores.month == run.month
    by_person = dict(zip(scores.person[now].tolist(), scores.score[now].tolist(), strict=True))
    return lambda i: (
        f"{SCORES.sheet}得分{decimal_text(by_person[i], 10_000)}" if i in by_person else ""
    )


def part_month_words(run: MonthPayroll) -> Reason:
    """What a month takes off a person's pay, and for what."""
    out, paid, lost = run.part.out, run.part.paid, run.part.lost
    leaves = [
        (rule.name, leave_bands(run.derived, run.facts, rule, run.month))
        for rule in run.scheme.document.leave_pay
    ]

    def words(i: int) -> str:
        found = [f"不计薪{out[i] / 2:g}天，计薪{paid[i] / 2:g}天"] if out[i] else []
        if lost is not None and lost[i]:
            found.append(f"按进入、离职的日期发{decimal_text(int(RATIO - lost[i]), RATIO)}")
        for name, bands in leaves:
            for band in bands:
                if band.halves[i]:
                    share = decimal_text(int(RATIO - band.lost[i]), RATIO)
                    found.append(f"{name}{band.halves[i] / 2:g}天发{share}")
        return "，".join(found)

    return words


def explain(run: MonthPayroll, person: int) -> list[Explained]:
    """Every figure of a person in the month."""
    one = np.asarray([person], dtype=np.int64)
    return [
        Explained(
            line.name, int(line.amount[person]), line.formula(person), bases(run, line, one)[0]
        )
        for line in shown_lines(run)
        if belongs(run, line)[person]
    ]


def year_lines(run: MonthPayroll, count: CountRule, person: int) -> list[str]:
    """How a person's credited years came about, a line a year, or from when they run."""
    derived, roster = run.derived, run.unit.roster
    if count.basis in ("anniversary", "post", "duty"):
        return [*_running(run, count, person), _total(run, count, person)]
    entry, opening = derived.counting_from(count, run.month)
    names = run.unit.vocabulary.words(Words.RATING)
    lines = []
    if opening[person]:
        lines.append(
            f"期初（截至{roster.opening_year[person]}年底）{years_text(int(opening[person]))}年"
        )
    seen = derived.rated(run.month)
    for year, added in derived.credits(count, run.month, entry):
        if year <= derived.opening_year[person] or (year + 1) * 12 <= _month(int(entry[person])):
            continue
        code = int(seen.of(year, len(roster))[person])
        rating = {UNRATED: "无等次", NOT_YET: "等次未到批准月份"}.get(code) or names[code]
        last = min(month_of(year, 12), derived.counted_through(count, run.month))
        months = months_in_service(entry, roster.leave, derived.breaks, month_of(year, 1), last)
        lines.append(
            f"{year}年 {rating} 在岗{months[person]}个月 计{years_text(int(added[person]))}年"
        )
    return [*lines, _total(run, count, person)]


def _total(run: MonthPayroll, count: CountRule, person: int) -> str:
    total = years_text(int(run.facts.years[count.name][person]))
    return f"合计 {total}年（{run.scheme.cite(count.source)}）"


def _running(run: MonthPayroll, count: CountRule, person: int) -> list[str]:
    """From when years run that do not go by the calendar year."""
    derived, roster = run.derived, run.unit.roster
    if count.basis == "anniversary":
        entry, opening = derived.counting_from(count, run.month)
        if opening[person]:
            words = (
                f"期初（截至{roster.opening_year[person]}年底）{years_text(int(opening[person]))}年"
            )
            return [f"{words}，以后按周年"]
        return [f"从 {day_text(int(entry[person]))} 起，满一周年计1年"]
    since, held_now = derived.held_since(count, run.month)
    what = "、".join(count.duties) or run.scheme.document.post[run.facts.post[person]].word
    if not held_now[person]:
        return [f"现在不任{what}"]
    return [f"任{what}，从 {month_text(int(since[person]))} 起算"]


def _month(day: int) -> int:
    year, month, _ = day_text(day).split("-")
    return month_of(int(year), int(month))


def heading(run: MonthPayroll, person: int) -> str:
    """Who and when, with what the month knows of the person."""
    roster, facts = run.unit.roster, run.facts
    words = run.unit.vocabulary
    parts = [
        f"{roster.names[person]} {month_text(run.month)}",
        roster.communities[roster.community[person]],
        words.words(Words.CATEGORY)[facts.category[person]],
        f"进入社区 {day_text(int(roster.entry[person]))}",
    ]
    if facts.education[person] != NONE:
        parts.append(words.words(Words.EDUCATION)[facts.education[person]])
    if roster.probation_end[person] > EARLIEST and facts.probation[person]:
        parts.append(f"试用期至 {day_text(int(roster.probation_end[person]))}")
    return "，".join(parts)


def amount_text(fen: int) -> str:
    """Fen as '2273.40 元'."""
    return f"{yuan_text(fen)} 元"
