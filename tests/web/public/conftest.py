"""Nobody's browser, and a bulletin that anybody may read."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.reports import actions
from luoshi.reports.models import Bulletin
from tests.people import CHEN, COUNTY, LEADER, ZHOU
from tests.reports.conftest import FEBRUARY
from tests.reports.conftest import two_months as two_months


@pytest.fixture
def anybody() -> Client:
    """A browser in which nobody is logged in."""
    return Client()


@pytest.fixture
def issued(two_months: None) -> Bulletin:
    made = actions.draft(CHEN, COUNTY, FEBRUARY, "investment.monthly")
    actions.sign_off(ZHOU, made.id)
    return actions.sign_off(LEADER, made.id)
