"""The kinds of components: from facts to amounts, with the formula that each amount came by.

A line keeps the very columns its amounts were computed from; its formula is those columns put into
words, so that an explanation can't differ from the calculation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xlpay.forms import Words
from xlpay.money import (
    FEN,
    MONTH_OF_YEAR,
    RATIO,
    YEAR,
    Bools,
    Ints,
    decimal_text,
    half_up,
    round_to,
)
from xlpay.policy.definitions import chosen, evaluation_order
from xlpay.policy.schema import Component, Condition, Probation, Row
from xlpay.policy.scheme import Scheme
from xlpay.policy.structure import KEYS
from xlpay.rules.bases import Figure, figure
from xlpay.rules.facts import Facts
from xlpay.rules.grades import GradeColumns, LadderSteps, LevelEffect, grades

ROUNDING = {"fen": 1, "jiao": 10, "yuan": 100}
_PLACES = {1: 2, 10: 1, 100: 0}


@dataclass(frozen=True, slots=True)
class Operand:
    """A number of a formula: whole numbers of 1/scale by person, or one for all."""

    values: Ints | NDArray[np.object_]
    scale: int

    def texts(self, people: Ints) -> list[str]:
        """The number of each person, as it stands in a formula."""
        if self.single:
            return [self._text(int(self.values[0]))] * len(people)
        distinct, which = np.unique(self.values[people], return_inverse=True)
        words = [self._text(int(value)) for value in distinct]
        return [words[i] for i in which.tolist()]

    @property
    def single(self) -> bool:
        """One number for everybody."""
        return len(self.values) == 1

    def _text(self, value: int) -> str:
        if self.scale != YEAR:
            return decimal_text(value, self.scale)
        months, rest = divmod(value, MONTH_OF_YEAR)
        if value % YEAR == 0:
            return str(value // YEAR)
        return f"{value}/{YEAR}" if rest else f"{months}/12"


@dataclass(frozen=True, slots=True)
class Case:
    """The formula of the people in `where`; each {} of the template is an operand."""

    where: Bools
    template: str
    operands: tuple[Operand, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A component's amounts (fen) and how they came about; the last case that holds counts."""

    name: str
    amount: Ints
    cases: tuple[Case, ...]
    source: str

    def formulas(self, people: Ints) -> list[str]:
        """The 算式 of each person: text without '=' that evaluates to the amount."""
        chosen = np.full(len(people), -1, dtype=np.int64)
        for index, case in enumerate(self.cases):
            chosen[case.where[people]] = index
        result = ["0"] * len(people)
        for index, case in enumerate(self.cases):
            here = np.flatnonzero(chosen == index)
            if not len(here):
                continue
            columns = [operand.texts(people[here]) for operand in case.operands]
            rows = zip(*columns, strict=True) if columns else iter([()] * len(here))
            for position, row in zip(here.tolist(), rows, strict=True):
                result[position] = case.template.format(*row)
        return result

    def formula(self, person: int) -> str:
        """The 算式 of one person."""
        return self.formulas(np.asarray([person], dtype=np.int64))[0]


def fen(values: Ints | int) -> Operand:
    """Fen as an operand in yuan."""
    return Operand(np.atleast_1d(np.asarray(values, dtype=np.int64)), FEN)


def ratio(values: Ints | int) -> Operand:
    """A coefficient or share as an operand."""
    return Operand(np.atleast_1d(np.asarray(values, dtype=np.int64)), RATIO)


def number(values: Ints | NDArray[np.object_] | int, scale: int = 1) -> Operand:
    """Whole numbers of 1/scale as an operand; Python integers where int64 would not hold them."""
    whole = values if isinstance(values, np.ndarray) else np.asarray([values], dtype=np.int64)
    return Operand(whole, scale)


@dataclass
class Pay:
    """A month's standards: a line a component, and the columns on the way.

    `missing` names settings that are needed but not filled, with the people concerned;
    `unmatched` the components whose table has no row for a person.
    """

    lines: dict[str, Line] = field(default_factory=dict)
    grade: GradeColumns | None = None
    coefficient: Ints | None = None  # 1e-6
    figures: dict[str, Figure] = field(default_factory=dict)
    missing: dict[str, Bools] = field(default_factory=dict)
    unmatched: dict[str, Bools] = field(default_factory=dict)


