"""A policy as worksheet functions see it: its newest version under the settings' defaults.

There is no month in a worksheet function, so of dated values the newest holds.  Contexts and their
tables are made of immutable policy data only, and are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, Final

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.forms import Words
from xlpay.base.money import BLANK, Ints
from xlpay.base.months import EARLIEST, month_of
from xlpay.base.units import SettingValue
from xlpay.catalogue.model import NOT_AVAILABLE, VALUE, Fault, not_in_force
from xlpay.kinds.bases import ByArea, Published
from xlpay.policy.files.known import known
from xlpay.policy.schema.document import Base, Component, Document
from xlpay.policy.terms.scheme import NONE, Scheme, Vocabulary, versions
from xlpay.rules.bases import stated
from xlpay.rules.facts import Facts
from xlpay.unit.setting_values import default_of

_LAST_MONTH: Final = month_of(8999, 12)
Notion = Callable[[Document], bool]


class Context:
    """A version of a scheme with its settings, its vocabulary and tables made by the rules."""

    def __init__(
        self, documents: tuple[Document, ...], chosen: tuple[tuple[str, SettingValue], ...]
    ) -> None:
        self._documents = documents
        self._chosen = dict(chosen)
        self._made: dict[str, Any] = {}

    @property
    def policy(self) -> Document:
        """The version in use, as its file states it."""
        return self._documents[-1]

    @property
    def document(self) -> Document:
        """The version in use, with a Term in each value position."""
        return self.scheme.document

    @cached_property
    def scheme(self) -> Scheme:
        """The version under the defaults, with the probation row open to those who ask for it."""
        document = self.policy
        values = {s.name: v for s in document.setting if (v := default_of(s)) is not None}
        probation = document.probation
        if probation is not None and probation.asks and probation.row is not None:
            values[probation.asks] = "row"
        until = document.last_month if document.last_month is not None else _LAST_MONTH
        return Scheme(document, self.vocabulary, {**values, **self._chosen}, until)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the scheme."""
        return Vocabulary(self._documents)

    def kept(self, name: str, make: Callable[[Context], Any]) -> Any:
        """Something made from the policy alone, made once."""
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]

    def under(self, setting: str, value: SettingValue) -> Context:
        """The same policy with one setting chosen."""
        return _context(self._documents, tuple(sorted({**self._chosen, setting: value}.items())))

    def cite(self, *sources: str) -> str:
        """'依据：document and clause。' of each source."""
        return (
            "依据："
            + "；".join(self.scheme.cite(source) for source in dict.fromkeys(sources))
            + "。"
        )

    def facts(
        self, count: int, years: Ints | None = None, rises: Ints | None = None, **columns: Ints
    ) -> Facts:
        """Facts of `count` rows of which nothing is known but the columns given."""
        unknown: Facts = self.kept("facts", _unknown)
        flags = {name: columns.pop(name) for name in ("double", "probation") if name in columns}
        known: dict[str, Any] = {name: repeated(own, count) for name, own in columns.items()}
        known |= {name: repeated(own, count).astype(np.bool_) for name, own in flags.items()}
        if years is not None:
            known["years"] = dict.fromkeys(unknown.years, repeated(years, count))
        if rises is not None:
            known["rises"] = dict.fromkeys(unknown.rises, repeated(rises, count))
        if count > 1:
            for name in _FACT_COLUMNS.difference(known):
                known[name] = repeated(getattr(unknown, name), count)
            zero = np.broadcast_to(np.int64(0), (count,))
            known.setdefault("years", dict.fromkeys(unknown.years, zero))
            known.setdefault("rises", dict.fromkeys(unknown.rises, zero))
        return replace(unknown, **known)


_FACT_COLUMNS: Final = frozenset(
    (
        *("category", "post", "double", "holding", "education", "degree", "qualification"),
        *("rating", "probation", "entry", "street", "community"),
    )
)


def repeated(own: Any, count: int) -> Any:
    """A column of `count` rows; one row repeats."""
    return own if len(own) == count else np.broadcast_to(own, (count, *own.shape[1:]))


