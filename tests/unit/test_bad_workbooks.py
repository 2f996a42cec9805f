"""One mistake a workbook: the command line tells exactly that mistake, at its cell, and no other.

Each case is a clean unit of twelve people with one mutation.  Expected are the exit code and the
findings that the mutation adds; the cell of a finding is where the mutation was made.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from stdnum.cn import ric

from tests.support.mutations import CHIFENG, JIAYUGUAN, Book, Markup, SheetEdit, Value, small_unit
from xlpay.cli import main
from xlpay.sample.write import write

MONTH: Final = "2026-01"
Finding = tuple[str, str]  # code, sheet!cell


class Case(msgspec.Struct, frozen=True):
    """A mutation and what it should bring about."""

    says: str
    change: Callable[[Book], object]
    code: int
    found: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()  # findings of the clean unit that it takes away
    city: str = CHIFENG

    def __str__(self) -> str:
        return self.says


Changed = Value | Markup | Callable[[str], Value | Markup]
ERROR, FINE = 1, 0


def cell(
    says: str,
    sheet: str,
    name: str,
    value: Changed,
    *codes: str,
    exits: int = ERROR,
    city: str = CHIFENG,
    gone: tuple[Finding, ...] = (),
    also: tuple[Finding, ...] = (),
) -> Case:
    """A value in a cell, and the codes found at that very cell."""

    def change(book: Book) -> None:
        edit = book.sheet(sheet)
        edit.put(name, value(edit.text(name)) if callable(value) else value)

    found = (*((code, f"{sheet}!{name}") for code in codes), *also)
    return Case(says, change, exits, found, gone, city)


def edit(
    says: str,
    sheet: str,
    change: Callable[[SheetEdit], object],
    *found: Finding,
    exits: int = ERROR,
    city: str = CHIFENG,
    gone: tuple[Finding, ...] = (),
) -> Case:
    """A change of a sheet, and what is found."""
    return Case(says, lambda book: change(book.sheet(sheet)), exits, found, gone, city)


def number(text: str) -> Markup:
    """A number just as it is spelt in the file."""
    return Markup(f"<v>{text}</v>")


def wide(text: str) -> str:
    """Digits and letters in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


def everywhere(book: Book, roster_cell: str, identity: str) -> None:
    """A person's identity number another one, in every sheet; its check digit is made right."""
    old = book.sheet(ROSTER).text(roster_cell)
    new = identity[:17] + ric.calc_check_digit(identity)
    for name in (ROSTER, DUTIES, RATED, PAPERS, AWAY, SCORES, MONEY, DONE):
        edit = book.sheet(name)
        for row in range(2, edit.last_row() + 1):
            where = edit.at(row, "身份证号")
            if edit.text(where) == old:
                edit.put(where, new)


def wrong_digit(text: str) -> str:
    return text[:17] + ("1" if text[17] != "1" else "2")


ROSTER, DUTIES, RATED, PAPERS = "花名册", "任职记录", "考核记录", "学历证书"
AWAY, SCORES, MONEY, PLACES, DONE = "请假考勤", "绩效分配", "补扣发明细", "社区", "履职记录"
SET: Final = "参数"
JY: Final = JIAYUGUAN
REF: Final = Markup("<v>#REF!</v>", "e")
DIVIDED: Final = Markup("<f>1/0</f><v>#DIV/0!</v>", "e")
UNCOUNTED: Final = Markup("<f>TODAY()</f>")
COUNTED: Final = Markup("<f>1+1</f><v>12</v>")
STRANGER: Final = "150402199001010023"  # a number with a right check digit that nobody has