def matches(scheme: Scheme, facts: Facts, condition: Condition) -> Bools:
    """Who satisfies every list given in a condition."""
    mask = np.ones(len(facts), dtype=np.bool_)
    if condition.category:
        mask &= scheme.mask(Words.CATEGORY, condition.category)[facts.category]
    if condition.post:
        posts = [post.word for post in scheme.document.post]
        mask &= np.isin(facts.post, [posts.index(word) for word in condition.post])
    if condition.duty:
        codes = list(scheme.vocabulary.codes(Words.DUTY, condition.duty))
        mask &= facts.holding[:, codes].any(axis=1)
    if condition.education:
        mask &= scheme.mask(Words.EDUCATION, condition.education)[facts.education]
    if condition.qualification:
        mask &= scheme.mask(Words.QUALIFICATION, condition.qualification)[facts.qualification]
    if condition.double is not None:
        mask &= facts.double == condition.double
    if condition.probation is not None:
        mask &= facts.probation == condition.probation
    return mask


def applies(scheme: Scheme, facts: Facts, component: Component) -> Bools:
    """Who a component is for: `when` holds and `unless` does not."""
    mask = matches(scheme, facts, component.when)
    if component.unless != Condition():
        mask &= ~matches(scheme, facts, component.unless)
    return mask


def evaluate(scheme: Scheme, facts: Facts) -> Pay:
    """Every component's amount for every person, as if the whole month were worked."""
    pay = Pay()
    if scheme.document.grade is not None:
        pay.grade = grade_columns(scheme, facts)
        pay.coefficient = coefficients(scheme, facts, pay.grade.grade)
    for base in scheme.document.base:
        places = facts.communities if base.by == "community" else facts.streets
        place = facts.community if base.by == "community" else facts.street
        pay.figures[base.name] = figure(scheme, base, facts.region, places, place)
    add_lines(scheme, facts, pay, evaluation_order(scheme.document, scheme.settings))
    return pay


