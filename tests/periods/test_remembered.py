"""Figures of an open month are computed once while nothing changes, and anew as soon as something does."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.periods import Period
from luoshi.ledgers import actions
from luoshi.ledgers.records import Record
from luoshi.periods import queries
from tests.ledgers.conftest import ledgers, project
from tests.people import CHEN, TOWN, WANG

MARCH = Period.parse("2026-03")


@pytest.fixture
def remembering(settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept"}
    }
    cache.clear()


def funds() -> str:
    return str(queries.figures(CHEN, MARCH, unit=TOWN, indicator="investment.projects_new")[0]["value"])


def test_a_figure_is_remembered_until_the_journal_goes_on(remembering: None, project: Record) -> None:
    first = funds()
    with CaptureQueriesContext(connection) as again:
        assert funds() == first
    assert not [one for one in again if "ledger_investment_project" in one["sql"]]
    actions.create(
        WANG, "investment.project", TOWN, {"name": "第二个", "signed_on": "2026-03-02", "total": 5}
    )
    with CaptureQueriesContext(connection) as anew:
        funds()
    assert [one for one in anew if "ledger_investment_project" in one["sql"]]


__all__ = ["ledgers", "project"]
