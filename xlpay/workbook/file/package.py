"""A workbook file as its zip entries, opened within limits and verified when read.

Sizes in a zip are claims: an entry is inflated to its claimed size and not a byte further, and its
checksum must hold.  So nothing behind this module meets bytes that were not bounded here.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from xlpay.base.findings import UnusableFile, os_words, unusable
from xlpay.base.regular import Bytes, NotRegular, TooLarge, read_regular
from xlpay.workbook.file.sniffing import refuse_foreign

MIB: Final = 1 << 20
MAX_FILE_BYTES: Final = 1024 * MIB
MAX_PART_BYTES: Final = 1024 * MIB
MAX_TOTAL_BYTES: Final = 2048 * MIB
MAX_ENTRIES: Final = 10_000
MAX_RATIO: Final = 200  # real sheets of 100,000 rows stay below 40
_PIECE: Final = MIB
RATIO_FROM_BYTES: Final = MIB  # a small part may be as repetitive as it likes

_LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
_ENCRYPTED_ENTRY: Final = 0x1
_UTF8_NAME: Final = 0x800


class ZipEntry(msgspec.Struct, frozen=True):
    """One zip entry: its name as OPC compares it, and where its compressed bytes lie."""

    name: str  # forward slashes, no leading slash, the case as stored
    raw_name: bytes
    utf8_name: bool
    method: int  # 0 stored, 8 deflated
    crc: int
    size: int
    start: int
    stop: int
    date_time: tuple[int, int, int, int, int, int]
    external_attr: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/") or not self.name


class Package:
    """The entries of a workbook file; part names are found whatever their case or slashes."""

    __slots__ = ("_data", "_index", "_sound", "entries", "mode", "name", "path")

    def __init__(
        self, path: Path, data: bytes, entries: tuple[ZipEntry, ...], mode: int | None = None
    ) -> None:
        self.path = path
        self.name = path.name
        self.entries = entries
        self.mode = mode  # the file's permissions; None where it never was one
        self._data = data
        self._sound: set[ZipEntry] = set()  # those whose checksums hold
        self._index = {e.name.lower(): e for e in entries if not e.is_folder}

    def find(self, part: str) -> ZipEntry | None:
        """The entry of a part, or None."""
        return self._index.get(part.lower())

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._index

    def names(self) -> Iterator[str]:
        """The names of all parts, in the order of the file."""
        return (entry.name for entry in self.entries if not entry.is_folder)

    def raw(self, entry: ZipEntry) -> memoryview:
        """The compressed bytes as they stand in the file, their checksum verified."""
        if entry not in self._sound and not entry.is_folder:
            self._verify(entry)
        return self._stored(entry)

    def verify(self) -> None:
        """Refuse a package with any part whose checksum doesn't hold, read or not."""
        for entry in self.entries:
            self.raw(entry)

    def _stored(self, entry: ZipEntry) -> memoryview:
        return memoryview(self._data)[entry.start : entry.stop]

    def _verify(self, entry: ZipEntry) -> None:
        """Inflate a part piece by piece, none of which is kept."""
        crc = size = 0
        for piece in self._pieces(entry):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if size > entry.size:
                break
        self._check(entry, size, crc)

    def _pieces(self, entry: ZipEntry) -> Iterator[bytes | memoryview]:
        rest: bytes | memoryview = self._stored(entry)
        if entry.method == zipfile.ZIP_STORED:
            yield rest
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            while not inflater.eof and (piece := inflater.decompress(rest, _PIECE)):
                yield piece
                rest = inflater.unconsumed_tail
        except zlib.error:
            raise unusable("F-DAMAGED", name=self.name, why=f"{entry.name} 无法解压") from None

    def _check(self, entry: ZipEntry, size: int, crc: int) -> None:
        if size != entry.size or crc != entry.crc:
            raise unusable("F-DAMAGED", name=self.name, why=f"{entry.name} 的校验和不符")
        self._sound.add(entry)

    def read(self, part: str) -> bytes:
        """The uncompressed, verified bytes of a part; UnusableFile if it is absent or broken."""
        entry = self.find(part)
        if entry is None:
            raise unusable("F-PART", name=self.name, part=part)
        raw = self._stored(entry)
        if entry.method == zipfile.ZIP_STORED:
            content = bytes(raw)
        else:
            content = self._inflate(entry, raw)
        self._check(entry, len(content), zlib.crc32(content))
        return content

    def head(self, part: str, size: int) -> bytes:
        """About the first `size` bytes of a part, unverified; empty where it can't be read."""
        entry = self.find(part)
        if entry is None:
            return b""
        if entry.method == zipfile.ZIP_STORED:
            return bytes(self._stored(entry)[:size])
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(self._stored(entry), size)
        except zlib.error:
            return b""

    def _inflate(self, entry: ZipEntry, raw: memoryview) -> bytes:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(raw, entry.size + 1)
        except zlib.error:
            raise unusable("F-DAMAGED", name=self.name, why=f"{entry.name} 无法解压") from None
        return content

    def sha256(self) -> str:
        """The fingerprint of the file."""
        return hashlib.sha256(self._data).hexdigest()

    def changed_since(self) -> bool:
        """Whether other bytes stand in the file by now."""
        try:
            now = read_regular(self.path, MAX_FILE_BYTES).data
        except OSError:  # it is gone, or being written
            return self.path.exists()
        return now != self._data


