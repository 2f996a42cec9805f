"""The sample unit of Jiayuguan: 120 invented people, January 2026.

January, because only then ratings of the year before count; certificates and diplomas of December
take effect with it, and a rating of 2024 that was approved in January is a late one.  One notice
can't be avoided: whoever completes 30 years now completed 20 before the policy.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Final

from xlpay.sample.cases import SampleCase, cases
from xlpay.sample.jiayuguan_cases import GONE, MONTHLY, PARTS, REWARDS
from xlpay.sample.units import Done, Plan, SampleCommunity, build

MONTH: Final = date(2026, 1, 1)
SETTINGS: Final[dict[str, object]] = {
    "政策": "嘉峪关市2021",
    "单位名称": "嘉峪关市社区工作者管理服务中心（样例）",
    "工资月份": "2026-01",
    "地区": "嘉峪关市",
    "连优上调口径": "每满三年",
    "连优起算年度": 2021,
    "非整月计薪": "按21.75折算",
    "事假扣款": "扣",
}
PLACES: Final = (
    SampleCommunity("朔风社区", "朔风街道", 3100, 20),
    SampleCommunity("祁云社区", "朔风街道", 2900, 20),
    SampleCommunity("绿洲社区", "朔风街道", 3300, 20),
    SampleCommunity("星河社区", "星河街道", 2800, 20),
    SampleCommunity("胡杨社区", "星河街道", 3000, 20),
    SampleCommunity("驼铃社区", "星河街道", 2700, 20),
)
_ISSUED: Final = date(2021, 5, 27)
_PAID: Final = "聘用制"


def _ordinary(rng: random.Random, place: SampleCommunity, number: int) -> str:
    """Somebody to whom nothing happens this month but January itself."""
    year, month = rng.randrange(2008, 2025), rng.randrange(2, 13)
    learnt = rng.choice(("大专", "大专", "本科") + (("高中", "中专") if year < 2016 else ()))
    words = f"{year}-{month:02d}-01 {learnt}"
    if year < 2021:
        words += f" 期初:2024:{2025 - year - rng.randrange(2)}:0:0"
    rated = 1 if year < 2021 else 2026 - year
    signs = "合" * (rated - 1) + (
        "优" if number == 0 else rng.choice("合合合合合合合合合合合合合合基")
    )
    words += f" 考核:{signs}"
    if number == 0:
        words += f" 居委会主任:{max(year, 2021)}-12-20 属地"
    elif number in (1, 2):
        words += f" 网格长:{max(year, 2021)}-12-20"
    return words


def _done(case: SampleCase, rng: random.Random) -> Iterator[Done]:
    """Training on entry, the survey of the year before."""
    if case.category != _PAID:
        return
    if case.entry > _ISSUED:
        yield "初任培训", f"{case.entry:%Y-%m}", 3
    if case.entry < date(2025, 7, 1):
        yield "满意度测评", "2025-11", 1


PLAN: Final = Plan(
    seed=6202,
    regions=("620200",),
    month=MONTH,
    settings=SETTINGS,
    places=PLACES,
    openings=("期初合格年数", "期初连续优秀年数", "期初连优上调次数"),
    ordinary=_ordinary,
    done=_done,
    scored=(_PAID,),
)
_NAMES: Final = tuple(place.community for place in PLACES)
CASES: Final = [c for block in (PARTS, REWARDS, MONTHLY, GONE) for c in cases(block, _NAMES)]
SAMPLE: Final = build(PLAN, CASES)
COVERAGE: Final = SAMPLE.coverage
"""Rule -> the person who shows it."""
