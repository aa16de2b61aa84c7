"""A speech is read, its sentences confirmed, changed or refused, handed down, and signed for."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.commitments import actions, queries
from luoshi.commitments.matching import Owed
from luoshi.commitments.models import Document, Proposal
from luoshi.ledgers import queries as ledgers
from luoshi.reading.second import Endpoint
from tests.adopted import adopt
from tests.browsers import browser
from tests.people import CHEN, COUNTY, OTHER_TOWN, SYSTEM, TOWN, morning

pytestmark = pytest.mark.django_db

SPEECH = """在全县招商引资大会上的讲话

去年全县到位资金完成4.9亿元。今年全县招商到位资金要达到5.1亿元，力争5.5亿元。
各乡镇招商到位资金不少于500万元。
招商引资服务局要在6月底前制定招商项目清单。
"""


@pytest.fixture(autouse=True)
def packs(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE, settings.CLOCK = tmp_path, morning
    adopt("investment", "innovation")


@pytest.fixture
def supervisor() -> Client:
    return browser("chensiyuan", ("supervisor", COUNTY), name="陈思远")


@pytest.fixture
def speech(supervisor: Client) -> str:
    """The address of the speech, read in as a file."""
    answer = supervisor.post(
        "/documents/new",
        {
            "unit": COUNTY, "title": "招商大会讲话", "kind": "speech", "issued_on": "2026-02-20",
            "file": SimpleUploadedFile("讲话.txt", SPEECH.encode("gb18030")), "text": "",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.headers["Location"])


def card(page: str, words: str) -> str:
    """The proposal whose quotation holds the words."""
    cards = re.findall(r"<article.*?</article>", page, re.DOTALL)
    return next(one for one in cards if words in one.partition("</blockquote>")[0])


def test_a_read_speech_shows_its_text_with_marks_and_what_was_found(supervisor: Client, speech: str) -> None:
    page = supervisor.get(speech).content.decode()
    assert "全县招商到位资金要达到5.1亿元" in re.sub(r"<[^>]+>", "", page)
    found = card(page, "5.1亿元")
    assert "≥ 51,000.00 万元" in found
    assert "清河县" in found
    assert "4.9亿元" in card(supervisor.get(f"{speech}?kind=figure").content.decode(), "4.9亿元")


def test_a_clear_sentence_is_confirmed_with_one_press_and_leads_back_to_its_words(
    supervisor: Client, speech: str
) -> None:
    found = card(supervisor.get(speech).content.decode(), "5.1亿元")
    (confirm,) = re.findall(r'action="(/documents/proposals/\d+/confirm)"', found)
    after = card(supervisor.post(confirm, follow=True).content.decode(), "5.1亿元")
    assert "已确认" in after
    (made,) = re.findall(r'href="(/commitments/\d+/)"', after)
    page = supervisor.get(made).content.decode()
    assert "51,000.00" in page
    assert f"{speech}#m" in page


def test_a_sentence_for_every_township_is_changed_before_it_is_confirmed(
    supervisor: Client, speech: str
) -> None:
    found = card(supervisor.get(speech).content.decode(), "不少于500万元")
    (decide,) = re.findall(r'href="(/documents/proposals/\d+/)"', found)
    form = supervisor.get(decide).context["form"]
    assert form.initial["units"] == [TOWN, OTHER_TOWN]
    data = {key: form[key].value() for key in form.fields if form[key].value() not in (None, "")}
    supervisor.post(decide, data | {"units": [TOWN], "base": "600", "year": "2026"})
    (owed,) = queries.commitments(CHEN, 2026)
    assert (owed.unit, owed.base) == (TOWN, Decimal(600))
    assert "改后确认" in supervisor.get(speech).content.decode()


def test_work_without_a_number_becomes_a_task_of_the_unit_that_leads(supervisor: Client, speech: str) -> None:
    found = card(supervisor.get(speech).content.decode(), "招商项目清单")
    (confirm,) = re.findall(r'action="(/documents/proposals/\d+/confirm)"', found)
    supervisor.post(confirm)
    (task,) = ledgers.page(SYSTEM, "supervision.task").rows
    assert task.values["due_on"].isoformat() == "2026-06-30"
    assert "制定招商项目清单" in task.values["content"]


def test_a_proposal_that_is_none_is_refused_with_a_reason(supervisor: Client, speech: str) -> None:
    found = card(supervisor.get(speech).content.decode(), "招商项目清单")
    (refuse,) = re.findall(r'action="(/documents/proposals/\d+/refuse)"', found)
    assert supervisor.post(refuse, {"why": ""}).status_code == 400
    supervisor.post(refuse, {"why": "已经完成"})
    assert "已经完成" in card(supervisor.get(speech).content.decode(), "招商项目清单")


def test_a_file_that_cannot_be_read_is_said_on_the_form(supervisor: Client) -> None:
    data = {"unit": COUNTY, "title": "讲话", "kind": "speech", "issued_on": "2026-02-20", "text": ""}
    doc = SimpleUploadedFile("讲话.doc", b"\xd0\xcf\x11\xe0" + b"0" * 600)
    answer = supervisor.post("/documents/new", data | {"file": doc})
    assert "另存为 .docx" in str(answer.context["form"].errors)
    assert "标题和正文都要有" in str(supervisor.post("/documents/new", data).context["form"].errors)


def test_a_target_is_handed_down_with_the_gap_in_sight_and_changed_with_a_reason(supervisor: Client) -> None:
    whole = actions.set_target(CHEN, COUNTY, "funds_in_place", 2026, Owed(Decimal(51_000)))
    address = f"/commitments/{whole.id}/split"
    assert "分解合计" in supervisor.get(address).content.decode()
    text = supervisor.post(address, {f"base_{TOWN}": "20000", f"base_{OTHER_TOWN}": "500"}, follow=True)
    assert "还有 30,500.00 万元 没有分解下去" in text.content.decode()
    again = supervisor.post(address, {f"base_{TOWN}": "20000", f"base_{OTHER_TOWN}": "31000"})
    assert "调整目标要写明原因" in again.content.decode()
    done = supervisor.post(
        address,
        {f"base_{TOWN}": "20000", f"base_{OTHER_TOWN}": "31000", "why": "按承载能力调整"},
        follow=True,
    )
    assert "正好相等" in done.content.decode()


def test_a_letter_is_issued_signed_by_both_sides_and_taken_as_word_and_pdf(supervisor: Client) -> None:
    actions.set_target(CHEN, TOWN, "funds_in_place", 2026, Owed(Decimal(500)))
    data = {"year": "2026", "from_unit": COUNTY, "to_units": [TOWN], "obligations": "按月上报\n年终考核"}
    assert "等待双方签字" in supervisor.post("/commitments/letters/new", data, follow=True).content.decode()
    (letter,) = queries.letters(CHEN)
    address = f"/commitments/letters/{letter.id}/"
    mayor = browser("mazhen", ("leader", TOWN), name="马镇长")
    page = mayor.get(address).content.decode()
    assert 'data-dialog="sign-to"' in page
    assert 'data-dialog="sign-from"' not in page
    mayor.post(f"{address}sign/to")
    assert "已签订" in supervisor.post(f"{address}sign/from", follow=True).content.decode()
    assert supervisor.get(f"{address}letter.docx").content[:2] == b"PK"
    assert supervisor.get(f"{address}letter.pdf").content[:5] == b"%PDF-"
    assert supervisor.get(f"{address}letter.odt").status_code == 404
    actions.set_target(CHEN, TOWN, "funds_in_place", 2026, Owed(Decimal(550)), why="追加")
    assert "需要签发新版" in supervisor.get(address).content.decode()


def test_nobody_without_the_role_is_offered_or_let_to_set_a_target(supervisor: Client) -> None:
    whole = actions.set_target(CHEN, COUNTY, "funds_in_place", 2026, Owed(Decimal(51_000)))
    clerk = browser("wangli", ("reporter", TOWN))
    assert "下达目标" not in clerk.get("/commitments/").content.decode()
    assert clerk.get(f"/commitments/{whole.id}/").status_code == 404
    said = {"unit": TOWN, "indicator": "investment.funds_in_place", "year": "2026", "base": "1"}
    assert clerk.post("/commitments/new", said).status_code == 403


def test_listing_the_proposals_of_a_long_speech_takes_the_same_queries_as_of_a_short_one(
    supervisor: Client, speech: str, django_assert_max_num_queries: Any
) -> None:
    text = SPEECH + "\n".join(
        f"青石镇招商到位资金要达到{n}00万元，招商局要做好第{n}次检查。" for n in range(1, 40)
    )
    long = actions.add_document(CHEN, COUNTY, "长讲话", text)
    supervisor.post(f"/documents/{long.id}/read")
    assert len(queries.proposals(CHEN, long.id)) > 40
    with django_assert_max_num_queries(30):
        supervisor.get(f"/documents/{long.id}/")


def test_what_was_missed_is_added_on_the_page_and_says_that_it_was(supervisor: Client, speech: str) -> None:
    number = speech.rstrip("/").rpartition("/")[2]
    where = f"/documents/{number}/missed"
    assert "补充遗漏" in supervisor.get(speech).content.decode()
    refused = supervisor.post(where, {"kind": "task", "words": "没有的话"})
    assert "正文里没有这样的话" in refused.content.decode()
    text = Document.objects.get(id=number).text
    words = next(line for line in text.splitlines() if len(line) > 8)[:8]
    answer = supervisor.post(where, {"kind": "task", "words": words}, follow=True)
    assert "已补充" in answer.content.decode()
    assert "人工补充" in card(answer.content.decode(), words)


def test_what_is_to_be_decided_comes_the_surest_first(supervisor: Client, speech: str) -> None:
    page = supervisor.get(f"{speech}?kind=open").content.decode()
    shown = [int(one) for one in re.findall(r'class="proposal proposal-open" id="p(\d+)"', page)]
    found = {one.id: one for one in Proposal.objects.filter(id__in=shown)}
    order = [(found[one].kind != "target", -found[one].confidence) for one in shown]
    assert order == sorted(order)
    assert "识别依据" in page


def test_a_second_reader_is_offered_only_where_one_is_set(
    supervisor: Client, speech: str, settings: Any
) -> None:
    assert "第二识别" not in supervisor.get(speech).content.decode()
    settings.SECOND_READER = Endpoint("http://127.0.0.1:9/v1", "qwen")
    page = supervisor.get(speech).content.decode()
    (address,) = set(re.findall(r'action="(/documents/\d+/second)"', page))
    answer = supervisor.post(address)
    assert answer["Location"].startswith("/jobs/")
    assert "第二识别" in supervisor.get(answer["Location"]).content.decode()
    again = supervisor.post(address, follow=True)
    assert "正在进行" in again.content.decode()
