"""Local files of contribution rules: each mistake is told with its place, none is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlpay.base.months import month_of
from xlpay.policy.contributions.files import (
    StandardsFile,
    files_in,
    for_region,
    national,
    read_standards,
    rows_for,
)
from xlpay.policy.contributions.rows import (
    CoverRule,
    FixedPart,
    Limits,
    MinimumWage,
    Rate,
    RoundingRule,
)

HEAD = 'format = 1\nlocal = "赤峰市"\n'
WHOLE = """
[[rate]]
kinds = ["医疗"]
from = "2025-01"
person = 0.02
unit = 0.07
document = "赤医保发〔2024〕1号（举例）"

[[fixed]]
kinds = "医疗"
from = "2025-01"
person = 7
document = "同上"

[[limits]]
kinds = ["养老", "失业", "工伤"]
from = "2025-01"
until = "2025-12"
low = 4863
high = 24315
document = "内人社发〔2025〕1号（举例）"

[[limits]]
kinds = ["养老", "失业", "工伤"]
from = "2026-01"
low = 5000
high = 25000
document = "内人社发〔2026〕1号（举例）"

[[rounding]]
kinds = ["公积金"]
from = "2020-01"
to = "yuan"
document = "举例"

[[cover]]
kinds = ["养老"]
from = "2020-01"
until_day = 15
leaving = "before"
document = "举例"

