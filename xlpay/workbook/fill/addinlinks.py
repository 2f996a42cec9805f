"""Calls of the worksheet functions as programs save them, and the links to the add-in's file.

Excel stores a call into an add-in as [1]!CWGRADE(…) beside a part that says where the add-in lies;
elsewhere it computes as plain CWGRADE(…).  LibreOffice keeps the text and loses the part, and a
function that it doesn't know it writes small.  Only formulas with such a call change, and parts of
links to the add-in alone go; another link keeps its number, so ours stays where one follows it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from xml.sax.saxutils import escape

import msgspec
from lxml import etree

from xlpay.workbook.file.contents import Contents
from xlpay.workbook.file.markup import MAIN, OFFICE_RELATIONS, Element, child, children, utf8
from xlpay.workbook.file.package import Package, open_package
from xlpay.workbook.file.parts import Workbook, open_workbook, relations, rels_name
from xlpay.workbook.file.safe import write_whole
from xlpay.workbook.file.zipwriter import ZipWriter, new_entry
from xlpay.workbook.fill.filling import check_fillable
from xlpay.workbook.fill.formulas import MAX_FORMULA
from xlpay.workbook.fill.names import ask_to_recalculate

ADDIN: Final = "xlpay.xlam"
_LINK: Final = "externalLink"
_LINK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
# Resolved by Excel to its own folder of what it opens at start, on whatever machine.
_STARTUP: Final = (
    "http://schemas.microsoft.com/office/2006/relationships/xlExternalLinkPath/xlStartup"
)
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CALL: Final = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|(?P<place>'(?:[^']|'')*'[!#]|\[[^\]]*\][\w.]*!|[\w.]+!)?"
    r"(?:_xll\.|_xldudf_XLPAY_|XLPAY\.)?(?P<name>CW[A-Z]+)(?=\()"
    r"|'(?:[^']|'')*'|\[[^\]]*\]|\w[\w.]*",  # a sheet, a book, any other word
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\[(\d+)\]!")
_ELEMENTS: Final = (
    rb"f|formula|formula1|formula2|calculatedColumnFormula|totalsRowFormula|definedName"
)
_FORMULA: Final = re.compile(
    rb"(<((?:\w+:)?(?:" + _ELEMENTS + rb"))(?:\s[^>]*)?(?<!/)>)([^<]+)(</\2\s*>)"
)
_NO_FORMULAS: Final = ("sharedstrings", "styles", "theme", "comments", "externallink", "docprops/")


class Links(msgspec.Struct, frozen=True):
    """The links of a workbook: how many, and which numbers (from 1) are the add-in's."""

    count: int
    ours: Mapping[int, str]  # number -> relation id


class Relinked(msgspec.Struct, frozen=True):
    """How many formulas were rewritten, and the links to the add-in: gone, and still there."""

    formulas: int = 0
    dropped: int = 0
    left: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.formulas or self.dropped)


def plain(formula: str, names: Collection[str], links: Links) -> str:
    """The formula with our calls as every program computes them."""

    def put(match: re.Match[str]) -> str:
        name = (match["name"] or "").upper()
        return name if name in names and _is_ours(match["place"], links) else match[0]

    return formula if len(formula) > MAX_FORMULA else _CALL.sub(put, formula)


def linked(formula: str, names: Collection[str], number: int) -> str:
    """The formula, plain, with our calls as Excel stores them: into the link of that number."""

    def put(match: re.Match[str]) -> str:
        known = not match["place"] and match["name"] in names
        return f"[{number}]!{match['name']}" if known else match[0]

    found = formula if len(formula) > MAX_FORMULA else _CALL.sub(put, formula)
    return formula if len(found) > MAX_FORMULA else found


def _is_ours(place: str | None, links: Links) -> bool:
    """Whether what stands before a function's name is nothing, or the add-in."""
    if not place:
        return True
    if number := _NUMBER.fullmatch(place):
        given = int(number[1])  # LibreOffice drops the parts of links and leaves their numbers
        return given in links.ours or given > links.count
    return _is_addin(place[:-1].strip("'").replace("[", "").replace("]", ""))


def _is_addin(address: str) -> bool:
    return re.split(r"[/\\]", unquote(address))[-1].lower() == ADDIN


def relink(source: Path, target: Path, names: Collection[str], *, to_addin: bool) -> Relinked:
    """Write `target`: the workbook with its calls plain, or (`to_addin`) as Excel stores them.

    Nothing is written where nothing is to be changed.
    """
    package = open_package(source)
    workbook = open_workbook(package)
    check_fillable(workbook)
    contents = Contents(workbook)
    links = _links(workbook)
    added: dict[str, bytes] = {}
    if to_addin:
        number = min(links.ours, default=links.count + 1)
        changed, count = _rewritten(
            workbook, lambda text: linked(plain(text, names, links), names, number)
        )
        if count and not links.ours:
            added = _add_link(workbook, contents, names)
        made = Relinked(count)
    else:
        changed, count = _rewritten(workbook, lambda text: plain(text, names, links))
        gone = _unused(workbook, links, changed)
        _drop(workbook, contents, links, gone)
        made = Relinked(count, len(gone), len(links.ours) - len(gone))
    if made.changed:
        ask_to_recalculate(workbook.root)
        contents.workbook_changed = True
        with write_whole(target) as file:
            _write(ZipWriter(file, target.name), package, contents, changed, added)
    return made


# ── the links


