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
    ("xlpay.base.money", 0),
    ("xlpay.base.months", 0),
    ("xlpay.base.diagnostics", 0),
    ("xlpay.base.assets", 0),
    ("xlpay.base.grid", 0),
    ("xlpay.base.forms", 0),
    ("xlpay.policy", 1),
    ("xlpay.unit.cells", 2),
    ("xlpay.unit.dates", 2),
    ("xlpay.unit.identities", 2),
    ("xlpay.unit.header", 2),
    ("xlpay.unit.sheets", 2),
    ("xlpay.unit.setting_values", 2),
    ("xlpay.unit.settings", 2),
    ("xlpay.unit.columns", 2),
    ("xlpay.unit.roster", 2),
    ("xlpay.events", 2),
    ("xlpay.unit.inputs", 2),
    ("xlpay.rules", 3),
    ("xlpay.facts.derive", 4),
    ("xlpay.facts.standing", 4),
    ("xlpay.facts.crediting", 4),
    ("xlpay.pay.payroll", 4),
    ("xlpay.pay.month", 4),
    ("xlpay.pay.sums", 4),
    ("xlpay.pay.periods", 4),
    ("xlpay.pay.pooling", 4),
    ("xlpay.pay.reducing", 4),
    ("xlpay.pay.leave_pay", 4),
    ("xlpay.pay.absences", 4),
    ("xlpay.pay.missing", 4),
    ("xlpay.pay.grade_words", 4),
    ("xlpay.pay.rule_change", 4),
    ("xlpay.explain.nothing", 4),
    ("xlpay.pay.promotion", 4),
    ("xlpay.year.money", 4),
    ("xlpay.year.sums", 4),
    ("xlpay.year.standards", 4),
    ("xlpay.year.exclusions", 4),
    ("xlpay.year.awards", 4),
    ("xlpay.year.quota", 4),
    ("xlpay.pay.costs", 4),
    ("xlpay.checks", 4),
    ("xlpay.explain.figures", 4),
    ("xlpay.catalogue", 4),
    ("xlpay.functions", 4),
    ("xlpay.catalogue.reference", 4),
    ("xlpay.workbook", 5),
    ("xlpay.run.errors", 6),
    ("xlpay.run.missing_sheets", 6),
    ("xlpay.run.monthly", 6),
    ("xlpay.live", 7),
    ("xlpay.run.inquiry", 6),
    ("xlpay.jobs.outputs", 7),
    ("xlpay.jobs.upgrading", 7),
    ("xlpay.batch.files", 7),
    ("xlpay.batch.rows", 7),
    ("xlpay.batch.pool", 7),
    ("xlpay.batch.state", 7),
    ("xlpay.batch.summary", 7),
    ("xlpay.jobs.books", 7),
    ("xlpay.batch.run", 7),
    ("xlpay.jobs.compare", 8),
    ("xlpay.jobs.forecast", 8),
    ("xlpay.sample", 7),
    ("xlpay.cli.output", 7),
    ("xlpay.cli.demo", 8),
    ("xlpay.hosts", 8),
    ("xlpay.cli.policy", 9),
    ("xlpay.cli", 9),
    ("xlpay", 0),
)
DOORS = {
    "openpyxl": (
        "xlpay.workbook.template.book",
        "xlpay.jobs.outputs",
        "xlpay.sample",
        "xlpay.hosts.examples",
    ),
    "python_calamine": ("xlpay.workbook.",),
    "lxml": ("xlpay.workbook.", "xlpay.hosts."),
    "msoffcrypto": ("xlpay.workbook.",),
    "xlwings": ("xlpay.hosts.",),
    "pandas": ("xlpay.results.tables",),
    "msgspec": ("xlpay.policy.",),
    "stdnum": ("xlpay.unit.identities", "xlpay.sample", "xlpay.checks", "xlpay.catalogue"),
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
