"""Expected figures under 嘉峪关市2021 (docs/readings.md, Jiayuguan).

Ambiguities, and the reading taken here (those of both cities are in common.py):

J1  中断口径 is explained under Chifeng only; here it changes nothing (counts and runs are by
    year rated, unbroken service always restarts after a 中断).
J2  学历工资 of 小学: 100, the lowest step (the default of the inventory).
J3  A rating counts from the entry year on (or after 期初截止年度) whatever the months in service.
J4  仅一次: at most one rise in all, 期初连优上调次数 included; that figure itself is never cut.
J5  滚动 with 期初连续优秀年数: the run goes on from the years entered.
J6  期初连优上调次数 stays even where the run is dropped.
J7  Everybody with a row needs a score where anybody in the community has one, also somebody
    whose own share is 0.
J8  Year-end bonus: twelve months are January to December also in the policy's first year.
J9  病假 over six months: the spells (rows that touch or overlap are one) in the part that lies in
    the year; a single spell's limit is the day six months on (the last day of a shorter month),
    and more than 180 days by their dates count only where there are several spells.
J10 "事假 over 30 working days" counts 天数, whether or not 事假 is deducted.
J11 The 1000: obtained on a day of employment; "once" is the first certificate that qualifies;
    listed in the month after even if the person has left by then.
J12 20 / 30 years: the person must be in service on the anniversary.  Service is unbroken
    from a start (entry, or the day after a 中断) if no day of 中断 lies between.
J13 The share of 优秀: 聘用制 in service on 31 December are the base (中断 excluded), everybody
    聘用制 rated 优秀 in the year is counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from .common import (
    DISMISSALS,
    ONE_DAY,
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
    credentials_of,
    days_out_and_in,
    education_in,
    employed,
    first_counted_year,
    half_up,
    has_row,
    in_service,
    known_rating,
    largest_remainder,
    late_months,
    month_before,
    months_in_service,
    promotion,
    qualification_in,
    rating_of,
    reduction,
    setting,
)
from .model import Month, Person, Unit

EDUCATION_PAY = {
    "小学": 100,
    "初中": 100,
    "高中": 100,
    "中专": 100,
    "大专": 200,
    "本科": 300,
    "硕士": 400,
    "博士": 400,
}
TECHNICAL_PAY = {"助理社会工作师": 100, "社会工作师": 200, "高级社会工作师": 500}
BONUS = {"优秀": 1500, "合格": 1200, "不定等次": 1200, "基本合格": 0, "不合格": 0}
ISSUED = date(2021, 5, 27)


@dataclass(frozen=True)
class State:
    """Everything the monthly standard of one person depends on."""

    education: int
    technical: int
    count: int
    rises: int


CAUSES = (
    ("学历提升", "education"),
    ("职业资格", "technical"),
    ("考核工资", "count"),
    ("连续三年优秀上调", "rises"),
)


# ---------------------------------------------------------------- counts and runs


def rated_count(unit: Unit, person: Person, month: Month) -> int:
    """Opening count + later years rated 优秀 or 合格."""
    if person.opening_year is not None and person.opening_count is None:
        raise Uncomputable(f"{person.name}: 期初合格年数 missing")
    years = range(first_counted_year(person), month.year)
    return (person.opening_count or 0) + sum(
        known_rating(unit, person, year, month) in ("优秀", "合格") for year in years
    )


def rises_from(mode: str, run: int, granted: int, excellent: list[bool]) -> int:
    """Rises for three 优秀 years, from a run and the rises so far (连优上调口径)."""
    rises = granted
    for year_is_excellent in excellent:
        if not year_is_excellent:
            run = 0
            continue
        run += 1
        if mode == "滚动":
            rises += run >= 3
        elif run == 3:
            rises += 1
            run = 0
    if mode == "仅一次":
        rises = max(granted, min(rises, 1))
    return rises


def rises_in(unit: Unit, person: Person, month: Month) -> int:
    """Rises that count in the month (每满三年, 滚动, 仅一次; 连优起算年度; opening run)."""
    start = int(setting(unit, "连优起算年度"))
    first = first_counted_year(person)
    run = (person.opening_run or 0) if person.opening_year is not None else 0
    granted = (person.opening_rises or 0) if person.opening_year is not None else 0
    if start > first:
        run = 0
    years = range(max(first, start), month.year)
    excellent = [known_rating(unit, person, year, month) == "优秀" for year in years]
    return rises_from(setting(unit, "连优上调口径"), run, granted, excellent)


# ---------------------------------------------------------------- amounts


def state_of(unit: Unit, person: Person, month: Month) -> State:
    """The person's state in the month."""
    qualification = qualification_in(unit, person, month)
    return State(
        education=EDUCATION_PAY[education_in(unit, person, month)],
        technical=TECHNICAL_PAY[qualification] if qualification else 0,
        count=rated_count(unit, person, month),
        rises=rises_in(unit, person, month),
    )


