"""Random person-months of deductions, as the oracle has them and as the program takes them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.oracle.deductions import COLUMN, KINDS, Place, Rule, Worker
from tests.support.deductions import (
    advanced,
    arrears,
    bases,
    covered,
    month_of_gross,
    overrides,
    standing,
)
from tests.support.units import person
from xlpay.base.months import month_of
from xlpay.pay.month import MonthPayroll
from xlpay.policy.contributions import rows as forms
from xlpay.policy.contributions.rows import FOREVER, Origin, Row
from xlpay.policy.contributions.standards import ContributionStandards
from xlpay.unit.net.records import STANDING_KINDS

REGION = "嘉峪关市"
LAYERS = ("国家", "地方", "缴费标准")
MULTIPLES = {Fraction(1, 100): "fen", Fraction(1, 10): "jiao", Fraction(1): "yuan"}
DESIGNATED = (2026, 3)


def place_of(draw: random.Random) -> Place:
    """Rules, and what the office chose."""
    switches = frozenset(draw.sample(KINDS, draw.choice([0, 1, 3, 5, 5, 5])))
    return Place(rules(draw), REGION, switches, draw.choice(["错误", "按下限", "按当月应发"]))


# ── drawing


def yuan(draw: random.Random, most: int) -> Fraction:
    return Fraction(draw.randint(0, most * 100), 100)


def month_near(draw: random.Random) -> tuple[int, int]:
    return draw.choice([(2025, 1), (2025, 7), (2025, 12), (2026, 1), (2026, 2), (2026, 3)])


def later(draw: random.Random) -> tuple[int, int] | None:
    return draw.choice([None, None, (2026, 2), (2026, 3), (2026, 4), (2025, 12)])


def rules(draw: random.Random) -> tuple[Rule, ...]:
    """Rules of all kinds, some not there, some in two layers, some run out."""
    found = []
    for kind in KINDS:
        common = {"kind": kind}
        for layer in draw.sample(LAYERS, draw.choice([1, 1, 2])):
            where: dict[str, Any] = {
                **common,
                "layer": layer,
                "region": draw.choice(["", "", REGION, "别处"]),
            }
            for side in ("个人", "单位"):
                share = Fraction(draw.choice([0, 2_000, 5_000, 20_000, 80_000, 160_000]), 10**6)
                if draw.random() < 0.95:
                    first = month_near(draw)
                    own = Rule(
                        "rate", first=first, last=later(draw), side=side, value=share, **where
                    )
                    found.append(own)
                if draw.random() < 0.1:
                    fixed = Rule("fixed", first=(2025, 1), side=side, value=yuan(draw, 9), **where)
                    found.append(fixed)
            low = draw.choice([None, *(Fraction(n) for n in (2140, 4863, 4863, 5036))])
            high = draw.choice([None, Fraction(24315), Fraction(25180)])
            found.append(Rule("limits", first=month_near(draw), low=low, high=high, **where))
            if draw.random() < 0.5:
                to, way = draw.choice(list(MULTIPLES)), draw.choice(["nearest", "up", "down"])
                found.append(Rule("rounding", first=(2025, 1), to=to, way=way, **where))
            if draw.random() < 0.6:
                cover: dict[str, Any] = {
                    "entry_next": draw.random() < 0.5,
                    "until_day": draw.choice([31, 15]),
                    "leaving_out": draw.random() < 0.5,
                }
                found.append(Rule("cover", first=(2025, 1), **cover, **where))
    seen: dict[Any, Rule] = {}
    for rule in found:  # two rows of one key and month are a mistake of its own
        seen.setdefault(
            (rule.what, rule.kind, rule.layer, rule.region, rule.side, rule.first), rule
        )
    return tuple(seen.values())


def worker(draw: random.Random) -> Worker:
    """Somebody paid in March 2026, with rows of every sheet now and then."""
    entry = draw.choice([date(2021, 1, 1), date(2026, 3, 1), date(2026, 3, 20), date(2026, 2, 10)])
    leave = draw.choice([None] * 5 + [date(2026, 3, 25), date(2026, 4, 5)])
    first_job = draw.choice([None, entry, date(2015, 7, 1)])
    own = Worker(entry, draw.choice([Fraction(0), yuan(draw, 900), yuan(draw, 9_000)]), leave)
    own.first_job = first_job
    for first in draw.sample(
        [(2025, 1), (2025, 7), (2026, 3), (2026, 4)], draw.choice([0, 1, 1, 2])
    ):
        values = [draw.choice([None, yuan(draw, 30_000), Fraction(4863)]) for _ in range(3)]
        own.bases.append((first, *values))  # type: ignore[arg-type]
    if draw.random() < 0.2:
        own.covered.append((draw.choice(KINDS), month_near(draw), later(draw)))
    if draw.random() < 0.15:
        own.arrears.append((draw.choice([DESIGNATED, (2026, 2)]), yuan(draw, 2_000)))
    if draw.random() < 0.2:
        item = draw.choice([*COLUMN.values(), "养老单位", "补缴", "个人所得税", "其他扣款"])
        own.fixed[item] = yuan(draw, 500)
    if draw.random() < 0.3:
        for kind in draw.sample(STANDING_KINDS, 2):
            own.standing.append((kind, yuan(draw, 800), (2026, 1), later(draw)))
    if draw.random() < 0.3:
        kinds = ["养老保险", "医疗保险", "补缴", "代垫", "法院", "其他扣款"]
        own.before = {kind: yuan(draw, 300) + 1 for kind in draw.sample(kinds, 2)}
    if draw.random() < 0.2:
        own.typed = yuan(draw, 2_000) + 1
    return own


# ── the same as the program takes it


def text(value: Fraction | None) -> str | None:
    return None if value is None else str(Decimal(value.numerator) / Decimal(value.denominator))


def month_number(month: tuple[int, int] | None) -> int:
    return FOREVER if month is None else month_of(*month)


def words(month: tuple[int, int]) -> str:
    return f"{month[0]}-{month[1]:02d}"


def end_words(month: tuple[int, int] | None) -> str | None:
    return None if month is None else words(month)


def row_of(rule: Rule) -> Row:
    """A rule as the program's row."""
    fen: Callable[[Fraction | None], Any] = lambda v: None if v is None else int(v * 100)  # noqa: E731
    common: dict[str, Any] = {
        "kind": rule.kind,
        "region": rule.region,
        "first": month_number(rule.first),
        "last": month_number(rule.last),
        "origin": Origin(rule.layer, "甲〔2025〕1号"),
    }
    match rule.what:
        case "rate":
            return forms.Rate(side=rule.side, share=int(rule.value * 10**6), **common)
        case "fixed":
            return forms.FixedPart(side=rule.side, amount=fen(rule.value), **common)
        case "limits":
            return forms.Limits(low=fen(rule.low), high=fen(rule.high), **common)
        case "rounding":
            to: Any = MULTIPLES[rule.to]
            way: Any = rule.way
            return forms.RoundingRule(to=to, way=way, **common)
        case _:
            return forms.CoverRule(
                entry="next" if rule.entry_next else "this",
                until_day=rule.until_day,
                leaving="before" if rule.leaving_out else "this",
                **common,
            )


