"""What a usable policy file should be looked at for: warnings, never a refusal.

Each lint names the key path, what looks wrong and what to do; a policy without lints has a clause
for every change, a cause for every rise and no grade that nobody can reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from xlpay.kinds.amounts import Coefficient, HowMuch, Rises, YearsOf
from xlpay.kinds.bases import Published
from xlpay.kinds.factors import FactorByYears, FactorTable
from xlpay.kinds.payout import Payout
from xlpay.kinds.table import LookedUp
from xlpay.language.problems import Problem
from xlpay.language.structure import positions, walk
from xlpay.language.values import in_force, is_setting, literal, parse_month, spans
from xlpay.policy.schema.document import Component, Condition, CountRule, Document, Grade, Holds
from xlpay.policy.terms.definitions import (
    definitions,
    is_standard,
    kinds_of,
    made_of,
    probation_ratios,
    reachable,
)
from xlpay.policy.validate.doubts import doubts

_UNWRITTEN: Final = ("请写", "待定", "TODO")
_LONGEST: Final = 50  # years that anybody serves
# What a table's key, or a condition, goes by -> the cause that takes it.
_CAUSE_OF: Final = {
    "post": "post",
    "grade": "post",
    "education": "education",
    "degree": "education",
    "qualification": "qualification",
    "duty": "extra",
    "all_duties": "extra",
    "rating": "rating",
    "honour": "honour",
    "double": "double",
    "probation": "probation",
}


def lints(document: Document, file: str, others: Sequence[Document] = ()) -> list[Problem]:
    """Everything worth a look; `others` are the policies beside it."""
    found = [
        *_citations(document),
        *_ratings(document),
        *_figures(document),
        *_openings(document),
        *_accruals(document),
        *_columns(document),
        *_causes(document),
        *_seasons(document),
        *_sick(document),
        *_duties(document),
        *_life(document, others),
        *doubts(document),
    ]
    if document.grade is not None:
        found += [*_posts(document), *_grades(document, document.grade)]
        found += _falling(document, document.grade)
    return [Problem(file, path, message, hint) for path, message, hint in found]


Lint = tuple[str, str, str]


def _citations(document: Document) -> Iterator[Lint]:
    """Later values of a dated list come from another document; citations are really written."""
    for path, part in walk(document):
        source = getattr(part, "source", "")
        if any(word in source for word in _UNWRITTEN):
            yield f"{path}.source".lstrip("."), f"出处“{source}”还没有写", "请写条款号"
        for key, raw, _ in positions(part):
            for number, entry in enumerate(raw if isinstance(raw, list) else ()):
                if number and not entry.get("source"):
                    what = f"{entry['from']} 起的数没有写出处"
                    yield f"{path}.{key}[{number + 1}]", what, "请写调整的文件：source = “…”"


def _ratings(document: Document) -> Iterator[Lint]:
    """A rating that a count passes over without saying so."""
    for index, count in enumerate(document.count):
        if not count.how.rated:
            continue
        said = {*count.how.ratings, *count.uncounted, *(part.rating for part in count.how.partial)}
        for rating in document.rating:
            if rating.word not in said and not (rating.undecided and count.undecided is not None):
                what = f"等次“{rating.word}”没有写，一年也不计"
                hint = "要计的写进 ratings 或 partial；确实不计的写进 uncounted"
                yield f"count[{index + 1}].ratings", what, hint


def _openings(document: Document) -> Iterator[Lint]:
    """The year from which ratings are complete, where nothing reads it."""
    for index, count in enumerate(document.count):
        if count.known_since and not count.opening:
            what = "没有 opening，用不上 known_since"
            yield f"count[{index + 1}].known_since", what, "请写 opening，或删去"


def _figures(document: Document) -> Iterator[Lint]:
    """A year's figures that lack a region which had one before, or a year between two."""
    for index, base in enumerate(document.base):
        given = base.how.years if isinstance(base.how, Published) else ()
        years = sorted(given, key=lambda y: y.year)
        places = {year.year: number for number, year in enumerate(given)}
        for earlier, later in pairwise(years):
            path = f"base[{index + 1}].years[{places[later.year] + 1}]"
            if later.year > earlier.year + 1:
                what = f"{earlier.year}年以后接着是{later.year}年，中间没有数"
                yield path, what, "中间的年份会用更早的数；请补上"
        for number, year in enumerate(given):
            before = {name for y in given if y.year < year.year for name in y.figures}
            lacking = [n for n in document.regions if n in before and n not in year.figures]
            for name in lacking:
                what = f"{year.year}年没有地区“{name}”的数，会接着用更早的数"
                path = f"base[{index + 1}].years[{number + 1}].figures"
                yield path, what, "公布了就补上"


