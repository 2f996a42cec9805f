"""Does it look right?  Values against what is known: other figures, the person's and all pay.

No rule knows a city: the bounds are ratios.  Surely wrong is an error: an income that no two years
can lie apart, a negative sum to be paid; all else is a warning that a person may tick off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import ADJUSTMENTS, INCOMES, SETTINGS, Words
from xlpay.base.grid import NOWHERE, Position
from xlpay.base.money import BLANK, Bools, yuan_text
from xlpay.base.units import SettingValue
from xlpay.checks.view import View
from xlpay.kinds.bases import Published
from xlpay.pay.month import DEDUCTED, GROSS, NET, REPORTED
from xlpay.policy.schema.document import Base
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.standards import dated_base
from xlpay.policy.terms.term import exact
from xlpay.rules.bases import own_figure, published
from xlpay.unit.inputs import Unit

INCOME_TIMES: Final = 2  # two figures known of incomes lie no further apart
LARGE: Final = 2  # monthly standards: a larger adjustment is told
FAR: Final = 3  # times more or less than the others


def doubtful(view: View) -> Iterator[Finding]:
    """Every value of the month that doesn't look right."""
    yield from implausible_incomes(view.unit)
    yield from _negative(view)
    yield from _adjustments(view)
    yield from _stated(view)


# ── incomes


def implausible_incomes(unit: Unit) -> Iterator[Finding]:
    """An entered figure outside 0.5-2 times the newest one known beside it.

    Each is held against the newest sound one of an earlier place: the policy's table, then the
    rows of 收入标准 by year, then the setting before and the setting itself.  Only what the last
    twelve months use is told.
    """
    scheme = unit.scheme(unit.month)
    for base in scheme.document.base if scheme is not None else ():
        if scheme is None or not isinstance(base.how, Published):
            continue
        known, used = _table(scheme, base, base.how, unit.settings.region), _used(unit, base)
        for name, fen, sheet, cell in _entered(unit, scheme, base, base.how):
            if known is None:
                known = (name, fen)
                continue
            if fen * INCOME_TIMES < known[1] or fen > known[1] * INCOME_TIMES:
                words = {"known": known[0], "figure": yuan_text(known[1])}
                if fen in used:
                    yield find("Q-INCOME", sheet, cell, value=yuan_text(fen), **words)
            else:
                known = (name, fen)


def _used(unit: Unit, base: Base) -> set[int]:
    """The office's own figures (fen) that hold in some of the last twelve months."""
    schemes = map(unit.scheme, range(unit.month - 11, unit.month + 1))
    held = [own_figure(scheme, base) for scheme in schemes if scheme is not None]
    return {own.fen for own in held if own is not None}


def _table(scheme: Scheme, base: Base, how: Published, region: str) -> tuple[str, int] | None:
    """The policy's newest figure: what it is called, fen."""
    years = [y.year for y in how.years if region in y.figures]
    term = published(scheme, base, region, max(years))[1] if years else None
    if term is None and years:  # 收入标准 has a figure of its own for that year
        newest = max(how.years, key=lambda y: y.year if region in y.figures else 0)
        term = newest.figures[region]
    return None if term is None else (f"{max(years)}年的数", exact(term))


def _entered(
    unit: Unit, scheme: Scheme, base: Base, how: Published
) -> Iterator[tuple[str, int, str, Position]]:
    """What the office enters, by age: what it is, fen, where."""
    settings, dated = unit.settings, dated_base(scheme.document)
    if dated is not None and dated.name == base.name:
        for row in sorted(settings.standards, key=lambda row: row.year):
            yield f"{row.year}年的数", row.fen, INCOMES.sheet, row.cell
    for name in (how.setting_before, how.setting):
        held = _whole(settings.values, name)
        if held is not None:
            yield f"“{name}”", held, SETTINGS.sheet, settings.cells.get(name, NOWHERE)


def _whole(values: Mapping[str, SettingValue], name: str) -> int | None:
    held = values.get(name)
    return held if isinstance(held, int) else None


# ── sums of a person


def _negative(view: View) -> Iterator[Finding]:
    """A negative sum: deductions above pay, or more taken back than there is."""
    gross, deducted, net = (view.run.lines[name].amount for name in (GROSS, DEDUCTED, NET))
    there = np.zeros(len(view.unit.roster), dtype=np.bool_)
    there[view.run.people] = True
    for i in np.flatnonzero(there & (gross < 0)).tolist():
        yield _of_sums(view, "Q-GROSS", i, value=yuan_text(int(gross[i])))
    for i in np.flatnonzero(there & (gross >= 0) & (net < 0)).tolist():
        words = {"deducted": yuan_text(int(deducted[i])), "gross": yuan_text(int(gross[i]))}
        yield _of_sums(view, "Q-NET", i, **words)


def _of_sums(view: View, code: str, person: int, /, **words: object) -> Finding:
    """A finding at the person's largest row of the month in 补扣发明细, else in 花名册."""
    rows = view.unit.events.adjustments
    own = np.flatnonzero((rows.person == person) & (rows.month == view.month))
    if not len(own):
        return view.at(code, person, **words)
    largest = int(own[np.argmax(rows.fen[own])])
    return view.of(code, ADJUSTMENTS, person, int(rows.row[largest]), **words)


def _adjustments(view: View) -> Iterator[Finding]:
    """A row of 补扣发明细 larger than some months of the person's standard."""
    rows, words = view.unit.events.adjustments, view.words.words(Words.ADJUSTMENT)
    usual, typical = view.run.standard, _median(view, view.paid)
    for at in np.flatnonzero(rows.month == view.month).tolist():
        person, fen = int(rows.person[at]), int(rows.fen[at])
        own = int(usual[person]) or typical
        if own and fen > LARGE * own:
            told = {"item": words[rows.kind[at]], "value": yuan_text(fen)}
            row = int(rows.row[at])
            yield view.of("Q-ADJUSTMENT", ADJUSTMENTS, person, row, standard=yuan_text(own), **told)


def _stated(view: View) -> Iterator[Finding]:
    """A sum that the office states, far from what the unit pays otherwise."""
    roster = view.unit.roster
    kinds = [c.word for c in view.scheme.document.category if c.pay == "reported"]
    listed = view.words.mask(Words.CATEGORY, kinds)[roster.category]
    who = view.serving & listed & (roster.reported != BLANK)
    median = _median(view, view.paid) or _median(view, who)
    far = (roster.reported > FAR * median) | (roster.reported * FAR < median)
    for i in np.flatnonzero(who & far).tolist():
        words = {"value": yuan_text(int(roster.reported[i])), "median": yuan_text(median)}
        yield view.at("Q-REPORTED", i, REPORTED, **words)


def _median(view: View, who: Bools) -> int:
    """The median monthly standard of those (the lower one of two), fen; 0 for nobody."""
    sums = np.sort(view.run.standard[who])
    return int(sums[(len(sums) - 1) // 2]) if len(sums) else 0


# ── against last month's result


def leaps(view: View, before: Mapping[str, int], whole: Bools) -> Iterator[Finding]:
    """Sums far from last month's result, of those who were there `whole` months (n,)."""
    roster, gross = view.unit.roster, view.run.gross
    for i in view.run.people.tolist():
        was, now = before.get(roster.identities[i], 0), int(gross[i])
        if whole[i] and was > 0 and now > 0 and (now > FAR * was or now * FAR < was):
            yield view.at("Q-LEAP", i, value=yuan_text(now), before=yuan_text(was))
