"""The worksheet functions: `from xlpay.functions import CWGRADE`.

One catalogue for Excel, LibreOffice Calc, the command line and Python.  Single values give a value,
ranges (lists, lists of rows) give rows, numpy arrays an array.  "" stands for a blank, CellError
for the spreadsheet's error.  What the entries declare is public here without being listed again.
"""

from __future__ import annotations

from typing import Final

from xlpay.base.grid import CellError as CellError
from xlpay.catalogue.entries_national import *  # noqa: F403
from xlpay.catalogue.entries_scale import *  # noqa: F403
from xlpay.catalogue.entries_sums import *  # noqa: F403
from xlpay.catalogue.entries_years import *  # noqa: F403
from xlpay.catalogue.function import Function as Function
from xlpay.catalogue.functions import CATALOGUE as CATALOGUE
from xlpay.catalogue.functions import CWEXPLAIN as CWEXPLAIN
from xlpay.catalogue.functions import call as call
from xlpay.catalogue.functions import run_line as run_line

_PUBLIC: Final = (*CATALOGUE, "CATALOGUE", "CellError", "Function", "call", "run_line")
__all__ = list(_PUBLIC)
