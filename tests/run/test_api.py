"""The Python interface: from frames or rows to tables, equal to what the command writes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

import xlpay
from tests.support.places import ROOT
from tests.support.small_scheme import Raw, added, alone, changed
from tests.support.third_city import POLICIES
from tests.support.units import CHIFENG, identity_of, make_grids, person
from xlpay.base.findings import UnusableFile
from xlpay.base.forms import INPUT_FORMS
from xlpay.base.grid import CellError, Unvalued
from xlpay.base.months import month_of
from xlpay.policy.files.load import load, load_shipped
from xlpay.results.tables import Table
from xlpay.run.frames import cell_of, grids_of
from xlpay.sample import SAMPLES, write_samples
from xlpay.workbook.file.reading import read_book

CLEAN = [name for name in SAMPLES if "错误" not in name]
MONTH, YEAR = "2026-01", 2025
SHEETS = [form.sheet for form in INPUT_FORMS]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("样例")
    return {path.stem: path for path in write_samples(folder)}


def frames(book: Path) -> dict[str, pd.DataFrame]:
    """The input sheets as pandas reads them; the headers stand among the rows, as they may."""
    return pd.read_excel(book, sheet_name=SHEETS, header=None, engine="calamine")


def lists(book: Path) -> dict[str, Sequence[Sequence[object]]]:
    return {name: grid.rows for name, grid in read_book(book, frozenset(SHEETS)).grids.items()}


def rows_of(tables: Mapping[str, Table]) -> dict[str, list[dict[str, Any]]]:
    return {name: table.records() for name, table in tables.items()}


@pytest.mark.parametrize("name", CLEAN)
def test_frames_and_rows_give_what_the_command_gives_cell_for_cell(
    name: str, books: dict[str, Path], tmp_path: Path
) -> None:
    job = xlpay.run_month(str(books[name]), str(tmp_path), MONTH)
    wanted = rows_of(job.tables)
    backwards = dict(reversed(list(frames(books[name]).items())))
    for sheets in (frames(books[name]), backwards, lists(books[name])):
        outcome = xlpay.month(sheets)
        assert not outcome.failed
        assert rows_of(outcome.tables) == wanted
        assert list(outcome.findings) == job.findings
    assert wanted["工资发放表"] and wanted["校验报告"]


@pytest.mark.parametrize("name", CLEAN)
def test_a_year_is_what_the_command_gives(
    name: str, books: dict[str, Path], tmp_path: Path
) -> None:
    job = xlpay.run_year(books[name], YEAR, tmp_path)
    outcome = xlpay.year(frames(books[name]), YEAR)
    assert rows_of(outcome.tables) == rows_of(job.tables)
    assert outcome.tables["年终奖"].records()


def named(sheets: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """The grids of a unit as frames whose columns are named by the headers."""
    return {n: pd.DataFrame(grid.rows[1:], columns=grid.rows[0]) for n, grid in sheets.items()}


def test_frames_with_named_columns_say_where_a_mistake_is_as_a_sheet_would() -> None:
    sheets = named(make_grids(CHIFENG, MONTH, [person("甲"), person("乙", 学历="大专生")]))
    outcome = xlpay.month(sheets)
    assert outcome.failed and list(outcome.tables) == ["校验报告"]
    (told,) = [f for f in outcome.findings if f.level == "错误"]
    head = list(sheets["花名册"].columns)
    assert (told.code, told.sheet, told.person) == ("C-WORD", "花名册", "乙")
    assert told.cell == f"{chr(65 + head.index('学历'))}3"
    assert "大专生" in told.message and told.hint
    (row,) = [r for r in outcome.tables["校验报告"].records() if r["级别"] == "错误"]
    assert (row["单元格"], row["代码"], row["问题"]) == (told.cell, told.code, told.message)
    left = xlpay.month(sheets, skip_errors=True)
    assert [row["姓名"] for row in left.tables["工资发放表"].records()] == ["甲"]


def test_an_identity_number_given_as_a_number_stays_an_error() -> None:
    plain = identity_of(0, "1990-01-15", False).replace("X", "1")
    for number in (int(plain), np.int64(plain), float(plain), Decimal(plain)):
        sheets = named(make_grids(CHIFENG, MONTH, [person("甲")]))
        sheets["花名册"]["身份证号"] = pd.Series([number])
        assert "I-NUMBER" in {finding.code for finding in xlpay.month(sheets).findings}


def test_what_is_missing_in_a_frame_is_blank_and_typed_columns_are_read() -> None:
    sheets = named(make_grids(CHIFENG, MONTH, [person("甲"), person("乙")]))
    plain = rows_of(xlpay.month(sheets).tables)
    typed = {name: frame.copy() for name, frame in sheets.items()}
    roster = typed["花名册"]
    roster["进入社区日期"] = pd.to_datetime(roster["进入社区日期"])
    roster["离职日期"] = pd.to_datetime(roster["离职日期"])  # NaT
    roster["期初截止年度"] = pd.array([pd.NA, pd.NA], dtype="Int64")
    roster["期初折算年限"] = [float("nan"), None]
    roster["社区"] = roster["社区"].astype("category")
    roster["姓名"] = roster["姓名"].astype("string")
    roster.index = pd.Index([7, 7])
    assert rows_of(xlpay.month(typed).tables) == plain


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, None),
        (float("nan"), None),
        (np.float64("nan"), None),
        (pd.NaT, None),
        (pd.NA, None),
        (np.datetime64("NaT"), None),
        (Decimal("NaN"), None),
        ("甲", "甲"),
        (np.str_("甲"), "甲"),
        (np.int64(3), 3),
        (np.float64(2.5), 2.5),
        (np.bool_(True), True),
        (Decimal("2273.40"), 2273.4),
        (Decimal("12"), 12),
        (Decimal("12345678901234.567"), "12345678901234.567"),
        (pd.Timestamp("2026-01-31"), datetime(2026, 1, 31)),
        (pd.Timestamp("2026-01-31 08:00", tz="Asia/Shanghai"), datetime(2026, 1, 31, 8)),
        (np.datetime64("2026-01-31"), datetime(2026, 1, 31)),
        (np.datetime64("2026-01-31T08:00:00.000000000"), datetime(2026, 1, 31, 8)),
        (pd.Timedelta(hours=2), timedelta(hours=2)),
        (pd.Period("2026-01", "M"), "2026-01"),
        (date(2026, 1, 31), date(2026, 1, 31)),
        (time(8), time(8)),
        (CellError("#REF!"), CellError("#REF!")),
        (Unvalued("=A1"), Unvalued("=A1")),
    ],
)
def test_a_value_is_taken_as_a_cell_would_be_read(value: Any, cell: Any) -> None:
    got = cell_of(value)
    assert got == cell and type(got) is type(cell)


def test_what_no_cell_holds_is_refused_with_its_place() -> None:
    with pytest.raises(TypeError, match="花名册!B2"):
        grids_of({"花名册": [["姓名", "学历"], ["甲", ["大专"]]]})
    assert grids_of({"花名册": [["姓名", "学历"], ["甲"]]})["花名册"].rows[1] == ["甲", None]


def test_a_month_is_a_number_a_text_or_a_day() -> None:
    sheets = named(make_grids(CHIFENG, "2025-11", [person("甲")]))
    wanted = rows_of(xlpay.month(sheets, MONTH).tables)
    for month in (month_of(2026, 1), date(2026, 1, 20), datetime(2026, 1, 31), "2026年1月"):
        assert rows_of(xlpay.month(sheets, month).tables) == wanted
    assert "2026-01" in xlpay.month(sheets, MONTH).tables["工资发放表"].note
    for wrong in ("一月", 202601, 0):
        with pytest.raises(UnusableFile):
            xlpay.month(sheets, wrong)


def test_a_further_policy_is_a_file_or_a_document() -> None:
    path = next(iter(sorted(POLICIES.glob("*.toml"))))
    document = load(path)
    grids = make_grids(document.scheme, document.pays_from, [person("甲")])
    assert xlpay.month(named(grids)).failed
    given = [xlpay.month(named(grids), policies=[p]) for p in (path, str(path), document)]
    assert {"P-SCHEME"}.isdisjoint(f.code for outcome in given for f in outcome.findings)
    assert given[0].tables.keys() == given[1].tables.keys() == given[2].tables.keys()
    with pytest.raises(UnusableFile):
        xlpay.month(named(grids), policies=["没有这个办法"])


def test_a_later_version_that_is_given_pays_its_months() -> None:
    shipped = next(d for d in load_shipped() if d.scheme == CHIFENG)
    later = replace(shipped, id="later", title="另一版", document="《后来的办法》", pays_from=MONTH)
    sheets = named(make_grids(CHIFENG, MONTH, [person("甲")]))
    for month, cited in ((MONTH, True), ("2025-12", False)):
        basis = xlpay.month(sheets, month, policies=[later]).tables["计算依据"].records()
        assert any("《后来的办法》" in str(row["依据"]) for row in basis) is cited


def test_a_history_that_is_given_answers_for_other_months() -> None:
    def quarterly(raw: Raw) -> None:
        added(raw, "计提", "fixed", amount=100, pay="accrual")
        added(raw, "季绩效", "payout", of="计提", every="quarter")

    document = changed(quarterly)
    unit = alone(document, "2026-06")
    grids = make_grids(
        document.scheme,
        "2026-06",
        [person("甲", 进入社区日期="2024-01-01")],
        settings={"地区": unit.settings.region},
    )
    asked: list[int] = []

    def recall(computed: xlpay.History) -> xlpay.History:
        class Noted:
            unit, left_out = computed.unit, computed.left_out
            facts, month = staticmethod(computed.facts), staticmethod(computed.month)

            @staticmethod
            def accrued(month: int, component: str) -> Any:
                asked.append(month)
                return computed.accrued(month, component)

        return Noted()

    outcome = xlpay.month(named(grids), policies=[document], history=recall)
    (row,) = outcome.tables["工资发放表"].records()
    assert row["季绩效"] == Decimal(300)
    assert set(asked) == {month_of(2026, 4), month_of(2026, 5)}


def test_a_check_of_a_file_tells_what_a_month_would(books: dict[str, Path]) -> None:
    name = next(name for name in SAMPLES if name not in CLEAN)
    job, outcome = xlpay.check_book(str(books[name])), xlpay.month(frames(books[name]))
    assert job.output is None and outcome.failed
    assert rows_of(job.tables) == rows_of(outcome.tables)


# ── tables


def test_a_record_holds_decimals_whole_numbers_text_and_none(
    books: dict[str, Path],
) -> None:
    outcome = xlpay.month(frames(books["赤峰样例"]))
    table = outcome.tables["工资发放表"]
    first = table.records()[0]
    assert list(first) == [column.header for column in table.columns]
    assert type(first["应发合计"]) is Decimal and str(first["应发合计"])[-3] == "."
    assert type(first["序号"]) is int
    assert type(first["姓名"]) is str
    assert first["养老保险"] is None
    frame = table.to_frame()
    assert len(frame) == len(table.records())
    for name, table in outcome.tables.items():
        assert len(table.records()) == len(table), name


# ── the package


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "('numpy', 'pandas', 'openpyxl', 'lxml', 'msgspec', 'xlwings')"
    code = f"import sys, xlpay; dir(xlpay); print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_everything_public_is_there_and_nothing_else_by_chance() -> None:
    assert set(xlpay.__all__) <= set(dir(xlpay))
    for name in xlpay.__all__:
        assert getattr(xlpay, name) is not None
    with pytest.raises(AttributeError, match="nothing_such"):
        getattr(xlpay, "nothing_such")  # noqa: B009
    for function in (xlpay.year, xlpay.month, xlpay.functions.CWCERT):
        assert callable(function)  # no folder's name hides one


def test_the_example_of_the_readme_runs(books: dict[str, Path]) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    example = text.partition("## In Python")[2].partition("```python\n")[2].partition("```")[0]
    assert "xlpay.month(" in example
    scope: dict[str, Any] = {}
    exec(example.replace("账册.xlsx", books["赤峰样例"].as_posix()), scope)
    assert isinstance(scope["paid"], pd.DataFrame)
    assert scope["paid"]["应发合计"].sum() > 0
    assert scope["total"] == sum(
        row["实发合计"] for row in scope["outcome"].tables["工资发放表"].records()
    )
