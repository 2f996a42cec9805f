"""What an .xlsx package must fulfil for Excel to open it without repairing, told rule by rule.

The rules of ECMA-376 that Excel enforces, as far as a reader needs no schema for them.  Nothing of
xlpay is used here, so that a mistake of the writer can't hide in its own reader.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from lxml import etree
from openpyxl.utils.cell import range_boundaries

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_Q: Final = f"{{{MAIN}}}"
_ID: Final = f"{{{OFFICE}}}id"
_MAX_ROWS, _MAX_COLUMNS, _MAX_TEXT, _MAX_FORMULA = 1_048_576, 16_384, 32_767, 8_192
# CT_Worksheet, ECMA-376 part 1, 18.3.1.99: the children in their order.
_WORKSHEET = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
    "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins "
    "pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors "
    "smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "webPublishItems tableParts extLst"
)
# CT_Workbook, 18.2.27.
_WORKBOOK = (
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
    "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr "
    "smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst"
)
_STRANGE: Final = frozenset({"AlternateContent", "revisionPtr"})  # of other namespaces, anywhere
_ESCAPE: Final = re.compile(r"_x[0-9A-Fa-f]{4}_")
_SHEET_NAME: Final = re.compile(
    r"'((?:[^']|'')+)'!|(?<![#\w.])([\w.]+)!"
)  # #REF! is an error, no sheet
_CELLS: Final = re.compile(r"\$?[A-Z]{1,3}\$?\d+")


def problems(path: Path) -> list[str]:
    """Every rule that the file breaks; an empty list for a sound one."""
    return list(_Checked(path).all())


class _Checked:
    """A package with its parts and relations."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.names = [i.filename for i in archive.infolist() if not i.is_dir()]
            self.parts = {name: archive.read(name) for name in self.names}
        self.roots = {
            name: etree.fromstring(data)
            for name, data in self.parts.items()
            if name.endswith((".xml", ".rels"))
        }
        book = self.related("")["officeDocument"]
        self.book_part = next(iter(book.values()))
        self.book = self.roots[self.book_part]
        self.sheets = [element.get("name", "") for element in self.book.iter(f"{_Q}sheet")]

    def all(self) -> Iterator[str]:
        yield from self.contents()
        yield from self.links()
        yield from self.workbook()
        styles = self.styles()
        yield from self.style_indexes(styles)
        for name, part in self.worksheets():
            for problem in self.worksheet(part, styles):
                yield f"{name}: {problem}"
        yield from self.drawings()

    # ---- the package ------------------------------------------------------------------------

    def contents(self) -> Iterator[str]:
        """[Content_Types].xml covers every part once and names none that is not there."""
        counted = Counter(name.lower() for name in self.names)
        yield from (f"{name}: twice in the package" for name, n in counted.items() if n > 1)
        root = self.roots["[Content_Types].xml"]
        tags = [(etree.QName(e).localname, e) for e in root]
        defaults = [e.get("Extension", "").lower() for tag, e in tags if tag == "Default"]
        overrides = [e.get("PartName", "").lstrip("/") for tag, e in tags if tag == "Override"]
        yield from _twice("content type", [*defaults, *(o.lower() for o in overrides)])
        present = {name.lower() for name in self.names}
        yield from (f"content type of no part: {o}" for o in overrides if o.lower() not in present)
        typed = {o.lower() for o in overrides}
        for name in present - typed - {"[content_types].xml"}:
            ending = name.rpartition(".")[2]
            if ending not in defaults:
                yield f"{name}: no content type"
            elif ending == "xml" and name.startswith("xl/"):
                yield f"{name}: only the content type of any XML"

    def relations(self, part: str) -> list[etree._Element]:
        folder, name = posixpath.split(part)
        root = self.roots.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        return [] if root is None else list(root)

    def related(self, part: str) -> dict[str, dict[str, str]]:
        """The parts that a part points at: kind -> id -> part."""
        found: dict[str, dict[str, str]] = {}
        for element in self.relations(part):
            if element.get("TargetMode") != "External":
                target = element.get("Target", "")
                joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))
                kind = element.get("Type", "").rpartition("/")[2]
                found.setdefault(kind, {})[element.get("Id", "")] = joined.lstrip("/")
        return found

    def links(self) -> Iterator[str]:
        """Relations resolve, their ids are unique, and every r:id has its relation."""
        reached = {"[Content_Types].xml"}
        for part in ["", *self.names]:
            yield from _twice(f"{part}: relation", [e.get("Id", "") for e in self.relations(part)])
            for kind, targets in self.related(part).items():
                for target in targets.values():
                    reached.add(target)
                    if target not in self.parts:
                        yield f"{part}: {kind} points at {target}, which is not there"
            ids = {e.get("Id") for e in self.relations(part)}
            root = self.roots.get(part)
            for element in [] if root is None else root.iter(etree.Element):
                for key, value in element.attrib.items():
                    if str(key).startswith(f"{{{OFFICE}}}") and value and value not in ids:
                        yield f"{part}: {value!s} is no relation"
        for name in self.names:
            if name not in reached and not name.endswith(".rels"):
                yield f"{name}: nothing points at it"

    # ---- workbook.xml -----------------------------------------------------------------------

    def workbook(self) -> Iterator[str]:
        yield from _ordered("workbook", self.book, _WORKBOOK.split())
        listed = list(self.book.iter(f"{_Q}sheet"))
        yield from _twice("sheet", [name.lower() for name in self.sheets])
        yield from _twice("sheetId", [e.get("sheetId", "") for e in listed])
        yield from _twice("sheet relation", [e.get(_ID, "") for e in listed])
        yield from (f"sheet name: {n}" for n in self.sheets if not 0 < len(n) <= 31)
        if all(e.get("state", "visible") != "visible" for e in listed):
            yield "no visible sheet"
        for view in self.book.iter(f"{_Q}workbookView"):
            if int(view.get("activeTab", "0")) >= len(listed):
                yield "activeTab: no such sheet"
        yield from self.defined_names()

    def defined_names(self) -> Iterator[str]:
        found = list(self.book.iter(f"{_Q}definedName"))
        keys = [f"{e.get('name', '').lower()} of {e.get('localSheetId')}" for e in found]
        yield from _twice("defined name", keys)
        for element in found:
            name, text = element.get("name", ""), element.text or ""
            place = element.get("localSheetId")
            if not text:
                yield f"{name}: empty"
            if place is not None and int(place) >= len(self.sheets):
                yield f"{name}: sheet {place} of {len(self.sheets)}"
            elif place is not None and name.startswith("_xlnm."):
                wrong = self.named(text) - {self.sheets[int(place)]}
                yield from (f"{name} of {self.sheets[int(place)]} points at {n}" for n in wrong)
            yield from self.refers(name, text)

    def named(self, formula: str) -> set[str]:
        """The sheets that a formula names."""
        matches = _SHEET_NAME.finditer(re.sub(r'"[^"]*"', "", formula))
        return {(m[1] or m[2]).replace("''", "'") for m in matches}

    def refers(self, where: str, formula: str) -> Iterator[str]:
        """Every sheet that is named is there; references to other workbooks aside."""
        known = {name.lower() for name in self.sheets}
        for name in self.named(formula):
            if "[" not in name and "[" not in formula and name.lower() not in known:
                yield f"{where}: no sheet {name}"

    # ---- styles.xml and shared strings ------------------------------------------------------

    def styles(self) -> etree._Element | None:
        parts = self.related(self.book_part).get("styles", {})
        return next((self.roots[p] for p in parts.values() if p in self.roots), None)

    def style_indexes(self, styles: etree._Element | None) -> Iterator[str]:
        """What cell formats point at is there, and counts are true."""
        if styles is None:
            return
        for group in styles:
            stated = group.get("count")
            if stated is not None and int(stated) != sum(1 for _ in group.iterchildren("*")):
                yield f"styles: {etree.QName(group).localname} count {stated}"
        own = {e.get("numFmtId", "") for e in styles.iter(f"{_Q}numFmt")}
        groups = {
            "fontId": "fonts",
            "fillId": "fills",
            "borderId": "borders",
            "xfId": "cellStyleXfs",
        }
        for xf in styles.iterfind(f"{_Q}cellXfs/{_Q}xf"):
            for attribute, pointed in groups.items():
                if int(xf.get(attribute, "0")) >= max(1, _count(styles, pointed)):
                    yield f"styles: {attribute} {xf.get(attribute)}"
            number = xf.get("numFmtId", "0")
            if int(number) >= 164 and number not in own:
                yield f"styles: no number format {number}"

    def shared_strings(self) -> int:
        parts = self.related(self.book_part).get("sharedStrings", {})
        roots = [self.roots[p] for p in parts.values() if p in self.roots]
        return sum(1 for root in roots for _ in root.iterchildren(f"{_Q}si"))

    # ---- worksheets -------------------------------------------------------------------------

    def worksheets(self) -> Iterator[tuple[str, str]]:
        parts = self.related(self.book_part).get("worksheet", {})
        for element in self.book.iter(f"{_Q}sheet"):
            part = parts.get(element.get(_ID, ""))
            if part is not None and part in self.roots:
                yield element.get("name", ""), part

    def worksheet(self, part: str, styles: etree._Element | None) -> Iterator[str]:
        root = self.roots[part]
        yield from _ordered("worksheet", root, _WORKSHEET.split())
        yield from self.rows(root, _count(styles, "cellXfs"))
        yield from _columns(root, _count(styles, "cellXfs"))
        yield from _areas(root)
        yield from self.rules(root, _count(styles, "dxfs"))
        yield from _views(root)
        yield from _limits(root)

    def rows(self, root: etree._Element, formats: int) -> Iterator[str]:
        """Rows and cells ascend, styles and shared strings exist, texts hold what XML may."""
        strings, last_row = self.shared_strings(), 0
        used: list[tuple[int, int]] = []
        shared: Counter[str] = Counter()
        for row in root.iterfind(f"{_Q}sheetData/{_Q}row"):
            number = int(row.get("r", last_row + 1))
            if not last_row < number <= _MAX_ROWS:
                yield f"row {number} after {last_row}"
            last_row, last_column = number, 0
            if row.get("s") is not None and int(row.get("s", "0")) >= formats:
                yield f"row {number}: style {row.get('s')}"
            for cell in row.iterchildren(f"{_Q}c"):
                name = cell.get("r")
                column = _bounds(name)[0] if name else last_column + 1
                if name and (_bounds(name)[1] != number or column <= last_column):
                    yield f"{name} in row {number} after column {last_column}"
                last_column = column
                used.append((number, column))
                if int(cell.get("s", "0")) >= max(1, formats):
                    yield f"{name}: style {cell.get('s')} of {formats}"
                formula = cell.find(f"{_Q}f")
                if formula is not None and formula.get("t") == "shared" and formula.text:
                    shared[formula.get("si", "")] += 1
                yield from self.cell(cell, strings)
        yield from (f"shared formula {si}: {n} times" for si, n in shared.items() if n > 1)
        yield from _dimension(root, used)

    def cell(self, cell: etree._Element, strings: int) -> Iterator[str]:
        name, kind = cell.get("r", ""), cell.get("t", "n")
        order = [etree.QName(e).localname for e in cell.iterchildren("*")]
        if order != sorted(order, key=["f", "v", "is", "extLst"].index) or len(set(order)) < len(
            order
        ):
            yield f"{name}: {order}"
        value, formula = cell.find(f"{_Q}v"), cell.find(f"{_Q}f")
        text = None if value is None else value.text or ""
        if (cell.find(f"{_Q}is") is not None) != (kind == "inlineStr"):
            yield f"{name}: inline text in a cell of type {kind}"
        if kind == "s" and (text is None or not text.isdigit() or int(text) >= strings):
            yield f"{name}: shared string {text} of {strings}"
        if kind == "b" and text not in (None, "0", "1"):
            yield f"{name}: boolean {text}"
        blank = formula is not None and text == ""  # a formula not computed yet
        if kind == "n" and text is not None and not blank and not _is_number(text):
            yield f"{name}: number {text!r}"
        for one in cell.iter(f"{_Q}t", f"{_Q}v"):
            yield from _text(name, one.text or "")
            padded = one.text != (one.text or "").strip(" \t\r\n") and one.text is not None
            if padded and not one.get("{http://www.w3.org/XML/1998/namespace}space"):
                yield f"{name}: space at an end, not preserved"
        if formula is not None:
            yield from self.refers(name, formula.text or "")
            if len(formula.text or "") > _MAX_FORMULA or (formula.text or "").startswith("="):
                yield f"{name}: formula {(formula.text or '')[:20]}"

    def rules(self, root: etree._Element, styles: int) -> Iterator[str]:
        """Conditional formats, validations and links point at what is there."""
        for rule in root.iter(f"{_Q}cfRule"):
            if int(rule.get("dxfId", "-1")) >= styles:
                yield f"conditional format: style {rule.get('dxfId')} of {styles}"
            if not rule.get("priority"):
                yield "conditional format without priority"
        formulas = root.iter(f"{_Q}formula", f"{_Q}formula1", f"{_Q}formula2")
        for formula in formulas:
            yield from self.refers("rule", formula.text or "")
        for link in root.iter(f"{_Q}hyperlink"):
            yield from self.refers(f"link {link.get('ref')}", link.get("location") or "")
        for group in ("dataValidations", "mergeCells"):
            holder = root.find(f"{_Q}{group}")
            if holder is not None and not len(holder):
                yield f"{group}: empty"
            stated = None if holder is None else holder.get("count")
            if holder is not None and stated is not None and int(stated) != len(holder):
                yield f"{group}: count {stated} of {len(holder)}"
        for element in root.iter(f"{_Q}conditionalFormatting", f"{_Q}dataValidation"):
            areas = (element.get("sqref") or "").split()
            if not areas:
                yield f"{etree.QName(element).localname}: no cells"
            yield from (f"{area}: no area" for area in areas if not _is_area(area))

    # ---- drawings and charts ----------------------------------------------------------------

    def drawings(self) -> Iterator[str]:
        """Ids within a drawing are unique, tables' too; charts look at sheets that are there."""
        tables: list[etree._Element] = []
        for name, root in self.roots.items():
            kind = etree.QName(root).localname
            if kind == "wsDr":
                shapes = [e.get("id", "") for e in root.iter() if _local(e) == "cNvPr"]
                yield from _twice(f"{name}: shape", shapes)
            if kind == "chartSpace":
                yield from self.chart(name, root)
            if root.tag == f"{_Q}table":
                tables.append(root)
        for attribute in ("id", "displayName"):
            yield from _twice(f"table {attribute}", [e.get(attribute, "").lower() for e in tables])

    def chart(self, name: str, root: etree._Element) -> Iterator[str]:
        axes = {e.get("val") for e in root.iter(f"{{{CHART}}}axId")}
        defined = {
            e.get("val")
            for axis in root.iter()
            if _local(axis).endswith("Ax")
            for e in axis.iterchildren(f"{{{CHART}}}axId")
        }
        if axes != defined:
            yield f"{name}: axes {axes ^ defined}"
        for formula in root.iter(f"{{{CHART}}}f"):
            text = formula.text or ""
            yield from self.refers(name, text)
            holder = formula.getparent()
            cache = (
                None if holder is None else next((e for e in holder if "Cache" in _local(e)), None)
            )
            area = text.rpartition("!")[2].replace("$", "")
            if cache is None or not _is_area(area):
                continue
            a, b, c, d = _bounds(area)
            count = cache.find(f"{{{CHART}}}ptCount")
            cells = (c - a + 1) * (d - b + 1)
            if count is not None and int(count.get("val", "0")) != cells:
                yield f"{name}: {text} has {cells} cells, its cache {count.get('val')}"


