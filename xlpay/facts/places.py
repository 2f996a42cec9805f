"""Where people work: communities, streets, and the groups that share a pool or a quota."""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np

from xlpay.base.money import Ints, ints
from xlpay.base.spelling import near_places
from xlpay.unit.inputs import Unit


class Places(msgspec.Struct, frozen=True, dict=True):
    """The places of a unit's people."""

    unit: Unit

    def groups(self, kind: str) -> tuple[Ints, tuple[str, ...]]:
        """Each person's community, street, or the one group of the whole unit ('')."""
        roster = self.unit.roster
        if kind == "community":
            return roster.community, roster.communities
        return self.streets if kind == "street" else (np.zeros(len(roster), np.int64), ("",))

    @cached_property
    def near_communities(self) -> list[tuple[int, int]]:
        """Communities of which the second may be the first, spelt in another way."""
        return near_places(self.unit.roster.communities, self.unit.events.communities.name)

    @cached_property
    def near_streets(self) -> list[tuple[int, int]]:
        """Streets of which the second may be the first, spelt in another way."""
        return near_places(self.streets[1], self.unit.events.communities.street)

    def near_groups(self, kind: str) -> list[tuple[int, int]]:
        """Pairs of groups of which the second may be the first, spelt in another way."""
        if kind == "community":
            return self.near_communities
        return self.near_streets if kind == "street" else []

    @cached_property
    def streets(self) -> tuple[Ints, tuple[str, ...]]:
        """Each person's street: from 花名册, else from 社区, else the whole unit ('')."""
        roster, communities = self.unit.roster, self.unit.events.communities
        by_community = dict(zip(communities.name, communities.street, strict=True))
        names = [
            own or by_community.get(roster.communities[c], "")
            for own, c in zip(roster.streets, roster.community.tolist(), strict=True)
        ]
        offered = tuple(dict.fromkeys(names))
        position = {name: i for i, name in enumerate(offered)}
        return ints([position[name] for name in names]), offered