def add_lines(scheme: Scheme, facts: Facts, pay: Pay, components: Iterable[Component]) -> None:
    """The line of each component, added to `pay`; each comes after those it is made of."""
    for component in components:
        kind, of, less, share, source = chosen(component, scheme.settings)
        line = _KINDS[kind](_Asked(scheme, facts, pay, component, of, less, share, source))
        pay.lines[component.name] = _on_probation(scheme, facts, line)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One component to be computed, under the definition in force."""

    scheme: Scheme
    facts: Facts
    pay: Pay
    component: Component
    of: str
    less: tuple[str, ...]
    share: object
    source: str

    def line(
        self, amount: Ints, template: str, *operands: Operand, cases: tuple[Case, ...] = ()
    ) -> Line:
        """The line of those the component is for; 0 for the others."""
        mask = applies(self.scheme, self.facts, self.component)
        unit = ROUNDING[self.component.rounding]
        paid = np.where(mask, round_to(amount, unit), 0)
        case = Case(mask, template.replace("¤", str(_PLACES[unit])), operands)
        extra = tuple(Case(c.where & mask, c.template, c.operands) for c in cases)
        return Line(self.component.name, paid, (case, *extra), self.source)

    def setting_or(self, raw: object, amount: int | None) -> int:
        """An amount; where its setting is not filled, 0 and a note of who needs it."""
        if amount is None and isinstance(raw, dict):
            self.pay.missing[raw["setting"]] = applies(self.scheme, self.facts, self.component)
        return amount or 0


def _fixed(asked: _Asked) -> Line:
    raw = asked.component.amount
    amount = asked.setting_or(raw, asked.scheme.money(raw))
    everyone = np.full(len(asked.facts), amount, dtype=np.int64)
    return asked.line(everyone, "{}", fen(amount))


def _coefficient(asked: _Asked) -> Line:
    """half-up(coefficient × base × multiple / months), rounded once."""
    scheme, pay = asked.scheme, asked.pay
    assert pay.coefficient is not None
    found = pay.figures[asked.component.base]
    top, bottom = found.multiple.numerator, found.multiple.denominator
    unit = ROUNDING[asked.component.rounding]
    numerator = pay.coefficient * found.fen * top
    amount = half_up(numerator, RATIO * found.months * bottom * unit) * unit
    tail = ("*{}" if top != bottom else "") + ("/12" if found.months == 12 else "")
    extra = (ratio(top * RATIO // bottom),) if top != bottom else ()
    own = ratio(pay.coefficient)
    cases: tuple[Case, ...] = ()
    if scheme.document.probation and scheme.choice(scheme.document.probation.mode) == "coefficient":
        rate = scheme.ratio(scheme.document.probation.ratio)
        grade = coefficient_of_grade(scheme, pay.grade.grade) if pay.grade else pay.coefficient
        template = f"ROUND({{}}*{{}}*{{}}{tail},{_PLACES[unit]})"
        cases = (
            Case(
                asked.facts.probation, template, (ratio(grade), ratio(rate), fen(found.fen), *extra)
            ),
        )
    return asked.line(amount, f"ROUND({{}}*{{}}{tail},¤)", own, fen(found.fen), *extra, cases=cases)


def _share(asked: _Asked) -> Line:
    whole = asked.pay.lines[asked.of].amount
    part = asked.scheme.ratio(asked.share)
    unit = ROUNDING[asked.component.rounding]
    return asked.line(
        half_up(part * whole, RATIO * unit) * unit, "ROUND({}*{},¤)", ratio(part), fen(whole)
    )


def _gross(asked: _Asked) -> Line:
    part = asked.pay.lines[asked.of].amount
    share = asked.scheme.ratio(asked.share)
    unit = ROUNDING[asked.component.rounding]
    return asked.line(
        half_up(part * RATIO, share * unit) * unit, "ROUND({}/{},¤)", fen(part), ratio(share)
    )


def _rest(asked: _Asked) -> Line:
    lines = asked.pay.lines
    left = lines[asked.of].amount
    for name in asked.less:
        left = left - lines[name].amount
    operands = [fen(lines[name].amount) for name in (asked.of, *asked.less)]
    return asked.line(left, "-".join("{}" for _ in operands), *operands)


def _years(asked: _Asked) -> Line:
    """Years × rate, or by slices; at most `cap`."""
    component, scheme = asked.component, asked.scheme
    years = asked.facts.years[asked.of]
    if component.whole_years:
        years = years // YEAR * YEAR
    unit = ROUNDING[component.rounding]
    if component.slices:
        amount, template, operands = _sliced(scheme, component, years)
    else:
        rate = asked.setting_or(component.rate, scheme.money(component.rate))
        amount, operands = (
            half_up(years * rate, YEAR * unit) * unit,
            (fen(rate), number(years, YEAR)),
        )
        template = "{}*{}" if bool((years % YEAR == 0).all()) else "ROUND({}*{},¤)"
    cap = scheme.money(component.cap)
    cases: tuple[Case, ...] = ()
    if cap is not None:
        cases = (Case(amount > cap, "{}", (fen(cap),)),)
        amount = np.minimum(amount, cap)
    return asked.line(amount, template, *operands, cases=cases)


def _sliced(
    scheme: Scheme, component: Component, years: Ints
) -> tuple[Ints, str, tuple[Operand, ...]]:
    """Each slice's years at its own rate."""
    starts = [scheme.years(piece.years) for piece in component.slices]
    ends = [*starts[1:], 10**9]
    total = np.zeros(len(years), dtype=np.int64)
    operands: list[Operand] = []
    for piece, start, end in zip(component.slices, starts, ends, strict=True):
        rate = scheme.money(piece.rate) or 0
        part = np.clip(years - start, 0, end - start)
        total = total + rate * part
        operands += [fen(rate), number(part, YEAR)]
    template = "ROUND(" + "+".join("{}*{}" for _ in component.slices) + ",¤)"
    unit = ROUNDING[component.rounding]
    return half_up(total, YEAR * unit) * unit, template, tuple(operands)


