"""What 填表说明 says in its own words, whatever the policy: the order of work, the rules.

A line is cells parted by ｜; an indented line goes on with the last cell of the line above.
"""

from __future__ import annotations

from typing import Final


def cells(block: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a block, each as its cells."""
    found: list[str] = []
    for line in block.strip().splitlines():
        if line.startswith(" "):
            found[-1] += line.strip()
        else:
            found.append(line)
    return tuple(tuple(part.strip() for part in line.split("｜")) for line in found)


STEPS: Final = cells("""
4｜计算，两种办法｜按钮：装了 Excel 加载项或 LibreOffice 扩展的，工作簿开着，
    点“社区薪酬”里的“计算本月”（“检查”只校验）。命令：没有装的，保存并关闭工作簿，在命令行运行
    xlpay check 工作簿.xlsx 只校验，xlpay run 工作簿.xlsx 计算。
5｜拿到结果｜按钮：结果就地填进眼前这个工作簿的结果表，没有另外的文件；不要这次的结果，点“撤销上次计算”；
    要，就自己保存。命令：原来的工作簿不会被改动，结果另存在同一文件夹里，文件名末尾带月份，
    如 某街道-2026-11.xlsx。
6｜先看校验报告｜“错误”必须改好再算：有错误时按钮不动工资表，只写“校验报告”并转到那里；
    命令只另存一份校验报告。“警告”逐条核对；“提示”“信息”看过即可。报告写明在哪张表哪一格、怎么改。
    改输入表：用按钮的改眼前这个工作簿，用命令的改原工作簿。
7｜核对与审批｜看“工资发放表”的合计与上月差多少，“晋级审批表”列明谁因为什么变了；
    对哪个数有疑问，到“计算依据”按姓名筛选，看算式和条款。
8｜打印存档｜各表已设好A4横向、每页重复表头、页码和签字栏，直接打印；
    制表、审核、负责人签字后存档。
9｜下一个月｜在上月的结果上接着登记，或者在原工作簿上接着登记，算出来是一样的。
    在结果表最右边自己加的列，只有在上月的结果上接着做才会保留。
""")

RULES: Final = cells("""
身份证号、银行账号、手机号｜这些列已设成文本，直接录入即可，左上角的绿色小三角是正常的。
    看到 1.5E+17 或末尾变成 000，说明数字已经丢了，必须重新录入。末位是X的写大写X。
从别处粘贴｜用“选择性粘贴—数值”，以免盖掉本表的文本格式、下拉和提示。
日期、月份、年度｜日期写成 2021-07-01，也可以写 2021/7/1、2021年7月（算作1日），不要写 2021.7，
    Excel会当成小数。月份写成 2026-11，年度写成 2025。
金额｜单位是元，最多两位小数，不写“元”字。
下拉选项｜点单元格右边的小箭头选。全部词语列在第六部分，括号里的写法也认。
姓名、社区｜除花名册外，姓名只为方便查看，认人只认身份证号。
    社区在各表的写法要一致，先登记在“社区”表，别的表里就能下拉选到。
表名、列名、格子｜表名、列名不要改；列的先后可以调，可以加自己的列和表，程序不动它们。
    空行不要紧；不要合并单元格，不要插小计行。
提示｜点到任何一格（或列名），旁边会显示这一列填什么。
""")
