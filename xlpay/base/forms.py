"""The input sheets as data: which columns a clerk keeps, what a cell of each may hold.

Reading, the template, its drop-downs and its hints all follow these lists.  `words` names the
vocabulary of the policy from which a cell's word comes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace


class CellKind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    IDENTITY = "identity"  # 18 characters, text
    DIGITS = "digits"  # an account or telephone number: digits that must survive, text
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    WORD = "word"  # one of the vocabulary's words
    FLAG = "flag"  # 是 / 否
    MONEY = "money"  # yuan, at most two decimals
    YEARS = "years"  # credited years, to the nearest twelfth
    COUNT = "count"  # a whole number from 0
    DAYS = "days"  # days, halves allowed where the kind allows them
    SCORE = "score"  # a number from 0, at most four decimals
    RATE = "rate"  # a share from 0, at most six decimals: 0.08, 8%
    ANY = "any"


class Words(StrEnum):
    """The vocabularies of a policy."""

    CATEGORY = "category"
    DUTY = "duty"
    RATING = "rating"
    EDUCATION = "education"
    DEGREE = "degree"
    QUALIFICATION = "qualification"
    LEAVE = "leave"
    LEAVING = "leaving"
    HONOUR = "honour"
    CREDENTIAL = "credential"  # 学历 / 职业资格, and 学位 / 荣誉 where the policy lists some
    LEVEL = "level"  # the levels of all these together
    ADJUSTMENT = "adjustment"  # 补发 / 补扣 / 其他扣款
    ACTIVITY = "activity"  # 培训 / 初任培训 / 走访 / 满意度测评
    RETIREMENT = "retirement"  # 男60 / 女55 / 女50
    MOVED_DAY = "moved_day"  # 上班 / 休息
    STANDARD = "standard"  # what a row of 缴费标准 lays down
    CONTRIBUTION = "contribution"  # 养老 / 医疗 / 失业 / 工伤 / 公积金
    WITHHELD = "withheld"  # columns of 工资发放表 between gross and net
    STANDING = "standing"  # what a standing deduction is for
    ADVANCED = "advanced"  # what the unit has advanced for somebody


class Use(StrEnum):
    """What a column is for: only what pay or identity hangs on can stop a run."""

    PAY = "pay"  # an amount may depend on it
    WHO = "who"  # it says who is paid, or where to
    CHECK = "check"  # a management rule or a warning looks at it
    RECORD = "record"  # kept for the record


class Field(msgspec.Struct, frozen=True):
    """A column of an input sheet: its header, what it holds, and what the clerk is told."""

    header: str
    holds: CellKind
    hint: str
    required: bool = False
    words: Words | None = None
    width: int = 12
    may_be_blank: bool = False  # a required header whose cells may be empty
    further: bool = False  # only in the workbooks of policies that read it, not in the official one
    use: Use = Use.PAY  # the most it is ever for; a policy may use it for less


class Form(msgspec.Struct, frozen=True):
    """An input sheet: its name, its columns, and what one row is."""

    sheet: str
    row: str
    fields: tuple[Field, ...]
    required: bool = False
    alternative: bool = False  # what it says may be said elsewhere: its absence is no news
    deductions: bool = False  # of what lies between gross and net: a mistake in it stops no pay

    def field(self, header: str) -> Field:
        """The column of that header; KeyError if there is none."""
        for field in self.fields:
            if field.header == header:
                return field
        raise KeyError(header)


_ID: Final = Field(
    "身份证号", CellKind.IDENTITY, "18位，按文本填写；用来对上花名册里的人", True, width=21
)
_NAME: Final = Field("姓名", CellKind.TEXT, "方便查看，以身份证号为准", use=Use.CHECK)
_NOTE: Final = Field("备注", CellKind.TEXT, "随意填写，程序不读", width=20, use=Use.RECORD)
_COMMUNITY: Final = Field("社区", CellKind.TEXT, "与花名册写法一致", width=16)

SETTINGS: Final = Form(
    "参数",
    "一项设定",
    (
        Field("项目", CellKind.TEXT, "不要改动项目名", True, width=24),
        Field("值", CellKind.ANY, "在这里填写", True, width=22),
        Field("说明", CellKind.TEXT, "这一项管什么、不填时怎么办", width=60),
    ),
    required=True,
)

ROSTER: Final = Form(
    "花名册",
    "一个人",
    (
        Field("姓名", CellKind.TEXT, "与身份证一致", True, use=Use.WHO),
        Field("身份证号", CellKind.IDENTITY, "18位，按文本填写", True, width=21, use=Use.WHO),
        Field("社区", CellKind.TEXT, "所在社区；以后调动的填“调动记录”，这里不改", True, width=13),
        Field("人员类别", CellKind.WORD, "从下拉中选", True, Words.CATEGORY, 14),
        Field("进入社区日期", CellKind.DATE, "到社区工作的第一天，如 2021-07-01", True, width=13),
        Field(
            "学历",
            CellKind.WORD,
            "进入时的学历；以后取得的填“学历证书”",
            True,
            Words.EDUCATION,
            width=9,
        ),
        Field("学位", CellKind.TEXT, "进入时的学位，没有可不填", words=Words.DEGREE, width=9),
        Field("街道", CellKind.TEXT, "所属街道；不填按“社区”表", width=12),
        Field("试用期截止日期", CellKind.DATE, "试用期最后一天；没有试用期不填", width=14),
        Field("期初截止年度", CellKind.YEAR, "期初数核定到哪一年年底，如 2020", width=10),
        Field("期初折算年限", CellKind.YEARS, "到该年底累计的折算年限", width=10),
        Field("期初合格年数", CellKind.COUNT, "到该年底考核计年的年数", width=10),
        Field("期初连续优秀年数", CellKind.COUNT, "到该年底尚未用掉的连续年数"),
        Field("期初连优上调次数", CellKind.COUNT, "到该年底已经上调过几次"),
        Field("离职日期", CellKind.DATE, "在职的最后一天", width=13),
        Field("离职原因", CellKind.WORD, "填了离职日期就要选", words=Words.LEAVING, width=9),
        Field("离职申请日期", CellKind.DATE, "本人提出申请的日期", width=13, use=Use.CHECK),
        Field(
            "前次离职日期",
            CellKind.DATE,
            "以前在社区工作过的，填上次离职日期",
            width=13,
            use=Use.CHECK,
        ),
        Field(
            "前次离职原因",
            CellKind.WORD,
            "上次离职的原因",
            words=Words.LEAVING,
            use=Use.CHECK,
            width=10,
        ),
        Field("合同起始日期", CellKind.DATE, "现行合同的第一天", width=13, use=Use.CHECK),
        Field("合同终止日期", CellKind.DATE, "现行合同的最后一天", width=13, use=Use.CHECK),
        Field(
            "纳入体系日期",
            CellKind.DATE,
            "原在岗人员纳入职业体系的日期",
            width=13,
            use=Use.CHECK,
        ),
        Field("是否属地", CellKind.FLAG, "是本社区居民填“是”", use=Use.CHECK, width=8),
        Field(
            "退休类别",
            CellKind.WORD,
            "男60、女55、女50",
            words=Words.RETIREMENT,
            use=Use.CHECK,
            width=8,
        ),
        Field("网格员月报酬", CellKind.MONEY, "报酬由单位定的人，每月多少元", width=11),
        Field("社保缴费基数", CellKind.MONEY, "元/月", width=11, use=Use.RECORD),
        Field("公积金缴存基数", CellKind.MONEY, "元/月", width=14, use=Use.RECORD),
        Field("专项附加扣除", CellKind.MONEY, "每月合计（元）", width=13, use=Use.RECORD),
        Field("按6万元直接扣除", CellKind.FLAG, "符合条件的填“是”", width=15, use=Use.RECORD),
        Field("开户银行", CellKind.TEXT, "代发工资的银行", width=14, use=Use.RECORD),
        Field("银行账号", CellKind.DIGITS, "按文本填写，不要变成科学计数", width=21, use=Use.WHO),
        Field("手机号", CellKind.DIGITS, "按文本填写", width=12, use=Use.RECORD),
        Field(
            "参加工作日期",
            CellKind.DATE,
            "第一次参加工作的日期，工龄从这天起算",
            width=13,
            further=True,
        ),
        _NOTE,
    ),
    required=True,
)

DUTIES: Final = Form(
    "任职记录",
    "一段任职",
    (
        _ID,
        Field("职务", CellKind.WORD, "从下拉中选", True, Words.DUTY, 18),
        Field("起始日期", CellKind.DATE, "第一天", True, width=13),
        Field(
            "结束日期", CellKind.DATE, "最后一天；还在任的不填", True, width=13, may_be_blank=True
        ),
        _NAME,
        Field("社区", CellKind.TEXT, "任职所在的社区", width=16, use=Use.CHECK),
        _NOTE,
    ),
)

RATINGS: Final = Form(
    "考核记录",
    "一个年度的考核等次",
    (
        _ID,
        Field("年度", CellKind.YEAR, "被考核的年度，如 2025", True),
        Field("等次", CellKind.WORD, "从下拉中选", True, Words.RATING),
        Field("批准日期", CellKind.DATE, "晚于次年1月批准的一定要填", width=13),
        _NAME,
        _NOTE,
    ),
)

CREDENTIALS: Final = Form(
    "学历证书",
    "进入后取得的学历，或一项职业资格",
    (
        _ID,
        Field("类别", CellKind.WORD, "从下拉中选", True, Words.CREDENTIAL),
        Field("等级", CellKind.WORD, "按类别从下拉中选", True, Words.LEVEL, 18),
        Field("取得日期", CellKind.DATE, "证书上的日期", True, width=13),
        Field("聘用日期", CellKind.DATE, "职业资格聘用到岗位的日期，资格从它起算", width=13),
        _NAME,
        _NOTE,
    ),
)

ABSENCES: Final = Form(
    "请假考勤",
    "一次请假或缺勤",
    (
        _ID,
        Field("类别", CellKind.WORD, "从下拉中选", True, Words.LEAVE),
        Field("起始日期", CellKind.DATE, "第一天", True, width=13),
        Field("结束日期", CellKind.DATE, "最后一天", True, width=13),
        Field("天数", CellKind.DAYS, "这一次的天数", True),
        _NAME,
        _NOTE,
    ),
)

SCORES: Final = Form(
    "绩效分配",
    "一个人一个月的绩效得分",
    (
        _ID,
        Field("月份", CellKind.MONTH, "如 2026-11", True),
        Field("得分", CellKind.SCORE, "社区考核得分；同一社区要填就都填", True),
        _NAME,
        _NOTE,
    ),
)

ADJUSTMENTS: Final = Form(
    "补扣发明细",
    "一笔补发、补扣或其他扣款",
    (
        _ID,
        Field("月份", CellKind.MONTH, "在哪个月的工资里补扣发", True),
        Field("项目", CellKind.WORD, "补发、补扣、其他扣款", True, Words.ADJUSTMENT),
        Field("金额", CellKind.MONEY, "元，填正数", True),
        _NAME,
        Field("说明", CellKind.TEXT, "为什么补扣发", width=30, use=Use.RECORD),
    ),
)

COMMUNITIES: Final = Form(
    "社区",
    "一个社区",
    (
        Field("社区", CellKind.TEXT, "与花名册写法一致", True, width=16),
        Field("街道", CellKind.TEXT, "所属街道", width=16),
        Field("规划户数", CellKind.COUNT, "用来核定人数", use=Use.CHECK),
        Field("批准增加指标数", CellKind.COUNT, "经批准增加的名额", width=14, use=Use.CHECK),
    ),
)

ACTIVITIES: Final = Form(
    "履职记录",
    "一个人一项履职",
    (
        replace(_ID, use=Use.CHECK),
        Field(
            "项目",
            CellKind.WORD,
            "培训（天）、初任培训、走访（户）、满意度测评",
            True,
            Words.ACTIVITY,
            14,
            use=Use.CHECK,
        ),
        Field("月份", CellKind.MONTH, "如 2026-11", True, use=Use.CHECK),
        Field("数量", CellKind.SCORE, "天数、户数或次数", True, use=Use.CHECK),
        _NAME,
        _NOTE,
    ),
)

INCOMES: Final = Form(
    "收入标准",
    "一个年度公布的收入数",
    (
        Field("年度", CellKind.YEAR, "收入是哪一年的，如 2025", True),
        Field("金额", CellKind.MONEY, "元/年，公布的数", True, width=14),
        Field("地区", CellKind.TEXT, "不填按参数的“地区”；别的地区的行不用", width=16),
        Field("执行月份", CellKind.MONTH, "从哪个月起执行；不填从次年1月起"),
        Field("依据", CellKind.TEXT, "文件名和文号", width=30, use=Use.RECORD),
    ),
    alternative=True,
)

MOVES: Final = Form(
    "调动记录",
    "一次调动",
    (
        _ID,
        Field("起始月份", CellKind.MONTH, "在新社区的第一个月，如 2026-11", True),
        Field("社区", CellKind.TEXT, "调到哪个社区，与花名册写法一致", True, width=16),
        Field("街道", CellKind.TEXT, "不填按“社区”表，表里没有的按花名册", width=16),
        _NAME,
        _NOTE,
    ),
    alternative=True,
)

MOVED_DAYS: Final = Form(
    "调休",
    "一个调休的日子",
    (
        Field("日期", CellKind.DATE, "周末上班的日子，或周一至周五放假的日子", True, width=13),
        Field("类别", CellKind.WORD, "上班、休息", True, Words.MOVED_DAY, 10),
        Field("文号", CellKind.TEXT, "放假通知的文号", width=30, use=Use.RECORD),
    ),
    alternative=True,
)

# ── between gross and net

_KIND: Final = Field("险种", CellKind.WORD, "从下拉中选", True, Words.CONTRIBUTION, 10)
_SINCE: Final = Field("起始月份", CellKind.MONTH, "从哪个月起，如 2026-07", True)
_UNTIL: Final = Field("终止月份", CellKind.MONTH, "最后一个月；还在继续的不填")

RATES: Final = Form(
    "缴费标准",
    "一条缴费规定，优先于地方标准文件",
    (
        Field("项目", CellKind.WORD, "从下拉中选", True, Words.STANDARD, 14),
        Field("险种", CellKind.WORD, "从下拉中选；最低工资不填", words=Words.CONTRIBUTION),
        Field("地区", CellKind.TEXT, "不填按参数的“地区”；别的地区的行不用", width=16),
        Field("起始月份", CellKind.MONTH, "从哪个月起执行；标准变了另加一行，不改旧行", True),
        Field("个人", CellKind.RATE, "个人费率，如 0.08 或 8%"),
        Field("单位", CellKind.RATE, "单位费率，如 0.16 或 16%"),
        Field("个人定额", CellKind.MONEY, "每月固定金额（元），如大额医疗；没有不填"),
        Field("单位定额", CellKind.MONEY, "每月固定金额（元）；没有不填"),
        Field("下限", CellKind.MONEY, "基数下限（元/月）；最低工资的数也填这里"),
        Field("上限", CellKind.MONEY, "基数上限（元/月）"),
        Field("文号", CellKind.TEXT, "公布这个数的文件名和文号", width=30),
        Field("说明", CellKind.TEXT, "随意填写，程序不读", width=20, use=Use.RECORD),
    ),
    alternative=True,
    deductions=True,
)

BASES: Final = Form(
    "缴费基数",
    "一个人从某月起的缴费基数",
    (
        _ID,
        _SINCE,
        Field("社保基数", CellKind.MONEY, "养老、失业、工伤的月基数（元），按申报的填", width=13),
        Field("医保基数", CellKind.MONEY, "医疗的月基数（元）；与社保基数相同的不填", width=13),
        Field("公积金基数", CellKind.MONEY, "公积金的月基数（元）", width=13),
        Field("来源", CellKind.TEXT, "如 上年月平均、核定", width=16, use=Use.RECORD),
        _NAME,
    ),
    alternative=True,
    deductions=True,
)

COVER: Final = Form(
    "参保记录",
    "一个人一段参保；没有记录的险种按入职、离职",
    (_ID, _KIND, _SINCE, _UNTIL, _NAME, _NOTE),
    alternative=True,
    deductions=True,
)

ARREARS: Final = Form(
    "补缴",
    "一笔补缴",
    (
        _ID,
        _KIND,
        Field("所属起", CellKind.MONTH, "补哪个月起", True),
        Field("所属止", CellKind.MONTH, "补到哪个月", True),
        Field("个人金额", CellKind.MONEY, "个人补缴合计（元）"),
        Field("单位金额", CellKind.MONEY, "单位补缴合计（元）"),
        Field("滞纳金", CellKind.MONEY, "由单位承担（元）"),
        Field("缴费月份", CellKind.MONTH, "在哪个月的工资里扣", True),
        Field("依据", CellKind.TEXT, "核定单号或文件", width=24, use=Use.RECORD),
        _NAME,
    ),
    alternative=True,
    deductions=True,
)

BILLS: Final = Form(
    "核定应缴",
    "税务或公积金中心一个月一个险种的应缴数",
    (
        Field("月份", CellKind.MONTH, "如 2026-11", True),
        _KIND,
        Field("人数", CellKind.COUNT, "核定单上的人数"),
        Field("基数合计", CellKind.MONEY, "元", width=14),
        Field("个人", CellKind.MONEY, "个人部分合计（元）", width=14),
        Field("单位", CellKind.MONEY, "单位部分合计（元）", width=14),
        Field("说明", CellKind.TEXT, "随意填写，程序不读", width=20, use=Use.RECORD),
    ),
    alternative=True,
    deductions=True,
)

OVERRIDES: Final = Form(
    "代扣调整",
    "一个人一个月一项代扣，以这里的数为准",
    (
        _ID,
        Field("月份", CellKind.MONTH, "如 2026-11", True),
        Field("项目", CellKind.WORD, "工资发放表里的列，从下拉中选", True, Words.WITHHELD, 14),
        Field("金额", CellKind.MONEY, "元；不扣的填 0", True),
        _NAME,
        Field("说明", CellKind.TEXT, "为什么调整", width=30, use=Use.RECORD),
    ),
    alternative=True,
    deductions=True,
)

STANDING: Final = Form(
    "代扣项目",
    "一项按月代扣",
    (
        _ID,
        Field("项目", CellKind.TEXT, "扣的是什么，如 党费", True, width=16),
        Field("月额", CellKind.MONEY, "每月扣多少元", True),
        _SINCE,
        _UNTIL,
        Field("收款人", CellKind.TEXT, "扣下来付给谁", width=18),
        Field("种类", CellKind.WORD, "不够扣时按下拉里的先后", True, Words.STANDING),
        _NAME,
        _NOTE,
    ),
    alternative=True,
    deductions=True,
)

ADVANCED: Final = Form(
    "期初代垫",
    "单位已替一个人垫付、还没有收回的一项",
    (
        _ID,
        Field("种类", CellKind.WORD, "从下拉中选", True, Words.ADVANCED, 14),
        Field("余额", CellKind.MONEY, "元", True),
        Field("截至月份", CellKind.MONTH, "到哪个月末的余额", True),
        _NAME,
        _NOTE,
    ),
    alternative=True,
    deductions=True,
)

BASE_COLUMNS: Final = ("社保基数", "医保基数", "公积金基数")
DEDUCTION_FORMS: Final = (RATES, BASES, COVER, ARREARS, BILLS, OVERRIDES, STANDING, ADVANCED)

INPUT_FORMS: Final = (
    SETTINGS,
    ROSTER,
    DUTIES,
    RATINGS,
    CREDENTIALS,
    ABSENCES,
    SCORES,
    ADJUSTMENTS,
    COMMUNITIES,
    ACTIVITIES,
    INCOMES,
    MOVES,
    MOVED_DAYS,
    *DEDUCTION_FORMS,
)

# What the official workbook holds.
OFFICIAL_FORMS: Final = tuple(
    replace(form, fields=tuple(field for field in form.fields if not field.further))
    if any(field.further for field in form.fields)
    else form
    for form in INPUT_FORMS
)

# Words of the sheets themselves, the same in every city.
DIPLOMA, QUALIFICATION, DEGREE, HONOUR = "学历", "职业资格", "学位", "荣誉"
CREDENTIAL_KINDS: Final = (DIPLOMA, QUALIFICATION, DEGREE, HONOUR)  # their codes, in this order
BACK_PAY, CLAW_BACK, OTHER_DEDUCTION = "补发", "补扣", "其他扣款"
TRAINING, INDUCTION, VISITS, SURVEY = "培训", "初任培训", "走访", "满意度测评"
YES, NO = "是", "否"
RETIREMENT_WORDS: Final = ("男60", "女55", "女50")
WORKED, OFF = "上班", "休息"
RATE, FIXED_PART, LIMITS, MINIMUM_WAGE = "费率", "定额", "基数上下限", "最低工资"
ARREARS_COLUMN, TAX_COLUMN, ADVANCED_COLUMN = "补缴", "个人所得税", "代垫"
INSURANCES: Final = ("养老", "医疗", "失业", "工伤")
FUND: Final = "公积金"

_COLUMNS: Final = ("养老保险", "医疗保险", "失业保险", "住房公积金")
_STANDING: Final = ("法院", "赔偿", "借款", "党费", "工会", "其他")  # in the order taken

COMMON_WORDS: Final[dict[Words, tuple[str, ...]]] = {
    Words.ADJUSTMENT: (BACK_PAY, CLAW_BACK, OTHER_DEDUCTION),
    Words.ACTIVITY: (TRAINING, INDUCTION, VISITS, SURVEY),
    Words.RETIREMENT: RETIREMENT_WORDS,
    Words.MOVED_DAY: (WORKED, OFF),
    Words.STANDARD: (RATE, FIXED_PART, LIMITS, MINIMUM_WAGE),
    Words.CONTRIBUTION: (*INSURANCES, FUND),
    Words.WITHHELD: (
        *_COLUMNS,
        ARREARS_COLUMN,
        TAX_COLUMN,
        OTHER_DEDUCTION,
        *(f"{word}单位" for word in (*INSURANCES, FUND)),
    ),
    Words.STANDING: _STANDING,
    Words.ADVANCED: (
        *INSURANCES[:-1],
        FUND,
        ARREARS_COLUMN,
        TAX_COLUMN,
        ADVANCED_COLUMN,
        *_STANDING,
        OTHER_DEDUCTION,
    ),
}
_LONG: Final = {
    "基本养老": "养老",
    "基本医疗": "医疗",
    **{word: word for word in INSURANCES},
}
_ALIASES: Final = {
    **{f"{long}保险": word for long, word in _LONG.items()},
    "住房公积金": FUND,
    "医保": "医疗",
}
# Further spellings of these words, as offices write them.
COMMON_ALIASES: Final[dict[Words, dict[str, str]]] = {
    Words.CONTRIBUTION: _ALIASES,
    Words.ADVANCED: _ALIASES,
    Words.WITHHELD: {"公积金": "住房公积金", "个税": TAX_COLUMN, "医保": "医疗保险"},
}


class CommonSetting(msgspec.Struct, frozen=True):
    """A row of 参数 that every scheme reads."""

    name: str
    note: str
    required: bool = False
    choices: tuple[str, ...] = ()  # the first is the default


POLICY, UNIT, MONTH, REGION, FIRST_MONTH = (
    "政策",
    "单位名称",
    "工资月份",
    "地区",
    "执行起始月份",
)
PAID_IN, PRINTED_IDS = "发放月份", "证件号码打印"
THIS_MONTH, NEXT_MONTH = "当月", "次月"
WHOLE_IDS, MASKED_IDS = "全部", "遮盖"
COMPUTED: Final = {word: f"计算{word}" for word in (*INSURANCES, FUND)}  # 险种 -> its switch
NO_BASE = "未填基数"
STOP_THERE, LOW_LIMIT, GROSS_OF_MONTH = "错误", "按下限", "按当月应发"
COMMON_SETTINGS: Final = (
    CommonSetting(POLICY, "执行哪个办法，从下拉中选；也可填同一文件夹里的政策文件名", True),
    CommonSetting(UNIT, "印在各表表头", True),
    CommonSetting(MONTH, "计算哪个月，如 2026-11", True),
    CommonSetting(REGION, "政策里的哪个地区，从下拉中选", True),
    CommonSetting(FIRST_MONTH, "政策从哪个月起发薪；不填按政策文件"),
    *(
        CommonSetting(name, f"是否计算{word}的个人和单位缴费", choices=(NO, YES))
        for word, name in COMPUTED.items()
    ),
    CommonSetting(
        NO_BASE,
        "要计算的险种没有缴费基数的人怎么办；选错误的，这个人的这一项空着",
        choices=(STOP_THERE, LOW_LIMIT, GROSS_OF_MONTH),
    ),
    CommonSetting(
        PAID_IN, "工资在当月还是次月发，印在表头的发放年月", choices=(THIS_MONTH, NEXT_MONTH)
    ),
    CommonSetting(
        PRINTED_IDS,
        "各表印出的身份证号；选遮盖时完整号码收在左边折叠的列里，打印不出来",
        choices=(WHOLE_IDS, MASKED_IDS),
    ),
)
