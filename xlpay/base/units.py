"""What whole numbers stand for: a name for each unit, so that a record says what it holds.

A column is int64 (n,), whatever it counts; numpy mixes them freely, so their names are for readers.
A single sum is a `Fen`, which a checker keeps apart from other whole numbers.
"""

from __future__ import annotations

from typing import NewType

from xlpay.base.money import Ints

Fen = NewType("Fen", int)  # 1/100 yuan

FenColumn = Ints  # 1/100 yuan
RatioColumn = Ints  # 1e-6: shares, coefficients, weights
Years1200Column = Ints  # 1/1200 year
HalfDaysColumn = Ints  # days in halves
TenThousandths = Ints  # 1e-4: scores, quantities

DayColumn = Ints  # days from 1970-01-01
MonthColumn = Ints  # year * 12 + month - 1
YearColumn = Ints  # calendar years
CountColumn = Ints  # how many months, years, times, people

CodeColumn = Ints  # places in a list of words of the policy
PersonColumn = Ints  # places in the roster
SheetRowColumn = Ints  # rows of the sheet, from 1

SettingValue = int | str  # fen, 1e-6, year, month number, or what a choice means
