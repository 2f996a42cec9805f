"""What a month's pay needs and does not have: settings, figures, rows; and grades that are lost."""

from __future__ import annotations

import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import REGION, SETTINGS
from xlpay.base.grid import NOWHERE
from xlpay.base.money import Bools, yuan_text
from xlpay.kinds.bases import ByArea, FixedSum, Published
from xlpay.pay.absences import days_away
from xlpay.pay.building import MonthBuilder
from xlpay.pay.month import MonthPayroll
from xlpay.policy.schema.document import Base
from xlpay.policy.terms.standards import dated_base
from xlpay.policy.terms.term import Term, unfilled
from xlpay.rules.bases import own_figure, published
from xlpay.rules.conditions import applies


def tell_missing(run: MonthBuilder, paid: Bools) -> None:
    """Settings and figures that someone's pay needs and that are not there."""
    if run.scheme.terms.unfilled:
        needed = _settings_needed(run, paid & run.scale)
        told = (name for name in run.scheme.terms.unfilled if name in needed)
        run.findings += [not_filled(run, name) for name in told]
    for name, unmatched in run.pay.unmatched.items():
        for i in np.flatnonzero(unmatched & paid & run.scale).tolist():
            run.tell("R-NOROW", i, component=name)
    for base in run.scheme.document.base:
        _tell_base(run, base, paid & run.scale)


def not_filled(run: MonthBuilder | MonthPayroll, name: str) -> Finding:
    """A setting that somebody's money needs and that is not filled, at its place in 参数."""
    cell = run.unit.settings.cells.get(name, NOWHERE)
    note = next((s.note for s in run.scheme.document.setting if s.name == name), "")
    words = "；".join(filter(None, ("有人应领", note)))
    return find("P-MISSING", SETTINGS.sheet, cell, name=name, note=words)


def _settings_needed(run: MonthBuilder, who: Bools) -> set[str]:
    """The settings not filled that the pay of some of these people needs."""
    document = run.scheme.document
    if not who.any():
        return set()
    found = {name for name, needing in run.pay.missing.items() if (needing & who).any()}
    parts = [document.part_month, document.grade, document.count, document.run, document.leave_pay]
    conditions = [(c.when, c.unless) for c in document.component]
    found |= {*unfilled((*parts, *conditions))}
    if (run.facts.probation & who).any():
        found |= {*unfilled(document.probation)}
    for component in document.component:
        for rule in component.absences:
            if lacking := unfilled(rule):
                away = days_away(run.staff, rule, run.month) > 0
                mine = away & who & applies(run.scheme, run.facts, component)
                found |= {*lacking} if mine.any() else set()
    for base in document.base:
        found |= _of_base(run, base, who)
    return found


def _of_base(run: MonthBuilder, base: Base, who: Bools) -> set[str]:
    """The settings not filled that a base needs: its own, and those of the places of the people."""
    held = {key: getattr(base, key) for key in base.__struct_fields__ if key != "how"}
    how, region = base.how, run.unit.settings.region
    if isinstance(how, ByArea):
        used: list[Term | None] = [how.amounts.get(name) for name in _places(run, how, who)]
    elif isinstance(how, FixedSum):
        used = [how.amount]
    elif own_figure(run.scheme, base, region) is None:
        used = [published(run.scheme, base, region, how.year_wanted(run.month))[1]]
    else:
        used = []
    return {*unfilled((*held.values(), *used))}


def _places(run: MonthBuilder, how: ByArea, who: Bools) -> list[str]:
    """The places of these people that a base goes by."""
    facts = run.facts
    if how.by == "region":
        return [facts.region]
    of_community = how.by == "community"
    names = facts.communities if of_community else facts.streets
    return [names[i] for i in np.unique((facts.community if of_community else facts.street)[who])]


def _tell_base(run: MonthBuilder, base: Base, who: Bools) -> None:
    """A base that can't be found, for a place or a whole region, or is that of an earlier year."""
    how, figure, region = base.how, run.pay.figures[base.name], run.unit.settings.region
    cell = run.unit.settings.cells.get(REGION, NOWHERE)
    own = base == dated_base(run.scheme.document)
    words: dict[str, object] = {
        "base": base.name,
        "remedy": _remedy(base, figure.wanted, dated=own),
    }
    if figure.lacking is not None and isinstance(how, ByArea) and how.by != "region":
        for i in np.flatnonzero(figure.lacking & who).tolist():
            _tell_place(run, base.name, how, i)
    elif not figure.found and who.any() and not _of_base(run, base, who):
        find_at = find("P-NOBASE", SETTINGS.sheet, cell, region=region, **words)
        run.findings.append(find_at)
    elif figure.year and figure.year != figure.wanted:
        value = yuan_text(int(figure.fen[0])) if len(figure.fen) else ""
        words |= {"year": figure.wanted, "used": figure.year, "value": value}
        run.findings.append(find("P-INCOME", SETTINGS.sheet, cell, **words))


def _remedy(base: Base, year: int, *, dated: bool) -> str:
    """Where the missing figure is to be written: the office's setting, else the policy's base."""
    if isinstance(base.how, Published) and (own := base.how.setting):
        return f"填参数“{own}”，或填“收入标准”" if dated else f"填参数“{own}”"
    if dated:
        return "填“收入标准”"
    if isinstance(base.how, ByArea):
        return f"在政策文件 [[base]]“{base.name}”的 areas 里补上"
    return f"在政策文件 [[base]]“{base.name}”的 years 里补上{year}年的数"


def _tell_place(run: MonthBuilder, name: str, base: ByArea, person: int) -> None:
    """A street or community that the base has no sum for."""
    facts = run.facts
    if base.by == "community":
        header, place = "社区", facts.communities[facts.community[person]]
    else:
        header, place = "街道", facts.streets[facts.street[person]]
    run.tell("P-NOPLACE", person, header, what=header, place=place or "（没有填）", base=name)


def tell_capped(run: MonthBuilder, mask: Bools) -> None:
    """A notice where part of a double post's grades is lost at the highest grade."""
    columns, rule = run.pay.grade, run.scheme.document.double
    if columns is None or rule is None:
        return
    for i in np.flatnonzero(mask & run.facts.double & (columns.wanted > columns.limited)).tolist():
        wanted, highest = int(columns.wanted[i]), int(columns.limited[i])
        run.tell("R-CAPPED", i, name=rule.name, wanted=wanted, highest=highest)
