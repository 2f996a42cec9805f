"""Functions over a person's yearly ratings, and the sharing of a pool.

The years are counted by the same derivation that counts them for a payroll.
"""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from xlpay.base.forms import Words
from xlpay.base.money import BLANK, FEN, YEAR, Ints, decimal_text, yuan_text
from xlpay.base.months import EARLIEST, day_text, month_of
from xlpay.catalogue.context import Context
from xlpay.catalogue.model import Columns, not_in_force, unusable
from xlpay.catalogue.person import breaks_of, no_events, pairs_of, roster_of
from xlpay.catalogue.readers import NEWEST, OWN
from xlpay.catalogue.reading_words import mode_words
from xlpay.facts.people import PeopleFacts
from xlpay.policy.schema.document import CountRule, Document, Run
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import cited, exact
from xlpay.rules.sharing import share
from xlpay.unit.events.records import Ratings
from xlpay.unit.inputs import Unit
from xlpay.unit.settings import Settings


def counts_months(document: Document) -> bool:
    """The policy counts years by months in service."""
    return any(count.basis in ("months", "service") for count in document.count)


def counts(document: Document) -> bool:
    """The policy counts years at all."""
    return bool(document.count)


def has_run(document: Document) -> bool:
    """The policy has rises for top ratings in consecutive years."""
    return bool(document.run)


def _count(context: Context) -> CountRule:
    """The count that grades go by, else the policy's first."""
    document = context.document
    name = document.grade.count if document.grade else ""
    for count in sorted(document.count, key=lambda count: count.name != name):
        if count.basis in ("post", "duty"):
            raise not_in_force(f"{document.scheme}的{count.name}看任职记录，函数没有。")
        return count
    raise not_in_force(f"{document.scheme}不计算年数。")


def _derived(context: Context, columns: Columns, opening_name: str) -> PeopleFacts:
    """The unit of one person, paid in the January after the last year."""
    entry, leave = int(columns["entry_date"][0]), int(columns["leave_date"][0])
    last_year, opening_year = int(columns["last_year"][0]), int(columns["opening_year"][0])
    opening = int(columns["opening_years"][0])
    if leave < entry:
        raise unusable("离职日期早于进入日期。")
    if (opening == BLANK) != (opening_year == NEWEST):
        raise unusable("期初数和期初截止年度要一起给。")
    if opening != BLANK and opening_year > last_year:
        raise unusable(f"{last_year}年早于期初截止年度{opening_year}年。")
    own = {"entry": entry, "leave": leave}
    if opening != BLANK:
        own |= {"opening_year": opening_year, opening_name: opening}
    years, ratings = pairs_of(columns)
    zeros = np.zeros(len(years), dtype=np.int64)
    rated = Ratings(zeros, zeros, years, ratings, zeros + EARLIEST)
    month = month_of(last_year + 1, 1)
    scheme = Scheme(context.policy, context.vocabulary, context.scheme.settings, month)
    first = context.document.first_month
    settings = Settings((context.policy,), "", month, "", first, scheme.settings)
    events = replace(no_events(), spells=breaks_of(context, columns["breaks_range"]), ratings=rated)
    return PeopleFacts(Unit(settings, context.vocabulary, roster_of(own), events), scheme)


def credited(context: Context, columns: Columns) -> Ints:
    """CWYEARS: in 1/1200 year."""
    count = _count(context)
    staff, used = _of_count(context, columns, count)
    return staff.credits.years(used, staff.scheme.month)