# fmt: off
SETTINGS_CASES: Final = (
    cell("没有政策", SET, "B2", None, "P-MISSING"),
    cell("不认识的政策", SET, "B2", "赤峰市2O20", "P-SCHEME"),
    cell("没有单位名称", SET, "B3", None, "P-MISSING"),
    cell("没有工资月份", SET, "B4", None, "P-MISSING"),
    cell("工资月份不是月份", SET, "B4", "一月", "P-VALUE"),
    cell("工资月份是十三月", SET, "B4", "2026-13", "P-VALUE"),
    cell("工资月份是会误读的数", SET, "B4", 2026.1, "P-VALUE"),
    cell("工资月份早于政策", SET, "B4", "2020-04", "P-EARLY"),
    cell("工资月份早于执行起始月份", SET, "B6", "2026-02", also=(("P-EARLY", "参数!B4"),)),
    cell("没有地区", SET, "B5", None, "P-MISSING"),
    cell("不认识的地区", SET, "B5", "红山", "P-REGION"),
    cell("收入不是数", SET, "B7", "四万多", "P-VALUE"),
    cell("收入是负数", SET, "B7", -48915, "P-VALUE"),
    cell("收入有三位小数", SET, "B7", 48915.123, "P-VALUE"),
    cell("占比大于一", SET, "B10", 1.2, "P-RANGE"),
    cell("占比是零", SET, "B10", 0, "P-RANGE"),
    cell("占比不是数", SET, "B10", "八成", "P-VALUE"),
    cell("口径不在选项里", SET, "B11", "月工资总额", "P-VALUE"),
    *(cell(f"选择项写错（B{row}）", SET, f"B{row}", "按老规矩", "P-VALUE")
      for row in (12, 19, 20, 21, 22, 23)),
    *(cell(f"嘉峪关的选择项写错（B{row}）", SET, f"B{row}", "按老规矩", "P-VALUE", city=JY)
      for row in (22, 23, 25)),
    cell("口径是错误值", SET, "B12", REF, "C-ERROR"),
    cell("网格补贴99元", SET, "B13", 99, "P-RANGE"),
    cell("网格补贴301元", SET, "B13", 301, "P-RANGE"),
    cell("有人应领却没有网格补贴标准", SET, "B13", None, "P-MISSING"),
    cell("绩效系数是负数", SET, "B14", -1, "P-VALUE", exits=FINE),
    cell("年度不是年", SET, "B26", "二〇二一", "P-VALUE", city=JY),
    cell("年度超出范围", SET, "B26", 1900, "P-RANGE", city=JY),
    cell("参数名写错一个字", SET, "A20", "非整月记薪", "P-UNKNOWN", exits=FINE),
    cell("参数是错误值", SET, "B4", REF, "C-ERROR"),
    cell("参数是没有值的公式", SET, "B4", UNCOUNTED, "C-FORMULA"),
    edit("参数出现两次", SET, lambda s: (s.put("A24", "地区"), s.put("B24", "松山区")),
         ("P-TWICE", "参数!A24")),
    edit("参数表没有表头", SET, lambda s: s.drop(1),
         ("S-NOHEADER", "参数")),
)

