"""From cases to the rows of a unit's input sheets: plain dicts, header -> value.

Whatever a case leaves open (name, birth, contract, account) is invented in a fixed order.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from xlpay.base.forms import (
    ABSENCES,
    ACTIVITIES,
    ADJUSTMENTS,
    COMMUNITIES,
    CREDENTIALS,
    DUTIES,
    QUALIFICATION,
    RATINGS,
    ROSTER,
    SCORES,
    SETTINGS,
    YES,
)
from xlpay.sample.cases import LEADING, SampleCase, parse
from xlpay.sample.people import Invented, PeopleInventor, birth

Row = dict[str, object]
Rows = dict[str, list[Row]]
Done = tuple[str, str, int]  # 履职记录: what, month, how much

_DEGREES: Final = {"本科": "学士", "硕士": "硕士", "博士": "博士"}
_OPENING: Final = "期初截止年度"
_CONTRACT_DAYS: Final = 3 * 365  # the last day of three years, leap days aside


class SampleCommunity(msgspec.Struct, frozen=True):
    """A community: its street, its households, how many people the sample has there."""

    community: str
    street: str
    households: int
    people: int
    extra: int = 0


class Plan(msgspec.Struct, frozen=True):
    """What a unit is made of beside its cases."""

    seed: int
    regions: tuple[str, ...]  # of the identity numbers
    month: date  # the first day of the month paid
    settings: dict[str, object]
    places: tuple[SampleCommunity, ...]
    openings: tuple[str, ...]  # headers of the opening figures, in the order of 期初:
    ordinary: Callable[
        [random.Random, SampleCommunity, int], str
    ]  # words of the n-th person without a rule
    done: Callable[[SampleCase, random.Random], Iterable[Done]]
    scored: tuple[str, ...] = ()  # categories with a monthly score
    joined: date | None = None  # 纳入体系日期 of those who were there

    @property
    def last(self) -> date:
        """The last day of the month."""
        return (self.month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


class Sample(msgspec.Struct, frozen=True):
    """A unit's rows by sheet, who shows which rule, and who shows none."""

    rows: Rows
    coverage: dict[str, str]
    ordinary: tuple[str, ...]


def build(plan: Plan, given: Sequence[SampleCase]) -> Sample:
    """The unit: the cases of each community in their order, then ordinary people to its number."""
    rng = random.Random(plan.seed)
    people = PeopleInventor(plan.seed, plan.regions)
    rows: Rows = {
        SETTINGS.sheet: [{"项目": key, "值": value} for key, value in plan.settings.items()],
        COMMUNITIES.sheet: [_place(place) for place in plan.places],
    }
    coverage: dict[str, str] = {}
    ordinary: list[str] = []
    names = tuple(place.community for place in plan.places)
    for place in plan.places:
        here = [case for case in given if case.community == place.community]
        first = len(here)
        extra = range(place.people - first)
        here += [
            parse([place.community[:-2], *plan.ordinary(rng, place, n).split()], names)
            for n in extra
        ]
        for case in here:
            person = _invent(people, case, rng)
            _add(rows, plan, case, person, place, rng)
            coverage.update(dict.fromkeys(case.shows, person.name))
            if not case.shows:
                ordinary.append(person.name)
    return Sample(rows, coverage, tuple(ordinary))


def _place(place: SampleCommunity) -> Row:
    return {
        "社区": place.community,
        "街道": place.street,
        "规划户数": place.households,
        "批准增加指标数": place.extra,
    }


def _invent(people: PeopleInventor, case: SampleCase, rng: random.Random) -> Invented:
    male = rng.random() < 0.4 if case.male is None else case.male
    born = case.born or birth(case.entry, rng.randrange(22, 33), rng)
    return people.invent(male, born)


