"""What a workbook lacks: input sheets that are not there, empty, or under another name.

A sheet is known by its headers.  Where the official one has nothing, what another one holds would
be left out of the pay, so that this is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

import msgspec
from msgspec.structs import replace

from xlpay.base.findings import Finding, eased, find, stops
from xlpay.base.forms import (
    BASE_COLUMNS,
    BASES,
    COMMUNITIES,
    INPUT_FORMS,
    MOVED_DAYS,
    OFF,
    POLICY,
    SETTINGS,
    WORKED,
    Form,
)
from xlpay.base.grid import Grid
from xlpay.policy.inputs import reads_sheet
from xlpay.policy.schema.document import Document
from xlpay.policy.uses import idle_columns
from xlpay.run.monthly import Calculated
from xlpay.unit.cells import is_blank, squeezed
from xlpay.unit.header import IDENTITY, find_header, key_of, row_of
from xlpay.unit.inputs import INPUT_SHEETS
from xlpay.unit.sheets import InputSheet

_ALIKE: Final = 0.7  # of names of sheets: one character more or less


class Twin(msgspec.Struct, frozen=True):
    """A sheet that has the headers of an input sheet and at least a row, and isn't read."""

    sheet: str
    form: Form
    hidden: bool
    alone: bool  # the official sheet is missing, or has no row


def twins(heads: Mapping[str, Grid], official: Callable[[str], Grid | None]) -> list[Twin]:
    """The sheets, of those not read, that are input sheets by their headers."""
    found = []
    for name, head in heads.items():
        form = _form_of(head)
        if form is not None:
            grid = official(form.sheet)
            alone = grid is None or not InputSheet(form, grid).rows
            found.append(Twin(name, form, head.hidden, alone))
    return found


def _form_of(head: Grid) -> Form | None:
    """The input sheet whose headers these rows hold, with a row below them."""
    best, most = None, (0, 0)
    for form in INPUT_FORMS:
        header = find_header(form, head)
        required = {field.header for field in form.fields if field.required}
        if not required <= header.columns.keys():
            continue
        at = header.columns[key_of(form, header)] - head.first_col
        below = [row[at] for number in _after(head, header.row) if (row := row_of(head, number))]
        values = {squeezed(str(value)) for value in below if not is_blank(value)}
        if form is SETTINGS and POLICY not in values:
            continue
        if form is BASES and header.columns.keys().isdisjoint(BASE_COLUMNS):
            continue
        if form is COMMUNITIES and (len(header.columns) < 3 or IDENTITY in _texts(head)):
            continue
        if form is MOVED_DAYS and not _moves(_texts(head)):
            continue
        fits = (len(required), len(header.columns))
        if values and fits > most:
            best, most = form, fits
    return best


def _moves(texts: set[str]) -> bool:
    """Words of 调休, and of nobody: many a sheet has days and kinds."""
    return IDENTITY not in texts and not texts.isdisjoint((WORKED, OFF))


def _after(head: Grid, row: int) -> range:
    return range(row + 1, head.first_row + len(head.rows))


def _texts(head: Grid) -> set[str]:
    return {squeezed(value) for row in head.rows for value in row if isinstance(value, str)}


def with_sheets(
    done: Calculated,
    sheets: Sequence[str],
    found: Sequence[Twin],
    hidden: Sequence[str],
    policies: Sequence[Document] = (),
) -> None:
    """Tell first what the workbook lacks; with an error nothing of it is paid.

    `found` are its twins of input sheets, `hidden` the input sheets that are hidden; `policies`, if
    these are known, alone decide which sheets may be missing.
    """
    told = sheet_findings(sheets, policies, found, done_documents(done))
    told += [find("S-HIDDENSHEET", name, sheet=name) for name in hidden]
    meant = {f.sheet for f in told if f.code == "S-MEANT"}
    # What follows from a sheet's not being there is not told beside it.
    done.findings[:] = [f for f in done.findings if f.sheet not in meant]
    done.add(told, first=True)
    if any(stops(f) for f in told):
        done.run, done.years = None, []


def done_documents(done: Calculated) -> Sequence[Document]:
    """The policy in force, as far as it is known."""
    document = None if done.unit is None else done.unit.settings.version(done.unit.month)
    return () if document is None else (document,)


def sheet_findings(
    sheets: Sequence[str],
    policies: Sequence[Document] = (),
    found: Sequence[Twin] = (),
    documents: Sequence[Document] = (),
) -> list[Finding]:
    """Optional input sheets that are missing, and sheets that are meant for input sheets.

    Only those that one of the policies reads, if these are known; `documents` say what is pay.
    """
    if INPUT_SHEETS.isdisjoint(sheets) and not found:
        return []  # another file altogether: that the required sheets lack says enough
    findings = [_meant(twin, documents) for twin in found]
    alone = {twin.form.sheet for twin in found if twin.alone}
    others = [name for name in sheets if name not in INPUT_SHEETS]
    for form in INPUT_FORMS:
        unread = policies and not any(reads_sheet(policy, form) for policy in policies)
        if form.sheet in sheets or form.required or unread or form.sheet in alone:
            continue
        near = next(iter(get_close_matches(form.sheet, others, 1, _ALIKE)), "")
        if form.alternative and not near:
            continue
        words = {"sheet": form.sheet, "near": near}
        findings.append(find("S-RENAMED" if near else "S-ABSENT", form.sheet, **words))
    return findings


def _meant(twin: Twin, documents: Sequence[Document]) -> Finding:
    """The finding of a twin: an error where it alone holds what pay may hang on."""
    spaces = squeezed(twin.sheet) == twin.form.sheet
    how = "名称里多了空格" if spaces else "是隐藏的" if twin.hidden else ""
    words = {"near": twin.sheet, "sheet": twin.form.sheet, "how": f"（{how}）" if how else ""}
    if not twin.alone:
        return find("S-TWIN", twin.form.sheet, **words)
    error = replace(find("S-MEANT", twin.form.sheet, **words), one_figure=twin.form.deductions)
    required = {field.header for field in twin.form.fields if field.required}
    no_pay = documents and all(required <= idle_columns(d, twin.form) for d in documents)
    return eased(error) if no_pay else error
