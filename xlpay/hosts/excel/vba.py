"""The add-in's VBA: a wrapper for each function of the catalogue, and what connects to Python.

VBA text is ASCII: Excel keeps it in a code page, and anything else turns into question marks.  A
public procedure may be called from a cell of any workbook, so nothing is public but the functions,
what they call, and the ribbon's callback, which refuses a cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from xlpay.base.assets import bundled
from xlpay.base.findings import unusable
from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.function import Function

PROJECT: Final = "xlpay"
FUNCTIONS: Final = "XlpayFunctions"
PYTHON: Final = "XlpayPython"
CATEGORY: Final = 17  # the first after Excel's own sixteen function groups
_HERE: Final = "' XLWINGS-DECLARATIONS"
_LIBRARY: Final = ("XLPyDLLActivateAuto", "LoadLibrary")  # what is called outside VBA
_PROCEDURES: Final = ("XLPyCommand", "XLPyLoadDLL", "XLPy", "ParentFolder")
_WIDEST: Final = 255  # characters of help that Excel keeps
_ENGLISH: Final = {
    "×": "x",
    "÷": "/",
    "—": "-",
    "试用期": "probation",
    "优秀": "'excellent'",
    "合格": "'qualified'",
}


def modules(catalogue: Mapping[str, Function]) -> dict[str, str]:
    """Every module by name, with the line ends that VBA wants."""
    sources = {PYTHON: python_module(*xlwings_part()), FUNCTIONS: wrappers(catalogue)}
    return {name: "\r\n".join(text.splitlines()) + "\r\n" for name, text in sources.items()}


def python_module(declarations: str, procedures: str) -> str:
    """The module that connects, with what it takes from xlwings."""
    own = bundled(f"udfs/excel/{PYTHON}.bas").read_text(encoding="ascii")
    assert own.count(_HERE) == 1
    return f"{own.replace(_HERE, declarations)}\n{procedures}"


def xlwings_part() -> tuple[str, str]:
    """Declarations and procedures of the installed xlwings that start Python, all private.

    Nothing else of its module is taken: there are procedures in it that run any program, and that
    read and write any file.
    """
    try:
        import xlwings
    except ImportError:
        raise unusable("F-NO-XLWINGS") from None
    source = (Path(xlwings.__file__).parent / "xlwings.bas").read_text(encoding="utf-8")
    licence = _between(source, "'xlwings is distributed", "'Attribute VB_Name")
    lines = _between(source, "#If VBA7 Then", "Public Const").splitlines()
    declared = [_private(line) for line in lines if _is_declared(line)]
    procedures = [_procedure(source, name) for name in _PROCEDURES]
    head = ["", _between(source, "#Const App", "'Version").rstrip(), licence.rstrip(), *declared]
    return "\n".join(head), "\n".join(procedures)


def _between(source: str, first: str, after: str) -> str:
    start = source.index(first)
    return source[start : source.index(after, start)]


def _is_declared(line: str) -> bool:
    """Whether a declaration is needed; conditions and constants always are."""
    return "Declare " not in line or any(f"Function {name} " in line for name in _LIBRARY)


def _private(line: str) -> str:
    word = line.lstrip()
    return line.replace(word, f"Private {word}") if word.startswith(("Declare", "Const")) else line


def _procedure(source: str, name: str) -> str:
    """A procedure by its name, made private."""
    found = re.search(
        rf"^(?:Private |Public )?((Function|Sub) {name}\(.*?^End \2$)", source, re.M | re.S
    )
    assert found, name
    return f"Private {found[1]}\n"


def wrappers(catalogue: Mapping[str, Function]) -> str:
    """The module of worksheet functions."""
    head = f'Attribute VB_Name = "{FUNCTIONS}"\nOption Explicit\n'
    return head + "".join(f"\n{wrapper(function)}" for function in catalogue.values())


def wrapper(function: Function) -> str:
    """A function that hands its name and arguments on."""
    name = function.name
    declared = ", ".join(_declared(argument) for argument in function.arguments)
    body = _repeating(function) if function.arguments[-1].repeats else _plain(function)
    return (
        f"Public Function {name}({declared}) As Variant\n"
        f'Attribute {name}.VB_Description = "{_quoted(function.summary_en)}"\n'
        f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n{CATEGORY}"\n'
        f"{body}"
        "End Function\n"
    )


def _declared(argument: Argument) -> str:
    if argument.repeats:
        return f"ParamArray {argument.name}() As Variant"
    return f"{'Optional ' if argument.optional else ''}ByVal {argument.name} As Variant"


def _plain(function: Function) -> str:
    given = ", ".join(argument.name for argument in function.arguments)
    blank = "".join(
        f"    If IsMissing({argument.name}) Then {argument.name} = Empty\n"
        for argument in function.arguments
        if argument.optional
    )
    return f'{blank}    {function.name} = XlpayCall(Array("{function.name}", {given}))\n'


def _repeating(function: Function) -> str:
    """The fixed arguments, then all that follow."""
    *fixed, last = [argument.name for argument in function.arguments]
    first = len(fixed) + 1
    return (
        "    Dim Given() As Variant\n"
        "    Dim I As Long\n"
        f"    ReDim Given({first} + UBound({last}))\n"
        f'    Given(0) = "{function.name}"\n'
        + "".join(f"    {_assigned(f'Given({i})', name)}" for i, name in enumerate(fixed, 1))
        + f"    For I = 0 To UBound({last})\n"
        f"        If IsObject({last}(I)) Then\n"
        f"            Set Given({first} + I) = {last}(I)\n"
        "        Else\n"
        f"            Given({first} + I) = {last}(I)\n"
        "        End If\n"
        "    Next\n"
        f"    {function.name} = XlpayCall(Given)\n"
    )


def _assigned(target: str, name: str) -> str:
    """An assignment that keeps a range a range."""
    return f"If IsObject({name}) Then Set {target} = {name} Else {target} = {name}\n"


def _quoted(text: str) -> str:
    for word, english in _ENGLISH.items():
        text = text.replace(word, english)
    return text.replace('"', '""')[:_WIDEST]