ROSTER_CASES: Final = (
    # identity numbers
    cell("校验位不对", ROSTER, "B12", wrong_digit, "I-CHECK"),
    cell("小写x", ROSTER, "B4", str.lower, "I-LOWER", exits=FINE),
    cell("少一位", ROSTER, "B12", lambda t: t[:17], "I-LENGTH"),
    cell("存成数字", ROSTER, "B12", number("1.50429199711290E+17"), "I-NUMBER"),
    cell("存成科学计数", ROSTER, "B12", number("1.50402E+17"), "I-NUMBER"),
    cell("出生日期不存在", ROSTER, "B12", "150429199702300239", "I-BIRTH"),
    cell("出生日期在将来", ROSTER, "B12", "150429202702010236", "I-BIRTH"),
    cell("有字母", ROSTER, "B12", "15042919971129O234", "I-FORM"),
    cell("身份证号没有填", ROSTER, "B12", None, "C-BLANK"),
    cell("身份证号是错误值", ROSTER, "B12", REF, "C-ERROR"),
    cell("同一个人两行", ROSTER, "B13", lambda t: "150429199711290234", "I-TWICE"),
    # other required cells
    cell("没有姓名", ROSTER, "A12", None, "C-BLANK"),
    cell("姓名是空格", ROSTER, "A12", "　 ", "C-BLANK"),
    cell("没有社区", ROSTER, "C12", None, "C-BLANK"),
    cell("没有人员类别", ROSTER, "D12", None, "C-BLANK"),
    cell("人员类别不在选项里", ROSTER, "D12", "临时工", "C-WORD"),
    cell("没有进入日期", ROSTER, "E12", None, "C-BLANK"),
    cell("进入日期是文字", ROSTER, "E12", "前年七月", "C-DATE"),
    cell("进入日期不存在", ROSTER, "E12", "2022-02-30", "C-NODATE"),
    cell("学历是数字", ROSTER, "F12", 20220101, "C-WORD"),
    cell("进入日期是两位年", ROSTER, "E12", "22.1.1", "C-DATE"),
    cell("进入日期是错误值", ROSTER, "E12", REF, "C-ERROR"),
    cell("进入日期是除零", ROSTER, "E12", DIVIDED, "C-ERROR"),
    cell("进入日期是没有值的公式", ROSTER, "E12", UNCOUNTED, "C-FORMULA"),
    cell("没有学历", ROSTER, "F12", None, "C-BLANK"),
    cell("学历写错", ROSTER, "F12", "大学", "C-WORD"),
    cell("学历是错误值", ROSTER, "F12", REF, "C-ERROR"),
    # optional ones
    cell("试用期截止不存在", ROSTER, "I13", "2026-04-31", "C-NODATE"),
    cell("试用期早于进入", ROSTER, "I13", "2025-04-08", "R-PROBATION", exits=FINE),
    cell("期初年度不是年", ROSTER, "J4", "19年", "C-YEAR"),
    cell("期初只填一半", ROSTER, "K4", None, "R-OPENING"),
    cell("期初年限不是月数", ROSTER, "K4", 0.555, "C-TWELFTH"),
    cell("期初年限是负数", ROSTER, "K4", -1, "C-NEGATIVE"),
    cell("期初年限太大", ROSTER, "K4", 2019, "C-LARGE"),
    cell("期初年限多于日期所允许", ROSTER, "K4", 3, "R-OPENLARGE", exits=FINE),
    cell("期初合格年数有小数", ROSTER, "L8", 4.5, "C-WHOLE", city=JY),
    cell("期初连续优秀三年", ROSTER, "M8", 3, "R-OPENRUN", city=JY),
    edit("老人员没有期初", ROSTER, lambda s: s.put("J4", None).put("K4", None),
         ("R-NOOPENING", "花名册!J4"), exits=FINE),
    edit("离职早于进入", ROSTER,
         lambda s: s.put_row(12, {"离职日期": date(2021, 12, 31), "离职原因": "退休"}),
         ("R-LEAVE", "花名册!O12")),
    cell("离职没有原因", ROSTER, "O12", date(2026, 1, 31), exits=FINE,
         also=(("R-REASON", "花名册!P12"),)),
    cell("有原因没有离职日期", ROSTER, "P12", "辞职", exits=FINE,
         also=(("R-NOLEAVE", "花名册!O12"),)),
    cell("离职原因不在选项里", ROSTER, "P12", "跳槽", "C-WORD", exits=FINE),
    cell("合同起止填反", ROSTER, "U12", date(2024, 1, 1), "R-CONTRACT", exits=FINE),
    cell("是否属地不是是否", ROSTER, "W12", "本社区", "C-FLAG", exits=FINE),
    cell("退休类别不在选项里", ROSTER, "X12", "男55", "C-WORD", exits=FINE),
    cell("退休类别与性别不符", ROSTER, "X12", "女55", "M-RETIRESEX", exits=FINE),
    cell("网格员没有月报酬", ROSTER, "Y7", None, "R-REPORTED"),
    cell("月报酬带文字", ROSTER, "Y7", "3300元", "C-NUMBER"),
    cell("月报酬有三位小数", ROSTER, "Y7", 3300.125, "C-DECIMALS"),
    cell("月报酬是负数", ROSTER, "Y7", -3300, "C-NEGATIVE"),
    cell("月报酬大得不合理", ROSTER, "Y7", number("3.3E+15"), "C-LARGE"),
    cell("月报酬的千分位不对", ROSTER, "Y7", "33,00", "C-NUMBER"),
    cell("银行账号是数字", ROSTER, "AE12", number("6299990012345678"), "C-ACCOUNT"),
    cell("银行账号校验位不对", ROSTER, "AE12", lambda t: t[:-1] + str((int(t[-1]) + 1) % 10),
         "C-LUHN", exits=FINE),
    cell("银行账号太短", ROSTER, "AE12", "62999900", "C-LUHN", exits=FINE),
    cell("手机号是数字", ROSTER, "AF12", 19000000011, "C-DIGITS", exits=FINE),
    Case("未满16岁进入", lambda b: everywhere(b, "B13", "150430201005130249"), FINE,
         (("R-YOUNG", "花名册!E13"),)),
    cell("社区名与社区表不符", ROSTER, "C12", "松涛居委会", "V-COMMUNITY", exits=FINE),
    # read all the same
    cell("15位旧号", ROSTER, "B12", lambda t: t[:6] + t[8:17], "I-OLD", exits=FINE),
    cell("全角的身份证号", ROSTER, "B12", wide, exits=FINE),
    cell("身份证号前后有空格和换行", ROSTER, "B12", lambda t: f" {t[:6]} {t[6:]}\n", exits=FINE),
    cell("全角的日期", ROSTER, "E12", "２０２２年１月１日", exits=FINE),
    cell("只有年月的日期", ROSTER, "E12", "2022.1", exits=FINE),
    cell("姓名里有空格", ROSTER, "A12", "冯　国庆", exits=FINE),
    cell("学历里有换行", ROSTER, "F12", "大\n专", exits=FINE),
    cell("学历用别名", ROSTER, "F12", "专科", exits=FINE),
    cell("学历用别的写法", ROSTER, "F12", "大学专科", exits=FINE),
    cell("进入日期是八位数字", ROSTER, "E12", 20220101, exits=FINE),
    cell("金额是带千分位的文本", ROSTER, "Y7", " 3,300.00 ", exits=FINE),
    cell("有值的公式", ROSTER, "AB12", COUNTED, exits=FINE),
)

