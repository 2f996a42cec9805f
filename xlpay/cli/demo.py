"""`xlpay demo`: filled samples of both cities, their month run, and what to open first."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

from xlpay.cli.output import counts, summary_lines
from xlpay.hosts.examples import write_examples
from xlpay.jobs import books as jobs
from xlpay.run.monthly import Progress, quiet
from xlpay.sample import MISTAKEN, write_samples


def make(folder: Path, *, progress: Progress = quiet) -> Iterator[str]:
    """Write the samples and run each; yields lines to show."""
    progress("生成样例")
    for book in write_samples(folder):
        job = jobs.run_month(book, progress=progress)
        purpose = "（错误是有意放进去的，用来看校验报告）" if MISTAKEN in book.stem else ""
        yield f"{book.name}{purpose}：{counts(job.done.findings)}"
        yield from (f"  {line}" for line in summary_lines(job))
    examples = write_examples(folder / "函数示例.xlsx")
    yield f"{examples.name}：每个函数的例子，需先安装加载项或扩展"
    yield f"请打开 {folder} 里的样例和结果；每个数字的算式和条款在“计算依据”表。"
    xlpay = _typed()
    yield "接着做自己的："
    yield f"  1. {xlpay} template 工资.xlsx　生成空白模板，按“填表说明”填好"
    yield f"  2. {xlpay} check 工资.xlsx　只核对，有错误就改"
    yield f"  3. {xlpay} run 工资.xlsx　算本月，结果另存为 工资-月份.xlsx"


def _typed() -> str:
    """What to type for this command, as it was typed now; a word alone where it is on the path."""
    typed = Path(sys.argv[0])
    if typed.stem != "xlpay":
        return f"{Path(sys.executable).name} -m xlpay.cli"
    return "xlpay" if which("xlpay") else os.path.relpath(typed)
