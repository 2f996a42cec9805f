"""The kinds of further coefficients, and the union of them."""

from __future__ import annotations

from typing import ClassVar

from xlpay.kinds.kind import Policy
from xlpay.kinds.table import KEYS_NOT_EVERYBODY_HAS, degrees_needed
from xlpay.language.positions import Keyed, Needs, Ratio, Variant
from xlpay.language.problems import ADD


class FactorRow(Keyed, kw_only=True, frozen=True):
    """A row of a factor: its keys and its value."""

    value: Ratio


class FactorKind(Variant, kw_only=True, frozen=True):
    """How large a factor is."""

    def problems(self, path: str, policy: Policy) -> None:
        """Tells what is wrong with what the file says of it."""


class FactorTable(FactorKind, kw_only=True, frozen=True, tag="table"):
    """`rows` by `keys`."""

    unsaid: ClassVar[bool] = True
    of: str = ""  # the count of the key years
    keys: tuple[str, ...] = ()
    rows: tuple[FactorRow, ...] = ()
    otherwise: Ratio = None  # where no row matches
    needs: Needs = "diploma"

    def problems(self, path: str, policy: Policy) -> None:
        """What its keys go by, and who may find no row; the rows hang on the lists."""
        degrees_needed(self.needs, path, policy)
        if "years" in self.keys:
            policy.needed(f"{path}.of", self.of, policy.names("count"), "[[count]]（of）")
        if self.otherwise is None and {*self.keys} & {*KEYS_NOT_EVERYBODY_HAS, "years"}:
            what = "有人可能查不到，要写 otherwise"
            policy.add(f"{path}.otherwise", what, "没有就写 otherwise = 0 或 1")


class FactorByYears(FactorKind, kw_only=True, frozen=True, tag="years"):
    """Years of `of` × `rate`, at most `most`."""

    of: str = ""
    rate: Ratio = None
    whole_years: bool = False
    most: Ratio = None

    def problems(self, path: str, policy: Policy) -> None:
        policy.needed(f"{path}.of", self.of, policy.names("count"), "[[count]]（of）")
        if self.rate is None:
            policy.add(f"{path}.rate", "years 要写每年加多少 rate", ADD)


HowLarge = FactorTable | FactorByYears
