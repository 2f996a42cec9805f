"""The command line: each command parses, calls one function and prints.

Exit codes: 0 done; 1 the data has errors; 2 the file, policy or arguments can't be used; 3 refused
because the month is closed.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from xlpay import __version__
from xlpay.base.findings import UnusableFile
from xlpay.cli.console import (
    clear_progress,
    complain,
    prepare_console,
    progress,
    say,
    write_json,
)
from xlpay.cli.parser import Parser
from xlpay.cli.policy import add_policy_commands, month

DONE, DATA_ERRORS, UNUSABLE = 0, 1, 2
_MOST_WORKERS = 61  # more is refused by Windows


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    # numpy would start a thread a core for linear algebra, of which there is none here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # The cells of a large workbook are many objects and no cycles; looking for some takes a tenth.
    gc.set_threshold(200_000, 20, 100)
    prepare_console()
    try:
        arguments = command_line().parse_args(argv)
        code: int = arguments.command(arguments)
        return code
    except UnusableFile as error:
        return _refused(error)
    except BrokenPipeError:
        return DONE
    except KeyboardInterrupt:
        clear_progress()
        complain(["已中止，没有写出任何文件"])
        return UNUSABLE
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a fault of ours; a panic of a library derives from it too
        from xlpay.base.faults import fault

        return _refused(fault(error, _command(sys.argv[1:] if argv is None else argv)))


def _refused(error: UnusableFile) -> int:
    """Tell why nothing could be done; the exit code."""
    clear_progress()
    complain(error.line().split("\n"))
    return UNUSABLE


def _command(words: Sequence[str]) -> str:
    """The command's own word; nothing of what it was given."""
    return words[0] if words and words[0].isascii() and words[0].isalpha() else ""


def command_line() -> argparse.ArgumentParser:
    parser = Parser(prog="xlpay", description="社区工作者薪酬：精确到分，每个数字都有出处")
    parser.add_argument(
        "--version", action="version", version=f"xlpay {__version__}", help="显示版本"
    )
    commands = parser.add_subparsers(required=True, metavar="命令")
    _book_commands(commands)
    _other_commands(commands)
    add_policy_commands(commands)
    return parser


def _book_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    run = commands.add_parser("run", help="计算一个月：工资发放表、晋级审批表等")
    run.add_argument("--skip-errors", action="store_true", help="有错误的人不算，其余照发")
    run.add_argument("--formulas", action="store_true", help="加一张“核对”：用函数重算每个人")
    run.set_defaults(command=_run)
    check = commands.add_parser("check", help="只核对，不计算")
    check.set_defaults(command=_check)
    bonus = commands.add_parser("bonus", help="年终的表")
    bonus.add_argument("--year", type=int, required=True, help="年度，如 2025")
    bonus.add_argument("--skip-errors", action="store_true", help="有错误的人不算，其余照发")
    bonus.set_defaults(command=_bonus)
    explain = commands.add_parser("explain", help="一个人的每个数字是怎么来的")
    explain.add_argument("--person", required=True, help="身份证号或姓名")
    explain.set_defaults(command=_explain)
    for command in (run, check, bonus, explain):
        command.add_argument("book", type=Path, help="工作簿（.xlsx 或 .xlsm）")
        command.add_argument("--json", action="store_true", help="输出机器可读的结果")
        command.add_argument("--full-ids", action="store_true", help="JSON 里不遮盖身份证号")
    for command in (run, check, explain):
        command.add_argument("--month", type=month, help="哪个月，如 2026-11；不写按参数表")
    for command in (run, check, bonus):
        command.add_argument("--out", type=Path, help="写到哪个文件夹")
        command.add_argument("--all-findings", action="store_true", help="每条问题都列出来")
    batch = commands.add_parser("batch", help="计算许多工作簿的一个月")
    batch.add_argument("paths", nargs="+", help="工作簿、文件夹或通配符（如 工资/*.xlsx）")
    batch.add_argument("--out", type=Path, required=True, help="写到哪个文件夹")
    batch.add_argument("--workers", type=_workers, help="同时用几个进程；不写按处理器个数")
    batch.add_argument("--month", type=month, help="哪个月，如 2026-11；不写按各自的参数表")
    batch.add_argument("--skip-errors", action="store_true", help="有错误的人不算，其余照发")
    batch.add_argument("--json", action="store_true", help="输出机器可读的结果")
    batch.set_defaults(command=_batch)


