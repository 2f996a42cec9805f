"""A sheet that holds records and isn't read is told by every command that computes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.jobs.test_earlier import book
from xlpay.cli import main


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return book(tmp_path)


def renamed(path: Path, sheet: str, name: str) -> None:
    opened = openpyxl.load_workbook(path)
    opened[sheet].title = name
    opened.save(path)


def copied(path: Path, sheet: str, name: str) -> None:
    opened = openpyxl.load_workbook(path)
    opened.copy_worksheet(opened[sheet]).title = name
    opened.save(path)


COMMANDS = (
    ["explain", "--person", "甲"],
    ["compare", "--set", "中断口径=清零重计"],
    ["forecast", "--months", "2"],
    ["run"],
    ["check"],
    ["bonus", "--year", "2021"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_records_under_another_name_stop_every_command(
    command: list[str], path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed(path, "考核记录", "2021年考核")
    code = main([command[0], str(path), *command[1:]])
    told = capsys.readouterr().err
    assert "错误 S-MEANT 考核记录: “2021年考核”" in told
    assert code == (2 if command[0] == "explain" else 1)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_a_second_sheet_of_records_is_told_by_every_command(
    command: list[str], path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(path, "考核记录", "考核记录 (2)")
    copied(path, "花名册", "花名册 (2)")
    assert main([command[0], str(path), *command[1:]]) == 0
    (line,) = [line for line in capsys.readouterr().err.splitlines() if " S-TWIN " in line]
    assert line.startswith("警告 ")
