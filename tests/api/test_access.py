"""Who gets in, what refusals look like, and that no fault is ever told in another shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel.actor import SHANGHAI
from luoshi.ledgers import queries as ledgers
from luoshi.units import actions, queries, tokens
from tests.api.conftest import BASE, Caller, now
from tests.people import ADMIN, COUNTY, TOWN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]

SHAPE = {"error", "message", "hint", "problems"}


def test_a_token_tells_who_one_is(wang: Caller) -> None:
    said = wang.get("/me").json()
    assert said == {
        "name": "wang",
        "today": "2026-03-18",
        "roles": [{"role": "reporter", "label": "填报员", "unit": TOWN}],
    }


def test_without_a_token_nothing_is_said_and_a_session_counts_for_nothing(wang: Caller) -> None:
    nobody = Caller()
    answer = nobody.get("/me")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert set(answer.json()) == SHAPE
    nobody.client.force_login(queries.person("wang"), backend="django.contrib.auth.backends.ModelBackend")
    assert nobody.get("/me").status_code == 401


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Basic d2FuZzp4", "luoshi_x", "bearer  \u738b"]
)
def test_a_wrong_header_is_401(county: None, header: str) -> None:
    answer = Client().get(f"{BASE}/me", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthenticated")


def test_a_revoked_and_an_expired_token_are_401(wang: Caller, settings: Any) -> None:
    actor = queries.actor_for(queries.person("wang"), now)
    ended, secret = tokens.issue_token(actor, "另一个", date(2026, 6, 30))
    tokens.revoke_token(actor, ended.id)
    assert Caller(secret).get("/me").status_code == 401
    settings.CLOCK = lambda: datetime(2027, 1, 1, 0, 1, tzinfo=SHANGHAI)
    answer = wang.get("/me")
    assert answer.status_code == 401
    assert "过期" in answer.json()["message"]


def test_a_person_who_may_not_log_in_any_more_is_401(wang: Caller) -> None:
    person = queries.person("wang")
    person.is_active = False
    person.save()
    assert wang.get("/me").status_code == 401


def test_a_role_given_or_taken_counts_at_once(wang: Caller) -> None:
    actions.grant(ADMIN, "wang", "leader", COUNTY)
    assert {one["role"] for one in wang.get("/me").json()["roles"]} == {"reporter", "leader"}


@pytest.mark.parametrize("path", ["/nothing", "/", "/ledgers/", "/records/x/1/2/3", "/docs"])
def test_an_address_that_is_none_is_404_in_the_same_shape(wang: Caller, path: str) -> None:
    answer = wang.get(path)
    assert (answer.status_code, set(answer.json())) == (404, SHAPE)


def test_a_wrong_method_is_405_in_the_same_shape(wang: Caller) -> None:
    answer = wang.send("/me", {}, "DELETE")
    assert (answer.status_code, answer["Allow"], set(answer.json())) == (405, "GET", SHAPE)


def test_units_come_with_their_codes_from_the_top_down(wang: Caller) -> None:
    found = wang.get("/units").json()
    assert [(one["code"], one["parent"]) for one in found[:2]] == [("C0", None), (COUNTY, "C0")]
    assert found[0]["short"] == "全市"


def test_what_breaks_inside_is_told_in_the_same_shape_and_without_a_traceback(
    wang: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(ledgers, "ledgers", broken)
    answer = wang.get("/ledgers")
    assert (answer.status_code, set(answer.json())) == (500, SHAPE)
    assert "secret" not in answer.content.decode()


def test_chinese_is_written_as_it_is_read(wang: Caller) -> None:
    assert "清河县" in wang.get("/units").content.decode()


def test_no_cookie_is_set_and_nothing_is_sent_to_a_log_in_page(
    caller: Callable[..., Caller], wang: Caller
) -> None:
    answer = wang.get("/me")
    assert not answer.cookies
    assert "Location" not in Caller().get("/units").headers
