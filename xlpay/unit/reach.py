"""Which rows a run's amounts can depend on: its month or year, and the rules of its policy."""

from __future__ import annotations

import msgspec

from xlpay.base.forms import MOVED_DAYS, Form, Words
from xlpay.base.money import Bools
from xlpay.base.months import month_of, window
from xlpay.policy.inputs import hired
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.uses import (
    days_that_pay,
    duties_that_pay,
    idle_columns,
    leave_that_pays,
    reaches_back,
)


class Reach(msgspec.Struct, frozen=True):
    """A run of a month, or with `yearly` of the year's money in its December."""

    scheme: Scheme
    yearly: bool = False

    @property
    def month(self) -> int:
        return self.scheme.month

    @property
    def year(self) -> int:
        return self.month // 12

    @property
    def today(self) -> int:
        """The last day of the month: nothing after it is looked at."""
        return window(self.month).last

    @property
    def one_month(self) -> bool:
        """Amounts are those of the month alone."""
        return not self.yearly and not reaches_back(self.scheme.policy)

    @property
    def first_month(self) -> int:
        """The first month whose days may be part of an amount."""
        if self.one_month:
            return self.month
        return month_of(self.year if self.yearly else self.year - 1, 1)

    def idle(self, form: Form) -> frozenset[str]:
        """The columns of a sheet that no amount depends on."""
        if form is MOVED_DAYS and not self.own_days:
            return frozenset(field.header for field in form.fields)
        return idle_columns(self.scheme.policy, form)

    @property
    def own_days(self) -> bool:
        """Pay of a part month goes by the month's own days of work."""
        rule = self.scheme.document.part_month
        return rule.by == "workday" and (rule.mode.value == "month" or rule.of_month)

    def paying_leave(self) -> Bools:
        """By leave code, whether it may take something off an amount; True for NONE."""
        words = leave_that_pays(self.scheme.policy, yearly=self.yearly)
        return self._or_unknown(words)

    def paying_days(self) -> Bools:
        """By leave code, whether its number of days counts as entered; True for NONE."""
        return self._or_unknown(days_that_pay(self.scheme.policy, yearly=self.yearly))

    def paying_duties(self) -> Bools:
        """By code of a duty, whether pay may hang on it; True for NONE."""
        return self._or_unknown(duties_that_pay(self.scheme.policy), Words.DUTY)

    @property
    def by_hiring(self) -> bool:
        """A qualification counts from the day of being hired for it, and is worth nothing else."""
        document = self.scheme.policy
        return hired(document) and all(e.kind != "certificate" for e in document.event)

    def _or_unknown(self, words: frozenset[str], kind: Words = Words.LEAVE) -> Bools:
        mask = self.scheme.mask(kind, words)
        mask[-1] = True
        return mask
