"""A helper of the Calc extension whose buttons try single operations of the host."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from xlpay.hosts import calc_helper, calc_live
from xlpay.live.host import Area, Content, Formula


def press(button: str, ask: calc_live.Ask, book: Mapping[str, Any]) -> None:
    """`button` is Python that uses `host`; what it leaves in `found` is told."""
    names: dict[str, Any] = {
        "host": calc_live.CalcHost(ask, book),
        "Area": Area,
        "Formula": Formula,
        "Content": Content,
    }
    try:
        exec(bytes.fromhex(button).decode(), names)
    except calc_live.OfficeFault as fault:
        names["found"] = str(fault)
    names["host"].tell(json.dumps(names.get("found"), default=str, ensure_ascii=False))


if __name__ == "__main__":
    calc_live.pressed = press
    calc_helper.main()
    sys.exit()
