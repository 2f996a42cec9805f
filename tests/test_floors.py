"""Imports point downward only, and heavy libraries stay behind their doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "xlpay"

# The first prefix that fits gives the floor.
FLOORS = (
    ("xlpay.money", 0),
    ("xlpay.months", 0),
    ("xlpay.diagnostics", 0),
    ("xlpay.assets", 0),
    ("xlpay.grid", 0),
    ("xlpay.forms", 0),
    ("xlpay.policy", 1),
    ("xlpay.cells", 2),
    ("xlpay.dates", 2),
    ("xlpay.identities", 2),
    ("xlpay.header", 2),
    ("xlpay.sheets", 2),
    ("xlpay.setting_values", 2),
    ("xlpay.settings", 2),
    ("xlpay.columns", 2),
    ("xlpay.roster", 2),
    ("xlpay.events", 2),
    ("xlpay.unit", 2),
    ("xlpay.rules", 3),
    ("xlpay.derive", 4),
    ("xlpay.standing", 4),
    ("xlpay.crediting", 4),
    ("xlpay.payroll", 4),
    ("xlpay.paymonth", 4),
    ("xlpay.paylines", 4),
    ("xlpay.periods", 4),
    ("xlpay.pooling", 4),
    ("xlpay.reducing", 4),
    ("xlpay.leavepay", 4),
    ("xlpay.absent", 4),
    ("xlpay.lacking", 4),
    ("xlpay.grade_words", 4),
    ("xlpay.rule_change", 4),
    ("xlpay.why_nothing", 4),
    ("xlpay.promotion", 4),
    ("xlpay.yearend", 4),
    ("xlpay.yearsums", 4),
    ("xlpay.yearstandards", 4),
    ("xlpay.exclusions", 4),
    ("xlpay.awards", 4),
    ("xlpay.quota", 4),
    ("xlpay.costs", 4),
    ("xlpay.checks", 4),
    ("xlpay.explain", 4),
    ("xlpay.catalogue", 4),
    ("xlpay.functions", 4),
    ("xlpay.reference", 4),
    ("xlpay.workbook", 5),
    ("xlpay.settling", 6),
    ("xlpay.missing_sheets", 6),
    ("xlpay.monthly", 6),
    ("xlpay.live", 7),
    ("xlpay.inquiry", 6),
    ("xlpay.outputs", 7),
    ("xlpay.upgrading", 7),
    ("xlpay.batch_files", 7),
    ("xlpay.batch_rows", 7),
    ("xlpay.batch_pool", 7),
    ("xlpay.batch_state", 7),
    ("xlpay.batch_summary", 7),
    ("xlpay.jobs", 7),
    ("xlpay.batch", 7),
    ("xlpay.compare", 8),
    ("xlpay.forecast", 8),
    ("xlpay.sample", 7),
    ("xlpay.output", 7),
    ("xlpay.demo", 8),
    ("xlpay.hosts", 8),
    ("xlpay.cli_policy", 9),
    ("xlpay.cli", 9),
    ("xlpay", 0),
)
DOORS = {
    "openpyxl": (
        "xlpay.workbook.template",
        "xlpay.outputs",
        "xlpay.sample",
        "xlpay.hosts.examples",
    ),
    "python_calamine": ("xlpay.workbook.",),
    "lxml": ("xlpay.workbook.", "xlpay.hosts."),
    "msoffcrypto": ("xlpay.workbook.",),
    "xlwings": ("xlpay.hosts.",),
    "pandas": ("xlpay.workbook.tables",),
    "msgspec": ("xlpay.policy.",),
    "stdnum": ("xlpay.identities", "xlpay.sample", "xlpay.checks", "xlpay.catalogue"),
}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Every module that a file imports, with `from a import b` as a and a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def floor(name: str) -> int:
    return next(f for prefix, f in FLOORS if name == prefix or name.startswith(prefix + "."))


SOURCES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_imports_point_downward(path: Path) -> None:
    here = module_name(path)
    above = {
        name for name in imported(path) if name.startswith("xlpay.") and floor(name) > floor(here)
    }
    assert not above


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_foreign_libraries_stay_behind_their_doors(path: Path) -> None:
    here = module_name(path)
    for name in imported(path):
        doors = DOORS.get(name.partition(".")[0])
        assert doors is None or here.startswith(doors), f"{here} imports {name}"


def test_importing_the_functions_loads_no_heavy_library() -> None:
    code = (
        "import sys, xlpay, xlpay.functions;"
        "print([m for m in ('pandas', 'openpyxl', 'xlwings', 'lxml') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
