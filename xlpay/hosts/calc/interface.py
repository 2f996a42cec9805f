"""The UNO interface of the functions, as IDL and compiled, straight from the catalogue.

The compiled form is what LibreOffice's unoidl-write makes of the IDL, byte for byte but for its
banner (a test compares them), so that building needs no LibreOffice.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.function import Function

NAME: Final = "org.xlpay.calc.XFunctions"
ROWS: Final = "[][]any"
BANNER: Final = b"\0** xlpay **\0"
_MODULE, _INTERFACE, _IN = b"\0", b"\5", b"\0"
_NONE: Final = struct.pack("<I", 0)


def parameter(place: int, argument: Argument) -> str:
    """A parameter's name in the interface; Calc sorts its help by it."""
    return f"a{place:02}" + "".join(word.capitalize() for word in argument.name.split("_"))


def signature(function: Function) -> list[tuple[str, str]]:
    """Name and UNO type of each parameter."""
    return [
        (parameter(place, argument), "[]any" if argument.repeats else "any")
        for place, argument in enumerate(function.arguments, 1)
    ]


def idl(catalogue: Mapping[str, Function]) -> str:
    """The interface as source: every function takes any values and gives rows of them."""
    modules = NAME.split(".")[:-1]
    methods = ""
    for name, function in catalogue.items():
        given = ", ".join(f"[in] {_written(kind)} {word}" for word, kind in signature(function))
        methods += f"  {_written(ROWS)} {name}({given});\n"
    opened = " ".join(f"module {module} {{" for module in modules)
    body = f"interface {NAME.split('.')[-1]} {{\n{methods}}};\n"
    return f"{opened}\n{body}{'}; ' * len(modules)}\n"


def _written(kind: str) -> str:
    """A type as IDL writes it."""
    return f"sequence< {_written(kind[2:])} >" if kind.startswith("[]") else kind


class _Image:
    """A growing file in which a repeated text points back to its first place."""

    def __init__(self, start: bytes) -> None:
        self.data = bytearray(start)
        self._places: dict[str, int] = {}

    def number(self, value: int) -> None:
        self.data += struct.pack("<I", value)

    def text(self, value: str) -> None:
        """Its length and bytes, or where it stood first."""
        if value in self._places:
            self.number(self._places[value] | 0x80000000)
            return
        self._places[value] = len(self.data)
        self.number(len(value))
        self.data += value.encode("ascii")

    def named(self, name: str, entity: int) -> tuple[int, int]:
        """The name of an entity of a module, and both places."""
        place = len(self.data)
        self.data += name.encode("ascii") + b"\0"
        return place, entity


def compiled(catalogue: Mapping[str, Function], banner: bytes = BANNER) -> bytes:
    """The interface as a registry of types (.rdb)."""
    image = _Image(b"UNOIDL\xff\0" + bytes(8) + banner)
    *modules, name = NAME.split(".")
    place = len(image.data)
    _add_interface(image, catalogue)
    entry = image.named(name, place)
    for module in reversed(modules):
        place = len(image.data)
        image.data += _MODULE + struct.pack("<III", 1, *entry)
        entry = image.named(module, place)
    struct.pack_into("<II", image.data, 8, len(image.data), 1)
    image.data += struct.pack("<II", *entry)
    return bytes(image.data)


def _add_interface(image: _Image, catalogue: Mapping[str, Function]) -> None:
    image.data += _INTERFACE
    image.number(1)
    image.text("com.sun.star.uno.XInterface")
    image.data += _NONE + _NONE  # optional bases, attributes
    image.number(len(catalogue))
    for name, function in catalogue.items():
        image.text(name)
        image.text(ROWS)
        image.number(len(function.arguments))
        for parameter_name, kind in signature(function):
            image.data += _IN
            image.text(parameter_name)
            image.text(kind)
        image.data += _NONE  # exceptions
