"""What both cities share (docs/readings.md: time, part months, the rest).

Ambiguities of docs/readings.md, and the reading taken here:

A1  "The month before" is the last one since entry, not before the policy's first, in which the
    person had a row of pay; who has none has no approval rows.  A rating that became known
    after it is late like one of this month.
A2  Hand-over at a month end: the ended duty counts through the next month "too".
    Taken literally, also where the new spell counts from that month anyway (it starts on
    entry or on the day service resumes).  "Another of the same kind" includes another
    spell of the same duty, and a duty ranked 工作人员 counts as a post.
A3  A duty that starts inside a 中断, other than on the day service resumes, is an ordinary
    start: it counts from the month after its day.
A4  Spells of one duty are united only where they share a day; the united spell has the
    first start and the last end, and the rules on starts and ends apply to those.  Spells
    of 中断 are united where they overlap or adjoin.
A5  发整月 "(entry and leave only ...)": days of 中断 still deduct.
A6  绩效计提 "is reduced by the same rule": the column shows the accrual after reduction,
    月薪酬总额 and 基本工资 are shown whole.
A7  Late approval: each month from the first January on in which the person has a row counts
    with its own state, rules and absences: what is due with all ratings known by this month
    less what was due with those known by the month before (A1), cause by cause; 执行月份 is the
    first month that this changes.
A8  补发建议 is blank or 0 where nothing is retroactive.
A9  Deductions (养老保险 ... 个人所得税): the readings name no rates; only 其他扣款 has an
    expected figure, the sums 扣款合计 and 实发合计 are checked on the row's own cells.
A10 A leaver of a year is someone whose 离职日期 is before 31 December of it; whoever leaves on
    31 December is a stayer.
A11 Year-end sheets use the rating of the year whatever its 批准日期.
A12 After 退休 or 死亡 "the rest of the month counts as employed" for the part-month rule; a month
    in service still needs a day up to 离职日期 (the same month, so nothing differs).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .model import Credential, Month, Person, Rating, Unit

Value = Fraction | int | str | None
PayRow = dict[str, Value]
ONE_DAY = timedelta(days=1)
WORKING_DAYS = Fraction(2175, 100)
PENDING = "未批准"

POST_OF_DUTY = {
    "党组织书记": "正职",
    "居委会主任": "正职",
    "党组织副书记": "副职",
    "居委会副主任": "副职",
    "两委委员": "工作人员",
    "专职党务工作者": "工作人员",
    "工作人员": "工作人员",
}
GRID_DUTIES = ("网格长", "网格党组织负责人")
POST_RANK = {"工作人员": 0, "副职": 1, "正职": 2}
EDUCATION_ORDER = ("小学", "初中", "高中", "中专", "大专", "本科", "硕士", "博士")
QUALIFICATIONS = ("助理社会工作师", "社会工作师", "高级社会工作师")
DISMISSALS = ("辞职", "辞退", "解聘", "劝退", "开除")
FIRST_MONTH = {"赤峰市2020": Month(2020, 5), "嘉峪关市2021": Month(2021, 6)}
DEFAULTS = {
    "基本工资占比": "0.80",
    "系数口径": "月薪酬总额",
    "试用期口径": "按定级100%",
    "连优上调口径": "每满三年",
    "连优起算年度": "2021",
    "中断口径": "扣除中断期",
    "学历口径": "保底",
    "不定等次口径": "不计",
    "非整月计薪": "按21.75折算",
    "事假扣款": "扣",
}


class Uncomputable(Exception):
    """The readings call this input an error."""


@dataclass(frozen=True)
class Promotion:
    """One row of 晋级审批表."""

    id_number: str
    cause: str
    change: Fraction
    effective: Month
    backpay: Fraction


@dataclass(frozen=True)
class Bonus:
    """One row of 年终奖."""

    id_number: str
    rating: str
    months: int
    amount: Fraction


@dataclass(frozen=True)
class Award:
    """One row of 一次性奖励."""

    id_number: str
    item: str
    amount: Fraction


# ---------------------------------------------------------------- settings and rounding


def setting(unit: Unit, item: str) -> str:
    """A value of 参数, or its default (section 1, 参数)."""
    return unit.settings.get(item) or DEFAULTS[item]


def first_month(unit: Unit) -> Month:
    """The first month the policy pays (参数 执行起始月份)."""
    text = unit.settings.get("执行起始月份")
    return Month.parse(text) if text else FIRST_MONTH[unit.policy]


def half_up(amount: Fraction) -> Fraction:
    """One rounding to the fen, halves away from zero (preamble, "Half-up")."""
    fen = math.floor(abs(amount) * 100 + Fraction(1, 2))
    return Fraction(fen if amount >= 0 else -fen, 100)


def largest_remainder(pool: Fraction, weights: Sequence[Fraction]) -> list[Fraction]:
    """Shares to the fen, ties to the earlier one (The rest: shares by largest remainder)."""
    total = sum(weights, Fraction(0))
    if pool == 0:
        return [Fraction(0)] * len(weights)
    if total == 0:
        raise Uncomputable("all weights are 0")
    exact = [pool * 100 * weight / total for weight in weights]
    fen = [math.floor(share) for share in exact]
    left_over = int(pool * 100) - sum(fen)
    by_remainder = sorted(range(len(fen)), key=lambda i: (fen[i] - exact[i], i))
    for i in by_remainder[:left_over]:
        fen[i] += 1
    return [Fraction(n, 100) for n in fen]


# ---------------------------------------------------------------- service and breaks


@dataclass(frozen=True)
class Span:
    """Days from start to end, both included; an open end is date.max."""

    start: date
    end: date


def united(spans: Iterable[Span], adjoining: bool) -> list[Span]:
    """Spans that share a day (or adjoin, if asked) as one."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if result:
            last = result[-1]
            reach = last.end + ONE_DAY if adjoining and last.end < date.max else last.end
            if span.start <= reach:
                result[-1] = Span(last.start, max(last.end, span.end))
                continue
        result.append(span)
    return result


