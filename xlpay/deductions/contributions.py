"""Contributions of a kind in a month: what person and unit pay, each an amount with its 算式.

社会保险法 10, 23, 33, 44条, 住房公积金管理条例 16条: base × rate, rounded as the place says, and a
fixed part.  Where no rule is in force the figure is not known, and nothing stands for it.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from xlpay.base.money import BLANK, RATIO, Bools, Ints
from xlpay.base.units import FenColumn
from xlpay.deductions.bases import HIGH, LOW, SOURCES, Base, clamped, entered_bases
from xlpay.deductions.cover import Cover, Employment, cover
from xlpay.policy.contributions.kinds import KINDS, PERSON, SIDES, UNIT, Contribution
from xlpay.policy.contributions.rows import Limits, Row
from xlpay.policy.contributions.standards import ContributionStandards, InForce
from xlpay.rules.expr import NOTHING, Expr, InputCell, PolicyValue, Shown, fen, ratio, where
from xlpay.rules.lines import Line
from xlpay.rules.rounding import FEN, Rounding, rounding
from xlpay.unit.net.records import Bills, NetRecords

BASES = "缴费基数"  # the sheet
RATE, LIMITS = "费率", "上下限"
_WIDE = Limits(kind="", first=0, origin=None, low=None, high=None)  # type: ignore[arg-type]


class Rules(msgspec.Struct, frozen=True):
    """What holds for a kind in a month and a region; None: nothing does."""

    rates: Mapping[str, InForce | None]  # by side
    fixed: Mapping[str, InForce | None]
    limits: InForce | None
    cover: InForce | None
    rounding: InForce | None

    def used(self) -> list[InForce]:
        """All that hold."""
        every = (*self.rates.values(), *self.fixed.values(), self.limits, self.cover, self.rounding)
        return [rule for rule in every if rule is not None]


def sides_of(kind: Contribution) -> tuple[str, ...]:
    """Who pays contributions of a kind."""
    return SIDES if kind.column else (UNIT,)


def name_of(kind: Contribution, side: str) -> str:
    """What the contribution of a side is called where it stands: 养老保险, 养老单位."""
    return kind.column if side == PERSON else f"{kind.word}{UNIT}"


def rules_in_force(
    standards: ContributionStandards, kind: Contribution, month: int, region: str
) -> Rules:
    """The rules of a kind."""
    at = (month, region)
    sides = sides_of(kind)
    return Rules(
        {side: standards.rate(kind.word, side, *at) for side in sides},
        {side: standards.fixed(kind.word, side, *at) for side in sides},
        standards.limits(kind.word, *at),
        standards.cover(kind.word, *at),
        standards.rounding(kind.word, *at),
    )


class Contributed(msgspec.Struct, frozen=True, eq=False):
    """What is contributed to a kind: bases, cover, and by side the amounts and who has none known.

    Columns run over all people; amounts of those who are not insured are 0.
    """

    kind: Contribution
    rules: Rules
    base: Base
    cover: Cover
    lines: Mapping[str, Line]
    blank: Mapping[str, Bools]
    lacking: Mapping[str, tuple[str, ...]]  # by side, what is not in force

    def amount(self, side: str) -> Ints:
        """What a side pays (n,), fen; 0 for a side that doesn't."""
        line = self.lines.get(side)
        return line.amount if line is not None else np.zeros(len(self.base.used), dtype=np.int64)

    def unknown(self, side: str) -> Bools:
        """Whose figure of a side is not known (n,)."""
        return self.blank.get(side, np.zeros(len(self.base.used), dtype=np.bool_))

    def contributing(self) -> Bools:
        """Who is insured, on a base that is known, and pays (n,)."""
        paid = np.any([line.amount != 0 for line in self.lines.values()], axis=0)
        found: Bools = paid & self.base.known
        return found


class Bill(msgspec.Struct, frozen=True):
    """What an office demands for a kind: people, bases, own and unit's part; BLANK if not said.

    `difference` is what is demanded beyond what the people's contributions add up to.
    """

    row: int
    demanded: tuple[int, int, int, int]
    ours: int
    difference: int


def bill_of(bills: Bills, own: Contributed, month: int) -> Bill | None:
    """核定应缴 of a kind in the month; sides that it leaves blank are not compared."""
    here = np.flatnonzero((bills.month == month) & (bills.kind == KINDS.index(own.kind)))
    if not len(here):
        return None
    i = int(here[-1])
    sides = {PERSON: int(bills.own[i]), UNIT: int(bills.unit[i])}
    said = {side: fen for side, fen in sides.items() if fen != BLANK}
    ours = sum(int(own.amount(side).sum()) for side in said)
    demanded = (int(bills.people[i]), int(bills.bases[i]), sides[PERSON], sides[UNIT])
    difference = sum(said.values()) - ours if said else BLANK
    return Bill(int(bills.row[i]), demanded, ours, difference)


