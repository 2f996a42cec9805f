"""Every finding of the checks: a unit in which it is told, and one beside it in which it is not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.generate import random_unit, sheet_cells
from tests.support.months import compute
from tests.support.units import (
    CHIFENG,
    JIAYUGUAN,
    Findings,
    Person,
    checked,
    make_unit,
    people,
    person,
)
from xlpay import checks
from xlpay.base.codes import CODES, Severity
from xlpay.base.forms import INPUT_FORMS
from xlpay.base.grid import Grid
from xlpay.checks.management import RULES
from xlpay.policy.files.load import load_shipped
from xlpay.policy.validate.document import CHECK_KINDS
from xlpay.unit.inputs import read_unit

E, W, N, I = Severity.ERROR, Severity.WARNING, Severity.NOTICE, Severity.INFO  # noqa: E741
WANG = "王伟"
Rows = list[Any]  # tuples and dicts, as make_unit takes them


def rated(*names: str, years: Sequence[int] = range(2021, 2026), word: str = "合格") -> Rows:
    return [(name, year, word) for name in names for year in years]


def chifeng(*staff: Person | str, month: str = "2026-11", **more: Any) -> Findings:
    """Everybody rated for every year, unless `ratings` says otherwise."""
    staff = staff or (WANG,)
    names = [p if isinstance(p, str) else p.name for p in staff]
    return checked(CHIFENG, month, staff, **{"ratings": rated(*names), **more})


def jiayuguan(*staff: Person | str, month: str = "2026-11", **more: Any) -> Findings:
    staff = staff or (WANG,)
    names = [p if isinstance(p, str) else p.name for p in staff]
    return checked(JIAYUGUAN, month, staff, **{"ratings": rated(*names), **more})


def wang(**cells: Any) -> Person:
    return person(WANG, **cells)


# ── opening figures

OLD: dict[str, Any] = {"进入社区日期": "2010-07-01"}


def opened(year: int | None = 2020, **cells: Any) -> Person:
    return wang(**{**OLD, "期初截止年度": year, **cells})


City = Callable[..., Findings]


@pytest.mark.parametrize(
    ("city", "staff", "header"),
    [
        (chifeng, opened(期初折算年限=None), "期初折算年限"),
        (chifeng, opened(None, 期初折算年限=3), "期初折算年限"),
        (jiayuguan, opened(期初合格年数=None), "期初合格年数"),
        (jiayuguan, opened(None, 期初连优上调次数=1), "期初连优上调次数"),
    ],
)
def test_opening_year_and_figure_come_together(city: City, staff: Person, header: str) -> None:
    finding = city(staff).one("R-OPENING")
    assert finding.severity is E
    assert header in finding.message


@pytest.mark.parametrize(
    ("city", "staff"),
    [
        (chifeng, opened(期初折算年限=3)),
        (jiayuguan, opened(期初合格年数=0, 期初连续优秀年数=0)),
        (jiayuguan, wang(期初连优上调次数=0)),
        (chifeng, wang(人员类别="事业编制", 期初截止年度=2020)),
        (chifeng, wang(离职日期="2026-10-31", 离职原因="调出", 期初截止年度=2020)),
    ],
)
def test_whole_openings_and_those_of_nobody_paid_are_fine(city: City, staff: Person) -> None:
    assert not city(staff).of("R-OPENING")


def test_a_month_within_the_opening_years_is_an_error() -> None:
    late = chifeng(opened(2026, 期初折算年限=3), ratings=[])
    assert late.one("R-OPENMONTH").severity is E
    assert not chifeng(opened(2025, 期初折算年限=3), ratings=[]).of("R-OPENMONTH")


def test_the_january_after_the_openings_is_told_once() -> None:
    staff = [person(n, **OLD, 期初截止年度=2025, 期初折算年限=3) for n in ("甲", "乙")]
    assert chifeng(*staff, month="2026-01").one("R-OPENJAN").severity is N
    assert not chifeng(*staff, month="2026-02").of("R-OPENJAN")
    first = {"执行起始月份": "2026-01"}  # no month before to compare with
    assert not chifeng(*staff, month="2026-01", settings=first).of("R-OPENJAN")


@pytest.mark.parametrize(
    ("years", "large"),
    [(10.5, False), (11, False), (11.08, True), (15, True)],
)
def test_credited_years_from_july_2010_through_2020_with_half_a_year_for_2020(
    years: float, large: bool
) -> None:
    found = chifeng(opened(期初折算年限=years)).of("R-OPENLARGE")
    assert bool(found) == large
    assert all("最多 11）" in f.message and f.severity is W for f in found)


def test_interruption_lowers_what_the_dates_allow() -> None:
    spell = [(WANG, "中断", "2015-01-01", "2015-12-31")]
    assert chifeng(opened(期初折算年限=10.5), duties=spell).of("R-OPENLARGE")
    assert not chifeng(opened(期初折算年限=10), duties=spell).of("R-OPENLARGE")


@pytest.mark.parametrize(
    ("count", "run", "rises", "header"),
    [
        (11, 2, 3, ""),
        (12, None, None, "期初合格年数"),
        (1, 2, None, "期初连续优秀年数"),
        (5, 2, 1, ""),
        (5, 2, 2, "期初连优上调次数"),
        (6, 0, 2, ""),
    ],
)
def test_counts_runs_and_rises_fit_each_other(
    count: int, run: int | None, rises: int | None, header: str
) -> None:
    figures = {"期初合格年数": count, "期初连续优秀年数": run, "期初连优上调次数": rises}
    found = jiayuguan(opened(**figures)).of("R-OPENLARGE")
    assert [f.message.split()[0] for f in found] == ([header] if header else [])


def test_rolling_rises_share_years() -> None:
    figures = {"期初合格年数": 5, "期初连续优秀年数": 2, "期初连优上调次数": 3}
    rolling = {"连优上调口径": "滚动"}
    assert not jiayuguan(opened(**figures), settings=rolling).of("R-OPENLARGE")
    figures["期初连优上调次数"] = 4
    assert jiayuguan(opened(**figures), settings=rolling).of("R-OPENLARGE")


@pytest.mark.parametrize(
    ("city", "staff", "told"),
    [
        (chifeng, wang(进入社区日期="2019-12-31"), True),
        (chifeng, wang(进入社区日期="2020-01-01"), False),
        (chifeng, opened(期初折算年限=3), False),
        (jiayuguan, wang(进入社区日期="2020-12-31"), True),
        (jiayuguan, wang(进入社区日期="2021-01-01"), False),
    ],
)
def test_early_entries_need_opening_figures(city: City, staff: Person, told: bool) -> None:
    assert bool(city(staff).of("R-NOOPENING")) == told


# ── years without a rating


def test_an_unrated_year_is_told_for_each_person_and_year() -> None:
    years = [2021, 2022, 2024, 2025]
    found = chifeng(WANG, "李娜", ratings=[*rated("李娜"), *rated(WANG, years=years)])
    finding = found.one("V-UNRATED")
    assert (finding.person, finding.severity) == (WANG, W)
    assert "2023年" in finding.message


def test_a_whole_unit_without_last_years_ratings_is_told_once() -> None:
    ratings = rated(WANG, "李娜", years=range(2021, 2025))
    found = chifeng(WANG, "李娜", ratings=ratings)
    assert "2025年" in found.one("V-ALLUNRATED").message
    assert not found.of("V-UNRATED")


def test_ratings_not_yet_known_are_no_finding() -> None:
    later = {"姓名": WANG, "年度": 2025, "等次": "合格", "批准日期": "2026-12-01"}
    found = chifeng(ratings=[*rated(WANG, years=range(2021, 2025)), later])
    assert not found.codes() & {"V-UNRATED", "V-ALLUNRATED"}


@pytest.mark.parametrize(
    ("staff", "years"),
    [
        (opened(2024, 期初折算年限=3), [2025]),
        (wang(进入社区日期="2017-01-01"), range(2020, 2026)),
        (wang(进入社区日期="2026-01-01"), []),
    ],
)
def test_years_that_ratings_do_not_decide_need_none(staff: Person, years: Sequence[int]) -> None:
    other = person("李娜")
    ratings = [*rated("李娜"), *rated(WANG, years=years)]
    assert not chifeng(staff, other, ratings=ratings).codes() & {"V-UNRATED", "V-ALLUNRATED"}


def test_a_year_of_interruption_needs_no_rating() -> None:
    spell = [(WANG, "中断", "2022-12-31", "2024-01-01")]
    ratings = [*rated("李娜"), *rated(WANG, years=[2021, 2022, 2024, 2025])]
    assert not chifeng(WANG, "李娜", ratings=ratings, duties=spell).of("V-UNRATED")


def test_counted_years_of_the_second_city_need_ratings_too() -> None:
    ratings = [*rated("李娜"), *rated(WANG, years=range(2022, 2026))]
    assert "2021年" in jiayuguan(WANG, "李娜", ratings=ratings).one("V-UNRATED").message


# ── credentials, settings, who is not here


def certificate(level: str, obtained: str, hired: str | None = None) -> tuple[str | None, ...]:
    return (WANG, "职业资格", level, obtained, hired)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([certificate("社会工作师", "2024-05-01")], True),
        ([certificate("社会工作师", "2024-05-01", "2024-06-01")], False),
        ([certificate("社会工作师", "2026-12-01")], False),
        (
            [
                certificate("社会工作师", "2024-05-01", "2024-06-01"),
                certificate("助理社会工作师", "2020-05-01"),
            ],
            False,  # the higher one is in force, so nothing is lost
        ),
    ],
)
def test_a_qualification_without_hiring(rows: list[Any], told: bool) -> None:
    assert bool(chifeng(credentials=rows).of("V-NOTHIRED")) == told


def test_hiring_does_not_matter_where_the_policy_counts_from_the_certificate() -> None:
    rows = [certificate("社会工作师", "2024-05-01")]
    assert not jiayuguan(credentials=rows).of("V-NOTHIRED")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, False),
        ({"收入标准执行月份": "2026-07"}, True),
        ({"调整前收入标准": 36000}, True),
        ({"收入标准执行月份": "2026-07", "调整前收入标准": 36000}, False),
        ({"收入标准执行月份": "2026-07", "上年度人均可支配收入": None}, True),
    ],
)
def test_settings_that_belong_together(settings: dict[str, Any], told: bool) -> None:
    assert [f.severity for f in chifeng(settings=settings).of("P-LEAVES")] == [N] * told


def test_who_is_not_paid_here_is_listed() -> None:
    found = chifeng(
        WANG,
        person("李娜", 进入社区日期="2026-12-01"),
        person("张敏", 人员类别="下派人员"),
        person("刘洋", 人员类别="下派人员", 进入社区日期="2026-12-01"),
    )
    assert found.one("R-FUTURE").person == "李娜"
    assert (found.one("R-NOTPAID").person, found.one("R-NOTPAID").severity) == ("张敏", I)


# ── dates and days


def absent(kind: str, first: str, last: str, days: float) -> tuple[Any, ...]:
    return (WANG, kind, first, last, days)


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        (absent("旷工", "2026-11-02", "2026-11-06", 5), None),
        (absent("旷工", "2026-11-02", "2026-11-06", 5.5), W),
        (absent("旷工", "2026-11-02", "2026-11-08", 6), W),  # Saturday and Sunday are no days
        (absent("事假", "2026-11-02", "2026-11-06", 6), W),
        (absent("事假", "2026-10-12", "2026-10-16", 6), W),  # not of this month's pay
        (absent("事假", "2026-12-07", "2026-12-11", 6), None),  # not yet
    ],
)
def test_absence_longer_than_its_days(row: tuple[Any, ...], severity: Severity | None) -> None:
    found = chifeng(absences=[row]).of("V-TOOLONG")
    assert [f.severity for f in found] == ([severity] if severity else [])


def test_absence_that_does_not_deduct_is_only_a_warning() -> None:
    row = absent("事假", "2026-11-02", "2026-11-06", 6)
    found = chifeng(absences=[row], settings={"事假扣款": "不扣"})
    assert found.one("V-TOOLONG").severity is W


@pytest.mark.parametrize(
    ("reason", "days", "told"),
    [("调出", 2, False), ("调出", 3, True), ("退休", 5, False), ("退休", 6, True)],
)
def test_days_after_leaving_count_only_where_the_month_is_paid_on(
    reason: str, days: float, told: bool
) -> None:
    staff = wang(离职日期="2026-11-03", 离职原因=reason)
    row = absent("旷工", "2026-11-02", "2026-11-06", days)
    assert bool(chifeng(staff, absences=[row]).of("V-TOOLONG")) == told


def test_days_of_interruption_are_no_days_in_employment() -> None:
    spell = [(WANG, "中断", "2026-11-04", "2026-11-10")]
    found = chifeng(duties=spell, absences=[absent("旷工", "2026-11-02", "2026-11-06", 3)])
    assert "在职工作日2天" in found.one("V-TOOLONG").message
    assert found.of("V-OUT")
    found = chifeng(duties=spell, absences=[absent("旷工", "2026-11-02", "2026-11-03", 2)])
    assert not found.codes() & {"V-TOOLONG", "V-OUT"}


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2020-12-31", None, "V-BEFORE"),
        ("2021-01-01", None, ""),
        ("2026-11-05", None, ""),
        ("2026-11-11", None, "V-OUT"),
        ("2024-01-01", "2026-11-11", "V-OUT"),
        ("2024-01-01", "2026-11-10", ""),
        ("2026-12-01", None, ""),
    ],
)
def test_duties_outside_employment(first: str, last: str | None, code: str) -> None:
    staff = wang(离职日期="2026-11-10", 离职原因="调出")
    found = chifeng(staff, duties=[(WANG, "网格长", first, last)])
    assert found.codes() & {"V-BEFORE", "V-OUT"} == ({code} if code else set())


def test_absences_outside_employment() -> None:
    staff = wang(离职日期="2026-11-10", 离职原因="调出")
    before = absent("病假", "2020-12-30", "2021-01-05", 7)
    after = absent("病假", "2026-11-09", "2026-11-12", 4)
    found = chifeng(staff, absences=[before, after])
    assert len(found.of("V-BEFORE")) == len(found.of("V-OUT")) == 1


# ── names of communities


def place(
    name: str = "第一社区",
    households: int | None = None,
    extra: int | None = None,
    street: str = "",
) -> tuple[Any, ...]:
    return (name, street, households, extra)


def test_a_community_missing_from_its_sheet_is_told_once_with_the_nearest_name() -> None:
    staff = [wang(), person("李娜", 社区="第二社"), person("张敏", 社区="第二社")]
    finding = chifeng(*staff, communities=[place(), place("第二社区")]).one("V-COMMUNITY")
    assert "“第二社区”" in finding.message
    assert not chifeng(*staff).of("V-COMMUNITY")


def test_a_leaders_community_must_be_known() -> None:
    for name, told in (("第三", True), ("第一社区", False)):
        row = {"姓名": WANG, "职务": "居委会主任", "起始日期": "2024-01-01", "社区": name}
        found = chifeng(duties=[row], communities=[place()])
        assert bool(found.of("V-COMMUNITY")) == told


# ── management: communities


@pytest.mark.parametrize(
    ("staff", "households", "told"),
    [(6, 800, False), (5, 800, True), (7, 1201, True), (12, 2400, False), (13, 2400, True)],
)
def test_staffing(staff: int, households: int, told: bool) -> None:
    found = checked(CHIFENG, "2026-11", people(staff), communities=[place("第一社区", households)])
    assert bool(found.of("M-STAFFING")) == told


@pytest.mark.parametrize(
    ("households", "low", "high"), [(1300, 6, 6), (2500, 7, 12), (4001, 11, 20)]
)
def test_staffing_limits(households: int, low: int, high: int) -> None:
    found = checked(CHIFENG, "2026-11", people(1), communities=[place("第一社区", households)])
    assert f"应为 {low}—{high} 人" in found.one("M-STAFFING").message


def test_staffing_counts_only_the_staff_that_is_there() -> None:
    others = [
        person("甲", 人员类别="专职网格员", 网格员月报酬=3000),
        person("乙", 离职日期="2026-11-29", 离职原因="调出"),
        person("丙", 进入社区日期="2026-12-01"),
    ]
    found = checked(CHIFENG, "2026-11", [*people(5), *others], communities=[place("第一社区", 800)])
    assert "有 5 人" in found.one("M-STAFFING").message


def holding(*rows: tuple[Any, ...], month: str = "2026-11", **more: Any) -> Findings:
    return checked(CHIFENG, month, people(6), duties=rows, **more)


LEADING = [
    ("甲01", "党组织书记", "2024-01-01", None),
    ("甲01", "居委会主任", "2024-01-01", None),
    ("甲02", "党组织副书记", "2024-01-01", None),
    ("甲03", "居委会副主任", "2024-01-01", None),
]


def test_leaders_are_counted_by_person_and_community() -> None:
    assert not holding(*LEADING).of("M-LEADERS")
    one_more = ("甲04", "居委会副主任", "2026-11-30", None)
    assert "有领导 4 人" in holding(*LEADING, one_more).one("M-LEADERS").message
    elsewhere = (*one_more, "第二社区")
    assert not holding(*LEADING, elsewhere).of("M-LEADERS")
    assert not holding(*LEADING, ("甲04", "居委会副主任", "2024-01-01", "2026-11-29")).of(
        "M-LEADERS"
    )


def test_a_community_without_the_duty_it_must_have() -> None:
    assert "专职党务工作者" in holding(*LEADING).one("M-DUTY").message
    assert not holding(("甲05", "专职党务工作者", "2026-11-30", None)).of("M-DUTY")
    assert holding(("甲05", "专职党务工作者", "2026-12-01", None)).of("M-DUTY")


def test_local_residents() -> None:
    staff = [person("甲", 是否属地="是"), person("乙", 社区="第二社区", 是否属地="否")]
    assert "第二社区" in chifeng(*staff).one("M-LOCAL").message
    assert not chifeng(*staff[:1]).of("M-LOCAL")
    unfilled = chifeng(WANG, "李娜")
    assert not unfilled.of("M-LOCAL")
    assert any("是否属地" in f.message for f in unfilled.of("M-NODATA"))


def test_extra_duties_are_for_some_categories() -> None:
    grid = person("甲", 人员类别="专职网格员", 网格员月报酬=3000)
    rows: Rows = [("甲", "网格长", "2024-01-01", None), (WANG, "网格长", "2024-01-01", None)]
    assert chifeng(WANG, grid, duties=rows).one("M-EXTRADUTY").person == "甲"
    assert not chifeng(WANG, grid, duties=rows[1:]).of("M-EXTRADUTY")
    rows = [("甲", "网格长", "2024-01-01", "2026-10-31")]
    assert not chifeng(WANG, grid, duties=rows).of("M-EXTRADUTY")


@pytest.mark.parametrize(
    ("spells", "told"),
    [
        ([("2026-09-01", "2026-11-30")], False),
        ([("2026-08-31", "2026-11-30")], True),
        ([("2026-08-30", None)], True),
        ([("2026-09-01", "2026-12-31")], False),  # not longer yet
        ([("2026-07-01", "2026-10-15")], False),  # over before this month
        ([("2026-08-01", "2026-09-30"), ("2026-10-30", "2026-11-10")], True),  # 29 days apart
        ([("2026-08-01", "2026-09-30"), ("2026-10-31", "2026-11-10")], False),  # 30 days apart
    ],
)
def test_lent_out_too_long(spells: list[tuple[str, str | None]], told: bool) -> None:
    rows = [(WANG, "借调", first, last) for first, last in spells]
    assert bool(chifeng(duties=rows).of("M-LENTLONG")) == told


def test_too_many_lent_out_at_once() -> None:
    def rows(last_of_first: str) -> list[tuple[Any, ...]]:
        first = [("甲01", "借调", "2026-11-01", last_of_first)]
        return [*first, *((f"甲0{i}", "借调", "2026-11-10", None) for i in (2, 3))]

    finding = holding(*rows("2026-11-10")).one("M-LENTMANY")
    assert "2026-11-10 有 3 人" in finding.message
    assert not holding(*rows("2026-11-09")).of("M-LENTMANY")
    elsewhere = [(*row, "第二社区") for row in rows("2026-11-10")[:1]]
    assert not holding(*elsewhere, *rows("2026-11-10")[1:]).of("M-LENTMANY")


@pytest.mark.parametrize(
    ("staff", "extra", "code"),
    [(16, None, ""), (15, None, "M-PLACESONE"), (17, None, "M-PLACES"), (17, 1, "")],
)
def test_places(staff: int, extra: int | None, code: str) -> None:
    found = checked(
        JIAYUGUAN, "2026-11", people(staff), communities=[place("第一社区", None, extra)]
    )
    told = found.codes() & {"M-PLACES", "M-PLACESONE"}
    assert told == ({code} if code != "M-PLACES" else {code, "M-PLACESONE"}) - {""}
    assert all(f.severity is I for f in found.of("M-PLACESONE"))


def test_a_streets_places_are_shared() -> None:
    staff = [*people(18), *(person(f"乙{i}", 社区="第二社区") for i in range(14))]
    both = [place("第一社区", street="南街道"), place("第二社区", street="南街道")]
    assert not checked(JIAYUGUAN, "2026-11", staff, communities=both).of("M-PLACES")
    apart = [place("第一社区", street="南街道"), place("第二社区", street="北街道")]
    finding = checked(JIAYUGUAN, "2026-11", staff, communities=apart).one("M-PLACES")
    assert "街道“南街道”1个社区共 18 人，多于名额 16 人" in finding.message


# ── management: what people do


def did(item: str, month: str, value: float, name: str = WANG) -> tuple[Any, ...]:
    return (name, item, month, value)


def test_training_is_told_in_december() -> None:
    leads = [(WANG, "党组织书记", "2024-01-01", None)]
    rows = [did("培训", "2026-03", 4.5), did("培训", "2026-12", 2)]
    short = chifeng(month="2026-12", duties=leads, activities=rows).one("M-SHORT")
    assert "6.5，应不少于 7" in short.message
    assert not chifeng(month="2026-12", activities=rows).of("M-SHORT")  # 5 days for the others
    rows = [did("培训", "2025-12", 9), did("培训", "2026-12", 4.5)]
    assert chifeng(month="2026-12", activities=rows).one("M-SHORT").severity is W
    earlier = chifeng(activities=rows)
    assert not earlier.of("M-SHORT")
    assert earlier.of("M-YEARLY")


def test_a_part_of_the_year_gives_only_a_notice() -> None:
    late = person("李娜", 进入社区日期="2026-06-01")
    rows = [did("培训", "2026-12", 5), did("培训", "2026-12", 3, "李娜")]
    finding = chifeng(WANG, late, month="2026-12", activities=rows).one("M-SHORT")
    assert (finding.person, finding.severity) == ("李娜", N)


def test_visits() -> None:
    rows = [did("走访", "2026-11", 20), did("走访", "2026-11", 9), did("走访", "2026-10", 40)]
    assert "29，应不少于 30" in chifeng(activities=rows).one("M-SHORT").message
    assert not chifeng(activities=[*rows, did("走访", "2026-11", 1)]).of("M-SHORT")
    away = [absent("病假", "2026-11-01", "2026-11-30", 30)]
    assert not chifeng(activities=rows, absences=away).of("M-SHORT")
    twice = [absent("病假", "2026-11-02", "2026-11-13", 12)] * 2  # the same days entered twice
    assert chifeng(activities=rows, absences=[*twice, *twice]).of("M-SHORT")
    new = wang(进入社区日期="2026-11-02")
    assert not chifeng(new, activities=rows, ratings=[]).of("M-SHORT")


def test_nobodys_visits_are_told_once() -> None:
    rows = [did("走访", "2026-10", 40)]
    found = chifeng(WANG, "李娜", activities=rows)
    assert found.one("M-NORECORD").severity is W
    assert not found.of("M-SHORT")
    other = chifeng(WANG, "李娜", activities=[did("培训", "2026-10", 2)])
    assert not other.codes() & {"M-NORECORD", "M-SHORT"}
    assert any("走访" in f.message for f in other.of("M-NODATA"))


def test_survey() -> None:
    rows = [did("满意度测评", "2026-06", 1)]
    found = jiayuguan(WANG, "李娜", month="2026-12", activities=rows)
    assert found.one("M-SHORT").person == "李娜"
    assert not jiayuguan(month="2026-12", activities=rows).of("M-SHORT")


@pytest.mark.parametrize(
    ("until", "trained", "told"),
    [
        ("2026-09-30", None, True),
        ("2026-09-30", "2026-10", True),
        ("2026-09-30", "2026-09", False),
        ("2026-12-31", None, False),
        ("2025-11-30", None, False),  # more than a year ago
        (None, None, False),
    ],
)
def test_induction_in_probation(until: str | None, trained: str | None, told: bool) -> None:
    staff = wang(进入社区日期="2024-10-01", 试用期截止日期=until)
    rows = [did("满意度测评", "2026-06", 1), *([did("初任培训", trained, 3)] if trained else [])]
    assert bool(jiayuguan(staff, activities=rows).of("M-INDUCTION")) == told


# ── management: coming, staying, leaving


@pytest.mark.parametrize(
    ("entry", "education", "told"),
    [("2021-06-01", "高中", True), ("2021-06-01", "大专", False), ("2021-05-26", "高中", False)],
)
def test_education_on_entry(entry: str, education: str, told: bool) -> None:
    staff = wang(进入社区日期=entry, 学历=education)
    assert bool(jiayuguan(staff).of("M-ENTRYEDU")) == told


@pytest.mark.parametrize(
    ("born", "told"), [("1981-06-02", False), ("1981-06-01", False), ("1981-05-31", True)]
)
def test_age_on_entry(born: str, told: bool) -> None:
    assert bool(jiayuguan(wang(进入社区日期="2021-06-01", born=born)).of("M-ENTRYAGE")) == told
    assert not jiayuguan(wang(进入社区日期="2021-05-26", born=born)).of("M-ENTRYAGE")


def test_an_education_without_a_sum_of_its_own() -> None:
    assert "“小学”" in jiayuguan(wang(学历="小学")).one("M-LOWEDU").message
    assert not jiayuguan(wang(学历="初中")).of("M-LOWEDU")
    later = [(WANG, "学历", "大专", "2024-05-01")]
    assert not jiayuguan(wang(学历="小学"), credentials=later).of("M-LOWEDU")


@pytest.mark.parametrize(
    ("leave", "reason", "told"),
    [
        ("2026-11-08", "辞职", True),
        ("2026-11-09", "辞职", False),  # three whole years
        ("2026-11-08", "退休", False),
        ("2026-11-08", "辞退", False),
        ("2026-12-08", "辞职", False),  # not yet
        (None, None, False),
    ],
)
def test_minimum_service(leave: str | None, reason: str | None, told: bool) -> None:
    staff = wang(纳入体系日期="2023-11-10", 离职日期=leave, 离职原因=reason)
    assert bool(chifeng(staff).of("M-MINSERVICE")) == told


@pytest.mark.parametrize(
    ("entry", "reason", "code"),
    [
        ("2023-05-31", "辞退", "M-REHIRE"),
        ("2023-06-01", "辞退", ""),
        ("2023-05-31", "辞职", ""),
        ("2023-05-31", None, "M-REHIREWHY"),
    ],
)
def test_rehired_within_three_years(entry: str, reason: str | None, code: str) -> None:
    staff = wang(进入社区日期=entry, 前次离职日期="2020-06-01", 前次离职原因=reason)
    assert chifeng(staff).codes() & {"M-REHIRE", "M-REHIREWHY"} == ({code} if code else set())


@pytest.mark.parametrize(
    ("years", "told"), [((2024, 2025), True), ((2023, 2025), False), ((2023, 2024), False)]
)
def test_failed_twice_running(years: tuple[int, ...], told: bool) -> None:
    passed = [y for y in range(2021, 2026) if y not in years]
    ratings = [*rated(WANG, years=passed), *rated(WANG, years=years, word="不合格")]
    for found in (chifeng(ratings=ratings), jiayuguan(ratings=ratings)):
        assert bool(found.of("M-FAILED")) == told


def test_a_failure_not_yet_known_is_not_told() -> None:
    late = {"姓名": WANG, "年度": 2025, "等次": "不合格", "批准日期": "2026-12-05"}
    ratings = [*rated(WANG, years=[2021, 2022, 2023]), *rated(WANG, years=[2024], word="不合格")]
    assert not chifeng(ratings=[*ratings, late]).of("M-FAILED")


@pytest.mark.parametrize(
    ("born", "male", "category", "month", "told"),
    [
        ("1964-12-01", True, None, "2026-04", True),
        ("1966-01-01", True, None, "2026-04", False),  # 60 and 4 months: 2026-05
        ("1971-07-31", False, None, "2026-12", True),  # 55 and 5 months: 2026-12
        ("1971-08-01", False, None, "2026-12", False),
        ("1975-12-01", False, "女50", "2026-06", True),  # 50 and 6 months: 2026-06
        ("1975-12-01", False, "女50", "2026-05", False),
        ("1975-12-01", False, "女55", "2026-06", False),
    ],
)
def test_retirement_due(
    born: str, male: bool, category: str | None, month: str, told: bool
) -> None:
    staff = wang(born=born, male=male, 退休类别=category)
    assert bool(chifeng(staff, month=month).of("M-RETIRE")) == told


def test_retirement_month_itself_and_leaving_in_it() -> None:
    # Born 1966-01: 60 years and 4 months, that is 2026-05.
    staying = wang(born="1966-01-20", male=True)
    leaving = wang(born="1966-01-20", male=True, 离职日期="2026-05-20", 离职原因="退休")
    assert not chifeng(staying, month="2026-04").of("M-RETIRE")
    assert chifeng(staying, month="2026-05").of("M-RETIRE")
    assert not chifeng(leaving, month="2026-05").of("M-RETIRE")


def test_a_woman_whose_category_is_open_is_a_notice_once_it_matters() -> None:
    blank = chifeng(wang(born="1975-03-01"))
    assert blank.one("M-RETIRECAT").severity is N
    assert not blank.of("M-RETIRE")
    assert not chifeng(wang(born="1975-03-01", 退休类别="女55")).of("M-RETIRECAT")
    assert not chifeng(wang(born="1985-03-01")).of("M-RETIRECAT")
    assert not chifeng(wang(born="1975-03-01", male=True)).of("M-RETIRECAT")


def test_a_category_of_the_other_sex() -> None:
    assert chifeng(wang(退休类别="男60")).of("M-RETIRESEX")
    assert not chifeng(wang(退休类别="男60", male=True)).of("M-RETIRESEX")
    assert not chifeng(wang(退休类别="女50")).of("M-RETIRESEX")


@pytest.mark.parametrize(
    ("last", "leave", "code"),
    [
        ("2026-11-30", None, "M-CONTRACT"),
        ("2025-06-30", None, "M-CONTRACT"),
        ("2026-12-31", None, "M-CONTRACTSOON"),
        ("2026-12-31", "2026-12-31", ""),
        ("2026-11-10", "2026-11-10", ""),
        ("2027-01-01", None, ""),
    ],
)
def test_contract_end(last: str, leave: str | None, code: str) -> None:
    staff = wang(合同终止日期=last, 离职日期=leave, 离职原因="合同期满" if leave else None)
    assert chifeng(staff).codes() & {"M-CONTRACT", "M-CONTRACTSOON"} == ({code} if code else set())


@pytest.mark.parametrize(
    ("applied", "reason", "probation", "code"),
    [
        ("2026-10-21", "辞职", None, "M-NOTICE"),
        ("2026-10-20", "辞职", None, ""),
        (None, "辞职", None, "M-NOTICEDATE"),
        ("2026-11-18", "调出", None, ""),
        ("2026-11-16", "辞职", "2026-12-31", ""),
    ],
)
def test_notice_of_a_month(
    applied: str | None, reason: str, probation: str | None, code: str
) -> None:
    staff = wang(
        离职日期="2026-11-19",
        离职原因=reason,
        离职申请日期=applied,
        试用期截止日期=probation,
    )
    assert jiayuguan(staff).codes() & {"M-NOTICE", "M-NOTICEDATE"} == ({code} if code else set())
    assert not jiayuguan(staff, month="2026-12").codes() & {"M-NOTICE", "M-NOTICEDATE"}


# ── management: absence


def truant(*months: int, days: float = 20, year: int = 2026) -> list[tuple[Any, ...]]:
    """Absent on the first working days of each month."""
    return [absent("旷工", f"{year}-{m:02d}-01", f"{year}-{m:02d}-28", days) for m in months]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (truant(4, 8, days=15), False),
        (truant(4, days=15) + truant(8, days=15.5), True),
        (truant(10, days=16, year=2025) + truant(11, days=16), False),  # a year and a month
        (truant(12, days=16, year=2025) + truant(11, days=16), True),
        (truant(11, days=16) + truant(12, days=16), False),  # not yet
        (truant(1, 3, year=2025), False),  # over for more than a year
    ],
)
def test_absent_for_too_many_days_of_twelve_months(rows: list[Any], told: bool) -> None:
    assert bool(chifeng(absences=rows).of("M-ABSENCE")) == told
    assert bool(jiayuguan(absences=rows).of("M-ABSENCE")) == told


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("2026-11-02", "2026-11-20", 15)], False),
        ([("2026-11-02", "2026-11-23", 16)], True),
        ([("2026-10-21", "2026-10-30", 8), ("2026-11-02", "2026-11-11", 8)], True),
        ([("2026-10-21", "2026-10-30", 8), ("2026-11-03", "2026-11-12", 8)], False),
        # a row inside another ends nothing
        (
            [
                ("2026-11-02", "2026-11-13", 9),
                ("2026-11-04", "2026-11-04", 1),
                ("2026-11-16", "2026-11-23", 6),
            ],
            True,
        ),
    ],
)
def test_absent_too_long_at_a_stretch(rows: list[tuple[str, str, int]], told: bool) -> None:
    absences = [absent("旷工", *row) for row in rows]
    assert bool(jiayuguan(absences=absences).of("M-ABSENCERUN")) == told
    assert not chifeng(absences=absences).of("M-ABSENCERUN")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("2026-09-30", "2026-11-29", 61)], False),
        ([("2026-09-30", "2026-11-30", 62)], True),
        ([("2026-09-01", "2026-09-30", 30), ("2026-10-01", "2026-11-05", 36)], True),
        ([("2026-09-01", "2026-09-29", 29), ("2026-10-01", "2026-11-05", 36)], False),
        ([("2026-10-01", "2026-12-31", 92)], False),
        ([("2026-05-01", "2026-10-31", 184)], False),
    ],
)
def test_ill_for_a_third_month(rows: list[tuple[str, str, int]], told: bool) -> None:
    absences = [absent("病假", *row) for row in rows]
    for found in (chifeng(absences=absences), jiayuguan(absences=absences)):
        assert bool(found.of("M-SICK")) == told


# ── management: pay, quota, sheets that are not kept


def test_mean_pay_allows_for_rounding_to_the_fen() -> None:
    region = {"地区": "阿鲁科尔沁旗", "上年度人均可支配收入": 28288}  # 28288/12 is 2357.333…
    assert not chifeng(settings=region).of("M-MEANPAY")
    probation = wang(试用期截止日期="2026-12-31")
    lower = {**region, "试用期口径": "附件1系数0.90"}
    assert chifeng(probation, settings=lower).of("M-MEANPAY")


@pytest.mark.parametrize(("pay", "told"), [(2005.24, False), (2005.23, True)])
def test_reported_pay_and_the_communitys_mean(pay: float, told: bool) -> None:
    # 38195/12 = 3182.92 (grade 1), × 1.10 = 3501.21 (grade 3); 60% of the mean is 2005.239.
    staff = [
        wang(),
        person("李娜", 学历="硕士"),
        person("甲", 人员类别="专职网格员", 网格员月报酬=pay),
        person("乙", 社区="第二社区", 学历="博士"),
    ]
    ratings = rated(WANG, "李娜", "乙", years=[2025])
    found = chifeng(*staff, ratings=ratings).of("M-FLOOR")
    assert bool(found) == told
    assert all("60%（2005.24 元）" in f.message for f in found)


def test_reported_pay_where_the_community_pays_nobody_else() -> None:
    alone = person("甲", 社区="第二社区", 人员类别="专职网格员", 网格员月报酬=1900)
    assert "2005.24" in chifeng(WANG, alone).one("M-FLOOR").message  # of the street
    assert not chifeng(alone, ratings=[]).of("M-FLOOR")


def test_quota_of_past_years() -> None:
    names = [f"甲{i:02d}" for i in range(1, 6)]
    two = [*rated(*names[:2], years=[2025], word="优秀"), *rated(*names[2:], years=[2025])]
    past = rated(*names, years=range(2021, 2025))
    found = checked(JIAYUGUAN, "2026-11", people(5), ratings=[*two, *past])
    assert found.one("B-QUOTA").severity is W
    one = [*rated(names[0], years=[2025], word="优秀"), *rated(*names[1:], years=[2025])]
    assert not checked(JIAYUGUAN, "2026-11", people(5), ratings=[*one, *past]).of("B-QUOTA")
    late = [{"姓名": n, "年度": 2025, "等次": "优秀", "批准日期": "2026-12-01"} for n in names[:2]]
    assert not checked(JIAYUGUAN, "2026-11", people(5), ratings=[*late, *past]).of("B-QUOTA")


def test_an_empty_sheet_is_one_info_for_each_rule_that_needs_it() -> None:
    for found, document in zip((chifeng(), jiayuguan()), load_shipped(), strict=True):
        filled = "考核记录"
        needing = [c for c in document.check if (f := RULES[c.kind].needs) and f.sheet != filled]
        infos = [f for f in found.of("M-NODATA") if f.sheet != "花名册"]
        assert len(infos) == len(needing) > 0
        assert {f.severity for f in infos} == {I}


# ── as a whole


def full_chifeng(**more: Any) -> Findings:
    """A community with everything filled in, in its December."""
    staff = [
        person(
            f"甲{i + 1:02d}",
            是否属地="是",
            进入社区日期="2015-03-01",
            期初截止年度=2020,
            期初折算年限=6.33,
            合同起始日期="2024-01-01",
            合同终止日期="2028-12-31",
            退休类别="女55",
        )
        for i in range(6)
    ]
    names = [p.name for p in staff]
    sheets: dict[str, Any] = {
        "communities": [place("第一社区", 1200, street="东街道")],
        "duties": [
            *LEADING,
            ("甲04", "专职党务工作者", "2024-01-01", None),
            ("甲05", "网格长", "2024-01-01", None),
            ("甲06", "借调", "2026-10-01", "2026-12-20"),
        ],
        "ratings": rated(*names),
        "credentials": [("甲01", "职业资格", "社会工作师", "2022-05-01", "2022-07-01")],
        "absences": [("甲02", "病假", "2026-12-01", "2026-12-10", 10)],
        "activities": [
            *(did("培训", "2026-05", 7, name) for name in names),
            *(did("走访", "2026-12", 30, name) for name in names),
        ],
    }
    return checked(CHIFENG, "2026-12", staff, **{**sheets, **more})


def full_jiayuguan(**more: Any) -> Findings:
    staff = people(
        16, 进入社区日期="2022-03-01", 试用期截止日期="2022-08-31", 合同终止日期="2028-12-31"
    )
    names = [p.name for p in staff]
    sheets: dict[str, Any] = {
        "communities": [place("第一社区", street="东街道")],
        "duties": [("甲01", "党组织书记", "2024-01-01", None)],
        "ratings": rated(*names, years=range(2022, 2026)),
        "credentials": [("甲01", "职业资格", "社会工作师", "2022-05-01")],
        "absences": [("甲02", "事假", "2026-12-01", "2026-12-02", 2)],
        "activities": [did("满意度测评", "2026-10", 1, name) for name in names],
    }
    return checked(JIAYUGUAN, "2026-12", staff, **{**sheets, **more})


def test_a_well_filled_workbook_has_no_warning() -> None:
    assert full_chifeng().serious() == []
    assert full_jiayuguan().serious() == []


def test_rows_dated_after_the_month_change_nothing() -> None:
    later: dict[str, list[Any]] = {
        "duties": [
            ("甲01", "借调", "2027-01-01", "2027-12-31"),
            ("甲02", "中断", "2027-02-01", None),
            ("甲03", "党组织书记", "2027-01-01", None),
        ],
        "ratings": rated("甲01", years=[2026, 2027], word="不合格"),
        "credentials": [("甲03", "职业资格", "高级社会工作师", "2027-01-05")],
        "absences": [
            ("甲04", "旷工", "2027-01-01", "2027-01-31", 25),
            ("甲05", "病假", "2027-01-01", "2027-06-30", 181),
        ],
        "activities": [did("走访", "2027-01", 1, "甲01"), did("培训", "2027-01", 1, "甲01")],
    }
    for full in (full_chifeng, full_jiayuguan):
        base = {key: value for key, value in _sheets_of(full).items() if key in later}
        more = {key: [*base[key], *later[key]] for key in later}
        found = full(**more)
        assert [f.cell for f in found if f.code == "V-NOTOVER"]  # told, and otherwise nothing
        rest = [f.line() for f in found if f.code != "V-NOTOVER"]
        assert rest == [f.line() for f in full()]


def _sheets_of(full: Any) -> dict[str, list[Any]]:
    """The rows that a full unit is made of."""
    caught: dict[str, list[Any]] = {}
    real = globals()["checked"]
    globals()["checked"] = lambda *args, **sheets: caught.update(sheets)
    try:
        full()
    finally:
        globals()["checked"] = real
    return caught


@pytest.mark.parametrize("policy", ["chifeng", "jiayuguan"])
def test_valid_units_have_no_error(policy: str) -> None:
    for seed in range(40):
        unit, month = random_unit(seed, policy)
        read, findings = read_unit(dict(_random_grids(unit)).get, load_shipped())
        assert read is not None, [f.line() for f in findings]
        run = compute(read, month.index)
        assert run is not None
        found = checks.findings(run)
        assert [f.line() for f in found if f.severity is E] == []
        assert found == checks.findings(run)


def _random_grids(unit: Any) -> Iterator[tuple[str, Grid]]:
    cells = sheet_cells(unit)
    for form in INPUT_FORMS:
        headers = [field.header for field in form.fields]
        rows = [[_plain(row.get(h)) for h in headers] for row in cells.get(form.sheet, [])]
        yield form.sheet, Grid(form.sheet, [list(headers), *rows])


def _plain(value: Any) -> Any:
    """A number as a reader gives it."""
    return float(value) if isinstance(value, Decimal) else value


def test_every_kind_of_check_has_its_function() -> None:
    assert set(RULES) == set(CHECK_KINDS)


def test_openings_alone_for_the_people_asked_for() -> None:
    unit, _ = make_unit(CHIFENG, "2026-12", [opened(2020), person("李娜")])
    run = compute(unit, unit.month)
    assert run is not None
    assert {f.code for f in checks.openings(run)} == {"R-OPENING"}
    nobody = run.has_row() & False
    assert checks.openings(run, nobody) == []


def test_no_policys_word_stands_in_the_code_or_in_a_message() -> None:
    lists = ("category", "duty", "rating", "leave", "education", "qualification")
    words = {e.word for d in load_shipped() for name in lists for e in getattr(d, name)}
    words |= {c.name for d in load_shipped() for c in d.component}
    headers = {field.header for form in INPUT_FORMS for field in form.fields}
    folder = Path(checks.__file__).parent
    texts = [t for path in sorted(folder.glob("*.py")) for t in _strings(path)]
    texts += [t for code, c in CODES.items() if code[0] == "M" for t in (c.message, c.hint)]
    for text in texts:
        for header in headers:
            text = text.replace(header, "")
        assert not [word for word in words if word in text], text


def _strings(path: Path) -> list[str]:
    """The string constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
