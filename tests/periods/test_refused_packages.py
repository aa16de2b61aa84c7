"""A package that is damaged, does not fit, says what it should not, or is out of turn changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from luoshi.periods import package
from tests.demo import luoshi, objects
from tests.periods import breaking
from tests.periods.sites import FIRST, FUNDS, SECOND, figures, record, refused, resigned, run

pytestmark = pytest.mark.xdist_group("levels")


@pytest.fixture
def waiting(levels: Callable[[str], Path]) -> tuple[Path, Path, Path]:
    """A city that has January of its county, the county, and its package of February."""
    county, city = levels("county"), levels("city")
    luoshi(city, "receive", str(county / "packages" / FIRST))
    return city, county, county / "packages" / SECOND


def test_a_package_damaged_in_any_way_is_refused_and_nothing_changes(
    waiting: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    city, county, second = waiting
    breaking.damaged(second, county / "packages" / FIRST, tmp_path / "damaged")
    for name, said in breaking.received_each(city, tmp_path / "damaged").items():
        assert said != breaking.RECEIVED, name
        assert not said.startswith(("status", "a traceback")), (name, said)


def test_a_signed_package_whose_tables_do_not_fit_is_refused_with_the_reason(
    waiting: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    city, county, second = waiting
    breaking.unfit(second, tmp_path / "unfit", county)
    resigned(second, tmp_path / "unfit" / "as it was", county)
    found = breaking.received_each(city, tmp_path / "unfit")
    assert found.pop("as it was") == breaking.RECEIVED
    for name, said in found.items():
        assert name in "".join(said.split()), (name, said)


def test_a_signed_manifest_that_says_what_it_should_not_is_refused_in_a_sentence(
    waiting: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    city, county, second = waiting
    breaking.misstated(second, tmp_path / "misstated", county)
    for name, said in breaking.received_each(city, tmp_path / "misstated").items():
        assert said != breaking.RECEIVED, name
        assert not said.startswith(("status 3", "a traceback")), (name, said)


def test_what_is_stale_or_out_of_turn_is_refused_with_the_reason(
    waiting: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    city, county, second = waiting
    luoshi(city, "receive", str(second))
    first, tries = county / "packages" / FIRST, tmp_path / "tries"
    tries.mkdir()
    last = package.verify(second).digest
    shutil.copytree(first, tries / "接收过 1")
    shutil.copytree(second, tries / "接收过 2")
    resigned(first, tries / "不是更正", county, previous=last)
    resigned(second, tries / "链分叉了", county, corrects=last, closed_at="2026-03-02T00:00:00")
    resigned(first, tries / "没有接收过", county, previous=last, corrects="e" * 64)
    resigned(second, tries / "缺2026年3月", county, previous=last, period="2026-04")
    resigned(second, tries / "清河县不报送", county, previous=last, period="2025-12")
    for name, said in breaking.received_each(city, tries).items():
        assert name.split()[0] in "".join(said.split()), (name, said)
    (key,) = objects(county, "key", "--json")
    luoshi(
        city, "senders", "change", key["fingerprint"], "--from", "2026-01-01", "--to", "2026-02-01",
        "--why", "换人",
    )  # fmt: skip
    next_one = resigned(second, tmp_path / "next", county, previous=last, period="2026-03")
    assert "不在有效期内" in refused(city, "receive", str(next_one))


def test_a_unit_the_city_does_not_know_yet_is_named_and_its_facts_come_when_it_is_added(
    waiting: tuple[Path, Path, Path],
) -> None:
    city, county, second = waiting
    luoshi(city, "receive", str(second))
    new = ("units", "add", "C0103", "石桥镇", "--kind", "township", "--parent", "C01")
    luoshi(county, *new)
    run(county, record, "C0103", [("2026-03-05", 8)])
    luoshi(county, "close", "2026-03")
    third = str(county / "packages" / "2026-03")
    said = refused(city, "receive", third)
    assert "单位“C0103”（石桥镇）不在本站报送单位之下" in said
    assert "".join(["luoshi", *new]) in said
    luoshi(city, *new)
    luoshi(city, "receive", third)
    assert figures(city, "2026-03")[FUNDS, "C0"]["ytd"] == "619"
