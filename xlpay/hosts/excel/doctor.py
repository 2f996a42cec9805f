"""What may keep the add-in from working on this machine, and what to do about it.

Each check reads the machine and gives a finding; none changes anything.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Final
from xml.etree import ElementTree

import msgspec

from xlpay.hosts.excel.machine import ADDIN, MODULE, Machine, read_settings, this_machine

_VERSIONS: Final = ("16.0", "15.0", "14.0", "12.0")  # of Office: since 2016, 2013, 2010, 2007
# What an administrator lays down stands under Policies and goes before what a user chose.
_POLICIES: Final = (r"HKLM\Software\Policies\Microsoft", r"HKCU\Software\Policies\Microsoft")
_OWN: Final = (r"HKCU\Software\Microsoft", r"HKLM\Software\Microsoft")
_SECURITY: Final = r"Excel\Security"
_LOCATIONS: Final = rf"{_SECURITY}\Trusted Locations"
_FORBIDS: Final = (  # key below the version, name, the value that forbids, what it says, where
    (_LOCATIONS, "AllLocationsDisabled", 1, "禁用了所有受信任位置", "“受信任位置”里取消禁用"),
    (_SECURITY, "RequireAddinSig", 1, "要求加载项有签名", "“加载项”里取消签名要求"),
    (_SECURITY, "DisableAllAddins", 1, "禁用了所有加载项", "“加载项”里取消禁用"),
    ("Common", "VBAOff", 1, "关闭了 VBA", "“宏设置”里启用宏"),
    (
        r"Common\Security\Trusted Locations",
        "Allow User Locations",
        0,
        "只认管理员指定的受信任位置",
        "“受信任位置”里允许用户位置",
    ),
)
_START_S: Final = 30.0  # a first start behind a virus scanner takes long
_PROBE: Final = (
    "import sys; sys.path.insert(0, {folder!r}); import xlwings, xlpay_udfs; "
    "from xlpay.hosts.excel.calls import call_rows; "
    "sys.exit(call_rows([[['CWRMB']], [[1.0]]]) != [['人民币壹元整']])"
)
_OLDEST: Final = (3, 11)
_AGAIN: Final = "请运行 xlpay addin install"


class Diagnosis(msgspec.Struct, frozen=True):
    """Whether a thing is well; if not, what to do."""

    subject: str
    state: str
    advice: str = ""

    @property
    def well(self) -> bool:
        """There is nothing to do."""
        return not self.advice

    def line(self) -> str:
        """One line for the terminal or a message box."""
        if self.well:
            return f"正常  {self.subject}：{self.state}"
        return f"问题  {self.subject}：{self.state}。{self.advice}。"


def findings(machine: Machine) -> list[Diagnosis]:
    """All checks, in the order in which things should be mended; elsewhere than on Windows one."""
    return [check(machine) for check in (CHECKS if machine.windows else (system,))]


def report(machine: Machine | None = None) -> list[str]:
    """All findings as lines."""
    return [finding.line() for finding in findings(machine or this_machine())]


def system(machine: Machine) -> Diagnosis:
    """Worksheet functions in Excel need Windows."""
    if machine.windows:
        return Diagnosis("系统", "Windows")
    advice = (
        "工作表函数只能在 Windows 的 Excel 里用；这台机器上请用 LibreOffice（xlpay calc install）"
    )
    return Diagnosis("系统", "不是 Windows", advice)


def python(machine: Machine) -> Diagnosis:
    """The version, and not the Store's Python, which Excel can't start."""
    found = ".".join(map(str, machine.python))
    if any("windowsapps" in p.lower() for p in (machine.executable, machine.base_prefix)):
        advice = "请从 python.org 安装 Python，在新的虚拟环境里重装 xlpay"
        return Diagnosis("Python", f"{found}，来自微软商店，Excel 无法启动它", advice)
    if machine.python < _OLDEST:
        return Diagnosis("Python", f"{found} 太旧", "请安装 Python 3.11 或更新的版本")
    return Diagnosis("Python", f"{found}（{machine.executable}）")


def libraries(machine: Machine) -> Diagnosis:
    """xlwings and pywin32."""
    lacking = [
        n for n, found in (("xlwings", machine.xlwings), ("pywin32", machine.pywin32)) if not found
    ]
    if lacking:
        return Diagnosis(
            "程序库", f"缺少 {'、'.join(lacking)}", '请运行 pip install "xlpay[excel]"'
        )
    return Diagnosis("程序库", f"xlwings {machine.xlwings}、pywin32")


def library_file(machine: Machine) -> Diagnosis:
    """The DLL beside Python, of the version of xlwings."""
    wanted = [f"xlwings{bits}-{machine.xlwings}.dll" for bits in (64, 32)]
    folder = machine.paths(machine.interpreter).parent
    for place in (folder, folder.parent):
        if any(machine.read(str(place / name)) is not None for name in wanted):
            return Diagnosis("xlwings 的 DLL", str(place))
    advice = "请运行 pip install --force-reinstall xlwings，再运行 xlpay addin install"
    return Diagnosis("xlwings 的 DLL", f"{folder} 和上一级文件夹里没有 {wanted[0]}", advice)


def addin(machine: Machine) -> Diagnosis:
    """The installed add-in is there and of the same xlwings."""
    data = machine.read(machine.addin)
    if data is None:
        return Diagnosis("加载项", f"没有 {machine.addin}", _AGAIN)
    own = addin_settings(data).get("XLWINGS VERSION", "未知")
    if own != machine.xlwings:
        state = f"按 xlwings {own} 生成，现在装的是 {machine.xlwings or '（没有）'}"
        return Diagnosis("加载项", state, f"{_AGAIN}，重新生成")
    return Diagnosis("加载项", machine.addin)


def settings(machine: Machine) -> Diagnosis:
    """The settings name this Python and the folder of its module."""
    data = machine.read(machine.settings)
    if data is None:
        return Diagnosis("设置", f"没有 {machine.settings}", _AGAIN)
    known = read_settings(data.decode(machine.ansi, "replace"))
    interpreter, folder = known.get("INTERPRETER_WIN", ""), known.get("PYTHONPATH", "")
    if machine.read(interpreter) is None:
        return Diagnosis("设置", f"记下的 Python“{interpreter}”不在了", _AGAIN)
    if machine.read(str(machine.paths(folder) / MODULE)) is None:
        return Diagnosis("设置", f"“{folder}”里没有 {MODULE}", _AGAIN)
    if machine.paths(interpreter) != machine.paths(machine.interpreter):
        state = f"记下的是另一个 Python：{interpreter}"
        return Diagnosis("设置", state, f"要用现在这个，{_AGAIN}")
    return Diagnosis("设置", machine.settings)


def trust(machine: Machine) -> Diagnosis:
    """Nothing forbids add-ins in XLSTART: no policy, no choice of the user's, of any version."""
    for places, policy in ((_POLICIES, True), (_OWN, False)):
        for key in (rf"{place}\Office\{one}" for one in _VERSIONS for place in places):
            for below, name, value, state, how in _FORBIDS:
                if _values(machine, rf"{key}\{below}").get(name.lower()) == value:
                    return _forbidden(rf"{key}\{below}", name, state, how, policy=policy)
    return Diagnosis("信任设置", "没有禁止（不需要“信任对 VBA 工程的访问”）")


