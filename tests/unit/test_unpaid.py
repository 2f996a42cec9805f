"""A mistake in a row of someone who surely has no part in the month stops nobody's pay."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.mutations import CHIFENG, JIAYUGUAN, Book, Value, small_unit
from xlpay.cli import main
from xlpay.sample.write import write

ROSTER, RATED, MONEY = "花名册", "考核记录", "补扣发明细"
PERSON = 12  # the row of 花名册
Change = Callable[[Book], object]


def left(day: Value) -> Change:
    def change(book: Book) -> None:
        sheet = book.sheet(ROSTER)
        sheet.put_row(PERSON, {"离职日期": day, "离职原因": "辞职"})

    return change


def category(word: str) -> Change:
    return lambda book: book.sheet(ROSTER).put_row(PERSON, {"人员类别": word})


def rated(header: str, value: Value) -> Change:
    """A cell of the person's last rating."""

    def change(book: Book) -> None:
        number, sheet = identity(book), book.sheet(RATED)
        rows = range(2, sheet.last_row() + 1)
        last = max(row for row in rows if sheet.text(sheet.at(row, "身份证号")) == number)
        sheet.put_row(last, {header: value})

    return change


def money(amount: Value) -> Change:
    """The first row of 补扣发明细 made the person's."""
    return lambda book: book.sheet(MONEY).put_row(2, {"身份证号": identity(book), "金额": amount})


def identity(book: Book) -> str:
    sheet = book.sheet(ROSTER)
    return sheet.text(sheet.at(PERSON, "身份证号"))


@pytest.mark.parametrize("city", [CHIFENG, JIAYUGUAN])
@pytest.mark.parametrize(
    ("who", "mistake", "wrong", "code"),
    [
        (left(date(2025, 11, 20)), rated("等次", "良"), "C-WORD", 0),
        (left(date(2025, 12, 1)), rated("等次", "良"), "C-WORD", 1),  # in the month before's totals
        (left(date(2026, 1, 20)), rated("等次", "良"), "C-WORD", 1),
        (left("去年"), rated("等次", "良"), "C-WORD", 1),
        (category("下派人员"), rated("年度", "去年"), "C-YEAR", 0),
        (category("下派人"), rated("年度", "去年"), "C-YEAR", 1),
        (left(date(2025, 11, 20)), rated("身份证号", 1.5e17), "I-NUMBER", 1),
        (left(date(2025, 11, 20)), money("四百"), "C-NUMBER", 1),
    ],
)
def test_only_who_is_surely_not_paid_is_passed_over(
    who: Change, mistake: Change, wrong: str, code: int, city: str, tmp_path: Path, capfd: Any
) -> None:
    path = tmp_path / "book.xlsx"
    write(small_unit(city), path)
    book = Book.open(path)
    mistake(book)
    who(book)
    book.save(path)
    assert main(["run", str(path), "--json"]) == code
    findings = json.loads(capfd.readouterr().out)["findings"]
    (found,) = [f for f in findings if f["code"] == wrong]
    assert found["severity"] == ("error" if code else "warning")
    assert ("不影响本月" in found["message"]) == (not code)
