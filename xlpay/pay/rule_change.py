"""What a new standard changed for somebody: the base or the component whose own value is another.

A component made of others is not named where one of those changed, nor one whose base did: only
where the change begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlpay.base.money import yuan_text
from xlpay.policy.schema.document import Component
from xlpay.policy.terms.definitions import chosen, is_standard, made_of
from xlpay.policy.terms.scheme import Scheme
from xlpay.rules.asked import Pay

_MOST: Final = 4  # names in one cell


class RuleChange:
    """A month's rules beside those of the month before, for everybody at once."""

    def __init__(self, before: tuple[Scheme, Pay], after: tuple[Scheme, Pay]) -> None:
        (self._old, self._was), (self._new, self._now) = before, after
        self._listed = {
            c.name: c for c in (*self._old.document.component, *self._new.document.component)
        }
        self._standards = [name for name, c in self._listed.items() if is_standard(c)]
        self._parts = {
            name: [part for part in sorted(made_of(c, self._new.settings)) if part in self._listed]
            for name, c in self._listed.items()
        }

    def values(self, person: int) -> tuple[str, str]:
        """What changed, with its value on each side; of another version, which one."""
        origins = list(dict.fromkeys(self._origins(person)))
        left = "、".join(_told(name, self._was, person) for name in origins[:_MOST])
        right = "、".join(_told(name, self._now, person) for name in origins[:_MOST])
        more = f"等{len(origins)}项" if len(origins) > _MOST else ""
        old, new = self._old.policy, self._new.policy
        if old is new:
            return left + more, right + more
        return f"{left}{more}，按{old.id}", f"{right}{more}，按{new.id}（{new.pays_from}起）"

    def _origins(self, person: int) -> Iterator[str]:
        """The bases and components where the change of the monthly standard begins."""
        wanted, seen = list(self._standards), set[str]()
        while wanted:
            name = wanted.pop(0)
            if name in seen or not self._differs(name, person):
                continue
            seen.add(name)
            inner = [part for part in self._parts[name] if self._differs(part, person)]
            if inner:
                wanted = inner + wanted
                continue
            base = _base(self._listed[name], self._new)
            yield base if base and _other_figure(base, self._was, self._now, person) else name

    def _differs(self, name: str, person: int) -> bool:
        return _amount(name, self._was, person) != _amount(name, self._now, person)


def _base(component: Component, scheme: Scheme) -> str:
    """The base that a component is multiplied from; '' for none."""
    return chosen(component, scheme.settings)[0].base_name()


def _amount(name: str, pay: Pay, person: int) -> int:
    return int(pay.lines[name].amount[person]) if name in pay.lines else 0


def _other_figure(name: str, was: Pay, now: Pay, person: int) -> bool:
    figures = [pay.figures[name].fen[person] for pay in (was, now) if name in pay.figures]
    return len(figures) < 2 or figures[0] != figures[1]


def _told(name: str, pay: Pay, person: int) -> str:
    """A base or component with its value."""
    if name in pay.figures:
        return f"{name}{yuan_text(int(pay.figures[name].fen[person]))}元"
    if name in pay.lines:
        return f"{name}{yuan_text(_amount(name, pay, person))}元"
    return f"没有{name}"
