"""Values of a policy: literals, the office's settings, and dated lists, read in exact units.

A dated list holds for the whole life of the policy: its first entry starts by `pays_from`, each
entry ends where the next begins, and what is in force in a month is what holds on its last day.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

import msgspec

from xlpay.base.money import DAY, FEN, MAX_FEN, MAX_RATIO, RATIO, YEAR, scaled
from xlpay.base.months import month_of
from xlpay.base.units import SettingValue
from xlpay.language.positions import Holds

Value = int | bool | str  # of a value position, in exact units

_SCALES: Final = {
    "money": (FEN, MAX_FEN, "元，最多两位小数"),
    "ratio": (RATIO, MAX_RATIO, "系数，最多六位小数"),
    "share": (RATIO, RATIO, "比例，大于0、不大于1，最多六位小数"),
    "weight": (RATIO, MAX_RATIO, "权重，最多六位小数"),
    "years": (YEAR, 200 * YEAR, "年，可到百分之一或十二分之一"),
    "days": (DAY, 1000 * DAY, "天，最多两位小数"),
    "count": (1, 1_000_000, "整数"),
    "any": (RATIO, MAX_FEN, "数，最多六位小数"),
}
_SETTING_KINDS: Final = {
    "money": {"money"},
    "ratio": {"ratio"},
    "share": {"ratio"},
    "weight": {"weight", "ratio"},
    "count": {"year", "count"},
    "flag": {"choice"},
    "choice": {"choice"},
    "text": {"text"},
    "any": {"money", "ratio", "weight", "year"},
}
_MOST_DIGITS: Final = 15
_SHOWN: Final = 40  # characters of a wrong value in a message
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_FLAG_WORDS: Final = {"yes": True, "no": False}


_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_DECEMBER: Final = 12


class BadValue(ValueError):
    """A value that can't be read, in words for the person who wrote it."""


class Span(msgspec.Struct, frozen=True):
    """A value and the first month in which it holds (0: from the beginning).

    `source` is its own clause, "" where it has none.
    """

    start: int
    value: Any
    source: str = ""


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
    found = _MONTH.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise BadValue(f"“{_text(text)}”不是年月；应写成“2024-07”")
    year, month = int(found.group(1)), int(found.group(2))
    if not 1 <= month <= _DECEMBER or not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadValue(f"没有“{text}”这个月")
    return month_of(year, month)


def is_setting(raw: object) -> bool:
    """`{setting = "…"}`."""
    return isinstance(raw, dict) and set(raw) == {"setting"} and isinstance(raw["setting"], str)


def spans(raw: object) -> tuple[Span, ...]:
    """A value position as dated spans; BadValue for gaps, overlaps and unknown keys."""
    if not isinstance(raw, list):
        return (Span(0, raw),)
    found: list[Span] = []
    end: int | None = None
    for index, entry in enumerate(raw):
        start, until = _entry(index, entry)
        if found and (start <= found[-1].start or (end is not None and start < end)):
            text = f"第{index + 1}段从 {entry['from']} 起，与上一段重叠：同一天有两个值"
            raise BadValue(text)
        if end is not None and start > end:
            raise BadValue(f"第{index}段与第{index + 1}段之间有空档")
        found.append(Span(start, entry["value"], entry.get("source", "")))
        end = until
    if not found:
        raise BadValue("没有任何一段")
    if end is not None:
        raise BadValue("最后一段有 until，之后没有值；请去掉 until 或补上后一段")
    return tuple(found)


def _entry(index: int, entry: object) -> tuple[int, int | None]:
    """A dated entry's first month, and the month after its last one if it says so."""
    if not isinstance(entry, dict):
        raise BadValue(
            f"第{index + 1}段应写成 {{ from = “2024-07”, value = … }}；只有一个数不用 [ ]"
        )
    keys = ["from", "until", "value", "source"]
    if extra := sorted(set(entry) - set(keys)):
        raise BadValue(f"第{index + 1}段有不认识的键 {extra[0]}{nearest(extra[0], keys)}")
    if lacking := [key for key in ("from", "value") if key not in entry]:
        raise BadValue(f"第{index + 1}段没有写 {'、'.join(lacking)}")
    start = parse_month(entry["from"])
    if "until" not in entry:
        return start, None
    until = parse_month(entry["until"])
    if until < start:
        raise BadValue(f"第{index + 1}段的 until 早于 from")
    return start, until + 1


