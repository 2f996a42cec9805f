"""The worksheet functions: `from xlpay.functions import CWGRADE`.

Single values give a value, ranges (lists, lists of rows) give rows, numpy arrays an array.  ""
stands for a blank, CellError for the spreadsheet's error.  The public door of xlpay.catalogue.
"""

from __future__ import annotations

from xlpay.catalogue.functions import *  # noqa: F403
from xlpay.catalogue.functions import __all__ as __all__
