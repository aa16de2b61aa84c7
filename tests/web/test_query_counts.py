"""Lists cost the same number of queries however long they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.ledgers import actions
from luoshi.ledgers.drafts import NewRow
from luoshi.packs import library
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import ADMIN, CHEN, COUNTY, TOWN, WANG, morning

pytestmark = pytest.mark.django_db

PACKS = ("supervision", "investment", "innovation")
COUNTED = sum(
    one.kind in ("flow", "stock") for key in PACKS for one in library.shipped()[key].indicators.values()
)
MOST = {
    "/": 30,
    "/ledgers/investment.project/": 20,
    "/ledgers/investment.receipt/": 20,
    "/commitments/": 25,
    "/commitments/letters/": 20,
    "/documents/": 20,
    "/periods/": 25,
    "/bulletins/": 20,
    "/assessment/": 20,
    "/figures/": 10 + 10 * len(PACKS) + COUNTED,
}
"""Queries a page may cost. Live figures ask once for every indicator, and for every pack what was published,
entered and owed."""


@pytest.fixture
def supervisor(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt(*PACKS)
    return browser("chensiyuan", ("supervisor", COUNTY), ("reviewer", COUNTY), name="陈思远")


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def grow(start: int, count: int) -> None:
    """More of everything: projects, receipts, units with reporters and targets, texts."""
    projects = [NewRow(TOWN, {"name": f"项目{n}", "total": 9}) for n in range(start, start + count)]
    made = actions.create_many(WANG, "investment.project", projects)
    receipts = [
        NewRow(
            TOWN,
            {"project": one.ref.id, "received_on": "2026-03-02", "amount": 1, "voucher_no": f"V{one.ref.id}"},
        )
        for one in made
    ]
    actions.create_many(WANG, "investment.receipt", receipts)
    for number in range(start, start + count):
        code = f"C01{number + 500}"
        units.add_unit(ADMIN, code, f"第{number}镇", "township", parent=COUNTY)
        units.add_person(ADMIN, f"r{number}", f"填报{number}", None)
        units.grant(ADMIN, f"r{number}", "reporter", code)
        commitments.set_target(CHEN, code, "funds_in_place", 2026, Owed(base=100))  # type: ignore[arg-type]
        commitments.issue_letter(CHEN, COUNTY, code, 2026)
        commitments.add_document(CHEN, COUNTY, f"讲话{number}", f"讲话{number}")


def test_no_list_costs_more_queries_when_it_is_longer(supervisor: Client) -> None:
    grow(0, 10)
    for address in MOST:
        asked(supervisor, address)
    before = {address: asked(supervisor, address) for address in MOST}
    grow(100, 20)
    after = {address: asked(supervisor, address) for address in MOST}
    assert after == before
    over = {address: count for address, count in after.items() if count > MOST[address]}
    assert over == {}
