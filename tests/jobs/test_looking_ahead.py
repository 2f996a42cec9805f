"""What a base lacks is told: in the month, by the check of the file, and in the forecast."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.policy.files.test_your_city import fill
from tests.support.small_scheme import Raw, changed
from tests.support.third_city import policy, run_of, unit_of
from tests.support.units import person
from xlpay.cli import main
from xlpay.jobs.forecast import ordinary_rating
from xlpay.policy.files import skeleton
from xlpay.policy.validate.lint import lints


def indexed(raw: Raw) -> None:
    """A base by region and year, which the office can't set; 城西 lacks the later year."""
    raw["regions"] = ["城东", "城西"]
    raw["base"] = [
        {
            "name": "社平工资",
            "kind": "index",
            "source": "第五条",
            "years": [
                {"year": 2023, "source": "公告", "figures": {"城东": 4000, "城西": 3900}},
                {"year": 2024, "source": "公告", "figures": {"城东": 4200}},
            ],
        }
    ]
    raw["component"][0]["base"] = "社平工资"


def test_a_base_without_a_setting_points_to_its_years() -> None:
    people = [person("甲", 进入社区日期="2024-01-01")]
    unit, _ = unit_of([changed(indexed)], "2025-02", people, {"地区": "城西"})
    (told,) = [f for f in run_of(unit).findings if f.code == "P-INCOME"]
    assert told.hint == "公布后请在政策文件 [[base]]“社平工资”的 years 里补上2024年的数"
    assert "“”" not in told.line()


def test_a_region_that_a_later_year_lacks_is_told_by_the_check() -> None:
    found = [lint for lint in lints(changed(indexed), "f.toml") if "base[1]" in lint.path]
    told = [lint.message for lint in found if "没有写" not in lint.message]
    assert told == ["2024年没有地区“城西”的数，会接着用更早的数"]


def test_a_year_between_two_that_has_no_figures_is_told_by_the_check() -> None:
    def gap(raw: Raw) -> None:
        indexed(raw)
        raw["base"][0]["years"][1] |= {"year": 2025, "figures": {"城东": 1, "城西": 1}}

    told = [lint.message for lint in lints(changed(gap), "f.toml")]
    assert "2023年以后接着是2025年，中间没有数" in told


# ── the rating that is assumed


def better(raw: Raw) -> None:
    """A rating above the ordinary one that no quota limits."""
    raw["rating"].insert(1, {"word": "良好", "source": "一"})
    raw["count"][0]["ratings"] = ["优秀", "良好", "合格"]
    raw["yearly"][0]["values"].append({"rating": "良好", "value": 2500})


def test_the_ordinary_rating_is_what_the_policy_takes_the_unrated_for() -> None:
    assert ordinary_rating(policy("harbin-manner")) == "称职"
    assert ordinary_rating(policy("jinan-manner")) == "合格"
    assert ordinary_rating(changed(better)) == "合格"


def test_without_such_a_word_it_is_the_least_that_counts_whole() -> None:
    def silent(raw: Raw) -> None:
        better(raw)
        raw.pop("yearly")
        raw["component"][0]["pay"] = "monthly"

    assert ordinary_rating(changed(silent)) == "合格"


# ── forecast and comparison on a workbook


BASE = """[[base]]
name = "社平工资"
kind = "index"
source = "第五条"
years = [
  { year = 2022, source = "公告", figures = { "城东" = 4000, "宾县" = 3900 } },
  { year = 2023, source = "公告", figures = { "城东" = 4200, "宾县" = 4000 } },
]
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook paid in 2024-10 under a policy whose last figure is that of 2023."""
    text = skeleton.text("mycity-2023").replace('["本市"]', '["城东", "宾县"]')
    before, _, rest = text.partition("[[base]]")
    text = before + BASE + rest[rest.index("\n[[component]]") :]
    text = text.replace('base = "薪酬基数"', 'base = "社平工资"')
    (tmp_path / "mycity-2023.toml").write_text(text, "utf-8")
    path = tmp_path / "工资.xlsx"
    assert main(["template", "--policy", str(tmp_path / "mycity-2023.toml"), str(path)]) == 0
    fill(path)
    return path


def test_a_forecast_tells_which_month_lacks_a_standard(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["forecast", str(book), "--months", "18"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "没有等次的年度按“合格”（可用 --rating 换）" in out[0]
    at = [i for i, line in enumerate(out) if "注意：" in line]
    assert [out[i] for i in at] == [
        "    注意：没有2024年的社平工资，用的是2023年的 4000.00 元",
        "    注意：没有2025年的社平工资，用的是2023年的 4000.00 元",
    ]
    assert [out[i - 1][:7] for i in at] == ["2025-01", "2026-01"]
    assert main(["forecast", str(book), "--months", "4", "--rating", "优秀", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rating"] == "优秀"
    assert [m["month"] for m in found["months"] if m["lacking"]] == ["2025-01"]


def test_a_forecast_says_where_the_policy_ends(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = book.with_name("mycity-2023.toml")
    text = file.read_text("utf-8")
    file.write_text(text.replace("pays_from", 'pays_until = "2024-12"\npays_from', 1), "utf-8")
    assert main(["forecast", str(book), "--months", "6"]) == 0
    assert "2025-01 起没有可用的政策版本，算到上一个月为止" in capsys.readouterr().out


def test_a_comparison_that_fails_tells_each_finding_once(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = openpyxl.load_workbook(book)
    opened["花名册"]["B2"] = "150402199001150001"
    opened.save(book)
    capsys.readouterr()
    assert main(["compare", str(book), "--set", "通讯补贴标准=150"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines and len(lines) == len(set(lines))
