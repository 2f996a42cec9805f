"""Why a figure is what it is, in words, read off the columns of the calculation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np

from xlpay.base.forms import ADJUSTMENTS, SCORES, Words
from xlpay.base.money import BLANK, FEN, RATIO, Bools, Ints, decimal_text, yuan_text
from xlpay.base.months import day_text, month_of, month_text
from xlpay.explain.contributions import base_words, contribution
from xlpay.explain.nothing import held_word, why_nothing
from xlpay.kinds.amounts import Coefficient, Rises, YearsOf
from xlpay.kinds.table import LookedUp
from xlpay.pay.absences import away_words
from xlpay.pay.grade_words import deemed_steps, fingerprint, grade_steps, years_text
from xlpay.pay.leave_pay import leave_bands
from xlpay.pay.month import (
    ADVANCED,
    DEDUCTED,
    NET,
    RECOVERED,
    REDUCTION,
    REPORTED,
    MonthPayroll,
)
from xlpay.policy.contributions.kinds import UNIT
from xlpay.policy.schema.document import Component, CountRule
from xlpay.policy.terms.definitions import chosen, counted_whole
from xlpay.policy.terms.scheme import NONE, Scheme
from xlpay.policy.terms.term import cited, exact
from xlpay.rules.conditions import table_rows
from xlpay.rules.expr import leaves
from xlpay.rules.facts import Facts
from xlpay.rules.grades import GradeColumns
from xlpay.rules.lines import Line
from xlpay.rules.ratings import NOT_YET, UNRATED
from xlpay.rules.scale import ladders
from xlpay.rules.service import months_in_service
from xlpay.rules.sharing import LEFT_OVER

Reason = Callable[[int], str]
_BETWEEN: Final = (ADVANCED, RECOVERED)  # beside what is deducted


class Explained(msgspec.Struct, frozen=True):
    """A figure of a person: item, amount (fen), formula, and the clause with what it rests on."""

    item: str
    amount: int
    formula: str
    basis: str


def shown_lines(run: MonthPayroll) -> list[Line]:
    """The lines of a month in the order in which they are shown; what the unit pays last."""
    return [*run.lines.values(), *(own.lines[UNIT] for own in run.contributed)]


def belongs(run: MonthPayroll, line: Line) -> Bools:
    """By person, whether a line is theirs: components for those on the scale, else a stated sum.

    Deductions are of those who have any, and so is what they leave of gross; a figure that is not
    known is nobody's.
    """
    if line.name == REPORTED:
        return run.reported
    if line.name in run.pay.lines:
        return run.on_scale
    if line.name == REDUCTION:
        return run.paid
    if line.name not in run.lines:
        of_the_unit: Bools = line.amount != 0
        return of_the_unit
    known: Bools = run.shown(line.name) != BLANK
    if line.name == NET:
        changing = [run.lines[name] for name in (DEDUCTED, *_BETWEEN) if name in run.lines]
        changed: Bools = known & np.any([own.amount != 0 for own in changing], axis=0)
        return changed
    if line.name in (DEDUCTED, *_BETWEEN) or line.name in run.deductions:
        deducted: Bools = known & (line.amount != 0)
        return deducted
    return np.ones(len(run.scale), dtype=np.bool_)


def bases(run: MonthPayroll, line: Line, people: Ints) -> list[str]:
    """The 依据 of a line for each person: citation, then what of the person it rests on."""
    cited = line.sources(people)
    if line.source != ADJUSTMENTS.sheet and not line.apart:  # entered, or cited with its document
        cited = [run.scheme.cite(source) for source in cited]
    component = next((c for c in run.scheme.document.component if c.name == line.name), None)
    reason = _reason(run, component, line.name)
    if reason is None:
        return cited
    more = left_over(line, people)
    return [
        "；".join(filter(None, (own, reason(i), rest)))
        for i, own, rest in zip(people.tolist(), cited, more, strict=True)
    ]


def left_over(line: Line, people: Ints) -> list[str]:
    """By person, the fen of a divided pool that went to the largest remainders, in words."""
    given = np.zeros(len(people), dtype=np.int64)
    for leaf in leaves(line.value.node):
        if leaf.origin == LEFT_OVER:  # of each pool that somebody has a part of
            given += leaf.values[people].astype(np.int64)
    text = f"{LEFT_OVER.what}分得"
    return [f"{text}{decimal_text(fen, FEN)}" if fen else "" for fen in given.tolist()]


def _reason(run: MonthPayroll, component: Component | None, name: str) -> Reason | None:
    """What a line says of a person beyond its clause; None for nothing."""
    if name == REDUCTION:
        return part_month_words(run)
    if own := contribution(run, name):
        return base_words(own, name)
    if component is None:
        return None
    found, nothing = _found(run, component), why_nothing(run, component)
    away = away_words(run, component) if component.absences else {}

    def words(i: int) -> str:
        if why := nothing(i):
            return why
        return "；".join(filter(None, (found(i) if found is not None else "", away.get(i, ""))))

    return words


def _found(run: MonthPayroll, component: Component) -> Reason | None:
    """What of a person a component's amount rests on, absence aside."""
    how, _ = chosen(component, run.scheme.settings)
    if isinstance(how, Coefficient):
        return grade_words(run) if run.pay.grade is not None else None
    if paid := component.schedule.pays:
        until = "到期未发的" if component.schedule.after else "到本月为止这一期"
        return lambda i: f"{paid}{until}各月之和"
    if isinstance(how, LookedUp):
        return _table_words(run, how)
    if isinstance(how, YearsOf):
        of, years = how.of, run.facts.years[how.of]
        return lambda i: f"{of}{years_text(int(years[i]))}年"
    if isinstance(how, Rises):
        of, times = how.of, run.facts.rises[how.of]
        return lambda i: f"{of}{times[i]}"
    if component.when.duty:
        return _duty_words(run, component)
    return _score_words(run) if component.pool is not None else None


