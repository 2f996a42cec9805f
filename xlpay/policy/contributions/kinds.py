"""The kinds of contributions, in the order in which they are taken from pay.

社会保险法 chapters 2 to 5 for the insurances, 住房公积金管理条例 for the fund.
"""

from __future__ import annotations

from typing import Final

import msgspec


class Contribution(msgspec.Struct, frozen=True):
    """A kind: its word in 险种, the column of its personal part, and the base that it is paid on.

    `column` is "" where nobody pays a part of their own.
    """

    word: str
    column: str
    base: str

    @property
    def setting(self) -> str:
        """The switch in 参数 that says whether the unit wants it computed."""
        return f"计算{self.word}"


SOCIAL_BASE, MEDICAL_BASE, FUND_BASE = "社保基数", "医保基数", "公积金基数"

PENSION: Final = Contribution("养老", "养老保险", SOCIAL_BASE)
MEDICAL: Final = Contribution("医疗", "医疗保险", MEDICAL_BASE)
UNEMPLOYMENT: Final = Contribution("失业", "失业保险", SOCIAL_BASE)
INJURY: Final = Contribution("工伤", "", SOCIAL_BASE)
FUND: Final = Contribution("公积金", "住房公积金", FUND_BASE)

KINDS: Final = (PENSION, MEDICAL, UNEMPLOYMENT, INJURY, FUND)
BY_WORD: Final = {kind.word: kind for kind in KINDS}
PERSON, UNIT = "个人", "单位"  # who pays
SIDES: Final = (PERSON, UNIT)
