"""The sample unit of Chifeng: 120 invented people, January 2026.

January, because only then years credited change the grade; duties and credentials of December take
effect with it, and a rating of 2024 that was approved in January is a late one.  One notice can't
be avoided: it says that +2 was cut off at grade 18.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Final

from xlpay.sample.cases import LEADING, SampleCase, cases
from xlpay.sample.chifeng_cases import LEADERS, MONTHLY, STAFF, YEARS
from xlpay.sample.units import Done, Plan, SampleCommunity, build

MONTH: Final = date(2026, 1, 1)
SETTINGS: Final[dict[str, object]] = {
    "政策": "赤峰市2020",
    "单位名称": "红山区社区工作者管理办公室（样例）",
    "工资月份": "2026-01",
    "地区": "红山区",
    "上年度人均可支配收入": 48915,
    "收入标准执行月份": "2026-01",
    "调整前收入标准": 47260,
    "基本工资占比": 0.8,
    "系数口径": "月薪酬总额",
    "试用期口径": "附件1系数0.90",  # with 按定级100% the end of probation would change nothing
    "网格补贴标准": 200,
    "绩效系数_优秀": 1.2,
    "绩效系数_合格": 1,
    "绩效系数_基本合格": 0.6,
    "绩效系数_不合格": 0,
    "离职人员绩效": "按合格",
    "末级审批部门": "红山区民政局",
}
PLACES: Final = (
    SampleCommunity("松涛社区", "松涛街道", 5600, 24),
    SampleCommunity("望山社区", "松涛街道", 5400, 24),
    SampleCommunity("河湾社区", "松涛街道", 5700, 24),
    SampleCommunity("晨光社区", "晨光街道", 5500, 24),
    SampleCommunity("金禾社区", "晨光街道", 5300, 24),
)
REGIONS: Final = ("150402", "150403", "150404", "150421", "150426", "150428", "150429", "150430")


def _ordinary(rng: random.Random, place: SampleCommunity, number: int) -> str:
    """Somebody to whom nothing happens this month but January itself."""
    if number < 2:
        entry = f"{rng.randrange(2021, 2025)}-{rng.randrange(1, 13):02d}-01"
        years = 2025 - int(entry[:4])
        return f"专职网格员 {entry} 高中 考核:定{'合' * years} 报酬:3300"
    year, month = rng.randrange(2009, 2025), rng.randrange(1, 13)
    learnt = rng.choice(("大专", "大专", "大专", "本科") + (("高中",) if year < 2016 else ()))
    signs = "".join(rng.choices("合优基", (84, 14, 2), k=2026 - max(year, 2020)))
    words = f"{year}-{month:02d}-01 {learnt} 考核:{signs}"
    if year < 2020:
        months = 12 * (2019 - year) + 13 - month
        words += f" 期初:2019:{round(months / 12, 2)}"
    if number == 2:
        words += f" 专职党务工作者:{max(year, 2019)}-12-01"
    elif number in (3, 4):
        words += f" 两委成员 两委委员:{max(year, 2021)}-12-15 属地"
    elif number in (5, 6):
        words += f" 网格长:{max(year, 2020)}-12-10"
    return words


def _done(case: SampleCase, rng: random.Random) -> Iterator[Done]:
    """Training of the year before, and the month's visits."""
    if case.category not in ("聘用制", "两委成员"):
        return
    leads = any(spell.word in LEADING for spell in case.spells)
    if case.entry < date(2025, 7, 1):
        yield "培训", "2025-05", 4
        yield "培训", "2025-10", 4 if leads else rng.choice((1, 2))
    yield "走访", "2026-01", rng.randrange(30, 46)


PLAN: Final = Plan(
    seed=1504,
    regions=REGIONS,
    month=MONTH,
    settings=SETTINGS,
    places=PLACES,
    openings=("期初折算年限",),
    ordinary=_ordinary,
    done=_done,
    joined=date(2020, 6, 1),
)
_NAMES: Final = tuple(place.community for place in PLACES)
CASES: Final = [c for block in (LEADERS, YEARS, STAFF, MONTHLY) for c in cases(block, _NAMES)]
SAMPLE: Final = build(PLAN, CASES)
COVERAGE: Final = SAMPLE.coverage
"""Rule -> the person who shows it."""
