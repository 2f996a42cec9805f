"""A month while its stages add lines to it, and the frozen month that comes of it."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

import msgspec
import numpy as np
from msgspec import field

from xlpay.base.findings import Finding
from xlpay.base.forms import Words
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.deductions.contributions import Contributed
from xlpay.facts.people import PeopleFacts
from xlpay.pay.back_pay_only import once_paid, only_back_paid
from xlpay.pay.history import MonthFacts
from xlpay.pay.month import MonthPayroll, Owing, at_person, provisional
from xlpay.pay.standard import standard_of
from xlpay.policy.schema.document import Component
from xlpay.policy.terms.scheme import Scheme
from xlpay.rules.asked import Pay
from xlpay.rules.components import evaluate
from xlpay.rules.facts import Facts
from xlpay.rules.lines import Line
from xlpay.rules.service import PartMonth
from xlpay.rules.sharing import Divided
from xlpay.unit.inputs import Unit


class MonthBuilder(msgspec.Struct):
    """A month being made.  Columns run over everyone in the roster.

    `paid` says who is paid for the month, `once` who was for an earlier one, `back_paid` who has a
    row of back pay alone.
    """

    unit: Unit
    scheme: Scheme
    month: int
    staff: PeopleFacts
    facts: Facts
    pay: Pay  # standards, as if the whole month were worked
    paid: Bools
    once: Bools
    back_paid: Bools
    scale: Bools  # paid by the components
    part: PartMonth
    standard: Ints  # the monthly standard
    lines: dict[str, Line] = field(default_factory=dict)
    deductions: list[str] = field(default_factory=list)
    pools: list[Divided] = field(default_factory=list)  # divided by scores
    findings: list[Finding] = field(default_factory=list)
    contributed: list[Contributed] = field(default_factory=list)  # the kinds that are computed
    blank: dict[str, Bools] = field(default_factory=dict)  # whose figure of a line is not known
    owing: list[Owing] = field(default_factory=list)

    @property
    def on_scale(self) -> Bools:
        """Who is paid for the month by the components."""
        return self.paid & self.scale

    @property
    def reported(self) -> Bools:
        """Who is paid for the month the sum that the office states."""
        return self.paid & ~self.scale

    @property
    def with_row(self) -> Bools:
        """Who has a row in 工资发放表: paid for the month, or back pay alone."""
        return self.paid | self.back_paid

    @property
    def components(self) -> tuple[Component, ...]:
        """The components of the policy, in its order."""
        return self.scheme.document.component

    @property
    def paid_days(self) -> int:
        """Paid days a month, in 1/100."""
        return self.staff.part_months.paid_days(self.month)

    def add(self, line: Line) -> None:
        """A line, in place of one of that name."""
        self.lines[line.name] = line

    def deduct(self, line: Line) -> None:
        """A line that is taken from gross: 扣款合计 and 实发合计 count it in."""
        self.add(line)
        self.deductions.append(line.name)

    def tell(self, code: str, person: int, header: str = "姓名", **words: object) -> None:
        """A finding at a person's cell in 花名册."""
        self.findings.append(at_person(self.unit, code, person, header, **words))

    @property
    def provisional(self) -> Bools:
        """Of whom some figure is not known (n,)."""
        return provisional(self.blank, len(self.paid))

    def leave_blank(self, name: str, who: Bools) -> None:
        """Whose figure (n,) of a line is not known."""
        if who.any():
            self.blank[name] = self.blank.get(name, np.zeros_like(who)) | who

    def done(self) -> MonthPayroll:
        """The month as its stages have made it."""
        return MonthPayroll(
            unit=self.unit,
            scheme=self.scheme,
            month=self.month,
            staff=self.staff,
            facts=self.facts,
            pay=self.pay,
            people=np.flatnonzero(self.with_row),
            paid=self.paid,
            scale=self.scale,
            part=self.part,
            standard=self.standard,
            lines=MappingProxyType(dict(self.lines)),
            deductions=tuple(self.deductions),
            pools=tuple(self.pools),
            findings=tuple(self.findings),
            contributed=tuple(self.contributed),
            blank=MappingProxyType(dict(self.blank)),
            owing=tuple(self.owing),
        )


def begin(known: MonthFacts, month: int, left_out: Collection[int]) -> MonthBuilder:
    """A month before its first stage: who is paid, and the standards of a whole month.

    Paid are those in service on at least one day and paid under the scheme.
    """
    staff, facts = known.staff, known.facts
    unit, scheme = staff.unit, staff.scheme
    pay = evaluate(scheme, facts)
    paid, scale = with_pay(known, month, left_out), _paid_as(scheme, facts, "scale")
    under = scale | _paid_as(scheme, facts, "reported")
    once = once_paid(unit, month, staff.service.breaks, under)
    stated = np.where(unit.roster.reported == BLANK, 0, unit.roster.reported)
    return MonthBuilder(
        unit=unit,
        scheme=scheme,
        month=month,
        staff=staff,
        facts=facts,
        pay=pay,
        paid=paid,
        once=once,
        back_paid=only_back_paid(unit, month, paid, once, left_out),
        scale=scale,
        part=staff.part_months.of(month),
        standard=np.where(scale, standard_of(scheme, pay), stated),
    )


def with_pay(known: MonthFacts, month: int, left_out: Collection[int]) -> Bools:
    """Who is paid for the month: in service on at least one day of it, and under the scheme."""
    here = known.staff.service.in_service(month)
    here[list(left_out)] = False
    scale, reported = (_paid_as(known.scheme, known.facts, kind) for kind in ("scale", "reported"))
    paid: Bools = here & (scale | reported)
    return paid


def _paid_as(scheme: Scheme, facts: Facts, kind: str) -> Bools:
    """Whose category (n,) is paid in that way."""
    words = [category.word for category in scheme.document.category if category.pay == kind]
    return scheme.mask(Words.CATEGORY, words)[facts.category]
