"""What each button does with the open workbook; the program that shows it is behind Host.

A button never raises: whatever stands in the way becomes a message, and nothing is half written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from xlpay.diagnostics import Severity, UnusableFile, live_text
from xlpay.forms import ROSTER, SETTINGS
from xlpay.grid import Grid
from xlpay.inquiry import inquire
from xlpay.live import words
from xlpay.live.explaining import SHEET, chosen_in_payroll, chosen_in_roster, table
from xlpay.live.host import Host, Obstacle
from xlpay.live.marks import mark
from xlpay.live.sheetstate import from_corner
from xlpay.live.undo import Cache, forget, keep, rewriting, take_back
from xlpay.live.writing import Written, write
from xlpay.missing_sheets import sheet_findings
from xlpay.monthly import (
    Calculated,
    month_run,
    month_tables,
    policies_beside,
    policies_of,
    year_run,
    year_tables,
)
from xlpay.months import month_of
from xlpay.payroll import GROSS
from xlpay.policy.load import load_shipped
from xlpay.settings import FindPolicy
from xlpay.unit import Unit, read_unit
from xlpay.workbook import month_results, results
from xlpay.workbook.markers import HEAD, ROW
from xlpay.workbook.tables import Table

_RUNNING: Final = threading.Lock()
_NEW: Final = "社区工作者薪酬"  # the name of a new workbook


class Declined(Exception):
    """The user said no; nothing is left to say."""


@dataclass(frozen=True, slots=True)
class Services:
    """What an adapter knows beside the workbook: the cache of the user, the time in seconds,
    where a new workbook may go if the open one has no folder."""

    cache: Path
    now: float
    documents: Path | None = None


@dataclass(slots=True)
class Session:
    """One press of a button: the workbook, and its input sheets, each read once."""

    host: Host
    services: Services
    _grids: dict[str, Grid | None] = field(default_factory=dict)

    @property
    def cache(self) -> Cache:
        return Cache(self.services.cache, self.services.now)

    def grid(self, sheet: str) -> Grid | None:
        if sheet not in self._grids:
            self._grids[sheet] = self.host.grid(sheet)
        return self._grids[sheet]

    @property
    def find_policy(self) -> FindPolicy:
        """Policy files beside the workbook, if it lies in a folder."""
        return policies_beside(self.host.folder)

    def progress(self, stage: str) -> None:
        self.host.status(words.progress(stage))

    def unit(self) -> Unit | None:
        """The workbook's unit as it stands; None where nothing can be computed."""
        return read_unit(self.grid, load_shipped(), self.find_policy)[0]

    def month(self, month: int | None = None, *, skip_errors: bool = False) -> Calculated:
        """The month, with what the workbook itself lacks."""
        done = month_run(
            self.grid,
            load_shipped(),
            self.find_policy,
            month,
            skip_errors=skip_errors,
            progress=self.progress,
        )
        done.findings[:0] = sheet_findings(self.host.sheets(), policies_of(done))
        return done

    def year(self, year: int) -> Calculated:
        """The year-end money."""
        done = year_run(self.grid, load_shipped(), self.find_policy, year, progress=self.progress)
        done.findings[:0] = sheet_findings(self.host.sheets(), policies_of(done))
        return done


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
        return action(session)
    except Declined:
        return ""
    except Obstacle as obstacle:
        return live_text(obstacle.code, **obstacle.words)
    except UnusableFile as error:
        return "\n".join(part for part in (error.message, error.hint) if part)
    except Exception as error:  # a fault of ours must not become a dialog of the program
        return live_text("L-CRASH", why=f"{type(error).__name__}: {error}")
    finally:
        with suppress(Exception):  # a program that takes no call now has no status bar of ours
            session.host.status("")


# ── the buttons


def check(session: Session) -> str:
    """检查: findings, marked and listed."""
    if not _on_template(session):
        return template(session)
    done = session.month()
    return words.checked(done, _report(session, done))


def month(session: Session) -> str:
    """计算本月."""
    if not _on_template(session):
        return template(session)
    done = session.month()
    if done.failed:
        return words.refused(done, _report(session, done), session.host.folder is not None)
    if not _go_on(session, done):
        return ""
    written, marked = _write(session, done, month_tables(done))
    return _told(words.month_done(done, _gross_before(written), marked), written)


