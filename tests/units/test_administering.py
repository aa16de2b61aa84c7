"""An administrator reaches the unit of the role and all below, and nobody who serves elsewhere too."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.exchange import outbox_queries as outbox
from luoshi.exchange.channels import actions as channels
from luoshi.exchange.outbox_policy import Rules
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import Missing, Refused
from luoshi.ledgers.adoption import adopt
from luoshi.packs import library
from luoshi.periods import registering
from luoshi.units import actions, queries, sessions
from luoshi.units.administering import may_administer_site
from luoshi.units.errors import NoSuchUnit
from tests.people import ADMIN, BUREAU, CITY, COUNTY, HEI, OTHER_COUNTY, SYSTEM, TOWN, morning

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


def test_a_unit_that_is_not_there_is_told_as_that_and_not_as_somebody_elses() -> None:
    for who in (SYSTEM, ADMIN):
        with pytest.raises(NoSuchUnit, match="QHH"):
            actions.add_unit(who, "QH99", "新单位", "department", parent="QHH")


def test_what_holds_for_the_whole_site_is_set_by_who_administers_its_topmost_unit() -> None:
    """Or else a township's administrator would have the city's rights by a pack of their own."""
    may_administer_site(ADMIN)
    for one in (TOWNSMAN, HEI):
        with pytest.raises(Refused, match="全站"):
            may_administer_site(one)
        with pytest.raises(Refused):
            actions.forget_outlines(one)
        with pytest.raises(Refused):
            adopt(one, library.shipped()["investment"])
        with pytest.raises(Refused):
            registering.rotate(one, why="试")
        with pytest.raises(Refused):
            channels.set_rules(one, Rules())


def test_a_robot_is_set_by_who_administers_its_unit_and_seen_by_nobody_beside(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ("hooks.example.com",)
    url, kinds = "https://hooks.example.com/x", ["bulletin"]
    with pytest.raises(Refused):
        channels.add(TOWNSMAN, "webhook", "县里的", COUNTY, url, kinds=kinds)
    made = channels.add(HEI, "webhook", "县里的", COUNTY, url, kinds=kinds)
    assert [one.id for one in outbox.channels(HEI)] == [made.id]
    assert outbox.channels(TOWNSMAN) == []
    with pytest.raises(Missing):
        channels.switch(TOWNSMAN, made.id, active=False)
    with pytest.raises(Missing):
        channels.try_out(TOWNSMAN, made.id)
    with pytest.raises(Refused):
        channels.change(HEI, made.id, name="市里的", unit=CITY, kinds=kinds)
    message = channels.try_out(HEI, made.id)
    assert {one.message.id for one in outbox.deliveries(HEI)} == {message.id}
    assert outbox.deliveries(TOWNSMAN) == []
    assert {one.message.id for one in outbox.deliveries(ADMIN)} == {message.id}
