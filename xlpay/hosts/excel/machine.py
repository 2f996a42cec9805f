"""What an Excel machine is like, as plain values: the add-in's install and doctor read only this.

On Windows `this_machine` fills it from the environment, the disk and the registry; tests fill it
by hand.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any, Final

import msgspec

from xlpay.base.findings import os_words

ADDIN: Final = "xlpay.xlam"
MODULE: Final = "xlpay_udfs.py"
Registry = Callable[[str], Mapping[str, object]]  # key, from HKCU or HKLM on -> its values by name
Run = Callable[[Sequence[str], float], str | None]  # command, seconds -> what was wrong; None: late
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
    run: Run
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
        run=_run,
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


def _registry(key: str) -> Mapping[str, object]:
    """The values of a key; none where there is no such key, or no registry."""
    try:
        winreg: Any = importlib.import_module("winreg")
        hive, _, below = key.partition("\\")
        root = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[hive]
        with winreg.OpenKey(root, below) as opened:
            count = winreg.QueryInfoKey(opened)[1]
            return {name: value for name, value, _ in map(_value_of(winreg, opened), range(count))}
    except (ImportError, OSError):
        return {}


def _value_of(winreg: Any, opened: Any) -> Callable[[int], tuple[str, object, int]]:
    return lambda number: winreg.EnumValue(opened, number)


def _run(command: Sequence[str], seconds: float) -> str | None:
    """The last line that a command says in vain, "" where all is well; None: it took too long."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            env=kept,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return None
    except OSError as error:
        return os_words(error)
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return "" if not done.returncode else (lines or [f"退出码 {done.returncode}"])[-1]


def settings_text(interpreter: str, folder: str) -> str:
    """The user's settings: which Python, and where its module for Excel lies."""
    return f'"INTERPRETER_WIN","{interpreter}"\r\n"PYTHONPATH","{folder}"\r\n'


def read_settings(text: str) -> dict[str, str]:
    """The settings by name."""
    lines = [line.strip().strip('"') for line in text.splitlines()]
    pairs = [line.split('","', 1) for line in lines if '","' in line]
    return dict(pairs)
