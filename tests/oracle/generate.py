"""Random valid units, biased to hit boundaries, and the workbook that holds one.

Left out on purpose, because the readings leave them open (see common.py): ratings approved
late in a January, or later than the year after, or becoming known in the month paid for a
January before the policy's first month; late approvals of people whose service is broken in
that year; a hand-over at a month end to a spell that counts at once.
"""

from __future__ import annotations

import argparse
import importlib
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from . import chifeng, cities, jiayuguan
from .common import (
    EDUCATION_ORDER,
    GRID_DUTIES,
    ONE_DAY,
    POST_OF_DUTY,
    QUALIFICATIONS,
    Uncomputable,
    breaks,
    employed,
    first_month,
    has_row,
    in_service,
    is_late,
    is_workday,
    kind_of,
    months_in_service,
    resume_days,
)
from .model import (
    CHIFENG,
    JIAYUGUAN,
    Absence,
    Adjustment,
    Community,
    Credential,
    Duty,
    Income,
    Month,
    Person,
    Rating,
    Score,
    Unit,
)

T = TypeVar("T")
LAST_MONTH = Month(2026, 12)
POLICIES = {"chifeng": CHIFENG, "jiayuguan": JIAYUGUAN}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞红鑫波"
REASONS = ("辞职", "辞退", "解聘", "劝退", "开除", "退休", "合同期满", "调出", "死亡", "落选")
SCHOOLING = ("初中", "高中", "中专", "大专", "大专", "本科", "本科", "硕士", "博士")
MORE_DUTIES = (*POST_OF_DUTY, *GRID_DUTIES, "党组织书记", "居委会主任", "借调")
PAID_LEAVES = ("产假", "年休假", "婚丧假", "探亲假", "护理假", "陪护假")


@dataclass
class Draft:
    """A unit under construction."""

    rng: random.Random
    unit: Unit
    month: Month
    tidy: bool
    names: set[str] = field(default_factory=set)

    @property
    def chifeng(self) -> bool:
        """The unit is under 赤峰市2020."""
        return self.unit.policy == CHIFENG

    def chance(self, probability: float) -> bool:
        """True with the probability."""
        return self.rng.random() < probability

    def weighted(self, table: dict[T, float]) -> T:
        """A key of the table by weight."""
        return self.rng.choices(list(table), list(table.values()))[0]

    def edge_day(self, month: Month) -> date:
        """A day of the month, mostly its first or last."""
        middle = self.rng.choice(month.days())
        return self.rng.choice([month.first, month.last, middle])

    def near_day(self) -> date:
        """A day in or about the month paid."""
        return self.edge_day(self.month.plus(self.rng.choice([0, 0, 0, -1, -1, -1, -2, -12])))

    def day_between(self, first: date, last: date) -> date:
        """A day of the range, sometimes the edge of a month."""
        day = first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))
        if self.chance(0.5):
            day = min(max(self.edge_day(Month.of(day)), first), last)
        return day


# ---------------------------------------------------------------- the unit


def random_month(rng: random.Random, first: Month) -> Month:
    """A month paid: often January, February, the first month or the one after."""
    year = max(rng.randint(first.year, LAST_MONTH.year), rng.randint(2021, LAST_MONTH.year))
    number = rng.choice([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 12])
    edge = rng.random()
    if edge < 0.04:
        return first
    if edge < 0.08:
        return first.plus(1)
    return max(Month(year, number), first)


def policy_settings(draft: Draft) -> None:
    """Switches of both policies, each sometimes left to its default."""
    options: dict[str, tuple[str, ...]] = {
        "基本工资占比": ("0.80", "0.8", "0.7", "0.75", "0.85", "0.775", "1"),
        "系数口径": ("月薪酬总额", "基本工资"),
        "试用期口径": ("按定级100%", "附件1系数0.90", "本级×0.90"),
        "连优上调口径": ("每满三年", "滚动", "仅一次"),
        "连优起算年度": ("2021", "2021", "2022", "2023"),
        "中断口径": ("扣除中断期", "清零重计"),
        "学历口径": ("保底", "平移"),
        "非整月计薪": ("按21.75折算", "按当月工作日", "发整月"),
        "事假扣款": ("扣", "不扣"),
    }
    for item, values in options.items():
        if draft.chance(0.75):
            draft.unit.settings[item] = draft.rng.choice(values)


