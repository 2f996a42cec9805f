"""The one door for text to a console: printable, masked, and never the reason of a failure.

What comes from a cell or a file name may hold escape sequences, bells and marks that turn text
around: all of it is shown as escapes.  A closed or full standard error costs what would be told
there; a full standard output is told and ends the command.  JSON is UTF-8 whatever the console is.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, Final, TextIO

from xlpay.base.findings import os_words, unusable
from xlpay.base.masking import mask_numbers

_PLAIN: Final = "\t\u3000\u00a0"  # spaces that only Python takes for unprintable
_WIPE: Final = "\r\033[K"


def prepare_console() -> None:
    """Streams that take any character; what is closed swallows what it gets.

    A closed stream's number would be given to the next file that is opened: a fault message of some
    library would be written into a workbook.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def say(lines: Iterable[str], *, masked: bool = True) -> None:
    """Lines to standard output, a break in one escaped; UnusableFile where it takes no more."""
    _to_output("".join(f"{clean(line, masked=masked)}\n" for line in lines))


def complain(lines: Iterable[str], *, masked: bool = True) -> None:
    """Lines to standard error, if it takes any."""
    _to_error("".join(f"{clean(line, masked=masked)}\n" for line in lines))


def clean(line: str, *, masked: bool = True) -> str:
    """A line as a console may show it: numbers of persons masked, nothing unprintable."""
    text = mask_numbers(line) if masked else line
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _PLAIN else _escaped(c) for c in text)


def _escaped(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"


def write_json(payload: dict[str, Any]) -> None:
    """UTF-8 whatever the console's code page; odd bytes of file names as escapes of JSON."""
    text = json.dumps(payload, ensure_ascii=False, indent=1) + "\n"
    _to_output(text, text.encode("utf-8", "backslashreplace"))


def progress() -> Callable[[str], None]:
    """Stages on a terminal, nothing when piped."""
    if not _on_terminal():
        return lambda stage: None
    return lambda stage: _to_error(f"{_WIPE}{clean(stage)}……")


def clear_progress() -> None:
    """Wipe the line of stages."""
    if _on_terminal():
        _to_error(_WIPE)


def _on_terminal() -> bool:
    return sys.stderr is not None and not sys.stderr.closed and sys.stderr.isatty()


def _to_output(text: str, raw: bytes | None = None) -> None:
    stream: TextIO | None = sys.stdout
    if stream is None or stream.closed:
        return
    try:
        if raw is None:
            stream.write(text)
        else:
            stream.flush()
            stream.buffer.write(raw)
            stream.buffer.flush()
        stream.flush()
    except BrokenPipeError:
        abandon(stream)
        raise
    except OSError as error:
        abandon(stream)
        raise unusable("F-CONSOLE", why=os_words(error)) from error


def _to_error(text: str) -> None:
    stream: TextIO | None = sys.stderr
    if stream is None or stream.closed:
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError:  # nobody is there to be told
        abandon(stream)


def abandon(stream: TextIO) -> None:
    """Let a stream swallow what it still holds: at the end it would fail once more."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (OSError, ValueError):  # no file behind it
        pass
