"""What somebody new types first: help and refusals in Chinese, what the demo says, sheets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.support.places import ROOT
from xlpay.cli import main
from xlpay.cli.parser import refusal
from xlpay.sample import SAMPLES
from xlpay.sample.write import write


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("样例") / "赤峰样例.xlsx"
    write(SAMPLES["赤峰样例"], path)
    return path


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "缺少：命令"),
        (["算"], "没有“算”这个命令，可用：run、check"),
        (["run"], "缺少：工作簿"),
        (["bonus", "a.xlsx"], "缺少：--year"),
        (["bonus", "a.xlsx", "--year", "去年"], "--year 应为整数，不是“去年”"),
        (["run", "a.xlsx", "--month", "13"], "“13”不是月份"),
        (["run", "a.xlsx", "--out"], "--out 后面要写一个值"),
        (["run", "a.xlsx", "--nope"], "不认识的参数：--nope"),
        (["run", "a.xlsx", "--json=1"], "--json 不带值"),
        (["policy", "nope"], "没有“nope”这个命令"),
    ],
)
def test_refusals_are_chinese(
    typed: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(typed)
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert said in told and told.startswith("用法：xlpay")
    assert "usage" not in told and "error:" not in told and "argument" not in told


@pytest.mark.parametrize("typed", [["--help"], ["run", "--help"], ["policy", "show", "-h"]])
def test_help_is_chinese(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(typed)
    assert stopped.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith("用法：xlpay")
    for word in ("usage", "options", "positional", "show this", "BOOK", "MONTH"):
        assert word not in told


def test_a_sentence_that_is_new_is_still_told() -> None:
    assert refusal("something else") == "参数不对：something else"


def test_the_demo_says_that_mistakes_are_on_purpose_and_what_to_type(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "xlpay.cli", "demo", "样例"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PATH": "/usr/bin"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    lines = made.stdout.splitlines()
    mistaken = [line for line in lines if "常见错误.xlsx" in line]
    assert len(mistaken) == 2 and all("有意" in line for line in mistaken)
    steps = [line.split("　")[0].split(" ", 3)[3] for line in lines[-3:]]
    assert [step.rpartition("xlpay.cli ")[2] for step in steps] == [
        "template 工资.xlsx",
        "check 工资.xlsx",
        "run 工资.xlsx",
    ]


def test_a_part_of_a_name_lists_whom_it_may_mean(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(sample), "--person", "张"]) == 2
    told = capsys.readouterr().err.splitlines()
    start = next(i for i, line in enumerate(told) if "花名册里没有“张”，是不是其中一个" in line)
    assert len(told) > start + 2
    for line in told[start + 1 :]:
        name, number, place, row = line.split()
        assert "张" in name and number[6:16] == "*" * 10 and place.endswith("社区")
        assert row.startswith("第")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "没有写是谁"),
        ("汪海艳", "汪海燕 1"),  # one character wrong
        ("海燕", "汪海燕 1"),
        ("1504290000", "花名册里没有“150***"),
    ],
)
def test_who_is_asked_for_is_found_by_what_is_near(
    asked: str, said: str, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(sample), "--person", asked]) == 2
    assert said.removesuffix("***") in capsys.readouterr().err


def test_the_end_of_a_number_or_a_name_with_spaces_finds_a_person(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(sample), "--person", "汪 海燕"]) == 0
    roster = openpyxl.load_workbook(sample)["花名册"]
    number = next(str(r[1].value) for r in roster.iter_rows() if r[0].value == "汪海燕")
    capsys.readouterr()
    assert main(["explain", str(sample), "--person", number[-6:]]) == 2
    assert "汪海燕" in capsys.readouterr().err


def test_a_year_that_is_none_is_refused_and_writes_nothing(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "结果"
    assert main(["bonus", str(sample), "--year", "25", "--out", str(out)]) == 2
    assert "“25”不是年度" in capsys.readouterr().err
    assert not out.exists()


def test_compare_and_forecast_write_a_sheet(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "结果")
    assert main(["compare", str(sample), "--set", "学历口径=平移", "--out", out]) == 0
    compared = openpyxl.load_workbook(tmp_path / "结果" / "赤峰样例-2026-01-比较.xlsx")
    assert compared.sheetnames == ["比较", "逐项比较"]
    rows = [row for row in compared["比较"].iter_rows(values_only=True) if row[0] == "r"]
    assert len(rows) == 111
    assert main(["forecast", str(sample), "--months", "2", "--out", out]) == 0
    ahead = openpyxl.load_workbook(tmp_path / "结果" / "赤峰样例-2026-01-预测.xlsx")
    months = [row[1] for row in ahead["预测"].iter_rows(values_only=True) if row[0] == "r"]
    assert months == ["2026-01", "2026-02", "2026-03"]
    assert "已写出" in capsys.readouterr().err
