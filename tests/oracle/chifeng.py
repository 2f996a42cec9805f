"""Expected figures under 赤峰市2020 (docs/readings.md, Chifeng).

Ambiguities, and the reading taken here (those of both cities are in common.py):

C1  平移: "grade = band + (floor − 1)" for 工作人员 has no limit but 18 (not 12).
C2  岗位变动 and 一肩挑: each cause replaces one input and leaves the others as they were, so
    somebody who drops from both posts to 工作人员 is first shown as 工作人员 with the +2.
C3  清零重计: a month counts after the break if it has a day in service later than the end of
    the 中断, so the month of the end itself counts if service resumes within it.
C4  The 0.5 of a year needs at least a month in service in that year, after 清零重计 in
    the part of the year that still counts.
C5  The dated income table holds the one year printed in annex 2, for every month.
C6  上年度人均可支配收入 without 收入标准执行月份 holds from January of the year of 工资月份; before
    收入标准执行月份 the figure is 调整前收入标准, else the table's.  They are the figures of the
    year before 收入标准执行月份 and of the year before that.  收入标准 wins for the years it lists;
    of a year that it lists and one that it doesn't, the later one holds.
C7  专职网格员: every column from 岗位 to 网格补贴 is empty (a 0 is accepted for the last two).
C8  Yearly performance pay: 不定等次 has no weight of its own and takes that of 合格.
C9  月数 of the yearly sheet: months of the year with a row, from 执行起始月份.
C10 Credited years under 试用期 and the 等级 shown are those of the scale, whatever 试用期口径.
C11 A year rated 优秀 counts its months / 12 and 0.5 on top; 0.5 is not prorated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from .common import (
    Award,
    Bonus,
    PayRow,
    Promotion,
    Uncomputable,
    adjustments_in,
    as_known,
    breaks,
    check_opening,
    corrections,
    days_out_and_in,
    duty_counts,
    education_in,
    first_counted_year,
    first_month,
    half_up,
    has_row,
    known_rating,
    largest_remainder,
    late_months,
    money,
    month_before,
    months_in_service,
    post_in,
    promotion,
    qualification_in,
    rating_of,
    reduction,
    setting,
)
from .model import Month, Person, Unit

START_GRADE = {"正职": 7, "副职": 4, "工作人员": 1}
LOWER_BOUNDS = (0, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34)
TOP_GRADE = {"正职": 18, "副职": 15, "工作人员": 12}
EDUCATION_FLOOR = {"本科": 2, "硕士": 3, "博士": 4}
ALLOWANCE = {"助理社会工作师": 200, "社会工作师": 300, "高级社会工作师": 500}
INCOME_2019 = {
    "赤峰市": 34101,
    "红山区": 38195,
    "元宝山区": 37600,
    "松山区": 36168,
    "阿鲁科尔沁旗": 28288,
    "巴林左旗": 30303,
    "巴林右旗": 28498,
    "林西县": 30117,
    "克什克腾旗": 30563,
    "翁牛特旗": 29853,
    "喀喇沁旗": 30138,
    "宁城县": 33019,
    "敖汉旗": 30335,
}
SCALE_COLUMNS = (
    "岗位",
    "折算年限",
    "等级",
    "系数",
    "月薪酬总额",
    "基本工资",
    "绩效计提",
    "职业津贴",
    "网格补贴",
)
GRID_WORKER = "专职网格员"


@dataclass(frozen=True)
class State:
    """Everything the monthly standard of one person depends on."""

    years: Fraction
    post: str
    dual: bool
    floor: int
    allowance: int
    grid: Fraction
    probation: bool
    income: Fraction


CAUSES = (
    ("年限晋级", "years"),
    ("岗位变动", "post"),
    ("一肩挑", "dual"),
    ("学历提升", "floor"),
    ("职业资格", "allowance"),
    ("网格补贴", "grid"),
    ("试用期满", "probation"),
    ("标准调整", "income"),
)


# ---------------------------------------------------------------- years and grades


def reset_end(unit: Unit, person: Person, month: Month) -> date | None:
    """清零重计: the end of the last 中断 after which service has resumed by the month."""
    if setting(unit, "中断口径") != "清零重计":
        return None
    ends = [span.end for span in breaks(unit, person) if span.end < date.max]
    resumed = [end for end in ends if Month.of(date.fromordinal(end.toordinal() + 1)) <= month]
    return max(resumed, default=None)


def opening_years(person: Person) -> Fraction:
    """期初折算年限, read to the nearest twelfth."""
    if person.opening_year is None:
        return Fraction(0)
    if person.opening_years is None:
        raise Uncomputable(f"{person.name}: 期初折算年限 missing")
    entered = Fraction(person.opening_years)
    twelfth = Fraction(math.floor(entered * 12 + Fraction(1, 2)), 12)
    if abs(twelfth - entered) > Fraction(5, 1000):
        raise Uncomputable(f"{person.name}: 期初折算年限 is no twelfth")
    return twelfth


def credit_of_year(
    unit: Unit, person: Person, year: int, month: Month, after: date | None
) -> Fraction:
    """What one year adds, as known in the month (Chifeng: credited years)."""
    service = months_in_service(unit, person, year, after)
    rating = known_rating(unit, person, year, month)
    if rating is None and year < 2020:
        rating = "合格"
    undecided = rating == "不定等次" and setting(unit, "不定等次口径") == "计入"
    if rating not in ("优秀", "合格") and not undecided:
        return Fraction(0)
    extra = rating == "优秀" and year >= 2020 and service >= 1
    return Fraction(service, 12) + (Fraction(1, 2) if extra else 0)


def credited_years(unit: Unit, person: Person, month: Month) -> Fraction:
    """Credited years through the year before the month's, as known in the month."""
    after = reset_end(unit, person, month)
    total = opening_years(person)
    opened = person.opening_year
    if after is not None and opened is not None and date(opened, 12, 31) < after:
        total = Fraction(0)
    for year in range(first_counted_year(person), month.year):
        total += credit_of_year(unit, person, year, month, after)
    return total


