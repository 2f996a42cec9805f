"""Findings as values: what is wrong, where, whose, about what, and what to do.

Bad user data never raises.  Exceptions are for files and arguments that can't be used
(UnusableFile) and for programming errors.
"""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from xlpay.base.codes import ARGUMENT_CODES, CODES, FILE_CODES, LIVE_CODES, Severity
from xlpay.base.grid import NOWHERE, Position, cell_name
from xlpay.base.masking import mask_numbers

_PLACES: Final = 3  # further places of a kind that are named
_STRETCHES: Final = 20  # of rows that are named
TICKED: Final = "已核对"  # the column that ticks a finding off, and the word for such a one


class UnusableFile(Exception):
    """A file, a policy or an argument that can't be used at all (exit code 2)."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def line(self) -> str:
        """One line for the terminal: code, problem, what to do."""
        return f"{self.code} {self.message}" + (f" {self.hint}" if self.hint else "")


def unusable(code: str, **facts: object) -> UnusableFile:
    """The exception of an entry of FILE_CODES or ARGUMENT_CODES, its braces filled."""
    message, hint = FILE_CODES[code] if code in FILE_CODES else ARGUMENT_CODES[code]
    return UnusableFile(code, message.format(**facts), hint.format(**facts))


def live_text(code: str, **facts: object) -> str:
    """A LIVE_CODES entry as a message box says it."""
    message, hint = LIVE_CODES[code]
    return f"{message.format(**facts)}\n{hint.format(**facts)}"


_OS_WORDS: Final = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘是只读的",
    errno.EBUSY: "正被别的程序占用",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读写出错",
}


def os_words(error: OSError) -> str:
    """Why the system refused, in Chinese where it is a usual reason."""
    return _OS_WORDS.get(error.errno or 0, error.strerror or type(error).__name__)


NO_PAY: Final = "（不影响发放金额）"


class Finding(msgspec.Struct, frozen=True):
    """A finding: where (sheet, row, column), who, about what, what is wrong and what to do.

    `row` and `column` count from 1; 0: none.  `about` are the words that its code's text is filled
    with, by name: the setting, the component, the month.  `identity` is the person's identity
    number, for leaving the person out; it is masked wherever it is shown.
    """

    code: str
    severity: Severity
    sheet: str
    row: int
    column: int
    person: str
    about: tuple[tuple[str, str], ...]
    message: str
    hint: str
    identity: str = ""
    ticked: str = ""  # what the office wrote in 已核对; '' for an error, which can't be ticked off
    remark: str = ""  # and in 核对说明
    further: tuple[int, ...] = ()  # rows of the same column that it is about too
    one_figure: bool = False  # an error of one deduction only: see `stops`

    @property
    def level(self) -> str:
        """The word for how much it weighs."""
        return self.severity.value

    @property
    def cell(self) -> str:
        """The cell as a spreadsheet names it; '' for a sheet or a row as a whole."""
        return cell_name(self.row, self.column) if self.row and self.column else ""

    def word(self, name: str) -> str:
        """What its text has for a word in braces of its code's message; KeyError for another."""
        return dict(self.about)[name]

    def line(self) -> str:
        """`级别 CODE sheet!cell person: problem. what to do`."""
        level = TICKED if self.ticked else self.level
        parts = [level, self.code, *(p for p in (self.place, self.person) if p)]
        return f"{' '.join(parts)}: {self.message}。{self.hint}"

    @property
    def cells(self) -> tuple[Position, ...]:
        """Every cell that it is about; none for a sheet or a row as a whole."""
        rows = (self.row, *self.further) if self.row and self.column else ()
        return tuple(Position(row, self.column) for row in rows)

    @property
    def place(self) -> str:
        """Sheet and cell, as far as it has them."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def without_effect(self) -> Finding:
        """The same as a warning: the row is wrong, and its person is not paid this month."""
        message = f"{self.message}（此人本月不发薪，不影响本月）"
        return replace(self, severity=Severity.WARNING, message=message)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By weight, what doesn't look right first, what was ticked off last; else as they came."""
    order = {severity: i for i, severity in enumerate(Severity)}

    def place(found: Finding) -> tuple[bool, int, bool]:
        return bool(found.ticked), order[found.severity], not CODES[found.code].doubtful

    return sorted(findings, key=place)


