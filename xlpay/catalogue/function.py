"""A worksheet function: what it is called, what it takes, and the rule it is carried out by.

Arguments become columns, one evaluation serves all rows, and what has no value becomes "" or the
spreadsheet's error.  An error that comes in goes out; a row that lacks a required argument is "".
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlpay.base.money import Ints
from xlpay.catalogue.columns import is_range
from xlpay.catalogue.context import Context, Notion
from xlpay.catalogue.model import Argument, Columns, Example, Result
from xlpay.catalogue.ranges import of_ranges
from xlpay.catalogue.rows import of_rows
from xlpay.catalogue.single import of_single

Evaluate = Callable[[Context, Columns], Ints]
Explain = Callable[[Context, Columns], str]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the catalogue.

    `evaluate` gets int64 columns by argument name (single values have one element) and gives one;
    `explain` gets columns of one row.  `rule` names the rule that does the work; `notion` tells
    which policies have what the function is about (`notion_zh`).
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
    notion: Notion | None = None
    notion_zh: str = ""
    prefers: Notion | None = None  # the notion by which the default is found, if it is narrower
    shaped_like: str = ""  # the range of which the result has the shape; else it is one value
    by_itself: Callable[[Sequence[Any]], Any] | None = None  # carries out the whole call
    required: int = field(init=False)  # how many arguments there must be
    takes_ranges: bool = field(init=False)  # an argument is read as a whole: a call, one result

    def __post_init__(self) -> None:
        optional = [argument.optional for argument in self.arguments]
        required = optional.index(True) if True in optional else len(optional)
        object.__setattr__(self, "required", required)
        object.__setattr__(self, "takes_ranges", any(a.is_range for a in self.arguments))

    def __call__(self, *args: Any, **named_args: Any) -> Any:
        """A value for values, rows for ranges, an array for numpy arrays; None is a blank."""
        if named_args or not self.fits(len(args)):
            args = self._bound(args, named_args)
        if self.by_itself is not None:
            return self.by_itself(args)
        if self.takes_ranges:
            return of_ranges(self, args)
        for value in args:
            if is_range(value):
                return of_rows(self, args)
        return of_single(self, args)

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

    def _bound(self, args: Sequence[Any], named_args: dict[str, Any]) -> tuple[Any, ...]:
        bound = self.__signature__.bind(*args, **named_args)
        bound.apply_defaults()
        return tuple(bound.arguments.values())
