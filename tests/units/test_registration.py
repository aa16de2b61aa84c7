"""How firms, experts and farmers let themselves in: who decides, what comes to be, and what nobody learns."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password

from luoshi.journal.models import Entry
from luoshi.journal.queries import history
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, LuoshiError, Missing, Refused
from luoshi.units import actions, queries, registering, registrations
from luoshi.units.models import Person, Registration, Unit
from tests.people import CHEN, COUNTY, OTHER_COUNTY, SYSTEM, TOWN, WANG, morning
from tests.units.conftest import FIRM, NEW, PASSWORD, asked, enter

pytestmark = pytest.mark.django_db


def ask(kind: str = "firm", **more: object) -> Registration:
    return registering.register(SYSTEM, asked(kind, **more))[0]


def manager_of(code: str) -> Actor:
    return queries.actor_for(Person.objects.get(holdings__unit=code, holdings__role="firm_manager"), morning)


def test_a_firm_waits_and_is_then_a_unit_with_whoever_asked_as_its_manager(science: Actor) -> None:
    made = ask()
    assert (made.state, Unit.objects.filter(code=NEW).exists()) == ("waiting", False)
    assert [one.id for one in registrations.waiting(science)] == [made.id]
    done = registering.accept(science, made.id)
    firm = Unit.objects.get(code=NEW)
    assert (firm.name, firm.kind, firm.parent_id) == ("青石果业有限公司", "enterprise", COUNTY)
    assert NEW in queries.firms()
    assert [(one.role, one.unit_id) for one in done.person.holdings.all()] == [("firm_manager", NEW)]
    assert done.person.check_password(PASSWORD)
    assert [one.verb for one in history(f"registration:{made.id}")] == ["register", "accept"]
    assert {one.name for one in history(f"unit:{NEW}")} == {"史科"}


def test_what_came_to_be_comes_to_be_together_or_not_at_all(
    science: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ask()
    monkeypatch.setattr(actions, "grant", lambda *_a, **_k: (_ for _ in ()).throw(InputError("x")))
    with pytest.raises(InputError):
        registering.accept(science, made.id)
    assert not Unit.objects.filter(code=NEW).exists()
    assert not Person.objects.filter(login=made.login).exists()
    assert Registration.objects.get(id=made.id).state == "waiting"


def test_a_refusal_says_why_and_makes_nothing(science: Actor) -> None:
    made, secret = registering.register(SYSTEM, asked())
    with pytest.raises(InputError, match="没有写原因"):
        registering.refuse(science, made.id, " ")
    registering.refuse(science, made.id, "营业执照看不清，请重新拍")
    seen = registrations.of_secret(secret)
    assert (seen.state, seen.reason, seen.password) == ("refused", "营业执照看不清，请重新拍", "")
    assert not Unit.objects.filter(code=NEW).exists()
    with pytest.raises(Locked, match="已经由史科办理"):
        registering.accept(science, made.id)


def test_the_password_is_kept_hashed_and_only_while_it_waits(science: Actor) -> None:
    made = ask()
    assert PASSWORD not in made.password
    assert check_password(PASSWORD, made.password)
    registering.accept(science, made.id)
    assert Registration.objects.get(id=made.id).password == ""
    assert not [one for one in Entry.objects.all() if PASSWORD in str(one.data)]
    assert PASSWORD not in repr(asked())


def test_the_journal_which_is_never_forgotten_holds_no_telephone(science: Actor) -> None:
    made = ask(email="li@example.com")
    registering.accept(science, made.id)
    said = " ".join(f"{one.data} {one.subject}" for one in Entry.objects.all())
    assert "13991234567" not in said
    assert "li@example.com" not in said


def test_a_firm_that_is_there_is_joined_and_its_manager_decides(science: Actor, boss: Actor) -> None:
    made = ask(code=FIRM, organization="丰禾食品有限公司")
    assert (made.kind, made.place_id) == ("join", COUNTY)
    assert registrations.waiting(science) == []
    with pytest.raises(Missing):
        registering.accept(science, made.id)
    done = registering.accept(boss, made.id)
    assert [(one.role, one.unit_id) for one in done.person.holdings.all()] == [("applicant", FIRM)]
    assert Unit.objects.filter(code=FIRM).count() == 1


def test_while_a_firm_has_no_manager_the_science_office_decides_and_makes_one(science: Actor) -> None:
    actions.add_unit(SYSTEM, FIRM, "丰禾食品有限公司", "enterprise", parent=COUNTY)
    made = ask(code=FIRM)
    done = registering.accept(science, made.id)
    assert [one.role for one in done.person.holdings.all()] == ["firm_manager"]


def test_whoever_registers_the_same_firm_second_joins_it_once_it_is_there(science: Actor) -> None:
    first, second = ask(), ask(name="王强", phone="13991234568")
    assert second.kind == "firm"
    registering.accept(science, first.id)
    assert registrations.waiting(science) == []
    (waits,) = registrations.waiting(manager_of(NEW))
    assert (waits.id, waits.kind) == (second.id, "join")
    registering.accept(manager_of(NEW), second.id)
    assert Person.objects.get(login=second.login).holdings.get().role == "applicant"


def test_an_expert_is_accepted_by_the_science_office(science: Actor) -> None:
    done = registering.accept(science, ask("expert").id)
    assert [(one.role, one.unit_id) for one in done.person.holdings.all()] == [("expert", COUNTY)]


def test_a_farmer_is_let_in_at_once(science: Actor) -> None:
    made = ask("farmer", details={"village": "三组"})
    assert made.state == "accepted"
    assert [(one.role, one.unit_id) for one in made.person.holdings.all()] == [("farmer", TOWN)]
    assert made.person.check_password(PASSWORD)
    assert registrations.waiting(science) == []


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"code": "91611002MA70B3R8X1"}, "统一社会信用代码", "校验不符"),
        ({"code": COUNTY}, "统一社会信用代码", "位"),
        ({"organization": "果"}, "企业名称", "没有写全称"),
        ({"name": "李"}, "姓名", "真实姓名"),
        ({"phone": "12345"}, "手机", "不是电话号码"),
        ({"email": "li.example"}, "邮箱", "不是邮箱"),
        ({"password": "12345678901"}, "密码", "密码不符合要求"),
        ({"login": "李芳"}, "登录名", "不能用"),
        ({"place": OTHER_COUNTY}, "所在地", "不能在这里注册"),
        ({"place": "XX"}, "所在地", "不能在这里注册"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    science: Actor, more: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(InputError) as wrong:
        ask(**more)
    (problem,) = wrong.value.problems
    assert problem.field == field
    assert words in problem.what
    assert problem.right
    assert not Registration.objects.exists()


def test_everything_wrong_is_told_at_once(science: Actor) -> None:
    with pytest.raises(InputError) as wrong:
        ask(code="1", phone="2", name="", organization="")
    assert len(wrong.value.problems) == 4


def test_a_login_name_never_tells_which_there_are(science: Actor) -> None:
    enter("lifang", "李芳")
    taken, free = ask(login="lifang"), ask("expert", login="wangqiang")
    for made, wish in ((taken, "lifang"), (free, "wangqiang")):
        assert made.login.startswith(wish)
        assert len(made.login) == len(wish) + 4
    assert ask("farmer").login.startswith("lifang")


def test_a_login_name_that_waits_is_nobody_elses(science: Actor) -> None:
    made = ask()
    with pytest.raises(InputError, match="已经有人使用"):
        enter(made.login, "别人")
    registering.accept(science, made.id)


def test_a_telephone_registers_three_times_a_day_and_is_told_no_more(science: Actor) -> None:
    for _ in range(registering.A_DAY):
        ask("farmer")
    with pytest.raises(InputError, match="今天的注册太多了"):
        ask("farmer")
    ask("farmer", phone="13991234568")


def test_the_site_takes_so_many_in_a_day(science: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registering, "IN_ALL", 1)
    ask("farmer")
    with pytest.raises(InputError, match="今天的注册太多了"):
        ask("farmer", phone="13991234568")


def test_whoever_is_logged_in_does_not_register(science: Actor, boss: Actor) -> None:
    for one in (science, boss, WANG):
        with pytest.raises(Refused, match="已经有账号"):
            registering.register(one, asked())


def test_a_wrong_address_and_one_that_never_was_look_the_same(science: Actor) -> None:
    for secret in ("", "x" * 24, "../" * 9):
        with pytest.raises(Missing, match="没有这份注册申请"):
            registrations.of_secret(secret)


def test_an_office_with_that_code_is_no_firm_to_join(science: Actor) -> None:
    actions.add_unit(SYSTEM, NEW, "创新中心", "department", parent=COUNTY)
    with pytest.raises(InputError, match="不在这里注册"):
        ask()


ALLOWED = {
    ("science", "firm"), ("science", "expert"), ("boss", "join"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["firm", "join", "expert"])
@pytest.mark.parametrize(
    "who", ["science", "stranger", "boss", "applicant", "supervisor", "reporter", "expert"]
)
@pytest.mark.parametrize("verb", ["accept", "refuse"])
def test_who_decides_what(
    science: Actor, stranger: Actor, boss: Actor, who: str, kind: str, verb: str
) -> None:
    people = {
        "science": science, "stranger": stranger, "boss": boss, "supervisor": CHEN, "reporter": WANG,
        "applicant": enter("shenbao", "申报", ("applicant", FIRM)),
        "expert": enter("zhuanjia", "专家", ("expert", COUNTY)),
    }  # fmt: skip
    made = ask("firm", code=FIRM) if kind == "join" else ask(kind)

    def decide() -> Registration:
        if verb == "accept":
            return registering.accept(people[who], made.id)
        return registering.refuse(people[who], made.id, "名称与营业执照不符")

    if (who, kind) in ALLOWED:
        assert decide().state == ("accepted" if verb == "accept" else "refused")
    else:
        with pytest.raises(LuoshiError):
            decide()
        assert Registration.objects.get(id=made.id).state == "waiting"
