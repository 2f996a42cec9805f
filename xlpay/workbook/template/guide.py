"""填表说明: all that a clerk needs to fill the workbook, run it, read and print the results.

What can be read off the forms and the policies (columns, hints, words, aliases, cases) is; only
the order of work and the rules of writing are the same for every policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from xlpay.base.forms import OFFICIAL_FORMS, SETTINGS, Form, Words
from xlpay.policy.inputs import hint_of
from xlpay.policy.schema.document import Document
from xlpay.workbook.template import cases
from xlpay.workbook.template.look import (
    CENTRED,
    COMPUTED,
    DUPLICATE,
    HEADING,
    MISSING,
    OPTIONAL,
    REQUIRED,
    SECTION,
    TAB_GUIDE,
    TITLE,
    WORDS,
    header_row,
    height_for,
    page,
)
from xlpay.workbook.template.text import RULES, STEPS
from xlpay.workbook.template.words import LABELS, policy_words, words

SHEET: Final = "填表说明"
WIDTHS: Final = (13.0, 19.0, 13.0, 92.0)
_LAST: Final = len(WIDTHS)

COLOURS: Final = (
    (REQUIRED, "橙色列名", "必填", "这一列不能删；每一行都要填（提示里写明可以不填的除外）。"),
    (OPTIONAL, "蓝色列名", "有就填", "用得着才填；不用的列可以整列删掉。"),
    (COMPUTED, "绿色列名", "不填", "程序算出来的结果，手工改动会在下次计算时被盖掉。"),
    (DUPLICATE, "红色格子", "要改", "身份证号重复：同一个人在花名册里只能有一行。"),
    (MISSING, "黄色格子", "要补", "这一行已经填了别的，这一格必填的还空着。"),
)


EVERYWHERE: Final = "姓名只为方便查看，以身份证号为准；备注随意填写，程序不读。"


class GuideLine(msgspec.Struct, frozen=True):
    """A line of the guide: up to four cells, and which of them has what ground."""

    cells: tuple[str, str, str, str]
    coloured: int = 0
    ground: str = ""


class Chapter(msgspec.Struct, frozen=True):
    """A heading, the headers of its columns, its lines."""

    heading: str
    headers: tuple[str, str, str, str]
    entries: tuple[GuideLine, ...]
    new_page: bool = False


def add_guide(book: Workbook, schemes: Sequence[Document], forms: Sequence[Form]) -> None:
    """The first sheet."""
    sheet: Worksheet = book.create_sheet(SHEET)
    sheet.sheet_properties.tabColor = TAB_GUIDE
    sheet.sheet_view.showGridLines = False
    for letter, width in zip("ABCD", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for column in range(1, _LAST + 1):
        TITLE.put(sheet.cell(1, column))
    sheet.cell(1, 1, "社区工作者工资工作簿填表说明")
    sheet.row_dimensions[1].height = 34
    row = 2
    for chapter in chapters(schemes, forms):
        row = _write(sheet, row, chapter)
    sheet.print_area = f"A1:D{row - 1}"
    page(sheet)


def chapters(schemes: Sequence[Document], forms: Sequence[Form]) -> Iterator[Chapter]:
    """The guide from the first step to the last word."""
    work = (*cases.told(schemes, cases.STEPS), *STEPS)
    steps = tuple(GuideLine((step, what, "", how)) for step, what, how in work)
    yield Chapter("一、每月怎么做", ("步骤", "做什么", "", "怎么做"), steps)
    colours = tuple(GuideLine((name, "", need, means), 1, c) for c, name, need, means in COLOURS)
    yield Chapter("二、颜色", ("颜色", "", "要不要填", "意思"), colours)
    rules = tuple(GuideLine((what, "", "", how)) for what, how in RULES)
    yield Chapter("三、怎么写才对", ("内容", "", "", "写法"), rules, True)
    events = cases.told(schemes, cases.CASES)
    happens = tuple(GuideLine((case, "", sheet, how)) for case, sheet, how in events)
    yield Chapter("四、碰到这些事怎么填", ("事情", "", "填哪张表", "怎么填"), happens)
    columns = tuple(_columns(schemes, forms))
    yield Chapter("五、各表各列", ("表", "列", "要不要填", "填什么"), columns, True)
    lists = tuple(_vocabulary(schemes, forms))
    yield Chapter("六、下拉词语", ("词表", "", "", "词语（括号里的写法也认）"), lists, True)
    filled = cases.told(schemes, cases.RESULTS)
    results = tuple(GuideLine((sheet, "", "", holds), 1, COMPUTED) for sheet, holds in filled)
    yield Chapter("七、结果表（程序填写，不用动手）", ("表", "", "", "内容"), results)


def _columns(schemes: Sequence[Document], forms: Sequence[Form]) -> Iterator[GuideLine]:
    """Every column of every input sheet, as the forms and the policies have it."""
    everything = "逐项的意思、可选的词、不填时怎么办，都写在“参数”表的说明列里。"
    yield GuideLine((SETTINGS.sheet, "（各项）", "", everything))
    yield GuideLine(("各表", "姓名、备注", "有就填", EVERYWHERE), 2, OPTIONAL)
    for form in forms:
        if form.sheet == SETTINGS.sheet:
            continue
        own = [f for f in form.fields if f.required or f.header not in ("姓名", "备注")]
        for number, field in enumerate(own):
            need, ground = ("必填", REQUIRED) if field.required else ("有就填", OPTIONAL)
            row = f"（一行是{form.row}）" if number == 0 else ""
            hint = hint_of(form, field, schemes)
            yield GuideLine((form.sheet, field.header, need, f"{row}{hint}。"), 2, ground)


def _vocabulary(schemes: Sequence[Document], forms: Sequence[Form]) -> Iterator[GuideLine]:
    """The lists of the columns that are there."""
    every, there = ({f.words for x in some for f in x.fields} for some in (OFFICIAL_FORMS, forms))
    for kind, label in LABELS.items():
        if kind in every - there:
            continue
        found = _words_of(schemes, kind)
        if found and kind is not Words.LEVEL:  # its words are those of 学历 and 职业资格
            yield GuideLine((label, "", "", "、".join(found)))


def _words_of(schemes: Sequence[Document], kind: Words) -> tuple[str, ...]:
    """Each word once, with the aliases that any policy knows."""
    aliases: dict[str, dict[str, None]] = {word: {} for word in words(schemes, kind)}
    for word in (word for scheme in schemes for word in policy_words(scheme, kind)):
        aliases[word.word].update(dict.fromkeys(word.aliases))
    return tuple(f"{word}（{'、'.join(also)}）" if also else word for word, also in aliases.items())


def _write(sheet: Worksheet, row: int, chapter: Chapter) -> int:
    """The chapter from `row` on; the row after it."""
    if chapter.new_page:
        sheet.row_breaks.append(Break(id=row - 1))
    for column in range(1, _LAST + 1):
        SECTION.put(sheet.cell(row, column))
    sheet.cell(row, 1, chapter.heading)
    sheet.row_dimensions[row].height = 24
    spans = _spans(chapter)
    heads = [(column, chapter.headers[column - 1], HEADING) for column in range(1, _LAST + 1)]
    header_row(sheet, row + 1, heads, 20)
    _merge(sheet, row + 1, spans)
    for number, entry in enumerate(chapter.entries, start=row + 2):
        _line(sheet, number, entry, spans)
    return row + 2 + len(chapter.entries)


def _spans(chapter: Chapter) -> tuple[tuple[int, int], ...]:
    """Cells side by side that form one: a column without header belongs to the one before."""
    starts = [i for i, text in enumerate(chapter.headers, start=1) if text]
    ends = [start - 1 for start in starts[1:]] + [_LAST]
    return tuple(zip(starts, ends, strict=True))


def _line(sheet: Worksheet, row: int, entry: GuideLine, spans: tuple[tuple[int, int], ...]) -> None:
    for column, text in enumerate(entry.cells, start=1):
        look = WORDS if column == _LAST else CENTRED
        if column == entry.coloured:
            look = look.on(entry.ground)
        look.put(sheet.cell(row, column, text or None))
    _merge(sheet, row, spans)
    room = [(entry.cells[start - 1], sum(WIDTHS[start - 1 : end])) for start, end in spans]
    sheet.row_dimensions[row].height = height_for(room, least=17)


def _merge(sheet: Worksheet, row: int, spans: tuple[tuple[int, int], ...]) -> None:
    for start, end in spans:
        if end > start:
            sheet.merge_cells(start_row=row, end_row=row, start_column=start, end_column=end)
