"""From gross to net once more, a person at a time, in exact fractions of a yuan.

Read from the rules, not from the program: base within limits, × rate, rounded as the place says, a
fixed part; then insurance, fund, arrears, tax as typed, what was advanced, court orders, the rest.
Months are (year, month); None is a figure that nobody can know.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

Month = tuple[int, int]
Yuan = Fraction
OWN_LAYER, PLACE, STATE = "缴费标准", "地方", "国家"
KINDS = ("养老", "医疗", "失业", "工伤", "公积金")
COLUMN = {
    "养老": "养老保险",
    "医疗": "医疗保险",
    "失业": "失业保险",
    "公积金": "住房公积金",
}
COURT_FIRST = ("法院", "赔偿", "借款", "党费", "工会", "其他", "其他扣款")
LENT_FIRST = ("养老保险", "医疗保险", "失业保险", "住房公积金", "补缴", "个人所得税")


@dataclass(frozen=True)
class Rule:
    """A dated row; `what` says which of the values count."""

    what: str  # rate, fixed, limits, rounding, cover
    kind: str
    layer: str
    first: Month
    last: Month | None = None
    region: str = ""
    side: str = ""
    value: Yuan = Fraction(0)  # of rate (a share) and fixed
    low: Yuan | None = None
    high: Yuan | None = None
    to: Yuan = Fraction(1, 100)
    way: str = "nearest"
    entry_next: bool = False
    until_day: int = 31
    leaving_out: bool = False


@dataclass
class Worker:
    """Somebody with gross pay in the month, and the rows of the sheets that are theirs."""

    entry: date
    gross: Yuan
    leave: date | None = None
    first_job: date | None = None
    bases: list[tuple[Month, Yuan | None, Yuan | None, Yuan | None]] = field(default_factory=list)
    covered: list[tuple[str, Month, Month | None]] = field(default_factory=list)
    arrears: list[tuple[Month, Yuan]] = field(default_factory=list)
    fixed: dict[str, Yuan] = field(default_factory=dict)  # 代扣调整 of the month
    standing: list[tuple[str, Yuan, Month, Month | None]] = field(default_factory=list)
    before: dict[str, Yuan] = field(default_factory=dict)  # 期初代垫 of the month before
    typed: Yuan = Fraction(0)  # 其他扣款


@dataclass(frozen=True)
class Place:
    """The rules, and what the office chose."""

    rules: tuple[Rule, ...]
    region: str
    computed: frozenset[str]
    unfilled: str


@dataclass
class Slip:
    """What comes out for a person."""

    base: dict[str, tuple[Yuan, str] | None] = field(default_factory=dict)
    own: dict[str, Yuan | None] = field(default_factory=dict)  # by column
    unit: dict[str, Yuan | None] = field(default_factory=dict)  # by kind
    other: Yuan = Fraction(0)
    deducted: Yuan = Fraction(0)
    lent: Yuan | None = Fraction(0)
    back: Yuan | None = Fraction(0)
    net: Yuan | None = None
    owes: dict[str, Yuan] = field(default_factory=dict)


def rounded(value: Yuan, to: Yuan, way: str) -> Yuan:
    """To a multiple: the nearest (a half up), the next, the one before; all sums are positive."""
    times = value / to
    if way == "up":
        return math.ceil(times) * to
    if way == "down":
        return math.floor(times) * to
    return math.floor(times + Fraction(1, 2)) * to


def rule_for(place: Place, what: str, kind: str, month: Month, side: str = "") -> Rule | None:
    """The row in force: the nearest layer's, for this very region, the one begun last."""
    begun = [
        rule
        for rule in place.rules
        if (rule.what, rule.side) == (what, side)
        and rule.kind in ("", kind)
        and rule.region in ("", place.region)
        and rule.first <= month
    ]
    alive = [rule for rule in begun if rule.last is None or month <= rule.last]
    for layer in (OWN_LAYER, PLACE, STATE):
        mine = [rule for rule in (alive or begun) if rule.layer == layer]
        if mine:
            return max(mine, key=lambda rule: (rule.region == place.region, rule.first))
    return None


def base_of(place: Place, worker: Worker, kind: str, month: Month) -> tuple[Yuan, str] | None:
    """The base and where it comes from; None where there is none."""
    entered: Yuan | None = None
    for first, social, medical, fund in sorted(worker.bases, key=lambda row: row[0]):
        value = {"公积金": fund, "医疗": social if medical is None else medical}.get(kind, social)
        if first <= month and value is not None:
            entered = value
    limits = rule_for(place, "limits", kind, month)
    if limits is None:
        return None
    if entered is None:
        if place.unfilled == "按下限":
            return None if limits.low is None else (limits.low, "下限")
        if place.unfilled == "错误":
            return None
        entered = worker.gross
        if limits.low is None and entered <= 0:
            return None
    elif entered <= 0:
        return None
    if limits.low is not None and entered < limits.low:
        return limits.low, "下限"
    if limits.high is not None and entered > limits.high:
        return limits.high, "上限"
    return entered, "本人"


