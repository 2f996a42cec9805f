"""What a month's pay needs and does not have: settings, figures, rows; and grades that are lost."""

from __future__ import annotations

import numpy as np

from xlpay.base.findings import find
from xlpay.base.forms import REGION, SETTINGS
from xlpay.base.grid import NOWHERE
from xlpay.base.money import Bools, yuan_text
from xlpay.kinds.bases import ByArea, Published
from xlpay.pay.building import MonthBuilder
from xlpay.schema.document import Base
from xlpay.terms.standards import dated_base


def tell_missing(run: MonthBuilder, paid: Bools) -> None:
    """Settings and figures that someone's pay needs and that are not there."""
    for name, who in run.pay.missing.items():
        if (who & paid & run.scale).any():
            cell = run.unit.settings.cells.get(name, NOWHERE)
            note = next((s.note for s in run.scheme.document.setting if s.name == name), "")
            run.findings.append(
                find("P-MISSING", SETTINGS.sheet, cell, name=name, note=f"有人应领；{note}")
            )
    for name, unmatched in run.pay.unmatched.items():
        for i in np.flatnonzero(unmatched & paid & run.scale).tolist():
            run.tell("R-NOROW", i, component=name)
    for base in run.scheme.document.base:
        _tell_base(run, base, paid & run.scale)


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
    elif not figure.found and who.any():
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
