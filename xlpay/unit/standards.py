"""收入标准: the published figures of the workbook's region, each with the month it holds from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, eased
from xlpay.base.forms import INCOMES
from xlpay.base.grid import Grid, Position
from xlpay.base.money import BLANK
from xlpay.base.months import month_text
from xlpay.policy.schema.document import Document
from xlpay.policy.terms.standards import Standard, dated_figures
from xlpay.policy.uses import idle_columns
from xlpay.unit import cells
from xlpay.unit.settings import Settings
from xlpay.unit.sheets import InputSheet


def with_standards(
    settings: Settings, document: Document, grid: Grid | None
) -> tuple[Settings, list[Finding]]:
    """The settings with the rows of 收入标准 for their region, and what is wrong with them.

    A row with an error is not used; a policy without yearly figures reads no row.
    """
    figures = dated_figures(document)
    if figures is None:
        return settings, []
    sheet = InputSheet(INCOMES, grid, idle_columns(document, INCOMES))
    if not sheet.found:
        return settings, sheet.findings
    years = sheet.numbers("年度", BLANK)
    sums = sheet.numbers("金额", 0, cells.positive_money)
    regions, sources = sheet.texts("地区"), sheet.texts("依据")
    months = sheet.numbers("执行月份", BLANK)
    check_regions(sheet, settings, regions)
    found: list[Standard] = []
    for i, row in enumerate(sheet.rows):
        if i in sheet.bad or cells.squeezed(regions[i]) not in ("", settings.region):
            continue
        usual = figures.holds_from(years[i])
        month = usual if months[i] == BLANK else months[i]
        if any(other.year == years[i] for other in found):
            sheet.flag(i, "P-STANDARDTWICE", "年度", year=years[i])
            continue
        if month < usual:
            words = {"year": years[i], "month": month_text(month), "usual": month_text(usual)}
            sheet.flag(i, "P-STANDARDEARLY", "执行月份", **words)
        cell = Position(row, sheet.columns["金额"])
        found.append(Standard(years[i], month, sums[i], sources[i], cell))
    _check_order(sheet, found)
    found.sort(key=lambda standard: (standard.month, standard.year))
    return replace(settings, standards=tuple(found)), sheet.findings


def check_regions(sheet: InputSheet, settings: Settings, regions: list[str]) -> None:
    """A region that no version of the policy knows is a mistake; another one is left alone."""
    known = list(dict.fromkeys(name for d in settings.documents for name in d.regions))
    for i, region in enumerate(regions):
        word = cells.squeezed(region)
        if word and word not in known:
            sheet.flag(i, "C-WORD", "地区", value=region, nearest=cells.nearest(word, known))


def without_replaced(
    findings: Sequence[Finding], settings: Settings, document: Document
) -> list[Finding]:
    """The findings about 参数; eased where 收入标准 gives the figure: nothing hangs on the cell."""
    figures = dated_figures(document)
    if figures is None:
        return list(findings)
    listed = {standard.year for standard in settings.standards}
    wanted = figures.year_wanted(settings.month)
    names = [figures.setting, figures.setting_from] if wanted in listed else []
    names += [figures.setting_before] if wanted - 1 in listed else []
    cells = {settings.cells[name] for name in names if name in settings.cells}
    return [
        eased(found)
        if found.severity is Severity.ERROR and Position(found.row, found.column) in cells
        else found
        for found in findings
    ]


def _check_order(sheet: InputSheet, found: list[Standard]) -> None:
    """A later year's figure that holds no later than an earlier one's would never be used right."""
    index_of = {row: i for i, row in enumerate(sheet.rows)}
    ordered = sorted(found, key=lambda standard: standard.year)
    for before, after in pairwise(ordered):
        if after.month <= before.month:
            words = {"year": after.year, "month": month_text(after.month), "before": before.year}
            sheet.flag(index_of[after.cell.row], "P-STANDARDORDER", "执行月份", **words)
