"""Installing the Excel add-in, and what its doctor finds, on machines made up for the purpose."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec
import pytest
import xlwings

from tests.support.places import UDFS
from xlpay.base.findings import UnusableFile
from xlpay.cli import commands as cli
from xlpay.hosts.excel.build import build
from xlpay.hosts.excel.doctor import addin_settings, findings, report, starts
from xlpay.hosts.excel.install import install, settings_bytes, uninstall
from xlpay.hosts.excel.machine import (
    MODULE,
    Machine,
    read_settings,
    settings_text,
    this_machine,
)

HOME = "C:\\Users\\王芳"
PYTHONW = f"{HOME}\\venv\\Scripts\\pythonw.exe"
FOLDER = f"{HOME}\\venv\\Lib\\site-packages\\xlpay\\_bundled\\udfs\\excel"
VERSION = xlwings.__version__


@pytest.fixture(scope="module")
def addin_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return build(tmp_path_factory.mktemp("xlam") / "xlpay.xlam").read_bytes()


@pytest.fixture
def files(addin_bytes: bytes) -> dict[str, bytes]:
    """Everything in its place."""
    return {
        PYTHONW: b"",
        f"{HOME}\\venv\\xlwings64-{VERSION}.dll": b"",
        f"{FOLDER}\\{MODULE}": b"",
        f"{HOME}\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART\\xlpay.xlam": addin_bytes,
        f"{HOME}\\.xlpay\\xlpay.conf": settings_text(PYTHONW, FOLDER).encode("gbk"),
    }


def machine(
    files: Mapping[str, bytes], registry: Mapping[str, Mapping[str, object]] | None = None
) -> Machine:
    known = registry or {}
    return Machine(
        windows=True,
        executable=f"{HOME}\\venv\\Scripts\\python.exe",
        base_prefix=f"{HOME}\\AppData\\Local\\Programs\\Python\\Python312",
        python=(3, 12),
        xlwings=VERSION,
        pywin32=True,
        variables={
            "APPDATA": f"{HOME}\\AppData\\Roaming",
            "USERPROFILE": HOME,
            "OneDrive": f"{HOME}\\OneDrive",
        },
        read=files.get,
        registry=lambda key: known.get(key, {}),
        run=lambda command, seconds: "",
        ansi="gbk",
    )


def problems(own: Machine) -> dict[str, str]:
    return {f.subject: f.line() for f in findings(own) if not f.well}


def test_a_machine_in_order_has_no_problem(files: dict[str, bytes]) -> None:
    assert problems(machine(files)) == {}
    assert all(line.startswith("正常") for line in report(machine(files)))


def test_a_fresh_machine_is_told_to_install(files: dict[str, bytes]) -> None:
    found = problems(machine({PYTHONW: b""}))
    assert set(found) == {"xlwings 的 DLL", "加载项", "设置"}
    assert "xlpay addin install" in found["加载项"]


def test_the_stores_python(files: dict[str, bytes]) -> None:
    store = "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.12"
    own = msgspec.structs.replace(machine(files), base_prefix=store)
    assert "python.org" in problems(own)["Python"]


def test_another_version_of_xlwings(files: dict[str, bytes]) -> None:
    own = msgspec.structs.replace(machine(files), xlwings="0.99.0")
    found = problems(own)
    assert VERSION in found["加载项"] and "0.99.0" in found["加载项"]
    assert "xlwings64-0.99.0.dll" in found["xlwings 的 DLL"]


def test_libraries_missing(files: dict[str, bytes]) -> None:
    own = msgspec.structs.replace(machine(files), xlwings="", pywin32=False)
    assert "xlwings、pywin32" in problems(own)["程序库"]


def test_an_environment_that_moved(files: dict[str, bytes]) -> None:
    conf = f"{HOME}\\.xlpay\\xlpay.conf"
    files[conf] = settings_text("D:\\old\\pythonw.exe", FOLDER).encode("gbk")
    assert "不在了" in problems(machine(files))["设置"]
    files["D:\\old\\pythonw.exe"] = b""
    assert "另一个 Python" in problems(machine(files))["设置"]
    files[conf] = settings_text(PYTHONW, "D:\\old").encode("gbk")
    assert MODULE in problems(machine(files))["设置"]


@pytest.mark.parametrize("hive", ["HKCU", "HKLM"])
@pytest.mark.parametrize("version", ["16.0", "15.0", "14.0", "12.0"])
@pytest.mark.parametrize(
    ("key", "name", "value", "word"),
    [
        (r"Excel\Security\Trusted Locations", "AllLocationsDisabled", 1, "受信任位置"),
        (r"Excel\Security", "RequireAddinSig", 1, "签名"),
        (r"Excel\Security", "DisableAllAddins", 1, "所有加载项"),
        ("Common", "vbaoff", 1, "VBA"),
        (r"Common\Security\Trusted Locations", "Allow User Locations", 0, "管理员指定"),
    ],
)
def test_what_forbids_addins(
    files: dict[str, bytes], hive: str, version: str, key: str, name: str, value: int, word: str
) -> None:
    """A choice of the user's is undone in Excel; a policy by the administrator alone."""
    own = {rf"{hive}\Software\Microsoft\Office\{version}\{key}": {name: value}}
    found = problems(machine(files, own))
    assert set(found) == {"信任设置"}
    assert word in found["信任设置"] and "信任中心" in found["信任设置"]
    assert version in found["信任设置"]
    place = rf"{hive}\Software\Policies\Microsoft\Office\{version}\{key}"
    found = problems(machine(files, {**own, place: {name: value}}))
    assert word in found["信任设置"] and place in found["信任设置"]
    assert "组策略" in found["信任设置"] and "管理员" in found["信任设置"]
    other = {
        key: {name: 1 - value for name, value in values.items()} for key, values in own.items()
    }
    assert problems(machine(files, other)) == {}


