"""What many tests stand on: the units of the test county."""

from __future__ import annotations

import pytest

from luoshi.units import actions as units
from tests import people


def make_county() -> None:
    """A city with two counties; 清河县 with two townships and its 招商局."""
    add = units.add_unit
    add(people.SYSTEM, people.CITY, "临溪市", "city", short="全市")
    add(people.SYSTEM, people.COUNTY, "清河县", "county", parent=people.CITY)
    add(people.SYSTEM, people.OTHER_COUNTY, "云岭县", "county", parent=people.CITY)
    add(people.SYSTEM, people.TOWN, "青石镇", "township", parent=people.COUNTY, rank_class="A")
    add(people.SYSTEM, people.OTHER_TOWN, "柳林乡", "township", parent=people.COUNTY, rank_class="A")
    add(
        people.SYSTEM, people.BUREAU, "招商引资服务局", "department", parent=people.COUNTY, short="招商局",
        aliases=["招商引资局"],
    )  # fmt: skip


@pytest.fixture
def county(db: None) -> None:
    """As `make_county`, undone after the test."""
    make_county()
