"""A policy compiled: typed values in force with their clauses, what lacks, each read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.support.months import compute
from tests.support.sample_facts import Computed
from tests.support.small_scheme import Raw, changed, component, many_kinds
from xlpay.language.positions import Part
from xlpay.language.structure import value_fields
from xlpay.language.values import literal, parse_month
from xlpay.policy.files.load import document_of, load_shipped
from xlpay.policy.schema.document import Document
from xlpay.policy.terms import compiled as compiling
from xlpay.policy.terms.compiled import compiled
from xlpay.policy.terms.term import Term, may_be
from xlpay.sample import chifeng, jiayuguan
from xlpay.sample.units import Sample

JULY = parse_month("2024-07")


def positions(part: Part) -> Iterator[tuple[str, Any]]:
    """Every value position of a table and those within, with its key."""
    held = value_fields(type(part))
    for key in part.__struct_fields__:
        value = getattr(part, key)
        if key in held:
            values = value.values() if held[key][1] else (value,)
            yield from ((key, one) for one in values if one is not None)
            continue
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Part):
                yield from positions(one)


def every_policy() -> list[Document]:
    document, _ = document_of(many_kinds(), "small.toml")
    assert document is not None
    return [*load_shipped(), document]


@pytest.mark.parametrize("document", every_policy(), ids=lambda d: d.id)
def test_every_value_position_holds_a_term_and_nothing_else_differs(document: Document) -> None:
    found = compiled(document, {}, JULY).document
    assert found.id == document.id
    before, after = list(positions(document)), list(positions(found))
    assert [key for key, _ in before] == [key for key, _ in after] and len(after) > 20
    assert all(isinstance(term, Term) and term.source for _, term in after)
    assert all(type(term.value) in (int, str, bool, type(None)) for _, term in after)
    names = [c.name for c in document.component]
    assert [c.name for c in found.component] == names
    assert [c.kind for c in found.component] == [c.kind for c in document.component]


def dated(raw: Raw) -> None:
    component(raw, "职业津贴")["rows"][0]["amount"] = [
        {"from": "2020-01", "value": 100},
        {"from": "2024-07", "value": Decimal("120.5"), "source": "《新文件》三"},
        {"from": "2025-01", "value": {"setting": "新标准"}},
    ]
    raw.setdefault("setting", []).append({"name": "新标准", "kind": "money", "source": "二"})


def of_row(document: Document, settings: dict[str, int | str], month: str) -> Term:
    found = compiled(document, settings, parse_month(month)).document
    how: Any = next(c.how for c in found.component if c.name == "职业津贴")
    term: Term = how.rows[0].amount
    return term


def test_a_dated_value_has_the_clause_of_the_one_in_force() -> None:
    document = changed(dated)
    table = next(c.source for c in document.component if c.name == "职业津贴")
    assert of_row(document, {}, "2024-06") == Term(10000, "", table, dated=True)
    assert of_row(document, {}, "2024-07") == Term(12050, "", "《新文件》三", own=True, dated=True)
    assert of_row(document, {"新标准": 500}, "2025-01") == Term(500, "新标准", table, dated=True)


def test_before_its_first_value_a_dated_list_holds_that_one() -> None:
    assert of_row(changed(dated), {}, "2019-12").value == 10000


def test_all_settings_that_are_needed_and_not_filled_are_found_at_once() -> None:
    def two(raw: Raw) -> None:
        dated(raw)
        raw["setting"].append({"name": "餐补", "kind": "money", "source": "二"})
        component(raw, "基本工资")["cap"] = {"setting": "餐补"}

    document = changed(two)
    lacking = [set(compiled(document, {}, parse_month(m)).unfilled) for m in ("2024-12", "2025-01")]
    assert lacking[1] - lacking[0] == {"新标准"} and "餐补" in lacking[0]
    filled = compiled(document, {"新标准": 1, "餐补": 2}, parse_month("2025-01"))
    assert not {"新标准", "餐补"} & set(filled.unfilled)


def test_months_and_settings_that_change_no_value_share_a_compiled_policy() -> None:
    document = changed(dated)
    first = compiled(document, {"别的": 1}, parse_month("2024-07"))
    assert compiled(document, {"别的": 2}, parse_month("2024-12")) is first
    assert compiled(document, {}, parse_month("2024-06")) is not first
    assert compiled(msgspec.structs.replace(document), {}, parse_month("2024-07")) is not first


@pytest.mark.parametrize("sample", [chifeng.SAMPLE, jiayuguan.SAMPLE], ids=("赤峰", "嘉峪关"))
def test_each_position_is_read_once_however_many_people_and_months(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Counter[tuple[int, str]]()

    def counting(raw: object, holds: Any) -> Any:
        read[id(raw), repr(raw)] += 1
        return literal(raw, holds)

    monkeypatch.setattr(compiling, "literal", counting)
    compiling._plan.cache_clear()
    unit = Computed(sample.rows).unit
    assert compute(unit, unit.month) is not None
    once = Counter[tuple[int, str]]()
    policy = unit.settings.version(unit.month)
    assert policy is not None
    for _, raw in positions(policy):
        values = [span["value"] for span in raw] if isinstance(raw, list) else [raw]
        once.update((id(value), repr(value)) for value in values)
    assert read and all(times <= once[key] for key, times in read.items())


def test_a_term_is_never_taken_for_its_value() -> None:
    with pytest.raises(TypeError, match="value of a term"):
        bool(Term(0))
    flags = [Term(False), Term(True), Term(False, "事假扣款"), Term(False, dated=True)]
    assert [may_be(flag) for flag in flags] == [False, True, True, True]
