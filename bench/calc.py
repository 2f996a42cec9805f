"""LibreOffice Calc with 50,000 people: the extension against values alone and native formulas.

Measured is CPU of the office and its helper together, to load, recalculate and save a workbook.
Each number is the least of the rounds; each round has an office of its own, which remembers no
answers of the round before.  Run: python bench/calc.py [rows] [rounds]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psutil
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from calc import Office  # noqa: E402  the folders come first

from xlpay.functions import CWGRADE  # noqa: E402
from xlpay.hosts.calc.build import build  # noqa: E402
from xlpay.hosts.calc.install import helper_command  # noqa: E402

POSTS = ["正职", "副职", "工作人员"]
EDUCATIONS = ["高中", "大专", "本科", "硕士"]
DIFFERENT = "single, all different"  # told, not claimed: every cell asks the helper
CLAIMS = {"one array call": 0.7, "single calls": 2.0}  # times the native formulas, at most


def person(row: int) -> list[Any]:
    """Post, credited years, education."""
    return [POSTS[row % 3], row * 7 % 481 / 12, EDUCATIONS[row // 3 % 4]]


def native_table(sheet: Any) -> None:
    """CWGRADE as a clerk would keep it: grades by years and post, floors by education."""
    steps = [step / 12 for step in range(481)]
    grades = [CWGRADE([post] * len(steps), steps) for post in POSTS]
    sheet.append([None, *POSTS, None, *EDUCATIONS])
    floors = [CWGRADE("工作人员", 0, education) for education in EDUCATIONS]
    for index, step in enumerate(steps):
        end = [None, *floors] if index == 0 else []
        sheet.append([step, *(column[index][0] for column in grades), *end])


def native(row: int) -> str:
    """The look-ups of a row."""
    years = f"MATCH(B{row},table!$A$2:$A$482,1)"
    grade = f"INDEX(table!$B$2:$D$482,{years},MATCH(A{row},table!$B$1:$D$1,0))"
    return f"=MAX({grade},INDEX(table!$F$2:$I$2,MATCH(C{row},table!$F$1:$I$1,0)))"


def write(
    path: Path, rows: int, fourth: Callable[[int], object] | None, *, alike: bool = True
) -> None:
    """A workbook of people; the fourth column holds what is measured.

    Years are twelfths, as they are with people; unless `alike`, no two rows are the same.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("people")
    for row in range(1, rows + 1):
        post, years, education = person(row)
        own = fourth(row) if fourth else None
        sheet.append([post, years if alike else row * 40 / rows, education, own])
    native_table(book.create_sheet("table"))
    book.save(path)


def one_array(rows: int) -> Callable[[int], object]:
    """An array formula in the first row."""
    ranges = ",".join(f"{column}1:{column}{rows}" for column in "ABC")
    formula = ArrayFormula(f"D1:D{rows}", f"=CWGRADE({ranges})")
    return lambda row: formula if row == 1 else None


def cpu_s(office: Office) -> float:
    """CPU of everything under the office's driver."""
    assert office._driver is not None
    processes = psutil.Process(office._driver.pid).children(recursive=True)
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def measure(office: Office, path: Path, out: Path) -> tuple[float, float]:
    """CPU and clock seconds to load, recalculate and save."""
    before, start = cpu_s(office), time.perf_counter()
    office.save_as(path, out)
    return cpu_s(office) - before, time.perf_counter() - start


def same(office: Office, paths: Iterable[Path]) -> bool:
    """Whether the fourth columns agree and are numbers."""
    columns = [[row[3] for row in office.read(path, ["people"])["people"]] for path in paths]
    numbers = all(isinstance(value, float) for value in columns[0])
    return numbers and all(column == columns[0] for column in columns)


def main(rows: int = 50_000, rounds: int = 3) -> int:
    """Measure, print, and say whether the claims hold."""
    single = "=CWGRADE(A{0},B{0},C{0})".format
    kinds: dict[str, Callable[[int], object] | None] = {
        "values only": None,
        "native INDEX/MATCH": native,
        "single calls": single,
        DIFFERENT: single,
        "one array call": one_array(rows),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = {kind: folder / f"{i}.xlsx" for i, kind in enumerate(kinds)}
        for kind, fourth in kinds.items():
            write(paths[kind], rows, fourth, alike=kind != DIFFERENT)
        extension = build(folder / "xlpay.oxt", helper_command())
        best = {kind: (float("inf"), float("inf")) for kind in kinds}
        alike = [kind for kind, fourth in kinds.items() if fourth and kind != DIFFERENT]
        for _ in range(rounds):
            with Office(
                extensions=[extension], timeout_s=600
            ) as office:  # it remembers nothing yet
                office.evaluate(['=CWGRADE("正职",5)'])
                for kind, path in paths.items():
                    best[kind] = min(best[kind], measure(office, path, folder / "out.xlsx"))
                agreed = same(office, [paths[kind] for kind in alike])
    base = best["native INDEX/MATCH"][0]
    print(f"{rows} rows, least of {rounds}; results equal: {agreed}")
    for kind, (cpu, clock) in best.items():
        print(f"{kind:22} CPU {cpu:6.2f} s   clock {clock:6.2f} s   {cpu / base:5.2f} x native")
    held = all(best[kind][0] <= most * base for kind, most in CLAIMS.items())
    print("claims hold" if held and agreed else "CLAIMS BROKEN")
    return 0 if held and agreed else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