def in_force(raw: object, month: int) -> Any:
    """The literal (or setting) that holds in the month; BadValue before the first span."""
    held = [span for span in spans(raw) if span.start <= month]
    if not held:
        raise BadValue("这个月还没有值")
    return held[-1].value


def literal(raw: object, holds: Holds) -> Value:
    """A literal in exact units (see schema); BadValue if it does not fit the unit."""
    if holds.unit == "flag":
        if not isinstance(raw, bool):
            raise BadValue(f"“{_text(raw)}”应为 true 或 false")
        return raw
    if holds.unit == "choice":
        if raw not in holds.choices:
            near = nearest(str(raw), list(holds.choices))
            raise BadValue(f"“{_text(raw)}”不在 {'、'.join(holds.choices)} 之中{near}")
        return str(raw)
    if holds.unit == "text":
        if not isinstance(raw, str):
            raise BadValue(f"“{_text(raw)}”应为文字，加引号")
        return raw
    scale, limit, words = _SCALES[holds.unit]
    number = counted(raw, scale, words)
    if not 0 <= number <= limit or (holds.unit == "share" and number == 0):
        percent = holds.unit == "share" and RATIO < number <= 100 * RATIO
        meant = f"；{_text(raw)}% 写成 {Decimal(number) / RATIO / 100:f}" if percent else ""
        raise BadValue(f"{_text(raw)} 超出范围：{words}{meant}")
    return number


def counted(raw: object, scale: int, words: str) -> int:
    """A number as a whole number of 1/scale; BadValue if it is none."""
    if isinstance(raw, dict):
        raise BadValue(f'“{_text(raw)}”应为数，或写成 {{ setting = "参数名" }}')
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        quoted = "；不加引号、单位、百分号" if isinstance(raw, str) else ""
        raise BadValue(f"“{_text(raw)}”应为数：{words}{quoted}")
    if isinstance(raw, Decimal) and not raw.is_finite():
        raise BadValue(f"“{raw}”不是数：{words}")
    if Decimal(raw).adjusted() > _MOST_DIGITS:
        raise BadValue(f"{_text(raw)} 超出范围：{words}")
    try:
        return scaled(raw, scale)
    except ValueError:
        raise BadValue(f"{raw} 的小数位太多：{words}") from None


def _text(raw: object) -> str:
    """A raw value as it is written in the file, shortened."""
    text = str(raw).lower() if isinstance(raw, bool) else str(raw)
    if isinstance(raw, dict):
        text = f"{{ {', '.join(f'{key} = {_text(value)}' for key, value in raw.items())} }}"
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def bound(kind: str, raw: object) -> int:
    """A setting's min, max, above or default in the units of its kind; BadValue otherwise."""
    if kind == "month":
        return parse_month(raw)
    if kind == "year":
        year = counted(raw, 1, "四位数的年份")
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise BadValue(f"“{_text(raw)}”应为四位数的年份")
        return year
    scale, limit, words = _SCALES[kind]
    number = counted(raw, scale, words)
    if not 0 <= number <= limit:
        raise BadValue(f"{_text(raw)} 超出范围：{words}")
    return number


def allowed_settings(holds: Holds) -> set[str]:
    """Kinds of settings that may stand in the position."""
    return set(_SETTING_KINDS.get(holds.unit, set()))


def setting_value(value: SettingValue | None, holds: Holds) -> Value | None:
    """What a setting gives a position; None where it is not filled."""
    return _FLAG_WORDS[value] if holds.unit == "flag" and isinstance(value, str) else value