def duty_spans(unit: Unit, person: Person, duty: str, adjoining: bool = False) -> list[Span]:
    """The united spells of one duty (Time: overlapping spells of one duty are united)."""
    spans = [
        Span(row.start, row.end or date.max)
        for row in unit.duties
        if row.id_number == person.id_number and row.duty == duty
    ]
    return united(spans, adjoining)


def breaks(unit: Unit, person: Person) -> list[Span]:
    """The person's 中断."""
    return duty_spans(unit, person, "中断", adjoining=True)


def in_break(unit: Unit, person: Person, day: date) -> bool:
    """The day lies in a 中断."""
    return any(span.start <= day <= span.end for span in breaks(unit, person))


def employed(person: Person, day: date) -> bool:
    """From 进入社区日期 to 离职日期, the last day of employment."""
    return person.entry <= day and (person.leave is None or day <= person.leave)


def in_service(unit: Unit, person: Person, day: date) -> bool:
    """Employed and not 中断 on the day (Time, first rule)."""
    return employed(person, day) and not in_break(unit, person, day)


def month_in_service(unit: Unit, person: Person, month: Month, after: date | None = None) -> bool:
    """At least one day of the month in service (and later than `after`)."""
    spans = breaks(unit, person)
    for day in month.days():
        if not employed(person, day) or (after is not None and day <= after):
            continue
        if not any(span.start <= day <= span.end for span in spans):
            return True
    return False


def months_in_service(unit: Unit, person: Person, year: int, after: date | None = None) -> int:
    """Calendar months of a year in service."""
    months = [Month(year, n) for n in range(1, 13)]
    return sum(month_in_service(unit, person, month, after) for month in months)


def resume_days(unit: Unit, person: Person) -> set[date]:
    """The days on which service resumes after 中断."""
    ends = [span.end for span in breaks(unit, person) if span.end < date.max]
    return {end + ONE_DAY for end in ends if in_service(unit, person, end + ONE_DAY)}


# ---------------------------------------------------------------- duties


def kind_of(duty: str) -> tuple[str, ...]:
    """All duties of the same kind: posts are one kind, grid duties another."""
    return tuple(POST_OF_DUTY) if duty in POST_OF_DUTY else GRID_DUTIES


def first_counting_month(unit: Unit, person: Person, start: date) -> Month:
    """A start counts from the next month; on entry or on resuming, from that month."""
    if start <= person.entry or start in resume_days(unit, person):
        return Month.of(start)
    return Month.of(start).plus(1)