def income_settings(draft: Draft) -> None:
    """上年度人均可支配收入 and what goes with it."""
    settings, rng = draft.unit.settings, draft.rng
    income_rows(draft)
    if draft.chance(0.3):
        return
    settings["上年度人均可支配收入"] = rng.choice(
        ["38195", "41234.56", "36000", str(rng.randint(28000, 52000))]
    )
    if draft.chance(0.5):
        start = draft.month.plus(rng.choice([0, 0, 0, 1, -1, -5, 3]))
        settings["收入标准执行月份"] = str(max(start, first_month(draft.unit)))
        if draft.chance(0.7):
            settings["调整前收入标准"] = str(rng.randint(27000, 45000))


def income_rows(draft: Draft) -> None:
    """收入标准: some years, the usual month or another, rows of other regions between them."""
    rng, newest = random.Random(draft.unit.settings["单位名称"]), draft.month.year - 1
    if rng.random() < 0.7:
        return
    years = sorted({newest - rng.choice([0, 1, 1, 2, 3]) for _ in range(rng.choice([1, 2, 3]))})
    for year in years:
        since = rng.choice([None, None, Month(year + 1, 4), Month(year + 1, 7)])
        since = since if year > 2019 else None  # else nothing holds before it
        region = rng.choice([None, draft.unit.settings["地区"]])
        amount = Decimal(rng.choice(["38195", "47260.5", str(rng.randint(28000, 52000))]))
        draft.unit.incomes.append(Income(year, amount, region, since))
        if rng.random() < 0.2:
            other = rng.choice([r for r in chifeng.INCOME_2019 if r != draft.unit.settings["地区"]])
            draft.unit.incomes.append(Income(year, amount + 1000, other, since))


def chifeng_settings(draft: Draft) -> None:
    """Settings only Chifeng reads."""
    settings, rng = draft.unit.settings, draft.rng
    settings["地区"] = rng.choice(list(chifeng.INCOME_2019))
    settings["网格补贴标准"] = rng.choice(["100", "200", "300", "150.5", "233.33"])
    income_settings(draft)
    weights = rng.choice([("1.2", "1", "0.6", "0"), ("1.5", "1.0", "0.5", "0.1")])
    for grade, weight in zip(("优秀", "合格", "基本合格", "不合格"), weights, strict=True):
        settings[f"绩效系数_{grade}"] = weight
    own = random.Random(settings["单位名称"])
    settings["离职人员绩效"] = own.choice(["按合格", "按合格", "不发"])
    if own.random() < 0.6:
        settings["不定等次口径"] = own.choice(["不计", "计入"])


def new_draft(seed: int, policy: str) -> Draft:
    """Settings, month and communities."""
    rng = random.Random(f"{policy}-{seed}")
    unit = Unit(settings={"政策": POLICIES.get(policy, policy), "单位名称": f"测试街道{seed}"})
    if rng.random() < 0.3:
        first = rng.choice([Month(2021, 7), Month(2022, 1), Month(2023, 3)])
        if unit.policy == CHIFENG:
            first = rng.choice([Month(2020, 7), Month(2021, 1), Month(2022, 4)])
        unit.settings["执行起始月份"] = str(first)
    month = random_month(rng, first_month(unit))
    unit.settings["工资月份"] = str(month)
    draft = Draft(rng, unit, month, tidy=rng.random() < 0.5)
    policy_settings(draft)
    if draft.chifeng:
        chifeng_settings(draft)
    else:
        unit.settings["地区"] = "嘉峪关市"
    streets = rng.choice([("一街道", "二街道"), ("一街道",)])
    for number in range(rng.randint(1, 4)):
        street = rng.choice(streets)
        unit.communities.append(Community(f"第{number + 1}社区", street, rng.randint(800, 4000), 0))
    return draft


# ---------------------------------------------------------------- a person


