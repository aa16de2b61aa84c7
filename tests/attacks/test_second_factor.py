"""郭外 has somebody's password, by a letter that asked for it: what a code still keeps shut."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from luoshi.journal.models import Entry
from luoshi.kernel import totp
from luoshi.kernel.actor import Actor, wall_clock
from luoshi.kernel.errors import InputError, Refused
from luoshi.units import actions as units
from luoshi.units import queries, second_factor, tokens
from luoshi.units.models import SecondFactor
from luoshi.web.account.entering import BACKEND
from tests.attacks.conftest import PASSWORD, entered, is_in, log_in
from tests.people import ADMIN, GUO, HEI, NOBODY

pytestmark = pytest.mark.django_db


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, its last six figures: any app shows the same."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for second, shown in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert totp.code(secret, second // totp.STEP) == shown
        assert totp.matched(secret, shown, datetime.fromtimestamp(second, wall_clock().tzinfo)) is not None


class App:
    """王丽's telephone, with an app that has her secret."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.secret = second_factor.begin(actor).secret
        self.at = wall_clock()
        self.paper = second_factor.confirm(actor, self.code(), at=self.at)

    def code(self, later: int = 0) -> str:
        """What it shows, so many half minutes after it was set up."""
        return totp.code(self.secret, totp.step_of(self.at) + later)


@pytest.fixture
def app(wang: AbstractBaseUser) -> App:
    return App(queries.actor_for(wang))


def half_way() -> Client:
    client = Client()
    assert log_in(client).headers["Location"] == "/account/login/code"
    return client


def say(client: Client, code: str) -> Any:
    return client.post("/account/login/code", {"code": code})


def test_a_password_alone_opens_nothing(app: App) -> None:
    guo = half_way()
    assert not is_in(guo), GUO
    assert guo.get("/").headers["Location"].startswith("/account/login/")
    assert "不对" in say(guo, "000000").content.decode()
    assert not is_in(guo)


def test_a_code_opens_and_leads_where_one_was_going(app: App) -> None:
    client = Client()
    log_in(client, to="/account/password/")
    assert say(client, app.code(1)).headers["Location"] == "/account/password/"
    assert is_in(client)


def test_a_code_looked_over_the_shoulder_is_not_taken_twice(app: App) -> None:
    say(half_way(), app.code(1))
    guo = half_way()
    assert "已经用过" in say(guo, app.code(1)).content.decode()
    assert "已经用过" in say(guo, app.code(0)).content.decode()  # nor one before it
    assert not is_in(guo)


def test_a_code_too_old_or_too_new_is_none(app: App) -> None:
    for off in (-2, 2, 3):
        assert second_factor.try_code(app.actor, app.code(off), at=app.at) == "wrong"


def test_guessing_ends_after_five_codes_and_the_right_one_is_not_taken_either(app: App) -> None:
    guo = half_way()
    for _try in range(second_factor.TRIES):
        answer = say(guo, "000000").content.decode()
    assert "15分钟" in answer
    assert "15分钟" in say(half_way(), app.code(1)).content.decode()
    later = wall_clock() + second_factor.WAIT + timedelta(seconds=1)
    assert second_factor.try_code(app.actor, totp.code(app.secret, totp.step_of(later)), at=later) == "passed"
    said = Entry.objects.filter(subject=f"person:{app.actor.person}", verb="second_factor")
    assert [one.data["outcome"] for one in said.order_by("id")][:5] == [*["wrong"] * 4, "locked"]


def test_codes_on_paper_open_once_each_and_are_not_to_be_read_in_the_database(app: App) -> None:
    kept = str(SecondFactor.objects.values().get())
    assert app.secret not in kept
    assert not [one for one in app.paper if one.replace("-", "") in kept]
    assert len(set(app.paper)) == second_factor.PAPER
    assert say(half_way(), app.paper[0].upper()).status_code == 302
    assert "不对" in say(half_way(), app.paper[0]).content.decode()
    left = second_factor.kept(app.actor.person)
    assert left is not None
    assert left.left == second_factor.PAPER - 1


