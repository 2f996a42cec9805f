"""Rules and rows of deductions by hand: rates and limits are examples, not any place's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from msgspec.structs import replace

from tests.support.months import compute
from tests.support.units import JIAYUGUAN, Person, make_unit, person
from xlpay.base.money import BLANK, Ints
from xlpay.base.months import day_number
from xlpay.language.values import parse_month
from xlpay.pay.month import MonthPayroll
from xlpay.policy.contributions.kinds import KINDS, PERSON, UNIT
from xlpay.policy.contributions.rows import (
    FOREVER,
    LOCAL,
    NATIONAL,
    OWN,
    CoverRule,
    FixedPart,
    Limits,
    Multiple,
    Origin,
    Rate,
    RoundingRule,
    Row,
    Way,
)
from xlpay.policy.contributions.standards import ContributionStandards
from xlpay.unit.inputs import Unit
from xlpay.unit.net.records import (
    LAST,
    STANDING_KINDS,
    Advanced,
    Arrears,
    Bases,
    Bills,
    Covered,
    NetRecords,
    Overrides,
    Standing,
    no_records,
)

ALL = frozenset(kind.word for kind in KINDS)
LOW, HIGH = "4863", "24315"  # of the worked cases
Yuan = str | int | None


def fen_of(yuan: Yuan) -> int:
    """Yuan as fen; BLANK for None."""
    return BLANK if yuan is None else int(Decimal(str(yuan)) * 100)


def column(values: Iterable[int]) -> Ints:
    return np.asarray(list(values), dtype=np.int64)


# ── rules


def rates(
    kind: str,
    own: str | None,
    unit: str | None,
    *,
    first: str = "2019-05",
    layer: str = LOCAL,
    last: int = FOREVER,
) -> list[Row]:
    """The shares in percent that both sides pay."""
    rows: list[Row] = []
    for side, share in ((PERSON, own), (UNIT, unit)):
        if share is not None:
            exact = int(Decimal(share) * 10_000)
            origin = Origin(layer, f"{kind}文〔2019〕1号")
            start = parse_month(first)
            rows.append(
                Rate(kind=kind, side=side, share=exact, first=start, last=last, origin=origin)
            )
    return rows


def limits(
    kind: str, low: Yuan = LOW, high: Yuan = HIGH, *, first: str = "2019-05", layer: str = LOCAL
) -> Limits:
    """The limits of a base."""
    ends = [None if yuan is None else fen_of(yuan) for yuan in (low, high)]
    origin = Origin(layer, "限数文〔2025〕2号")
    return Limits(kind=kind, low=ends[0], high=ends[1], first=parse_month(first), origin=origin)  # type: ignore[arg-type]


def rounded(kind: str, to: Multiple, way: Way = "nearest") -> RoundingRule:
    """A rule of rounding."""
    origin = Origin(LOCAL, "舍入文〔2019〕3号")
    return RoundingRule(kind=kind, to=to, way=way, first=0, origin=origin)


def fixed(kind: str, side: str, yuan: Yuan) -> FixedPart:
    """A fixed part."""
    origin = Origin(OWN, "大额文〔2024〕4号")
    return FixedPart(kind=kind, side=side, amount=fen_of(yuan), first=0, origin=origin)  # type: ignore[arg-type]


def joining(kind: str = "", **how: Any) -> CoverRule:
    """From and until when who comes and goes is insured."""
    return CoverRule(kind=kind, first=0, origin=Origin(LOCAL, "参保文〔2019〕5号"), **how)


def example(*more: Row) -> ContributionStandards:
    """The rules of the worked cases: 养老8/16, 医疗2/8, 失业0.5/0.5, 工伤0/0.2, 公积金5/5."""
    rows = [
        *rates("养老", "8", "16", layer=NATIONAL),
        *rates("医疗", "2", "8"),
        *rates("失业", "0.5", "0.5", layer=NATIONAL),
        *rates("工伤", None, "0.2", layer=OWN),
        *rates("公积金", "5", "5", layer=OWN),
        *(limits(kind) for kind in ("养老", "医疗", "失业", "工伤")),
        limits("公积金", "2140"),
        joining(),
    ]
    return ContributionStandards((*rows, *more))


# ── rows of the sheets: a person is the place in the roster


def bases(*rows: tuple[int, str, Yuan] | tuple[int, str, Yuan, Yuan, Yuan]) -> Bases:
    """缴费基数: person, first month, and one base for all kinds or 社保, 医保, 公积金."""
    full = [row if len(row) == 5 else (*row, row[2], row[2]) for row in rows]
    return Bases(
        column(range(2, len(full) + 2)),
        column(row[0] for row in full),
        column(parse_month(row[1]) for row in full),
        *(column(fen_of(row[i]) for row in full) for i in (2, 3, 4)),
    )


def covered(*rows: tuple[int, str, str, str | None]) -> Covered:
    """参保记录: person, kind, first and last month."""
    places = [kind.word for kind in KINDS]
    return Covered(
        column(range(2, len(rows) + 2)),
        column(row[0] for row in rows),
        column(places.index(row[1]) for row in rows),
        column(parse_month(row[2]) for row in rows),
        column(LAST if row[3] is None else parse_month(row[3]) for row in rows),
    )


def arrears(*rows: tuple[int, str, Yuan, Yuan, Yuan, str]) -> Arrears:
    """补缴: person, kind, own, unit's, late fee, month paid."""
    places = [kind.word for kind in KINDS]
    month = [parse_month(row[5]) for row in rows]
    return Arrears(
        column(range(2, len(rows) + 2)),
        column(row[0] for row in rows),
        column(places.index(row[1]) for row in rows),
        column(m - 3 for m in month),
        column(m - 1 for m in month),
        column(fen_of(row[2]) for row in rows),
        column(fen_of(row[3]) for row in rows),
        column(fen_of(row[4]) for row in rows),
        column(month),
    )


