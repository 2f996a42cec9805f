"""Numbers and pairs of tables that may stand in a policy and rarely are meant: warnings.

A slip of the decimal point, an order turned round, money that goes out twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any, Final

from xlpay.kinds.amounts import Fixed, Gross, Rest, Rises, SumOf
from xlpay.kinds.bases import Published
from xlpay.kinds.scores import Pooled, Scored
from xlpay.kinds.table import LookedUp
from xlpay.kinds.yearly import YearRating
from xlpay.language.structure import positions, walk
from xlpay.policy.schema.document import Component, Document

Doubt = tuple[str, str, str]
_LEAP: Final = 5  # times the one beside it
_FAR: Final = 3  # times the usual of its year
_LEAST_SHARE: Final = Decimal("0.1")
_LEAST_QUOTA: Final = Decimal("0.05")
_LONGEST_TRIAL: Final = 12  # months
_LAST_YEAR: Final = 2100
_BY_LEVEL: Final = ("post", "education", "degree", "qualification", "rating", "years")


def doubts(document: Document) -> Iterator[Doubt]:
    """Everything that is worth a second look."""
    yield from _twice_paid(document)
    yield from _sums(document)
    yield from _leaps(document)
    yield from _bases(document)
    yield from _shares(document)
    yield from _days(document)
    yield from _scores(document)


def _twice_paid(document: Document) -> Iterator[Doubt]:
    """An accrual that more than one table pays, money of the year that is paid monthly as well."""
    by_name = {component.name: component for component in document.component}
    paying = [(f"component[{i + 1}]", c.schedule.pays) for i, c in enumerate(document.component)]
    paying += [(f"yearly[{i + 1}]", y.schedule.pays) for i, y in enumerate(document.yearly)]
    seen: dict[str, str] = {}
    for path, name in paying:
        if not name:
            continue
        if name in seen:
            yield path, f"“{name}”已由 {seen[name]} 发放，这里又发一次", "一项计提只写一处发放"
        seen.setdefault(name, path)
        if name in by_name and by_name[name].pay == "monthly":
            yield f"{path}.of", f"“{name}”每月已经发了，这里又发一次", "计提的写 pay = accrual"


def _sums(document: Document) -> Iterator[Doubt]:
    """A sum paid beside its parts, a rest that takes a name twice or is surely below zero."""
    by_name = {component.name: component for component in document.component}
    for index, component in enumerate(document.component):
        path, how = f"component[{index + 1}]", component.how
        if isinstance(how, SumOf) and component.pay == "monthly":
            twice = [n for n in how.parts if n in by_name and by_name[n].pay == "monthly"]
            if twice:
                what = f"“{component.name}”和它的组成“{'、'.join(twice)}”都每月发"
                yield f"{path}.parts", what, "只要合计的写 pay = memo"
        if isinstance(how, Rest):
            repeated = sorted({n for n in how.less if how.less.count(n) > 1})
            if repeated:
                yield f"{path}.less", f"“{repeated[0]}”写了两次，会减两次", "请删去一个"
            if _below_zero(how, by_name):
                what = f"“{component.name}”会小于 0：减去的比“{how.of}”多"
                yield f"{path}.less", what, "请核对 of 和 less；占几成的写 share，不写 gross"


def _below_zero(rest: Rest, by_name: Mapping[str, Component]) -> bool:
    """What is taken is surely more than there is: it is made of it the other way, or by numbers."""
    taken = [by_name[name] for name in rest.less if name in by_name]
    if any(isinstance(part.how, Gross) and part.how.of == rest.of for part in taken):
        return True
    sums = [_literals(part) for part in taken]
    whole = _literals(by_name[rest.of]) if rest.of in by_name else []
    return bool(whole) and all(sums) and max(whole) < sum(min(found) for found in sums)


def _literals(component: Component) -> list[Decimal]:
    """The sums that a component may be, as far as the policy writes them."""
    how = component.how
    if isinstance(how, LookedUp):
        return [Decimal(r.amount) for r in how.rows if isinstance(r.amount, int | Decimal)]
    amount = how.amount if isinstance(how, Fixed | Rises) else None
    return [Decimal(amount)] if isinstance(amount, int | Decimal) else []


def _leaps(document: Document) -> Iterator[Doubt]:
    """A sum in a table by level that is many times, or falls below, the one beside it."""
    for index, component in enumerate(document.component):
        how = component.how
        if isinstance(how, LookedUp) and len(how.keys) == 1 and how.keys[0] in _BY_LEVEL:
            key, path = how.keys[0], f"component[{index + 1}].rows"
            order = [entry.word for entry in getattr(document, key, ())]
            rows = [(getattr(row, key), row.amount) for row in how.rows]
            if key == "years":
                rows.sort(key=lambda row: row[0])
            elif key != "rating":
                rows.sort(key=lambda row: order.index(row[0]) if row[0] in order else 0)
            yield from _beside(path, rows, rising=key in ("education", "degree", "qualification"))
    for index, yearly in enumerate(document.yearly):
        if isinstance(yearly.how, YearRating):
            values = [(value.rating, value.value) for value in yearly.values]
            yield from _beside(f"yearly[{index + 1}].values", values, rising=False)


def _beside(path: str, rows: Iterable[tuple[Any, Any]], *, rising: bool) -> Iterator[Doubt]:
    known = [(w, v) for w, v in rows if isinstance(v, int | Decimal) and v > 0]
    for (before, a), (word, b) in pairwise(known):
        if max(a, b) >= _LEAP * min(a, b):
            yield path, f"“{word}”的 {b} 与“{before}”的 {a} 相差太大", "请核对是不是多写少写了一位"
        elif rising and b < a:
            yield (
                path,
                f"“{word}”的 {b} 比低一级“{before}”的 {a} 还少",
                "请核对；词表要从低到高",
            )


def _bases(document: Document) -> Iterator[Doubt]:
    """A region's figure that is many times the usual one of its year."""
    for index, base in enumerate(document.base):
        years = base.how.years if isinstance(base.how, Published) else ()
        for number, year in enumerate(years):
            figures = year.figures.items()
            plain = {w: Decimal(v) for w, v in figures if isinstance(v, int | Decimal)}
            if len(plain) > 1:
                usual = median(plain.values())
                for word, value in plain.items():
                    if not usual / _FAR <= value <= usual * _FAR:
                        path = f"base[{index + 1}].years[{number + 1}].figures"
                        yield path, f"“{word}”的 {value} 与别的地区相差太大", "请核对位数"


