"""The buttons in LibreOffice Calc: a live document, the toolbar command, the real helper process.

Injected rather than real: a window's answers (a Listener in the command), a call that fails (it
names a sheet that is not there) and a helper that dies (it ends itself at a call).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.calc import Document, Office, Pressed, missing
from tests.support.live_suite import SUITE, Cells, StageOf, all_cells, batch, differences, written
from tests.support.places import ROOT
from tests.support.random_units import CITIES, grids, random_unit
from xlpay.base.assets import template
from xlpay.base.grid import Grid
from xlpay.hosts.calc.build import build
from xlpay.hosts.calc.buttons import buttons
from xlpay.hosts.calc.helper import read_frame, write_frame
from xlpay.policy.files.load import load_shipped
from xlpay.run.missing_sheets import sheet_findings
from xlpay.run.monthly import month_run, month_tables, policies_of
from xlpay.sample import write_samples
from xlpay.unit.inputs import INPUT_SHEETS
from xlpay.unit.settings import NOT_BESIDE
from xlpay.workbook.fill.filling import fill

STEPS = (
    "import sys, runpy; "
    f"sys.path[:0] = [{str(ROOT)!r}]; "
    "runpy.run_module('tests.support.calc_steps', run_name='__main__')"
)
COMMAND = "org.xlpay.calc:"
CELL = "cell = document.Sheets.getByName(sheet).getCellByPosition(column - 1, row - 1)\n"

pytestmark = [pytest.mark.calc]


class CalcStage:
    """A document open in LibreOffice, and the user."""

    def __init__(self, document: Document, steps: Path) -> None:
        self.document, self.steps = document, steps
        self.answer = True
        self._asked = 0

    def press(self, action: str) -> str:
        before = self.settings()
        pressed = self.pressed(action)
        assert pressed.done
        assert self.settings() == before, "settings are as they were"
        assert len(pressed.told) <= 1
        return pressed.told[0] if pressed.told else ""

    def pressed(self, action: str) -> Pressed:
        pressed = self.document.press(COMMAND + action, yes=self.answer)
        self._asked += len(pressed.asked)
        return pressed

    def settings(self) -> Any:
        return self.document.run(
            "found = [document.hasControllersLocked(), document.isActionLocked(), "
            "document.isAutomaticCalculationEnabled(), document.UndoManager.isLocked()]"
        )

    def asked(self) -> int:
        return self._asked

    def sheets(self) -> list[str]:
        return list(self.document.run("found = document.Sheets.ElementNames"))

    def cells(self, sheet: str) -> Cells:
        grid = self.document.typed(sheet)
        return {
            (r, c): (formula, value) if formula else value
            for r, (values, formulas) in enumerate(zip(grid, grid.formulas, strict=True), 1)
            for c, (value, formula) in enumerate(zip(values, formulas, strict=True), 1)
            if value not in (None, "") or formula
        }

    def put(self, sheet: str, row: int, column: int, value: Any) -> None:
        how = "cell.String = value" if isinstance(value, str) else "cell.Value = value"
        if isinstance(value, str) and value.startswith("="):
            how = "cell.Formula = value.replace('!', '.')"  # as one types it into Calc
        self._at(sheet, row, column, how, value=value)

    def notes(self, sheet: str) -> dict[tuple[int, int], str]:
        found = self.document.run(
            "notes = document.Sheets.getByName(sheet).Annotations\n"
            "found = [(n.Position.Row + 1, n.Position.Column + 1, n.String) for n in notes]",
            sheet=sheet,
        )
        return {(row, column): text for row, column, text in found}

    def add_note(self, sheet: str, row: int, column: int, text: str) -> None:
        how = "cell.Spreadsheet.Annotations.insertNew(cell.CellAddress, value)"
        self._at(sheet, row, column, how, value=text)

    def fill(self, sheet: str, row: int, column: int) -> str:
        colour = self._at(sheet, row, column, "found = cell.CellBackColor")
        return "" if colour < 0 else f"{colour:06X}"

    def paint(self, sheet: str, row: int, column: int, fill: str) -> None:
        self._at(sheet, row, column, "cell.CellBackColor = value", value=int(fill, 16))

    def select(self, sheet: str, row: int, column: int) -> None:
        how = "controller.setActiveSheet(cell.Spreadsheet)\ncontroller.select(cell)"
        self._at(sheet, row, column, how)

    def selected(self) -> tuple[str, int, int]:
        found = self.document.run(
            "at = controller.getSelection().RangeAddress\n"
            "found = [controller.ActiveSheet.Name, at.StartRow + 1, at.StartColumn + 1]"
        )
        return (found[0], found[1], found[2])

    def rename(self, sheet: str, name: str) -> None:
        self.document.run("document.Sheets.getByName(sheet).Name = name", sheet=sheet, name=name)

    def remove(self, sheet: str) -> None:
        self.document.run("document.Sheets.removeByName(sheet)", sheet=sheet)

    def filter(self, sheet: str, column: int, values: Sequence[str]) -> None:
        (value,) = values
        self.document.run(
            "number = document.Sheets.getByName(sheet).RangeAddress.Sheet\n"
            "area = document.getPropertyValue('UnnamedDatabaseRanges').getByTable(number)\n"
            "one = uno.createUnoStruct('com.sun.star.sheet.TableFilterField2')\n"
            "one.Field = column - 1 - area.DataArea.StartColumn\n"
            "one.Operator = uno.getConstantByName('com.sun.star.sheet.FilterOperator2.EQUAL')\n"
            "one.StringValue = value\n"
            "how = area.getFilterDescriptor()\n"
            "uno.invoke(how, 'setFilterFields2', "
            "(uno.Any('[]com.sun.star.sheet.TableFilterField2', (one,)),))\n"
            "area.refresh()",
            sheet=sheet,
            column=column,
            value=value,
        )

    def hidden(self, sheet: str) -> set[int]:
        found = self.document.run(
            "rows = document.Sheets.getByName(sheet).Rows\n"
            "found = [i + 1 for i in range(4, 300) if not rows.getByIndex(i).IsVisible]",
            sheet=sheet,
        )
        return set(found)

    def fail_at(self, write: int) -> None:
        self.steps.write_text(f"{self.writes()} {self.writes() + write if write else 0} 0")

    def die_at(self, write: int) -> None:
        self.steps.write_text(f"{self.writes()} 0 {self.writes() + write}")

    def writes(self) -> int:
        return int(self.steps.read_text().split()[0])

    def _at(self, sheet: str, row: int, column: int, code: str, **given: object) -> Any:
        return self.document.run(CELL + code, sheet=sheet, row=row, column=column, **given)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("steps") / "steps"
    path.write_text("0 0 0")
    return path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, steps: Path) -> Iterator[Office]:
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("live")
    extension = build(folder / "xlpay.oxt", [sys.executable, "-E", "-c", STEPS])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XLPAY_CALC_STEPS", str(steps))
        (folder / "cache").mkdir()
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        with Office(extensions=[extension], timeout_s=300) as office:
            yield office


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_samples(tmp_path_factory.mktemp("samples"))[:2]


@pytest.fixture
def stage_of(office: Office, steps: Path, tmp_path: Path) -> Iterator[Callable[[Path], CalcStage]]:
    steps.write_text("0 0 0")
    with ExitStack() as stack:

        def of(path: Path) -> CalcStage:
            copy = tmp_path / "open" / path.name  # undo knows a workbook by where it lies
            copy.parent.mkdir()
            copy.write_bytes(path.read_bytes())
            return CalcStage(stack.enter_context(office.open(copy)), steps)

        yield of


@pytest.mark.parametrize("behaviour", SUITE, ids=lambda behaviour: behaviour.__name__)
def test_suite(
    behaviour: Callable[[StageOf, Path, Path], None],
    stage_of: StageOf,
    samples: list[Path],
    tmp_path: Path,
) -> None:
    behaviour(stage_of, samples[0], tmp_path)


def test_the_other_city_equals_the_batch(
    stage_of: StageOf, samples: list[Path], tmp_path: Path
) -> None:
    SUITE[0](stage_of, samples[1], tmp_path)


# ── a run that ends half-way

LOOK = """
def look(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    area = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
    cells = [area.getCellByPosition(c, r) for r in range(0, area.Rows.Count, 7)
             for c in range(area.Columns.Count)]
    return [sheet.Name, area.AbsoluteName, area.getFormulaArray(),
            [repr(v) for v in area.getDataArray()],
            [(c.NumberFormat, c.CellBackColor, c.CharWeight, c.HoriJustify.value, c.IsTextWrapped,
              c.BottomBorder2.LineWidth, c.getIsMerged()) for c in cells],
            [(n.Position.Row, n.Position.Column, n.String) for n in sheet.Annotations],
            [str(a) for a in sheet.getPrintAreas()], [str(c.getRanges()) for c in sheet.Charts],
            [str(document.getPropertyValue('UnnamedDatabaseRanges').getByTable(i).DataArea)
             for i in [sheet.RangeAddress.Sheet]
             if document.getPropertyValue('UnnamedDatabaseRanges').hasByTable(i)]]
found = [look(sheet) for sheet in document.Sheets]
found.append([(n.Name, n.Content) for n in document.NamedRanges])
"""


@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("again", [False, True])
def test_a_helper_that_dies_leaves_the_document_whole(
    stage_of: StageOf, samples: list[Path], part: float, again: bool
) -> None:
    """Over the empty sheets of the template, and over those of an earlier run."""
    stage = calc_stage(stage_of, samples[0])
    if again:
        stage.press("month")
        stage.put("参数", setting(stage, "工资月份"), 2, "2026-03")
    before = stage.document.run(LOOK)
    stage.die_at(1 + int(part * 120))
    pressed = stage.pressed("month")
    assert not pressed.done
    assert "助手程序中途停止" in pressed.told[0] and "已恢复" in pressed.told[0]
    after = stage.document.run(LOOK)
    for one, two in zip(before, after, strict=True):
        assert one == two
    pressed = stage.pressed("month")  # with a new helper; nothing is half written, none asks
    assert pressed.told and not any("中途断了" in one for one in pressed.asked)


def test_what_an_office_that_died_has_left_is_offered_back(
    stage_of: StageOf, samples: list[Path]
) -> None:
    """The helper dies, and after it a cell is typed, as a document half written would show it."""
    stage = calc_stage(stage_of, samples[0])
    stage.press("month")
    stage.put("参数", setting(stage, "工资月份"), 2, "2026-03")
    before = all_cells(stage)
    for button in ("undo", "month"):
        stage.die_at(60)
        assert not stage.pressed("month").done
        assert all_cells(stage) == before
        stage.put("工资发放表", 9, 6, "只写了一半")
        pressed = stage.pressed(button)
        assert any("中途断了" in one for one in pressed.asked) == (button == "month")
        if button == "undo":
            assert "恢复" in pressed.told[0] and all_cells(stage) == before
    assert "只写了一半" not in stage.cells("工资发放表").values()
    assert "恢复" in stage.press("undo")
    assert all_cells(stage) == before


def calc_stage(stage_of: StageOf, path: Path) -> CalcStage:
    stage = stage_of(path)
    assert isinstance(stage, CalcStage)
    return stage


def setting(stage: CalcStage, name: str) -> int:
    """The row of a setting."""
    return next(r for (r, c), v in stage.cells("参数").items() if c == 1 and v == name)


def test_what_calc_refuses_is_restored(stage_of: StageOf, samples: list[Path]) -> None:
    """An array formula of the user's reaches from under our table into it."""
    stage = calc_stage(stage_of, samples[0])
    stage.press("month")
    stage.document.run(
        "sheet = document.Sheets.getByName('计算依据')\n"
        "sheet.getCellRangeByName('J20:J900').setArrayFormula('=ROW(J20:J900)')"
    )
    stage.put("参数", setting(stage, "工资月份"), 2, "2026-03")
    before = all_cells(stage)
    said = stage.press("month")
    assert "恢复" in said
    assert all_cells(stage) == before


# ── what stands in the way


def test_protected_sheets_and_read_only_documents_are_told(
    office: Office, stage_of: StageOf, samples: list[Path]
) -> None:
    stage = calc_stage(stage_of, samples[0])
    before = all_cells(stage)
    stage.document.run("document.Sheets.getByName('工资发放表').protect('')")
    assert "工作表“工资发放表”受保护" in stage.press("month")
    stage.document.run("document.Sheets.getByName('工资发放表').unprotect('')")
    stage.remove("一次性奖励")
    stage.document.run("document.protect('')")
    assert "结构受保护" in stage.press("month")
    assert all_cells(stage) == {k: v for k, v in before.items() if k != "一次性奖励"}
    with office.open(samples[0], read_only=True) as document:
        said = document.press(COMMAND + "month").told
        assert len(said) == 1 and "只读" in said[0]


def test_a_second_press_during_a_run_is_told(tmp_path: Path) -> None:
    """The real helper over its pipes: a press comes where it waits for an answer."""
    command = [sys.executable, "-c", "from xlpay.hosts.calc.helper import main; main()"]
    book = {"path": "", "title": "x", "key": "x", "url": "", "null_date": [1899, 12, 30]}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT) as helper:
        assert helper.stdin is not None and helper.stdout is not None

        def say(message: object) -> Any:
            assert helper.stdin is not None and helper.stdout is not None
            write_frame(helper.stdin, message)
            return json.loads(read_frame(helper.stdout) or b"null")

        read_frame(helper.stdout)  # its hello
        waiting = say({"press": "month", "book": book})
        assert waiting["do"] == "status"
        told = say({"press": "check", "book": book})
        assert told["do"] == "tell" and "还没有做完" in told["with"]["text"]
        assert say({"ok": None}) == {"done": True}
        assert say({"failed": "x", "why": "y"})["do"] == "status"  # the first press goes on
        helper.stdin.close()
        assert helper.wait(10) == 0


