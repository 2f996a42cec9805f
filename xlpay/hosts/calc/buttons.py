"""The buttons in LibreOffice Calc: a menu and a toolbar 「社区薪酬」, and who answers to them.

Labels, tips and icons are those of the Excel ribbon.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xlpay.hosts.calc.xcu import both, component, prop
from xlpay.hosts.ribbon import BUTTONS, TAB, Button, icon

COMMANDS: Final = "org.xlpay.calc.Commands"
HANDLER: Final = "com.sun.star.frame.ProtocolHandler"
PROTOCOL: Final = "org.xlpay.calc:"
TOOLBAR: Final = "org.xlpay.calc.toolbar"
CONFIGURATION: Final = (
    "Addons.xcu",
    "ProtocolHandler.xcu",
    "CalcCommands.xcu",
    "CalcWindowState.xcu",
)
_MENU: Final = "org.xlpay.calc.menu"
CALC: Final = "com.sun.star.sheet.SpreadsheetDocument"
_EXCEL_ONLY: Final = frozenset({"doctor"})


def buttons() -> tuple[Button, ...]:
    """The ribbon's buttons that mean something in Calc."""
    return tuple(button for button in BUTTONS if button.action not in _EXCEL_ONLY)


def command(button: Button) -> str:
    """The address that a button calls."""
    return PROTOCOL + button.action


def commands_parts() -> dict[str, bytes]:
    """The parts of the extension that make the buttons."""
    shown = buttons()
    texts = (_addons(shown), _handler(), _tips(shown), _title())
    settings = {name: text.encode() for name, text in zip(CONFIGURATION, texts, strict=True)}
    return settings | {_picture(button): icon(button) for button in shown}


def _picture(button: Button) -> str:
    return f"icons/{button.name}.png"


def _addons(shown: Iterable[Button]) -> str:
    """Addons.xcu: the menu, the toolbar, the pictures."""
    items = "".join(_item(place, button) for place, button in enumerate(shown))
    pictures = "".join(
        f'<node oor:name="{COMMANDS}.{button.name}" oor:op="replace">'
        f'{prop("URL", command(button))}<node oor:name="UserDefinedImages">'
        f"{prop('ImageSmallURL', '%origin%/' + _picture(button))}"
        f"{prop('ImageBigURL', '%origin%/' + _picture(button))}</node></node>\n"
        for button in shown
    )
    return component(
        "Addons",
        f'<node oor:name="AddonUI"><node oor:name="OfficeMenuBar">'
        f'<node oor:name="{_MENU}" oor:op="replace">{both("Title", TAB, TAB)}'
        f'{prop("Context", CALC)}<node oor:name="Submenu">\n{items}</node></node></node>\n'
        f'<node oor:name="OfficeToolBar"><node oor:name="{TOOLBAR}" oor:op="replace">\n'
        f'{items}</node></node>\n<node oor:name="Images">\n{pictures}</node></node>',
    )


def _item(place: int, button: Button) -> str:
    return (
        f'<node oor:name="m{place:02}" oor:op="replace">{prop("URL", command(button))}'
        f"{both('Title', button.label, button.label)}{prop('Target', '_self')}"
        f"{prop('Context', CALC)}</node>\n"
    )


def _handler() -> str:
    """ProtocolHandler.xcu: who answers to our addresses."""
    return component(
        "ProtocolHandler",
        f'<node oor:name="HandlerSet"><node oor:name="{COMMANDS}" oor:op="replace">'
        f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOL}*</value></prop>'
        "</node></node>",
    )


def _tips(shown: Iterable[Button]) -> str:
    """CalcCommands.xcu: labels and screen tips."""
    nodes = "".join(
        f'<node oor:name="{command(button)}" oor:op="replace">'
        f"{both('Label', button.label, button.label)}"
        f"{both('TooltipLabel', button.tip, button.tip)}</node>\n"
        for button in shown
    )
    return component(
        "CalcCommands",
        f'<node oor:name="UserInterface"><node oor:name="Commands">\n{nodes}</node></node>',
        "org.openoffice.Office.UI",
    )


def _title() -> str:
    """CalcWindowState.xcu: the toolbar's name."""
    return component(
        "CalcWindowState",
        '<node oor:name="UIElements"><node oor:name="States">'
        f'<node oor:name="private:resource/toolbar/addon_{TOOLBAR}" oor:op="replace">'
        f'{both("UIName", TAB, TAB)}<prop oor:name="Visible"><value>true</value></prop>'
        "</node></node></node>",
        "org.openoffice.Office.UI",
    )