[[minimum_wage]]
region = "红山区"
from = "2024-12"
amount = 2200
document = "举例"
"""


def written(folder: Path, text: str, name: str = "地方标准-赤峰市.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, text: str) -> tuple[str, str]:
    """The problems and the doubts of a file, each list as one text."""
    found = read_standards(written(folder, text))
    assert not (found.problems and found.rows)
    lines = ["\n".join(p.line() for p in some) for some in (found.problems, found.doubts)]
    return lines[0], lines[1]


def test_a_whole_file_is_read_to_exact_rows(tmp_path: Path) -> None:
    found = read_standards(written(tmp_path, HEAD + WHOLE))
    assert (found.problems, found.doubts) == ((), ())
    assert (found.local, len(found.fingerprint)) == ("赤峰市", 12)
    kinds = [type(row) for row in found.rows]
    assert kinds == [
        *[Rate] * 2,
        FixedPart,
        *[Limits] * 6,
        RoundingRule,
        CoverRule,
        MinimumWage,
    ]
    first, limit, cover = found.rows[0], found.rows[3], found.rows[-2]
    assert isinstance(first, Rate)
    assert (first.side, first.share, first.first) == ("个人", 20_000, month_of(2025, 1))
    assert isinstance(limit, Limits)
    assert (limit.low, limit.high, limit.last) == (486_300, 2_431_500, month_of(2025, 12))
    assert limit.origin.words() == "地方：内人社发〔2025〕1号（举例）"
    assert limit.origin.place == "地方标准-赤峰市.toml"
    assert isinstance(cover, CoverRule)
    assert (cover.entry, cover.until_day, cover.leaving) == ("this", 15, "before")


LIMITS = """
[[limits]]
kinds = ["养老"]
from = "2025-01"
low = 4863
high = 24315
document = "甲"
"""
RATE = """
[[rate]]
kinds = ["公积金"]
from = "2025-01"
person = 0.08
unit = 0.08
document = "甲"
"""

WRONG = {
    "limits out of order": (
        LIMITS.replace("4863", "24316"),
        "limits[1]（第4行）：下限 24316.00 元高于上限 24315.00 元",
    ),
    "a hole": (
        LIMITS.replace('"2025-01"', '"2025-01"\nuntil = "2025-06"')
        + LIMITS.replace("2025-01", "2025-08"),
        "limits[1]（第4行）：到 2025-06 止，下一条从 2025-08 起，中间有空档",
    ),
    "an overlap": (
        LIMITS.replace('"2025-01"', '"2025-01"\nuntil = "2025-08"')
        + LIMITS.replace("2025-01", "2025-08"),
        "到 2025-08 止，与 2025-08 起的一条重叠",
    ),
    "twice": (LIMITS + LIMITS, "2025-01 起有两条同样的规定"),
    "an end before the start": (
        LIMITS.replace('"2025-01"', '"2025-01"\nuntil = "2024-12"'),
        "止 2024-12 早于起 2025-01",
    ),
    "8 for 8%": (
        RATE.replace("unit = 0.08", "unit = 8"),
        "公积金的费率 8 大得不合理（最多 0.5）。若是 8%，请写 0.08",
    ),
    "0.5 for 0.5%": (
        RATE.replace("公积金", "失业").replace("0.08", "0.5"),
        "失业的费率 0.5 大得不合理（最多 0.05）。若是 0.5%，请写 0.005",
    ),
    "below nothing": (RATE.replace("unit = 0.08", "unit = -0.08"), "费率 -0.08 不能用"),
    "a percentage": (RATE.replace("unit = 0.08", 'unit = "8%"'), "“8%”应为数"),
    "a fund below the law": (
        RATE.replace("0.08", "0.04"),
        "公积金比例 0.04 低于 0.05。单位和个人都不低于 5%（住房公积金管理条例第十八条）",
    ),
    "injury paid by the person": (
        RATE.replace("公积金", "工伤").replace("0.08", "0.004"),
        "工伤保险个人不缴费",
    ),
    "an unknown kind": (RATE.replace("公积金", "生育"), "rate[1].kinds（第5行）：“生育”不在 养老"),
    "no kind": (RATE.replace('kinds = ["公积金"]', ""), "rate[1].kinds（第4行）：缺少这一项"),
    "no month": (RATE.replace('from = "2025-01"', ""), "rate[1].from（第4行）：缺少这一项"),
    "no such month": (RATE.replace("2025-01", "2025-13"), "没有“2025-13”这个月"),
    "no value": (
        RATE.replace("person = 0.08\nunit = 0.08\n", ""),
        "rate[1]（第4行）：没有值：应写 person、unit",
    ),
    "a typo in a key": (RATE.replace("person", "persn"), "不认识的键（最接近的是“person”）"),
    "a typo in a table": ("[[rates]]\n", "rates：不认识的键（最接近的是“rate”）"),
    "one bracket": (RATE.replace("[[rate]]", "[rate]"), "应为列表：每条写成 [[rate]]"),
    "a syntax error": ("kinds = [", "写法有误"),
    "an amount of nothing": (LIMITS.replace("4863", "0"), "0 超出范围：元，大于0"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_a_mistake_is_told_with_its_place_and_the_file_not_used(name: str, tmp_path: Path) -> None:
    text, said = WRONG[name]
    problems, _ = told(tmp_path, HEAD + text)
    assert said in problems
    assert problems.startswith("地方标准-赤峰市.toml ")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = LIMITS.replace("4863", "24316") + RATE.replace("0.08", "8") + "[[rates]]\n"
    problems, _ = told(tmp_path, 'format = 2\nlocal = ""\n' + text)
    for said in ("format = 1", "local", "24316.00", "大得不合理", "rates"):
        assert said in problems


def test_what_deserves_a_look_doesnt_stop_the_file(tmp_path: Path) -> None:
    doubts = {
        LIMITS.replace("24315", "22900"): "上限 22900.00 元不是下限 4863.00 元的 5 倍",
        LIMITS.replace('document = "甲"', ""): "没有填文号",
        RATE.replace("0.08", "0.13"): "公积金比例 0.13 高于 0.12",
        RATE.replace("unit = 0.08", "unit = 0.12"): "公积金比例单位 0.12、个人 0.08，两边不同",
    }
    for text, said in doubts.items():
        problems, found = told(tmp_path, HEAD + text)
        assert not problems
        assert said in found


def test_the_funds_limits_have_no_fixed_ratio(tmp_path: Path) -> None:
    text = LIMITS.replace("养老", "公积金").replace("4863", "2140")
    assert told(tmp_path, HEAD + text) == ("", "")


def test_the_states_file_is_right_and_has_no_region() -> None:
    assert all(row.origin.document for row in national())


def found_in(folder: Path, region: str) -> tuple[list[str], list[str]]:
    regions = ("赤峰市", "红山区", "松山区")
    beside = for_region(files_in(folder), region, ["赤峰市2020"], regions)
    return [f.name for f in beside.own], [f.name for f in beside.others]


def test_a_file_is_found_by_its_name_and_its_own_word_of_whose_it_is(tmp_path: Path) -> None:
    written(tmp_path, HEAD, "地方标准-赤峰市.toml")
    written(tmp_path, HEAD.replace("赤峰市", "红山区"), "地方标准-城区.toml")
    written(tmp_path, HEAD.replace("赤峰市", "松山区"), "地方标准-松山区.toml")
    written(tmp_path, HEAD.replace("赤峰市", "通辽市"), "地方标准-通辽市.toml")
    written(tmp_path, HEAD, "标准.toml")
    own, others = found_in(tmp_path, "红山区")
    assert sorted(own) == ["地方标准-城区.toml", "地方标准-赤峰市.toml"]
    assert sorted(others) == ["地方标准-松山区.toml", "地方标准-通辽市.toml"]


def test_a_broken_file_is_whose_its_name_says(tmp_path: Path) -> None:
    written(tmp_path, "kinds = [")
    assert found_in(tmp_path, "红山区")[0] == ["地方标准-赤峰市.toml"]


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD)
    (before,) = files_in(tmp_path)
    path.write_text(HEAD + RATE, encoding="utf-8")
    (after,) = files_in(tmp_path)
    assert (len(before.rows), len(after.rows)) == (0, 2)
    assert before.fingerprint != after.fingerprint


def test_a_districts_file_goes_before_the_citys(tmp_path: Path) -> None:
    city = read_standards(written(tmp_path, HEAD + RATE))
    own = StandardsFile("地方标准-红山区.toml", "红山区", "", city.rows)
    assert {row.region for row in rows_for([city], "红山区")} == {""}
    assert [row.region for row in rows_for([city, own], "红山区")] == ["", "", "红山区", "红山区"]
