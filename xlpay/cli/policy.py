"""Commands about policies: list, show, check, new, diff; what a reading costs; what is to come."""

from __future__ import annotations

import argparse
from pathlib import Path

from xlpay.base.findings import UnusableFile, unusable
from xlpay.cli.console import clear_progress, complain, progress, say, write_json
from xlpay.cli.parser import Parser

DONE, DATA_ERRORS, UNUSABLE = 0, 1, 2


def add_policy_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    """`policy …`, `compare` and `forecast`."""
    policy = commands.add_parser("policy", help="政策：列表、内容、检查、条款")
    actions = policy.add_subparsers(required=True, metavar="操作")
    actions.add_parser("list", help="列出随附的政策").set_defaults(command=_policy_list)
    for name, command, help_text in (
        ("show", _policy_show, "把政策显示成表"),
        ("check", _policy_check, "检查一个政策文件或地方标准文件"),
        ("clauses", _policy_clauses, "逐条列出文件条款与计算的对应"),
    ):
        action = actions.add_parser(name, help=help_text)
        action.add_argument("policy", help="政策编号、名称或文件")
        action.set_defaults(command=command)
    new = actions.add_parser("new", help="写一个带说明的政策文件骨架，或地方缴费标准的")
    new.add_argument("policy", nargs="?", default="", help="政策编号或文件；--local 的写文件")
    new.add_argument("--local", metavar="地区", help="写这个地区的社保、公积金、最低工资标准")
    new.set_defaults(command=_policy_new, parser=new)
    diff = actions.add_parser("diff", help="两个政策有什么不同")
    diff.add_argument("policy", help="政策编号、名称或文件")
    diff.add_argument("other", help="另一个")
    diff.set_defaults(command=_policy_diff)
    compare = commands.add_parser("compare", help="同一花名册换一种读法或政策，差多少钱")
    compare.add_argument("--set", action="append", default=[], metavar="项目=值", dest="settings")
    compare.add_argument("--policy", default="", help="换成这个政策：编号、名称或文件")
    compare.set_defaults(command=_compare)
    forecast = commands.add_parser("forecast", help="以后谁在哪个月晋级，每月多少钱")
    forecast.add_argument("--months", type=_count, default=24, help="算几个月，不写是24")
    forecast.add_argument("--rating", default="", help="以后各年按哪个等次，不写按通常的等次")
    forecast.set_defaults(command=_forecast)
    for asked in (compare, forecast):
        asked.add_argument("book", type=Path, help="工作簿（.xlsx 或 .xlsm）")
        asked.add_argument("--json", action="store_true", help="输出机器可读的结果")
        asked.add_argument("--full-ids", action="store_true", help="JSON 里不遮盖身份证号")
        asked.add_argument("--month", type=month, help="哪个月，如 2026-11；不写按参数表")
        asked.add_argument("--out", type=Path, help="另写成一个工作簿，放在哪个文件夹")


def month(text: str) -> int:
    from xlpay.run.outcome import month_number

    try:
        parsed = month_number(text)
    except UnusableFile as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是月份，应写成 2026-11") from error
    assert parsed is not None  # there is a text
    return parsed


def _compare(arguments: argparse.Namespace) -> int:
    from xlpay.cli import output
    from xlpay.jobs import compare

    changed = dict(_assignment(text) for text in arguments.settings)
    found = compare.compare(
        arguments.book, changed, arguments.policy, arguments.month, progress=progress()
    )
    clear_progress()
    if found.failed:
        output.tell(list(dict.fromkeys([*found.before.findings, *found.after.findings])))
        return DATA_ERRORS
    output.tell_in_short(list(dict.fromkeys([*found.before.findings, *found.after.findings])))
    if arguments.json:
        write_json(compare.payload(found, full_ids=arguments.full_ids))
    else:
        say(compare.lines(found))
    if arguments.out is not None:
        from xlpay.jobs.sheets import write_comparison

        _tell_written(write_comparison(found, arguments.book, arguments.out))
    return DONE


def _tell_written(path: Path) -> None:
    complain([f"已写出 {path}"])


def _forecast(arguments: argparse.Namespace) -> int:
    from xlpay.cli import output
    from xlpay.jobs import forecast

    found = forecast.forecast(
        arguments.book,
        arguments.months,
        arguments.rating,
        arguments.month,
        progress=progress(),
    )
    clear_progress()
    if found.unit is None:
        output.tell(found.done.findings)
        return DATA_ERRORS
    output.tell_in_short(found.done.findings)
    if arguments.json:
        write_json(forecast.payload(found, full_ids=arguments.full_ids))
    else:
        say(forecast.lines(found))
    if arguments.out is not None:
        from xlpay.jobs.sheets import write_forecast

        _tell_written(write_forecast(found, arguments.book, arguments.out))
    return DONE


def _assignment(text: str) -> tuple[str, str]:
    """`项目=值`; UnusableFile."""
    name, sign, value = text.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise unusable("P-SETFORM", text=text)
    return name.strip(), value.strip()


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 240):
        raise argparse.ArgumentTypeError(f"“{text}”应为 1—240 的整数")
    return int(text)


# ── policy


def _policy_list(arguments: argparse.Namespace) -> int:
    from xlpay.policy.files import show

    say(show.list_lines(), masked=False)
    return DONE


def _policy_show(arguments: argparse.Namespace) -> int:
    from xlpay.policy.files import show

    say(show.lines(show.find_document(arguments.policy)), masked=False)
    return DONE


def _policy_check(arguments: argparse.Namespace) -> int:
    from xlpay.policy.files import show

    errors, told = show.check_lines(Path(arguments.policy))
    (complain if errors else say)(errors or told, masked=False)
    return UNUSABLE if errors else DONE


def _policy_new(arguments: argparse.Namespace) -> int:
    from xlpay.policy.files.local import new_local
    from xlpay.policy.files.skeleton import new_policy

    if arguments.local is not None:
        path = new_local(arguments.local, Path(arguments.policy) if arguments.policy else None)
    elif not arguments.policy:
        arguments.parser.error("the following arguments are required: 政策")
    else:
        path = new_policy(Path(arguments.policy))
    say([f"已生成 {path}", f"改好以后请运行 xlpay policy check {path}"], masked=False)
    return DONE


def _policy_diff(arguments: argparse.Namespace) -> int:
    from xlpay.policy.files.difference import difference
    from xlpay.policy.files.show import find_document

    first, second = find_document(arguments.policy), find_document(arguments.other)
    say(difference(first, second), masked=False)
    return DONE


def _policy_clauses(arguments: argparse.Namespace) -> int:
    from xlpay.policy.files import show
    from xlpay.policy.files.clauses import clauses_text

    say(clauses_text(show.find_document(arguments.policy)).split("\n"), masked=False)
    return DONE