def test_half_a_log_in_is_good_for_five_minutes(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    client, later = half_way(), wall_clock() + timedelta(minutes=6)
    monkeypatch.setattr("luoshi.web.account.entering.wall_clock", lambda: later)
    assert say(client, app.code(1)).headers["Location"] == "/account/login/"
    assert not is_in(client)


def test_half_a_log_in_ends_with_the_password(app: App) -> None:
    guo = half_way()
    units.change_password(ADMIN, "wangli", "liulin-xiang-2027")
    assert say(guo, app.code(1)).headers["Location"] == "/account/login/"
    assert not is_in(guo)


def test_nobody_comes_to_the_code_without_a_password(app: App) -> None:
    client = Client()
    log_in(client, password="wrong")
    assert say(client, app.code(1)).headers["Location"] == "/account/login/"


def test_it_is_set_up_on_a_page_with_codes_shown_once(wang: AbstractBaseUser) -> None:
    here, elsewhere = entered(), entered()
    shown = here.post("/account/second/set-up")
    assert "no-store" in shown.headers["Cache-Control"]
    secret = re.findall(r'id="secret">(\w+)<', shown.content.decode())[0]
    assert "<svg" in shown.content.decode()
    assert "不对" in here.post("/account/second/set-up", {"code": "000000"}).content.decode()
    code = totp.code(secret, totp.step_of(wall_clock()))
    done = here.post("/account/second/set-up", {"code": code}).content.decode()
    written = re.findall(r"<li><code>(\w{5}-\w{5})</code>", done)
    assert len(written) == second_factor.PAPER
    assert written[0] not in here.get("/account/").content.decode()
    assert "备用码还有 10 个" in here.get("/account/").content.decode()
    assert not is_in(elsewhere)  # it has shown no code


def test_a_stolen_session_cannot_turn_it_off_or_take_new_codes(app: App) -> None:
    for act in (second_factor.give_up, second_factor.renew_paper):
        outcome = act(app.actor, "000000", at=app.at)
        assert outcome in ("wrong", ("wrong", []))
    client = Client()
    client.force_login(queries.person("wangli"), backend=BACKEND)
    assert "不对" in client.post("/account/second/off", {"code": "123456"}).content.decode()
    assert second_factor.kept(app.actor.person)
    assert client.post("/account/second/set-up").headers["Location"] == "/account/"
    assert client.post("/account/second/off", {"code": app.code(1)}).headers["Location"] == "/account/"
    assert second_factor.kept(app.actor.person) is None


def test_a_role_may_demand_it(admin: AbstractBaseUser, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ("admin",)
    office = entered("heguan")
    for page in ("/", "/admin/people/", "/ledgers/"):
        assert office.get(page).headers["Location"] == "/account/second/set-up"
    assert office.post("/admin/people/heguan/active", {"active": ""}).status_code == 302
    admin.refresh_from_db()
    assert admin.is_active
    secret = re.findall(r'id="secret">(\w+)<', office.post("/account/second/set-up").content.decode())[0]
    office.post("/account/second/set-up", {"code": totp.code(secret, totp.step_of(wall_clock()))})
    assert office.get("/admin/people/").status_code == 200
    with pytest.raises(Refused):
        second_factor.give_up(queries.actor_for(admin), "000000")


def test_a_token_works_as_before(app: App, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ("reporter",)
    _token, secret = tokens.issue_token(app.actor, "同步", app.actor.today())
    answer = Client().get("/api/v1/ledgers", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200


def test_an_administrator_resets_it_with_a_reason_and_never_their_own(
    app: App, admin: AbstractBaseUser
) -> None:
    with pytest.raises(Refused):
        second_factor.reset(NOBODY, "wangli", why="丢了")
    with pytest.raises(InputError, match="原因"):
        second_factor.reset(HEI, "wangli", why=" ")
    own = queries.actor_for(admin)
    with pytest.raises(InputError, match="自己"):
        second_factor.reset(own, "heguan", why="丢了")
    second_factor.reset(HEI, "wangli", why="手机丢失，本人到场")
    entry = Entry.objects.get(verb="reset_second_factor")
    assert (entry.name, entry.why) == (HEI.name, "手机丢失，本人到场")
    assert log_in(Client(), password=PASSWORD).headers["Location"] == "/"
