"""A policy file that is no TOML, told with line, what is wrong in it and what to do, in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.units import CHIFENG, make_grids, person
from xlpay.cli import main
from xlpay.policy.files import skeleton
from xlpay.policy.files.load import load_shipped, read_document
from xlpay.unit.inputs import read_unit
from xlpay.unit.settings import FindPolicy

TEXT = skeleton.text("mycity-2024")
ENGLISH = re.compile(r"\b[A-Z]?[a-z]+ [a-z]+ [a-z]+")  # three words in a row


def told(tmp_path: Path, content: str | bytes) -> str:
    """The only problem of a file, as a line."""
    path = tmp_path / "mycity-2024.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    document, problems = read_document(path)
    assert document is None and len(problems) == 1
    line = problems[0].line()
    assert line.startswith("mycity-2024.toml")
    assert not ENGLISH.search(line), line
    return line


def number_of(text: str) -> int:
    """The line of the skeleton that begins so."""
    return next(i for i, line in enumerate(TEXT.splitlines(), 1) if line.startswith(text))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("issued = 2024-01-01", "issued = 2024-02-30", "“2024-02-30”不是日期"),
        ("issued = 2024-01-01", "issued = 2024-13-01", "“2024-13-01”不是日期"),
        ("issued = 2024-01-01", "issued = 2024-1-1", "“2024-1-1”不是日期"),
        ("issued = 2024-01-01", "issued = 2024.1.1", "“2024.1.1”不是日期"),
        ('pays_from = "2024-01"', "pays_from = 2024-01", '月份写成 "2024-03"，要加引号'),
        ('title = "本市', "title = “本市", "有全角字符““”"),
        ("amount = 4000", "amount = ４０００", "有全角字符“４”"),
        ("amount = 4000", "amount ＝ 4000", "有全角字符“＝”"),
        ('regions = ["本市"]', 'regions = 【"本市"】', "有全角字符“【”"),
        ("quota = true #", "quota = 是 #", "等号后面没有能用的值"),
        ("amount = 4000", "amount = 4,000", "值写完以后还有多余的字"),
        ("amount = 4000", "amount = 4000元", "值写完以后还有多余的字"),
        ("share = 0.20", "share = 20%", "值写完以后还有多余的字"),
        ("share = 0.20", "share = .2", "等号后面没有能用的值"),
        ("share = 0.20", "share =", "等号后面没有能用的值"),
        ("share = 0.20", "share 0.20", "键的后面要有等号"),
        ("share = 0.20", "优秀比例 = 0.20", "汉字的键要加引号"),
        ("share = 0.20", "share = { 江南区 = 0.2 }", "键“江南区”是汉字，没有加引号"),
        ('name = "薪酬基数"', 'name = "薪酬基数', "引号没有配对"),
        ("amount = 4000", "amount = 4000\namount = 4100", "同一个键写了两次"),
        ("[quota]", "[part_month]", "[part_month] 写了两次"),
        ("{ grade = 2, coefficient = 1.10 },", "{ grade = 2, coefficient = 1.10 }", "少了逗号"),
        ("{ grade = 2, coefficient = 1.10 },", "{ grade = 2, coefficient = 1.10, },", "多了逗号"),
        ("[quota]", "[quota", "方括号没有配对"),
        ("[quota]", "优秀比例：\n[quota]", "说明文字前面加 #"),
    ],
)
def test_the_line_says_what_is_wrong_and_what_to_do(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert TEXT.count(old) >= 1, old
    line = told(tmp_path, TEXT.replace(old, new, 1))
    assert says in line
    assert re.search(r" 第\d+行", line)
    assert "。" in line  # what to do


def test_the_line_number_is_the_line(tmp_path: Path) -> None:
    line = told(tmp_path, TEXT.replace("issued = 2024-01-01", "issued = 2024-02-30", 1))
    assert f" 第{number_of('issued')}行" in line
    line = told(tmp_path, TEXT.replace("amount = 4000", "amount = 4000元", 1))
    assert f" 第{number_of('amount = 4000')}行" in line
    assert "amount = 4000元" in line


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_another_encoding_is_told_with_how_to_save(tmp_path: Path, encoding: str) -> None:
    line = told(tmp_path, TEXT.encode(encoding, "replace"))
    assert "不是 UTF-8 编码" in line and "另存为" in line


def test_a_mark_at_the_start_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "mycity-2024.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    document, problems = read_document(path)
    assert document is not None and not problems


def test_a_file_that_is_not_there_is_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mycity-2024.toml").write_text(TEXT, "utf-8")
    assert main(["policy", "check", str(tmp_path / "mycity-2042.toml")]) == 2
    err = capsys.readouterr().err
    assert "没有这个文件" in err and "最接近的是“mycity-2024.toml”" in err
    assert main(["policy", "check", str(tmp_path)]) == 2
    assert "是文件夹，不是文件" in capsys.readouterr().err


def test_a_file_misspelt_for_show_is_told_with_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mycity-2024.toml").write_text(TEXT, "utf-8")
    assert main(["policy", "show", str(tmp_path / "mycity-2042.toml")]) == 2
    assert "mycity-2024.toml”" in capsys.readouterr().err


# ── 政策 in 参数


def unknown(value: str, names: tuple[tuple[str, str], ...]) -> list[str]:
    grids = make_grids(
        value,
        "2026-11",
        [person("甲")],
        settings={"地区": "宾县", "通讯补贴标准": 80, "单位自己的": 1},
    )
    unit, findings = read_unit(grids.get, load_shipped(), FindPolicy(names=lambda: names))
    assert unit is None
    return [finding.line() for finding in findings]


def test_an_unknown_policy_names_the_nearest_and_all_that_may_be_meant() -> None:
    (line,) = unknown("mycity-2032", (("mycity-2023", "哈尔滨式示例"), ("other", "另一个")))
    assert "最接近的是“mycity-2023”" in line
    assert "随附的 赤峰市2020、嘉峪关市2021" in line
    assert "工作簿旁边的 mycity-2023（哈尔滨式示例）、other（另一个）" in line


def test_without_files_beside_it_the_shipped_ones_are_named() -> None:
    (line,) = unknown("赤峰市2021", ())
    assert f"最接近的是“{CHIFENG}”" in line and "放在工作簿旁边的政策文件" in line
