"""The page “Your city in an hour”, followed: its commands are run, its snippets are in the file."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xlpay.policy
from tests.support.third_city import POLICIES
from tests.support.units import identity_of
from xlpay.cli import main

PAGES = Path(xlpay.policy.__file__).parent
EXAMPLE = POLICIES / "harbin-manner.toml"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    return [body for kind, body in _FENCE.findall(page.read_text("utf-8")) if kind == language]


@pytest.mark.parametrize("name", ["YOUR-CITY.md", "YOUR-CITY.zh-CN.md"])
def test_the_snippets_of_the_page_are_those_of_the_example(name: str) -> None:
    example = EXAMPLE.read_text("utf-8")
    snippets = blocks(PAGES / name, "toml")
    assert len(snippets) >= 8
    for snippet in snippets:
        for line in snippet.splitlines():
            assert line in example, line


def test_both_pages_show_the_same_commands_and_snippets() -> None:
    for language in ("sh", "toml"):
        first, second = (blocks(PAGES / f"YOUR-CITY{x}.md", language) for x in ("", ".zh-CN"))
        assert first == second


def fill(path: Path) -> None:
    """A roster of two, as the page says."""
    book = openpyxl.load_workbook(path)
    settings: dict[Any, Any] = {
        "政策": "mycity-2023",
        "单位名称": "示例街道",
        "工资月份": "2024-10",
        "地区": "宾县",
        "通讯补贴标准": 80,
    }
    for row in book["参数"].iter_rows(min_row=2, max_col=2):
        if row[0].value in settings:
            row[1].value = settings[row[0].value]
    people = [("甲", "2020-03-15", "本科"), ("乙", "2024-02-01", "大专")]
    sheet = book["花名册"]
    column = {cell.value: int(cell.column or 0) for cell in sheet[1]}
    for place, (name, entry, education) in enumerate(people):
        cells = {
            "姓名": name,
            "身份证号": identity_of(place, "1990-01-15", False),
            "社区": "一社区",
            "人员类别": "聘用制",
            "进入社区日期": entry,
            "学历": education,
        }
        for header, value in cells.items():
            sheet.cell(place + 2, column[header], value)
    book.save(path)


def test_the_commands_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "xlpay.policy.files.known.use", lambda documents: None
    )  # functions are shared
    commands = [
        shlex.split(line)[1:]
        for block in blocks(PAGES / "YOUR-CITY.md", "sh")
        for line in block.splitlines()
    ]
    told: dict[str, str] = {}
    for command in commands:
        if command[0] == "fn":
            continue  # asked in a process of its own elsewhere
        assert main(command) == 0, command
        told[" ".join(command[:2])] = capsys.readouterr().out
        if command[:2] == ["policy", "new"]:
            shutil.copy(EXAMPLE, "mycity-2023.toml")  # an hour later
            text = Path("mycity-2023.toml").read_text("utf-8")
            text = text.replace('id = "harbin-manner"', 'id = "mycity-2023"')
            Path("mycity-2023.toml").write_text(text, "utf-8")
        if command[0] == "template":
            fill(tmp_path / "工资.xlsx")
    assert "可以使用" in told["policy check"]
    assert "年功工资" in told["policy show"]
    assert "采暖补贴 1500.00 元" in told["explain 工资.xlsx"]  # October
    # two people, 150 instead of 80 each: 140 a month
    assert "成本一个月差 +140.00 元，按12个月 +1680.00 元" in told["compare 工资.xlsx"]
    # 甲 2025-03 and 2026-03, 乙 2025-02 and 2026-02, 25 each; from 2025-01 5 more a year
    forecast = told["forecast 工资.xlsx"]
    assert forecast.count("年功增长") == 4
    assert "标准调整" in forecast
    result = openpyxl.load_workbook(tmp_path / "工资-2024-10.xlsx", data_only=True)
    headers = [c.value for row in result["工资发放表"].iter_rows(min_row=7, max_row=7) for c in row]
    assert "采暖补贴" in headers
