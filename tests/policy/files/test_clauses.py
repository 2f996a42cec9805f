"""The clause ledger: every clause, every parameter, and a case that needs each of them."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.policy_files import FILES, Raw, loaded, raw_policy
from tests.support.spec_cases import UnitCase, run_alone, unit_cases
from xlpay.language.structure import Steps, leaves, parts_of
from xlpay.policy.files.clauses import Clause, clauses, clauses_text, covers, unclaimed
from xlpay.policy.files.load import PolicyError, document_of

CITIES = tuple(FILES)
CASES = {(case.city, case.name): case for case in unit_cases()}
DOCUMENTS = {city: loaded(raw_policy(city)) for city in CITIES}
LEDGERS = {city: clauses(DOCUMENTS[city]) for city in CITIES}

# The numbering of each document, as printed.
NUMBERS = {
    "chifeng": [
        "前言",
        "一",
        "二(一)",
        *(f"二(二){n}" for n in range(1, 7)),
        *(f"二(三){n}" for n in range(1, 5)),
        *(f"二(四){n}" for n in range(1, 6)),
        "二(五)1",
        "二(五)2",
        *(f"二(五)2({n})" for n in range(1, 4)),
        "二(五)3",
        *(f"二(五)3({n})" for n in range(1, 5)),
        "二(五)4",
        "三(一)",
        "三(二)",
        "三(三)",
        "附件1",
        "附件1备注",
        "附件2",
        "附件2备注",
    ],
    "jiayuguan": [],
}
_TENS = ("", "十", "二十", "三十")
_UNITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")
_POINTS = {6: 8, 18: 3, 21: 6, 24: 6}
for number in range(1, 33):
    article = f"第{_TENS[number // 10]}{_UNITS[number % 10]}条"
    NUMBERS["jiayuguan"].append(article)
    points = range(1, _POINTS.get(number, 0) + 1)
    NUMBERS["jiayuguan"] += [f"{article}({_UNITS[point]})" for point in points]

# Values that may go or change without a figure changing, and why that is right.
NO_DIFFERENCE = {
    "chifeng": {
        '."事假".personal': "its days deduct, which keeps a row within a month already",
        "approval.steps": "who signs: headers of the signature columns",
        ".required_for": "marks the cell in the template",
        '绩效系数_优秀".min': "a negative number is refused when the cell is read",
        '绩效系数_合格".min': "the same",
        '绩效系数_基本合格".min': "the same",
        '绩效系数_不合格".min': "the same",
        '."辞职".own_wish': "the scheme sets no period of notice; the flag is what the word means",
        '."退休".retired': "its rest of the month is paid, which excuses from 最低服务年限 as well",
        'grade.education."1".posts': "no 学历 gives more than the first grade of the other posts",
        'component."月薪酬总额".standard': "pay = memo keeps it out of the standard already",
        'component."绩效计提".standard': "pay = accrual keeps it out of the standard already",
        'component."绩效计提".every': "when it is paid: told to people",
        'component."网格补贴".unless.category': "专职网格员 are not paid by the components at all",
    },
    "jiayuguan": {
        '."事假".personal': "its days deduct, which keeps a row within a month already",
        "approval.steps": "who signs: headers of the signature columns",
        ".leader": "no rule of this document counts leaders; the flag is what the word means",
        '."退休".retired': "no rule of this document asks; the flag is what the word means",
        'component."绩效工资".standard': "a pool is kept out of the standard already",
    },
}


def pairs() -> Iterator[tuple[str, str, str]]:
    """City, parameter, spec case."""
    for city, ledger in LEDGERS.items():
        for clause in ledger:
            for path, cases in clause.parameters:
                for case in cases:
                    yield city, path, case


# ── the ledger itself


@pytest.mark.parametrize("city", CITIES)
def test_every_clause_is_there(city: str) -> None:
    """Each numbered paragraph of the document, in its order."""
    ids = [clause.id for clause in LEDGERS[city]]
    wanted = NUMBERS[city]
    assert [clause for clause in ids if clause in wanted] == wanted
    assert set(ids) - set(wanted) <= {"发文", "印发通知", "文件没有写的"}


@pytest.mark.parametrize("city", CITIES)
def test_every_named_rule_exists(city: str) -> None:
    for clause in LEDGERS[city]:
        for name in clause.rules:
            assert callable(resolved(name)), f"{clause.id}: {name}"


def resolved(name: str) -> Any:
    """What a dotted name stands for."""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = inspect.getattr_static(found, part)
        return found
    raise AssertionError(name)


@pytest.mark.parametrize("city", CITIES)
def test_every_named_case_exists(city: str) -> None:
    for clause in LEDGERS[city]:
        for name in clause.all_cases:
            assert (city, name) in CASES, f"{clause.id}: {name}"


@pytest.mark.parametrize("city", CITIES)
def test_every_case_stands_for_a_clause(city: str) -> None:
    named = {name for clause in LEDGERS[city] for name in clause.all_cases}
    assert [
        case.name for case in unit_cases() if case.city == city and case.name not in named
    ] == []


@pytest.mark.parametrize("city", CITIES)
def test_every_value_is_claimed_by_a_clause(city: str) -> None:
    assert unclaimed(DOCUMENTS[city], LEDGERS[city]) == []


@pytest.mark.parametrize("city", CITIES)
def test_the_text_tells_every_clause(city: str) -> None:
    text = clauses_text(DOCUMENTS[city])
    for clause in LEDGERS[city]:
        assert f"【{clause.id}】{clause.gist}" in text
        assert clause.not_computed in text
        assert all(path in text for path, _ in clause.parameters)


def ledger_with(folder: Path, text: str) -> tuple[Clause, ...]:
    (folder / "某市").mkdir(exist_ok=True)
    (folder / "某市" / "1.clauses.toml").write_text(text, encoding="utf-8")
    return clauses(DOCUMENTS["chifeng"], folder)


FINE = 'id = "一"\ngist = "x"\nrules = ["z"]'


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ('id = "一"\ngist = "x"\nnot_computed = "y"\nrule = ["z"]', "rule"),
        ('id = "一"\ngist = "x"', "要么写由什么计算或核查"),
        ('id = "一"\ngist = "x"\nnot_computed = "y"\nrules = ["z"]', "要么写由什么计算或核查"),
        ('id = "一"\ngist = " "\nrules = ["z"]', "没有写要点"),
        ('id = "一"\ngist = "x"\n[clause.parameters]\n"grade.hihgest" = "c"', "grade.highest"),
        ('id = "一"\ngist = "x"\n[clause.parameters]\n"grade.highest" = []', "没有例子"),
        ('gist = "x"\nrules = ["z"]', "id"),
        (f"{FINE}\n[[clause]]\n{FINE}", "两次"),
    ],
)
def test_a_ledger_is_read_strictly(tmp_path: Path, entry: str, what: str) -> None:
    with pytest.raises(PolicyError, match=what):
        ledger_with(tmp_path, f'document = "chifeng-2020"\n[[clause]]\n{entry}\n')


def test_a_policy_without_ledger_has_none(tmp_path: Path) -> None:
    assert clauses(DOCUMENTS["chifeng"], tmp_path) == ()


# ── removing a parameter fails its case


def without(raw: Raw, steps: Steps) -> Raw:
    """The policy with what is there removed; the copy may be changed."""
    holder: Any = raw
    for step in steps[:-1]:
        holder = holder[step]
    del holder[steps[-1]]
    return raw


def fails(city: str, raw: Raw, cases: list[UnitCase]) -> bool:
    """The loader refuses it, or one of the cases does not come out any more."""
    document, problems = document_of(raw, "t.toml")
    if document is None or problems:
        return True
    return any(run_alone(case, [document]) for case in cases)


@pytest.mark.parametrize("city", CITIES)
def test_removing_a_named_parameter_fails_the_named_case(city: str) -> None:
    """For each pair of the ledger."""
    steps = parts_of(DOCUMENTS[city])
    survivors = []
    for pair_city, path, name in pairs():
        if pair_city == city:
            raw = without(raw_policy(city), steps[path])
            if not fails(city, raw, [CASES[city, name]]):
                survivors.append((path, name))
    assert survivors == []


def changed_values(value: Any) -> Iterator[Any]:
    """Another value of the same type; nothing for words and tables."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, Decimal):
        yield value + Decimal("0.01")
    elif isinstance(value, date):
        yield value + timedelta(days=1)
        yield value - timedelta(days=1)
    elif isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        yield value[:-1]
        yield value[1:]


