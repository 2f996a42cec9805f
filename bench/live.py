"""A button on a workbook that stands open in memory, against `xlpay run` on the same file.

`python -m bench.live BOOK STATE` keeps the workbook as a program holds it; with COST too, it takes
that state, presses 计算本月, and writes the CPU seconds since its start but for the loading.
"""

from __future__ import annotations

import gc
import pickle
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))  # the engine is that of the tests


def keep(book: Path, state: Path) -> None:
    """The workbook as a program holds it."""
    from live_cells import load

    state.write_bytes(pickle.dumps(load(book)))


def press(state: Path, cost: Path) -> None:
    """One press; everything of this process counts but the loading."""
    import xlwings  # counted: the add-in needs it too
    from xlwings_live import running

    from xlpay.hosts.excel.live import ExcelHost
    from xlpay.live import actions

    before = time.process_time()
    book = pickle.loads(state.read_bytes())
    gc.freeze()  # what the program holds is not in Python's memory
    loading = time.process_time() - before
    with running(book) as machine, tempfile.TemporaryDirectory() as cache:
        host = ExcelHost(xlwings.Book.caller())
        actions.press("month", host, actions.Services(Path(cache) / "undo", time.time()))
        assert "工资已算好" in machine.said[-1], machine.said
        cost.write_text(f"{time.process_time() - loading:.3f}", encoding="ascii")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        keep(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        press(Path(sys.argv[2]), Path(sys.argv[3]))