def test_an_addin_that_excel_has_put_aside(files: dict[str, bytes]) -> None:
    """Three numbers, then the path in UTF-16, at an even or an odd place."""
    for version, start in (("16.0", bytes(12)), ("15.0", bytes(13))):
        path = f"{HOME}\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART\\XLPAY.XLAM\0".lower()
        key = rf"HKCU\Software\Microsoft\Office\{version}\Excel\Resiliency\DisabledItems"
        item = start + path.encode("utf-16-le")
        found = problems(machine(files, {key: {"3A5C2B1": b"other", "81F0A9": item}}))
        assert set(found) == {"禁用项目"}
        assert version in found["禁用项目"] and "启用" in found["禁用项目"]
        assert problems(machine(files, {key: {"1": item.replace(b"x\0l\0p", b"a\0b\0c")}})) == {}


def test_python_is_started_once_with_a_limit(files: dict[str, bytes]) -> None:
    """What Excel will start: the interpreter of the settings, with the folder of its module."""
    asked: list[tuple[list[str], float]] = []

    def run(command: Sequence[str], seconds: float) -> str | None:
        asked.append((list(command), seconds))
        return answers[-1]

    answers: list[str | None] = []
    own = msgspec.structs.replace(machine(files), run=run)
    for answer, words in (("", ()), ("ImportError: x", ("ImportError: x",)), (None, ("杀毒软件",))):
        asked.clear()
        answers.append(answer)
        found = problems(own)
        assert len(asked) == 1 and asked[0][0][0] == PYTHONW and asked[0][1] == 30
        assert repr(FOLDER) in asked[0][0][-1]
        assert all(word in found["启动 Python"] for word in words) and bool(words) == bool(found)


def test_a_python_of_this_machine_starts_and_computes(tmp_path: Path) -> None:
    conf = settings_text(sys.executable, str(UDFS / "excel"))
    files = {f"{HOME}\\.xlpay\\xlpay.conf": conf.encode()}
    real = this_machine().run
    patched = msgspec.structs.replace(machine(files), run=real, ansi="utf-8")
    assert starts(patched).well, starts(patched).line()
    files = {f"{HOME}\\.xlpay\\xlpay.conf": settings_text(sys.executable, "/nowhere").encode()}
    broken = msgspec.structs.replace(patched, read=files.get)
    assert "xlpay_udfs" in starts(broken).line()
    files = {f"{HOME}\\.xlpay\\xlpay.conf": settings_text("/no/python", FOLDER).encode()}
    assert "没有这个文件" in starts(msgspec.structs.replace(broken, read=files.get)).line()
    assert real([sys.executable, "-c", "import time; time.sleep(30)"], 0.3) is None


def test_an_environment_in_onedrive(files: dict[str, bytes]) -> None:
    own = msgspec.structs.replace(
        machine(files), variables={**machine(files).variables, "OneDrive": HOME}
    )
    assert "OneDrive 以外" in problems(own)["OneDrive"]


def test_letters_that_vba_cannot_read(files: dict[str, bytes]) -> None:
    own = msgspec.structs.replace(machine(files), ansi="cp1252")
    assert "路径" in problems(own)
    with pytest.raises(UnusableFile, match="编码"):
        settings_bytes(own, FOLDER)


def test_other_systems_get_one_line() -> None:
    own = msgspec.structs.replace(machine({}), windows=False)
    (line,) = report(own)
    assert "LibreOffice" in line


def test_a_damaged_addin_has_no_settings() -> None:
    assert addin_settings(b"not a zip") == {}


def test_settings_are_read_as_they_are_written() -> None:
    text = settings_text(PYTHONW, FOLDER)
    assert read_settings(text) == {"INTERPRETER_WIN": PYTHONW, "PYTHONPATH": FOLDER}


def test_install_and_uninstall(tmp_path: Path, addin_bytes: bytes) -> None:
    own = msgspec.structs.replace(
        machine({}),
        executable=str(tmp_path / "python"),
        variables={"APPDATA": str(tmp_path / "数据"), "USERPROFILE": str(tmp_path)},
        paths=PurePosixPath,
        ansi="utf-8",
    )
    assert "已安装" in install(own)[0]
    assert Path(own.addin).read_bytes() == addin_bytes
    known = read_settings(Path(own.settings).read_text(encoding="utf-8"))
    assert known["INTERPRETER_WIN"] == own.interpreter
    assert (Path(known["PYTHONPATH"]) / MODULE).is_file()
    assert [line[:3] for line in uninstall(own)] == ["已移除", "已移除"]
    assert not Path(own.addin).exists()
    assert [line[:4] for line in uninstall(own)] == ["没有安装", "没有安装"]


def test_install_refuses_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    if this_machine().windows:
        pytest.skip("this is Windows")
    for action in ("install", "uninstall"):
        assert cli.main(["addin", action]) == 2
        assert "F-NOT-WINDOWS" in capsys.readouterr().err
    assert cli.main(["addin", "doctor"]) == 2
    assert "不是 Windows" in capsys.readouterr().out


def test_build_from_the_command_line(tmp_path: Path, addin_bytes: bytes) -> None:
    path = tmp_path / "here" / "own.xlam"
    assert cli.main(["addin", "build", str(path)]) == 0
    assert path.read_bytes() == addin_bytes
    assert cli.main(["calc", "build", str(tmp_path / "own.oxt")]) == 0
    assert (tmp_path / "own.oxt").stat().st_size > 1000
