"""Values of a policy: literals, the office's settings, and dated lists, read in exact units.

A dated list holds for the whole life of the policy: its first entry starts by `pays_from`, each
entry ends where the next begins, and what is in force in a month is what holds on its last day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

from xlpay.money import FEN, MAX_FEN, MAX_RATIO, RATIO, YEAR, scaled
from xlpay.months import month_of
from xlpay.policy.schema import Holds

DAY: Final = 100  # hundredths of a day: 21.75 is whole
SettingValue = int | str  # fen, 1e-6, year, month number, or what a choice means

_SCALES: Final = {
    "money": (FEN, MAX_FEN, "元，最多两位小数"),
    "ratio": (RATIO, MAX_RATIO, "比例或系数，最多六位小数"),
    "weight": (RATIO, MAX_RATIO, "权重，最多六位小数"),
    "years": (YEAR, 200 * YEAR, "年，可到百分之一或十二分之一"),
    "days": (DAY, 1000 * DAY, "天，最多两位小数"),
    "count": (1, 1_000_000, "整数"),
    "any": (RATIO, MAX_FEN, "数，最多六位小数"),
}
_SETTING_KINDS: Final = {
    "money": {"money"},
    "ratio": {"ratio"},
    "weight": {"weight", "ratio"},
    "count": {"year"},
    "flag": {"choice"},
    "choice": {"choice"},
    "any": {"money", "ratio", "weight", "year"},
}
_FLAG_WORDS: Final = {"yes": True, "no": False}


class BadValue(ValueError):
    """A value that can't be read, in words for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A value and the first month in which it holds (0: from the beginning)."""

    start: int
    value: Any


def nearest(word: str, words: list[str]) -> str:
    """'（最接近的是“…”）' or nothing."""
    close = get_close_matches(word, words, 1, 0.5)
    return f"（最接近的是“{close[0]}”）" if close else ""


def parse_month(text: object) -> int:
    """'2024-07' or a date on the first of a month -> its month number; BadValue otherwise."""
    if isinstance(text, date):
        if text.day != 1:
            raise BadValue(f"“{text}”不是某月的第一天；按月生效的值写成“2024-07”")
        return month_of(text.year, text.month)
    parts = str(text).split("-")
    if len(parts) != 2 or not all(p.isdigit() for p in parts) or len(parts[0]) != 4:
        raise BadValue(f"“{text}”不是年月；应写成“2024-07”")
    year, month = int(parts[0]), int(parts[1])
    if not 1 <= month <= 12 or not 1900 <= year <= 9000:
        raise BadValue(f"没有“{text}”这个月")
    return month_of(year, month)


def is_setting(raw: object) -> bool:
    return isinstance(raw, dict) and set(raw) == {"setting"}


def spans(raw: object) -> tuple[Span, ...]:
    """A value position as dated spans; BadValue for gaps, overlaps and unknown keys."""
    if not isinstance(raw, list):
        return (Span(0, raw),)
    found: list[Span] = []
    end: int | None = None
    for index, entry in enumerate(raw):
        if not isinstance(entry, dict) or not {"from", "value"} <= set(entry):
            raise BadValue(f"第{index + 1}段应有 from 和 value")
        extra = sorted(set(entry) - {"from", "until", "value", "source"})
        if extra:
            raise BadValue(f"第{index + 1}段有不认识的键 {extra[0]}{nearest(extra[0], ['from', 'until', 'value'])}")
        start = parse_month(entry["from"])
        if index:
            previous = found[-1].start
            if start <= previous or (end is not None and start < end):
                raise BadValue(f"第{index + 1}段从 {entry['from']} 起，与上一段重叠：同一天有两个值")
            if end is not None and start > end:
                raise BadValue(f"第{index}段与第{index + 1}段之间有空档")
        found.append(Span(start, entry["value"]))
        end = parse_month(entry["until"]) + 1 if "until" in entry else None
    if not found:
        raise BadValue("没有任何一段")
    if end is not None:
        raise BadValue("最后一段有 until，之后没有值；请去掉 until 或补上后一段")
    return tuple(found)


def in_force(raw: object, month: int) -> Any:
    """The literal (or setting) that holds in the month; BadValue before the first span."""
    held = [span for span in spans(raw) if span.start <= month]
    if not held:
        raise BadValue("这个月还没有值")
    return held[-1].value


def literal(raw: object, holds: Holds) -> int | bool | str:
    """A literal in exact units (see schema); BadValue if it does not fit the unit."""
    if holds.unit == "flag":
        if not isinstance(raw, bool):
            raise BadValue(f"“{raw}”应为 true 或 false")
        return raw
    if holds.unit == "choice":
        if raw not in holds.choices:
            raise BadValue(f"“{raw}”不在 {'、'.join(holds.choices)} 之中{nearest(str(raw), list(holds.choices))}")
        return str(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise BadValue(f"“{raw}”应为数")
    scale, limit, words = _SCALES[holds.unit]
    try:
        number = scaled(raw, scale)
    except ValueError:
        raise BadValue(f"{raw} 的小数位太多：{words}") from None
    if not 0 <= number <= limit:
        raise BadValue(f"{raw} 超出范围：{words}")
    return number


def allowed_settings(holds: Holds) -> set[str]:
    """Kinds of settings that may stand in the position."""
    return set(_SETTING_KINDS.get(holds.unit, set()))


def read(
    raw: object, holds: Holds, month: int, settings: Mapping[str, SettingValue]
) -> int | bool | str | None:
    """The value of a position in a month; None where it is absent or its setting is not filled."""
    if raw is None:
        return None
    held = in_force(raw, month)
    if not is_setting(held):
        return literal(held, holds)
    value = settings.get(held["setting"])
    if holds.unit == "flag" and isinstance(value, str):
        return _FLAG_WORDS[value]
    return value
