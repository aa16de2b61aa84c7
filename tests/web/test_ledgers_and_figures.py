"""Whoever looks at a list, a record and a figure sees what is theirs, and can follow it to its origin."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.people import ADMIN, COUNTY, OTHER_COUNTY, TOWN, WANG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def packs(county: None, settings: pytest.FixtureRequest, tmp_path: object) -> None:
    settings.EVIDENCE = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings
    adopt("investment", "innovation")


@pytest.fixture
def receipt() -> Record:
    project = ledgers.create(WANG, "investment.project", TOWN, {"name": "苹果汁加工厂", "total": 5000})
    values = {"project": project.ref.id, "received_on": "2026-03-09", "amount": 500, "voucher_no": "JZ-1"}
    made = ledgers.create(WANG, "investment.receipt", TOWN, values)
    ledgers.attach(WANG, made.ref, "bank_slip", "进账单<script>.html", b"<script>alert(1)</script>")
    return made


def browser(login: str, role: str, unit: str) -> Client:
    units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
    units.grant(ADMIN, login, role, unit)
    client = Client()
    client.force_login(
        get_user_model().objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def where(record: Record) -> str:
    return f"/ledgers/{record.ref.ledger}/{record.ref.id}/"


def test_a_reviewer_verifies_a_fact_and_it_counts(receipt: Record) -> None:
    reviewer = browser("zhoumin", "reviewer", COUNTY)
    page = reviewer.get(where(receipt)).content.decode()
    assert "审核通过" in page
    assert "500.00 万元" in page
    answer = reviewer.post(where(receipt) + "verify", follow=True)
    assert "已核实" in answer.content.decode()
    figures = reviewer.get("/figures/?period=2026-03").content.decode()
    assert "招商到位资金" in figures
    assert "500.00" in figures
    trace = reviewer.get(f"/figures/2026-03/investment.funds_in_place/{TOWN}/").content.decode()
    assert where(receipt) in trace


def test_a_rejection_without_a_reason_is_refused_and_with_one_is_shown(receipt: Record) -> None:
    reviewer = browser("zhoumin", "reviewer", COUNTY)
    assert reviewer.post(where(receipt) + "reject").status_code == 400
    answer = reviewer.post(where(receipt) + "reject", {"why": "户名不符"}, follow=True)
    assert "户名不符" in answer.content.decode()


def test_a_leader_is_offered_nothing_to_verify_and_is_refused_when_trying(receipt: Record) -> None:
    leader = browser("zhao", "leader", COUNTY)
    assert 'data-dialog="verify"' not in leader.get(where(receipt)).content.decode()
    assert leader.post(where(receipt) + "verify").status_code == 403


def test_a_stranger_finds_neither_the_record_nor_its_file(receipt: Record) -> None:
    stranger = browser("hanxue", "reviewer", OTHER_COUNTY)
    assert stranger.get(where(receipt)).status_code == 404
    assert stranger.get(where(receipt) + "files/1").status_code == 404
    assert "苹果汁加工厂" not in stranger.get("/ledgers/investment.project/").content.decode()
    assert stranger.get(f"/figures/2026-03/investment.funds_in_place/{TOWN}/").status_code == 404


def test_evidence_is_served_so_that_no_browser_runs_it(receipt: Record) -> None:
    client = browser("zhoumin", "reviewer", COUNTY)
    page = client.get(where(receipt)).content.decode()
    assert "<script>.html" not in page
    number = page.partition(where(receipt) + "files/")[2].partition('"')[0]
    answer = client.get(where(receipt) + f"files/{number}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/ledgers/", "/ledgers/investment.project/?q=苹果&stage=talks&sort=-total&page=9", "/figures/"]
)
def test_a_page_answers_whatever_is_asked_of_it(receipt: Record, path: str) -> None:
    assert browser("zhoumin", "reviewer", COUNTY).get(path).status_code == 200


def test_a_list_costs_the_same_queries_for_one_record_and_for_many(
    receipt: Record, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browser("zhoumin", "reviewer", COUNTY)
    client.get("/ledgers/investment.receipt/")
    with CaptureQueriesContext(connection) as few:
        client.get("/ledgers/investment.receipt/")
    for number in range(20):
        values = {"project": receipt.values["project"], "received_on": "2026-03-09", "amount": 1}
        ledgers.create(WANG, "investment.receipt", TOWN, {**values, "voucher_no": f"N{number}"})
    with CaptureQueriesContext(connection) as many:
        client.get("/ledgers/investment.receipt/")
    assert len(many) == len(few) <= 20
