"""The year-end of the tests, with a browser for each of its people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel.actor import SHANGHAI
from tests.assessment import year_end
from tests.assessment.conftest import closed as closed
from tests.browsers import browser
from tests.people import COUNTY, OTHER_TOWN

At = Callable[[str], None]


@pytest.fixture
def at(settings: Any) -> At:
    """Set the day on which pages are looked at."""

    def set_day(day: str) -> None:
        settings.CLOCK = lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI)

    return set_day


@pytest.fixture
def run(closed: None) -> int:
    return year_end.started()


@pytest.fixture
def assessor(closed: None) -> Client:
    return browser("sunbo", ("assessor", COUNTY), name="孙博")


@pytest.fixture
def leader(closed: None) -> Client:
    return browser("zhaomc", ("leader", COUNTY), name="赵明川")


@pytest.fixture
def clerk(closed: None) -> Client:
    """Clerk of 柳林乡."""
    return browser("clerk2", ("reporter", OTHER_TOWN), name="刘洋")
