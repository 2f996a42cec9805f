"""The official workbook, built whole: guide, settings, inputs, empty results, drop-downs.

Each build gives equal parts: no clock, fixed dates in the properties and in the zip.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from lxml import etree
from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.writer.excel import ExcelWriter

from xlpay.base.assets import bundled
from xlpay.base.forms import OFFICIAL_FORMS, Form
from xlpay.policy.files.load import load_shipped
from xlpay.policy.inputs import POLICY_PROPERTY
from xlpay.policy.schema.document import Document
from xlpay.workbook.template.charts import add_charts
from xlpay.workbook.template.guide import add_guide
from xlpay.workbook.template.inputs import add_inputs
from xlpay.workbook.template.look import FACE
from xlpay.workbook.template.results import SUMMARY, VISIBLE, add_result
from xlpay.workbook.template.settings import add_settings
from xlpay.workbook.template.words import add_words

VERSION: Final = "1"
VERSION_PROPERTY: Final = "xlpay_template_version"
TITLE: Final = "社区工作者工资工作簿"
_BUILT: Final = datetime(2026, 1, 1)
_FIRST_PART: Final = "[Content_Types].xml"
_MAKER: Final = "docProps/app.xml"  # openpyxl puts its own version there
_MADE_BY: Final = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>xlpay</Application></Properties>'
)
# What openpyxl writes so that not every reader understands it, and what is meant.
_MENDED: Final = (
    (b"_x000a_", b"\n"),  # a new line in a page's footer
    (b'<numFmt formatCode="#,##0"/>', b'<numFmt formatCode="#,##0" sourceLinked="0"/>'),
    (b'<numFmt formatCode="0"/>', b'<numFmt formatCode="0" sourceLinked="0"/>'),
)


def build(path: Path, schemes: Sequence[Document]) -> None:
    """Write the template for these policies to `path`."""
    path.write_bytes(packed(workbook(schemes)))


def workbook(schemes: Sequence[Document], forms: Sequence[Form] = OFFICIAL_FORMS) -> Workbook:
    """The workbook of these policies, with these input sheets and columns."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _default_font(book)
    add_guide(book, schemes, forms)
    add_settings(book, schemes)
    add_inputs(book, schemes, [form for form in forms if not form.deductions])
    for result in VISIBLE:
        add_result(book, result)
    add_inputs(book, schemes, [form for form in forms if form.deductions])  # few need them
    add_charts(book, book[SUMMARY.sheet], schemes)
    add_words(book, schemes)
    book.active = 0
    undated(book, TITLE)
    properties: Any = book  # the stubs don't know custom properties
    properties.custom_doc_props.append(StringProperty(name=VERSION_PROPERTY, value=VERSION))
    if forms is not OFFICIAL_FORMS:
        own = "、".join(scheme.id for scheme in schemes)
        properties.custom_doc_props.append(StringProperty(name=POLICY_PROPERTY, value=own))
    return book


def undated(book: Workbook, title: str | None = None) -> Workbook:
    """The workbook with a fixed time instead of the clock's."""
    book.properties = DocumentProperties(
        creator="xlpay", title=title, created=_BUILT, modified=_BUILT
    )
    return book


def _default_font(book: Any) -> None:
    """The font of cells that nobody formatted; openpyxl has no public place for it."""
    font = Font(name=FACE, sz=11, family=3)
    book._fonts = IndexedList([font])
    book._named_styles["Normal"].font = font


def packed(book: Workbook) -> bytes:
    """The package with fixed times, the content types first."""
    loose = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(loose, "w")).save()
    firm = io.BytesIO()
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(firm, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: name != _FIRST_PART):
            entry = zipfile.ZipInfo(name)  # 1980-01-01
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, _MADE_BY if name == _MAKER else _mended(name, source.read(name)))
    return firm.getvalue()


def _mended(name: str, part: bytes) -> bytes:
    """The part as all readers understand it."""
    for written, meant in _MENDED:
        part = part.replace(written, meant)
    return _prefixed(part) if name.startswith("xl/drawings/drawing") else part


def _prefixed(drawing: bytes) -> bytes:
    """A drawing whose elements bear the prefix xdr, as Excel writes them; some readers want it."""
    given = etree.fromstring(drawing)
    made = etree.Element(given.tag, nsmap={"xdr": etree.QName(given).namespace})
    made.extend(list(given))
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8", standalone=True)


if __name__ == "__main__":
    build(bundled("templates") / "payroll_template.xlsx", load_shipped())
