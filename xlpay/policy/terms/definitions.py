"""Which definition of a component is in force, and the order in which components are computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import Any, Literal

from xlpay.kinds.amounts import HowMuch
from xlpay.kinds.bases import ByArea
from xlpay.language.structure import walk
from xlpay.policy.schema.document import (
    Base,
    Component,
    CountRule,
    Document,
    Grade,
    LevelRule,
    Probation,
)


def definitions(component: Component) -> Iterator[HowMuch]:
    """Every definition a component may take: its own, and those of its readings."""
    yield component.how
    yield from (reading.how for reading in component.readings)


def kinds_of(component: Component) -> set[str]:
    """The kinds that a component may be of."""
    return {how.kind for how in definitions(component)}


def chosen(component: Component, settings: Mapping[str, Any]) -> tuple[HowMuch, str]:
    """The definition in force under the settings, and its source."""
    for reading in component.readings:
        if settings.get(reading.setting) == reading.means:
            return reading.how, reading.source
    return component.how, component.source


def made_of(component: Component, settings: Mapping[str, Any]) -> frozenset[str]:
    """The components from whose amounts a component is made under the settings."""
    return chosen(component, settings)[0].made_of()


def bases_of(component: Component) -> set[str]:
    """The bases that a component may be multiplied from."""
    return {how.base_name() for how in definitions(component)} - {""}


def counted_whole(document: Document, count: CountRule) -> tuple[str, ...]:
    """The ratings whose year counts whole, the undecided ones where the office counts them."""
    if count.undecided is None or count.undecided.value != "counted":
        return count.how.ratings
    return (*count.how.ratings, *(rating.word for rating in document.rating if rating.undecided))


def probation_ratios(rule: Probation) -> dict[str, Any]:
    """What each component listed is multiplied by on probation, under mode amount."""
    own = {part.component: part.ratio for part in rule.ratios}
    return dict.fromkeys(rule.components, rule.ratio) | own


def is_standard(component: Component) -> bool:
    """Part of the monthly standard: paid each month, whatever the scores."""
    paid = component.standard and component.pay == "monthly" and component.every == "month"
    return paid and component.pool is None and not component.schedule.pays


def reduced_together(component: Component) -> bool:
    """Reduced with the rest of the monthly standard, as one sum, in a part month."""
    plain = component.in_part_month == "reduced" and not component.absences
    return is_standard(component) and plain


def reduced_alone(component: Component) -> bool:
    """Paid or accrued, and reduced by itself in a part month."""
    mine = component.pay != "memo" and component.in_part_month == "reduced"
    return mine and not reduced_together(component)


def evaluation_order(document: Document, settings: Mapping[str, Any]) -> tuple[Component, ...]:
    """The components so that each comes after those it is made of; graphlib.CycleError."""
    by_name = {component.name: component for component in document.component}
    graph: dict[str, set[str]] = {}
    for component in document.component:
        uses = made_of(component, settings)
        graph[component.name] = {name for name in uses if name in by_name}
    order = TopologicalSorter(graph).static_order()
    return tuple(by_name[name] for name in order)


def reachable(document: Document, grade: Grade, post: str) -> tuple[int, int]:
    """The lowest and the highest grade that someone in a post can have."""
    ladder = next((x for x in grade.ladders if x.post == post), None)
    if ladder is None:
        return 1, grade.highest
    if grade.keeps == "grade":  # whatever any post may have had
        return lowest_grade(grade), grade.highest
    low = ladder.bands[0].grade if ladder.bands else ladder.start
    high = ladder.bands[-1].grade if ladder.bands else ladder.last
    more = grade.double_grades or grade.honours or any(effect.grades for effect in grade.runs)
    raised = more and not grade.within_post
    levels = [*grade.education, *grade.qualification]
    raised = raised or any(not rule.within_post and rule.effect != "limit" for rule in levels)
    return low, grade.highest if raised else min(high, grade.highest)


def reachable_grades(document: Document, grade: Grade, post: str) -> set[int]:
    """Every grade that someone in a post can have: a ladder may pass over some.

    What moves people by numbers of grades may bring them to any grade in between.
    """
    low, high = reachable(document, grade, post)
    ladder = next((x for x in grade.ladders if x.post == post), None)
    rules = [*grade.education, *grade.qualification]
    moved = grade.double_grades or any(effect.grades for effect in grade.runs)
    moved = moved or bool(grade.keeps or grade.honours)
    if ladder is None or not ladder.bands or moved or any(not _by_floor(r) for r in rules):
        return {*range(low, high + 1)}
    found = {band.grade for band in ladder.bands}
    for rule in rules:
        given = {int(v.value) for v in rule.values if isinstance(v.value, int | Decimal)}
        given |= {rule.without} - {0}
        found |= {g for g in given if g <= grade.highest} if rule.effect != "years" else set()
    return {g for g in found if low <= g <= high}


def _by_floor(rule: LevelRule) -> bool:
    """A rule that brings people to the grades it names, and to no other."""
    return rule.effect in ("floor", "limit", "years")


def lowest_grade(grade: Grade) -> int:
    """The lowest grade that any ladder starts from."""
    starts = [ladder.bands[0].grade if ladder.bands else ladder.start for ladder in grade.ladders]
    return min(starts, default=1)


def place_words(documents: Sequence[Document], kind: Literal["community", "street"]) -> list[str]:
    """The communities or streets that policies name, in their conditions, tables and bases."""
    found: list[str] = []
    for document in documents:
        for _, part in walk(document):
            if isinstance(part, Base) and isinstance(part.how, ByArea) and part.how.by == kind:
                found += part.how.amounts
            named = getattr(part, kind, ())
            found += [named] if isinstance(named, str) else named
    return [word for word in dict.fromkeys(found) if word]
