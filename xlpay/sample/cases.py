"""A person in two lines of text: what the case shows, then the facts as words.

A word is a community, a date (of entry), 学历, 人员类别, 男 or 女, or `key:value:value`:

生:1970-01-02    试用:2026-03-31    期初:2019:7.5 (Chifeng) or 期初:2022:9:0:1 (count, run, rises)
考核:合优基不定-  one sign a year, the last one 2025; - is a year without a rating
批:2024:2026-01-12    离:2026-01-14:辞职:2025-12-10    报酬:3300    属地    得分:95
党组织书记:2018-06-01 or 居委会主任:2018-06-01..2025-12-20 (any 职务; 借调 adds where to)
学历:本科:2025-12-20    证:社会工作师:2021-11-20:2022-01-04    假:事假:2026-01-12..2026-01-14:3
补发:300:why    补扣:200:why    其他扣款:50:why    注:a remark
"""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec
from msgspec import field
from msgspec.structs import replace

CATEGORIES: Final = (
    "聘用制",
    "两委成员",
    "专职网格员",
    "下派人员",
    "事业编制",
    "基层就业服务项目人员",
)
EDUCATIONS: Final = ("初中", "高中", "技校", "中专", "大专", "本科", "硕士", "博士")
DUTIES: Final = (
    "党组织书记",
    "居委会主任",
    "党组织副书记",
    "居委会副主任",
    "两委委员",
    "专职党务工作者",
    "网格长",
    "网格党组织负责人",
    "中断",
    "借调",
)
LEADING: Final = DUTIES[:4]
RATINGS: Final = {"优": "优秀", "合": "合格", "基": "基本合格", "不": "不合格", "定": "不定等次"}
LAST_RATED: Final = 2025


class Spell(msgspec.Struct, frozen=True):
    """A duty, or an absence, from day to day."""

    word: str
    first: date
    last: date | None = None
    more: str = ""


class SampleCase(msgspec.Struct, frozen=True):
    """A person's facts, and the rules that they show."""

    community: str
    entry: date
    shows: tuple[str, ...] = ()
    category: str = "聘用制"
    education: str = "大专"
    male: bool | None = None
    born: date | None = None
    ratings: str = ""
    spells: tuple[Spell, ...] = ()
    absences: tuple[Spell, ...] = ()
    facts: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the other words, by key
    listed: tuple[tuple[str, ...], ...] = ()  # words that may come more than once

    def day(self, key: str) -> date | None:
        """The date of a word; None where there is none."""
        found = self.facts.get(key)
        return date.fromisoformat(found[0]) if found else None

    def rated(self) -> list[tuple[int, str]]:
        """Year and 等次, oldest first."""
        first = LAST_RATED - len(self.ratings) + 1
        signs = enumerate(self.ratings, start=first)
        return [(year, RATINGS[sign]) for year, sign in signs if sign != "-"]


def cases(block: str, communities: tuple[str, ...]) -> list[SampleCase]:
    """The cases of a block: lines of facts are indented, lines above them say what they show.

    An empty line parts a case that shows nothing from the one before.
    """
    found: list[SampleCase] = []
    shows: list[str] = []
    words: list[str] = []
    for line in [*block.strip().splitlines(), ""]:
        if line.startswith(" "):
            words += line.split()
            continue
        if words:
            found.append(replace(parse(words, communities), shows=tuple(shows)))
            shows, words = [], []
        if line.strip():
            shows.append(line.strip())
    return found


def parse(words: list[str], communities: tuple[str, ...]) -> SampleCase:
    """A case from its words; ValueError for a word that is not known."""
    given: dict[str, object] = {}
    spells: list[Spell] = []
    absences: list[Spell] = []
    facts: dict[str, tuple[str, ...]] = {}
    listed: list[tuple[str, ...]] = []
    for word in words:
        key, *rest = word.split(":")
        if not rest and _plain(given, word, communities):
            continue
        if key in DUTIES:
            spells.append(_spell(key, rest[0], ":".join(rest[1:])))
        elif key == "假":
            absences.append(_spell(rest[0], rest[1], rest[2]))
        elif key == "考核":
            given["ratings"] = rest[0]
        elif key == "生":
            given["born"] = date.fromisoformat(rest[0])
        elif key in ("学历", "证", "补发", "补扣", "其他扣款"):
            listed.append((key, *rest))
        elif key in ("试用", "期初", "批", "离", "报酬", "属地", "得分", "注"):
            facts[key] = tuple(rest)
        else:
            raise ValueError(word)
    parts: dict[str, object] = {
        **given,
        "spells": tuple(spells),
        "absences": tuple(absences),
        "facts": facts,
        "listed": tuple(listed),
    }
    return SampleCase(**parts)  # type: ignore[arg-type]


def _plain(given: dict[str, object], word: str, communities: tuple[str, ...]) -> bool:
    """A word without a key; False where it is none."""
    if f"{word}社区" in communities:
        given["community"] = f"{word}社区"
    elif word in CATEGORIES:
        given["category"] = word
    elif word in EDUCATIONS:
        given["education"] = word
    elif word in ("男", "女"):
        given["male"] = word == "男"
    elif word[:4].isdigit():
        given["entry"] = date.fromisoformat(word)
    else:
        return False
    return True


def _spell(word: str, days: str, more: str) -> Spell:
    first, _, last = days.partition("..")
    ends = date.fromisoformat(last) if last else None
    return Spell(word, date.fromisoformat(first), ends, more)
