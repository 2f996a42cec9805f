"""Imports point downward only, and heavy libraries stay behind their doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import PACKAGE

# From the ground up: a folder imports only from itself and from those before it.
FLOORS = (
    "xlpay.base",
    "xlpay.language",
    "xlpay.kinds",
    "xlpay.policy.schema",
    "xlpay.policy.terms",
    "xlpay.policy.national",
    "xlpay.policy",
    "xlpay.policy.validate",
    "xlpay.policy.files",
    "xlpay.rules",
    "xlpay.unit",
    "xlpay.facts",
    "xlpay.deductions",
    "xlpay.pay",
    "xlpay.yearly",
    "xlpay.explain",
    "xlpay.checks",
    "xlpay.catalogue",
    "xlpay.functions",
    "xlpay.results",
    "xlpay.recheck",
    "xlpay.run",
    "xlpay.workbook",
    "xlpay.workbook.file",
    "xlpay.workbook.fill",
    "xlpay.workbook.template",
    "xlpay.jobs",
    "xlpay.sample",
    "xlpay.batch",
    "xlpay.live",
    "xlpay.hosts",
    "xlpay.hosts.excel",
    "xlpay.hosts.calc",
    "xlpay.cli",
)
DOORS = {
    "openpyxl": (
        "xlpay.workbook.template.",
        "xlpay.jobs.outputs",
        "xlpay.sample",
        "xlpay.hosts.examples",
    ),
    "python_calamine": ("xlpay.workbook.",),
    "lxml": ("xlpay.workbook.", "xlpay.hosts."),
    "msoffcrypto": ("xlpay.workbook.",),
    "xlwings": ("xlpay.hosts.",),
    "pandas": ("xlpay.results.tables", "xlpay.run.frames"),
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
    return names - {"xlpay.__version__"}


def folder(name: str) -> str:
    """The listed folder (or door) that a module lies in."""
    while name not in FLOORS:
        name = name.rpartition(".")[0]
        assert name, "a folder of xlpay that FLOORS does not list"
    return name


SOURCES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_imports_point_downward(path: Path) -> None:
    here = module_name(path)
    if here == "xlpay":  # says what is public; whoever asks for it loads it
        return
    floor = FLOORS.index(folder(here))
    above = {
        name
        for name in imported(path)
        if name.startswith("xlpay.") and FLOORS.index(folder(name)) > floor
    }
    assert not above


def test_every_folder_says_in_one_sentence_what_it_holds() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = said.partition("\n")[0]
        assert first.endswith("."), path
    folders = {module_name(p) for p in PACKAGE.rglob("__init__.py")}
    assert {name for name in FLOORS if name.count(".") == 1} <= folders | {"xlpay.functions"}


def test_no_file_repeats_its_folders_name() -> None:
    for path in SOURCES:
        assert not path.stem.startswith(f"{path.parent.name}_"), path


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
