"""`xlpay explain`: every figure of one person in a month, with formulas and clauses."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Final

import msgspec
from msgspec import field

from xlpay.base.findings import Finding
from xlpay.base.masking import mask_identity
from xlpay.base.money import yuan_text
from xlpay.base.months import month_text
from xlpay.base.spelling import name_key
from xlpay.explain.figures import amount_text, explain, heading, year_lines
from xlpay.pay.month import MonthPayroll
from xlpay.pay.promotion import Change
from xlpay.run.monthly import Calculated
from xlpay.unit.identities import modern
from xlpay.unit.inputs import Unit

_MOST: Final = 30  # candidates that are listed
_DIGITS: Final = 4  # so many digits are part of an identity number


class Inquiry(msgspec.Struct):
    """The answer: lines for a person to read, or candidates where the name fits several."""

    done: Calculated
    people: list[int]
    lines: list[str] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        return self.done.findings

    def payload(self, *, full_ids: bool) -> dict[str, Any]:
        """The answer for machines."""
        run = self.done.run
        assert run is not None
        person = self.people[0]
        identity = run.unit.roster.identities[person]
        return {
            "name": run.unit.roster.names[person],
            "id": identity if full_ids else mask_identity(identity),
            "month": month_text(run.month),
            "items": [
                {
                    "item": e.item,
                    "amount": yuan_text(e.amount),
                    "formula": e.formula,
                    "basis": e.basis,
                }
                for e in explain(run, person)
            ],
            "changes": [_change_words(c) for c in self.done.changes if c.person == person],
        }


def inquire(done: Calculated, asked: str) -> Inquiry:
    """Look a person up by identity number or name in a month that was computed."""
    unit = done.unit
    if unit is None or done.run is None:
        return Inquiry(done, [], candidates=["这个月算不出来，请先改正上面的错误"])
    roster, wanted = unit.roster, asked.strip()
    if not wanted:
        return Inquiry(done, [], candidates=["没有写是谁，请写姓名或身份证号"])
    number, name = modern(wanted.upper()), name_key(wanted)
    found = [i for i, one in enumerate(roster.identities) if one and modern(one) == number]
    found = found or [i for i, one in enumerate(roster.names) if name_key(one) == name]
    if not found:
        like = _alike(unit, wanted)
        said = f"花名册里没有“{asked}”" + ("，是不是其中一个：" if like else "")
        return Inquiry(done, [], candidates=[said, *_candidates(unit, like)])
    if len(found) > 1:
        lines = ["同名的有几个人，请用身份证号：", *_candidates(unit, found)]
        return Inquiry(done, found, candidates=lines)
    person = found[0]
    if not done.run.has_row()[person]:
        return Inquiry(done, [], candidates=[_not_paid(done, person)])
    return Inquiry(done, found, lines=_lines(done, done.run, person))


def _alike(unit: Unit, asked: str) -> list[int]:
    """Whom a part of a name or of an identity number may mean, else who is called nearly so."""
    roster, part = unit.roster, name_key(asked)
    if len(asked) >= _DIGITS and asked[:-1].isdigit():
        return [i for i, number in enumerate(roster.identities) if asked.upper() in number]
    keys = [name_key(name) for name in roster.names]
    like = [i for i, key in enumerate(keys) if part in key]
    near = set(get_close_matches(part, set(keys), _MOST))
    return like or [i for i, key in enumerate(keys) if key in near]


def _candidates(unit: Unit, people: Sequence[int]) -> list[str]:
    """Name, masked number, community and row of each."""
    roster = unit.roster
    more = [f"……共 {len(people)} 人，请多写几个字"] if len(people) > _MOST else []
    told = [
        f"{roster.names[i]} {mask_identity(roster.identities[i])} "
        f"{roster.communities[roster.community[i]]} 第{roster.rows[i]}行"
        for i in people[:_MOST]
    ]
    return told + more


def _not_paid(done: Calculated, person: int) -> str:
    assert done.unit is not None
    name = done.unit.roster.names[person]
    why = (
        "有错误，没有计算"
        if person in done.left_out
        else "本月不在工资发放表里（不在岗，或不由本办法发薪）"
    )
    return f"{name} {done.period} {why}"


def _lines(done: Calculated, run: MonthPayroll, person: int) -> list[str]:
    lines = [heading(run, person), ""]
    if run.on_scale[person]:
        for count in run.scheme.document.count:
            lines.append(f"{count.name}：")
            lines += [f"  {line}" for line in year_lines(run, count, person)]
        lines.append("")
    for explained in explain(run, person):
        lines.append(f"{explained.item} {amount_text(explained.amount)} = {explained.formula}")
        lines.append(f"  {explained.basis}")
    for change in (c for c in done.changes if c.person == person):
        lines.append(_change_words(change))
    return lines


def _change_words(change: Change) -> str:
    back = f"，补发建议 {amount_text(change.back_pay)}" if change.back_pay else ""
    return (
        f"变动 {change.cause}：{change.before} → {change.after}，"
        f"月增资 {amount_text(change.amount)}，"
        f"{month_text(change.since)} 起{back}（{change.source}）"
    )
