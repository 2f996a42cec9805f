"""A new policy file: a small scheme that already loads, and the whole form as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xlpay.base.assets import policy_folder
from xlpay.base.findings import unusable
from xlpay.policy.files.load import load_shipped
from xlpay.policy.schema.document import Check, Document, Part
from xlpay.policy.schema.form import Key, keys_of, tables, title_of, word_says
from xlpay.policy.validate.tables import CHECK_KINDS

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")
_UNITS: Final = {
    "money": "元，最多两位小数",
    "ratio": "系数，最多六位小数",
    "share": "大于0、不大于1",
    "weight": "权重，不小于0",
    "years": "年",
    "days": "天",
    "count": "整数",
    "flag": "true 或 false",
    "any": "数",
    "choice": "词",
    "text": "文字",
}


def new_policy(path: Path) -> Path:
    """Write the skeleton; the file's stem is the policy's id.  Never over an existing file."""
    target = path if path.suffix == ".toml" else path.with_name(f"{path.name}.toml")
    name = target.stem
    if not _NAME.fullmatch(name):
        raise unusable("P-NAME", name=name)
    if name in {document.id for document in load_shipped()}:
        raise unusable("P-NAMETAKEN", name=name)
    if target.exists():
        raise unusable("F-EXISTS", name=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(name), encoding="utf-8")
    return target


def text(name: str) -> str:
    """The skeleton of a policy of that id."""
    small = (policy_folder() / "form" / "skeleton.toml").read_text(encoding="utf-8")
    lines = [small.replace("示例编号", name).rstrip(), "", *_reference()]
    return "\n".join(lines) + "\n"


def _reference() -> Iterator[str]:
    """Every table and key of the form, as comments."""
    yield "# ════ 全部的表和键（用得着的抄到上面去；[ ] 里是必写的） ════"
    yield '# 值都可以写成：数；{ setting = "参数名" }；'
    yield '# 或按月份分段 [{ from = "2024-07", value = 100, source = "文号" }, …]'
    for table in tables():
        yield "#"
        yield f"# ── {title_of(table)}（{_written(table)}）"
        for key in keys_of(table):
            yield f"#   {_key_line(key)}"
            yield from (f"#       {word}：{means}" for word, means in key.words)
            if table is Check and key.name == "kind":
                yield from _checks()


def _checks() -> Iterator[str]:
    """The kinds of [[check]] with the values and words that each takes."""
    for kind, keys in CHECK_KINDS.items():
        needs = f"（写 {'、'.join(sorted(keys))}）" if keys else ""
        yield f"#       {kind}：{word_says(Check, 'kind', kind)}{needs}"


def _written(table: type[Part]) -> str:
    """How a table is written in the file."""
    if table is Document:
        return "文件最上面"
    for key in keys_of(Document):
        if key.table is table:
            return f"[[{key.name}]]" if key.many else f"[{key.name}]"
    holders = [
        f"{title_of(holder)}的 {key.name}"
        for holder in tables()
        for key in keys_of(holder)
        if key.table is table and holder is not Document
    ]
    return "写在" + "、".join(dict.fromkeys(holders))


def _key_line(key: Key) -> str:
    name = f"[{key.name}]" if key.required else key.name
    unit = f"（{_UNITS[key.holds.unit]}）" if key.holds is not None else ""
    default = f"；不写是 {key.default}" if key.default not in (None, "", (), False, 0) else ""
    return f"{name}：{key.says}{unit}{default}"
