"""The demonstration's invented outlines: every county and township once, without gaps."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from luoshi.ops.demo.outlines import geojson
from luoshi.ops.demo.places import CITY_AND_COUNTIES, COUNTY, TOWNSHIPS
from luoshi.units.geometry import read

COUNTIES = {one.code for one in CITY_AND_COUNTIES[1:]}
TOWNS = {one.code for one in TOWNSHIPS}


@pytest.fixture(scope="module")
def outlines() -> dict[str, dict[str, Any]]:
    return read(geojson(), COUNTIES | TOWNS)


def area(geometry: dict[str, Any]) -> float:
    (ring,) = geometry["coordinates"]
    return abs(sum(x * to_y - to_x * y for (x, y), (to_x, to_y) in pairwise(ring))) / 2


def test_all_counties_and_all_townships_are_drawn(outlines: dict[str, dict[str, Any]]) -> None:
    assert set(outlines) == COUNTIES | TOWNS


def test_the_townships_fill_their_county(outlines: dict[str, dict[str, Any]]) -> None:
    assert sum(area(outlines[code]) for code in TOWNS) == pytest.approx(area(outlines[COUNTY]), rel=1e-6)


def test_neighbours_have_their_border_in_common(outlines: dict[str, dict[str, Any]]) -> None:
    def points(code: str) -> set[tuple[float, float]]:
        return {(x, y) for ring in outlines[code]["coordinates"] for x, y in ring}

    county = points(COUNTY)
    towns = set().union(*(points(code) for code in TOWNS))
    assert county <= towns
    around = set().union(*(points(code) for code in COUNTIES - {COUNTY}))
    assert county <= around, "it lies in the middle"