def _shares(document: Document) -> Iterator[Doubt]:
    """A share of a few percent where parts of pay or quotas are far more."""
    defaults = {s.name: s.default for s in document.setting if s.kind == "ratio"}
    for path, part in walk(document):
        for key, raw, holds in positions(part):
            value = defaults.get(raw.get("setting", "")) if isinstance(raw, dict) else raw
            least = _LEAST_QUOTA if path.startswith(("quota", "further_quota")) else _LEAST_SHARE
            if holds.unit == "share" and isinstance(value, int | Decimal) and value < least:
                yield f"{path}.{key}", f"比例 {value} 很小", "请核对是不是少写了一位"


def _days(document: Document) -> Iterator[Doubt]:
    """A day that is far ahead, probation of more than a year."""
    dates = [("issued", document.issued)]
    dates += [(f"event[{i + 1}].since", event.since) for i, event in enumerate(document.event)]
    for path, day in dates:
        if day.year > _LAST_YEAR:
            yield path, f"{day} 远在以后", "请核对年份"
    months = document.probation.months if document.probation is not None else 0
    if isinstance(months, int) and months > _LONGEST_TRIAL:
        yield "probation.months", f"试用期 {months} 个月", "请核对；一般不超过一年"


def _scores(document: Document) -> Iterator[Doubt]:
    """Two components on one score; pay by ratings that nobody is given."""
    scored = [c.name for c in document.component if isinstance(c.how, Pooled | Scored)]
    if len(scored) > 1:
        what = f"“{'、'.join(scored)}”都按同一个得分"
        yield "component", what, "请核对；一个月每人只有一个得分"
    by_rating = any(y.values for y in document.yearly)
    by_rating |= any("rating" in getattr(c.how, "keys", ()) for c in document.component)
    if by_rating and not document.rating:
        yield "rating", "按等次发钱，却没有一个 [[rating]]", "请列出等次"
