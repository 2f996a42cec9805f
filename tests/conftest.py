"""What every test may ask for, and the rule that a check on a clean machine skips nothing.

With XLPAY_CI=1 a skipped test, or a file of them, counts as failed: a machine that lacks
LibreOffice must not look like one that passed.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

import hypothesis
import pytest

from tests.support.calc import Office, missing
from tests.support.sizes import size

pytest.register_assert_rewrite("tests.support.live_suite")  # its assertions tell what differs
NOTHING_SKIPPED = os.environ.get("XLPAY_CI") == "1"

# The same examples on each run: a promised command never fails by chance, and a busy machine is
# no failure.  `python -m tests.proofs properties` searches further, with a seed that it prints.
hypothesis.settings.register_profile("xlpay", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, max_examples=size("properties", 400))
hypothesis.settings.load_profile("xlpay")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test leaves anything in the cache of who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """LibreOffice without a window; see calc.py for what it does."""
    if reason := missing():
        pytest.skip(reason)
    with Office() as office:
        yield office


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs LibreOffice, so that `-m "not calc"` leaves out all of it."""
    for item in items:
        if "office" in getattr(item, "fixturenames", ()):
            item.add_marker("calc")
        if item.get_closest_marker("calc"):  # with several processes, all in one: one LibreOffice
            item.add_marker(pytest.mark.xdist_group("calc"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails; an expected failure stays one."""
    report = yield
    if not hasattr(report, "wasxfail"):
        _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file skipped as a whole fails."""
    report = yield
    _forbid_skip(report)
    return report


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if NOTHING_SKIPPED and report.outcome == "skipped":
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, and XLPAY_CI=1 allows no skip: {reason}"