def band(post: str, years: Fraction) -> int:
    """The highest band of the post whose lower bound ≤ years."""
    index = max(i for i, bound in enumerate(LOWER_BOUNDS) if bound <= years)
    return min(START_GRADE[post] + index, TOP_GRADE[post])


def grade(years: Fraction, post: str, dual: bool, floor: int, shift: bool = False) -> int:
    """Band, education floor (or 平移), +2 for both posts, never above 18."""
    result = band(post, years)
    if shift and post == "工作人员":
        result += floor - 1
    else:
        result = max(result, floor)
    if dual:
        result += 2
    return min(result, 18)


def own_coefficient(grade_number: int) -> Fraction:
    """The coefficient of a grade (annex 1)."""
    return 1 + Fraction(5, 100) * (grade_number - 1)


def typed_in(unit: Unit, month: Month) -> Month:
    """The month for which 参数 was filled in."""
    return Month.parse(unit.settings.get("工资月份", str(month)))


def income_in(unit: Unit, month: Month) -> Fraction:
    """The income figure used in the month (收入标准, 参数, annex 2)."""
    region = unit.settings["地区"]
    rows = [row for row in unit.incomes if row.region in (None, region)]
    listed = {row.year for row in rows}
    known: list[tuple[int, int, Fraction]] = []  # year, the sheet before 参数 before the table
    for row in rows:
        if (row.since or Month(row.year + 1, 1)) <= month:
            known.append((row.year, 2, Fraction(row.amount)))
    start = unit.settings.get("收入标准执行月份")
    since = Month.parse(start) if start else Month(typed_in(unit, month).year, 1)
    entered, before = (unit.settings.get(n) for n in ("上年度人均可支配收入", "调整前收入标准"))
    year, held = (since.year - 1, entered) if month >= since else (since.year - 2, before)
    if held and (entered or start) and year not in listed:
        known.append((year, 1, money(held)))
    elif 2019 not in listed:
        known.append((2019, 0, Fraction(INCOME_2019[region])))
    return max(known)[2] if known else Fraction(INCOME_2019[region])


# ---------------------------------------------------------------- amounts