def computed(place: Place, people: list[Worker]) -> MonthPayroll:
    """The month that the program makes of it."""
    staff = [
        person(
            f"人{i:03d}",
            进入社区日期=own.entry.isoformat(),
            离职日期=own.leave.isoformat() if own.leave else None,
            离职原因="辞职" if own.leave else None,
        )
        for i, own in enumerate(people)
    ]
    now = words(DESIGNATED)
    typed = [
        (f"人{i:03d}", now, "其他扣款", float(own.typed))
        for i, own in enumerate(people)
        if own.typed
    ]
    each = list(enumerate(people))
    first_jobs = [own.first_job for own in people]
    rows_of_bases: list[Any] = [
        (i, words(first), *map(text, values)) for i, own in each for first, *values in own.bases
    ]
    sheets: dict[str, Any] = {
        "bases": bases(*rows_of_bases),
        "covered": covered(
            *((i, k, words(a), end_words(b)) for i, own in each for k, a, b in own.covered)
        ),
        "arrears": arrears(
            *((i, "养老", text(y), 0, 0, words(m)) for i, own in each for m, y in own.arrears)
        ),
        "overrides": overrides(
            *((i, now, item, text(y)) for i, own in each for item, y in own.fixed.items())
        ),
        "standing": standing(
            *(
                (i, kind, text(y), words(a), end_words(b))
                for i, own in each
                for kind, y, a, b in own.standing
            )
        ),
        "advanced": advanced(
            *((i, kind, text(y), "2026-02") for i, own in each for kind, y in own.before.items())
        ),
    }
    return month_of_gross(
        [text(own.gross) for own in people],
        now,
        staff,
        ContributionStandards(tuple(map(row_of, place.rules))),
        computed=place.computed,
        unfilled=place.unfilled,
        adjustments=typed,
        first_jobs=first_jobs,
        **sheets,
    )
