"""The reference page of the worksheet functions, written from the catalogue.

`python -m xlpay.catalogue.reference FILE` writes it; the page in udfs/ is tested to be equal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.commandline import usage
from xlpay.catalogue.function import Function
from xlpay.catalogue.functions import CATALOGUE

NAME: Final = "REFERENCE.zh-CN.md"
_HEAD: Final = """# 工作表函数

同一组函数用于 Excel、LibreOffice Calc、命令行（`xlpay fn 函数名 参数…`）和 Python\
（`from xlpay.functions import CWGRADE`）。本页由函数目录生成。

- **区域**：每个参数可以是单个值或区域，按行对应，单个值重复使用，结果自动溢出。\
整列引用只算到有内容的行。几个区域行数不同时，多出来的行是 `#VALUE!`。\
LibreOffice Calc 和 Excel 2019 及更早：先选好结果的区域，输入后按 Ctrl+Shift+Enter。
- **空白**：一行缺少必填的值，结果是空文字；可选参数空着就用默认值。\
Calc 把单个空单元格当作 0 传入：0 没有意义的参数仍按空白算，金额、年数按 0 算，\
在职月数是 `#VALUE!`（真是 0 请写文字 "0"）；写成区域就分得清。
- **错误**：传入的错误值原样返回；不能用的值是 `#VALUE!`；\
政策里没有这一项、或该年没有现行标准是 `#N/A`。\
`=CWEXPLAIN("函数名",参数…)` 用中文说明原因、最接近的词和条款。
- **日期**：真正的日期、日期序号，或 2021-07-01、2021/7/1、2021.7、2021年7月 这样的文字。
- **是否**：TRUE、是、1 都是“是”；FALSE、否、0 都是“否”。全角文字按半角读。
- **政策**：用政策现行版本和参数的默认值；多个版本的用最新一版。只有一个政策有的项目可以不写政策。
- **金额**：精确到分，四舍五入只做一次。
"""


def reference() -> str:
    """The whole page."""
    entries = (line for function in CATALOGUE.values() for line in _entry(function))
    return "\n".join([_HEAD, *_contents(), *entries])


def _contents() -> Iterator[str]:
    """The functions by category."""
    yield "| 类别 | 函数 | 结果 |\n|---|---|---|"
    for category in dict.fromkeys(f.category for f in CATALOGUE.values()):
        for function in CATALOGUE.values():
            if function.category == category:
                anchor = f"[{function.name}](#{function.name.lower()})"
                yield f"| {category} | {anchor} | {function.summary_zh} |"
    yield ""


def _entry(function: Function) -> Iterator[str]:
    """A function's section."""
    yield f"## {function.name}\n"
    yield f"`{usage(function)}`\n"
    yield f"{function.summary_zh}。*{function.summary_en}.*\n"
    yield "| 参数 | 名称 | 类型 | 必填 | 说明 |\n|---|---|---|---|---|"
    for argument in function.arguments:
        yield _argument(argument)
    yield f"\n结果：{function.result.value}。规则：`{function.rule}`。\n"
    yield "```text"
    for example in function.examples:
        arguments = ",".join(literal(value) for value in example.args)
        yield f"={function.name}({arguments}) → {shown(example.value)}"
    yield "```\n"


def _argument(argument: Argument) -> str:
    """A row of the table of arguments."""
    kind = f"{argument.kind.word}{'，区域' if argument.is_range else ''}"
    kind += "，可多个" if argument.repeats else ""
    needed = "可选" if argument.optional else "必填"
    text = f"{argument.help_zh}<br>*{argument.help_en}*"
    return f"| `{argument.name}` | {argument.name_zh} | {kind} | {needed} | {text} |"


def literal(value: Any) -> str:
    """A value as it is written in a formula; a range as an array constant."""
    if isinstance(value, list):
        rows = [row if isinstance(row, list) else [row] for row in value]
        return "{" + ";".join(",".join(literal(item) for item in row) for row in rows) + "}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        quoted = value.replace('"', '""')
        return f'"{quoted}"'
    return format(value, ".15g")


def shown(value: Any) -> str:
    """A result as cells show it."""
    return value if isinstance(value, str) else literal(value)


def main(arguments: list[str]) -> int:
    """Write the page to the file named."""
    Path(arguments[0]).write_text(reference(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