def _other_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    demo = commands.add_parser("demo", help="生成两地样例并计算一个月")
    demo.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path("xlpay-demo"),
        help="放在哪个文件夹",
    )
    demo.set_defaults(command=_demo)
    template = commands.add_parser("template", help="生成空白的官方模板")
    template.add_argument("path", type=Path, nargs="?", help="写到哪里")
    template.add_argument("--upgrade", type=Path, help="补上这个工作簿缺少的工作表")
    template.add_argument("--policy", default="", help="只为这个政策：编号、名称或文件")
    template.set_defaults(command=_template)
    function = commands.add_parser("fn", help="计算一个工作表函数，如 xlpay fn CWGRADE 正职 5 本科")
    function.add_argument("name", help="如 CWGRADE")
    function.add_argument("arguments", nargs="*", help='依次写，空着的写 ""')
    function.add_argument("--policy", default="", help="只认这个政策：编号、名称或文件")
    function.set_defaults(command=_function)
    relink = commands.add_parser("relink", help="Excel 存成 [1]!CW… 的公式改回 CW…，或反过来")
    relink.add_argument("book", type=Path, help="工作簿（.xlsx 或 .xlsm）")
    relink.add_argument("--excel", action="store_true", help="反过来：CW… 改成 Excel 加载项的写法")
    relink.add_argument("--out", type=Path, help="写到哪个文件夹")
    relink.set_defaults(command=_relink)
    _host_commands(commands)


def _host_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    addin = commands.add_parser("addin", help="Excel 加载项：生成、安装、移除、检查环境")
    calc = commands.add_parser("calc", help="LibreOffice Calc 扩展：生成、安装、移除")
    for parser, command, built, names in (
        (addin, _addin, "xlpay.xlam", ("install", "uninstall", "doctor")),
        (calc, _calc, "xlpay.oxt", ("install", "uninstall")),
    ):
        actions = parser.add_subparsers(required=True, metavar="操作", dest="action")
        build = actions.add_parser("build", help=f"生成 {built}")
        build.add_argument("path", type=Path, nargs="?", default=Path(built), help="写到哪里")
        for name, text in zip(names, ("安装", "移除", "检查环境并说明怎样解决"), strict=False):
            actions.add_parser(name, help=text)
        parser.set_defaults(command=command)


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"“{text}”不是 1 到 {_MOST_WORKERS} 的整数")
    return int(text)


# ── workbooks


def _run(arguments: argparse.Namespace) -> int:
    from xlpay.jobs import books as jobs

    job = jobs.run_month(
        arguments.book,
        arguments.out,
        arguments.month,
        skip_errors=arguments.skip_errors,
        formulas=arguments.formulas,
        progress=progress(),
    )
    return _report(arguments, job)


def _check(arguments: argparse.Namespace) -> int:
    from xlpay.jobs import books as jobs

    job = jobs.check_book(arguments.book, arguments.out, arguments.month, progress=progress())
    return _report(arguments, job)


def _bonus(arguments: argparse.Namespace) -> int:
    from xlpay.jobs import books as jobs

    job = jobs.run_year(
        arguments.book,
        arguments.year,
        arguments.out,
        skip_errors=arguments.skip_errors,
        progress=progress(),
    )
    return _report(arguments, job)


def _report(arguments: argparse.Namespace, job: jobs.Job) -> int:  # type: ignore[name-defined]  # noqa: F821
    """Findings, then what was written; the exit code."""
    from xlpay.cli import output

    clear_progress()
    code = DATA_ERRORS if job.done.failed else DONE
    output.tell(job.done.findings, every=arguments.all_findings)
    if arguments.json:
        write_json(output.job_json(job, code, full_ids=arguments.full_ids))
        return code
    say([f"{job.book.name}：{output.counts(job.done.findings)}", *output.summary_lines(job)])
    return code


