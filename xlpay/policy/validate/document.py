"""What a policy must satisfy beyond its form: cited, complete, consistent, without cycles.

Each check adds problems and never raises; a policy with a problem is not used.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from xlpay.kinds.bases import Published
from xlpay.language.problems import ADD, DROP, Problem
from xlpay.language.structure import positions, walk
from xlpay.language.values import (
    BadValue,
    allowed_settings,
    bound,
    is_setting,
    literal,
    nearest,
    parse_month,
    spans,
)
from xlpay.policy.schema.document import Document, Holds, Part, Setting
from xlpay.policy.schema.form import keys_of
from xlpay.policy.schema.wording import brief
from xlpay.policy.validate.collecting import Problems
from xlpay.policy.validate.kinds import kind_problems
from xlpay.policy.validate.leave import leave_problems
from xlpay.policy.validate.pay import pay_problems
from xlpay.policy.validate.scales import scale_problems
from xlpay.policy.validate.tables import CHECK_KINDS, table_problems
from xlpay.policy.validate.words import word_problems
from xlpay.policy.validate.year import year_problems

__all__ = ["CHECK_KINDS", "Problem", "check"]


def check(document: Document, file: str) -> list[Problem]:
    """Every problem of a well-formed policy."""
    sheet = Problems(document, file)
    _names(sheet)
    _blanks(sheet)
    word_problems(sheet)
    before = len(sheet.problems)
    _life(sheet)
    _settings(sheet)
    _values(sheet)
    if len(sheet.problems) == before:  # what follows reads values and relies on them
        _unread(sheet)
        table_problems(sheet)
        pay_problems(sheet)
        kind_problems(sheet)
        leave_problems(sheet)
        scale_problems(sheet)
        year_problems(sheet)
    return sheet.problems


def _blanks(sheet: Problems) -> None:
    """Nothing that must be written is blank, and no list names a blank word."""
    for path, part in walk(sheet.document):
        for key, value, owner in part.in_file():
            if isinstance(value, str) and not value.strip() and key in _required(type(owner)):
                sheet.add(f"{path}.{key}", "是空的", ADD)
            elif isinstance(value, tuple) and "" in value:
                sheet.add(f"{path}.{key}", "列表里有空的词", "请填上或删去")


@lru_cache(maxsize=128)
def _required(table: type[Part]) -> frozenset[str]:
    """The keys of a table that must be there, but for those told elsewhere."""
    told = {"source", "name", "word"}
    fields = msgspec.structs.fields(table)
    return frozenset(field.name for field in fields if field.required) - told


def _life(sheet: Problems) -> None:
    document = sheet.document
    months: dict[str, int] = {}
    for key in ("pays_from", "pays_until"):
        text = getattr(document, key)
        if key == "pays_until" and not text:
            continue
        try:
            months[key] = parse_month(text)
        except BadValue as error:
            sheet.add(key, str(error))
    if months.get("pays_until", 10**6) < months.get("pays_from", 0):
        sheet.add("pays_until", "早于 pays_from")
    if not document.regions:
        sheet.add("regions", "没有任何地区", ADD)


def _names(sheet: Problems) -> None:
    """Names must be there and unique within their list; every citation must say something."""
    for field in sheet.document.__struct_fields__:
        entries = getattr(sheet.document, field)
        if not isinstance(entries, tuple):
            continue
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            path = f"{field}[{index + 1}]"
            own = [getattr(entry, key) for key in ("name", "word") if hasattr(entry, key)]
            if field == "regions":
                own = [entry]
            for name in (*own, *getattr(entry, "aliases", ())):
                if not name.strip():
                    sheet.add(path, "名字是空的", ADD)
                elif name != name.strip():
                    sheet.add(path, f"“{name}”前后有空格", "请删去空格")
                if name in seen:
                    sheet.add(path, f"“{name}”出现了两次", "请删去一个")
                seen.add(name)
    for key, what in (("regions", "地区"), ("category", "人员类别"), ("component", "项目")):
        if not getattr(sheet.document, key):
            sheet.add(key, f"一个{what}也没有", ADD)
    for path, part in walk(sheet.document):
        cited = getattr(part, "source", None)
        if cited is not None and not cited.strip():
            sheet.add(f"{path}.source", "没有写出处", "请写条款号")


# ── settings


def _settings(sheet: Problems) -> None:
    """Each setting's bounds and default fit its kind."""
    for index, setting in enumerate(sheet.document.setting):
        path = f"setting[{index + 1}]"
        if setting.kind == "choice":
            _choices(sheet, path, setting)
        elif setting.choices:
            sheet.add(f"{path}.choices", f"{setting.kind} 不能有 choices", "请删去，或改 kind")
        numbers = {key: _bound(sheet, path, setting, key) for key in ("min", "max", "above")}
        _default(sheet, path, setting, numbers)


def _unread(sheet: Problems) -> None:
    """A setting that nothing reads would be filled in for nothing."""
    read = _settings_read(sheet.document)
    for index, setting in enumerate(sheet.document.setting):
        if setting.name not in read:
            what = f"没有任何地方用到参数“{setting.name}”"
            sheet.add(f"setting[{index + 1}].name", what, DROP)


