"""Bases, ladders, grades, probation and components of a policy: complete, without gap or cycle."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError
from itertools import pairwise, product
from typing import Any

from xlpay.base.money import RATIO, YEAR
from xlpay.kinds.amounts import Coefficient
from xlpay.kinds.bases import ByArea, Published
from xlpay.kinds.table import LookedUp
from xlpay.language.problems import ADD
from xlpay.language.values import is_setting, literal, parse_month, spans
from xlpay.policy.schema.document import (
    Base,
    Component,
    Grade,
    Holds,
    Ladder,
    LevelRule,
    Probation,
    Setting,
)
from xlpay.policy.terms.definitions import (
    definitions,
    evaluation_order,
    kinds_of,
    reachable_grades,
)
from xlpay.policy.validate.collecting import Problems, number_in
from xlpay.policy.validate.rows import lawful_problems, row_problems


def pay_problems(sheet: Problems) -> None:
    """Adds what is wrong with how the month's pay is made."""
    document = sheet.document
    for index, base in enumerate(document.base):
        _base(sheet, f"base[{index + 1}]", base)
    if document.grade:
        _grade(sheet, document.grade)
    if document.probation:
        _probation(sheet, document.probation)
    for index, component in enumerate(document.component):
        _component(sheet, f"component[{index + 1}]", component)
    _cycles(sheet)


def _months(sheet: Problems, *raws: Any) -> list[int]:
    """The months in which any of the values changes, the first month of pay included."""
    first = parse_month(sheet.document.pays_from)
    return sorted({first, *(max(span.start, first) for raw in raws for span in spans(raw))})


# ── bases


def _base(sheet: Problems, path: str, base: Base) -> None:
    how = base.how
    how.problems(path, sheet)
    if isinstance(how, ByArea) and how.by == "region":
        for name in sorted(set(sheet.document.regions) - set(how.amounts)):
            sheet.add(f"{path}.areas", f"地区“{name}”没有数", ADD)
    elif isinstance(how, Published):
        _published(sheet, path, how)


def _published(sheet: Problems, path: str, base: Published) -> None:
    """Every region has a figure to start with, each year stands once, and settings are there."""
    kinds = {s.name: s.kind for s in sheet.document.setting}
    for key, kind in (("setting", "money"), ("setting_from", "month"), ("setting_before", "money")):
        name = getattr(base, key)
        sheet.known(f"{path}.{key}", name, kinds, "[[setting]]")
        if name and kinds.get(name, kind) != kind:
            sheet.add(f"{path}.{key}", f"参数“{name}”是 {kinds[name]}，这里要 {kind}")
    years = [year.year for year in base.years]
    for year in sorted({year for year in years if years.count(year) > 1}):
        sheet.add(f"{path}.years", f"{year}年写了两次", "请合成一处")
    first = base.year_wanted(parse_month(sheet.document.pays_from))
    early = [year for year in base.years if year.year <= first]
    if not early:
        what = f"{sheet.document.pays_from} 发薪要用 {first} 年或更早的数，一年也没有"
        sheet.add(f"{path}.years", what, ADD)
        return
    known = {region for year in early for region in year.figures}
    for name in [region for region in sheet.document.regions if region not in known]:
        sheet.add(f"{path}.years", f"地区“{name}”在 {first} 年及以前没有数", ADD)


# ── grades


def _whole(sheet: Problems, path: str, rule: LevelRule) -> None:
    """Grades to reach, to add or not to pass are whole numbers."""
    for index, value in enumerate(rule.values):
        for span in spans(value.value):
            if not is_setting(span.value) and int(literal(span.value, Holds("years"))) % YEAR:
                what = f"{span.value} 不是整数：等级要写整数"
                sheet.add(f"{path}.values[{index + 1}].value", what)


