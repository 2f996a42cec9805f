"""Every word that a policy refers to must be in the list that it belongs to."""

from __future__ import annotations

from xlpay.base.forms import COMMON_SETTINGS, RETIREMENT_WORDS
from xlpay.kinds.bases import Published
from xlpay.language.problems import ADD
from xlpay.language.structure import walk
from xlpay.policy.schema.document import Condition, Document, Part
from xlpay.policy.validate.collecting import Problems

_WHAT = {
    "post": "岗位",
    "rating": "等次",
    "education": "学历",
    "qualification": "职业资格",
    "category": "人员类别",
    "duty": "职务",
    "region": "地区",
    "leave": "请假类别",
    "degree": "学位",
    "honour": "荣誉",
}


def word_lists(document: Document) -> dict[str, list[str]]:
    """The words of each list, by the key under which other tables name them."""
    return {
        "post": [entry.word for entry in document.post],
        "rating": [entry.word for entry in document.rating],
        "education": [entry.word for entry in document.education],
        "qualification": [entry.word for entry in document.qualification],
        "category": [entry.word for entry in document.category],
        "duty": [entry.word for entry in document.duty],
        "region": list(document.regions),
        "leave": [entry.word for entry in document.leave],
        "degree": [entry.word for entry in document.degree],
        "honour": [entry.word for entry in document.honour],
        "retirement": list(RETIREMENT_WORDS),
    }


def word_problems(sheet: Problems) -> None:
    """Adds a problem for each word that is in no list."""
    lists = word_lists(sheet.document)
    for path, part in walk(sheet.document):
        if not isinstance(part, Document):
            _keyed(sheet, path, part, lists)
    _counts_and_runs(sheet, lists)
    _levels(sheet, lists)
    _year(sheet, lists)
    _vocabulary(sheet)


def _keyed(sheet: Problems, path: str, part: Part, lists: dict[str, list[str]]) -> None:
    """Fields whose very name says which list their word is of."""
    for key, value, _ in part.in_file():
        if key not in lists:
            continue
        if isinstance(value, str):
            sheet.known(f"{path}.{key}", value, lists[key], _WHAT[key])
        elif isinstance(part, Condition):
            for word in value:
                sheet.known(f"{path}.{key}", word, lists[key], _WHAT[key])


def _counts_and_runs(sheet: Problems, lists: dict[str, list[str]]) -> None:
    document = sheet.document
    for index, count in enumerate(document.count):
        path = f"count[{index + 1}]"
        for word in (*count.how.ratings, *count.uncounted, count.unrated_as):
            sheet.known(f"{path}.ratings", word, lists["rating"], "等次")
        if bool(count.unrated_before) != bool(count.unrated_as):
            sheet.add(f"{path}.unrated_as", "unrated_before 和 unrated_as 要一起写", ADD)
    for index, run in enumerate(document.run):
        path = f"run[{index + 1}]"
        for word in run.ratings:
            sheet.known(f"{path}.ratings", word, lists["rating"], "等次")
        if not run.ratings:
            sheet.add(f"{path}.ratings", "没有写哪些等次算连续", ADD)
        if run.length == 0:
            sheet.add(f"{path}.length", "连续年数不能是 0")


def _levels(sheet: Problems, lists: dict[str, list[str]]) -> None:
    """学位, double posts, levels that change a grade, components on probation."""
    document = sheet.document
    for index, degree in enumerate(document.degree):
        path = f"degree[{index + 1}].equals"
        sheet.known(path, degree.equals or degree.word, lists["education"], "学历")
    if document.double:
        for word in document.double.duties:
            sheet.known("double.duties", word, lists["duty"], "职务")
        if len(document.double.duties) <= 1:
            sheet.add("double.duties", "要写同时担任的两个以上职务", ADD)
    if document.grade:
        rules = [("education", rule) for rule in document.grade.education]
        rules += [("qualification", rule) for rule in document.grade.qualification]
        for name, rule in rules:
            for word in (value.level for value in rule.values):
                sheet.known(f"grade.{name}", word, lists[name], _WHAT[name])
            for word in rule.posts:
                sheet.known(f"grade.{name}.posts", word, lists["post"], "岗位")
    if document.probation:
        names = [component.name for component in document.component]
        for key in ("components", "unpaid"):
            for word in getattr(document.probation, key):
                sheet.known(f"probation.{key}", word, names, "[[component]]")
        for part in document.probation.ratios:
            sheet.known("probation.ratios", part.component, names, "[[component]]")
        for word in document.probation.category:
            sheet.known("probation.category", word, lists["category"], "人员类别")


def _year(sheet: Problems, lists: dict[str, list[str]]) -> None:
    """Ratings assumed, regions of a published index, words of checks."""
    document = sheet.document
    for index, yearly in enumerate(document.yearly):
        for key in ("unrated_leaver", "unrated_entrant", "undecided_as"):
            path = f"yearly[{index + 1}].{key}"
            sheet.known(path, getattr(yearly, key), lists["rating"], "等次")
    for index, base in enumerate(document.base):
        for number, year in enumerate(base.how.years if isinstance(base.how, Published) else ()):
            for word in year.figures:
                path = f"base[{index + 1}].years[{number + 1}].figures"
                sheet.known(path, word, lists["region"], "地区（regions）")
    of = {
        "category": ("category", "人员类别"),
        "at_least": ("education", "学历"),
        "levels": ("education", "学历"),
        "duties": ("duty", "职务"),
        "default": ("retirement", "退休类别"),
        "ratings": ("rating", "等次"),
    }
    names = [component.name for component in document.component]
    for index, check in enumerate(document.check):
        for key, words in check.words.items():
            name, what = of.get(key, ("", "[[component]]"))
            for word in words:
                path = f"check[{index + 1}].words.{key}"
                sheet.known(path, word, lists.get(name, names), what)


def _vocabulary(sheet: Problems) -> None:
    """What every policy needs of its lists: someone is paid, a post duty names its post."""
    document = sheet.document
    if all(category.pay != "scale" for category in document.category):
        sheet.add("category", '没有一个人员类别 pay = "scale"，谁都不发', ADD)
    for index, duty in enumerate(document.duty):
        if duty.kind == "post" and not duty.post:
            sheet.add(f"duty[{index + 1}].post", "没有写属于哪个岗位")
    common = {setting.name for setting in COMMON_SETTINGS}
    for index, setting in enumerate(document.setting):
        if setting.name in common:
            sheet.add(f"setting[{index + 1}].name", f"“{setting.name}”是各政策共用的", "请改名")
