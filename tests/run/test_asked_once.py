"""A word that no list has is asked about once for all its cells, whoever they concern."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.units import CHIFENG, JIAYUGUAN, make_grids, people, person
from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, kinds
from xlpay.base.grid import Position
from xlpay.policy.files.load import load_shipped
from xlpay.results.common import report
from xlpay.run.monthly import Calculated, month_run
from xlpay.unit.settings import NOT_BESIDE


def run(policy: str = CHIFENG, *, skip_errors: bool = False, **sheets: Any) -> Calculated:
    staff = sheets.pop("staff", None) or people(6)
    grids = make_grids(policy, "2026-01", staff, **sheets)
    return month_run(dict(grids).get, load_shipped(), NOT_BESIDE, skip_errors=skip_errors)


def asked(done: Calculated, code: str = "C-WORD") -> list[Finding]:
    return [f for f in done.findings if f.code == code]


def held(word: str, count: int, start: int = 1) -> list[tuple[Any, ...]]:
    return [(f"甲{i:02d}", word, "2024-01-01", None) for i in range(start, start + count)]


def test_a_word_is_asked_once_with_a_count_and_its_rows() -> None:
    (found,) = asked(run(duties=held("郊区主管", 5)))
    assert "郊区主管" in found.message
    assert "共 5 处：第2—6行" in found.hint
    assert (found.cell, found.person, found.severity) == ("B2", "", Severity.ERROR)
    assert found.cells == tuple(Position(row, 2) for row in range(2, 7))


def test_other_words_and_other_columns_are_asked_for_themselves() -> None:
    staff = [person(f"甲{i:02d}", 学历="初小", 人员类别="零工") for i in range(1, 4)]
    done = run(staff=staff, duties=[*held("郊区主管", 1), *held("片长", 2, 2)])
    told = {(f.sheet, f.cell): f.hint for f in asked(done)}
    assert set(told) == {("花名册", "D2"), ("花名册", "F2"), ("任职记录", "B2"), ("任职记录", "B3")}
    assert "共" not in told["任职记录", "B2"]
    assert "共 2 处：第3—4行" in told["任职记录", "B3"]


def test_rows_apart_are_each_named_and_many_are_cut() -> None:
    rows = [r for i in range(1, 6) for r in (*held("片长", 1, i), *held("网格长", 1, i))]
    (found,) = asked(run(duties=rows))
    assert "共 5 处：第2、4、6、8、10行" in found.hint
    many = [person(f"人{i}", 学历="初小" if i % 2 else "大专") for i in range(200)]
    (found,) = asked(run(staff=many))
    assert "共 100 处" in found.hint
    assert found.hint.endswith("等行）") and len(found.hint) < 200


@pytest.mark.parametrize(
    ("sheet", "row", "code"),
    [
        ("absences", ("私事", "2026-01-05", "2026-01-05", 1), "C-WORD"),
        ("ratings", (2025, "良好"), "C-WORD"),
        ("credentials", ("学历", "夜大", "2025-01-01"), "C-WORD"),
        ("credentials", ("职称", "夜大", "2025-01-01"), "C-WORD"),
        ("adjustments", ("2026-01", "奖金", 100), "C-WORD"),
        ("adjustments", ("上月", "补发", 100), "C-MONTH"),
        ("adjustments", ("2026-01", "补发", "一百"), "C-NUMBER"),
        ("duties", ("网格长", "去年", None), "C-DATE"),
        ("duties", ("网格长", "2024-01-01", "至今"), "C-UNTIL"),
        ("ratings", ("去年", "合格"), "C-YEAR"),
    ],
)
def test_every_column_asks_once(sheet: str, row: tuple[Any, ...], code: str) -> None:
    sheets: dict[str, Any] = {sheet: [(f"甲{i:02d}", *row) for i in range(1, 5)]}
    done = run(**sheets)
    (found,) = asked(done, code)
    assert "共 4 处：第2—5行" in found.hint


def test_it_stays_ticked_off_wherever_the_cells_stand() -> None:
    first = asked(run(staff=people(3, 离职日期="无")), "C-NOTHING")
    later = asked(run(staff=[person("新来"), *people(4, 离职日期="无")]), "C-NOTHING")
    assert [f.message for f in first] == [f.message for f in later]
    assert [f.hint for f in first] != [f.hint for f in later]


def test_one_persons_finding_stays_that_persons() -> None:
    (found,) = asked(run(duties=held("郊区主管", 1)))
    assert found.person == "甲01" and "共" not in found.line()


def test_those_concerned_are_left_out_all_the_same() -> None:
    done = run(duties=held("郊区主管", 5), skip_errors=True)
    assert done.run is not None and len(done.left_out) == 5
    (found,) = asked(done)
    assert "共 5 处" in found.hint


def test_the_report_has_one_row_a_word_and_the_terminal_names_each_word() -> None:
    done = run(duties=[*held("郊区主管", 3), *held("片长", 3, 4)])
    rows = [r for r in report("单位", "2026-01", done.findings).records() if r["代码"] == "C-WORD"]
    assert len(rows) == 2
    (line,) = [line for line in kinds(done.findings) if " C-WORD " in line]
    assert "郊区主管" in line and "片长" in line


@pytest.mark.parametrize("policy", [CHIFENG, JIAYUGUAN])
@pytest.mark.parametrize("word", ["合同制", "合同制人员", "聘用", "聘用人员"])
def test_a_contract_is_being_hired(policy: str, word: str) -> None:
    done = run(policy, staff=[person("甲", 人员类别=word)])
    assert not asked(done) and done.run is not None
    assert done.run.has_row().all()
