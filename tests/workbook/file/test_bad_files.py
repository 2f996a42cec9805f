"""A file that is no usable workbook: one line with its code, exit code 2, nothing written."""

from __future__ import annotations

import base64
import io
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msoffcrypto.format.ooxml
import pytest

from tests.support.mutations import CHIFENG, MAIN, OFFICE, Book, small_unit
from xlpay.base.findings import UnusableFile
from xlpay.cli import main
from xlpay.jobs.books import check_book, run_month
from xlpay.jobs.upgrading import upgrade_book
from xlpay.sample.write import write

Damage = Callable[[bytes], bytes]
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROSTER: Final = "花名册"


def png(_: bytes) -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def encrypted(data: bytes) -> bytes:
    """With a password to open."""
    sealed = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt("密码", sealed)
    return sealed.getvalue()


def archive(**parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return packed.getvalue()


def spreadsheet(_: bytes) -> bytes:
    return archive(
        mimetype="application/vnd.oasis.opendocument.spreadsheet", content_DOT_xml="<office/>"
    )


def binary(data: bytes) -> bytes:
    """As .xlsb has it: the main part is no XML."""

    def change(book: Book) -> None:
        book.parts["xl/workbook.bin"] = b"\x83\x01\x00"
        del book.parts["xl/workbook.xml"]
        for relation in book.root("_rels/.rels"):
            if str(relation.get("Type")).endswith("officeDocument"):
                relation.set("Target", "xl/workbook.bin")

    return inside(change)(data)


def inside(change: Callable[[Book], object]) -> Damage:
    """A change of the parts, in a file that is a good zip."""

    def damage(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            book = Book({name: source.read(name) for name in source.namelist()})
        change(book)
        packed = io.BytesIO()
        book.save(packed)
        return packed.getvalue()

    return damage


def text_of(sheet: str, old: bytes, new: bytes) -> Damage:
    """A replacement in the XML of a sheet."""

    def change(book: Book) -> None:
        part = book.part_of(sheet)
        assert old in book.parts[part]
        book.parts[part] = book.parts[part].replace(old, new, 1)

    return inside(change)


def without(*names: str) -> Damage:
    return inside(lambda book: [book.parts.pop(name) for name in names])


def without_sheet_part(data: bytes) -> bytes:
    return inside(lambda book: book.parts.pop(book.part_of(ROSTER)))(data)


def without_relation(data: bytes) -> bytes:
    def change(book: Book) -> None:
        wanted = book.listed(ROSTER).get(f"{{{OFFICE}}}id")
        relations = book.root("xl/_rels/workbook.xml.rels")
        for relation in list(relations):
            if relation.get("Id") == wanted:
                relations.remove(relation)

    return inside(change)(data)


def twice(data: bytes) -> bytes:
    """One part of that name more."""
    packed = io.BytesIO(data)
    with pytest.warns(UserWarning), zipfile.ZipFile(packed, "a") as more:
        more.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


def cut_zip(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    """A byte in the middle of the roster's compressed rows is another one."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        book = Book({name: source.read(name) for name in source.namelist()})
        info = source.getinfo(book.part_of(ROSTER))
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def bomb(data: bytes) -> bytes:
    """A part that grows a thousandfold."""
    return inside(lambda b: b.parts.update({"xl/media/a.bin": bytes(20 << 20)}))(data)


def entity(book: Book) -> None:
    part = book.part_of(ROSTER)
    declared = b'<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;">]>'
    text = book.parts[part]
    at = text.index(b"<worksheet")
    book.parts[part] = text[:at] + declared + text[at:]


def deep(book: Book) -> None:
    """Elements in elements, ten thousand times."""
    nested = b"<a>" * 10_000 + b"</a>" * 10_000
    part = "xl/workbook.xml"
    book.parts[part] = book.parts[part].replace(b"</workbook>", nested + b"</workbook>")


def far_cell(name: str) -> Damage:
    """A value far away from all the others."""

    def change(book: Book) -> None:
        row = "".join(c for c in name if c.isdigit())
        part = book.part_of(ROSTER)
        made = f'<row r="{row}"><c r="{name}"><v>1</v></c></row></sheetData>'.encode()
        book.parts[part] = book.parts[part].replace(b"</sheetData>", made)

    return inside(change)


def no_sheets(book: Book) -> None:
    root = book.root("xl/workbook.xml")
    holder = root.find(f"{{{MAIN}}}sheets")
    assert holder is not None
    for sheet in list(holder):
        holder.remove(sheet)


def template_type(book: Book) -> None:
    part = "[Content_Types].xml"
    book.parts[part] = book.parts[part].replace(b"sheet.main+xml", b"template.main+xml")


def signed(book: Book) -> None:
    book.parts["_xmlsignatures/sig1.xml"] = b"<Signature/>"


FILES: Final[dict[str, tuple[str, Damage]]] = {
    "空文件": ("F-EMPTY", lambda data: b""),
    "旧版xls": ("F-XLS", lambda data: OLE + bytes(2000)),
    "没有外壳的旧版xls": ("F-XLS", lambda data: b"\x09\x08\x08\x00\x00\x05\x10\x00" + bytes(60)),
    "csv": ("F-TEXT", lambda data: "姓名,身份证号\n张三,1\n".encode("gb18030")),
    "网页另存的xls": ("F-TEXT", lambda data: b"<html><table><tr><td>1</td></tr></table></html>"),
    "ods": ("F-ODS", spreadsheet),
    "xlsb": ("F-XLSB", binary),
    "有打开密码": ("F-ENCRYPTED", encrypted),
    "图片改名": ("F-NOT-WORKBOOK", png),
    "别的压缩包": ("F-NOT-WORKBOOK", lambda data: archive(a_DOT_txt="x")),
    "压缩包断了": ("F-DAMAGED", cut_zip),
    "只有开头几个字节": ("F-DAMAGED", lambda data: data[:4]),
    "数据里坏了一个字节": ("F-DAMAGED", flipped),
    "部件重复": ("F-DUPLICATE", twice),
    "没有workbook.xml": ("F-PART", without("xl/workbook.xml")),
    "没有内容类型": ("F-PART", without("[Content_Types].xml")),
    "没有花名册的部件": ("F-PART", without_sheet_part),
    "没有花名册的关系": ("F-PART", without_relation),
    "没有任何关系": ("F-PART", without("xl/_rels/workbook.xml.rels")),
    "一张工作表也没有": ("F-PART", inside(no_sheets)),
    "XML断了": ("F-DAMAGED", text_of(ROSTER, b"</sheetData>", b"")),
    "XML里有乱码": ("F-XML", text_of(ROSTER, b"<sheetData>", b"<sheetData>\xff\xfe<")),
    "外部实体": ("F-DOCTYPE", inside(entity)),
    "嵌套一万层": ("F-XML", inside(deep)),
    "压缩炸弹": ("F-LIMIT", bomb),
    "第1048577行": ("F-XML", far_cell("A1048577")),
    "第两千列": ("F-CELLS", far_cell("BXX20")),
    "块太大": ("F-CELLS", far_cell("ALL1000000")),
    "模板类型": ("F-TEMPLATE", inside(template_type)),
    "有数字签名": ("F-SIGNED", inside(signed)),
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("clean") / "book.xlsx"
    write(small_unit(CHIFENG), path)
    return path.read_bytes()


@pytest.mark.parametrize("says", FILES)
def test_a_file_that_cannot_be_used_gets_one_line(
    says: str, clean: bytes, tmp_path: Path, capfd: Any
) -> None:
    code, damage = FILES[says]
    path = tmp_path / f"{says}.xlsx"
    path.write_bytes(damage(clean))
    before = path.read_bytes()
    assert main(["run", str(path)]) == 2
    captured = capfd.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"{code} "), lines
    assert lines[0].endswith("。"), "what to do stands at the end"
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("name", "code"), [("没有这个文件.xlsx", "F-MISSING"), ("文件夹.xlsx", "F-FOLDER")]
)
def test_no_file_at_all(name: str, code: str, tmp_path: Path, capfd: Any) -> None:
    (tmp_path / "文件夹.xlsx").mkdir()
    assert main(["run", str(tmp_path / name)]) == 2
    assert capfd.readouterr().err.startswith(f"{code} ")


# ── encodings, checksums


def _utf7(text: str) -> bytes:
    """UTF-7 in which nothing but letters, digits and blanks stands openly."""

    def hidden(sign: str) -> bytes:
        return b"+" + base64.b64encode(sign.encode("utf-16-be")).rstrip(b"=") + b"-"

    plain = [sign.isascii() and (sign.isalnum() or sign in " \n") for sign in text]
    pairs = zip(text, plain, strict=True)
    return b"".join(sign.encode() if open_ else hidden(sign) for sign, open_ in pairs)


DECLARATIONS = (
    '<?xml version="1.0" encoding="{}"?>',
    "<?xml version='1.0'\tencoding='{}'?>",
    '<?xml version="1.0"\n encoding = "{}" standalone="yes"?>',
    '<?xml version="1.0"' + " " * 300 + 'encoding="{}"?>',
    '<?xml version="1.0"' + " " * 3000 + 'encoding="{}"?>',
)


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=range(len(DECLARATIONS)))
@pytest.mark.parametrize(
    "encoding",
    ["utf-7", "utf-8", "utf-16", "utf-16-le", "utf-32", "cp037", "gb18030", "big5", "shift_jis"],
)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet3.xml"])
def test_a_doctype_hides_in_no_encoding(
    part: str, encoding: str, declaration: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(clean_bytes())
    book = Book.open(path)
    body = book.parts[part].decode().rpartition("?>")[2]
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    if encoding == "utf-7":
        data = declaration.format(encoding).encode() + _utf7(doctype + body)
    else:
        data = (declaration.format(encoding) + doctype + body).encode(encoding, "xmlcharrefreplace")
    book.parts[part] = data
    book.save(path)
    with pytest.raises(UnusableFile) as caught:
        run_month(path, tmp_path / "out")
    assert caught.value.code in ("F-XML", "F-DOCTYPE")
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_a_part_with_a_wrong_checksum_is_refused_whether_read_or_not(tmp_path: Path) -> None:
    data = clean_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    for name in names:
        broken = bytearray(data)
        for found in re.finditer(b"PK\x01\x02", data):
            length = struct.unpack_from("<H", data, found.start() + 28)[0]
            if data[found.start() + 46 : found.start() + 46 + length] == name.encode():
                broken[found.start() + 16] ^= 1
        path = tmp_path / "b.xlsx"
        path.write_bytes(broken)
        for job in (run_month, check_book, upgrade_book):
            with pytest.raises(UnusableFile, match="校验和"):
                job(path)


@lru_cache(maxsize=1)
def clean_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write(small_unit(CHIFENG), Path(folder) / "a.xlsx")
        return (Path(folder) / "a.xlsx").read_bytes()
