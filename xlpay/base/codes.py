"""Every code there is, with its Chinese text: findings, refusals, faults of functions, buttons.

No other module says what is wrong in words of its own; a code's properties stand beside its text.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from string import Formatter
from typing import Final

import msgspec


class Severity(StrEnum):
    """How much a finding weighs; the value is the word of 校验报告."""

    ERROR = "错误"
    WARNING = "警告"
    NOTICE = "提示"
    INFO = "信息"


# What makes a file unusable: code -> (the problem, what to do). Braces are filled by `unusable`.
FILE_CODES: Final[dict[str, tuple[str, str]]] = {
    "F-MISSING": ("找不到文件“{name}”。", "请检查文件名和所在文件夹。"),
    "F-NO-BOOKS": ("没有找到工作簿：{paths}。", "请检查路径；锁定文件和程序写出的结果不算。"),
    "F-EXISTS": ("“{name}”已经存在。", "请换一个文件名，或先移走它。"),
    "F-FOLDER": ("“{name}”不是文件。", "请指定一个 Excel 工作簿(.xlsx 或 .xlsm)。"),
    "F-DENIED": ("没有权限读取“{name}”。", "请检查文件权限，或关闭正在使用它的程序。"),
    "F-UNREADABLE": ("读取“{name}”时出错：{why}。", "请检查磁盘或网络位置后重试。"),
    "F-EMPTY": ("“{name}”是空文件(0 字节)。", "请重新复制或下载该文件。"),
    "F-ENCRYPTED": ("“{name}”设有打开密码。", "请在 Excel 中去掉打开密码后另存，再重试。"),
    "F-XLS": ("“{name}”是旧版 Excel 97-2003 格式(.xls)。", "请另存为 Excel 工作簿(.xlsx)。"),
    "F-XLSB": ("“{name}”是二进制工作簿(.xlsb)。", "请另存为 Excel 工作簿(.xlsx)。"),
    "F-ODS": ("“{name}”是 OpenDocument 文件(.ods)。", "请另存为 Excel 工作簿(.xlsx)。"),
    "F-TEXT": ("“{name}”是文本或网页文件，不是工作簿。", "请用 Excel 打开后另存为 .xlsx。"),
    "F-NOT-WORKBOOK": ("“{name}”不是 Excel 工作簿。", "请选择 .xlsx 或 .xlsm 文件。"),
    "F-DAMAGED": ("“{name}”已损坏：{why}。", "请用 Excel 打开并修复后另存，或重新取得该文件。"),
    "F-XML": ("“{name}”中的部件 {part} 已损坏。", "请用 Excel 打开并修复后另存。"),
    "F-DOCTYPE": (
        "“{name}”的部件 {part} 含有不允许的 DOCTYPE。",
        "该文件不是正常的工作簿，请勿使用。",
    ),
    "F-PART": ("“{name}”缺少部件 {part}。", "请用 Excel 打开并修复后另存。"),
    "F-DUPLICATE": ("“{name}”中 {part} 重复出现。", "该文件不正常，请用 Excel 另存后重试。"),
    "F-LIMIT": ("“{name}”超出允许的大小：{what}。", "请删除多余的内容，或拆分成几个工作簿。"),
    "F-CELLS": (
        "“{name}”的工作表“{sheet}”超出允许的范围：{what}。",
        "请删除表格以外的行和列后保存。",
    ),
    "F-STRICT": (
        "“{name}”是 Strict Open XML 工作簿，不能写入结果。",
        "请另存为 Excel 工作簿(.xlsx)。",
    ),
    "F-TEMPLATE": ("“{name}”是 Excel 模板，不能写入结果。", "请另存为 Excel 工作簿(.xlsx)。"),
    "F-SIGNED": ("“{name}”带有数字签名，写入会使签名失效。", "请先在 Excel 中删除签名再重试。"),
    "F-RESULT-FORM": (
        "“{name}”的工作表“{sheet}”里没有程序认行用的标记（隐藏的 A 列和第 1—4 行），没有写入。",
        "标记可能在清理时删掉了：请把这张表改名再运行，程序会新建一张；自己加的内容从旧表复制。",
    ),
    "F-RESULT-OBJECT": (
        "“{name}”的结果表“{sheet}”中有{what}，填写时会被打乱。",
        "请把它移到单独的工作表，或转换为普通区域。",
    ),
    "F-ROWS": ("工作表“{sheet}”的结果有 {rows} 行，超过 Excel 的上限。", "请拆分成几个工作簿。"),
    "F-CONSOLE": ("屏幕输出写不出去：{why}。", "文件若已写出仍在原处；请换一个输出位置再看。"),
    "F-FAULT": (
        "程序出错（{kind}，{place}）。",
        "不是填表的问题。请把 {path} 发给维护者，里面没有个人信息。",
    ),
    "F-SAME-FILE": ("输出文件与输入文件“{name}”相同。", "请换一个输出位置。"),
    "F-IN-USE": (
        "无法写入“{name}”：文件正被占用或没有权限。",
        "请关闭打开它的程序，检查权限后重试。",
    ),
    "F-OPEN": (
        "“{name}”正被别的程序打开，没有写入。",
        "请关闭它后重试；确实没有打开的，请删去旁边的 {lock}。",
    ),
    "F-READ-ONLY": ("无法写入“{name}”：所在位置是只读的。", "请换一个输出文件夹。"),
    "F-DISK-FULL": ("磁盘空间不足，“{name}”没有写入。", "请清理磁盘或换一个输出文件夹。"),
    "F-NAME-TOO-LONG": ("文件名“{name}”太长。", "请缩短文件名或文件夹名。"),
    "F-NO-OFFICE": (
        "找不到 LibreOffice 的 unopkg 程序。",
        "请先安装 LibreOffice 25.2 或更新的版本，或把它的 program 文件夹加入 PATH。",
    ),
    "F-UNOPKG": (
        "LibreOffice 没有接受扩展：{why}。",
        "请关闭所有 LibreOffice 窗口后重试。",
    ),
    "F-NO-VBA": ("没有安装 pyOpenVBA，无法生成加载项。", '请运行 pip install "xlpay[excel]"。'),
    "F-NOT-WINDOWS": (
        "Excel 加载项只能在 Windows 上安装。",
        "在这里可以用 xlpay addin build 生成 xlpay.xlam；LibreOffice 请用 xlpay calc install。",
    ),
    "F-ANSI": (
        "路径“{name}”里有系统编码写不出的字，Excel 的宏读不了。",
        "请把 Python 环境装到只有英文或本机语言的路径。",
    ),
    "F-NO-XLWINGS": ("没有安装 xlwings，加载项无法运行。", '请运行 pip install "xlpay[excel]"。'),
    "F-WRITE": ("写入“{name}”失败：{why}。", "请检查输出文件夹后重试。"),
    "F-SAME": (
        "“{name}”用的正是这个月结果的名称，结果会写到它自己上，所以没有写。",
        "重算这个月，请加 --out 和另一个文件夹；接着算下个月，请加 --month {next}。",
    ),
}

# What was asked for and can't be: code -> (the problem, what to do).
ARGUMENT_CODES: Final[dict[str, tuple[str, str]]] = {
    "P-SET": ("没有名为“{name}”的参数{nearest}。", "用 xlpay policy show 查看政策读哪些参数。"),
    "P-SETFORM": ("--set “{text}”看不懂。", "应写成 --set 项目=值。"),
    "P-SETMONTH": ("两种算法要比同一个月。", "换月份请用 --month。"),
    "P-VERSION": ("{wanted} 从 {first} 起发薪{instead}。", "请用 --month 指定它执行的月份。"),
    "P-RATING": ("政策没有等次“{word}”{nearest}。", "请写政策里的等次。"),
    "P-SCHEME": (
        "没有名为“{name}”的政策或文件{nearest}。",
        "用 xlpay policy list 查看随附的；政策文件请写对文件名和文件夹。",
    ),
    "P-NAME": ("“{name}”不能作编号。", "请用小写英文、数字和连字符，如 mycity-2024。"),
    "P-YEAR": ("“{year}”不是年度。", "应写成 2025 这样的年度，在 1900—2200 年之间。"),
    "P-LOCALNAME": ("“{name}”不能作地区名。", "请写参数“地区”里的名称，如 --local 某某市。"),
    "P-LOCALFILE": (
        "地方标准的文件名要以“{prefix}”开头，“{name}”计算时找不到。",
        "请改文件名，或只写文件夹。",
    ),
    "P-NAMETAKEN": ("随附的政策已用了编号“{name}”。", "请换一个名字。"),
}

# What an argument of a worksheet function can't be used for: code -> (the spreadsheet's error, the
# problem).  They come before those of CODES.
FUNCTION_CODES: Final[dict[str, tuple[str, str]]] = {
    "C-WORD": ("#VALUE!", "“{value}”不能作“{header}”{nearest}"),
    "N-FIXED": ("#VALUE!", "{scheme}的占比是固定的，不能另给"),
    "N-FORCE": ("#N/A", "{what}没有现行的标准"),
    "N-GRADE": ("#VALUE!", "“{value}”不是等级：应为 {low}—{high} 的整数{row}"),
    "N-LENGTH": ("#VALUE!", "“{header}”是 {length} 个字的文字，太长"),
    "N-LISTED": ("#VALUE!", "“{header}”里又套着一组值"),
    "N-MONTHS": ("#VALUE!", "“{value}”不是月数：应为 0—12 的整数"),
    "N-SERIAL": ("#VALUE!", "日期序号 {value} 不在 1900—2200 年之间"),
    "N-SERIALYEAR": ("#VALUE!", "“{value}”像是年份，请写完整日期，如 2021-07-01"),
    "N-SHARE": ("#VALUE!", "“{header}”{value} 超出范围：{range}"),
    "N-ZERO": ("#VALUE!", '“{header}”是0，而 Calc 把空单元格也当0：真是0请写文字"0"，不填请省去'),
    "N-UNEQUAL": ("#VALUE!", "“{header}”的行数比别的区域少，对不上"),
}

# What keeps a button from doing its work on an open workbook: code -> (the problem, what to do).
LIVE_CODES: Final[dict[str, tuple[str, str]]] = {
    "L-BUSY": ("上一次操作还没有做完。", "请等状态栏恢复后再按。"),
    "L-EDITING": ("有单元格正在编辑。", "请按回车或 Esc 结束编辑，再按一次。"),
    "L-PROTECTED": ("工作表“{sheet}”受保护，不能写入。", "请先撤销工作表保护，再按一次。"),
    "L-STRUCTURE": ("工作簿的结构受保护，不能增删工作表。", "请先撤销工作簿保护，再按一次。"),
    "L-READ-ONLY": ("“{name}”是以只读方式打开的。", "请另存为一份，或关闭后重新打开再按。"),
    "L-SHARED": ("“{name}”是共享工作簿，不能写入。", "请先取消共享，再按一次。"),
    "L-NOT-OURS": ("“{name}”不是按官方模板做的工作簿：没有“参数”和“花名册”。", "请用官方模板。"),
    "L-NO-RESULTS": (
        "这个工作簿里没有一张结果表，不知道结果该是什么样子。",
        "请用 xlpay template --upgrade 补上结果表，或用“新建模板”另建一份。",
    ),
    "L-RESULT-FORM": (
        "工作表“{sheet}”里没有程序认行用的标记（隐藏的 A 列和第 1—4 行），没有写入。",
        "标记可能在清理时删掉了：请把这张表改名再运行，程序会新建一张；自己加的内容从旧表复制。",
    ),
    "L-FAILED": ("写入时出错：{why}。", "结果表已恢复成原来的样子，请关闭其他对话框后再按一次。"),
    "L-HALF": (
        "写入时出错：{why}；结果表没有能完全恢复。",
        "请不要保存，关闭工作簿后重新打开。",
    ),
    "L-BEGUN": (
        "上一次按下的按钮中途断了，{sheets}可能只写了一半。",
        "要先恢复成那次按下以前的样子吗？选“否”保留现在的样子。",
    ),
    "L-SILENT": (
        "Python 没有回答，这次没有做完，结果表可能只写了一半。",
        "请再按一次：会先问要不要恢复。仍不行，请在命令行运行 xlpay addin doctor。原因：",
    ),
    "L-SILENT-CELL": (
        "Python 没有回答，算不出来。",
        "请在命令行运行 xlpay addin doctor 检查环境。原因：",
    ),
    "L-CRASH": ("{why}", "{hint}结果表请看一遍，不对的按“撤销上次计算”。"),
    "L-NOTHING": ("没有可以撤销的计算。", "只能撤销一天以内、在这台电脑上做的最近一次计算。"),
    "L-CHANGED": (
        "上次计算以后结果表又有改动，没有撤销。",
        "请自己核对；需要原来的内容，可以不保存就关闭工作簿。",
    ),
    "L-NO-PERSON": ("没有选中人员。", "请在“工资发放表”或“花名册”里点中要解释的那一行，再按一次。"),
    "L-NO-WORKBOOK": ("没有打开的工作簿。", "请先打开工资工作簿，再按一次。"),
    "L-NO-FOLDER": ("找不到可以存放新模板的文件夹。", "请先把工作簿保存到本机，再按一次。"),
}


class Code(msgspec.Struct, frozen=True):
    """A kind of finding: how much it weighs, what is wrong, what to do ({…} are filled in)."""

    severity: Severity
    message: str
    hint: str
    identity: bool = False  # of an identity number: it is not known whose row it is
    several: bool = False  # concerns everyone of that identity number, not one row
    doubtful: bool = False  # a value that doesn't look right: listed before others of its level
    standard: bool = False  # something that the standards are worked out from is lacking
    unread: bool = False  # records that aren't read: every command that computes tells it
    asked: bool = False  # about a cell's own text: equal cells of a column, once
    one_figure: bool = False  # an error of one deduction: it stays blank, everyone's gross is paid

    @property
    def words(self) -> tuple[str, ...]:
        """The words in braces of its message, in their order."""
        return _words_in(self.message)


E, W, N, I = Severity.ERROR, Severity.WARNING, Severity.NOTICE, Severity.INFO  # noqa: E741

CODES: Final[dict[str, Code]] = {
    # ── sheets and headers
    "S-SHEET": Code(E, "缺少工作表“{sheet}”", "请用官方模板，或用 xlpay template --upgrade 补上"),
    "S-HEADER": Code(E, "找不到列“{header}”", "请在前十行内写上这个列名{nearest}"),
    "S-NOHEADER": Code(E, "前十行里没有找到表头（应有：{headers}）", "请按官方模板写上列名"),
    "S-REPEATED": Code(W, "这一行又是表头，没有当作记录{more}", "请删去这一行"),
    "S-TOTAL": Code(W, "这一行像是合计，没有当作记录{more}", "合计由程序算，请删去这一行"),
    "S-FOOTER": Code(W, "这一行像是签字或说明，没有当作记录{more}", "请移到表格以外"),
    "S-ABSENT": Code(
        N, "没有工作表“{sheet}”，按没有记录算", "需要时用 xlpay template --upgrade 补上"
    ),
    "S-RENAMED": Code(
        W,
        "没有工作表“{sheet}”，但有“{near}”，没有读",
        "若就是这张表，请把名称改回“{sheet}”",
        unread=True,
    ),
    "S-MEANT": Code(
        E,
        "“{near}”{how}有“{sheet}”的列和内容，却没有读：“{sheet}”没有或是空的",
        "若就是这张表，请把它的名称改成“{sheet}”；不是的，请移出工作簿或改列名",
        unread=True,
    ),
    "S-TWIN": Code(
        W,
        "“{near}”{how}有“{sheet}”的列和内容，没有读；读的是“{sheet}”",
        "有漏登的请并到“{sheet}”；只是存底的不必处理",
        unread=True,
    ),
    "S-HIDDENSHEET": Code(N, "工作表“{sheet}”是隐藏的，也照读", "不想计算的内容请删去"),
    "S-TWICE": Code(E, "列“{header}”出现了两次", "请删去或改名其中一列"),
    "S-MERGED": Code(E, "数据区里有合并单元格 {range}", "请取消合并，每格都填上"),
    "S-EMPTY": Code(E, "花名册里没有人", "请先填花名册"),
    "S-HIDDEN": Code(N, "工作表“{sheet}”里有隐藏的行，也照读", "不想计算的行请删去"),
    "S-OPEN": Code(
        N, "“{name}”正被别的程序打开，读到的是上次保存的内容", "请先保存并关闭，再算一次"
    ),
    "S-SAVED": Code(
        W, "“{name}”在计算期间又保存过，结果是按开始时的内容算的", "请再算一次，以最后保存的为准"
    ),
    "S-NEWER": Code(W, "这份工作簿的模板版本 {version} 比程序新", "请升级 xlpay 后再核对一次"),
    # ── cells
    "C-BLANK": Code(E, "“{header}”没有填", "请补上"),
    "C-BLANKS": Code(E, "这一行没有填：{headers}", "请补上；不是记录就删去这一行"),
    "C-ERROR": Code(E, "单元格是错误值 {value}", "请改正公式或直接填值"),
    "C-FORMULA": Code(E, "公式还没有算出值", "请在 Excel 里打开、重算并保存"),
    "C-DATE": Code(E, "“{value}”不是日期", "请填真正的日期，如 2021-07-01", asked=True),
    "C-DATENUM": Code(
        E, "“{value}”是数字，不是日期", "请把单元格设为日期格式，或按文本填 2021-07-01", asked=True
    ),
    "C-DATEYEAR": Code(
        E, "填的是数字 {value}，按日期格式成了 {day}", "请填完整的日期，如 2021-07-01", asked=True
    ),
    "C-YEARDATE": Code(
        E,
        "填的是 {value}，但单元格是日期格式，显示成 {day}",
        "请把单元格格式改成“常规”，再填四位数的年份",
        asked=True,
    ),
    "C-UNTIL": Code(E, "“{value}”不是日期", "还没有结束的请留空", asked=True),
    "C-NODATE": Code(E, "没有“{value}”这一天", "请核对年月日", asked=True),
    "C-MONTH": Code(E, "“{value}”不是月份", "请填 2026-11 这样的月份", asked=True),
    "C-YEAR": Code(E, "“{value}”不是年度", "请填四位数的年份，如 2025", asked=True),
    "C-WORD": Code(E, "“{value}”不在“{header}”的选项里{nearest}", "请从下拉中选", asked=True),
    "C-NOTHING": Code(W, "“{value}”当作没有填", "没有的请留空", asked=True),
    "C-NUMBER": Code(E, "“{value}”不是数", "请填数字，不要带单位或文字", asked=True),
    "C-DECIMALS": Code(E, "金额 {value} 超过两位小数", "请填到分"),
    "C-NEGATIVE": Code(E, "“{header}”是负数 {value}", "请填不小于 0 的数"),
    "C-POSITIVE": Code(E, "金额 {value} 不是正数", "请填大于 0 的数；扣减用“补扣”"),
    "C-LARGE": Code(E, "{value} 大得不合理", "请核对是否多填了位数"),
    "C-WHOLE": Code(E, "“{header}”应为整数，填的是 {value}", "请填整数"),
    "C-HALVES": Code(E, "天数 {value} 不是整天或半天", "请填整数或 .5", asked=True),
    "C-FLAG": Code(E, "“{value}”应为 是 或 否", "请填 是 或 否", asked=True),
    "C-TWELFTH": Code(
        E, "期初折算年限 {value} 不是十二分之一年的倍数", "请按月份折算，如 3年7个月填 3.58"
    ),
    "C-DIGITS": Code(W, "“{header}”存成了数字，位数可能丢失", "请设为文本格式后重填"),
    "C-ACCOUNT": Code(
        E, "银行账号存成了数字，末几位可能已变成0", "请设为文本格式，对照存折或银行卡重填"
    ),
    "C-LUHN": Code(W, "银行账号{why}", "请对照银行卡核对；存折和部分农信社账号可以不理会"),
    # ── identity numbers
    "I-NUMBER": Code(
        E, "身份证号存成了数字，末几位可能已变成0", "请把该列设为文本后重填", identity=True
    ),
    "I-LENGTH": Code(E, "身份证号应为18位，现有{length}位", "请对照身份证改正", identity=True),
    "I-FORM": Code(E, "身份证号里有不该有的字符", "只能是17位数字加一位数字或X", identity=True),
    "I-BIRTH": Code(E, "身份证号里的出生日期不存在或在将来", "请对照身份证改正", identity=True),
    "I-CHECK": Code(E, "身份证号最后一位校验不对，应为{digit}", "请对照身份证改正", identity=True),
    "I-LOWER": Code(W, "身份证号末位不是大写的 X，按 X 读", "请改成大写 X", identity=True),
    "I-OLD": Code(W, "是15位旧身份证号", "请换成18位号码", identity=True),
    "I-TWICE": Code(
        E, "身份证号与第{row}行相同", "一个人只能有一行，请删去或改正", identity=True, several=True
    ),
    "I-UNKNOWN": Code(
        E, "花名册里没有这个人（{masked}）", "请先加进花名册，或改正身份证号", identity=True
    ),
    "I-NAME": Code(
        W, "姓名“{name}”与花名册的“{roster}”不同", "请核对是不是同一个人", identity=True
    ),
    # ── 参数
    "P-MISSING": Code(E, "参数“{name}”没有填", "{note}", standard=True),
    "P-UNKNOWN": Code(W, "不认识的参数“{name}”{nearest}", "请改正或删去"),
    "P-WORD": Code(
        W, "参数“{name}”的值“{value}”不认识，按“{default}”", "可选 {choices}；不影响应发数"
    ),
    "P-TWICE": Code(E, "参数“{name}”出现了两次", "请删去一行"),
    "P-VALUE": Code(E, "参数“{name}”的值“{value}”不能用：{why}", "{note}"),
    "P-RANGE": Code(E, "参数“{name}”的值 {value} 超出范围 {range}", "请按文件规定的范围填"),
    "P-NOYEAR": Code(
        E, "“{scheme}”没有年终发的钱（[[yearly]]），没有可算的", "按月发的用 run；请核对政策"
    ),
    "P-SCHEME": Code(E, "没有名为“{value}”的政策{nearest}", "可以填：{offered}"),
    "P-BESIDE": Code(
        I, "政策是工作簿旁边的文件“{file}”（指纹 {mark}）", "无须处理；文件改动过，指纹就不同"
    ),
    "P-CONTINUES": Code(
        W,
        "工作簿旁边的文件“{file}”（指纹 {mark}）从 {first} 起接替随附的“{scheme}”",
        "请核对这个文件是谁给的、对不对；不该用的请移走",
    ),
    "P-REGION": Code(E, "政策里没有地区“{value}”{nearest}", "请从下拉中选"),
    "P-EARLY": Code(E, "{month} 早于政策开始发薪的 {first}", "请改工资月份或执行起始月份"),
    "P-LATE": Code(E, "{month} 没有可用的政策版本", "请换用新的政策"),
    "P-INCOME": Code(
        W, "没有{year}年的{base}，用的是{used}年的 {value} 元", "公布后请{remedy}", standard=True
    ),
    "P-FROM": Code(
        W,
        "参数“{name}”没有写执行月份，按从 {month} 起执行算；以前各月{before}",
        "请填“{since}”，或把各年的数填在“收入标准”",
    ),
    "P-REDONE": Code(
        N,
        "按现在的数据重算 {month}，{count} 人的应发合计与“{name}”（指纹 {mark}）里的不同，"
        "相差合计 {total} 元：{people}",
        "请核对是补录、更正还是标准变了；要补发补扣的填“补扣发明细”",
    ),
    "P-STANDARDTWICE": Code(E, "{year}年的收入标准填了两次", "请删去一行"),
    "P-STANDARDEARLY": Code(
        W, "{year}年的收入标准从 {month} 起执行，早于 {usual}", "请核对年度和执行月份"
    ),
    "P-STANDARDORDER": Code(
        E, "{year}年的收入标准从 {month} 起执行，不晚于{before}年的", "请核对年度和执行月份"
    ),
    "P-NOBASE": Code(E, "地区“{region}”没有{base}", "请{remedy}", standard=True),
    "P-NOPLACE": Code(
        E,
        "{what}“{place}”不在“{base}”的任何一组里",
        "请核对{what}的写法，或在政策文件这个 [[base]] 的 areas 里补上",
        standard=True,
    ),
    "P-LEAVES": Code(N, "参数“{name}”只有一半：{why}", "请成对填写"),
    # ── contribution rules: of a local file, and of 缴费标准
    "N-RATE": Code(E, "费率 {value} 不能用", "请写小数，如 8% 写 0.08"),
    "N-RATE8": Code(
        E, "{kind}的费率 {value} 大得不合理（最多 {most}）", "若是 {value}%，请写 {meant}"
    ),
    "N-NOPERSON": Code(E, "工伤保险个人不缴费", "请删去个人部分（社会保险法第三十三条）"),
    "N-FUNDLOW": Code(
        E, "公积金比例 {value} 低于 0.05", "单位和个人都不低于 5%（住房公积金管理条例第十八条）"
    ),
    "N-FUND": Code(W, "公积金比例 {value} 高于 0.12", "高于 12% 的部分要计税，请核对文件"),
    "N-FUNDEQ": Code(
        W, "公积金比例单位 {unit}、个人 {person}，两边不同", "多数地方两边相同，请核对文件"
    ),
    "N-LIMITS": Code(E, "下限 {low} 元高于上限 {high} 元", "请核对两个数"),
    "N-RATIO": Code(
        W,
        "上限 {high} 元不是下限 {low} 元的 5 倍",
        "上下限是平均工资的 300% 和 60%，请对照文件核对（国办发〔2019〕13号）",
    ),
    "N-NODOC": Code(W, "没有填文号", "请填公布这个数的文件名和文号"),
    "N-ROWTWICE": Code(E, "{first} 起有两条同样的规定", "请删去一条，或改正险种、地区、起始月份"),
    "N-OVERLAP": Code(E, "到 {last} 止，与 {first} 起的一条重叠", "请核对起止月份"),
    "N-HOLE": Code(E, "到 {last} 止，下一条从 {first} 起，中间有空档", "请核对起止月份"),
    "N-ENDS": Code(E, "止 {last} 早于起 {first}", "请核对起止月份"),
    "N-NOVALUE": Code(E, "“{item}”这一行没有填 {headers}", "请填数，不用的行请删去"),
    "N-FILE": Code(
        E,
        "地方标准文件“{name}”不能用（{count}处）：{first}",
        "请改正后重算；用 xlpay policy check 看全部",
        one_figure=True,
    ),
    "N-FILEDOUBT": Code(
        W,
        "地方标准文件“{name}”有 {count} 处请看一看：{first}",
        "用 xlpay policy check 看全部",
    ),
    "N-FILETWICE": Code(
        E,
        "“{name}”和“{other}”都是“{local}”的地方标准，两份都没有用",
        "请只留一份",
        one_figure=True,
    ),
    "N-FOREIGN": Code(
        W, "地方标准文件“{name}”是“{local}”的，没有用", "本单位的地区是“{region}”，请换文件或改地区"
    ),
    "N-LOCAL": Code(
        I, "用了地方标准文件“{name}”（{local}，{count} 条，指纹 {fingerprint}）", "无须处理"
    ),
    # ── sheets of deductions
    "N-BASE0": Code(E, "“{header}”填的是 0", "请填每月的基数；没有的留空"),
    "N-NOBASES": Code(E, "这一行没有填任何基数", "请填基数，不用的行请删去"),
    "N-SPAN": Code(E, "“{until}”{last} 早于“{since}”{first}", "请核对两个月份"),
    "N-CROSS": Code(W, "与第{row}行的月份重叠，已合并", "请改成不重叠的一段"),
    "N-NOSUM": Code(E, "个人金额、单位金额、滞纳金都没有填", "请填金额，不用的行请删去"),
    "N-AHEAD": Code(W, "补缴的月份到 {last}，不早于缴费月份 {paid}", "请核对月份"),
    "N-TWICE": Code(E, "与第{row}行重复：{what}", "请删去一行"),
    "N-ALIKE": Code(W, "与第{row}行同一项目、同一金额，月份重叠", "请核对是不是同一笔"),
    # ── does it look right?
    "Q-INCOME": Code(
        E,
        "收入数 {value} 元与已知的{known} {figure} 元相差太大（应在其 0.5—2 倍之间）",
        "请核对是不是多写、少写了一位；隔了多年的，把中间各年的数填进“收入标准”",
        doubtful=True,
    ),
    "Q-GROSS": Code(E, "应发合计是负数 {value} 元", "请核对补扣的金额和月份", doubtful=True),
    "Q-NET": Code(
        E,
        "扣款 {deducted} 元多于应发 {gross} 元，实发是负数",
        "请核对其他扣款的金额",
        doubtful=True,
    ),
    "Q-ADJUSTMENT": Code(
        W,
        "{item} {value} 元，多于本人月标准 {standard} 元的两倍",
        "请核对小数点和位数；确实是的请在“已核对”里注明",
        doubtful=True,
    ),
    "Q-REPORTED": Code(
        W,
        "月报酬 {value} 元，与全单位月标准的中位数 {median} 元相差三倍以上",
        "请核对是不是年报酬、或多写少写了一位",
        doubtful=True,
    ),
    "Q-LEAP": Code(
        W,
        "应发合计 {value} 元，上月结果是 {before} 元，相差三倍以上",
        "请核对本月的补扣发、请假和人员类别",
        doubtful=True,
    ),
    # ── contributions
    "N-NORATE": Code(
        E,
        "{month} 没有在用的{kind}{what}，这一项留空，实发未定稿",
        "请在“缴费标准”或地方标准文件里补上，写明文号",
        one_figure=True,
    ),
    "N-OLD": Code(
        W, "{kind}的标准到 {until} 为止，现在仍按它算：{rules}", "请核对有没有新文件，并填写文号"
    ),
    "N-LAYER": Code(
        W, "{kind}在同一个月有两处不同的标准，按近的一处算：{rules}", "请核对，删去不对的一处"
    ),
    "N-BASE": Code(
        E,
        "没有能用的{base}，{kind}不能算，留空，实发未定稿",
        "请在“缴费基数”里填写，或在参数“未填基数”里选别的办法",
        one_figure=True,
    ),
    "N-LOW": Code(I, "{count} 人的基数低于下限，{kind}按{limit}缴：{people}", "无须处理"),
    "N-HIGH": Code(I, "{count} 人的基数高于上限，{kind}按{limit}缴：{people}", "无须处理"),
    "N-NEWBASE": Code(
        I, "{count} 人没有填基数，{kind}按本月应发：{people}", "定下基数后请填进“缴费基数”"
    ),
    "N-COVER": Code(
        E,
        "本月新进或离职，不知道{kind}本月缴不缴，留空，实发未定稿",
        "请填“参保记录”，或在地方标准文件里写明入职、离职当月缴不缴（公积金还可填参加工作日期）",
        one_figure=True,
    ),
    "N-NOJOIN": Code(
        W, "{count} 人在职，按“参保记录”本月没有参加{kind}：{people}", "请核对参保的起止月份"
    ),
    "N-FUNDNEW": Code(
        I, "{count} 人初次参加工作，公积金从第二个月起缴：{people}", "住房公积金管理条例17条"
    ),
    # ── what is left of gross
    "D-NEG": Code(
        W,
        "应发 {gross} 元不够扣个人应缴的 {due} 元，单位代垫 {advanced} 元",
        "请记入应收个人；下月把余额填进“期初代垫”",
    ),
    "D-CARRY": Code(N, "{kind} {amount} 元本月扣不下，结转下月", "下月把余额填进“期初代垫”"),
    "D-LEFT": Code(W, "本月离职，还有代垫 {amount} 元没有收回", "请向本人收回，不要漏掉"),
    "D-SHARE": Code(W, "扣款占应发的 {share}%，超过四成", "请核对基数和扣款"),
    "D-20": Code(
        W,
        "赔偿扣款 {amount} 元，{why}",
        "赔偿每月不得超过当月工资的20%，扣后不得低于最低工资（工资支付暂行规定16条）",
    ),
    "D-COURT": Code(I, "按法院判决、裁定代扣 {amount} 元", "请保存文书"),
    "D-STALE": Code(
        W, "“期初代垫”有 {count} 行不是上月末（{month}）的余额，没有用", "请改填上月末的余额"
    ),
    "D-NOROW": Code(W, "“{sheet}”有本月的一行，但本月没有此人的工资", "请核对月份和人员"),
    "W-MIN": Code(
        W,
        "整月应发 {amount} 元（不含补发补扣），低于最低工资 {least} 元，"
        "差 {lacking} 元（{source}）",
        "请核对标准，报主管部门补足",
    ),
    "W-MINSICK": Code(
        W,
        "有假期按比例发薪的月，应发 {amount} 元，低于最低工资 {least} 元的80%，"
        "差 {lacking} 元（{source}）",
        "请补足（劳部发〔1995〕309号59条）",
    ),
    "W-MINREG": Code(I, "没有“{region}”在用的最低工资，没有比较", "可在地方标准文件里填写"),
    "X-BILL": Code(
        W,
        "{kind}核定应缴 {billed} 元，逐人合计 {ours} 元，相差 {difference} 元",
        "请核对名单和基数",
    ),
    # ── 花名册
    "R-LEAVE": Code(E, "离职日期 {leave} 早于进入社区日期 {entry}", "请核对两个日期"),
    "R-REASON": Code(W, "有离职日期但没有离职原因", "请选离职原因，年终的钱要看它"),
    "R-NOLEAVE": Code(W, "有离职原因但没有离职日期", "请补填离职日期，或删去原因"),
    "R-NAMENOTE": Code(
        W, "姓名“{name}”里写着别的话", "姓名栏只写姓名；已离职的请填“离职日期”，否则照常发薪"
    ),
    "R-YOUNG": Code(W, "进入社区时不满16周岁", "请核对出生日期和进入日期"),
    "R-FUTURE": Code(N, "{month} 还没有到岗，本月不发", "无须处理"),
    "R-PROBATION": Code(W, "试用期截止日期早于进入社区日期", "请核对"),
    "R-FIRSTJOB": Code(W, "参加工作日期晚于进入社区日期，从进入社区起算", "请核对两个日期"),
    "R-NOFIRSTJOB": Code(
        W, "没有填参加工作日期，“{count}”从进入社区日期起算", "请填第一次参加工作的日期"
    ),
    "R-OPENING": Code(E, "期初截止年度和{header}要一起填", "请都填上或都不填"),
    "R-NOOPENING": Code(
        W, "{year}年以前进入，却没有期初数，按进入年度起全部重算", "请填期初截止年度和{header}"
    ),
    "R-OPENLARGE": Code(
        W, "{header} {value} 比日期或其他期初数所允许的多（最多 {most}）", "请核对"
    ),
    "R-OPENRUN": Code(
        E, "期初连续优秀年数应为 0—2，填的是 {value}", "满三年的应已上调，请填尚未用掉的年数"
    ),
    "R-OPENMONTH": Code(E, "{month} 不晚于期初截止年度 {year}", "期初数之前的月份不能算"),
    "R-OPENJAN": Code(N, "上次发薪的月按期初数计算，看不出本年因年限的变动", "无须处理"),
    "R-CAPPED": Code(N, "{name}应加到{wanted}级，最高{highest}级，加级没有用足", "无须处理"),
    "R-REPORTED": Code(E, "是“{category}”，但没有填网格员月报酬", "请填每月报酬"),
    "R-NOTPAID": Code(I, "人员类别“{category}”不在这里发薪", "无须处理"),
    "R-NOROW": Code(
        E, "“{component}”没有这个人适用的标准", "请核对学历、资格、岗位等是否填对", standard=True
    ),
    "B-UNRATED": Code(E, "{year}年没有考核等次，年终的钱算不出来", "请在“考核记录”补录该年等次"),
    "B-ASSUMED": Code(N, "{year}年没有考核等次，按“{rating}”算", "请核对"),
    "B-ZERO": Code(E, "{group}的分配权重全是 0，没法分配", "请核对等次和参数里的权重"),
    "B-PAST": Code(N, "{past}，在办法施行以前，没有列入", "请人工核定是否发放"),
    "B-UNPAID": Code(
        N, "{date} 已满{years}年，早于开始发薪的 {month}，没有列入", "请人工核定是否发放"
    ),
    "B-QUOTA": Code(
        W,
        "{group}{year}年“{rating}”有 {top} 人，{beyond} {most} 人（{total}人的{share}）",
        "请核对等次",
    ),
    "R-CONTRACT": Code(W, "合同终止日期早于起始日期", "请核对"),
    # ── events
    "W-ORPHAN": Code(
        W, "您在“{header}”列写的“{value}”对应的人本月没有这一行，没有带过来", "请在上一份结果里查看"
    ),
    "W-REF": Code(
        W,
        "{whose}引用的“{was}”已经没有这一行或这一列，引用成了 #REF!",
        "请改正这个公式；原来的在上一份结果里",
    ),
    "W-RANGE": Code(W, "{whose}引用的“{was}”现在是“{now}”：{change}", "请核对这个公式"),
    "W-FIXED": Code(
        N, "{whose}引用的“{was}”跨几张表或写在文字里，不会跟着行移动", "请核对这个公式"
    ),
    "W-PAID-TWICE": Code(
        E,
        "{masked} 在“{other}”也有工资：这里应发 {here} 元，那里 {there} 元",
        "请核对由哪一份发，从另一份的花名册里去掉或填离职日期",
    ),
    "W-BOOK-TWICE": Code(W, "{others}", "同一个单位同一个月只留一份"),
    "W-KEPT": Code(
        W,
        "“{name}”在写出以后改动过，没有覆盖掉，已另存为“{kept}”",
        "自己填的内容若还要用，请从那一份抄过来",
    ),
    "W-MONTH": Code(I, "工资月份原来是{was}，结果里已改成 {month}", "接着用结果就是接着算 {month}"),
    "W-PAPER": Code(
        N,
        "本月用到的列较多，A4 横向打印字号不足8磅，纸张已设为 A3",
        "只有 A4 时，可把本月不必看的列收起或把列改窄",
    ),
    "W-MOVED": Code(
        N, "您插在表中间的列“{header}”移到了表的右边，内容都在", "自己的列请加在“备注”右边"
    ),
    "V-ORDER": Code(E, "结束日期 {last} 早于起始日期 {first}", "请核对两个日期"),
    "V-OVERLAP": Code(W, "“{duty}”的两段日期重叠，已合并", "请改成不重叠的一段"),
    "V-BEFORE": Code(W, "日期 {date} 早于进入社区日期", "请核对"),
    "V-TWICE": Code(E, "{year}年的等次填了两次", "请删去一行"),
    "V-SCORETWICE": Code(E, "这个月的得分填了两次（见第{row}行）", "请删去一行"),
    "V-RATED": Code(W, "{year}年还没有进入社区，却有考核等次，不计", "请核对年度"),
    "V-UNRATED": Code(W, "{year}年没有考核等次，这一年不计", "请补录等次；未参加考核的请核对"),
    "V-NORATING": Code(
        W,
        "{year}年没有考核等次，“{component}”按没有等次算",
        "请补录等次；未参加考核的请核对",
    ),
    "V-ALLUNRATED": Code(W, "全单位{year}年都没有考核等次", "考核结果批准后请补录，并重新计算"),
    "V-NOTHIRED": Code(W, "“{level}”没有聘用日期，这项资格不计", "受聘到岗位后请填聘用日期"),
    "V-SAME": Code(W, "与第{row}行重复", "请删去一行"),
    "V-SPLIT": Code(E, "“{kind}”跨了月份", "请按月分开填"),
    "V-TOOLONG": Code(
        W,
        "“{kind}”{days}天，多于这段日期内的在职{unit}{most}天{how}",
        "请核对天数和日期；周末上班的日子列进“调休”表",
    ),
    "V-MOVETWICE": Code(E, "与第{row}行都从{month}起，去的地方不同", "请留下对的一行"),
    "V-NOMOVE": Code(
        W,
        "{where}已经在这个社区",
        "花名册填第一次调动以前的社区；花名册改过的请改回，重复的删去这一行",
    ),
    "V-MOVEBACK": Code(
        N, "最后调到的就是花名册里的社区", "花名册填第一次调动以前的社区；确是调回的不用改"
    ),
    "V-MOVEDTWICE": Code(E, "与第{row}行是同一天，一个上班、一个休息", "请留下对的一行"),
    "V-NOTMOVED": Code(W, "这一天是{usual}，不用列在这里", "请核对日期和类别"),
    "V-DAYS": Code(W, "“{kind}”填{days}天，按日期是{most}天", "请核对"),
    "V-CROSS": Code(W, "与第{row}行的日期重叠", "请核对是否重复登记"),
    "V-UNION": Code(
        E,
        "与第{rows}行的日期重叠，合计{days}天，这些日期一共只有{most}个工作日",
        "请核对是否重复登记；各请半天的都填 .5",
    ),
    "V-NODAYS": Code(E, "“{kind}”填0天，按日期有{most}个工作日", "请填天数，没有请假的删去这一行"),
    "V-PAIDTWICE": Code(
        E, "与第{row}行完全相同，会{item}两次", "重复的请删去一行；确是两笔的，请在“说明”里分别写明"
    ),
    "V-PAIDALIKE": Code(W, "与第{row}行同一个月、同一项目、同一金额", "请核对是不是同一笔"),
    "V-YEAR": Code(
        W,
        "{month}比工资月份早整{years}年，却排在以后月份的行后面，是不是年份写错了",
        "要在本月发的请改成 {now}；确是以前的，把这一行移到前面",
    ),
    "V-NEVER": Code(
        W, "{month}这个人{why}，这一行哪个月都不会用到", "请核对月份是否填错年份，或改到发放的月份"
    ),
    "V-NOTOVER": Code(W, "{year}年还没有过完，这一年的等次现在不算{more}", "请核对年度"),
    "V-DEMOTED": Code(
        E,
        "“{duty}”没有结束日期，第{row}行又从{first}起任“{lower}”，会一直按“{duty}”发",
        "请填“{duty}”的结束日期",
    ),
    "V-BOTH": Code(
        W, "“{duty}”与第{row}行的“{lower}”同时在任", "请填前一项职务的结束日期，或核对职务"
    ),
    "V-OUT": Code(W, "日期不在该人在职期间", "请核对"),
    "V-SCORES": Code(E, "{group}只有部分人有{month}得分，缺：{names}", "要么都填，要么都不填"),
    "V-ZEROSCORES": Code(E, "{group}{month}的得分全是 0，没法分配", "请核对得分"),
    "V-NOSCORES": Code(
        N,
        "{group}{month}没有得分，按本人标准发，没有拉开差距",
        "办法要求按绩效考核分配，请补填得分",
    ),
    "V-NOPAY": Code(
        E,
        "有{month}的“{item}”，但这个人不由本办法发薪，或以前没有发过",
        "请核对月份、人员或改在别处处理",
    ),
    "V-COLLECT": Code(
        W,
        "{month}没有工资可扣：这个人的补扣发相抵后是补扣 {value} 元，没有列入工资发放表，待追回",
        "请在工资以外收回，收回后删去这些行",
    ),
    "V-SCORENOPAY": Code(W, "有{month}的得分，但这个人本月不参加分配，不用", "请核对"),
    "V-SPELT": Code(N, "“{written}”与“{first}”按同一个{header}算", "请把写法改成一样"),
    "V-NEAR": Code(
        W,
        "“{name}”与“{other}”写法不同，按两个{place}算",
        "若是同一个，请改成一样；确是两个的，请都列进“社区”表",
    ),
    "V-COMMUNITY": Code(W, "“社区”表里没有“{community}”{nearest}", "请补上或改正写法"),
    # ── management rules; {source} is the clause
    "M-NODATA": Code(I, "“{sheet}”没有填，没有核查{what}", "需要核查的请填写（{source}）"),
    "M-YEARLY": Code(I, "{what}按年度核查，在12月提示", "无须处理（{source}）"),
    "M-NORECORD": Code(W, "{period}没有一条“{item}”记录", "请补录（{source}）"),
    "M-STAFFING": Code(
        W,
        "社区“{community}”有 {count} 人，按 {households} 户应为 {low}—{high} 人",
        "请核对人数和规划户数（{source}）",
    ),
    "M-LEADERS": Code(
        W, "社区“{community}”有领导 {count} 人，多于 {most} 人", "请核对任职（{source}）"
    ),
    "M-DUTY": Code(
        W,
        "社区“{community}”任“{duty}”的有 {count} 人，应不少于 {least} 人",
        "请核对任职（{source}）",
    ),
    "M-LOCAL": Code(
        W,
        "社区“{community}”属地人员有 {count} 人，应不少于 {least} 人",
        "请核对“是否属地”（{source}）",
    ),
    "M-EXTRADUTY": Code(
        W, "任“{duty}”的应为{wanted}，这个人是“{category}”", "请核对人员类别和职务（{source}）"
    ),
    "M-LENTLONG": Code(
        W,
        "“{duty}”从 {first} 起超过{months}个月（应到 {until} 为止）",
        "请核对起止日期，间隔不久的合并计算（{source}）",
    ),
    "M-LENTMANY": Code(
        W,
        "社区“{community}”{date} 有 {count} 人“{duty}”，多于 {most} 人",
        "请核对起止日期（{source}）",
    ),
    "M-SHORT": Code(
        W, "{period}“{item}”{value}，应不少于 {least}", "请核对，有漏登的请补录（{source}）"
    ),
    "M-INDUCTION": Code(W, "到试用期截止日 {until} 没有“{item}”记录", "请补录或安排（{source}）"),
    "M-ENTRYEDU": Code(
        W, "进入时学历是“{education}”，低于“{least}”", "请核对；经批准放宽的不必处理（{source}）"
    ),
    "M-ENTRYAGE": Code(
        W, "进入社区时已超过{most}周岁", "请核对日期；经批准放宽的不必处理（{source}）"
    ),
    "M-LOWEDU": Code(W, "学历“{education}”没有单列的标准，按最低一档", "请核对学历（{source}）"),
    "M-MINSERVICE": Code(
        W, "{joined} 纳入，最低服务{years}年，应到 {until}", "请核对离职日期（{source}）"
    ),
    "M-REHIRE": Code(
        W,
        "{left} 因“{reason}”离职，{years}年内又进入社区",
        "请核对是否可以录用（{source}）",
    ),
    "M-REHIREWHY": Code(
        N, "{left} 离职，{years}年内又进入社区，没有填前次离职原因", "请补填（{source}）"
    ),
    "M-NOTELECTED": Code(
        W,
        "是“{category}”，职务到 {until} 为止，以后没有任职，仍在发薪（{source}）",
        "没有再当选的请填离职日期和原因；转任的请补任职记录或改类别",
    ),
    "M-JOINED": Code(
        W,
        "{joined} 纳入体系，那时还没有“{rating}”的考核（{source}）",
        "请核对纳入体系日期，补录以前的等次",
    ),
    "M-FAILED": Code(
        W, "{years}年连续{times}次考核“{rating}”", "已达到退出的条件，请按程序办理（{source}）"
    ),
    "M-ABSENCE": Code(
        W,
        "从 {first} 起的12个月里“{kind}”累计 {days} 天，超过 {most} 天",
        "已达到退出的条件，请按程序办理（{source}）",
    ),
    "M-ABSENCERUN": Code(
        W,
        "从 {first} 起连续“{kind}”{days} 天，超过 {most} 天",
        "已达到退出的条件，请按程序办理（{source}）",
    ),
    "M-SICK": Code(
        W,
        "“{kind}”从 {first} 起连续超过{months}个月（{over} 起），仍发全额",
        "请核定应发比例，要扣的填“补扣发明细”（{source}）",
    ),
    "M-RETIRE": Code(
        W,
        "按“{category}”{due} 达到法定退休年龄，月末仍在职",
        "请办理退休；弹性延迟的请核对手续（{source}）",
    ),
    "M-RETIRECAT": Code(
        N,
        "没有填退休类别，按“{category}”算；若是“{other}”，{due} 已达到退休年龄",
        "请核对档案后填写（{source}）",
    ),
    "M-RETIRESEX": Code(
        W, "退休类别“{category}”与身份证号的性别不符", "请核对退休类别和身份证号（{source}）"
    ),
    "M-CONTRACT": Code(
        W, "合同已于 {date} 到期，仍在职", "请续签或填离职日期，并更新合同日期（{source}）"
    ),
    "M-CONTRACTSOON": Code(N, "合同 {date} 到期", "请提前办理续签或终止（{source}）"),
    "M-NOTICE": Code(
        W,
        "{applied} 申请离职，应提前{months}个月，最早到 {until}",
        "请核对申请日期和离职日期（{source}）",
    ),
    "M-NOTICEDATE": Code(
        N, "本人要求离职，没有填离职申请日期", "请补填，以便核对是否提前申请（{source}）"
    ),
    "M-MEANPAY": Code(
        W,
        "{component}平均一年 {mean} 元，低于{base} {wanted} 元",
        "请核对收入数和等级（{source}）",
    ),
    "M-FLOOR": Code(
        W,
        "月报酬 {value} 元，低于{component}平均数的{share}（{least} 元）",
        "请核对月报酬（{source}）",
    ),
    "M-PLACES": Code(
        W,
        "{group}{communities}个社区共 {count} 人，多于名额 {most} 人",
        "请核对人数和批准增加的名额（{source}）",
    ),
    "M-PLACESONE": Code(
        I, "社区“{community}”有 {count} 人，名额 {places} 人", "街道总量不超的无须处理（{source}）"
    ),
}


@cache
def _words_in(text: str) -> tuple[str, ...]:
    """The words in braces, in their order."""
    return tuple(word for _, word, _, _ in Formatter().parse(text) if word)