def grade_words(run: MonthPayroll) -> Reason:
    """How the grade came about: years, then each rule that acted, with its clause."""
    columns, facts, scheme = run.pay.grade, run.facts, run.scheme
    assert columns is not None and run.pay.coefficient is not None
    rule = scheme.document.grade
    assert rule is not None
    counted = facts.years[rule.count]
    own = np.stack([counted, run.pay.coefficient, facts.probation.astype(np.int64)], axis=1)
    keys = [(*a, *b) for a, b in zip(own.tolist(), fingerprint(columns, facts), strict=True)]
    known: dict[tuple[int, ...], str] = {}

    def words(i: int) -> str:
        if keys[i] not in known:
            known[keys[i]] = _grading_text(scheme, columns, facts, i) + _coefficient_text(run, i)
        return known[keys[i]]

    return words


def _grading_text(scheme: Scheme, columns: GradeColumns, facts: Facts, i: int) -> str:
    """A grade in words."""
    rule = scheme.document.grade
    assert rule is not None
    post = scheme.document.post[facts.post[i]].word
    ladder = ladders(scheme)[facts.post[i]]
    text = f"{post}，{rule.count}{years_text(int(facts.years[rule.count][i]))}年"
    deemed = deemed_steps(scheme, columns, i)
    for step in deemed:
        text += f"，{step.words}（{step.source}）"
    if deemed:
        text += f"，共{years_text(int(columns.years[i]))}年"
    text += f"，按年限定{columns.band[i]}级（{ladder.clause(int(columns.band[i]))}）"
    for step in grade_steps(scheme, columns, i):
        text += f"，{step.words}" + (f"（{step.source}）" if step.source else "")
    return text


def _coefficient_text(run: MonthPayroll, i: int) -> str:
    """The coefficient used; nothing where the scheme has none by grade."""
    rule, trial = run.scheme.document.grade, run.scheme.document.probation
    assert rule is not None and run.pay.coefficient is not None
    if not rule.steps:
        return ""
    row = trial.row_name if run.facts.probation[i] and trial is not None else ""
    return f"，{row}系数{decimal_text(int(run.pay.coefficient[i]), RATIO)}"


def _table_words(run: MonthPayroll, table: LookedUp) -> Reason:
    """The words of the person that a table was looked up by, and whether it has them."""
    facts, keys = run.facts, table.keys
    graded = grade_words(run) if "grade" in keys else None
    lacking = _unlisted(run, table)

    def words(i: int) -> str:
        found = []
        for key in keys:
            if key == "grade" and graded is not None:
                found.append(graded(i))
            elif key == "years":
                found.append(f"{table.of}{years_text(int(facts.years[table.of][i]))}年")
            else:
                found.append(held_word(run, key, i))
        return "、".join(found) + (f"，表里没有这一档，{lacking_as}" if lacking[i] else "")

    given = table.otherwise is not None
    lacking_as = "按其余的算" if given else "没有数"
    return words


def _unlisted(run: MonthPayroll, table: LookedUp) -> Bools:
    """Who has no row of a table (n,)."""
    grade = run.pay.grade.grade if run.pay.grade is not None else None
    matched = np.zeros(len(run.facts), dtype=np.bool_)
    for _, here in table_rows(run.scheme, run.facts, grade, table):
        matched |= here
    return ~matched


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
    by_month = run.scheme.document.part_month.mode.value == "month"

    def rule(i: int) -> str:
        days = int(out[i] + paid[i])
        if by_month:
            return f"，按当月{days / 2:g}天折算"
        least = f"，缺的过半：计薪天数以外的、{days // 2 / 2:g}天的，取扣得多的"
        return least if out[i] > paid[i] else ""

    leaves = [
        (rule.name, leave_bands(run.staff, run.facts, rule, run.month))
        for rule in run.scheme.document.leave_pay
    ]

    def words(i: int) -> str:
        found = [f"不计薪{out[i] / 2:g}天，计薪{paid[i] / 2:g}天{rule(i)}"] if out[i] else []
        if lost is not None and lost[i]:
            found.append(f"按进入、离职的日期发{decimal_text(int(RATIO - lost[i]), RATIO)}")
        for name, bands in leaves:
            for band in bands:
                if band.halves[i]:
                    share = decimal_text(100 * int(RATIO - band.lost[i]), RATIO)
                    told = f"发{share}%" if band.lost[i] else "照发"
                    found.append(f"{name}{band.halves[i] / 2:g}天{told}")
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