def insured(place: Place, worker: Worker, kind: str, month: Month) -> bool | None:
    """Whether contributions are due; None where no rule says so."""
    spells = [(first, last) for own, first, last in worker.covered if own == kind]
    if spells:
        return any(first <= month and (last is None or month <= last) for first, last in spells)
    entered = (worker.entry.year, worker.entry.month)
    left = (worker.leave.year, worker.leave.month) if worker.leave is not None else None
    rule = rule_for(place, "cover", kind, month)
    if rule is not None:
        late = rule.entry_next or worker.entry.day > rule.until_day
        starts = month > entered if late else month >= entered
        ends = left is not None and (month >= left if rule.leaving_out else month > left)
        return starts and not ends
    if month == left:
        return None
    if month == entered:
        if kind != "公积金" or worker.first_job is None:
            return None
        return (worker.first_job.year, worker.first_job.month) < entered
    return True


def contribution(place: Place, worker: Worker, kind: str, side: str, month: Month) -> Yuan | None:
    """What a side pays for the month."""
    due = insured(place, worker, kind, month)
    if due is False:
        return Fraction(0)
    rate = rule_for(place, "rate", kind, month, side)
    base = base_of(place, worker, kind, month)
    if due is None or rate is None or base is None:
        return None
    how = rule_for(place, "rounding", kind, month)
    to, way = (how.to, how.way) if how is not None else (Fraction(1, 100), "nearest")
    fixed = rule_for(place, "fixed", kind, month, side)
    return rounded(base[0] * rate.value, to, way) + (fixed.value if fixed is not None else 0)


def slip(place: Place, worker: Worker, month: Month) -> Slip:
    """A person's month."""
    found = Slip()
    for kind in KINDS:
        if kind not in place.computed:
            continue
        found.base[kind] = base_of(place, worker, kind, month)
        name = f"{kind}单位"
        found.unit[kind] = worker.fixed.get(name, contribution(place, worker, kind, "单位", month))
    for kind, column in COLUMN.items():
        if column in worker.fixed:
            found.own[column] = worker.fixed[column]
        elif kind in place.computed:
            found.own[column] = contribution(place, worker, kind, "个人", month)
    late = sum((yuan for paid, yuan in worker.arrears if paid == month), Fraction(0))
    found.own["补缴"] = worker.fixed.get("补缴", late)
    found.own["个人所得税"] = worker.fixed.get("个人所得税", Fraction(0))
    _settle(place, worker, month, found)
    return found


def _settle(place: Place, worker: Worker, month: Month, found: Slip) -> None:
    """What is left, in the order of the month."""
    unknown = any(value is None for value in found.own.values())
    purse = worker.gross
    lent: dict[str, Yuan] = {}
    for name in LENT_FIRST:
        due = found.own.get(name) or Fraction(0)
        purse -= due
        if place.computed and not unknown and purse < 0:
            lent[name] = -purse
            purse = Fraction(0)
    owed = {k: v for k, v in worker.before.items() if k not in COURT_FIRST}
    back = Fraction(0)
    for name in (*LENT_FIRST, *(k for k in owed if k not in LENT_FIRST)):
        if name in owed and not unknown:
            part = max(Fraction(0), min(owed[name], purse))
            owed[name] -= part
            back += part
            purse -= part
    for name, yuan in lent.items():
        owed[name] = owed.get(name, Fraction(0)) + yuan
    waiting = _others(place, worker, month, found, purse)
    found.owes = {k: v for k, v in {**owed, **waiting}.items() if v}
    found.deducted = found.other + sum((v or Fraction(0) for v in found.own.values()), Fraction(0))
    if unknown:
        found.lent = None
        found.back = None if any(name not in COURT_FIRST for name in worker.before) else back
        return
    found.lent, found.back = sum(lent.values(), Fraction(0)), back
    found.net = worker.gross - found.deducted + found.lent - back


def _others(
    place: Place, worker: Worker, month: Month, found: Slip, purse: Yuan
) -> dict[str, Yuan]:
    """其他扣款 as far as pay goes, and what of it waits."""
    due: dict[str, Yuan] = {}
    for kind, yuan, first, last in worker.standing:
        if first <= month and (last is None or month <= last):
            due[kind] = due.get(kind, Fraction(0)) + yuan
    for kind in COURT_FIRST:
        if kind in worker.before:
            due[kind] = due.get(kind, Fraction(0)) + worker.before[kind]
    due["其他扣款"] = due.get("其他扣款", Fraction(0)) + worker.typed
    if "其他扣款" in worker.fixed:
        due = {"其他扣款": worker.fixed["其他扣款"]}
    if not place.computed:
        found.other = sum(due.values(), Fraction(0))
        return {}
    waiting = {}
    for kind in COURT_FIRST:
        if kind in due:
            part = max(Fraction(0), min(due[kind], purse))
            purse -= part
            found.other += part
            waiting[kind] = due[kind] - part
    return waiting
