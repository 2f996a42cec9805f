"""The sample units: every rule occurs and comes to what its sentence says; the clean are clean."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from stdnum import luhn

from tests.support.sample_expected import IN_CHIFENG, IN_JIAYUGUAN
from tests.support.sample_facts import Computed
from xlpay.base.assets import template
from xlpay.base.codes import CODES, Severity
from xlpay.base.findings import Finding
from xlpay.base.months import day_number, month_of
from xlpay.sample import SAMPLES, chifeng, jiayuguan, mistaken, write_samples
from xlpay.sample.units import Rows
from xlpay.unit.identities import identity
from xlpay.workbook.file.reading import read_book

CLEAN = {
    "chifeng": (chifeng.SAMPLE, Computed(chifeng.SAMPLE.rows)),
    "jiayuguan": (jiayuguan.SAMPLE, Computed(jiayuguan.SAMPLE.rows)),
}
MISTAKEN = {
    "chifeng": (mistaken.CHIFENG, Computed(mistaken.CHIFENG.rows)),
    "jiayuguan": (mistaken.JIAYUGUAN, Computed(mistaken.JIAYUGUAN.rows)),
}
EXPECTED = {"chifeng": IN_CHIFENG, "jiayuguan": IN_JIAYUGUAN}
CITIES = pytest.mark.parametrize("city", ["chifeng", "jiayuguan"])
# Of a workbook as a file, not of its rows.
OF_FILES = {
    "N-FILEDOUBT",
    "N-FOREIGN",
    "S-NEWER",
    "S-RENAMED",
    "S-TWIN",
    "W-ORPHAN",
    "W-REF",
    "W-RANGE",
    "W-KEPT",
    "W-BOOK-TWICE",
    "P-CONTINUES",
    "S-SAVED",
    "Q-LEAP",
}
OF_OTHERS = {"R-FIRSTJOB", "R-NOFIRSTJOB", "V-NORATING"}  # first jobs, pay that goes by ratings
OF_A_FIGURE = {"P-FROM", "P-STANDARDEARLY"}  # not beside P-INCOME, which tells that there is none
# Of deductions and the minimum wage, for which the samples have no rules: tests/checks has each.
OF_DEDUCTIONS = {
    *("N-OLD", "N-LAYER", "N-NOJOIN", "X-BILL", "W-MIN", "W-MINSICK"),
    *("D-NEG", "D-LEFT", "D-SHARE", "D-20", "D-STALE", "D-NOROW"),
}
IN_DECEMBER = {"M-NORECORD"}
# What a rule that is shown brings with it: +2 cut off at 18; twenty years before the policy.
UNAVOIDABLE = {"chifeng": {"R-CAPPED"}, "jiayuguan": {"B-PAST"}}


def worse_than_info(findings: list[Finding]) -> list[Finding]:
    return [found for found in findings if found.severity is not Severity.INFO]


@CITIES
def test_a_unit_has_120_people_with_sound_numbers(city: str) -> None:
    people = CLEAN[city][0].rows["花名册"]
    assert len(people) == 120
    numbers = [str(row["身份证号"]) for row in people]
    assert all(
        identity(number, day_number(date(2026, 1, 31))) == (number, []) for number in numbers
    )
    assert {number[:4] for number in numbers} == {"1504" if city == "chifeng" else "6202"}
    assert all(luhn.is_valid(str(row["银行账号"])) for row in people)
    for column in ("姓名", "身份证号", "银行账号", "手机号"):
        assert len({row[column] for row in people}) == 120
    assert 4 <= len({row["社区"] for row in people}) <= 6
    assert len({row["街道"] for row in people}) == 2


@CITIES
def test_a_clean_unit_gives_no_finding_but_information(city: str) -> None:
    found = worse_than_info(CLEAN[city][1].findings)
    assert {f.code for f in found} == UNAVOIDABLE[city], [f.line() for f in found]
    assert [f.severity for f in found] == [Severity.NOTICE]


@CITIES
def test_every_rule_that_is_shown_is_expected_here(city: str) -> None:
    assert set(CLEAN[city][0].coverage) == set(EXPECTED[city])


@pytest.mark.parametrize(
    ("city", "rule"), [(city, rule) for city, rules in EXPECTED.items() for rule in rules]
)
def test_rule(city: str, rule: str) -> None:
    sample, computed = CLEAN[city]
    found = computed.facts(sample.coverage[rule])
    wanted = EXPECTED[city][rule]
    assert {key: found.get(key) for key in wanted} == wanted


def test_scores_share_the_pool_of_a_community_and_keep_its_sum() -> None:
    sample, computed = CLEAN["jiayuguan"]
    low, high = (
        computed.person(sample.coverage[f"绩效工资按得分分配，得分{which}"])
        for which in ("低的少", "高的多")
    )
    paid = computed.run.lines["绩效工资"].amount
    assert abs(int(paid[low]) * 100 - int(paid[high]) * 60) < 100  # scores 60 and 100, to the fen
    roster, pool = computed.unit.roster, computed.run.pay.lines["绩效工资"].amount
    here = roster.community == roster.community[low]
    assert low in computed.run.people and 0 < paid[here].sum() < pool[here].sum()
    full = roster.community == roster.communities.index("朔风社区")
    assert paid[full].sum() == 50_000 * 14 + 13_793 + 43_103  # 6 days in; 3 days out


@CITIES
def test_every_component_cause_and_grade_occurs(city: str) -> None:
    computed = CLEAN[city][1]
    document = computed.run.scheme.document
    for component in document.component:
        assert computed.run.lines[component.name].amount[computed.run.people].any()
    causes = {cause.name for cause in document.cause}
    if city == "jiayuguan":
        causes.remove("标准调整")  # its sums are the same since 2021-06
    assert {change.cause for change in computed.changes} == causes
    assert {award.name for award in computed.awards} == {event.name for event in document.event}
    grade = computed.run.pay.grade
    if grade is not None:
        paid = [i for i in computed.run.people.tolist() if computed.run.scale[i]]
        assert {int(grade.grade[i]) for i in paid} == set(range(1, 19))


@CITIES
def test_the_year_before_comes_out_without_errors(city: str) -> None:
    year = CLEAN[city][1].year
    assert not [f for f in year.findings if f.severity is Severity.ERROR]
    assert len(year.people) > 90
    assert year.line.amount[year.people].sum() > 0


@CITIES
def test_each_mistake_is_found(city: str) -> None:
    mistakes, computed = MISTAKEN[city]
    codes = {found.code for found in computed.findings}
    assert set(mistakes.coverage) - codes <= IN_DECEMBER


def test_every_warning_occurs() -> None:
    codes = {found.code for _, computed in MISTAKEN.values() for found in computed.findings}
    december = Computed(mistaken.JIAYUGUAN.rows, month_of(2025, 12))
    codes |= IN_DECEMBER & {found.code for found in december.findings}
    warnings = {code for code, kind in CODES.items() if kind.severity is Severity.WARNING}
    assert warnings - codes == OF_FILES | OF_OTHERS | OF_A_FIGURE | OF_DEDUCTIONS


def test_mistakes_leave_the_clean_unit_alone() -> None:
    again = Computed(chifeng.SAMPLE.rows)
    assert {f.code for f in worse_than_info(again.findings)} == {"R-CAPPED"}


# ── the workbooks


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_samples(tmp_path_factory.mktemp("samples"))


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_four_workbooks_in_the_order_to_open_them(written: list[Path]) -> None:
    assert [path.name for path in written] == [
        "赤峰样例.xlsx",
        "嘉峪关样例.xlsx",
        "赤峰样例-常见错误.xlsx",
        "嘉峪关样例-常见错误.xlsx",
    ]


def test_writing_again_gives_the_same_bytes(written: list[Path], tmp_path: Path) -> None:
    again = write_samples(tmp_path)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in written]


def test_only_filled_sheets_differ_from_the_template(written: list[Path]) -> None:
    official = parts(template())
    for path, rows in zip(written, SAMPLES.values(), strict=True):
        found = parts(path)
        assert found.keys() == official.keys()
        changed = [name for name in official if found[name] != official[name]]
        assert all(name.startswith("xl/worksheets/sheet") for name in changed)
        assert len(changed) == len(rows)


def test_a_workbook_reads_as_the_rows_it_was_written_from(written: list[Path]) -> None:
    for path, rows in zip(written, SAMPLES.values(), strict=True):
        grids = read_book(path, rows).grids
        for name, given in rows.items():
            if name != "参数":
                assert len(grids[name].rows) == len(given) + 1
        assert said(rows_of(path, rows)) == said(rows)


def rows_of(path: Path, like: Rows) -> Rows:
    """The rows of a workbook, blank cells left out."""
    found: Rows = {}
    for name, grid in read_book(path, like).grids.items():
        head, *body = grid.rows
        headers = [str(header) for header in head]
        found[name] = [dict(zip(headers, row, strict=True)) for row in body]
    return found


def said(rows: Rows) -> list[tuple[str, str, str]]:
    """What is found, without cells: the rows of 参数 stand elsewhere in a workbook."""
    return sorted((f.code, f.sheet, f.message) for f in Computed(rows).findings)