def _links(workbook: Workbook) -> Links:
    """By their order in workbook.xml."""
    related = relations(workbook.package, workbook.part)
    holder = child(workbook.root, "externalReferences")
    found = [] if holder is None else children(holder, "externalReference")
    ids = [str(one.get(f"{{{OFFICE_RELATIONS}}}id", "")) for one in found]
    ours = {}
    for number, relation in enumerate(ids, 1):
        if relation in related and not related[relation].external:
            inner = relations(workbook.package, related[relation].target).values()
            if any(one.external and _is_addin(one.target) for one in inner):
                ours[number] = relation
    return Links(len(ids), ours)


def _unused(workbook: Workbook, links: Links, changed: Mapping[str, bytes]) -> list[int]:
    """The add-in's links that nothing refers to any more, and no other link follows."""
    gone: list[int] = []
    for number in range(links.count, 0, -1):
        if number not in links.ours or _is_used(workbook, number, changed):
            break
        gone.append(number)
    return gone


def _is_used(workbook: Workbook, number: int, changed: Mapping[str, bytes]) -> bool:
    mark = b"[%d]" % number
    if any(mark in data for data in changed.values()) or mark in etree.tostring(workbook.root):
        return True
    package = workbook.package
    others = (part for part in _parts(workbook) if part not in changed)
    return any(mark in utf8(package.name, part, package.read(part)) for part in others)


def _drop(workbook: Workbook, contents: Contents, links: Links, gone: Iterable[int]) -> None:
    """Take links out of all lists, with their parts."""
    holder = child(workbook.root, "externalReferences")
    if holder is None:
        return
    related = relations(workbook.package, workbook.part)
    for number in gone:  # from the last on
        part = related[links.ours[number]].target
        holder.remove(children(holder, "externalReference")[number - 1])
        contents.drop(related[links.ours[number]])
        contents.drop_part(rels_name(part))
    if not len(holder):
        workbook.root.remove(holder)


def _add_link(workbook: Workbook, contents: Contents, names: Collection[str]) -> dict[str, bytes]:
    """A link to the add-in in the folder of what Excel opens at start; its parts."""
    folder = posixpath.join(posixpath.dirname(workbook.part), "externalLinks")
    part, relation = contents.add_part(
        f"{folder}/externalLink.xml", _LINK_TYPE, f"{OFFICE_RELATIONS}/{_LINK}"
    )
    holder = child(workbook.root, "externalReferences")
    if holder is None:
        holder = etree.Element(f"{{{MAIN}}}externalReferences")
        _insert_before_names(workbook.root, holder)
    element = etree.SubElement(holder, f"{{{MAIN}}}externalReference")
    element.set(f"{{{OFFICE_RELATIONS}}}id", relation)
    listed = "".join(f'<definedName name="{name}"/>' for name in names)
    contents.declare_relations(rels_name(part))
    return {
        part: (
            f'{_XML}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE_RELATIONS}" '
            f'r:id="rId1"><definedNames>{listed}</definedNames></externalBook></externalLink>'
        ).encode(),
        rels_name(part): (
            f'{_XML}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_STARTUP}" '
            f'Target="{ADDIN}" TargetMode="External"/></Relationships>'
        ).encode(),
    }


def _insert_before_names(root: Element, holder: Element) -> None:
    """After the sheets and their groups, where the order of workbook.xml has it."""
    before = [
        one for name in ("sheets", "functionGroups") if (one := child(root, name)) is not None
    ]
    before[-1].addnext(holder)


# ── the formulas


def _parts(workbook: Workbook) -> Iterable[str]:
    """The parts that may hold formulas, workbook.xml aside, which is kept as a tree."""
    for name in workbook.package.names():
        lower = name.lower()
        skipped = any(word in lower for word in _NO_FORMULAS)
        if lower.endswith(".xml") and not skipped and lower != workbook.part.lower():
            yield name


def _rewritten(workbook: Workbook, how: Callable[[str], str]) -> tuple[dict[str, bytes], int]:
    """The parts in which a formula changed, and how many did; names change in the tree."""
    changed: dict[str, bytes] = {}
    count = 0

    def put(match: re.Match[bytes]) -> bytes:
        nonlocal count
        text = unescape(match[3].decode("utf-8", "surrogateescape"))
        after = how(text)
        if after == text:
            return match[0]
        count += 1
        kept = escape(after, {"\r": "&#13;"}).encode("utf-8", "surrogateescape")
        return match[1] + kept + match[4]

    for part in _parts(workbook):
        data = utf8(workbook.package.name, part, workbook.package.read(part))
        if b"CW" in data or b"cw" in data or b"Cw" in data:
            made = _FORMULA.sub(put, data)
            if made != data:
                changed[part] = made
    holder = child(workbook.root, "definedNames")
    for element in [] if holder is None else children(holder, "definedName"):
        after = how(element.text or "")
        count += after != (element.text or "")
        element.text = after
    return changed, count


def _write(
    writer: ZipWriter,
    package: Package,
    contents: Contents,
    formulas: Mapping[str, bytes],
    added: Mapping[str, bytes],
) -> None:
    changed: dict[str, Iterable[bytes]] = {part: [data] for part, data in formulas.items()}
    dropped: set[str] = set()
    contents.collect(changed, dropped)
    lowered = {name.lower(): chunks for name, chunks in changed.items()}
    gone = {name.lower() for name in dropped}
    for entry in package.entries:
        name = entry.name.lower()
        if name in lowered:
            writer.stream(entry, lowered[name])
        elif name not in gone:
            writer.copy(entry, package.raw(entry))
    for part, data in added.items():
        writer.stream(new_entry(part), [data])
    writer.close()
