"""What a button must do, whatever program shows the workbook: one suite for every host.

A host's tests give a Stage over a workbook opened from a file, and run every function of SUITE.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from lxml import etree

from xlpay.base.grid import column_letters
from xlpay.base.months import month_of
from xlpay.jobs import books as jobs
from xlpay.live.marks import FILLS, OURS
from xlpay.results.common import PAYROLL, REPORT
from xlpay.results.references import split_cell
from xlpay.workbook.file.markup import MAIN
from xlpay.workbook.file.package import open_package
from xlpay.workbook.file.parts import open_workbook
from xlpay.workbook.file.strings import SharedStrings, cell_text

Cells = dict[tuple[int, int], Any]
RESULTS = (
    "工资发放表",
    "晋级审批表",
    "一次性奖励",
    "汇总",
    "汇总图表_等级",
    "汇总图表_变动",
    "校验报告",
    "计算依据",
)


class Stage(Protocol):
    """A workbook open in a program, and a user in front of it."""

    answer: bool  # to every question

    def press(self, action: str) -> str:
        """Press a button; what was said, or "" for nothing."""

    def asked(self) -> int:
        """How many questions there were."""

    def sheets(self) -> list[str]:
        """All sheets in order."""

    def cells(self, sheet: str) -> Cells:
        """Cells that are not blank: a value, or (formula without "=", value)."""

    def put(self, sheet: str, row: int, column: int, value: Any) -> None:
        """Type into a cell; a text that begins with "=" is a formula."""

    def notes(self, sheet: str) -> dict[tuple[int, int], str]:
        """All notes."""

    def add_note(self, sheet: str, row: int, column: int, text: str) -> None:
        """A note of the user's."""

    def fill(self, sheet: str, row: int, column: int) -> str:
        """A cell's ground as RRGGBB, "" for none."""

    def paint(self, sheet: str, row: int, column: int, fill: str) -> None:
        """A ground of the user's."""

    def select(self, sheet: str, row: int, column: int) -> None:
        """Go to a cell."""

    def selected(self) -> tuple[str, int, int]:
        """Where the user is."""

    def rename(self, sheet: str, name: str) -> None:
        """Give a sheet another name."""

    def remove(self, sheet: str) -> None:
        """Delete a sheet."""

    def filter(self, sheet: str, column: int, values: Sequence[str]) -> None:
        """Choose values in a filter that covers the sheet's table."""

    def hidden(self, sheet: str) -> set[int]:
        """The rows that are not shown, but for our hidden ones."""

    def fail_at(self, write: int) -> None:
        """Let that call of the next writing calls fail, once; 0: none."""

    def writes(self) -> int:
        """How many calls wrote since the beginning."""


StageOf = Callable[[Path], Stage]


# ── what the batch writes


def written(path: Path, sheets: Sequence[str] = RESULTS) -> dict[str, Cells]:
    """The cells of result sheets in a file."""
    workbook = open_workbook(open_package(path))
    strings = SharedStrings(workbook)
    found: dict[str, Cells] = {}
    for ref in workbook.sheets:
        if ref.name in sheets:
            root = etree.fromstring(workbook.package.read(ref.part))
            found[ref.name] = {
                at: value
                for element in root.iter(f"{{{MAIN}}}c")
                if (at := split_cell(element.get("r", ""))) is not None
                and (value := _cell(element, strings)) is not None
            }
    return found


def _cell(element: Any, strings: SharedStrings) -> Any:
    text = cell_text(element, strings)
    if text == "":
        return None
    value = text if element.get("t") in ("s", "inlineStr", "str") else float(text)
    formula = element.find(f"{{{MAIN}}}f")
    return value if formula is None else (formula.text, value)


def batch(path: Path, folder: Path, month: int | None = None) -> dict[str, Cells]:
    """What `xlpay run` writes for the file."""
    job = jobs.run_month(path, folder, month)
    assert job.output is not None and not job.done.failed
    return written(job.output)


def differences(stage: Stage, wanted: dict[str, Cells], *, filtered: bool = False) -> list[str]:
    """Cells that are not as wanted; under a filter a subtotal is that of the rows that show."""
    found = []
    for sheet, cells in wanted.items():
        own = stage.cells(sheet)
        for at in sorted(cells.keys() | own.keys()):
            one, two = cells.get(at), own.get(at)
            if filtered and isinstance(one, tuple) and isinstance(two, tuple):
                one, two = one[0], two[0]
            if not _same(one, two):
                found.append(f"{sheet} {at}: {cells.get(at)!r} / {own.get(at)!r}")
    return found


