"""A firm's manager keeps the people of the firm, and nobody else's."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.journal.queries import history
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError, Missing, Refused
from luoshi.units import actions, colleagues, registrations
from luoshi.units.models import Person
from luoshi.units.registrations import Colleague
from tests.people import ADMIN, CHEN, COUNTY, TOWN, WANG
from tests.units.conftest import FIRM, OTHER_FIRM, PASSWORD, enter

pytestmark = pytest.mark.django_db
NEXT = "another-pass-2027"


@pytest.fixture
def hua(boss: Actor) -> Person:
    """华工, an applicant whom the manager added."""
    return colleagues.add_colleague(boss, FIRM, "华工", PASSWORD, login="hua")


def seen(boss: Actor, login: str) -> Colleague:
    return registrations.colleague(boss, FIRM, login)


def test_whoever_is_added_writes_applications_and_may_log_in(boss: Actor, hua: Person) -> None:
    assert hua.login.startswith("hua")
    assert hua.check_password(PASSWORD)
    assert seen(boss, hua.login).roles == ("applicant",)
    assert {one.person.name for one in registrations.colleagues(boss, FIRM)} == {"罗总", "华工"}
    assert {one.name for one in history(f"person:{hua.id}")} == {"罗总"}


def test_a_weak_password_is_refused(boss: Actor) -> None:
    with pytest.raises(InputError, match="密码不符合要求"):
        colleagues.add_colleague(boss, FIRM, "华工", "1234")
    assert len(registrations.colleagues(boss, FIRM)) == 1


def test_a_role_ends_and_may_be_given_again(boss: Actor, hua: Person) -> None:
    colleagues.end_role(boss, FIRM, hua.login, "applicant", why="离职")
    assert seen(boss, hua.login).roles == ()
    with pytest.raises(InputError, match="没有这个角色"):
        colleagues.end_role(boss, FIRM, hua.login, "applicant")
    colleagues.give_role(boss, FIRM, hua.login, "firm_manager")
    assert seen(boss, hua.login).roles == ("firm_manager",)
    with pytest.raises(InputError, match="已经有这个角色"):
        colleagues.give_role(boss, FIRM, hua.login, "firm_manager")


def test_a_manager_does_not_leave_the_firm_without_one(boss: Actor) -> None:
    with pytest.raises(InputError, match="不能收回自己的企业管理员角色"):
        colleagues.end_role(boss, FIRM, "luozong", "firm_manager")


@pytest.mark.parametrize("role", ["reporter", "admin", "science_office", "expert", "farmer", "leader", ""])
def test_no_role_but_those_of_firms_is_given(boss: Actor, hua: Person, role: str) -> None:
    with pytest.raises(InputError, match="不能授予角色"):
        colleagues.give_role(boss, FIRM, hua.login, role)
    assert seen(boss, hua.login).roles == ("applicant",)


def test_a_colleague_gets_a_new_password(boss: Actor, hua: Person) -> None:
    colleagues.reset_password(boss, FIRM, hua.login, NEXT)
    assert Person.objects.get(id=hua.id).check_password(NEXT)


@pytest.mark.parametrize(
    ("role", "unit"), [("expert", COUNTY), ("reporter", TOWN), ("firm_manager", OTHER_FIRM), ("admin", FIRM)]
)
def test_nobody_who_is_somebody_else_besides_is_taken_over(
    boss: Actor, hua: Person, role: str, unit: str
) -> None:
    actions.grant(ADMIN, hua.login, role, unit, valid_from=date(2027, 1, 1))
    with pytest.raises(Refused, match="不只属于本企业"):
        colleagues.reset_password(boss, FIRM, hua.login, NEXT)
    assert Person.objects.get(id=hua.id).check_password(PASSWORD)


def test_who_has_left_is_not_taken_over_either(boss: Actor, hua: Person) -> None:
    colleagues.end_role(boss, FIRM, hua.login, "applicant")
    with pytest.raises(Refused):
        colleagues.reset_password(boss, FIRM, hua.login, NEXT)


@pytest.mark.parametrize("login", ["madong", "shike", "nobody"])
def test_people_of_others_look_as_if_they_were_not_there(boss: Actor, login: str) -> None:
    for act in (
        lambda: colleagues.give_role(boss, FIRM, login, "applicant"),
        lambda: colleagues.end_role(boss, FIRM, login, "firm_manager"),
        lambda: colleagues.reset_password(boss, FIRM, login, NEXT),
    ):
        with pytest.raises(Missing, match="本企业没有这个人"):
            act()


def test_a_manager_by_a_role_in_an_office_manages_no_firm(boss: Actor) -> None:
    odd = enter("guai", "怪人", ("firm_manager", COUNTY))
    assert registrations.managed(odd) == frozenset()
    with pytest.raises(Refused):
        colleagues.add_colleague(odd, FIRM, "华工", PASSWORD)


VERBS = ("add", "give", "end", "reset", "list")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "who", ["boss", "other", "applicant", "science", "supervisor", "reporter", "expert", "farmer"]
)
def test_only_the_firms_own_manager_keeps_its_people(
    science: Actor, boss: Actor, hua: Person, who: str, verb: str
) -> None:
    people = {
        "boss": boss, "science": science, "supervisor": CHEN, "reporter": WANG,
        "other": enter("other", "外人", ("firm_manager", OTHER_FIRM)),
        "applicant": enter("shenbao", "申报", ("applicant", FIRM)),
        "expert": enter("zhuanjia", "专家", ("expert", COUNTY)),
        "farmer": enter("nong", "农户", ("farmer", TOWN)),
    }  # fmt: skip
    actor = people[who]

    def act() -> None:
        match verb:
            case "add":
                colleagues.add_colleague(actor, FIRM, "新人", PASSWORD)
            case "give":
                colleagues.give_role(actor, FIRM, hua.login, "firm_manager")
            case "end":
                colleagues.end_role(actor, FIRM, hua.login, "applicant")
            case "reset":
                colleagues.reset_password(actor, FIRM, hua.login, NEXT)
            case "list":
                registrations.colleagues(actor, FIRM)

    if who == "boss":
        act()
    else:
        with pytest.raises(LuoshiError):
            act()
        assert seen(boss, hua.login).roles == ("applicant",)
        assert Person.objects.get(id=hua.id).check_password(PASSWORD)