def asked_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings; what equal cells of a column are asked about is one, of the first of them.

    It counts the cells and names their rows, and concerns a person only where all are his.
    """
    grouped: dict[object, list[Finding]] = {}
    for at, found in enumerate(findings):
        alike = CODES[found.code].asked and found.row and found.column
        same = (found.code, found.severity, found.sheet, found.column, found.message, found.hint)
        grouped.setdefault(same if alike else at, []).append(found)
    return [_for_all(equal) if len(equal) > 1 else equal[0] for equal in grouped.values()]


def _for_all(equal: Sequence[Finding]) -> Finding:
    """One finding for equal cells of a column.

    Its problem stays the same wherever they stand, so that it stays ticked off.
    """
    first = equal[0]
    alone = len({(found.person, found.identity) for found in equal}) == 1
    others = sorted({found.row for found in equal} - {first.row})
    rows = _rows_text(sorted((first.row, *others)))
    return replace(
        first,
        person=first.person if alone else "",
        identity=first.identity if alone else "",
        hint=f"{first.hint}（共 {len(equal)} 处：{rows}）",
        further=tuple(others),
    )


def _rows_text(rows: Sequence[int]) -> str:
    """'第2—4、7行'; of many stretches the first."""
    stretches: list[tuple[int, int]] = []
    for row in rows:
        if stretches and stretches[-1][1] == row - 1:
            stretches[-1] = (stretches[-1][0], row)
        else:
            stretches.append((row, row))
    told = [f"{a}" if a == b else f"{a}—{b}" for a, b in stretches[:_STRETCHES]]
    return f"第{'、'.join(told)}{'等' if len(stretches) > _STRETCHES else ''}行"


def kinds(findings: Iterable[Finding]) -> list[str]:
    """A line a kind, errors first: its first finding, how many there are, where the next stand."""
    grouped: dict[tuple[bool, str, str], list[Finding]] = {}
    for finding in in_order(findings):
        key = (bool(finding.ticked), finding.level, finding.code)
        grouped.setdefault(key, []).append(finding)
    return [_kind_line(equal) for equal in grouped.values()]


def _kind_line(findings: Sequence[Finding]) -> str:
    first, others = findings[0], findings[1 : 1 + _PLACES]
    if not others:
        return first.line()
    also = "、".join(dict.fromkeys(p for p in map(_further, others) if p))
    more = "等" if len(findings) > 1 + _PLACES else ""
    told = f"，还有：{also}{more}" if also else ""
    return f"{first.line()}（共 {len(findings)} 条{told}）"


def _further(found: Finding) -> str:
    """Where a further finding of a kind stands, and what it asks about."""
    asked = CODES[found.code].asked and dict(found.about).get("value")
    parts = (found.place, found.person, f"“{asked}”" if asked else "")
    return " ".join(part for part in parts if part)


def weights(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many there are of each weight; what was ticked off doesn't count."""
    found = Counter(finding.severity for finding in findings if not finding.ticked)
    return {severity: found[severity] for severity in Severity}


def counts_text(findings: Sequence[Finding]) -> str:
    """'错误 1，警告 2，已核对 3'."""
    told = [(s.value, n) for s, n in weights(findings).items()]
    told.append((TICKED, sum(bool(finding.ticked) for finding in findings)))
    return "，".join(f"{word} {number}" for word, number in told if number) or "没有发现问题"


def stops(found: Finding) -> bool:
    """Whether nobody can be paid beside it: an error that is not one of a single deduction."""
    return found.severity is Severity.ERROR and not found.one_figure


def eased(found: Finding) -> Finding:
    """A finding as a warning: no amount of the run depends on its cell."""
    return replace(found, severity=Severity.WARNING, message=found.message + NO_PAY)


def masked(value: object) -> object:
    """A value with every number in its text hidden that may be a person's."""
    return mask_numbers(value) if isinstance(value, str) else value


def find(
    code: str,
    sheet: str = "",
    at: Position = NOWHERE,
    person: str = "",
    identity: str = "",
    /,
    **words: object,
) -> Finding:
    """A finding of that code with its text filled in; KeyError for a code not listed."""
    kind = CODES[code]
    filled = {"nearest": "", "note": "", **{key: masked(value) for key, value in words.items()}}
    return Finding(
        code,
        kind.severity,
        sheet,
        *at,
        str(masked(person)),
        tuple((word, str(filled[word])) for word in kind.words),
        kind.message.format(**filled),
        kind.hint.format(**filled),
        identity,
        one_figure=kind.one_figure,
    )