def _same(one: Any, two: Any) -> bool:
    if isinstance(one, tuple) and isinstance(two, tuple):
        return bool(one[0] == two[0] and abs(one[1] - two[1]) < 0.001)
    return bool(one == two)


def all_cells(stage: Stage, sheets: Sequence[str] = RESULTS) -> dict[str, Cells]:
    return {sheet: stage.cells(sheet) for sheet in sheets if sheet in stage.sheets()}


def places(stage: Stage, sheet: str, header: str, head: int = 7) -> int:
    """The column of a header."""
    row = {c: v for (r, c), v in stage.cells(sheet).items() if r == head}
    return next(c for c, v in row.items() if v == header)


# ── the suite


def month_equals_the_batch(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    said = stage.press("month")
    assert "应发合计" in said
    wanted = batch(book, folder)
    assert set(wanted) == set(RESULTS)
    assert differences(stage, wanted) == []


def a_second_press_changes_nothing(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    stage.press("month")
    first = all_cells(stage)
    said = stage.press("month")
    assert all_cells(stage) == first
    assert "比表里原来的没有增减" in said


def input_is_what_stands_on_screen(stage_of: StageOf, book: Path, folder: Path) -> None:
    """Unsaved changes and filtered rows count; who is deleted has no row."""
    stage = stage_of(book)
    names = {v: r for (r, c), v in stage.cells("花名册").items() if c == 1 and r > 1}
    name, row = next(iter(names.items()))
    stage.put("花名册", row, 1, "改名")
    stage.filter("花名册", 1, ["没有这个人"])
    stage.press("month")
    shown = [v for (_, c), v in stage.cells(PAYROLL).items() if c == 3]
    assert "改名" in shown and name not in shown
    assert len(shown) > 100


def filter_selection_and_active_sheet_are_kept(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    stage.press("month")
    place = stage.cells(PAYROLL)[8, 5]
    stage.filter(PAYROLL, 5, [place])
    before = stage.hidden(PAYROLL)
    assert before
    stage.select(PAYROLL, 9, 6)
    stage.press("month")
    assert stage.selected() == (PAYROLL, 9, 6)
    assert stage.hidden(PAYROLL) == before
    assert differences(stage, batch(book, folder), filtered=True) == []


def errors_stop_the_run(stage_of: StageOf, book: Path, folder: Path) -> None:
    """Marks and 校验报告 alone are written; mended, the marks go."""
    stage = stage_of(book)
    column = places(stage, "花名册", "进入社区日期", 1)
    good = stage.cells("花名册")[2, column]
    stage.put("花名册", 2, column, "不是日期")
    before = {k: v for k, v in all_cells(stage).items() if k != REPORT}
    said = stage.press("month")
    assert "没有计算" in said
    assert {k: v for k, v in all_cells(stage).items() if k != REPORT} == before
    note = stage.notes("花名册")[2, column]
    assert note.startswith(OURS) and "不是日期" in note
    assert stage.fill("花名册", 2, column) in FILLS.values()
    assert "C-DATE" in stage.cells(REPORT).values()
    assert stage.selected()[0] == REPORT
    stage.put("花名册", 2, column, good)
    stage.press("month")
    assert (2, column) not in stage.notes("花名册")
    assert stage.fill("花名册", 2, column) == ""


def what_is_the_users_is_never_touched(stage_of: StageOf, book: Path, folder: Path) -> None:
    """A note of the user's stays alone; a ground of the user's gets a note only."""
    stage = stage_of(book)
    column = places(stage, "花名册", "进入社区日期", 1)
    for row in (2, 3):
        stage.put("花名册", row, column, "不是日期")
    stage.add_note("花名册", 2, column, "问过本人")
    stage.paint("花名册", 3, column, "00FF00")
    stage.press("check")
    assert stage.notes("花名册")[2, column] == "问过本人"
    assert stage.fill("花名册", 2, column) == ""
    assert stage.notes("花名册")[3, column].startswith(OURS)
    assert stage.fill("花名册", 3, column) == "00FF00"
    stage.put("花名册", 3, column, "2021-07-01")
    stage.press("check")
    assert (3, column) not in stage.notes("花名册")
    assert stage.fill("花名册", 3, column) == "00FF00"
    assert stage.notes("花名册")[2, column] == "问过本人"


def warnings_ask_once(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    stage.put("参数", 40, 1, "没有这个项目")
    stage.answer = False
    before = all_cells(stage)
    assert stage.press("month") == ""
    assert stage.asked() == 1 and all_cells(stage) == before
    stage.answer = True
    assert "应发合计" in stage.press("month")
    assert stage.asked() == 2


def users_columns_follow_their_people(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    stage.press("month")
    last = places(stage, PAYROLL, "备注") + 1
    stage.put(PAYROLL, 7, last, "领取签字")
    people = [(r, v) for (r, c), v in stage.cells(PAYROLL).items() if c == 4 and len(str(v)) == 18]
    (first, one), (second, two) = people[2:4]
    stage.put(PAYROLL, first, last, "张三代")
    stage.put(PAYROLL, second, last, f"=F{second}*2")
    column = places(stage, "花名册", "身份证号", 1)
    roster = stage.cells("花名册")
    gone = next(r for (r, c), v in roster.items() if c == column and v == people[0][1])
    stage.put("花名册", gone, places(stage, "花名册", "离职日期", 1), "2020-06-30")
    stage.put("花名册", gone, places(stage, "花名册", "离职原因", 1), "辞职")
    stage.press("month")
    now = {v: r for (r, c), v in stage.cells(PAYROLL).items() if c == 4}
    assert people[0][1] not in now and now[one] != first
    assert stage.cells(PAYROLL)[7, last] == "领取签字"
    assert stage.cells(PAYROLL)[now[one], last] == "张三代"
    found = stage.cells(PAYROLL)[now[two], last]
    assert found[0] == f"F{now[two]}*2"


def users_formulas_elsewhere_follow(stage_of: StageOf, book: Path, folder: Path) -> None:
    """A person, a sum over a community and the total, looked at from a sheet of the user's."""
    stage = stage_of(book)
    stage.press("month")
    cells, gross = stage.cells(PAYROLL), column_letters(places(stage, PAYROLL, "应发合计"))
    people = [(r, v) for (r, c), v in cells.items() if c == 4 and len(str(v)) == 18]
    total = next(r for (r, c), v in cells.items() if c == 1 and v == "t")
    first = [n for n, (row, _) in enumerate(people) if row == people[0][0] + n]
    end = people[first[-1]][0]  # of the first community
    given = [f"{PAYROLL}!{gross}{people[1][0]}", f"SUM({PAYROLL}!{gross}8:{gross}{end})"]
    given += [f"{PAYROLL}!{gross}{total}", f"{PAYROLL}!{gross}{people[0][0]}"]
    for row, text in enumerate(given, 80):
        stage.put("词表", row, 30, f"={text}")
    column = places(stage, "花名册", "身份证号", 1)
    gone = next(
        r for (r, c), v in stage.cells("花名册").items() if (c, v) == (column, people[0][1])
    )
    stage.put("花名册", gone, places(stage, "花名册", "离职日期", 1), "2020-06-30")
    stage.put("花名册", gone, places(stage, "花名册", "离职原因", 1), "辞职")
    said = stage.press("month")
    found = [_text_of(stage, "词表", row) for row in range(80, 84)]
    wanted = [f"{PAYROLL}!{gross}{people[1][0] - 1}", f"SUM({PAYROLL}!{gross}8:{gross}{end - 1})"]
    wanted.append(f"{PAYROLL}!{gross}{total - 1}")
    assert found[:3] == wanted
    assert found[3].startswith("#")  # what lost its row; programs print #REF! in their own ways
    assert "词表!AD83" in said or "词表AD83" in said
    stage.press("undo")
    assert [_text_of(stage, "词表", row) for row in range(80, 84)] == given


def _text_of(stage: Stage, sheet: str, row: int) -> str:
    """The formula in column AD without the quotes that programs put around sheets."""
    return str(stage.cells(sheet)[row, 30][0]).replace("'", "")


def undo_brings_everything_back(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    before = all_cells(stage)
    stage.press("month")
    after = all_cells(stage)
    assert before != after
    assert "恢复" in stage.press("undo")
    assert all_cells(stage) == before
    assert "没有可以撤销" in stage.press("undo")
    stage.press("month")
    assert all_cells(stage) == after


def undo_takes_no_later_change_back(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    stage.press("month")
    stage.put(PAYROLL, 8, 3, "手改")
    after = all_cells(stage)
    assert "又有改动" in stage.press("undo")
    assert all_cells(stage) == after


def a_failed_write_restores(stage_of: StageOf, book: Path, folder: Path) -> None:
    """The first, one in the middle, the last of a run over an earlier month."""
    stage = stage_of(book)
    stage.press("month")
    before = all_cells(stage)
    start = stage.writes()
    stage.put("参数", _row(stage, "工资月份"), 2, "2026-03")
    stage.press("promotion")
    whole = stage.writes() - start
    stage.press("undo")
    assert all_cells(stage) == before
    for write in (1, whole // 2, whole - 1):
        stage.fail_at(write)
        assert "恢复" in stage.press("month")
        assert all_cells(stage) == before


def missing_sheets_are_made(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    wanted = batch(book, folder)
    for sheet in ("一次性奖励", "计算依据"):
        stage.remove(sheet)
    stage.press("month")
    assert differences(stage, wanted) == []
    assert stage.sheets()[-2:] == ["一次性奖励", "计算依据"]


def a_renamed_header_is_told(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    stage.put("花名册", 1, places(stage, "花名册", "身份证号", 1), "证件号码")
    assert "没有计算" in stage.press("month")
    assert "S-HEADER" in stage.cells(REPORT).values()


def a_foreign_workbook_is_offered_a_template(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    stage.rename("参数", "设置")
    stage.rename("花名册", "名单")
    stage.answer = False
    assert stage.press("month") == "" and stage.asked() == 1


def explain_makes_a_sheet(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    stage.select("参数", 2, 2)
    assert "点中" in stage.press("explain")
    stage.press("month")
    stage.select(PAYROLL, 8, 3)
    assert stage.press("explain") == ""
    cells = stage.cells("解释")
    assert stage.selected()[0] == "解释"
    assert stage.cells(PAYROLL)[8, 3] in cells[5, 2]
    assert {"应发合计", "基本工资"} <= set(cells.values())
    stage.select("花名册", 3, 1)
    assert stage.press("explain") == ""
    assert stage.cells("花名册")[3, 1] in stage.cells("解释")[5, 2]


def promotion_is_that_of_the_coming_january(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    before = stage.cells(PAYROLL)
    assert "2027-01 的晋级审批表已填好" in stage.press("promotion")
    wanted = batch(book, folder, month_of(2027, 1))
    sheets = ("晋级审批表", REPORT)
    assert differences(stage, {sheet: wanted[sheet] for sheet in sheets}) == []
    assert stage.cells(PAYROLL) == before


def the_year_end_equals_the_batch(stage_of: StageOf, book: Path, folder: Path) -> None:
    stage = stage_of(book)
    assert "2026年还没有考核等次，算的是2025年" in stage.press("year")
    job = jobs.run_year(book, 2025, folder)
    assert job.output is not None and not job.done.failed
    sheets = ("年终奖", "计算依据", REPORT)
    assert differences(stage, written(job.output, sheets)) == []


def _row(stage: Stage, setting: str) -> int:
    return next(r for (r, c), v in stage.cells("参数").items() if c == 1 and v == setting)


SUITE = (
    month_equals_the_batch,
    a_second_press_changes_nothing,
    input_is_what_stands_on_screen,
    filter_selection_and_active_sheet_are_kept,
    errors_stop_the_run,
    what_is_the_users_is_never_touched,
    warnings_ask_once,
    users_columns_follow_their_people,
    users_formulas_elsewhere_follow,
    undo_brings_everything_back,
    undo_takes_no_later_change_back,
    a_failed_write_restores,
    missing_sheets_are_made,
    a_renamed_header_is_told,
    a_foreign_workbook_is_offered_a_template,
    explain_makes_a_sheet,
    promotion_is_that_of_the_coming_january,
    the_year_end_equals_the_batch,
)
__all__ = ["SUITE", "Stage", "batch", "differences", "written"]
