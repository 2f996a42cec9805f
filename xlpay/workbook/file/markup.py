"""XML parsed without entities, network or a DOCTYPE; every fault becomes UnusableFile.

Bytes are brought to UTF-8 first and parsed as such, whatever they declare, so that a DOCTYPE can't
hide in another encoding.  Depth and the
size of a text node are bounded by the parser's own limits (huge_tree stays off).
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import Final, cast

from lxml import etree

from xlpay.base.findings import unusable

Element = etree._Element

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"

_ENCODING: Final = re.compile(rb"""encoding\s*=\s*["']([^"'<>]*)["']""")
_LONGEST_DECLARATION: Final = 1024
_NO_XML: Final = "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
_FORBIDDEN: Final = re.compile(_NO_XML)
_UNWRITABLE: Final = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}_)|{_NO_XML}")
_DECLARED: Final = frozenset(
    ("utf-16", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252", "gb2312", "gbk", "gb18030")
)


def utf8(name: str, part: str, data: bytes) -> bytes:
    """The document in UTF-8; a declaration of another encoding is cut off with it."""
    encoding = _encoding(data)
    if encoding not in ("utf-8", "us-ascii", "ascii", ""):
        if encoding not in _DECLARED:
            raise unusable("F-XML", name=name, part=part)
        try:
            text = data.decode(encoding).lstrip("\ufeff")
            data = (text.partition("?>")[2] if text.startswith("<?xml") else text).encode()
        except (UnicodeError, LookupError):
            raise unusable("F-XML", name=name, part=part) from None
    if b"<!DOCTYPE" in data:
        raise unusable("F-DOCTYPE", name=name, part=part)
    return data


def _encoding(data: bytes) -> str:
    """The encoding a document has by its first bytes; "" where nothing is declared."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        return "utf-16le" if data[0] else "utf-16be"
    if b"\x00" in data[:4]:
        return "unknown"
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    if not data.startswith(b"<?xml", start):
        return ""
    end = data.find(b"?>", start, start + _LONGEST_DECLARATION)
    if end < 0:
        return "unknown"
    declared = _ENCODING.findall(data, start, end)
    return (
        declared[0].decode("ascii", "replace").lower()
        if len(declared) == 1
        else ("unknown" if b"encoding" in data[start:end] else "")
    )


def parse(name: str, part: str, data: bytes) -> Element:
    """The root element of a part (name: the file's, for the message)."""
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(utf8(name, part, data), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise unusable("F-XML", name=name, part=part) from None


def stream(name: str, part: str, data: bytes, tags: tuple[str, ...]) -> Iterator[Element]:
    """Each finished element of those tags in document order; the caller empties what it has read.

    `data` comes from `utf8`.
    """
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=tags,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            yield element
    except (etree.XMLSyntaxError, ValueError):
        raise unusable("F-XML", name=name, part=part) from None


def writable(text: str) -> str:
    """Text as XML can hold it: the one door for what comes from cells, files and policies.

    Most control characters are no XML at all: Excel writes them _xHHHH_, and so a text that itself
    looks like such an escape is escaped too.
    """
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def allowed(text: str) -> str:
    """A formula as XML can hold it: what it can't is left out, for there are no escapes in one."""
    return _FORBIDDEN.sub("", text)


def root_tag(name: str, part: str, data: bytes) -> etree.QName:
    """The name of the root element, read from the first bytes of `utf8` data."""
    parser = etree.XMLPullParser(
        ("start",), encoding="utf-8", resolve_entities=False, no_network=True
    )
    try:
        for start in range(0, len(data), 4096):
            parser.feed(data[start : start + 4096])
            for _, found in parser.read_events():
                if isinstance(found, Element):
                    return etree.QName(found)
    except (etree.XMLSyntaxError, ValueError):
        pass
    raise unusable("F-XML", name=name, part=part)


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment, whose tag is no text."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def select(path: etree.XPath, element: Element) -> list[Element]:
    """The elements an XPath finds."""
    return cast(list[Element], path(element))


def children(element: Element, tag: str) -> list[Element]:
    """The child elements of that local name, whatever the namespace."""
    return [child for child in element if local(child) == tag]


def child(element: Element, tag: str) -> Element | None:
    """The first child of that local name."""
    return next((found for found in element if local(found) == tag), None)


def flag(element: Element | None, attribute: str) -> bool:
    """Whether an XML boolean attribute says yes."""
    return element is not None and element.get(attribute, "").lower() in ("1", "true", "on")
