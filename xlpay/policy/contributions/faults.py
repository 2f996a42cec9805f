"""What can be wrong with contribution rules that stand together in a file or a sheet.

社会保险法, 失业保险条例第六条 (2%), 人社部发〔2015〕71号 (1.9%, raised by half at most) and the
fund's 5 to 12 percent (住房公积金管理条例第十八条, 建金〔2016〕74号) say what a rate can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

import msgspec

from xlpay.base.money import RATIO, decimal_text, yuan_text
from xlpay.base.months import month_text
from xlpay.policy.contributions.kinds import FUND, INJURY, MEDICAL, PENSION, PERSON, UNEMPLOYMENT
from xlpay.policy.contributions.rows import FOREVER, FixedPart, Limits, Rate, Row

# The most that a side can be asked to pay of the base; more is a percentage typed as a number.
_MOST: Final = {
    PENSION.word: 300_000,
    MEDICAL.word: 200_000,
    UNEMPLOYMENT.word: 50_000,
    INJURY.word: 50_000,
    FUND.word: 500_000,
}
_FUND_LEAST, _FUND_MOST = 50_000, 120_000
_TIMES: Final = 5  # 300% and 60% of the average wage


class Fault(msgspec.Struct, frozen=True):
    """A code of xlpay.base.codes, the place of the row in the list, the words of the code."""

    code: str
    at: int
    words: Mapping[str, object] = {}


def faults(rows: Sequence[Row]) -> Iterator[Fault]:
    """What is wrong with rows of one layer, each alone and beside the others."""
    for at, row in enumerate(rows):
        if isinstance(row, Rate):
            yield from _rate(at, row)
        elif isinstance(row, FixedPart) and (row.kind, row.side) == (INJURY.word, PERSON):
            yield Fault("N-NOPERSON", at)
        elif isinstance(row, Limits):
            yield from _limits(at, row)
        if row.last < row.first:
            yield Fault("N-ENDS", at, {"first": month_text(row.first), "last": _last(row)})
        if not row.origin.document:
            yield Fault("N-NODOC", at)
    yield from _together(rows)
    yield from _unequal(rows)


def _rate(at: int, row: Rate) -> Iterator[Fault]:
    value, most = decimal_text(row.share, RATIO), _MOST[row.kind]
    if row.share > most:
        meant = format(Decimal(row.share) / RATIO / 100, "f")
        words = {"kind": row.kind, "value": value, "most": decimal_text(most, RATIO)}
        yield Fault("N-RATE8", at, {**words, "meant": meant})
    elif row.share < 0:
        yield Fault("N-RATE", at, {"value": value})
    elif (row.kind, row.side) == (INJURY.word, PERSON) and row.share:
        yield Fault("N-NOPERSON", at)
    elif row.kind == FUND.word and row.share < _FUND_LEAST:
        yield Fault("N-FUNDLOW", at, {"value": value})
    elif row.kind == FUND.word and row.share > _FUND_MOST:
        yield Fault("N-FUND", at, {"value": value})


def _limits(at: int, row: Limits) -> Iterator[Fault]:
    """The fund's limits are of other sources: its low one is often the minimum wage."""
    if row.low is None or row.high is None:
        return
    words = {"low": yuan_text(row.low), "high": yuan_text(row.high)}
    if row.low > row.high:
        yield Fault("N-LIMITS", at, words)
    elif row.kind != FUND.word and row.high != _TIMES * row.low:
        yield Fault("N-RATIO", at, words)


def _together(rows: Sequence[Row]) -> Iterator[Fault]:
    """Rows of one key that begin together, overlap, or leave months between them."""
    keys: dict[tuple[object, ...], list[int]] = {}
    for at, row in enumerate(rows):
        keys.setdefault((type(row), row.kind, row.region, getattr(row, "side", "")), []).append(at)
    for found in keys.values():
        found.sort(key=lambda at: rows[at].first)
        for before, after in pairwise(found):
            row, later = rows[before], rows[after]
            words = {"first": month_text(later.first), "last": _last(row)}
            if later.first == row.first:
                yield Fault("N-ROWTWICE", after, words)
            elif row.last != FOREVER and row.last >= later.first:
                yield Fault("N-OVERLAP", before, words)
            elif row.last + 1 < later.first:
                yield Fault("N-HOLE", before, words)


def _unequal(rows: Sequence[Row]) -> Iterator[Fault]:
    """Rates of the fund that begin together and differ between the sides."""
    own: dict[tuple[int, str], Rate] = {}
    for at, row in enumerate(rows):
        if not isinstance(row, Rate) or row.kind != FUND.word:
            continue
        other = own.setdefault((row.first, row.region), row)
        if other.side != row.side and other.share != row.share:
            said = {"person" if r.side == PERSON else "unit": r.share for r in (other, row)}
            yield Fault(
                "N-FUNDEQ", at, {word: decimal_text(share, RATIO) for word, share in said.items()}
            )


def _last(row: Row) -> str:
    return month_text(row.last) if row.last != FOREVER else "以后"
