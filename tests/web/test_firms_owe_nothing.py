"""Firms that an office looks after owe no targets: no form of texts and targets offers them."""

from __future__ import annotations

import pytest
from django.test import Client

from luoshi.units import actions as units
from luoshi.units import queries
from tests.browsers import browser
from tests.people import COUNTY, SYSTEM

FIRM = "91611022MA6YX1A10F"


@pytest.fixture
def chen(county: None) -> Client:
    """The county's supervisor, once a firm stands first among its units."""
    units.add_unit(SYSTEM, FIRM, "丰禾食品有限公司", "enterprise", parent=COUNTY, position=-1)
    return browser("chen", ("supervisor", COUNTY))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/documents/new", "/commitments/", "/commitments/new", "/commitments/letters/new"]
)
def test_no_form_offers_a_firm(chen: Client, path: str) -> None:
    answer = chen.get(path)
    assert answer.status_code == 200
    assert FIRM not in answer.content.decode()


@pytest.mark.django_db
def test_units_are_listed_without_firms_where_they_are_not_wanted(chen: Client) -> None:
    del chen
    assert FIRM in [one.code for one in queries.units(below=COUNTY)]
    assert FIRM not in [one.code for one in queries.units(below=COUNTY, with_firms=False)]
