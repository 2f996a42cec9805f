"""The sheets that a workbook lacks, taken from the official template into a copy of it.

Every part of the workbook stays byte for byte but the lists that a new sheet must stand in,
workbook.xml, which gets the sheets and their names, and styles.xml, to whose end the new sheets'
styles are appended (stylemerge.py); a sheet that came with the template changes none.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from lxml import etree

from xlpay.base.findings import unusable
from xlpay.workbook.file.contents import Contents
from xlpay.workbook.file.markup import MAIN, Element, child, children, local, parse
from xlpay.workbook.file.package import Package, open_package
from xlpay.workbook.file.parts import SheetRef, Workbook, open_workbook, relations, rels_name
from xlpay.workbook.file.safe import write_whole
from xlpay.workbook.file.zipwriter import ZipWriter, new_entry
from xlpay.workbook.fill.filling import check_fillable
from xlpay.workbook.fill.formulas import references
from xlpay.workbook.fill.names import name_holder
from xlpay.workbook.template.stylemerge import StyleMerger

_STYLED: Final = {"c": "s", "row": "s", "col": "style"}


def missing_sheets(workbook: Workbook, template: Workbook) -> tuple[str, ...]:
    """The names of the template's sheets that a workbook has not, in the template's order."""
    present = {sheet.name.lower() for sheet in workbook.sheets}
    return tuple(s.name for s in template.sheets if s.name.lower() not in present)


def upgrade(source: Path | Package, template: Path | Package, target: Path) -> tuple[str, ...]:
    """Write `target`: the workbook of `source` with the sheets it lacks; their names.

    Nothing is written where none lacks.
    """
    package = open_package(source)
    workbook = open_workbook(package)
    official = open_workbook(open_package(template))
    check_fillable(workbook)
    missing = missing_sheets(workbook, official)
    if missing:
        made = _Upgrade(workbook, official, missing)
        with write_whole(target, package.mode) as file:
            made.write(ZipWriter(file, target.name))
    return missing


class _Upgrade:
    """The copy in the making."""

    def __init__(self, workbook: Workbook, official: Workbook, missing: Sequence[str]) -> None:
        self._workbook = workbook
        self._official = official
        self._contents = Contents(workbook)
        self._styles = StyleMerger(_styles(workbook), _styles(official))
        self._added: dict[str, Iterable[bytes]] = {}
        self._renamed: dict[str, str] = {}  # parts of the template -> of the workbook
        places: dict[str, int] = {}
        for sheet in official.sheets:
            if sheet.name in missing:
                places[sheet.name] = self._add(sheet)
        self._add_names(places)

    def _add(self, sheet: SheetRef) -> int:
        """A sheet with all that hangs on it; its place among the sheets."""
        key = posixpath.basename(sheet.part).partition(".")[0]
        ref = self._contents.add_sheet(sheet.name, key, hidden=sheet.hidden)
        self._renamed[sheet.part] = ref.part
        root = self._parsed(sheet.part)
        for element in root.iter():
            self._restyle(element)
        self._added[ref.part] = [_bytes(root)]
        self._add_related(sheet.part, ref.part)
        return self._contents.place(sheet.name)

    def _restyle(self, element: Element) -> None:
        name = local(element)
        attribute = _STYLED.get(name)
        if attribute is not None and (name == "c" or element.get(attribute) is not None):
            index = self._styles.cell(int(element.get(attribute, "0")))
            if index or element.get(attribute) is not None:  # the first style goes without saying
                element.set(attribute, str(index))
        if name == "cfRule" and element.get("dxfId") is not None:
            number = self._styles.differential(int(element.get("dxfId", "0")))
            element.set("dxfId", str(number))
        if name == "sheetView":
            element.attrib.pop("tabSelected", "")

    def _add_related(self, part: str, made: str) -> None:
        """Drawings, charts: the parts that a part refers to, under names not taken."""
        package = self._official.package
        if rels_name(part) not in package:
            return
        root = self._parsed(rels_name(part))
        for relation, element in zip(
            relations(package, part).values(), children(root, "Relationship"), strict=True
        ):
            if relation.external:
                continue
            if relation.target not in self._renamed:
                new = self._contents.free_part(relation.target)
                self._renamed[relation.target] = new
                self._contents.declare(new, self._type_of(relation.target))
                self._added[new] = [package.read(relation.target)]
                self._add_related(relation.target, new)
            element.set("Target", f"/{self._renamed[relation.target]}")
        self._added[rels_name(made)] = [_bytes(root)]
        self._contents.declare_relations(rels_name(made))

    def _type_of(self, part: str) -> str:
        types = self._parsed("[Content_Types].xml")
        for element in children(types, "Override"):
            if element.get("PartName", "").lstrip("/").lower() == part.lower():
                return element.get("ContentType", "")
        return "application/xml"

    def _parsed(self, part: str) -> Element:
        package = self._official.package
        return parse(package.name, part, package.read(part))

    def _add_names(self, places: dict[str, int]) -> None:
        """The names of the new sheets, and those of the whole book that point at them."""
        theirs = child(self._official.root, "definedNames")
        ours = name_holder(self._workbook.root)
        of_book = [e for e in children(ours, "definedName") if e.get("localSheetId") is None]
        taken = {element.get("name", "").lower(): element for element in of_book}
        names = [sheet.name for sheet in self._official.sheets]
        for element in [] if theirs is None else children(theirs, "definedName"):
            number = element.get("localSheetId")
            sheet = names[int(number)] if number is not None else ""
            pointed = {area.sheet for area in references(element.text or "")}
            if number is not None and sheet in places:
                element.set("localSheetId", str(places[sheet]))
            elif number is not None or not pointed & set(places):
                continue
            elif (there := taken.get(element.get("name", "").lower())) is not None:
                if "#REF!" not in (there.text or ""):
                    continue
                ours.remove(there)  # what Excel leaves of a name whose sheet was deleted
            ours.append(element)
        if not len(ours):
            self._workbook.root.remove(ours)

    def write(self, writer: ZipWriter) -> None:
        changed: dict[str, Iterable[bytes]] = {}
        self._contents.collect(changed, set())
        if self._styles.changed:
            changed[self._workbook.related["styles"]] = [_bytes(self._styles.ours)]
        lowered = {name.lower(): chunks for name, chunks in changed.items()}
        package = self._workbook.package
        for entry in package.entries:
            if entry.name.lower() in lowered:
                writer.stream(entry, lowered[entry.name.lower()])
            else:
                writer.copy(entry, package.raw(entry))
        for part, chunks in self._added.items():
            writer.stream(new_entry(part), chunks)
        writer.close()


def _styles(workbook: Workbook) -> Element:
    package, part = workbook.package, workbook.related.get("styles", "xl/styles.xml")
    if part not in package:
        raise unusable("F-PART", name=package.name, part=part)
    root = parse(package.name, part, package.read(part))
    if root.tag != f"{{{MAIN}}}styleSheet":
        raise unusable("F-XML", name=package.name, part=part)
    return root


def _bytes(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
