"""Whose row it is: a row names its person by identity number, and repeats the name to be sure.

A mistake is told where it was made.  A number that the roster has wrong is told there and not
again for each row that has it right; a row of nobody is left out, told or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from xlpay.base.grid import CellValue
from xlpay.base.masking import mask_identity
from xlpay.base.money import Ints
from xlpay.base.spelling import name_key
from xlpay.policy.terms.scheme import NONE
from xlpay.unit import cells
from xlpay.unit.columns import ints_of
from xlpay.unit.identities import modern, read_identity
from xlpay.unit.roster import Roster
from xlpay.unit.sheets import InputSheet

_FEW: Final = 50  # so many wrong numbers are compared with each unknown one
_ALIKE: Final = 0.88  # two of eighteen characters may differ


class RosterLookup:
    """The roster as the event sheets see it."""

    def __init__(self, roster: Roster, unsure: Collection[int], today: int) -> None:
        self.roster = roster
        self.index = roster.index()
        self.today = today
        self._shown = list(zip(roster.names, roster.identities, strict=True))
        self._names = [name_key(name) for name in roster.names]
        often = Counter(self._names)
        self._by_name = {n: i for i, n in enumerate(self._names) if n and often[n] == 1}
        self._unsure = frozenset(unsure)
        self._unsure_names = {self._names[i] for i in unsure if self._names[i]}
        self._rows: list[tuple[InputSheet, list[int]]] = []
        self._parsed: dict[object, tuple[str, list[cells.Trouble]]] = {}

    def resolve(self, sheet: InputSheet) -> Ints:
        """The person of each row; findings for unusable numbers, unknown people, other names."""
        written = sheet.texts("姓名")
        plain_of = {name: name_key(name) for name in set(written)}
        names = [plain_of[name] for name in written]
        people: list[int] = []
        whose: list[int] = []
        for i, value in enumerate(sheet.raw("身份证号")):
            plain = self.index.get(value) if type(value) is str else None
            if plain is not None and (not names[i] or names[i] == self._names[plain]):
                sheet.people[i] = self._shown[plain]
                people.append(plain)
                whose.append(plain)
                continue
            number, troubles = self._read(value)
            person = self.index.get(modern(number), NONE) if number else NONE
            meant = person if person != NONE else self._by_name.get(names[i], NONE)
            people.append(person)
            whose.append(meant)
            # An error in the row is that person's, so that they can be left out.
            sheet.people[i] = (
                self._shown[meant] if meant != NONE else (cells.squeezed(written[i]), number)
            )
            self._tell(sheet, i, number, person, cells.squeezed(written[i]), troubles)
        sheet.tell_blank_rows()
        self._rows.append((sheet, whose))
        return ints_of(people)

    def _read(self, value: CellValue) -> tuple[str, list[cells.Trouble]]:
        """An identity cell, parsed once for all sheets."""
        key = (type(value), value)
        if key not in self._parsed:
            self._parsed[key] = read_identity(value, self.today)
        return self._parsed[key]

    def unsure(self) -> frozenset[int]:
        """Everybody of whom some row, here or in the roster, has an error."""
        found = {whose[i] for sheet, whose in self._rows for i in sheet.wrong}
        return frozenset((found | self._unsure) - {NONE})

    def wrong(self) -> frozenset[tuple[str, int]]:
        """Sheet and person of each row that has an error, NONE where it is not known whose."""
        return frozenset((s.form.sheet, whose[i]) for s, whose in self._rows for i in s.wrong)

    def unknown(self) -> frozenset[tuple[str, int]]:
        """Sheet and person of each row that is left out though no error stands in it."""
        return frozenset(
            (sheet.form.sheet, whose[i])
            for sheet, whose in self._rows
            for i in sheet.bad - sheet.wrong.keys()
        )

    def _tell(
        self,
        sheet: InputSheet,
        i: int,
        number: str,
        person: int,
        name: str,
        troubles: list[cells.Trouble],
    ) -> None:
        if person == NONE:
            for found in troubles:
                sheet.trouble(i, "身份证号", found)
            if number and not troubles and not self._misspelt(number, name):
                sheet.flag(i, "I-UNKNOWN", "身份证号", masked=mask_identity(number))
            sheet.bad.add(i)  # nobody's row is left out, told or not
            if not sheet.no_pay:
                sheet.wrong.setdefault(i, [])
            return
        # A number that is in the roster has its mistakes told there once.
        own, key = self._names[person], name_key(name)
        if key and own and key != own and not (person in self._unsure and self._meant(name)):
            sheet.flag(
                i, "I-NAME", "姓名", name=name, roster=cells.squeezed(self.roster.names[person])
            )

    def _meant(self, name: str) -> bool:
        """Somebody whose row in the roster has an error."""
        return name_key(name) in self._unsure_names

    def _misspelt(self, number: str, name: str) -> bool:
        """Whether it is the roster that has this person's number wrong, which is told there."""
        wrong = [self.roster.identities[i] for i in self._unsure]
        return self._meant(name) or (
            not name and len(wrong) <= _FEW and bool(get_close_matches(number, wrong, 1, _ALIKE))
        )
