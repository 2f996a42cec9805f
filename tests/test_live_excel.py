"""The buttons over xlwings, from Book.caller() on: everything but Excel itself is real."""

from __future__ import annotations

from pathlib import Path

import xlwings
from live_cells import Workbook, load
from xlwings_live import Machine, running

from xlpay.hosts.excel_live import ExcelHost
from xlpay.live.actions import Services, press
from xlpay.sample import write_samples


def go(machine: Machine, button: str, cache: Path, now: float = 1.0) -> str:
    press(button, ExcelHost(xlwings.Book.caller()), Services(cache, now))
    return machine.said[-1] if machine.said else ""


def test_one(tmp_path: Path) -> None:
    book = load(write_samples(tmp_path)[0])
    with running(book) as machine:
        print(go(machine, "month", tmp_path / "cache"))
        print(machine.reads, machine.writes, machine.asked)
    sheet: Workbook = book
    print(sheet.sheet("工资发放表").values[:12])
