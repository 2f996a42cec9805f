"""What each button does with the open workbook; the program that shows it is behind Host.

A button never raises: whatever stands in the way becomes a message, and nothing is half written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Final

from xlpay.base.codes import Severity
from xlpay.base.faults import fault
from xlpay.base.findings import UnusableFile, live_text
from xlpay.base.forms import ROSTER, SETTINGS
from xlpay.base.months import month_of
from xlpay.live import words
from xlpay.live.delivering import deliver, gross_before, report_only, write_noted
from xlpay.live.explaining import SHEET, chosen_in_payroll, chosen_in_roster, table
from xlpay.live.host import Host, Obstacle
from xlpay.live.session import Services, Session
from xlpay.live.undo import bring_back, drop, half_written, keep, take_back
from xlpay.live.writing import Written
from xlpay.results import common as results
from xlpay.results import month as month_results
from xlpay.run.inquiry import inquire
from xlpay.run.monthly import (
    Calculated,
    month_tables,
    year_tables,
)
from xlpay.unit.inputs import Unit

_RUNNING: Final = threading.Lock()
_NEW: Final = "社区工作者薪酬"  # the name of a new workbook


class Declined(Exception):
    """The user said no; nothing is left to say."""


def press(button: str, host: Host, services: Services) -> None:
    """Do what a button is for; `button` is a key of ACTIONS."""
    if not _RUNNING.acquire(blocking=False):
        host.tell(live_text("L-BUSY"))
        return
    try:
        said = _said(ACTIONS[button], Session(host, services))
    finally:
        _RUNNING.release()
    if said:
        host.tell(said)


def _said(action: Callable[[Session], str], session: Session) -> str:
    """What an action has to say, or what stood in its way; the status bar is given back."""
    try:
        session.progress("读取")
        if action is not undo:  # which brings back without a question
            _offer(session)
        return action(session)
    except Declined:
        return ""
    except Obstacle as obstacle:
        return live_text(obstacle.code, **obstacle.words)
    except UnusableFile as error:
        return "\n".join(part for part in (error.message, error.hint) if part)
    except Exception as error:  # a fault of ours must not become a dialog of the program
        found = fault(error, action.__name__)  # which keeps nothing of anybody
        return live_text("L-CRASH", why=found.message, hint=found.hint)
    finally:
        with suppress(Exception):  # a program that takes no call now has no status bar of ours
            session.host.status("")


def _offer(session: Session) -> None:
    """Where a press has died half-way, ask whether to bring back what stood before it.

    After a no what stands now is taken for wanted, and can be taken back as any run can.
    """
    sheets = half_written(session.cache, session.host)
    if not sheets:
        return
    if session.host.ask(live_text("L-BEGUN", sheets="、".join(sheets))):
        bring_back(session.cache, session.host)
    else:
        keep(session.cache, session.host)


# ── the buttons


def check(session: Session) -> str:
    """检查: findings, marked and listed."""
    if not _on_template(session):
        return template(session)
    done = session.month()
    text = words.checked(done, report_only(session, done))
    _lead_to_report(session, done)
    return text


def month(session: Session) -> str:
    """计算本月."""
    if not _on_template(session):
        return template(session)
    done = session.month()
    if done.failed:
        return _refused(session, done)
    if not _go_on(session, done):
        return ""
    written, marked = deliver(session, done, month_tables(done, session.host.sheets()))
    return _told(words.month_done(done, gross_before(written), marked), written)


def promotion(session: Session) -> str:
    """晋级: the rises of the next January."""
    if not _on_template(session):
        return template(session)
    unit = session.unit()
    coming = month_of(unit.month // 12 + 1, 1) if unit is not None else None
    done = session.month(coming)
    if done.failed:
        return _refused(session, done)
    if not _go_on(session, done):
        return ""
    assert done.run is not None
    tables = [month_results.promotion(done.run, done.changes), done.report()]
    written, marked = deliver(session, done, tables)
    return _told(words.promotion_done(done, marked), written)


def year_end(session: Session) -> str:
    """年终奖: this year's once it has ratings, else that of the year before."""
    if not _on_template(session):
        return template(session)
    unit = session.unit()
    if unit is None:
        done = session.month()
        return _refused(session, done)
    year, why = _year(unit)
    done = session.year(year)
    if done.failed:
        text = _refused(session, done)
        return f"{text}\n{why}"
    if not _go_on(session, done):
        return ""
    written, marked = deliver(session, done, year_tables(done))
    return _told(words.year_done(done, why, marked), written)


