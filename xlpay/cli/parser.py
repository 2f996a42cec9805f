"""Arguments read by argparse, whose words are Chinese here: usage, headings, every refusal.

argparse words its refusals in English only; each is known by its pattern and said again.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from xlpay.cli.console import complain, say

UNUSABLE: Final = 2
# Of argparse's own sentences, what they are and what is said instead.
_SAID: Final = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"the following arguments are required: (.*)", "缺少：{}"),
        (r"unrecognized arguments: (.*)", "不认识的参数：{}"),
        (r"argument (?:命令|操作|\S*action): invalid choice: '?(.*?)'? \(choose from (.*)\)",
         "没有“{}”这个命令，可用：{}"),
        (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)",
         "{} 不能是“{}”，可用：{}"),
        (r"argument (.*?): invalid int value: '(.*)'", "{} 应为整数，不是“{}”"),
        (r"argument (.*?): invalid \S+ value: '(.*)'", "{} 的值“{}”不能用"),
        (r"argument (.*?): expected one argument", "{} 后面要写一个值"),
        (r"argument (.*?): expected at least one argument", "{} 后面至少要写一个值"),
        (r"argument (.*?): expected (\d+) arguments?", "{} 后面要写 {} 个值"),
        (r"argument (.*?): ignored explicit argument '(.*)'", "{} 不带值，不能写“{}”"),
        (r"argument (.*?): not allowed with argument (.*)", "{} 不能与 {} 同时用"),
        (r"ambiguous option: (.*?) could match (.*)", "“{}”不明确，可能是 {}"),
        (r"argument (.*?): (.*)", "{}：{}"),
    )
)  # fmt: skip


# What the value of an argument is called, by the argument's own name.
_CALLED: Final = {
    "book": "工作簿",
    "paths": "工作簿",
    "--upgrade": "工作簿",
    "folder": "文件夹",
    "--out": "文件夹",
    "path": "文件",
    "--year": "年度",
    "--month": "月份",
    "--person": "谁",
    "--workers": "个数",
    "--months": "个数",
    "--rating": "等次",
    "policy": "政策",
    "other": "政策",
    "--policy": "政策",
    "name": "函数名",
    "arguments": "参数",
}


class _Formatter(argparse.HelpFormatter):
    """Help with the usage line's first word in Chinese."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help and refusals are Chinese; its commands' parsers are alike."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            **{"formatter_class": _Formatter, **options, "add_help": False}  # type: ignore[arg-type]
        )
        self._positionals.title, self._optionals.title = "要写的", "可选的"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        """An argument whose value has a Chinese name."""
        if names and names[0] in _CALLED:
            options.setdefault("metavar", _CALLED[names[0]])
        return super().add_argument(*names, **options)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Help and usage by the one door to a console."""
        if message:
            lines = message.removesuffix("\n").split("\n")
            (say if file is sys.stdout else complain)(lines, masked=file is not sys.stdout)

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong and how to write it; exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(UNUSABLE, f"{self.prog}：{refusal(message)}。用法说明：{self.prog} --help\n")


def refusal(message: str) -> str:
    """argparse's sentence in Chinese."""
    for pattern, words in _SAID:
        if found := pattern.fullmatch(message):
            return words.format(
                *(part.replace("'", "").replace(", ", "、") for part in found.groups())
            )
    return f"参数不对：{message}"
