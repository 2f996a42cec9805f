"""The buttons over xlwings, from Book.caller() on: everything but Excel itself is real."""

from __future__ import annotations

import copy
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.excel_stage import ExcelStage
from tests.support.live_cells import Workbook, load
from tests.support.live_suite import (
    RESULTS,
    SUITE,
    StageOf,
    all_cells,
    differences,
    places,
    written,
)
from tests.support.random_units import CITIES, grids, random_unit
from tests.support.xlwings_live import running
from xlpay.base.assets import template
from xlpay.base.grid import Grid
from xlpay.jobs import books as jobs
from xlpay.live import writing
from xlpay.live.marks import FILLS
from xlpay.policy.files.load import load_shipped
from xlpay.results.common import PAYROLL, REPORT
from xlpay.run.missing_sheets import sheet_findings
from xlpay.run.monthly import month_run, month_tables, policies_of
from xlpay.sample import write_samples
from xlpay.unit.inputs import INPUT_SHEETS
from xlpay.unit.settings import NOT_BESIDE
from xlpay.workbook.fill.filling import fill


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Workbook]]:
    """The clean samples, as files and as a program shows them."""
    folder = tmp_path_factory.mktemp("samples")
    return {path.stem: (path, load(path)) for path in write_samples(folder)[:2]}


@pytest.fixture
def stage_of(
    samples: dict[str, tuple[Path, Workbook]], tmp_path: Path
) -> Iterator[Callable[[Path], ExcelStage]]:
    opened = []

    def of(path: Path) -> ExcelStage:
        book = copy.deepcopy(samples[path.stem][1])
        context = running(book)
        opened.append(context)
        return ExcelStage(context.__enter__(), book, tmp_path / "cache")

    yield of
    for context in opened:
        context.__exit__(None, None, None)


Samples = dict[str, tuple[Path, Workbook]]
Of = Callable[[Path], ExcelStage]


@pytest.fixture
def stage(stage_of: Of, samples: Samples) -> ExcelStage:
    """The sample of Chifeng."""
    return stage_of(samples["赤峰样例"][0])


@pytest.mark.parametrize("behaviour", SUITE, ids=lambda behaviour: behaviour.__name__)
def test_suite(
    behaviour: Callable[[StageOf, Path, Path], None],
    stage_of: StageOf,
    samples: Samples,
    tmp_path: Path,
) -> None:
    behaviour(stage_of, samples["赤峰样例"][0], tmp_path)


def test_the_other_city_equals_the_batch(
    stage_of: StageOf, samples: Samples, tmp_path: Path
) -> None:
    SUITE[0](stage_of, samples["嘉峪关样例"][0], tmp_path)


# ── as the batch


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("city", CITIES)
def test_random_units_equal_the_batch(
    seed: int, city: str, blank: Workbook, tmp_path: Path
) -> None:
    """Each unit in a workbook of the official template; the file adapter fills the same template.

    A second unit's month then replaces the first one's in the same open workbook.
    """
    book = copy.deepcopy(blank)
    for number in (seed, seed + 100):
        unit, month = random_unit(number, city)
        sheets = grids(unit, month)
        for sheet in INPUT_SHEETS:
            _type_in(book, sheet, sheets(sheet))
        with running(book) as machine:
            stage = ExcelStage(machine, book, tmp_path / "cache")
            done = month_run(sheets, load_shipped(), NOT_BESIDE)
            done.findings[:0] = sheet_findings(stage.sheets(), policies_of(done))
            said = stage.press("month")
            assert ("没有计算" in said) == done.failed, said
            tables = [done.report()] if done.failed else month_tables(done)
            target = tmp_path / f"{number}.xlsx"
            fill(template(), target, tables)
            wanted = written(target, [table.sheet for table in tables])
            assert differences(stage, wanted) == []


@pytest.fixture(scope="session")
def blank() -> Workbook:
    """The official template as a program shows it."""
    return load(template())


