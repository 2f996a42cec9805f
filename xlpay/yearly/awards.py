"""One-off awards that fall in a month, paid outside 应发合计.

Certificates, diplomas, degrees and honours count in the month after they are obtained, ratings in
the month in which they are known, long service in the month of the anniversary.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from xlpay.base.findings import Finding
from xlpay.base.forms import CREDENTIAL_KINDS, DEGREE, DIPLOMA, HONOUR, QUALIFICATION, Words
from xlpay.base.money import Bools, Ints
from xlpay.base.months import (
    LATEST,
    add_months,
    day_number,
    day_text,
    month_text,
    months_of,
    to_date,
)
from xlpay.base.units import Fen
from xlpay.kinds.events import (
    Certificate,
    Degree,
    Diploma,
    ForRatings,
    HonourGiven,
    Obtained,
    Ranked,
)
from xlpay.pay.history import History
from xlpay.pay.missing import not_filled
from xlpay.pay.month import MonthPayroll, at_person
from xlpay.policy.schema.document import Event, Run
from xlpay.policy.terms.term import Term, clause, exact
from xlpay.rules.conditions import matches

_RECORDS: Final[dict[type[Obtained], tuple[str, Words]]] = {
    Certificate: (QUALIFICATION, Words.QUALIFICATION),
    Diploma: (DIPLOMA, Words.EDUCATION),
    Degree: (DEGREE, Words.DEGREE),
    HonourGiven: (HONOUR, Words.HONOUR),
}


class Award(msgspec.Struct, frozen=True):
    """A row of 一次性奖励."""

    person: int
    name: str
    fen: Fen
    note: str
    source: str
    unfilled: str = ""  # the setting that should say how much


def awards(run: MonthPayroll, past: History) -> tuple[list[Award], list[Finding]]:
    """One-off awards that fall in the month, and notices of those to settle by hand.

    A setting that an award needs and that is not filled is told, unless the month told it.
    """
    found: list[Award] = []
    findings: list[Finding] = []
    reached: dict[int, list[tuple[int, int]]] = {}
    for event in run.scheme.document.event:
        how = event.how
        if isinstance(how, Obtained):
            found += _recorded(run, event, how)
        elif isinstance(how, ForRatings):
            found += _rated(run, past, event, how)
        else:
            rows, notices = _long_service(run, event, how.years, reached)
            found += rows
            findings += notices
    told = {f.word("name") for f in run.findings if f.code == "P-MISSING"}
    lacking = dict.fromkeys(award.unfilled for award in found if award.unfilled)
    findings += [not_filled(run, name) for name in lacking if name not in told]
    for i, earlier in sorted(reached.items()):
        days = [f"{day_text(day)} 已满{years}年" for day, years in sorted(earlier, reverse=True)]
        findings.append(at_person(run.unit, "B-PAST", i, "进入社区日期", past="、".join(days)))
    return sorted(found, key=lambda award: award.person), findings


def _entitled(run: MonthPayroll, event: Event) -> Bools:
    """Employed in the month, paid by the components, and of those the award is for."""
    mine = matches(run.scheme, run.facts, event.when)
    result: Bools = run.staff.service.employed(run.month) & run.scale & mine
    return result


def _amount(event: Event, level: str = "") -> Term:
    """What a level is worth, else the one sum of the award (fen)."""
    named = [entry.amount for entry in event.how.by_level() if entry.level == level]
    found: Term = named[0] if named else event.amount
    return found


# ── certificates, diplomas, degrees, honours


class _Record(msgspec.Struct, frozen=True):
    """Something obtained in employment: the day, its rank and its word."""

    day: int
    rank: int
    word: str


def _recorded(run: MonthPayroll, event: Event, how: Obtained) -> Iterator[Award]:
    """What was obtained in the month before is due now, also to someone who has left since."""
    mine = run.scale & matches(run.scheme, run.facts, event.when)
    repeat = how.repeat if isinstance(how, Ranked) else "level"
    for person, records in sorted(_records(run, event, how).items()):
        if not mine[person]:
            continue
        paid = 0
        for record in records:
            stated = _amount(event, record.word)
            worth, source = exact(stated), clause(stated, event.source)
            gives = _gives(repeat, worth, paid)
            first = not paid
            paid = max(paid, worth)
            counts = first or repeat != "once"
            if counts and (gives or _unfilled(stated)) and _due(event, record.day) == run.month:
                what = "取得证书" if isinstance(how, Certificate) else f"取得{record.word}"
                note, source = f"{day_text(record.day)} {what}", run.scheme.cite(source)
                yield Award(person, event.name, Fen(gives), note, source, _unfilled(stated))


def _gives(repeat: str, worth: int, paid: int) -> int:
    """What a further record gives: its own worth, or what it is worth beyond the one before."""
    return max(worth - paid, 0) if repeat == "difference" else worth


def _due(event: Event, day: int) -> int:
    """The month in which an award is due that comes about on a day."""
    return int(months_of(np.asarray([day]))[0]) + event.how.schedule.after


def _unfilled(stated: Term) -> str:
    """The setting that should give a sum and is not filled; '' where there is one."""
    return stated.setting if stated.value is None else ""


def _records(run: MonthPayroll, event: Event, how: Obtained) -> dict[int, list[_Record]]:
    """By person, what counts for the award in the order obtained; each level only once."""
    kind, words = _RECORDS[type(how)]
    rows, roster, scheme = run.unit.events.credentials, run.unit.roster, run.scheme
    names = run.unit.vocabulary.words(words)
    rank = scheme.rank(words)
    least = rank[run.unit.vocabulary.code(words, how.at_least)] if how.at_least else 0
    certified = isinstance(how, Certificate)
    days = run.staff.credentials.qualification_dates() if certified else rows.obtained
    chosen = (rows.kind == CREDENTIAL_KINDS.index(kind)) & (days >= day_number(event.since))
    chosen &= (days >= roster.entry[rows.person]) & (days <= roster.leave[rows.person])
    levels = np.where(chosen, rows.level, -1)
    chosen &= rank[levels] >= least
    if isinstance(how, Certificate) and how.at_least:
        scale = scheme.qualification_scale
        chosen &= scale[levels] == scale[run.unit.vocabulary.code(words, how.at_least)]
    found: dict[int, list[_Record]] = {}
    for i in np.flatnonzero(chosen).tolist():
        record = _Record(int(days[i]), int(rank[rows.level[i]]), names[int(rows.level[i])])
        found.setdefault(int(rows.person[i]), []).append(record)
    return {
        person: _firsts(sorted(records, key=lambda r: (r.day, -r.rank)), how)
        for person, records in found.items()
    }


def _firsts(records: list[_Record], how: Obtained) -> list[_Record]:
    """Each level the first time it is obtained; every honour."""
    if isinstance(how, HonourGiven):
        return records
    seen: dict[str, _Record] = {}
    for record in records:
        seen.setdefault(record.word, record)
    return list(seen.values())


# ── ratings


def _rated(run: MonthPayroll, past: History, event: Event, how: ForRatings) -> Iterator[Award]:
    """Each completed block of `running` such years, in the month in which it is known.

    What was known the month before is left out; before the policy pays, as its facts are now.
    """
    mine, before = _entitled(run, event), past.facts(run.month - 1)
    known = run.staff.credits if before is None else before.staff.credits
    groups = [(word,) for word in how.ratings] if how.amounts else [how.ratings]
    for words in groups:
        rule = Run(
            name=event.name,
            source=event.source,
            ratings=words,
            length=Term(how.running),
            mode=Term("every"),
            since=Term(to_date(day_number(event.since)).year),
        )
        new = run.staff.credits.rises(rule, run.month) - known.rises(rule, run.month - 1)
        stated = _amount(event, words[0])
        source = run.scheme.cite(clause(stated, event.source))
        for i in np.flatnonzero(mine & (new > 0)).tolist():
            running = f"连续{how.running}年" if how.running > 1 else "年度"
            note = f"{running}考核{'、'.join(words)}"
            total = Fen(exact(stated) * int(new[i]))
            yield Award(i, event.name, total, note, source, _unfilled(stated))


# ── long service


def _long_service(
    run: MonthPayroll, event: Event, years: int, earlier: dict[int, list[tuple[int, int]]]
) -> tuple[list[Award], list[Finding]]:
    """Unbroken years since entry or the last interruption, in the month of the anniversary.

    Those reached before the award came into force go to `earlier`: day and years by person.
    """
    unit, roster, breaks = run.unit, run.unit.roster, run.staff.service.breaks
    since = day_number(event.since)
    everyone = np.arange(len(roster), dtype=np.int64)
    person = np.concatenate([everyone, breaks.person])
    # An interruption noted for days before entry does not start the clock before entry.
    resumed = np.maximum(np.minimum(breaks.last, LATEST - 1) + 1, roster.entry[breaks.person])
    start = np.concatenate([roster.entry, resumed])
    counted = _entitled(run, event)[person] & (start < LATEST)
    person, start = person[counted], start[counted]
    reached = months_of(start) + 12 * years
    due = reached <= run.month
    person, start = person[due], start[due]
    day = np.asarray([add_months(d, 12 * years) for d in start.tolist()], dtype=np.int64)
    unbroken = (day <= roster.leave[person]) & ~_interrupted(run, person, start, day)
    found: list[Award] = []
    notices: list[Finding] = []
    reached_by = {
        *zip(*(column[unbroken].tolist() for column in (person, start, day)), strict=True)
    }
    for i, first, then in sorted(reached_by):
        if then < since:
            earlier.setdefault(i, []).append((then, years))
        elif _due(event, then) < unit.settings.first_month:
            words = {"date": day_text(then), "years": years}
            words["month"] = month_text(unit.settings.first_month)
            notices.append(at_person(unit, "B-UNPAID", i, "进入社区日期", **words))
        elif _due(event, then) == run.month:
            note = f"{day_text(first)} 起连续满{years}年"
            source = run.scheme.cite(clause(event.amount, event.source))
            fen, lacks = Fen(exact(event.amount)), _unfilled(event.amount)
            found.append(Award(i, event.name, fen, note, source, lacks))
    return found, notices


def _interrupted(run: MonthPayroll, person: Ints, first: Ints, last: Ints) -> Bools:
    """Where a day of interruption lies within first..last of the person; (n,)."""
    breaks = run.staff.service.breaks
    found = np.zeros(len(person), dtype=np.bool_)
    for who, b_first, b_last in zip(
        breaks.person.tolist(), breaks.first.tolist(), breaks.last.tolist(), strict=True
    ):
        found |= (person == who) & (first <= b_last) & (last >= b_first)
    return found