def _rises(asked: _Asked) -> Line:
    """A sum on top of which each rise of a run adds `rate`."""
    component, scheme = asked.component, asked.scheme
    base = (
        asked.setting_or(component.amount, scheme.money(component.amount))
        if component.amount is not None
        else 0
    )
    rate = asked.setting_or(component.rate, scheme.money(component.rate))
    times = asked.facts.rises[asked.of]
    amount = base + rate * times
    cap = scheme.money(component.cap)
    cases: tuple[Case, ...] = ()
    if cap is not None:
        cases = (Case(amount > cap, "{}", (fen(cap),)),)
        amount = np.minimum(amount, cap)
    return asked.line(amount, "{}+{}*{}", fen(base), fen(rate), number(times), cases=cases)


def _table(asked: _Asked) -> Line:
    component, scheme, facts = asked.component, asked.scheme, asked.facts
    amount = np.zeros(len(facts), dtype=np.int64)
    matched = np.zeros(len(facts), dtype=np.bool_)
    for row in component.rows:
        here = row_mask(scheme, facts, asked.pay, component, row)
        value = asked.setting_or(row.amount, scheme.money(row.amount))
        amount = np.where(here, value, amount)
        matched |= here
    otherwise = scheme.money(component.otherwise)
    if otherwise is None:
        asked.pay.unmatched[component.name] = ~matched & applies(scheme, facts, component)
    amount = np.where(matched, amount, otherwise or 0)
    return asked.line(amount, "{}", fen(amount))


def row_mask(scheme: Scheme, facts: Facts, pay: Pay, component: Component, row: Row) -> Bools:
    """Whom a table row is for."""
    mask = np.ones(len(facts), dtype=np.bool_)
    for key in component.keys:
        if key == "years":
            mask &= facts.years[component.of] >= scheme.years(row.years)
        else:
            mask &= _key_mask(scheme, facts, pay, key, getattr(row, key))
    return mask


def _key_mask(scheme: Scheme, facts: Facts, pay: Pay, key: str, word: str | int) -> Bools:
    assert key in KEYS
    if key == "duty":
        return facts.holding[:, scheme.vocabulary.code(Words.DUTY, str(word))]
    if key == "region":
        return np.full(len(facts), facts.region == word, dtype=np.bool_)
    if key in ("street", "community"):
        places, place = (
            (facts.streets, facts.street)
            if key == "street"
            else (facts.communities, facts.community)
        )
        return np.asarray([name == word for name in places] or [False], dtype=np.bool_)[place]
    codes: Ints
    if key == "post":
        codes, wanted = facts.post, [post.word for post in scheme.document.post].index(str(word))
    elif key == "grade":
        assert pay.grade is not None
        codes, wanted = pay.grade.grade, int(word)
    else:
        codes, wanted = getattr(facts, key), scheme.vocabulary.code(Words(key), str(word))
    result: Bools = codes == wanted
    return result


def _pool(asked: _Asked) -> Line:
    """A person's own share of the pool; dividing it by scores needs the whole community."""
    return _fixed(asked)


_KINDS: Mapping[str, Callable[[_Asked], Line]] = {
    "fixed": _fixed,
    "table": _table,
    "coefficient": _coefficient,
    "share": _share,
    "gross": _gross,
    "rest": _rest,
    "years": _years,
    "rises": _rises,
    "pool": _pool,
}


def _on_probation(scheme: Scheme, facts: Facts, line: Line) -> Line:
    """A component on probation: reduced by the ratio, or not paid, where the policy says so."""
    rule = scheme.document.probation
    if rule is None or not facts.probation.any():
        return line
    if line.name in rule.unpaid:
        amount = np.where(facts.probation, 0, line.amount)
        return Line(line.name, amount, (*line.cases, Case(facts.probation, "0")), rule.source)
    if scheme.choice(rule.mode) != "amount" or line.name not in rule.components:
        return line
    return _reduced(scheme, facts, line, rule)


def _reduced(scheme: Scheme, facts: Facts, line: Line, rule: Probation) -> Line:
    rate = scheme.ratio(rule.ratio)
    amount = np.where(facts.probation, half_up(line.amount * rate, RATIO), line.amount)
    case = Case(facts.probation, "ROUND({}*{},2)", (fen(line.amount), ratio(rate)))
    return Line(line.name, amount, (*line.cases, case), f"{line.source}、{rule.source}")


# ── grades and coefficients under a scheme


