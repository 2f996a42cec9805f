"""The worksheet functions: one catalogue for Excel, LibreOffice Calc, the command line and Python.

`from xlpay.functions import CWGRADE`: single values give a value, ranges (lists, lists of rows)
give rows, numpy arrays an array.  "" stands for a blank, CellError for the spreadsheet's error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from xlpay.base.grid import CellError
from xlpay.catalogue.commandline import answer
from xlpay.catalogue.entries_national import CWBONUSTAX, CWIDOK, CWRETIRE, CWRMB, CWTAX
from xlpay.catalogue.entries_scale import CWBASE, CWCOEF, CWGRADE, CWINCOME, CWPERF, CWTOTAL
from xlpay.catalogue.entries_sums import CWASSESS, CWCERT, CWEDU, CWJYBASE, CWPART
from xlpay.catalogue.entries_years import CWAWARD, CWBLOCKS, CWBONUS, CWSHARE, CWYEARS
from xlpay.catalogue.explaining import explainer
from xlpay.catalogue.function import Function
from xlpay.catalogue.model import UNKNOWN_NAME, VALUE

_FIGURES: Final = (
    CWGRADE,
    CWCOEF,
    CWTOTAL,
    CWBASE,
    CWPERF,
    CWINCOME,
    CWYEARS,
    CWCERT,
    CWEDU,
    CWASSESS,
    CWBLOCKS,
    CWJYBASE,
    CWPART,
    CWSHARE,
    CWBONUS,
    CWAWARD,
    CWTAX,
    CWBONUSTAX,
    CWRETIRE,
    CWIDOK,
    CWRMB,
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


__all__ = [
    "CATALOGUE",
    "CWASSESS",
    "CWAWARD",
    "CWBASE",
    "CWBLOCKS",
    "CWBONUS",
    "CWBONUSTAX",
    "CWCERT",
    "CWCOEF",
    "CWEDU",
    "CWEXPLAIN",
    "CWGRADE",
    "CWIDOK",
    "CWINCOME",
    "CWJYBASE",
    "CWPART",
    "CWPERF",
    "CWRETIRE",
    "CWRMB",
    "CWSHARE",
    "CWTAX",
    "CWTOTAL",
    "CWYEARS",
    "CellError",
    "Function",
    "call",
    "run_line",
]
