"""A policy as a readable table, and where a policy is found by id, name or file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xlpay.base.findings import unusable
from xlpay.language.values import nearest
from xlpay.policy.files import local
from xlpay.policy.files.load import load, load_shipped, read_document, with_places
from xlpay.policy.schema.document import Condition, Document, Part, Row
from xlpay.policy.schema.form import Key, keys_of, says, word_says
from xlpay.policy.schema.wording import brief, compact_text, value_text
from xlpay.policy.terms.scheme import versions
from xlpay.policy.validate.lint import lints

_FIRST = ("name", "word", "header", "post", "level", "rating", "run", "members", "kind")


def list_lines() -> list[str]:
    """The shipped policies, a line each."""
    return [
        f"{d.id}  {d.scheme}  {d.document}  {d.pays_from} 起"
        + (f" 至 {d.pays_until}" if d.pays_until else "")
        for d in load_shipped()
    ]


def find_document(name: str) -> Document:
    """A policy by id, name of the scheme (its newest version) or file; UnusableFile."""
    found = versions(load_shipped(), name)
    if found:
        return found[-1]
    for path in (Path(name), Path(f"{name}.toml")):
        if path.is_file():
            return load(path)
    offered = [word for d in load_shipped() for word in (d.id, d.scheme)]
    folder = Path(name).parent
    offered += [str(folder / path.name) for path in sorted(folder.glob("*.toml"))]
    raise unusable("P-SCHEME", name=name, nearest=nearest(name, offered))


def check_lines(path: Path) -> tuple[list[str], list[str]]:
    """What `xlpay policy check` says of a file: its errors, or warnings and that it is usable."""
    if local.says_local(path):
        return local.check_lines(path)
    document, problems = read_document(path)
    if problems or document is None:
        return [problem.line() for problem in problems], []
    found = lints(document, path.name, (*load_shipped(), *_beside(path)))
    warnings = with_places(path, found)
    words = f"{document.scheme}（{document.id}），{document.pays_from} 起"
    told = [f"警告 {warning.line()}" for warning in warnings]
    many = f"，有 {len(told)} 处请看一看" if told else ""
    return [], [*told, f"{path.name}：可以使用{many}。{words}"]


def _beside(path: Path) -> Iterator[Document]:
    """The usable policies of the same folder."""
    for other in sorted(path.parent.glob("*.toml")):
        if other.resolve() != path.resolve():
            document, problems = read_document(other)
            if document is not None and not problems:
                yield document


def lines(document: Document) -> list[str]:
    """Every table of a policy in Chinese, with its values and clauses."""
    until = f" 至 {document.pays_until}" if document.pays_until else ""
    result = [
        f"{document.scheme}（{document.id}）",
        f"{document.document}　{document.issued} 发文　{document.pays_from} 起发薪{until}",
        f"地区：{'、'.join(document.regions)}",
    ]
    result += [f"说明：{document.note}"] if document.note else []
    for key in keys_of(Document):
        value = getattr(document, key.name)
        if key.table is None or value in ((), None):
            continue
        result += ["", f"■ {brief(key.says)}"]
        for part in value if isinstance(value, tuple) else (value,):
            result += _part_lines(part, "  ")
    return result


def _part_lines(part: Part, indent: str) -> list[str]:
    """A table: its name and short values in one line, longer lists below it."""
    short, below = [], list[str]()
    given = {key: value for key, value, _ in part.in_file()}
    for key in keys_of(type(part)):
        value = given.get(key.name)
        if _absent(key, value) or key.name in ("source", _naming(part)):
            continue
        if key.table is None:
            short.append(_shown(part, key, value))
            continue
        inner = value if isinstance(value, tuple) else (value,)
        below += _inner_lines(key, inner, indent)
    source = getattr(part, "source", "")
    head, text = _name(part), "；".join(short)
    gap = "　" if head and text else ""
    return [f"{indent}{head}{gap}{text}" + (f"〔{source}〕" if source else ""), *below]


def _absent(key: Key, value: object) -> bool:
    """Nothing that the file says: empty, or what holds anyway."""
    if isinstance(value, bool):
        return value == bool(key.default)
    if value is None or value in ("", (), {}):
        return True
    if isinstance(value, Condition):
        return value == Condition()
    return isinstance(value, str | int) and value == key.default


def _inner_lines(key: Key, inner: tuple[Part, ...], indent: str) -> list[str]:
    """Tables within a table: in one line where they are small."""
    head = f"{indent}    {brief(key.says)}："
    compact = [compact_text(part) for part in inner]
    if all(compact):
        return [head + "，".join(compact)]
    texts = [_part_lines(part, "") for part in inner]
    if len(texts) == 1 and len(texts[0]) == 1:
        return [head + texts[0][0]]
    return [head, *(f"{indent}      {line}" for text in texts for line in text)]


def _naming(part: Part) -> str:
    """The key that names a table."""
    return next((k for k in _FIRST if getattr(part, k, None) not in (None, "", ())), "")


def _name(part: Part) -> str:
    key = _naming(part)
    if not key:
        return ""
    raw = getattr(part, key)
    if key == "kind":
        return brief(word_says(type(part), key, str(raw)))
    return "、".join(raw) if isinstance(raw, tuple) else str(raw)


def _shown(part: Part, key: Key, value: object) -> str:
    """A key and its value as a person reads them."""
    if isinstance(value, bool):
        return brief(key.says) if value else f"不{brief(key.says)}"
    words = dict(key.words)
    if isinstance(value, str) and value in words:
        return f"{brief(key.says)}：{brief(words[value])}"
    if key.name == "keys" and isinstance(value, tuple):
        value = tuple(brief(says(Row, word)) for word in value)
    return f"{brief(key.says)}：{value_text(value)}"
