"""An administrator reaches the unit of the role and all below, and nobody who serves elsewhere too."""

from __future__ import annotations

import pytest

from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import Refused
from luoshi.units import actions, queries, sessions
from tests.people import ADMIN, BUREAU, CITY, COUNTY, HEI, OTHER_COUNTY, TOWN, morning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]

TOWNSMAN = Actor(34, "镇管", (Holding("admin", TOWN),), morning)


def somebody(login: str, *held: tuple[str, str]) -> None:
    actions.add_person(ADMIN, login, login, "qingshi-zhen-2026")
    for role, unit in held:
        actions.grant(ADMIN, login, role, unit)


def test_a_countys_administrator_keeps_its_units_and_their_people() -> None:
    actions.add_unit(HEI, "C0103", "新店镇", "township", parent=COUNTY)
    assert actions.change_unit(HEI, TOWN, short="青石").short == "青石"
    somebody("wangli", ("reporter", TOWN))
    actions.grant(HEI, "wangli", "leader", BUREAU)
    actions.change_password(HEI, "wangli", "liulin-xiang-2027")
    actions.let_in(HEI, "wangli", active=False)
    assert not queries.person("wangli").is_active


@pytest.mark.parametrize("unit", [CITY, OTHER_COUNTY])
def test_and_changes_no_unit_above_or_beside_and_grants_nothing_in_it(unit: str) -> None:
    somebody("heiguan", ("admin", COUNTY))
    with pytest.raises(Refused):
        actions.grant(HEI, "heiguan", "supervisor", unit)
    with pytest.raises(Refused):
        actions.change_unit(HEI, unit, short="改名")
    with pytest.raises(Refused):
        actions.add_unit(HEI, "C0901", "假镇", "township", parent=unit)
    with pytest.raises(Refused):
        actions.add_unit(HEI, "C9", "假市", "city")


def test_who_administers_a_township_becomes_nobody_of_the_city() -> None:
    somebody("linjing", ("supervisor", CITY), ("reporter", TOWN))
    with pytest.raises(Refused):
        actions.change_password(TOWNSMAN, "linjing", "liulin-xiang-2027")
    with pytest.raises(Refused):
        actions.let_in(TOWNSMAN, "linjing", active=False)
    with pytest.raises(Refused):
        sessions.end_sessions(TOWNSMAN, "linjing", why="试")
    assert queries.person("linjing").check_password("qingshi-zhen-2026")
