"""People of tests about registering: two science offices, a firm and its manager."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.kernel.actor import Actor
from luoshi.units import actions, queries
from luoshi.units.registering import Asked
from tests.people import ADMIN, COUNTY, OTHER_COUNTY, SYSTEM, morning

PASSWORD = "qingshi-zhen-2026"
FIRM, OTHER_FIRM, NEW = "91611022MA6YX1A10F", "91610100MA6TYQ0R26", "91611002MA70B3R8XJ"


def enter(login: str, name: str, *roles: tuple[str, str]) -> Actor:
    """Somebody who logs in, with roles since 2020."""
    person = actions.add_person(ADMIN, login, name, PASSWORD)
    for role, unit in roles:
        actions.grant(ADMIN, login, role, unit, valid_from=date(2020, 1, 1))
    return queries.actor_for(person, morning)


@pytest.fixture
def science(county: None) -> Actor:
    """史科 of the county's science office."""
    return enter("shike", "史科", ("science_office", COUNTY))


@pytest.fixture
def stranger(science: Actor) -> Actor:
    """The science office of the next county."""
    return enter("linju", "林局", ("science_office", OTHER_COUNTY))


@pytest.fixture
def boss(science: Actor) -> Actor:
    """罗总, manager of 丰禾食品 in the county; another firm is there too, with a manager of its own."""
    actions.add_unit(SYSTEM, FIRM, "丰禾食品有限公司", "enterprise", parent=COUNTY)
    actions.add_unit(SYSTEM, OTHER_FIRM, "兴达机械有限公司", "enterprise", parent=COUNTY)
    enter("madong", "马董", ("firm_manager", OTHER_FIRM))
    return enter("luozong", "罗总", ("firm_manager", FIRM))


def asked(kind: str = "firm", **more: object) -> Asked:
    """A registration that is right, but for what is said otherwise."""
    said: dict[str, object] = {
        "kind": kind, "place": COUNTY, "name": "李芳", "phone": "13991234567", "password": PASSWORD,
    }  # fmt: skip
    if kind == "firm":
        said |= {"organization": "青石果业有限公司", "code": NEW}
    if kind == "expert":
        said |= {"organization": "临溪农业科学院", "details": {"domain": "agri", "title": "研究员"}}
    if kind == "farmer":
        said |= {"place": "C0101"}
    return Asked(**(said | more))  # type: ignore[arg-type]  # as a form gives it