def _forbidden(key: str, name: str, state: str, how: str, *, policy: bool) -> Diagnosis:
    if policy:
        advice = (
            "这是单位的组策略，自己改不了：请找管理员放行，或用 LibreOffice（xlpay calc install）"
        )
        return Diagnosis("信任设置", f"组策略{state}（{key} 的 {name}）", advice)
    version = next(one for one in _VERSIONS if one in key)
    advice = f"请在 Excel“选项－信任中心－信任中心设置”的{how}"
    return Diagnosis("信任设置", f"{state}（Office {version} 的 {name}）", advice)


def _values(machine: Machine, key: str) -> dict[str, object]:
    """A key's values by name in small letters, as the registry compares them."""
    return {name.lower(): value for name, value in machine.registry(key).items()}


def disabled(machine: Machine) -> Diagnosis:
    """Excel has not put the add-in aside after a fault."""
    for version in _VERSIONS:
        key = rf"HKCU\Software\Microsoft\Office\{version}\Excel\Resiliency\DisabledItems"
        for value in machine.registry(key).values():
            if ADDIN in _path_in(value):
                advice = "请在 Excel“选项－加载项”下方选“禁用项目－转到”，启用它，再重新打开 Excel"
                state = f"Excel（Office {version}）出过错，把它放进了“禁用项目”"
                return Diagnosis("禁用项目", state, advice)
    return Diagnosis("禁用项目", "没有")