def two_heads(s: SheetEdit) -> None:
    """Some headers under a merged one, the others merged over both rows."""
    s.insert(2, 1)
    for header in ("合同起始日期", "合同终止日期"):
        s.put(s.at(2, header), header)
    for header, group in (("合同起始日期", "合同"), ("合同终止日期", None)):
        s.put(s.at(1, header), group)
    s.merge("T1:U1")
    for letter in "ABCDEFGHIJK":
        s.merge(f"{letter}1:{letter}2")


def three_heads(s: SheetEdit) -> None:
    """A group and a subgroup above some headers, the others merged over all three rows."""
    two_heads(s)
    s.insert(2, 1)
    s.put("T2", "其中")


def two_heads_again(s: SheetEdit) -> None:
    """A header of two rows, and both rows once more among the people, as a printed form has it."""
    s.insert(2, 1)
    for letter, group in (("E", "进入情况"), ("F", None)):
        s.put(f"{letter}2", s.text(f"{letter}1"))
        s.put(f"{letter}1", group)
    s.insert(9, 2).copy(1, 9).copy(2, 10)


def head_before_each(s: SheetEdit) -> None:
    """The header before every person, as on slips of paper."""
    for row in range(13, 2, -1):
        s.insert(row, 1).copy(1, row)


def another_file(b: Book) -> None:
    for sheet in (SET, ROSTER):
        b.remove_sheet(sheet)


