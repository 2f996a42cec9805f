"""The helper process of the Calc extension: calls come in on standard input, results go out.

A frame is four bytes of length (big-endian) and JSON.  In: [name, arguments], where a range is
{"width", "cells"}, row by row.  Out: {"width", "cells", "errors"}, the errors by place.  A button
comes as {"press", "book"}; it is answered by any number of demands, each answered before the next,
and {"done"}.  The first frame out tells the protocol.  The process ends at the end of its input, so
with its office.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import IO, Any, Final

from xlpay import __version__
from xlpay.base.grid import CellError
from xlpay.catalogue.arguments import Argument, Zero
from xlpay.catalogue.model import VALUE
from xlpay.catalogue.readers import UNSURE
from xlpay.catalogue.reading_numbers import OPENING
from xlpay.functions import CATALOGUE, call

PROTOCOL: Final = 2
_EXPLAIN: Final = "CWEXPLAIN"


def main() -> None:
    """Serve until the input ends."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between the frames
    sys.stdout = sys.stderr
    serve(requests, answers)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer frame by frame."""
    write_frame(answers, {"protocol": PROTOCOL, "version": __version__})
    while (data := read_frame(requests)) is not None:
        request = json.loads(data)
        if isinstance(request, dict):
            _press(request, requests, answers)
        else:
            write_frame(answers, answer(*request))


def _press(request: Mapping[str, Any], requests: IO[bytes], answers: IO[bytes]) -> None:
    """A button, which asks back; while it waits, another may be pressed."""
    from xlpay.hosts.calc.live import pressed  # only who presses a button waits for it

    def ask(demand: Mapping[str, object]) -> Any:
        write_frame(answers, demand)
        while True:
            data = read_frame(requests)
            if data is None:
                raise SystemExit
            message = json.loads(data)
            if "press" not in message:
                return message
            _press(message, requests, answers)

    pressed(request["press"], ask, request["book"])
    write_frame(answers, {"done": True})


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The bytes of a frame; None at the end of the input."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = struct.unpack(">I", head)[0]
    data = stream.read(size)
    return data if len(data) == size else None


def write_frame(stream: IO[bytes], message: object) -> None:
    """A frame out."""
    data = json.dumps(message).encode("ascii")
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def answer(name: str, args: Sequence[Any]) -> dict[str, object]:
    """A call carried out; a fault of the program is #VALUE!, and the next call goes on."""
    given = [_range(value) if isinstance(value, dict) else value for value in args]
    try:
        rows = call(name, _without_false_zeros(name, given))
    except Exception:  # the office must never lose its helper to one cell
        rows = [[VALUE]]
    width = max(1, len(rows[0]))
    cells = [row[0] for row in rows] if width == 1 else [cell for row in rows for cell in row]
    errors = [(i, cell.text) for i, cell in enumerate(cells) if isinstance(cell, CellError)]
    for place, _ in errors:
        cells[place] = 0.0
    if not {str, float}.issuperset(map(type, cells)):
        cells = [_plain(cell) for cell in cells]
    return {"width": width, "cells": cells, "errors": errors}


def _range(block: dict[str, Any]) -> list[Any]:
    """A range as the catalogue takes it: a flat column, or rows."""
    width, cells = block["width"], block["cells"]
    return cells if width == 1 else [cells[i : i + width] for i in range(0, len(cells), width)]


def _plain(value: Any) -> object:
    """A result for JSON: numbers as floats, TRUE as 1."""
    if isinstance(value, str):
        return value
    return "" if value is None else float(value)


def _without_false_zeros(name: str, args: Sequence[Any]) -> list[Any]:
    """The arguments with the zeros that stand for blank cells taken out."""
    if name == _EXPLAIN and args and isinstance(args[0], str):
        return [args[0], *_without_false_zeros(args[0].strip().upper(), args[1:])]
    given = list(args)
    if 0.0 not in given:
        return given
    for place, argument in enumerate(_arguments(name)[: len(given)]):
        if given[place] == 0 and isinstance(given[place], float):
            given[place] = _zero(argument)
    return _blank_row(name, _opening(name, given))


def _blank_row(name: str, given: list[Any]) -> list[Any]:
    """Several required single values that are all 0 are a row not filled in."""
    required = [i for i, a in enumerate(_arguments(name)[: len(given)]) if not a.optional]
    if len(required) > 1 and all(isinstance(given[i], float) and not given[i] for i in required):
        given[required[0]] = None
    return given


def _zero(argument: Argument) -> Any:
    """What a single 0 means: Calc hands over a blank cell as 0, except inside a range."""
    if argument.kind.zero is Zero.BLANK:
        return None
    return UNSURE if argument.kind.zero is Zero.UNSURE else 0.0


def _opening(name: str, given: list[Any]) -> list[Any]:
    """An opening figure of 0 without its year is a blank cell."""
    kinds = [argument.kind for argument in _arguments(name)]
    if OPENING in kinds:
        place = kinds.index(OPENING)
        if given[place : place + 2] in ([0.0], [0.0, None]):
            given[place] = None
    return given


@cache
def _arguments(name: str) -> tuple[Argument, ...]:
    function = CATALOGUE.get(name)
    return function.arguments if function is not None else ()


if __name__ == "__main__":
    main()
