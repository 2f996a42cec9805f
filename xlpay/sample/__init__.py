"""Two invented units as workbooks, clean and with the mistakes that clerks make."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlpay.sample import chifeng, jiayuguan, mistaken
from xlpay.sample.units import Rows
from xlpay.sample.write import write
from xlpay.workbook.file.safe import folder_for

MISTAKEN: Final = "常见错误"  # in the names of samples whose mistakes are on purpose
SAMPLES: Final[dict[str, Rows]] = {
    "赤峰样例": chifeng.SAMPLE.rows,
    "嘉峪关样例": jiayuguan.SAMPLE.rows,
    f"赤峰样例-{MISTAKEN}": mistaken.CHIFENG.rows,
    f"嘉峪关样例-{MISTAKEN}": mistaken.JIAYUGUAN.rows,
}
"""File name without suffix -> the rows of its input sheets."""


def write_samples(folder: Path) -> list[Path]:
    """Write the four sample workbooks into a folder; their paths, clean ones first."""
    folder_for(folder / "样例")
    paths = []
    for name, rows in SAMPLES.items():
        path = folder / f"{name}.xlsx"
        write(rows, path)
        paths.append(path)
    return paths