def _year(unit: Unit) -> tuple[int, str]:
    this = unit.month // 12
    if (unit.events.ratings.year == this).any():
        return this, f"{this}年已有考核等次，算的是{this}年。"
    return this - 1, f"{this}年还没有考核等次，算的是{this - 1}年。"


def explain(session: Session) -> str:
    """解释: the person whose row of 工资发放表 or 花名册 is selected."""
    selection = session.host.selection()
    if selection is None or selection.sheet not in (results.PAYROLL, ROSTER.sheet):
        raise Obstacle("L-NO-PERSON")
    done = session.month(skip_errors=True)
    if selection.sheet == ROSTER.sheet:
        identity = chosen_in_roster(done.unit, selection) if done.unit is not None else ""
    else:
        grid = session.grid(results.PAYROLL)
        assert grid is not None
        identity = chosen_in_payroll(grid, selection)
    found = inquire(done, identity)
    if not found.lines:
        return "\n".join(found.candidates)
    session.progress("写入")
    write_noted(session, [table(done, found.people[0])])
    drop(session.cache, session.host)
    session.host.show(SHEET)
    return ""


def undo(session: Session) -> str:
    """撤销上次计算."""
    sheets = take_back(session.cache, session.host)
    return f"已恢复成上次计算以前的样子：{'、'.join(sheets)}。"


def template(session: Session) -> str:
    """新建模板: beside the workbook, or in the user's documents; never over a file."""
    from xlpay.jobs.books import new_template  # no other button reads or writes files

    folder = session.host.folder or session.services.documents
    if folder is None:
        raise Obstacle("L-NO-FOLDER")
    numbers = (f"-{number}" if number > 1 else "" for number in count(1))
    path = next(p for n in numbers if not (p := folder / f"{_NEW}{n}.xlsx").exists())
    new_template(path)
    session.host.open_new(path)
    return f"新模板已保存并打开：{path}"


# ── what they have in common


def _told(text: str, written: Written) -> str:
    lines = [*words.orphans(written.orphans), *words.stuck(written.own.stuck)]
    return "\n".join([text, *lines, *words.not_followed(written.refused)])


def _on_template(session: Session) -> bool:
    """Whether the workbook is one of ours; if not, whether the user wants a new one is asked."""
    if {SETTINGS.sheet, ROSTER.sheet} & set(session.host.sheets()):
        return True
    problem = live_text("L-NOT-OURS", name=session.host.name)
    if session.host.ask(f"{problem}\n\n要新建一份模板吗？"):
        return False
    raise Declined


def _refused(session: Session, done: Calculated) -> str:
    """What is told where errors stand; they are marked and listed, and nothing else is written."""
    text = words.refused(done, report_only(session, done), session.host.folder is not None)
    _lead_to_report(session, done)
    return text


def _lead_to_report(session: Session, done: Calculated) -> None:
    """Where errors stand, show the sheet that lists them, each with a link to its cell."""
    if any(finding.severity is Severity.ERROR for finding in done.findings):
        session.host.show(results.REPORT)


def _go_on(session: Session, done: Calculated) -> bool:
    """Whether to compute in spite of warnings; asked once."""
    if not any(finding.severity is Severity.WARNING for finding in done.findings):
        return True
    return session.host.ask(words.warned(done.findings))


ACTIONS: Final[dict[str, Callable[[Session], str]]] = {
    "check": check,
    "month": month,
    "promotion": promotion,
    "year": year_end,
    "explain": explain,
    "undo": undo,
    "template": template,
}
"""Button -> what it does; gives the text to tell."""
