"""Year-end money, awards, causes, columns, quota and management rules of a policy."""

from __future__ import annotations

from typing import Final

from xlpay.kinds.yearly import YearRating
from xlpay.language.problems import ADD, DROP
from xlpay.language.values import BadValue, is_setting, literal, nearest, spans
from xlpay.policy.schema.document import Check, Holds, Quota, Yearly
from xlpay.policy.schema.form import word_says
from xlpay.policy.validate.collecting import Problems
from xlpay.policy.validate.words import word_lists

# Kind of [[check]] -> keys that it must have, keys that it may have.
_CHECKS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    kind: (frozenset(needed.split()), frozenset(optional.split()))
    for kind, needed, optional in (
        ("staffing", "households_max households_min least", ""),
        ("leaders", "most", ""),
        ("party_worker", "least", ""),
        ("local_residence", "least", ""),
        ("extra_duty_category", "category", ""),
        ("secondment", "months at_once gap_days", ""),
        ("training", "leader_days other_days duties", ""),
        ("visits", "households", ""),
        ("entry_education", "at_least", ""),
        ("entry_age", "under", ""),
        ("low_education", "levels", ""),
        ("minimum_service", "years", ""),
        ("not_elected", "category", ""),
        ("joined_rated", "ratings", ""),
        ("rehire", "years", ""),
        ("failed_ratings", "running", ""),
        ("absence", "total_days", "running_days"),
        ("retirement", "", "default"),
        ("mean_pay", "component", ""),
        ("reported_floor", "share component", ""),
        ("contract_end", "", ""),
        ("sick_third_month", "months", ""),
        ("places", "places", ""),
        ("induction", "", ""),
        ("survey", "times", ""),
        ("notice", "months", ""),
    )
}
CHECK_KINDS: Final[dict[str, frozenset[str]]] = {
    kind: needed | optional for kind, (needed, optional) in _CHECKS.items()
}


def table_problems(sheet: Problems) -> None:
    """Adds what is wrong with everything beside the monthly components."""
    document = sheet.document
    for index, yearly in enumerate(document.yearly):
        _yearly(sheet, f"yearly[{index + 1}]", yearly)
    _causes(sheet)
    _columns(sheet)
    kinds: set[str] = set()
    for index, item in enumerate(document.check):
        path = f"check[{index + 1}]"
        _management(sheet, path, item)
        if item.kind in kinds:
            sheet.add(f"{path}.kind", f"核查“{item.kind}”出现了两次", "请删去一个")
        kinds.add(item.kind)
    marked = any(rating.quota for rating in document.rating)
    if document.quota and not (marked or document.quota.ratings):
        sheet.add("quota", "没有一个等次写 quota = true，比例限制不了谁", ADD)
    if document.quota:
        _quota(sheet, "quota", document.quota)
    for index, quota in enumerate(document.further_quota):
        path = f"further_quota[{index + 1}]"
        if not quota.ratings and not marked:
            sheet.add(f"{path}.ratings", "没有写哪些等次", ADD)
        _quota(sheet, path, quota)
    if document.qualification and document.qualifications is None:
        sheet.add("qualifications", "有职业资格，却没有写从哪个日期起算", ADD)


def _yearly(sheet: Problems, path: str, yearly: Yearly) -> None:
    """A sum or a weight for every rating; sums have at most two decimals."""
    document = sheet.document
    listed = [value.rating for value in yearly.values]
    for rating in document.rating if listed else ():
        if rating.word not in listed and not (rating.undecided and yearly.undecided_as):
            sheet.add(f"{path}.values", f"等次“{rating.word}”没有写多少", "不发也要写 0")
    kinds = {s.name: s.kind for s in document.setting}
    sums = isinstance(yearly.how, YearRating)
    unit = Holds(yearly.how.values_are)
    allowed = ("money",) if sums else ("weight", "ratio")
    for number, value in enumerate(yearly.values):
        where = f"{path}.values[{number + 1}]"
        if listed.index(value.rating) != number:
            sheet.add(where, f"等次“{value.rating}”出现了两次", "请删去一个")
        for span in spans(value.value):
            if is_setting(span.value):
                name = span.value["setting"]
                if kinds[name] not in allowed:
                    what = f"参数“{name}”是 {kinds[name]}，这里要 {allowed[0]}"
                    sheet.add(f"{where}.value", what)
                continue
            try:
                literal(span.value, unit)
            except BadValue as error:
                sheet.add(f"{where}.value", str(error))


