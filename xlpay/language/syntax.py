"""TOML that can't be read, told to somebody who has never heard of TOML.

The parser says where it stopped; what is wrong there is looked for in the line itself, because the
same sentence of the parser stands for a percent sign, a wrong date or a second value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

from xlpay.language.problems import Problem

_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_DATE: Final = re.compile(r"=\s*(\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?)(?![\d\"])")
_MONTH: Final = re.compile(r"\d{4}[-/.]\d{1,2}$")
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*')
_TWICE: Final = re.compile(r"Cannot declare \((.*)\) twice")
_ENDLESS: Final = re.compile(r"\d{300}|[eE][+-]?\d{7}")
_BARE_KEY: Final = re.compile(r"([^\x00-\x7f][^\s=,{}]*)\s*=")
_MOST: Final = 40  # characters of a line that are shown

_UNQUOTED: Final = "文字要加英文引号；数不带单位、百分号、逗号"
_HALF: Final = "引号、等号、逗号、括号和数字都要用英文（半角）的；说明文字前面加 #"
_CLOSED: Final = '请看这一行和它前面：每个 [ { " 都要有另一半，各项之间用逗号隔开'
# What the parser's sentence begins with -> what is wrong, and what to do.
_YES_NO: Final = re.compile(r"=\s*[是否真假]\s*(?:#.*)?$")
_MEANINGS: Final = (
    ("Unterminated string", "引号没有配对", _CLOSED),
    ("Illegal character", "引号没有配对，或有看不见的字符", _CLOSED),
    ('Expected "', "引号没有配对", _CLOSED),
    ("Expected '\"", "引号没有配对", _CLOSED),
    ("Expected ']", "表名的方括号没有配对", "应写成 [表] 或 [[表]]"),
    ("Unclosed array", "方括号没有配对，或两项之间少了逗号", _CLOSED),
    ("Unclosed inline table", "花括号没有配对，或两项之间少了逗号", _CLOSED),
    ("Invalid initial character", "{ } 里多了逗号，或断了行", "{ } 要写在一行里，末尾没有逗号"),
    ("Duplicate inline table key", "{ } 里同一个键写了两次", "请删去一个"),
    ("Cannot overwrite a value", "同一个键写了两次", "请删去一个；分时段的写成 [{ from = … }, …]"),
    ("Cannot mutate immutable", "{ } 或 [ ] 已经写完，不能在别处再加", "请写到一处"),
    ("Cannot redefine namespace", "同一个表写了两次", "请合成一处"),
    ("Expected '='", "键的后面要有等号（=）", "应写成 键 = 值；汉字的键要加引号"),
    ("Invalid statement", "不是“键 = 值”，也不是 [表]", "说明文字前面加 #；汉字的键要加引号"),
    ("Invalid value", "等号后面没有能用的值", _UNQUOTED),
    ("Expected newline", "值写完以后还有多余的字", f"一行写一个键；{_UNQUOTED}"),
    ("Unescaped '\\'", "引号里有反斜杠", "反斜杠要写两个：\\\\"),
    ("Found invalid", "有不能用的字符", _UNQUOTED),
)


def syntax_problem(text: str, error: ValueError, file: str) -> Problem:
    """What is wrong where the parser stopped: the line, what it holds, what to do."""
    said = str(error)
    place = _PLACE.search(said)
    lines = text.splitlines() or [""]
    number = _last(lines)
    where, ended = f"文件末尾（第{number}行）", True
    if place is not None and place.group(1):
        number = int(place.group(1))
        where, ended = f"第{number}行第{place.group(2)}字", False
    line = lines[min(number, len(lines)) - 1]
    unclosed = ended and said.startswith("Invalid value") and not line.rstrip().endswith("=")
    message, hint = _meaning("Unclosed array" if unclosed else said, line)
    if place is not None and place.group(2) and said.startswith("Invalid initial character"):
        message, hint = _bare_key(line[int(place.group(2)) - 1 :]) or (message, hint)
    shown = line.strip()
    shown = shown if len(shown) <= _MOST else shown[: _MOST - 1] + "…"
    message = f"写法有误，{message}"
    return Problem(file, where, f"{message}：{shown}" if shown else message, hint)


def number_problem(text: str, file: str) -> Problem:
    """A number so long, or so large, that nothing can read it."""
    lines = enumerate(text.splitlines(), 1)
    where = next((f"第{number}行" for number, line in lines if _ENDLESS.search(line)), "")
    return Problem(file, where, "有一个数太长或太大", "请改正")


def _last(lines: list[str]) -> int:
    """The number of the last line that says something."""
    return next((i for i in range(len(lines), 0, -1) if lines[i - 1].strip()), 1)


def _meaning(said: str, line: str) -> tuple[str, str]:
    """What is wrong in a line, and what to do."""
    if (wrong := next(_wrong_dates(line), "")) or said.startswith("Invalid date"):
        hint = "应写成 2024-03-01 这样的日期，不加引号"
        if _MONTH.match(wrong):
            hint = '月份写成 "2024-03"，要加引号；日期写成 2024-03-01，不加引号'
        return f"“{wrong}”不是日期" if wrong else "不是日期", hint
    if wide := next(_wide(line), ""):
        return f"有全角字符“{wide}”", _HALF
    if twice := _TWICE.match(said):
        name = ".".join(re.findall(r"'([^']*)'", twice.group(1)))
        return f"[{name}] 写了两次", "请合成一处；可以有许多个的表（如 component）才都写双方括号"
    if _YES_NO.search(line):
        return "等号后面没有能用的值", "是、否要写成 true、false，不加引号"
    for start, message, hint in _MEANINGS:
        if said.startswith(start):
            return message, hint
    return "读不懂", "多半是少了引号、括号或逗号，或同一个键写了两次"


def _bare_key(rest: str) -> tuple[str, str] | None:
    """A key of Chinese characters without quotes, where a line goes on so."""
    found = _BARE_KEY.match(rest)
    if found is None:
        return None
    return f"键“{found.group(1)}”是汉字，没有加引号", f'应写成 "{found.group(1)}" = …'


def _wrong_dates(line: str) -> Iterator[str]:
    """What looks like a date without quotes, and is none."""
    for found in _DATE.finditer(_STRINGS.sub('""', line)):
        try:
            date.fromisoformat(found.group(1))
        except ValueError:
            yield found.group(1)


def _wide(line: str) -> Iterator[str]:
    """Characters outside strings and comments that have a half-width form, and curly quotes."""
    for character in _STRINGS.sub("", line):
        if character in "“”‘’、。【】" or (
            character > "\x7f" and unicodedata.normalize("NFKC", character).isascii()
        ):
            yield character