def titles_above(s: SheetEdit) -> None:
    s.insert(1, 3)
    s.put("A1", "附件2")
    s.put("A2", "红山区社区工作者花名册")
    s.put("A3", "单位：红山区")
    s.merge("A2:Z2")


SHEET_CASES: Final = (
    # sheets and headers
    Case("没有参数表和花名册", another_file, ERROR,
         (("S-SHEET", SET), ("S-SHEET", ROSTER))),
    Case("没有参数表", lambda b: b.remove_sheet(SET), ERROR, (("S-SHEET", SET),)),
    Case("没有花名册", lambda b: b.remove_sheet(ROSTER), ERROR, (("S-SHEET", ROSTER),)),
    Case("没有请假考勤表", lambda b: b.remove_sheet(SCORES), FINE, (("S-ABSENT", SCORES),)),
    Case("绩效分配表改了名", lambda b: b.listed(SCORES).set("name", "绩效分配表"), FINE,
         (("S-RENAMED", SCORES),)),
    Case("花名册没有人", lambda b: [b.sheet(ROSTER).drop(r) for r in range(2, 14)], ERROR,
         (("S-EMPTY", ROSTER),)),
    Case("花名册没有表头", lambda b: b.sheet(ROSTER).drop(1), ERROR, (("S-NOHEADER", ROSTER),)),
    cell("必填的列名写错", ROSTER, "E1", "进入日期", "S-HEADER"),
    cell("必填的列名没有了", ROSTER, "B1", None, exits=ERROR, also=(("S-HEADER", ROSTER),)),
    cell("任职记录的列名写错", DUTIES, "C1", "起始日", "S-HEADER"),
    cell("考核记录的列名没有了", RATED, "C1", None, exits=ERROR, also=(("S-HEADER", RATED),)),
    cell("同一列名两次", ROSTER, "AG1", "学历", "S-TWICE"),
    cell("表头里有空格和换行", ROSTER, "A1", "姓 \n 名", exits=FINE),
    cell("表头是全角", ROSTER, "AC1", "按６万元直接扣除", exits=FINE),
    edit("表头上面有标题", ROSTER, titles_above, exits=FINE),
    edit("表头重复了一行", ROSTER, lambda s: s.insert(2, 1).copy(1, 2),
         ("S-REPEATED", "花名册!A2"), exits=FINE),
    edit("表头分两行合并", ROSTER, two_heads, exits=FINE),
    edit("表头分三行合并", ROSTER, three_heads, exits=FINE),
    edit("两行的表头又来一次", ROSTER, two_heads_again,
         ("S-REPEATED", "花名册!A9"), ("S-REPEATED", "花名册!E10"), exits=FINE),
    edit("每人前面都有表头", ROSTER, head_before_each, ("S-REPEATED", "花名册!A3"), exits=FINE),
    edit("表头在第十一行", ROSTER, lambda s: s.insert(1, 10), ("S-NOHEADER", ROSTER)),
    edit("中间又有表头", ROSTER, lambda s: s.insert(8, 1).copy(1, 8),
         ("S-REPEATED", "花名册!A8"), exits=FINE),
    edit("中间有小计", ROSTER, lambda s: (s.insert(8, 1), s.put("C8", "松涛社区小计"),
                                          s.put("Y8", 3300)),
         ("S-TOTAL", "花名册!C8"), exits=FINE),
    edit("最后有合计", ROSTER, lambda s: (s.put("A14", "合 计"), s.put("Y14", 3300)),
         ("S-TOTAL", "花名册!A14"), exits=FINE),
    edit("最后有签字", ROSTER, lambda s: (s.put("A15", "制表：王某"), s.put("D15", "审核：李某")),
         ("S-FOOTER", "花名册!A15"), exits=FINE),
    edit("最后有日期", ROSTER, lambda s: s.put("A16", "2026年1月20日"),
         ("S-FOOTER", "花名册!A16"), exits=FINE),
    edit("最后只有备注", AWAY, lambda s: s.put("G9", "以上已核对"),
         ("S-FOOTER", "请假考勤!G9"), exits=FINE),
    edit("漏身份证号的补发说是合计", MONEY, lambda s: (s.put("A2", None), s.put("F2", "上月合计")),
         ("C-BLANK", "补扣发明细!A2")),
    edit("漏身份证号的补发说了经办", MONEY, lambda s: (s.put("A2", None), s.put("F2", "经办漏报")),
         ("C-BLANK", "补扣发明细!A2")),
    edit("补扣发明细有合计", MONEY, lambda s: (s.put("E3", "合计"), s.put("D3", 400)),
         ("S-TOTAL", "补扣发明细!D3"), exits=FINE),
    edit("有一行只填了姓名", ROSTER, lambda s: s.put("A14", "王小明"),
         ("C-BLANKS", "花名册!B14")),
    edit("数据区有合并单元格", ROSTER,
         lambda s: (s.merge("F11:F12"), s.put("F12", None)), ("S-MERGED", "花名册!F11")),
    edit("有隐藏的行", ROSTER, lambda s: s.row(12).set("hidden", "1"),
         ("S-HIDDEN", ROSTER), exits=FINE),
    edit("表格从B列开始", PLACES, lambda s: (s.put("B1", None), s.put("B2", None)), exits=FINE),
    edit("空行在中间", ROSTER, lambda s: s.insert(8, 3), exits=FINE),
)

