"""A policy as a readable table, and where a policy is found by id, name or file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from xlpay.diagnostics import UnusableFile
from xlpay.policy.load import load, load_shipped, read_document
from xlpay.policy.schema import Document
from xlpay.policy.scheme import versions
from xlpay.policy.structure import positions, walk
from xlpay.policy.values import is_setting, nearest


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
    if Path(name).is_file():
        return load(Path(name))
    offered = [word for d in load_shipped() for word in (d.id, d.scheme)]
    raise UnusableFile(
        "P-SCHEME", f"没有名为“{name}”的政策{nearest(name, offered)}", "用 xlpay policy list 查看"
    )


def check_lines(path: Path) -> tuple[list[str], bool]:
    """What `xlpay policy check` prints, and whether the policy can be used."""
    document, problems = read_document(path)
    if problems or document is None:
        return [problem.line() for problem in problems], False
    return [
        f"{path.name}：可以使用。{document.scheme}（{document.id}），{document.pays_from} 起"
    ], True


def lines(document: Document) -> list[str]:
    """Every table of a policy with its values and clauses."""
    result = [
        f"{document.scheme}（{document.id}）",
        document.document,
        f"{document.pays_from} 起发薪",
        "",
    ]
    for path, part in walk(document):
        shown = [f"{key} = {value_text(raw)}" for key, raw, _ in positions(part)]
        name = next(
            (
                str(getattr(part, k))
                for k in ("name", "word", "post", "level", "rating")
                if getattr(part, k, "")
            ),
            "",
        )
        if not shown and not name:
            continue
        source = getattr(part, "source", "")
        text = "  ".join(x for x in (path, name, *shown, f"〔{source}〕" if source else "") if x)
        result.append(text)
    return result


def value_text(raw: Any) -> str:
    """A value position as a person would read it."""
    if is_setting(raw):
        return f"参数“{raw['setting']}”"
    if isinstance(raw, list):
        return "；".join(f"{entry['from']} 起 {value_text(entry['value'])}" for entry in raw)
    if isinstance(raw, bool):
        return "是" if raw else "否"
    return format(raw, "f") if isinstance(raw, Decimal) else str(raw)
