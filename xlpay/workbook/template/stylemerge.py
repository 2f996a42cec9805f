"""The styles of one workbook taken into another's styles.xml: appended, never changed.

What the other workbook has already, part for part, is used; so a sheet that came from the same
template brings nothing new.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Final

from lxml import etree

from xlpay.workbook.file.markup import MAIN, Element, child, children, local
from xlpay.workbook.file.parts import whole

_Q: Final = f"{{{MAIN}}}"
_ORDER: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles",
                 "dxfs", "tableStyles", "colors", "extLst")  # fmt: skip
_OWN_FORMATS: Final = 164  # number formats from here on are a workbook's own
_PARTS: Final = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))


class StyleMerger:
    """Gives each style index of `theirs` its index in `ours`, which grows where need be."""

    def __init__(self, ours: Element, theirs: Element) -> None:
        self.ours = ours
        self._theirs = theirs
        self._codes = _formats(theirs)
        self._numbers = {code: number for number, code in reversed(_formats(ours).items())}
        self._last = max([_OWN_FORMATS - 1, *self._numbers.values()])
        self._known: dict[tuple[str, int], int] = {}
        self._places: dict[str, dict[tuple[object, ...], int]] = {}  # by group, each once
        self._sources: dict[str, list[Element]] = {}
        self.changed = False

    def cell(self, index: int) -> int:
        """A cell style: cellXfs with its font, fill, border and number format."""
        return self._taken("cellXfs", index, self._cell_style)

    def differential(self, index: int) -> int:
        """A style of conditional formats: dxfs."""
        return self._taken("dxfs", index, deepcopy)

    def _cell_style(self, source: Element) -> Element:
        made = deepcopy(source)
        for attribute, group in _PARTS:
            own = int(source.get(attribute, "0"))
            made.set(attribute, str(self._taken(group, own, deepcopy)))
        made.set("numFmtId", str(self._format(int(source.get("numFmtId", "0")))))
        made.set("xfId", "0")  # the other workbook's named styles stay there
        return made

    def _taken(self, group: str, index: int, make: Callable[[Element], Element]) -> int:
        """The place of a group's element in ours: an equal one, else appended."""
        if (group, index) not in self._known:
            found = self._source(group)
            made = make(found[index]) if index < len(found) else None
            self._known[group, index] = 0 if made is None else self._place(group, made)
        return self._known[group, index]

    def _place(self, group: str, made: Element) -> int:
        holder, text = self._group(group), _plain(made)
        if group not in self._places:
            # The first of equal ones; all are looked at once, however many are asked for.
            places = reversed([*enumerate(holder)])
            self._places[group] = {_plain(element): place for place, element in places}
        known = self._places[group]
        if text not in known:
            known[text] = len(holder)
            holder.append(made)
            holder.set("count", str(len(holder)))
            self.changed = True
        return known[text]

    def _source(self, group: str) -> list[Element]:
        """The elements of a group of theirs."""
        if group not in self._sources:
            holder = child(self._theirs, group)
            self._sources[group] = [] if holder is None else list(holder)
        return self._sources[group]

    def _group(self, name: str) -> Element:
        """A group of ours, made in its place if there is none."""
        found = child(self.ours, name)
        if found is None:
            before = set(_ORDER[: _ORDER.index(name)])
            tags = [etree.QName(e).localname for e in self.ours]
            at = max((i for i, tag in enumerate(tags, 1) if tag in before), default=0)
            found = etree.Element(f"{_Q}{name}")
            self.ours.insert(at, found)
        return found

    def _format(self, number: int) -> int:
        """A number format by its code; built-in ones are the same everywhere."""
        if number < _OWN_FORMATS:
            return number
        code = self._codes.get(number, "General")
        if code not in self._numbers:
            self._last += 1
            self._numbers[code] = self._last
            self._place("numFmts", _number_format(self._last, code))
        return self._numbers[code]


def _number_format(number: int, code: str) -> Element:
    return etree.Element(f"{_Q}numFmt", {"numFmtId": str(number), "formatCode": code})


def _formats(styles: Element) -> dict[int, str]:
    """A workbook's own number formats by their numbers."""
    holder = child(styles, "numFmts")
    found = [] if holder is None else children(holder, "numFmt")
    return {whole(e.get("numFmtId", "")): e.get("formatCode", "") for e in found}


def _plain(element: Element) -> tuple[object, ...]:
    """An element as what it says: whitespace and prefixes left out."""
    return (
        etree.QName(element).localname,
        tuple(sorted((str(k), str(v)) for k, v in element.attrib.items())),
        tuple(_plain(inner) for inner in element if local(inner)),
    )
