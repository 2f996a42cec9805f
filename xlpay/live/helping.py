"""帮助: what the buttons do, and the worksheet functions by category."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_HINTS: Final = (
    "在“插入函数”里选类别“社区薪酬”可看每个参数的说明。",
    "Excel 2019 及更早的版本，结果有多格时先选好区域，再按 Ctrl+Shift+Enter。",
    '出错时用 =CWEXPLAIN("函数名",参数…) 查看原因。',
    "WPS 表格没有测试过。",
)


def help_text(buttons: Iterable[tuple[str, str]]) -> str:
    """Buttons (label, what it does), then functions; a message box holds some thousand signs."""
    from xlpay.functions import CATALOGUE  # only who asks for help pays for the catalogue

    groups: dict[str, list[str]] = {}
    for function in CATALOGUE.values():
        groups.setdefault(function.category, []).append(function.name)
    lines = [f"{label}：{tip}" for label, tip in buttons]
    functions = [f"{category}：{'、'.join(names)}" for category, names in groups.items()]
    return "\n".join([*lines, "", *functions, "", *_HINTS])