def _explain(arguments: argparse.Namespace) -> int:
    from xlpay.cli import output
    from xlpay.jobs import books as jobs

    done = jobs.explain_book(arguments.book, arguments.month, arguments.person, progress=progress())
    clear_progress()
    output.tell_in_short(done.findings)
    if len(done.people) != 1:
        complain(done.candidates)
        return UNUSABLE
    if arguments.json:
        write_json(done.payload(full_ids=arguments.full_ids))
    else:
        say(done.lines)
    return DONE


def _batch(arguments: argparse.Namespace) -> int:
    from xlpay.base.findings import unusable
    from xlpay.batch import rows as batch_rows
    from xlpay.batch import run as batch

    stage = progress()

    def tell(row: batch_rows.BookResult, done: int, total: int) -> None:
        clear_progress()
        complain(f"{row.book} {line}" for line in row.lines)
        stage(f"{done}/{total}")

    made = batch.run_batch(
        arguments.paths,
        arguments.out,
        arguments.month,
        workers=arguments.workers,
        skip_errors=arguments.skip_errors,
        tell=tell,
    )
    clear_progress()
    complain(batch.doubles_lines(made))
    if not made.rows:
        raise unusable("F-NO-BOOKS", paths=" ".join(arguments.paths))
    if arguments.json:
        write_json(batch.batch_json(made, made.status))
    else:
        say(batch.summary_lines(made))
    return made.status


# ── the rest


def _demo(arguments: argparse.Namespace) -> int:
    from xlpay.cli import demo

    for line in demo.make(arguments.folder, progress=progress()):
        clear_progress()
        say([line])
    return DONE


def _template(arguments: argparse.Namespace) -> int:
    from xlpay.jobs import books as jobs
    from xlpay.jobs import upgrading

    if arguments.upgrade is not None:
        say(upgrading.upgrade_book(arguments.upgrade, arguments.path).lines())
    else:
        path = arguments.path or Path("payroll_template.xlsx")
        say([f"已生成 {jobs.new_template(path, arguments.policy)}"])
    return DONE


def _relink(arguments: argparse.Namespace) -> int:
    from xlpay.jobs import relinking

    done = relinking.relink_book(arguments.book, arguments.out, to_addin=arguments.excel)
    say(done.lines())
    return DONE


def _function(arguments: argparse.Namespace) -> int:
    from xlpay.functions import run_line

    if arguments.policy:
        from xlpay.policy.files.known import use
        from xlpay.policy.files.show import find_document

        use([find_document(arguments.policy)])
    code: int
    text, code = run_line(arguments.name, arguments.arguments)
    (say if code == DONE else complain)(
        text.split("\n"), masked=False
    )  # of what was typed just now
    return code


# ── spreadsheet programs


def _addin(arguments: argparse.Namespace) -> int:
    from xlpay.hosts.excel import build as excel_build
    from xlpay.hosts.excel import doctor as excel_doctor
    from xlpay.hosts.excel import install as excel_install
    from xlpay.hosts.excel import machine as excel_machine

    if arguments.action == "build":
        say([f"已生成 {excel_build.build(arguments.path)}"])
    elif arguments.action == "doctor":
        found = excel_doctor.findings(excel_machine.this_machine())
        say(finding.line() for finding in found)
        return DONE if all(finding.well for finding in found) else UNUSABLE
    else:
        do = excel_install.install if arguments.action == "install" else excel_install.uninstall
        say(do())
    return DONE


def _calc(arguments: argparse.Namespace) -> int:
    from xlpay.hosts.calc import build as calc_build
    from xlpay.hosts.calc import install as calc_install

    if arguments.action == "build":
        say([f"已生成 {calc_build.build(arguments.path)}"])
    else:
        do = calc_install.install if arguments.action == "install" else calc_install.uninstall
        say(do())
    return DONE
