"""Random damage, seeded: a line or findings, never a traceback; quick, and the input stays.

Bytes of the file and of its parts are flipped, cut, doubled and swapped; XML loses elements, gets
other attributes, other texts, the same element twice.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from tests.support.mutations import CHIFENG, JIAYUGUAN, small_unit
from tests.support.sizes import first_seed, size
from xlpay.base.findings import UnusableFile
from xlpay.cli import main
from xlpay.jobs.books import run_month
from xlpay.sample.write import write

FIRST: Final = first_seed(0)
ROUNDS: Final = size("mutations", 400, in_ci=2_000)
PROCESSES: Final = 20
SLOWEST_S: Final = 10.0
ODD_TEXTS: Final = (
    "", " ", "-1", "0", "1e309", "NaN", "99999999999999999999", "A1", "TRUE", "#REF!", "一",
    "2026-02-30", "1.5E+17", "-1e300", "#SPILL!", "_x0007_", "赤" * 90,
    "rId1", "../../x", "x" * 5000, "=1+1", "\u202e", "&#0;",
)  # fmt: skip
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Clean workbooks, and one that was run already."""
    folder = tmp_path_factory.mktemp("clean")
    paths = [folder / f"{city}.xlsx" for city in (CHIFENG, JIAYUGUAN)]
    for city, path in zip((CHIFENG, JIAYUGUAN), paths, strict=True):
        write(small_unit(city), path)
    assert main(["run", str(paths[0])]) == 0
    return [path.read_bytes() for path in sorted(folder.iterdir())]


# ── damage


def damaged(data: bytes, rng: random.Random) -> bytes:
    """The file with one to three faults of one sort."""
    sort = rng.choice((_file, _part, _tree, _tree))
    return sort(data, rng)


def _file(data: bytes, rng: random.Random) -> bytes:
    """Bytes of the zip itself."""
    return _bytes(data, rng)


def _part(data: bytes, rng: random.Random) -> bytes:
    """Bytes of a part, in a zip that is sound."""
    parts = _parts(data)
    name = rng.choice(sorted(parts))
    parts[name] = _bytes(parts[name], rng)
    return _packed(parts)


def _bytes(data: bytes, rng: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(made)) if made else 0
        span = rng.randrange(1, 64)
        kind = rng.randrange(5)
        if kind == 0 and made:
            made[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            made[at : at + span] = rng.randbytes(span)
        elif kind == 2:
            del made[at : at + span]
        elif kind == 3:
            made[at:at] = made[at : at + span]
        else:
            del made[rng.randrange(len(made) + 1) :]
    return bytes(made)


def _tree(data: bytes, rng: random.Random) -> bytes:
    """Elements, attributes and texts of a part."""
    parts = _parts(data)
    name = rng.choice([name for name in sorted(parts) if name.endswith((".xml", ".rels"))])
    root = etree.fromstring(parts[name])
    for _ in range(rng.randrange(1, 4)):
        element = rng.choice(list(root.iter("*")))
        rng.choice(_CHANGES)(element, rng)
    parts[name] = etree.tostring(root)
    return _packed(parts)


def _removed(element: etree._Element, rng: random.Random) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _doubled(element: etree._Element, rng: random.Random) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.append(deepcopy(element))


def _other_attribute(element: etree._Element, rng: random.Random) -> None:
    if element.attrib:
        element.set(rng.choice(sorted(map(str, element.attrib))), _odd(rng))


def _no_attribute(element: etree._Element, rng: random.Random) -> None:
    if element.attrib:
        del element.attrib[rng.choice(sorted(map(str, element.attrib)))]


def _other_text(element: etree._Element, rng: random.Random) -> None:
    element.text = _odd(rng)


def _other_name(element: etree._Element, rng: random.Random) -> None:
    element.tag = rng.choice(("x", "c", "row", "{urn:x}row"))


def _nested(element: etree._Element, rng: random.Random) -> None:
    for _ in range(rng.choice((3, 300))):
        element = etree.SubElement(element, "g")


def _odd(rng: random.Random) -> str:
    return rng.choice(ODD_TEXTS)


_CHANGES: Final[Sequence[Callable[[etree._Element, random.Random], None]]] = (
    _removed, _doubled, _other_attribute, _other_attribute, _no_attribute, _other_text,
    _other_text, _other_name, _nested,
)  # fmt: skip


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: Parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


# ── what comes of it


@pytest.mark.parametrize("lot", range(8))
def test_random_damage_ends_in_a_line_or_in_findings(
    lot: int, books: list[bytes], tmp_path: Path
) -> None:
    path, out = tmp_path / "坏.xlsx", tmp_path / "out"
    ends = {"refused": 0, "errors": 0, "run": 0}
    for number in range(FIRST + lot, FIRST + ROUNDS, 8):
        rng = random.Random(number)
        data = damaged(rng.choice(books), rng)
        path.write_bytes(data)
        start = time.perf_counter()
        try:
            job = run_month(path, out)
            ends["errors" if job.done.failed else "run"] += 1
        except UnusableFile as error:
            assert error.line()
            ends["refused"] += 1
        except Exception as error:
            raise AssertionError(f"seed {number}") from error
        assert time.perf_counter() - start < SLOWEST_S, f"seed {number}"
        assert path.read_bytes() == data, f"seed {number}"
    assert not list(out.glob(".xlpay-*"))
    assert ROUNDS < 20_000 or min(ends.values()) > 0, ends  # a few need not end in each way


@pytest.mark.parametrize("lot", range(2))
def test_random_damage_by_the_command_line(lot: int, books: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    for number in range(10_000 + lot, 10_000 + PROCESSES, 2):
        rng = random.Random(number)
        data = damaged(rng.choice(books), rng)
        path.write_bytes(data)
        command = [sys.executable, "-m", "xlpay.cli", "run", str(path), "--out", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, timeout=SLOWEST_S * 3, check=False)
        assert done.returncode in (0, 1, 2), (number, done.stderr)
        assert b"Traceback" not in done.stderr, (number, done.stderr)
        assert (done.returncode == 2) == (not done.stdout), number
        assert path.read_bytes() == data