# ---- rules that need one element ------------------------------------------------------------


def _local(element: etree._Element) -> str:
    tag: object = element.tag  # of a comment it is a function
    return etree.QName(element).localname if isinstance(tag, str) else ""


def _bounds(area: str) -> tuple[int, int, int, int]:
    """First column and row, last column and row; 1 for what a whole row or column leaves out."""
    first, top, last, bottom = range_boundaries(area)
    return first or 1, top or 1, last or 1, bottom or 1


def _twice(what: str, values: Iterable[str]) -> Iterator[str]:
    yield from (f"{what} {value}: {n} times" for value, n in Counter(values).items() if n > 1)


def _count(styles: etree._Element | None, group: str) -> int:
    holder = None if styles is None else styles.find(f"{_Q}{group}")
    return 0 if holder is None else sum(1 for _ in holder.iterchildren("*"))


def _ordered(what: str, root: etree._Element, order: list[str]) -> Iterator[str]:
    found = [_local(e) for e in root.iterchildren("*") if _local(e) not in _STRANGE]
    yield from (f"{what}: unknown {tag}" for tag in found if tag not in order)
    places = [order.index(tag) for tag in found if tag in order]
    if places != sorted(places):
        yield f"{what}: order {found}"
    many = Counter(tag for tag in found if tag != "conditionalFormatting")
    yield from (f"{what}: {tag} {n} times" for tag, n in many.items() if n > 1)