def _path_in(value: object) -> str:
    """The text inside a disabled item: three numbers, then the path in UTF-16."""
    if not isinstance(value, bytes):
        return str(value).lower()
    return "".join(value[start:].decode("utf-16-le", "replace").lower() for start in (0, 1))


def starts(machine: Machine) -> Diagnosis:
    """Python starts as Excel will start it, finds its libraries, and computes, within a time."""
    data = machine.read(machine.settings)
    known = read_settings(data.decode(machine.ansi, "replace")) if data is not None else {}
    if not known:
        return Diagnosis("启动 Python", "还没有安装，没有试")
    probe = _PROBE.format(folder=known.get("PYTHONPATH", ""))
    said = machine.run([known.get("INTERPRETER_WIN", ""), "-B", "-c", probe], _START_S)
    if said is None:
        advice = (
            "请看是不是杀毒软件在拦，把这个 Python 的文件夹加进白名单，再运行 xlpay addin doctor"
        )
        return Diagnosis("启动 Python", f"{_START_S:.0f} 秒还没有回答", advice)
    if said:
        return Diagnosis("启动 Python", f"没有成功（{said}）", '请运行 pip install "xlpay[excel]"')
    return Diagnosis("启动 Python", "能启动，能计算")


def onedrive(machine: Machine) -> Diagnosis:
    """Python and the add-in don't lie in a synchronised folder."""
    roots = [
        machine.variables.get(n, "") for n in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
    ]
    for path in (machine.interpreter, machine.addin, machine.settings):
        for root in filter(None, roots):
            if machine.paths(path).is_relative_to(machine.paths(root)):
                advice = "同步会锁住文件或只留下占位；请把 Python 环境装到 OneDrive 以外的文件夹"
                return Diagnosis("OneDrive", f"{path} 在 OneDrive 里", advice)
    return Diagnosis("OneDrive", "没有影响（工作簿本身可以放在 OneDrive）")


def letters(machine: Machine) -> Diagnosis:
    """Paths can be written in the system's own encoding, which is all that VBA reads."""
    try:
        (machine.interpreter + machine.settings).encode(machine.ansi)
    except (UnicodeEncodeError, LookupError):
        advice = "请把 Python 环境装到只有英文或本机语言的路径"
        return Diagnosis("路径", f"{machine.interpreter} 里有系统编码写不出的字", advice)
    return Diagnosis("路径", "没有系统编码写不出的字")


CHECKS: Final[tuple[Callable[[Machine], Diagnosis], ...]] = (
    system,
    python,
    libraries,
    library_file,
    addin,
    settings,
    letters,
    trust,
    disabled,
    onedrive,
    starts,
)


def addin_settings(data: bytes) -> dict[str, str]:
    """The settings sheet of an add-in's bytes; empty where it can't be read."""
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return {}
    rows = [
        ["".join(c.itertext()) for c in row.iter(f"{name}c")] for row in sheet.iter(f"{name}row")
    ]
    return {row[0]: row[1] for row in rows if len(row) > 1}