EVENT_CASES: Final = (
    # 任职记录
    cell("任职的人不在花名册", DUTIES, "A5", STRANGER, "I-UNKNOWN"),
    cell("任职的身份证号是数字", DUTIES, "A5", number("1.5042619900223E+17"), "I-NUMBER"),
    cell("任职的身份证号少一位", DUTIES, "A5", "15042619900223007", "I-LENGTH"),
    cell("任职没有身份证号", DUTIES, "A5", None, "C-BLANK"),
    cell("职务不在选项里", DUTIES, "B5", "网络长", "C-WORD"),
    cell("职务是错误值", DUTIES, "B5", REF, "C-ERROR"),
    cell("任职没有起始日期", DUTIES, "C5", None, "C-BLANK"),
    cell("任职起始日期不存在", DUTIES, "C5", "2021-02-29", "C-NODATE"),
    cell("任职起始填了年月的小数", DUTIES, "C5", number("2021.3"), "C-DATEYEAR"),
    cell("任职结束写至今", DUTIES, "D5", "至今", "C-UNTIL"),
    cell("任职结束早于开始", DUTIES, "D5", date(2021, 2, 1), "V-ORDER"),
    cell("任职早于进入社区", DUTIES, "C5", date(2019, 5, 1), exits=FINE,
         also=(("V-BEFORE", "任职记录!A5"),)),
    edit("同一职务两段重叠", DUTIES, lambda s: s.copy(5, 7), ("V-OVERLAP", "任职记录!C7"),
         exits=FINE),
    cell("姓名与花名册不同", DUTIES, "E5", "钟建华", "I-NAME", exits=FINE),
    cell("领导的社区写错", DUTIES, "F4", "松涛社去", exits=FINE,
         also=(("V-COMMUNITY", "任职记录!A4"),)),
    # 考核记录
    edit("考核录了两次", RATED, lambda s: s.copy(2, 61), ("V-TWICE", "考核记录!B61")),
    cell("等次不在选项里", RATED, "C59", "良好", "C-WORD"),
    cell("年度不是年度", RATED, "B59", "去年", "C-YEAR"),
    cell("年度是两位", RATED, "B59", 25, "C-YEAR"),
    cell("没有等次", RATED, "C59", None, "C-BLANK"),
    cell("考核在进入以前", RATED, "B56", 2021, exits=FINE,
         also=(("V-RATED", "考核记录!B56"), ("V-UNRATED", RATED))),
    cell("批准日期是文字", RATED, "D59", "年初", "C-DATE"),
    edit("漏录一年考核", RATED, lambda s: s.drop(58), ("V-UNRATED", RATED), exits=FINE),
    # 学历证书
    cell("类别不在选项里", PAPERS, "B2", "职称", "C-WORD"),
    cell("等级不在选项里", PAPERS, "C2", "社工师", "C-WORD"),
    cell("等级与类别不符", PAPERS, "C3", "社会工作师", "C-WORD"),
    cell("没有取得日期", PAPERS, "D3", None, "C-BLANK"),
    cell("职业资格没有聘用日期", PAPERS, "E2", None, exits=FINE,
         also=(("V-NOTHIRED", "学历证书!A2"),)),
    edit("证书录了两次", PAPERS, lambda s: s.copy(2, 4), ("V-SAME", "学历证书!C4"), exits=FINE),
    # 请假考勤
    cell("请假类别不在选项里", AWAY, "B3", "私事假", "C-WORD"),
    cell("请假结束早于开始", AWAY, "D3", date(2026, 1, 11), "V-ORDER"),
    edit("事假跨月", AWAY, lambda s: s.put_row(3, {"起始日期": date(2025, 12, 31),
                                                   "结束日期": date(2026, 1, 5)}),
         ("V-SPLIT", "请假考勤!D3")),
    cell("事假多于工作日", AWAY, "E3", 5, exits=FINE, also=(("V-TOOLONG", "请假考勤!A3"),)),
    cell("天数不是半天的倍数", AWAY, "E3", 1.3, "C-HALVES"),
    cell("天数带单位", AWAY, "E3", "3天", "C-NUMBER"),
    cell("天数是负数", AWAY, "E3", -3, "C-NEGATIVE"),
    cell("病假天数与日期不符", AWAY, "E2", 10, "V-DAYS", exits=FINE),
    edit("两次请假重叠", AWAY, lambda s: (s.copy(2, 4), s.put("B4", "年休假"), s.put("E4", 10)),
         ("V-CROSS", "请假考勤!C4"), exits=FINE),
    cell("请假的人不在花名册", AWAY, "A3", STRANGER, "I-UNKNOWN"),
    # 绩效分配
    cell("得分是文字", SCORES, "C5", "优秀", "C-NUMBER", city=JY),
    cell("得分是负数", SCORES, "C5", -87, "C-NEGATIVE", city=JY),
    cell("月份不是月份", SCORES, "B5", "1月", "C-MONTH", city=JY),
    edit("得分录了两次", SCORES, lambda s: s.copy(5, 14), ("V-SCORETWICE", "绩效分配!B14"),
         city=JY),
    edit("漏了一个人的得分", SCORES, lambda s: s.drop(5), ("V-SCORES", SCORES), city=JY),
    edit("得分全是零", SCORES, lambda s: [s.put(f"C{r}", 0) for r in range(2, 14)],
         *((("V-ZEROSCORES", f"绩效分配!C{r}")) for r in range(2, 14)), city=JY),
    # 补扣发明细
    cell("金额是零", MONEY, "D2", 0, "C-POSITIVE"),
    cell("金额是负数", MONEY, "D2", -400, "C-POSITIVE"),
    cell("金额有三位小数", MONEY, "D2", 133.333, "C-DECIMALS"),
    cell("金额大得不合理", MONEY, "D2", number("4E+16"), "C-LARGE"),
    cell("金额是文字", MONEY, "D2", "四百", "C-NUMBER"),
    cell("金额的千分位不对", MONEY, "D2", "234,22", "C-NUMBER"),
    cell("金额是两个数", MONEY, "D2", "200+200", "C-NUMBER"),
    cell("金额是错误值", MONEY, "D2", DIVIDED, "C-ERROR"),
    cell("金额没有填", MONEY, "D2", None, "C-BLANK"),
    cell("金额是没有值的公式", MONEY, "D2", Markup("<f>SUM(Z1:Z9)</f>"), "C-FORMULA"),
    cell("金额是全角", MONEY, "D2", "４００．００", exits=FINE),
    cell("金额带人民币符号", MONEY, "D2", "￥400", "C-NUMBER"),
    cell("补扣发项目不在选项里", MONEY, "C2", "奖金", "C-WORD"),
    cell("补扣发月份没有填", MONEY, "B2", None, "C-BLANK"),
    cell("补扣发给不在花名册的人", MONEY, "A2", STRANGER, "I-UNKNOWN"),
    edit("补发给离职的人", ROSTER,
         lambda s: s.put_row(10, {"离职日期": date(2025, 12, 31), "离职原因": "调出"}), exits=FINE),
    cell("不在这里发薪的人有补发", ROSTER, "D9", "专职网格员", city=JY,
         also=(("V-NOPAY", "补扣发明细!A2"), ("V-SCORENOPAY", "绩效分配!A9"))),
    # 社区, 履职记录
    cell("规划户数是文字", PLACES, "C2", "两千八", "C-NUMBER", exits=FINE),
    cell("规划户数有小数", PLACES, "C2", 2800.5, "C-WHOLE", exits=FINE),
    edit("社区列了两次", PLACES, lambda s: s.copy(2, 3), ("V-SAME", "社区!A3"), exits=FINE),
    cell("人数与户数不符", PLACES, "C2", 9000, exits=FINE, also=(("M-STAFFING", "社区!A2"),)),
    cell("履职项目不在选项里", DONE, "B2", "家访", "C-WORD", exits=FINE),
    cell("履职数量是文字", DONE, "D2", "四天", "C-NUMBER", exits=FINE),
    cell("履职月份不存在", DONE, "C2", "2025-13", "C-MONTH", exits=FINE),
)
# fmt: on
CASES: Final = (*SETTINGS_CASES, *ROSTER_CASES, *SHEET_CASES, *EVENT_CASES)


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The clean units as workbooks."""
    folder = tmp_path_factory.mktemp("clean")
    paths = {city: folder / f"{city}.xlsx" for city in (CHIFENG, JIAYUGUAN)}
    for city, path in paths.items():
        write(small_unit(city), path)
    return paths


def told(book: Path, capfdbinary: Any) -> tuple[int, Counter[Finding], list[dict[str, str]]]:
    """The exit code and the findings of a run."""
    code = main(["run", str(book), "--json"])
    captured = capfdbinary.readouterr()
    assert b"Traceback" not in captured.err
    if code == 2:
        return code, Counter([(captured.err.decode().split()[0], "")]), []
    findings = json.loads(captured.out)["findings"]
    where = (f"{f['sheet']}!{f['cell']}" if f["cell"] else f["sheet"] for f in findings)
    return code, Counter(zip((f["code"] for f in findings), where, strict=True)), findings


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_mistake_is_told_once(
    case: Case, clean: dict[str, Path], tmp_path: Path, capfdbinary: Any
) -> None:
    _, before, _ = told(_copied(clean[case.city], tmp_path / "clean.xlsx"), capfdbinary)
    book = Book.open(clean[case.city])
    case.change(book)
    path = book.save(tmp_path / "book.xlsx")
    bytes_before = path.read_bytes()
    code, found, findings = told(path, capfdbinary)
    if code == ERROR:  # information is about what was computed
        before = Counter()
        found = Counter({w: n for w, n in found.items() if w[0] not in infos(findings)})
    expected = before - Counter(case.gone) + Counter(case.found)
    messages = [(f["code"], f["cell"], f["message"]) for f in findings]
    assert (found - expected, expected - found) == (Counter(), Counter()), messages
    assert code == case.code
    assert path.read_bytes() == bytes_before
    assert (tmp_path / f"book-{MONTH}.xlsx").exists() == (code == FINE)


def infos(findings: list[dict[str, str]]) -> set[str]:
    """The codes of what is only for the record."""
    return {f["code"] for f in findings if f["severity"] == "info"}


def _copied(source: Path, target: Path) -> Path:
    target.write_bytes(source.read_bytes())
    return target
