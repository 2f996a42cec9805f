"""Policy files with mistakes: each told with file, key, what is wrong and what to do; no crash."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from tests.support.policy_files import FILES, Raw, loaded, named, problem_lines, raw_policy
from xlpay.kinds.amounts import YearsOf
from xlpay.language.values import in_force
from xlpay.policy.files.load import PolicyError, document_of, load, load_all, read_document

CF, JY = "chifeng", "jiayuguan"
Change = Callable[[Raw], object]


def setting(raw: Raw, name: str) -> Raw:
    return named(raw["setting"], name)


def component(raw: Raw, name: str) -> Raw:
    return named(raw["component"], name)


def dated(*entries: tuple[str, object]) -> list[Raw]:
    return [{"from": start, "value": value} for start, value in entries]


def put(table: Raw, **values: object) -> Raw:
    table.update(values)
    return table


def ladder(raw: Raw) -> list[Raw]:
    bands: list[Raw] = raw["grade"]["ladders"][0]["bands"]
    return bands


# city, the mistake, where it is told, what is told
MISTAKES: dict[str, tuple[str, Change, str, str]] = {
    "a typo in a key": (
        JY,
        lambda p: put(component(p, "考核工资"), rat=50),
        "component[4].rat",
        "不认识的键（最接近的是“rate”）",
    ),
    "a typo in a section": (
        JY,
        lambda p: put(p, componet=[]),
        "componet",
        "不认识的键（最接近的是“component”）",
    ),
    "a typo deep inside": (
        CF,
        lambda p: ladder(p)[2].update(grad=9),
        "grade.ladders[1].bands[3].grad",
        "不认识的键（最接近的是“grade”）",
    ),
    "a missing key": (
        CF,
        lambda p: ladder(p)[2].pop("grade"),
        "grade.ladders[1].bands[3].grade",
        "缺少这一项。请补上",
    ),
    "a missing section": (CF, lambda p: p.pop("payroll"), "payroll", "缺少这一项。请补上"),
    "a missing citation": (
        CF,
        lambda p: component(p, "职业津贴").pop("source"),
        "component[4].source",
        "没有写出处。请补上",
    ),
    "an empty citation": (
        CF,
        lambda p: put(component(p, "职业津贴"), source=" "),
        "component[4].source",
        "没有写出处。请写条款号",
    ),
    "a date that is none": (
        CF,
        lambda p: put(p, issued="2020-4-28"),
        "issued",
        "“2020-4-28”不是日期",
    ),
    "a month that is none": (
        CF,
        lambda p: put(p, pays_from="2020年5月"),
        "pays_from",
        "“2020年5月”不是年月；应写成“2024-07”",
    ),
    "a thirteenth month": (CF, lambda p: put(p, pays_from="2020-13"), "pays_from", "没有“2020-13”"),
    "an end before the start": (
        CF,
        lambda p: put(p, pays_until="2019-12"),
        "pays_until",
        "早于 pays_from",
    ),
    "text for a number": (
        JY,
        lambda p: put(component(p, "考核工资"), rate="50"),
        "component[4].rate",
        "“50”应为数：元，最多两位小数",
    ),
    "a number for text": (CF, lambda p: put(p, title=2020), "title", "应为文字（加引号）"),
    "a number for a table": (CF, lambda p: put(p, payroll=1), "payroll", "应为表 {…}"),
    "a table for a list": (CF, lambda p: put(p, count={}), "count", "应为列表"),
    "no such number": (
        JY,
        lambda p: put(component(p, "考核工资"), rate=D("inf")),
        "component[4].rate",
        "不是数",
    ),
    "a number beyond all measure": (
        JY,
        lambda p: put(component(p, "考核工资"), rate=D("1e999999")),
        "component[4].rate",
        "超出范围",
    ),
    "an amount with three decimals": (
        JY,
        lambda p: put(component(p, "考核工资"), rate=D("50.005")),
        "component[4].rate",
        "50.005 的小数位太多：元，最多两位小数",
    ),
    "a negative amount": (
        JY,
        lambda p: put(component(p, "考核工资"), rate=-50),
        "component[4].rate",
        "-50 超出范围",
    ),
    "a percentage above 1": (JY, lambda p: put(p["quota"], share=20), "quota.share", "20 超出范围"),
    "a share of 0": (
        CF,
        lambda p: component(p, "基本工资").update(share=0),
        "component[2].share",
        "0 超出范围：比例，大于0、不大于1",
    ),
    "a share from a setting without limits": (
        CF,
        lambda p: setting(p, "基本工资占比").pop("max"),
        "component[2].share",
        "参数“基本工资占比”用作比例，要写 max = 1",
    ),
    "an unknown kind": (
        CF,
        lambda p: put(component(p, "绩效计提"), kind="remainder"),
        "component[3].kind",
        "“remainder”不在 fixed、table",
    ),
    "an unknown kind of check": (
        CF,
        lambda p: put(p["check"][0], kind="stafing"),
        "check[1].kind",
        "没有“stafing”这种核查（最接近的是“staffing”）",
    ),
    "an unknown key of a check": (
        CF,
        lambda p: put(p["check"][0]["values"], leest=6),
        "check[1].leest",
        "不认识的键（最接近的是“least”）",
    ),
    "a check without its number": (
        CF,
        lambda p: p["check"][0]["values"].pop("least"),
        "check[1].least",
        "staffing 要写 least",
    ),
    "a check twice": (
        CF,
        lambda p: p["check"].append(p["check"][0]),
        "check[21].kind",
        "出现了两次",
    ),
    "an unknown word": (
        JY,
        lambda p: put(component(p, "学历工资")["rows"][5], education="本课"),
        "component[2].rows[6].education",
        "“本课”不是学历（最接近的是“本科”）",
    ),
    "an unknown region": (
        CF,
        lambda p: p["base"][0]["years"][0]["figures"].update({"红山": 1}),
        "base[1].years[1].figures",
        "“红山”不是地区（regions）（最接近的是“红山区”）",
    ),
    "a name twice": (
        CF,
        lambda p: p["rating"].append(p["rating"][0]),
        "rating[6]",
        "“优秀”出现了两次",
    ),
    "an alias that is a word": (
        CF,
        lambda p: put(named(p["education"], "高中"), aliases=["中专"]),
        "education[4]",
        "“中专”出现了两次",
    ),
    "a missing row": (
        JY,
        lambda p: component(p, "学历工资")["rows"].pop(3),
        "component[2].rows",
        "缺少“中专”这一行",
    ),
    "a row twice": (
        JY,
        lambda p: component(p, "学历工资")["rows"].append({"education": "本科", "amount": 1}),
        "component[2].rows[9]",
        "与前面的一行重复",
    ),
    "a row without its key": (
        JY,
        lambda p: component(p, "学历工资")["rows"][0].pop("education"),
        "component[2].rows[1].education",
        "没有写",
    ),
    "no sum for those without": (
        JY,
        lambda p: component(p, "技术等级工资").pop("otherwise"),
        "component[3].otherwise",
        "要写 otherwise",
    ),
    "a rating without its weight": (
        CF,
        lambda p: p["yearly"][0]["values"].pop(),
        "yearly[1].values",
        "等次“不合格”没有写多少。不发也要写 0",
    ),
    "a year's sum with three decimals": (
        JY,
        lambda p: put(p["yearly"][0]["values"][0], value=D("1500.001")),
        "yearly[1].values[1].value",
        "小数位太多：元",
    ),
    "a weight for a sum": (
        JY,
        lambda p: (
            p["setting"].append({"name": "权", "kind": "weight", "source": "x"}),
            put(p["yearly"][0]["values"][0], value={"setting": "权"}),
        ),
        "yearly[1].values[1].value",
        "参数“权”是 weight，这里要 money",
    ),
    "two values on a day": (
        JY,
        lambda p: put(component(p, "考核工资"), rate=dated(("2021-06", 50), ("2021-06", 60))),
        "component[4].rate",
        "与上一段重叠：同一天有两个值",
    ),
    "overlapping spells": (
        JY,
        lambda p: put(
            component(p, "考核工资"),
            rate=[
                {"from": "2021-06", "until": "2023-01", "value": 50},
                {"from": "2023-01", "value": 60},
            ],
        ),
        "component[4].rate",
        "第2段从 2023-01 起，与上一段重叠",
    ),
    "a gap between spells": (
        JY,
        lambda p: put(
            component(p, "考核工资"),
            rate=[
                {"from": "2021-06", "until": "2022-12", "value": 50},
                {"from": "2023-02", "value": 60},
            ],
        ),
        "component[4].rate",
        "第1段与第2段之间有空档",
    ),
    "an end with nothing after": (
        JY,
        lambda p: put(
            component(p, "考核工资"), rate=[{"from": "2021-06", "until": "2022-12", "value": 50}]
        ),
        "component[4].rate",
        "最后一段有 until",
    ),
    "a start too late": (
        JY,
        lambda p: put(component(p, "考核工资"), rate=dated(("2021-07", 50))),
        "component[4].rate",
        "从 2021-06 起要有值",
    ),
    "a spell that starts in mid-month": (
        JY,
        lambda p: put(component(p, "考核工资"), rate=dated(("2021-06-15", 50))),
        "component[4].rate",
        "不是年月",
    ),
    "an unknown key of a spell": (
        JY,
        lambda p: put(
            component(p, "考核工资"), rate=[{"from": "2021-06", "value": 50, "til": "x"}]
        ),
        "component[4].rate",
        "第1段有不认识的键 til（最接近的是“until”）",
    ),
    "no spell": (
        JY,
        lambda p: put(component(p, "考核工资"), rate=[]),
        "component[4].rate",
        "没有任何一段",
    ),
    "an unknown setting": (
        CF,
        lambda p: put(component(p, "网格补贴"), amount={"setting": "网格补贴标淮"}),
        "component[5].amount",
        "没有名为“网格补贴标淮”的 [[setting]]（最接近的是“网格补贴标准”）",
    ),
    "a setting of the wrong kind": (
        CF,
        lambda p: put(component(p, "网格补贴"), amount={"setting": "基本工资占比"}),
        "component[5].amount",
        "参数“基本工资占比”是 ratio，这里要 money",
    ),
    "more than a setting": (
        CF,
        lambda p: put(component(p, "网格补贴"), amount={"setting": "网格补贴标准", "min": 1}),
        "component[5].amount",
        "应为数，或写成",
    ),
    "a choice that means something else": (
        CF,
        lambda p: put(setting(p, "试用期口径")["choices"][2], means="coeficient"),
        "probation.mode",
        "“coeficient”不在 full、row、coefficient、amount、sum 之中（最接近的是“coefficient”）",
    ),
    "a flag that is neither yes nor no": (
        CF,
        lambda p: put(setting(p, "事假扣款")["choices"][0], means="true"),
        "leave[3].unpaid",
        "means 只能是 yes 或 no",
    ),
    "a setting that nothing reads": (
        CF,
        lambda p: p["setting"].append({"name": "奖金", "kind": "money", "source": "x"}),
        "setting[19].name",
        "没有任何地方用到参数“奖金”",
    ),
    "a setting of everybody's name": (
        CF,
        lambda p: (
            p["setting"].append({"name": "地区", "kind": "money", "source": "x"}),
            put(component(p, "网格补贴"), amount={"setting": "地区"}),
            component(p, "网格补贴").pop("lawful_min"),
            component(p, "网格补贴").pop("lawful_max"),
            p["setting"].remove(setting(p, "网格补贴标准")),
        ),
        "setting[18].name",
        "“地区”是各政策共用的",
    ),
    "a default out of range": (
        CF,
        lambda p: put(setting(p, "基本工资占比"), default=D("1.2")),
        "setting[4].default",
        "1.2 不在 min、max、above 之内",
    ),
    "a bound that is no number": (
        CF,
        lambda p: put(setting(p, "网格补贴标准"), min="一百"),
        "setting[7].min",
        "“一百”应为数",
    ),
    "a bound with three decimals": (
        CF,
        lambda p: put(setting(p, "网格补贴标准"), max=D("300.001")),
        "setting[7].max",
        "小数位太多",
    ),
    "a year that is none": (
        JY,
        lambda p: put(setting(p, "连优起算年度"), default=21),
        "setting[2].default",
        "应为四位数的年份",
    ),
    "bounds the wrong way round": (
        CF,
        lambda p: put(setting(p, "网格补贴标准"), min=400),
        "setting[7].max",
        "小于 min 或 above",
    ),
    "a bound of a month": (
        CF,
        lambda p: put(setting(p, "收入标准执行月份"), min="2020-05"),
        "setting[2].min",
        "month 不能有 min",
    ),
    "a default that is no choice": (
        CF,
        lambda p: put(setting(p, "中断口径"), default="扣除中断"),
        "setting[13].default",
        "“扣除中断”不在 choices 之中（最接近的是“扣除中断期”）",
    ),
    "choices of a number": (
        CF,
        lambda p: put(setting(p, "基本工资占比"), choices=[{"word": "a", "means": "b"}]),
        "setting[4].choices",
        "ratio 不能有 choices",
    ),
    "no choices": (CF, lambda p: setting(p, "中断口径").pop("choices"), "setting[13].choices", ""),
    "a lawful range of its own": (
        CF,
        lambda p: put(component(p, "网格补贴"), lawful_max=200),
        "component[5].lawful_max",
        "与参数“网格补贴标准”的 max（300）不一致",
    ),
    "a sum out of the lawful range": (
        CF,
        lambda p: (
            put(component(p, "网格补贴"), amount=400),
            p["setting"].remove(setting(p, "网格补贴标准")),
        ),
        "component[5].amount",
        "400 高于法定的 300",
    ),
    "a cycle": (
        CF,
        lambda p: put(component(p, "绩效计提"), less=["基本工资", "绩效计提"]),
        "component",
        "互相引用成环",
    ),
    "a cycle under one choice only": (
        CF,
        lambda p: component(p, "基本工资").pop("readings"),
        "component",
        "互相引用成环：",
    ),
    "a component of nothing": (
        CF,
        lambda p: component(p, "绩效计提").pop("of"),
        "component[3].of",
        "没有写rest 所依据的名字（of）",
    ),
    "a base nobody knows": (
        CF,
        lambda p: put(component(p, "月薪酬总额"), base="平均工资"),
        "component[1].base",
        "“平均工资”不是[[base]]",
    ),
    "a reading of no choice": (
        CF,
        lambda p: put(component(p, "基本工资")["readings"][0], means="all"),
        "component[2].readings[1]",
        "没有取值为 all 的参数“系数口径”",
    ),
    "bands not from 0": (
        CF,
        lambda p: put(ladder(p)[0], years=1),
        "grade.ladders[1].bands",
        "最低一档不从 0 年起，有空档",
    ),
    "bands that overlap": (
        CF,
        lambda p: put(ladder(p)[3], years=7),
        "grade.ladders[1].bands",
        "年限档没有从小到大，有重叠",
    ),
    "bands that overlap later": (
        CF,
        lambda p: put(ladder(p)[3], years=dated(("2020-05", 10), ("2024-01", 6))),
        "grade.ladders[1].bands",
        "年限档没有从小到大，有重叠",
    ),
    "a grade left out": (
        CF,
        lambda p: ladder(p).pop(4),
        "grade.ladders[1].bands",
        "等级要一级一级往上，12级之前有空档或重复",
    ),
    "a grade above the highest": (
        CF,
        lambda p: put(p["grade"], highest=17),
        "grade.ladders[1].bands",
        "等级要从 1 到 highest（17）",
    ),
    "a post without ladder": (
        CF,
        lambda p: p["grade"]["ladders"].pop(1),
        "grade.ladders",
        "岗位“副职”没有年限与等级的对应",
    ),
    "a grade without coefficient": (
        CF,
        lambda p: p["grade"]["steps"].pop(6),
        "grade.steps",
        "7级没有系数",
    ),
    "a grade with two coefficients": (
        CF,
        lambda p: p["grade"]["steps"].append({"grade": 7, "coefficient": 2}),
        "grade.steps",
        "同一等级有两个系数",
    ),
    "a probation that can't be exact": (
        CF,
        lambda p: (
            put(p["grade"]["steps"][1], coefficient=D("1.0505")),
            put(p["probation"], ratio=D("0.901")),
        ),
        "probation.ratio",
        "2级系数乘以 0.901 超过六位小数",
    ),
    "a probation without its row": (
        CF,
        lambda p: p["probation"].pop("row"),
        "probation.row",
        "row 要写试用期的系数",
    ),
    "a probation without its ratio": (
        CF,
        lambda p: p["probation"].pop("ratio"),
        "probation.ratio",
        "coefficient 要写折扣 ratio",
    ),
    "a region without a figure": (
        CF,
        lambda p: p["base"][0]["years"][0]["figures"].pop("敖汉旗"),
        "base[1].years",
        "地区“敖汉旗”在 2019 年及以前没有数",
    ),
    "a year twice": (
        CF,
        lambda p: p["base"][0]["years"].append(p["base"][0]["years"][0]),
        "base[1].years",
        "2019年写了两次",
    ),
    "no year to start with": (
        CF,
        lambda p: put(p["base"][0]["years"][0], year=2020),
        "base[1].years",
        "2020-05 发薪要用 2019 年或更早的数",
    ),
    "no last cause": (
        CF,
        lambda p: p["cause"].pop(),
        "cause",
        '要写 takes = "rules"',
    ),
    "the last cause not last": (
        CF,
        lambda p: p["cause"].insert(0, p["cause"].pop()),
        "cause",
        '要写 takes = "rules"',
    ),
    "a cause of no count": (
        CF,
        lambda p: put(p["cause"][0], of="年限"),
        "cause[1].of",
        "“年限”不是已列出的名字（最接近的是“折算年限”）",
    ),
    "a column of no component": (
        CF,
        lambda p: put(p["payroll"]["columns"][5], of="基础工资"),
        "payroll.columns[6].of",
        "“基础工资”不是已列出的名字（最接近的是“基本工资”）",
    ),
    "a column twice": (
        CF,
        lambda p: put(p["payroll"]["columns"][5], header="岗位"),
        "payroll.columns[6].header",
        "列“岗位”出现了两次",
    ),
    "a post duty without post": (
        CF,
        lambda p: named(p["duty"], "党组织书记").pop("post"),
        "duty[1].post",
        "没有写属于哪个岗位",
    ),
    "nobody paid": (
        JY,
        lambda p: put(p["category"][0], pay="none"),
        "category",
        "谁都不发",
    ),
    "an exclusion without its limit": (
        JY,
        lambda p: p["yearly"][0]["exclusions"][0].pop("months"),
        "yearly[1].exclusions[1].months",
        "leave_spell_or_days 要写 months",
    ),
    "an award after no years": (
        JY,
        lambda p: p["event"][1].pop("years"),
        "event[2].years",
        "service 要写满多少年",
    ),
    "an award for no certificate": (
        JY,
        lambda p: p["event"][0].pop("at_least"),
        "event[1].at_least",
        "certificate 要写最低的职业资格",
    ),
    "a quota for no rating": (
        JY,
        lambda p: p["rating"][0].pop("quota"),
        "quota",
        "没有一个等次写 quota = true",
    ),
    "a run of no years": (JY, lambda p: put(p["run"][0], length=0), "run[1].length", "不能是 0"),
    "a count of no ratings": (
        JY,
        lambda p: p["count"][0].pop("ratings"),
        "count[1].ratings",
        "rating 要写哪些等次计年",
    ),
    "an unrated year that counts as nothing": (
        CF,
        lambda p: p["count"][0].pop("unrated_as"),
        "count[1].unrated_as",
        "要一起写",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_where_it_is(mistake: str) -> None:
    """File, key, what is wrong (with the nearest word) and what to do."""
    city, change, path, words = MISTAKES[mistake]
    raw = raw_policy(city)
    change(raw)
    lines = problem_lines(raw)
    wanted = [line for line in lines if line.startswith(f"t.toml {path}：") and words in line]
    assert wanted, lines
    assert all("。" in line for line in lines), lines  # what to do
    assert len(lines) <= 4, lines  # and not a flood of what follows from it


def test_all_mistakes_come_at_once() -> None:
    """Of the form together, and of the content together."""
    raw = raw_policy(CF)
    put(raw, issued="gestern", regins=[])
    component(raw, "职业津贴").pop("source")
    component(raw, "绩效计提")["kind"] = "?"
    ladder(raw)[1]["grade"] = "8"
    assert len(problem_lines(raw)) == 5
    raw = raw_policy(CF)
    component(raw, "基本工资")["share"] = D("1.5")
    ladder(raw)[1]["years"] = D("4.001")
    setting(raw, "网格补贴标准")["min"] = -1
    named(raw["category"], "聘用制")["source"] = ""
    assert len(problem_lines(raw)) == 4
    raw = raw_policy(CF)
    ladder(raw)[0]["years"] = 1
    raw["cause"].pop()
    raw["check"][0]["values"].pop("least")
    assert len(problem_lines(raw)) == 3


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ('format = 1\nid = "x\nscheme = "y"\n', "第2行第8字", "写法有误"),
        ("format = 1\nformat = 2\n", "第2行", "写法有误"),
        ('rows = [{ a = 1, b = 2 }\nid = "x"', "第2行", "写法有误"),
        ("= 5", "第1行第1字", "写法有误"),
        ("a = [1,\n", "文件末尾", "写法有误"),
        ("a = " + "[" * 9_000, "", "套得太深"),
    ],
)
def test_broken_toml_is_told_with_its_line(
    tmp_path: Path, text: str, where: str, what: str
) -> None:
    path = tmp_path / "某市.toml"
    path.write_text(text, encoding="utf-8")
    document, (problem,) = read_document(path)
    assert document is None
    assert problem.line().startswith(f"某市.toml {where}".strip())
    assert what in problem.message and problem.hint


def test_a_file_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "某市.toml"
    path.write_bytes("名 = 1".encode("gb18030"))
    assert "不是 UTF-8 编码" in read_document(path)[1][0].message
    assert "打不开" in read_document(tmp_path / "没有.toml")[1][0].message
    assert "打不开" in read_document(tmp_path)[1][0].message


def test_loading_raises_with_every_problem(tmp_path: Path) -> None:
    text = FILES[JY].read_text(encoding="utf-8").replace("rate = 50", "rate = 50.001")
    path = tmp_path / "2021.toml"
    path.write_text(text.replace("share = 0.20", "share = 20"), encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load(path)
    assert len(raised.value.problems) == 2
    assert "2处" in raised.value.message and "component[4].rate" in raised.value.message


def test_versions_of_a_scheme_may_not_overlap(tmp_path: Path) -> None:
    """Two files of one id, or of one scheme in force in one month; a successor is fine."""
    text = FILES[JY].read_text(encoding="utf-8")
    older, newer = tmp_path / "2021.toml", tmp_path / "2025.toml"
    newer.write_text(
        text.replace("jiayuguan-2021", "jiayuguan-2025").replace(
            'pays_from = "2021-06"', 'pays_from = "2025-01"'
        ),
        encoding="utf-8",
    )
    for until, problems in (("", 0), ("2024-12", 0), ("2025-01", 1)):
        ended = text.replace(
            'pays_from = "2021-06"', f'pays_from = "2021-06"\npays_until = "{until}"'
        )
        older.write_text(ended, encoding="utf-8")
        if problems:
            with pytest.raises(PolicyError, match="有的月份两份都有效"):
                load_all([older, newer])
        else:
            assert len(load_all([older, newer])) == 2
    newer.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_all([older, newer])
    assert {p.path for p in raised.value.problems} == {"id", "pays_from"}


def test_a_dated_list_is_read_in_its_month() -> None:
    raw = raw_policy(JY)
    component(raw, "考核工资")["rate"] = dated(("2021-06", 50), ("2024-01", 60))
    document = loaded(raw)
    how = next(c for c in document.component if c.name == "考核工资").how
    assert isinstance(how, YearsOf)
    rate = how.rate
    assert [in_force(rate, 12 * 2023 + 11), in_force(rate, 12 * 2024)] == [50, 60]


# ── no mistake ends in a traceback

JUNK: tuple[object, ...] = (
    "x",
    "",
    -1,
    0,
    7,
    D("1.5"),
    D("nan"),
    True,
    [],
    [1],
    ["x"],
    {},
    {"setting": "x"},
    date(2020, 1, 1),
)


def nodes(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every node of parsed TOML."""
    if steps:
        yield steps
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from nodes(inner, (*steps, key))


def changed(raw: Raw, steps: tuple[str | int, ...], junk: object) -> Raw:
    """A copy with that node replaced; removed if `junk` is None."""
    copied = copy.deepcopy(raw)
    holder: Any = copied
    for step in steps[:-1]:
        holder = holder[step]
    if junk is None:
        del holder[steps[-1]]
    else:
        holder[steps[-1]] = copy.deepcopy(junk)
    return copied


@pytest.mark.parametrize("city", FILES)
def test_no_change_whatever_ends_in_a_traceback(city: str) -> None:
    """Any node removed, or replaced by junk of another type: problems, or a policy."""
    raw = raw_policy(city)
    rng = random.Random(city)
    everything = list(nodes(raw))
    for steps in rng.sample(everything, 500):
        for junk in (None, *rng.sample(JUNK, 2)):
            document, problems = document_of(changed(raw, steps, junk), "t.toml")
            assert document is not None or problems
            assert all(problem.message and problem.hint for problem in problems), problems
