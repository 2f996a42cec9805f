"""What a policy's author is told and shown: warnings, refusals, show, new, diff, versions."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.policy.files.test_your_city import fill
from tests.support.small_scheme import SMALL, added, changed, component
from tests.support.third_city import POLICIES, policy
from xlpay.cli import main
from xlpay.policy.files.beside import Beside
from xlpay.policy.files.difference import difference
from xlpay.policy.files.load import PolicyError, document_of, load_shipped
from xlpay.policy.files.show import lines
from xlpay.policy.schema.form import keys_of, tables, texts
from xlpay.policy.validate.lint import lints
from xlpay.policy.validate.tables import CHECK_KINDS

Raw = dict[str, Any]


# ── warnings


def warned(change: Callable[[Raw], object]) -> list[str]:
    """The warnings about the skeleton with a change, but for citations not yet written."""
    found = lints(changed(change), "small.toml")
    return [lint.line() for lint in found if "还没有写" not in lint.message]


def dated(raw: Raw) -> None:
    raw["base"][0]["amount"] = [{"from": "2024-01", "value": 1}, {"from": "2025-01", "value": 2}]


def passed_over(raw: Raw) -> None:
    raw["count"][0]["uncounted"] = ["不合格"]


def falling(raw: Raw) -> None:
    raw["grade"]["steps"][2]["coefficient"] = Decimal("1.05")


def falling_sum(raw: Raw) -> None:
    rows = [{"grade": g, "amount": a} for g, a in ((1, 10), (2, 30), (3, 20), (4, 40))]
    added(raw, "等级津贴", "table", keys=["grade"], rows=rows)


def unreachable(raw: Raw) -> None:
    raw["grade"]["highest"] = 6
    raw["grade"]["steps"] += [{"grade": g, "coefficient": 2} for g in (5, 6)]


def too_long(raw: Raw) -> None:
    raw["grade"]["ladders"][0]["bands"][2]["years"] = 60


def no_duty(raw: Raw) -> None:
    raw["duty"] = [duty for duty in raw["duty"] if duty.get("post") != "正职"]


def unpaid_accrual(raw: Raw) -> None:
    added(raw, "计提", "fixed", amount=1, pay="accrual")


def no_column(raw: Raw) -> None:
    raw["payroll"]["columns"].pop()


def no_cause(raw: Raw) -> None:
    raw["cause"] = [c for c in raw["cause"] if c["takes"] != "qualification"]


def seasonal(raw: Raw) -> None:
    added(raw, "高温津贴", "fixed", amount=200, when={"months": [7]})


def ends(raw: Raw) -> None:
    raw["pays_until"] = "2025-12"


def lost_successor(raw: Raw) -> None:
    raw["successor"] = "small-2026"


@pytest.mark.parametrize(
    ("change", "path", "what"),
    [
        (dated, "base[1].amount[2]", "没有写出处"),
        (passed_over, "count[1].ratings", "等次“基本合格”没有写"),
        (falling, "grade.steps", "3级的 1.05 比低一级的还少"),
        (falling_sum, "component[4].rows", "3级的 20 比低一级的还少"),
        (unreachable, "grade.highest", "最高6级，各岗位最高只到4级"),
        (unreachable, "grade.steps[5]", "没有人能到5级"),
        (too_long, "grade.ladders[1].bands[3]", "要60年，没有人能到"),
        (no_duty, "post[1]", "没有一个职务能到岗位“正职”"),
        (unpaid_accrual, "component[4]", "只计提，没有哪里发放"),
        (no_column, "component[3]", "没有这一列"),
        (no_cause, "component[2]", "“职业津贴”随职业资格变动，没有对应的变动原因"),
        (seasonal, "component[4].standard", "年年进审批表"),
        (ends, "pays_until", "以后没有接上的版本"),
        (lost_successor, "successor", "不在旁边"),
    ],
)
def test_a_usable_policy_is_warned_about(
    change: Callable[[Raw], object], path: str, what: str
) -> None:
    found = [line for line in warned(change) if f"small.toml {path}：" in line]
    assert any(what in line for line in found), warned(change)
    assert all(line.count("。") >= 1 for line in found)  # what to do


def test_nothing_is_wrong_with_the_skeleton_and_the_shipped_policies() -> None:
    assert warned(lambda raw: None) == []
    for document in load_shipped():
        assert lints(document, document.id, load_shipped()) == []


def test_a_version_that_is_followed_is_no_warning() -> None:
    def second(raw: Raw) -> None:
        raw.update(id="small-2026", pays_from="2026-01")

    first = changed(lambda raw: raw.update(pays_until="2025-12", successor="small-2026"))
    found = lints(first, "small.toml", [changed(second)])
    assert [lint for lint in found if lint.path in ("pays_until", "successor")] == []


# ── refusals


def refused(change: Callable[[Raw], object]) -> list[str]:
    raw = copy.deepcopy(SMALL)
    change(raw)
    problems = document_of(raw, "small.toml")[1]
    assert problems, "not refused"
    return [problem.line() for problem in problems]


def put(name: str, **keys: Any) -> Callable[[Raw], object]:
    return lambda raw: component(raw, name).update(keys)


def more(name: str, kind: str, **keys: Any) -> Callable[[Raw], object]:
    return lambda raw: added(raw, name, kind, **keys)


def yearly(**keys: Any) -> Callable[[Raw], object]:
    return lambda raw: raw["yearly"][0].update(keys)


def event(**keys: Any) -> Callable[[Raw], object]:
    base = {"name": "奖", "source": "一", "since": SMALL["issued"]}
    return lambda raw: raw.update(event=[{**base, **keys}])


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (
            put("基本工资", kind="formula"),
            "component[1].kind：“formula”不在 fixed、table、coefficient",
        ),
        (put("基本工资", kind="coeficient"), "最接近的是“coefficient”"),
        (put("基本工资", basis="薪酬基数"), "component[1].basis：不认识的键（最接近的是“base”）"),
        (put("基本工资", factors=["岗位系数"]), "component[1].factors：“岗位系数”不是[[factor]]"),
        (put("通讯补贴", plus=["x"]), "component[3].plus"),
        (
            more("季度绩效", "payout", of="基本工资", every="quarter"),
            "component[4].of：“基本工资”不是计提的",
        ),
        (more("绩效", "payout", of="x"), "payout 要写 every"),
        (more("绩效", "pool", of="基本工资"), "会发两次"),
        (more("绩效", "pool"), "pool 要写 amount 或 of"),
        (more("年货", "fixed", amount=1, every="year", paid_month=13), "component[4].paid_month"),
        (more("年货", "fixed", amount=1, paid_month=3), "component[4].paid_month"),
        (more("津贴", "fixed", amount=Decimal("1.005")), "component[4].amount：1.005 的小数位太多"),
        (more("应发合计", "fixed", amount=1), "“应发合计”是程序自己的项目名"),
        (more("津贴", "fixed", amount=1, when={"months": [13]}), "月份要从 1 到 12"),
        (more("津贴", "fixed", amount=1, when={"years_from": 3}), "years_of"),
        (
            more(
                "津贴",
                "table",
                keys=["education"],
                needs="both",
                otherwise=0,
                rows=[{"education": "本科", "amount": 1}],
            ),
            "要有 [[degree]]",
        ),
        (put("职业津贴", lawful_max=250), "component[2].rows[3].amount：300 高于法定的 250"),
        (yearly(kind="table"), "keys"),
        (yearly(kind="accrued"), "yearly[1].of"),
        (yearly(kind="pools"), "最接近的是“pool”"),
        (event(kind="honour", amount=1), "要有 [[honour]]"),
        (event(kind="certificate", at_least="社工师", amount=1), "最接近的是“社会工作师”"),
        (event(kind="service", years=10), "要写 amount"),
        (
            event(kind="service", years=10, amount=1, repeat="level"),
            "只有 certificate、degree、diploma 用 repeat",
        ),
        (
            lambda raw: raw["count"][0].update(basis="anniversary"),
            "只有 basis = calendar、months、rating 用 ratings",
        ),
        (
            lambda raw: raw["count"][0].update(
                partial=[{"rating": "合格", "share": Decimal("0.5")}]
            ),
            "已在 ratings 里整年计",
        ),
        (
            lambda raw: raw["count"][0].update(
                partial=[{"rating": "不合格", "share": Decimal("1.5")}]
            ),
            "超出范围",
        ),
        (lambda raw: raw.update(probation={"source": "一", "mode": "sum"}), "sum 要写试用期的金额"),
        (lambda raw: raw["grade"]["steps"].pop(), "4级没有系数"),
        (
            lambda raw: raw["base"].append({"name": "乙", "kind": "area", "source": "一"}),
            "area 要写 areas",
        ),
        (
            lambda raw: raw["payroll"]["columns"].append({"header": "备注", "shows": "post"}),
            "“备注”是各地共用的列名",
        ),
        (lambda raw: raw["payroll"].update(cause=[]), "请写成 [[cause]]，或移到第一个 [表] 之前"),
    ],
)
def test_what_no_kind_can_express_is_refused_by_name(
    change: Callable[[Raw], object], wanted: str
) -> None:
    told = refused(change)
    assert any(wanted in line for line in told), told
    assert all(line.startswith("small.toml") for line in told)


# ── the form, show, new, diff


def test_every_table_and_key_of_the_form_has_words_and_no_word_is_stale() -> None:
    own = texts()
    assert set(own) == {table.__name__ for table in tables()}
    for table in tables():
        wanted = {"title"}
        for key in keys_of(table):
            wanted |= {"title_" if key.name == "title" else key.name}
            wanted |= {f"{key.name}.{word}" for word, _ in key.words}
        if table.__name__ == "Check":
            wanted |= {f"kind.{kind}" for kind in CHECK_KINDS}
        assert set(own[table.__name__]) == wanted, table.__name__


@pytest.mark.parametrize("name", ["jinan-manner", "harbin-manner"])
def test_a_policy_is_shown_with_every_component_value_and_clause(name: str) -> None:
    document = policy(name)
    text = "\n".join(lines(document))
    for parts in (document.component, document.yearly, document.event, document.cause):
        for part in parts:
            assert getattr(part, "name") in text  # noqa: B009
            assert f"〔{getattr(part, 'source')}〕" in text  # noqa: B009
    assert "{" not in text
    assert "tuple" not in text


def test_a_new_policy_is_usable_holds_the_whole_form_and_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mycity-2024"
    assert main(["policy", "new", str(target)]) == 0
    written = target.with_suffix(".toml").read_text("utf-8")
    for table in tables():
        for key in keys_of(table):
            assert f"{key.name}" in written
    assert main(["policy", "check", f"{target}.toml"]) == 0
    assert main(["policy", "new", str(target)]) == 2
    assert main(["policy", "new", str(tmp_path / "我的城市")]) == 2
    assert main(["policy", "new", str(tmp_path / "chifeng-2020")]) == 2
    assert "P-NAME" in capsys.readouterr().err


def test_a_difference_names_the_key_both_values_and_whole_tables() -> None:
    def change(raw: Raw) -> None:
        raw["base"][0]["amount"] = 4200
        raw["quota"]["share"] = Decimal("0.25")
        added(raw, "交通补贴", "fixed", amount=50)

    first, second = changed(), changed(change)
    told = difference(first, second)
    assert '≠ base."薪酬基数".amount（基数·一个数）：4000 → 4200' in told
    assert "≠ quota.share（优秀比例·不超过几成）：0.20 → 0.25" in told
    assert '＋ component."交通补贴"（薪酬项目）' in told
    assert len([line for line in told if "component" in line]) == 1
    assert difference(first, first) == ["两个政策没有不同（名字、条款号、说明不比）"]


# ── files beside a workbook


def test_versions_and_continuations_are_found_beside_the_workbook(tmp_path: Path) -> None:
    text = (POLICIES / "harbin-manner.toml").read_text("utf-8")
    (tmp_path / "a.toml").write_text(text, "utf-8")
    later = text.replace('id = "harbin-manner"', 'id = "harbin-2026"')
    (tmp_path / "b.toml").write_text(
        later.replace('"2023-04"\nsource', '"2026-01"\nsource'), "utf-8"
    )
    (tmp_path / "broken.toml").write_text("a = ", "utf-8")
    for name in ("a", "a.toml", "b", "哈尔滨式示例", "harbin-2026"):
        assert [d.id for d in Beside(tmp_path).find(name)] in (
            ["harbin-manner", "harbin-2026"],
            ["harbin-2026", "harbin-manner"],
        )
    assert Beside(tmp_path).find("nothing") == ()
    assert Beside(tmp_path).find("../a") == ()
    with pytest.raises(PolicyError):
        Beside(tmp_path).find("broken")


def test_a_shipped_scheme_goes_on_in_a_file(tmp_path: Path) -> None:
    shipped = load_shipped()[0]
    source = next(
        path
        for path in Path(sys.modules["xlpay.policy"].__path__[0]).glob("data/*/2*.toml")
        if f'id = "{shipped.id}"' in path.read_text("utf-8")
    )
    text = source.read_text("utf-8").replace(shipped.id, "revised-2027")
    (tmp_path / "revised.toml").write_text(text, "utf-8")
    with pytest.raises(PolicyError, match="已有"):
        Beside(tmp_path).find(shipped.scheme)
    text = text.replace(f'pays_from = "{shipped.pays_from}"', 'pays_from = "2027-01"')
    (tmp_path / "revised.toml").write_text(text, "utf-8")
    assert [d.id for d in Beside(tmp_path).find(shipped.scheme)] == ["revised-2027"]


# ── a workbook under a file


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A filled workbook with its policy beside it."""
    text = (POLICIES / "harbin-manner.toml").read_text("utf-8")
    (tmp_path / "mycity-2023.toml").write_text(text, "utf-8")
    path = tmp_path / "工资.xlsx"
    assert main(["template", "--policy", str(tmp_path / "mycity-2023.toml"), str(path)]) == 0
    fill(path)
    return path


