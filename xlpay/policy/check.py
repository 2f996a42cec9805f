"""What a policy must satisfy beyond its form: cited, complete, consistent, without cycles.

Each check returns problems and never raises; a policy with a problem is not used.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

import msgspec

from xlpay.policy.schema import Component, Condition, Document, Grade, Holds, Part, Row
from xlpay.policy.values import (
    BadValue,
    allowed_settings,
    is_setting,
    literal,
    nearest,
    parse_month,
    spans,
)

KEYS = (
    "post",
    "grade",
    "education",
    "qualification",
    "category",
    "duty",
    "rating",
    "region",
    "street",
    "community",
)
CHECK_KINDS = {
    "staffing": {"households_max", "households_min", "least"},
    "leaders": {"most"},
    "party_worker": {"least"},
    "local_residence": {"least"},
    "extra_duty_category": {"category"},
    "secondment": {"months", "at_once", "gap_days"},
    "training": {"leader_days", "other_days", "duties"},
    "visits": {"households"},
    "entry_education": {"at_least"},
    "entry_age": {"under"},
    "low_education": {"levels"},
    "minimum_service": {"years"},
    "rehire": {"years"},
    "failed_ratings": {"running"},
    "absence": {"total_days", "running_days"},
    "retirement": set(),
    "mean_pay": {"component"},
    "reported_floor": {"share", "component"},
    "contract_end": set(),
    "sick_third_month": {"months"},
    "places": {"places"},
    "induction": set(),
    "survey": {"times"},
    "notice": {"months"},
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a policy file: which file, which key, what, and what to do."""

    file: str
    path: str
    message: str
    hint: str = ""

    def line(self) -> str:
        return f"{self.file} {self.path}：{self.message}" + (f"。{self.hint}" if self.hint else "")


class _Sheet:
    """Collects problems of one file."""

    def __init__(self, document: Document, file: str) -> None:
        self.document = document
        self.file = file
        self.problems: list[Problem] = []

    def add(self, path: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, path, message, hint))

    def known(self, path: str, word: str, words: Iterable[str], what: str) -> None:
        """A problem unless the word is one of the words."""
        offered = list(words)
        if word and word not in offered:
            self.add(path, f"“{word}”不是{what}{nearest(word, offered)}", "请改正或先列出这个词")


def check(document: Document, file: str) -> list[Problem]:
    """Every problem of a well-formed policy."""
    sheet = _Sheet(document, file)
    _life(sheet)
    _names(sheet)
    _values(sheet)
    _words(sheet)
    if document.grade:
        _grade(sheet, document.grade)
    _components(sheet)
    _yearly(sheet)
    _management(sheet)
    return sheet.problems


def walk(part: Any, path: str = "") -> Iterator[tuple[str, Part]]:
    """Every table of a policy with its key path, counted from 1."""
    if isinstance(part, Part):
        yield path, part
        for field in part.__struct_fields__:
            yield from walk(getattr(part, field), f"{path}.{field}" if path else field)
    elif isinstance(part, tuple):
        for index, element in enumerate(part):
            yield from walk(element, f"{path}[{index + 1}]")


def positions(part: Part) -> Iterator[tuple[str, Any, Holds]]:
    """The value positions of a table: key, raw value, what it holds."""
    for key, kind in typing.get_type_hints(type(part), include_extras=True).items():
        raw = getattr(part, key)
        if typing.get_origin(kind) is dict:
            inner = typing.get_args(kind)[1]
            if holds := _holds(inner):
                yield from ((f'{key}."{k}"', v, holds) for k, v in raw.items())
        elif (holds := _holds(kind)) and raw is not None:
            yield key, raw, holds


def _holds(kind: Any) -> Holds | None:
    found = [m for m in getattr(kind, "__metadata__", ()) if isinstance(m, Holds)]
    return found[0] if found else None


def _life(sheet: _Sheet) -> None:
    document = sheet.document
    try:
        first = parse_month(document.pays_from)
        if document.pays_until and parse_month(document.pays_until) < first:
            sheet.add("pays_until", "早于 pays_from", "请改正")
    except BadValue as error:
        sheet.add("pays_from/pays_until", str(error))


