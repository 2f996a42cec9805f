"""Policy files beside a workbook: by file name, or by the name of the scheme that they belong to.

All versions of the scheme are taken together, so that a month finds its own version and the month
before it finds its own.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from xlpay.language.problems import Problem
from xlpay.policy.files.load import PolicyError, load_all, load_shipped
from xlpay.policy.schema.document import Document


def policies_in(folder: Path, name: str) -> tuple[Document, ...]:
    """The policies of a folder that `name` means: a file, a scheme or an id; PolicyError.

    A shipped scheme is continued by the files that carry its name.
    """
    if not name or Path(name).name != name:
        return ()
    named = _file(folder, name)
    files = sorted(folder.glob("*.toml"))
    if named is not None:
        scheme = _header(named).get("scheme", "")
        files = [named, *(f for f in files if f != named and _header(f).get("scheme") == scheme)]
    else:
        schemes = {d.scheme for d in load_shipped() if name in (d.scheme, d.id, d.title)}
        wanted = {name, *schemes}
        files = [f for f in files if wanted & {_header(f).get(k) for k in ("scheme", "id")}]
        if not schemes and files:
            scheme = _header(files[0]).get("scheme")
            files += [
                f
                for f in sorted(folder.glob("*.toml"))
                if f not in files and _header(f).get("scheme") == scheme
            ]
    documents = load_all(files)
    _not_shipped(files, documents)
    return documents


def names_in(folder: Path) -> tuple[tuple[str, str], ...]:
    """The policy files of a folder that can be read, each with its scheme."""
    headers = ((path.stem, _header(path).get("scheme")) for path in sorted(folder.glob("*.toml")))
    return tuple((stem, scheme) for stem, scheme in headers if isinstance(scheme, str))


def _file(folder: Path, name: str) -> Path | None:
    for candidate in (folder / name, folder / f"{name}.toml"):
        if candidate.suffix == ".toml" and candidate.is_file():
            return candidate
    return None


def _header(path: Path) -> dict[str, object]:
    """A file's own words about itself; nothing where it can't be read (told when it is loaded)."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}


def _not_shipped(files: list[Path], documents: tuple[Document, ...]) -> None:
    """A file that continues a shipped scheme has an id and a first month of its own."""
    problems: list[Problem] = []
    for path, own in zip(files, documents, strict=True):
        for other in load_shipped():
            if own.scheme == other.scheme and own.first_month <= other.first_month:
                what = f"“{own.scheme}”已有 {other.pays_from} 起的版本（{other.id}）"
                problems.append(Problem(path.name, "pays_from", what, "请写更晚的月份"))
            if own.id == other.id:
                what = f"id 与随附的政策相同：{own.id}"
                problems.append(Problem(path.name, "id", what, "请改名"))
    if problems:
        raise PolicyError(problems)
