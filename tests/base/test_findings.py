"""Findings say by fields where they are and what they are about; each code has its text."""

from __future__ import annotations

import pytest

from xlpay.base.codes import ARGUMENT_CODES, CODES, Severity
from xlpay.base.findings import find, unusable
from xlpay.base.grid import Position


def test_a_finding_tells_by_fields_where_and_about_what() -> None:
    words = {"base": "平均工资", "year": 2026, "used": 2025, "value": "50000.00"}
    found = find("P-INCOME", "参数", Position(12, 2), remedy="填参数", **words)
    assert (found.row, found.column, found.cell) == (12, 2, "B12")
    assert (found.severity, found.level) == (Severity.WARNING, "警告")
    assert [(name, found.word(name)) for name in words] == [(k, str(v)) for k, v in words.items()]
    assert sorted(found.about) == sorted((k, str(v)) for k, v in words.items())


def test_a_finding_of_a_sheet_as_a_whole_has_no_cell() -> None:
    found = find("S-SHEET", "花名册", sheet="花名册")
    assert (found.row, found.column, found.cell) == (0, 0, "")
    assert found.line().startswith("错误 S-SHEET 花名册: ")


def test_an_identity_number_is_masked_in_what_a_finding_is_about() -> None:
    found = find("I-UNKNOWN", "考核记录", masked="110101199003070038")
    assert found.word("masked") == "110101**********38"
    assert "110101199003070038" not in found.message


def test_without_effect_only_the_weight_and_the_problem_change() -> None:
    found = find("C-DATE", "花名册", Position(5, 4), "甲", "110101199003070038", value="x")
    mild = found.without_effect()
    assert mild.severity is Severity.WARNING
    assert mild.message.startswith(found.message) and mild.message != found.message
    assert (mild.code, mild.cell, mild.about) == (found.code, found.cell, found.about)


def test_a_word_that_a_code_has_not_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        find("S-EMPTY").word("name")
    with pytest.raises(KeyError):
        find("S-NOSUCHCODE")


def test_the_codes_about_identity_numbers_are_marked_as_such() -> None:
    about = {code for code, own in CODES.items() if "身份证号" in own.message.replace("退休", "")}
    marked = {code for code, own in CODES.items() if own.identity}
    assert marked - about == {"I-UNKNOWN", "I-NAME"}  # whose row it is is not known either
    assert about - marked == {"M-RETIRESEX"}
    assert {code for code, own in CODES.items() if own.several} == {"I-TWICE"}


def test_every_refusal_of_an_argument_has_a_problem_and_a_hint() -> None:
    for problem, hint in ARGUMENT_CODES.values():
        assert problem.endswith("。") and hint.endswith("。")
    assert (
        unusable("P-SETFORM", text="a").line()
        == "P-SETFORM --set “a”看不懂。 应写成 --set 项目=值。"
    )


def test_a_refusal_fills_the_braces_of_what_to_do_too() -> None:
    assert "~$a.xlsx" in unusable("F-OPEN", name="a.xlsx", lock="~$a.xlsx").hint
    assert "--month 2026-03" in unusable("F-SAME", name="a.xlsx", next="2026-03").hint
