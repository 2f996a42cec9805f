"""The same roster under two readings or policies: person by person, item by item, and in total."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from xlpay.base.findings import unusable
from xlpay.base.forms import COMMON_SETTINGS, MONTH, POLICY, SETTINGS
from xlpay.base.grid import CellValue, Grid
from xlpay.base.masking import mask_identity
from xlpay.base.money import yuan_text
from xlpay.base.units import Fen
from xlpay.jobs.books import open_book, whole
from xlpay.pay.costs import paid_out, set_aside
from xlpay.pay.month import MonthPayroll
from xlpay.policy.files.load import load_shipped
from xlpay.policy.files.show import find_document
from xlpay.policy.schema.document import Document
from xlpay.run.monthly import Calculated, Grids, Progress, month_run, policies_beside, quiet
from xlpay.unit.cells import clean, nearest, text_of
from xlpay.unit.settings import FindPolicy


class Side(msgspec.Struct, frozen=True):
    """What a person costs under one reading, in fen: paid this month, set aside, and in all.

    What pays out earlier accruals is no new cost.
    """

    paid: Fen
    accrued: Fen
    cost: Fen


class PersonLine(msgspec.Struct, frozen=True):
    """A person under both readings; None where there is no row."""

    name: str
    identity: str
    before: Side | None
    after: Side | None


class Comparison(msgspec.Struct):
    """Both runs, with the people and items in the order of the first."""

    before: Calculated
    after: Calculated
    changed: dict[str, str]
    people: list[PersonLine]
    items: list[tuple[str, int, int]]  # item, fen before, fen after

    @property
    def failed(self) -> bool:
        """One of the readings can't be computed."""
        return self.before.failed or self.after.failed


def compare(
    path: Path,
    changed: Mapping[str, str],
    policy: str = "",
    month: int | None = None,
    *,
    progress: Progress = quiet,
) -> Comparison:
    """A workbook as it is, and with settings (and the policy) changed; UnusableFile."""
    book = open_book(path)
    looked, sheets = whole(book), dict(book.grids)
    find = policies_beside(path.parent)
    other = find_document(policy) if policy else None
    values = dict(changed)
    if other is not None:
        values[POLICY] = other.scheme
    before = looked.told(month_run(sheets.get, load_shipped(), find, month, progress=progress))
    documents = before.unit.settings.documents if before.unit is not None else ()
    _known(values, (*documents, *([other] if other else [])))
    grids = _changed(sheets.get, values)
    found = month_run(grids, load_shipped(), _with(find, other), month, progress=progress)
    after = looked.told(found)
    if other is not None and after.unit is not None:
        _same_version(other, after.unit.settings.version(after.unit.month))
    if before.run is None or after.run is None:
        return Comparison(before, after, values, [], [])
    people, items = _people(before.run, after.run), _items(before.run, after.run)
    return Comparison(before, after, values, people, items)


def _with(find: FindPolicy, other: Document | None) -> FindPolicy:
    """Finds the policy that is compared with, wherever its file lies."""

    def found(name: str) -> tuple[Document, ...]:
        beside = tuple(find(name))
        if other is None or name != other.scheme or any(d.id == other.id for d in beside):
            return beside
        shipped = {d.id for d in load_shipped()}
        return beside if other.id in shipped else (*beside, other)

    return FindPolicy(found, find.names, find.files)


def _same_version(wanted: Document, used: Document | None) -> None:
    """The policy asked for is the one that pays in the month; else nothing would be compared."""
    if used is None or used.id != wanted.id:
        instead = f"，这个月执行的是 {used.id}" if used is not None else ""
        raise unusable("P-VERSION", wanted=wanted.id, first=wanted.pays_from, instead=instead)


def _known(values: Mapping[str, str], documents: tuple[Document, ...]) -> None:
    """Every setting to be changed is one that the policies read."""
    offered = [s.name for s in COMMON_SETTINGS] + [s.name for d in documents for s in d.setting]
    for name in values:
        if name not in offered:
            raise unusable("P-SET", name=name, nearest=nearest(name, offered))
        if name == MONTH:
            raise unusable("P-SETMONTH")


def _changed(grids: Grids, values: Mapping[str, str]) -> Grids:
    """The sheets with values of 参数 replaced, or added below."""

    def opened(name: str) -> Grid | None:
        grid = grids(name)
        return grid if grid is None or name != SETTINGS.sheet else _settings(grid, values)

    return opened


