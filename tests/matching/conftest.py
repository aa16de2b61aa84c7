"""A county that works by the packs that ship, and the people of matching in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.ledgers import actions
from luoshi.matching.policy import ENVOY
from luoshi.units import actions as units
from luoshi.units import queries as unit_queries
from tests.adopted import adopt
from tests.people import ADMIN, CITY, COUNTY, OTHER_COUNTY, OTHER_TOWN, SYSTEM, TOWN, morning

FIRM, OTHER_FIRM = "91620100MA00000101", "91620100MA00000202"


@pytest.fixture
def ledgers(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    adopt("investment", "innovation")


@dataclass(frozen=True)
class People:
    """Who they are: 牛农 farms in 青石镇, 羊农 in 柳林乡; 蓝科 keeps the county's science office, 云科 that
    of 云岭县; 康兽医 knows animals, 苗植保 plants; 丰经理 manages 丰禾, 铁经理 a foundry in 云岭县."""

    farmer: Actor
    neighbour: Actor
    office: Actor
    other_office: Actor
    vet: Actor
    grower: Actor
    firm: Actor
    other_firm: Actor


def on(day: str, who: Actor) -> Actor:
    """The same person on another day at ten."""
    return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


def _person(login: str, name: str, role: str, unit: str) -> Actor:
    units.add_person(ADMIN, login, name, "qingshi-zhen-2026")
    units.grant(ADMIN, login, role, unit)
    return unit_queries.actor_for(unit_queries.person(login), morning)


@pytest.fixture
def people(ledgers: None) -> People:
    units.add_unit(SYSTEM, FIRM, "丰禾食品有限公司", "enterprise", parent=COUNTY)
    units.add_unit(SYSTEM, OTHER_FIRM, "云岭铸造有限公司", "enterprise", parent=OTHER_COUNTY)
    _person("lanke", "蓝科", "science_office", COUNTY)
    units.grant(ADMIN, "lanke", "reviewer", COUNTY)
    office = unit_queries.actor_for(unit_queries.person("lanke"), morning)
    return People(
        _person("niunong", "牛农", "farmer", TOWN),
        _person("yangnong", "羊农", "farmer", OTHER_TOWN),
        office,
        _person("yunke", "云科", "science_office", OTHER_COUNTY),
        _person("kang", "康兽医", "expert", CITY),
        _person("miao", "苗植保", "expert", CITY),
        _person("feng", "丰经理", "firm_manager", FIRM),
        _person("tie", "铁经理", "firm_manager", OTHER_FIRM),
    )


@pytest.fixture
def send(people: People) -> Callable[..., Any]:
    """Send an expert to a unit for a subject."""

    def sent(who: Actor, unit: str, subject: str, crops: str = "", **more: object) -> Any:
        values: Mapping[str, object] = {
            "person": who.person, "name": who.name, "subject": subject, "crops": crops,
            "starts_on": date(2026, 1, 5), **more,
        }  # fmt: skip
        return actions.create(SYSTEM, ENVOY, unit, values)

    return sent
