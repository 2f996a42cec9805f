"""The income tax brackets, read from their bundled file; strict, like every policy.

A schedule holds from its first month to its last; brackets rise, and each quick deduction must be
the one that makes the tax continuous at the limit of the bracket before (a misprint is refused).
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, Literal

import msgspec

from xlpay.base.assets import policy_folder
from xlpay.base.money import FEN, MAX_FEN, Ints, ints, scaled
from xlpay.language.values import BadValue, parse_month
from xlpay.policy.schema.document import Part

PER_MILLE: Final = 1000  # tax rates are whole in thousandths
FOREVER: Final = 9999 * 12


class BracketRow(Part, kw_only=True, frozen=True):
    """A rate up to a limit (yuan, inclusive; the last one has none) and its quick deduction."""

    rate: Any
    quick: Any
    up_to: Any = None


class ScheduleRow(Part, kw_only=True, frozen=True, rename={"from_": "from"}):
    """Brackets and the months in which they hold."""

    from_: str
    document: str
    source: str
    brackets: tuple[BracketRow, ...]
    until: str = ""


class IncomeTaxLaw(Part, kw_only=True, frozen=True):
    """The file of the income tax."""

    format: Literal[1]
    yearly: tuple[ScheduleRow, ...]
    bonus: tuple[ScheduleRow, ...]


class TaxSchedule(msgspec.Struct, frozen=True):
    """Brackets as the rule takes them: limits and quick deductions in fen, rates in 1/1000."""

    first: int  # month
    last: int  # month
    limits: Ints
    rates: Ints
    quick: Ints
    months: int  # by which an amount is divided to find its bracket
    source: str


class IncomeTax(msgspec.Struct, frozen=True):
    """Schedules in the order of their dates."""

    yearly: tuple[TaxSchedule, ...]
    bonus: tuple[TaxSchedule, ...]


def in_force(schedules: tuple[TaxSchedule, ...], month: int) -> TaxSchedule | None:
    """The schedule of a month; None where there is none (any more)."""
    return next((s for s in reversed(schedules) if s.first <= month <= s.last), None)


@lru_cache(maxsize=1)
def income_tax() -> IncomeTax:
    """The bundled brackets; msgspec.ValidationError or BadValue for a file that is not right."""
    text = (policy_folder() / "national" / "income_tax.toml").read_text(encoding="utf-8")
    return read_income_tax(text)


def read_income_tax(text: str) -> IncomeTax:
    """The brackets in a file's text."""
    law = msgspec.convert(tomllib.loads(text, parse_float=Decimal), IncomeTaxLaw)
    return IncomeTax(_schedules(law.yearly, 1), _schedules(law.bonus, 12))


def _schedules(rows: tuple[ScheduleRow, ...], months: int) -> tuple[TaxSchedule, ...]:
    found = tuple(_schedule(row, months) for row in rows)
    if not found or any(a.last >= b.first for a, b in pairwise(found)):
        raise BadValue("税率表缺少或重叠")
    return found


def _schedule(row: ScheduleRow, months: int) -> TaxSchedule:
    if not row.document.strip() or not row.source.strip():
        raise BadValue("税率表没有写出处")
    if not row.brackets or [b.up_to is None for b in row.brackets] != [False] * (
        len(row.brackets) - 1
    ) + [True]:
        raise BadValue("只有最后一级没有上限")
    limits = [scaled(b.up_to, FEN) for b in row.brackets[:-1]]
    rates = [scaled(b.rate, PER_MILLE) for b in row.brackets]
    quick = [scaled(b.quick, FEN) for b in row.brackets]
    if any(b <= a for a, b in pairwise([0, *limits])) or any(
        b <= a for a, b in pairwise([0, *rates])
    ):
        raise BadValue("税率表没有从低到高")
    expected = 0
    for index, limit in enumerate(limits):
        expected += limit * (rates[index + 1] - rates[index])
        if quick[0] or quick[index + 1] * PER_MILLE != expected or limit > MAX_FEN:
            raise BadValue(f"第{index + 2}级的速算扣除数与税率对不上")
    until = parse_month(row.until) if row.until else FOREVER
    source = f"{row.document}{row.source}"
    return TaxSchedule(
        parse_month(row.from_), until, ints(limits), ints(rates), ints(quick), months, source
    )
