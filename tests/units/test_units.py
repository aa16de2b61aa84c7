from __future__ import annotations

from datetime import date

import pytest

from luoshi.journal.queries import history
from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.once import acting
from luoshi.units import actions, queries
from tests import people
from tests.people import ADMIN, CHEN, CITY, COUNTY, OTHER_COUNTY, OTHER_TOWN, SYSTEM, TOWN, WANG, morning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]


def test_a_role_in_the_county_reaches_its_townships_and_not_the_next_county() -> None:
    reached = queries.reach(CHEN, "supervisor")
    assert {COUNTY, TOWN, people.OTHER_TOWN, people.BUREAU} == reached
    assert people.OTHER_COUNTY not in reached


def test_a_role_one_does_not_hold_reaches_nothing() -> None:
    assert queries.reach(WANG, "reviewer") == frozenset()


@pytest.mark.parametrize("said", ["招商引资服务局", "招商局", "招商引资局"])
def test_a_unit_is_found_by_name_short_name_and_alias(said: str) -> None:
    assert [unit.code for unit in queries.resolve(said)] == [people.BUREAU]


@pytest.mark.parametrize("said", ["各乡镇", "每个乡镇"])
def test_every_township_means_all_of_them(said: str) -> None:
    assert {unit.code for unit in queries.resolve(said)} == {TOWN, people.OTHER_TOWN}


def test_nobody_is_guessed_for_a_name_that_fits_no_unit() -> None:
    assert queries.resolve("水利局") == []


def test_the_tree_is_drawn_top_down() -> None:
    assert [(node.unit.name, node.depth) for node in queries.tree()][:2] == [("临溪市", 0), ("清河县", 1)]


def test_a_mistyped_code_is_answered_with_what_was_meant() -> None:
    with pytest.raises(Missing, match="您是不是要写 C0101"):
        queries.unit("C01011")


def test_an_ended_unit_is_not_named_any_more_but_stays_in_history() -> None:
    actions.end_unit(ADMIN, TOWN, on=date(2026, 1, 1), why="撤镇设街道")
    assert queries.resolve("青石镇", on=date(2026, 3, 1)) == []
    assert [entry.verb for entry in history(f"unit:{TOWN}")] == ["add", "end"]


def test_a_clerk_cannot_change_units() -> None:
    with pytest.raises(Refused):
        actions.add_unit(WANG, "C0199", "新镇", "township", parent=COUNTY)


def test_a_person_holds_a_role_only_while_it_is_valid() -> None:
    person = actions.add_person(ADMIN, "wangli", "王丽", "qingshi-zhen-2026")
    actions.grant(ADMIN, "wangli", "reporter", TOWN)
    assert queries.actor_for(person, people.morning).units("reporter") == {TOWN}
    actions.revoke(ADMIN, "wangli", "reporter", TOWN, on=date(2026, 3, 18), why="调离")
    assert queries.actor_for(person, people.morning).holdings == ()


def test_a_weak_password_is_refused_with_the_rule_it_breaks() -> None:
    with pytest.raises(InputError, match="密码不符合要求"):
        actions.add_person(SYSTEM, "wangli", "王丽", "12345678")


def test_a_taken_login_or_code_is_refused() -> None:
    actions.add_person(ADMIN, "wangli", "王丽", "qingshi-zhen-2026")
    with pytest.raises(InputError, match="已经有人使用"):
        actions.add_person(ADMIN, "wangli", "王莉", "qingshi-zhen-2026")
    with pytest.raises(InputError, match="已经有了"):
        actions.add_unit(ADMIN, TOWN, "青石镇", "township")


def test_the_units_above_several_are_told_the_nearest_first(county: None) -> None:
    assert queries.above_all(frozenset({TOWN, OTHER_TOWN})) == [COUNTY, CITY]
    assert queries.above_all(frozenset({TOWN, COUNTY})) == [CITY]
    assert queries.above_all(frozenset({TOWN, OTHER_COUNTY})) == [CITY]
    assert queries.above_all(frozenset({CITY, TOWN})) == []


def test_a_unit_added_within_an_action_is_in_reach_at_once(county: None) -> None:
    new = "610422104"
    with acting():
        for actor in (SYSTEM, ADMIN):
            assert new not in queries.reach(actor)
        assert (queries.subtree([COUNTY]) >= {TOWN}, queries.above(new)) == (True, [])
        actions.add_unit(ADMIN, new, "河口镇", "township", parent=COUNTY)
        for actor in (SYSTEM, ADMIN):
            assert new in queries.reach(actor)
        assert new in queries.subtree([COUNTY])
        assert set(queries.above(new)) == {CITY, COUNTY, new}
        assert queries.above_all(frozenset({TOWN, new})) == [COUNTY, CITY]


def test_the_topmost_unit_of_somebody_is_the_first_of_the_tree_in_which_they_hold_a_role() -> None:
    def holds(*codes: str) -> Actor:
        return Actor(5, "某人", tuple(Holding("leader", code) for code in codes), morning)

    assert queries.topmost(holds(TOWN)) == TOWN
    assert queries.topmost(holds(OTHER_TOWN, TOWN)) == TOWN
    assert queries.topmost(holds(OTHER_TOWN, COUNTY)) == COUNTY
    assert queries.topmost(SYSTEM) == CITY
    assert queries.topmost(holds()) == ""
