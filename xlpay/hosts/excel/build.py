"""The Excel add-in xlpay.xlam from the catalogue, on any system, without Excel.

An empty add-in that Excel itself once saved is the ground; the modules, the ribbon, the settings
sheet and the help of the function wizard are added.  The same catalogue gives the same parts.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from xlpay import __version__
from xlpay.base.findings import live_text, unusable
from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.function import Function
from xlpay.functions import CATALOGUE
from xlpay.hosts.excel.vba import PROJECT, modules
from xlpay.hosts.packing import pack
from xlpay.hosts.ribbon import BUTTONS, TAB, icon, ribbon_xml
from xlpay.workbook.file.safe import write_whole

CONF_SHEET: Final = f"{PROJECT}.conf"
_MACROS: Final = "xl/vbaProject.bin"
# [MS-OVBA] 2.3.4.1: a writer's version is FFFF, and there is no compiled code of one to be ignored
_OF_A_WRITER: Final = bytes.fromhex("CC61FFFF000000")
_X14: Final = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_HELP_URI: Final = "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"
_RIBBON: Final = "customUI/customUI14.xml"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_RIBBON_TYPE: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_IMAGE_TYPE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DATES: Final = "2020-01-01T00:00:00Z"


def build(target: Path) -> Path:
    """Write the add-in."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with write_whole(target) as stream:
        stream.write(pack(addin_parts()))
    return target


def addin_parts() -> dict[str, bytes]:
    """The files of the package by path."""
    parts = _ground()
    _edit(
        parts,
        "[Content_Types].xml",
        '<Default Extension="xml"',
        '<Default Extension="png" ContentType="image/png"/>',
    )
    _edit(parts, "_rels/.rels", "</Relationships>", _relation("rIdRibbon", _RIBBON_TYPE, _RIBBON))
    parts["xl/workbook.xml"] = _workbook(parts["xl/workbook.xml"].decode(), CATALOGUE).encode()
    parts["xl/worksheets/sheet1.xml"] = _sheet(parts["xl/worksheets/sheet1.xml"].decode()).encode()
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace(
        b">Sheet1<", f">{CONF_SHEET}<".encode()
    )
    parts["docProps/core.xml"] = _core().encode()
    parts[_RIBBON] = ribbon_xml().encode()
    images = "".join(_relation(b.icon, _IMAGE_TYPE, f"images/{b.icon}.png") for b in BUTTONS)
    parts["customUI/_rels/customUI14.xml.rels"] = (
        f'{_XML}<Relationships xmlns="{_RELATIONS}">{images}</Relationships>'
    ).encode()
    for button in BUTTONS:
        parts[f"customUI/images/{button.icon}.png"] = icon(button)
    return parts


def _ground() -> dict[str, bytes]:
    """The parts of an empty add-in with our modules."""
    try:
        from pyopenvba import ExcelFile
        from pyopenvba.cfb import CFB
    except ImportError:
        raise unusable("F-NO-VBA") from None
    with tempfile.TemporaryDirectory(prefix="xlpay-xlam-") as folder:
        path = Path(folder) / "xlpay.xlam"
        with ExcelFile.create_new(path) as addin:
            project = addin.vba_project()
            project.delete_module("Module1")
            for name, source in modules(CATALOGUE).items():
                project.add_module(name, source)
            addin.save()
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    macros = CFB.from_bytes(parts[_MACROS])
    macros.write_stream_in_storage("VBA", "_VBA_PROJECT", _OF_A_WRITER)
    parts[_MACROS] = macros.to_bytes()
    return parts


def _edit(parts: dict[str, bytes], name: str, before: str, added: str) -> None:
    """Insert text before the only place where `before` stands."""
    text = parts[name].decode()
    assert text.count(before) == 1, f"{name}: {before}"
    parts[name] = text.replace(before, added + before).encode()


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'


def _workbook(text: str, catalogue: Mapping[str, Function]) -> str:
    """The sheet's name, the wizard's category and the help of every argument."""
    groups = (
        f'<functionGroups builtInGroupCount="16"><functionGroup name="{TAB}"/></functionGroups>'
    )
    for before, added in (
        ("</sheets>", "</sheets>" + groups),
        ("</extLst>", argument_help(catalogue) + "</extLst>"),
    ):
        assert text.count(before) == 1, before
        text = text.replace(before, added)
    return text.replace('name="Sheet1"', f'name="{CONF_SHEET}"')


def argument_help(catalogue: Mapping[str, Function]) -> str:
    """The wizard's help in Chinese, as Excel keeps what Application.MacroOptions is told."""
    names = "".join(
        f'<x14:definedName name="{function.name}">'
        f'<x14:argumentDescriptions count="{len(function.arguments)}">'
        f"{''.join(_described(*item) for item in enumerate(function.arguments))}"
        "</x14:argumentDescriptions></x14:definedName>"
        for function in catalogue.values()
    )
    inside = f"<x14:definedNames>{names}</x14:definedNames>"
    return f'<ext uri="{_HELP_URI}" xmlns:x14="{_X14}">{inside}</ext>'


def _described(place: int, argument: Argument) -> str:
    """An argument's help; Excel cuts it at 255 characters."""
    text = escape(f"{argument.name_zh}：{argument.help_zh}"[:255])
    return f'<x14:argumentDescription index="{place}">{text}</x14:argumentDescription>'


def conf() -> dict[str, str]:
    """What stands in the add-in's sheet from its first row on, the texts in column B.

    The macros look for theirs by row, since VBA text is ASCII; the doctor for the version.
    """
    return {
        "XLWINGS VERSION": version("xlwings"),
        "NO ANSWER": live_text("L-SILENT"),
        "NO EXPLANATION": live_text("L-SILENT-CELL").replace("\n", ""),
    }


def _sheet(text: str) -> str:
    """Name and text in two columns."""
    settings = conf()
    rows = "".join(
        f'<row r="{row}">{_text(f"A{row}", key)}{_text(f"B{row}", value)}</row>'
        for row, (key, value) in enumerate(settings.items(), 1)
    )
    assert text.count("<sheetData/>") == 1
    return text.replace("<sheetData/>", f"<sheetData>{rows}</sheetData>").replace(
        '<dimension ref="A1"/>', f'<dimension ref="A1:B{len(settings)}"/>'
    )


def _text(address: str, value: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _core() -> str:
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{TAB}函数 xlpay {__version__}</dc:title>"
        "<dc:description>社区工作者薪酬函数；安装：xlpay addin install</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{_DATES}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_DATES}</dcterms:modified>'
        "</cp:coreProperties>"
    )
