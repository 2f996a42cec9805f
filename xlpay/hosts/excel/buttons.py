"""A button of the ribbon: by its id, on the workbook from which it was pressed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xlpay.base.findings import live_text
from xlpay.hosts.live_services import this_user
from xlpay.hosts.ribbon import BUTTONS
from xlpay.live.helping import help_text

Rows = list[list[Any]]
_ACTIONS: Final = {button.name: button.action for button in BUTTONS}


def pressed(given: Sequence[Rows]) -> str:
    """What is left to show in a message box; "" where everything was said.

    `given` is the button's id, and whether a workbook is open.
    """
    name, opened = [*(rows[0][0] for rows in given), None, None][:2]
    action = _ACTIONS.get(str(name))
    if action is None:
        return f"没有“{name}”这个按钮。"
    if action == "help":
        return help_text((button.label, button.tip) for button in BUTTONS)
    if action == "doctor":
        from xlpay.hosts.excel.doctor import report  # only this button reads the machine

        return "\n".join(report())
    if not opened:
        return live_text("L-NO-WORKBOOK")
    import xlwings as xw  # the functions are called without it

    from xlpay.hosts.excel.live import ExcelHost
    from xlpay.live.actions import press

    press(action, ExcelHost(xw.Book.caller()), this_user())
    return ""
