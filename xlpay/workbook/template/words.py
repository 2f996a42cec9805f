"""The drop-downs: the words of all policies on a hidden sheet, each list under a name of its own.

A word that two policies share stands once; the first policy that has it gives its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlpay.base.forms import COMMON_SETTINGS, COMMON_WORDS, NO, POLICY, REGION, YES, Words
from xlpay.policy.schema.document import Document, Word
from xlpay.policy.terms.scheme import credential_kinds
from xlpay.workbook.template.look import HEADER, HEADING, TEXT_FORMAT, WORDS, Look

SHEET: Final = "词表"
FLAGS: Final = "是否"
LABELS: Final[Mapping[Words, str]] = {
    Words.CATEGORY: "人员类别",
    Words.DUTY: "职务",
    Words.RATING: "考核等次",
    Words.EDUCATION: "学历",
    Words.DEGREE: "学位",
    Words.QUALIFICATION: "职业资格",
    Words.HONOUR: "荣誉",
    Words.LEAVE: "请假类别",
    Words.LEAVING: "离职原因",
    Words.CREDENTIAL: "证书类别",
    Words.LEVEL: "证书等级",
    Words.ADJUSTMENT: "补扣发项目",
    Words.ACTIVITY: "履职项目",
    Words.RETIREMENT: "退休类别",
    Words.MOVED_DAY: "调休类别",
    Words.STANDARD: "缴费规定",
    Words.CONTRIBUTION: "险种",
    Words.WITHHELD: "代扣列",
    Words.STANDING: "代扣种类",
    Words.ADVANCED: "代垫种类",
}


def name_of(label: str) -> str:
    """The defined name of a list."""
    return f"{SHEET}_{label}"


def policy_words(scheme: Document, kind: Words) -> tuple[Word, ...]:
    """A policy's own words of that kind; none where the words are the sheets' own."""
    own: Mapping[Words, tuple[Word, ...]] = {
        Words.CATEGORY: scheme.category,
        Words.DUTY: scheme.duty,
        Words.RATING: scheme.rating,
        Words.EDUCATION: scheme.education,
        Words.DEGREE: scheme.degree,
        Words.QUALIFICATION: scheme.qualification,
        Words.LEAVE: scheme.leave,
        Words.LEAVING: scheme.leaving,
        Words.HONOUR: scheme.honour,
        Words.LEVEL: (
            *scheme.education,
            *scheme.qualification,
            *scheme.degree,
            *scheme.honour,
        ),
    }
    return own.get(kind, ())


def words(schemes: Sequence[Document], kind: Words) -> tuple[str, ...]:
    """The words of a drop-down."""
    if kind is Words.CREDENTIAL:
        return credential_kinds(schemes)
    own = (word.word for scheme in schemes for word in policy_words(scheme, kind))
    return COMMON_WORDS.get(kind) or _once(own)


def lists(schemes: Sequence[Document]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every list that has a word: its label and its words."""
    yield POLICY, _once(scheme.scheme for scheme in schemes)
    yield REGION, _once(region for scheme in schemes for region in scheme.regions)
    yield FLAGS, (YES, NO)
    for kind, label in LABELS.items():
        if found := words(schemes, kind):
            yield label, found
    yield from choices(schemes).items()


def choices(schemes: Sequence[Document]) -> dict[str, tuple[str, ...]]:
    """The words of each setting that offers a choice."""
    found = {setting.name: setting.choices for setting in COMMON_SETTINGS if setting.choices}
    for setting in (setting for scheme in schemes for setting in scheme.setting):
        if setting.choices:
            offered = (choice.word for choice in setting.choices)
            found[setting.name] = _once((*found.get(setting.name, ()), *offered))
    return found


def add_words(book: Workbook, schemes: Sequence[Document]) -> None:
    """The hidden sheet of lists, a column each, and their names."""
    sheet: Worksheet = book.create_sheet(SHEET)
    sheet.sheet_state = "hidden"
    sheet.freeze_panes = "A2"
    for column, (label, found) in enumerate(lists(schemes), start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 22
        HEADER.on(HEADING).put(sheet.cell(1, column, label))
        for row, word in enumerate(found, start=2):
            Look(across=WORDS.across, number=TEXT_FORMAT).put(sheet.cell(row, column, word))
        extent = f"'{SHEET}'!${letter}$2:${letter}${len(found) + 1}"
        book.defined_names[name_of(label)] = DefinedName(name_of(label), attr_text=extent)


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
