"""Records through the interface: what a person may see and do on pages they may see and do here, no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.canonical import sha256
from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import Ref
from luoshi.units import actions as units
from tests.api.conftest import Caller
from tests.people import ADMIN, CHEN, OTHER_TOWN, TOWN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledgers")]

PROJECTS, RECEIPTS = "/ledgers/investment.project/records", "/ledgers/investment.receipt/records"
Record = dict[str, Any]


@pytest.fixture
def project(ledgers: None, wang: Caller) -> Record:
    values = {"name": "苹果汁加工厂", "total": "50000000.00", "industry": "agri", "signed_on": "2026-02-10"}
    answer = wang.send(PROJECTS, {"unit": TOWN, "values": values})
    assert answer.status_code == 201, answer.content.decode()
    return dict(answer.json())


@pytest.fixture
def receipt(wang: Caller, project: Record) -> Record:
    values = {
        "project": project["id"], "received_on": "2026-03-09", "amount": "5000000.00", "voucher_no": "JZ-1",
    }  # fmt: skip
    answer = wang.send(RECEIPTS, {"unit": TOWN, "values": values})
    assert answer.status_code == 201, answer.content.decode()
    return dict(answer.json())


def at(record: Record, more: str = "") -> str:
    return f"/records/{record['ledger']}/{record['id']}{more}"


def test_ledgers_come_with_their_fields_and_say_that_money_is_yuan(wang: Caller) -> None:
    found = {one["ledger"]: one for one in wang.get("/ledgers").json()}
    fields = {one["key"]: one for one in found["investment.receipt"]["fields"]}
    assert (fields["amount"]["unit"], fields["amount"]["shown_in"], fields["amount"]["required"]) == (
        "元",
        "万元",
        True,
    )
    assert fields["kind"]["choices"]["cash"] == "货币资金"
    assert fields["project"]["ledger"] == "investment.project"
    assert {one["key"] for one in found["investment.receipt"]["evidence"]} >= {"bank_slip"}
    assert found["investment.project"]["stages"][0] == {"key": "talks", "label": "在谈"}


def test_money_is_a_string_in_yuan_exactly_in_and_out(wang: Caller, receipt: Record) -> None:
    assert receipt["values"]["amount"] == "5000000.00"
    assert queries.record(CHEN, Ref("investment.receipt", receipt["id"])).values["amount"] == 500
    for written in ("1234567.89", "0.01", "70000000000000.07"):
        body = {"version": receipt["version"], "values": {"amount": written}}
        receipt = wang.send(at(receipt), body, "PATCH").json()
        assert receipt["values"]["amount"] == written
        assert wang.get(at(receipt)).json()["values"]["amount"] == written
    assert wang.get(RECEIPTS).json()["sums"]["amount"] == "70000000000000.07"
    with CaptureQueriesContext(connection) as asked:
        page = wang.get(RECEIPTS, sums="false").json()
    assert (page["sums"], page["total"]) == ({}, len(page["rows"]))
    assert not any("SUM(" in one["sql"] for one in asked), "what nobody wants is not added up"
    (created, *_edits) = wang.get(at(receipt, "/history")).json()
    assert {"column": "amount", "before": None, "after": "5000000.00"} in created["changes"]


def test_a_number_in_json_is_taken_as_it_is_written(wang: Caller, project: Record) -> None:
    body = b'{"version": 1, "values": {"total": 0.07}}'
    assert wang.send(at(project), body, "PATCH").json()["values"]["total"] == "0.07"


def test_what_was_read_can_be_written_back(wang: Caller, project: Record) -> None:
    sent = {key: value for key, value in project["values"].items() if value is not None}
    answer = wang.send(PROJECTS, {"unit": TOWN, "values": sent})
    assert answer.json()["values"] == project["values"]


@pytest.mark.parametrize("wrong", ["5,000", "五千", "1e999999999", "0.001", "NaN", True, "1" * 5000])
def test_an_amount_that_is_none_is_told_at_its_field(wang: Caller, project: Record, wrong: object) -> None:
    answer = wang.send(at(project), {"version": 1, "values": {"total": wrong}}, "PATCH")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["field"] == "总投资"
    assert wang.get(at(project)).json()["values"]["total"] == "50000000.00"


def test_all_that_is_wrong_is_said_at_once(wang: Caller) -> None:
    answer = wang.send(RECEIPTS, {"unit": TOWN, "values": {"received_on": "昨天", "kind": "x", "nmae": 1}})
    assert answer.status_code == 400
    said = {one["field"]: one["what"] for one in answer.json()["problems"]}
    assert said == {"到账日期": "“昨天”不是日期", "到位方式": "没有选项“x”", "nmae": "没有字段“nmae”"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"values": {}}, "unit"),
        ({"unit": TOWN, "vlaues": {}}, "vlaues"),
        ({"unit": 1, "values": {}}, "unit"),
        ({"unit": TOWN, "values": []}, "values"),
        ({"unit": "C01\x00", "values": {}}, "unit"),
    ],
)
def test_a_body_of_the_wrong_form_is_told_in_chinese_with_its_field(
    wang: Caller, body: object, field: str
) -> None:
    answer = wang.send(PROJECTS, body)
    assert answer.status_code == 400
    problems = {one["field"]: one["what"] for one in answer.json()["problems"]}
    assert field in problems
    assert not any(one.isascii() for one in problems.values())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"a": NaN}', b'"\\ud800"', b"\xff"])
def test_a_body_that_cannot_be_read_is_400(wang: Caller, body: bytes) -> None:
    assert wang.send(PROJECTS, body).status_code == 400


def test_another_townships_record_is_not_there_for_a_clerk(
    wang: Caller, liu: Caller, han: Caller, zhou: Caller, receipt: Record
) -> None:
    for stranger in (liu, han):
        none = stranger.get("/records/investment.receipt/999999")
        assert none.status_code == 404
        for answer in (
            stranger.get(at(receipt)),
            stranger.get(at(receipt, "/history")),
            stranger.get(at(receipt, "/evidence/1/content")),
            stranger.send(at(receipt), {"version": 1, "values": {"amount": "1"}}, "PATCH"),
            stranger.send(at(receipt, "/verify"), {}),
            stranger.upload(at(receipt, "/evidence"), purpose="bank_slip", file=slip()),
        ):
            assert answer.status_code == 404
            assert answer.json()["hint"] == none.json()["hint"]
        assert stranger.get(RECEIPTS).json()["total"] == 0
    assert zhou.get(at(receipt)).status_code == 200


def test_a_clerk_cannot_report_for_another_township_nor_verify(wang: Caller, receipt: Record) -> None:
    refused = wang.send(PROJECTS, {"unit": OTHER_TOWN, "values": {"name": "厂"}})
    assert (refused.status_code, refused.json()["error"]) == (403, "refused")
    assert wang.send(at(receipt, "/verify"), {}).status_code == 403


def test_a_fact_is_verified_by_somebody_else_and_sent_back_only_with_a_reason(
    zhou: Caller, receipt: Record
) -> None:
    assert zhou.send(at(receipt, "/reject"), {"why": " "}).status_code == 400
    assert zhou.send(at(receipt, "/reject"), {}).json()["problems"][0]["field"] == "why"
    assert zhou.send(at(receipt, "/reject"), {"why": "户名不符"}).json()["verification"] == "rejected"
    verified = zhou.send(at(receipt, "/verify"), {"note": "已核对"}).json()
    assert (verified["verification"], verified["version"]) == ("verified", 3)
    entries = zhou.get(at(receipt, "/history")).json()
    assert [(one["verb"], one["name"], one["why"]) for one in entries] == [
        ("create", "wang", ""),
        ("reject", "zhou", "户名不符"),
        ("verify", "zhou", "已核对"),
    ]


def test_nobody_verifies_what_they_reported_themselves(wang: Caller, receipt: Record) -> None:
    units.grant(ADMIN, "wang", "reviewer", TOWN)
    answer = wang.send(at(receipt, "/verify"), {})
    assert (answer.status_code, answer.json()["message"]) == (403, "自己填报的数据不能自己审核")


def test_an_edit_of_what_somebody_else_changed_is_409_and_says_who(
    wang: Caller, chen: Caller, receipt: Record
) -> None:
    assert (
        chen.send(at(receipt), {"version": 1, "values": {"remark": "已电话核实"}}, "PATCH").status_code == 200
    )
    late = wang.send(at(receipt), {"version": 1, "values": {"amount": "1"}}, "PATCH")
    assert (late.status_code, late.json()["error"]) == (409, "stale")
    assert "chen" in late.json()["message"]
    assert wang.get(at(receipt)).json()["values"]["amount"] == "5000000.00"


def test_a_fact_of_a_locked_month_is_423_and_the_correction_needs_a_reason(
    wang: Caller, chen: Caller, receipt: Record
) -> None:
    actions.lock(CHEN, TOWN, date(2026, 3, 1), date(2026, 3, 31), why="3月已结账", lifts="督查室")
    body = {"version": 1, "values": {"amount": "4500000.00"}}
    locked = wang.send(at(receipt), body, "PATCH")
    assert (locked.status_code, locked.json()["error"]) == (423, "locked")
    assert "3月已结账" in locked.json()["message"]
    assert wang.send(at(receipt, "/adjust"), {**body, "why": "与进账单不符"}).status_code == 403
    assert chen.send(at(receipt, "/adjust"), body).status_code == 400
    adjusted = chen.send(at(receipt, "/adjust"), {**body, "why": "与进账单不符"}).json()
    assert adjusted["values"]["amount"] == "4500000.00"


def slip(content: bytes = b"%PDF-1.4 bank slip") -> SimpleUploadedFile:
    return SimpleUploadedFile("进账单.pdf", content, "application/pdf")


def test_evidence_is_uploaded_listed_and_given_back_byte_for_byte(wang: Caller, receipt: Record) -> None:
    made = wang.upload(at(receipt, "/evidence"), purpose="bank_slip", file=slip())
    assert made.status_code == 201
    (held,) = wang.get(at(receipt)).json()["evidence"]
    assert held == made.json()
    assert (held["name"], held["state"], held["added_by"]) == ("进账单.pdf", "pending", "wang")
    assert held["sha256"] == sha256(b"%PDF-1.4 bank slip")
    answer = wang.get(at(receipt, f"/evidence/{held['id']}/content"))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 bank slip"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert wang.get(at(receipt, "/evidence/999/content")).status_code == 404


def test_an_upload_without_a_file_of_no_known_purpose_or_empty_is_400(wang: Caller, receipt: Record) -> None:
    where = at(receipt, "/evidence")
    assert wang.upload(where, purpose="bank_slip").json()["problems"][0]["field"] == "file"
    assert "bank_slip" in wang.upload(where, purpose="bank_slpi", file=slip()).json()["hint"]
    assert wang.upload(where, purpose="bank_slip", file=slip(b"")).status_code == 400
    torn = wang.client.generic(
        "POST", "/api/v1" + where, b"--x\r\ntorn", "multipart/form-data; boundary=", headers=wang.headers
    )
    assert torn.status_code == 400


def test_a_move_says_all_that_is_missing_and_then_moves(wang: Caller, project: Record) -> None:
    blocked = wang.send(at(project, "/move"), {"stage": "signed", "on": "2026-02-10"})
    assert blocked.status_code == 400
    assert [one["field"] for one in blocked.json()["problems"]] == ["contract"]
    wang.upload(at(project, "/evidence"), purpose="contract", file=slip())
    moved = wang.send(at(project, "/move"), {"stage": "signed", "on": "2026-02-10", "version": 1}).json()
    assert (moved["stage"], moved["stage_days"]["signed"]) == ("signed", "2026-02-10")
    assert wang.send(at(project, "/move"), {"stage": "nowhere"}).status_code == 400


def test_shares_are_told_in_percent_with_their_days(wang: Caller, liu: Caller, project: Record) -> None:
    ref = Ref("investment.project", project["id"])
    shares = {TOWN: Decimal("66.67"), OTHER_TOWN: Decimal("33.33")}
    actions.share(CHEN, ref, shares, from_day=date(2026, 1, 1), why="共建")
    assert [(one["unit"], one["percent"]) for one in liu.get(at(project)).json()["shares"]] == [
        (TOWN, "66.67"),
        (OTHER_TOWN, "33.33"),
    ]


def many(wang: Caller, count: int) -> None:
    for number in range(count):
        values = {"name": f"项目{number:03}", "total": f"{number}0000.00", "industry": "agri"}
        assert wang.send(PROJECTS, {"unit": TOWN, "values": values}).status_code == 201


def titles(answer: Any) -> list[str]:
    return [one["title"] for one in answer.json()["rows"]]


def test_a_list_is_paged_searched_sorted_and_filtered(wang: Caller) -> None:
    many(wang, 7)
    first = wang.get(PROJECTS, size=3, sort="name").json()
    assert (first["total"], first["page"], first["size"], first["pages"]) == (7, 1, 3, 3)
    assert titles(wang.get(PROJECTS, size=3, page=3, sort="name")) == ["项目006"]
    assert titles(wang.get(PROJECTS, sort="-total,name", size=2)) == ["项目006", "项目005"]
    assert titles(wang.get(PROJECTS, search="目002")) == ["项目002"]
    assert titles(wang.get(PROJECTS, total__min="40000.00", total__max="50000", sort="total")) == [
        "项目004",
        "项目005",
    ]
    assert titles(wang.get(PROJECTS, total__in="40000,50000.00", sort="total")) == ["项目004", "项目005"]
    assert titles(wang.get(PROJECTS, name__in="项目001,项目006", sort="name")) == ["项目001", "项目006"]
    assert wang.get(PROJECTS, unit="C01").json()["total"] == 7
    assert wang.get(PROJECTS, unit=OTHER_TOWN).json()["total"] == 0
    assert wang.get(PROJECTS, reported_at__min="2026-03-18").json()["total"] == 7
    assert wang.get(PROJECTS, reported_at__min="2026-03-19").json()["total"] == 0
    assert wang.get(PROJECTS, verification="verified", industry="农副产品加工").json()["total"] == 0
    assert wang.get(PROJECTS, page=99).json()["rows"] == []


def test_a_list_costs_the_same_queries_for_five_records_and_for_fifty(
    wang: Caller, django_assert_num_queries: Callable[[int], Any]
) -> None:
    many(wang, 5)
    with CaptureQueriesContext(connection) as few:
        assert len(wang.get(PROJECTS, size=200).json()["rows"]) == 5
    count = len(few)
    many(wang, 45)
    with django_assert_num_queries(count):
        assert len(wang.get(PROJECTS, size=200).json()["rows"]) == 50
    assert 0 < count <= 12
