"""`luoshi figures --engine`: a lake and a closed month counted by either engine come out the same."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.demo import LUOSHI, environment, luoshi
from tests.periods.sites import (
    CITY,
    COUNTIES,
    FIRST,
    FUNDS,
    SECOND,
    TOWNS,
    made,
    record,
    registered,
    run,
    target,
)

pytestmark = [pytest.mark.xdist_group("spark"), pytest.mark.slow]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that closed January with its county's package and has received the one of February."""
    folder = tmp_path_factory.mktemp("engines")
    county = made(folder, "county", [COUNTIES[0], *TOWNS])
    city = made(folder, "city", [CITY, *COUNTIES, *TOWNS])
    run(county, record, "C0101", [("2026-01-15", 500), ("2026-02-10", 30)])
    run(county, target, "C0101", 6000)
    run(city, record, "C02", [("2026-01-25", 11)])
    run(city, record, "C0101", [("2026-01-31", 1_000)])
    registered(city, county, FIRST, "--from", "2026-01-01")
    for period in (FIRST, SECOND):
        luoshi(county, "close", period)
        luoshi(city, "receive", str(county / "packages" / period))
        if period == FIRST:
            luoshi(city, "close", period)
    return city


def told(site: Path, period: str, *words: str, **more: str) -> list[str]:
    """Every line the command prints, and that it prints nothing else."""
    spark = {"SPARK_CONF_DIR": str(site), **more}
    command = [*LUOSHI, "--site", str(site), "figures", period, "--json", *words]
    done = subprocess.run(command, env=environment() | spark, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


def ytd(lines: list[str], unit: str) -> str:
    (found,) = [one for one in map(json.loads, lines) if (one["indicator"], one["unit"]) == (FUNDS, unit)]
    return str(found["ytd"])


def test_an_open_month_with_received_packages_is_the_same_on_both_engines(city: Path) -> None:
    by_duck = told(city, SECOND, "--engine", "duckdb")
    assert (ytd(by_duck, "C0"), ytd(by_duck, "C01")) == ("541", "530")
    assert told(city, SECOND, "--engine", "spark") == by_duck
    assert told(city, SECOND) == by_duck


def test_a_closed_month_is_counted_from_its_package_as_it_was_published(city: Path, tmp_path: Path) -> None:
    """On Spark from a folder in an object store's place: Hadoop's own interface brings the files there."""
    published = told(city, FIRST)
    assert ytd(published, "C0") == "511"
    by_duck = told(city, FIRST, "--engine", "duckdb")
    assert [*map(json.loads, by_duck)] == [*map(json.loads, published)]
    at = f"file://{tmp_path}/store"
    assert told(city, FIRST, "--engine", "spark", LUOSHI_SPARK_FILES=at) == by_duck
    assert len(list((tmp_path / "store").glob("*.parquet"))) > 3


def test_a_master_that_does_not_answer_is_the_sites_fault_and_no_traceback(city: Path) -> None:
    command = [*LUOSHI, "--site", str(city), "figures", FIRST, "--engine", "spark"]
    wrong = environment() | {"LUOSHI_SPARK": "nowhere"}
    done = subprocess.run(command, env=wrong, capture_output=True, text=True)
    assert done.returncode == 3
    assert "LUOSHI_SPARK" in done.stderr
    assert "Traceback" not in done.stderr
