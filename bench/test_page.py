"""The page of results and its picture; beside the comparisons, since they need their libraries."""

from __future__ import annotations

from pathlib import Path

from bench import __main__ as bench
from bench.measure import Cost, median


def test_results_make_a_page_and_a_chart(tmp_path: Path) -> None:
    costs = [Cost(cpu, cpu, 50) for cpu in (1, 9, 2)]
    assert median(costs).cpu_s == 2
    held = bench.Result("a", "300 people", "a script", costs[0], costs[1], 1 / 9, "≤ 0.50", True, 3)
    missed = bench.Result("b", "5,000", "a script", costs[1], costs[0], 9.0, "≤ 0.50", False, 3)
    page = bench.report([held, missed])
    assert "| 0.11 |" in page
    assert "| 9.00 **missed** |" in page
    bench.chart([held, missed], tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
