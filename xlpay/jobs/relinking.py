"""`xlpay relink`: a copy of a workbook whose calls of our functions compute in another program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from xlpay.base.findings import unusable
from xlpay.functions import CATALOGUE
from xlpay.jobs.outputs import Destination
from xlpay.workbook.fill.addinlinks import Relinked, relink

LABEL: Final = "函数"
LABEL_EXCEL: Final = "加载项"


class RelinkedBook(msgspec.Struct, frozen=True):
    """What became of a workbook's formulas, and the file that was written (None: none)."""

    book: Path
    made: Relinked
    output: Path | None

    def lines(self) -> list[str]:
        """What a person wants to know."""
        said = []
        if self.made.left:
            said.append(
                f"指向加载项的链接还有 {self.made.left} 个没有动：还在用，或者后面另有别的链接"
            )
        if self.output is None:
            return [*said, f"{self.book.name} 没有要改写的公式，没有写文件"]
        text = f"改写了 {self.made.formulas} 个公式"
        if self.made.dropped:
            text += f"，去掉了 {self.made.dropped} 个指向加载项的链接"
        return [*said, text, f"已写出 {self.output}"]


def relink_book(path: Path, out: Path | None = None, *, to_addin: bool = False) -> RelinkedBook:
    """Write <stem>-函数.xlsx (`to_addin`: <stem>-加载项.xlsx); UnusableFile."""
    where = Destination(path, out)
    output = where.path(LABEL_EXCEL if to_addin else LABEL)
    if output.exists():  # someone may have worked on in it
        raise unusable("F-EXISTS", name=output.name)
    where.prepare(output)
    made = relink(path, output, list(CATALOGUE), to_addin=to_addin)
    return RelinkedBook(path, made, output if made.changed else None)
