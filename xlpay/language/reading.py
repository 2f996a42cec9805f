"""The text of a file of rules: its tables with exact decimals, or why it can't be read."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlpay.base.findings import os_words
from xlpay.language.problems import FIX, Problem
from xlpay.language.syntax import number_problem, syntax_problem
from xlpay.language.values import nearest


def parsed(path: Path) -> tuple[dict[str, Any] | None, str, list[Problem]]:
    """A file's tables and its text; None and why it can't be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        hint = "请用记事本打开，另存为，编码选 UTF-8"
        return None, "", [Problem(path.name, "", "不是 UTF-8 编码", hint)]
    except OSError as error:
        return (
            None,
            "",
            [Problem(path.name, "", f"打不开：{os_words(error)}", _where_to_look(path))],
        )
    try:
        return tomllib.loads(text, parse_float=Decimal), text, []
    except tomllib.TOMLDecodeError as error:
        return None, "", [syntax_problem(text, error, path.name)]
    except (ValueError, ArithmeticError):  # a number of thousands of digits
        return None, "", [number_problem(text, path.name)]
    except RecursionError:
        return None, "", [Problem(path.name, "", "括号套得太深", FIX)]


def _where_to_look(path: Path) -> str:
    """What to do about a file that can't be opened; the policy files that are there instead."""
    beside = sorted(p.name for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
    near = nearest(path.name, beside)
    return f"请核对文件名和文件夹{near}" if near or not path.exists() else "请检查文件和权限"