def _quota(sheet: Problems, path: str, quota: Quota) -> None:
    """Words of the lists; a case says for whom it is."""
    lists = word_lists(sheet.document)
    for key, name, what in (
        ("ratings", "rating", "等次"),
        ("category", "category", "人员类别"),
        ("post", "post", "岗位"),
    ):
        for word in getattr(quota, key):
            sheet.known(f"{path}.{key}", word, lists[name], what)
    for number, case in enumerate(quota.cases):
        if not (case.community or case.street or case.years):
            where = f"{path}.cases[{number + 1}]"
            sheet.add(where, "没有写给哪些社区、街道或年度", ADD)


def _causes(sheet: Problems) -> None:
    """Every cause is known; the last one takes all that remains."""
    document = sheet.document
    counts, runs = [c.name for c in document.count], [r.name for r in document.run]
    lists = {"years": counts, "run": runs}
    for index, cause in enumerate(document.cause):
        if cause.takes in lists:
            sheet.needed(f"cause[{index + 1}].of", cause.of, lists[cause.takes], "已列出的名字")
    last = [index for index, cause in enumerate(document.cause) if cause.takes == "rules"]
    if last != [len(document.cause) - 1]:
        what = '最后一个变动原因（也只有它）要写 takes = "rules"，收下其余的变动'
        sheet.add("cause", what, ADD)


def _columns(sheet: Problems) -> None:
    """Columns show what there is, each under its own header."""
    document = sheet.document
    lists = {
        "component": [c.name for c in document.component],
        "years": [c.name for c in document.count],
        "factor": [f.name for f in document.factor],
        "base": [b.name for b in document.base],
    }
    headers: set[str] = set()
    for index, column in enumerate(document.payroll.columns):
        path = f"payroll.columns[{index + 1}]"
        if column.shows in lists:
            sheet.needed(f"{path}.of", column.of, lists[column.shows], "已列出的名字")
        elif column.shows in ("grade", "coefficient") and document.grade is None:
            sheet.add(path, f"{column.shows} 要有 [grade]", ADD)
        elif column.shows == "post" and not document.post:
            sheet.add(path, "post 要有 [[post]]", ADD)
        if column.header in headers:
            sheet.add(f"{path}.header", f"列“{column.header}”出现了两次", "请改名")
        headers.add(column.header)


def _meant(word: str) -> str:
    """The kind of check that is called so in Chinese."""
    meanings = {kind: word_says(Check, "kind", kind) for kind in _CHECKS}
    close = [kind for kind, says in meanings.items() if word and (word in says or says in word)]
    return f"（最接近的是“{close[0]}”：{meanings[close[0]]}）" if close else ""


def _management(sheet: Problems, path: str, item: Check) -> None:
    if item.kind not in _CHECKS:
        near = nearest(item.kind, list(_CHECKS)) or _meant(item.kind)
        sheet.add(f"{path}.kind", f"没有“{item.kind}”这种核查{near}")
        return
    needed, optional = _CHECKS[item.kind]
    given = {*item.values, *(key for key, words in item.words.items() if words)}
    for key in sorted(given - needed - optional):
        near = nearest(key, sorted(needed | optional))
        sheet.add(f"{path}.{key}", f"不认识的键{near}", DROP)
    for key in sorted(needed - given):
        sheet.add(f"{path}.{key}", f"{item.kind} 要写 {key}", ADD)
