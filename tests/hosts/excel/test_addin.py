"""The Excel add-in as far as it can be seen without Excel: parts, macros, xlwings' own path."""

from __future__ import annotations

import copy
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xlwings
from olefile import OleFileIO
from oletools.olevba import VBA_Parser
from openpyxl import load_workbook
from pyopenvba import ExcelFile, VBAModuleKind

from tests.support.calc import Office, missing
from tests.support.live_cells import load
from tests.support.places import TESTS, UDFS
from tests.support.xlwings_live import Book as OpenBook
from tests.support.xlwings_live import Engine, Machine
from tests.support.xlwings_windows import MISSING, Excel, excel
from xlpay.functions import CATALOGUE
from xlpay.hosts.examples import all_examples, rows_of
from xlpay.hosts.excel.build import CONF_SHEET, addin_parts, build, conf
from xlpay.hosts.excel.doctor import addin_settings
from xlpay.hosts.excel.vba import FUNCTIONS, PYTHON, modules, python_module
from xlpay.hosts.packing import pack
from xlpay.hosts.ribbon import BUTTONS, CALLBACK, NAMESPACE, icon, ribbon_xml
from xlpay.live.actions import ACTIONS
from xlpay.sample import write_samples

X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SCHEMA = TESTS / "support" / "customui14.xsd"
lacking = missing()


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("excel") / "xlpay.xlam")