def _type_in(book: Workbook, name: str, grid: Grid | None) -> None:
    """The rows of a sheet, nothing else."""
    sheet = book.sheet(name)
    sheet.values, sheet.formulas = [], {}
    if grid is not None:
        sheet.values = [[float(v) if type(v) is int else v for v in row] for row in grid.rows]


@pytest.mark.parametrize("number", [2, 3])
def test_the_same_mistakes_are_found_as_in_the_file(number: int, tmp_path: Path) -> None:
    """The samples with what clerks do wrong: every finding, and a mark at each of the first 500."""
    path = write_samples(tmp_path)[number]
    book = load(path)
    with running(book) as machine:
        stage = ExcelStage(machine, book, tmp_path / "cache")
        assert "没有计算" in stage.press("month")
        job = jobs.run_month(path, tmp_path / "out")
        assert job.output is not None
        assert differences(stage, written(job.output, [REPORT])) == []
        marked = {
            (f.sheet, f.cell)
            for f in job.done.findings
            if f.cell and f.severity in FILLS and f.sheet in INPUT_SHEETS
        }
        assert sum(len(stage.notes(sheet)) for sheet in INPUT_SHEETS) == len(marked)


def test_a_fault_of_ours_tells_nothing_of_anybody(
    stage: ExcelStage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def faulty(*args: object, **named: object) -> None:
        raise KeyError("王小明 150102199001011234")

    monkeypatch.setattr("xlpay.live.session.month_run", faulty)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    said = stage.press("month")
    assert "程序出错（KeyError，" in said and "撤销上次计算" in said
    (kept,) = tmp_path.rglob("fault-*.txt")
    for text in (said, kept.read_text("utf-8")):
        assert "王小明" not in text and "150102" not in text


def test_looks_names_charts_and_the_like_are_as_the_batch_leaves_them(
    stage: ExcelStage, samples: Samples, tmp_path: Path
) -> None:
    stage.press("month")
    job = jobs.run_month(samples["赤峰样例"][0], tmp_path)
    assert job.output is not None
    wanted = load(job.output)
    assert stage.book.names == wanted.names
    for name in RESULTS:
        own, other = stage.sheet(name), wanted.sheet(name)
        for row, line in enumerate(other.values, 1):
            for column in range(1, len(line) + 1):
                where = (name, row, column)
                assert own.style(row, column) == other.style(row, column), where
        assert own.charts == other.charts
        assert own.print_area == other.print_area, name
        if any(line[:1] == ["r"] for line in other.values):  # else its one row stays covered
            assert own.filter == other.filter, name
        assert own.conditional == other.conditional, name
        assert own.links == other.links, name
        assert {c: w for c, w in own.widths.items() if c < 15} == {
            c: w for c, w in other.widths.items() if c < 15
        }, name


def test_few_calls_however_many_people(samples: Samples, tmp_path: Path) -> None:
    """Reads and writes of ranges for 30 people and for 3,000."""
    counts = []
    for people in (30, 3_000):
        book = _of_people(samples["嘉峪关样例"][1], people)
        with running(book) as machine:
            stage = ExcelStage(machine, book, tmp_path / str(people))
            assert "工资已算好" in stage.press("month")
            first = machine.reads, machine.writes
            stage.press("month")
            counts.append((first, machine.reads, machine.writes))
    assert counts[0] == counts[1]
    (reads, writes), *_ = counts[0]
    assert reads <= 60 and writes <= 200


def _of_people(sample: Workbook, people: int) -> Workbook:
    """The unit with a copy of one sound person so many times, each with a number of its own."""
    from stdnum.cn import ric

    book = copy.deepcopy(sample)
    for name in INPUT_SHEETS - {"参数", "社区", "花名册"}:
        del book.sheet(name).values[1:]
    roster = book.sheet("花名册")
    head, one = roster.values[0], roster.values[1]
    at = head.index("身份证号")
    blank = [head.index(name) for name in ("银行账号", "退休类别")]
    rows = []
    for number in range(people):
        stem = (
            f"62020019900101{number % 1000:03d}"
            if number < 1000
            else (f"6202001989{number // 1000:02d}01{number % 1000:03d}")
        )
        row = list(one)
        row[0], row[at] = f"人{number}", stem + ric.calc_check_digit(stem + "0")
        for column in blank:
            row[column] = None
        rows.append(row)
    roster.values = [head, *rows]
    return book


# ── safe


def test_every_write_may_fail(stage: ExcelStage) -> None:
    """Whichever call fails, what stood there stands there again, and settings are as before."""
    stage.press("month")
    stage.put("参数", _setting(stage, "工资月份"), 2, "2026-03")
    before, names = all_cells(stage), dict(stage.book.names)
    keep = copy.deepcopy(stage.book)
    start = stage.writes()
    stage.press("promotion")
    whole = stage.writes() - start
    assert 20 < whole < 100
    for write in range(1, whole):
        _reset(stage, keep)
        stage.fail_at(write)
        said = stage.press("promotion")
        if "已恢复" in said:  # else it was a mark
            assert all_cells(stage) == before, write
            assert stage.book.names == names, write
            assert stage.machine.settings["status_bar"] is False
        assert "已恢复" in said or write > whole - 5, (write, said)


class Gone(BaseException):
    """The process that computes has ended."""


def die_at(stage: ExcelStage, monkeypatch: pytest.MonkeyPatch, write: int, action: str) -> bool:
    """Press, and end the process at its n-th writing call: nothing is taken back.

    Whether the press came so far; the note of what stood there must be there by then.
    """
    count = 0

    def dying() -> None:
        nonlocal count
        count += 1
        assert [path for path in stage.cache.iterdir() if ".begun." in path.name]
        if count == write:
            raise Gone

    with monkeypatch.context() as patch:
        patch.setattr(writing, "restore", lambda *_: None)
        stage.machine.hook = dying
        try:
            stage.press(action)
        except Gone:
            return True
        finally:
            stage.machine.hook = None
    return False


def test_a_press_that_died_is_offered_back(
    stage: ExcelStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it ended; the next press asks, and goes on as if nothing had been."""
    stage.press("month")
    stage.put("参数", _setting(stage, "工资月份"), 2, "2026-03")
    before = all_cells(stage)
    keep = copy.deepcopy(stage.book)
    said = stage.press("promotion")
    after = all_cells(stage)
    died = asked = 0
    for write in range(1, 200, 5):
        _reset(stage, keep)
        if not die_at(stage, monkeypatch, write, "promotion"):
            break
        died += 1
        half = all_cells(stage) != before
        questions = stage.asked()
        assert stage.press("promotion") == said
        assert ("中途断了" in "".join(stage.machine.asked[questions:])) == half, write
        asked += half
        assert all_cells(stage) == after
        assert len(list(stage.cache.iterdir())) == 1
        assert "恢复" in stage.press("undo") and all_cells(stage) == before, write
    assert died > 4 and asked > died // 2


def test_what_a_press_that_died_has_left_can_be_kept(
    stage: ExcelStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked once; after a no it can still be taken back."""
    before = all_cells(stage)
    assert die_at(stage, monkeypatch, 60, "month")
    half = all_cells(stage)
    assert half != before
    stage.answer = False
    stage.select("参数", 2, 2)
    for _ in range(2):
        assert "点中" in stage.press("explain")
    assert stage.asked() == 1 and "工资发放表" in stage.machine.asked[0]
    assert all_cells(stage) == half
    assert "恢复" in stage.press("undo")
    assert all_cells(stage) == before


def test_undo_brings_back_a_press_that_died_without_a_question(
    stage: ExcelStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = all_cells(stage)
    assert die_at(stage, monkeypatch, 60, "month")
    assert all_cells(stage) != before
    questions = stage.asked()
    assert "恢复" in stage.press("undo")
    assert all_cells(stage) == before and stage.asked() == questions
    assert "没有可以撤销" in stage.press("undo")


def test_an_explanation_that_died_is_no_run(
    stage: ExcelStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the run before replaced can still be taken back."""
    before = all_cells(stage)
    stage.press("month")
    after = all_cells(stage)
    stage.select(PAYROLL, 8, 3)
    assert die_at(stage, monkeypatch, 4, "explain")
    stage.press("check")
    assert "中途断了" in stage.machine.asked[-1] and "解释" not in stage.sheets()
    kept = [name for name in RESULTS if name != REPORT]  # which the check has written once more
    assert all(stage.cells(name) == after[name] for name in kept)
    assert "恢复" in stage.press("undo")
    assert all_cells(stage) == before


def test_a_workbook_reopened_without_what_was_half_written_asks_nothing(
    stage: ExcelStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = copy.deepcopy(stage.book)
    assert die_at(stage, monkeypatch, 60, "month")
    _reset(stage, keep)
    questions = stage.asked()
    assert "检查完毕" in stage.press("check")
    assert stage.asked() == questions and list(stage.cache.iterdir()) == []


def _reset(stage: ExcelStage, keep: Workbook) -> None:
    fresh = copy.deepcopy(keep)
    stage.book.sheets[:], stage.book.names = fresh.sheets, fresh.names


def _setting(stage: ExcelStage, name: str) -> int:
    return next(r for (r, c), v in stage.cells("参数").items() if c == 1 and v == name)


def test_a_write_that_cannot_be_undone_says_so(stage: ExcelStage) -> None:
    stage.machine.fail_at, stage.machine.fail_after = stage.writes() + 30, True
    said = stage.press("month")
    assert "没有能完全恢复" in said and "不要保存" in said


@pytest.mark.parametrize(
    ("set_up", "word"),
    [
        (lambda s: setattr(s.sheet(PAYROLL), "protected", True), "受保护"),
        (lambda s: setattr(s.book, "read_only", True), "只读"),
        (lambda s: setattr(s.book, "shared", True), "共享"),
        (lambda s: setattr(s.machine, "editing", True), "正在编辑"),
    ],
    ids=["protected", "read-only", "shared", "edit mode"],
)
def test_what_cannot_be_written_is_said(
    stage: ExcelStage, set_up: Callable[[ExcelStage], Any], word: str
) -> None:
    before = all_cells(stage)
    set_up(stage)
    said = stage.press("month")
    stage.machine.editing = False
    assert word in said
    assert all_cells(stage) == before


def test_a_protected_structure_matters_where_a_sheet_is_missing(stage: ExcelStage) -> None:
    stage.book.structure_protected = True
    assert "工资已算好" in stage.press("month")
    stage.remove("一次性奖励")
    assert "结构受保护" in stage.press("month")


def test_a_protected_input_sheet_gets_no_marks(stage: ExcelStage) -> None:
    column = places(stage, "花名册", "进入社区日期", 1)
    stage.put("花名册", 2, column, "不是日期")
    stage.sheet("花名册").protected = True
    assert "没有计算" in stage.press("month")
    assert stage.notes("花名册") == {}
    assert "C-DATE" in stage.cells(REPORT).values()


def test_a_second_press_during_a_run(stage: ExcelStage) -> None:
    said = []

    def again() -> None:
        stage.machine.hook = None
        said.append(stage.again("month"))

    stage.machine.hook = again
    stage.press_all("month")
    assert "还没有做完" in said[0]
    assert "工资已算好" in stage.machine.said[-1]


def test_ten_thousand_findings(stage: ExcelStage) -> None:
    """The first 500 are marked and linked, all are listed."""
    sheet = stage.sheet("补扣发明细")
    sheet.values = [["身份证号", "月份", "项目", "金额"]] + [
        ["15040419800929003X", "2026-01", "补发", f"坏{number}"] for number in range(10_000)
    ]
    said = stage.press("month")
    assert "错误 10000" in said
    assert len([v for v in stage.notes("补扣发明细").values() if v.startswith("xlpay ")]) == 500
    report = stage.cells(REPORT)
    assert sum(v == "C-NUMBER" for v in report.values()) == 10_000
    assert len(stage.sheet(REPORT).links) == 500


def test_undo_is_the_owners_alone_and_gone_after_a_day(stage: ExcelStage) -> None:
    stage.press("month")
    (kept,) = stage.cache.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(stage.cache.stat().st_mode) == 0o700
    stage.now += 24 * 60 * 60 + 1
    assert "没有可以撤销" in stage.press("undo")
    assert list(stage.cache.iterdir()) == []


def test_undo_brings_back_what_the_program_keeps_too(stage: ExcelStage) -> None:
    """Names, print areas, filters, charts, conditional formats, links: of an empty table, then of
    a full one."""
    for month in ("2026-01", "2026-03"):
        stage.put("参数", _setting(stage, "工资月份"), 2, month)
        kept = copy.deepcopy(stage.book)
        stage.press("month")
        stage.press("undo")
        assert stage.book.names == kept.names
        for name in RESULTS:
            own, other = stage.sheet(name), kept.sheet(name)
            for what in ("print_area", "filter", "charts", "conditional", "links"):
                assert getattr(own, what) == getattr(other, what), (month, name, what)
        stage.press("month")


def test_a_check_in_between_leaves_the_run_to_be_taken_back(stage: ExcelStage) -> None:
    before = all_cells(stage)
    stage.press("month")
    stage.press("check")
    assert "恢复" in stage.press("undo")
    assert all_cells(stage) == before


def test_undo_keeps_two_workbooks_apart(stage: ExcelStage) -> None:
    stage.press("month")
    stage.book.fullname = "/elsewhere/" + stage.book.name
    assert "没有可以撤销" in stage.press("undo")


# ── where the workbook lies


@pytest.mark.parametrize("place", ["工作簿1", "https://d.docs.live.net/1/赤峰样例.xlsx"])
def test_a_workbook_without_a_folder_is_computed(stage: ExcelStage, place: str) -> None:
    """Only policy files beside it can't be found, and that is said."""
    stage.book.fullname = place
    assert "工资已算好" in stage.press("month")
    stage.put("参数", _setting(stage, "政策"), 2, "某市2024")
    assert "读不到放在旁边的政策文件" in stage.press("month")


def test_a_new_template_is_never_over_a_file(stage: ExcelStage, tmp_path: Path) -> None:
    folder = tmp_path / "我的 文件"
    folder.mkdir()
    stage.book.fullname = str(folder / "a.xlsx")
    assert "社区工作者薪酬.xlsx" in stage.press("template")
    assert "社区工作者薪酬-2.xlsx" in stage.press("template")
    assert [book.name for book in stage.machine.books[1:]] == [
        "社区工作者薪酬.xlsx",
        "社区工作者薪酬-2.xlsx",
    ]


def test_no_result_sheet_at_all(stage: ExcelStage) -> None:
    for sheet in [name for name in stage.sheets() if name not in INPUT_SHEETS]:
        stage.remove(sheet)
    stage.book.names.clear()
    assert "没有一张结果表" in stage.press("month")


def test_a_sheet_that_is_no_result_sheet_is_not_overwritten(stage: ExcelStage) -> None:
    stage.sheet("汇总").values = [["我自己的", 1.0]]
    before = all_cells(stage)
    assert "没有程序认行用的标记" in stage.press("month")
    assert all_cells(stage) == before


def test_merged_and_hidden_cells_are_seen(stage: ExcelStage) -> None:
    stage.sheet("花名册").merged.append((3, 2, 4, 3))
    stage.sheet("任职记录").hidden.add(3)
    assert "检查完毕" in stage.press("check")
    codes = set(stage.cells(REPORT).values())
    assert {"S-MERGED", "S-HIDDEN"} <= codes
