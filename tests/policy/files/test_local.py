"""Local files of contribution rules on the command line: begun, and checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.places import ROOT
from xlpay.cli.commands import main
from xlpay.policy.contributions.files import read_standards
from xlpay.policy.contributions.rows import CoverRule, FixedPart, Limits, MinimumWage, RoundingRule

VALUES = {
    "from": '"2026-01"',
    "person": "0.08",
    "unit": "0.08",
    "low": "5000",
    "high": "25000",
    "to": '"yuan"',
    "way": '"up"',
    "entry": '"next"',
    "until_day": "15",
    "leaving": '"before"',
    "amount": "2200",
    "document": '"举例"',
}


def filled(text: str) -> str:
    """The skeleton with every comment that is a key or a table taken in and given a value."""
    text = re.sub(r"(?m)^#(?=[\[a-z])", "", text)
    text = re.sub(r"(?m)^(\w+) =$", lambda key: f"{key[1]} = {VALUES[key[1]]}", text)
    return text.replace('kinds = ["工伤"]\nfrom = "2026-01"\nunit = 0.08', _INJURY)


_INJURY = 'kinds = ["工伤"]\nfrom = "2026-01"\nunit = 0.004'


def test_a_skeleton_is_accepted_as_one_that_says_nothing_yet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", "new", "--local", "赤峰市", str(tmp_path)]) == 0
    path = tmp_path / "地方标准-赤峰市.toml"
    assert str(path) in capsys.readouterr().out
    found = read_standards(path)
    assert (found.local, found.rows, found.problems) == ("赤峰市", (), ())
    assert main(["policy", "check", str(path)]) == 0
    (said,) = capsys.readouterr().out.splitlines()
    assert said.startswith("地方标准-赤峰市.toml：格式没有错，但还没有填任何数")
    assert "医疗费率（个人、单位）、工伤费率（单位）、公积金费率（个人、单位）" in said
    assert "基数上下限（养老、医疗、失业、工伤、公积金）" in said
    assert "最低工资" in said


def test_a_skeleton_that_is_filled_lacks_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["policy", "new", "--local", "赤峰市", str(tmp_path)])
    path = tmp_path / "地方标准-赤峰市.toml"
    path.write_text(filled(path.read_text("utf-8")), "utf-8")
    capsys.readouterr()
    assert main(["policy", "check", str(path)]) == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "可以使用" in said
    assert "还没有填" not in said
    kinds = {type(row) for row in read_standards(path).rows}
    assert {CoverRule, FixedPart, Limits, MinimumWage, RoundingRule} < kinds


def test_a_wrong_file_is_refused_and_a_doubtful_one_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "标准.toml"
    head = 'format = 1\nlocal = "赤峰市"\n[[rate]]\nkinds = ["公积金"]\nfrom = "2026-01"\n'
    path.write_text(head + "person = 12\n", "utf-8")
    assert main(["policy", "check", str(path)]) == 2
    assert "若是 12%，请写 0.12" in capsys.readouterr().err
    path.write_text(head + "person = 0.12\n", "utf-8")
    assert main(["policy", "check", str(path)]) == 0
    said = capsys.readouterr().out
    assert "警告 标准.toml rate[1]（第3行）：没有填文号" in said
    assert "文件名不以“地方标准-”开头" in said
    assert "公积金费率（单位）" in said
    assert "有 2 处请看一看" in said


def test_a_skeleton_is_never_written_over_a_file_nor_under_another_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["policy", "new", "--local", "红山区"]) == 0
    assert (tmp_path / "地方标准-红山区.toml").is_file()
    for words in (["红山区"], ["红山区", "标准.toml"], ["../红山区"], [" "]):
        assert main(["policy", "new", "--local", *words]) == 2
    assert main(["policy", "new", "--local", "红山区", "夹/地方标准-市区.toml"]) == 0
    capsys.readouterr()
    with pytest.raises(SystemExit) as stopped:
        main(["policy", "new"])
    assert stopped.value.code == 2
    assert "缺少：政策" in capsys.readouterr().err


def test_the_skeleton_says_no_number() -> None:
    text = (ROOT / "xlpay/policy/data/form/local.toml").read_text("utf-8")
    assert not re.search(r"(?m)^#?(?!format|local|kinds|region)\w+ = .", text)