def bills(*rows: tuple[str, str, int | None, Yuan, Yuan, Yuan]) -> Bills:
    """核定应缴: month, kind, people, bases, own, unit's."""
    places = [kind.word for kind in KINDS]
    return Bills(
        column(range(2, len(rows) + 2)),
        column(parse_month(row[0]) for row in rows),
        column(places.index(row[1]) for row in rows),
        column(BLANK if row[2] is None else row[2] for row in rows),
        *(column(fen_of(row[i]) for row in rows) for i in (3, 4, 5)),
    )


def overrides(*rows: tuple[int, str, str, Yuan]) -> Overrides:
    """代扣调整: person, month, item, yuan."""
    return Overrides(
        column(range(2, len(rows) + 2)),
        column(row[0] for row in rows),
        column(parse_month(row[1]) for row in rows),
        tuple(row[2] for row in rows),
        column(fen_of(row[3]) for row in rows),
    )


def standing(*rows: tuple[int, str, Yuan, str, str | None]) -> Standing:
    """代扣项目: person, kind, yuan a month, first and last month."""
    return Standing(
        column(range(2, len(rows) + 2)),
        column(row[0] for row in rows),
        tuple(row[1] for row in rows),
        column(fen_of(row[2]) for row in rows),
        column(parse_month(row[3]) for row in rows),
        column(LAST if row[4] is None else parse_month(row[4]) for row in rows),
        ("",) * len(rows),
        column(STANDING_KINDS.index(row[1]) for row in rows),
    )


def advanced(*rows: tuple[int, str, Yuan, str]) -> Advanced:
    """期初代垫: person, kind, yuan, until month."""
    return Advanced(
        column(range(2, len(rows) + 2)),
        column(row[0] for row in rows),
        tuple(row[1] for row in rows),
        column(fen_of(row[2]) for row in rows),
        column(parse_month(row[3]) for row in rows),
    )


def records(**sheets: Any) -> NetRecords:
    """Sheets of deductions, those not named without a row."""
    return replace(no_records(), **sheets)


# ── a unit


def with_deductions(
    unit: Unit,
    standards: ContributionStandards | None = None,
    computed: Collection[str] = ALL,
    unfilled: str = "错误",
    **sheets: Any,
) -> Unit:
    """The unit with rules, sheets and switches of deductions."""
    settings = replace(unit.settings, computed=frozenset(computed), unfilled_base=unfilled)
    rules = example() if standards is None else standards
    return replace(unit, settings=settings, net=records(**sheets), contributions=rules)


def month_of_gross(
    gross: Sequence[Yuan],
    month: str = "2026-03",
    people: Sequence[Person] = (),
    standards: ContributionStandards | None = None,
    **how: Any,
) -> MonthPayroll:
    """A month in which people have just this 应发合计 (补扣 makes the difference)."""
    staff = people or [person(f"甲{i}") for i in range(len(gross))]
    bare, _ = make_unit(JIAYUGUAN, month, staff)
    found = compute(bare, bare.month)
    assert found is not None
    rows = []
    for i, yuan in enumerate(gross):
        change = fen_of(yuan) - int(found.gross[i])
        item = "补发" if change > 0 else "补扣"
        if change:
            rows.append((staff[i].name, month, item, abs(change) / 100))
    unit, _ = make_unit(JIAYUGUAN, month, staff, adjustments=[*rows, *how.pop("adjustments", [])])
    jobs = how.pop("first_jobs", [None] * len(staff))
    began = column(BLANK if day is None else day_number(day) for day in jobs)
    unit = replace(unit, roster=replace(unit.roster, first_job=began))
    run = compute(with_deductions(unit, standards, **how), unit.month)
    assert run is not None
    assert [int(fen) for fen in run.gross] == [fen_of(yuan) for yuan in gross]
    return run


def yuan_of(run: MonthPayroll, name: str, who: int = 0) -> str | None:
    """A figure as a sheet shows it; None where it is blank or the sheet has no such line."""
    if name not in run.lines:
        return None
    value = int(run.shown(name)[who])
    return None if value == BLANK else f"{Decimal(value) / 100:.2f}"


def owing(run: MonthPayroll, who: int = 0) -> Mapping[str, str]:
    """What a person owes at the end of the month, by kind."""
    return {
        own.kind: f"{Decimal(int(own.amount[who])) / 100:.2f}"
        for own in run.owing
        if own.amount[who]
    }
