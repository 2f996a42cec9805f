"""What an Excel machine is like, as plain values: the add-in's install and doctor read only this.

On Windows `this_machine` fills it from the environment, the disk and the registry; tests fill it
by hand.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any, Final

import msgspec

ADDIN: Final = "xlpay.xlam"
MODULE: Final = "xlpay_udfs.py"
Registry = Callable[[str, str], object]  # key below HKEY_CURRENT_USER, name -> value or None
ReadBytes = Callable[[str], bytes | None]  # a file's bytes, None where it is missing


class Machine(msgspec.Struct, frozen=True):
    """Paths are Windows paths as text; `xlwings` is its version, "" without it."""

    windows: bool
    executable: str
    base_prefix: str
    python: tuple[int, int]
    xlwings: str
    pywin32: bool
    variables: Mapping[str, str]
    read: ReadBytes
    registry: Registry
    ansi: str = "mbcs"  # the encoding in which VBA reads text files
    paths: type[PurePath] = PureWindowsPath

    @property
    def addin(self) -> str:
        """Where the add-in lies: the folder that Excel opens at start and trusts."""
        return str(self._below("APPDATA", "Microsoft", "Excel", "XLSTART", ADDIN))

    @property
    def settings(self) -> str:
        """The user's settings, read by xlwings' VBA module."""
        return str(self._below("USERPROFILE", ".xlpay", "xlpay.conf"))

    @property
    def interpreter(self) -> str:
        """The Python without a window beside the running one."""
        return str(self.paths(self.executable).with_name("pythonw.exe"))

    def _below(self, variable: str, *names: str) -> PurePath:
        return self.paths(self.variables.get(variable, "")).joinpath(*names)


def this_machine() -> Machine:
    """The machine this runs on."""
    return Machine(
        windows=sys.platform == "win32",
        executable=sys.executable,
        base_prefix=sys.base_prefix,
        python=sys.version_info[:2],
        xlwings=_version("xlwings"),
        pywin32=bool(_version("pywin32")),
        variables=os.environ,
        read=_read,
        registry=_registry,
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _registry(key: str, name: str) -> object:
    """A value below HKEY_CURRENT_USER; None where there is none."""
    try:
        winreg: Any = importlib.import_module("winreg")
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            value: object = winreg.QueryValueEx(opened, name)[0]
            return value
    except (ImportError, OSError):
        return None


def settings_text(interpreter: str, folder: str) -> str:
    """The user's settings: which Python, and where its module for Excel lies."""
    return f'"INTERPRETER_WIN","{interpreter}"\r\n"PYTHONPATH","{folder}"\r\n'


def read_settings(text: str) -> dict[str, str]:
    """The settings by name."""
    lines = [line.strip().strip('"') for line in text.splitlines()]
    pairs = [line.split('","', 1) for line in lines if '","' in line]
    return dict(pairs)
