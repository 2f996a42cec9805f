"""Readers of numbers: unit, bounds, and the floats of a column that are taken as they are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

import numpy as np

from xlpay.base.forms import NO, YES
from xlpay.base.grid import CellValue
from xlpay.base.money import BLANK, FEN, RATIO, YEAR, Bools, Ints
from xlpay.catalogue.arguments import ArgumentKind, PlainType, Zero
from xlpay.catalogue.context import Context
from xlpay.catalogue.readers import OWN, PLAIN, Floats, Reader, counting
from xlpay.kinds.amounts import ShareOf
from xlpay.policy.schema.document import Setting
from xlpay.unit import cells
from xlpay.unit.cells import Trouble, trouble
from xlpay.unit.setting_values import in_range, range_text

_NOISE = 1e-6  # of 1/1200 year: what a sum of twelfths in floats may lack


def number(
    scale: int, high: int, fraction: str, low: int = 0, blank: int | Trouble = BLANK
) -> Callable[[Context], Reader]:
    """A number from `low` to `high` (in 1/scale); `fraction` is the code of too many decimals."""

    def read(value: CellValue) -> int | Trouble:
        found = cells.counted(_positive(value) if low < 0 else value, scale, high, fraction)
        if isinstance(found, Trouble):
            return found
        if low < 0 and _is_negative(value):
            return -found
        return found if found >= low else trouble("C-POSITIVE", value=cells.shown(value))

    return lambda _: counting(read, scale, low, high, blank)


def _is_negative(value: CellValue) -> bool:
    number = cells.decimal_of(value)
    return isinstance(number, Decimal) and number < 0


def _positive(value: CellValue) -> CellValue:
    """The value without its sign."""
    number = cells.decimal_of(value)
    return str(abs(number)) if isinstance(number, Decimal) else value


def years(_: Context) -> Reader:
    """Credited years as 1/1200 year, rounded down: bands start at whole 1/1200."""

    def exact(values: Floats) -> tuple[Ints, Bools]:
        with np.errstate(all="ignore"):
            sure = (values >= 0) & (values <= 100)
            return np.floor(np.where(sure, values, 0) * YEAR + _NOISE).astype(np.int64), sure

    def read(value: CellValue) -> int | Trouble:
        if isinstance(value, PLAIN) and not isinstance(value, bool) and 0 <= value <= 100:
            return int(value * YEAR + _NOISE)
        number = cells.decimal_of(value)
        if isinstance(number, Trouble):
            return number
        if number < 0:
            return trouble("C-NEGATIVE", value=cells.shown(value))
        if number > 100:
            return trouble("C-LARGE", value=cells.shown(value))
        return int(float(number) * YEAR + _NOISE)

    return Reader(read, exact=exact)


def counted(context: Context) -> Reader:
    """Years of a count: whole ones where ratings are counted, else 1/1200 year."""
    if any(count.basis in ("months", "service") for count in context.document.count):
        return years(context)
    whole = number(1, 100, "C-WHOLE")(context)

    def read(value: CellValue) -> int | Trouble:
        found = whole.read(value)
        return found if isinstance(found, Trouble) else found * YEAR

    def exact(values: Floats) -> tuple[Ints, Bools]:
        assert whole.exact is not None
        found, sure = whole.exact(values)
        return found * YEAR, sure

    return Reader(read, exact=exact)


def anniversary(context: Context) -> Reader:
    """Whole years; -1 for any other number of years, which is no anniversary."""
    any_years = years(context)

    def read(value: CellValue) -> int | Trouble:
        found = any_years.read(value)
        number = cells.decimal_of(value)
        if isinstance(found, Trouble) or isinstance(number, Trouble):
            return found
        return int(number) if number == int(number) else -1

    return counting(read, 1, 0, 100)


def opening(context: Context) -> Reader:
    """The opening count as 期初折算年限 is read (1/1200 year), or as whole years."""
    if any(count.opening == "期初折算年限" for count in context.document.count):
        return Reader(cells.credited_years)
    return counted(context)


def share_setting(context: Context) -> Setting | None:
    """The setting on which the policy's share hangs."""
    for component in context.document.component:
        how = component.how
        if isinstance(how, ShareOf) and how.share is not None and how.share.setting:
            name = how.share.setting
            return next(s for s in context.document.setting if s.name == name)
    return None