def _accruals(document: Document) -> Iterator[Lint]:
    """What is set aside must be paid some day."""
    paid = {c.how.of for c in document.component if isinstance(c.how, Payout)}
    paid |= {yearly.schedule.pays for yearly in document.yearly}
    for index, component in enumerate(document.component):
        if component.pay == "accrual" and component.name not in paid:
            what = f"“{component.name}”只计提，没有哪里发放"
            yield f"component[{index + 1}]", what, "请写 payout 的项目，或 [[yearly]]"


def _columns(document: Document) -> Iterator[Lint]:
    """应发合计 can be followed only where every part of it has a column; somebody signs."""
    if not document.approval.steps:
        yield "approval.steps", "晋级审批表没有签字栏", "请写谁签字，按先后"
    steps = document.grade is not None and document.grade.steps
    for index, column in enumerate(document.payroll.columns):
        if column.shows == "coefficient" and not steps:
            what = "[grade] 没有 steps，没有等级系数可列，这一列是空的"
            hint = "列别的系数写 factor；不用就删去"
            yield f"payroll.columns[{index + 1}].shows", what, hint
    shown = {column.of for column in document.payroll.columns if column.shows == "component"}
    for index, component in enumerate(document.component):
        if component.pay == "monthly" and component.name not in shown:
            what = f"“{component.name}”要发，工资发放表却没有这一列"
            yield f"component[{index + 1}]", what, "请在 payroll.columns 里加上"


# ── causes


def _causes(document: Document) -> Iterator[Lint]:
    """A fact that changes the monthly standard and has no cause of its own."""
    known = {(c.takes, c.of) for c in document.cause}
    taken = {takes for takes, _ in known}
    for index, component in enumerate(document.component):
        if not is_standard(component):
            continue
        for takes, of in sorted(_depends(document, component)):
            if takes == "rating" and "years" in taken:
                continue  # the years' cause takes the rating along
            if (takes, of) not in known and not (of == "" and takes in taken):
                named = f"“{of}”" if of else ""
                what = f"“{component.name}”随{_WORDS[takes]}{named}变动，没有对应的变动原因"
                hint = "会并进最后一个变动原因；请加 [[cause]]"
                yield f"component[{index + 1}]", what, hint
    for index, cause in enumerate(document.cause):
        if not cause.name.strip():
            yield f"cause[{index + 1}].name", "没有名称", "请补上"


_WORDS: Final = {
    "years": "年数",
    "post": "岗位",
    "education": "学历学位",
    "qualification": "职业资格",
    "extra": "兼任职务",
    "rating": "等次",
    "honour": "荣誉",
    "double": "一人兼任",
    "probation": "试用期",
    "run": "连续等次",
}


def _depends(document: Document, component: Component) -> set[tuple[str, str]]:
    """What the amount goes by: the cause that takes it, with its count or run."""
    found = {("probation", "")} if _on_trial(document, component) else set()
    found |= _of_condition(component.when) | _of_condition(component.unless)
    for how in definitions(component):
        found |= _of_kind(document, how)
    by_name = {c.name: c for c in document.component}
    for name in made_of(component, {}):
        found |= _depends(document, by_name[name])
    return found


