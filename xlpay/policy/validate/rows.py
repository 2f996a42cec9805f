"""Tables of components: each combination once, none missing; sums within their lawful range."""

from __future__ import annotations

from itertools import product
from typing import Any

from xlpay.kinds.table import KEYS_NOT_EVERYBODY_HAS, LookedUp, Row
from xlpay.language.problems import ADD, FIX
from xlpay.language.structure import KEYS
from xlpay.language.values import is_setting, literal, spans
from xlpay.policy.schema.document import Component, Holds, Keyed, Setting
from xlpay.policy.schema.form import says
from xlpay.policy.schema.wording import brief
from xlpay.policy.terms.definitions import definitions, lowest_grade, reachable_grades
from xlpay.policy.validate.collecting import Problems
from xlpay.policy.validate.words import word_lists

Seen = set[tuple[Any, ...]]  # the combinations of keys that have a row


def row_problems(sheet: Problems, path: str, component: Component, table: LookedUp) -> None:
    """Rows say what their keys ask for; each combination once, and none is missing."""
    seen = _agreeing(sheet, path, table.keys, table.rows)
    if seen is None:
        return
    if "years" in table.keys:
        sheet.needed(f"{path}.of", table.of, sheet.names("count"), "[[count]]（of）")
    if table.otherwise is None:
        _complete(sheet, path, component, table, seen)


def table_problems(
    sheet: Problems, path: str, keys: tuple[str, ...], rows: tuple[Keyed, ...]
) -> None:
    """Rows, some there are, say what their keys ask for, each combination once."""
    if keys and not rows:
        sheet.add(f"{path}.rows", "没有写按什么查表，或没有行", ADD)
        return
    seen = _agreeing(sheet, path, keys, rows)
    if seen is not None and "grade" in keys and sheet.document.grade is None:
        sheet.add("grade", "按等级查表要有 [grade]", ADD)


def _agreeing(
    sheet: Problems, path: str, keys: tuple[str, ...], rows: tuple[Keyed, ...]
) -> Seen | None:
    """The combinations of keys that rows are for, each once; None where the keys are none."""
    offered = [*KEYS, "years"]
    called = {brief(says(Row, key)): key for key in offered}
    for key in keys:
        if key in called:
            sheet.add(f"{path}.keys", f"“{key}”要写成 {called[key]}")
        else:
            sheet.known(f"{path}.keys", key, offered, "可用的键")
    if not keys:
        sheet.add(f"{path}.keys", "没有写按什么查表", ADD)
    if not keys or {*keys} - {*offered}:
        return None
    seen: Seen = set()
    for number, row in enumerate(rows):
        where = f"{path}.rows[{number + 1}]"
        for key in offered:
            given = getattr(row, key) is not None if key == "years" else bool(getattr(row, key))
            if given != (key in keys):
                what = "多写了" if given else "没有写"
                sheet.add(f"{where}.{key}", what, f"keys 是 {'、'.join(keys)}")
        own = tuple(getattr(row, key) if key != "years" else str(row.years) for key in keys)
        if own in seen:
            sheet.add(where, "与前面的一行重复：同一天有两个数", "请删去一行")
        seen.add(own)
    return seen


def _complete(
    sheet: Problems,
    path: str,
    component: Component,
    table: LookedUp,
    seen: Seen,
) -> None:
    """Without `otherwise`, every combination that can occur has a row."""
    keys = [key for key in table.keys if key != "years"]
    free = [
        key
        for key in keys
        if key in KEYS_NOT_EVERYBODY_HAS and not getattr(component.when, key, ())
    ]
    if free or "years" in table.keys:
        key = free[0] if free else "years"
        called = f"年数（{key}）" if key == "years" else f"{brief(says(Row, key))}（{key}）"
        what = f"有人可能没有{called}可查，要写 otherwise"
        sheet.add(f"{path}.otherwise", what, "不发就写 otherwise = 0")
        return
    for words in product(*(_words(sheet, component, key) for key in keys)):
        if words not in seen and not _unreachable(sheet, component, keys, words):
            named = "、".join(str(word) for word in words)
            sheet.add(f"{path}.rows", f"缺少“{named}”这一行", "请补上，或写 otherwise")
            return


def _unreachable(
    sheet: Problems, component: Component, keys: list[str], words: tuple[Any, ...]
) -> bool:
    """A grade that the post, or nobody, ever has."""
    own, grade = dict(zip(keys, words, strict=True)), sheet.document.grade
    if grade is None or "grade" not in own:
        return False
    posts = component.when.post or tuple(post.word for post in sheet.document.post)
    posts = (own["post"],) if "post" in own else posts
    return all(own["grade"] not in reachable_grades(sheet.document, grade, p) for p in posts)


def _words(sheet: Problems, component: Component, key: str) -> list[Any]:
    """The words that a person the component is for may have."""
    document = sheet.document
    limited = getattr(component.when, key, ())
    if limited:
        return list(limited)
    if key == "grade":
        return (
            list(range(lowest_grade(document.grade), document.grade.highest + 1))
            if document.grade
            else []
        )
    if key == "category":
        return [c.word for c in document.category if c.pay == "scale"]
    return word_lists(document)[key]


def lawful_problems(sheet: Problems, path: str, component: Component) -> None:
    """A lawful range holds for every sum given, and for the setting that gives one."""
    limits = (("min", component.lawful_min, "低于"), ("max", component.lawful_max, "高于"))
    settings = {s.name: s for s in sheet.document.setting}
    sums = [own for how in definitions(component) for own in how.sums(path)]
    for where, raw in sums:
        for span in spans(raw) if raw is not None else ():
            for key, limit, beyond in limits:
                if is_setting(span.value):
                    setting = settings[span.value["setting"]]
                    _agrees(sheet, f"{path}.lawful_{key}", setting, key, limit)
                elif limit is not None and _outside(span.value, key, limit):
                    sheet.add(where, f"{span.value} {beyond}法定的 {limit}", FIX)


def _outside(value: Any, key: str, limit: Any) -> bool:
    """Whether a sum is below the least or above the most."""
    own, bound = (int(literal(raw, Holds("money"))) for raw in (value, limit))
    if key == "max":
        return own > bound
    return 0 < own < bound  # nothing is not too little: it is not paid


def _agrees(sheet: Problems, path: str, setting: Setting, key: str, limit: Any) -> None:
    """The bound of the setting and that of the component are one."""
    if getattr(setting, key) != limit:
        what = f"与参数“{setting.name}”的 {key}（{getattr(setting, key)}）不一致"
        sheet.add(path, what, "两处要写同一个数")
