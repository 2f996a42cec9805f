"""Cases that read like the rules: tests/spec/<city>/<chapter>.toml, run through the rules.

A unit case is a few people on the workbook's own sheets, with the workbook's own headers, and what
the result sheets must say of them.  Rows name people by 姓名; the rest of 花名册 is filled in with
what `PERSON` says.  A list in a cell stands for one row per element.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from tests.oracle.generate import check_digit, random_unit, sheet_cells
from tests.support.months import awards, changes, compute, year_end
from tests.support.places import TESTS
from xlpay import checks
from xlpay.base.codes import Severity
from xlpay.base.findings import Finding
from xlpay.base.forms import INCOMES, INPUT_FORMS, MOVED_DAYS, Words
from xlpay.base.grid import Grid
from xlpay.base.money import FEN, RATIO, YEAR
from xlpay.base.months import month_of, month_text
from xlpay.language.values import parse_month
from xlpay.pay.month import ADJUSTMENT, GROSS, OTHER, REDUCTION, MonthPayroll
from xlpay.policy.files.load import load_shipped
from xlpay.policy.schema.document import Document
from xlpay.results.month import approval_steps
from xlpay.unit.inputs import Unit, read_unit
from xlpay.yearly.quota import quota_findings
from xlpay.yearly.standards import YearEnd

FOLDER = TESTS / "spec"
SCHEMES = {"chifeng": "赤峰市2020", "jiayuguan": "嘉峪关市2021"}
REGIONS = {"chifeng": "赤峰市", "jiayuguan": "嘉峪关市"}
PERSON = {"社区": "一社区", "人员类别": "聘用制", "学历": "大专"}  # unless a row says otherwise
SHEETS = tuple(form.sheet for form in INPUT_FORMS)
EXPECTED = ("工资发放表", "晋级审批表", "年终奖", "一次性奖励")
KEYS = {"name", "clause", "month", "year", "source", "absent", "findings", "silent", "errors"}
WORD_COLUMNS = ("岗位", "变动类型", "执行月份", "等次", "项目", "签字栏")

Row = dict[str, Any]
Sheets = dict[str, list[Row]]
Cells = Mapping[str, Fraction | str | None]


class UnitCase(msgspec.Struct, frozen=True):
    """A case over a unit: input rows by sheet, expected rows by result sheet."""

    name: str
    city: str
    clause: str
    source: str
    month: int  # 0 where only a year's money is asked
    year: int
    settings: Row
    sheets: Sheets
    expected: Sheets
    absent: tuple[str, ...]  # people without a row in 工资发放表
    findings: tuple[str, ...]  # a code, or a code and whom it is about: must be found
    silent: tuple[str, ...]  # the same: must not be found
    errors: frozenset[str]  # the codes of all errors

    @property
    def numbers(self) -> dict[str, str]:
        """Identity numbers by name, in the order of 花名册."""
        rows = enumerate(self.sheets["花名册"])
        found = {row["姓名"]: row.get("身份证号", identity_of(i)) for i, row in rows}
        assert len(found) == len(self.sheets["花名册"]), self.name
        return found


# ── reading


def parsed(path: Path) -> dict[str, Any]:
    """A TOML file with exact decimals."""
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


@lru_cache(maxsize=1)
def unit_cases() -> tuple[UnitCase, ...]:
    """Every unit case."""
    files = [path for city in SCHEMES for path in sorted((FOLDER / city).glob("*.toml"))]
    found = [
        unit_case(raw, path.parent.name) for path in files for raw in parsed(path).get("case", [])
    ]
    names = [(case.city, case.name) for case in found]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    return tuple(found)


def unit_case(raw: Row, city: str) -> UnitCase:
    """One [[case]]; anything unknown in it is a mistake of the case."""
    unknown = set(raw) - KEYS - set(SHEETS) - set(EXPECTED)
    assert not unknown, f"{raw.get('name')}: {unknown}"
    for key in ("name", "clause", "source"):
        assert raw.get(key), f"{raw}: no {key}"
    sheets = {sheet: expanded(raw.get(sheet, [])) for sheet in SHEETS if sheet != "参数"}
    sheets["花名册"] = [{**PERSON, **row} for row in sheets["花名册"]]
    return UnitCase(
        name=raw["name"],
        city=city,
        clause=raw["clause"],
        source=raw["source"],
        month=parse_month(raw["month"]) if "month" in raw else 0,
        year=raw.get("year", 0),
        settings={"地区": REGIONS[city], **raw.get("参数", {})},
        sheets=sheets,
        expected={sheet: expanded(raw[sheet]) for sheet in EXPECTED if sheet in raw},
        absent=tuple(raw.get("absent", [])),
        findings=tuple(raw.get("findings", [])),
        silent=tuple(raw.get("silent", [])),
        errors=frozenset(raw.get("errors", [])),
    )


def expanded(rows: Iterable[Row]) -> list[Row]:
    """Rows with each list in a cell spread over rows of its own."""
    found: list[Row] = []
    for row in rows:
        lists = [value if isinstance(value, list) else [value] for value in row.values()]
        found += [dict(zip(row, values, strict=True)) for values in itertools.product(*lists)]
    return found


# ── the unit


def identity_of(position: int) -> str:
    """A valid identity number for the person at that place of 花名册, born 1985."""
    first17 = f"15040219850{1 + position // 27}{1 + position % 27:02d}{500 + position:03d}"
    return first17 + check_digit(first17)


def unit_sheets(case: UnitCase) -> Sheets:
    """The case's input sheets with identity numbers."""
    number = case.numbers
    sheets = {
        sheet: [
            {**row, "身份证号": number[row["姓名"]]} if "姓名" in row else dict(row) for row in rows
        ]
        for sheet, rows in case.sheets.items()
    }
    month = case.month or month_of(case.year, 12)
    common = {"政策": SCHEMES[case.city], "单位名称": "测试街道", "工资月份": month_text(month)}
    sheets["参数"] = [{"项目": k, "值": v} for k, v in {**common, **case.settings}.items()]
    return sheets