def share(context: Context) -> Reader:
    """A share in 1e-6, within the lawful range; '80%' too."""
    setting = share_setting(context)
    if setting is None:
        fixed = trouble("N-FIXED", scheme=context.document.scheme)
        return Reader(lambda _: fixed, OWN)

    def read(value: CellValue) -> int | Trouble:
        found = _ratio(value)
        if isinstance(found, Trouble) or in_range(setting, found):
            return found
        return trouble("N-SHARE", value=cells.shown(value), range=range_text(setting))

    low = int(setting.above * RATIO) + 1 if setting.above is not None else 0
    high = int(setting.max * RATIO) if setting.max is not None else 100 * RATIO
    low = max(low, int(setting.min * RATIO)) if setting.min is not None else low
    return counting(read, RATIO, low, high, OWN)


def _ratio(value: CellValue) -> int | Trouble:
    """A ratio or a percentage in 1e-6."""
    text = cells.clean(value) if isinstance(value, str) else ""
    if text.endswith("%"):
        percent = cells.decimal_of(text[:-1])
        if isinstance(percent, Trouble):
            return percent
        value = str(percent / 100)
    return cells.counted(value, RATIO, 100 * RATIO, "C-NUMBER")


def months(_: Context) -> Reader:
    def read(value: CellValue) -> int | Trouble:
        found = cells.counted(value, 1, 12, "C-WHOLE")
        return (
            trouble("N-MONTHS", value=cells.shown(value)) if isinstance(found, Trouble) else found
        )

    return counting(read, 1, 0, 12, 12)


def flag(_: Context) -> Reader:
    codes = {YES: 1, NO: 0, "TRUE": 1, "FALSE": 0, "1": 1, "0": 0, "True": 1, "False": 0}

    def read(value: CellValue) -> int | Trouble:
        if isinstance(value, bool | int | float) and value in (0, 1):
            return int(value)
        plain = cells.squeezed(value).upper() if isinstance(value, str) else ""
        return codes[plain] if plain in codes else trouble("C-FLAG", value=cells.shown(value))

    return counting(read, 1, 0, 1, 0, codes)


FLAG: Final = ArgumentKind("是否", flag, PlainType.FLAG)
YEARS: Final = ArgumentKind("年数", years)
COUNTED: Final = ArgumentKind("整年数", counted)
ANNIVERSARY: Final = ArgumentKind("周年数", anniversary)
OPENING: Final = ArgumentKind("期初数", opening)
RUN: Final = ArgumentKind("连续年数", number(1, 2, "C-WHOLE", blank=0))
TIMES: Final = ArgumentKind("次数", number(1, 1000, "C-WHOLE"))
MONTHS: Final = ArgumentKind("月数", months, zero=Zero.UNSURE)
DAYS: Final = ArgumentKind("天数", number(2, 800, "C-HALVES", blank=0))
SHARE: Final = ArgumentKind("占比", share, zero=Zero.BLANK)
WEIGHT: Final = ArgumentKind("权重", number(RATIO, 10**12 * RATIO, "C-NUMBER"))
MONEY: Final = ArgumentKind("金额", number(FEN, 10**10, "C-DECIMALS"))
TAXABLE: Final = ArgumentKind("金额（可为负）", number(FEN, 10**12, "C-DECIMALS", low=-(10**12)))
CAPITAL: Final = ArgumentKind("金额（可达万亿）", number(FEN, 10**14 - 1, "C-DECIMALS"))