def _of_kind(document: Document, how: HowMuch) -> set[tuple[str, str]]:
    """What the amount of a kind goes by."""
    found = set[tuple[str, str]]()
    if isinstance(how, YearsOf | LookedUp):
        found |= _of_table(how)
    elif isinstance(how, Rises):
        found.add(("run", how.of))
    if isinstance(how, Coefficient) or (isinstance(how, LookedUp) and "grade" in how.keys):
        found |= _of_grade(document)
    for factor in document.factor:
        if factor.name in how.factor_names():
            found |= _of_table(factor.how)
    return found


def _of_table(how: LookedUp | YearsOf | FactorTable | FactorByYears) -> set[tuple[str, str]]:
    """What a table, or a sum or factor by years, goes by."""
    keys = how.keys if isinstance(how, LookedUp | FactorTable) else ("years",)
    found = {(_CAUSE_OF[key], "") for key in keys if key in _CAUSE_OF}
    return found | ({("years", how.of)} if "years" in keys else set())


def _on_trial(document: Document, component: Component) -> bool:
    """Whether probation makes a component another."""
    rule = document.probation
    if rule is None or rule.mode == "full":
        return False
    scale = rule.mode in ("row", "coefficient")
    named = (*rule.components, *probation_ratios(rule), *rule.unpaid)
    return component.name in named or (scale and "coefficient" in kinds_of(component))


def _of_condition(condition: Condition) -> set[tuple[str, str]]:
    found = {(_CAUSE_OF[key], "") for key in _CAUSE_OF if getattr(condition, key, None)}
    if condition.years_of:
        found.add(("years", condition.years_of))
    return found


def _of_grade(document: Document) -> set[tuple[str, str]]:
    grade = document.grade
    if grade is None:
        return set()
    found = {("years", grade.count), *((("run", effect.run)) for effect in grade.runs)}
    found |= {("post", "")} if len(document.post) > 1 else set()
    found |= {("education", "")} if grade.education else set()
    found |= {("qualification", "")} if grade.qualification else set()
    found |= {("honour", "")} if grade.honours else set()
    return found | ({("double", "")} if grade.double_grades else set())


def _seasons(document: Document) -> Iterator[Lint]:
    """A seasonal sum in the monthly standard makes a rise and a fall each year."""
    for index, component in enumerate(document.component):
        if component.when.months and is_standard(component):
            what = f"“{component.name}”只在几个月里发，算在月标准里会年年进审批表"
            yield f"component[{index + 1}].standard", what, "请写 standard = false"


def _duties(document: Document) -> Iterator[Lint]:
    """A table by duty that does not say what somebody with two of them is paid."""
    for index, component in enumerate(document.component):
        table = component.how
        if not isinstance(table, LookedUp):
            continue
        words = {row.duty for row in table.rows}
        if "duty" in table.keys and len(words) > 1 and not table.several:
            what = f"“{component.name}”没有写同时任几个职务的怎么发，现在只按列在最后的一个"
            yield f"component[{index + 1}].several", what, "请写 several = highest 或 sum"


def _sick(document: Document) -> Iterator[Lint]:
    """A reminder that illness is paid in full, where the policy pays it in part."""
    sick = {leave.word for leave in document.leave if leave.sick}
    paid = {word for rule in document.leave_pay for word in rule.leave}
    for index, check in enumerate(document.check):
        if check.kind == "sick_third_month" and sick & paid:
            what = "会提示“仍发全额”，而 leave_pay 已按比例发"
            yield f"check[{index + 1}]", what, "请删去这项核查"


# ── grades


