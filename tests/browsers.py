"""Browsers for the people of web tests, and the packs and folders their pages need."""

from __future__ import annotations

import re
from datetime import date

from django.contrib.auth import get_user_model
from django.test import Client

from luoshi.units import actions as units
from tests.people import ADMIN


def browser(login: str, *roles: tuple[str, str], name: str = "") -> Client:
    """A browser in which a new person with (role, unit) is logged in."""
    units.add_person(ADMIN, login, name or login, "qingshi-zhen-2026")
    for role, unit in roles:
        units.grant(ADMIN, login, role, unit, valid_from=date(2020, 1, 1))
    client = Client()
    client.force_login(
        get_user_model().objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def text(client: Client, address: str) -> str:
    """A page that opens, as it is sent."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.content.decode()[-800:])
    return answer.content.decode()


def send(client: Client, address: str, **said: object) -> str:
    """A form sent; where it leads, or what it says is wrong."""
    answer = client.post(address, said)
    assert answer.status_code in (200, 302), (address, answer.status_code, answer.content.decode()[-800:])
    if answer.status_code == 302:
        return str(answer["Location"])
    wrong = re.findall(r"(?s)(?:notice-red|field-error|invalid)[^>]*>(.*?)</", answer.content.decode())
    raise AssertionError((address, [re.sub(r"<[^>]+>", "", one).strip() for one in wrong]))
