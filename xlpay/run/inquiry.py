"""`xlpay explain`: every figure of one person in a month, with formulas and clauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import field

from xlpay.base.findings import Finding
from xlpay.base.masking import mask_identity
from xlpay.base.money import yuan_text
from xlpay.base.months import month_text
from xlpay.explain.figures import amount_text, explain, heading, year_lines
from xlpay.pay.month import MonthPayroll
from xlpay.pay.promotion import Change
from xlpay.run.monthly import Calculated
from xlpay.unit.inputs import Unit


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
    roster = unit.roster
    wanted = asked.strip().upper()
    found = [i for i, identity in enumerate(roster.identities) if identity and identity == wanted]
    found = found or [i for i, name in enumerate(roster.names) if name == asked.strip()]
    if not found:
        like = [i for i, name in enumerate(roster.names) if asked.strip() and asked.strip() in name]
        said = f"花名册里没有“{asked}”" + ("，是不是其中一个：" if like else "")
        return Inquiry(done, [], candidates=[said, *_candidates(unit, like)])
    if len(found) > 1:
        lines = ["同名的有几个人，请用身份证号：", *_candidates(unit, found)]
        return Inquiry(done, found, candidates=lines)
    person = found[0]
    if not done.run.has_row()[person]:
        return Inquiry(done, [], candidates=[_not_paid(done, person)])
    return Inquiry(done, found, lines=_lines(done, done.run, person))


def _candidates(unit: Unit, people: Sequence[int]) -> list[str]:
    """Name, masked number, community and row of each."""
    roster = unit.roster
    return [
        f"{roster.names[i]} {mask_identity(roster.identities[i])} "
        f"{roster.communities[roster.community[i]]} 第{roster.rows[i]}行"
        for i in people
    ]


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
    if run.scale[person]:
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
