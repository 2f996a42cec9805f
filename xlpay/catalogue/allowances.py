"""Functions of the sums beside the scale: tables by a word, years × rate, rises, part months."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import DAY, FEN, Ints, decimal_text, yuan_text
from xlpay.catalogue.context import Context, role
from xlpay.catalogue.grading import explain_grade, grade
from xlpay.catalogue.model import Columns, not_in_force
from xlpay.kinds.amounts import Rises, YearsOf
from xlpay.kinds.table import LookedUp
from xlpay.policy.files.known import known
from xlpay.policy.schema.document import Component, Document
from xlpay.policy.terms.term import cited, exact
from xlpay.rules.asked import Pay
from xlpay.rules.components import add_lines
from xlpay.rules.expr import Expr, Plain, fen, number
from xlpay.rules.facts import Facts
from xlpay.rules.formulas import formula_texts
from xlpay.rules.lines import Line
from xlpay.rules.partmonth import reduction
from xlpay.rules.service import PartMonth


def is_education_table(component: Component) -> bool:
    """A sum by 学历."""
    return isinstance(component.how, LookedUp) and component.how.keys == ("education",)


def heeds_education(document: Document) -> bool:
    """学历 gives a sum or a grade."""
    return document.grade is not None or any(map(is_education_table, document.component))


def is_qualification_table(component: Component) -> bool:
    """A sum by 职业资格."""
    return isinstance(component.how, LookedUp) and component.how.keys == ("qualification",)


def is_years(component: Component) -> bool:
    """Years × a rate."""
    return isinstance(component.how, YearsOf)


def is_rises(component: Component) -> bool:
    """A sum with rises on top."""
    return isinstance(component.how, Rises)


def _line(context: Context, component: Component, facts: Facts) -> Line:
    pay = Pay()
    add_lines(context.scheme, facts, pay, (component,))
    return pay.lines[component.name]


def _shown(context: Context, line: Line, words: str = "") -> str:
    """A component's formula with its clause."""
    amount = yuan_text(int(line.amount[0]))
    formula = line.formula(0)
    middle = "" if formula == decimal_text(int(line.amount[0]), FEN) else f"{formula}＝"
    return f"{words}{line.name}＝{middle}{amount}。{context.cite(line.source_of(0))}"


# ── tables by a word


def table_of(
    notion: Callable[[Component], bool], kind: Words, what: str
) -> Callable[[Context, Columns], Ints]:
    """The evaluation of a table by a word: the rule is asked once for every word."""

    def every(context: Context) -> Ints:
        component = role(context, notion, what)
        codes = np.arange(len(context.vocabulary.words(kind)))
        return _line(context, component, context.facts(len(codes), **{kind.value: codes})).amount

    def evaluate(context: Context, columns: Columns) -> Ints:
        table: Ints = context.kept(what, every)
        return table.take(columns[kind.value])

    return evaluate


def explain_table(
    notion: Callable[[Component], bool], kind: Words, what: str
) -> Callable[[Context, Columns], str]:
    """The row of the table."""

    def explain(context: Context, columns: Columns) -> str:
        component = role(context, notion, what)
        line = _line(context, component, context.facts(1, **{kind.value: columns[kind.value]}))
        word = context.vocabulary.words(kind)[int(columns[kind.value][0])]
        return _shown(context, line, f"{word}的")

    return explain


_education = table_of(is_education_table, Words.EDUCATION, "学历工资")
_explain_education = explain_table(is_education_table, Words.EDUCATION, "学历工资")


def _lowest(context: Context, columns: Columns) -> Columns:
    """Arguments of CWGRADE for a newcomer of the last post with this 学历."""
    last = len(context.document.post) - 1
    numbers = {"post": last, "years": 0, "dual": 0}
    return {**{k: np.asarray([v]) for k, v in numbers.items()}, "education": columns["education"]}


def education(context: Context, columns: Columns) -> Ints:
    """CWEDU: the sum by 学历, or the grade (in 1/100) that 学历 alone gives."""
    if any(is_education_table(c) for c in context.document.component):
        return _education(context, columns)
    if context.document.grade is None:
        raise not_in_force(f"{context.document.scheme}的学历不影响工资。")
    return grade(context, _lowest(context, columns)) * FEN


def explain_education(context: Context, columns: Columns) -> str:
    """The row of the table, or the steps to the grade."""
    if any(is_education_table(c) for c in context.document.component):
        return _explain_education(context, columns)
    word = context.vocabulary.words(Words.EDUCATION)[int(columns["education"][0])]
    return f"{word}的最低等级：{explain_grade(context, _lowest(context, columns))}"


# ── years and rises


def assessed(context: Context, columns: Columns) -> Ints:
    """CWASSESS."""
    return _by_years(context, columns).amount


def explain_assessed(context: Context, columns: Columns) -> str:
    """Years × rate."""
    return _shown(context, _by_years(context, columns))


def _by_years(context: Context, columns: Columns) -> Line:
    component = role(context, is_years, "按年数计的工资")
    years = columns["years"]
    return _line(context, component, context.facts(len(years), years=years))


def raised(context: Context, columns: Columns) -> Ints:
    """CWJYBASE."""
    return _by_rises(context, columns).amount


def explain_raised(context: Context, columns: Columns) -> str:
    """The sum and its rises."""
    return _shown(context, _by_rises(context, columns))


def _by_rises(context: Context, columns: Columns) -> Line:
    component = role(context, is_rises, "按上调次数计的工资")
    rises = columns["rises"]
    return _line(context, component, context.facts(len(rises), rises=rises))


# ── part months


def has_paid_days(document: Document) -> bool:
    """The first policy, where all have the same paid days a month; else each has its own."""
    shipped = known()
    days = {str((other.part_month.days, other.part_month.of_month)) for other in shipped}
    return len(days) > 1 or document is shipped[0]


def part_month(context: Context, columns: Columns) -> Ints:
    """CWPART: amounts in fen, days in halves."""
    return _reduction(context, columns).in_fen


def _reduction(context: Context, columns: Columns) -> Expr:
    days = PartMonth(columns["days_out"], columns["days_in"])
    amount = fen(columns["amount"], Plain())
    if context.document.part_month.mode.value == "month":
        return reduction(amount, days, None)
    return reduction(amount, days, number(_paid_days(context, columns), scale=DAY))


def _paid_days(context: Context, columns: Columns) -> Ints | int:
    """Paid days a month, in 1/100: the policy's number, or all those of the month asked about."""
    rule = context.document.part_month
    if not rule.of_month:
        return exact(rule.days)
    month: Ints = np.maximum((columns["days_out"] + columns["days_in"]) * (DAY // 2), 1)
    return month


def explain_part_month(context: Context, columns: Columns) -> str:
    """Which of the two formulas holds, and its numbers."""
    rule, found = context.document.part_month, _reduction(context, columns)
    amount = decimal_text(int(columns["amount"][0]), FEN)
    out, paid = (decimal_text(int(columns[name][0]), 2) for name in ("days_out", "days_in"))
    than = "不多于" if columns["days_out"][0] <= columns["days_in"][0] else "多于"
    formula = formula_texts(found, np.zeros(1, dtype=np.int64))[0]
    how = f"缺{out}天{than}在{paid}天：{formula}，在0与{amount}之间"
    return f"{how}，扣{yuan_text(int(found.in_fen[0]))}。{context.cite(cited(rule))}"
