"""Policy files beside a workbook: by file name, or by the name of the scheme that they belong to.

All versions of the scheme are taken together, so that a month finds its own version and the month
before it finds its own.  Each file is read once, parsed only if it is meant, and known by the
fingerprint of what was read.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from xlpay.language.problems import Problem
from xlpay.language.text import PolicyText, read_text
from xlpay.policy.files.load import PolicyError, load_all, load_shipped
from xlpay.policy.schema.document import Document

_ENDING = ".toml"


class PolicyFile(msgspec.Struct, frozen=True):
    """A file that a policy was read from: the policy's id, the file's name and fingerprint."""

    id: str
    name: str
    sha256: str

    @property
    def shown(self) -> str:
        """The name as a sheet can hold it."""
        return "".join(sign if sign.isprintable() else "?" for sign in self.name)

    @property
    def fingerprint(self) -> str:
        """The beginning of the fingerprint, in groups."""
        return ":".join(self.sha256[at : at + 4] for at in range(0, 16, 4))


class Beside:
    """The policy files of a folder, as they stood when they were asked for first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, PolicyText] | None = None
        self._found: dict[str, tuple[Document, ...]] = {}
        self._files: dict[str, PolicyFile] = {}

    def find(self, name: str) -> tuple[Document, ...]:
        """The policies that `name` means: a file, a scheme or an id; PolicyError.

        A shipped scheme is continued by the files that carry its name.
        """
        if name not in self._found:
            meant = _meant(self._all(), name) if name else []
            documents = load_all(meant)
            _not_shipped(meant, documents)
            self._found[name] = documents
            for text, own in zip(meant, documents, strict=True):
                self._files[own.id] = PolicyFile(own.id, text.name, text.sha256)
        return self._found[name]

    def names(self) -> tuple[tuple[str, str], ...]:
        """The files that say their scheme, each with it."""
        headers = ((text.name, text.header().get("scheme")) for text in self._all())
        return tuple((name.removesuffix(_ENDING), scheme) for name, scheme in headers if scheme)

    def files(self) -> tuple[PolicyFile, ...]:
        """Those that policies were read from."""
        return tuple(self._files.values())

    def _all(self) -> list[PolicyText]:
        if self._texts is None:
            paths = sorted(self._folder.glob(f"*{_ENDING}"))
            self._texts = {path.name: read_text(path) for path in paths}
        return [*self._texts.values()]


def _meant(texts: list[PolicyText], name: str) -> list[PolicyText]:
    """The files that a name means: the one called so with the others of its scheme, or a scheme's.

    The name comes out of a cell: it is compared with the files that are there, never made a path.
    """
    headers = {text.name: text.header() for text in texts}
    named = next((t for t in texts if t.name in (name, f"{name}{_ENDING}")), None)
    if named is not None:
        return [named, *_of_scheme(texts, headers, headers[named.name].get("scheme"), [named])]
    schemes = {d.scheme for d in load_shipped() if name in (d.scheme, d.id, d.title)}
    wanted = {name, *schemes}
    found = [t for t in texts if wanted & {headers[t.name].get(k) for k in ("scheme", "id")}]
    if not schemes and found:
        found += _of_scheme(texts, headers, headers[found[0].name].get("scheme"), found)
    return found


def _of_scheme(
    texts: list[PolicyText],
    headers: dict[str, dict[str, str]],
    scheme: str | None,
    known: list[PolicyText],
) -> list[PolicyText]:
    """The other files of a scheme."""
    others = [text for text in texts if text not in known and scheme]
    return [text for text in others if headers[text.name].get("scheme") == scheme]


def _not_shipped(files: list[PolicyText], documents: tuple[Document, ...]) -> None:
    """A file that continues a shipped scheme has an id and a first month of its own."""
    problems: list[Problem] = []
    for file, own in zip(files, documents, strict=True):
        for other in load_shipped():
            if own.scheme == other.scheme and own.first_month <= other.first_month:
                what = f"“{own.scheme}”已有 {other.pays_from} 起的版本（{other.id}）"
                problems.append(Problem(file.name, "pays_from", what, "请写更晚的月份"))
            if own.id == other.id:
                what = f"id 与随附的政策相同：{own.id}"
                problems.append(Problem(file.name, "id", what, "请改名"))
    if problems:
        raise PolicyError(problems)