def ladders(scheme: Scheme) -> list[LadderSteps]:
    """The ladders in the order of the posts."""
    grade = scheme.document.grade
    assert grade is not None
    by_post = {ladder.post: ladder for ladder in grade.ladders}
    found: list[LadderSteps] = []
    for post in scheme.document.post:
        ladder = by_post[post.word]
        if ladder.bands:
            lows = [scheme.years(band.years) for band in ladder.bands]
            steps = [band.grade for band in ladder.bands]
        else:
            count = ladder.last - ladder.start + 1
            lows = [scheme.years(ladder.every) * i for i in range(count)]
            steps = [ladder.start + i for i in range(count)]
        top = ladder.last or max(steps)
        found.append(LadderSteps(np.asarray(lows, np.int64), np.asarray(steps, np.int64), top))
    return found


def level_effects(scheme: Scheme, facts: Facts) -> list[tuple[LevelEffect, Ints]]:
    """What 学历, 学位 and 职业资格 do to the grade, each with the level codes it reads."""
    grade = scheme.document.grade
    assert grade is not None
    posts = [post.word for post in scheme.document.post]
    found: list[tuple[LevelEffect, Ints]] = []
    for kind, rules in (
        (Words.EDUCATION, grade.education),
        (Words.QUALIFICATION, grade.qualification),
    ):
        for rule in rules:
            effect = scheme.choice(rule.effect)
            gives = np.zeros(len(scheme.vocabulary.words(kind)) + 1, dtype=np.int64)
            for value in rule.values:
                years = scheme.years(value.value)
                gives[scheme.vocabulary.code(kind, value.level)] = (
                    years if effect == "years" else years // YEAR
                )
            where = np.asarray(
                [not rule.posts or word in rule.posts for word in posts], dtype=np.bool_
            )
            codes = (
                facts.qualification
                if kind is Words.QUALIFICATION
                else diploma_and_degree(scheme, facts, rule.needs)
            )
            found.append((LevelEffect(effect, gives, where, rule.within_post), codes))
    return found


def diploma_and_degree(scheme: Scheme, facts: Facts, needs: str) -> Ints:
    """The 学历 code a rule reads: held as diploma, as degree, as both, or as one of the two."""
    diploma = scheme.education_rank[facts.education]
    degree = scheme.degree_rank[facts.degree]
    if needs == "diploma":
        rank = diploma
    elif needs == "degree":
        rank = degree
    elif needs == "both":
        rank = np.minimum(diploma, degree)
    else:
        rank = np.where(diploma == degree, -1, np.maximum(diploma, degree))
    code_of_rank = np.argsort(scheme.education_rank[:-1])
    result: Ints = np.where(rank < 0, -1, code_of_rank[np.maximum(rank, 0)])
    return result


def grade_columns(scheme: Scheme, facts: Facts) -> GradeColumns:
    """The grade of each person and the columns on the way."""
    rule = scheme.document.grade
    assert rule is not None
    more = np.where(facts.double, scheme.count(rule.double_grades), 0)
    if rule.early_run:
        more = more + facts.rises[rule.early_run] * scheme.count(rule.early_grades)
    return grades(
        ladders(scheme),
        facts.post,
        facts.years[rule.count],
        level_effects(scheme, facts),
        more,
        rule.highest,
    )


def coefficient_of_grade(scheme: Scheme, grade: Ints) -> Ints:
    """The coefficient (1e-6) of each grade; 0 where the policy has none."""
    rule = scheme.document.grade
    assert rule is not None
    table = np.zeros(rule.highest + 1, dtype=np.int64)
    for step in rule.steps:
        table[step.grade] = scheme.ratio(step.coefficient)
    return table[np.clip(grade, 0, rule.highest)]


def coefficients(scheme: Scheme, facts: Facts, grade: Ints) -> Ints:
    """The coefficient used (1e-6), probation included."""
    own = coefficient_of_grade(scheme, grade)
    rule = scheme.document.probation
    if rule is None:
        return own
    mode = scheme.choice(rule.mode)
    if mode == "row":
        return np.where(facts.probation, scheme.ratio(rule.row), own)
    if mode == "coefficient":
        return np.where(facts.probation, own * scheme.ratio(rule.ratio) // RATIO, own)
    return own