def check_digit(first17: str) -> str:
    """The last character of an identity number (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, weights, strict=True)) % 11]


def identity_number(draft: Draft, entry: date) -> str:
    """A valid, unique number of somebody between 20 and 45 on entry and born in time."""
    taken = {person.id_number for person in draft.unit.persons}
    area = draft.rng.choice(["150402", "150403", "150404", "620201", "150421"])
    while True:
        born = entry.replace(day=1) - timedelta(days=draft.rng.randint(20 * 366, 45 * 365))
        born = born.replace(day=draft.rng.randint(1, 28))
        first17 = f"{area}{born:%Y%m%d}{draft.rng.randint(1, 999):03d}"
        number = first17 + check_digit(first17)
        if number not in taken:
            return number


def new_name(draft: Draft) -> str:
    """A name nobody has yet."""
    while True:
        name = draft.rng.choice(SURNAMES) + "".join(draft.rng.sample(GIVEN, 2))
        if name not in draft.names:
            draft.names.add(name)
            return name


def entry_date(draft: Draft) -> date:
    """进入社区日期, biased to the month paid, Januaries and anniversaries."""
    rng, month = draft.rng, draft.month
    kind = rng.random()
    if kind < 0.10:
        return draft.edge_day(month)
    if kind < 0.18:
        return draft.edge_day(month.plus(-1))
    if kind < 0.26:
        return draft.edge_day(month.plus(-12 * rng.choice([20, 30, 1, 2, 3])))
    if kind < 0.45:
        return date(rng.randint(2000, month.year - 1), 1, 1)
    if kind < 0.60:
        return draft.edge_day(Month(rng.randint(2016, month.year - 1), rng.randint(1, 12)))
    return draft.edge_day(Month(rng.randint(1988, month.year - 1), rng.randint(1, 12)))


def leave_date(draft: Draft, entry: date) -> date | None:
    """离职日期, mostly none; else in the month, the month before, earlier, or to come."""
    kind = draft.rng.random()
    if kind > 0.26:
        return None
    month = draft.month.plus(draft.weighted({0: 6, -1: 3, -2: 1, -12: 1, -14: 1, 1: 1}))
    day = draft.edge_day(month)
    return day if day >= entry else None


def category(draft: Draft) -> str:
    """人员类别."""
    if draft.chifeng:
        return draft.weighted(
            {
                "聘用制": 10.0,
                "两委成员": 4.0,
                "专职网格员": 2.0,
                "下派人员": 0.5,
                "事业编制": 0.5,
                "基层就业服务项目人员": 0.5,
            }
        )
    return draft.weighted(
        {"聘用制": 15.0, "事业编制": 1.0, "基层就业服务项目人员": 1.0, "两委成员": 0.5}
    )


def new_person(draft: Draft) -> Person:
    """A row of 花名册, without opening figures."""
    rng = draft.rng
    entry = entry_date(draft)
    leave = leave_date(draft, entry)
    community = rng.choice(draft.unit.communities)
    person = Person(
        name=new_name(draft),
        id_number=identity_number(draft, entry),
        community=community.name,
        category=category(draft),
        entry=entry,
        education=rng.choice(SCHOOLING),
        street=community.street if rng.random() < 0.5 else None,
        leave=leave,
        leave_reason=rng.choice([*REASONS, "退休", "退休", "死亡"]) if leave else None,
    )
    if (draft.chance(0.3) and (draft.month.first - entry).days < 400) or draft.chance(0.05):
        person.probation_end = max(draft.near_day(), entry)
    if person.category == "专职网格员":
        person.grid_pay = rng.choice([Decimal("2000"), Decimal("1982.12"), Decimal("2345.67")])
    return person


# ---------------------------------------------------------------- duties and breaks


def add_breaks(draft: Draft, person: Person) -> None:
    """中断: inside employment, far apart, mostly about the month paid."""
    if not draft.chance(0.25):
        return
    last = min(person.leave or date.max, draft.month.plus(6).last) - timedelta(days=2)
    for _ in range(draft.rng.choice([1, 1, 2])):
        end: date | None = draft.near_day()
        if draft.chance(0.4):
            end = draft.day_between(person.entry, draft.month.last)
        start = end_of(end) - timedelta(days=draft.rng.choice([0, 1, 5, 20, 45, 200, 400, 800]))
        if draft.chance(0.4):
            start = Month.of(start).first
        if draft.chance(0.2) and person.leave is None:
            start, end = draft.near_day(), None
        elif draft.chance(0.15):
            start, end = draft.month.first, draft.month.last
        span = (start - timedelta(days=40), end_of(end) + timedelta(days=40))
        fits = start > person.entry + timedelta(days=1) and (end is None or end <= last)
        others = breaks(draft.unit, person)
        if fits and not any(b.start <= span[1] and span[0] <= b.end for b in others):
            draft.unit.duties.append(Duty(person.id_number, "中断", start, end))


def end_of(day: date | None) -> date:
    """An open end as a far day that can still be added to."""
    return date(9000, 1, 1) if day is None else day


def handover(draft: Draft, person: Person) -> list[Duty]:
    """A spell that ends on the last day of a month, and another that starts the next day."""
    month = draft.month.plus(draft.rng.choice([0, -1, -1, -2, -6]))
    duties = draft.rng.choice([tuple(POST_OF_DUTY), tuple(POST_OF_DUTY), GRID_DUTIES])
    start = draft.day_between(person.entry, max(month.last, person.entry))
    rows = [
        Duty(person.id_number, draft.rng.choice(duties), start, month.last),
        Duty(person.id_number, draft.rng.choice(duties), month.plus(1).first, None),
    ]
    if draft.chance(0.3):
        rows[1].end = draft.edge_day(month.plus(draft.rng.choice([1, 2, 5])))
    return rows


def single_duty(draft: Draft, person: Person, duty: str | None = None) -> Duty:
    """One spell, with starts on entry, on resuming, or about the month paid."""
    resumes = sorted(resume_days(draft.unit, person))
    kind = draft.rng.random()
    if kind < 0.35:
        start = person.entry
    elif kind < 0.40:
        start = person.entry - timedelta(days=draft.rng.choice([1, 10]))
    elif kind < 0.55 and resumes:
        start = draft.rng.choice(resumes)
    elif kind < 0.85:
        start = max(draft.near_day(), person.entry)
    else:
        start = draft.day_between(person.entry, max(draft.month.last, person.entry))
    end: date | None = None
    if draft.chance(0.4):
        end = draft.near_day() if draft.chance(0.8) else draft.day_between(start, draft.month.last)
    if end is not None and end < max(start, person.entry):
        end = None
    name = duty or draft.rng.choice(MORE_DUTIES)
    return Duty(person.id_number, name, start, end)


def overlapping(draft: Draft, person: Person, row: Duty) -> Duty | None:
    """Another spell of the same duty that shares days with the row."""
    start = draft.day_between(row.start, min(row.end or date.max, draft.month.last))
    if any(span.start <= start <= span.end for span in breaks(draft.unit, person)):
        return None
    end = None if draft.chance(0.3) else draft.day_between(start, start + timedelta(days=300))
    return Duty(person.id_number, row.duty, start, end)


def add_duties(draft: Draft, person: Person) -> None:
    """Spells of every pattern, without the one the readings leave open."""
    rows: list[Duty] = []
    if draft.chance(0.55):
        rows.append(single_duty(draft, person))
    if draft.chance(0.25):
        rows.append(single_duty(draft, person))
    if draft.chance(0.2):
        rows += handover(draft, person)
    if draft.chance(0.2):
        rows += [single_duty(draft, person, duty) for duty in ("党组织书记", "居委会主任")]
    if draft.chance(0.15):
        extra = [overlapping(draft, person, row) for row in rows[:1] if row.duty != "借调"]
        rows += [row for row in extra if row is not None]
    rows = [row for row in rows if row.end is None or max(row.start, person.entry) <= row.end]
    if person.leave is not None:
        rows = [row for row in rows if row.start <= person.leave]
        for row in rows:
            if row.end is None or row.end > person.leave:
                row.end = person.leave if draft.chance(0.7) else row.end
    kept = [row for row in rows if not opens_at_once(draft, person, row, rows)]
    draft.unit.duties += [row for row in kept if not demotes(row, kept)]


def demotes(row: Duty, rows: list[Duty]) -> bool:
    """A lower post without an end, while one that excludes it goes on: an error of the workbook."""

    def excludes(other: Duty) -> bool:
        if row.duty == "工作人员":
            return POST_OF_DUTY.get(other.duty, row.duty) != row.duty
        return other.duty != row.duty and other.duty == row.duty.replace("副", "")

    return row.end is None and any(
        other.end is None and other.start < row.start and excludes(other) for other in rows
    )


def opens_at_once(draft: Draft, person: Person, row: Duty, rows: list[Duty]) -> bool:
    """The row counts from its own month, and another of its kind ends the day before."""
    if row.duty == "借调":
        return False
    at_once = row.start <= person.entry or row.start in resume_days(draft.unit, person)
    kinds = kind_of(row.duty)
    return at_once and any(o.duty in kinds and o.end == row.start - ONE_DAY for o in rows)


# ---------------------------------------------------------------- ratings and opening figures


def approval(draft: Draft, person: Person, year: int) -> date | None:
    """批准日期: none, in time (up to 31 January), or late."""
    kind = draft.rng.random()
    if kind < 0.5:
        return None
    january = Month(year + 1, 1)
    year_end = Month(year + 1, 12).last
    whole_year = in_service(draft.unit, person, year_end) and not any(
        span.start <= year_end and date(year, 12, 1) <= span.end
        for span in breaks(draft.unit, person)
    )
    in_time = [date(year, 12, 28), january.first, january.last]
    if kind < 0.7 or not whole_year or (draft.tidy and year == draft.month.year - 1):
        return draft.rng.choice(in_time)
    late = january.plus(draft.rng.randint(1, 11))
    if january < draft.month <= january.plus(11) and draft.chance(0.8):
        late = draft.month
    if january < first_month(draft.unit) and late == draft.month:
        late = late.plus(1)
        if late.year > january.year:
            return None
    return draft.edge_day(late)


def add_ratings(draft: Draft, person: Person) -> None:
    """A rating for most years in service; whole blank years now and then."""
    table = {"优秀": 3.0, "合格": 5.0, "基本合格": 0.6, "不合格": 0.4, "不定等次": 0.5}
    streak = draft.month.year - (draft.rng.choice([3, 3, 4, 6]) if draft.chance(0.3) else 0)
    keep = 0.97 if draft.chance(0.8) else 0.6
    start = 2020 if draft.chifeng else 2021
    for year in range(person.entry.year, draft.month.year):
        if not months_in_service(draft.unit, person, year):
            continue
        sure = draft.tidy and year == draft.month.year - 1
        if year < start and not draft.chance(0.3 if draft.chifeng else 0.7):
            continue
        if sure or draft.chance(keep):
            approved = approval(draft, person, year)
            grade = "优秀" if year >= streak else draft.weighted(table)
            row = Rating(person.id_number, year, grade, approved)
            draft.unit.ratings.append(row)


def add_opening(draft: Draft, person: Person) -> None:
    """期初 figures: both or neither."""
    last = draft.month.year - (2 if draft.tidy else 1)
    old = person.entry.year < (2020 if draft.chifeng else 2021)
    if person.entry.year > last or not draft.chance(0.6 if old else 0.15):
        return
    person.opening_year = draft.rng.randint(person.entry.year, last)
    if draft.chance(0.6):
        usual = min(2019 if draft.chifeng else 2020, last)
        person.opening_year = max(draft.rng.choice([usual, last]), person.entry.year)
    if draft.chifeng:
        opening_years(draft, person, person.opening_year)
    else:
        opening_counts(draft, person, person.opening_year)


def opening_years(draft: Draft, person: Person, year: int) -> None:
    """期初折算年限: often such that the grade is just reached, or just missed."""
    years = range(person.entry.year, year + 1)
    most = sum(months_in_service(draft.unit, person, y) for y in years)
    most += 6 * sum(y >= 2020 for y in years)
    person.opening_years = Decimal(0)
    later = chifeng.credited_years(draft.unit, person, draft.month) * 12
    twelfths = draft.rng.randint(0, most)
    if draft.chance(0.7):
        edge = draft.rng.choice(chifeng.LOWER_BOUNDS) * 12 - int(later)
        edge += draft.rng.choice([0, 0, 0, -1, 1, -6, -12, 6])
        twelfths = edge if 0 <= edge <= most else twelfths
    places = draft.rng.choice(["0.01", "0.01", "0.001", "0.0001"])
    exact = Fraction(twelfths, 12)
    shown = Decimal(exact.numerator) / Decimal(exact.denominator)
    person.opening_years = shown.quantize(Decimal(places)).normalize() + 0


def opening_counts(draft: Draft, person: Person, year: int) -> None:
    """期初合格年数, and mostly the run and the rises."""
    person.opening_count = draft.rng.randint(0, year - person.entry.year + 1)
    if draft.chance(0.7):
        person.opening_run = draft.rng.randint(0, min(2, person.opening_count))
    if draft.chance(0.5):
        most = (person.opening_count - (person.opening_run or 0)) // 3
        once = draft.unit.settings.get("连优上调口径") == "仅一次"
        person.opening_rises = draft.rng.randint(0, min(most, 1 if once else 2))


# ---------------------------------------------------------------- credentials


def credential_day(draft: Draft, person: Person) -> date:
    """A day about the month paid, on entry, before it, or any."""
    any_day = draft.day_between(person.entry, max(draft.month.last, person.entry))
    return draft.rng.choice(
        [draft.near_day(), draft.near_day(), person.entry, person.entry - timedelta(40), any_day]
    )


def add_credentials(draft: Draft, person: Person) -> None:
    """Later diplomas and qualifications."""
    rows: list[Credential] = []
    for _ in range(draft.weighted({0: 6.0, 1: 3.0, 2: 1.0})):
        higher = EDUCATION_ORDER[EDUCATION_ORDER.index(person.education) + 1 :]
        if higher:
            level = draft.rng.choice(higher)
            rows.append(Credential(person.id_number, "学历", level, credential_day(draft, person)))
    for level in QUALIFICATIONS:
        if draft.chance(0.2):
            obtained = credential_day(draft, person)
            appointed = max(obtained, draft.rng.choice([obtained, draft.near_day()]))
            given = draft.chance(0.85) if draft.chifeng else draft.chance(0.2)
            rows.append(
                Credential(
                    person.id_number, "职业资格", level, obtained, appointed if given else None
                )
            )
    if person.leave is not None:
        limit = Month.of(person.leave).first
        rows = [row for row in rows if (row.appointed or row.obtained) < limit]
    draft.unit.credentials += rows


# ---------------------------------------------------------------- absences


def free_days(draft: Draft, person: Person, first: date, last: date) -> bool:
    """The range is in service throughout and no absence is entered in it yet."""
    if not (in_service(draft.unit, person, first) and in_service(draft.unit, person, last)):
        return False
    if any(span.start <= last and first <= span.end for span in breaks(draft.unit, person)):
        return False
    rows = [row for row in draft.unit.absences if row.id_number == person.id_number]
    return not any(row.start <= last and first <= row.end for row in rows)


def unpaid_absence(draft: Draft, person: Person) -> None:
    """事假 or 旷工 within one month, halves, up to every Monday-Friday day in employment."""
    month = draft.month.plus(draft.rng.choice([0, 0, 0, 0, 0, -1, -3]))
    days = [day for day in month.days() if in_service(draft.unit, person, day)]
    if not days:
        return
    first, last = sorted(draft.rng.choices(days, k=2))
    if draft.chance(0.3):
        first, last = days[0], days[-1]
    workdays = sum(is_workday(first + timedelta(n)) for n in range((last - first).days + 1))
    if not workdays or not free_days(draft, person, first, last):
        return
    halves = draft.rng.randint(1, 2 * workdays)
    if draft.chance(0.4):
        halves = 2 * workdays
    kind = draft.rng.choice(["事假", "旷工"])
    row = Absence(person.id_number, kind, first, last, Decimal(halves) / 2)
    draft.unit.absences.append(row)


def paid_absence(draft: Draft, person: Person) -> None:
    """病假 and the other kinds, in calendar days; some long ones in two rows that touch."""
    first = draft.edge_day(draft.month.plus(draft.rng.choice([0, 0, -1, -3, -7, -12, -20])))
    length = draft.rng.choice([1, 3, 10, 30, 75, 98, 180, 181, 200])
    last = first + timedelta(days=length - 1)
    if last <= draft.month.last and free_days(draft, person, first, last):
        kind = draft.rng.choice(["病假", "病假", "病假", "工伤医疗期", *PAID_LEAVES])
        part = length // 2 if length > 30 and first.day % 2 else length
        for begin, days in ((0, part), (part, length - part)):
            start, end = first + timedelta(begin), first + timedelta(begin + days - 1)
            if days:
                row = Absence(person.id_number, kind, start, end, Decimal(days))
                draft.unit.absences.append(row)


def long_personal_leave(draft: Draft, person: Person) -> None:
    """事假 over or just at 30 working days in the year before."""
    year = draft.month.year - 1
    left = draft.rng.choice([Decimal(30), Decimal("30.5"), Decimal(31)])
    for number in (3, 4, 5):
        month = Month(year, number)
        workdays = sum(is_workday(day) for day in month.days())
        days = min(left, Decimal(workdays))
        if days and free_days(draft, person, month.first, month.last):
            row = Absence(person.id_number, "事假", month.first, month.last, days)
            draft.unit.absences.append(row)
            left -= days


def add_absences(draft: Draft, person: Person) -> None:
    """A few absences."""
    for _ in range(draft.weighted({0: 6.0, 1: 3.0, 2: 2.0, 3: 1.0})):
        unpaid_absence(draft, person)
    for _ in range(draft.weighted({0: 7.0, 1: 2.0, 2: 1.0})):
        paid_absence(draft, person)
    if draft.chance(0.04):
        long_personal_leave(draft, person)


# ---------------------------------------------------------------- monthly rows


def add_scores(draft: Draft) -> None:
    """Scores for everybody of a community with a row, or for nobody."""
    if draft.chifeng:
        return
    for community in draft.unit.communities:
        for month in (draft.month.plus(-1), draft.month):
            if not draft.chance(0.6) or month < first_month(draft.unit):
                continue
            for person in draft.unit.persons:
                if person.community == community.name and has_row(draft.unit, person, month):
                    points = Decimal(draft.rng.randint(120, 200)) / 2
                    if draft.chance(0.1):
                        points = Decimal("88.88")
                    draft.unit.scores.append(Score(person.id_number, month, points))


def add_adjustments(draft: Draft) -> None:
    """补发, 补扣, 其他扣款 of the month, and some of other months."""
    for person in draft.unit.persons:
        for _ in range(draft.weighted({0: 7.0, 1: 2.0, 2: 1.0})):
            month = draft.month.plus(draft.rng.choice([0, 0, 0, -1]))
            if not has_row(draft.unit, person, month) or month < first_month(draft.unit):
                continue
            item = draft.rng.choice(["补发", "补扣", "其他扣款"])
            amount = Decimal(draft.rng.randint(1, 30000)) / 100
            draft.unit.adjustments.append(Adjustment(person.id_number, month, item, amount))


def drop_overdrawn(draft: Draft) -> None:
    """No 补扣 or 其他扣款 for whoever would be left with less than nothing."""
    rows = cities.pay_rows(draft.unit, draft.month)
    for number, row in rows.items():
        net = Fraction(row["应发合计"] or 0) - Fraction(row["其他扣款"] or 0)
        if net < 0:
            draft.unit.adjustments = [
                a for a in draft.unit.adjustments if a.id_number != number or a.item == "补发"
            ]


def blank_last_year(draft: Draft) -> None:
    """Now and then the whole of the year before is unrated."""
    if draft.chance(0.08) and not draft.tidy:
        year = draft.month.year - 1
        draft.unit.ratings = [row for row in draft.unit.ratings if row.year != year]


def keep_excellent_places(draft: Draft) -> None:
    """In a tidy Jiayuguan unit 优秀 of the year before keep to their share."""
    if draft.chifeng or not draft.tidy:
        return
    year = draft.month.year - 1
    rows = [row for row in draft.unit.ratings if row.year == year and row.grade == "优秀"]
    while rows:
        try:
            jiayuguan.check_excellent_share(draft.unit, year)
            return
        except Uncomputable:
            rows.pop().grade = "合格"


def bonus_year(unit: Unit, month: Month) -> int | None:
    """The year before, if its yearly sheet can be computed without an open question."""
    year = month.year - 1
    ids = {person.id_number for person in unit.persons if (person.opening_year or 0) >= year}
    late = any(row.year == year and is_late(row) for row in unit.ratings)
    year_end = date(year, 12, 31)
    unclear = any(
        employed(person, year_end)
        and (person.leave == year_end or not in_service(unit, person, year_end))
        for person in unit.persons
    )
    if ids or late or unclear or Month(year, 12) < first_month(unit):
        return None
    try:
        cities.bonus(unit, year)
    except Uncomputable:
        return None
    return year


def random_unit(seed: int, policy: str) -> tuple[Unit, Month]:
    """A valid random unit of a policy (chifeng or jiayuguan) and the month to pay."""
    draft = new_draft(seed, policy)
    count = draft.rng.choice([3, 4, 5, 6, 8, 10, 12, 16, 25])
    while len(draft.unit.persons) < count:
        person = new_person(draft)
        draft.unit.persons.append(person)
        add_breaks(draft, person)
        add_duties(draft, person)
        add_ratings(draft, person)
        if not (draft.tidy and draft.chance(0.5)):
            add_opening(draft, person)
        add_credentials(draft, person)
        add_absences(draft, person)
    blank_last_year(draft)
    keep_excellent_places(draft)
    if not any(row.duty in GRID_DUTIES for row in draft.unit.duties) and draft.chance(0.5):
        draft.unit.settings.pop("网格补贴标准", None)
    add_scores(draft)
    add_adjustments(draft)
    drop_overdrawn(draft)
    return draft.unit, draft.month


# ---------------------------------------------------------------- the workbook

SHEETS: dict[str, str] = {
    "参数": "项目 值 说明",
    "花名册": "姓名 身份证号 社区 人员类别 进入社区日期 学历 学位 街道 试用期截止日期 期初截止年度 "
    "期初折算年限 期初合格年数 期初连续优秀年数 期初连优上调次数 离职日期 离职原因 离职申请日期 "
    "前次离职日期 前次离职原因 合同起始日期 合同终止日期 纳入体系日期 是否属地 退休类别 "
    "网格员月报酬 社保缴费基数 公积金缴存基数 专项附加扣除 按6万元直接扣除 开户银行 银行账号 "
    "手机号 备注",
    "任职记录": "身份证号 职务 起始日期 结束日期 姓名 社区 备注",
    "考核记录": "身份证号 年度 等次 批准日期 姓名 备注",
    "学历证书": "身份证号 类别 等级 取得日期 聘用日期 姓名 备注",
    "请假考勤": "身份证号 类别 起始日期 结束日期 天数 姓名 备注",
    "绩效分配": "身份证号 月份 得分 姓名 备注",
    "补扣发明细": "身份证号 月份 项目 金额 姓名 说明",
    "社区": "社区 街道 规划户数 批准增加指标数",
    "履职记录": "身份证号 项目 月份 数量 姓名 备注",
    "收入标准": "年度 金额 地区 执行月份 依据",
    "调动记录": "身份证号 起始月份 社区 街道 姓名 备注",
    "调休": "日期 类别 文号",
}
NUMERIC_ITEMS = (
    "上年度人均可支配收入",
    "调整前收入标准",
    "基本工资占比",
    "网格补贴标准",
    "绩效系数_优秀",
    "绩效系数_合格",
    "绩效系数_基本合格",
    "绩效系数_不合格",
    "连优起算年度",
)
Cells = dict[str, object]


def roster_cells(person: Person) -> Cells:
    """A row of 花名册."""
    return {
        "姓名": person.name,
        "身份证号": person.id_number,
        "社区": person.community,
        "人员类别": person.category,
        "进入社区日期": person.entry,
        "学历": person.education,
        "街道": person.street,
        "试用期截止日期": person.probation_end,
        "期初截止年度": person.opening_year,
        "期初折算年限": person.opening_years,
        "期初合格年数": person.opening_count,
        "期初连续优秀年数": person.opening_run,
        "期初连优上调次数": person.opening_rises,
        "离职日期": person.leave,
        "离职原因": person.leave_reason,
        "退休类别": person.retirement_category,
        "网格员月报酬": person.grid_pay,
    }


def record_cells(unit: Unit) -> dict[str, list[Cells]]:
    """The rows of every sheet that names a person."""
    return {
        "任职记录": [
            {"身份证号": r.id_number, "职务": r.duty, "起始日期": r.start, "结束日期": r.end}
            for r in unit.duties
        ],
        "考核记录": [
            {"身份证号": r.id_number, "年度": r.year, "等次": r.grade, "批准日期": r.approved}
            for r in unit.ratings
        ],
        "学历证书": [
            {
                "身份证号": r.id_number,
                "类别": r.kind,
                "等级": r.level,
                "取得日期": r.obtained,
                "聘用日期": r.appointed,
            }
            for r in unit.credentials
        ],
        "请假考勤": [
            {
                "身份证号": r.id_number,
                "类别": r.kind,
                "起始日期": r.start,
                "结束日期": r.end,
                "天数": r.days,
            }
            for r in unit.absences
        ],
        "绩效分配": [
            {"身份证号": r.id_number, "月份": str(r.month), "得分": r.points} for r in unit.scores
        ],
        "补扣发明细": [
            {"身份证号": r.id_number, "月份": str(r.month), "项目": r.item, "金额": r.amount}
            for r in unit.adjustments
        ],
    }


def setting_cells(unit: Unit) -> list[Cells]:
    """The rows of 参数: figures as numbers, everything else as text."""
    rows: list[Cells] = []
    for item, text in unit.settings.items():
        value: object = Decimal(text) if item in NUMERIC_ITEMS else text
        rows.append({"项目": item, "值": value})
    return rows


def sheet_cells(unit: Unit) -> dict[str, list[Cells]]:
    """The rows of every input sheet."""
    names = {person.id_number: person.name for person in unit.persons}
    sheets = record_cells(unit)
    for rows in sheets.values():
        for row in rows:
            row["姓名"] = names[str(row["身份证号"])]
    sheets["参数"] = setting_cells(unit)
    sheets["花名册"] = [roster_cells(person) for person in unit.persons]
    sheets["社区"] = [
        {
            "社区": c.name,
            "街道": c.street,
            "规划户数": c.households,
            "批准增加指标数": c.extra_places,
        }
        for c in unit.communities
    ]
    sheets["履职记录"] = []
    sheets["收入标准"] = [
        {
            "年度": row.year,
            "金额": row.amount,
            "地区": row.region,
            "执行月份": str(row.since) if row.since else None,
        }
        for row in unit.incomes
    ]
    sheets["调动记录"] = []
    sheets["调休"] = []
    return sheets


def write_workbook(unit: Unit, month: Month, path: Path) -> None:
    """The input sheets of section 1, headers in row 1."""
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    cells = sheet_cells(unit)
    for name, headers in SHEETS.items():
        sheet = book.create_sheet(name)
        columns = headers.split()
        sheet.append(columns)
        for row in cells[name]:
            values = {**row, "值": str(month)} if row.get("项目") == "工资月份" else row
            sheet.append([values.get(column) for column in columns])
        for column, header in enumerate(columns, 1):
            for (cell,) in sheet.iter_rows(2, max(sheet.max_row, 2), column, column):
                if header in ("身份证号", "月份"):
                    cell.number_format = "@"
                elif isinstance(cell.value, date):
                    cell.number_format = "yyyy-mm-dd"
    book.save(path)


def main() -> None:
    """Write one generated workbook, to look at."""
    parser = argparse.ArgumentParser(description="write the workbook of one seed")
    parser.add_argument("seed", type=int)
    parser.add_argument("policy", choices=sorted(POLICIES))
    parser.add_argument("path", type=Path)
    arguments = parser.parse_args()
    unit, month = random_unit(arguments.seed, arguments.policy)
    write_workbook(unit, month, arguments.path)
    print(month)


if __name__ == "__main__":
    main()
