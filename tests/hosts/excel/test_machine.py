"""Installing the Excel add-in, and what its doctor finds, on machines made up for the purpose."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import pytest
import xlwings

from xlpay.base.findings import UnusableFile
from xlpay.cli import commands as cli
from xlpay.hosts.excel.build import build
from xlpay.hosts.excel.doctor import addin_settings, findings, report
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
SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"
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


def machine(files: Mapping[str, bytes], registry: Mapping[Any, Any] | None = None) -> Machine:
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
        registry=lambda key, name: known.get((key, name)),
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


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (rf"{SECURITY}\Trusted Locations", "AllLocationsDisabled"),
        (SECURITY, "RequireAddinSig"),
        (SECURITY, "DisableAllAddins"),
    ],
)
def test_what_forbids_addins(files: dict[str, bytes], key: str, name: str) -> None:
    assert "信任中心" in problems(machine(files, {(key, name): 1}))["信任设置"]


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
