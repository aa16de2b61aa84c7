"""Three sites of three levels, made once for all tests that look at them or change a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo import luoshi
from tests.periods.sites import (
    CITY,
    COUNTIES,
    FIRST,
    PROVINCE,
    SECOND,
    TOWNS,
    made,
    record,
    registered,
    run,
    target,
)


@pytest.fixture(scope="session")
def three_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Province, city and county with keys exchanged; the county has closed January and February."""
    folder = tmp_path_factory.mktemp("levels")
    county = made(folder, "county", [COUNTIES[0], *TOWNS])
    city = made(folder, "city", [CITY, *COUNTIES, *TOWNS])
    province = made(folder, "province", [PROVINCE, CITY, *COUNTIES, *TOWNS])
    run(county, record, "C0101", [("2026-01-15", 500), ("2026-02-10", 30)])
    run(county, record, "C0102", [("2026-01-20", 70)])
    run(county, target, "C0101", 6000)
    run(city, record, "C02", [("2026-01-25", 11)])
    run(
        city, record, "C0101", [("2026-01-31", 1_000)]
    )  # from before the county had a site: it counts no more
    for site in (city, county):
        run(site, target, "C01", 8000)
    registered(city, county, FIRST, "--from", "2026-01-01")
    registered(province, city, FIRST, "--from", "2026-01-01")
    luoshi(county, "close", FIRST)
    luoshi(county, "close", SECOND)
    return folder


@pytest.fixture
def levels(three_sites: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one of the sites, for a test to change."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(three_sites / name, tmp_path / name))

    return copy