def test_new_and_help(stage_of: StageOf, samples: list[Path]) -> None:
    """新建模板 beside the workbook, opened and never over a file; 帮助 names the buttons."""
    stage = calc_stage(stage_of, samples[0])
    said = [stage.press("template"), stage.press("template")]
    assert [text.rpartition("/")[2] for text in said] == [
        "社区工作者薪酬.xlsx",
        "社区工作者薪酬-2.xlsx",
    ]
    opened = stage.document.run(
        "found = []\n"
        "others = office.Components.createEnumeration()\n"
        "while others.hasMoreElements():\n"
        "    one = others.nextElement()\n"
        "    if one.Title.startswith('社区工作者薪酬'):\n"
        "        found.append(one.Title)\n"
        "        one.close(True)"
    )
    assert sorted(opened) == ["社区工作者薪酬-2.xlsx", "社区工作者薪酬.xlsx"]
    said_help = stage.press("help")
    assert "计算本月" in said_help and "CWGRADE" in said_help and "环境检查" not in said_help


# ── as many as a clerk has


@pytest.mark.parametrize("city", CITIES)
def test_random_units_equal_the_batch(
    stage_of: StageOf, blank: Path, tmp_path: Path, city: str
) -> None:
    """25 of each city, one after another in the same open workbook of the official template."""
    stage = calc_stage(stage_of, blank)
    computed = 0
    for seed in range(25):
        unit, month = random_unit(seed, city)
        sheets = grids(unit, month)
        for sheet in INPUT_SHEETS:
            type_in(stage, sheet, sheets(sheet))
        done = month_run(sheets, load_shipped(), NOT_BESIDE)
        done.findings[:0] = sheet_findings(stage.sheets(), policies_of(done))
        said = stage.press("month")
        assert ("没有计算" in said) == done.failed, said
        tables = [done.report()] if done.failed else month_tables(done)
        target = tmp_path / f"{seed}.xlsx"
        fill(template(), target, tables)
        wanted = written(target, [table.sheet for table in tables])
        assert differences(stage, wanted) == [], seed
        computed += not done.failed
    assert computed > 20


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """The official template as a workbook."""
    path = tmp_path / "blank.xlsx"
    path.write_bytes(template().read_bytes())
    return path


