"""The lists that name a workbook's parts: workbook.xml, its relations, the content types.

They change only when a result sheet or a link to the add-in comes or goes, or when calcChain goes:
it lists the cells that had formulas, and Excel takes a stale one for damage.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Final

from lxml import etree

from xlpay.base.findings import unusable
from xlpay.workbook.file.markup import (
    CONTENT_TYPES,
    MAIN,
    OFFICE_RELATIONS,
    RELATIONS,
    Element,
    child,
    children,
    parse,
    writable,
)
from xlpay.workbook.file.parts import Relation, SheetRef, Workbook, relations, rels_name

_TYPES_PART: Final = "[Content_Types].xml"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

_CUSTOM_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_PART: Final = "docProps/custom.xml"
_ROOT: Final = "_rels/.rels"
_RELATIONS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"


class Contents:
    """The lists, changed in memory; `collect` gives back those that did change."""

    def __init__(self, workbook: Workbook) -> None:
        package = workbook.package
        self._workbook = workbook
        self._rels_part = rels_name(workbook.part)
        self._types = parse(package.name, _TYPES_PART, package.read(_TYPES_PART))
        self._rels = parse(package.name, self._rels_part, package.read(self._rels_part))
        self._types_changed = self._rels_changed = False
        self.workbook_changed = False
        self._root: Element | None = None  # the relations of the package, if they change
        self._dropped: set[str] = set()
        self._added: dict[str, int] = {}
        if "template" in self._type_of(workbook.part):
            raise unusable("F-TEMPLATE", name=package.name)

    def _type_of(self, part: str) -> str:
        for element in children(self._types, "Override"):
            if element.get("PartName", "").lstrip("/").lower() == part.lower():
                return element.get("ContentType", "")
        return ""

    def place(self, sheet: str) -> int:
        """The place of an added sheet among the sheets, from 0."""
        return self._added[sheet]

    def declare(self, part: str, content_type: str) -> None:
        """Enter another new part in the content types."""
        attributes = {"PartName": f"/{part}", "ContentType": content_type}
        etree.SubElement(self._types, f"{{{CONTENT_TYPES}}}Override", attributes)
        self._types_changed = True

    def declare_relations(self, part: str) -> None:
        """Enter a new part of relations where the workbook has no default for such parts."""
        defaults = children(self._types, "Default")
        if not any(e.get("Extension", "").lower() == "rels" for e in defaults):
            self.declare(part, _RELATIONS_TYPE)

    def free_part(self, part: str) -> str:
        """A part name of ours, like that one, which the workbook has not."""
        folder, name = posixpath.split(part)
        stem, ending = posixpath.splitext(name)
        return _unused(f"{folder}/xlpay_{stem}", ending, self._workbook.package)

    def add_sheet(self, name: str, key: str, *, hidden: bool = False) -> SheetRef:
        """Enter a new worksheet in all lists."""
        workbook = self._workbook
        folder = posixpath.join(posixpath.dirname(workbook.part), "worksheets")
        part = _unused(f"{folder}/xlpay_{key}", ".xml", workbook.package)
        ids = {element.get("Id", "") for element in children(self._rels, "Relationship")}
        relation = _unused(f"rIdXlpay{key.title()}", "", ids)
        kind = f"{OFFICE_RELATIONS}/worksheet"
        attributes = {"Id": relation, "Type": kind, "Target": f"/{part}"}
        etree.SubElement(self._rels, f"{{{RELATIONS}}}Relationship", attributes)
        self.declare(part, _SHEET_TYPE)
        sheet_id = (
            max((sheet.sheet_id for sheet in workbook.sheets), default=0) + len(self._added) + 1
        )
        holder = child(workbook.root, "sheets")
        if holder is None:
            raise unusable("F-PART", name=workbook.package.name, part="工作表")
        self._added[name] = len(children(holder, "sheet"))
        element = etree.SubElement(holder, f"{{{MAIN}}}sheet", {"name": writable(name)})
        element.set("sheetId", str(sheet_id))
        if hidden:
            element.set("state", "hidden")
        element.set(f"{{{OFFICE_RELATIONS}}}id", relation)
        self._rels_changed = self.workbook_changed = True
        return SheetRef(name, part, "worksheet", hidden, sheet_id)

    def add_part(self, part: str, content_type: str, relation_type: str) -> tuple[str, str]:
        """Enter a new part that the workbook refers to, under a free name; name and relation."""
        name = self.free_part(part)
        ids = {element.get("Id", "") for element in children(self._rels, "Relationship")}
        relation = _unused("rIdXlpay", "", ids)
        attributes = {"Id": relation, "Type": relation_type, "Target": f"/{name}"}
        etree.SubElement(self._rels, f"{{{RELATIONS}}}Relationship", attributes)
        self._rels_changed = True
        self.declare(name, content_type)
        return name, relation

    def drop_calc_chain(self) -> None:
        """Take the calcChain out of the lists, if there is one."""
        found = relations(self._workbook.package, self._workbook.part).values()
        for relation in [r for r in found if r.kind == "calcChain" and not r.external]:
            self.drop(relation)

    def drop(self, relation: Relation) -> None:
        """Take a part out of the lists, and what the workbook says of it."""
        for element in children(self._rels, "Relationship"):
            if element.get("Id") == relation.id:
                self._rels.remove(element)
        self._rels_changed = True
        self.drop_part(relation.target)

    def drop_part(self, part: str) -> None:
        """Leave a part out; one that isn't there is no fault."""
        self._dropped.add(part)
        for element in children(self._types, "Override"):
            if element.get("PartName", "").lstrip("/").lower() == part.lower():
                self._types.remove(element)
                self._types_changed = True

    def custom_part(self) -> str:
        """The part of custom properties, entered in the lists where there is none."""
        package = self._workbook.package
        for relation in relations(package, "").values():
            if relation.kind == "custom-properties" and not relation.external:
                entry = package.find(relation.target)
                if entry is None and not self._type_of(relation.target):
                    self.declare(relation.target, _CUSTOM_TYPE)
                return relation.target if entry is None else entry.name
        part = _unused(_CUSTOM_PART.removesuffix(".xml"), ".xml", package)
        self._root = parse(package.name, _ROOT, package.read(_ROOT))
        ids = {element.get("Id", "") for element in children(self._root, "Relationship")}
        attributes = {
            "Id": _unused("rIdXlpayCustom", "", ids),
            "Type": f"{OFFICE_RELATIONS}/custom-properties",
            "Target": part,
        }
        etree.SubElement(self._root, f"{{{RELATIONS}}}Relationship", attributes)
        self.declare(part, _CUSTOM_TYPE)
        return part

    def collect(self, changed: dict[str, Iterable[bytes]], dropped: set[str]) -> None:
        """Add what changed to the parts to write, and what goes to the parts to leave out."""
        dropped |= self._dropped
        if self._types_changed:
            changed[_TYPES_PART] = [_bytes(self._types)]
        if self._rels_changed:
            changed[self._rels_part] = [_bytes(self._rels)]
        if self._root is not None:
            changed[_ROOT] = [_bytes(self._root)]
        if self.workbook_changed:
            changed[self._workbook.part] = [_bytes(self._workbook.root)]


def _bytes(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _unused(stem: str, ending: str, taken: object) -> str:
    """The first of stem, stem2, stem3 … that is not taken."""
    number = 1
    while True:
        name = f"{stem}{'' if number == 1 else number}{ending}"
        if name not in taken:  # type: ignore[operator]  # a package or a set: both have `in`
            return name
        number += 1