@pytest.mark.parametrize("city", CITIES)
def test_no_value_may_be_removed_or_changed_unnoticed(city: str) -> None:
    """Every single value below a named parameter: gone or changed, one of its cases tells."""
    survivors = []
    for path, steps in leaves(DOCUMENTS[city]).items():
        named = [name for c, claim, name in pairs() if c == city and covers(claim, path)]
        cases = [CASES[city, name] for name in dict.fromkeys(named)]
        if any(makes_no_difference(city, path)):
            continue
        raw = without(raw_policy(city), steps)
        if not fails(city, raw, cases):
            survivors.append(f"{path}: removed")
        for value in changed_values(value_at(raw_policy(city), steps)):
            raw = raw_policy(city)
            holder = value_at(raw, steps[:-1])
            holder[steps[-1]] = value
            if not fails(city, raw, cases):
                survivors.append(f"{path}: {value}")
    assert survivors == []


def makes_no_difference(city: str, path: str) -> list[bool]:
    """For each exception, whether it is about the path."""
    return [path.endswith(end) for end in NO_DIFFERENCE[city]]


@pytest.mark.parametrize("city", CITIES)
def test_every_exception_is_still_one(city: str) -> None:
    """An exception that is about nothing any more goes."""
    used = [makes_no_difference(city, path) for path in leaves(DOCUMENTS[city])]
    unused = [end for end, *hits in zip(NO_DIFFERENCE[city], *used, strict=True) if not any(hits)]
    assert unused == []


def value_at(raw: Raw, steps: Steps) -> Any:
    found: Any = raw
    for step in steps:
        found = found[step]
    return found