def base_pay(state: State) -> Fraction:
    """基本工资 = 2000 + 100 × rises."""
    return Fraction(2000 + 100 * state.rises)


def standard(state: State) -> Fraction:
    """基本工资 + 学历工资 + 技术等级工资 + 考核工资."""
    return base_pay(state) + state.education + state.technical + 50 * state.count


def own_share(unit: Unit, person: Person, month: Month) -> Fraction:
    """500 less the part-month rule with M = 500."""
    out, present = days_out_and_in(unit, person, month)
    return 500 - reduction(unit, Fraction(500), out, present)


def score_of(unit: Unit, person: Person, month: Month) -> Fraction | None:
    """The person's 得分 of the month."""
    for row in unit.scores:
        if row.id_number == person.id_number and row.month == month:
            return Fraction(row.points)
    return None


def performance_pay(unit: Unit, month: Month) -> dict[str, Fraction]:
    """绩效工资 of everybody with a row: by community, by 得分 × own share."""
    result: dict[str, Fraction] = {}
    for community in {person.community for person in unit.persons}:
        members = [p for p in unit.persons if p.community == community and has_row(unit, p, month)]
        shares = [own_share(unit, person, month) for person in members]
        scores = [score_of(unit, person, month) for person in members]
        given = [score for score in scores if score is not None]
        if given and len(given) < len(members):
            raise Uncomputable(f"{community}: scores for some only")
        if given:
            weights = [score * share for score, share in zip(given, shares, strict=True)]
            shares = largest_remainder(sum(shares, Fraction(0)), weights)
        for person, share in zip(members, shares, strict=True):
            result[person.id_number] = share
    return result


# ---------------------------------------------------------------- sheets


def pay_row(unit: Unit, person: Person, month: Month, performance: Fraction) -> PayRow:
    """One row of 工资发放表."""
    check_opening(person, month)
    state = state_of(unit, person, month)
    out, present = days_out_and_in(unit, person, month)
    reduced = reduction(unit, standard(state), out, present)
    corrected = corrections(unit, person, month)
    return {
        "姓名": person.name,
        "身份证号": person.id_number,
        "社区": person.community,
        "考核合格年数": state.count,
        "基本工资": base_pay(state),
        "学历工资": Fraction(state.education),
        "技术等级工资": Fraction(state.technical),
        "考核工资": Fraction(50 * state.count),
        "绩效工资": performance,
        "缺勤及不足月扣款": reduced,
        "补发补扣": corrected,
        "应发合计": standard(state) + performance - reduced + corrected,
        "其他扣款": adjustments_in(unit, person, month, "其他扣款"),
    }