def _settings(grid: Grid, values: Mapping[str, str]) -> Grid:
    rows = [list(row) for row in grid.rows]
    head = next(i for i, row in enumerate(rows) if {"项目", "值"} <= {_text(c) for c in row})
    item, value = (
        next(i for i, c in enumerate(rows[head]) if _text(c) == h) for h in ("项目", "值")
    )
    left = dict(values)
    for row in rows[head + 1 :]:
        name = _text(row[item]) if item < len(row) else ""
        if name in left:
            row += [None] * (value + 1 - len(row))
            row[value] = left.pop(name)
    for name, text in left.items():
        added: list[CellValue] = [None] * (max(item, value) + 1)
        added[item], added[value] = name, text
        rows.append(added)
    return Grid(grid.sheet, rows)


def _text(cell: CellValue) -> str:
    return clean(text_of(cell)) if isinstance(cell, str) else ""


NOTHING = Side(Fen(0), Fen(0), Fen(0))


def _sides(run: MonthPayroll) -> list[Side]:
    """Everybody of the roster."""
    accrued = set_aside(run)
    cost = run.gross + accrued - paid_out(run)
    columns = (run.gross.tolist(), accrued.tolist(), cost.tolist())
    return [Side(*values) for values in zip(*columns, strict=True)]


def _people(before: MonthPayroll, after: MonthPayroll) -> list[PersonLine]:
    """Everybody who has a row in either, by identity number."""
    found: list[PersonLine] = []
    roster = before.unit.roster
    place = after.unit.roster.index()
    first, second = before.has_row(), after.has_row()
    ours, theirs = _sides(before), _sides(after)
    for i, (name, identity) in enumerate(zip(roster.names, roster.identities, strict=True)):
        j = place.get(identity)
        own = ours[i] if first[i] else None
        other = theirs[j] if j is not None and second[j] else None
        if own is not None or other is not None:
            found.append(PersonLine(name, identity, own, other))
    return found


def _items(before: MonthPayroll, after: MonthPayroll) -> list[tuple[str, int, int]]:
    """The sum of each item in both."""
    names = dict.fromkeys((*before.lines, *after.lines))

    def total(run: MonthPayroll, name: str) -> int:
        return int(run.lines[name].amount[run.people].sum()) if name in run.lines else 0

    return [(name, total(before, name), total(after, name)) for name in names]


# ── showing


def lines(found: Comparison) -> list[str]:
    """The comparison as text: who differs, each item that differs, the totals."""
    how = "，".join(f"{name}＝{value}" for name, value in found.changed.items()) or "不变"
    shown = [f"{found.before.period}　现在的算法 与 {how}"]
    for line in found.people:
        before, after = line.before or NOTHING, line.after or NOTHING
        if before == after and line.before is not None and line.after is not None:
            continue
        shown.append(f"  {line.name} {mask_identity(line.identity)}　{_words(before, after)}")
    same = sum(p.before == p.after for p in found.people)
    shown.append(f"相同 {same} 人，不同 {len(found.people) - same} 人")
    shown += [
        f"  {name}　{yuan_text(a)} → {yuan_text(b)}（{_signed(b - a)}）"
        for name, a, b in found.items
        if a != b
    ]
    before, after = totals(found)
    shown.append(f"合计　{_words(before, after)}")
    each = after.cost - before.cost
    shown.append(f"成本一个月差 {_signed(each)} 元，按12个月 {_signed(12 * each)} 元")
    return shown


def totals(found: Comparison) -> tuple[Side, Side]:
    """The sums of all people under both."""
    return (
        _total([p.before or NOTHING for p in found.people]),
        _total([p.after or NOTHING for p in found.people]),
    )


def _total(sides: list[Side]) -> Side:
    return Side(*(sum(getattr(s, key) for s in sides) for key in ("paid", "accrued", "cost")))


def _words(before: Side, after: Side) -> str:
    paid = _signed(after.paid - before.paid)
    text = f"应发 {yuan_text(before.paid)} → {yuan_text(after.paid)}（{paid}）"
    if before.accrued or after.accrued:
        more = _signed(after.accrued - before.accrued)
        text += f"　计提 {yuan_text(before.accrued)} → {yuan_text(after.accrued)}（{more}）"
    return text


def _signed(fen: int) -> str:
    return ("+" if fen > 0 else "") + yuan_text(fen)


def payload(found: Comparison, *, full_ids: bool) -> dict[str, Any]:
    """The comparison for machines."""
    before, after = totals(found)
    return {
        "period": found.before.period,
        "changed": found.changed,
        "people": [
            {
                "name": p.name,
                "id": p.identity if full_ids else mask_identity(p.identity),
                "before": _side_json(p.before),
                "after": _side_json(p.after),
            }
            for p in found.people
        ],
        "items": [
            {"item": name, "before": yuan_text(a), "after": yuan_text(b)}
            for name, a, b in found.items
        ],
        "total": {"before": _side_json(before), "after": _side_json(after)},
    }


def _side_json(side: Side | None) -> dict[str, str] | None:
    if side is None:
        return None
    return {key: yuan_text(getattr(side, key)) for key in ("paid", "accrued", "cost")}
