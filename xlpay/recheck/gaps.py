"""What the worksheet functions can't express of a month, in words: a setting, a kind, a person.

A function knows the newest version of a shipped policy under the settings' defaults, and only its
own arguments.  Whatever else a figure hangs on is found here from the policy's own words, never
from a difference between two amounts: a difference is what 核对 is there to show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import YEAR, Bools
from xlpay.catalogue.context import Context, named, policy_words
from xlpay.catalogue.reading_numbers import share_setting
from xlpay.kinds.amounts import Coefficient, Fixed, Gross, Rest, ShareOf, YearsOf
from xlpay.kinds.table import LookedUp
from xlpay.language.parts import is_dated, plain, settings_in
from xlpay.pay.leave_pay import leave_bands
from xlpay.pay.month import MonthPayroll
from xlpay.policy.schema.document import Component, Condition, CountRule, Run
from xlpay.policy.terms.definitions import (
    bases_of,
    definitions,
    made_of,
    probation_ratios,
    reduced_alone,
)
from xlpay.policy.terms.scheme import NONE
from xlpay.rules.conditions import honours_of
from xlpay.rules.ratings import NOT_YET

Why = list[str]  # by person of the roster: "" where the functions can express it
Role = Callable[[Component], bool]
_BY_YEARS_END = ("months", "rating", "service")  # a count that stands still within a year
_OF_COEFFICIENT = (Coefficient, ShareOf, Gross, Rest)


class Gaps:
    """What stands between a month's figures and the functions."""

    def __init__(self, run: MonthPayroll) -> None:
        self.run = run
        self.people = len(run.unit.roster)
        document = run.scheme.document
        place = policy_words().get(document.id)
        self.context: Context | None = None if place is None else named(place)
        self.whole = ""  # why nothing can be expressed
        if self.context is None:
            self.whole = f"函数里没有“{document.scheme}”，只有随附的政策"
        elif self.context.policy != self.run.scheme.policy:
            self.whole = "函数只有最新一版政策，本月不是"

    def part(self, *parts: Any, given: tuple[str, ...] = ()) -> str:
        """Why parts of the policy differ from what the functions know; settings given to them."""
        if self.context is None or self.whole:
            return self.whole
        raw = [plain(part) for part in parts]
        if is_dated(raw):
            return "政策的数按月份变动，函数只有最新的"
        mine, known = self.run.scheme.settings, self.context.scheme.settings
        changed = [
            name
            for name in dict.fromkeys(settings_in(raw))
            if name not in given and mine.get(name) != known.get(name)
        ]
        return f"函数里没有参数“{'、'.join(changed)}”，本单位改过" if changed else ""

    def everyone(self, why: str) -> Why:
        return [why] * self.people

    def where(self, mask: Bools, why: str, base: Why | None = None) -> Why:
        """A reason for the people of a mask, after those there are."""
        own = base or self.everyone("")
        return [old or (why if m else "") for old, m in zip(own, mask.tolist(), strict=True)]

    # ── years, rises, grades

    def main_count(self) -> CountRule | None:
        """The count that CWYEARS counts."""
        document = self.run.scheme.document
        name = document.grade.count if document.grade else ""
        return next(iter(sorted(document.count, key=lambda count: count.name != name)), None)

    def years(self, count: CountRule) -> Why:
        """CWYEARS."""
        main = self.main_count()
        if main is not None and main.name != count.name:
            return self.everyone(f"CWYEARS 只算“{main.name}”")
        if count.basis not in _BY_YEARS_END:
            return self.everyone(self.whole or "CWYEARS 只算到年底")
        if count.how.present or count.counts_from != 1:
            return self.everyone(self.whole or "CWYEARS 的年度从次年1月起算")
        why = self.everyone(self.part(plain(count, ("breaks", "undecided"))))
        broken = np.zeros(self.people, dtype=np.bool_)
        broken[self.run.staff.service.breaks.person] = True
        if changed := self.part([count.breaks]):
            why = self.where(broken, changed, why)
        seen = self.run.staff.credits.rated(self.run.month)
        if changed := self.part([count.undecided]):
            undecided = np.flatnonzero(self.run.scheme.marked(Words.RATING, "undecided"))
            rated = np.zeros(self.people, dtype=np.bool_)
            for codes in seen.codes:
                rated |= np.isin(codes, undecided)
            why = self.where(rated, changed, why)
        late = np.zeros(self.people, dtype=np.bool_)
        for year, codes in enumerate(seen.codes, seen.first):
            late |= (codes == NOT_YET) & (year < count.unrated_before)
        return self.where(late, "早年的等次未到批准月份，CWYEARS 会按没有等次计", why)

    def rises(self, run: Run) -> Why:
        """CWBLOCKS."""
        first = self.run.scheme.document.run[0]
        if first.name != run.name:
            return self.everyone(self.whole or f"CWBLOCKS 只算“{first.name}”")
        if run.counts_from != 1:
            return self.everyone(self.whole or "CWBLOCKS 的年度从次年1月起算")
        given = (run.mode.setting,) if run.mode.setting else ()
        return self.everyone(self.part(run, given=given))

    def grade(self) -> Why:
        """CWGRADE."""
        rule, facts = self.run.scheme.document.grade, self.run.facts
        assert rule is not None
        why = self.everyone(self.part(rule.ladders, rule.double_grades))
        words = self.run.unit.vocabulary
        for level in rule.education:
            listed = words.mask(Words.EDUCATION, [value.level for value in level.values])
            if changed := self.part(level):
                why = self.where(listed[facts.education], changed, why)
            if level.needs != "diploma":
                why = self.where(facts.degree != NONE, "CWGRADE 没有学位", why)
        if rule.qualification:
            why = self.where(facts.qualification != NONE, "CWGRADE 没有职业资格", why)
        if rule.keeps and facts.former_grade is not None:
            why = self.where(facts.former_grade > 0, "CWGRADE 不知道原来的岗位", why)
        for honour in rule.honours:
            codes = list(words.codes(Words.HONOUR, honour.honour))
            why = self.where(honours_of(facts, codes) > 0, "CWGRADE 没有荣誉", why)
        for effect in rule.runs:
            why = self.where(facts.rises[effect.run] != 0, f"CWGRADE 没有“{effect.run}”", why)
        return why

    def coefficient(self) -> Why:
        """CWCOEF."""
        rule = self.run.scheme.document.grade
        assert rule is not None
        if not rule.steps or any(step.post for step in rule.steps):
            return self.everyone(self.whole or "CWCOEF 只按等级查系数")
        return self._trial(self.everyone(self.part(rule.steps)))

    def _trial(self, why: Why) -> Why:
        """Coefficients on probation: the row of its own has a word, other ways have none."""
        rule = self.run.scheme.document.probation
        if rule is None:
            return why
        mode = rule.mode.value
        if mode == "coefficient" or (mode == "row" and not rule.row_name):
            return self.where(self.run.facts.probation, "函数没有试用期间的这种算法", why)
        return why

    # ── components

    def component(self, component: Component, role: Role | None) -> Why:
        """The function whose part (`role`) a component plays; None: no function for its kind."""
        document = self.run.scheme.document
        if self.whole:
            return self.everyone(self.whole)
        if role is None:
            return self.everyone("没有算这一项的函数")
        first = next(c for c in document.component if role(c))
        if first.name != component.name:
            return self.everyone(f"函数只算同类的第一项“{first.name}”")
        if component.schedule.periodic:
            return self.everyone("按期发放的，函数只算一个月的")
        needed = self._needed(component)
        for part in needed:
            if problem := self._unfit(part, needed):
                return self.everyone(problem)
        bare = [plain(part, ("readings",)) for part in needed]
        own = share_setting(self.context) if self.context is not None else None
        given = (own.name,) if own is not None else ()
        readings = [[{"setting": r.setting} for r in part.readings] for part in needed]
        why = self.everyone(self.part(readings) or self.part(bare, given=given))
        if isinstance(component.how, _OF_COEFFICIENT) or component.pay == "accrual":
            if changed := self._base(needed):
                return self.everyone(changed)
            why = [a or b for a, b in zip(why, self.coefficient(), strict=True)]
        return self._on_probation(needed, why)

    def _base(self, needed: list[Component]) -> str:
        """Why a sum given to a function is not the base that these components multiply."""
        names = {name for part in needed for name in bases_of(part)}
        bases = [base for base in self.run.scheme.document.base if base.name in names]
        if len(bases) != 1:
            return "函数只用一个基数"
        (base,) = bases
        if base.unit or base.least is not None or base.most is not None:
            return "基数先取整或有上下限，工作表里的已是取过的数"
        return self.part([base.multiple])

    def stated(self, component: Component) -> Why:
        """A sum that stands in a helper column, paid as it is."""
        if component.schedule.periodic:
            return self.everyone("按期发放的，函数只算一个月的")
        if component.cap is not None or component.least is not None:
            return self.everyone("没有算这一项的函数")
        if component.absences or component.in_part_month == "none":
            return self.everyone("函数不管这一项因缺勤减少")
        return self._on_probation([component], self.everyone(""))

    def _needed(self, component: Component) -> list[Component]:
        """A component and those it is made of."""
        document, settings = self.run.scheme.document, self.run.scheme.settings
        by_name = {c.name: c for c in document.component}
        found, open_ones = [component], [component]
        while open_ones:
            for name in sorted(made_of(open_ones.pop(), settings)):
                if name and by_name[name] not in found:
                    found.append(by_name[name])
                    open_ones.append(by_name[name])
        return found

    def _unfit(self, part: Component, needed: list[Component]) -> str:
        """Why no function computes a component whatever the settings are."""
        how = part.how
        if any(own.factor_names() for own in definitions(part)):
            return "函数没有别的系数"
        if isinstance(how, LookedUp) and how.several:
            return "CWCERT 一次只看一套资格"
        if part.absences or part.in_part_month == "none":
            return "函数不管这一项因缺勤减少"
        if not isinstance(how, Fixed) and (part.when != Condition() or part.unless != Condition()):
            return "函数不管这一项给哪些人"
        if isinstance(how, LookedUp) and how.keys == ("education",) and how.needs != "diploma":
            return "函数没有学位"
        if isinstance(how, LookedUp) and how.keys == ("qualification",) and not self._main(how):
            return "核对表里只有第一套职业资格"
        if len(needed) > 1 and not isinstance(how, _OF_COEFFICIENT):
            return "函数只算由系数来的部分"
        return ""

    def _main(self, table: LookedUp) -> bool:
        """A table of the main scale of qualifications."""
        scheme, words = self.run.scheme, self.run.unit.vocabulary
        codes = words.codes(Words.QUALIFICATION, [row.qualification for row in table.rows])
        return all(scheme.qualification_scale[code] == 0 for code in codes)

    def _on_probation(self, needed: list[Component], why: Why) -> Why:
        rule, names = self.run.scheme.document.probation, {part.name for part in needed}
        if rule is None:
            return why
        mode = rule.mode.value
        touched = names & set(rule.unpaid)
        if mode in ("amount", "sum"):
            touched |= names & {*rule.components, *probation_ratios(rule)}
        if not touched:
            return why
        return self.where(self.run.facts.probation, "函数没有试用期间的这种算法", why)

    def reduction(self) -> Why:
        """CWPART, which knows days out and nothing else."""
        run, rule = self.run, self.run.scheme.document.part_month
        why = self.everyone(self.part([rule.days]))
        why = self.in_part_month(why)
        for leave in run.scheme.document.leave_pay:
            for band in leave_bands(run.staff, run.facts, leave, run.month):
                why = self.where(band.halves > 0, f"CWPART 不管“{leave.name}”", why)
        return why

    def in_part_month(self, why: Why) -> Why:
        """CWPART where a month's own days pay, or the day of entry or leaving gives a share."""
        if changed := self._by_month():
            why = self.where(self.run.part.out > 0, changed, why)
        lost = self.run.part.lost
        if lost is None:
            return why
        return self.where(lost > 0, "CWPART 不管按进入、离职的日期发几成", why)

    def _by_month(self) -> str:
        """Why CWPART does not know the days that pay; other choices only say which are out."""
        mode = self.run.scheme.document.part_month.mode
        return self.part([mode]) if mode.value == "month" else ""

    def of_pool(self, component: Component) -> str:
        """Why own shares of a pool, and so everybody's part, are not CWPART's alone."""
        if (self.run.part.out > 0).any() and (changed := self._by_month()):
            return changed
        lost = self.run.part.lost
        if lost is not None and bool((lost > 0).any()):
            return "CWPART 不管按进入、离职的日期发几成"
        if component.in_part_month != "reduced" or component.absences:
            return "函数不管这一项因缺勤减少"
        return ""

    def whole_years(self, how: YearsOf, why: Why) -> Why:
        """CWASSESS, which takes whole years where ratings are counted."""
        years = self.run.facts.years[how.of]
        return self.where(years % YEAR != 0, "CWASSESS 只算整年", why)


def is_reduced(component: Component) -> bool:
    """Reduced by itself in a part month."""
    return reduced_alone(component)
