"""One press of a button: the open workbook, what an adapter knows beside it, what is computed.

A sheet is read once a press.  What is written afterwards is not seen by it, so that a button
computes from the workbook as it stood when it was pressed.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import field

from xlpay.base.grid import Grid
from xlpay.live import words
from xlpay.live.host import Host
from xlpay.live.undo import Cache
from xlpay.policy.files.load import load_shipped
from xlpay.results.common import RESULT_SHEETS
from xlpay.run.missing_sheets import twins, with_sheets
from xlpay.run.monthly import Calculated, month_run, policies_beside, policies_of, year_run
from xlpay.unit.inputs import INPUT_SHEETS, Unit, read_unit
from xlpay.unit.settings import FindPolicy


class Services(msgspec.Struct, frozen=True):
    """What an adapter knows beside the workbook: the cache of the user, the time in seconds,
    where a new workbook may go if the open one has no folder."""

    cache: Path
    now: float
    documents: Path | None = None


class Session(msgspec.Struct):
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
        return self._with_lacking(done)

    def year(self, year: int) -> Calculated:
        """The year-end money."""
        done = year_run(self.grid, load_shipped(), self.find_policy, year, progress=self.progress)
        return self._with_lacking(done)

    def _with_lacking(self, done: Calculated) -> Calculated:
        """Told first: what the workbook itself lacks."""
        sheets = self.host.sheets()
        others = [name for name in sheets if name not in INPUT_SHEETS | RESULT_SHEETS]
        heads = {name: grid for name in others if (grid := self.host.grid(name)) is not None}
        read = [name for name in sheets if name in INPUT_SHEETS]
        hidden = [name for name in read if (grid := self.grid(name)) and grid.hidden]
        with_sheets(done, sheets, twins(heads, self.grid), hidden, policies_of(done))
        return done
