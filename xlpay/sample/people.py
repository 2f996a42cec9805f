"""Invented people: names, identity numbers with right check digits, accounts, telephones.

Nobody here is meant to exist: telephones begin with 1900000 and accounts with 62999900, which are
not given out.  The same seed gives the same people.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final

import msgspec
from stdnum import luhn
from stdnum.cn import ric

_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓"
    "许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金"
    "陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
)
_MEN: Final = (
    "建国 志强 海涛 永刚 文斌 立军 晓东 国庆 明辉 振华 学文 宏伟 玉林 少峰 俊杰 "
    "子轩 一鸣 凯 鹏 磊 浩然 天宇"
)
_WOMEN: Final = (
    "秀兰 丽华 晓燕 雪梅 春霞 玉芬 海燕 文静 慧敏 红艳 婷婷 佳琪 思雨 欣怡 雅楠 "
    "静 敏 娜 颖 莹 梦洁 若琳"
)
_BANKS: Final = ("塞北农村商业银行（样例）", "河西村镇银行（样例）", "惠民储蓄银行（样例）")


class Invented(msgspec.Struct, frozen=True):
    """A person made up."""

    name: str
    identity: str
    bank: str
    account: str
    telephone: str
    male: bool


class PeopleInventor:
    """People in a fixed order; no two share a name or an identity number."""

    def __init__(self, seed: int, regions: tuple[str, ...]) -> None:
        self._rng = random.Random(seed)
        self._regions = regions
        self._names: set[str] = set()
        self._count = 0

    def invent(self, male: bool, born: date) -> Invented:
        """The next person, of that sex and date of birth."""
        self._count += 1
        account = f"62999900{self._rng.randrange(10**6):06d}{self._count:04d}"
        return Invented(
            self._name(male),
            self._identity(male, born),
            self._rng.choice(_BANKS),
            account + luhn.calc_check_digit(account),
            f"1900000{self._count:04d}",
            male,
        )

    def _name(self, male: bool) -> str:
        while True:
            name = self._rng.choice(_SURNAMES) + self._rng.choice(
                (_MEN if male else _WOMEN).split()
            )
            if name not in self._names:
                self._names.add(name)
                return name

    def _identity(self, male: bool, born: date) -> str:
        """GB 11643-1999: region, birth, a number that is odd for men, check digit."""
        number = self._count * 2 + (1 if male else 0)
        head = f"{self._rng.choice(self._regions)}{born:%Y%m%d}{number:03d}"
        return head + str(ric.calc_check_digit(head + "0"))


def birth(entry: date, age: int, rng: random.Random) -> date:
    """A date of birth that makes a person that old on entry."""
    latest = date(entry.year - age, entry.month, min(entry.day, 28))
    return latest - timedelta(days=rng.randrange(1, 330))
