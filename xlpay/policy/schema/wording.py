"""Values and small tables of a policy in words that a person reads."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from xlpay.kinds.bases import Area
from xlpay.kinds.counts import Partial
from xlpay.kinds.factors import FactorRow
from xlpay.language.structure import KEYS
from xlpay.language.values import is_setting
from xlpay.policy.schema.document import (
    Band,
    Choice,
    DayShare,
    Keyed,
    LeaveShare,
    LevelAmount,
    LevelValue,
    Part,
    PayrollColumn,
    RatingAmount,
    Row,
    Slice,
    Step,
)

_ENDS: Final = re.compile(r"[：；，（]")
# Small tables that are read at a glance.
_COMPACT: Final[dict[type[Part], str]] = {
    Band: "{years}年起{grade}级",
    Step: "{post}{grade}级 {coefficient}",
    RatingAmount: "{rating} {value}",
    LevelValue: "{level} {value}",
    LevelAmount: "{level} {amount}",
    Partial: "{rating} {share}",
    Slice: "{years}年起每年 {rate}",
    Area: "{members} {amount}",
    PayrollColumn: "{header}",
    Choice: "{word}",
    DayShare: "{through}日以前（含）{share}",
}


def brief(text: str) -> str:
    """An explanation up to its first stop."""
    return _ENDS.split(text, maxsplit=1)[0]


def compact_text(part: Part) -> str:
    """A small table in a few words; '' for others."""
    if isinstance(part, Row):
        return f"{_keys_text(part)} {value_text(part.amount)}"
    if isinstance(part, FactorRow):
        return f"{_keys_text(part)} {value_text(part.value)}"
    if isinstance(part, LeaveShare):
        years = f"满{value_text(part.years)}年的，" if part.years else ""
        return f"{years}{f'满{part.after}以后' if part.after else '起初'} {value_text(part.share)}"
    template = _COMPACT.get(type(part))
    if template is None:
        return ""
    return template.format(**{k: value_text(getattr(part, k)) for k in part.__struct_fields__})


def _keys_text(row: Keyed) -> str:
    """What a row of a table is for."""
    given = [(key, getattr(row, key)) for key in KEYS if getattr(row, key)]
    words = [f"{word}级" if key == "grade" else str(word) for key, word in given]
    if row.years is not None:
        words.append(f"{value_text(row.years)}年起")
    return "、".join(words)


def _dated(entry: dict[str, Any]) -> str:
    """A dated value from when on, with its clause where it has one of its own."""
    cited = f"〔{entry['source']}〕" if entry.get("source") else ""
    return f"{entry['from']} 起 {value_text(entry['value'])}{cited}"


def value_text(raw: Any) -> str:
    """A value position as a person would read it."""
    if is_setting(raw):
        return f"参数“{raw['setting']}”"
    if isinstance(raw, list):
        return f"（{'，'.join(_dated(entry) for entry in raw)}）"
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, tuple):
        return "、".join(value_text(item) for item in raw)
    if isinstance(raw, dict):
        return "，".join(f"{key} {value_text(value)}" for key, value in raw.items())
    return format(raw, "f") if isinstance(raw, Decimal) else str(raw)
