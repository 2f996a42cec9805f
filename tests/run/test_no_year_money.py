"""The year of a policy that pays no money of the year: that is said, nothing else goes wrong."""

from __future__ import annotations

from tests.support.small_scheme import changed
from tests.support.units import make_grids
from xlpay.run.monthly import tables_of, year_run
from xlpay.unit.settings import NOT_BESIDE


def test_a_policy_without_money_of_the_year_says_so() -> None:
    document = changed(lambda raw: raw.update(yearly=[]))
    settings = {"地区": document.regions[0]}
    grids = make_grids(document.scheme, "2024-12", ["甲"], settings=settings)
    done = year_run(grids.get, [document], NOT_BESIDE, 2024)
    assert done.failed
    told = [finding for finding in done.findings if finding.code == "P-NOYEAR"]
    assert len(told) == 1 and "没有年终发的钱" in told[0].message and told[0].cell == "B2"
    report = tables_of(done)[0]
    assert any("没有年终发的钱" in str(record) for record in report.records())
