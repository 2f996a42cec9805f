"""Packages: what a file is, the limits it must keep, and that damage is never a traceback."""

from __future__ import annotations

import random
import struct
import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import msoffcrypto
import pytest

from tests.support.workbooks import (
    Parts,
    append_rows,
    blank_book,
    parts_of,
    payroll,
    plain_book,
    rich_book,
    sheet_part,
    summary,
    write_parts,
)
from xlpay.base.codes import FILE_CODES
from xlpay.base.findings import UnusableFile, unusable
from xlpay.workbook.file import package
from xlpay.workbook.file.reading import read_book
from xlpay.workbook.fill.filling import fill


def code_of(path: Path) -> str:
    with pytest.raises(UnusableFile) as caught:
        read_book(path)
    assert path.name in caught.value.message
    assert caught.value.hint
    return caught.value.code


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "F-EMPTY"),
        ("姓名,身份证号\r\n张三,1\r\n".encode(), "F-TEXT"),
        ("姓名,身份证号\r\n张三,1\r\n".encode("gb18030"), "F-TEXT"),
        ("姓名\t1".encode("utf-16"), "F-TEXT"),
        (b"<html><table></table></html>", "F-TEXT"),
        (b'<?xml version="1.0"?><Workbook/>', "F-TEXT"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "F-NOT-WORKBOOK"),
        (b"%PDF-1.7\x00\x01", "F-NOT-WORKBOOK"),
        (OLE + b"\x00" * 600, "F-XLS"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "F-XLS"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "F-ODS"),
        (zipped(**{"word/document.xml": b"<w/>"}), "F-NOT-WORKBOOK"),
        (zipped(**{"xl/worksheets/sheet1.xml": b"<w/>"}), "F-PART"),
        (b"PK\x03\x04" + b"\x00" * 200, "F-DAMAGED"),
    ],
)
def test_a_file_is_known_by_its_content_not_its_name(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert code_of(put(tmp_path / "工资.xlsx", content)) == code


def test_a_password_is_told_from_an_old_format(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "plain.xlsx")
    locked = tmp_path / "locked.xlsx"
    with source.open("rb") as opened, locked.open("wb") as out:
        msoffcrypto.OfficeFile(opened).encrypt("口令", out)
    assert code_of(locked) == "F-ENCRYPTED"


def test_a_missing_file_a_folder_and_an_unreadable_one(tmp_path: Path) -> None:
    assert code_of(tmp_path / "没有.xlsx") == "F-MISSING"
    (tmp_path / "夹.xlsx").mkdir()
    assert code_of(tmp_path / "夹.xlsx") == "F-FOLDER"


def test_a_binary_workbook_is_named(tmp_path: Path) -> None:
    parts = Parts(plain_book(tmp_path / "a.xlsx"))
    parts.parts["xl/workbook.bin"] = parts.parts.pop("xl/workbook.xml")
    parts.replace("_rels/.rels", "workbook.xml", "workbook.bin")
    assert code_of(parts.save()) == "F-XLSB"


# ---- paths ----------------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["backslash", "case", "absolute"])
def test_parts_are_found_however_their_paths_are_written(tmp_path: Path, style: str) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    parts = parts_of(path)
    if style == "backslash":
        parts = {name.replace("/", "\\"): content for name, content in parts.items()}
    elif style == "case":
        parts = {
            name.replace("worksheets/sheet1", "Worksheets/SHEET1"): content
            for name, content in parts.items()
        }
    else:
        parts = {f"/{name}": content for name, content in parts.items()}
    write_parts(path, parts)
    assert read_book(path).grids["Sheet"].rows[0] == ["姓名"]
    out = tmp_path / "out.xlsx"
    fill(path, out, [payroll()])
    assert {*parts} - {*parts_of(out)} == set()


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_a_missing_part_is_named(tmp_path: Path, part: str) -> None:
    parts = parts_of(plain_book(tmp_path / "a.xlsx"))
    del parts[part]
    assert code_of(write_parts(tmp_path / "a.xlsx", parts)) == "F-PART"


@pytest.mark.parametrize("twin", ["xl/workbook.xml", "XL/Workbook.xml", "xl\\workbook.xml"])
def test_duplicate_entries_are_refused(tmp_path: Path, twin: str) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    parts = [*parts_of(path).items(), (twin, b"<workbook/>")]
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")  # zipfile warns of the very thing that is made here
        for name, content in parts:
            archive.writestr(name, content)
    assert code_of(path) == "F-DUPLICATE"


# ---- limits ---------------------------------------------------------------------------------


def test_a_part_that_inflates_beyond_reason_is_refused(tmp_path: Path) -> None:
    parts = parts_of(plain_book(tmp_path / "a.xlsx"))
    parts["xl/media/big.bin"] = b"\0" * (4 << 20)
    assert code_of(write_parts(tmp_path / "a.xlsx", parts)) == "F-LIMIT"


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    parts = parts_of(plain_book(tmp_path / "a.xlsx"))
    parts |= {f"x/{n}": b"" for n in range(package.MAX_ENTRIES)}
    assert code_of(write_parts(tmp_path / "a.xlsx", parts)) == "F-LIMIT"


@pytest.mark.parametrize("claim", [10, 2**31, 2**32 - 1])
def test_a_size_that_lies_is_found_out(tmp_path: Path, claim: int) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    record = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert content[record : record + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, record + 24, claim)
    assert info.file_size != claim
    assert code_of(put(path, bytes(content))) in ("F-DAMAGED", "F-LIMIT")


def test_a_wrong_checksum_is_damage(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    record = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[record + 16] ^= 1
    assert code_of(put(path, bytes(content))) == "F-DAMAGED"


# ---- XML ------------------------------------------------------------------------------------


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_in_any_encoding(tmp_path: Path, part: str, encoding: str) -> None:
    parts = parts_of(plain_book(tmp_path / "a.xlsx"))
    content = parts[part].decode().split("?>", 1)[-1]
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    parts[part] = f"{head}{BOMB}{content}".encode(encoding)
    assert code_of(write_parts(tmp_path / "a.xlsx", parts)) == "F-DOCTYPE"


def test_parts_in_utf_16_are_read(tmp_path: Path) -> None:
    parts = parts_of(plain_book(tmp_path / "a.xlsx"))
    part = "xl/worksheets/sheet1.xml"
    content = parts[part].decode().split("?>", 1)[-1]
    parts[part] = f'<?xml version="1.0" encoding="UTF-16"?>{content}'.encode("utf-16")
    write_parts(tmp_path / "a.xlsx", parts)
    assert read_book(tmp_path / "a.xlsx").grids["Sheet"].rows == [["姓名"], ["张1"]]


def test_a_deep_document_is_refused(tmp_path: Path) -> None:
    parts = parts_of(plain_book(tmp_path / "a.xlsx"))
    parts["xl/workbook.xml"] = b"<a>" * 100_000
    assert code_of(write_parts(tmp_path / "a.xlsx", parts)) == "F-XML"


# ---- damage ---------------------------------------------------------------------------------


def use(path: Path, out: Path) -> None:
    """Read and fill; only UnusableFile may come of it."""
    for step in (
        lambda: read_book(path),
        lambda: fill(path, out, [payroll([3, 1]), summary(["甲"], [1])]),
    ):
        try:
            step()
        except UnusableFile as error:
            assert error.code in FILE_CODES


def test_no_change_of_bytes_brings_a_traceback(tmp_path: Path) -> None:
    rng = random.Random(20261120)
    content = rich_book(tmp_path / "a.xlsx").read_bytes()
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(rng.randint(1, 6)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        cut = rng.randrange(len(damaged)) if rng.random() < 0.2 else len(damaged)
        use(put(tmp_path / "b.xlsx", bytes(damaged[:cut])), tmp_path / "out.xlsx")


WRECKS = [b"<", b">", b'"', b"&", b"-1", b"", b"A1", b"XFD1048576", b"<c/>", b"&#0;", b"\xff"]
WRECKS += [b"99999999999", b"$", b"'", b":", b"</sheetData>", b"<row/>", b" ", b"#REF!", b"rId9"]


def test_no_change_of_xml_brings_a_traceback(tmp_path: Path) -> None:
    rng = random.Random(20261121)
    source = blank_book(tmp_path / "a.xlsx")
    fill(source, tmp_path / "filled.xlsx", [payroll(), summary()])
    append_rows(tmp_path / "filled.xlsx", "汇总", '<row r="20"><c r="C20"><f>B8</f></c></row>')
    parts = parts_of(tmp_path / "filled.xlsx")
    likely = [name for name in parts if "sheet" in name or "workbook" in name or "chart" in name]
    for _ in range(250):
        changed = dict(parts)
        name = rng.choice(likely if rng.random() < 0.8 else list(parts))
        content = changed[name]
        start = rng.randrange(len(content))
        stop = start + rng.choice([0, 1, 2, 5, 30])
        changed[name] = content[:start] + rng.choice(WRECKS) + content[stop:]
        use(write_parts(tmp_path / "b.xlsx", changed), tmp_path / "out.xlsx")


def test_damage_in_a_part_that_is_only_copied_does_not_stop_a_fill(tmp_path: Path) -> None:
    source = rich_book(tmp_path / "a.xlsx")
    parts = Parts(source)
    parts.parts["customXml/item1.xml"] = b"<not xml"
    fill(parts.save(), tmp_path / "out.xlsx", [payroll()])
    assert parts_of(tmp_path / "out.xlsx")["customXml/item1.xml"] == b"<not xml"
    assert sheet_part(source, "工资发放表") in parts_of(tmp_path / "out.xlsx")


# ---- codes ----------------------------------------------------------------------------------


def test_every_code_has_a_problem_and_a_hint() -> None:
    for code, (problem, hint) in FILE_CODES.items():
        assert code.startswith("F-")
        assert problem.endswith("。")
        assert hint.endswith("。")
    line = unusable("F-EMPTY", name="a{b}.xlsx").line()
    assert line.startswith("F-EMPTY “a{b}.xlsx”")
