"""`python -m bench.policies`: loading every shipped policy against importing numpy, CPU time."""

from __future__ import annotations

from typing import Final

from bench.measure import interleaved, median

_NUMPY: Final = ("-c", "import numpy")
_LOADED: Final = ("-c", "import xlpay.policy.files.load")
_LOAD: Final = ("-c", "from xlpay.policy.files.load import load_shipped; load_shipped()")


def main(rounds: int = 9) -> None:
    """Prints the medians and the ratio; a ratio below 1 is what is aimed at."""
    bare, numpy, imported, loaded = (
        median(costs).cpu_s
        for costs in interleaved(
            {"bare": ("-c", ""), "numpy": _NUMPY, "imported": _LOADED, "loaded": _LOAD}, rounds
        ).values()
    )
    load, peer = loaded - imported, numpy - bare
    print(f"loading {load * 1000:.0f} ms, numpy {peer * 1000:.0f} ms, ratio {load / peer:.2f}")


if __name__ == "__main__":
    main()