def last_counting_month(unit: Unit, person: Person, duty: str, end: date) -> Month | None:
    """An end counts through its month, or the next where another follows at a month end."""
    if end == date.max:
        return None
    month = Month.of(end)
    if end != month.last:
        return month
    followers = [
        span.start
        for other in kind_of(duty)
        for span in duty_spans(unit, person, other)
        if span.start == end + ONE_DAY
    ]
    return month.plus(1) if followers else month


def duty_counts(unit: Unit, person: Person, duty: str, month: Month) -> bool:
    """The duty counts in the month (Time: a change of duty)."""
    for span in duty_spans(unit, person, duty):
        last = last_counting_month(unit, person, duty, span.end)
        if first_counting_month(unit, person, span.start) <= month and (
            last is None or month <= last
        ):
            return True
    return False


def post_in(unit: Unit, person: Person, month: Month) -> str:
    """The highest post that counts; no duty is 工作人员."""
    posts = [post for duty, post in POST_OF_DUTY.items() if duty_counts(unit, person, duty, month)]
    return max([*posts, "工作人员"], key=lambda post: POST_RANK[post])


# ---------------------------------------------------------------- diplomas, qualifications


def counts_from(person: Person, day: date) -> Month:
    """From the month after its date; on or before entry, from the entry month."""
    return Month.of(person.entry) if day <= person.entry else Month.of(day).plus(1)


def credentials_of(unit: Unit, person: Person, kind: str) -> list[Credential]:
    """The person's rows of 学历证书 of one 类别."""
    return [c for c in unit.credentials if c.id_number == person.id_number and c.kind == kind]


def education_in(unit: Unit, person: Person, month: Month) -> str:
    """The highest 学历 that counts in the month (diploma: 取得日期)."""
    levels = [
        c.level
        for c in credentials_of(unit, person, "学历")
        if counts_from(person, c.obtained) <= month
    ]
    return max([person.education, *levels], key=EDUCATION_ORDER.index)


def qualification_in(unit: Unit, person: Person, month: Month) -> str | None:
    """The highest 职业资格 that counts (Chifeng 聘用日期, Jiayuguan 取得日期)."""
    levels: list[str] = []
    for credential in credentials_of(unit, person, "职业资格"):
        chifeng = unit.policy == "赤峰市2020"
        day = credential.appointed if chifeng else credential.obtained
        if day is not None and counts_from(person, day) <= month:
            levels.append(credential.level)
    return max(levels, key=QUALIFICATIONS.index) if levels else None


# ---------------------------------------------------------------- ratings


def rating_of(unit: Unit, person: Person, year: int) -> Rating | None:
    """The row of 考核记录 of the year."""
    for rating in unit.ratings:
        if rating.id_number == person.id_number and rating.year == year:
            return rating
    return None


def is_late(rating: Rating) -> bool:
    """批准日期 after January of the next year."""
    return rating.approved is not None and Month.of(rating.approved) > Month(rating.year + 1, 1)


def known_rating(unit: Unit, person: Person, year: int, month: Month) -> str | None:
    """The rating as known in the month: a grade, PENDING, or None (unrated)."""
    rating = rating_of(unit, person, year)
    if rating is None:
        return None
    if rating.approved is not None and is_late(rating) and month < Month.of(rating.approved):
        return PENDING
    return rating.grade


def first_counted_year(person: Person) -> int:
    """The year after 期初截止年度, else the entry year (Time: opening figures)."""
    return person.entry.year if person.opening_year is None else person.opening_year + 1


def as_known(unit: Unit, month: Month) -> Unit:
    """The unit with the ratings that are known by the month's end as if known in time."""
    ratings = [
        replace(rating, approved=None)
        if rating.approved is not None and Month.of(rating.approved) <= month
        else rating
        for rating in unit.ratings
    ]
    return replace(unit, ratings=ratings)


def late_months(unit: Unit, person: Person, before: Month, month: Month) -> list[Month]:
    """The months, from the January that follows the earliest year, that a rating known late since
    a month may concern: those with a row, before the month paid."""
    years = [
        rating.year
        for rating in unit.ratings
        if rating.id_number == person.id_number
        and rating.year >= first_counted_year(person)
        and is_late(rating)
        and rating.approved is not None
        and before < Month.of(rating.approved) <= month
    ]
    if not years:
        return []
    first = max(Month(min(years) + 1, 1), first_month(unit))
    months = [first.plus(n) for n in range(max(month.index - first.index, 0))]
    return [one for one in months if has_row(unit, person, one)]


