"""Where bundled files lie: in the installed package, else in the checkout; only paths."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def policy_folder() -> Path:
    """The folder of the shipped policies."""
    return _PACKAGE / "policy" / "data"


def bundled(name: str) -> Path:
    """A bundled file or folder, such as 'templates/payroll_template.xlsx'; FileNotFoundError."""
    for root in (_PACKAGE / "_bundled", _PACKAGE.parent):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(name)


def template() -> Path:
    """The official template."""
    return bundled("templates/payroll_template.xlsx")
