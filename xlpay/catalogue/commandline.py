"""`xlpay fn`: words of a command line as arguments, and a result as lines of text.

A range is written with commas between rows and colons between columns; '' leaves an argument out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from xlpay.base.grid import CellError
from xlpay.catalogue.arguments import PlainType
from xlpay.catalogue.function import Function
from xlpay.unit.cells import decimal_of, nearest

DONE, UNUSABLE = 0, 2
_ERRORS: Final = ("#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!")


def answer(
    catalogue: Mapping[str, Function], explain: Function, name: str, words: Sequence[str]
) -> tuple[str, int]:
    """The text to print and the exit code; a fault's text says why."""
    function = catalogue.get(name.upper())
    if function is None:
        return f"没有“{name}”这个函数{nearest(name.upper(), list(catalogue))}。", UNUSABLE
    if not function.fits(len(words)):
        least, most = function.required, len(function.arguments)
        given = f"至少{least}个" if function.arguments[-1].repeats else f"{least}—{most}个"
        return f"{function.name} 要{given}参数，给了{len(words)}个：{usage(function)}", UNUSABLE
    args = arguments(catalogue, function, words)
    result = function(*args)
    lines = result if isinstance(result, list) else [[result]]
    text = "\n".join("\t".join(_shown(value) for value in line) for line in lines)
    if any(isinstance(value, CellError) for line in lines for value in line):
        why = explain(function.name, *args) if function is not explain else ""
        reasons = dict.fromkeys(
            x for line in (why if isinstance(why, list) else [[why]]) for x in line
        )
        return "\n".join([text, *(reason for reason in reasons if reason)]), UNUSABLE
    return text, DONE


def usage(function: Function) -> str:
    """CWGRADE(post, years, [education], [dual], [policy])."""
    names = [f"[{a.name}]" if a.optional else a.name for a in function.arguments]
    dots = "…" if function.arguments[-1].repeats else ""
    return f"{function.name}({', '.join(names)}{dots})"


def arguments(
    catalogue: Mapping[str, Function], function: Function, words: Sequence[str]
) -> list[Any]:
    """The words as values; those after a function's name as that function reads them."""
    if not function.arguments[-1].repeats:
        return [
            _value(word, a.kind.holds, a.is_range or (a.spans is not None and ":" in word))
            for word, a in zip(words, function.arguments, strict=False)
        ]
    inner = catalogue.get(words[0].upper())
    if inner is None or inner is function or len(words) - 1 > len(inner.arguments):
        return list(words)
    return [words[0], *arguments(catalogue, inner, words[1:])]


def _value(word: str, holds: PlainType, is_range: bool) -> Any:
    """A word as a cell's value; commas make rows, except of a number with its thousands."""
    if not word:
        return None
    number = (
        "," in word
        and holds in (PlainType.NUMBER, PlainType.ANY)
        and not isinstance(decimal_of(word), tuple)
    )
    if is_range or ("," in word and not (number and _has_thousands(word))):
        rows = [[_cell(part, holds) for part in row.split(":")] for row in word.split(",")]
        return rows if any(len(row) > 1 for row in rows) else [row[0] for row in rows]
    return _cell(word, holds)


def _has_thousands(word: str) -> bool:
    """34,101 and 1,234,567.80 are numbers; 3,4 is a range."""
    head, *rest = word.partition(".")[0].lstrip("+-").split(",")
    return 1 <= len(head) <= 3 and all(len(part) == 3 and part.isdigit() for part in rest)


def _cell(word: str, holds: PlainType) -> Any:
    if word in _ERRORS:
        return CellError(word)
    if holds is PlainType.DATE and word.isdigit():
        return int(word)  # a serial number
    return word or None


def _shown(value: Any) -> str:
    """A value as a cell shows it."""
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, bool):
        return str(value).upper()
    return format(value, ".15g") if isinstance(value, float) else str(value)
