"""A worksheet function: what it is called, what it takes, and the one path by which it is called.

Arguments are laid out by rows, the rows that can be evaluated are sorted from those that can't, one
evaluation a policy serves them, and the figures are shown in the shape of the call.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import field

from xlpay.base.money import Ints
from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.context import Context, Subject
from xlpay.catalogue.model import Columns, Example, Result, Unusable
from xlpay.catalogue.rows import PolicyRows, sorted_rows
from xlpay.catalogue.shapes import Laid, as_given, given, in_shape, laid_out
from xlpay.catalogue.showing import figures, one, spilled

Evaluate = Callable[[Context, Columns], Ints]
Explain = Callable[[Context, Columns], str]
_PLAIN: Final = frozenset((str, float, int, bool, type(None)))
_MOST: Final = 4096  # answers that a function remembers


class Function(msgspec.Struct, frozen=True, eq=False, dict=True):
    """A function of the catalogue.

    `evaluate` gets int64 columns by argument name (single values have one element) and gives one;
    `explain` gets columns of one row.  `rule` names the rule that does the work; without a
    `subject` no policy matters, else the last argument is one.
    """

    name: str
    summary_zh: str
    summary_en: str
    category: str
    arguments: tuple[Argument, ...]
    result: Result
    rule: str
    evaluate: Evaluate
    explain: Explain
    examples: tuple[Example, ...]
    subject: Subject | None = None
    shaped_like: str = ""  # the range of which the result has the shape; else it is one value
    by_itself: Callable[[Sequence[Any]], Any] | None = None  # carries out the whole call
    # Answers to calls of single values; the policies are fixed before the first of them.
    answered: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    @cached_property
    def required(self) -> int:
        """How many arguments there must be."""
        optional = [argument.optional for argument in self.arguments]
        return optional.index(True) if True in optional else len(optional)

    @cached_property
    def takes_ranges(self) -> bool:
        """Whether an argument is read as a whole: a call, one result."""
        return any(argument.is_range for argument in self.arguments)

    @cached_property
    def takes_spans(self) -> bool:
        """Whether an argument may come as first and last days."""
        return any(argument.spans is not None for argument in self.arguments)

    def __call__(self, *args: Any, **named_args: Any) -> Any:
        """A value for values, rows for ranges, an array for numpy arrays; None is a blank."""
        if named_args or not self.fits(len(args)):
            args = self._bound(args, named_args)
        if not _PLAIN.issuperset(map(type, args)):
            return self.answer(args)
        key = (*args, *map(type, args))  # True, 1 and 1.0 are equal, and not the same
        found = self.answered.get(key)
        if found is None:
            found = self.answer(args)
            if len(self.answered) >= _MOST:
                self.answered.clear()
            self.answered[key] = found
        return found

    def answer(self, args: Sequence[Any]) -> Any:
        """The call itself: the one path, for one cell and for a million rows."""
        if self.by_itself is not None:
            return self.by_itself(args)
        arguments, laid = self.laid_out(args)
        return in_shape(self._values(arguments, laid, args), laid.result)

    def laid_out(self, args: Sequence[Any]) -> tuple[Sequence[Argument], Laid]:
        """The arguments as they came, and by the rows of the result."""
        arguments: Sequence[Argument] = self.arguments
        if self.takes_spans:
            arguments = as_given(arguments, args)
        whole = self.takes_ranges or any(a.is_range for a in arguments)
        return arguments, laid_out(arguments, args, whole=whole)

    def fits(self, count: int) -> bool:
        """Whether the function can be called with so many arguments."""
        return self.required <= count and (
            count <= len(self.arguments) or self.arguments[-1].repeats
        )

    @property
    def __signature__(self) -> inspect.Signature:
        """What help() and editors show."""
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature(
            [
                inspect.Parameter(
                    a.name, kind, default=None if a.optional else inspect.Parameter.empty
                )
                for a in self.arguments
            ]
        )

    def _values(self, arguments: Sequence[Argument], laid: Laid, args: Sequence[Any]) -> Any:
        """A value for each row: its figure, "" where it is blank, or the spreadsheet's error."""
        rows = sorted_rows(arguments, self.subject, laid.given, laid.count)
        if not rows.settled and len(rows.parts) == 1:
            return self._figures(rows.parts[0], laid, args)
        values = np.empty(laid.count, dtype=object)
        for own in rows.settled:
            values[own.rows] = "" if own.fault is None else own.fault.error
        for part in rows.parts:
            values[part.rows] = self._figures(part, laid, args)
        return values

    def _figures(self, part: PolicyRows, laid: Laid, args: Sequence[Any]) -> Any:
        """The figures of rows under one policy."""
        count = laid.count if part.rows is None else len(part.rows)
        try:
            numbers = self.evaluate(part.context, part.columns)
        except Unusable as error:
            values = np.empty(count, dtype=object)
            values[:] = error.fault.error
            return values
        if self.shaped_like:
            place = [argument.name for argument in self.arguments].index(self.shaped_like)
            own = given(args[place])
            return [in_shape(spilled(self.result, numbers), own)]
        if laid.result.single:
            return [one(self.result, int(numbers[0]))]
        return figures(self.result, numbers, count)

    def _bound(self, args: Sequence[Any], named_args: dict[str, Any]) -> tuple[Any, ...]:
        bound = self.__signature__.bind(*args, **named_args)
        bound.apply_defaults()
        return tuple(bound.arguments.values())