@lru_cache(maxsize=2)
def strangers(city: str) -> Sheets:
    """A few hundred random people of the scheme, in communities and streets of their own."""
    found: Sheets = {sheet: [] for sheet in SHEETS if sheet != "参数"}
    taken: set[str] = set()
    for seed in range(40):
        unit, _ = random_unit(seed, city)
        cells = sheet_cells(unit)
        new = {str(row["身份证号"]) for row in cells["花名册"]} - taken
        taken |= new
        for sheet, rows in found.items():
            if sheet in (INCOMES.sheet, MOVED_DAYS.sheet):
                continue  # of the unit, not of people
            for row in cells.get(sheet, []):
                if row.get("身份证号", "") and row["身份证号"] not in new:
                    continue
                places = {k: f"{seed}号{row[k]}" for k in ("社区", "街道") if row.get(k)}
                rows.append({**row, **places})
    return found


def among_strangers(case: UnitCase) -> Sheets:
    """The case's people in the middle of the strangers."""
    own, others = unit_sheets(case), strangers(case.city)
    sheets: Sheets = {"参数": own["参数"]}
    for sheet, rows in others.items():
        half = len(rows) // 2
        sheets[sheet] = [*rows[:half], *own[sheet], *rows[half:]]
    return sheets


def cell_value(value: Any) -> Any:
    """A cell as a workbook's reader gives it."""
    return float(value) if isinstance(value, Decimal) else value


def grids(sheets: Sheets) -> dict[str, Grid]:
    """The sheets as a reader hands them over."""
    found: dict[str, Grid] = {}
    for form in INPUT_FORMS:
        headers = [field.header for field in form.fields]
        rows = sheets.get(form.sheet, [])
        body = [[cell_value(row.get(header)) for header in headers] for row in rows]
        unknown = {key for row in rows for key in row} - set(headers)
        assert not unknown, f"{form.sheet}: {unknown}"
        found[form.sheet] = Grid(form.sheet, [list(headers), *body])
    return found


