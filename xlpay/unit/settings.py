"""参数: which policy, which month, and the office's choices, each checked against the policy.

A row the policy does not read is left alone if any shipped policy knows it, else it is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from msgspec import field

from xlpay.base.findings import Finding, find
from xlpay.base.forms import (
    COMMON_SETTINGS,
    COMPUTED,
    FIRST_MONTH,
    MASKED_IDS,
    MONTH,
    NEXT_MONTH,
    NO_BASE,
    PAID_IN,
    POLICY,
    PRINTED_IDS,
    REGION,
    SETTINGS,
    STOP_THERE,
    UNIT,
    YES,
)
from xlpay.base.grid import CellValue, Grid, Position
from xlpay.base.months import month_text
from xlpay.base.spelling import place_key
from xlpay.base.units import SettingValue
from xlpay.policy.contributions.files import StandardsFile
from xlpay.policy.files.beside import PolicyFile
from xlpay.policy.schema.document import Document, Setting
from xlpay.policy.terms.scheme import version_of, versions
from xlpay.policy.terms.standards import Standard, published_figures
from xlpay.policy.uses import idle_settings
from xlpay.unit import cells, dates
from xlpay.unit.cells import shown, squeezed
from xlpay.unit.setting_rows import SettingRows
from xlpay.unit.setting_values import KIND_WORDS, default_of, in_range, parse_setting, range_text


class FindPolicy(msgspec.Struct, frozen=True):
    """Finds policies that are not shipped: every version of the scheme that a name means.

    `names`: the files there are, each with its scheme, for who has written neither right.
    `files`: those that policies were found in.
    `standards`: the local files of contribution rules there are.
    """

    find: Callable[[str], Sequence[Document]] = lambda name: ()
    names: Callable[[], Sequence[tuple[str, str]]] = tuple
    files: Callable[[], Sequence[PolicyFile]] = tuple
    standards: Callable[[], Sequence[StandardsFile]] = tuple

    def __call__(self, name: str) -> Sequence[Document]:
        return self.find(name)


NOT_BESIDE = FindPolicy()  # no folder to look in


class Settings(msgspec.Struct, frozen=True):
    """参数 as read: the scheme's versions, the month, and every setting's value in exact units.

    `assumed` are the months from which figures are taken to hold that say none; they stand in
    `values` too.  `standards` are the rows of 收入标准 for the region, by month.
    """

    documents: tuple[Document, ...]
    unit: str
    month: int
    region: str
    first_month: int
    values: Mapping[str, SettingValue]
    cells: Mapping[str, Position] = field(default_factory=dict)  # setting -> its cell
    month_written: int | None = None  # what 工资月份 says, which `month` need not be
    assumed: Mapping[str, int] = field(default_factory=dict)
    standards: tuple[Standard, ...] = ()
    paid_next_month: bool = False  # the pay of a month is handed out in the month after
    masked_ids: bool = False  # identity numbers are printed masked
    files: tuple[PolicyFile, ...] = ()  # beside the workbook, that these documents came from
    computed: frozenset[str] = frozenset()  # the kinds of contributions to be computed
    unfilled_base: str = STOP_THERE  # what a base is that nobody filled in

    def version(self, month: int) -> Document | None:
        """The version that pays in the month, if any."""
        return version_of(self.documents, month, self.first_month)


def read_settings(
    grid: Grid | None,
    shipped: Sequence[Document],
    find_policy: FindPolicy,
    month: int | None,
    *,
    yearly: bool = False,
) -> tuple[Settings | None, list[Finding]]:
    """参数 as Settings (None where the run can't go on) and every finding.

    `find_policy` is asked for a policy that is not shipped; `month` overrides 工资月份; `yearly` as
    read_unit has it.
    """
    reader = SettingRows(grid)
    if not reader.rows:
        if not reader.findings:
            reader.add("P-MISSING", POLICY, note="请先填参数")
        return None, reader.findings
    documents = _documents(reader, shipped, find_policy)
    if documents:  # without a policy nobody knows which settings it reads
        _unknown(reader, [*shipped, *documents])
    unit = reader.text(UNIT, "印在各表表头", cells.as_written)
    paid = _paid(reader, month)
    region = _region(reader, documents)
    first = reader.month(FIRST_MONTH)
    if not documents or paid is None:
        return None, reader.findings
    first = first if first is not None else documents[0].first_month
    document = version_of(documents, paid, first)
    if document is None:
        code = "P-EARLY" if paid < first else "P-LATE"
        reader.add(code, MONTH, month=month_text(paid), first=month_text(first))
        return None, reader.findings
    reader.idle = idle_settings(document, yearly=yearly)
    files = _files(reader, documents, shipped, find_policy.files(), paid)
    return _settings(reader, documents, unit, paid, region, first, files), reader.findings


def _paid(reader: SettingRows, month: int | None) -> int | None:
    """The month paid: the one asked for, else what 工资月份 says."""
    paid = month if month is not None else reader.month(MONTH)
    if paid is None and reader.missing(MONTH):
        reader.add("P-MISSING", MONTH, note="填 2026-11 这样的月份，或用 --month")
    return paid


def _settings(
    reader: SettingRows,
    documents: tuple[Document, ...],
    unit: str,
    paid: int,
    region: str,
    first: int,
    files: tuple[PolicyFile, ...],
) -> Settings:
    """The settings of a month that some version pays, each value in exact units."""
    values = _values(reader, documents)
    assumed = _assumed(reader, documents, values, paid)
    said = dates.month(reader.rows.get(MONTH, (None, ""))[0])
    return Settings(
        documents,
        unit,
        paid,
        region,
        first,
        {**values, **assumed},
        {name: cell for name, (_, cell) in reader.rows.items()},
        said if isinstance(said, int) else None,
        assumed,
        paid_next_month=_chosen(reader, PAID_IN) == NEXT_MONTH,
        masked_ids=_chosen(reader, PRINTED_IDS) == MASKED_IDS,
        files=files,
        computed=frozenset(word for word, name in COMPUTED.items() if _chosen(reader, name) == YES),
        unfilled_base=_chosen(reader, NO_BASE),
    )


def _assumed(
    reader: SettingRows,
    documents: Sequence[Document],
    values: Mapping[str, SettingValue],
    paid: int,
) -> dict[str, int]:
    """The month from which a base's own figure holds where the office says none.

    It is last year's, seen from the month in 参数: whoever computes an earlier month with the same
    workbook doesn't mean it.
    """
    typed = None if reader.missing(MONTH) else dates.month(reader.value(MONTH))
    known = typed if isinstance(typed, int) else paid
    return {
        own.setting_from: own.holds_from(own.year_wanted(known))
        for document in documents
        for own in published_figures(document)
        if own.setting_from and own.setting in values and reader.missing(own.setting_from)
    }


def _chosen(reader: SettingRows, name: str) -> str:
    """The word of a common setting that offers a choice; the first one where it says nothing.

    No amount depends on it: a word that is none of them is told and the first one stands in.
    """
    words = next(setting.choices for setting in COMMON_SETTINGS if setting.name == name)
    raw = reader.value(name)
    word = words[0] if raw is None else squeezed(cells.text_of(raw))
    if word in words:
        return word
    reader.add("P-WORD", name, value=shown(raw), choices="、".join(words), default=words[0])
    return words[0]


def _documents(
    reader: SettingRows, shipped: Sequence[Document], find_policy: FindPolicy
) -> tuple[Document, ...]:
    """The versions of the scheme named by 政策."""
    name = reader.text(POLICY, "从下拉中选")
    if not name:
        return ()
    beside = find_policy(name)
    found = versions((*shipped, *beside), beside[0].scheme if beside else name)
    if not found:
        _no_scheme(reader, name, [d.scheme for d in shipped], find_policy.names())
    return found


def _files(
    reader: SettingRows,
    documents: Sequence[Document],
    shipped: Sequence[Document],
    files: Sequence[PolicyFile],
    month: int,
) -> tuple[PolicyFile, ...]:
    """The files that versions in force by the month came from, told each."""
    by_id = {document.id: document for document in documents if document.first_month <= month}
    used = tuple(file for file in files if file.id in by_id)
    for file in used:
        document = by_id[file.id]
        goes_on = any(document.scheme == other.scheme for other in shipped)
        words = {"file": file.shown, "mark": file.fingerprint, "scheme": document.scheme}
        code = "P-CONTINUES" if goes_on else "P-BESIDE"
        reader.add(code, POLICY, first=document.pays_from, **words)
    return used


def _no_scheme(
    reader: SettingRows, name: str, shipped: Sequence[str], files: Sequence[tuple[str, str]]
) -> None:
    """A policy that nobody knows: the nearest name, and all that might be meant."""
    near = cells.nearest(name, [*shipped, *(word for file in files for word in file)])
    schemes = "、".join(dict.fromkeys(shipped))
    beside = "、".join(f"{stem}（{scheme}）" for stem, scheme in files)
    offered = f"随附的 {schemes}；"
    offered += f"工作簿旁边的 {beside}" if beside else "或放在工作簿旁边的政策文件的名字"
    reader.add("P-SCHEME", POLICY, value=name, nearest=near, offered=offered)


def _unknown(reader: SettingRows, documents: Iterable[Document]) -> None:
    """A warning for each 项目 that no policy knows."""
    known = [s.name for s in COMMON_SETTINGS] + [s.name for d in documents for s in d.setting]
    for name, where in reader.names.items():
        if name not in known:
            near = cells.nearest(name, known)
            reader.findings.append(
                find("P-UNKNOWN", SETTINGS.sheet, where, name=name, nearest=near)
            )


def _region(reader: SettingRows, documents: tuple[Document, ...]) -> str:
    region = reader.text(REGION, "从下拉中选")
    known = [name for document in documents for name in document.regions]
    own = {place_key(name): name for name in known}.get(place_key(region), "")
    if region and known and not own:
        # 赤峰市红山区 is nearer to 红山区 than to 赤峰市, which is paid by another figure.
        within = [name for name in known if cells.squeezed(region).endswith(name)]
        near = cells.nearest(region, within or known)
        reader.add("P-REGION", REGION, value=region, nearest=near)
    return own or ("" if known else region)


def _values(reader: SettingRows, documents: tuple[Document, ...]) -> dict[str, SettingValue]:
    """Every setting of the scheme that is filled or has a default.

    One that can't be used is told, and its default stands in, so that all else can be told too.
    """
    values: dict[str, SettingValue] = {}
    for setting in {s.name: s for d in documents for s in d.setting}.values():
        raw = reader.value(setting.name)
        value = None if raw is None else _value(reader, setting, raw)
        if value is None:
            value = default_of(setting)
        if value is not None:
            values[setting.name] = value
    return values


def _value(reader: SettingRows, setting: Setting, raw: CellValue) -> SettingValue | None:
    """A filled setting; a finding where it does not fit or is out of range."""
    value = parse_setting(setting, raw)
    if value is None:
        words = [choice.word for choice in setting.choices]
        why = (
            "可选 " + "、".join(words) + cells.nearest(squeezed(cells.text_of(raw)), words)
            if words
            else KIND_WORDS[setting.kind]
        )
        reader.add(
            "P-VALUE", setting.name, value=shown(raw), why=why, note=setting.note or "请改正"
        )
        return None
    if isinstance(value, int) and not in_range(setting, value):
        reader.add("P-RANGE", setting.name, value=shown(raw), range=range_text(setting))
        return None
    return value
