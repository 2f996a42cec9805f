"""What the buttons say in a message box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, counts_text
from xlpay.base.money import yuan_text
from xlpay.results.common import REPORT, headcount
from xlpay.run.monthly import Calculated
from xlpay.workbook.fill.following import Stuck
from xlpay.workbook.fill.usercells import Orphan

_TOLD: Final = 3  # findings in a message box; all are in 校验报告
READING, WRITING = "社区薪酬：正在读取……", "社区薪酬：正在写入……"


def progress(stage: str) -> str:
    return f"社区薪酬：正在{stage}……"


def counts(findings: Sequence[Finding]) -> str:
    """'错误 1，警告 2'."""
    return counts_text(findings)


def first_few(findings: Sequence[Finding], severity: Severity) -> list[str]:
    """The first findings of that weight."""
    chosen = [finding for finding in findings if finding.severity is severity]
    lines = [_line(finding) for finding in chosen[:_TOLD]]
    if len(chosen) > _TOLD:
        lines.append(f"……另有 {len(chosen) - _TOLD} 条，见“{REPORT}”。")
    return lines


def _line(finding: Finding) -> str:
    where = f"{finding.sheet}{finding.cell}" if finding.cell else finding.sheet
    return "　".join(part for part in (where, finding.person, finding.message) if part)


def checked(done: Calculated, marked: int) -> str:
    """After 检查."""
    lines = [f"检查完毕（{done.period or '月份不明'}）：{counts(done.findings)}。"]
    lines += first_few(done.findings, Severity.ERROR)
    return "\n".join([*lines, *_where(done.findings, marked)])


def refused(done: Calculated, marked: int, local: bool) -> str:
    """After errors: nothing was computed."""
    lines = [f"有错误，没有计算，结果表没有改动（{counts(done.findings)}）。"]
    lines += first_few(done.findings, Severity.ERROR)
    if not local and any(finding.code == "P-SCHEME" for finding in done.findings):
        lines.append("工作簿没有保存在本机文件夹（未保存，或在网盘上），读不到放在旁边的政策文件。")
    return "\n".join([*lines, *_where(done.findings, marked)])


def _where(findings: Sequence[Finding], marked: int) -> list[str]:
    if not findings:
        return []
    found = f"全部列在“{REPORT}”"
    return [f"{found}，已在 {marked} 个单元格作了标记。" if marked else f"{found}。"]


def warned(findings: Sequence[Finding]) -> str:
    """The question before a run with warnings."""
    lines = first_few(findings, Severity.WARNING)
    number = sum(finding.severity is Severity.WARNING for finding in findings)
    return "\n".join([f"有 {number} 条警告：", *lines, "", "仍要计算吗？"])


def month_done(done: Calculated, was_fen: int | None, marked: int) -> str:
    """What changed: people, the sum, against the month before and against what stood there."""
    run = done.run
    assert run is not None
    gross = int(run.gross.sum())
    lines = [f"{done.period} 工资已算好：{headcount(run)}，应发合计 {yuan_text(gross)} 元。"]
    if done.before is not None:
        last = int(done.before.gross.sum())
        lines.append(f"比上月{_difference(gross - last)}。")
    if was_fen is not None:
        lines.append(f"比表里原来的{_difference(gross - was_fen)}。")
    lines.append(f"晋级和变动 {len(done.changes)} 项，一次性奖励 {len(done.awards)} 项。")
    return "\n".join([*lines, *_after(done, marked)])


def _difference(fen: int) -> str:
    if not fen:
        return "没有增减"
    return f"{'增加' if fen > 0 else '减少'} {yuan_text(abs(fen))} 元"


def _after(done: Calculated, marked: int) -> list[str]:
    return [f"{counts(done.findings)}。", *_where(done.findings, marked)]


def promotion_done(done: Calculated, marked: int) -> str:
    """After 晋级."""
    total = yuan_text(sum(change.amount for change in done.changes))
    people = len({change.person for change in done.changes})
    lines = [
        f"{done.period} 的晋级审批表已填好：{people} 人 {len(done.changes)} 项，月增资 {total} 元。"
    ]
    return "\n".join([*lines, "工资发放表没有改动。", *_after(done, marked)])


def year_done(done: Calculated, why: str, marked: int) -> str:
    """After 年终奖; `why` tells which year it took."""
    lines = []
    for result in done.years:
        total = yuan_text(int(result.line.amount[result.people].sum()))
        people = len(result.people)
        lines.append(f"{result.year}年 {result.rule.name}：{people} 人，合计 {total} 元。")
    return "\n".join([*lines, why, *_after(done, marked)])


def orphans(lost: Sequence[Orphan]) -> list[str]:
    """The user's values whose person has no row any more."""
    lines = [
        f"您在“{o.header}”列写的“{o.value}”对应的人没有这一行，没有带过来。" for o in lost[:_TOLD]
    ]
    if len(lost) > _TOLD:
        lines.append(f"……这样的内容共 {len(lost)} 处，可用“撤销上次计算”找回。")
    return lines


def stuck(found: Sequence[Stuck]) -> list[str]:
    """References of the user's that do not simply follow their rows."""
    lines = [_line(one.finding()) for one in found[:_TOLD]]
    if len(found) > _TOLD:
        lines.append(f"……这样的公式共 {len(found)} 处。")
    return lines


def not_followed(sheets: Sequence[str]) -> list[str]:
    """Sheets of the user's whose formulas could not be written."""
    return [f"“{sheet}”写不进去，其中引用结果表的公式请核对。" for sheet in sheets]
