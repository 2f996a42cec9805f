"""Files of contribution rules: the state's, bundled, and a place's, beside the workbook.

A local file is called `地方标准-….toml` and names in `local` whose it is.  Reading is strict: every
mistake is told with its place, and a file with one is not used at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from xlpay.base.assets import policy_folder
from xlpay.base.codes import CODES, Severity
from xlpay.base.money import FEN, MAX_FEN, RATIO
from xlpay.base.spelling import place_key
from xlpay.base.units import Fen
from xlpay.language.place import placed
from xlpay.language.problems import ADD, DROP, FIX, Problem
from xlpay.language.text import parsed, read_text
from xlpay.language.values import BadValue, counted, nearest, parse_month
from xlpay.policy.contributions.faults import faults
from xlpay.policy.contributions.kinds import BY_WORD, PERSON, UNIT
from xlpay.policy.contributions.rows import (
    FOREVER,
    LOCAL,
    NATIONAL,
    CoverRule,
    FixedPart,
    Limits,
    MinimumWage,
    Origin,
    Rate,
    RoundingRule,
    Row,
)

PREFIX: Final = "地方标准-"
PATTERN: Final = f"{PREFIX}*.toml"
_MOST_SHARE: Final = 100 * RATIO  # what is more is no percentage either
_MONTH_DAYS: Final = 31

Parse = Callable[[object], Any]
Common = dict[str, Any]  # of a table: its kinds, region, months and origin


_MARK: Final = 12  # digits of a fingerprint that are told


class StandardsFile(msgspec.Struct, frozen=True):
    """A file as read: its rows are none where there are problems; `doubts` deserve a look."""

    name: str
    local: str  # whose it is, "" for the state's
    fingerprint: str
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()


def is_local(path: Path) -> bool:
    """Whether a file is a local one by its name."""
    return path.match(PATTERN)


@lru_cache(maxsize=1)
def national() -> tuple[Row, ...]:
    """The bundled rows of the state; BadValue for a file that is not right."""
    found = read_standards(policy_folder() / "national" / "contributions.toml", NATIONAL)
    if found.problems or found.doubts:
        raise BadValue("\n".join(p.line() for p in (*found.problems, *found.doubts)))
    return found.rows


def files_in(folder: Path) -> tuple[StandardsFile, ...]:
    """The local files of a folder, in the order of their names."""
    paths = sorted(folder.glob(PATTERN))
    return tuple(_kept(p, p.stat().st_mtime_ns if p.exists() else 0) for p in paths)


@lru_cache(maxsize=64)
def _kept(path: Path, _changed: int) -> StandardsFile:
    """A local file, read once for all workbooks of a batch that stand beside it."""
    return read_standards(path)


def read_standards(path: Path, layer: str = LOCAL) -> StandardsFile:
    """A file of contribution rules, and all that is wrong with it."""
    file = read_text(path)  # once: what is parsed is what is named
    raw, text, problems = parsed(file)
    fingerprint = file.sha256[:_MARK]
    named = path.stem.removeprefix(PREFIX) if layer == LOCAL else ""
    if raw is None:
        return StandardsFile(path.name, named, fingerprint, problems=tuple(problems))
    reader = _Reader(raw, path.name, layer)
    place = placed(text, raw)
    told = [replace(problem, place=place(problem.path)) for problem in reader.problems]
    doubts = [replace(problem, place=place(problem.path)) for problem in reader.doubts]
    rows = () if told else tuple(reader.rows)
    local = reader.local or named
    return StandardsFile(path.name, local, fingerprint, rows, tuple(told), tuple(doubts))


# ── keys: what each may hold


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise BadValue("应为文字（加引号）")
    return raw.strip()


def _share(raw: object) -> int:
    share = counted(raw, RATIO, "比例，最多六位小数，8% 写 0.08")
    if abs(share) > _MOST_SHARE:
        raise BadValue(f"{raw} 超出范围：比例，8% 写 0.08")
    return share


def _money(raw: object) -> Fen:
    fen = counted(raw, FEN, "元，最多两位小数")
    if not 0 < fen <= MAX_FEN // 1000:
        raise BadValue(f"{raw} 超出范围：元，大于0")
    return Fen(fen)


def _day(raw: object) -> int:
    day = counted(raw, 1, "一个月里的第几天，1—31")
    if not 1 <= day <= _MONTH_DAYS:
        raise BadValue(f"{raw} 不是一个月里的第几天（1—31）")
    return day


def _kinds(raw: object) -> tuple[str, ...]:
    words = [raw] if isinstance(raw, str) else raw
    if not isinstance(words, list) or not words:
        raise BadValue('应为列表，如 ["养老", "失业"]')
    for word in words:
        if word not in BY_WORD:
            near = nearest(str(word), list(BY_WORD))
            raise BadValue(f"“{word}”不在 {'、'.join(BY_WORD)} 之中{near}")
    if len(set(words)) < len(words):
        raise BadValue("同一个险种写了两次")
    return tuple(words)


def _word(*words: str) -> Parse:
    def parse(raw: object) -> str:
        if raw not in words:
            offered = "、".join(words)
            raise BadValue(f"“{raw}”不在 {offered} 之中{nearest(str(raw), list(words))}")
        return str(raw)

    return parse


_COMMON: Final[Mapping[str, Parse]] = {
    "region": _text,
    "from": parse_month,
    "until": parse_month,
    "document": _text,
    "source": _text,
    "note": _text,
}
_OF_KINDS: Final[Mapping[str, Parse]] = {"kinds": _kinds, **_COMMON}


class _Table(msgspec.Struct, frozen=True):
    """A table of the file: its own keys, one of which must be there, and the rows it makes."""

    keys: Mapping[str, Parse]
    rows: Callable[[str, Mapping[str, Any], Common], Iterator[Row]]
    of_kinds: bool = True


def _rates(kind: str, values: Mapping[str, Any], common: Common) -> Iterator[Row]:
    for key, side in (("person", PERSON), ("unit", UNIT)):
        if key in values:
            yield Rate(kind=kind, side=side, share=values[key], **common)


def _fixed(kind: str, values: Mapping[str, Any], common: Common) -> Iterator[Row]:
    for key, side in (("person", PERSON), ("unit", UNIT)):
        if key in values:
            yield FixedPart(kind=kind, side=side, amount=values[key], **common)


def _limits(kind: str, values: Mapping[str, Any], common: Common) -> Iterator[Row]:
    yield Limits(kind=kind, low=values.get("low"), high=values.get("high"), **common)


def _rounding(kind: str, values: Mapping[str, Any], common: Common) -> Iterator[Row]:
    yield RoundingRule(kind=kind, **values, **common)


def _cover(kind: str, values: Mapping[str, Any], common: Common) -> Iterator[Row]:
    yield CoverRule(kind=kind, **values, **common)


def _minimum(kind: str, values: Mapping[str, Any], common: Common) -> Iterator[Row]:
    yield MinimumWage(kind=kind, **values, **common)


TABLES: Final[Mapping[str, _Table]] = {
    "rate": _Table({"person": _share, "unit": _share}, _rates),
    "fixed": _Table({"person": _money, "unit": _money}, _fixed),
    "limits": _Table({"low": _money, "high": _money}, _limits),
    "rounding": _Table(
        {"to": _word("fen", "jiao", "yuan"), "way": _word("nearest", "up", "down")}, _rounding
    ),
    "cover": _Table(
        {
            "entry": _word("this", "next"),
            "until_day": _day,
            "leaving": _word("this", "before"),
        },
        _cover,
    ),
    "minimum_wage": _Table({"amount": _money}, _minimum, of_kinds=False),
}


class _Reader:
    """A file's rows, and what is wrong; whatever can be read is read, so that all is told."""

    def __init__(self, raw: Mapping[str, Any], file: str, layer: str) -> None:
        self.file, self.layer = file, layer
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.doubts: list[Problem] = []
        self._paths: list[str] = []  # of the rows
        self.local = self._head(raw)
        for name, table in TABLES.items():
            elements = raw.get(name, [])
            if not isinstance(elements, list) or not all(isinstance(e, dict) for e in elements):
                self._add(name, f"应为列表：每条写成 [[{name}]]", "请用两层方括号")
                continue
            for number, element in enumerate(elements, 1):
                self._table(table, element, f"{name}[{number}]")
        self._tell_faults()

    def _add(self, path: str, message: str, hint: str = FIX) -> None:
        self.problems.append(Problem(self.file, path, message, hint))

    def _head(self, raw: Mapping[str, Any]) -> str:
        """Whose the file is; a finding for every key of its top that is wrong."""
        offered = ["format", *(["local"] if self.layer == LOCAL else []), *TABLES]
        for key in raw:
            if key not in offered:
                self._add(key, f"不认识的键{nearest(key, offered)}", DROP)
        if raw.get("format") != 1 or isinstance(raw.get("format"), bool):
            self._add("format", "没有写明格式", "请写 format = 1，不加引号")
        local = raw.get("local", "")
        if self.layer == LOCAL and not (isinstance(local, str) and local.strip()):
            self._add("local", "没有写是哪个地区的", f'{ADD}，如 local = "某某市"')
        return local.strip() if isinstance(local, str) else ""

    def _table(self, table: _Table, raw: Mapping[str, Any], path: str) -> None:
        """One table's rows, key by key."""
        parsers = {**(_OF_KINDS if table.of_kinds else _COMMON), **table.keys}
        before, values = len(self.problems), dict[str, Any]()
        for key, value in raw.items():
            if key not in parsers:
                self._add(f"{path}.{key}", f"不认识的键{nearest(key, list(parsers))}", DROP)
                continue
            try:
                values[key] = parsers[key](value)
            except BadValue as error:
                self._add(f"{path}.{key}", str(error))
        for key in ("kinds", "from") if table.of_kinds else ("from",):
            if key not in raw:
                self._add(f"{path}.{key}", "缺少这一项", ADD)
        if not set(raw) & set(table.keys):
            self._add(path, f"没有值：应写 {'、'.join(table.keys)}", ADD)
        if len(self.problems) > before:
            return
        origin = Origin(
            self.layer, values.get("document", "") + values.get("source", ""), self.file
        )
        common: Common = {
            "region": values.get("region", ""),
            "first": values["from"],
            "last": values.get("until", FOREVER),
            "origin": origin,
        }
        own = {key: value for key, value in values.items() if key in table.keys}
        for kind in values.get("kinds", ("",)):
            made = list(table.rows(kind, own, common))
            self.rows += made
            self._paths += [path] * len(made)

    def _tell_faults(self) -> None:
        """What is wrong with sound rows: a problem or a doubt as its code weighs, each once."""
        for fault in faults(self.rows):
            code, row = CODES[fault.code], self.rows[fault.at]
            words = {"item": "", **fault.words}
            message = code.message.format(**words)
            if row.region and row.region not in message:
                message = f"{row.region}：{message}"
            told = Problem(self.file, self._paths[fault.at], message, code.hint.format(**words))
            grave = code.severity is Severity.ERROR
            found = self.problems if grave else self.doubts
            if told not in found:
                found.append(told)


# ── which local file is a unit's


class Beside(msgspec.Struct, frozen=True):
    """The local files of a folder as a unit finds them: those that hold for it, and the others."""

    own: tuple[StandardsFile, ...] = ()
    others: tuple[StandardsFile, ...] = ()


def for_region(
    files: Sequence[StandardsFile], region: str, schemes: Sequence[str], regions: Sequence[str]
) -> Beside:
    """The files whose `local` is the unit's region, or the city that it lies in.

    The city is the region of the policy with whose name the scheme's begins: 赤峰市2020.
    """
    mine = {place_key(region)}
    mine |= {place_key(name) for name in regions if any(s.startswith(name) for s in schemes)}
    own = tuple(f for f in files if place_key(f.local) in mine)
    return Beside(own, tuple(f for f in files if f not in own))


def rows_for(files: Sequence[StandardsFile], region: str) -> tuple[Row, ...]:
    """The rows of a unit's files: those of a file of the very region go before the city's."""
    found: list[Row] = []
    for file in files:
        exact = place_key(file.local) == place_key(region)
        found += [replace(r, region=region) if exact and not r.region else r for r in file.rows]
    return tuple(found)