def _of_count(
    context: Context, columns: Columns, count: CountRule
) -> tuple[PeopleFacts, CountRule]:
    """The person, with the opening figure where the count reads it."""
    by_months = count.opening == "期初折算年限"
    opening = columns["opening_years"]
    if not by_months and opening[0] != BLANK:
        columns = {**columns, "opening_years": opening // YEAR}
    return _derived(context, columns, "opening_years" if by_months else "opening_count"), count


def explain_credited(context: Context, columns: Columns) -> str:
    """The opening figure and what each year added."""
    count = _count(context)
    staff, _ = _of_count(context, columns, count)
    month = staff.scheme.month
    entry, opening = staff.credits.counting_from(count, month)
    words = [f"期初{years_words(int(opening[0]))}"] if opening[0] else []
    credited = staff.credits.by_year(count, month, entry)
    words += [f"{year}年{years_words(int(added[0]))}" for year, added in credited]
    total = years_words(int(staff.credits.years(count, month)[0]))
    start = day_text(int(entry[0]))
    years = "，".join(words) or "没有计入的年度"
    return f"{count.name}（{start}起）：{years}；合计{total}。{context.cite(cited(count))}"


def years_words(years: int) -> str:
    """1/1200 years as '3年' or '3又7/12年'."""
    whole, rest = divmod(years, YEAR)
    if not rest:
        return f"{whole}年"
    part = f"{rest * 12 // YEAR}/12" if rest * 12 % YEAR == 0 else f"{rest}/{YEAR}"
    return f"{whole}又{part}年" if whole else f"{part}年"


# ── rises


def _run(context: Context) -> Run:
    for run in context.document.run:
        return run
    raise not_in_force(f"{context.document.scheme}没有连续优秀上调。")


def _with_mode(context: Context, columns: Columns) -> Context:
    """The policy under the mode given."""
    mode, run = int(columns["mode"][0]), _run(context)
    if mode == OWN:
        return context
    name = run.mode.setting
    setting = next(s for s in context.document.setting if s.name == name)
    word = mode_words(context)[mode]
    means = next(c.means for c in setting.choices if c.word == word)
    return context.under(name, means)


def _running(context: Context, columns: Columns) -> PeopleFacts:
    """The person whose ratings these are: entered in the first year, the run at its beginning."""
    years, ratings = pairs_of(columns)
    run = int(columns["opening_run"][0])
    known = columns["years_range"][columns["years_range"] != BLANK]
    first, last = int(known.min()), int(known.max())
    zeros = np.zeros(len(years), dtype=np.int64)
    rated = Ratings(zeros, zeros, years, ratings, zeros + EARLIEST)
    month = month_of(last + 1, 1)
    own = {"entry": month_start(first), "opening_year": first - 1, "opening_run": run}
    scheme = Scheme(context.policy, context.vocabulary, context.scheme.settings, month)
    settings = Settings((context.policy,), "", month, "", month, scheme.settings)
    unit = Unit(settings, context.vocabulary, roster_of(own), replace(no_events(), ratings=rated))
    return PeopleFacts(unit, scheme)


def month_start(year: int) -> int:
    """1 January of a year as a day number."""
    return int(np.datetime64(f"{year:04d}-01-01", "D").astype(np.int64))


def blocks(context: Context, columns: Columns) -> Ints:
    """CWBLOCKS."""
    own = _with_mode(context, columns)
    staff = _running(own, columns)
    return staff.credits.rises(_run(own), staff.scheme.month)


def explain_blocks(context: Context, columns: Columns) -> str:
    """Which years were top, from which year on, under which mode."""
    own = _with_mode(context, columns)
    run = _run(own)
    years, ratings = pairs_of(columns)
    top = own.vocabulary.mask(Words.RATING, run.ratings)[ratings]
    words = "、".join(str(y) for y in sorted(years[top].tolist())) or "无"
    means = run.mode.value
    mode = next(
        (c.word for s in own.document.setting for c in s.choices if c.means == means), means
    )
    before = int(columns["opening_run"][0])
    opening = f"，此前已连续{before}年" if before else ""
    times = int(blocks(context, columns)[0])
    return (
        f"{'、'.join(run.ratings)}年度：{words}{opening}；从{exact(run.since)}年起算，"
        f"每{exact(run.length)}年，口径“{mode}”，上调{times}次。{own.cite(cited(run))}"
    )


# ── sharing


def shared(_: Context, columns: Columns) -> Ints:
    """CWSHARE: fen for each weight; BLANK where the weight is."""
    weights = columns["weights_range"]
    empty = weights == BLANK
    try:
        parts = share(int(columns["pool"][0]), np.where(empty, 0, weights))
    except ValueError:
        raise unusable("权重全是0，没法分配。") from None
    result: Ints = np.where(empty, BLANK, parts)
    return result


def explain_shared(context: Context, columns: Columns) -> str:
    """The method and the parts."""
    parts = [int(part) for part in shared(context, columns).tolist() if part != BLANK]
    pool = decimal_text(int(columns["pool"][0]), FEN)
    shown = "、".join(yuan_text(part) for part in parts[:20]) + ("…" if len(parts) > 20 else "")
    return (
        f"{pool}元按权重分给{len(parts)}份：先舍到分，余下的分给余数大的，余数相同的给排在前的；"
        f"合计不变：{shown}。依据：本程序的最大余数法。"
    )
