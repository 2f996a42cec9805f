"""A helper of the Calc extension for tests: the real one, which counts its writing calls.

The file named by XLPAY_CALC_STEPS holds "count fail_at"; that call goes to a sheet that is not
there, so that LibreOffice itself refuses it.  "die_at" as a third number ends the process there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from xlpay.hosts.calc import helper as calc_helper
from xlpay.hosts.calc import live as calc_live

CELLS = ("insert", "delete", "write", "wear", "widths", "stretch", "links", "name_area")
WRITING = (*CELLS, "add_sheet", "delete_sheet", "set_note", "set_fill")


class CountingHost(calc_live.CalcHost):
    """Counts what it writes, and fails or dies where it is told to."""

    def _do(self, what: str, **given: object) -> Any:
        if what in WRITING:
            place = Path(os.environ["XLPAY_CALC_STEPS"])
            count, fail_at, die_at = map(int, place.read_text().split())
            count += 1
            fails = count == fail_at
            place.write_text(
                f"{count} {0 if fails else fail_at} {0 if count == die_at else die_at}"
            )
            if count == die_at:
                os._exit(1)
            if fails:
                given["sheet"] = "没有这张表"
        return super()._do(what, **given)


if __name__ == "__main__":
    calc_live.CalcHost = CountingHost  # type: ignore[misc]
    calc_helper.main()