def check_opening(person: Person, month: Month) -> None:
    """A run for a month in or before 期初截止年度 is an error."""
    if person.opening_year is not None and month.year <= person.opening_year:
        raise Uncomputable(f"{person.name}: month not after 期初截止年度")


# ---------------------------------------------------------------- part months


def is_workday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def outside_employment(unit: Unit, person: Person, day: date) -> bool:
    """The day deducts as outside employment (Part months; 参数 非整月计薪)."""
    whole = setting(unit, "非整月计薪") == "发整月"
    if day < person.entry:
        return not whole
    if person.leave is not None and day > person.leave:
        return not whole and person.leave_reason not in ("退休", "死亡")
    return in_break(unit, person, day)


def unpaid_days(unit: Unit, person: Person, month: Month) -> Fraction:
    """旷工, and 事假 if 事假扣款 is 扣, of the month."""
    kinds = {"旷工"} | ({"事假"} if setting(unit, "事假扣款") == "扣" else set())
    return sum(
        (
            Fraction(row.days)
            for row in unit.absences
            if row.id_number == person.id_number
            and row.kind in kinds
            and Month.of(row.start) == month
        ),
        Fraction(0),
    )


def days_out_and_in(unit: Unit, person: Person, month: Month) -> tuple[Fraction, Fraction]:
    """d and p of the part-month rule."""
    workdays = [day for day in month.days() if is_workday(day)]
    outside = sum(outside_employment(unit, person, day) for day in workdays)
    out = outside + unpaid_days(unit, person, month)
    return out, len(workdays) - out


def reduction(unit: Unit, amount: Fraction, out: Fraction, present: Fraction) -> Fraction:
    """The part-month reduction of an amount, within 0..amount (参数 非整月计薪)."""
    if setting(unit, "非整月计薪") == "按当月工作日":
        return amount - half_up(amount * present / (out + present))
    result = half_up(amount * out / WORKING_DAYS)
    if out > present:
        half_of_them = Fraction(math.floor(out + present), 2)
        result = max(
            amount - half_up(amount * present / WORKING_DAYS),
            half_up(amount * half_of_them / WORKING_DAYS),
        )
    return min(max(result, Fraction(0)), amount)


# ---------------------------------------------------------------- the sheet's common part


def adjustments_in(unit: Unit, person: Person, month: Month, item: str) -> Fraction:
    """The sum of one 项目 of 补扣发明细 in the month."""
    return sum(
        (
            Fraction(row.amount)
            for row in unit.adjustments
            if row.id_number == person.id_number and row.month == month and row.item == item
        ),
        Fraction(0),
    )


def corrections(unit: Unit, person: Person, month: Month) -> Fraction:
    """补发补扣 = Σ补发 − Σ补扣 of the month."""
    added = adjustments_in(unit, person, month, "补发")
    return added - adjustments_in(unit, person, month, "补扣")


def paid_categories(unit: Unit) -> tuple[str, ...]:
    """人员类别 paid under the policy."""
    if unit.policy == "赤峰市2020":
        return ("聘用制", "两委成员", "专职网格员")
    return ("聘用制",)


def has_row(unit: Unit, person: Person, month: Month) -> bool:
    """One row per person in service on a day of the month and paid under the policy."""
    return person.category in paid_categories(unit) and month_in_service(unit, person, month)


def month_before(unit: Unit, person: Person, month: Month) -> Month | None:
    """The month that rows of 晋级审批表 compare with; None for no rows."""
    if not has_row(unit, person, month):
        return None
    earlier = month.plus(-1)
    while earlier >= max(first_month(unit), Month.of(person.entry)):
        if has_row(unit, person, earlier):
            return earlier
        earlier = earlier.plus(-1)
    return None


def promotion(
    person: Person,
    cause: str,
    change: Fraction,
    month: Month,
    late: Sequence[tuple[Month, Fraction]],
) -> Promotion:
    """A row; with what the cause would have paid in earlier months, 执行月份 and 补发建议."""
    paying = [(one, more) for one, more in late if more != 0]
    since = paying[0][0] if paying else month
    total = sum((more for _, more in paying), Fraction(0))
    return Promotion(person.id_number, cause, change, since, total)


def money(amount: Decimal | int | str) -> Fraction:
    """An amount as shown, exactly."""
    return Fraction(Decimal(amount))
