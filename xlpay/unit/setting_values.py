"""A setting's value in exact units, and its lawful range: fen, 1e-6, a year, a month, a meaning.

A default goes the way of a cell, so that a policy's default and the same value typed are one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from xlpay.base.grid import CellValue
from xlpay.base.money import FEN, RATIO
from xlpay.base.units import SettingValue
from xlpay.policy.schema.document import Setting
from xlpay.unit import cells, dates
from xlpay.unit.cells import Trouble, squeezed

KIND_WORDS: Final = {
    "money": "应为最多两位小数的金额",
    "year": "应为四位数的年份",
    "month": "应为 2026-11 这样的月份",
    "count": "应为整数",
    "ratio": "应为数",
    "weight": "应为数",
    "text": "应为文字",
}
_SCALE: Final = {"money": FEN, "ratio": RATIO, "weight": RATIO, "year": 1, "month": 1, "count": 1}


def parse_setting(setting: Setting, raw: CellValue) -> SettingValue | None:
    """A cell as the setting's value (fen, 1e-6, year, month, meaning); None if it does not fit."""
    parsed: int | Trouble
    if setting.kind == "text":
        return cells.text_of(raw)
    if setting.kind == "choice":
        word = squeezed(cells.text_of(raw))
        meanings = {squeezed(choice.word): choice.means for choice in setting.choices}
        return meanings.get(word)
    if setting.kind == "money":
        parsed = cells.money(raw)
    elif setting.kind == "year":
        parsed = dates.year(raw)
    elif setting.kind == "month":
        parsed = dates.month(raw)
    elif setting.kind == "count":
        parsed = cells.counted(raw, 1, 1_000_000, "C-WHOLE")
    else:
        parsed = cells.counted(cells.of_percent(raw), RATIO, 10**6 * RATIO, "C-NUMBER")
    return None if isinstance(parsed, Trouble) else parsed


def default_of(setting: Setting) -> SettingValue | None:
    """A setting's default in exact units."""
    if setting.default is None:
        return None
    parsed = parse_setting(
        setting,
        setting.default if not isinstance(setting.default, Decimal) else float(setting.default),
    )
    return None if isinstance(parsed, str) and setting.kind not in ("choice", "text") else parsed


def in_range(setting: Setting, value: int) -> bool:
    """Whether a value lies within the setting's min, max and (open) above."""
    scale = _SCALE[setting.kind]
    return not (
        (setting.min is not None and value < setting.min * scale)
        or (setting.max is not None and value > setting.max * scale)
        or (setting.above is not None and value <= setting.above * scale)
    )


def range_text(setting: Setting) -> str:
    """The lawful range in words."""
    low = (
        f"大于 {setting.above}"
        if setting.above is not None
        else f"不小于 {setting.min}"
        if setting.min is not None
        else ""
    )
    high = f"不大于 {setting.max}" if setting.max is not None else ""
    return "、".join(part for part in (low, high) if part)
