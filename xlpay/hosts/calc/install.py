"""Registering the Calc extension: with the user's LibreOffice, or as root for everybody.

The command that starts the helper is written into the installed copy, so that the extension finds
the very environment it was installed from.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xlpay
from xlpay.base.findings import unusable
from xlpay.hosts.calc.build import IDENTIFIER, build

_PLACES: Final = (
    "/usr/lib/libreoffice/program/unopkg",
    "/opt/libreoffice*/program/unopkg",
    "/Applications/LibreOffice.app/Contents/MacOS/unopkg",
    "C:/Program Files/LibreOffice/program/unopkg.com",
    "C:/Program Files (x86)/LibreOffice/program/unopkg.com",
)
_LIMIT_S: Final = 180
_BY_ROOT: Final = (
    "管理员已经为所有人装好 LibreOffice Calc 扩展，不必再装，重新打开 LibreOffice 即可用。",
    "两份同时装会互相冲突；要用自己的这一份，请管理员先运行 xlpay calc uninstall。",
)
_FIGHT: Final = (
    "自己装过这个扩展的用户请再运行一次 xlpay calc install，去掉自己的那一份，以免互相冲突。"
)


def helper_command() -> list[str]:
    """What starts the helper in this environment, wherever it is called from."""
    root = str(Path(xlpay.__file__).resolve().parent.parent)
    start = f"import sys; sys.path.insert(0, {root!r}); from xlpay.hosts.calc.helper import main"
    return [sys.executable, "-E", "-P", "-c", f"{start}; main()"]


def find_unopkg() -> Path:
    """LibreOffice's tool for extensions; UnusableFile."""
    if found := shutil.which("unopkg"):
        return Path(found)
    for place in map(Path, _PLACES):
        for path in sorted(Path(place.anchor).glob(str(place.relative_to(place.anchor)))):
            return path
    raise unusable("F-NO-OFFICE")


def install(options: Sequence[str] = ()) -> list[str]:
    """Register the extension; lines for the user.  `options` go to unopkg as they are."""
    tool = find_unopkg()
    if not _shared() and _is_there(tool, ["--shared", *options]):
        return [*_own_taken_out(tool, options), *_BY_ROOT]
    with tempfile.TemporaryDirectory(prefix="xlpay-calc-") as folder:
        extension = build(Path(folder) / "xlpay.oxt", helper_command())
        _run([str(tool), "add", "-f", "-s", *_shared(), *options, str(extension)])
    return [
        "已安装 LibreOffice Calc 扩展，重新打开 LibreOffice 后即可使用 =CWGRADE(…) 等函数。",
        f"函数由 {sys.executable} 计算；移动或删除这个环境后请重新安装。",
        *_for_root_alone(),
        *([_FIGHT] if _shared() else []),
    ]


def _own_taken_out(tool: Path, options: Sequence[str]) -> list[str]:
    """Of two copies LibreOffice registers the second by half, so a user's own one goes."""
    if not _is_there(tool, options):
        return []
    _run([str(tool), "remove", *options, IDENTIFIER])
    return ["已移除您自己装的那一份 LibreOffice Calc 扩展。"]


def _is_there(tool: Path, options: Sequence[str]) -> bool:
    return IDENTIFIER in _run([str(tool), "list", *options])


def uninstall(options: Sequence[str] = ()) -> list[str]:
    """Take the extension out again; one that isn't there is no error."""
    tool, where = find_unopkg(), [*_shared(), *options]
    said = ["没有安装 LibreOffice Calc 扩展。"]
    if _is_there(tool, where):
        _run([str(tool), "remove", *where, IDENTIFIER])
        said = ["已移除 LibreOffice Calc 扩展。"]
    if not _shared() and _is_there(tool, ["--shared", *options]):
        said.append("管理员为所有人装的那一份还在，只有管理员能移除。")
    return said


def _shared() -> list[str]:
    """Root may only add extensions for everybody."""
    return ["--shared"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _for_root_alone() -> list[str]:
    """A line where the extension is everybody's, but its Python is not."""
    for path in (Path(sys.executable), Path(xlpay.__file__)) if _shared() else ():
        if (folder := closed_folder(path)) is not None:
            return [f"注意：别的用户进不了 {folder}，他们的函数会显示 #NAME?；请改装到公用文件夹。"]
    return []


def closed_folder(path: Path) -> Path | None:
    """The first folder on the way to a file, as named or as linked, that others may not enter."""
    ways = [*path.absolute().parents, *path.resolve().parents]
    return next((f for f in reversed(ways) if not f.stat().st_mode & stat.S_IXOTH), None)


def _run(command: Sequence[str]) -> str:
    """What unopkg says; UnusableFile with its reason where it fails."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    kept.setdefault("SAL_USE_VCLPLUGIN", "svp")  # no display is needed
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            env=kept,
            stdin=subprocess.DEVNULL,
            timeout=_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise unusable("F-UNOPKG", why=str(problem)) from None
    if done.returncode:
        raise unusable("F-UNOPKG", why=_reason(done.stderr or done.stdout, done.returncode))
    return done.stdout.decode("utf-8", "replace")


def _reason(said: bytes, code: int) -> str:
    """The first line that says why; the last one only says that it failed."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines()]
    errors = [line for line in lines if line.startswith("ERROR: ")] or lines[-1:]
    first = errors[0] if errors else f"退出码 {code}"
    return first.removeprefix("ERROR: ").removeprefix("Exception occurred: ")
