"""A bulletin is drafted from a closed month, worded, signed by the leader, and then stays as it is."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from docx import Document

from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.reports import queries
from tests.browsers import browser
from tests.people import CHEN, COUNTY, OTHER_TOWN, TOWN
from tests.periods.test_close import FUNDS, JANUARY, LIN, close, project, receipt


@pytest.fixture
def supervisor(site: Path) -> Client:
    whole = commitments.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(51_000)))
    commitments.split(CHEN, whole.id, {TOWN: Owed(Decimal(6000)), OTHER_TOWN: Owed(Decimal(6000))})
    receipt(project(), "2026-01-15", 500)
    close(JANUARY, "2026-02-04")
    return browser("chensiyuan", ("supervisor", COUNTY), name="陈思远")


@pytest.fixture
def address(supervisor: Client) -> str:
    data = {"period": "2026-01", "kind": "investment.monthly", "unit": COUNTY}
    return str(supervisor.post("/bulletins/draft", data).headers["Location"])


def test_a_draft_shows_the_published_figures_a_ranking_a_chart_and_its_proof(
    supervisor: Client, address: str
) -> None:
    page = supervisor.get(address).content.decode()
    assert "本月500.00万元" in page
    assert 'data-chart="chart-ranking-s1"' in page
    assert "清单摘要" in page
    assert "草稿" in page


def test_only_what_people_write_is_open_to_wording(supervisor: Client, address: str) -> None:
    form = supervisor.get(f"{address}word").context["form"]
    _problems, field = form.fields
    supervisor.post(f"{address}word", {field: "各单位抓紧。\n月底前整改。"})
    page = supervisor.get(address).content.decode()
    assert "<p>各单位抓紧。</p><p>月底前整改。</p>" in page
    assert "本月500.00万元" in page


def test_a_signed_bulletin_is_read_by_every_unit_below_and_never_changes(
    supervisor: Client, address: str
) -> None:
    clerk = browser("clerk", ("reporter", TOWN))
    assert clerk.get(address).status_code == 404
    assert supervisor.post(f"{address}sign").status_code == 403
    reviewer = browser("zhoumin", ("reviewer", COUNTY), name="周敏")
    reviewer.post(f"{address}sign")
    leader = browser("zhaomingchuan", ("leader", COUNTY), name="赵明川")
    assert "赵明川" in leader.post(f"{address}sign", follow=True).content.decode()
    assert clerk.get(address).status_code == 200
    (issued,) = queries.bulletins(LIN)
    assert supervisor.get(f"{address}word").status_code == 200
    refused = supervisor.post(f"{address}word", {"section_9": "别的"})
    assert "不再改变" in refused.content.decode()
    again = {"period": "2026-01", "kind": "investment.monthly", "unit": COUNTY}
    assert "不再改变" in supervisor.post("/bulletins/draft", again).content.decode()
    (still,) = queries.bulletins(LIN)
    assert still.content == issued.content


@pytest.mark.parametrize(
    ("form", "magic"), [("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!")]
)
def test_every_format_is_taken_as_a_file(supervisor: Client, address: str, form: str, magic: bytes) -> None:
    answer = supervisor.get(f"{address}bulletin.{form}")
    assert answer.content.startswith(magic)
    assert "attachment" in answer.headers["Content-Disposition"]
    if form == "docx":
        assert "招商引资工作通报" in Document(BytesIO(answer.content)).paragraphs[0].text


@pytest.fixture
def reviewer(supervisor: Client) -> Client:
    return browser("zhoumin", ("reviewer", COUNTY), name="周敏")


@pytest.fixture
def leader(supervisor: Client) -> Client:
    return browser("zhaomingchuan", ("leader", COUNTY), name="赵明川")


def test_each_signer_finds_what_waits_on_the_home_page_and_a_return_comes_back_to_the_drafter(
    supervisor: Client, address: str, reviewer: Client, leader: Client
) -> None:
    assert "待审核：关于2026年1月" in reviewer.get("/").content.decode()
    assert "待签发" not in leader.get("/").content.decode()
    reviewer.post(f"{address}sign")
    assert "待签发：关于2026年1月" in leader.get("/").content.decode()
    leader.post(f"{address}return", {"why": "请写明下一步"})
    assert "退回待改：关于2026年1月" in supervisor.get("/").content.decode()
    page = supervisor.get(address).content.decode()
    assert "赵明川 在“签发”这一步退回" in page
    assert "请写明下一步" in page
    assert "修改文字" in page


def test_what_has_been_signed_offers_no_wording(supervisor: Client, address: str, reviewer: Client) -> None:
    reviewer.post(f"{address}sign")
    page = supervisor.get(address).content.decode()
    assert "修改文字" not in page
    assert "签批中" in page
    assert "周敏" in page


def test_a_correction_is_drafted_issued_by_another_and_printed_on_the_page(
    supervisor: Client, address: str, reviewer: Client, leader: Client
) -> None:
    reviewer.post(f"{address}sign")
    leader.post(f"{address}sign")
    supervisor.post(f"{address}correct", {"text": "第一节“500.00”应为“505.00”。", "why": "录入时漏一笔"})
    page = leader.get(address).content.decode()
    assert "更正草稿" in page
    (issuing,) = [one for one in leader.get(address).context["dialogs"] if one.key.startswith("correction-")]
    assert "更正（第1号）已签发" in leader.post(issuing.url, follow=True).content.decode()
    clerk = browser("clerk", ("reporter", TOWN))
    assert "更正（第1号）" in clerk.get(address).content.decode()


def test_the_page_says_how_much_is_derived(supervisor: Client, address: str) -> None:
    page = supervisor.get(address)
    said = {fact.label: fact.value for fact in page.context["cells"]}
    assert said["系统生成的占"] == "100.0%"
    assert "系统生成的占100.0%" in page.content.decode()
    assert "100.0%" in supervisor.get("/bulletins/").content.decode()


def test_the_house_follows_at_a_button_and_is_told(
    supervisor: Client, address: str, reviewer: Client, leader: Client
) -> None:
    clerk = browser("clerk", ("reporter", TOWN))
    assert "已订阅" in clerk.post("/bulletins/follow", follow=True).content.decode()
    reviewer.post(f"{address}sign")
    leader.post(f"{address}sign")
    assert "招商引资工作通报已签发" in clerk.get("/inbox/").content.decode()
    assert "已退订" in clerk.post("/bulletins/unfollow", follow=True).content.decode()


def test_units_that_lag_are_asked_from_the_draft_and_their_words_are_printed(
    supervisor: Client, address: str
) -> None:
    close(JANUARY.next(), "2026-03-04")
    data = {"period": "2026-02", "kind": "investment.monthly", "unit": COUNTY}
    february = str(supervisor.post("/bulletins/draft", data).headers["Location"])
    assert "未要求说明" in supervisor.get(february).content.decode()
    assert "已要求说明" in supervisor.post(f"{february}ask", follow=True).content.decode()
    supervisor.post(f"{february}again")
    assert "已要求说明，尚未答复" in supervisor.get(february).content.decode()
