"""What a command says: findings on standard error, results on standard output, JSON for machines.

Identity numbers are masked everywhere unless full ones are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlpay.base.codes import CODES, Severity
from xlpay.base.findings import Finding, counts_text, in_order, kinds, weights
from xlpay.base.grid import cell_name
from xlpay.base.masking import mask_identity
from xlpay.base.money import BLANK, decimal_text, yuan_text
from xlpay.cli.console import complain
from xlpay.jobs.books import Job
from xlpay.results.common import AWARDS, BONUS, PAYROLL, PROMOTION, headcount
from xlpay.results.tables import SCALES, Column, Kind, Table
from xlpay.run.monthly import Calculated


def tell(findings: Sequence[Finding], *, every: bool = False) -> None:
    """Findings to standard error, errors first: one line a kind, or with `every` one a finding."""
    complain([f.line() for f in in_order(findings)] if every else kinds(findings))


def tell_in_short(findings: Sequence[Finding]) -> None:
    """Of an answer that isn't a month's payroll: what stops it, and records that aren't read."""
    tell([f for f in findings if f.severity is Severity.ERROR or CODES[f.code].unread])


counts = counts_text


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding for machines; `cells` are all that it is about, `cell` the first of them."""
    return {
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "sheet": finding.sheet,
        "cell": finding.cell,
        "cells": [cell_name(*at) for at in finding.cells],
        "person": finding.person,
        "message": finding.message,
        "hint": finding.hint,
        "ticked": finding.ticked,
        "remark": finding.remark,
    }


def table_json(table: Table, *, full_ids: bool) -> list[dict[str, Any]]:
    """The rows of a table by header; amounts as exact text, blanks as null."""
    columns = [(column.header, _values(column, full_ids)) for column in table.columns]
    return [{header: values[i] for header, values in columns} for i in range(len(table))]


def _values(column: Column, full_ids: bool) -> list[Any]:
    if column.is_text:
        texts: list[Any] = list(column.values)
        if column.header == "身份证号" and not full_ids:
            return [mask_identity(text) for text in texts]
        return texts
    numbers = column.numbers().tolist()
    if column.kind is Kind.COUNT:
        return [None if n == BLANK else n for n in numbers]
    if column.kind is Kind.MONEY:
        return [None if n == BLANK else yuan_text(n) for n in numbers]
    if column.kind is Kind.YEARS:
        return [None if n == BLANK else n / SCALES[Kind.YEARS] for n in numbers]
    return [None if n == BLANK else decimal_text(n, SCALES[column.kind]) for n in numbers]


def job_json(job: Job, status: int, *, full_ids: bool) -> dict[str, Any]:
    """A job's result for machines."""
    done = job.done
    payload: dict[str, Any] = {
        "status": status,
        "book": str(job.book),
        "output": str(job.output) if job.output else None,
        "period": done.period,
        "counts": {level.name.lower(): n for level, n in weights(done.findings).items()},
        "findings": [finding_json(f) for f in done.findings],
        "left_out": _left_out(done, full_ids),
    }
    names = {PAYROLL: "payroll", PROMOTION: "promotion", AWARDS: "awards", BONUS: "bonus"}
    if not done.failed:
        for sheet, table in job.tables.items():
            if sheet in names:
                payload[names[sheet]] = table_json(table, full_ids=full_ids)
    return payload


def _left_out(done: Calculated, full_ids: bool) -> list[dict[str, str]]:
    if done.unit is None:
        return []
    roster = done.unit.roster
    return [
        {
            "name": roster.names[i],
            "id": roster.identities[i] if full_ids else mask_identity(roster.identities[i]),
        }
        for i in done.left_out
    ]


def summary_lines(job: Job) -> list[str]:
    """What a person wants to know at the end of a job."""
    done, lines = job.done, []
    if done.unit is not None and done.left_out:
        names = "、".join(done.unit.roster.names[i] for i in done.left_out)
        lines.append(f"未计算 {len(done.left_out)} 人：{names}")
    if done.run is not None and job.output is not None:
        gross = yuan_text(int(done.run.gross.sum()))
        people, moved = headcount(done.run), len(done.changes)
        lines.append(f"{done.period} 发放 {people}，应发合计 {gross} 元，变动 {moved} 项")
    for result in done.years:
        total = yuan_text(int(result.line.amount[result.people].sum()))
        lines.append(f"{result.year}年 {result.rule.name} {len(result.people)} 人，合计 {total} 元")
    if done.failed and job.output is not None:
        lines.append(f"有错误，没有写工资表。问题列在 {job.output}")
    elif job.output is not None:
        lines.append(f"已写出 {job.output}")
    return lines