def open_package(source: Path | Package) -> Package:
    """The package in a file, which is read once: who has it hands it on; UnusableFile.

    It says what else the file is, or what is wrong.
    """
    if isinstance(source, Package):
        return source
    read = _file_bytes(source)
    return package_of(source, read.data, read.mode)


def package_of(path: Path, data: bytes, mode: int | None = None) -> Package:
    """The package in these bytes, called by that path; UnusableFile."""
    refuse_foreign(path.name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_ENTRIES:
                raise unusable("F-LIMIT", name=path.name, what=f"{len(infos)} 个部件")
            entries = tuple(_entry(path.name, data, info) for info in infos)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error):
        raise unusable("F-DAMAGED", name=path.name, why="压缩包不完整") from None
    _check_limits(path.name, entries)
    return Package(path, data, entries, mode)


def _file_bytes(path: Path) -> Bytes:
    try:
        return read_regular(path, MAX_FILE_BYTES)
    except FileNotFoundError:
        raise unusable("F-MISSING", name=path.name) from None
    except NotRegular:
        raise unusable("F-FOLDER", name=path.name) from None
    except TooLarge:
        raise unusable("F-LIMIT", name=path.name, what="文件大于 1 GB") from None
    except PermissionError:
        raise unusable("F-DENIED", name=path.name) from None
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        why = os_words(error) if isinstance(error, OSError) else "文件名不能用"
        raise unusable("F-UNREADABLE", name=path.name, why=why) from None


def _entry(file_name: str, data: bytes, info: zipfile.ZipInfo) -> ZipEntry:
    """The entry behind a directory record, whose local header must stand where it says."""
    header = data[info.header_offset : info.header_offset + _LOCAL_HEADER.size]
    if info.header_offset < 0 or len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no local header")
    if info.flag_bits & _ENCRYPTED_ENTRY:
        raise unusable("F-ENCRYPTED", name=file_name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise unusable("F-DAMAGED", name=file_name, why="压缩方式不受支持")
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    start = info.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    stop = start + info.compress_size
    if stop > len(data):
        raise zipfile.BadZipFile("entry past the end")
    utf8 = bool(info.flag_bits & _UTF8_NAME)
    return ZipEntry(
        name=info.orig_filename.replace("\\", "/").lstrip("/"),
        raw_name=info.orig_filename.encode("utf-8" if utf8 else "cp437"),
        utf8_name=utf8,
        method=info.compress_type,
        crc=info.CRC,
        size=info.file_size,
        start=start,
        stop=stop,
        date_time=info.date_time,
        external_attr=info.external_attr,
    )


def _check_limits(file_name: str, entries: tuple[ZipEntry, ...]) -> None:
    def over(what: str) -> UnusableFile:
        return unusable("F-LIMIT", name=file_name, what=what)

    seen: set[str] = set()
    for entry in entries:
        if entry.size > MAX_PART_BYTES:
            raise over(f"{entry.name} 大于 1 GB")
        if entry.size > max(RATIO_FROM_BYTES, MAX_RATIO * (entry.stop - entry.start)):
            raise over(f"{entry.name} 的压缩比异常")
        key = entry.name.lower()
        if key in seen and not entry.is_folder:
            raise unusable("F-DUPLICATE", name=file_name, part=entry.name)
        seen.add(key)
    if sum(entry.size for entry in entries) > MAX_TOTAL_BYTES:
        raise over("解压后大于 2 GB")