def type_in(stage: CalcStage, name: str, grid: Grid | None) -> None:
    """The rows of a sheet, nothing else."""
    rows = grid.rows if grid is not None else []
    days = [(r, c) for r, row in enumerate(rows) for c, v in enumerate(row) if isinstance(v, date)]
    typed = [
        [
            (v - date(1899, 12, 30)).days if isinstance(v, date) else "" if v is None else v
            for v in row
        ]
        for row in rows
    ]
    stage.document.run(
        "sheet = document.Sheets.getByName(name)\n"
        "cursor = sheet.createCursor()\n"
        "cursor.gotoEndOfUsedArea(True)\n"
        "cursor.clearContents(1 | 2 | 4 | 16)\n"
        "if typed:\n"
        "    area = sheet.getCellRangeByPosition(0, 0, len(typed[0]) - 1, len(typed) - 1)\n"
        "    area.setDataArray(tuple(map(tuple, typed)))\n"
        "locale = uno.createUnoStruct('com.sun.star.lang.Locale')\n"
        "key = document.NumberFormats.queryKey('YYYY-MM-DD', locale, False)\n"
        "for r, c in days:\n"
        "    sheet.getCellByPosition(c, r).NumberFormat = key",
        name=name,
        typed=typed,
        days=days,
    )


def test_twenty_documents_one_after_another(
    office: Office, steps: Path, samples: list[Path], tmp_path: Path
) -> None:
    wanted = batch(samples[0], tmp_path)
    for _ in range(20):
        with office.open(samples[0]) as document:
            stage = CalcStage(document, steps)
            assert "应发合计" in stage.press("month")
            sheet = "工资发放表"
            assert differences(stage, {sheet: wanted[sheet]}) == []


# ── what is seen of it


def test_the_toolbar_has_the_buttons_of_the_ribbon(office: Office, samples: list[Path]) -> None:
    with office.open(samples[0], hidden=False) as document:
        found = document.run(
            "name = 'private:resource/toolbar/addon_org.xlpay.calc.toolbar'\n"
            "bar = controller.Frame.LayoutManager.getElement(name).getRealInterface()\n"
            "own = bar.getAccessibleContext()\n"
            "items = [own.getAccessibleChild(i) for i in range(own.getAccessibleChildCount())]\n"
            "found = [own.getAccessibleName()]\n"
            "found += [one.getAccessibleContext().getAccessibleName() for one in items]"
        )
    assert found == ["社区薪酬", *(button.label for button in buttons())]
