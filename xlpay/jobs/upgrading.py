"""`xlpay template --upgrade`: a copy of a workbook with the sheets it lacks.

Rows of 参数 and columns that are not there are told and not added: where they belong among the
office's own rows and columns is the office's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import field

from xlpay.base.assets import template
from xlpay.base.findings import unusable
from xlpay.base.forms import OFFICIAL_FORMS, SETTINGS
from xlpay.base.grid import Grid
from xlpay.jobs.outputs import Destination
from xlpay.unit import cells
from xlpay.unit.header import find_header
from xlpay.unit.sheets import InputSheet
from xlpay.workbook.file.package import open_package
from xlpay.workbook.file.reading import read_book
from xlpay.workbook.template.upgrade import upgrade

LABEL = "升级"


class Upgraded(msgspec.Struct, frozen=True):
    """What was added, what lacks still, and the file that was written (None: none lacked)."""

    book: Path
    sheets: tuple[str, ...]
    settings: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by sheet
    output: Path | None = None

    def lines(self) -> list[str]:
        """What a person wants to know."""
        said = []
        if self.settings:
            said.append(f"“参数”表没有这些项目（不填按默认）：{'、'.join(self.settings)}")
        for sheet, headers in self.columns.items():
            said.append(f"“{sheet}”表没有这些列：{'、'.join(headers)}")
        if self.output is None:
            return [*said, f"{self.book.name} 不缺工作表，没有写文件"]
        return [*said, f"补上了工作表：{'、'.join(self.sheets)}", f"已写出 {self.output}"]


def upgrade_book(path: Path, target: Path | None = None) -> Upgraded:
    """Write <stem>-升级.xlsx (or `target`) beside a workbook that lacks sheets; UnusableFile."""
    where = Destination(path)
    names = {form.sheet for form in OFFICIAL_FORMS}
    package, ours = open_package(path), open_package(template())
    book = read_book(package, names)
    package.verify()
    official = read_book(ours, {SETTINGS.sheet})
    wanted = _settings(official.grids.get(SETTINGS.sheet))
    given = set(_settings(book.grids.get(SETTINGS.sheet)))
    settings = tuple(name for name in wanted if name not in given) if given else ()
    lacking = set(official.sheets) - set(book.sheets)
    columns = {
        form.sheet: headers
        for form in OFFICIAL_FORMS
        if (grid := book.grids.get(form.sheet)) is not None
        and (headers := _lacking_columns(form.sheet, grid))
    }
    output = None
    sheets: tuple[str, ...] = ()
    if lacking:
        output = target or where.path(LABEL)
        if output.exists():  # someone may have worked on in it
            raise unusable("F-EXISTS", name=output.name)
        where.prepare(output)
        sheets = upgrade(package, ours, output)
    return Upgraded(path, sheets, settings, columns, output)


def _settings(grid: Grid | None) -> list[str]:
    """The 项目 of a sheet of settings, in order."""
    sheet = InputSheet(SETTINGS, grid)
    values = sheet.raw("项目") if sheet.found else []
    return [name for value in values if (name := cells.squeezed(cells.text_of(value)))]


def _lacking_columns(sheet: str, grid: Grid) -> tuple[str, ...]:
    form = next(form for form in OFFICIAL_FORMS if form.sheet == sheet)
    there = find_header(form, grid).columns
    return tuple(field.header for field in form.fields if field.header not in there)
