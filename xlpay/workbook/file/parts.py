"""The parts of a workbook and how they refer to each other: relations, content types, sheets.

Paths are taken as real files have them: absolute, relative, with backslashes, in another case.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

from xlpay.base.findings import unusable
from xlpay.workbook.file.markup import (
    STRICT_MAIN,
    Element,
    child,
    children,
    flag,
    local,
    parse,
)
from xlpay.workbook.file.package import Package


class Relation(msgspec.Struct, frozen=True):
    """One relation of a part; `target` is a part name, or the raw address when external."""

    id: str
    kind: str  # the last word of the type: worksheet, drawing, sharedStrings
    target: str
    external: bool


class SheetRef(msgspec.Struct, frozen=True):
    """A sheet as workbook.xml lists it."""

    name: str
    part: str
    kind: str  # worksheet, chartsheet, dialogsheet
    hidden: bool
    sheet_id: int


class Workbook(msgspec.Struct, frozen=True):
    """The workbook part, read."""

    package: Package
    part: str
    root: Element
    sheets: tuple[SheetRef, ...]
    related: Mapping[str, str]  # kind of relation -> part: styles, sharedStrings, calcChain
    date1904: bool
    strict: bool


def rels_name(part: str) -> str:
    """The part that holds the relations of a part ("" is the package)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> dict[str, Relation]:
    """The relations of a part by id; none if it has no relations part."""
    where = rels_name(part)
    if where not in package:
        return {}
    found = {}
    for element in children(parse(package.name, where, package.read(where)), "Relationship"):
        external = element.get("TargetMode", "").lower() == "external"
        target = element.get("Target", "")
        relation = Relation(
            id=element.get("Id", ""),
            kind=element.get("Type", "").rpartition("/")[2],
            target=target if external else _resolve(part, target),
            external=external,
        )
        found[relation.id] = relation
    return found


def _resolve(part: str, target: str) -> str:
    path = unquote(target.replace("\\", "/"))
    if not path.startswith("/"):
        path = posixpath.join(posixpath.dirname(part), path)
    return posixpath.normpath(path).lstrip("/")


def open_workbook(package: Package) -> Workbook:
    """The workbook part of a package and its sheets, each of which must exist."""
    part = _workbook_part(package)
    root = parse(package.name, part, package.read(part))
    if local(root) != "workbook":
        raise unusable("F-NOT-WORKBOOK", name=package.name)
    related = relations(package, part)
    return Workbook(
        package=package,
        part=part,
        root=root,
        sheets=_sheets(package, root, related),
        related={r.kind: r.target for r in related.values() if not r.external},
        date1904=flag(child(root, "workbookPr"), "date1904"),
        strict=root.tag == f"{{{STRICT_MAIN}}}workbook",
    )


def _workbook_part(package: Package) -> str:
    """The main part, by the package's relations; or a word on what the package is instead."""
    if "mimetype" in package and package.read("mimetype").startswith(b"application/vnd.oasis"):
        raise unusable("F-ODS", name=package.name)
    main = [r.target for r in relations(package, "").values() if r.kind == "officeDocument"]
    part = main[0] if main else "xl/workbook.xml"
    if part.lower().endswith(".bin"):
        raise unusable("F-XLSB", name=package.name)
    if part not in package:
        known = any(name.lower().startswith("xl/") for name in package.names())
        if main or known:
            raise unusable("F-PART", name=package.name, part=part)
        raise unusable("F-NOT-WORKBOOK", name=package.name)
    return part


def _sheets(
    package: Package, root: Element, related: Mapping[str, Relation]
) -> tuple[SheetRef, ...]:
    holder = child(root, "sheets")
    found: list[SheetRef] = []
    names: set[str] = set()
    for element in [] if holder is None else children(holder, "sheet"):
        name = element.get("name", "")
        if name.lower() in names:
            raise unusable("F-DUPLICATE", name=package.name, part=f"工作表“{name}”")
        names.add(name.lower())
        relation = related.get(_relation_id(element))
        if relation is None or relation.external or relation.target not in package:
            missing = f"工作表“{name}”" if relation is None else relation.target
            raise unusable("F-PART", name=package.name, part=missing)
        found.append(
            SheetRef(
                name=name,
                part=relation.target,
                kind=relation.kind,
                hidden=element.get("state", "visible") != "visible",
                sheet_id=whole(element.get("sheetId", "")),
            )
        )
    if not found:
        raise unusable("F-PART", name=package.name, part="工作表")
    return tuple(found)


def _relation_id(element: Element) -> str:
    """The r:id of an element, in either of the two relation namespaces."""
    for name, value in element.attrib.items():
        if str(name).endswith("}id"):
            return str(value)
    return ""


def whole(text: str) -> int:
    """A number of an attribute; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
