"""A clerk reports, changes, moves and proves a record on its page; nothing typed is ever lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import Record
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import CHEN, COUNTY, OTHER_TOWN, SYSTEM, TOWN, WANG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def packs(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path
    adopt("investment", "innovation")


@pytest.fixture
def clerk() -> Client:
    return browser("wangli", ("reporter", TOWN), name="王丽")


@pytest.fixture
def project() -> Record:
    return actions.create(
        WANG, "investment.project", TOWN, {"name": "苹果汁加工厂", "total": 5000, "industry": "agri"}
    )


def where(record: Record, verb: str = "") -> str:
    return f"/ledgers/{record.ref.ledger}/{record.ref.id}/{verb}"


def seen(client: Client, address: str) -> dict[str, str]:
    """What the form at an address holds, with what it remembers to have shown."""
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data |= {
        f"initial-{name}": form[name].initial for name in form.fields if form.fields[name].show_hidden_initial
    }
    return {key: "" if value is None else str(value) for key, value in data.items()}


def test_a_clerk_reports_a_receipt_with_its_bank_slip_in_one_go(clerk: Client, project: Record) -> None:
    address = f"/ledgers/investment.receipt/new?project={project.ref.id}"
    assert f"{project.ref.id} 苹果汁加工厂" in clerk.get(address).content.decode()
    slip = SimpleUploadedFile("进账单.pdf", b"%PDF-1.7 slip")
    answer = clerk.post(
        address,
        {
            "reporting_unit": TOWN, "project": f"{project.ref.id} 苹果汁加工厂", "received_on": "2026-03-09",
            "amount": "1,234.56", "kind": "cash", "voucher_no": "JZ-0309", "file_bank_slip": slip,
        },
        follow=True,
    )  # fmt: skip
    text = answer.content.decode()
    assert "已填报" in text
    assert "1,234.56 万元" in text
    assert "进账单.pdf" in text


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(clerk: Client, project: Record) -> None:
    answer = clerk.post(
        "/ledgers/investment.receipt/new",
        {
            "reporting_unit": TOWN, "project": "苹果汁加工厂", "received_on": "2026年3月", "amount": "五百",
            "voucher_no": "JZ-1",
        },
    )  # fmt: skip
    errors = answer.context["form"].errors
    assert set(errors) == {"received_on", "amount"}
    assert "只写数字" in errors["amount"][0]
    assert "五百" in answer.content.decode()
    assert queries.page(SYSTEM, "investment.receipt").total == 0


def test_a_record_is_meant_by_its_whole_name_and_offered_by_part_of_it(
    clerk: Client, project: Record
) -> None:
    offered = clerk.get("/ledgers/investment.project/options?project=苹果").content.decode()
    assert f"{project.ref.id} 苹果汁加工厂" in offered
    answer = clerk.post("/ledgers/investment.receipt/new", {"reporting_unit": TOWN, "project": "没有的项目"})
    assert "从列表中选择" in answer.context["form"].errors["project"][0]


def test_two_people_editing_different_fields_lose_nothing(clerk: Client, project: Record) -> None:
    typed = seen(clerk, where(project, "edit")) | {"site": "县工业集中区"}
    actions.edit(WANG, project.ref, {"total": 6000}, version=1)
    answer = clerk.post(where(project, "edit"), typed)
    form = answer.context["form"]
    assert "王丽" in str(form.errors)
    assert form["site"].value() == "县工业集中区"
    assert form["total"].value() == "6000"
    again = {name: form[name].value() or "" for name in form.fields}
    again |= {key: value for key, value in form.data.items() if key.startswith("initial-")}
    assert clerk.post(where(project, "edit"), again).status_code == 302
    values = queries.record(SYSTEM, project.ref).values
    assert (values["total"], values["site"]) == (6000, "县工业集中区")


def test_two_people_editing_one_field_see_both_values_beside_each_other(
    clerk: Client, project: Record
) -> None:
    typed = seen(clerk, where(project, "edit")) | {"total": "7000"}
    actions.edit(WANG, project.ref, {"total": 6000}, version=1)
    text = clerk.post(where(project, "edit"), typed).content.decode()
    assert "现为 6,000.00 万元，您填的是 7000" in text
    assert queries.record(SYSTEM, project.ref).values["total"] == 6000


def test_a_fact_of_a_closed_month_is_corrected_with_a_reason(project: Record) -> None:
    values = {"project": project.ref.id, "received_on": "2026-02-09", "amount": 500, "voucher_no": "JZ-1"}
    receipt = actions.create(WANG, "investment.receipt", TOWN, values)
    actions.lock(CHEN, COUNTY, date(2026, 2, 1), date(2026, 2, 28), why="2026年2月已结账", lifts="督查员")
    supervisor = browser("chensiyuan", ("supervisor", COUNTY))
    page = supervisor.get(where(receipt)).content.decode()
    assert "更正" in page
    typed = seen(supervisor, where(receipt, "edit")) | {"amount": "450"}
    assert "这个字段是必填项" in supervisor.post(where(receipt, "edit"), typed).content.decode()
    answer = supervisor.post(where(receipt, "edit"), typed | {"why": "回单金额为450万元"}, follow=True)
    assert "已更正" in answer.content.decode()
    assert "回单金额为450万元" in answer.content.decode()


def test_moving_shows_what_blocks_and_moves_when_nothing_does(clerk: Client, project: Record) -> None:
    page = clerk.get(where(project, "move")).content.decode()
    assert "缺佐证“正式合同”" in page
    data = {"version": "1", "stage": "signed", "on": "2026-03-10", "why": ""}
    refused = clerk.post(where(project, "move"), data)
    assert "“签约日期”未填" in refused.content.decode()
    clerk.post(
        where(project, "attach"), {"purpose": "contract", "file": SimpleUploadedFile("合同.pdf", b"contract")}
    )
    actions.edit(WANG, project.ref, {"signed_on": "2026-03-10"}, version=1)
    moved = clerk.post(where(project, "move"), data | {"version": "2"}, follow=True)
    assert "已进入新阶段" in moved.content.decode()


def test_only_the_deciding_role_sees_and_decides_a_gate(clerk: Client, project: Record) -> None:
    assert "决定用地关" not in clerk.get(where(project)).content.decode()
    address = where(project, "gates/land")
    said = {"passed": "1", "on": "2026-03-12", "document_no": "清自然资〔2026〕3号", "why": "已获批"}
    assert "决定" in str(clerk.post(address, said).context["form"].errors)
    office = browser("land", ("land_office", COUNTY))
    assert "决定用地关" in office.get(where(project)).content.decode()
    answer = office.post(address, said, follow=True)
    assert "清自然资〔2026〕3号" in answer.content.decode()


def test_shares_that_do_not_sum_to_a_hundred_are_refused_where_they_were_typed(project: Record) -> None:
    supervisor = browser("chensiyuan", ("supervisor", COUNTY))
    said = {"unit_1": TOWN, "percent_1": "60", "unit_2": OTHER_TOWN, "percent_2": "30",
            "from_day": "2026-03-01", "why": "联合引进"}  # fmt: skip
    assert "份额合计 90%" in supervisor.post(where(project, "share"), said).content.decode()
    answer = supervisor.post(where(project, "share"), said | {"percent_2": "40"}, follow=True)
    assert "柳林乡 40%" in answer.content.decode()


def test_a_record_taken_back_says_so_and_offers_nothing_more(clerk: Client, project: Record) -> None:
    answer = clerk.post(where(project, "withdraw"), {"why": "重复填报"}, follow=True)
    text = answer.content.decode()
    assert "已撤回" in text
    assert "推进阶段" not in text


@pytest.mark.parametrize("verb", ["", "edit", "move", "attach", "share", "gates/land"])
def test_a_stranger_finds_nothing_at_any_address_of_a_record(project: Record, verb: str) -> None:
    stranger = browser("han", ("reporter", OTHER_TOWN))
    assert stranger.get(where(project, verb)).status_code in (403, 404)
