"""What the next months bring: who rises when, and what each month then costs.

Nothing but time passes: the same people stay, in the same posts, and years that have no rating yet
are taken as rated alike.  Who reaches the retirement age is still counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import field
from msgspec.structs import replace

from xlpay.base.codes import CODES
from xlpay.base.findings import Finding, unusable
from xlpay.base.forms import Words
from xlpay.base.masking import mask_identity
from xlpay.base.money import yuan_text
from xlpay.base.months import EARLIEST, LATEST, month_text, months_of
from xlpay.base.units import Fen
from xlpay.jobs.books import open_book, whole
from xlpay.pay.costs import paid_out, set_aside
from xlpay.pay.month import MonthPayroll
from xlpay.pay.payroll import Computed
from xlpay.pay.promotion import Change, changes
from xlpay.policy.files.load import load_shipped
from xlpay.policy.schema.document import Document
from xlpay.policy.terms.scheme import NONE
from xlpay.run.monthly import Calculated, Progress, month_run, policies_beside, quiet
from xlpay.unit.cells import nearest
from xlpay.unit.events.records import Ratings
from xlpay.unit.inputs import Unit

_Told = tuple[str, tuple[tuple[str, str], ...], str]  # a code, what it is about, and whom
_NAMED: Final = 4  # people named in one line


class Month(msgspec.Struct, frozen=True):
    """A month to come: its changes, and in fen what is paid, set aside, and costs in the end.

    What pays out earlier accruals is no new cost.
    """

    month: int
    changes: tuple[Change, ...]
    people: int
    gross: Fen
    accrued: Fen
    cost: Fen
    lacking: tuple[str, ...] = ()  # standards that the month does not have yet


class Forecast(msgspec.Struct):
    """The month paid and the months after it; `rating` is what future years are taken for.

    `ends` is the first month that no version of the policy pays; 0: none of those asked for.
    """

    done: Calculated
    unit: Unit | None = None
    rating: str = ""
    now: Month | None = None
    months: list[Month] = field(default_factory=list)
    ends: int = 0


def forecast(
    path: Path,
    count: int = 24,
    rating: str = "",
    month: int | None = None,
    *,
    progress: Progress = quiet,
) -> Forecast:
    """The next `count` months of a workbook; UnusableFile for a rating the policy does not have."""
    book = open_book(path)
    grids, find = dict(book.grids).get, policies_beside(path.parent)
    done = whole(book).told(month_run(grids, load_shipped(), find, month, progress=progress))
    if done.run is None or done.unit is None:
        return Forecast(done)
    word = rating or ordinary_rating(done.run.scheme.document)
    last = done.unit.month + count
    unit = _rated(done.unit, done.run, word, last)
    found = Forecast(done, unit, word, _month(done.run, ()))
    told, months = {_key(finding) for finding in done.findings}, Computed(unit)
    for number in range(done.unit.month + 1, last + 1):
        progress(month_text(number))
        run = months.month(number)
        if run is None:
            found.ends = number
            break
        lacking = _lacking(run, told)
        found.months.append(_month(run, tuple(changes(run, months)), lacking))
    return found


def _lacking(run: MonthPayroll, told: set[_Told]) -> tuple[str, ...]:
    """The standards that a month is the first to lack, by what is said, for everybody it concerns;
    `told` gathers what has been said."""
    people: dict[str, list[str]] = {}
    for finding in run.findings:
        if CODES[finding.code].standard and _key(finding) not in told:
            told.add(_key(finding))
            names = people.setdefault(finding.message, [])
            names += [finding.person] if finding.person else []
    return tuple(f"{_names(names)}{message}" for message, names in people.items())


def _key(finding: Finding) -> _Told:
    """What a finding is about, and whom."""
    return finding.code, finding.about, finding.identity or finding.person


def _names(names: Sequence[str]) -> str:
    """'甲、乙等9人：'; '' for nobody."""
    more = f"等{len(names)}人" if len(names) > _NAMED else ""
    return f"{'、'.join(names[:_NAMED])}{more}：" if names else ""


def ordinary_rating(document: Document) -> str:
    """The rating that a year without one is taken for: what the policy itself takes for normal.

    That is the word by which it counts those who have none (unrated, undecided); a policy that has
    no such word is taken to mean the least of the ratings that count whole and are no quota's.
    """
    offered = [r.word for r in document.rating if not (r.quota or r.failing or r.undecided)]
    said = [count.unrated_as for count in document.count]
    for rule in document.yearly:
        said += [rule.undecided_as, rule.unrated_leaver, rule.unrated_entrant]
    named = [word for word in offered if word in said]
    if named:
        return max(named, key=said.count)  # of equals the higher one
    counts = [count for count in document.count if count.how.ratings]
    whole = [word for word in offered if all(word in count.how.ratings for count in counts)]
    return whole[-1] if whole and counts else ""


def _rated(unit: Unit, run: MonthPayroll, word: str, last: int) -> Unit:
    """The unit with a rating for every year to come that has none, known each January."""
    if not word:
        return unit
    code = unit.vocabulary.code(Words.RATING, word)
    if code == NONE:
        near = nearest(word, list(unit.vocabulary.words(Words.RATING)))
        raise unusable("P-RATING", word=word, nearest=near)
    rows, roster = unit.events.ratings, unit.roster
    have = set(zip(rows.person.tolist(), rows.year.tolist(), strict=True))
    entered = months_of(np.minimum(roster.entry, LATEST - 1)) // 12
    new = [
        (person, year)
        for person in np.flatnonzero(run.paid).tolist()
        for year in range(max(int(entered[person]), unit.month // 12 - 1), last // 12)
        if (person, year) not in have
    ]
    person = np.asarray([p for p, _ in new], dtype=np.int64)
    years = np.asarray([y for _, y in new], dtype=np.int64)
    ratings = Ratings(
        np.concatenate([rows.row, np.zeros_like(person)]),
        np.concatenate([rows.person, person]),
        np.concatenate([rows.year, years]),
        np.concatenate([rows.rating, np.full_like(person, code)]),
        np.concatenate([rows.approved, np.full_like(person, EARLIEST)]),
    )
    return replace(unit, events=replace(unit.events, ratings=ratings))


def _month(run: MonthPayroll, found: tuple[Change, ...], lacking: tuple[str, ...] = ()) -> Month:
    accrued, gross = int(set_aside(run).sum()), int(run.gross.sum())
    cost = gross + accrued - int(paid_out(run).sum())
    people = int(run.paid.sum())
    return Month(run.month, found, people, Fen(gross), Fen(accrued), Fen(cost), lacking)


# ── showing


def lines(found: Forecast) -> list[str]:
    """The forecast as text: each month with its cost, and who changes in it."""
    assert found.unit is not None and found.now is not None
    shown = [f"{month_text(found.now.month)} 起 {len(found.months)} 个月"]
    if found.rating:
        shown[0] += f"，没有等次的年度按“{found.rating}”（可用 --rating 换）；人员、岗位不变"
    elif found.unit.vocabulary.words(Words.RATING):
        shown[0] += "，没有等次的年度不补等次（可用 --rating 指定）；人员、岗位不变"
    before = found.now
    for month in found.months:
        text = f"{month_text(month.month)}　{month.people} 人　应发 {yuan_text(month.gross)}"
        text += f"　计提 {yuan_text(month.accrued)}" if month.accrued or before.accrued else ""
        more = month.cost - before.cost
        change_text = f"比上月 {'+' if more > 0 else ''}{yuan_text(more)}"
        shown.append(f"{text}　成本 {yuan_text(month.cost)}（{change_text}）")
        shown += [f"    注意：{text}" for text in month.lacking]
        for change in month.changes:
            name = found.unit.roster.names[change.person]
            amount = ("+" if change.amount > 0 else "") + yuan_text(change.amount)
            shown.append(f"    {name}　{change.cause}　{change.before} → {change.after}　{amount}")
        before = month
    if found.ends:
        shown.append(f"{month_text(found.ends)} 起没有可用的政策版本，算到上一个月为止")
    if found.months:
        end = found.months[-1]
        more, whole = end.cost - found.now.cost, sum(m.cost for m in found.months)
        which = "少" if more < 0 else "多"
        shown.append(f"{month_text(end.month)} 比现在每月{which} {yuan_text(abs(more))} 元")
        shown.append(f"{len(found.months)} 个月成本共 {yuan_text(whole)} 元")
    return shown


def payload(found: Forecast, *, full_ids: bool) -> dict[str, Any]:
    """The forecast for machines."""
    assert found.unit is not None
    roster = found.unit.roster

    def shown(identity: str) -> str:
        return identity if full_ids else mask_identity(identity)

    return {
        "rating": found.rating,
        "ends": month_text(found.ends) if found.ends else None,
        "months": [
            {
                "month": month_text(m.month),
                "people": m.people,
                "gross": yuan_text(m.gross),
                "accrued": yuan_text(m.accrued),
                "cost": yuan_text(m.cost),
                "lacking": list(m.lacking),
                "changes": [
                    {
                        "name": roster.names[c.person],
                        "id": shown(roster.identities[c.person]),
                        "cause": c.cause,
                        "before": c.before,
                        "after": c.after,
                        "amount": yuan_text(c.amount),
                    }
                    for c in m.changes
                ],
            }
            for m in found.months
        ],
    }
