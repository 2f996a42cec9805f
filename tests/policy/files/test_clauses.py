"""The clause ledger: every clause, every parameter, and a case that each of them shows in.

A claim is proved by breaking what it names: with the parameter another, or the function answering
wrongly, a case of the clause comes out otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from tests.support.breaking import (
    WRONG,
    broken_policies,
    broken_rule,
    changed_values,
    function_of,
    resolved,
    value_at,
    without,
    without_unread,
)
from tests.support.policy_files import FILES, Raw, loaded, named, raw_policy
from tests.support.sizes import chosen
from tests.support.spec_cases import UnitCase, run_alone, unit_cases
from xlpay.language.structure import leaves
from xlpay.policy.files.clauses import Clause, clauses, clauses_text, covers, unclaimed
from xlpay.policy.files.load import PolicyError, document_of
from xlpay.policy.schema.document import Document

CITIES = tuple(FILES)
SHARE: Final = 15  # of 100 claims that are proved each time; `python -m tests.proofs clauses`: all
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
        assert clause.not_computed in text and clause.rest in text
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
        ('id = "一"\ngist = "x"\nnot_computed = "y"\nrest = "z"', "不写 rest"),
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


# ── what a clause claims, broken, changes a case

# Parameters that no single change breaks in a policy that can be loaded.
BY_HAND: dict[tuple[str, str], Callable[[Raw], object]] = {
    ("chifeng", "pays_from"): lambda p: p.update(pays_from="2020-04"),
    ("chifeng", 'base."城镇居民人均可支配收入".years."2019".year'): lambda p: p["base"][0][
        "years"
    ].append({**p["base"][0]["years"][0], "year": 2021}),
    ("chifeng", "regions"): lambda p: (
        p["regions"].append("新城区"),
        p["base"][0]["years"][0]["figures"].update({"新城区": 30000}),
    ),
    ("chifeng", "grade.highest"): lambda p: (
        p["grade"].update(highest=19),
        p["grade"]["steps"].append({"grade": 19, "coefficient": Decimal("1.90")}),
    ),
    ("chifeng", "grade.count"): lambda p: (
        p["count"].append({"name": "在岗年数", "basis": "service", "source": "一"}),
        p["grade"].update(count="在岗年数"),
        named(p["cause"], "年限晋级").update(of="在岗年数"),
    ),
    ("chifeng", 'base."城镇居民人均可支配收入".kind'): lambda p: p["base"].__setitem__(
        0, {"name": p["base"][0]["name"], "kind": "fixed", "amount": 36000, "source": "一"}
    ),
    ("jiayuguan", "regions"): lambda p: p.update(regions=["某市"]),
    ("jiayuguan", 'post."正职"'): lambda p: raise_for(p, "正职"),
    ("jiayuguan", 'post."副职"'): lambda p: raise_for(p, "副职"),
    ("jiayuguan", 'component."基本工资".kind'): lambda p: without_run(p, "table"),
    ("jiayuguan", 'component."基本工资".of'): lambda p: without_run(p, "fixed"),
    ("jiayuguan", 'cause."标准调整"'): lambda p: p["component"][0].update(
        amount=[{"from": "2021-06", "value": 2000}, {"from": "2023-03", "value": 2100}]
    ),
}


def raise_for(raw: Raw, post: str) -> None:
    """A component that goes by the post, which is the highest."""
    raw["post"].sort(key=lambda p: p["word"] != post)
    rows = [{"post": p["word"], "amount": 100 * (p["word"] == post)} for p in raw["post"]]
    table = {"name": "岗位工资", "kind": "table", "keys": ["post"], "rows": rows, "source": "一"}
    raw["component"].append(table)
    raw["cause"].insert(0, {"name": "岗位变动", "takes": "post", "source": "一"})


def without_run(raw: Raw, kind: str) -> None:
    """基本工资 as one sum, or by 学历, without rises."""
    rows = [{"education": level["word"], "amount": 2100} for level in raw["education"]]
    own: Raw = {"amount": 2000} if kind == "fixed" else {"keys": ["education"], "rows": rows}
    raw["component"][0] = {"name": "基本工资", "kind": kind, "source": "一", **own}
    raw["cause"] = [cause for cause in raw["cause"] if cause["takes"] != "run"]
    del raw["run"]


def broken(city: str, path: str) -> Iterator[Document]:
    """The policies that are wrong in what stands at a path."""
    change = BY_HAND.get((city, path))
    if change is None:
        yield from broken_policies(raw_policy(city), DOCUMENTS[city], path)
    else:
        raw = raw_policy(city)
        change(raw)
        yield without_unread(raw)


def comes_out_otherwise(city: str, case: str, document: Document) -> bool:
    """A figure or a finding of the case is another; a crash is none."""
    try:
        return bool(run_alone(CASES[city, case], [document]))
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError):
        return False


@pytest.mark.parametrize("city", CITIES)
def test_a_parameter_of_the_ledger_broken_changes_its_case(city: str) -> None:
    """For each pair of the ledger."""
    cases: dict[str, set[str]] = {}
    for pair_city, path, name in pairs():
        if pair_city == city and chosen("clauses", path, SHARE):
            cases.setdefault(path, set()).add(name)
    for path, unproved in cases.items():
        for wrong in broken(city, path):
            unproved -= {name for name in unproved if comes_out_otherwise(city, name, wrong)}
            if not unproved:
                break
    assert {path: unproved for path, unproved in cases.items() if unproved} == {}


@pytest.mark.parametrize("city", CITIES)
def test_a_rule_of_the_ledger_broken_changes_a_case_of_its_clause(city: str) -> None:
    """For each function that a clause names."""
    unproved = []
    for clause in LEDGERS[city]:
        for name in clause.rules:
            tried = chosen("clauses", name, SHARE)
            if tried and not any(_wrong_tells(city, clause, name, how) for how in WRONG):
                unproved.append((clause.id, name))
    assert unproved == []


def _wrong_tells(city: str, clause: Clause, name: str, how: str) -> bool:
    with broken_rule(name, how):
        return any(comes_out_otherwise(city, c, DOCUMENTS[city]) for c in clause.all_cases)


def test_what_is_broken_is_whole_again() -> None:
    name = "xlpay.rules.sharing.share"
    code = function_of(name).__code__
    with broken_rule(name):
        assert function_of(name).__code__ is not code
    assert function_of(name).__code__ is code


def fails(city: str, raw: Raw, cases: list[UnitCase]) -> bool:
    """The loader refuses it, or one of the cases does not come out any more."""
    document, problems = document_of(raw, "t.toml")
    if document is None or problems:
        return True
    return any(run_alone(case, [document]) for case in cases)


# ── every value is in some case


@pytest.mark.parametrize("city", CITIES)
def test_no_value_may_be_removed_or_changed_unnoticed(city: str) -> None:
    """Every single value below a named parameter: gone or changed, one of its cases tells."""
    survivors = []
    for path, steps in leaves(DOCUMENTS[city]).items():
        cited = [name for c, claim, name in pairs() if c == city and covers(claim, path)]
        cases = [CASES[city, name] for name in dict.fromkeys(cited)]
        if any(makes_no_difference(city, path)) or not chosen("clauses", path, SHARE):
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
