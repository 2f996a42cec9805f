"""The template of one policy: its own columns, words and cases, and no word of another city."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.support.calc import Office
from tests.support.third_city import POLICIES, policy
from xlpay.base.forms import OFFICIAL_FORMS
from xlpay.cli import main
from xlpay.policy.files.load import load_shipped
from xlpay.policy.inputs import forms_read

NAMES = ("harbin-manner", "jinan-manner")


def built(name: str, folder: Path) -> Path:
    path = folder / f"{name}.xlsx"
    assert main(["template", "--policy", str(POLICIES / f"{name}.toml"), str(path)]) == 0
    return path


def texts(path: Path) -> str:
    """Every text that a clerk can meet: cells, hints, messages."""
    book = openpyxl.load_workbook(path)
    found = []
    for sheet in book.worksheets:
        found += [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
        for rule in sheet.data_validations.dataValidation:
            found += [rule.prompt or "", rule.error or "", rule.promptTitle or ""]
    return "\n".join(found)


def guide(path: Path) -> str:
    rows = openpyxl.load_workbook(path)["填表说明"].iter_rows(values_only=True)
    return "\n".join("｜".join(str(c) for c in row if c) for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_no_city_of_the_shipped_policies_is_spoken_of(name: str, tmp_path: Path) -> None:
    found = texts(built(name, tmp_path))
    for word in ("赤峰", "嘉峪关", "专职网格员", "网格长", "旗县区", "绩效系数", "一肩挑"):
        assert word not in found, word


def test_words_of_duties_ratings_and_leave_are_the_policys(tmp_path: Path) -> None:
    found = guide(built("harbin-manner", tmp_path))
    own = {word.word for d in load_shipped() for word in (*d.duty, *d.rating, *d.leave)}
    mine = policy("harbin-manner")
    own -= {word.word for word in (*mine.duty, *mine.rating, *mine.leave)}
    own -= {alias for word in mine.rating for alias in word.aliases}
    assert "不定等次" in own and "借调" in own
    assert not [word for word in own if word in found]
    assert "岗位绩效、年终一次性工资" in found
    assert "事假、旷工填工作日天数" in found
    assert "得到表彰" in found and "取得更高学位" not in found
    found = found.replace("期初代垫", "")  # a sheet of every workbook
    assert "按得分分配" not in found and "期初" not in found and "履职" not in found


def test_only_columns_that_the_policy_reads_are_there(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(built("harbin-manner", tmp_path))
    roster = {cell.value for cell in book["花名册"][1]}
    assert {"姓名", "身份证号", "学历", "退休类别", "银行账号"} <= roster
    unread = {"学位", "期初折算年限", "期初合格年数", "期初连续优秀年数", "网格员月报酬"}
    assert not roster & {*unread, "合同起始日期", "是否属地", "试用期截止日期"}
    assert "聘用日期" not in {cell.value for cell in book["学历证书"][1]}
    assert "绩效分配" not in book.sheetnames and "履职记录" not in book.sheetnames
    second = openpyxl.load_workbook(built("jinan-manner", tmp_path))
    roster = {cell.value for cell in second["花名册"][1]}
    assert {"学位", "期初折算年限", "试用期截止日期"} <= roster
    assert "绩效分配" in second.sheetnames


def test_both_shipped_policies_together_read_every_column_of_their_sheets() -> None:
    """The official template holds all; 学位 alone is only for policies that list degrees."""
    read = {
        (form.sheet, field.header)
        for document in load_shipped()
        for form in forms_read(document)
        for field in form.fields
    }
    every = {(form.sheet, field.header) for form in OFFICIAL_FORMS for field in form.fields}
    assert every - read == {("花名册", "学位")}


def test_a_run_does_not_miss_a_sheet_that_the_policy_does_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.policy.files.test_your_city import fill

    text = (POLICIES / "harbin-manner.toml").read_text("utf-8")
    (tmp_path / "mycity-2023.toml").write_text(text, "utf-8")
    path = tmp_path / "工资.xlsx"
    assert main(["template", "--policy", str(tmp_path / "mycity-2023.toml"), str(path)]) == 0
    fill(path)
    assert main(["check", str(path)]) == 0
    told = capsys.readouterr()
    assert "S-ABSENT" not in told.out + told.err


def test_the_chart_of_people_is_named_after_what_it_shows(tmp_path: Path) -> None:
    for name, title in (("harbin-manner", "各学历人数"), ("jinan-manner", "各等级人数")):
        book = openpyxl.load_workbook(built(name, tmp_path))
        charts = book["汇总"]._charts  # type: ignore[attr-defined]
        found = ["".join(r.t for p in c.title.tx.rich.p for r in p.r or ()) for c in charts]
        assert title in found


def test_calc_prints_every_sheet(tmp_path: Path, office: Office) -> None:
    pages = office.png(built("harbin-manner", tmp_path), tmp_path, dpi=20)
    assert len(pages) >= 12
