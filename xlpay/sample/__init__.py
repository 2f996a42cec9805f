"""Two invented units as workbooks, clean and with the mistakes that clerks make."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlpay.sample import chifeng, jiayuguan, mistaken
from xlpay.sample.units import Rows
from xlpay.sample.write import write

SAMPLES: Final[dict[str, Rows]] = {
    "赤峰样例": chifeng.SAMPLE.rows,
    "嘉峪关样例": jiayuguan.SAMPLE.rows,
    "赤峰样例-常见错误": mistaken.CHIFENG.rows,
    "嘉峪关样例-常见错误": mistaken.JIAYUGUAN.rows,
}
"""File name without suffix -> the rows of its input sheets."""


def write_samples(folder: Path) -> list[Path]:
    """Write the four sample workbooks into a folder that exists; their paths, clean ones first."""
    paths = []
    for name, rows in SAMPLES.items():
        path = folder / f"{name}.xlsx"
        write(rows, path)
        paths.append(path)
    return paths
