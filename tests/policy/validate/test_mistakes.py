"""Mistakes that a clerk makes in a policy file: file, key, line, name, nearest word, what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.third_city import POLICIES
from xlpay.policy.files.show import check_lines

HARBIN = (POLICIES / "harbin-manner.toml").read_text("utf-8")
JINAN = (POLICIES / "jinan-manner.toml").read_text("utf-8")

# Name -> the file, what stands in it, what a clerk writes instead, what must be told.
MISTAKES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "a typo in a key": (
        HARBIN,
        'otherwise = 0\nsource = "第七条"',
        'otherwis = 0\nsource = "第七条"',
        ("component[4].otherwis（第", "资格津贴", "otherwise"),
    ),
    "a table's name": (HARBIN, "[quota]", "[qouta]", ("qouta（第", "quota")),
    "a missing head": (
        HARBIN,
        'pays_from = "2023-04"\n',
        "",
        ("pays_from", "缺少这一项", "从哪个月起按它发薪"),
    ),
    "a date in words": (
        HARBIN,
        "issued = 2023-03-20",
        'issued = "2023年3月20日"',
        ("不是日期", "2020-04-28"),
    ),
    "a month that isn't one": (HARBIN, '"2023-04"\nsource', '"2023-13"\nsource', ("2023-13",)),
    "full-width digits in a text": (HARBIN, '"2023-04"\n', '"２０２３-０４"\n', ("2024-07",)),
    "a percentage as a number": (HARBIN, "share = 0.30", "share = 30", ("30% 写成 0.3",)),
    "a percentage as text": (HARBIN, "share = 0.30", 'share = "30%"', ("不加引号、单位、百分号",)),
    "a missing row": (
        HARBIN,
        '  { region = "通河县", amount = 3000 },\n',
        "",
        ("component[1].rows（第", "基本工资", "缺少“通河县”这一行"),
    ),
    "a row twice": (
        HARBIN,
        '  { region = "通河县", amount = 3000 },\n',
        '  { region = "通河县", amount = 3000 },\n  { region = "通河县", amount = 3100 },\n',
        ("重复：同一天有两个数",),
    ),
    "two values on one day": (
        HARBIN,
        '{ from = "2025-01", value',
        '{ from = "2023-04", value',
        ("同一天有两个值", "年功工资"),
    ),
    "a typo in a dated value": (
        HARBIN,
        '{ from = "2025-01", value',
        '{ form = "2025-01", value',
        ("第2段有不认识的键 form", "最接近的是“from”"),
    ),
    "a dated value without value": (HARBIN, ", value = 25 }", " }", ("第2段没有写 value",)),
    "a value within a month": (
        HARBIN,
        'from = "2025-01"',
        "from = 2025-01-15",
        ("2025-01-15", "2024-07"),
    ),
    "a list for one number": (HARBIN, "cap = 500", "cap = [500]", ("只有一个数不用 [ ]",)),
    "a kind in Chinese": (
        HARBIN,
        'kind = "fixed"\namount = 200',
        'kind = "固定"\namount = 200',
        ("最接近的是“fixed”",),
    ),
    "a word of a closed list in Chinese": (
        HARBIN,
        'prorate = "full"',
        'prorate = "全年"',
        ("months 按在岗月数÷12",),
    ),
    "a reading in Chinese": (
        JINAN,
        'mode = "amount"\n',
        'mode = "打折"\n',
        ("probation.mode（第", "row "),
    ),
    "three decimals": (
        HARBIN,
        "amount = 200\nwhen",
        "amount = 200.005\nwhen",
        ("小数位太多", "岗位工资"),
    ),
    "a sum in quotes": (HARBIN, "amount = 200\nwhen", 'amount = "200元"\nwhen', ("不加引号",)),
    "a sum below nothing": (HARBIN, "amount = 200\nwhen", "amount = -200\nwhen", ("超出范围",)),
    "yes for true": (HARBIN, "leader = true", 'leader = "是"', ("true 或 false",)),
    "a number without end": (
        HARBIN,
        "amount = 200\nwhen",
        f"amount = {'9' * 5000}\nwhen",
        ("第135行", "太长或太大"),
    ),
    "a number without bound": (
        HARBIN,
        "amount = 200\nwhen",
        "amount = 1e9999999999999999999\nwhen",
        ("第135行", "太长或太大"),
    ),
    "a gap in bands": (
        JINAN,
        "{ years = 7, grade = 4 }, { years = 10, grade = 5 }, ",
        "",
        ("空档",),
    ),
    "bands that do not begin at 0": (
        JINAN,
        "bands = [{ years = 0, grade = 1 }, ",
        "bands = [",
        ("从 years = 0 开始",),
    ),
    "years in words": (
        JINAN,
        "{ years = 2, grade = 2 }",
        '{ years = "2年", grade = 2 }',
        ("“2年”",),
    ),
    "half a grade": (
        JINAN,
        '{ level = "硕士", value = 2 }',
        '{ level = "硕士", value = 2.5 }',
        ("2.5 不是整数", "硕士"),
    ),
    "a grade without coefficient": (
        JINAN,
        "  { grade = 6, coefficient = 1.05 },\n",
        "",
        ("grade.steps（第", "6级没有系数"),
    ),
    "a table by years without an end": (
        HARBIN,
        'keys = ["qualification"]',
        'of = "工龄"\nkeys = ["years"]',
        ("keys 是 years",),
    ),
    "a table that not everybody is in": (
        HARBIN,
        "otherwise = 0\n",
        "",
        ("有人可能没有职业资格（qualification）可查", "otherwise = 0"),
    ),
    "no citation": (
        HARBIN,
        'cap = 500\nsource = "第六条"',
        "cap = 500",
        ("没有写出处", "年功工资"),
    ),
    "a setting misspelt": (
        HARBIN,
        '{ setting = "通讯补贴标准" }',
        '{ setting = "通讯补助标准" }',
        ("最接近的是“通讯补贴标准”",),
    ),
    "the key of a setting misspelt": (
        HARBIN,
        '{ setting = "通讯补贴标准" }',
        '{ seting = "通讯补贴标准" }',
        ("{ seting = 通讯补贴标准 }", '{ setting = "参数名" }'),
    ),
    "a rating of another scheme": (
        HARBIN,
        '{ rating = "称职", value = 5000 }',
        '{ rating = "良好", value = 5000 }',
        ("可用的有 优秀、称职、基本称职、不称职",),
    ),
    "a word for a list": (
        HARBIN,
        'when = { post = ["正职"] }',
        'when = { post = "正职" }',
        ('post = ["正职"]',),
    ),
    "a key in Chinese": (HARBIN, 'keys = ["region"]', 'keys = ["地区"]', ("要写成 region",)),
    "one bracket too many": (HARBIN, "[quota]", "[[quota]]", ("只有一个", "[quota]")),
    "one bracket too few": (
        HARBIN,
        '[[component]]\nname = "岗位工资"',
        '[component]\nname = "岗位工资"',
        ("第132行", "都写双方括号"),
    ),
    "a table twice": (HARBIN, "[quota]", "[part_month]", ("第257行", "写了两次")),
    "a space after a word": (HARBIN, 'word = "称职"', 'word = "称职 "', ("“称职 ”前后有空格",)),
    "no region": (
        HARBIN,
        HARBIN[HARBIN.index("regions = [") : HARBIN.index("\n]", HARBIN.index("regions = ["))],
        "regions = [",
        ("一个地区也没有",),
    ),
    "a rating in two places": (
        JINAN,
        'uncounted = ["不合格"]',
        'uncounted = ["不合格", "优秀"]',
        ("“优秀”写了两处",),
    ),
    "a check in Chinese": (HARBIN, 'kind = "retirement"', 'kind = "退休"', ("retirement",)),
    "a later format": (HARBIN, "format = 1", "format = 2", ("format = 1",)),
    "a street in two groups": (
        JINAN,
        '["山下街道", "河西街道"]',
        '["山下街道", "湖边街道"]',
        ("“湖边街道”在两个分组里", "街道薪酬基数"),
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_to_a_clerk(name: str, tmp_path: Path) -> None:
    text, old, new, wanted = MISTAKES[name]
    assert old in text
    file = tmp_path / "本市.toml"
    file.write_text(text.replace(old, new, 1), "utf-8")
    errors, told = check_lines(file)
    assert errors and not told
    assert all(line.startswith("本市.toml ") for line in errors)
    for part in wanted:
        assert any(part in line for line in errors), errors
    assert all(re.search("请|要|写", line) for line in errors)  # what to do


def test_the_line_is_that_of_the_key_and_the_name_that_of_the_element(tmp_path: Path) -> None:
    file = tmp_path / "本市.toml"
    file.write_text(HARBIN.replace('region = "宾县", amount = 3000', 'region = "宾县"'), "utf-8")
    (line,) = check_lines(file)[0]
    number = 1 + HARBIN.splitlines().index('  { region = "宾县", amount = 3000 },')
    assert line.startswith(f"本市.toml component[1].rows[13].amount（第{number}行，基本工资）")


def test_a_warning_has_its_line_too(tmp_path: Path) -> None:
    file = tmp_path / "本市.toml"
    file.write_text(HARBIN.replace('["社区意见", "街道意见", "区县民政部门意见"]', "[]"), "utf-8")
    errors, told = check_lines(file)
    assert not errors
    number = 1 + next(i for i, x in enumerate(HARBIN.splitlines()) if x.startswith("steps = "))
    assert any(f"approval.steps（第{number}行）：晋级审批表没有签字栏" in line for line in told)