# ── what the result sheets say


class Results(msgspec.Struct):
    """The result sheets as rows, by name of sheet; findings of everything done."""

    rows: Sheets
    findings: list[Finding]


def computed(
    sheets: Sheets, documents: Sequence[Document], month: int, year: int, people: Iterable[str]
) -> Results:
    """The unit's result rows of those people (identity numbers)."""
    opened = grids(sheets)
    unit, findings = read_unit(
        opened.get, documents, month=month or month_of(year, 12), yearly=bool(year)
    )
    rows: Sheets = {sheet: [] for sheet in EXPECTED}
    if unit is None:
        return Results(rows, findings)
    index = unit.roster.index()
    wanted = {index[identity] for identity in people if identity in index}  # else not read
    findings = [f for f in findings if not f.identity or f.identity in set(people)]
    if month:
        findings += _month_rows(unit, month, wanted, rows)
    if year:
        findings += _year_rows(unit, year, wanted, rows)
    return Results(rows, findings)


def _month_rows(unit: Unit, month: int, wanted: set[int], rows: Sheets) -> list[Finding]:
    run = compute(unit, month)
    assert run is not None
    names = unit.roster.names
    for i in run.people.tolist():
        if i in wanted:
            rows["工资发放表"].append({"姓名": names[i], **pay_cells(run, i)})
    for change in changes(run):
        if change.person in wanted:
            rows["晋级审批表"].append(
                {
                    "姓名": names[change.person],
                    "变动类型": change.cause,
                    "月增资额": Fraction(change.amount, FEN),
                    "执行月份": month_text(change.since),
                    "补发建议": Fraction(change.back_pay, FEN),
                    "签字栏": "、".join(approval_steps(run.scheme.document)),
                }
            )
    found, notices = awards(run)
    for award in found:
        if award.person in wanted:
            amount = Fraction(award.fen, FEN)
            rows["一次性奖励"].append(
                {"姓名": names[award.person], "项目": award.name, "金额": amount}
            )
    return [*run.findings, *checks.findings(run), *notices]


def pay_cells(run: MonthPayroll, person: int) -> dict[str, Fraction | str | None]:
    """A person's cells of 工资发放表, up to the deductions."""
    cells: dict[str, Fraction | str | None] = {}
    for column in run.scheme.document.payroll.columns:
        value: Fraction | str | None = None
        if not run.on_scale[person]:
            pass
        elif column.shows == "component":
            value = Fraction(int(run.lines[column.of].amount[person]), FEN)
        elif column.shows == "years":
            value = Fraction(int(run.facts.years[column.of][person]), YEAR)
        elif column.shows == "post":
            value = run.scheme.document.post[run.facts.post[person]].word
        elif column.shows == "grade":
            assert run.pay.grade is not None
            value = Fraction(int(run.pay.grade.grade[person]))
        else:
            assert run.pay.coefficient is not None
            value = Fraction(int(run.pay.coefficient[person]), RATIO)
        cells[column.header] = value
    for name in (REDUCTION, ADJUSTMENT, GROSS):
        cells[name] = Fraction(int(run.lines[name].amount[person]), FEN)
    cells[OTHER] = Fraction(int(run.lines[OTHER].amount[person]), FEN)
    return cells


def _year_rows(unit: Unit, year: int, wanted: set[int], rows: Sheets) -> list[Finding]:
    december = unit.in_month(month_of(year, 12))
    scheme = december.scheme(december.month)
    assert scheme is not None
    findings = quota_findings(december, scheme, [year], Severity.ERROR)
    for rule in scheme.document.yearly:
        result = year_end(december, rule, year)
        rows["年终奖"] += [_year_row(result, i) for i in result.people.tolist() if i in wanted]
        findings += result.findings
    return findings


