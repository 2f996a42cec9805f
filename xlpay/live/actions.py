"""What each button does with the open workbook; the program that shows it is behind Host.

A button never raises: whatever stands in the way becomes a message, and nothing is half written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from xlpay.diagnostics import Severity, UnusableFile, live_text
from xlpay.forms import ROSTER, SETTINGS
from xlpay.grid import Grid
from xlpay.live import words
from xlpay.live.host import Host, Obstacle
from xlpay.live.marks import mark
from xlpay.live.undo import Cache, keep, take_back
from xlpay.live.writing import Written, write
from xlpay.monthly import (
    Calculated,
    month_run,
    month_tables,
    sheet_findings,
    year_run,
    year_tables,
)
from xlpay.months import month_of, month_text
from xlpay.policy.beside import policies_in
from xlpay.policy.load import load_shipped
from xlpay.policy.schema import Document
from xlpay.unit import Unit, read_unit
from xlpay.workbook import results
from xlpay.workbook.tables import Table

_RUNNING: Final = threading.Lock()


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

    def find_policy(self, name: str) -> Sequence[Document]:
        """Policy files beside the workbook, if it lies in a folder."""
        folder = self.host.folder
        return policies_in(folder, name) if folder is not None else ()

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
        done.findings[:0] = sheet_findings(self.host.sheets())
        return done

    def year(self, year: int) -> Calculated:
        """The year-end money."""
        done = year_run(self.grid, load_shipped(), self.find_policy, year, progress=self.progress)
        done.findings[:0] = sheet_findings(self.host.sheets())
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
    except Obstacle as obstacle:
        return live_text(obstacle.code, **obstacle.words)
    except UnusableFile as error:
        return "\n".join(part for part in (error.message, error.hint) if part)
    except Exception as error:  # a fault of ours must not become a dialog of the program
        return live_text("L-CRASH", why=f"{type(error).__name__}: {error}")
    finally:
        session.host.status("")


# ── the buttons


def check(session: Session) -> str:
    """检查: findings, marked and listed."""
    _on_template(session)
    done = session.month()
    return words.checked(done, _report(session, done))


def month(session: Session) -> str:
    """计算本月."""
    _on_template(session)
    done = session.month()
    if done.failed:
        return words.refused(done, _report(session, done), session.host.folder is not None)
    if not _go_on(session, done):
        return ""
    was = _gross_before(session)
    written, marked = _write(session, done, month_tables(done))
    lines = [words.month_done(done, was, marked), *words.orphans(written.orphans)]
    return "\n".join(lines)


def promotion(session: Session) -> str:
    """晋级: the rises of the next January."""
    _on_template(session)
    unit = session.unit()
    coming = month_of(unit.month // 12 + 1, 1) if unit is not None else None
    done = session.month(coming)
    if done.failed:
        return words.refused(done, _report(session, done), session.host.folder is not None)
    if not _go_on(session, done):
        return ""
    assert done.run is not None
    tables = [results.promotion(done.run, done.changes), done.report()]
    written, marked = _write(session, done, tables)
    return "\n".join([words.promotion_done(done, marked), *words.orphans(written.orphans)])


def year_end(session: Session) -> str:
    """年终奖: this year's once it has ratings, else that of the year before."""
    _on_template(session)
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
    return "\n".join([words.year_done(done, why, marked), *words.orphans(written.orphans)])


def _year(unit: Unit) -> tuple[int, str]:
    this = unit.month // 12
    if (unit.events.ratings.year == this).any():
        return this, f"{this}年已有考核等次，算的是{this}年。"
    return this - 1, f"{this}年还没有考核等次，算的是{this - 1}年。"


def undo(session: Session) -> str:
    """撤销上次计算."""
    sheets = take_back(session.cache, session.host)
    return f"已恢复成上次计算以前的样子：{'、'.join(sheets)}。"


# ── what they have in common


def _on_template(session: Session) -> None:
    """Obstacle where the workbook is none of ours; a new one is offered."""
    sheets = set(session.host.sheets())
    if not sheets & {SETTINGS.sheet, ROSTER.sheet}:
        raise Obstacle("L-NOT-OURS", {"name": session.host.name})


def _go_on(session: Session, done: Calculated) -> bool:
    """Whether to compute in spite of warnings; asked once."""
    if not any(finding.severity is Severity.WARNING for finding in done.findings):
        return True
    return session.host.ask(words.warned(done.findings))


def _report(session: Session, done: Calculated) -> int:
    """校验报告 alone, and the marks; how many."""
    session.progress("写入")
    write(session.host, [done.report()])
    with session.host.quiet():
        return mark(session.host, done.findings)


def _write(session: Session, done: Calculated, tables: Sequence[Table]) -> tuple[Written, int]:
    """The result sheets and the marks; what was there can be taken back."""
    session.progress("写入")
    written = write(session.host, tables)
    with session.host.quiet():
        marked = mark(session.host, done.findings)
    keep(session.cache, session.host, written)
    return written, marked


def _gross_before(session: Session) -> int | None:
    return None


ACTIONS: Final[dict[str, Callable[[Session], str]]] = {
    "check": check,
    "month": month,
    "promotion": promotion,
    "year": year_end,
    "undo": undo,
}
"""Button -> what it does; gives the text to tell."""
_ = month_text