def _grade(sheet: Problems, grade: Grade) -> None:
    document = sheet.document
    sheet.needed("grade.count", grade.count, [c.name for c in document.count], "[[count]]")
    for number, effect in enumerate(grade.runs):
        path = f"grade.runs[{number + 1}]"
        sheet.needed(f"{path}.run", effect.run, [r.name for r in document.run], "[[run]]")
    posts = [ladder.post for ladder in grade.ladders]
    for post in document.post:
        if posts.count(post.word) != 1:
            what = "没有年限与等级的对应" if post.word not in posts else "有两处年限与等级的对应"
            sheet.add("grade.ladders", f"岗位“{post.word}”{what}", "每个岗位写一处")
    if not document.post:
        sheet.add("post", "有 [grade] 就要有 [[post]]", ADD)
    for name in ("education", "qualification"):
        for number, rule in enumerate(getattr(grade, name)):
            if rule.effect != "years":
                _whole(sheet, f"grade.{name}[{number + 1}]", rule)
    for index, ladder in enumerate(grade.ladders):
        _ladder(sheet, f"grade.ladders[{index + 1}]", ladder, grade.highest)
    _steps(sheet, grade)
    if grade.double_grades and document.double is None:
        sheet.add("double", "double_grades 要有 [double]", ADD)
    as_money = any(c.when.double is not None for c in document.component)
    if document.double and not (document.double.post or grade.double_grades or as_money):
        what = "兼任的人没有写加几级；也可以写成单独的岗位，或 when = { double = true } 的项目"
        sheet.add("grade.double_grades", what, ADD)


def _ladder(sheet: Problems, path: str, ladder: Ladder, highest: int) -> None:
    if bool(ladder.bands) == bool(ladder.every is not None):
        sheet.add(path, "bands 与 start/every/last 要有且只有一种")
        return
    if not ladder.bands:
        if ladder.skips:
            sheet.add(f"{path}.skips", "skips 只用于 bands", "请删去")
        if not 1 <= ladder.start <= ladder.last <= highest:
            sheet.add(path, f"start、last 要从 1 到 highest（{highest}），start 不大于 last")
        if not is_setting(ladder.every) and ladder.every == 0:
            sheet.add(f"{path}.every", "每几年一级不能是 0")
        return
    grades = [band.grade for band in ladder.bands]
    if not all(1 <= grade <= highest for grade in grades):
        sheet.add(f"{path}.bands", f"等级要从 1 到 highest（{highest}）")
    skipped = [b for a, b in pairwise(grades) if b > a + 1]
    wrong = [b for a, b in pairwise(grades) if b <= a or (b > a + 1 and not ladder.skips)]
    if wrong:
        what = f"等级要一级一级往上，{wrong[0]}级之前有空档或重复"
        sheet.add(f"{path}.bands", what, "请改正；办法确实跳级的写 skips = true")
    elif ladder.skips and not skipped:
        sheet.add(f"{path}.skips", "没有跳级，用不着 skips", "请删去，或核对等级")
    for month in _months(sheet, *(band.years for band in ladder.bands)):
        years = [number_in(band.years, Holds("years"), month) for band in ladder.bands]
        if years[0] != 0:
            sheet.add(f"{path}.bands", "最低一档不从 0 年起，有空档", "请从 years = 0 开始")
        known = [y for y in years if y is not None]
        if any(b <= a for a, b in pairwise(known)):
            sheet.add(f"{path}.bands", "年限档没有从小到大，有重叠", "请按年限排列，不要重复")


def _steps(sheet: Problems, grade: Grade) -> None:
    """A coefficient, or a row of a table, for every grade there is."""
    steps = [(step.post, step.grade) for step in grade.steps]
    if len(set(steps)) != len(steps):
        sheet.add("grade.steps", "同一等级有两个系数", "请删去一个")
    if not all(1 <= step <= grade.highest for _, step in steps):
        sheet.add("grade.steps", f"等级要从 1 到 highest（{grade.highest}）")
    by_grade = any(
        isinstance(how, Coefficient) and not (how.factors or how.plus)
        for c in sheet.document.component
        for how in definitions(c)
    )
    if not (steps or by_grade):
        return
    for post in sheet.document.post:
        own = {step for word, step in steps if word in ("", post.word)}
        missing = sorted(reachable_grades(sheet.document, grade, post.word) - own)
        if missing:
            sheet.add("grade.steps", f"{post.word}{missing[0]}级没有系数", ADD)


