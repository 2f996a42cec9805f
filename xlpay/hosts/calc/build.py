"""The Calc extension xlpay.oxt from the catalogue: interface, names and help, components, glue.

The same catalogue gives the same bytes, with or without LibreOffice at hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from xlpay import __version__
from xlpay.base.assets import bundled
from xlpay.catalogue.function import Function
from xlpay.functions import CATALOGUE
from xlpay.hosts.calc.buttons import CALC, COMMANDS, CONFIGURATION, HANDLER, commands_parts
from xlpay.hosts.calc.interface import compiled, parameter
from xlpay.hosts.calc.xcu import XML, both, component, prop
from xlpay.hosts.packing import pack
from xlpay.workbook.file.safe import write_whole

IDENTIFIER: Final = "org.xlpay.calc"
IMPLEMENTATION: Final = "org.xlpay.calc.Functions"
SERVICE: Final = "XLPAY"
RELINK: Final = "org.xlpay.calc.Relink"
JOB: Final = "com.sun.star.task.Job"
GLUE: Final = "xlpay_calc.py"


def build(target: Path, command: Sequence[str] | None = None) -> Path:
    """Write the extension; `command` starts its helper (`install` knows it, `build` doesn't)."""
    parts = extension_parts()
    if command is not None:
        parts["helper.json"] = json.dumps({"command": list(command)}, ensure_ascii=False).encode()
    target.parent.mkdir(parents=True, exist_ok=True)
    with write_whole(target) as stream:
        stream.write(pack(parts))
    return target


def extension_parts() -> dict[str, bytes]:
    """The files of the extension by path, the mimetype of a package first."""
    return {
        "META-INF/manifest.xml": _manifest().encode(),
        "description.xml": _description().encode(),
        "CalcAddIns.xcu": configuration(CATALOGUE).encode(),
        "xlpay.components": _components().encode(),
        "xlpay.rdb": compiled(CATALOGUE),
        "functions.json": json.dumps(list(CATALOGUE)).encode(),
        "Jobs.xcu": _jobs().encode(),
        **commands_parts(),
        **{name: bundled(f"udfs/calc/{name}").read_bytes() for name in _python()},
    }


def _python() -> list[str]:
    """What LibreOffice's own Python runs: the component, and the modules beside it."""
    folder = bundled("udfs/calc")
    return [GLUE, *(f"pythonpath/{path.name}" for path in sorted(folder.glob("pythonpath/*.py")))]


# ── names and help


def configuration(catalogue: Mapping[str, Function]) -> str:
    """CalcAddIns.xcu: plain names for .xlsx, and the function wizard's help in two languages."""
    functions = "".join(_function_node(f) for f in catalogue.values())
    return component(
        "CalcAddIns",
        f'<node oor:name="AddInInfo"><node oor:name="{SERVICE}" oor:op="replace">'
        f'<node oor:name="AddInFunctions">\n{functions}</node></node></node>',
    )


def _function_node(function: Function) -> str:
    parameters = "".join(
        f'<node oor:name="{parameter(place, argument)}" oor:op="replace">'
        f"{both('DisplayName', argument.name_zh, argument.name)}"
        f"{both('Description', argument.help_zh, argument.help_en)}</node>\n"
        for place, argument in enumerate(function.arguments, 1)
    )
    return (
        f'<node oor:name="{function.name}" oor:op="replace">'
        f"{both('DisplayName', function.name, function.name)}"
        f"{both('Description', function.summary_zh, function.summary_en)}"
        '<prop oor:name="Category"><value>Add-In</value></prop>'
        f"{both('CompatibilityName', function.name, function.name)}"
        f'<node oor:name="Parameters">\n{parameters}</node></node>\n'
    )


def _jobs() -> str:
    """Jobs.xcu: who looks at a document that has been loaded."""
    return component(
        "Jobs",
        f'<node oor:name="Jobs"><node oor:name="{RELINK}" oor:op="replace">'
        f"{prop('Service', RELINK)}{prop('Context', CALC)}</node></node>"
        '<node oor:name="Events"><node oor:name="OnLoadFinished" oor:op="fuse">'
        f'<node oor:name="JobList"><node oor:name="{RELINK}" oor:op="replace"/></node>'
        "</node></node>",
    )


# ── the package


def _manifest() -> str:
    office = "application/vnd.sun.star"
    kinds = {
        **dict.fromkeys(
            ("CalcAddIns.xcu", "Jobs.xcu", *CONFIGURATION), f"{office}.configuration-data"
        ),
        "xlpay.rdb": f"{office}.uno-typelibrary;type=RDB",
        "xlpay.components": f"{office}.uno-components",
    }
    entries = "".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{path}"/>\n'
        for path, kind in kinds.items()
    )
    return (
        f'{XML}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}</manifest:manifest>\n"
    )


def _components() -> str:
    return (
        f'{XML}<components xmlns="http://openoffice.org/2010/uno-components">'
        f'<component loader="com.sun.star.loader.Python" uri="{GLUE}">'
        f'<implementation name="{IMPLEMENTATION}"><service name="{SERVICE}"/></implementation>'
        f'<implementation name="{COMMANDS}"><service name="{HANDLER}"/></implementation>'
        f'<implementation name="{RELINK}"><service name="{JOB}"/></implementation>'
        "</component></components>\n"
    )


def _description() -> str:
    return (
        f'{XML}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:d="http://openoffice.org/extensions/description/2006" '
        'xmlns:l="http://libreoffice.org/extensions/description/2011">\n'
        f'<identifier value="{IDENTIFIER}"/><version value="{__version__}"/>\n'
        "<dependencies>"
        '<l:LibreOffice-minimal-version value="7.4" d:name="LibreOffice 7.4"/>'
        "</dependencies>\n"
        '<publisher><name lang="en">xlpay contributors</name></publisher>\n'
        '<display-name><name lang="en">xlpay worksheet functions</name>'
        '<name lang="zh-CN">社区薪酬函数 xlpay</name></display-name>\n'
        "</description>\n"
    )