def _is_area(area: str) -> bool:
    try:
        a, b, c, d = _bounds(area)
    except (ValueError, TypeError):
        return False
    return 1 <= a <= c <= _MAX_COLUMNS and 1 <= b <= d <= _MAX_ROWS


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None


def _text(name: str, text: str) -> Iterator[str]:
    """A text is short enough; what Excel would read as an escape means a character XML forbids."""
    if len(text) > _MAX_TEXT:
        yield f"{name}: {len(text)} characters"
    for escape in _ESCAPE.findall(text):
        if int(escape[2:6], 16) in (0xFFFE, 0xFFFF) or 0xD800 <= int(escape[2:6], 16) < 0xE000:
            yield f"{name}: {escape}"


def _dimension(root: etree._Element, used: list[tuple[int, int]]) -> Iterator[str]:
    """The stated dimension holds every cell there is."""
    stated = root.find(f"{_Q}dimension")
    if stated is None or not used:
        return
    a, b, c, d = _bounds(stated.get("ref", ""))
    rows, columns = [row for row, _ in used], [column for _, column in used]
    if not (b <= min(rows) and max(rows) <= d and a <= min(columns) and max(columns) <= c):
        yield f"dimension {stated.get('ref')}, cells to row {max(rows)}, column {max(columns)}"


