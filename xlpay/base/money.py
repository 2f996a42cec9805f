"""Exact money: int64 fen, integer ratios, one rounding, halves away from zero.

No float touches an amount.  Scales are powers of ten and every input has a bound, so that no
product of two of them reaches 2**63, where numpy would wrap without a word.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FEN: Final = 100  # fen in a yuan
RATIO: Final = 1_000_000  # a coefficient or share of 1
YEAR: Final = 1200  # a year of service: hundredths and twelfths are both whole
DAY: Final = 100  # hundredths of a day: 21.75 is whole
MONTH_OF_YEAR: Final = YEAR // 12
BLANK: Final = int(np.iinfo(np.int64).min)  # an empty cell in a column of numbers

MAX_FEN: Final = 10**12  # ten thousand million yuan: the largest amount read or paid
MAX_INCOME_FEN: Final = 10**9  # ten million yuan a year
MAX_RATIO: Final = 100 * RATIO  # the largest coefficient


def ints(values: object) -> Ints:
    """The values as an int64 array; a scalar becomes one element."""
    return np.atleast_1d(np.asarray(values, dtype=np.int64))


def half_up(numerator: Ints | int, denominator: Ints | int) -> Ints:
    """numerator / denominator to the nearest whole number, halves away from zero.

    Both int64, any shapes that broadcast; denominator > 0; 2 * |numerator| must stay below 2**63.
    """
    n = np.asarray(numerator, dtype=np.int64)
    d = denominator if isinstance(denominator, int) else np.asarray(denominator, dtype=np.int64)
    rounded = (2 * np.abs(n) + d) // (2 * d)
    result: Ints = np.where(n < 0, -rounded, rounded)
    return result


def half_up_whole(numerator: NDArray[np.object_], denominator: int) -> Ints:
    """half_up of whole numbers of any size (n,), such as a product of several coefficients."""
    exact = [int(value) for value in numerator.tolist()]
    rounded = [(2 * abs(value) + denominator) // (2 * denominator) for value in exact]
    signed = [-r if value < 0 else r for r, value in zip(rounded, exact, strict=True)]
    return np.asarray(signed, dtype=np.int64)


def scaled(value: Decimal | int | str, scale: int) -> int:
    """A decimal as a whole number of 1/scale; ValueError if it is not whole at that scale."""
    exact = Decimal(value) * scale
    if exact != exact.to_integral_value():
        raise ValueError(f"{value} has more decimals than 1/{scale} holds")
    return int(exact)


def decimal_text(value: int, scale: int) -> str:
    """A whole number of 1/scale as the shortest decimal text: (227340, 100) -> '2273.4'."""
    sign, magnitude = ("-" if value < 0 else ""), abs(value)
    whole, rest = divmod(magnitude, scale)
    if not rest:
        return f"{sign}{whole}"
    digits = len(str(scale)) - 1
    return f"{sign}{whole}." + f"{rest:0{digits}d}".rstrip("0")


def yuan_text(fen: int) -> str:
    """Fen as yuan with two decimals: 227340 -> '2273.40'."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // FEN}.{abs(fen) % FEN:02d}"


_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_SECTIONS: Final = ("", "万", "亿")


def _section_capitals(section: int) -> str:
    """0..9999 in capitals, a single 零 for each inner gap, none at either end."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = section // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text


def _yuan_capitals(yuan: int) -> str:
    text, gap = "", False
    for index in (2, 1, 0):
        section = yuan // 10 ** (4 * index) % 10_000
        if not section:
            gap = True
            continue
        # A section below 1000 after a higher one shows its missing thousands as 零.
        zero = "零" if text and (gap or section < 1000) else ""
        text += zero + _section_capitals(section) + _SECTIONS[index]
        gap = False
    return text


def capitals(fen: int) -> str:
    """The amount in formal capitals (支付结算办法 附件 正确填写票据和结算凭证的基本规定).

    0 <= fen < 10**14 (below a million million yuan); ValueError outside.
    """
    if not 0 <= fen < 10**14:
        raise ValueError("capitals need an amount from 0 to below 1,000,000,000,000 yuan")
    yuan, rest = divmod(fen, FEN)
    jiao, cent = divmod(rest, 10)
    head = _yuan_capitals(yuan) + "元" if yuan else ""
    if not rest:
        return "人民币" + (head or "零元") + "整"
    if not cent:
        return "人民币" + head + _DIGITS[jiao] + "角整"
    if not jiao:
        return "人民币" + (head + "零" if head else "") + _DIGITS[cent] + "分"
    return "人民币" + head + _DIGITS[jiao] + "角" + _DIGITS[cent] + "分"
