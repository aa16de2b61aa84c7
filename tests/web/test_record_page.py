"""A record's page: who decides, what is left, running totals, evidence to look at, talk, where it counts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.ledgers import actions, queries
from luoshi.ledgers.records import Ref
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import COUNTY, TOWN, morning
from tests.web.test_list import actor

PROJECT, RECEIPT = "investment.project", "investment.receipt"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def wang(county: None, settings: Any, tmp_path: Path) -> Client:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")
    return browser("wangli", ("reporter", TOWN), name="王丽")


@pytest.fixture
def project(wang: Client) -> Ref:
    said = {"name": "苹果汁加工厂", "total": 1000, "signed_on": "2026-02-10", "content": "年产果汁五千吨"}
    return actions.create(actor(wang), PROJECT, TOWN, said).ref


def text(client: Client, ref: Ref, more: str = "") -> str:
    answer = client.get(f"/ledgers/{ref.ledger}/{ref.id}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_children_run_up_against_the_plan(wang: Client, project: Ref) -> None:
    for day, amount in (("2026-03-05", 250), ("2026-01-05", 500)):
        actions.create(actor(wang), RECEIPT, TOWN, {
            "project": project.id, "received_on": day, "amount": amount, "voucher_no": day,
        })  # fmt: skip
    page = text(wang, project)
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    shown = [re.sub(r"<[^>]+>|\s+", " ", row) for row in rows if "2026-0" in row and "<td" in row]
    assert ["50.00%" in row for row in shown] == [True, False]
    assert "750.00" in shown[1]
    assert "75.00%" in shown[1]


def test_who_decides_a_gate_is_named(wang: Client, project: Ref) -> None:
    browser("lin", ("land_office", COUNTY), name="林静")
    assert "用地审批人（林静）" in text(wang, project)


def test_an_image_is_looked_at_in_the_page_and_everything_else_downloaded(wang: Client, project: Ref) -> None:
    held = {
        name: actions.attach(actor(wang), project, "photo", name, content)
        for name, content in (
            ("现场.png", PNG), ("合同.pdf", b"%PDF-1.7 x"), ("骗人.png", b"<script>"), ("表.docx", b"PK"),
        )
    }  # fmt: skip
    page = text(wang, project)
    assert page.count("data-look=") == 3
    where = f"/ledgers/{PROJECT}/{project.id}/files/"
    image = wang.get(f"{where}{held['现场.png'].id}/look")
    assert (image.status_code, image["Content-Type"]) == (200, "image/png")
    assert image["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in image["Content-Security-Policy"]
    assert wang.get(f"{where}{held['合同.pdf'].id}/look")["Content-Type"] == "application/pdf"
    assert wang.get(f"{where}{held['骗人.png'].id}/look").status_code == 404
    note = actions.attach(actor(wang), project, "photo", "说明.txt", b"<script>alert(1)</script>")
    said = wang.get(f"{where}{note.id}/look")
    assert said["Content-Type"] == "text/plain; charset=utf-8"
    assert said["X-Content-Type-Options"] == "nosniff"
    down = wang.get(f"{where}{held['现场.png'].id}")
    assert down["Content-Type"] == "application/octet-stream"
    stranger = browser("zhao", ("reporter", "C0102"), name="赵云")
    assert stranger.get(f"{where}{held['现场.png'].id}/look").status_code == 404


def test_people_talk_and_whoever_is_asked_finds_it_at_home(wang: Client, project: Ref) -> None:
    chen = browser("chensiyuan", ("supervisor", COUNTY), name="陈思远")
    where = f"/ledgers/{PROJECT}/{project.id}/"
    chen.post(f"{where}comments", {"text": "@王丽 <b>请补合同</b>"})
    page = text(wang, project)
    assert "&lt;b&gt;请补合同&lt;/b&gt;" in page
    assert "有人在留言里提到您" in page
    assert "陈思远 提到您" in wang.get("/").content.decode()
    wang.post(f"{where}comments/look")
    assert "提到您" not in wang.get("/").content.decode()
    assert "没有写内容" in chen.post(f"{where}comments", {"text": " "}, follow=True).content.decode()


def test_where_a_fact_counts_is_linked(wang: Client, project: Ref) -> None:
    said = {"project": project.id, "received_on": "2026-03-02", "amount": 5, "voucher_no": "V1"}
    ref = actions.create(actor(wang), RECEIPT, TOWN, said).ref
    assert "计入的指标" not in text(wang, ref)
    reviewer = browser("liqing", ("reviewer", COUNTY), name="李青")
    actions.verify(actor(reviewer), ref)
    page = text(wang, ref)
    assert f"/figures/2026-03/investment.funds_in_place/{TOWN}" in page


def test_a_long_history_comes_in_parts_and_costs_no_more(wang: Client, project: Ref) -> None:
    text(wang, project)
    with CaptureQueriesContext(connection) as few:
        text(wang, project)
    for number in range(70):
        version = queries.record(actor(wang), project).version
        actions.edit(actor(wang), project, {"total": 2000 + number}, version=version)
    with CaptureQueriesContext(connection) as many:
        page = text(wang, project)
    assert len(many) == len(few)
    assert page.count('class="event ') == 30
    (earlier,) = re.findall(r'hx-get="[^"]*history\?before=(\d+)"', page)
    second = text(wang, project, f"history?before={earlier}")
    (last,) = re.findall(r"history\?before=(\d+)", second)
    third = text(wang, project, f"history?before={last}")
    assert third.count('class="event ') == 11
    assert "before=" not in third


def test_the_record_is_printed_as_a_form(wang: Client, project: Ref) -> None:
    answer = wang.get(f"/ledgers/{PROJECT}/{project.id}/paper")
    assert answer["Content-Type"] == "application/pdf"
    said = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content))
    for word in (
        "招商项目登记表",
        "苹果汁加工厂",
        "1,000.00",
        "2026年2月10日",
        "用地关",
        "年产果汁五千吨",
        "签字",
    ):
        assert word in said