def _posts(document: Document) -> Iterator[Lint]:
    """A post that no duty gives."""
    given = {duty.post for duty in document.duty}
    given |= {document.double.post} if document.double else set()
    for index, post in enumerate(document.post[:-1]):
        if post.word not in given:
            what = f"没有一个职务能到岗位“{post.word}”"
            yield f"post[{index + 1}]", what, "请在 [[duty]] 里写 post"


def _grades(document: Document, grade: Grade) -> Iterator[Lint]:
    """Grades with a coefficient, and bands, that nobody can come to."""
    ranges = [reachable(document, grade, post.word) for post in document.post]
    top = max((high for _, high in ranges), default=0)
    if grade.highest > top:
        what = f"最高{grade.highest}级，各岗位最高只到{top}级"
        yield "grade.highest", what, "请核对各岗位的年限档"
    for index, step in enumerate(grade.steps):
        inside = [low <= step.grade <= high for low, high in ranges]
        if not any(inside):
            yield f"grade.steps[{index + 1}]", f"没有人能到{step.grade}级", "请核对，或删去"
    most = _most_years(document.count, grade.count)
    for number, ladder in enumerate(grade.ladders):
        for index, band in enumerate(ladder.bands):
            raw = band.years
            if isinstance(raw, int | Decimal) and raw > most:
                path = f"grade.ladders[{number + 1}].bands[{index + 1}]"
                yield path, f"要{raw}年，没有人能到", f"年数最多{most}年，请核对"


def _most_years(counts: Sequence[CountRule], name: str) -> int:
    """The most years that anybody can have."""
    for count in counts:
        if count.name == name and isinstance(count.most, int):
            return min(count.most, _LONGEST)
    return _LONGEST


def _falling(document: Document, grade: Grade) -> Iterator[Lint]:
    """A coefficient, or a sum by grade, that falls as the grade rises."""
    for post in ["", *(p.word for p in document.post)]:
        steps = sorted((s for s in grade.steps if s.post == post), key=lambda s: s.grade)
        values = [(s.grade, s.coefficient) for s in steps]
        yield from _falls("grade.steps", post, values, Holds("ratio"), document)
    for index, component in enumerate(document.component):
        table = component.how
        if not isinstance(table, LookedUp) or {*table.keys} not in ({"grade"}, {"post", "grade"}):
            continue
        for post in dict.fromkeys(row.post for row in table.rows):
            rows = sorted((r for r in table.rows if r.post == post), key=lambda r: r.grade)
            values = [(row.grade, row.amount) for row in rows]
            path = f"component[{index + 1}].rows"
            yield from _falls(path, post, values, Holds("money"), document)


def _falls(
    path: str, post: str, values: list[tuple[int, Any]], holds: Holds, document: Document
) -> Iterator[Lint]:
    first = parse_month(document.pays_from)
    months = {first, *(max(s.start, first) for _, raw in values for s in spans(raw))}
    for month in sorted(months):
        held = [(grade, in_force(raw, month)) for grade, raw in values]
        known = [(g, raw, literal(raw, holds)) for g, raw in held if not is_setting(raw)]
        for (_, _, a), (grade, raw, b) in pairwise(known):
            if int(b) < int(a):
                what = f"{post}{grade}级的 {raw} 比低一级的还少"
                yield path, what, "请核对是不是写错了"


# ── versions


def _life(document: Document, others: Sequence[Document]) -> Iterator[Lint]:
    """A version that ends is followed by another the month after."""
    same = [d for d in others if d.scheme == document.scheme and d.id != document.id]
    if document.successor and all(d.id != document.successor for d in same):
        what = f"后一个版本“{document.successor}”不在旁边"
        yield "successor", what, "请把那个文件放在同一文件夹，或改正编号"
    if not document.pays_until:
        return
    following = parse_month(document.pays_until) + 1
    if all(parse_month(d.pays_from) != following for d in same):
        what = f"{document.pays_until} 以后没有接上的版本，那以后算不出来"
        yield "pays_until", what, "请补上后一个版本的文件，或删去 pays_until"
