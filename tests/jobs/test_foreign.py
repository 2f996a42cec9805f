"""Workbooks that other programs made: a line or findings, never a traceback, never a hang.

By itself it takes the workbooks that come with the project; `python -m tests.proofs foreign
--corpus FOLDER` takes every file below a folder, which stays as it is.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.support.places import ROOT

CORPUS: Final = Path(os.environ.get("XLPAY_PROOF_CORPUS", ROOT / "templates"))
FILES: Final = sorted(path for path in CORPUS.rglob("*") if path.is_file())
SLOWEST_S: Final = 10
COMMANDS: Final = (["check"], ["run"], ["bonus", "--year", "2025"], ["template", "--upgrade"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_foreign_file_ends_in_a_line_or_in_findings(path: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    book = tmp_path / f"外来{path.suffix}"
    book.write_bytes(path.read_bytes())
    for words in COMMANDS:
        out = ["--out", str(tmp_path / "out")] if words[0] in ("run", "bonus") else []
        command = [sys.executable, "-m", "xlpay.cli", *words, str(book), *out]
        done = subprocess.run(command, capture_output=True, timeout=SLOWEST_S * 3, check=False)
        told = done.stderr.decode("utf-8", "replace")
        assert done.returncode in (0, 1, 2), (words, told)
        assert "Traceback" not in told and "panicked" not in told, (words, told)
        assert "F-FAULT" not in told, (words, told)
        assert not list(tmp_path.rglob(".xlpay-*")), words
    assert hashlib.sha256(book.read_bytes()).hexdigest() == before