def state_of(unit: Unit, person: Person, month: Month) -> State:
    """The person's state in the month; before the opening year's end, its figures themselves."""
    qualification = qualification_in(unit, person, month)
    grid = Fraction(0)
    if any(duty_counts(unit, person, duty, month) for duty in ("网格长", "网格党组织负责人")):
        if not unit.settings.get("网格补贴标准"):
            raise Uncomputable("网格补贴标准 missing")
        grid = money(unit.settings["网格补贴标准"])
    return State(
        years=credited_years(unit, person, month),
        post=post_in(unit, person, month),
        dual=duty_counts(unit, person, "党组织书记", month)
        and duty_counts(unit, person, "居委会主任", month),
        floor=EDUCATION_FLOOR.get(education_in(unit, person, month), 1),
        allowance=ALLOWANCE[qualification] if qualification else 0,
        grid=grid,
        probation=person.probation_end is not None and month <= Month.of(person.probation_end),
        income=income_in(unit, month),
    )


def grade_of(unit: Unit, state: State) -> int:
    """The grade of a state."""
    shift = setting(unit, "学历口径") == "平移"
    return grade(state.years, state.post, state.dual, state.floor, shift)


def coefficient_of(unit: Unit, state: State) -> Fraction:
    """The coefficient used (Chifeng: probation)."""
    own = own_coefficient(grade_of(unit, state))
    mode = setting(unit, "试用期口径")
    if state.probation and mode == "附件1系数0.90":
        return Fraction(9, 10)
    if state.probation and mode == "本级×0.90":
        return own * Fraction(9, 10)
    return own


def total_and_base(
    coefficient: Fraction, income: Fraction, share: Fraction, basis: str
) -> tuple[Fraction, Fraction]:
    """月薪酬总额 and 基本工资 (Chifeng, first rule; 系数口径)."""
    figure = half_up(coefficient * income / 12)
    if basis == "基本工资":
        return half_up(figure / share), figure
    return figure, half_up(share * figure)


def total_base_of(unit: Unit, state: State) -> tuple[Fraction, Fraction]:
    """月薪酬总额 and 基本工资 of a state."""
    return total_and_base(
        coefficient_of(unit, state),
        state.income,
        money(setting(unit, "基本工资占比")),
        setting(unit, "系数口径"),
    )


def standard(unit: Unit, state: State) -> Fraction:
    """基本工资 + 职业津贴 + 网格补贴."""
    return total_base_of(unit, state)[1] + state.allowance + state.grid


def accrual(unit: Unit, person: Person, month: Month) -> Fraction:
    """绩效计提 of the month after the part-month rule."""
    total, base = total_base_of(unit, state_of(unit, person, month))
    out, present = days_out_and_in(unit, person, month)
    return total - base - reduction(unit, total - base, out, present)


# ---------------------------------------------------------------- sheets


def scale_cells(unit: Unit, person: Person, month: Month) -> tuple[PayRow, Fraction]:
    """The scale's columns, and the monthly standard."""
    state = state_of(unit, person, month)
    total, base = total_base_of(unit, state)
    cells: PayRow = {
        "岗位": state.post,
        "折算年限": state.years,
        "等级": grade_of(unit, state),
        "系数": coefficient_of(unit, state),
        "月薪酬总额": total,
        "基本工资": base,
        "绩效计提": accrual(unit, person, month),
        "职业津贴": Fraction(state.allowance),
        "网格补贴": state.grid,
    }
    return cells, standard(unit, state)


def pay_row(unit: Unit, person: Person, month: Month) -> PayRow:
    """One row of 工资发放表."""
    check_opening(person, month)
    cells: PayRow
    if person.category == GRID_WORKER:
        if person.grid_pay is None:
            raise Uncomputable(f"{person.name}: 网格员月报酬 missing")
        cells, amount = dict.fromkeys(SCALE_COLUMNS), money(person.grid_pay)
    else:
        cells, amount = scale_cells(unit, person, month)
    out, present = days_out_and_in(unit, person, month)
    reduced = reduction(unit, amount, out, present)
    corrected = corrections(unit, person, month)
    return {
        "姓名": person.name,
        "身份证号": person.id_number,
        "社区": person.community,
        **cells,
        "缺勤及不足月扣款": reduced,
        "补发补扣": corrected,
        "应发合计": amount - reduced + corrected,
        "其他扣款": adjustments_in(unit, person, month, "其他扣款"),
    }


def pay_rows(unit: Unit, month: Month) -> dict[str, PayRow]:
    """工资发放表: identity number to row, in roster order."""
    return {
        person.id_number: pay_row(unit, person, month)
        for person in unit.persons
        if has_row(unit, person, month)
    }


