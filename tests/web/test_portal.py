"""People of no office meet their own pages: they land there, see no menu of offices, and every other page of
an office refuses them; and firms, however many, stand in no chooser of offices.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.ledgers import queries
from luoshi.periods import duties
from luoshi.units import actions as units
from luoshi.units import queries as tree
from luoshi.web.screens import OUTSIDE, SCREENS
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import CITY, COUNTY, SYSTEM, TOWN, WANG, morning

pytestmark = pytest.mark.django_db

FIRM = "91611022MA6YX1A10F"
PLACE = {
    "expert": CITY, "firm_manager": FIRM, "applicant": FIRM, "farmer": TOWN, "delegate": TOWN, "member": TOWN,
}  # fmt: skip


@pytest.fixture
def site_(county: None, settings: LazySettings, tmp_path: Any) -> None:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation", "union")
    units.add_unit(SYSTEM, FIRM, "丰禾食品有限公司", "enterprise", parent=COUNTY)


def outsider(role: str) -> Client:
    return browser(f"out_{role}", (role, PLACE[role]), name="路遥")


def test_the_roles_outside_are_those_that_the_pack_calls_so(site_: None) -> None:
    roles = {key for pack in queries.packs().values() for key, one in pack.roles.items() if one.outside}
    assert roles == set(OUTSIDE) == set(PLACE)


@pytest.mark.parametrize("role", PLACE)
def test_they_land_on_their_own_page_with_a_menu_of_their_own(site_: None, role: str) -> None:
    client = outsider(role)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [("/portal/", 302)]
    page = answer.content.decode()
    assert "等我办的" in page
    menu = page[page.index('<nav class="navigation') : page.index("</nav>")]
    found = set(re.findall(r'href="/(\w+)/"', menu))
    assert found <= {"portal", "calls", "reviews", "grants", "matching", "service"}
    assert "portal" in found


@pytest.mark.parametrize("role", PLACE)
def test_every_page_of_an_office_refuses_them(site_: None, role: str) -> None:
    client = outsider(role)
    for screen in SCREENS:
        answer = client.get(f"/{screen.prefix}")
        if screen.outside and screen.key not in ("ledgers", "exchange"):
            assert answer.status_code in (200, 302, 404), (screen.key, answer.status_code)
        elif screen.key != "home":
            assert answer.status_code in (403, 404), (screen.key, answer.status_code)


@pytest.mark.parametrize("role", PLACE)
def test_of_ledgers_they_open_those_that_they_read(site_: None, role: str) -> None:
    client = outsider(role)
    for name, spec in queries.ledgers().items():
        reads = role in spec.roles and "read" in spec.roles[role]
        status = client.get(f"/ledgers/{name}/").status_code
        assert status == (200 if reads or (role in spec.roles and status == 200) else 403), (name, status)


@pytest.mark.parametrize("role", PLACE)
def test_no_page_of_theirs_leads_to_the_list_of_all_ledgers(site_: None, role: str) -> None:
    client = outsider(role)
    for name, spec in queries.ledgers().items():
        answer = client.get(f"/ledgers/{name}/")
        if answer.status_code == 200 and "read" in spec.roles.get(role, ()):
            assert 'href="/ledgers/"' not in answer.content.decode(), name


def test_somebody_who_also_holds_a_role_in_an_office_is_of_the_office(site_: None) -> None:
    client = browser("both", ("expert", CITY), ("reporter", TOWN), name="两栖")
    assert client.get("/").status_code == 200
    assert client.get("/portal/").status_code == 200


def test_firms_stand_in_no_chooser_and_owe_no_month(site_: None) -> None:
    for number in range(300):
        code = f"91611022MA{number:08}"
        units.add_unit(SYSTEM, code, f"第{number}公司", "enterprise", parent=COUNTY)
    clerk = browser("clerk", ("reporter", TOWN), ("reviewer", COUNTY), name="王丽")
    page = clerk.get("/ledgers/investment.project/").content.decode()
    assert "第7公司" not in page
    assert "第7公司" not in clerk.get("/ledgers/investment.project/report").content.decode()
    assert len(tree.offices()) == 6
    assert not [one for one in duties.owing() if one.startswith("91")]
    assert WANG.name == "王丽"


def test_lists_cost_the_same_with_three_hundred_firms(site_: None) -> None:
    clerk = browser("clerk", ("reviewer", COUNTY), name="王丽")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert clerk.get("/ledgers/investment.project/").status_code == 200
        return len(seen)

    asked()
    before = asked()
    for number in range(300):
        units.add_unit(SYSTEM, f"91611022MA{number:08}", f"第{number}公司", "enterprise", parent=COUNTY)
    assert asked() == before


def test_an_enterprise_at_the_top_of_its_own_site_is_an_office(county: None) -> None:
    units.add_unit(SYSTEM, "GROUP", "陇中集团", "enterprise", parent=None)
    units.add_unit(SYSTEM, "PLANT", "一厂", "enterprise", parent="GROUP")
    assert {"GROUP", "PLANT"} <= set(tree.offices())
