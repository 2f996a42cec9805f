"""An input is read once: what was computed is what is filled, and a save in between is told."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.mutations import CHIFENG, JIAYUGUAN, Book, small_unit
from xlpay.base import regular
from xlpay.jobs.books import check_book, explain_book, run_month, run_year
from xlpay.jobs.compare import compare
from xlpay.jobs.forecast import forecast
from xlpay.jobs.upgrading import upgrade_book
from xlpay.sample.write import write
from xlpay.workbook.file.reading import read_book


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "工资.xlsx"
    write(small_unit(CHIFENG), path)
    return path


def changed(book: Path) -> bytes:
    """The workbook with another name and one person fewer."""
    made = Book.open(book)
    roster = made.sheet("花名册")
    roster.put(roster.at(2, "姓名"), "改名后")
    roster.drop(4)
    return made.save(io.BytesIO()).getvalue()


def names(path: Path, sheet: str) -> set[str]:
    """The names of people in a sheet of a workbook."""
    grid = read_book(path, {sheet}).grids[sheet]
    head = next(n for n, row in enumerate(grid.rows) if "姓名" in row)
    at = grid.rows[head].index("姓名")
    own = 0 if sheet == "花名册" else 1  # a result's rows are known by our marker
    return {str(row[at]) for row in grid.rows[head + 1 :] if row[at] and (not own or row[0] == "r")}


@pytest.mark.parametrize("moment", ["读取", "计算", "写入"])
@pytest.mark.parametrize("job", [run_month, lambda *a, **k: run_year(a[0], 2025, a[1], **k)])
def test_a_save_in_between_is_told_and_not_mixed_in(
    book: Path, tmp_path: Path, moment: str, job: Callable[..., Any]
) -> None:
    new, out = changed(book), tmp_path / "out"
    before = names(book, "花名册")

    def save(stage: str) -> None:
        if stage == moment:
            book.write_bytes(new)

    done = job(book, out, progress=save)
    assert [f.code for f in done.findings].count("S-SAVED") == 1
    assert done.output is not None
    if done.done.failed:
        return
    assert names(done.output, "花名册") == before
    if "工资发放表" in done.tables:
        assert names(done.output, "工资发放表") == before
    again = job(book, out)
    assert "S-SAVED" not in [f.code for f in again.findings]


def test_another_citys_workbook_does_not_get_this_ones_pay(book: Path, tmp_path: Path) -> None:
    other = tmp_path / "别处.xlsx"
    write(small_unit(JIAYUGUAN), other)

    def save(stage: str) -> None:
        if stage == "写入":
            shutil.copy(other, book)

    done = run_month(book, tmp_path / "out", progress=save)
    assert done.output is not None
    assert names(done.output, "花名册") == names(done.output, "工资发放表")


def test_a_touched_file_with_the_same_content_is_no_change(book: Path, tmp_path: Path) -> None:
    same = book.read_bytes()

    def save(stage: str) -> None:
        if stage == "写入":
            book.write_bytes(same)

    assert "S-SAVED" not in [f.code for f in run_month(book, tmp_path, progress=save).findings]


@pytest.mark.parametrize(
    "job",
    [
        run_month,
        check_book,
        lambda path: run_year(path, 2025),
        lambda path: explain_book(path, None, "某某"),
        lambda path: compare(path, {"基本工资占比": "0.7"}),
        lambda path: forecast(path, 2),
        upgrade_book,
    ],
    ids=["run", "check", "bonus", "explain", "compare", "forecast", "upgrade"],
)
def test_every_job_reads_its_workbook_once(
    book: Path, monkeypatch: pytest.MonkeyPatch, job: Callable[[Path], Any]
) -> None:
    """Once before it writes; a last look, whether others stand there by now, uses no byte."""
    opened: list[str] = []
    plain = os.open

    def counted(path: Any, *rest: Any, **words: Any) -> int:
        if str(path) == str(book):
            opened.append(str(path))
        return plain(path, *rest, **words)

    monkeypatch.setattr(os, "open", counted)
    monkeypatch.setattr("xlpay.workbook.file.package.Package.changed_since", lambda self: False)
    monkeypatch.setattr(Path, "read_bytes", forbidden(book, Path.read_bytes))
    job(book)
    assert len(opened) == 1


def forbidden(book: Path, plain: Callable[[Path], bytes]) -> Callable[[Path], bytes]:
    """Path.read_bytes, but for the workbook, which has one reader."""

    def read(path: Path) -> bytes:
        assert path != book
        return plain(path)

    return read


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    with pytest.raises(regular.NotRegular):
        regular.read_regular(tmp_path, 10)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(regular.NotRegular):  # and nobody waits for a writer
            regular.read_regular(tmp_path / "pipe", 10)
    (tmp_path / "file").write_bytes(b"12345")
    with pytest.raises(regular.TooLarge):
        regular.read_regular(tmp_path / "file", 4)
    assert regular.read_regular(tmp_path / "file", 5).data == b"12345"
