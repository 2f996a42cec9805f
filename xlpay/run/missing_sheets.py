"""What a workbook lacks: optional input sheets that are not there, or under another name."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from xlpay.base.findings import Finding, find
from xlpay.base.forms import INPUT_FORMS
from xlpay.policy.inputs import reads_sheet
from xlpay.schema.document import Document
from xlpay.unit.inputs import INPUT_SHEETS

_ALIKE: Final = 0.7  # of names of sheets: one character more or less


def sheet_findings(sheets: Sequence[str], policies: Sequence[Document] = ()) -> list[Finding]:
    """Optional input sheets that are missing, and those that some other sheet may be meant for.

    Only those that one of the policies reads, if these are known.
    """
    if INPUT_SHEETS.isdisjoint(sheets):
        return []  # another file altogether: that the required sheets lack says enough
    findings = []
    others = [name for name in sheets if name not in INPUT_SHEETS]
    for form in INPUT_FORMS:
        unread = policies and not any(reads_sheet(policy, form) for policy in policies)
        if form.sheet in sheets or form.required or unread:
            continue
        near = next(iter(get_close_matches(form.sheet, others, 1, _ALIKE)), "")
        if form.alternative and not near:
            continue
        words = {"sheet": form.sheet, "near": near}
        findings.append(find("S-RENAMED" if near else "S-ABSENT", form.sheet, **words))
    return findings
