"""The ribbon tab 「社区薪酬」: its buttons as data, their icons drawn by code.

Every button calls the one callback; what it does is decided in Python by the button's id.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import quoteattr

import msgspec

TAB: Final = "社区薪酬"
CALLBACK: Final = "XlpayPressed"
NAMESPACE: Final = "http://schemas.microsoft.com/office/2009/07/customui"
_SIDE: Final = 32  # pixels of an icon
_CLEAR: Final = (0, 0, 0, 0)
_WHITE: Final = (255, 255, 255, 255)


class Button(msgspec.Struct, frozen=True):
    """A button: its id, label, screen tip, the icon as dots, its colour, and its action."""

    name: str
    label: str
    tip: str
    dots: tuple[str, ...]
    colour: tuple[int, int, int]
    action: str  # what it does, in Python

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
_GRID: Final = (
    "########",
    "#......#",
    "########",
    "#..#...#",
    "########",
    "#..#...#",
    "########",
    "........",
)
_SUM: Final = (
    "#######.",
    "##....#.",
    ".##.....",
    "..##....",
    ".##.....",
    "##....#.",
    "#######.",
    "........",
)
_UP: Final = (
    "...##...",
    "..####..",
    ".######.",
    "########",
    "...##...",
    "...##...",
    "...##...",
    "...##...",
)
_COIN: Final = (
    "..####..",
    ".#....#.",
    "#.#..#.#",
    "#..##..#",
    "#.####.#",
    "#..##..#",
    ".#....#.",
    "..####..",
)
_LENS: Final = (
    "..###...",
    ".#...#..",
    "#.....#.",
    "#.....#.",
    ".#...#..",
    "..####..",
    ".....###",
    "......##",
)
_BACK: Final = (
    "..#.....",
    ".##.....",
    "#######.",
    ".##...##",
    "..#....#",
    ".......#",
    "......##",
    "..#####.",
)
_PAGE: Final = (
    "######..",
    "#....##.",
    "#..#..#.",
    "#..#..#.",
    "#.###.#.",
    "#..#..#.",
    "#.....#.",
    "#######.",
)
_GREEN, _BLUE, _RED, _GREY = (33, 115, 70), (37, 99, 180), (176, 58, 46), (96, 96, 96)
BUTTONS: Final = (
    Button(
        "xlpayCheck",
        "检查",
        "检查各张表，在有问题的单元格作标记，全部列在“校验报告”；不计算",
        _TICK,
        _BLUE,
        "check",
    ),
    Button(
        "xlpayMonth",
        "计算本月",
        "按“参数”里的工资月份计算，就地填好工资发放表、晋级审批表等结果表",
        _SUM,
        _GREEN,
        "month",
    ),
    Button(
        "xlpayPromotion",
        "晋级",
        "列出下一个一月起的晋级和变动，只填晋级审批表",
        _UP,
        _GREEN,
        "promotion",
    ),
    Button(
        "xlpayYear",
        "年终奖",
        "计算年终的钱：当年已有考核等次算当年，没有就算上一年",
        _COIN,
        _GREEN,
        "year",
    ),
    Button(
        "xlpayExplain",
        "解释",
        "先在工资发放表或花名册里点中一个人，逐项说明他的工资怎样算出、依据哪一条",
        _LENS,
        _BLUE,
        "explain",
    ),
    Button(
        "xlpayUndo",
        "撤销上次计算",
        "把结果表恢复成上次计算以前的样子；以后又改动过就不撤销",
        _BACK,
        _RED,
        "undo",
    ),
    Button(
        "xlpayTemplate",
        "新建模板",
        "在这个工作簿旁边新建一份官方模板并打开，不覆盖已有文件",
        _PAGE,
        _GREY,
        "template",
    ),
    Button("xlpayHelp", "帮助", "各个按钮做什么，有哪些函数，怎样使用", _QUESTION, _GREEN, "help"),
    Button(
        "xlpayDoctor",
        "环境检查",
        "检查 Python、加载项与文件位置，并说明怎样解决",
        _GRID,
        _BLUE,
        "doctor",
    ),
)
_GROUPS: Final = (
    ("xlpayPay", "工资", ("check", "month", "promotion", "year", "explain", "undo", "template")),
    ("xlpayAbout", "帮助", ("help", "doctor")),
)


def ribbon_xml(buttons: Iterable[Button] = BUTTONS) -> str:
    """customUI14.xml."""
    given = {button.action: _item(button) for button in buttons}
    groups = "".join(
        f'<group id="{name}" label="{label}">'
        f"{''.join(given[action] for action in actions if action in given)}</group>"
        for name, label, actions in _GROUPS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{NAMESPACE}"><ribbon><tabs><tab id="xlpayTab" label="{TAB}">'
        f"{groups}</tab></tabs></ribbon></customUI>"
    )


def _item(b: Button) -> str:
    return (
        f'<button id="{b.name}" label={quoteattr(b.label)} screentip={quoteattr(b.label)} '
        f'supertip={quoteattr(b.tip)} size="large" image="{b.icon}" onAction="{CALLBACK}"/>'
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
