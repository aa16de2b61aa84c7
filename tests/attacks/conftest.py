from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpResponse
from django.test import Client

from luoshi.units import actions as units
from tests.people import ADMIN, COUNTY, TOWN

PASSWORD = "qingshi-zhen-2026"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"

Enter = Callable[..., Client]


@pytest.fixture
def admin(county: None) -> AbstractBaseUser:
    """何管, who looks after people; the first of the site, as `people.ADMIN` is."""
    made = units.add_person(ADMIN, "heguan", "何管", PASSWORD)
    units.grant(ADMIN, "heguan", "admin", COUNTY, valid_from=date(2020, 1, 1))
    return made


@pytest.fixture
def wang(admin: AbstractBaseUser) -> AbstractBaseUser:
    """王丽, clerk of 青石镇, whom others would like to be."""
    made = units.add_person(ADMIN, "wangli", "王丽", PASSWORD)
    units.grant(ADMIN, "wangli", "reporter", TOWN, valid_from=date(2020, 1, 1))
    return made


def log_in(client: Client, login: str = "wangli", password: str = PASSWORD, to: str = "") -> HttpResponse:
    """The log-in form sent, from whatever browser."""
    return client.post("/account/login/", {"username": login, "password": password, "next": to})


def entered(login: str = "wangli", *, device: str = WINDOWS) -> Client:
    """A browser in which somebody has logged in by the form."""
    client = Client(headers={"user-agent": device})
    answer = log_in(client, login)
    assert answer.status_code == 302, answer.content.decode()
    client.get("/account/")
    return client


def is_in(client: Client) -> bool:
    """Whether the browser is logged in still."""
    return bool(client.get("/account/").status_code == 200)
