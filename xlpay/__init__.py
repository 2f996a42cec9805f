"""Payroll of community workers by city rules: exact to the fen, explained to the clause.

What stands in `__all__` is public.  Importing the package loads nothing else; each name loads what
it needs when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xlpay import functions
    from xlpay.base.findings import UnusableFile
    from xlpay.jobs.books import check_book, run_month, run_year
    from xlpay.pay.history import History
    from xlpay.results.tables import Table
    from xlpay.run.outcome import Outcome, month, year

__version__ = "0.1.0"

__all__ = [
    "History",
    "Outcome",
    "Table",
    "UnusableFile",
    "check_book",
    "functions",
    "month",
    "run_month",
    "run_year",
    "year",
]

_HOMES: Final = {
    "History": "xlpay.pay.history",
    "Outcome": "xlpay.run.outcome",
    "Table": "xlpay.results.tables",
    "UnusableFile": "xlpay.base.findings",
    "check_book": "xlpay.jobs.books",
    "month": "xlpay.run.outcome",
    "run_month": "xlpay.jobs.books",
    "run_year": "xlpay.jobs.books",
    "year": "xlpay.run.outcome",
}


def __getattr__(name: str) -> object:
    if name == "functions":
        return import_module("xlpay.functions")
    if name not in _HOMES:
        raise AttributeError(f"module 'xlpay' has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
