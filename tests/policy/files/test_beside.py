"""Policy files beside a workbook: named with their fingerprint, bounded, parsed only if meant."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.mutations import CHIFENG, Book, small_unit
from xlpay.base.assets import policy_folder
from xlpay.base.regular import read_regular
from xlpay.jobs.books import run_month, run_year
from xlpay.language import text as policy_text
from xlpay.language.problems import Problem
from xlpay.policy.files.beside import Beside
from xlpay.policy.files.load import PolicyError, load_all, load_shipped, read_document
from xlpay.sample.write import write
from xlpay.workbook.file.reading import read_book


def mark_of(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{digest[:4]}:{digest[4:8]}:{digest[8:12]}:{digest[12:16]}"


def continued(folder: Path, name: str = "x.toml", first: str = "2025-12") -> Path:
    """Chifeng's policy as a file that continues it, with another allowance."""
    source = policy_folder() / "chifeng" / "2020.toml"
    text = source.read_text("utf-8")
    for was, now in (
        ('id = "chifeng-2020"', 'id = "x"'),
        ('pays_from = "2020-05"', f'pays_from = "{first}"'),
        ('社会工作师", amount = 200 }', '社会工作师", amount = 900 }'),
    ):
        assert was in text
        text = text.replace(was, now)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "工资.xlsx"
    write(small_unit(CHIFENG), path)
    return path


def texts(path: Path, sheet: str) -> str:
    grid = read_book(path, {sheet}).grids[sheet]
    return "\n".join(str(value) for row in grid.rows for value in row if value)


def test_a_file_that_continues_a_shipped_scheme_is_a_warning_with_its_fingerprint(
    book: Path,
) -> None:
    plain = run_month(book)
    file = continued(book.parent)
    job = run_month(book)
    (found,) = [f for f in job.findings if f.code == "P-CONTINUES"]
    assert (found.level, found.sheet) == ("警告", "参数")
    assert "x.toml" in found.message and mark_of(file) in found.message
    assert job.output is not None and plain.output is not None
    for sheet in ("校验报告", "计算依据"):
        assert "x.toml" in texts(job.output, sheet) and mark_of(file) in texts(job.output, sheet)
    year = run_year(book, 2025)
    assert year.output is not None
    assert mark_of(file) in texts(year.output, "计算依据")


def test_one_that_pays_later_is_not_named(book: Path) -> None:
    continued(book.parent, first="2027-01")
    job = run_month(book)
    assert not [f for f in job.findings if f.code in ("P-CONTINUES", "P-BESIDE")]
    assert job.output is not None and "toml" not in texts(job.output, "计算依据")


def test_a_scheme_of_ones_own_is_named(book: Path) -> None:
    file = continued(book.parent)
    text = file.read_text("utf-8")
    scheme = load_shipped()[0].scheme
    shipped = next(d.scheme for d in load_shipped() if d.id == "chifeng-2020")
    assert shipped in text and scheme
    file.write_text(text.replace(f'scheme = "{shipped}"', 'scheme = "自己的办法"'), "utf-8")
    made = Book.open(book)
    sheet = made.sheet("参数")
    at = next(f"B{row}" for row in range(2, 60) if sheet.text(f"A{row}") == "政策")
    sheet.put(at, "自己的办法")
    made.save(book)
    job = run_month(book)
    (found,) = [f for f in job.findings if f.code == "P-BESIDE"]
    assert found.level == "信息" and mark_of(file) in found.message


# ── only what is meant, within limits


def test_only_a_file_that_is_meant_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    continued(tmp_path)
    (tmp_path / "other.toml").write_text('scheme = "别的"\n[a]\n' + "x = [" * 9, "utf-8")
    parsed: list[str] = []
    plain = load_all

    def counted(files: Any) -> Any:
        parsed.extend(file.name for file in files)
        return plain(files)

    monkeypatch.setattr("xlpay.policy.files.beside.load_all", counted)
    beside = Beside(tmp_path)
    assert [d.id for d in beside.find("chifeng-2020")] == ["x"]
    assert beside.find("没有") == ()
    assert parsed == ["x.toml"]
    assert dict(beside.names())["other"] == "别的"


def test_each_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    continued(tmp_path)
    read: list[str] = []
    plain = read_regular

    def counted(path: Path, most: int) -> Any:
        read.append(path.name)
        return plain(path, most)

    monkeypatch.setattr(policy_text, "read_regular", counted)
    beside = Beside(tmp_path)
    for name in ("x", "chifeng-2020", "没有", "x"):
        beside.find(name)
    beside.names()
    assert read == ["x.toml"]


@pytest.mark.parametrize(
    "text",
    [
        "[" + ".".join(["a"] * 50_000) + "]\nx=1",
        ".".join(["a"] * 50_000) + " = 1",
        " . ".join(['"a"', "'b'"] * 20_000) + " = 1",
        "x = {" + ".".join(["a"] * 50_000) + " = 1}",
        "x = " + "[" * 50_000,
        "x = " + "{a = " * 50_000,
        "a" * 900_000,
        "'" * 900_000,
        '"' * 900_000,
        '"a' * 400_000,
        "a." * 400_000,
        "#" * (1 << 21),
    ],
    ids=lambda text: f"{text[:6]}{len(text)}",
)
def test_a_hostile_file_is_refused_soon(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)
    start = time.perf_counter()
    document, problems = read_document(path)
    assert document is None and isinstance(problems[0], Problem)
    assert Beside(tmp_path).find("赤峰") == ()
    assert time.perf_counter() - start < 5


def test_shipped_policies_stay_far_below_the_limits() -> None:
    for path in policy_folder().rglob("*.toml"):
        read = policy_text.read_text(path)
        assert read.problem is None
        assert len(read.text.encode()) * 4 < policy_text.MOST_BYTES


def test_what_is_no_regular_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.toml")
    beside = Beside(tmp_path)
    assert beside.find("赤峰") == ()
    for name in ("folder", *(["pipe"] if hasattr(os, "mkfifo") else [])):
        with pytest.raises(PolicyError, match="打不开"):
            beside.find(name)