def _year_row(result: YearEnd, person: int) -> Row:
    unit = result.unit
    code = int(result.rating[person])
    return {
        "姓名": unit.roster.names[person],
        "等次": unit.vocabulary.words(Words.RATING)[code] if code >= 0 else "",
        "月数": Fraction(int(result.months[person])),
        "标准": Fraction(int(result.standard[person]), FEN),
        "金额": Fraction(int(result.line.amount[person]), FEN),
        "备注": result.reasons.get(person, ""),
    }


# ── comparing


def plain(header: str, value: Any) -> Fraction | str | None:
    """An expected cell: a word, or an exact number (text such as 43/12 is one too)."""
    if value is None or header in (*WORD_COLUMNS, "姓名", "备注"):
        return value if value is None else str(value)
    if isinstance(value, str):
        return Fraction(value) if value else None
    return Fraction(value)


def differences(case: UnitCase, results: Results, *, alone: bool) -> list[str]:
    """Every expected row, cell or finding that is not as expected."""
    found: list[str] = []
    for sheet, rows in case.expected.items():
        got = results.rows[sheet]
        key = "变动类型" if sheet == "晋级审批表" else "项目" if sheet == "一次性奖励" else ""
        by_key = {(row["姓名"], row.get(key)): row for row in got}
        for row in rows:
            where = (row["姓名"], row.get(key))
            found += _row_differences(sheet, row, by_key.pop(where, None))
        if key:
            found += [f"{sheet}: unexpected {shown(row)}" for row in by_key.values()]
    for name in case.absent:
        if any(row["姓名"] == name for row in results.rows["工资发放表"]):
            found.append(f"{name} has a row")
    if alone:
        found += _finding_differences(case, results.findings)
    return found


def _row_differences(sheet: str, want: Row, got: Row | None) -> list[str]:
    if got is None:
        return [f"{sheet}: no row for {shown(want)}"]
    found: list[str] = []
    for header, value in want.items():
        expected = plain(header, value)
        if expected == "" or (value == "" and got.get(header) is None):
            expected = None if got.get(header) is None else ""
        if header not in got or got[header] != expected:
            found.append(f"{sheet} {want['姓名']} {header}: {shown(got.get(header))}, not {value}")
    return found


def _finding_differences(case: UnitCase, findings: list[Finding]) -> list[str]:
    errors = {f.code for f in findings if f.severity is Severity.ERROR}
    lines = [f"no finding {text}" for text in case.findings if not _found(text, findings)]
    lines += [f"a finding {text}" for text in case.silent if _found(text, findings)]
    if errors != set(case.errors):
        told = "; ".join(f.line() for f in findings if f.severity is Severity.ERROR)
        lines.append(f"errors {sorted(errors)}, not {sorted(case.errors)}: {told}")
    return lines


def _found(text: str, findings: list[Finding]) -> bool:
    """Whether a finding has the code and, if more is said, names that person or place."""
    code, _, about = text.partition(" ")
    return any(f.code == code and (about in f.person or about in f.message) for f in findings)


def shown(value: Any) -> str:
    """A value in plain words."""
    if isinstance(value, dict):
        return " ".join(f"{k}={shown(v)}" for k, v in value.items())
    if isinstance(value, Fraction):
        text = f"{float(value):.4f}".rstrip("0").rstrip(".")
        return text if Fraction(text) == value else str(value)
    return "nothing" if value is None else str(value)


def run_alone(case: UnitCase, documents: Sequence[Document] | None = None) -> list[str]:
    """The differences of the case's people by themselves."""
    documents = load_shipped() if documents is None else documents
    people = case.numbers.values()
    results = computed(unit_sheets(case), documents, case.month, case.year, people)
    return differences(case, results, alone=True)


def run_among(case: UnitCase) -> list[str]:
    """The differences of the case's people among a few hundred others."""
    people = case.numbers.values()
    results = computed(among_strangers(case), load_shipped(), case.month, case.year, people)
    return differences(case, results, alone=False)
