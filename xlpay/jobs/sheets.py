"""A comparison or a forecast as a workbook of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from xlpay.base.money import BLANK, Ints, ints
from xlpay.base.months import month_text
from xlpay.jobs.compare import NOTHING, Comparison, PersonLine, Side
from xlpay.jobs.forecast import Forecast
from xlpay.jobs.outputs import Destination, write_tables
from xlpay.results.common import counts, money, named, note_line, texts
from xlpay.results.tables import Column, Kind, Table
from xlpay.workbook.file.safe import strictest

if TYPE_CHECKING:
    from xlpay.workbook.template.results import EmptyResult

COMPARISON, ITEMS, FORECAST, CHANGES = "比较", "逐项比较", "预测", "预测变动"
_SIDES: Final = (("应发", "paid"), ("计提", "accrued"), ("成本", "cost"))


def write_comparison(found: Comparison, book: Path, out: Path) -> Path:
    """The comparison person by person and item by item; the workbook written."""
    return _written([_people(found), _items(found)], Destination(book, out), found.before.period)


def write_forecast(found: Forecast, book: Path, out: Path) -> Path:
    """The months to come and who changes in them; the workbook written."""
    assert found.now is not None
    return _written(
        [_months(found), _changes(found)], Destination(book, out), month_text(found.now.month)
    )


def _written(tables: list[Table], where: Destination, period: str) -> Path:
    from xlpay.workbook.template.results import EmptyResult, Head

    target = where.prepare(where.path(f"{period}-{tables[0].sheet}"))
    forms: list[EmptyResult] = [
        EmptyResult(t.sheet, t.key, tuple(Head(c.header, c.kind) for c in t.columns))
        for t in tables
    ]
    write_tables(list(zip(tables, forms, strict=True)), target, strictest([where.book]))
    return target


def _people(found: Comparison) -> Table:
    unit = found.before.unit
    assert unit is not None
    columns = named(unit, [p.name for p in found.people], [p.identity for p in found.people])
    for word, key in _SIDES:
        was = [_fen(p.before, key) for p in found.people]
        now = [_fen(p.after, key) for p in found.people]
        if word == _SIDES[1][0] and not any(was + now):
            continue
        columns.append(money(f"现在{word}", ints(was)))
        columns.append(money(f"换后{word}", ints(now)))
        columns.append(money(f"{word}差", ints([b - a for a, b in zip(was, now, strict=True)])))
    columns.append(texts("备注", [_only_one(p) for p in found.people], 16.0))
    how = "，".join(f"{name}＝{value}" for name, value in found.changed.items()) or "不变"
    note = f"{note_line(unit, found.before.period)}　　换成：{how}"
    return Table(COMPARISON, "comparison", "两种算法的比较", note, tuple(columns), (), "合计")


def _fen(side: Side | None, key: str) -> int:
    return int(getattr(side or NOTHING, key))


def _only_one(line: PersonLine) -> str | None:
    if line.before is None:
        return "只有换后才有"
    return "只有现在才有" if line.after is None else None


def _items(found: Comparison) -> Table:
    unit = found.before.unit
    assert unit is not None
    was, now = ints([a for _, a, _ in found.items]), ints([b for _, _, b in found.items])
    columns = (
        texts("项目", [name for name, _, _ in found.items], 18.0),
        money("现在", was, 14.0, summed=False),
        money("换后", now, 14.0, summed=False),
        money("差", now - was, 14.0, summed=False),
    )
    return Table(ITEMS, "compared_items", ITEMS, note_line(unit, found.before.period), columns)


def _months(found: Forecast) -> Table:
    unit, now = found.unit, found.now
    assert unit is not None and now is not None
    months = [now, *found.months]
    costs = ints([m.cost for m in months])
    more = np.concatenate([ints([BLANK]), np.diff(costs)])
    columns = (
        texts("月份", [month_text(m.month) for m in months], 9.0),
        counts("人数", ints([m.people for m in months])),
        money("应发合计", ints([m.gross for m in months]), 14.0, summed=False),
        money("计提", ints([m.accrued for m in months]), 14.0, summed=False),
        money("成本", costs, 14.0, summed=False),
        money("比上月", more, 14.0, summed=False),
        Column("注意", Kind.WIDE, ["；".join(m.lacking) or None for m in months], width=40.0),
    )
    rated = f"　　没有等次的年度按“{found.rating}”" if found.rating else ""
    note = f"{note_line(unit, _span(found))}{rated}"
    return Table(FORECAST, "forecast", "以后各月预测", note, columns)


def _span(found: Forecast) -> str:
    assert found.now is not None
    last = found.months[-1] if found.months else found.now
    return f"{month_text(found.now.month)}至{month_text(last.month)}"


def _changes(found: Forecast) -> Table:
    unit = found.unit
    assert unit is not None
    rows = [(month.month, change) for month in found.months for change in month.changes]
    amounts: Ints = ints([change.amount for _, change in rows])
    roster = unit.roster
    columns = (
        texts("月份", [month_text(month) for month, _ in rows], 9.0),
        *named(
            unit,
            [roster.names[change.person] for _, change in rows],
            [roster.identities[change.person] for _, change in rows],
        ),
        texts("变动类型", [change.cause for _, change in rows], 12.0),
        Column("变动前", Kind.WIDE, [change.before for _, change in rows], width=24.0),
        Column("变动后", Kind.WIDE, [change.after for _, change in rows], width=24.0),
        money("月增资额", amounts, summed=False),
    )
    return Table(CHANGES, "forecast_changes", CHANGES, note_line(unit, _span(found)), columns)
