"""A local file of contribution rules as a person keeps it: begun, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xlpay.base.assets import policy_folder
from xlpay.base.findings import unusable
from xlpay.language.text import parsed, read_text
from xlpay.policy.contributions.files import (
    PREFIX,
    StandardsFile,
    is_local,
    national,
    read_standards,
)
from xlpay.policy.contributions.kinds import INJURY, KINDS, PERSON, SIDES
from xlpay.policy.contributions.rows import CoverRule, Limits, MinimumWage, Rate, Row

_SAMPLE = "示例地区"


def new_local(region: str, path: Path | None) -> Path:
    """Write the skeleton for a region, every value of it a comment.  Never over a file."""
    region = region.strip()
    name = f"{PREFIX}{region}.toml"
    if not region or Path(name).name != name or '"' in region:
        raise unusable("P-LOCALNAME", name=region)
    target = path or Path(name)
    if target.is_dir() or target.suffix != ".toml":
        target = target / name
    if not is_local(target):
        raise unusable("P-LOCALFILE", name=target.name, prefix=PREFIX)
    if target.exists():
        raise unusable("F-EXISTS", name=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = (policy_folder() / "form" / "local.toml").read_text(encoding="utf-8")
    target.write_text(text.replace(_SAMPLE, region), encoding="utf-8")
    return target


def says_local(path: Path) -> bool:
    """Whether a file is a local one: by its name, or by what it says of itself."""
    if is_local(path):
        return True
    raw, _, _ = parsed(read_text(path))
    return raw is not None and "local" in raw and "scheme" not in raw


def check_lines(path: Path) -> tuple[list[str], list[str]]:
    """What `xlpay policy check` says of a local file: its errors, or what is still to be filled."""
    found = read_standards(path)
    if found.problems:
        return [problem.line() for problem in found.problems], []
    told = [f"警告 {doubt.line()}" for doubt in found.doubts]
    if not is_local(path):
        told.append(f"警告 {path.name}：文件名不以“{PREFIX}”开头，计算时找不到它。请改名")
    return [], [*told, _verdict(found, len(told))]


def _verdict(found: StandardsFile, doubts: int) -> str:
    lacking = "、".join(_lacking((*national(), *found.rows)))
    rest = f"。还没有填：{lacking}；没有填的不计算，也可填在工作簿“缴费标准”" if lacking else ""
    if not found.rows:
        return f"{found.name}：格式没有错，但还没有填任何数，计算时等于没有（{found.local}）{rest}"
    many = f"，有 {doubts} 处请看一看" if doubts else ""
    return f"{found.name}：可以使用{many}（{found.local}，{len(found.rows)} 条）{rest}"


def _lacking(rows: Sequence[Row]) -> Iterator[str]:
    """What contributions can't be computed without, and the minimum wage."""
    rates = {(row.kind, row.side) for row in rows if isinstance(row, Rate)}
    for kind in KINDS:
        sides = [s for s in SIDES if (kind, s) != (INJURY, PERSON)]
        without = [side for side in sides if (kind.word, side) not in rates]
        if without:
            yield f"{kind.word}费率（{'、'.join(without)}）"
    for what, name in ((Limits, "基数上下限"), (CoverRule, "参保月份")):
        have = {row.kind for row in rows if isinstance(row, what)}
        lack = [kind.word for kind in KINDS if kind.word not in have]
        if lack:
            yield f"{name}（{'、'.join(lack)}）"
    if not any(isinstance(row, MinimumWage) for row in rows):
        yield "最低工资"