def _probation(sheet: Problems, rule: Probation) -> None:
    """What each mode that may be chosen needs; coefficient × ratio must stay exact."""
    _probation_lists(sheet, rule)
    for mode in _modes(sheet, rule.mode):
        if mode == "row" and rule.row is None:
            sheet.add("probation.row", "row 要写试用期的系数", ADD)
        needed = mode == "coefficient" or (mode == "amount" and bool(rule.components))
        if needed and rule.ratio is None:
            sheet.add("probation.ratio", f"{mode} 要写折扣 ratio", ADD)
        if mode == "amount" and not (rule.components or rule.ratios):
            sheet.add("probation.components", "amount 要写打折的项目", ADD)
        elif mode != "amount" and rule.ratios:
            sheet.add("probation.ratios", "只有 mode = amount 用 ratios", "请删去，或改 mode")
        grade = sheet.document.grade
        kinds = {kind for c in sheet.document.component for kind in kinds_of(c)}
        if mode == "sum" and (rule.amount is None or not rule.components):
            sheet.add("probation.amount", "sum 要写试用期的金额和 components", ADD)
        if mode in ("row", "coefficient") and "coefficient" not in kinds:
            sheet.add("component", f"probation.mode = {mode} 要有按系数算的项目", ADD)
        elif mode == "coefficient" and rule.ratio is not None and grade is not None:
            _exact(sheet, rule, grade)


def _probation_lists(sheet: Problems, rule: Probation) -> None:
    """Each component has one ratio; `category` says whom `months` concerns."""
    named = [*rule.components, *(part.component for part in rule.ratios)]
    for name in sorted({name for name in named if named.count(name) > 1}):
        sheet.add("probation.ratios", f"“{name}”写了两次", "一个项目只有一个折扣，请删去一个")
    if rule.category and not rule.months:
        sheet.add("probation.category", "没有写 months，用不上 category", "请删去，或写 months")


def _exact(sheet: Problems, rule: Probation, grade: Grade) -> None:
    for month in _months(sheet, rule.ratio, *(step.coefficient for step in grade.steps)):
        rate = number_in(rule.ratio, Holds("share"), month)
        own = [number_in(step.coefficient, Holds("ratio"), month) for step in grade.steps]
        if rate is None or None in own:
            what = "系数与试用期折扣相乘要准到六位小数，不能来自参数"
            sheet.add("probation.ratio", what, "请写成数")
            return
        for step, coefficient in zip(grade.steps, own, strict=True):
            if coefficient is not None and coefficient * rate % RATIO:
                what = f"{step.grade}级系数乘以 {rule.ratio} 超过六位小数"
                sheet.add("probation.ratio", what, "请减少小数位")


def _modes(sheet: Problems, raw: Any) -> set[str]:
    """Everything a choice may mean."""
    by_name = {setting.name: setting for setting in sheet.document.setting}
    found: set[str] = set()
    for span in spans(raw):
        if is_setting(span.value):
            found |= {choice.means for choice in by_name[span.value["setting"]].choices}
        else:
            found.add(str(span.value))
    return found


# ── components


def _component(sheet: Problems, path: str, component: Component) -> None:
    """Each definition by its kind; each reading under a word that its setting may take."""
    for how in definitions(component):
        how.problems(path, component, sheet)
        if isinstance(how, LookedUp):
            row_problems(sheet, path, component, how)
    for number, reading in enumerate(component.readings):
        setting = [s for s in sheet.document.setting if s.name == reading.setting]
        if not setting or reading.means not in {c.means for c in setting[0].choices}:
            what = f"没有取值为 {reading.means} 的参数“{reading.setting}”"
            sheet.add(f"{path}.readings[{number + 1}]", what)
    lawful_problems(sheet, path, component)


def _cycles(sheet: Problems) -> None:
    """No component is made of itself, whatever the settings."""
    used = {reading.setting for c in sheet.document.component for reading in c.readings}
    settings = [s for s in sheet.document.setting if s.name in used]
    for combination in _combinations(settings):
        try:
            evaluation_order(sheet.document, combination)
        except CycleError as error:
            sheet.add(
                "component", "互相引用成环：" + " → ".join(error.args[1]), "请去掉其中一个引用"
            )
            return


def _combinations(settings: list[Setting]) -> Iterator[dict[str, str]]:
    for means in product(*([choice.means for choice in s.choices] for s in settings)):
        yield dict(zip((s.name for s in settings), means, strict=True))
