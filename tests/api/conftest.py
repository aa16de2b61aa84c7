from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel.actor import SHANGHAI
from luoshi.units import actions as units
from luoshi.units import queries, tokens
from tests.adopted import adopt
from tests.people import ADMIN, COUNTY, OTHER_COUNTY, OTHER_TOWN, TOWN

BASE = "/api/v1"


def now() -> datetime:
    return datetime(2026, 3, 18, 9, 30, tzinfo=SHANGHAI)


class Caller:
    """A program that calls the interface with a person's token."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(BASE + path, query, headers=self.headers)

    def send(self, path: str, body: Any, method: str = "POST") -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.generic(
            method, BASE + path, content, content_type="application/json", headers=self.headers
        )

    def upload(self, path: str, **form: Any) -> Any:
        return self.client.post(BASE + path, form, headers=self.headers)


@pytest.fixture(autouse=True)
def today(settings: Any) -> None:
    settings.CLOCK = now


@pytest.fixture
def ledgers(county: None, settings: Any, tmp_path: Path) -> None:
    """The test county works by the packs that ship."""
    settings.EVIDENCE = tmp_path / "evidence"
    adopt("investment", "innovation")


@pytest.fixture
def caller(db: None) -> Callable[..., Caller]:
    """Somebody with a role in a unit, who has issued a token: `caller("wang", "reporter", TOWN)`."""

    def make(login: str, role: str, unit: str) -> Caller:
        person = units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
        units.grant(ADMIN, login, role, unit)
        actor = queries.actor_for(person, now)
        return Caller(tokens.issue_token(actor, "测试", date(2026, 12, 31))[1])

    return make


@pytest.fixture
def wang(caller: Callable[..., Caller]) -> Caller:
    """Clerk of 青石镇."""
    return caller("wang", "reporter", TOWN)


@pytest.fixture
def liu(caller: Callable[..., Caller]) -> Caller:
    """Clerk of 柳林乡."""
    return caller("liu", "reporter", OTHER_TOWN)


@pytest.fixture
def zhou(caller: Callable[..., Caller]) -> Caller:
    """Reviewer of the county."""
    return caller("zhou", "reviewer", COUNTY)


@pytest.fixture
def chen(caller: Callable[..., Caller]) -> Caller:
    """Supervision clerk of the county."""
    return caller("chen", "supervisor", COUNTY)


@pytest.fixture
def han(caller: Callable[..., Caller]) -> Caller:
    """A stranger: reviewer of the other county."""
    return caller("han", "reviewer", OTHER_COUNTY)
