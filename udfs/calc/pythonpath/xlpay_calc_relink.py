"""Formulas that Excel has saved as calls into its add-in, made plain when a document is loaded.

Excel writes [1]!CWGRADE(…); an office that doesn't know the functions writes cwgrade(…) and keeps
the number of a link whose part it has dropped.  The document counts as unchanged afterwards, and
undo knows nothing of it: nothing that one had typed has become another.
"""

import json
import os
import re
import zipfile

import uno
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJob

RELINK = "org.xlpay.calc.Relink"
SERVICE = "XLPAY"  # before the name in formulas as the document's model has them
ADDIN = "xlpay.xlam"
FORMULAS = 16  # of com.sun.star.sheet.CellFlags
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CALL = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|(?P<place>'(?:[^']|'')*'[!#]|\[(?P<number>\d+)\]!|[\w.]+!)?"
    r"(?P<kind>_xll\.|_xldudf_XLPAY_)?(?P<name>CW[A-Z]+)(?=\()"
    r"|'(?:[^']|'')*'|\[[^\]]*\]|\w[\w.]*",  # a sheet, a book, any other word
    re.IGNORECASE,
)
LINK = re.compile(r"<(?:\w+:)?externalReference\s[^>]*?\w+:id\s*=\s*[\"']([^\"']+)")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
ATTRIBUTE = re.compile(r"(\w+)\s*=\s*[\"']([^\"']*)")


class Relink(unohelper.Base, XJob, XServiceInfo):
    """The job that runs whenever a document has been loaded."""

    def __init__(self, context):
        pass

    def execute(self, given):
        document = document_of(given)
        if document is not None and document.supportsService(
            "com.sun.star.sheet.SpreadsheetDocument"
        ):
            relink(document)

    def getImplementationName(self):
        return RELINK

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return ("com.sun.star.task.Job",)


def document_of(given):
    """The document of an event; None where there is none."""
    for group in given:
        if group.Name == "Environment":
            return next((one.Value for one in group.Value if one.Name == "Model"), None)
    return None


def relink(document):
    """Make our calls plain; how many cells had another form."""
    found = list(cells(document))
    if not found or document.isReadonly():
        return 0
    with open(os.path.join(HERE, "functions.json"), encoding="utf-8") as file:
        names = frozenset(json.load(file))
    others = others_links(document.URL)
    changed = document.isModified()
    document.UndoManager.lock()
    try:
        return sum(made_plain(cell, text, names, others) for cell, text in found)
    finally:
        document.UndoManager.unlock()
        document.setModified(changed)


def cells(document):
    """Each cell whose formula may be a call in another form, with the formula."""
    for sheet in document.Sheets:
        for area in sheet.queryContentCells(FORMULAS):
            for r, row in enumerate(area.getFormulaArray()):
                for c, text in enumerate(row):
                    if "cw" in text.lower() and any(
                        one["place"] or one["kind"] for one in CALL.finditer(text)
                    ):
                        yield area.getCellByPosition(c, r), text


def made_plain(cell, text, names, others):
    """Write a formula's calls plain; whether any was."""

    def put(match):
        name = (match["name"] or "").upper()
        if name not in names or not is_ours(match, others):
            return match[0]
        return SERVICE + "." + name

    array = text.startswith("{")
    before = text[1:-1] if array else text
    after = CALL.sub(put, before)
    if after == before:
        return False
    if array:
        area = cell.Spreadsheet.createCursorByRange(cell)
        area.collapseToCurrentArray()
        first = area.getCellByPosition(0, 0).CellAddress
        if (first.Row, first.Column) == (cell.CellAddress.Row, cell.CellAddress.Column):
            area.setArrayFormula(after)
    else:
        cell.setFormula(after)
    return True


def is_ours(call, others):
    """Whether what stands before a name is nothing, or the add-in."""
    if call["number"]:
        return int(call["number"]) not in others
    place = (call["place"] or "")[:-1].strip("'").replace("[", "").replace("]", "")
    return not place or re.split(r"[/\\]", place)[-1].lower() == ADDIN


def others_links(url):
    """The numbers of a workbook's links that lead to other files; none where it can't be read."""
    try:
        with zipfile.ZipFile(uno.fileUrlToSystemPath(url)) as package:
            parts = related(package, "xl/_rels/workbook.xml.rels")
            links = LINK.findall(package.read("xl/workbook.xml").decode("utf-8"))
            return {
                number
                for number, link in enumerate(links, 1)
                if not any(
                    re.split(r"[/\\]|%5C", target, flags=re.IGNORECASE)[-1].lower() == ADDIN
                    for target in related(package, relations_of(parts[link])).values()
                )
            }
    except Exception:  # another kind of file: its formulas name no numbers
        return set()


def relations_of(target):
    """Where the relations of an external link stand."""
    folder, name = os.path.split(target if target.startswith("/") else "/xl/" + target)
    return folder[1:] + "/_rels/" + name + ".rels"


def related(package, part):
    """The targets of a part of relations by id."""
    found = {}
    for element in RELATION.findall(package.read(part).decode("utf-8")):
        known = dict(ATTRIBUTE.findall(element))
        found[known["Id"]] = known["Target"]
    return found
