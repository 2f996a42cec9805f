"""The mark inside an output of ours: a fingerprint over its parts, in a custom property.

It tells an output wherever it lies and whatever it is called, and whether anybody has saved it
since.  Sizes and checksums stand in the directory of the zip, so that no part need be read.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Final

from lxml import etree

from xlpay.base.findings import UnusableFile
from xlpay.workbook.file.markup import children, parse

PROPERTY: Final = "xlpay_result"

_CUSTOM: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FIRST_ID: Final = 2  # 0 and 1 are reserved
_LARGEST: Final = 1 << 20  # bytes of a part of properties

# what a damaged archive brings the library to
_BROKEN: Final = (
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
)

Content = tuple[str, int, int]  # a part's name, size and checksum


class Mark(Enum):
    """What a file says of itself."""

    NONE = "no output of ours"
    WHOLE = "as we wrote it"
    CHANGED = "saved by somebody since"


def fingerprint(parts: Iterable[Content]) -> str:
    """Of all parts but the one that holds it."""
    lines = sorted(f"{name.lower()} {size} {crc:08x}\n" for name, size, crc in parts)
    return "1:" + hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def marked(name: str, part: str, data: bytes | None, value: str) -> bytes:
    """The part of custom properties with the mark; `data` is the part as it was, if it was."""
    empty = f'<Properties xmlns="{_CUSTOM}" xmlns:vt="{_TYPES}"/>'.encode()
    root = parse(name, part, empty if data is None else data)
    found = next((e for e in children(root, "property") if e.get("name") == PROPERTY), None)
    if found is None:
        ids = [int(i) for e in children(root, "property") if (i := e.get("pid", "")).isdigit()]
        number = max([*ids, _FIRST_ID - 1]) + 1
        attributes = {"fmtid": _FORMAT, "pid": str(number), "name": PROPERTY}
        found = etree.SubElement(root, f"{{{_CUSTOM}}}property", attributes)
    for one in list(found):
        found.remove(one)
    value_holder = etree.SubElement(found, f"{{{_TYPES}}}lpwstr", nsmap={"vt": _TYPES})
    value_holder.text = value  # a prefix of lxml's choosing would not be the same each time
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def mark_of(path: Path) -> Mark:
    """What a file says of itself; a file that can't be read says nothing."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            for info in infos:
                if not info.filename.lower().endswith("custom.xml") or info.file_size > _LARGEST:
                    continue
                value = _value(path.name, info.filename, archive.read(info))
                if value:
                    rest = [(i.filename, i.file_size, i.CRC) for i in infos if i is not info]
                    return Mark.WHOLE if value == fingerprint(rest) else Mark.CHANGED
    except (*_BROKEN, UnusableFile):
        return Mark.NONE
    return Mark.NONE


def _value(name: str, part: str, data: bytes) -> str:
    for element in children(parse(name, part, data), "property"):
        if element.get("name") == PROPERTY:
            return "".join(str(text) for text in element.itertext()).strip()
    return ""
