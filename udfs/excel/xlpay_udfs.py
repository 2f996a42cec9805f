"""What Excel calls through xlwings: one function for all worksheet functions, one for the buttons.

The functions themselves are xlpay's catalogue; nothing is registered twice.  Every argument comes
as rows (ndim=2), an error as its text; an error that goes out is a text that VBA turns into one.
"""

from __future__ import annotations

from typing import Any

import xlwings as xw

from xlpay.hosts.excel.buttons import pressed as pressed_button
from xlpay.hosts.excel.calls import call_rows

ARGUMENT = {"ndim": 2, "err_to_str": True}


@xw.func
@xw.arg("given", **ARGUMENT)
def call(*given: Any) -> Any:
    """A worksheet function: its name, then its arguments."""
    return call_rows(given)


@xw.func
@xw.arg("given", **ARGUMENT)
def pressed(*given: Any) -> Any:
    """A button of the ribbon by its id, on Book.caller(); the text that is left to show."""
    return pressed_button(given)
