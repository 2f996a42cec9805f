"""The pages “How to add …”, followed: their edits are made in a copy, their example is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.support.places import PACKAGE, ROOT

PAGES = sorted((ROOT / "docs" / "how-to-add").glob("*.md"))
# How many files of the package a page may touch.
MOST = {"component-kind": 3, "input-column": 5, "worksheet-function": 3, "stage": 4}
_STEP = re.compile(r"<!-- (?P<what>[^>]+?) -->\n```\w*\n(?P<text>.*?)```", re.S)
_EDIT = re.compile(r"(?P<path>\S+) (?P<where>before|after) `(?P<line>.+)`")


class Step(msgspec.Struct, frozen=True):
    """What a block of a page is for, and what stands in it."""

    what: str
    text: str

    @property
    def path(self) -> str:
        """The file that it edits or makes; '' for none."""
        if self.what.startswith("new "):
            return self.what.removeprefix("new ")
        found = _EDIT.fullmatch(self.what)
        return found["path"] if found else ""


def steps(page: Path) -> list[Step]:
    return [Step(m["what"], m["text"]) for m in _STEP.finditer(page.read_text("utf-8"))]


def follow(step: Step, root: Path) -> None:
    """Make the edit of a step in a copy of the checkout."""
    path = root / step.path
    if step.what.startswith("new "):
        assert not path.exists()
        path.write_text(step.text, encoding="utf-8")
        return
    edit = _EDIT.fullmatch(step.what)
    assert edit is not None, step.what
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next((i for i, line in enumerate(lines) if line.startswith(edit["line"])), None)
    assert at is not None, f"{step.path} has no line that begins {edit['line']!r}"
    if edit["where"] == "after":  # after the whole statement, which may go over some lines
        depth = 0
        while True:
            depth += sum(lines[at].count(c) for c in "([{") - sum(lines[at].count(c) for c in ")]}")
            at += 1
            if depth <= 0 or not edit["line"].startswith("from "):
                break
    apart = "\n\n" if step.text.startswith(("def ", "class ")) else ""
    path.write_text("".join([*lines[:at], step.text, apart, *lines[at:]]), encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_followed_does_what_it_says(page: Path, tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "xlpay", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("templates", "udfs"):
        (tmp_path / name).symlink_to(ROOT / name)
    found = steps(page)
    for step in found:
        if step.path:
            follow(step, tmp_path)
    (code,) = (step.text for step in found if step.what == "run")
    (wanted,) = (step.text for step in found if step.what == "prints")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == wanted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_touches_few_files(page: Path) -> None:
    files = {step.path for step in steps(page)} - {""}
    assert 0 < len(files) <= MOST.get(page.stem, 6), files


def test_every_page_is_found_from_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for page in PAGES:
        assert f"(how-to-add/{page.name})" in text, page.name