def _add(
    rows: Rows,
    plan: Plan,
    case: SampleCase,
    person: Invented,
    place: SampleCommunity,
    rng: random.Random,
) -> None:
    """A person's rows in every sheet."""
    who: Row = {"姓名": person.name, "身份证号": person.identity}

    def put(sheet: str, **columns: object) -> None:
        rows.setdefault(sheet, []).append({**who, **columns})

    put(ROSTER.sheet, **_roster(plan, case, person, place, rng))
    for spell in case.spells:
        where = spell.more or (case.community if spell.word in LEADING else None)
        put(DUTIES.sheet, 职务=spell.word, 起始日期=spell.first, 结束日期=spell.last, 社区=where)
    approved = case.facts.get("批", ("", ""))
    for year, rating in case.rated():
        day = date.fromisoformat(approved[1]) if approved[0] == str(year) else None
        put(RATINGS.sheet, 年度=year, 等次=rating, 批准日期=day)
    for columns in _credentials(case):
        put(CREDENTIALS.sheet, **columns)
    for absence in case.absences:
        days = float(absence.more)
        put(
            ABSENCES.sheet,
            类别=absence.word,
            起始日期=absence.first,
            结束日期=absence.last or absence.first,
            天数=int(days) if days.is_integer() else days,
        )
    month = f"{plan.month:%Y-%m}"
    if case.category in plan.scored and _serves(case, plan):
        score = case.facts.get("得分", (str(rng.randrange(160, 197) / 2),))[0]
        put(SCORES.sheet, 月份=month, 得分=float(score))
    for kind, *rest in case.listed:
        if kind in ("补发", "补扣", "其他扣款"):
            put(ADJUSTMENTS.sheet, 月份=month, 项目=kind, 金额=float(rest[0]), 说明=rest[1])
    for what, when, amount in plan.done(case, rng):
        put(ACTIVITIES.sheet, 项目=what, 月份=when, 数量=amount)


def _roster(
    plan: Plan, case: SampleCase, person: Invented, place: SampleCommunity, rng: random.Random
) -> dict[str, object]:
    leaves = case.facts.get("离", ())
    left = date.fromisoformat(leaves[0]) if leaves else None
    applied = date.fromisoformat(leaves[2]) if len(leaves) > 2 else None
    scale = case.category in ("聘用制", "两委成员")
    young = int(person.identity[6:10]) > 1979  # so that nobody is due to retire
    women = "女50" if rng.random() < 0.15 and young else "女55"
    columns: dict[str, object] = {
        "社区": case.community,
        "人员类别": case.category,
        "进入社区日期": case.entry,
        "学历": case.education,
        "学位": _DEGREES.get(case.education),
        "街道": place.street,
        "试用期截止日期": case.day("试用"),
        "离职日期": left,
        "离职原因": leaves[1] if leaves else None,
        "离职申请日期": applied,
        "纳入体系日期": plan.joined if plan.joined and case.entry < plan.joined else None,
        "是否属地": YES if "属地" in case.facts or rng.random() < 0.5 else "否",
        "退休类别": "男60" if person.male else women,
        "网格员月报酬": float(case.facts["报酬"][0]) if "报酬" in case.facts else None,
        "社保缴费基数": 4600.0 if scale else None,
        "公积金缴存基数": 4000.0 if scale else None,
        "专项附加扣除": rng.choice((None, None, 1000.0, 2000.0)) if scale else None,
        "按6万元直接扣除": YES if scale and case.entry.year < plan.month.year - 1 else None,
        "开户银行": person.bank,
        "银行账号": person.account,
        "手机号": person.telephone,
        "备注": case.facts["注"][0] if "注" in case.facts else None,
    }
    opening = case.facts.get("期初", ())
    headers = (_OPENING, *plan.openings)
    columns.update({h: _number(value) for h, value in zip(headers, opening, strict=False)})
    if case.category in ("聘用制", "专职网格员"):
        columns.update(_contract(case, left, leaves[1] if leaves else "", rng))
    return columns


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _contract(
    case: SampleCase, left: date | None, why: str, rng: random.Random
) -> dict[str, object]:
    """Three years from entry, or the contract in force; one that ran out ends with the job."""
    if left is not None and why == "合同期满":
        first = max(case.entry, left - timedelta(days=_CONTRACT_DAYS))
        return {"合同起始日期": first, "合同终止日期": left}
    later = [date(2024, 7, 1), date(2025, 1, 1), date(2025, 7, 1)]
    first = case.entry if case.entry.year > 2023 else rng.choice(later)
    last = first.replace(year=first.year + 3) - timedelta(days=1)
    return {"合同起始日期": first, "合同终止日期": last}


def _credentials(case: SampleCase) -> Iterator[dict[str, object]]:
    for kind, *rest in case.listed:
        if kind == "学历":
            yield {"类别": kind, "等级": rest[0], "取得日期": date.fromisoformat(rest[1])}
        elif kind == "证":
            hired = date.fromisoformat(rest[2]) if len(rest) > 2 else None
            yield {
                "类别": QUALIFICATION,
                "等级": rest[0],
                "取得日期": date.fromisoformat(rest[1]),
                "聘用日期": hired,
            }


def _serves(case: SampleCase, plan: Plan) -> bool:
    """In service on at least one day of the month."""
    left = date.fromisoformat(case.facts["离"][0]) if "离" in case.facts else date.max
    away = any(
        s.word == "中断" and s.first <= plan.month and (s.last or date.max) >= plan.last
        for s in case.spells
    )
    return case.entry <= plan.last and left >= plan.month and not away
