"""Scales of qualifications: what reads them reads one of them, or says how several go together."""

from __future__ import annotations

from collections.abc import Sequence

from xlpay.kinds.factors import FactorTable
from xlpay.kinds.table import LookedUp
from xlpay.kinds.yearly import YearTable
from xlpay.language.problems import ADD
from xlpay.policy.schema.document import Keyed
from xlpay.policy.validate.collecting import Problems


def scale_problems(sheet: Problems) -> None:
    """Adds what is wrong with scales of qualifications."""
    scales = {level.word: level.scale for level in sheet.document.qualification}
    _components(sheet, scales)
    _one_scale(sheet, scales)
    _listed(sheet, scales)


def _listed(sheet: Problems, scales: dict[str, str]) -> None:
    """Scales stand with qualifications alone, the main one first; a column shows one there is."""
    document = sheet.document
    for name in ("education", "degree"):
        for index, level in enumerate(getattr(document, name)):
            if level.scale:
                what = "scale 只用于职业资格"
                sheet.add(f"{name}[{index + 1}].scale", what, "请删去")
    offered = list(dict.fromkeys(scales.values()))
    for index, column in enumerate(document.payroll.columns):
        if column.shows == "qualification" and column.of not in ("", *offered):
            path = f"payroll.columns[{index + 1}].of"
            sheet.known(path, column.of, offered, "职业资格的哪一套（scale）")
    if "" in offered[1:]:
        what = "没有写 scale 的资格是主要的一套，要写在最前面"
        sheet.add("qualification", what, ADD)


def _components(sheet: Problems, scales: dict[str, str]) -> None:
    """A component's table may read several scales, and says how they go together."""
    for index, component in enumerate(sheet.document.component):
        table = component.how
        if not isinstance(table, LookedUp):
            continue
        path, many = f"component[{index + 1}]", len(_in(scales, table.rows)) > 1
        if many and not table.several:
            what = "行里有几套资格，没有写都有的怎么发"
            hint = "several = highest 只按高的，sum 各套都发；或写成几个项目"
            sheet.add(f"{path}.several", what, hint)
        elif table.several and not many and "duty" not in table.keys:
            what = "行里只有一套资格，也不按职务，用不着 several"
            sheet.add(f"{path}.several", what, "请删去")


def _one_scale(sheet: Problems, scales: dict[str, str]) -> None:
    """What else reads qualifications reads one scale."""
    document = sheet.document
    for name, tables in (
        ("factor", [rule.how for rule in document.factor]),
        ("yearly", [rule.how for rule in document.yearly]),
    ):
        for index, other in enumerate(tables):
            if isinstance(other, FactorTable | YearTable) and len(_in(scales, other.rows)) > 1:
                what = "这里的行只能用一套资格；几套都看的可用 [[component]] 的 table 和 several"
                sheet.add(f"{name}[{index + 1}].rows", what, "请分开写")
    for number, rule in enumerate(document.grade.qualification if document.grade else ()):
        if len({scales.get(value.level, "") for value in rule.values}) > 1:
            what = "一条规则只能用一套资格"
            sheet.add(f"grade.qualification[{number + 1}].values", what, "请分成几条")


def _in(scales: dict[str, str], rows: Sequence[Keyed]) -> set[str]:
    """The scales that rows of a table name."""
    return {scales[row.qualification] for row in rows if row.qualification in scales}