def _unknown(context: Context) -> Facts:
    """One row of which nothing is known: paid by the scale, last post, first region."""
    document = context.document
    scale = next(c.word for c in document.category if c.pay == "scale")
    zero, none = np.zeros(1, dtype=np.int64), np.full(1, NONE, dtype=np.int64)
    no = np.zeros(1, dtype=np.bool_)
    return Facts(
        category=zero + context.vocabulary.code(Words.CATEGORY, scale),
        post=zero + max(len(document.post) - 1, 0),
        double=no,
        holding=np.zeros((1, len(context.vocabulary.words(Words.DUTY))), dtype=np.bool_),
        education=none,
        degree=none,
        qualification=none,
        rating=none,
        years={rule.name: zero for rule in document.count},
        rises={run.name: zero for run in document.run},
        probation=no,
        entry=zero + EARLIEST,
        region=document.regions[0] if document.regions else "",
        street=zero,
        streets=("",),
        community=zero,
        communities=("",),
    )


@lru_cache(maxsize=256)
def _made(ids: tuple[str, ...], chosen: tuple[tuple[str, SettingValue], ...]) -> Context:
    return Context(tuple(d for d in known() if d.id in ids), chosen)


def _context(
    documents: tuple[Document, ...], chosen: tuple[tuple[str, SettingValue], ...]
) -> Context:
    return _made(tuple(document.id for document in documents), chosen)


NATIONAL: Final = Context((), ())  # for functions that no city's policy touches


@lru_cache(maxsize=1)
def policy_words() -> dict[str, int]:
    """Every name of a shipped policy (scheme, id, title), and the place of its version."""
    shipped = known()
    words: dict[str, int] = {}
    for document in shipped:
        for name in (document.scheme, document.id, document.title):
            words[name] = shipped.index(versions(shipped, name)[-1])
    return words


@lru_cache(maxsize=256)
def named(place: int) -> Context:
    """The context of a shipped version, with the versions of its scheme up to it."""
    shipped = known()
    document = shipped[place]
    line = versions(shipped, document.scheme)
    return _context(line[: line.index(document) + 1], ())


class Subject(msgspec.Struct, frozen=True):
    """What a function is about, and so which policies it can be asked of.

    The default is the one scheme that has it, or that has what `prefers` tells, if it is narrower.
    """

    notion: Notion
    name_zh: str
    prefers: Notion | None = None

    def policy(self, place: int) -> Context | Fault:
        """A shipped policy by its place, BLANK for the default; #N/A where it lacks the subject."""
        return _policy_about(self, place)


@lru_cache(maxsize=1024)
def _policy_about(subject: Subject, place: int) -> Context | Fault:
    if place == BLANK:
        return _default(subject)
    context = named(place)
    if subject.notion(context.document):
        return context
    return Fault(NOT_AVAILABLE, f"{context.document.scheme}没有{subject.name_zh}。")


def _default(subject: Subject) -> Context | Fault:
    """The one scheme that has the subject; a fault where none or several have it."""
    notion, what = subject.prefers or subject.notion, subject.name_zh
    schemes = list(dict.fromkeys(d.scheme for d in known() if notion(d)))
    if len(schemes) == 1:
        return named(policy_words()[schemes[0]])
    if not schemes:
        there = {d.scheme for d in known()}
        who = f"{there.pop()}没有" if len(there) == 1 else "没有一个政策有"
        return Fault(NOT_AVAILABLE, f"{who}{what}。")
    return Fault(VALUE, f"{'、'.join(schemes)}都有{what}，请写明用哪个政策。")


def role(context: Context, notion: Callable[[Component], bool], what: str) -> Component:
    """The first component of a kind; #N/A where the policy has none."""
    for component in context.document.component:
        if notion(component):
            return component
    raise not_in_force(f"{context.document.scheme}没有{what}。")


def index_base(document: Document) -> Base | None:
    """The policy's base that is a published index, if it has one."""
    return next((base for base in document.base if isinstance(base.how, Published)), None)


def main_base(document: Document) -> Base | None:
    """What the coefficients multiply: the published index, else the policy's first base."""
    return index_base(document) or next(iter(document.base), None)


def places(context: Context) -> tuple[str, ...]:
    """The regions, streets or communities for which the base has sums."""
    base = main_base(context.document)
    if base is not None and isinstance(base.how, ByArea) and base.how.by != "region":
        return tuple(base.how.amounts)
    return context.document.regions


def newest_figure(context: Context, place: str) -> int | None:
    """The newest sum of a region, street or community, in fen."""
    base = main_base(context.document)
    return None if base is None else stated(context.scheme, base, place)