def _names(sheet: _Sheet) -> None:
    """Names must be unique within their list; every citation must say something."""
    for field in sheet.document.__struct_fields__:
        entries = getattr(sheet.document, field)
        if not isinstance(entries, tuple):
            continue
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            for name in (getattr(entry, "name", ""), getattr(entry, "word", ""), *getattr(entry, "aliases", ())):
                if name and name in seen:
                    sheet.add(f"{field}[{index + 1}]", f"“{name}”出现了两次", "请删去一个")
                seen.add(name)
    for path, part in walk(sheet.document):
        if "source" in part.__struct_fields__ and not part.source.strip():  # type: ignore[attr-defined]
            sheet.add(f"{path}.source".lstrip("."), "没有写出处", "请写条款号")


def _values(sheet: _Sheet) -> None:
    """Every value position must read, in its unit, over the whole life of the policy."""
    settings = {s.name: s for s in sheet.document.setting}
    for path, part in walk(sheet.document):
        for key, raw, holds in positions(part):
            where = f"{path}.{key}".lstrip(".")
            try:
                _position(sheet, where, raw, holds, settings)
            except BadValue as error:
                sheet.add(where, str(error), "请改正")
    for index, setting in enumerate(sheet.document.setting):
        words = [choice.word for choice in setting.choices]
        if setting.kind == "choice" and setting.default not in words:
            sheet.add(f"setting[{index + 1}].default", f"“{setting.default}”不在 choices 之中{nearest(str(setting.default), words)}")


def _position(sheet: _Sheet, where: str, raw: Any, holds: Holds, settings: dict[str, Any]) -> None:
    found = spans(raw)
    if found[0].start > parse_month(sheet.document.pays_from):
        raise BadValue(f"从 {sheet.document.pays_from} 起要有值，第一段开始得太晚")
    for span in found:
        if not is_setting(span.value):
            literal(span.value, holds)
            continue
        name = span.value["setting"]
        if name not in settings:
            raise BadValue(f"没有名为“{name}”的 [[setting]]{nearest(str(name), list(settings))}")
        setting = settings[name]
        if setting.kind not in allowed_settings(holds):
            raise BadValue(f"参数“{name}”是 {setting.kind}，这里要 {holds.unit}")
        if holds.unit == "choice":
            for choice in setting.choices:
                literal(choice.means, holds)
        if holds.unit == "flag" and {c.means for c in setting.choices} - {"yes", "no"}:
            raise BadValue(f"参数“{name}”的 means 只能是 yes 或 no")


def _words(sheet: _Sheet) -> None:
    """Words named anywhere must be in the drop-downs."""
    d = sheet.document
    lists = {
        "post": [p.word for p in d.post],
        "rating": [r.word for r in d.rating],
        "education": [e.word for e in d.education],
        "qualification": [q.word for q in d.qualification],
        "category": [c.word for c in d.category],
        "duty": [x.word for x in d.duty],
        "region": list(d.regions),
        "leave": [x.word for x in d.leave],
    }
    names = {"post": "岗位", "rating": "等次", "education": "学历", "qualification": "职业资格", "category": "人员类别", "duty": "职务", "region": "地区", "leave": "请假类别"}
    for path, part in walk(d):
        for key in part.__struct_fields__:
            if key not in lists or isinstance(part, Document):
                continue
            value = getattr(part, key)
            for word in (value,) if isinstance(value, str) else value if isinstance(part, Condition) else ():
                sheet.known(f"{path}.{key}", word, lists[key], names[key])
    for index, degree in enumerate(d.degree):
        sheet.known(f"degree[{index + 1}].equals", degree.equals, lists["education"], "学历")
    for index, count in enumerate(d.count):
        for word in (*count.ratings, count.unrated_as):
            sheet.known(f"count[{index + 1}].ratings", word, lists["rating"], "等次")
    for index, run in enumerate(d.run):
        for word in run.ratings:
            sheet.known(f"run[{index + 1}].ratings", word, lists["rating"], "等次")
    if d.double:
        for word in d.double.duties:
            sheet.known("double.duties", word, lists["duty"], "职务")
    for index, base in enumerate(d.base):
        for year in base.years:
            for word in year.figures:
                sheet.known(f"base[{index + 1}].years", word, lists["region"], "地区（regions）")