def _settings_read(document: Document) -> set[str]:
    """The names of all settings that the policy refers to."""
    found = {reading.setting for c in document.component for reading in c.readings}
    for own in (base.how for base in document.base if isinstance(base.how, Published)):
        found |= {own.setting, own.setting_from, own.setting_before} - {""}
    for _, part in walk(document):
        for _, raw, _ in positions(part):
            for entry in raw if isinstance(raw, list) else [{"value": raw}]:
                held = entry.get("value") if isinstance(entry, dict) else None
                if isinstance(held, dict) and is_setting(held):
                    found.add(str(held["setting"]))
    return found


def _choices(sheet: Problems, path: str, setting: Setting) -> None:
    words = [choice.word for choice in setting.choices]
    if len(words) < len({*words}) or not words:
        sheet.add(f"{path}.choices", "没有写可选的词", ADD)
    for key in ("word", "means"):
        values = [getattr(choice, key) for choice in setting.choices]
        twice = sorted({v for v in values if values.count(v) > 1})
        if twice:
            sheet.add(f"{path}.choices", f"“{twice[0]}”出现了两次", "请删去一个")
    optional = setting.default is None and setting.required_for  # asked of whom it concerns
    if setting.default not in words and not optional:
        near = nearest(str(setting.default), words)
        what = (
            "没有写 default" if setting.default is None else f"“{setting.default}”不在 choices 之中"
        )
        sheet.add(f"{path}.default", f"{what}{near}", "请写 choices 里的一个词")


def _bound(sheet: Problems, path: str, setting: Setting, key: str) -> int | None:
    """A setting's bound in the units of its kind; None where there is none."""
    raw = getattr(setting, key)
    if raw is None:
        return None
    if setting.kind in ("choice", "month", "text"):
        sheet.add(f"{path}.{key}", f"{setting.kind} 不能有 {key}", "请删去")
        return None
    try:
        return bound(setting.kind, raw)
    except BadValue as error:
        sheet.add(f"{path}.{key}", str(error))
        return None


def _default(sheet: Problems, path: str, setting: Setting, numbers: dict[str, int | None]) -> None:
    """The default is a value of the kind, within the setting's own bounds."""
    low, high, above = numbers["min"], numbers["max"], numbers["above"]
    floor = low if low is not None else above
    if floor is not None and high is not None and floor > high:
        sheet.add(f"{path}.max", "小于 min 或 above")
    if setting.default is None or setting.kind == "choice":
        return
    if setting.kind == "text":
        if not isinstance(setting.default, str):
            sheet.add(f"{path}.default", f"“{setting.default}”应为文字，加引号")
        return
    try:
        value = bound(setting.kind, setting.default)
    except BadValue as error:
        sheet.add(f"{path}.default", str(error))
        return
    outside = (low is not None and value < low) or (high is not None and value > high)
    if outside or (above is not None and value <= above):
        sheet.add(f"{path}.default", f"{setting.default} 不在 min、max、above 之内")


# ── value positions


def _values(sheet: Problems) -> None:
    """Every value position must read, in its unit, over the whole life of the policy."""
    settings = {setting.name: setting for setting in sheet.document.setting}
    for path, part in walk(sheet.document):
        for key, raw, holds in positions(part):
            try:
                _position(sheet.document, raw, holds, settings)
            except BadValue as error:
                sheet.add(f"{path}.{key}", f"{error}{_means(part, key, holds)}")


def _means(part: Part, key: str, holds: Holds) -> str:
    """What each word of a closed list means."""
    if holds.unit != "choice":
        return ""
    words = next(own.words for own in keys_of(type(part)) if own.name == key)
    return f"（{'；'.join(f'{word} {brief(says)}' for word, says in words)}）"


def _position(document: Document, raw: Any, holds: Holds, settings: dict[str, Setting]) -> None:
    found = spans(raw)
    try:
        first = parse_month(document.pays_from)
    except BadValue:
        first = found[0].start  # told once already
    if found[0].start > first:
        raise BadValue(f"从 {document.pays_from} 起要有值，第一段开始得太晚")
    for span in found:
        if is_setting(span.value):
            _setting_fits(span.value["setting"], holds, settings)
        else:
            literal(span.value, holds)


def _setting_fits(name: str, holds: Holds, settings: dict[str, Setting]) -> None:
    """The setting exists and can only hold what the position can."""
    if name not in settings:
        raise BadValue(f"没有名为“{name}”的 [[setting]]{nearest(name, list(settings))}")
    setting = settings[name]
    if setting.kind not in allowed_settings(holds):
        raise BadValue(f"参数“{name}”是 {setting.kind}，这里要 {holds.unit}")
    if holds.unit == "choice":
        for choice in setting.choices:
            literal(choice.means, holds)
    if holds.unit == "flag" and {c.means for c in setting.choices} - {"yes", "no"}:
        raise BadValue(f"参数“{name}”的 means 只能是 yes 或 no")
    if holds.unit == "share" and not _within_share(setting):
        raise BadValue(f"参数“{name}”用作比例，要写 max = 1（或更小）和 above = 0（或 min 大于 0）")


def _within_share(setting: Setting) -> bool:
    """Whether a setting's bounds keep it above 0 and at most 1."""
    try:
        low = bound("ratio", setting.min) if setting.min is not None else 0
        whole = bound("ratio", 1)
        most = bound("ratio", setting.max) if setting.max is not None else whole + 1
    except BadValue:
        return True  # told once already
    return (low > 0 or setting.above is not None) and most <= whole
