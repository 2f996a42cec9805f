"""The ribbon tab 「社区薪酬」: its buttons as data, their icons drawn by code.

Every button calls the one callback; what it does is decided in Python by the button's id.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

TAB: Final = "社区薪酬"
CALLBACK: Final = "XlpayPressed"
NAMESPACE: Final = "http://schemas.microsoft.com/office/2009/07/customui"
_SIDE: Final = 32  # pixels of an icon
_CLEAR: Final = (0, 0, 0, 0)
_WHITE: Final = (255, 255, 255, 255)


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its id, label, screen tip, the icon as dots, and its colour."""

    name: str
    label: str
    tip: str
    dots: tuple[str, ...]
    colour: tuple[int, int, int]

    @property
    def icon(self) -> str:
        """The id of its picture."""
        return f"{self.name}Icon"


_QUESTION: Final = (
    "..####..",
    ".##..##.",
    ".....##.",
    "....##..",
    "...##...",
    "...##...",
    "........",
    "...##...",
)
_TICK: Final = (
    "........",
    "......##",
    ".....##.",
    "....##..",
    "##.##...",
    ".###....",
    "..#.....",
    "........",
)
BUTTONS: Final = (
    Button(
        "xlpayHelp", "帮助", "有哪些函数，怎样使用，出错时怎样查看原因", _QUESTION, (33, 115, 70)
    ),
    Button(
        "xlpayDoctor",
        "环境检查",
        "检查 Python、加载项与文件位置，并说明怎样解决",
        _TICK,
        (37, 99, 180),
    ),
)


def ribbon_xml(buttons: Iterable[Button] = BUTTONS) -> str:
    """customUI14.xml."""
    items = "".join(
        f'<button id="{b.name}" label={quoteattr(b.label)} screentip={quoteattr(b.label)} '
        f'supertip={quoteattr(b.tip)} size="large" image="{b.icon}" onAction="{CALLBACK}"/>'
        for b in buttons
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{NAMESPACE}"><ribbon><tabs><tab id="xlpayTab" label="{TAB}">'
        f'<group id="xlpayFunctions" label="函数">{items}</group>'
        "</tab></tabs></ribbon></customUI>"
    )


def icon(button: Button) -> bytes:
    """A PNG of 32 × 32: a rounded square with the dots in white."""
    rows = []
    for y in range(_SIDE):
        line = b"".join(bytes(_pixel(button, x, y)) for x in range(_SIDE))
        rows.append(b"\0" + line)
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _pixel(button: Button, x: int, y: int) -> tuple[int, ...]:
    edge = min(x, _SIDE - 1 - x) + min(y, _SIDE - 1 - y)
    if edge < 3:
        return _CLEAR  # the corners
    row, column = (y - 4) // 3, (x - 4) // 3
    if 0 <= row < 8 and 0 <= column < 8 and button.dots[row][column] == "#":
        return _WHITE
    return (*button.colour, 255)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
