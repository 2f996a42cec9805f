"""What a file is by its first bytes, when it is not an .xlsx or .xlsm, whatever it is named.

Names lie: .xls files that are text, plain text named .xlsx.  Each kind is refused by its own code.
"""

from __future__ import annotations

import io
from typing import Final

from xlpay.base.findings import unusable

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# BIFF 2, 3, 4 and 5 without an OLE container begin with their BOF record.
_BARE_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_TEXT_SAMPLE: Final = 65_536


def refuse_foreign(name: str, data: bytes) -> None:
    """Return for a zip whose content may be a workbook; raise what the file is otherwise."""
    if not data:
        raise unusable("F-EMPTY", name=name)
    if data.startswith(_ZIP):
        return
    if data.startswith(_OLE):
        raise unusable("F-ENCRYPTED" if _is_encrypted(data) else "F-XLS", name=name)
    if data.startswith(_BARE_BIFF):
        raise unusable("F-XLS", name=name)
    if b"PK\x05\x06" in data[-65_557:]:  # a zip after a prefix: the directory decides
        return
    raise unusable("F-TEXT" if _is_text(data[:_TEXT_SAMPLE]) else "F-NOT-WORKBOOK", name=name)


def _is_encrypted(data: bytes) -> bool:
    """Whether an OLE file holds a password-protected workbook, new or old."""
    # Imported here: it brings a cryptography library that most runs never need.
    import msoffcrypto

    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except Exception:  # broken or unknown OLE raises anything: struct, index, unicode, its own
        return False


def _is_text(sample: bytes) -> bool:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in sample:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the sample may end inside a character
            try:
                sample[: len(sample) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(byte >= 0x20 or byte in b"\t\r\n\f\x1b" for byte in sample)
    return False
