"""The clause ledger: every clause of a document, and what computes or checks it.

A ledger stands beside its policy (2020.toml, 2020.clauses.toml).  A clause names parameters (paths
of xlpay.language.structure, each with the spec cases that come out otherwise when it is another),
rules (dotted Python names) and further spec cases; `rest` says what of it nothing looks at.  Or it
says why nothing is computed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from xlpay.base.assets import policy_folder
from xlpay.language.problems import ADD, DROP, Problem
from xlpay.language.structure import leaves, parts_of
from xlpay.language.values import nearest
from xlpay.policy.files.load import PolicyError
from xlpay.policy.schema.document import Document, Part

SUFFIX = ".clauses.toml"


class Clause(msgspec.Struct, frozen=True):
    """A clause: its number, its gist, and what stands for it in the program."""

    id: str
    gist: str
    parameters: tuple[tuple[str, tuple[str, ...]], ...]  # path, the cases that need it
    rules: tuple[str, ...]
    cases: tuple[str, ...]
    rest: str  # what of the clause is neither computed nor checked
    not_computed: str

    @property
    def all_cases(self) -> tuple[str, ...]:
        """The spec cases that the clause names anywhere."""
        named = [case for _, cases in self.parameters for case in cases]
        return tuple(dict.fromkeys([*named, *self.cases]))


class _Entry(Part, kw_only=True, frozen=True):
    """A [[clause]] as written."""

    id: str
    gist: str
    parameters: dict[str, str | list[str]] = msgspec.field(default_factory=dict)
    rules: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    rest: str = ""
    not_computed: str = ""


class _Ledger(Part, kw_only=True, frozen=True):
    """A ledger file."""

    document: str
    clause: tuple[_Entry, ...]


def clauses(document: Document, folder: Path | None = None) -> tuple[Clause, ...]:
    """The clauses of a policy's document; none where it has no ledger.  PolicyError."""
    for path in sorted((folder or policy_folder()).glob(f"*/*{SUFFIX}")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        if raw.get("document") == document.id:
            return _read(raw, path.name, document)
    return ()


def _read(raw: dict[str, Any], file: str, document: Document) -> tuple[Clause, ...]:
    try:
        ledger = msgspec.convert(raw, _Ledger)
    except msgspec.ValidationError as error:
        raise PolicyError([Problem(file, "", str(error), DROP)]) from None
    problems: list[Problem] = []
    known, seen = parts_of(document), set[str]()
    for index, entry in enumerate(ledger.clause):
        path = f"clause[{index + 1}]（{entry.id}）"
        if entry.id in seen:
            problems.append(Problem(file, path, "写了两次", "请合成一条"))
        seen.add(entry.id)
        if not entry.gist.strip():
            problems.append(Problem(file, path, "没有写要点", ADD))
        does = bool(entry.parameters or entry.rules or entry.cases)
        if entry.rest and not does:
            what = "什么也不算的条款只写 not_computed，不写 rest"
            problems.append(Problem(file, path, what, DROP))
        if does == bool(entry.not_computed.strip()):
            what = "要么写由什么计算或核查，要么写 not_computed"
            problems.append(Problem(file, path, what, "只写一种"))
        for name, needed in entry.parameters.items():
            if name not in known:
                near = nearest(name, list(known))
                problems.append(Problem(file, f"{path}.parameters", f"没有“{name}”{near}", DROP))
            if not needed:
                problems.append(Problem(file, f"{path}.parameters", f"“{name}”没有例子", ADD))
    if problems:
        raise PolicyError(problems)
    return tuple(_clause(entry) for entry in ledger.clause)


def _clause(entry: _Entry) -> Clause:
    parameters = tuple(
        (path, (cases,) if isinstance(cases, str) else tuple(cases))
        for path, cases in entry.parameters.items()
    )
    said = entry.rest, entry.not_computed
    return Clause(entry.id, entry.gist, parameters, entry.rules, entry.cases, *said)


def unclaimed(document: Document, ledger: tuple[Clause, ...]) -> list[str]:
    """The values of a policy that no clause claims, by itself or as part of what it is in."""
    claimed = [path for clause in ledger for path, _ in clause.parameters]
    return [path for path in leaves(document) if not any(covers(claim, path) for claim in claimed)]


def covers(claim: str, path: str) -> bool:
    """Whether a path is the claimed one or lies within it."""
    return path == claim or path.startswith(f"{claim}.")


def clauses_text(document: Document) -> str:
    """The ledger for people: clause by clause, what computes or checks it."""
    ledger = clauses(document)
    if not ledger:
        return f"{document.document}没有逐条对照表。"
    computed = sum(not clause.not_computed for clause in ledger)
    lines = [
        f"{document.document}逐条对照",
        f"共 {len(ledger)} 条：计算或核查 {computed} 条，不计算 {len(ledger) - computed} 条",
    ]
    for clause in ledger:
        lines += ["", f"【{clause.id}】{clause.gist}"]
        rows = {
            "参数": [path for path, _ in clause.parameters],
            "规则": list(clause.rules),
            "例子": list(clause.all_cases),
            "其余": [clause.rest] if clause.rest else [],
            "不计算": [clause.not_computed] if clause.not_computed else [],
        }
        for title, entries in rows.items():
            for number, entry in enumerate(entries):
                lines.append(f"  {title if not number else '　' * len(title)}　{entry}")
    return "\n".join(lines)
