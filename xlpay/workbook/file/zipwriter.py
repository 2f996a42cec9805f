"""A zip written front to back: entries copied as they are compressed, or streamed in.

zipfile can't copy an entry without inflating it; a workbook of 100,000 rows has many that stay.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from types import ModuleType
from typing import BinaryIO, Final

import msgspec
from msgspec.structs import replace

from xlpay.base.findings import unusable
from xlpay.workbook.file.package import ZipEntry

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_UTF8_NAME: Final = 0x800
_MAX: Final = 0xFFFF_FFFF  # beyond it zip64 would be needed; Excel's own limit is far below
_LEVEL: Final = 1
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)


class _Written(msgspec.Struct, frozen=True):
    entry: ZipEntry
    offset: int
    compressed: int


def _fastest() -> ModuleType:
    """isal where it is installed (extra `fast`): the same format in a fraction of the time."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    return isal_zlib


_zlib: Final = _fastest()


class ZipWriter:
    """Writes entries to a seekable file; `close` adds the directory."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._written: list[_Written] = []

    def copy(self, entry: ZipEntry, raw: memoryview) -> None:
        """An entry as it stands in another file, not inflated."""
        self._begin(entry, len(raw))
        self._file.write(raw)

    def stream(self, entry: ZipEntry, chunks: Iterable[bytes]) -> None:
        """The entry with other content, which is compressed as it comes."""
        offset = self._begin(replace(entry, method=8, crc=0, size=0), 0)
        deflater = _zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        crc = size = compressed = 0
        for chunk in chunks:
            crc = _zlib.crc32(chunk, crc)
            size += len(chunk)
            compressed += self._file.write(deflater.compress(chunk))
        compressed += self._file.write(deflater.flush())
        self._check(size)
        filled = replace(entry, method=8, crc=crc, size=size)
        self._written[-1] = _Written(filled, offset, compressed)
        end = self._file.tell()
        self._file.seek(offset)
        self._file.write(_local_header(filled, compressed))
        self._file.seek(end)

    def __len__(self) -> int:
        """How many entries were written."""
        return len(self._written)

    def list_last_at(self, place: int) -> None:
        """Let the directory list the entry that was written last at that place."""
        self._written.insert(place, self._written.pop())

    def contents(self) -> list[tuple[str, int, int]]:
        """Name, size and checksum of each part that was written."""
        entries = [written.entry for written in self._written]
        return [(one.name, one.size, one.crc) for one in entries if not one.is_folder]

    def close(self) -> None:
        """Write the directory."""
        start = self._file.tell()
        for written in self._written:
            self._file.write(_central_record(written))
        size, count = self._file.tell() - start, len(self._written)
        self._check(start + size)
        self._file.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, 0))

    def _begin(self, entry: ZipEntry, compressed: int) -> int:
        offset = self._file.tell()
        self._check(offset + compressed)
        self._written.append(_Written(entry, offset, compressed))
        self._file.write(_local_header(entry, compressed))
        self._file.write(entry.raw_name)
        return offset

    def _check(self, size: int) -> None:
        if size > _MAX:
            raise unusable("F-LIMIT", name=self._name, what="输出大于 4 GB")


def new_entry(name: str) -> ZipEntry:
    """An entry for a part that the source has not."""
    return ZipEntry(
        name=name,
        raw_name=name.encode(),
        utf8_name=not name.isascii(),
        method=8,
        crc=0,
        size=0,
        start=0,
        stop=0,
        date_time=_OLDEST,
        external_attr=0,
    )


def _stamp(entry: ZipEntry) -> tuple[int, int]:
    """Time and date as DOS has them; a date before 1980 becomes the oldest there is."""
    year, month, day, hour, minute, second = max(entry.date_time, _OLDEST)
    clock = hour << 11 | minute << 5 | second // 2
    return clock & 0xFFFF, ((year - 1980) << 9 | month << 5 | day) & 0xFFFF


def _local_header(entry: ZipEntry, compressed: int) -> bytes:
    flags = _UTF8_NAME if entry.utf8_name else 0
    head = (b"PK\x03\x04", 20, flags, entry.method, *_stamp(entry))
    return _LOCAL.pack(*head, entry.crc, compressed, entry.size, len(entry.raw_name), 0)


def _central_record(written: _Written) -> bytes:
    entry = written.entry
    flags = _UTF8_NAME if entry.utf8_name else 0
    head = (b"PK\x01\x02", 20, 20, flags, entry.method, *_stamp(entry))
    sizes = (entry.crc, written.compressed, entry.size, len(entry.raw_name), 0, 0, 0, 0)
    return _CENTRAL.pack(*head, *sizes, entry.external_attr, written.offset) + entry.raw_name
