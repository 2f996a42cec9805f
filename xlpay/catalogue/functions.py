"""The catalogue of the worksheet functions, and calls by name, as hosts have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from xlpay.catalogue import entries_national, entries_scale, entries_sums, entries_years
from xlpay.catalogue.commandline import answer
from xlpay.catalogue.explaining import explainer
from xlpay.catalogue.function import Function
from xlpay.catalogue.model import UNKNOWN_NAME, VALUE

_ENTRIES: Final = (entries_scale, entries_years, entries_sums, entries_national)
_FIGURES: Final[tuple[Function, ...]] = tuple(
    own for entries in _ENTRIES for own in vars(entries).values() if isinstance(own, Function)
)
CWEXPLAIN: Final = explainer(_FIGURES)
CATALOGUE: Final[Mapping[str, Function]] = {f.name: f for f in (*_FIGURES, CWEXPLAIN)}


def call(name: str, args: Sequence[Any]) -> list[list[Any]]:
    """A function by name on arguments as a host has them (None: left out), always as rows.

    An unknown name is #NAME?, too many or too few arguments are #VALUE!.
    """
    function = CATALOGUE.get(name.upper())
    if function is None:
        return [[UNKNOWN_NAME]]
    try:
        result = function(*args)
    except TypeError:
        if function.fits(len(args)):
            raise
        return [[VALUE]]
    if isinstance(result, np.ndarray):
        rows: list[list[Any]] = result.reshape(len(result), -1).tolist()
        return rows
    return result if isinstance(result, list) else [[result]]


def run_line(name: str, arguments: Sequence[str]) -> tuple[str, int]:
    """`xlpay fn`: the result as text and the exit code (2 where the arguments can't be used)."""
    return answer(CATALOGUE, CWEXPLAIN, name, arguments)
