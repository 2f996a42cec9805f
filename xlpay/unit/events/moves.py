"""调动记录: from which month on somebody belongs to another community.

花名册 says where people are until their first move; a row holds until the person's next one.
"""

from __future__ import annotations

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import LATEST, month_text, months_of
from xlpay.base.units import CodeColumn, MonthColumn, PersonColumn
from xlpay.policy.terms.scheme import NONE
from xlpay.unit.columns import ints_of, numbers_of
from xlpay.unit.events.people import RosterLookup
from xlpay.unit.events.records import Communities
from xlpay.unit.places import Places, placed
from xlpay.unit.reach import Reach
from xlpay.unit.roster import Roster
from xlpay.unit.sheets import InputSheet


class Belonging(msgspec.Struct, frozen=True, eq=False):
    """Where each person belongs in a month: at home, until a row moves them (rows by month)."""

    home: CodeColumn
    home_streets: tuple[str, ...]
    person: PersonColumn
    month: MonthColumn
    community: CodeColumn
    street: tuple[str, ...]

    def placed(self, roster: Roster, month: int) -> Roster:
        """The roster with the communities and streets of a month."""
        community, streets = self.home.copy(), list(self.home_streets)
        for at in np.flatnonzero(self.month <= month).tolist():
            person = int(self.person[at])
            community[person], streets[person] = self.community[at], self.street[at]
        return replace(roster, community=community, streets=tuple(streets))


def belonging(
    sheet: InputSheet, people: RosterLookup, places: Places, communities: Communities, reach: Reach
) -> tuple[Roster, Belonging | None]:
    """The roster with every community that anybody is moved to, and where people belong when.

    A row without 街道 has that of its community in 社区, else the person's own.
    """
    person, months = people.resolve(sheet), numbers_of(sheet, "起始月份", BLANK)
    names = placed(sheet, "社区", places.community)
    streets = placed(sheet, "街道", places.street)
    _twice(sheet, person, months, [*zip(names, streets, strict=True)])
    _after_leaving(sheet, people.roster, person, months)
    sheet.ease(np.flatnonzero((months != BLANK) & (months > reach.month)).tolist())
    sound = np.asarray([i not in sheet.bad for i in range(len(person))], dtype=np.bool_)
    roster = people.roster
    order = [i for i in np.argsort(months, kind="stable").tolist() if sound[i]]
    if not order:
        return roster, None
    offered = tuple(dict.fromkeys([*roster.communities, *(names[i] for i in order)]))
    code = {name: at for at, name in enumerate(offered)}
    known = dict(zip(communities.name, communities.street, strict=True))
    found = Belonging(
        roster.community,
        roster.streets,
        person[order],
        months[order],
        ints_of([code[names[i]] for i in order]),
        tuple(streets[i] or known.get(names[i], "") or roster.streets[person[i]] for i in order),
    )
    _no_move(sheet, found, order)
    return replace(roster, communities=offered), found


def _twice(sheet: InputSheet, person: Ints, months: Ints, places: list[tuple[str, str]]) -> None:
    """Two rows of a person for one month: an error if they say different places."""
    seen: dict[tuple[int, int], int] = {}
    for i, key in enumerate(zip(person.tolist(), months.tolist(), strict=True)):
        if i in sheet.bad or key[0] == NONE:
            continue
        before = seen.setdefault(key, i)
        if places[before] != places[i]:
            words = {"row": sheet.rows[before], "month": month_text(key[1])}
            sheet.flag(i, "V-MOVETWICE", "社区", **words)
        elif before != i:
            sheet.flag(i, "V-SAME", "社区", row=sheet.rows[before])


def _after_leaving(sheet: InputSheet, roster: Roster, person: Ints, months: Ints) -> None:
    """A move in a month after the person's last one is never used."""
    last = np.append(months_of(np.minimum(roster.leave, LATEST)), 0)[person]
    gone: Bools = (months != BLANK) & (person != NONE) & (months > last)
    for i in np.flatnonzero(gone).tolist():
        if i not in sheet.bad:
            sheet.flag(i, "V-NEVER", "起始月份", month=month_text(months[i]), why="已经离职")


def _no_move(sheet: InputSheet, found: Belonging, order: list[int]) -> None:
    """A row to where the person is already; a last one back to the community of 花名册."""
    community, street = found.home.copy(), list(found.home_streets)
    last: dict[int, tuple[int, bool]] = {}
    for at, i in enumerate(order):
        person = int(found.person[at])
        same = community[person] == found.community[at] and street[person] == found.street[at]
        if same:
            where = "上一次调动" if person in last else "花名册"
            sheet.flag(i, "V-NOMOVE", "社区", where=where)
        community[person], street[person] = found.community[at], found.street[at]
        last[person] = (i, person in last and not same)
    for person, (i, again) in last.items():
        if again and community[person] == found.home[person]:
            sheet.flag(i, "V-MOVEBACK", "社区")
