"""Making mistakes in a clean unit, each on a person to whom no other mistake happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from enum import Enum

import msgspec

from xlpay.base.forms import ROSTER, SETTINGS
from xlpay.sample.units import Row, Rows, Sample

Test = Callable[[Row], bool]
Columns = Mapping[str, object]  # a callable value is given the row as it was
WHO = ("姓名", "身份证号")


class How(Enum):
    """What is done."""

    SET = "columns of the person's first row in the sheet that fits"
    ADD = "a row more for the person"
    ROW = "a row more, of nobody"
    ALL = "columns of all rows of the person, in every sheet"
    DROP = "the person's rows in the sheet that fit go"
    EVERYBODY = "columns of every row that fits, whoever's it is"
    GONE = "every row that fits goes, whoever's it is"
    SETTING = "values of 参数; None takes the row away"


def steady(row: Row) -> bool:
    """Of 花名册: employed by contract, and not leaving."""
    return row["人员类别"] == "聘用制" and row["离职日期"] is None


def anything(row: Row) -> bool:
    """Any row fits."""
    return True


class Mistake(msgspec.Struct, frozen=True):
    """A code, and what a clerk does that brings it about."""

    code: str
    says: str
    sheet: str
    columns: Columns
    how: How = How.SET
    who: Test | None = steady  # whom it fits, by 花名册; None: the person of the mistake before
    fits: Test = anything  # which rows of the sheet

    @property
    def personal(self) -> bool:
        """Made on one person."""
        return self.how in (How.SET, How.ADD, How.ALL, How.DROP)


class Mistaken(msgspec.Struct, frozen=True):
    """A unit with mistakes: its rows, and code -> what was done, to whom or in which sheet."""

    rows: Rows
    coverage: dict[str, str]


def apply(sample: Sample, mistakes: Sequence[Mistake]) -> Mistaken:
    """The sample with the mistakes made in their order, ordinary people first."""
    rows = deepcopy(sample.rows)
    free = sorted(rows[ROSTER.sheet], key=lambda row: row["姓名"] not in sample.ordinary)
    coverage: dict[str, str] = {}
    person: Row = {}
    for mistake in mistakes:
        if mistake.personal and mistake.who is not None:
            person = next(row for row in free if mistake.who(row))
            free = [row for row in free if row is not person]
        where = str(person["姓名"]) if mistake.personal else mistake.sheet
        coverage[mistake.code] = f"{where}：{mistake.says}"
        _make(rows, mistake, person)
    return Mistaken(rows, coverage)


def _make(rows: Rows, mistake: Mistake, person: Row) -> None:
    """One mistake."""
    sheet = rows.setdefault(mistake.sheet, [])
    everyone = [row for row in sheet if mistake.fits(row)]
    own = [row for row in everyone if row.get("身份证号") == person.get("身份证号")]
    if mistake.how is How.SETTING:
        _setting(rows[SETTINGS.sheet], mistake.columns)
    elif mistake.how is How.ROW:
        sheet.append(_given(mistake.columns, person))
    elif mistake.how is How.ADD:
        sheet.append({key: person[key] for key in WHO} | _given(mistake.columns, person))
    elif mistake.how in (How.DROP, How.GONE):
        gone = {id(row) for row in (own if mistake.how is How.DROP else everyone)}
        sheet[:] = [row for row in sheet if id(row) not in gone]
    elif mistake.how is How.ALL:
        for row in list(_rows_of(rows, person)):
            row.update(_given(mistake.columns, row))
    else:
        for row in own[:1] if mistake.how is How.SET else everyone:
            row.update(_given(mistake.columns, row))


def _rows_of(rows: Rows, person: Row) -> Iterator[Row]:
    number = person["身份证号"]
    return (row for sheet in rows.values() for row in sheet if row.get("身份证号") == number)


def _given(columns: Columns, row: Row) -> Row:
    return {h: value(row) if callable(value) else value for h, value in columns.items()}


def _setting(settings: list[Row], columns: Columns) -> None:
    for name, value in columns.items():
        settings[:] = [row for row in settings if row["项目"] != name]
        if value is not None:
            settings.append({"项目": name, "值": value})
