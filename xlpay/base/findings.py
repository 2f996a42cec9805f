"""Findings as values: what is wrong, where, whose, about what, and what to do.

Bad user data never raises.  Exceptions are for files and arguments that can't be used
(UnusableFile) and for programming errors.
"""

from __future__ import annotations

import errno
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from xlpay.base.codes import ARGUMENT_CODES, CODES, FILE_CODES, LIVE_CODES, Severity
from xlpay.base.grid import NOWHERE, Position, cell_name

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
    return found.severity is Severity.ERROR and not CODES[found.code].one_figure


def eased(found: Finding) -> Finding:
    """A finding as a warning: no amount of the run depends on its cell."""
    return replace(found, severity=Severity.WARNING, message=found.message + NO_PAY)


def mask_identity(identity: str) -> str:
    """All but the first six and the last two characters hidden."""
    if len(identity) < 10:
        return "*" * len(identity)
    return identity[:6] + "*" * (len(identity) - 8) + identity[-2:]


_IDENTITY: Final = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15})(?!\d)")


def masked(value: object) -> object:
    """A value with every identity number in its text hidden."""
    if not isinstance(value, str):
        return value
    return _IDENTITY.sub(lambda found: mask_identity(found.group()), value)


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
    )