@pytest.fixture(scope="module")
def sources(addin: Path) -> dict[str, str]:
    """The modules as olevba reads them back."""
    parser = VBA_Parser(str(addin))
    found = {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return found


# ── the package


def test_two_builds_are_equal(addin: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "again.xlam").read_bytes() == addin.read_bytes()


def test_every_part_is_well_formed_and_declared(addin: Path) -> None:
    parts = addin_parts()
    with zipfile.ZipFile(addin) as package:
        assert package.namelist() == list(parts)
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    defaults = {e.get("Extension") for e in types if e.tag.endswith("Default")}
    overrides = {str(e.get("PartName")).lstrip("/") for e in types if e.tag.endswith("Override")}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(data)
        assert name in overrides or name.rpartition(".")[2] in defaults
    assert b"vnd.ms-excel.addin.macroEnabled" in parts["[Content_Types].xml"]


def test_relations_lead_to_parts() -> None:
    parts = addin_parts()
    for name, data in parts.items():
        if name.endswith(".rels"):
            folder = Path(name).parent.parent
            for relation in ElementTree.fromstring(data):
                assert str(folder / str(relation.get("Target"))) in parts


def test_the_settings_sheet_names_no_program(addin: Path) -> None:
    settings = addin_settings(addin.read_bytes())
    assert settings == {**conf(), "XLWINGS VERSION": xlwings.__version__}
    assert not {"INTERPRETER_WIN", "INTERPRETER", "PYTHONPATH"} & set(settings)
    assert CONF_SHEET.encode() in addin_parts()["xl/workbook.xml"]


# ── macros


def test_olevba_reads_the_modules_back(sources: dict[str, str]) -> None:
    own = modules(CATALOGUE)
    assert set(own) < set(sources)
    assert "Module1" not in sources
    for name, text in own.items():
        assert sources[name].split() == text.split()


def test_macros_are_ascii(sources: dict[str, str]) -> None:
    for name, text in sources.items():
        assert text.isascii(), name
    for line in sources[FUNCTIONS].splitlines():
        if "VB_Description" in line:
            assert "??" not in line and len(line.partition("= ")[2]) <= 257


def test_each_function_has_a_wrapper_with_its_arguments(sources: dict[str, str]) -> None:
    text = sources[FUNCTIONS]
    assert text.count("Public Function ") == len(CATALOGUE)
    for name, function in CATALOGUE.items():
        declared = re.search(rf"Public Function {name}\((.*)\) As Variant", text)
        assert declared
        for word, argument in zip(declared[1].split(", "), function.arguments, strict=True):
            assert argument.name in word
            assert word.startswith("Optional") == (argument.optional and not argument.repeats)
        assert f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n17"' in text


# What starts a program, touches a file, or takes a text for a command
POWERS = re.compile(
    r"\b(Shell|CreateObject|GetObject|AppActivate|SendKeys|Declare|Open|Close|Kill|FileCopy|MkDir|RmDir"
    r"|ChDir|ChDrive|Name\s+\S+\s+As|Dir|GetAttr|SetAttr|Input|Print|Write|Put|FreeFile|Environ"
    r"|LoadLibrary|XLPyDLL\w+|Evaluate|ExecuteExcel4Macro|Run|OnTime|CallByName|MacScript"
    r"|AppleScriptTask|WScript|RegisterXLL|VBProject|FollowHyperlink|SaveAs|SaveCopyAs|Workbooks)\b"
)


def procedures(code: str) -> dict[str, tuple[str, str, str]]:
    """Each procedure by name: its scope ("" is public), its parameters, its body.

    Comments and the inside of texts are taken out.
    """
    bare = "\n".join(re.sub(r'"[^"]*"', '""', line).partition("'")[0] for line in code.splitlines())
    found = re.findall(
        r"^ *(Public |Private |Friend )?(?:Static )?(Function|Sub|Property \w+) (\w+)(.*?)\n"
        r"(.*?)^ *End (?:Function|Sub|Property)",
        bare.replace(" _\n", " "),
        re.M | re.S,
    )
    return {name: (scope.strip(), given, body) for scope, _, name, given, body in found}


def reached(names: set[str], known: dict[str, tuple[str, str, str]]) -> set[str]:
    """What procedures call, and what those call."""
    done: set[str] = set()
    while names - done:
        name = min(names - done)
        done.add(name)
        names = names | {n for n in re.findall(r"\w+", known[name][2]) if n in known}
    return done


def test_a_cell_can_call_the_functions_and_nothing_else(sources: dict[str, str]) -> None:
    """As the add-in holds them: each public procedure of each module, and what it comes to."""
    known = {n: p for code in sources.values() for n, p in procedures(code).items()}
    count = sum(
        len(re.findall(r"^ *End (?:Function|Sub|Property)\b", code, re.M))
        for code in sources.values()
    )
    assert len(known) == count  # no name twice, none overlooked
    public = {name for name, (scope, _, _) in known.items() if scope != "Private"}
    guard = re.compile(r'\s*If TypeName\(Application\.Caller\) = "" Then Exit Sub\n')
    guarded = {name for name in public if guard.match(known[name][2])}
    assert guarded == {CALLBACK}
    assert public - guarded == {*CATALOGUE, "XlpayCall"}
    assert all("XlpayCall" in known[name][2] for name in CATALOGUE)
    for name in public - guarded:
        assert not POWERS.search(known[name][2]), name
    powerful = {n for n in reached(public - guarded, known) if POWERS.search(known[n][2])}
    assert powerful == {"Settings", "XLPy", "XLPyLoadDLL"}
    for name in powerful:  # no word of a cell's gets there
        assert known[name][:2] in (("Private", "()"), ("Private", "() As String")), name
    assert sources[PYTHON].count("TypeName(Application.Caller)") == 1
    assert 'Open Environ("USERPROFILE") & "\\.xlpay\\xlpay.conf" For Input' in sources[PYTHON]


def test_the_parser_of_macros_sees_what_is_public() -> None:
    """What Excel takes for public: said so, or nothing said."""
    code = 'Function A(x)\n Shell x \' no\nEnd Function\nPrivate Sub B()\n x = "Shell"\nEnd Sub\n'
    known = procedures(code + "Public Property Get C() As Long\nA 1\nEnd Property\n")
    assert {name: scope for name, (scope, _, _) in known.items()} == {
        "A": "",
        "B": "Private",
        "C": "Public",
    }
    assert POWERS.search(known["A"][2]) and not POWERS.search(known["B"][2])
    assert reached({"C"}, known) == {"C", "A"}


def test_declarations_are_private_and_the_connecting_module_is_hidden(
    sources: dict[str, str],
) -> None:
    """The module of functions can't be: it is there to be seen."""
    assert "Option Private Module" in sources[PYTHON]
    assert "Option Private Module" not in sources[FUNCTIONS]
    for name, code in sources.items():
        for line in code.splitlines():
            if " Declare " in f" {line} " and not line.lstrip().startswith("'"):
                assert line.split()[0] == "Private", line
            assert not re.match(r" *(Public|Global) (Const|\w+ As)", line), (name, line)


def test_what_starts_python_names_no_workbook_and_no_other_setting(
    sources: dict[str, str],
) -> None:
    """Which program: from the user's own file alone, whatever xlwings asks for."""
    known = procedures(sources[PYTHON])
    for name in ("XLPyCommand", "XLPyLoadDLL", "XLPy"):
        assert "ActiveWorkbook" not in known[name][2]
    asked = re.search(r'Key <> "(\w+)" And Key <> "(\w+)" Then Exit Function', sources[PYTHON])
    assert asked is not None and set(asked.groups()) == {"INTERPRETER_WIN", "PYTHONPATH"}


def test_the_part_of_xlwings_is_of_the_installed_version(sources: dict[str, str]) -> None:
    assert f"xlwings64-{xlwings.__version__}.dll" in sources[PYTHON]
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in sources[PYTHON]


def test_the_project_says_that_another_program_wrote_it(addin: Path) -> None:
    """[MS-OVBA] 2.3.4.1: version FFFF and no compiled code, of which Excel would have to judge."""
    with zipfile.ZipFile(addin) as package, OleFileIO(package.read("xl/vbaProject.bin")) as macros:
        assert macros.openstream("VBA/_VBA_PROJECT").read()[:5] == b"\xcc\x61\xff\xff\0"
        assert macros.get_size("VBA/_VBA_PROJECT") == 7


def test_what_is_said_where_python_has_gone_is_chinese() -> None:
    for name in ("NO ANSWER", "NO EXPLANATION"):
        assert "Python 没有回答" in conf()[name] and "xlpay addin doctor" in conf()[name]
    assert "结果表可能只写了一半" in conf()["NO ANSWER"]
    rows = list(conf())
    code = python_module("", "")
    assert f'Said("B{rows.index("NO ANSWER") + 1}") & vbCrLf & Trouble' in code
    assert f'Said("B{rows.index("NO EXPLANATION") + 1}") & Err.Description' in code


def test_the_checklist_begins_with_what_cannot_be_known_here() -> None:
    text = (UDFS / "excel" / "CHECKLIST.zh-CN.md").read_text(encoding="utf-8")
    first, _, rest = text.partition("\n然后：\n")
    steps = [line for line in first.splitlines() if line[:1].isdigit()]
    wanted = ("别的程序写的公式", "Excel 存出来的公式", "单元格够不到别的", "按下不会自己再来一次")
    assert [word for word in wanted if any(word in step for step in steps[3:])] == list(wanted)
    numbers = [int(line.partition(".")[0]) for line in text.splitlines() if line[:1].isdigit()]
    assert rest and numbers == list(range(1, len(numbers) + 1))


# ── the ribbon and the wizard


def test_the_ribbon_fits_the_schema() -> None:
    import xmlschema

    xmlschema.XMLSchema(SCHEMA).validate(ribbon_xml())


def test_every_callback_exists_and_every_icon(sources: dict[str, str]) -> None:
    tree = ElementTree.fromstring(ribbon_xml())
    buttons = list(tree.iter(f"{{{NAMESPACE}}}button"))
    assert len(buttons) == len(BUTTONS)
    for button in buttons:
        assert f"Public Sub {button.get('onAction')}(" in sources[PYTHON]
        assert re.search("[\u4e00-\u9fff]", str(button.get("label")))
        assert button.get("screentip") and button.get("supertip")
        assert f"customUI/images/{button.get('image')}.png" in addin_parts()
    assert CALLBACK == "XlpayPressed"


def test_icons_are_pictures() -> None:
    for name, data in addin_parts().items():
        if name.endswith(".png"):
            assert data.startswith(b"\x89PNG\r\n\x1a\n")
            width, height, depth, colours = struct.unpack(">IIBB", data[16:26])
            assert (width, height, depth, colours) == (32, 32, 8, 6)
            start = data.index(b"IDAT") + 4
            size = struct.unpack(">I", data[start - 8 : start - 4])[0]
            assert len(zlib.decompress(data[start : start + size])) == 32 * (1 + 32 * 4)


def test_the_wizard_has_help_for_every_argument() -> None:
    book = ElementTree.fromstring(addin_parts()["xl/workbook.xml"])
    names = {str(name.get("name")): name for name in book.iter(f"{X14}definedName")}
    assert set(names) == set(CATALOGUE)
    for name, function in CATALOGUE.items():
        described = list(names[name].iter(f"{X14}argumentDescription"))
        assert [int(str(d.get("index"))) for d in described] == list(range(len(function.arguments)))
        for found, argument in zip(described, function.arguments, strict=True):
            assert found.text == f"{argument.name_zh}：{argument.help_zh}"
            assert len(str(found.text)) <= 255
    (group,) = book.iter(f"{MAIN}functionGroup")
    assert group.get("name") == "社区薪酬"


# ── xlwings' own path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Excel]:
    with excel(monkeypatch) as running:
        yield running


def test_single_values_through_xlwings(server: Excel) -> None:
    assert server.call("call", "CWGRADE", "正职", 5.0, "本科", True) == 10
    assert server.call("call", "CWGRADE", "正职", 5.0, MISSING, MISSING, MISSING) == 8
    assert server.call("call", "CWGRADE", None, None, None) == ""
    assert server.call("call", "CWRMB", 16409.02) == "人民币壹万陆仟肆佰零玖元零贰分"


def test_ranges_dates_and_blanks_through_xlwings(server: Excel) -> None:
    posts = (("正职",), ("副职",), (None,))
    years = ((5.0,), (12.0,), (None,))
    assert server.call("call", "CWGRADE", posts, years) == [[8], [7], [""]]
    born = datetime(1970, 5, 20)
    assert server.call("call", "CWRETIRE", born, "男60") == "2031-10"
    assert server.call("call", "CWRETIRE", ((born,), (born,)), "男60") == [["2031-10"]] * 2
    rows = server.call("call", "CWRMB", ((1.0, 2.0), (3.0, None)))
    assert rows == [["人民币壹元整", "人民币贰元整"], ["人民币叁元整", ""]]


def test_errors_in_and_out_through_xlwings(server: Excel) -> None:
    assert server.call("call", "CWGRADE", "厂长", 5.0) == "##XLPAY:2015"
    assert server.call("call", "CWAWARD", 20.0, "赤峰市2020") == "##XLPAY:2042"
    assert server.call("call", "CWGRADE", "正职", -2146826281) == "##XLPAY:2007"  # #DIV/0! in
    assert server.call("call", "CWGRADE", (("正职",), (-2146826246,)), 5.0) == [
        [8],
        ["##XLPAY:2042"],
    ]
    assert server.call("call", "CWNOSUCH", 1.0) == "##XLPAY:2029"
    assert "厂长" in server.call("call", "CWEXPLAIN", "CWGRADE", "厂长", 5.0)


def test_every_example_through_xlwings(server: Excel) -> None:
    for function, example in all_examples():
        sent: list[Any] = []
        for value in example.args:
            ranged = isinstance(value, list)
            sent.append(tuple((cell,) for cell in value) if ranged else value)
        found = server.call("call", function.name, *sent)
        rows = rows_of(example)
        assert found == (rows if len(rows) > 1 else rows[0][0])


def test_the_buttons_answer_without_a_workbook(server: Excel) -> None:
    for button in BUTTONS:
        text = server.call("pressed", button.name, False)
        assert isinstance(text, str) and "没有“" not in text[:3]
        if button.action not in ("help", "doctor"):
            assert "没有打开的工作簿" in text
    text = server.call("pressed", "xlpayHelp", True)
    assert "CWGRADE" in text and all(button.label in text for button in BUTTONS)


def test_each_button_calls_one_function_of_its_own() -> None:
    labels = ["检查", "计算本月", "晋级", "年终奖", "解释", "撤销上次计算", "新建模板", "帮助"]
    assert [button.label for button in BUTTONS][: len(labels)] == labels
    assert {button.action for button in BUTTONS} == {*ACTIONS, "help", "doctor"}
    assert len(set(ACTIONS.values())) == len(ACTIONS)
    assert len({icon(button) for button in BUTTONS}) == len(BUTTONS)


def test_a_button_acts_on_the_workbook_it_was_pressed_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Another of the same name is open too, and stands in front."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    own = load(write_samples(tmp_path)[0])
    other = copy.deepcopy(own)
    other.active = ""
    before = copy.deepcopy(other)
    machine = Machine()
    machine.books = [other, own]
    impl = Engine(machine)
    with excel(monkeypatch, impl, lambda given: OpenBook(machine, given)) as server:
        assert server.call("pressed", "xlpayMonth", True, book=own) == ""
        assert "工资已算好" in machine.said[0]
        assert other.sheet("工资发放表") == before.sheet("工资发放表")
        assert own.sheet("工资发放表") != before.sheet("工资发放表")
        server.call("pressed", "xlpayUndo", True, book=own)
        assert "恢复" in machine.said[1]


# ── the macros run, with a stub for xlwings' library

STUB_CLASS = """VERSION 1.0 CLASS
BEGIN
  MultiUse = -1
END
Attribute VB_Name = "StubPython"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = False
Attribute VB_Exposed = False
Public ID As String
Public Function CallUDF(ByVal Script, ByVal Name, ByVal Values, Optional Book) As Variant
    If Name = "pressed" Then
        StubSeen = Script & "|" & Values(0) & "|" & Values(1) & "|" & Book.Name
        StubPresses = StubPresses + 1
        StubAlerts = Application.DisplayAlerts
        If Values(0) = "dead" Then Err.Raise 1000
        CallUDF = ""
    Else
        CallUDF = StubAnswer(Values)
    End If
End Function
"""
STUB = """Attribute VB_Name = "StubXlwings"
Public StubSeen As String
Public StubPresses As Long
Public StubAlerts As Variant
Public Function StubPress(ByVal Button) As Variant
    Dim Control As Object
    Set Control = New StubPython
    Control.ID = Button
    XlpayPressed Control
    StubPress = StubSeen
End Function
Public Sub StubBox(ByVal Text, Optional Kind, Optional Title)
    StubAlerts = StubAlerts & "|" & Kind
End Sub
Public Function StubTimes(ByVal Button) As Variant
    StubPresses = 0
    Application.DisplayAlerts = True
    StubPress Button
    StubTimes = StubPresses & "|" & StubAlerts & "|" & Application.DisplayAlerts
End Function
Public Function XLPy() As Variant
    Set XLPy = New StubPython
End Function
Public Function StubAnswer(ByVal Values As Variant) As Variant
    Dim Rows(1 To 2, 1 To 1) As Variant
    Dim Text As String
    Dim I As Long
    For I = 0 To UBound(Values)
        If IsArray(Values(I)) Then
            Text = Text & UBound(Values(I), 1) & "x" & UBound(Values(I), 2)
        ElseIf IsEmpty(Values(I)) Then
            Text = Text & "-"
        Else
            Text = Text & Values(I)
        End If
        Text = Text & "|"
    Next
    StubAnswer = Text
    If Text = "CWCOEF|bad|-|" Then StubAnswer = "##XLPAY:2015"
    If Text = "CWCOEF|rows|-|" Then
        Rows(1, 1) = 1.5
        Rows(2, 1) = "##XLPAY:2042"
        StubAnswer = Rows
    End If
    If Text = "CWCOEF|dead|-|" Then Err.Raise 1000
End Function
"""
STUB_TIMES = """
place = "vnd.sun.star.script:VBAProject.StubXlwings.StubTimes?language=Basic&location=document"
found = document.getScriptProvider().getScript(place).invoke((button,), (), ())[0]
"""
CALLS = {  # a wrapper of each kind: plain, optional, ranges, any number of arguments
    '=CWGRADE("a",5)': "CWGRADE|a|5|-|-|-|",
    "=CWGRADE(A1,B1,A9,TRUE)": "CWGRADE|正职|5|-|1|-|",
    "=CWGRADE(A1:A2,B1:B2)": "CWGRADE|2x1|2x1|-|-|-|",
    "=CWGRADE(A1,B9)": "CWGRADE|正职|-|-|-|-|",
    "=CWSHARE(100,A1:B2)": "CWSHARE|100|2x2|",
    "=CWGRADE(A:A,B:B)": "CWGRADE|20x1|20x1|-|-|-|",
    '=CWEXPLAIN("CWGRADE",A1,B1:B2)': "CWEXPLAIN|CWGRADE|正职|2x1|",
    '=CWEXPLAIN("X")': "CWEXPLAIN|X|",
    '=CWCOEF("bad")': "Error 2015",  # how LibreOffice shows VBA's error values
    '=INDEX(CWCOEF("rows"),1)': 1.5,
    '=INDEX(CWCOEF("rows"),2)': "Error 2042",
    '=CWCOEF("dead")': "Error 2029",
    '=StubPress("xlpayMonth")': "xlpay_udfs|xlpayMonth|True|stub.xlsm",
}


@pytest.mark.calc
@pytest.mark.skipif(lacking is not None, reason=str(lacking))
def test_wrappers_run_with_a_stub_for_the_library(tmp_path: Path) -> None:
    """And a press: once, without dialogs of Excel's own; one that dies is told, not made again."""
    ground, path = tmp_path / "ground.xlsm", tmp_path / "stub.xlsm"
    with ExcelFile.create_new(ground) as file:
        project = file.vba_project()
        project.delete_module("Module1")
        code = python_module("", "").replace("MsgBox ", "StubBox ")  # a box needs a window
        own = {**modules(CATALOGUE), PYTHON: code, "StubXlwings": STUB}
        for name, text in own.items():
            project.add_module(name, "\r\n".join(text.splitlines()) + "\r\n")
        stub = "\r\n".join(STUB_CLASS.splitlines()) + "\r\n"
        project.add_module("StubPython", stub, kind=VBAModuleKind.other)
        file.save()
    book = load_workbook(ground, keep_vba=True)
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["A2"] = "正职", 5, "x"
    for row, formula in enumerate(CALLS, 1):
        sheet.cell(row, 4, formula)
    sheet.cell(20, 6, "the last row in use")
    book.save(path)
    assert book.vba_archive is not None
    book.vba_archive.close()  # openpyxl leaves it open
    with Office(macros=True) as office:
        (grid,) = office.read(path).values()
        with office.open(path) as document:
            said = [document.run(STUB_TIMES, button=one) for one in ("xlpayMonth", "dead")]
    assert [row[3] for row in grid[: len(CALLS)]] == list(CALLS.values())
    assert said == ["1|False|True", "1|False|48|True"]


@pytest.mark.calc
@pytest.mark.skipif(lacking is not None, reason=str(lacking))
def test_libreoffice_reads_the_modules_back(tmp_path: Path) -> None:
    """Under a workbook's content type, since LibreOffice opens no add-ins."""
    parts = addin_parts()
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(b"addin.macroEnabled", b"sheet.macroEnabled")
    path = tmp_path / "addin.xlsm"
    path.write_bytes(pack(parts))
    with Office() as office:
        sheets = office.read(path)
        saved = office.save_as(path, tmp_path / "addin.ods")
    assert sheets[CONF_SHEET].value("B2") == conf()["NO ANSWER"]
    with zipfile.ZipFile(saved) as package:
        for name in modules(CATALOGUE):
            text = package.read(f"Basic/VBAProject/{name}.xml").decode()
            if name == FUNCTIONS:
                assert all(f"Public Function {function}(" in text for function in CATALOGUE)