_SINCE: Final = {
    "service": "按月数÷12",
    "anniversary": "满一周年计1年",
    "calendar": "按年头，今年也算",
}


def year_lines(run: MonthPayroll, count: CountRule, person: int) -> list[str]:
    """How a person's credited years came about, a line a year, or from when they run."""
    count = next(own for own in run.scheme.document.count if own.name == count.name)  # its terms
    staff, roster = run.staff, run.unit.roster
    by_day = count.basis == "anniversary" and count.how.start == "entry"
    if by_day or count.basis in ("post", "duty"):
        return [*_running(run, count, person), _total(run, count, person)]
    entry, opening = staff.credits.counting_from(count, run.month)
    if count.how.start == "first_job":
        text = f"从 {day_text(int(entry[person]))} 参加工作起，{_SINCE[count.basis]}"
        return [text, _total(run, count, person)]
    names = run.unit.vocabulary.words(Words.RATING)
    lines = []
    if opening[person]:
        lines.append(
            f"期初（截至{roster.opening_year[person]}年底）{years_text(int(opening[person]))}年"
        )
    seen, counts_ratings = (
        staff.credits.rated(run.month),
        count.how.rated,
    )
    whole = counted_whole(run.scheme.document, count)
    for year, added in staff.credits.by_year(count, run.month, entry):
        opened = year <= staff.credits.opening_year[person]
        if opened or (year + 1) * 12 <= _month(int(entry[person])):
            continue
        code = int(seen.of(year, len(roster))[person])
        rating = {UNRATED: "无等次", NOT_YET: "等次未到批准月份"}.get(code) or names[code]
        remark = _uncounted(count, whole, rating, code, year) if counts_ratings else ""
        last = min(month_of(year, 12), staff.credits.counted_through(count, run.month))
        breaks = staff.service.breaks
        months = months_in_service(entry, roster.leave, breaks, month_of(year, 1), last)
        told = f"{year}年 {rating}" if counts_ratings or count.extra else f"{year}年"
        text = f"{told} 在岗{months[person]}个月 计{years_text(int(added[person]))}年"
        lines.append(text + remark)
    return [*lines, _total(run, count, person)]


def _total(run: MonthPayroll, count: CountRule, person: int) -> str:
    """The sum of the years, and its clause."""
    total = years_text(int(run.facts.years[count.name][person]))
    return f"合计 {total}年（{run.scheme.cite(cited(count))}）"


def _running(run: MonthPayroll, count: CountRule, person: int) -> list[str]:
    """From when years run that do not go by the calendar year."""
    staff, roster = run.staff, run.unit.roster
    if count.basis == "anniversary":
        entry, opening = staff.credits.counting_from(count, run.month)
        if opening[person]:
            words = (
                f"期初（截至{roster.opening_year[person]}年底）{years_text(int(opening[person]))}年"
            )
            return [f"{words}，以后按周年"]
        return [f"从 {day_text(int(entry[person]))} 起，满一周年计1年"]
    since, held_now = staff.credits.held_since(count, run.month)
    what = "、".join(count.how.duties) or run.scheme.document.post[run.facts.post[person]].word
    if not held_now[person]:
        return [f"现在不任{what}"]
    return [f"任{what}，从 {month_text(int(since[person]))} 起算"]


def _uncounted(count: CountRule, whole: tuple[str, ...], rating: str, code: int, year: int) -> str:
    """Why a year's rating does not count whole; '' where it is one of those that do."""
    if code == NOT_YET:
        return "（批准以前不计年）"
    if code == UNRATED:
        if year < count.unrated_before:
            return f"（{count.unrated_before}年以前没有等次的按{count.unrated_as}）"
        return "（没有等次不计年）"
    if rating in whole:
        return ""
    share = next((p.share for p in count.how.partial if p.rating == rating), None)
    told = "不" if share is None else f"按{decimal_text(exact(share), RATIO)}"
    return f"（{rating}{told}计年）"


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
    if facts.probation[person]:
        parts.append(f"试用期至 {day_text(int(run.staff.probation_end[person]))}")
    return "，".join(parts)


def amount_text(fen: int) -> str:
    """Fen as '2273.40 元'."""
    return f"{yuan_text(fen)} 元"