def pay_rows(unit: Unit, month: Month) -> dict[str, PayRow]:
    """工资发放表: identity number to row, in roster order."""
    performance = performance_pay(unit, month)
    return {
        person.id_number: pay_row(unit, person, month, performance[person.id_number])
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
    whole = standard(state)
    out, present = days_out_and_in(unit, person, month)
    return whole - reduction(unit, whole, out, present)


def promotions_of(unit: Unit, person: Person, month: Month) -> list[Promotion]:
    """The person's rows of 晋级审批表: causes in order, each to what was left."""
    before = month_before(unit, person, month)
    if before is None:
        return []
    state = state_of(unit, person, before)
    target = state_of(unit, person, month)
    missed = missed_by_cause(unit, person, before, month)
    rows: list[Promotion] = []
    for cause, name in CAUSES:
        following = replace(state, **{name: getattr(target, name)})
        change = standard(following) - standard(state)
        if change != 0:
            rows.append(promotion(person, cause, change, month, missed.get(cause, [])))
        state = following
    return rows


def promotion_rows(unit: Unit, month: Month) -> list[Promotion]:
    """晋级审批表."""
    return [row for person in unit.persons for row in promotions_of(unit, person, month)]


# ---------------------------------------------------------------- year-end bonus


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    month = Month.of(day).plus(months)
    return date(month.year, month.number, min(day.day, month.last.day))


def sick_too_long(unit: Unit, person: Person, year: int) -> bool:
    """病假 over six months in the year: one spell, or 180 days of several together."""
    ill: set[date] = set()
    for row in unit.absences:
        if row.id_number == person.id_number and row.kind == "病假":
            ill.update(row.start + ONE_DAY * n for n in range((row.end - row.start).days + 1))
    ill = {day for day in ill if day.year == year}
    starts = [day for day in ill if day - ONE_DAY not in ill]
    for start in starts:
        six = months_later(start, 6)
        if all(start + ONE_DAY * n in ill for n in range((six - start).days + 1)):
            return True
    return len(starts) > 1 and len(ill) > 180


def personal_too_long(unit: Unit, person: Person, year: int) -> bool:
    """事假 over 30 working days in the year."""
    days = [
        Fraction(row.days)
        for row in unit.absences
        if row.id_number == person.id_number and row.kind == "事假" and row.start.year == year
    ]
    return sum(days, Fraction(0)) > 30


def rating_for_bonus(unit: Unit, person: Person, year: int) -> str:
    """The year's rating; an unrated leaver or entrant of the year counts as 合格."""
    rating = rating_of(unit, person, year)
    if rating is not None:
        return rating.grade
    left = person.leave is not None and person.leave < date(year, 12, 31)
    if left or person.entry.year == year:
        return "合格"
    raise Uncomputable(f"{person.name}: unrated in {year}")


def bonus_of(unit: Unit, person: Person, year: int, months: int) -> Bonus:
    """One person's year-end bonus: exclusions first, then by months."""
    dismissed = (
        person.leave is not None
        and person.leave < date(year, 12, 31)
        and person.leave_reason in DISMISSALS
    )
    rating = rating_for_bonus(unit, person, year)
    amount = half_up(Fraction(BONUS[rating] * months, 12))
    if dismissed or sick_too_long(unit, person, year) or personal_too_long(unit, person, year):
        amount = Fraction(0)
    return Bonus(person.id_number, rating, months, amount)


def street_of(unit: Unit, person: Person) -> str:
    """街道 from 花名册, else 社区, else the whole unit."""
    if person.street:
        return person.street
    for community in unit.communities:
        if community.name == person.community and community.street:
            return community.street
    return ""


def check_excellent_share(unit: Unit, year: int) -> None:
    """优秀 at most ⌊20%⌋ of the 聘用制 on 31 December, per 街道, from 2021 on."""
    hired = [person for person in unit.persons if person.category == "聘用制"]
    for street in {street_of(unit, person) for person in hired}:
        people = [person for person in hired if street_of(unit, person) == street]
        base = sum(in_service(unit, person, date(year, 12, 31)) for person in people)
        ratings = [rating_of(unit, person, year) for person in people]
        excellent = sum(rating is not None and rating.grade == "优秀" for rating in ratings)
        if year >= 2021 and excellent > excellent_places(base):
            raise Uncomputable(f"{street}: too many 优秀 in {year}")


def excellent_places(people: int) -> int:
    """⌊20%⌋."""
    return math.floor(Fraction(people, 5))


def bonus(unit: Unit, year: int) -> list[Bonus]:
    """年终奖: everybody 聘用制 in service in the year."""
    check_excellent_share(unit, year)
    rows: list[Bonus] = []
    for person in unit.persons:
        months = months_in_service(unit, person, year)
        if person.category == "聘用制" and months:
            rows.append(bonus_of(unit, person, year, months))
    return rows


# ---------------------------------------------------------------- one-off awards


def certificate_award(unit: Unit, person: Person, month: Month) -> list[Award]:
    """1000, once, in the month after the certificate."""
    days = [
        c.obtained
        for c in credentials_of(unit, person, "职业资格")
        if c.level in ("社会工作师", "高级社会工作师")
        and c.obtained >= ISSUED
        and employed(person, c.obtained)
    ]
    if days and Month.of(min(days)).plus(1) == month:
        return [Award(person.id_number, "1000", Fraction(1000))]
    return []


def service_awards(unit: Unit, person: Person, month: Month) -> list[Award]:
    """5000 at 20 and 10000 at 30 years of unbroken service, in the anniversary month."""
    spans = breaks(unit, person)
    starts = [person.entry, *(span.end + ONE_DAY for span in spans if span.end < date.max)]
    result: list[Award] = []
    for start in starts:
        for years, amount in ((20, 5000), (30, 10000)):
            day = months_later(start, 12 * years)
            broken = any(span.start <= day and start <= span.end for span in spans)
            if Month.of(day) == month and day >= ISSUED and employed(person, day) and not broken:
                result.append(Award(person.id_number, str(amount), Fraction(amount)))
    return result


def awards(unit: Unit, month: Month) -> list[Award]:
    """一次性奖励 of the month."""
    return [
        award
        for person in unit.persons
        if person.category == "聘用制"
        for award in [
            *certificate_award(unit, person, month),
            *service_awards(unit, person, month),
        ]
    ]