def _grade(sheet: _Sheet, grade: Grade) -> None:
    document = sheet.document
    sheet.known("grade.count", grade.count, [c.name for c in document.count], "[[count]]")
    sheet.known("grade.early_run", grade.early_run, [r.name for r in document.run], "[[run]]")
    for post in document.post:
        if post.word not in {ladder.post for ladder in grade.ladders}:
            sheet.add("grade.ladders", f"岗位“{post.word}”没有年限与等级的对应", "请补上")
    levels = [e.word for e in document.education]
    certificates = [q.word for q in document.qualification]
    for name, rules, words in (("education", grade.education, levels), ("qualification", grade.qualification, certificates)):
        for index, rule in enumerate(rules):
            for value in rule.values:
                sheet.known(f"grade.{name}[{index + 1}]", value.level, words, "等级词")
    for index, ladder in enumerate(grade.ladders):
        path = f"grade.ladders[{index + 1}]"
        if bool(ladder.bands) == bool(ladder.every is not None):
            sheet.add(path, "bands 与 start/every/last 要有且只有一种", "")
            continue
        if not ladder.bands:
            continue
        years = [literal(band.years, Holds("years")) for band in ladder.bands if not isinstance(band.years, dict | list)]
        if years and years[0] != 0:
            sheet.add(path, "最低一档不从 0 年起，有空档", "请从 years = 0 开始")
        if any(b <= a for a, b in zip(years, years[1:], strict=False)):
            sheet.add(path, "年限档没有从小到大，有重叠", "请按年限排列，不要重复")
    steps = [step.grade for step in grade.steps]
    if len(set(steps)) != len(steps):
        sheet.add("grade.steps", "同一等级有两个系数", "请删去一个")
    needs_steps = any(c.kind == "coefficient" for c in document.component)
    missing = sorted(set(range(lowest_grade(grade), grade.highest + 1)) - set(steps))
    if needs_steps and missing:
        sheet.add("grade.steps", f"{missing[0]}级没有系数", "请补上")


def lowest_grade(grade: Grade) -> int:
    """The lowest grade that any ladder starts from."""
    return min((ladder.bands[0].grade if ladder.bands else ladder.start) for ladder in grade.ladders)


def _components(sheet: _Sheet) -> None:
    document = sheet.document
    names = [c.name for c in document.component]
    for index, component in enumerate(document.component):
        path = f"component[{index + 1}]"
        for kind, of, less, share in definitions(component):
            _definition(sheet, path, component, kind, of)
            for name in less:
                sheet.known(f"{path}.less", name, names, "[[component]]")
            if kind in ("share", "gross") and share is None:
                sheet.add(f"{path}.share", "缺少 share", "请补上")
        for reading in component.readings:
            setting = [s for s in document.setting if s.name == reading.setting]
            if not setting or reading.means not in {c.means for c in setting[0].choices}:
                sheet.add(f"{path}.readings", f"没有取值为 {reading.means} 的参数“{reading.setting}”", "请改正")
        for number, row in enumerate(component.rows):
            _row(sheet, f"{path}.rows[{number + 1}]", component, row)
    try:
        evaluation_order(document, {})
        for setting in document.setting:
            for choice in setting.choices:
                evaluation_order(document, {setting.name: choice.means})
    except CycleError as error:
        sheet.add("component", "互相引用成环：" + " → ".join(error.args[1]), "请去掉其中一个引用")
    for index, column in enumerate(document.payroll.columns):
        if column.shows == "component":
            sheet.known(f"payroll.columns[{index + 1}]", column.of, names, "[[component]]")
        if column.shows == "years":
            sheet.known(f"payroll.columns[{index + 1}]", column.of, [c.name for c in document.count], "[[count]]")


def definitions(component: Component) -> Iterator[tuple[str, str, tuple[str, ...], Any]]:
    """Every definition a component may take: kind, of, less, share."""
    yield component.kind, component.of, component.less, component.share
    for reading in component.readings:
        yield (
            reading.kind,
            reading.of or component.of,
            reading.less or component.less,
            reading.share if reading.share is not None else component.share,
        )