def _columns(root: etree._Element, formats: int) -> Iterator[str]:
    last = 0
    for column in root.iterfind(f"{_Q}cols/{_Q}col"):
        first, stop = int(column.get("min", "0")), int(column.get("max", "0"))
        if not last < first <= stop <= _MAX_COLUMNS:
            yield f"col {first}-{stop} after {last}"
        if int(column.get("style", "0")) >= max(1, formats):
            yield f"col {first}: style {column.get('style')}"
        last = stop


def _areas(root: etree._Element) -> Iterator[str]:
    """Merged areas don't overlap."""
    areas = [e.get("ref", "") for e in root.iter(f"{_Q}mergeCell")]
    yield from (f"merged {area}" for area in areas if not _is_area(area))
    taken: dict[tuple[int, int], str] = {}
    for area in filter(_is_area, areas):
        a, b, c, d = _bounds(area)
        for place in ((row, column) for row in range(b, d + 1) for column in range(a, c + 1)):
            if place in taken:
                yield f"merged {area} overlaps {taken[place]}"
                break
            taken[place] = area


def _views(root: etree._Element) -> Iterator[str]:
    for view in root.iter(f"{_Q}sheetView"):
        for element in [*view.iter(f"{_Q}pane"), *view.iter(f"{_Q}selection")]:
            for attribute in ("topLeftCell", "activeCell"):
                cell = element.get(attribute)
                if cell is not None and not _CELLS.fullmatch(cell):
                    yield f"view: {attribute} {cell}"


def _limits(root: etree._Element) -> Iterator[str]:
    if sum(1 for _ in root.iter(f"{_Q}hyperlink")) > 65_530:
        yield "more than 65,530 links"
    area = root.find(f"{_Q}autoFilter")
    if area is not None and not _is_area(area.get("ref", "")):
        yield f"filter {area.get('ref')}"
    for holder in root.iter(f"{_Q}rowBreaks", f"{_Q}colBreaks"):
        stated: Mapping[str, str] = {str(k): str(v) for k, v in holder.attrib.items()}
        if "count" in stated and int(stated["count"]) != len(holder):
            yield f"breaks: count {stated['count']} of {len(holder)}"