def test_the_template_of_a_policy_offers_its_words_and_settings(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    offered = {cell.value for row in opened["词表"].iter_rows() for cell in row}
    assert {"称职", "省级表彰", "哈尔滨式示例", "方正县", "荣誉"} <= offered
    assert "合格" not in offered
    names = {row[0].value for row in opened["参数"].iter_rows(max_col=1)}
    assert "通讯补贴标准" in names
    assert "绩效系数_优秀" not in names


def test_running_on_the_result_gives_the_same_result(book: Path, tmp_path: Path) -> None:
    assert main(["run", str(book)]) == 0
    first = tmp_path / "工资-2024-10.xlsx"
    other = tmp_path / "again"
    other.mkdir()
    shutil.copy(tmp_path / "mycity-2023.toml", other)
    assert main(["run", str(first), "--out", str(other)]) == 0
    one, two = (openpyxl.load_workbook(p)["工资发放表"] for p in (first, other / first.name))
    assert [[c.value for c in r] for r in one] == [[c.value for c in r] for r in two]


def test_a_comparison_for_machines(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["compare", str(book), "--set", "通讯补贴标准=150", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["changed"] == {"通讯补贴标准": "150"}
    assert [p["name"] for p in found["people"]] == ["甲", "乙"]
    assert all("*" in p["id"] for p in found["people"])
    before, after = found["total"]["before"], found["total"]["after"]
    assert Decimal(after["cost"]) - Decimal(before["cost"]) == 140
    items = {i["item"]: (i["before"], i["after"]) for i in found["items"]}
    assert items["通讯补贴"] == ("160.00", "300.00")


def test_a_comparison_with_another_policy(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (POLICIES / "harbin-manner.toml").read_text("utf-8")
    other = tmp_path / "elsewhere"
    other.mkdir()
    text = text.replace("harbin-manner", "harbin-plan").replace(
        'scheme = "哈尔滨式示例"', 'scheme = "征求意见稿"'
    )
    (other / "plan.toml").write_text(
        text.replace('"宾县", amount = 3000', '"宾县", amount = 3200'), "utf-8"
    )
    assert main(["compare", str(book), "--policy", str(other / "plan.toml")]) == 0
    out = capsys.readouterr().out
    assert "基本工资　6000.00 → 6400.00（+400.00）" in out
    assert "成本一个月差 +400.00 元" in out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--set", "通讯补贴=150"], 2, "通讯补贴标准"),
        (["--set", "通讯补贴标准"], 2, "项目=值"),
        (["--set", "工资月份=2024-11"], 2, "--month"),
        (["--set", "通讯补贴标准=500"], 1, "P-RANGE"),
        (["--policy", "nowhere"], 2, "P-SCHEME"),
    ],
)
def test_a_comparison_that_makes_no_sense_is_refused(
    book: Path, words: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(book), *words]) == code
    assert says in capsys.readouterr().err


def test_a_forecast_for_machines(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["forecast", str(book), "--months", "6", "--rating", "称职", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    months = {m["month"]: m for m in found["months"]}
    assert list(months) == ["2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04"]
    # 甲 (entered 2020-03-15) 5 years in March 2025, 乙 (2024-02-01) one in February
    assert [(c["name"], c["amount"]) for c in months["2025-02"]["changes"]] == [("乙", "25.00")]
    assert [(c["name"], c["amount"]) for c in months["2025-03"]["changes"]] == [("甲", "25.00")]
    assert [(c["cause"], c["amount"]) for c in months["2025-01"]["changes"]] == [
        ("标准调整", "20.00")
    ]
    assert main(["forecast", str(book), "--rating", "良好"]) == 2


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["CWGRADE", "正职", "5", "本科", "--policy", "jinan-manner.toml"], "7"),
        (["CWTOTAL", "8", "泉边街道", "--policy", "jinan-manner.toml"], "6206"),
        (["CWBASE", "8", "5350", "--policy", "jinan-manner.toml"], "4344.2"),
        (["CWBONUS", "优秀", "6", "--policy", "harbin-manner.toml"], "3000"),
        (["CWEDU", "本科", "--policy", "harbin-manner.toml"], "100"),
    ],
)
def test_functions_follow_the_policy(words: list[str], wanted: str) -> None:
    code = "import sys; from xlpay.cli import main; sys.exit(main(['fn', *sys.argv[1:]]))"
    words = [*words[:-1], str(POLICIES / words[-1])]
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == (wanted, 0), done.stderr