def chosen(component: Component, settings: typing.Mapping[str, Any]) -> tuple[str, str, tuple[str, ...], Any, str]:
    """The definition in force under the settings: kind, of, less, share, source."""
    for reading in component.readings:
        if settings.get(reading.setting) == reading.means:
            return (
                reading.kind,
                reading.of or component.of,
                reading.less or component.less,
                reading.share if reading.share is not None else component.share,
                reading.source,
            )
    return component.kind, component.of, component.less, component.share, component.source


def evaluation_order(document: Document, settings: typing.Mapping[str, Any]) -> tuple[Component, ...]:
    """The components so that each comes after those it is made of; CycleError."""
    by_name = {component.name: component for component in document.component}
    graph: dict[str, set[str]] = {}
    for component in document.component:
        kind, of, less, _, _ = chosen(component, settings)
        uses = {of, *less} if kind in ("share", "gross", "rest") else set()
        graph[component.name] = {name for name in uses if name in by_name}
    order = TopologicalSorter(graph).static_order()
    return tuple(by_name[name] for name in order)


def _definition(sheet: _Sheet, path: str, component: Component, kind: str, of: str) -> None:
    """What the kind needs must be there."""
    document = sheet.document
    lists = {
        "share": [c.name for c in document.component],
        "gross": [c.name for c in document.component],
        "rest": [c.name for c in document.component],
        "years": [c.name for c in document.count],
        "rises": [r.name for r in document.run],
    }
    if kind in lists:
        if not of:
            sheet.add(f"{path}.of", f"{kind} 要写 of", "请补上")
        sheet.known(f"{path}.of", of, lists[kind], "已列出的名字")
    if kind == "coefficient":
        sheet.known(f"{path}.base", component.base or "（空）", [b.name for b in document.base], "[[base]]")
        if document.grade is None:
            sheet.add(path, "coefficient 要有 [grade]", "请补上")
    needed = {"fixed": "amount", "pool": "amount", "rises": "rate", "table": "rows"}.get(kind)
    if needed and not getattr(component, needed) and getattr(component, needed) != 0:
        sheet.add(f"{path}.{needed}", f"{kind} 要写 {needed}", "请补上")
    if kind == "years" and component.rate is None and not component.slices:
        sheet.add(f"{path}.rate", "years 要写 rate 或 slices", "请补上")
    for key in component.keys:
        sheet.known(f"{path}.keys", key, [*KEYS, "years"], "可用的键")


def _row(sheet: _Sheet, path: str, component: Component, row: Row) -> None:
    for key in KEYS:
        given = bool(getattr(row, key))
        if given != (key in component.keys):
            sheet.add(f"{path}.{key}", "多写了" if given else "没有写", f"keys 是 {'、'.join(component.keys)}")


def _yearly(sheet: _Sheet) -> None:
    document = sheet.document
    for index, yearly in enumerate(document.yearly):
        if yearly.kind == "pool":
            sheet.known(f"yearly[{index + 1}].of", yearly.of or "（空）", [c.name for c in document.component], "[[component]]")
        listed = {value.rating for value in yearly.values}
        for rating in document.rating:
            if rating.word not in listed and not (rating.undecided and yearly.undecided_as):
                sheet.add(f"yearly[{index + 1}].values", f"等次“{rating.word}”没有写多少", "不发也要写 0")
    for index, cause in enumerate(document.cause):
        names = {"years": [c.name for c in document.count], "run": [r.name for r in document.run]}.get(cause.takes)
        if names is not None:
            sheet.known(f"cause[{index + 1}].of", cause.of or "（空）", names, "已列出的名字")


def _management(sheet: _Sheet) -> None:
    for index, item in enumerate(sheet.document.check):
        path = f"check[{index + 1}]"
        if item.kind not in CHECK_KINDS:
            sheet.add(f"{path}.kind", f"没有“{item.kind}”这种核查{nearest(item.kind, list(CHECK_KINDS))}", "请改正")
            continue
        for key in {*item.values, *item.words} - CHECK_KINDS[item.kind]:
            sheet.add(f"{path}.{key}", f"不认识的键{nearest(key, list(CHECK_KINDS[item.kind]))}", "请改正或删去")


def source_of(part: Part) -> str:
    """The citation of a table, '' where it has none of its own."""
    return str(msgspec.structs.asdict(part).get("source", ""))