class Asked(msgspec.Struct, frozen=True, eq=False):
    """For whom contributions of a month are reckoned: `who` (n,), their employment and gross."""

    month: int
    region: str
    who: Bools
    staff: Employment
    gross: FenColumn
    unfilled: str  # what a base is that isn't filled


def contributed(
    standards: ContributionStandards, records: NetRecords, kind: Contribution, asked: Asked
) -> Contributed:
    """Contributions of a kind in a month."""
    rules = rules_in_force(standards, kind, asked.month, asked.region)
    limits = _WIDE if rules.limits is None else rules.limits.row
    entered = entered_bases(records.bases, kind, asked.month, len(asked.who))
    base = clamped(entered, asked.unfilled, limits, asked.gross)
    rule = None if rules.cover is None else rules.cover.row
    covered = cover(records.covered, kind, asked.month, rule, asked.staff)
    insured = asked.who & covered.insured
    lines, blank, lacking = {}, {}, {}
    for side in sides_of(kind):
        lacking[side] = _lacking(rules, side)
        payable = insured & base.known & (not lacking[side])
        blank[side] = asked.who & (insured | covered.unknown) & ~payable
        lines[side] = _line(kind, rules, side, base, payable, asked.gross)
    return Contributed(kind, rules, base, covered, lines, blank, lacking)


def _lacking(rules: Rules, side: str) -> tuple[str, ...]:
    """What a side's contribution needs and nothing lays down."""
    rate = rules.rates[side]
    usable = rate is not None and 0 <= rate.row.share <= RATIO
    needed = ((f"{side}{RATE}", usable), (LIMITS, rules.limits is not None))
    return tuple(word for word, there in needed if not there)


def _line(
    kind: Contribution, rules: Rules, side: str, base: Base, payable: Bools, gross: FenColumn
) -> Line:
    """A side's contributions of those who have to pay any, 0 for the others."""
    name, rate, to = name_of(kind, side), rules.rates[side], _rounding(rules.rounding)
    if rate is None or not payable.any():
        return Line(name, where(payable, NOTHING, NOTHING).round(), "", apart=True)
    due = _base(kind, rules.limits, base, gross) * ratio(rate.row.share, _leaf(rate, side))
    due = due.round(to)
    fixed = rules.fixed[side]
    if fixed is not None:
        due = due + fen(fixed.row.amount, _leaf(fixed, f"{side}定额"))
    source = told(rate.row, run_out=rate.run_out)
    return Line(name, where(payable, due, NOTHING).round(), source, apart=True)


def _base(kind: Contribution, limits: InForce | None, base: Base, gross: FenColumn) -> Expr:
    """The base used, each number as what it is: the person's own, the gross, a limit."""
    own = fen(np.where(base.known, base.used, 0), InputCell(BASES, kind.base))
    if base.from_gross.any():
        own = where(base.from_gross, fen(gross, Shown("应发合计")), own)
    if limits is None:
        return own
    for code, value in ((LOW, limits.row.low), (HIGH, limits.row.high)):
        at_limit = base.source == code
        if value is not None and at_limit.any():
            own = where(at_limit, fen(value, _leaf(limits, SOURCES[code])), own)
    return own


def _rounding(rule: InForce | None) -> Rounding:
    """To what a kind is rounded: without a rule, to the fen."""
    return FEN if rule is None else rounding(rule.row.to, rule.row.way)


def _leaf(rule: InForce, what: str) -> PolicyValue:
    """A value of a rule, with the document that lays it down."""
    clause = told(rule.row, run_out=rule.run_out)
    return PolicyValue(f"{rule.row.kind}{what}", clause, own=True)


def told(row: Row, *, run_out: bool) -> str:
    """Layer and document of a rule; one that has run out and is used on says so."""
    return row.origin.words() + ("（已过期，待确认文号）" if run_out else "")


def differences(
    before: ContributionStandards,
    after: ContributionStandards,
    records: NetRecords,
    kind: Contribution,
    months: Mapping[int, Asked],
) -> dict[str, Ints]:
    """By side, what is due for months under later rules less what was under earlier ones (n,).

    The sum of what each month differs by, each rounded for itself (社会保险费 补差).
    """
    found: dict[str, Ints] = {}
    for asked in months.values():
        was, now = (contributed(rules, records, kind, asked) for rules in (before, after))
        for side in sides_of(kind):
            change = now.amount(side) - was.amount(side)
            found[side] = found.get(side, np.zeros_like(change)) + change
    return found
