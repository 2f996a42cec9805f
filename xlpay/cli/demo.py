"""`xlpay demo`: filled samples of both cities, their month run, and what to open first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xlpay.cli.output import counts, summary_lines
from xlpay.hosts.examples import write_examples
from xlpay.jobs import books as jobs
from xlpay.run.monthly import Progress, quiet
from xlpay.sample import write_samples


def make(folder: Path, *, progress: Progress = quiet) -> Iterator[str]:
    """Write the samples and run each; yields lines to show."""
    folder.mkdir(parents=True, exist_ok=True)
    progress("生成样例")
    for book in write_samples(folder):
        job = jobs.run_month(book, progress=progress)
        yield f"{book.name}：{counts(job.done.findings)}"
        yield from (f"  {line}" for line in summary_lines(job))
    examples = write_examples(folder / "函数示例.xlsx")
    yield f"{examples.name}：每个函数的例子，需先安装加载项或扩展"
    yield f"请打开 {folder} 里的样例和结果；每个数字的算式和条款在“计算依据”表。"
