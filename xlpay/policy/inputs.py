"""What of the input sheets a policy reads: the columns, and what their hints add from its words.

The official workbook holds every column of the forms; that of one policy only what it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from xlpay.base.forms import INPUT_FORMS, Field, Form
from xlpay.kinds.payout import Payout
from xlpay.kinds.scores import Pooled, Scored
from xlpay.language.structure import walk
from xlpay.policy.schema.document import Condition, Document, Word
from xlpay.policy.terms.definitions import definitions
from xlpay.policy.terms.scheme import credential_kinds
from xlpay.policy.terms.standards import dated_base

Reads = Callable[[Document], bool]
POLICY_PROPERTY: Final = "xlpay_template_policy"  # the policy whose own template a workbook is


def checks(document: Document, *kinds: str) -> bool:
    """One of these management rules is the policy's."""
    return any(check.kind in kinds for check in document.check)


def scores(document: Document) -> bool:
    """Something is divided or paid by scores."""
    hows = [how for c in document.component for how in definitions(c)]
    return any(
        isinstance(how, Pooled | Scored) or (isinstance(how, Payout) and how.by_scores)
        for how in hows
    )


def opening_headers(document: Document) -> tuple[str, ...]:
    """The opening figures of its counts."""
    return tuple(dict.fromkeys(c.opening for c in document.count if c.opening))


def opening_runs(document: Document) -> bool:
    return any(run.opening_run for run in document.run)


def probation(document: Document) -> bool:
    """Probation changes something, or a rule asks for it."""
    asked = any(
        isinstance(part, Condition) and part.probation is not None for _, part in walk(document)
    )
    return document.probation is not None or asked or checks(document, "induction", "notice")


def hired(document: Document) -> bool:
    """Qualifications count from the day of being hired for them."""
    rule = document.qualifications
    return rule is not None and rule.from_date == "hired"


def reported(document: Document) -> tuple[str, ...]:
    """The categories whose pay the office states."""
    return tuple(c.word for c in document.category if c.pay == "reported")


def duties(document: Document, kind: str) -> tuple[str, ...]:
    return tuple(d.word for d in document.duty if d.kind == kind)


def credentials(document: Document) -> bool:
    return bool(document.education or document.degree or document.qualification or document.honour)


def work_days(document: Document) -> bool:
    """Days of work are counted."""
    return document.part_month.by == "workday" or bool(leave_words(document, workday=True))


def leave_words(document: Document, *, workday: bool) -> tuple[str, ...]:
    """The kinds of leave counted by working days, or by calendar days."""
    return tuple(x.word for x in document.leave if (x.unit == "workday") == workday)


# Sheet, or sheet and column -> who reads it; what is not listed is read by all.
_SHEETS: Final[Mapping[str, Reads]] = {
    "任职记录": lambda d: bool(d.duty),
    "考核记录": lambda d: bool(d.rating),
    "学历证书": credentials,
    "请假考勤": lambda d: bool(d.leave),
    "绩效分配": scores,
    "收入标准": lambda d: dated_base(d) is not None,
    "调休": work_days,
    "履职记录": lambda d: checks(d, "training", "visits", "survey", "induction"),
}
_COLUMNS: Final[Mapping[tuple[str, str], Reads]] = {
    ("花名册", "学位"): lambda d: bool(d.degree),
    ("花名册", "试用期截止日期"): probation,
    ("花名册", "期初截止年度"): lambda d: bool(opening_headers(d)) or opening_runs(d),
    ("花名册", "期初折算年限"): lambda d: "期初折算年限" in opening_headers(d),
    ("花名册", "期初合格年数"): lambda d: "期初合格年数" in opening_headers(d),
    ("花名册", "期初连续优秀年数"): opening_runs,
    ("花名册", "期初连优上调次数"): opening_runs,
    ("花名册", "离职申请日期"): lambda d: checks(d, "notice"),
    ("花名册", "前次离职日期"): lambda d: checks(d, "rehire"),
    ("花名册", "前次离职原因"): lambda d: checks(d, "rehire"),
    ("花名册", "合同起始日期"): lambda d: checks(d, "contract_end"),
    ("花名册", "合同终止日期"): lambda d: checks(d, "contract_end"),
    ("花名册", "纳入体系日期"): lambda d: checks(d, "minimum_service", "joined_rated"),
    ("花名册", "是否属地"): lambda d: checks(d, "local_residence"),
    ("花名册", "退休类别"): lambda d: checks(d, "retirement"),
    ("花名册", "网格员月报酬"): lambda d: bool(reported(d)),
    ("花名册", "参加工作日期"): lambda d: any(c.how.start == "first_job" for c in d.count),
    ("任职记录", "社区"): lambda d: checks(d, "leaders") or bool(duties(d, "lent")),
    ("学历证书", "聘用日期"): hired,
    ("社区", "规划户数"): lambda d: checks(d, "staffing"),
    ("社区", "批准增加指标数"): lambda d: checks(d, "places"),
}


