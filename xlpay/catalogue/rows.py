"""The rows of a call, sorted: those that can be evaluated, by policy, and why the others can't.

In each row an error that came in goes first, then a required argument that is blank (the result is
blank too), then a policy or a value that can't be used.  No row is touched by another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from xlpay.base.grid import CellError
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.columns import ReadColumn, read_column
from xlpay.catalogue.context import NATIONAL, Context, Subject
from xlpay.catalogue.model import VALUE, Columns, Fault, fault_of
from xlpay.catalogue.readers import ANYTHING
from xlpay.catalogue.reading_words import POLICY
from xlpay.catalogue.shapes import LEFT_OUT, Given
from xlpay.unit.cells import Trouble

_ALL: Final[Bools] = np.ones(1, dtype=np.bool_)
_FIRST: Final = np.zeros(1, dtype=np.int64)
_NONE: Final[Bools] = np.zeros(1, dtype=np.bool_)
_Reason = tuple[Bools, Fault | None]  # the rows it touches (n,) or (1,): all; None: blank


class PolicyRows(msgspec.Struct, frozen=True):
    """Rows of one policy that can be evaluated: its columns, and which rows; None: all."""

    context: Context
    columns: Columns
    rows: Ints | None = None


class Settled(msgspec.Struct, frozen=True):
    """Rows that can't be evaluated and their fault; None where they are blank."""

    rows: Ints
    fault: Fault | None


class Sorted(msgspec.Struct, frozen=True):
    """The rows of a call."""

    parts: list[PolicyRows] = []
    settled: list[Settled] = []


def sorted_rows(
    arguments: Sequence[Argument], subject: Subject | None, given: Sequence[Given], count: int
) -> Sorted:
    """The rows (count) of a call; `given` are the arguments laid out."""
    if subject is None:
        return _under(arguments, NATIONAL, given, count)
    own = given[-1]
    if own is LEFT_OUT:
        return _under(arguments, subject.policy(BLANK), given, count)
    policies = read_column(own.cells, POLICY.reader(NATIONAL), filled=False)
    if own.misfit:
        errors = [odd for odd in policies.odd if isinstance(odd, CellError)]
        fault = _came_in(errors[0], arguments[-1]) if errors else Fault(VALUE, own.misfit)
        return _under(arguments, fault, given, count)
    codes = policies.values
    distinct = codes if len(codes) == 1 else np.unique(codes)
    if len(distinct) == 1:
        context = _policy(subject, arguments[-1], policies, int(distinct[0]))
        return _under(arguments, context, given, count)
    every = Sorted([], [])
    for code in distinct.tolist():
        here = np.flatnonzero(codes == code)
        context = _policy(subject, arguments[-1], policies, code)
        found = _under(arguments, context, [column.at(here) for column in given], len(here))
        for part in found.parts:
            rows = here if part.rows is None else here[part.rows]
            every.parts.append(PolicyRows(part.context, part.columns, rows))
        every.settled.extend(Settled(here[x.rows], x.fault) for x in found.settled)
    return every


def _policy(subject: Subject, argument: Argument, read: ReadColumn, code: int) -> Context | Fault:
    """The policy that a code stands for, the default where it is blank."""
    odd = read.at(code)
    if odd is None:
        return subject.policy(code)
    return (
        _came_in(odd, argument) if isinstance(odd, CellError) else fault_of(odd, argument.name_zh)
    )


def _came_in(error: CellError, argument: Argument) -> Fault:
    return Fault(error, f"“{argument.name_zh}”传入了错误值 {error.text}。", came_in=True)


def _under(
    arguments: Sequence[Argument], policy: Context | Fault, given: Sequence[Given], count: int
) -> Sorted:
    """The rows under one policy."""
    read: dict[str, ReadColumn] = {}
    columns: dict[str, Ints] = {}
    context = policy if isinstance(policy, Context) else None
    good = context is not None
    for argument, own in zip(arguments, given, strict=True):
        if argument.kind is POLICY:
            continue
        how = ANYTHING if context is None else argument.kind.reader(context)
        found = read_column(own.cells, how, filled=argument.optional and not argument.is_range)
        read[argument.name] = found
        columns[argument.name] = found.values
        if found.odd or own.misfit or (found.blank is not None and not argument.optional):
            good = False
    if context is not None and good:
        return Sorted([PolicyRows(context, columns)], [])
    taken = [
        _Taken(argument, read[argument.name], own.misfit)
        for argument, own in zip(arguments, given, strict=True)
        if argument.name in read
    ]
    return _apart(policy, columns, _reasons(policy, taken), count)


def _apart(
    policy: Context | Fault, columns: Columns, reasons: Iterable[_Reason], count: int
) -> Sorted:
    """Rows that can be evaluated apart from those that can't, by the first reason of each."""
    if count == 1:  # the same without arrays
        for where, fault in reasons:
            if where[0]:
                return Sorted([], [Settled(_FIRST, fault)])
    free, settled = np.ones(count, dtype=np.bool_), []
    for where, fault in reasons:
        rows = np.flatnonzero(where & free)
        if len(rows):
            settled.append(Settled(rows, fault))
            free[rows] = False
    rows = np.flatnonzero(free)
    if not len(rows):
        return Sorted([], settled)
    assert isinstance(policy, Context)
    if len(rows) == count:
        return Sorted([PolicyRows(policy, columns)], [])
    left = {name: own if len(own) == 1 else own[rows] for name, own in columns.items()}
    return Sorted([PolicyRows(policy, left, rows)], settled)


class _Taken(msgspec.Struct, frozen=True):
    """An argument and its cells as read; of a range read as a whole, each cell is every row's."""

    argument: Argument
    read: ReadColumn
    misfit: str

    @property
    def whole(self) -> bool:
        return self.argument.is_range or bool(self.misfit)

    def odd(self) -> Iterator[tuple[Bools, Trouble | CellError]]:
        """Where something is no value, and what."""
        for place, what in enumerate(self.read.odd):
            yield (_ALL if self.whole else self.read.where(place)), what

    def blank(self) -> Bools:
        """Where the argument is blank."""
        if self.read.blank is None:
            return _NONE
        if self.whole:
            return _ALL if self.read.blank.all() else _NONE
        return self.read.blank


def _reasons(policy: Context | Fault, taken: Sequence[_Taken]) -> Iterator[_Reason]:
    """Why rows can't be evaluated, first things first."""
    for own in taken:
        for where, what in own.odd():
            if isinstance(what, CellError):
                yield where, _came_in(what, own.argument)
    if isinstance(policy, Fault) and policy.came_in:
        yield _ALL, policy
    yield _lacking(taken), None
    if isinstance(policy, Fault):
        yield _ALL, policy
    for own in taken:
        if own.misfit:
            yield _ALL, Fault(VALUE, own.misfit)
        for where, what in own.odd():
            if isinstance(what, Trouble):
                yield where, fault_of(what, own.argument.name_zh)


def _lacking(taken: Sequence[_Taken]) -> Bools:
    """Rows where a required value is blank, or every range of a function that has ranges alone."""
    required = [own for own in taken if not own.argument.optional]
    lacking: Bools = _NONE
    for own in required:
        if not own.argument.is_range:
            lacking = lacking | own.blank()
    if all(own.argument.is_range and own.blank()[0] for own in required):
        return _ALL
    return lacking