def missed_by_cause(
    unit: Unit, person: Person, before: Month, month: Month
) -> dict[str, list[tuple[Month, Fraction]]]:
    """By cause, what ratings known late would have paid more in each earlier month."""
    found: dict[str, list[tuple[Month, Fraction]]] = {}
    for earlier in late_months(unit, person, before, month):
        state = state_of(as_known(unit, before), person, earlier)
        target = state_of(as_known(unit, month), person, earlier)
        for cause, name in CAUSES:
            following = replace(state, **{name: getattr(target, name)})
            more = due(unit, person, earlier, following) - due(unit, person, earlier, state)
            found.setdefault(cause, []).append((earlier, more))
            state = following
    return found


def due(unit: Unit, person: Person, month: Month, state: State) -> Fraction:
    """The monthly standard of a state less the reduction of the month."""
    whole = standard(unit, state)
    out, present = days_out_and_in(unit, person, month)
    return whole - reduction(unit, whole, out, present)


def promotions_of(unit: Unit, person: Person, month: Month) -> list[Promotion]:
    """The person's rows of 晋级审批表: causes in order, each to what was left."""
    before = month_before(unit, person, month)
    if person.category == GRID_WORKER or before is None:
        return []
    state = state_of(unit, person, before)
    target = state_of(unit, person, month)
    missed = missed_by_cause(unit, person, before, month)
    rows: list[Promotion] = []
    for cause, name in CAUSES:
        following = replace(state, **{name: getattr(target, name)})
        change = standard(unit, following) - standard(unit, state)
        if change != 0:
            rows.append(promotion(person, cause, change, month, missed.get(cause, [])))
        state = following
    return rows


def promotion_rows(unit: Unit, month: Month) -> list[Promotion]:
    """晋级审批表."""
    return [row for person in unit.persons for row in promotions_of(unit, person, month)]


def rating_for_bonus(unit: Unit, person: Person, year: int) -> str:
    """The rating whose weight is used; "" for an unrated leaver who gets no part."""
    rating = rating_of(unit, person, year)
    if rating is not None:
        return "合格" if rating.grade == "不定等次" else rating.grade
    if person.leave is None or person.leave >= date(year, 12, 31):
        raise Uncomputable(f"{person.name}: unrated in {year}")
    if person.leave_reason in ("辞退", "解聘", "劝退", "开除"):
        return ""
    choice = unit.settings.get("离职人员绩效")
    if choice not in ("按合格", "不发"):
        raise Uncomputable(f"{person.name}: 离职人员绩效 is {choice}")
    return "合格" if choice == "按合格" else ""


def weight_of(unit: Unit, rating: str) -> Fraction:
    """参数 绩效系数_*; 0 for whoever gets no part."""
    if not rating:
        return Fraction(0)
    text = unit.settings.get(f"绩效系数_{rating}")
    if not text:
        raise Uncomputable(f"绩效系数_{rating} missing")
    return money(text)


def bonus(unit: Unit, year: int) -> list[Bonus]:
    """年度绩效工资: per community the pool of accruals by accrual × weight."""
    months = [Month(year, n) for n in range(1, 13) if Month(year, n) >= first_month(unit)]
    by_community: dict[str, list[tuple[Person, int, Fraction, str]]] = {}
    for person in unit.persons:
        paid = [month for month in months if has_row(unit, person, month)]
        if person.category == GRID_WORKER or not paid:
            continue
        for month in paid:
            check_opening(person, month)
        known = as_known(unit, Month(year, 12))
        accrued = sum((accrual(known, person, month) for month in paid), Fraction(0))
        entry = (person, len(paid), accrued, rating_for_bonus(unit, person, year))
        by_community.setdefault(person.community, []).append(entry)
    amounts: dict[str, Bonus] = {}
    for members in by_community.values():
        pool = sum((accrued for _, _, accrued, _ in members), Fraction(0))
        weights = [accrued * weight_of(unit, rating) for _, _, accrued, rating in members]
        for member, share in zip(members, largest_remainder(pool, weights), strict=True):
            person, count, _, rating = member
            amounts[person.id_number] = Bonus(person.id_number, rating, count, share)
    return [amounts[p.id_number] for p in unit.persons if p.id_number in amounts]


def awards(unit: Unit, month: Month) -> list[Award]:
    """一次性奖励: this scheme has none."""
    return []
