"""郭外 guesses: who has an account, what their password is, from which address he seems to come."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings as site
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F
from django.test import Client, RequestFactory

from luoshi.kernel.errors import InputError
from luoshi.units import actions as units
from luoshi.units.guessing import ACCOUNTS
from luoshi.web import visitors
from tests.attacks.conftest import PASSWORD, is_in, log_in
from tests.people import ADMIN, GUO, SYSTEM

pytestmark = pytest.mark.django_db


def page(client: Client, login: str, password: str) -> tuple[int, str]:
    """What is answered, without what differs on every page."""
    answer = log_in(client, login, password)
    said = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, said.replace(f'value="{login}"', "")


def test_a_log_in_that_there_is_none_is_answered_like_one_that_there_is(wang: AbstractBaseUser) -> None:
    """Until both are locked, and then too."""
    known, unknown = Client(), Client()
    for _try in range(site.AXES_FAILURE_LIMIT + 2):
        assert page(known, "wangli", "wrong") == page(unknown, "guowai", "wrong")
    assert page(known, "wangli", PASSWORD)[0] == 429
    assert not is_in(known)


def test_whoever_is_kept_out_is_answered_likewise(wang: AbstractBaseUser) -> None:
    units.let_in(ADMIN, "wangli", active=False)
    assert page(Client(), "wangli", PASSWORD) == page(Client(), "guowai", PASSWORD)


def test_an_unknown_log_in_costs_as_much_work(wang: AbstractBaseUser, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    units.change_password(ADMIN, "wangli", "liulin-xiang-2027")

    def quickest(login: str) -> float:
        took = []
        for _try in range(4):
            began = time.perf_counter()
            log_in(Client(REMOTE_ADDR=f"203.0.113.{len(took)}"), login, "wrong")
            took.append(time.perf_counter() - began)
        return min(took)

    known, unknown = quickest("wangli"), quickest("guowai")
    assert 0.5 < known / unknown < 2, (GUO, known, unknown)


def test_one_password_tried_on_everybody_ends_after_twenty_and_only_where_he_sits(
    wang: AbstractBaseUser, settings: Any
) -> None:
    settings.PROXIES = 1
    guo, office = ("203.0.113.9", "203.0.113.10")
    for number in range(ACCOUNTS):
        browser = Client(headers={"x-forwarded-for": guo, "user-agent": f"browser {number}"})
        answer = log_in(browser, f"renyuan{number}", "qinghe-2026").status_code
        assert answer == (429 if number == ACCOUNTS - 1 else 200)
    assert log_in(Client(headers={"x-forwarded-for": guo})).status_code == 429, "not even with the right one"
    assert log_in(Client(headers={"x-forwarded-for": office})).status_code == 302
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=16))
    assert log_in(Client(headers={"x-forwarded-for": guo})).status_code == 302


def test_an_office_behind_one_address_whose_people_mistype_and_get_in_goes_on(
    wang: AbstractBaseUser, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for number in range(ACCOUNTS + 5):
        units.add_person(ADMIN, f"renyuan{number}", "某人", PASSWORD)
        assert log_in(Client(), f"renyuan{number}", "wrong").status_code == 200
        assert log_in(Client(), f"renyuan{number}").status_code == 302


def test_no_password_that_was_typed_is_kept(wang: AbstractBaseUser) -> None:
    log_in(Client(), password="almost-qingshi-2026")
    kept = str(list(AccessAttempt.objects.values()))
    assert "wangli" in kept
    assert "almost" not in kept


FIRST = ["short-1", "1234567890123", "password123", "wangli2026", "王丽王丽王丽王丽"]


@pytest.mark.parametrize("password", FIRST)
def test_a_password_that_he_would_try_first_is_not_taken(county: None, password: str) -> None:
    with pytest.raises(InputError, match="密码不符合要求"):
        units.add_person(SYSTEM, "wangli", "王丽王丽王丽王丽" if "王" in password else "王丽", password)


def asked(**head: str) -> Any:
    return RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", **head)


def test_he_does_not_seem_to_come_from_elsewhere_by_saying_so(settings: Any) -> None:
    """Else every guess could come from another address, and his lock-out fall on somebody else."""
    settings.PROXIES = 0
    assert visitors.address(asked(HTTP_X_FORWARDED_FOR="198.51.100.7")) == "127.0.0.1"
    settings.PROXIES = 1
    assert visitors.address(asked(HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.9")) == "203.0.113.9"
    assert visitors.address(asked()) == "127.0.0.1"


def test_behind_a_proxy_his_guesses_lock_out_himself_and_not_her(
    wang: AbstractBaseUser, settings: Any
) -> None:
    settings.PROXIES = 1
    guo = Client(headers={"x-forwarded-for": "203.0.113.9"})
    for _try in range(site.AXES_FAILURE_LIMIT):
        log_in(guo, password="wrong")
    assert log_in(guo).status_code == 429
    assert log_in(Client(headers={"x-forwarded-for": "203.0.113.10"})).status_code == 302