def promotion(session: Session) -> str:
    """晋级: the rises of the next January."""
    if not _on_template(session):
        return template(session)
    unit = session.unit()
    coming = month_of(unit.month // 12 + 1, 1) if unit is not None else None
    done = session.month(coming)
    if done.failed:
        return words.refused(done, _report(session, done), session.host.folder is not None)
    if not _go_on(session, done):
        return ""
    assert done.run is not None
    tables = [month_results.promotion(done.run, done.changes), done.report()]
    written, marked = _write(session, done, tables)
    return _told(words.promotion_done(done, marked), written)


def year_end(session: Session) -> str:
    """年终奖: this year's once it has ratings, else that of the year before."""
    if not _on_template(session):
        return template(session)
    unit = session.unit()
    if unit is None:
        done = session.month()
        return words.refused(done, _report(session, done), session.host.folder is not None)
    year, why = _year(unit)
    done = session.year(year)
    if done.failed:
        text = words.refused(done, _report(session, done), session.host.folder is not None)
        return f"{text}\n{why}"
    if not _go_on(session, done):
        return ""
    written, marked = _write(session, done, year_tables(done))
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
    write(session.host, [table(done, found.people[0])])
    session.host.show(SHEET)
    return ""


def undo(session: Session) -> str:
    """撤销上次计算."""
    sheets = take_back(session.cache, session.host)
    return f"已恢复成上次计算以前的样子：{'、'.join(sheets)}。"


def template(session: Session) -> str:
    """新建模板: beside the workbook, or in the user's documents; never over a file."""
    from xlpay.jobs import new_template  # no other button reads or writes files

    folder = session.host.folder or session.services.documents
    if folder is None:
        raise Obstacle("L-NO-FOLDER")
    numbers = (f"-{number}" if number > 1 else "" for number in count(1))
    path = next(p for n in numbers if not (p := folder / f"{_NEW}{n}.xlsx").exists())
    new_template(path)
    session.host.open_new(path)
    return f"新模板已保存并打开：{path}"


# ── what they have in common


def _on_template(session: Session) -> bool:
    """Whether the workbook is one of ours; if not, whether the user wants a new one is asked."""
    if {SETTINGS.sheet, ROSTER.sheet} & set(session.host.sheets()):
        return True
    problem = live_text("L-NOT-OURS", name=session.host.name)
    if session.host.ask(f"{problem}\n\n要新建一份模板吗？"):
        return False
    raise Declined


def _go_on(session: Session, done: Calculated) -> bool:
    """Whether to compute in spite of warnings; asked once."""
    if not any(finding.severity is Severity.WARNING for finding in done.findings):
        return True
    return session.host.ask(words.warned(done.findings))


def _report(session: Session, done: Calculated) -> int:
    """校验报告 alone, and the marks; how many."""
    session.progress("写入")
    report = done.report()
    if report.sheet in session.host.sheets():
        with rewriting(session.cache, session.host, report.sheet):
            write(session.host, [report])
    else:
        write(session.host, [report])
    return _marked(session, done)


def _write(session: Session, done: Calculated, tables: Sequence[Table]) -> tuple[Written, int]:
    """The result sheets and the marks; what was there can be taken back."""
    session.progress("写入")
    written = write(session.host, tables)
    forget(session.cache, session.host)
    keep(session.cache, session.host, written)
    return written, _marked(session, done)


def _marked(session: Session, done: Calculated) -> int:
    """The marks; results stand already, so that a mark that can't be set is no failure."""
    with suppress(Exception), session.host.quiet():
        return mark(session.host, done.findings)
    return 0


def _told(text: str, written: Written) -> str:
    return "\n".join([text, *words.orphans(written.orphans)])


def _gross_before(written: Written) -> int | None:
    """应发合计 of what stood in 工资发放表 before, in fen; None where nothing stood there."""
    block = next((b.block for b in written.before if b.sheet == results.PAYROLL), None)
    rows = from_corner(block) if block is not None else []
    head = next((row for row in rows if row[:1] == [HEAD]), [])
    if GROSS not in head:
        return None
    at = head.index(GROSS)
    own = [row[at] for row in rows if row[:1] == [ROW] and len(row) > at]
    found = [round(amount * 100) for amount in own if isinstance(amount, float | int)]
    return sum(found) if found else None


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
