"""The pages of docs/ say what the code does: their tables are held against it."""

from __future__ import annotations

import argparse
import ast
import re
from pathlib import Path

import pytest

from tests.support.places import PACKAGE, ROOT
from tests.test_floors import FLOORS
from xlpay.base import forms
from xlpay.cli.commands import command_line
from xlpay.functions import CATALOGUE
from xlpay.policy.files.load import load_shipped

DOCS = ROOT / "docs"
CONTRACT = (DOCS / "contract.md").read_text(encoding="utf-8")
FORMS = {form.sheet: form for form in vars(forms).values() if isinstance(form, forms.Form)}


def table(page: str, header: str) -> list[list[str]]:
    """The rows of the table under a header row."""
    lines = page.splitlines()
    start = lines.index(header) + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def test_the_folders_are_those_of_the_page_with_their_own_sentences() -> None:
    rows = table((DOCS / "architecture.md").read_text("utf-8"), "| folder | what it holds |")
    said = {}
    for name in FLOORS:
        path = PACKAGE.parent / name.replace(".", "/")
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        said[f"`{name.removeprefix('xlpay.').replace('.', '/')}`"] = text.partition("\n")[0]
    assert {folder: sentence for folder, sentence in rows} == said  # noqa: C416
    assert [folder for folder, _ in rows] == list(said), "from the ground up"


def test_the_input_sheets_are_those_of_the_page() -> None:
    rows = table(CONTRACT, "| sheet | columns | one row is |")
    for sheet, columns, _ in rows:
        form = FORMS[sheet.strip("`")]
        wanted = [f.header + "*" * f.required for f in form.fields if not f.further]
        assert columns.split(", ") == wanted, sheet
    assert {sheet.strip("`") for sheet, *_ in rows} == set(FORMS)


def test_the_settings_are_those_of_the_page() -> None:
    rows = table(CONTRACT, "| 项目 | values | default | policy |")
    told = {row[0]: row[1:] for row in rows}
    settings = [s for document in load_shipped() for s in document.setting]
    assert set(told) == {s.name for s in settings}
    for setting in settings:
        values, default, _ = told[setting.name]
        if setting.choices:
            assert values == ", ".join(choice.word for choice in setting.choices)
        if setting.default is not None:
            assert default == str(setting.default)


def test_the_functions_are_those_of_the_page() -> None:
    rows = table(CONTRACT, "| function | gives |")
    names = [row[0].partition("(")[0] for row in rows]
    assert names == list(CATALOGUE)
    for call, _ in rows:
        function = CATALOGUE[call.partition("(")[0]]
        words = re.findall(r"\w+", call.partition("(")[2].replace("…", ""))
        assert words == [argument.name for argument in function.arguments]


def test_the_commands_are_those_of_the_page() -> None:
    rows = table(CONTRACT, "| command | does |")
    (choices,) = (
        action.choices
        for action in command_line()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    assert {row[0].strip("`").removeprefix("xlpay ") for row in rows} == set(choices)


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