def forms_read(document: Document) -> tuple[Form, ...]:
    """The input sheets with the columns that a policy reads."""
    found = []
    for form in INPUT_FORMS:
        if reads_sheet(document, form):
            fields = tuple(f for f in form.fields if f.required or reads(document, form, f))
            found.append(replace(form, fields=fields))
    return tuple(found)


def reads_sheet(document: Document, form: Form) -> bool:
    """Whether a policy reads a sheet."""
    read = _SHEETS.get(form.sheet)
    return read is None or read(document)


def reads(document: Document, form: Form, field: Field) -> bool:
    """Whether a policy reads a column."""
    read = _COLUMNS.get((form.sheet, field.header))
    return reads_sheet(document, form) and (read is None or read(document))


def tag(schemes: Sequence[Document], readers: Sequence[Document]) -> str:
    """Which schemes something is for, where it is not for all of them: '（甲市2020）'."""
    if len(readers) == len(schemes):
        return ""
    return f"（{'、'.join(document.scheme for document in readers)}）"


# ── hints


def hint_of(form: Form, field: Field, schemes: Sequence[Document]) -> str:
    """What the clerk is told of a column: the form's words, the policies', and whose it is."""
    add = _ADDED.get((form.sheet, field.header))
    added = add(schemes) if add is not None else ""
    readers = [document for document in schemes if reads(document, form, field)]
    shown = tag(schemes, readers) if readers else ""
    return field.hint + (f"；{added}" if added else "") + shown


def _joined(found: Sequence[str], most: int = 4) -> str:
    """A few words, with 等 for the others."""
    some = list(dict.fromkeys(found))
    return "、".join(some[:most]) + ("等" if len(some) > most else "")


def _duty_hint(schemes: Sequence[Document]) -> str:
    found = [word for d in schemes for word in duties(d, "break")]
    return f"离岗一段时间的选“{_joined(found)}”" if found else ""


def _duty_place(schemes: Sequence[Document]) -> str:
    lent = [word for d in schemes for word in duties(d, "lent")]
    leaders = ["领导职务"] if any(checks(d, "leaders") for d in schemes) else []
    return f"只有{'和'.join([*leaders, *dict.fromkeys(lent)])}要填"


_LEVELS: Final[tuple[Callable[[Document], Sequence[Word]], ...]] = (
    lambda d: d.education,
    lambda d: d.qualification,
)


def _levels(schemes: Sequence[Document]) -> str:
    lists = [[x.word for d in schemes for x in own(d)] for own in _LEVELS]
    some = [word for found in lists for word in list(dict.fromkeys(found))[-2:][:1]]
    return f"如 {'、'.join(some)}" if some else ""


def _days(schemes: Sequence[Document]) -> str:
    by_work = [word for d in schemes for word in leave_words(d, workday=True)]
    by_date = [word for d in schemes for word in leave_words(d, workday=False)]
    parts = [f"{_joined(by_work)}按工作日，可填半天"] if by_work else []
    return "；".join([*parts, *([f"{_joined(by_date, 2)}按日历天"] if by_date else [])])


def _split(schemes: Sequence[Document]) -> str:
    found = [x.word for d in schemes for x in d.leave if x.unit == "workday" and x.unpaid]
    return f"{_joined(found)}跨月的分月填" if found else ""


def _reported(schemes: Sequence[Document]) -> str:
    return _joined([word for document in schemes for word in reported(document)])


def _probation(schemes: Sequence[Document]) -> str:
    """What a blank day means where the policy has a length of its own."""
    some = any(d.probation is not None and d.probation.months for d in schemes)
    return "不填按办法定的月数，没有试用期的填进入的前一天" if some else ""


def _unused(schemes: Sequence[Document]) -> str:
    """How long a run may be that has given no rise yet."""
    lengths = {r.length for d in schemes for r in d.run if r.opening_run}
    return f"0—{max(lengths) - 1}" if lengths and all(isinstance(n, int) for n in lengths) else ""


_ADDED: Final[Mapping[tuple[str, str], Callable[[Sequence[Document]], str]]] = {
    ("花名册", "试用期截止日期"): _probation,
    ("花名册", "期初连续优秀年数"): _unused,
    ("花名册", "网格员月报酬"): _reported,
    ("任职记录", "职务"): _duty_hint,
    ("任职记录", "社区"): _duty_place,
    ("学历证书", "类别"): lambda schemes: "、".join(credential_kinds(schemes)),
    ("学历证书", "等级"): _levels,
    ("请假考勤", "结束日期"): _split,
    ("请假考勤", "天数"): _days,
}
