"""A year's result sheets: 年终奖, and the 计算依据 of its sums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Ints
from xlpay.explain.figures import left_over
from xlpay.results.common import (
    BONUS,
    REMARK,
    SUMS_WIDTH,
    basis_table,
    by_community,
    capitals_text,
    counts,
    money,
    note_line,
    people_columns,
    texts,
    title_of,
)
from xlpay.results.pools import GroupRow, pool_rows
from xlpay.results.tables import Table
from xlpay.unit.columns import ints_of
from xlpay.yearly.money import YearEnd


def bonus(results: Sequence[YearEnd]) -> Table:
    """年终奖: under the title of the policy's only rule, or all its rules together by 项目.

    A row a person and rule; communities in their order, then people, then rules.
    """
    unit, names = results[0].unit, results[0].unit.vocabulary.words(Words.RATING)
    roster = unit.roster
    rows = sorted(
        (int(roster.community[i]), i, which)
        for which, result in enumerate(results)
        for i in result.people.tolist()
    )
    people = np.asarray([i for _, i, _ in rows], dtype=np.int64)

    def taken(column: str) -> Ints:
        return np.asarray([getattr(results[w], column)[i] for _, i, w in rows], dtype=np.int64)

    amount = np.asarray([results[w].line.amount[i] for _, i, w in rows], dtype=np.int64)
    columns = people_columns(unit, people)
    what = results[0].rule.title
    if len(results) > 1:
        columns.append(texts("项目", [results[w].rule.name for _, _, w in rows], 16.0))
        what = "年终发放表"
    columns += [
        texts("等次", [names[c] if c >= 0 else None for c in taken("rating").tolist()], 9.0),
        counts("月数", taken("months")),
        money("标准", taken("standard"), SUMS_WIDTH),
        money("金额", amount, SUMS_WIDTH),
        texts(REMARK, [results[w].reasons.get(i) for _, i, w in rows], 30.0),
    ]
    _, groups = by_community(unit, people)
    title = title_of(unit, results[0].scheme.document, what)
    note = note_line(unit, f"{results[0].year}年度")
    text = ("合计（大写）", capitals_text(int(amount.sum())))
    return Table(BONUS, "bonus", title, note, tuple(columns), groups, "总计", text)


def year_basis(results: Sequence[YearEnd]) -> Table:
    """计算依据 of a year's money, a rule after the other."""
    unit, first = results[0].unit, results[0]
    who: list[int] = []
    amounts: list[int] = []
    items, formulas, reasons = (list[str]() for _ in range(3))
    groups: list[GroupRow] = []
    for result in results:
        people, _ = by_community(result.unit, result.people)
        chosen = people.tolist()
        cite = result.scheme.cite
        cited = [cite(source) for source in result.line.sources(people)]
        who += chosen
        items += [result.rule.name] * len(chosen)
        amounts += result.line.amount[people].tolist()
        formulas += result.line.formulas(people)
        more, groups = left_over(result.line, people), [*groups, *pool_rows(result.pools, cite)]
        reasons += [
            "；".join(filter(None, (source, result.reasons.get(i, ""), own)))
            for i, source, own in zip(chosen, cited, more, strict=True)
        ]
    what = first.rule.title if len(results) == 1 else "年终"
    shown = (items, ints_of(amounts), formulas, reasons)
    return basis_table(unit, what, f"{first.year}年度", ints_of(who), *shown, groups)
