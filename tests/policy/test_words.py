"""No word of a city is known to the code: a policy with every word replaced pays the same fen."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pytest

from tests.oracle.generate import bonus_year, random_unit, sheet_cells
from tests.support.months import awards, changes, compute, year_end
from tests.support.places import PACKAGE
from tests.support.policy_files import FILES, Raw, loaded, raw_policy
from tests.support.spec_cases import SCHEMES, Row, Sheets, grids
from xlpay.base.findings import Finding
from xlpay.base.forms import COMMON_SETTINGS, COMMON_WORDS, INPUT_FORMS
from xlpay.base.months import month_of
from xlpay.language.structure import DESCRIPTIVE
from xlpay.policy.files.load import load_shipped
from xlpay.policy.schema.document import Document
from xlpay.unit.inputs import Unit, read_unit

LISTS = (
    "category",
    "post",
    "duty",
    "rating",
    "education",
    "degree",
    "qualification",
    "leave",
    "leaving",
)
NAMED = ("setting", "count", "run", "base", "component", "yearly", "event", "cause")
# The columns of the input sheets whose cells are words of the policy.
WORD_COLUMNS = {
    "花名册": ("人员类别", "学历", "学位", "离职原因", "前次离职原因"),
    "任职记录": ("职务",),
    "考核记录": ("等次",),
    "学历证书": ("等级",),
    "请假考勤": ("类别",),
    "参数": ("项目", "值"),
    "收入标准": ("地区",),
}
STRANGE: Final = "甪亖丌乇卂夨孒尣屮彳忄扌攵氵灬爫犭疒礻糹罒耂艹虍衤訁豸辶镸飠髟"
SEEDS: Final = 30


# ── a policy in other words


def own_words(raw: Raw) -> list[str]:
    """Every word that a policy file gives to something."""
    found = list(raw["regions"])
    for name in LISTS:
        for entry in raw.get(name, []):
            found += [entry["word"], *entry.get("aliases", [])]
    for name in NAMED:
        for entry in raw.get(name, []):
            found.append(entry["name"])
            found += [choice["word"] for choice in entry.get("choices", [])]
    found += [column["header"] for column in raw["payroll"]["columns"]]
    if "double" in raw:
        found.append(raw["double"]["name"])
    return list(dict.fromkeys(found))


def other_words(raw: Raw, seed: str) -> dict[str, str]:
    """A strange word for each of them; those that the workbook itself knows stay."""
    rng = random.Random(seed)
    common = {setting.name for setting in COMMON_SETTINGS}
    taken: set[str] = set()
    found: dict[str, str] = {}
    for word in own_words(raw):
        strange = "".join(rng.sample(STRANGE, 3))
        while strange in taken:
            strange = "".join(rng.sample(STRANGE, 3))
        taken.add(strange)
        found[word] = word if word in common else strange
    return found


def reworded(value: Any, words: dict[str, str], key: str = "") -> Any:
    """Parsed TOML with each string that is one of the words replaced, keys of tables too.

    What only names or explains keeps its text, but for the names themselves.
    """
    if isinstance(value, dict):
        return {words.get(k, k): reworded(v, words, k) for k, v in value.items()}
    if isinstance(value, list):
        return [reworded(element, words, key) for element in value]
    if key in DESCRIPTIVE - {"name", "word", "aliases", "uncounted"}:
        return value
    return words.get(value, value) if isinstance(value, str) else value


def reworded_rows(sheets: Sheets, words: dict[str, str]) -> Sheets:
    """The input rows in the same other words."""
    result: Sheets = {}
    for sheet, rows in sheets.items():
        columns = WORD_COLUMNS.get(sheet, ())
        result[sheet] = [
            {h: words.get(v, v) if h in columns else v for h, v in row.items()} for row in rows
        ]
    return result


# ── what comes out

Outcome = dict[str, Any]


def outcome(sheets: Sheets, document: Document, month: int, year: int | None) -> Outcome:
    """Every amount of a month (and a year), by the place of its name in the policy."""
    unit, findings = read_unit(grids(sheets).get, [document], month=month)
    assert unit is not None, findings
    run = compute(unit, month)
    assert run is not None
    names = {component.name: i for i, component in enumerate(document.component)}
    causes = {cause.name: i for i, cause in enumerate(document.cause)}
    events = {event.name: i for i, event in enumerate(document.event)}
    given, notices = awards(run)
    found: Outcome = {
        "lines": {names.get(name, name): line.amount.tolist() for name, line in run.lines.items()},
        "formulas": [run.lines[name].formula(int(i)) for name in names for i in run.people],
        "people": run.people.tolist(),
        "changes": [
            (c.person, causes[c.cause], c.amount, c.since, c.back_pay) for c in changes(run)
        ],
        "awards": [(a.person, events[a.name], a.fen) for a in given],
        "findings": codes([*findings, *run.findings, *notices]),
    }
    if year is not None:
        found["year"] = year_outcome(unit.in_month(month_of(year, 12)), document, year)
    return found


def year_outcome(unit: Unit, document: Document, year: int) -> list[Any]:
    results = [year_end(unit, rule, year) for rule in document.yearly]
    return [(r.line.amount.tolist(), sorted(r.reasons), codes(r.findings)) for r in results]


def codes(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.code, f.sheet, f.cell) for f in findings]


def one_month(sheets: Sheets, month: str) -> Sheets:
    """The sheets with the month paid as text."""
    rows: list[Row] = [
        {**row, "值": month} if row["项目"] == "工资月份" else row for row in sheets["参数"]
    ]
    return {**sheets, "参数": rows}


@pytest.mark.parametrize("city", FILES)
def test_other_words_pay_the_same_fen(city: str) -> None:
    """Random units, and the same units under the same policy in random words."""
    raw = raw_policy(city)
    words = other_words(raw, city)
    own, other = loaded(raw), loaded(reworded(raw, words))
    assert all(entry.word not in words for entry in (*other.category, *other.duty, *other.rating))
    for seed in range(SEEDS):
        unit, month = random_unit(seed, city)
        sheets = one_month(sheet_cells(unit), str(month))
        year = bonus_year(unit, month)
        before = outcome(sheets, own, month.index, year)
        after = outcome(reworded_rows(sheets, words), other, month.index, year)
        assert after == before, seed


def test_every_word_is_replaced() -> None:
    """The replacing itself leaves no word where the rules could find it."""
    for city in FILES:
        raw = raw_policy(city)
        words = other_words(raw, city)
        left = set(own_words(reworded(raw, words))) & set(own_words(raw))
        assert left == set()
        assert SCHEMES[city] == raw["scheme"]


# ── no word of a city in the source

# Files whose very matter is words for people: reference, help, examples.  Why each is here:
HELP = {
    "base/forms.py": "column headers and what the clerk is told beside them",
    "cli/": "an example in the help of a command",
    "catalogue/entries_": "names, help and examples of the worksheet functions",
    "catalogue/explaining.py": "examples of CWEXPLAIN",
    "hosts/excel/vba.py": "English for words in the functions' help, since VBA text is ASCII",
    "catalogue/reference.py": "the reference page of the worksheet functions",
    "sample/": "the sample workbooks: people and events of both cities",
}
# Words that belong to the workbook itself or to national law, though a policy uses them too.
SHARED = {
    "职业资格": "a word of 学历证书·类别",
    "居民委员会": "a kind of place under national law",
    "村民委员会": "a kind of place under national law",
    "年终奖": "the name of a result sheet",
    "不发": "plain words: not paid",
    "不计": "plain words: not counted",
    "计入": "plain words: counted in",
    "退休": "retirement under national law (退休类别, 法定退休年龄)",
}
# Messages about an argument of a function, which has the name that the reference page gives it.
ARGUMENTS = {
    "catalogue/person.py": {"中断"},  # CWYEARS(…, 中断区域)
    "catalogue/service.py": {"优秀"},  # CWBLOCKS: rises for three 优秀 years
}
WHOLE_ONLY = 1  # a word as short as 扣 is looked for as a whole text only


@lru_cache(maxsize=1)
def city_words() -> frozenset[str]:
    found = {word for city in FILES for word in own_words(raw_policy(city))}
    columns = {c.header for d in load_shipped() for c in d.payroll.columns}
    common = {word for words in COMMON_WORDS.values() for word in words}
    return frozenset(found - columns - common - set(SHARED))


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The string constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def without_headers(text: str) -> str:
    """A text without the names of sheets and columns, which are the workbook's own."""
    own = {field.header for form in INPUT_FORMS for field in form.fields}
    own |= {form.sheet for form in INPUT_FORMS} | set(SHARED)
    for header in sorted(own, key=len, reverse=True):
        text = text.replace(header, "")
    return text


SOURCES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not str(path.relative_to(PACKAGE)).startswith(tuple(HELP))
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_word_of_a_city_stands_in_the_code(path: Path) -> None:
    """Neither in a rule nor in a message: words come from the policy."""
    found = []
    allowed = ARGUMENTS.get(str(path.relative_to(PACKAGE)), set())
    for line, text in texts(path):
        plain = without_headers(text)
        for word in city_words() - allowed:
            if (word in plain) if len(word) > WHOLE_ONLY else word == text:
                found.append(f"{path.name}:{line} {word}: {text[:40]}")
    assert found == []


def test_the_exceptions_are_still_needed() -> None:
    """An exception for a file that has gone, or that has no such word any more, goes too."""
    names = [str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py")]
    for start in HELP:
        assert any(name.startswith(start) for name in names), start
    for name, words in ARGUMENTS.items():
        everything = " ".join(text for _, text in texts(PACKAGE / name))
        assert all(word in everything for word in words), name
