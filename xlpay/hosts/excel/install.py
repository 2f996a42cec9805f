"""Installing the Excel add-in for the user: the add-in into XLSTART, and which Python computes.

XLSTART is opened at every start and trusted, and Excel keeps links to it without the user's path;
nothing is written to the registry.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlpay.base.assets import bundled
from xlpay.base.findings import unusable
from xlpay.hosts.excel.build import build
from xlpay.hosts.excel.machine import MODULE, Machine, settings_text, this_machine
from xlpay.workbook.file.safe import write_whole

_NEXT: Final = (
    "重新打开 Excel 后，“社区薪酬”选项卡和 =CWGRADE(…) 等函数即可使用。",
    "如果不能用，请运行 xlpay addin doctor。",
)


def install(machine: Machine | None = None) -> list[str]:
    """Write the add-in and the settings; lines for the user."""
    own = _windows(machine)
    if not own.xlwings:
        raise unusable("F-NO-XLWINGS")
    settings = settings_bytes(own, str(bundled(f"udfs/excel/{MODULE}").parent))
    target = Path(own.addin)
    build(target)
    path = Path(own.settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_whole(path) as stream:
        stream.write(settings)
    return [f"已安装 {target}", f"函数由 {own.interpreter} 计算。", *_NEXT]


def settings_bytes(machine: Machine, folder: str) -> bytes:
    """The settings as VBA reads them; UnusableFile where a path has letters it can't read."""
    try:
        return settings_text(machine.interpreter, folder).encode(machine.ansi)
    except UnicodeEncodeError:
        raise unusable("F-ANSI", name=machine.interpreter) from None


def uninstall(machine: Machine | None = None) -> list[str]:
    """Take both files away."""
    own = _windows(machine)
    lines = []
    for name in (own.addin, own.settings):
        try:
            Path(name).unlink()
            lines.append(f"已移除 {name}")
        except FileNotFoundError:
            lines.append(f"没有安装 {name}")
        except PermissionError:
            raise unusable("F-IN-USE", name=Path(name).name) from None
    return lines


def _windows(machine: Machine | None) -> Machine:
    own = machine or this_machine()
    if not own.windows:
        raise unusable("F-NOT-WINDOWS")
    return own
